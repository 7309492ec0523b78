"""`watchroom nats …`: the files of an outside server for its administrator, and what our own needs before its start."""

import secrets
from dataclasses import dataclass
from ipaddress import ip_address
from pathlib import Path

from watchroom.kernel.words import Words
from watchroom.ops import nats_config
from watchroom.ops.terminal import NOT_OK, OK, complain, say
from watchroom.sources.address import private

LEFT = Words(
    zh="已写入 {folder}：server.conf、users.conf、watchroom.env（内有口令，请妥善保管）。接下来：\n"
    "1. 在服务器上运行 nats-server -c {place}/server.conf；这时还没有设备能登录。\n"
    "2. 把 watchroom.env 的各行加进本平台的环境（/etc/watchroom/watchroom.env），重启本平台。\n"
    "3. watch 建好流和桥接的消费者之后才写入设备用户；{users}",
    en="Written to {folder}: server.conf, users.conf, watchroom.env (they hold passwords: keep them safe). Next:\n"
    "1. On the server: nats-server -c {place}/server.conf; no device can sign in yet.\n"
    "2. Add the lines of watchroom.env to Watchroom's environment (/etc/watchroom/watchroom.env) and restart it.\n"
    "3. Once watch has laid the streams and the bridge's consumer it writes the devices' users; {users}",
)
HERE = Words(zh="它自己写 {path}，并让服务器重新读入。", en="it writes {path} itself and has the server read it again.")
ELSEWHERE = Words(
    zh="它写在数据目录的 nats/users.conf，每次有设备增减，请复制到 {place}/users.conf；没有读入之前，页面和 doctor 会说。",
    en="it writes nats/users.conf in the data folder: copy that to {place}/users.conf whenever a device comes or goes. "
    "Until the server has read it, the pages and doctor say so.",
)
THERE = Words(
    zh="{path} 已存在，没有改动。要另做一份，请换一个目录。",
    en="{path} is there already and was left as it is. For another one choose another folder.",
)
_HEAD = """# A NATS server for Watchroom, made by `watchroom nats config`; from now on it is yours to keep.
# Across machines add tls { cert_file: ..., key_file: ... } here and in mqtt, and write tls:// in the addresses.
# In a cluster (made with --replicas 3) give each server its own server_name and add the cluster block."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """folder  where the files are written
    place   where they will lie on the server's machine
    host    by which Watchroom and the devices reach it
    """

    folder: Path
    place: Path
    host: str
    port: int
    mqtt_port: int
    replicas: int = 1

    @property
    def here(self) -> bool:
        return self.folder == self.place

    @property
    def listen(self) -> str:
        return self.host if _loopback(self.host) else "0.0.0.0"


def config(wanted: Wanted) -> int:
    """Writes the three files, with secrets made for them. Never over a configuration that is there."""
    path = wanted.folder / "server.conf"
    if path.exists():
        complain(THERE, path=path)
        return NOT_OK
    watch, bridge, system = (secrets.token_urlsafe(32) for _ in range(3))
    told = nats_config.Told(
        head=_HEAD,
        listen=f"{wanted.listen}:{wanted.port}",
        mqtt=f"{wanted.listen}:{wanted.mqtt_port}",
        folder=str(wanted.place),
        watch=watch,
        sys=system,
        copies=wanted.replicas,
    )
    wanted.folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    private(wanted.folder / nats_config.USERS, nats_config.users(("bridge", bridge), nats_config.NO_DEVICES)[0], 0o640)
    private(wanted.folder / "watchroom.env", _environment(wanted, watch, bridge, system))
    private(path, nats_config.server(told), 0o640)
    users = HERE.fill(path=wanted.place / nats_config.USERS) if wanted.here else ELSEWHERE.fill(place=wanted.place)
    say(LEFT, folder=wanted.folder, place=wanted.place, users=users)
    return OK


def prepare() -> int:
    """What our own server needs before it starts, for the unit that runs it."""
    from watchroom.ops import nats, settings

    nats.prepare(settings.DATA)
    return OK


def _environment(wanted: Wanted, watch: str, bridge: str, system: str) -> str:
    at = f"{wanted.host}:{wanted.port}"
    lines = [
        f"WATCHROOM_NATS_URL=nats://watch:{watch}@{at}",
        f"WATCHROOM_NATS_DEVICES_URL=nats://bridge:{bridge}@{at}",
        f"WATCHROOM_NATS_SYS_URL=nats://sys:{system}@{at}",
        f"WATCHROOM_NATS_MQTT={wanted.host}:{wanted.mqtt_port}",
        *([f"WATCHROOM_NATS_REPLICAS={wanted.replicas}"] if wanted.replicas > 1 else []),
        *([f"WATCHROOM_NATS_USERS={wanted.place / nats_config.USERS}"] if wanted.here else []),
    ]
    return "\n".join(lines) + "\n"


def _loopback(host: str) -> bool:
    try:
        return ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return host == "localhost"
