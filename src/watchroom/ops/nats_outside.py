"""An outside NATS server: what we may ask of it, and what of it needs its administrator. It is never ours to start.

A client cannot read how a server is set; its system account can, and can have it read its users again. Without that
account a person must say so, and until he has, every page says that he has not.
"""

import contextlib
import os
import time
from collections.abc import Mapping
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit, urlunsplit

import orjson
from nats.errors import Error as NatsError
from nats.js.errors import NotFoundError

from watchroom.kernel.faults import Fault
from watchroom.kernel.words import Words
from watchroom.ops import nats_config
from watchroom.ops.nats_config import Mark
from watchroom.sources import stream
from watchroom.sources.address import Address, private
from watchroom.sources.stream import connect

SYNC = "WATCHROOM_NATS_SYNC"
ANSWERS_S = 0.5
LOOK_S = 20.0


class NotSynced(Fault):
    status = 503
    text = Words(
        zh="NATS 服务器 {server} 的 sync_interval 不是 always，断电会丢失已回执的读数。请管理员在 jetstream 中设 sync_interval: always 并重启该服务器。",
        en="The NATS server {server} does not have sync_interval: always; a power cut would lose readings that were "
        "acknowledged. Have its administrator set it under jetstream and start it again.",
    )


class Unconfirmed(Fault):
    status = 503
    text = Words(
        zh="外部 NATS 服务器是否 sync_interval: always 尚未确认。请管理员确认后设 WATCHROOM_NATS_SYNC=always，或设 WATCHROOM_NATS_SYS_URL 由本平台读取。",
        en="Nobody has confirmed that the outside NATS server has sync_interval: always. Once its administrator has, set "
        "WATCHROOM_NATS_SYNC=always; or set WATCHROOM_NATS_SYS_URL and it is read.",
    )


class UsersWait(Fault):
    status = 503
    text = Words(
        zh="外部 NATS 服务器还没有读入最新的设备用户，新设备登录不上，停用的设备还能登录。请管理员放好 {path} 并在该服务器上执行 nats-server --signal reload。",
        en="The outside NATS server has not read the newest device users: new devices cannot sign in, withdrawn ones "
        "still can. Have its administrator put {path} in place and run nats-server --signal reload there.",
    )


class NoDoor(Fault):
    status = 503
    text = Words(
        zh="登记了 {count} 台 MQTT 设备，但没有设 WATCHROOM_NATS_DEVICES_URL，外部服务器上的设备没有人收。",
        en="{count} MQTT devices are registered, but WATCHROOM_NATS_DEVICES_URL is not set: nobody takes what they send "
        "to the outside server.",
    )


def users_path(data: Path) -> Path:
    """The file of device users: where the administrator's server includes it, or in the data folder to be copied."""
    said = os.environ.get("WATCHROOM_NATS_USERS", "")
    return Path(said) if said else data / "nats" / nats_config.USERS


def user_of(url: str) -> tuple[str, str]:
    """Name and password of an address, the first of several."""
    parts = urlsplit(url.split(",")[0])
    return unquote(parts.username or ""), unquote(parts.password or "")


async def sync_fault(where: Address) -> Fault | None:
    """What is not well with the server's writing to disk. Raises what nats raises when it cannot be asked."""
    if not where.system:
        return None if os.environ.get(SYNC) == "always" else Unconfirmed()
    client = await connect("asks", where.system)
    try:
        told = await _all_answer(client, "$SYS.REQ.SERVER.PING.JSZ")
    finally:
        await client.close()
    if not told:
        raise TimeoutError("the system account answers nothing: it needs $SYS.REQ.SERVER.PING.JSZ")
    unsafe = [one["server"]["name"] for one in told if not one.get("data", {}).get("config", {}).get("sync_always")]
    return NotSynced(server=", ".join(sorted(unsafe))) if unsafe else None


async def reload(where: Address) -> None:
    """Has every server of the cluster read its configuration again; without a system account, nothing."""
    if not where.system:
        return
    client = await connect("reloads", where.system)
    try:
        for one in await _all_answer(client, "$SYS.REQ.SERVER.PING.JSZ"):
            await client.request(f"$SYS.REQ.SERVER.{one['server']['id']}.RELOAD", b"", timeout=2)
    finally:
        await client.close()


async def _all_answer(client: Any, subject: str) -> list[dict[str, Any]]:
    """What each server of a cluster says, within half a second of the first."""
    inbox = client.new_inbox()
    heard = await client.subscribe(inbox)
    await client.publish(subject, b"{}", reply=inbox)
    told: list[dict[str, Any]] = []
    until = time.monotonic() + 4 * ANSWERS_S
    with contextlib.suppress(TimeoutError, NatsError):
        while (left := until - time.monotonic()) > 0:
            told.append(orjson.loads((await heard.next_msg(timeout=left)).data))
            until = min(until, time.monotonic() + ANSWERS_S)
    return told


async def has_read(where: Address, mark: Mark) -> bool:
    """Whether every server named has read the file of users that bears this mark. Raises when one cannot be reached, or
    hangs up: one that is just reading its users cuts whoever is at its door, and has said neither yes nor no.
    """
    for url in where.devices.split(","):
        parts = urlsplit(url)
        netloc = f"{mark.user}:{mark.password}@{parts.netloc.rpartition('@')[2]}"
        try:
            client = await connect("mark", urlunsplit(parts._replace(netloc=netloc)), once=True)
        except NatsError as error:
            if "authorization" in str(error).lower():
                return False
            raise
        let_in = client.is_connected  # a connection that is cut before an answer comes back as if nothing had been
        await client.close()
        if not let_in:
            raise ConnectionResetError(f"{parts.hostname}:{parts.port} hangs up")
    return True


async def has_bridge(where: Address) -> bool:
    """Whether what the gateway acknowledges is kept for the bridge. Raises when it cannot be asked."""
    client = await connect("asks", where.devices)
    try:
        await client.jetstream().consumer_info(stream.GATEWAY, stream.BRIDGE)
    except NotFoundError:
        return False
    finally:
        await client.close()
    return True


class OutsideUsers:
    """Keeps the outside server's device users true. Nobody is let in before the bridge's consumer is there."""

    def __init__(self, data: Path, where: Address) -> None:
        self._where, self._path = where, users_path(data)
        self._looked = -LOOK_S
        self._fault: Fault | None = None
        self._mark: Mark | None = None

    async def keep(self, keys: Mapping[str, str]) -> list[Fault]:
        """Writes what changed and looks now and then whether it was read; what of it needs the administrator."""
        if not self._where.devices:
            return [NoDoor(count=len(keys))] if keys else []
        text, mark = nats_config.users(user_of(self._where.devices), keys)
        if not _holds(self._path, text):
            if not await has_bridge(self._where):
                raise ConnectionError("no device may have a user while the bridge's consumer is missing")
            write_users(self._path, text)
        if mark != self._mark or time.monotonic() - self._looked >= LOOK_S:
            self._fault = await self._read_again(mark)
            self._mark, self._looked = mark, time.monotonic()
        return [self._fault] if self._fault else []

    async def _read_again(self, mark: Mark) -> Fault | None:
        if await has_read(self._where, mark):
            return None
        await reload(self._where)
        if self._where.system and await has_read(self._where, mark):
            return None
        return UsersWait(path=str(self._path))


def _holds(path: Path, text: str) -> bool:
    try:
        return path.read_text() == text
    except OSError:
        return False


def write_users(path: Path, text: str) -> None:
    """Readable by the file's group: the server may run as another user."""
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    private(path, text, 0o640)
