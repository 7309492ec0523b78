"""Where the site's NATS server is and how this site signs in to it.

Our own server: `<data>/nats/nats.json`, made at its first start and readable by its owner alone.
An outside server: WATCHROOM_NATS_URL; WATCHROOM_NATS_DEVICES_URL for the account that its MQTT devices use, with
WATCHROOM_NATS_MQTT for where they connect; WATCHROOM_NATS_SYS_URL for its system account.
"""

import json
import os
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from urllib.parse import quote

FILE = "nats/nats.json"


class NoAddress(OSError):
    """No server was ever started on this data folder, and none is named."""


@dataclass(frozen=True, slots=True)
class Address:
    """readings     the account of streams, with its secret in the address
    devices      the account of MQTT devices; empty when this site takes no MQTT
    mqtt_host, mqtt_port  where devices connect; port 0 when only the outside server's owner knows
    outside      the server is somebody else's to start, to configure and to reload
    system       the outside server's system account, empty without one: it tells settings and reloads users
    """

    readings: str
    devices: str
    mqtt_host: str = ""
    mqtt_port: int = 0
    outside: bool = False
    system: str = ""


@dataclass(frozen=True, slots=True)
class Kept:
    """What our own server's file holds."""

    host: str
    port: int
    mqtt_host: str
    mqtt_port: int
    watch: str
    bridge: str

    def address(self) -> Address:
        def url(user: str, secret: str) -> str:
            return f"nats://{user}:{quote(secret, safe='')}@{self.host}:{self.port}"

        return Address(url("watch", self.watch), url("bridge", self.bridge), self.mqtt_host, self.mqtt_port)


def read(data: Path) -> Kept | None:
    try:
        return Kept(**json.loads((data / FILE).read_text()))
    except (OSError, ValueError, TypeError):
        return None


def write(data: Path, kept: Kept) -> None:
    """Whole or not at all, and never readable by another, not even for a moment."""
    path = data / FILE
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    private(path, json.dumps(asdict(kept), indent=1) + "\n")


def private(path: Path, text: str, mode: int = 0o600) -> None:
    draft = path.with_name(path.name + ".new")
    draft.unlink(missing_ok=True)
    with open(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, mode), "w") as file:
        file.write(text)
    os.replace(draft, path)


def address(data: Path) -> Address:
    """Raises NoAddress, ValueError."""
    if os.environ.get("WATCHROOM_NATS_URL"):
        return _outside(os.environ)
    kept = read(data)
    if kept is None:
        raise NoAddress(f"{data / FILE}: no NATS server was started here, and WATCHROOM_NATS_URL is not set")
    return kept.address()


def _outside(said: Mapping[str, str]) -> Address:
    host, port = mqtt_door(said.get("WATCHROOM_NATS_MQTT", ""))
    return Address(
        said["WATCHROOM_NATS_URL"], said.get("WATCHROOM_NATS_DEVICES_URL", ""), host, port, True,
        said.get("WATCHROOM_NATS_SYS_URL", ""),
    )  # fmt: skip


def mqtt_door(said: str) -> tuple[str, int]:
    """`host:port` of an MQTT door; port 0 when nothing is said. Raises ValueError."""
    if not said:
        return "", 0
    host, _, port = said.rpartition(":")
    if not host or not port.isdecimal():
        raise ValueError(f"WATCHROOM_NATS_MQTT: {said!r} is not host:port, e.g. 10.0.0.5:8602")
    return host.strip("[]"), int(port)
