"""`watchroom doctor`: looks at this machine and at what runs on it. A line each: what, well or not, what to do."""

import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from watchroom.kernel.words import Words
from watchroom.ops import disks, environment, log_words
from watchroom.ops.doctor_running import followers, ports, processes, runs, supervision
from watchroom.ops.doctor_streams import nats
from watchroom.ops.finding import Finding
from watchroom.ops.folder import Folder
from watchroom.ops.terminal import NOT_OK, OK, text

__all__ = ["Finding", "followers", "line", "look", "main", "nats", "ports", "processes", "runs", "supervision"]

FUTURE_S = 5.0


def main() -> int:
    """Prints the findings; 1 when one of them is not well."""
    from watchroom.ops import settings

    bad = 0
    for finding in look(settings.DATA):
        print(line(finding), flush=True)
        bad += finding.ok is False
    end = (
        Words(zh="有 {bad} 项需要处理", en="{bad} things need attention")
        if bad
        else Words(zh="一切正常", en="all is well")
    )
    print(text(end, bad=bad))
    return NOT_OK if bad else OK


def line(finding: Finding) -> str:
    mark = {True: "✓", False: "✗", None: "?"}[finding.ok]
    todo = f"\n    → {text(finding.todo)}" if finding.todo and finding.ok is not True else ""
    return f"{mark} {text(finding.what)}: {text(finding.said)}{todo}"


def look(data: Path) -> Iterator[Finding]:
    """All findings, the machine's first. One check that breaks does not hide the others."""
    folder = Folder(data)
    checks: list[Callable[[], Iterator[Finding]]] = [
        python, lambda: disk(data), lambda: readings(data), lambda: runs(folder), lambda: ports(folder),
        database, log_index, clock, lambda: nats(data), lambda: processes(folder), followers, supervision,
    ]  # fmt: skip
    for check in checks:
        try:
            yield from check()
        except Exception as error:
            why = f"{type(error).__name__}: {' '.join(str(error).split())[:200]}"
            name = getattr(check, "__name__", "check")
            yield Finding(
                Words(zh="检查本身", en="a check itself"), False, Words(zh=f"{name}：{why}", en=f"{name}: {why}")
            )


# ---- the machine ---------------------------------------------------------------------------------------------------


def python() -> Iterator[Finding]:
    import sqlite3

    version = ".".join(map(str, sys.version_info[:3]))
    yield Finding(
        Words(zh="Python", en="Python"),
        sys.version_info >= (3, 12),
        Words(zh=version, en=version),
        Words(
            zh="安装 Python 3.12 或更高版本，然后运行 bin/demo", en="install Python 3.12 or newer, then run bin/demo"
        ),
    )
    yield Finding(
        Words(zh="SQLite 版本", en="SQLite version"),
        sqlite3.sqlite_version_info >= (3, 37),
        Words(zh=sqlite3.sqlite_version, en=sqlite3.sqlite_version),
        Words(zh="换用自带较新 SQLite 的 Python", en="use a Python that comes with a newer SQLite"),
    )


def disk(data: Path) -> Iterator[Finding]:
    from watchroom.ops import settings

    limit = environment.disk_low_mb()
    for one in disks.look(disks.folders(data, settings.DATABASES["default"])):
        free, holds = one.free_mb, one.holds
        yield Finding(
            Words(zh="磁盘", en="disk"),
            free >= limit,
            Words(zh=f"{holds.zh}所在磁盘剩余 {free} MB", en=f"{free} MB free on the disk of {holds.en}"),
            Words(zh=f"腾出空间，至少 {limit} MB", en=f"free some space, {limit} MB at least"),
        )
    mode = data.stat().st_mode & 0o077
    yield Finding(
        Words(zh="数据目录权限", en="rights of the data folder"),
        mode == 0,
        Words(
            zh="只有所有者可读" if not mode else "其他用户可读",
            en="its owner's alone" if not mode else "others can read it",
        ),
        Words(zh=f"chmod 700 {data}", en=f"chmod 700 {data}"),
    )


def readings(data: Path) -> Iterator[Finding]:
    """Whether the history of readings can be read. Judging goes on without it; plots and the past do not."""
    from watchroom.sources import history
    from watchroom.sources.faults import HistoryBroken

    tables = {
        history.FOLDER: Words(zh="读数历史", en="history of readings"),
        history.QUARTERS: Words(zh="历史的一刻钟概要", en="quarters of an hour of the history"),
    }
    for folder, what in tables.items():
        aside = f"mv {data / folder} {data / f'{folder}.broken'}"
        try:
            history.files(data, folder=folder)
        except HistoryBroken as error:
            todo = Words(
                zh=f"先保留再另起：{aside}；旧数据可以事后修复",
                en=f"keep it and begin anew: {aside}; the old one can be mended later",
            )
            yield Finding(what, False, error.words, todo)
        else:
            yield Finding(what, True, Words(zh="可读", en="readable"))


# ---- the database --------------------------------------------------------------------------------------------------


def database() -> Iterator[Finding]:
    import django
    from django.db import connection

    django.setup()
    connection.ensure_connection()
    vendor = connection.vendor
    yield Finding(Words(zh="数据库", en="database"), True, Words(zh=f"{vendor}，可连接", en=f"{vendor}, reachable"))
    yield _migrations()
    yield from (_sqlite() if vendor == "sqlite" else _postgresql())
    yield _triggers()


def log_index() -> Iterator[Finding]:
    """Reads the whole duty log: nothing for a page."""
    yield log_words.finding()


def _migrations() -> Finding:
    from django.db import connection
    from django.db.migrations.executor import MigrationExecutor

    executor = MigrationExecutor(connection)
    waiting = len(executor.migration_plan(executor.loader.graph.leaf_nodes()))
    return Finding(
        Words(zh="数据库版本", en="migrations"),
        waiting == 0,
        Words(
            zh=f"还有 {waiting} 步升级未做" if waiting else "最新",
            en=f"{waiting} not applied" if waiting else "up to date",
        ),
        Words(zh="watchroom prepare", en="watchroom prepare"),
    )


def _asked(sql: str) -> Any:
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute(sql)
        row = cursor.fetchone()
        return row[0] if row else None


def _setting(name: str, found: object, good: bool, todo: Words) -> Finding:
    return Finding(Words(zh=name, en=name), good, Words(zh=str(found), en=str(found)), todo)


def _sqlite() -> Iterator[Finding]:
    ours = Words(zh="不要改动 watchroom 的连接设置", en="leave Watchroom's own connection settings as they are")
    for pragma, good in (
        ("journal_mode", ("wal",)),
        ("synchronous", (2, 3)),
        ("foreign_keys", (1,)),
        ("recursive_triggers", (1,)),
    ):
        found = _asked(f"PRAGMA {pragma}")
        yield _setting(f"PRAGMA {pragma}", found, found in good, ours)


def _postgresql() -> Iterator[Finding]:
    """A commit that was answered must survive a power cut."""
    for name, good in (
        ("synchronous_commit", ("on", "remote_apply")),
        ("fsync", ("on",)),
        ("full_page_writes", ("on",)),
    ):
        found = _asked(f"SHOW {name}")
        yield _setting(
            name,
            found,
            found in good,
            Words(zh=f"在 postgresql.conf 中设 {name} = on", en=f"set {name} = on in postgresql.conf"),
        )


def _triggers() -> Finding:
    from watchroom.journal import triggers

    gone = triggers.missing()
    return Finding(
        Words(zh="记事簿的触发器", en="the journal's triggers"),
        not gone,
        Words(
            zh="缺少 " + "、".join(gone) if gone else "齐全", en="missing: " + ", ".join(gone) if gone else "all there"
        ),
        Words(zh="watchroom prepare，然后 watchroom verify", en="watchroom prepare, then watchroom verify"),
    )


def clock() -> Iterator[Finding]:
    """The machine's clock against the book, which knows times that have passed."""
    from watchroom.journal import clock as site
    from watchroom.journal import queries
    from watchroom.kernel.clock import SystemClock

    newest = queries.newest(1)
    ahead = (newest[0].machine_at - SystemClock().now()).total_seconds() if newest else 0.0
    yield Finding(
        Words(zh="时钟", en="clock"),
        ahead <= FUTURE_S,
        Words(
            zh=f"比最后一条记事早 {ahead:.0f} 秒" if ahead > FUTURE_S else "正常",
            en=f"{ahead:.0f} s before the last entry" if ahead > FUTURE_S else "well",
        ),
        Words(zh="校准系统时钟（NTP）", en="set the system's clock (NTP)"),
    )
    playing = site.scenario()
    if playing:
        yield Finding(
            Words(zh="情景", en="scenario"), None,
            Words(zh=f"{playing.scenario} 正在驱动时间", en=f"{playing.scenario} drives the time"),
            Words(zh="这是演练，不是实战", en="this is an exercise, not the real thing"),
        )  # fmt: skip
