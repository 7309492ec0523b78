"""An outside NATS server for tests: made from what `watchroom nats config` writes, started by somebody who is not us."""

import signal
import subprocess
import time
from pathlib import Path

import pytest

from watchroom.ops import children, nats_words
from watchroom.ops.nats import binary
from watchroom.ops.nats_words import Wanted


class OutsideServer:
    """`folder` is the administrator's. Its environment is set by `join`."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.port, self.mqtt_port = children.free_port(), children.free_port()
        nats_words.config(Wanted(folder, folder, "127.0.0.1", self.port, self.mqtt_port))
        self.process: subprocess.Popen[bytes] | None = None

    def join(self, monkeypatch: pytest.MonkeyPatch, *leave_out: str) -> None:
        """Sets what the administrator was told to set, but for the variables left out."""
        for line in (self.folder / "watchroom.env").read_text().splitlines():
            name, _, value = line.partition("=")
            if name not in leave_out:
                monkeypatch.setenv(name, value)

    def start(self) -> None:
        argv = [binary(), "-c", str(self.folder / "server.conf")]
        self.process = subprocess.Popen(argv, stdin=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        until = time.monotonic() + 10
        while not (children.answers("127.0.0.1", self.port) and children.answers("127.0.0.1", self.mqtt_port)):
            assert self.process.poll() is None
            assert time.monotonic() < until
            time.sleep(0.02)

    def reload(self) -> None:
        """What `nats-server --signal reload` does."""
        assert self.process
        self.process.send_signal(signal.SIGHUP)

    def kill(self) -> None:
        if self.process:
            self.process.kill()
            self.process.wait()
            self.process = None

    def log(self) -> str:
        return (self.folder / "nats.log").read_text()
