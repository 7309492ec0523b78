"""A site of its own for a measurement: set up by a command, run by the real supervisor, gone afterwards."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from watchroom.kernel.faults import Fault
from watchroom.kernel.words import Words
from watchroom.ops import children
from watchroom.ops.folder import Folder

READY_S = 90.0
WATCHROOM = (sys.executable, "-m", "watchroom.ops")


class NotUp(Fault):
    status = 503
    text = Words(zh="站点没有启动：{why}", en="The site did not start: {why}")


@dataclass(frozen=True)
class Site:
    """said  what the set-up printed, word by word;  mqtt  the port of the devices' door;  env  of its processes"""

    data: Path
    address: str
    mqtt: int
    said: list[str]
    env: dict[str, str]

    def pid(self, child: str) -> int:
        """The process of that name now; 0 while it is down."""
        state = Folder(self.data).state()
        return next((kid["pid"] or 0 for kid in state.get("children", []) if kid["name"] == child), 0)

    def kill(self, child: str) -> bool:
        """`kill -9`; whether there was anything to kill. The supervisor starts it again."""
        pid = self.pid(child)
        if pid:
            children.end(pid, signal.SIGKILL)
        return bool(pid)


@contextmanager
def site(data: Path, setup: str, *words: object) -> Iterator[Site]:
    """Starts one whose set-up is `watchroom.ops.<setup>.main(*words)`. Raises NotUp.

    On SQLite, or on the empty PostgreSQL database that WATCHROOM_BENCH_POSTGRES names.
    """
    port, mqtt = children.free_port(), children.free_port()
    named = os.environ.get("WATCHROOM_BENCH_POSTGRES", "")
    env = {k: v for k, v in os.environ.items() if k not in ("DATABASE_URL", "WATCHROOM_NATS_URL")}
    env |= {"DATABASE_URL": named} if named else {}
    env |= {
        "WATCHROOM_DATA": str(data),
        "DJANGO_SETTINGS_MODULE": "watchroom.ops.settings",
        "WATCHROOM_MQTT_LISTEN": f"127.0.0.1:{mqtt}",
    }
    subprocess.run([*WATCHROOM, "prepare"], env=env, check=True, stdin=subprocess.DEVNULL)
    program = f"import sys, django; django.setup(); from watchroom.ops import {setup}; {setup}.main(*sys.argv[1:])"
    argv = [sys.executable, "-c", program, *map(str, words)]
    made = subprocess.run(argv, env=env, check=True, stdout=subprocess.PIPE, text=True)
    live = children.free_port()
    up = children.start([*WATCHROOM, "up", "--port", str(port), "--live-port", str(live)], log=data / "up.log", env=env)
    try:
        _wait(up, data)
        yield Site(data, f"http://127.0.0.1:{port}", mqtt, made.stdout.split(), env)
    finally:
        up.send_signal(signal.SIGTERM)
        up.wait(10)


def _wait(up: "subprocess.Popen[bytes]", data: Path) -> None:
    folder, until = Folder(data), time.monotonic() + READY_S
    while not (kids := folder.state().get("children")) or not all(kid["ready"] for kid in kids):
        if up.poll() is not None or time.monotonic() > until:
            raise NotUp(why=(data / "up.log").read_text(errors="replace")[-500:])
        time.sleep(0.1)
