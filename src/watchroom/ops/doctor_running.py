"""The doctor on what runs: started by `watchroom up`, or each process as a unit of its own."""

import http.client
import json
import os
import time
from collections.abc import Iterator

from watchroom.kernel.words import Words
from watchroom.ops import children
from watchroom.ops.finding import Finding
from watchroom.ops.folder import Folder

PULSE_S = 20.0
ASK_S = 2.0


def units(folder: Folder) -> dict[str, float]:
    """Seconds since each process said that it is well, when no supervisor runs them: by name, those that ever did.

    Empty when none of them stirs: then nothing runs.
    """
    if folder.held():
        return {}
    ages = {path.stem: folder.pulse_age_s(path.stem) or 0.0 for path in folder.run.glob("*.pulse")}
    return ages if any(age < PULSE_S for age in ages.values()) else {}


def runs(folder: Folder) -> Iterator[Finding]:
    what, start = Words(zh="运行", en="running"), Words(zh="启动：watchroom up", en="start it: watchroom up")
    if folder.held():
        address = folder.state().get("address", "")
        yield Finding(what, True, Words(zh=f"正在运行，{address}", en=f"yes, {address}"), start)
    elif found := units(folder):
        names = sorted(found)
        yield Finding(
            what, True, Words(zh="各为一个单元：" + "、".join(names), en="as units: " + ", ".join(names)), start
        )
    else:
        yield Finding(what, None, Words(zh="没有正在运行的进程", en="nothing runs"), start)


def ports(folder: Folder) -> Iterator[Finding]:
    """A port must answer while the site runs, and be free while it does not."""
    running = folder.held() or bool(units(folder))
    host, listens = _where(folder)
    for name, port in listens.items():
        ours = children.answers(host, port) and (folder.held() or _is_ours(name, host, port))
        taken = children.port_taken(host, port)
        good = ours if running else ours or not taken
        said = {
            (True, True): Words(zh=f"{port} 应答", en=f"{port} answers"),
            (True, False): Words(zh=f"{port} 不应答", en=f"{port} does not answer"),
            (False, True): Words(zh=f"{port} 空闲", en=f"{port} is free"),
            (False, False): Words(zh=f"{port} 被别的程序占用", en=f"{port} is taken by another program"),
        }[running or ours, good]
        other = Words(zh="watchroom up --port 另一端口", en="watchroom up --port ANOTHER")
        todo = _log(folder, name) if running else other
        yield Finding(Words(zh=f"端口（{name}）", en=f"port ({name})"), good, said, todo)


def _where(folder: Folder) -> tuple[str, dict[str, int]]:
    """Where the site listens: as its supervisor wrote down, or as the environment says that its units share."""
    said = {} if units(folder) else folder.state()
    host = said.get("host") or os.environ.get("WATCHROOM_HOST", "127.0.0.1")
    web = said.get("web") or int(os.environ.get("WATCHROOM_WEB_PORT", "8600"))
    live = said.get("live") or int(os.environ.get("WATCHROOM_LIVE_PORT", "8601"))
    return host, {"web": web, "live": live}


def _is_ours(name: str, host: str, port: int) -> bool:
    """Whether who answers there is a Watchroom: it says so in its own words."""
    from watchroom.ops import settings

    path, served = ("/api/me", settings.ALLOWED_HOSTS[0]) if name == "web" else ("/health", host)
    asked = http.client.HTTPConnection(host, port, timeout=ASK_S)
    try:
        asked.request("GET", path, headers={"Host": host if served.startswith((".", "*")) else served})
        told = json.loads(asked.getresponse().read(4096))
        return str(told["code"]).startswith("people.") if name == "web" else "streams" in told
    except (OSError, ValueError, KeyError, TypeError, http.client.HTTPException):
        return False
    finally:
        asked.close()


def processes(folder: Folder) -> Iterator[Finding]:
    if folder.held():
        for child in folder.state().get("children", []):
            yield _child(folder, child["name"], child["pid"], child["restarts"])
        return
    for name, age in sorted(units(folder).items()):
        said = Words(zh=f"{age:.0f} 秒前有动静", en=f"pulse {age:.0f} s")
        todo = Words(
            zh=f"systemctl status watchroom-{_unit(name)}；不再运行它的话，删除 {folder.run / name}.pulse",
            en=f"systemctl status watchroom-{_unit(name)}; if it is not to run any more, delete {folder.run / name}.pulse",
        )
        yield Finding(Words(zh=f"进程 {name}", en=f"process {name}"), age < PULSE_S, said, todo)


def _child(folder: Folder, name: str, pid: int | None, restarts: int) -> Finding:
    age = folder.pulse_age_s(name)
    up, stirs = bool(pid) and children.alive(pid or 0), age is None or age < PULSE_S
    said = f"pid {pid}, {restarts} restarts" + ("" if age is None else f", pulse {age:.0f} s")
    zh = f"进程 {pid}，重启 {restarts} 次" + ("" if age is None else f"，{age:.0f} 秒前有动静")
    what = Words(zh=f"进程 {name}", en=f"process {name}")
    return Finding(what, up and stirs, Words(zh=zh, en=said), _log(folder, name))


def _log(folder: Folder, name: str) -> Words:
    path = folder.log(name) if folder.held() else f"journalctl -u watchroom-{_unit(name)}"
    return Words(zh=f"查看 {path}", en=f"see {path}")


def _unit(process: str) -> str:
    """`work-2` is the second of a template: `work@2`."""
    name, dash, number = process.partition("-")
    return f"{name}@{number}" if dash else name


def followers() -> Iterator[Finding]:
    """Followers that do not keep up, and entries that were set aside."""
    from watchroom.journal.followers import behind
    from watchroom.journal.models import SetAside

    first = behind()
    if first:
        time.sleep(1.0)
    now = behind() if first else {}
    stuck = [name for name in now if now[name] >= first.get(name, 0)]
    yield Finding(
        Words(zh="跟随者", en="followers"),
        not stuck,
        Words(
            zh="落后：" + "、".join(stuck) if stuck else "都已跟上",
            en="behind: " + ", ".join(stuck) if stuck else "all up to date",
        ),
        Words(zh="work 进程是否在运行？查看其日志", en="does the work process run? See its log"),
    )
    aside = SetAside.objects.count()
    yield Finding(
        Words(zh="搁置的记事", en="entries set aside"),
        aside == 0,
        Words(zh=f"{aside} 条", en=str(aside)),
        Words(
            zh="watchroom manage shell：查看 journal.models.SetAside 的 error",
            en="watchroom manage shell: read `error` in journal.models.SetAside",
        ),
    )


def supervision() -> Iterator[Finding]:
    """Whether somebody outside would notice that all of this has stopped."""
    from watchroom.journal import queries as journal
    from watchroom.ops import beats

    what = Words(zh="外部看护", en="watchdog outside")
    if not os.environ.get("WATCHROOM_WATCHDOG"):
        said = Words(
            zh="没有设置：平台停下时没有人会接到电话", en="not set up: nobody is called when the platform stops"
        )
        todo = Words(
            zh="在另一台机器上运行 watchroom watchdog，并设置 WATCHROOM_WATCHDOG",
            en="run watchroom watchdog on another machine and set WATCHROOM_WATCHDOG",
        )
        yield Finding(what, None, said, todo)
        return
    todo = Words(
        zh="看护程序是否在运行？两边的密钥文件和时钟是否一致？",
        en="does the watchdog run? Are key files and clocks the same?",
    )
    try:
        beats.key(beats.key_path())
    except beats.Unheard as no:
        yield Finding(what, False, no.why, todo)
        return
    last = journal.last("watchdog:outside", "ops.supervision")
    if last is not None and last.facts["alone"]:
        yield Finding(what, False, Words(zh=last.facts["said_zh"], en=last.facts["said_en"]), todo)
    else:
        yield Finding(what, True, Words(zh="听得到心跳", en="hears the beats"), todo)
