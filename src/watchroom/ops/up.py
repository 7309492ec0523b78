"""`watchroom up`: every process of a site under one supervisor, on one machine."""

import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from watchroom.kernel.words import Words
from watchroom.ops import children
from watchroom.ops.environment import LEAST_DISK_MB
from watchroom.ops.folder import AlreadyRunning, Folder
from watchroom.ops.supervisor import Spec, Supervisor
from watchroom.ops.terminal import NOT_OK, RUNNING, UNAVAILABLE, complain, say

PYTHON = sys.executable

TAKEN = Words(
    zh="端口 {port} 已被占用。请换一个：--port {other}",
    en="Port {port} is taken. Choose another: --port {other}",
)
RUNS = Words(
    zh="数据目录 {data} 已有一个守望在运行（进程 {pid}，{address}）。先停止它，或另设 WATCHROOM_DATA。",
    en="A Watchroom already runs on the data folder {data} (process {pid}, {address}). Stop it, or set another WATCHROOM_DATA.",
)
OPEN = Words(zh="守望已就绪，请用浏览器打开 {address}", en="Watchroom is ready; open {address} in a browser")
PREPARING = Words(zh="准备数据库……", en="preparing the database …")
NOT_PREPARED = Words(zh="数据库没有准备好，见 {log}：{last}", en="The database is not ready, see {log}: {last}")
FULL = Words(
    zh="磁盘只剩 {mb} MB，不能启动；请腾出空间。", en="Only {mb} MB of disk are free: not starting. Free some space."
)


@dataclass(frozen=True)
class Where:
    """Where a site listens. `live` is the port of the live stream."""

    host: str = "127.0.0.1"
    web: int = 8600
    live: int = 8601

    @property
    def address(self) -> str:
        return f"http://{self.host}:{self.web}/"

    @property
    def env(self) -> dict[str, str]:
        return {
            "WATCHROOM_HOST": self.host,
            "WATCHROOM_WEB_PORT": str(self.web),
            "WATCHROOM_LIVE_PORT": str(self.live),
        }


def run(
    data: Path,
    where: Where,
    *,
    extra: Sequence[Spec] = (),
    prepare: Sequence[Sequence[str]] = (),
    on_ready: Callable[[], None] | None = None,
    about: dict[str, Any] | None = None,
) -> int:
    """Starts a site and stays until it ends; the exit code.

    extra    more children, e.g. a scenario's driver
    prepare  commands (words after `python -m watchroom.ops`) run one after the other before anything starts
    """
    folder = Folder(data)
    try:
        folder.hold()
    except AlreadyRunning:
        state = folder.state()
        complain(RUNS, data=data, pid=state.get("pid", "?"), address=state.get("address", "?"))
        return RUNNING
    refused = _refused(data, where)
    if refused:
        return refused
    for words in (("prepare",), *prepare):
        code = _prepare(folder, where, words)
        if code:
            return code
    from watchroom.ops.nats import supervised

    specs = [*site(where, supervised(data)), *extra]
    own = {"address": where.address, "host": where.host, "web": where.web, "live": where.live, "data": str(data)}
    supervisor = Supervisor(folder, specs, own | (about or {}), tell=_tell)
    supervisor.on_ready = on_ready
    return supervisor.run()


def site(where: Where, nats: Spec | None) -> list[Spec]:
    """The children of a site in the order of their starting. `nats` is None when an outside server is used."""
    after = (nats.name,) if nats else ()
    env = where.env

    def one(name: str, ready: Callable[[], bool] | None = None) -> Spec:
        return Spec(name, (PYTHON, "-m", "watchroom.ops", name), env, after=after, ready=ready)

    return [
        *([nats] if nats else []),
        one("web", lambda: children.answers(where.host, where.web)),
        one("live", lambda: children.answers(where.host, where.live)),
        one("watch"),
        one("work"),
    ]


def _refused(data: Path, where: Where) -> int:
    import shutil

    free = shutil.disk_usage(data).free // 1_000_000
    if free < LEAST_DISK_MB:
        complain(FULL, mb=free)
        return UNAVAILABLE
    for port in (where.web, where.live):
        if children.port_taken(where.host, port):
            complain(TAKEN, port=port, other=where.web + 10)
            return UNAVAILABLE
    return 0


def _prepare(folder: Folder, where: Where, words: Sequence[str]) -> int:
    """One command before the start. What it prints on its standard output is for the person."""
    import os

    log = folder.log("prepare")
    if words == ("prepare",):
        say(PREPARING)
    with log.open("ab") as out:
        done = subprocess.run(
            [PYTHON, "-m", "watchroom.ops", *words],
            stdin=subprocess.DEVNULL,
            stderr=out,
            env=os.environ | where.env,
            check=False,
        )
    if done.returncode:
        complain(NOT_PREPARED, log=log, last=folder.last_words("prepare"))
        return done.returncode if done.returncode > 0 else NOT_OK
    return 0


def _tell(line: str) -> None:
    print(f"{time.strftime('%H:%M:%S')}  {line}", flush=True)
