"""The engines that `watchroom bench detect` is held against, each in an environment of its own, made once and kept."""

import json as jsons
import os
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from watchroom.kernel.faults import Fault
from watchroom.kernel.words import Words
from watchroom.ops.terminal import complain

SCRIPTS = Path(__file__).resolve().parents[3] / "benchmarks" / "detect"


@dataclass(frozen=True, slots=True)
class Peer:
    """`needs` is installed into its environment; orjson is the JSON parser that all engines here use."""

    name: str
    version: str
    needs: tuple[str, ...]

    @property
    def script(self) -> Path:
        return SCRIPTS / f"{self.name}_peer.py"


BYTEWAX = Peer("bytewax", "0.21.1", ("bytewax==0.21.1", "orjson==3.13.0"))
STREAMZ = Peer("streamz", "0.6.6", ("streamz==0.6.6", "orjson==3.13.0", "setuptools<81"))


class PeerMissing(Fault):
    status = 503
    text = Words(
        zh="没有测得对照组 {peer}：{why}。本次不给出比值。请检查网络和 Python 3.12，然后重新运行 watchroom bench detect。",
        en="The peer, {peer}, could not be measured: {why}. No ratio is given. "
        "Check the network and Python 3.12, then run watchroom bench detect again.",
    )


def measure(peer: Peer, *arguments: object) -> dict[str, Any]:
    """Runs the peer's script on the core that this process is kept on; its last line is JSON. Raises PeerMissing."""
    python = environment(peer)
    complain(Words(zh=f"{peer.name} 正在做同样的工作……", en=f"{peer.name} does the same job…"))
    out = _shell(peer, [str(python), str(peer.script), *map(str, arguments)], 900)
    answer: dict[str, Any] = jsons.loads(out.splitlines()[-1])
    return answer


def environment(peer: Peer) -> Path:
    """The Python of an environment that holds the peer and nothing of ours."""
    if not peer.script.is_file():
        raise _missing(
            peer,
            f"缺少 {peer.script.name}，须在源码目录中运行",
            f"{peer.script.name} is missing; run it from a checkout",
        )
    home = Path(os.environ.get("WATCHROOM_DATA", "var")).resolve() / "bench" / f"{peer.name}-{peer.version}"
    python, complete = home / "bin" / "python", home / "complete"
    if complete.is_file() and complete.read_text() == "\n".join(peer.needs):
        return python
    complain(Words(zh=f"正在为 {peer.name} 建立独立环境……", en=f"Making an environment for {peer.name}…"))
    shutil.rmtree(home, ignore_errors=True)
    home.parent.mkdir(parents=True, exist_ok=True)
    uv = shutil.which("uv") or shutil.which("uv", path=str(Path(sys.executable).parent))
    if uv:
        _shell(peer, [uv, "venv", "--quiet", "--no-python-downloads", "--python", own_python(peer), str(home)], 120)
        _shell(peer, [uv, "pip", "install", "--quiet", "--python", str(python), *peer.needs], 600)
    else:
        _shell(peer, [own_python(peer), "-m", "venv", str(home)], 120)
        pip = [str(python), "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
        _shell(peer, [*pip, *peer.needs], 600)
    complete.write_text("\n".join(peer.needs))
    return python


def own_python(peer: Peer) -> str:
    """A Python 3.12, which bytewax's last wheels are made for."""
    if sys.version_info[:2] == (3, 12):
        return sys.executable
    found = shutil.which("python3.12")
    if found is None:
        raise _missing(peer, "找不到 Python 3.12", "there is no Python 3.12 here")
    return found


def _shell(peer: Peer, command: list[str], limit_s: int) -> str:
    try:
        done = subprocess.run(command, capture_output=True, text=True, timeout=limit_s, check=False)
    except (OSError, subprocess.TimeoutExpired) as error:
        raise _missing(peer, str(error)[:300]) from error
    if done.returncode:
        said = (done.stderr.strip().splitlines() or [f"exit code {done.returncode}"])[-1]
        raise _missing(peer, said.rstrip(".")[:300])
    return done.stdout


def _missing(peer: Peer, zh: str, en: str = "") -> PeerMissing:
    return PeerMissing(peer=f"{peer.name} {peer.version}", why=Words(zh=zh, en=en or zh))
