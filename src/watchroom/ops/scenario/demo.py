"""`bin/demo`: a competition day on this machine, live in the browser or headless as a proof.

The demo keeps to data folders of its own (`var/demo`, `var/check`), so that `--fresh` can never empty a real site's.
"""

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

from watchroom.kernel.words import Words
from watchroom.ops import children, up
from watchroom.ops.folder import Folder
from watchroom.ops.scenario.play import FEED_PORT
from watchroom.ops.supervisor import Spec
from watchroom.ops.terminal import CONFIG, NOT_OK, OK, complain, say
from watchroom.ops.up import Where

SCENARIO = "zhangjiakou-games"
HARMLESS = ("run", "log", "static", "secret.key")  # what a folder in which nothing was ever kept may hold
DOOR = ("WATCHROOM_NATS_DEVICES_URL", "WATCHROOM_NATS_MQTT")  # what an outside server needs for MQTT
MARK = "demo.json"  # stands in a folder that the demo made: only such a folder is ever emptied

OPEN = Words(zh="打开浏览器：{address}（Ctrl-C 全部停止）", en="Open {address} in a browser (Ctrl-C ends everything)")
LINK = Words(zh="  {post} {name}：{url}", en="  {post} {name}: {url}")
LINKS = Words(
    zh="登录链接（15 分钟内有效，各用一次，请在本机打开）：",
    en="Sign-in links (good for 15 minutes, once each, to be opened on this machine):",
)
AGAIN = Words(
    zh="接着上次的地方继续；从头开始：bin/demo --fresh。要新的登录链接，另开一个终端输入（lin 可换成 chen、zhao、sun）：\n  {command}",
    en="Going on where it was; to start over: bin/demo --fresh. For a new sign-in link type in another terminal (lin, chen, zhao or sun):\n  {command}",
)
STEER = Words(
    zh="情景页面可调速度、暂停、关闭自动演示：{address}scenario/",
    en="Speed, pause and the autopilot's switch: {address}scenario/",
)
PLAYING = Words(
    zh="按情景时间播放整个比赛日，尽快，不开页面……", en="playing the whole day headless, as fast as it goes …"
)
NOT_OURS = Words(
    zh="{data} 不是演练的数据目录（没有 {mark}），不会清空。请另设 WATCHROOM_DATA，或自行删除。",
    en="{data} is no data folder of the demo (it has no {mark}) and will not be emptied. Set another WATCHROOM_DATA, or remove it yourself.",
)
NO_DOOR = Words(
    zh="设了外部 NATS（WATCHROOM_NATS_URL），情景的设备还要知道往哪里发：请一并设 WATCHROOM_NATS_DEVICES_URL 和 WATCHROOM_NATS_MQTT。",
    en="With an outside NATS (WATCHROOM_NATS_URL) the scenario's devices must know where to send: set WATCHROOM_NATS_DEVICES_URL "
    "and WATCHROOM_NATS_MQTT as well.",
)
BROKE_OFF = Words(
    zh="这一天没有播完（退出码 {code}），见 {log}：{last}",
    en="The day did not end (exit code {code}), see {log}: {last}",
)


def main(
    where: Where, *, fresh: bool = False, check: bool = False, out: Path | None = None, speed: float | None = None
) -> int:
    """Sets up what is not there yet and plays. The exit code: 0 only if (with `check`) every step really happened."""
    data = Path(os.environ.setdefault("WATCHROOM_DATA", str(Path("var") / ("check" if check else "demo")))).resolve()
    folder = Folder(data)
    if folder.held():
        return up.run(data, where)  # says who holds it
    if os.environ.get("WATCHROOM_NATS_URL") and not all(map(os.environ.get, DOOR)):
        complain(NO_DOOR)
        return CONFIG
    if (fresh or check) and not _emptied(data):
        return NOT_OK
    (data / MARK).write_text(json.dumps({"scenario": SCENARIO}) + "\n")
    os.environ[FEED_PORT] = str(children.free_port(where.host))
    code = up.run(
        data, where, extra=[_driver(where, check)], prepare=[_stage(speed, new=fresh or check)], on_ready=lambda: _ready(folder, where, check),
        about={"scenario": SCENARIO},
    )  # fmt: skip
    if not check:
        return code
    if code != OK:
        complain(BROKE_OFF, code=code, log=folder.log("scenario"), last=folder.last_words("scenario"))
        return code
    return _results(out or data / "results")


def _stage(speed: float | None, *, new: bool) -> Sequence[str]:
    return ("scenario", "stage", SCENARIO, *(("--new",) if new else ()), *(("--speed", str(speed)) if speed else ()))


def _driver(where: Where, check: bool) -> Spec:
    argv = (up.PYTHON, "-m", "watchroom.ops", "scenario", "play", *(("--at-once",) if check else ()))
    return Spec("scenario", argv, where.env, after=("web", "watch", "work"), once=check, decides=check)


def _emptied(data: Path) -> bool:
    """Empties the demo's own folder. False, with a word to the person, for any other."""
    others = [path for path in data.iterdir() if path.name not in HARMLESS]
    if others and not (data / MARK).exists():
        complain(NOT_OURS, data=data, mark=MARK)
        return False
    for path in [*data.iterdir(), *(data / "run").iterdir()]:
        if path.name in ("run", "lock"):
            continue
        shutil.rmtree(path) if path.is_dir() else path.unlink()
    Folder(data)
    return True


def _ready(folder: Folder, where: Where, check: bool) -> None:
    if check:
        say(PLAYING)
        return
    say(OPEN, address=where.address)
    path = folder.run / "links.json"
    if path.exists():
        say(LINKS)
        for link in json.loads(path.read_text()):
            name, post = (Words(**link[part]) for part in ("name", "post"))
            say(LINK, name=name, post=post, url=f"{where.address}sign-in/{link['token']}")
        path.unlink()
    else:
        say(AGAIN, command=_link_command(folder))
    say(STEER, address=where.address)


def _link_command(folder: Folder) -> str:
    """The line to type, as it works from where the demo was started."""
    data = os.path.relpath(folder.data)
    program = os.path.relpath(Path(sys.executable).with_name("watchroom"))
    return f"WATCHROOM_DATA={data} {program} people link lin"


def _results(out: Path) -> int:
    """In a process of its own: this one never opened the database."""
    argv = [sys.executable, "-m", "watchroom.ops", "scenario", "tell", "--out", str(out)]
    return subprocess.run(argv, stdin=subprocess.DEVNULL, check=False).returncode
