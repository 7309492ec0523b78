"""Everything that bin/test runs, part by part, with the seconds of each. Runs in .venv; bin/bootstrap.py made it.

Two figures stand beside each part: seconds by the clock, which depend on what else the machine does, and seconds of
processor time of all its programs, which do not (a PostgreSQL server's own are in neither).

    bin/test                 every part
    bin/test types sqlite    only these
    bin/test --list          what parts there are
    bin/test pure --dearest 30         which tests took most of the processor
    bin/test sqlite -- -k alarm -x     words after -- go to pytest

What needs root (PostgreSQL, Chromium) is used where it is; elsewhere its parts are left out and said so. Under CI=true
it is installed, and no part is left out. Tests skipped for want of examples outside the clone are named at the end.
"""

import argparse
import os
import re
import signal
import sys
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from dataclasses import replace
from itertools import groupby
from pathlib import Path

import bootstrap
import findings
from bootstrap import ROOT, say
from hall import BIN, CI, GIVES_WAY, OUT, Done, Hall, Part, browser, called

sys.path.insert(0, str(ROOT / "src"))
WORKERS = os.environ.get("WATCHROOM_TEST_WORKERS", "2")
SPREAD = ("-n", WORKERS, "--dist", "worksteal")
TOGETHER = ("-n", WORKERS, "--dist", "loadscope")  # what a module starts serves all its tests
PLAIN = "not process and not browser and not site"
ON_A_DATABASE = f"{PLAIN} and not pure"


# ---- the parts -----------------------------------------------------------------------------------------------------


def formatted(hall: Hall) -> Done:
    return hall.quiet("ruff", "format", "--check", "--quiet", ".")


def linted(hall: Hall) -> Done:
    return hall.quiet("ruff", "check", "--quiet", ".")


def typed(hall: Hall) -> Done:
    """The package, then the programs here (mypy takes either packages or files)."""
    done = hall.quiet("mypy")
    programs = ("bin/bootstrap.py", "bin/checks.py", "bin/findings.py", "bin/hall.py")
    return (
        done
        if done.code
        else hall.quiet("mypy", "--config-file", "pyproject.toml", *programs, env=hall.env(MYPYPATH="src:bin"))
    )


def river(hall: Hall) -> Done:
    return hall.quiet("lint-imports", "--no-cache")


def templates(hall: Hall) -> Done:
    files = sorted(str(path.relative_to(ROOT)) for path in (ROOT / "src").rglob("templates/**/*.html"))
    return hall.quiet("djade", "--target-version", "6.1", "--check", *files) if files else Done(0)


HOST = re.compile(r"https?://[^\s\"']*(pypi|npmjs|pythonhosted|debian\.org|registry)[^\s\"']*", re.IGNORECASE)
LOCKED = (
    "requirements/*.txt",
    "requirements/*.in",
    "frontend/package-lock.json",
    "frontend/.npmrc",
    "pyproject.toml",
    ".ci/*",
    "bin/*",
)


def locks(_: Hall) -> Done:
    """Locks name no registry, hold hashes, and the tools' lock is the demo's and more."""
    bad: list[str] = []
    for pattern in LOCKED:
        for path in sorted(p for p in ROOT.glob(pattern) if p.is_file() and p.name != Path(__file__).name):
            bad += [
                f"{path.relative_to(ROOT)}: {found.group()}"
                for found in HOST.finditer(path.read_text(errors="replace"))
            ]
    pins = {name: set(re.findall(r"^([A-Za-z0-9._-]+==[^\s;]+)", bootstrap.text(ROOT / f"requirements/{name}.txt"), re.MULTILINE))
            for name in ("core", "dev", "uv", "build")}  # fmt: skip
    bad += [f"requirements/dev.txt lacks {pin} of core.txt" for pin in sorted(pins["core"] - pins["dev"])]
    for name, found in pins.items():
        hashes = bootstrap.text(ROOT / f"requirements/{name}.txt").count("--hash=sha256:")
        if not found or hashes < len(found):
            bad.append(f"requirements/{name}.txt: {len(found)} pins, {hashes} hashes")
    return Done(1 if bad else 0, "\n".join(bad))


def size(_: Hall) -> Done:
    """The demo's packages, measured in the environment that holds them and the tools."""
    mb = bootstrap.demo_megabytes()
    return Done(1 if mb > bootstrap.DEMO_MB else 0, f"{mb} MB (limit {bootstrap.DEMO_MB})")


def pages(_: Hall) -> Done:
    """npm ci, tsc, vitest, vite build."""
    node = bootstrap.find_node()
    bootstrap.node_packages(node)
    try:
        for word in ("check", "test", "build"):
            bootstrap.npm(node, "run", "--silent", word, log=f"npm-{word}")
    except bootstrap.Stop as stop:
        return Done(1, str(stop))
    bootstrap.PAGES_STAMP.write_text(bootstrap.pages_digest(), encoding="utf-8")
    return Done(0)


def machine_code(hall: Hall) -> Done:
    """What Numba compiles is kept beside its loops: once for all workers and programs, which would each compile it again."""
    warm = "import django; django.setup(); from watchroom.ops.warming import warm; warm()"
    return hall.quiet("python", "-c", warm, env=hall.env(PYTHONPATH=str(ROOT / "src")))


def pure(hall: Hall) -> Done:
    """What touches no database is the same on both: it runs once."""
    return hall.pytest(f"{PLAIN} and pure", *SPREAD)


def on_sqlite(hall: Hall) -> Done:
    return hall.pytest(ON_A_DATABASE, *SPREAD, **hall.migrated())


def on_postgresql(hall: Hall) -> Done:
    url = hall.postgres()
    return hall.pytest(ON_A_DATABASE, *SPREAD, **hall.migrated(url)) if url else Done(None, NO_POSTGRES)


def marked(mark: str) -> list[str]:
    """The test files in which a mark stands: no worker need read the others. The tests' conftest holds that it stands there."""
    files = sorted(path for top in ("src", "tests") for path in (ROOT / top).rglob("test_*.py"))
    return [str(path.relative_to(ROOT)) for path in files if f"mark.{mark}" in bootstrap.text(path)]


def site(hall: Hall) -> Done:
    return hall.pytest("site", *SPREAD, *marked("site"), **hall.migrated())


def site_postgresql(hall: Hall) -> Done:
    url = hall.postgres()
    if not url:
        return Done(None, NO_POSTGRES)
    return hall.pytest("site and not once", *SPREAD, *marked("site"), **hall.migrated(url))


def processes(hall: Hall) -> Done:
    return hall.pytest("process and not browser", *TOGETHER, *marked("process"), **hall.migrated())


def processes_postgresql(hall: Hall) -> Done:
    url = hall.postgres()
    if not url:
        return Done(None, NO_POSTGRES)
    return hall.pytest("process and not browser and not once", *TOGETHER, *marked("process"), **hall.migrated(url))


def in_browser(hall: Hall) -> Done:
    found = browser()
    return (
        hall.pytest("browser", *SPREAD, "tests/browser", WATCHROOM_CHROMIUM=found, **hall.migrated())
        if found
        else Done(None, NO_BROWSER)
    )


def story(hall: Hall, name: str = "story", port: str = "8600", **env: str) -> Done:
    words = ("demo", "--check", "--port", port, "--out", str(hall.scratch / name))
    return called([str(BIN / "python"), "-m", "watchroom.ops", *words], hall.env(**env))


def story_postgresql(hall: Hall) -> Done:
    """In a database of its own: the day begins on an empty one."""
    import psycopg

    url = hall.postgres()
    if not url:
        return Done(None, NO_POSTGRES)
    with psycopg.connect(url, autocommit=True) as server:
        server.execute("DROP DATABASE IF EXISTS watchroom_story WITH (FORCE)")
        server.execute("CREATE DATABASE watchroom_story")
    return story(hall, "story-postgresql", "8620", DATABASE_URL=url.rpartition("/")[0] + "/watchroom_story")


def both_stories(hall: Hall) -> Done:
    return same_story(hall.scratch / "story", hall.scratch / "story-postgresql")


def same_story(sqlite: Path, postgresql: Path) -> Done:
    """The headless day gives the same table each time, whatever database it was played on."""
    one, other = (folder / "story.json" for folder in (sqlite, postgresql))
    if not (one.exists() and other.exists()):
        return Done(None, say("两次都播放了才能比较", "both must have been played"))
    differs = findings.first_difference(one, other)
    told = say("两次播放的表不同（SQLite / PostgreSQL）：", "the two days differ (SQLite / PostgreSQL): ")
    return Done(1, told + differs) if differs else Done(0)


NO_POSTGRES = say("本机没有 PostgreSQL：sudo apt install postgresql", "no PostgreSQL here: sudo apt install postgresql")
NO_BROWSER = say("本机没有 Chromium：sudo apt install chromium", "no Chromium here: sudo apt install chromium")

PARTS = [
    Part("format", "格式", "format", formatted, static=True),
    Part("lint", "检查", "lint", linted, static=True),
    Part("river", "导入方向", "imports go upstream", river, static=True),
    Part("templates", "模板", "templates", templates, static=True),
    Part("locks", "锁文件", "locks", locks, static=True),
    Part("size", "演示环境大小", "size of the demo's packages", size, static=True),
    Part("types", "类型", "types", typed, static=True),
    Part("pages", "页面：类型、测试、构建", "pages: types, tests, build", pages, static=True),
    Part("machine-code", "机器码", "machine code", machine_code, static=True),
    Part("pure", "测试（不用数据库）", "tests without a database", pure, alone=True),
    Part("sqlite", "测试（SQLite）", "tests (SQLite)", on_sqlite),
    Part("postgresql", "测试（PostgreSQL）", "tests (PostgreSQL)", on_postgresql),
    Part("site", "全站测试（SQLite）", "tests of the whole site (SQLite)", site),
    Part("site-postgresql", "全站测试（PostgreSQL）", "tests of the whole site (PostgreSQL)", site_postgresql),
    Part("process", "进程测试（SQLite）", "process tests (SQLite)", processes, beside="process"),
    Part(
        "process-postgresql",
        "进程测试（PostgreSQL）",
        "process tests (PostgreSQL)",
        processes_postgresql,
        beside="process",
    ),
    Part("browser", "浏览器测试", "browser tests", in_browser, beside="browser"),
    Part("story", "演练日全程（SQLite）", "the whole day, headless (SQLite)", story, beside="story"),
    Part(
        "story-postgresql",
        "演练日全程（PostgreSQL）",
        "the whole day, headless (PostgreSQL)",
        story_postgresql,
        beside="story",
    ),
    Part("same-story", "两次播放相同", "both days tell the same", both_stories),
]


# ---- running them --------------------------------------------------------------------------------------------------


type Results = list[tuple[Part, Done, float]]


def all_of(parts: list[Part], hall: Hall) -> Results:
    """What works, part by part, and beside it what waits, group by group: the cores that those leave idle are these' own."""
    lanes = [lane for lane in ([p for p in parts if not p.beside], [p for p in parts if p.beside]) if lane]
    if len(lanes) < 2:
        return [one for lane in lanes for one in in_turn(lane, hall, alone=True)]
    if any("postgresql" in part.name for part in parts):
        hall.postgres()  # here: it ends with the thread that starts it
    print(f"\n== {' | '.join(', '.join(part.name for part in lane) for lane in lanes)} …", flush=True)
    with ThreadPoolExecutor(len(lanes)) as pool:
        return [one for lane in pool.map(lambda lane: in_turn(lane, hall, alone=False), lanes) for one in lane]


def in_turn(parts: list[Part], hall: Hall, *, alone: bool) -> Results:
    """One after the other, those beside one another together. What runs alone shows itself as it runs."""
    results: Results = []
    for beside, group in groupby(parts, key=lambda part: part.beside or part.name):
        some = list(group)
        if len(some) == 1:
            results.append((timed if alone else told_at_its_end)(some[0], hall))
            continue
        if alone:
            hall.postgres()
            print(f"\n== {beside}: {', '.join(part.name for part in some)} …", flush=True)
        with ThreadPoolExecutor(len(some)) as pool:
            results += pool.map(lambda part: told_at_its_end(part, hall), some)
    return results


_SHOWN = threading.Lock()


def told_at_its_end(part: Part, hall: Hall) -> tuple[Part, Done, float]:
    began = time.monotonic()
    with (hall.scratch / f"{part.name}.out").open("w+", encoding="utf-8", errors="replace") as out:
        OUT.set(out)
        done = ran(part, hall)
        took = time.monotonic() - began
        with _SHOWN:
            out.seek(0)
            print(f"\n== {part.name}: {say(part.zh, part.en)}\n{out.read()}", end="", flush=True)
            report(part, done, took)
    return part, done, took


def ran(part: Part, hall: Hall) -> Done:
    GIVES_WAY.set(not part.beside)
    bootstrap.WORKED.set(0.0)
    try:
        done = part.run(hall)
    except Exception as error:
        done = Done(1, f"{type(error).__name__}: {error}")
    return replace(done, worked=bootstrap.WORKED.get())


def timed(part: Part, hall: Hall) -> tuple[Part, Done, float]:
    began = time.monotonic()
    if not part.static:
        print(f"\n== {part.name}: {say(part.zh, part.en)}", flush=True)
    done = ran(part, hall)
    took = time.monotonic() - began
    report(part, done, took)
    return part, done, took


def report(part: Part, done: Done, took: float) -> None:
    mark = {None: "–", 0: "✓"}.get(done.code, "✗")
    note = (
        f"  {done.said}"
        if done.code is None or (part.static and done.code == 0 and "\n" not in done.said.strip())
        else ""
    )
    print(f"  {mark} {part.name:<20} {seconds(took, done.worked)}{note.rstrip()[:120]}", flush=True)
    if done.code and done.said:
        print("\n".join("    " + line for line in done.said.strip().splitlines()[-60:]), flush=True)


def seconds(took: float, worked: float) -> str:
    return f"{took:6.1f} s  {say('处理器', 'processor')} {worked:6.1f} s"


def summary(results: Results, took: float, lacking: dict[str, str]) -> int:
    failed = [part.name for part, done, _ in results if done.code]
    left_out = [part.name for part, done, _ in results if done.code is None]
    if CI:
        failed += left_out  # no part is left out there
    print(f"\n{say('各部分用时', 'time of each part')}:")
    for part, done, each in results:
        print(f"  {seconds(each, done.worked)}  {part.name}{'' if done.code is not None else '  (' + done.said + ')'}")
    print(f"  {seconds(took, sum(done.worked for _, done, _ in results))}  {say('合计', 'in all')}")
    for reason, modules in findings.by_reason(lacking):
        print(f"{say('缺少样例，没有测', 'not tested, examples are lacking')}: {', '.join(modules)} – {reason}")
    if failed:
        print(say("未通过：", "failed: ") + ", ".join(failed))
    good = len(results) - len(failed) - (0 if CI else len(left_out))
    print(
        f"parts: {good} passed, {len(failed)} failed" + (f", {len(left_out)} skipped" if left_out and not CI else ""),
        flush=True,
    )
    return 1 if failed else 0


def main() -> int:
    words = argparse.ArgumentParser(
        prog="bin/test", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    words.add_argument("parts", nargs="*", choices=[[], *(part.name for part in PARTS)], metavar="PART")
    words.add_argument("--list", action="store_true")
    words.add_argument(
        "--dearest", type=int, default=0, metavar="N", help="the N tests of each part that took most of the processor"
    )
    mine, pytest_words = sys.argv[1:], []
    if "--" in mine:
        mine, pytest_words = mine[: mine.index("--")], mine[mine.index("--") + 1 :]
    asked = words.parse_args(mine)
    if asked.list:
        print("\n".join(f"{part.name:<20} {say(part.zh, part.en)}" for part in PARTS))
        return 0
    chosen = [part for part in PARTS if not asked.parts or part.name in asked.parts]
    signal.signal(
        signal.SIGTERM, lambda *_: sys.exit(143)
    )  # so that the private server and the scratch folder go as well
    began = time.monotonic()
    with ExitStack() as keep:
        hall = Hall(keep, pytest_words, asked.dearest)
        # The longest first, so that two cores end together.
        long = ("types", "pages", "machine-code")
        static = sorted((part for part in chosen if part.static), key=lambda part: part.name not in long)
        with ThreadPoolExecutor(2) as pool:
            results = list(pool.map(lambda part: timed(part, hall), static))
        results += [timed(part, hall) for part in chosen if part.alone]
        results += all_of(
            [part for part in chosen if not (part.static or part.alone or part.run is both_stories)], hall
        )
        results += [timed(part, hall) for part in chosen if part.run is both_stories]
    results.sort(key=lambda result: PARTS.index(result[0]))
    return summary(results, time.monotonic() - began, hall.lacking)


if __name__ == "__main__":
    sys.exit(main())
