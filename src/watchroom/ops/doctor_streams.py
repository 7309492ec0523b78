"""The doctor on the server of streams: ours is enforced and read; an outside one is asked, or its administrator is."""

import asyncio
import os
from collections.abc import Awaitable, Callable, Iterator
from pathlib import Path

from nats.errors import Error as NatsError

from watchroom.kernel.faults import Fault
from watchroom.kernel.words import Words
from watchroom.ops import nats_config, nats_outside
from watchroom.ops.finding import Finding
from watchroom.sources.address import Address, address
from watchroom.sources.stream import connect

SYNC = Words(zh="NATS 落盘（sync_interval）", en="NATS on disk (sync_interval)")
ANSWERS = Words(zh="外部 NATS", en="the outside NATS")
BRIDGE = Words(zh="MQTT 桥接", en="the MQTT bridge")
USERS = Words(zh="MQTT 设备用户", en="users of MQTT devices")
ALWAYS = Words(zh="always", en="always")
START = Words(zh="启动 watch，由它建好", en="start watch: it makes them")


def nats(data: Path) -> Iterator[Finding]:
    if not os.environ.get("WATCHROOM_NATS_URL"):
        yield _ours(data / "nats" / "server.conf")
        return
    where = address(data)
    host = where.readings.rpartition("@")[2]
    refused = _tried(lambda: _reach(where.readings))
    check = Words(zh="请检查 WATCHROOM_NATS_URL 和服务器", en="check WATCHROOM_NATS_URL and the server")
    yield Finding(ANSWERS, not refused, refused or Words(zh=f"{host} 应答", en=f"{host} answers"), check)
    yield _sync(where)
    if where.devices and not refused:
        yield from _devices(data, where)


def _ours(path: Path) -> Finding:
    try:
        good = "sync_interval: always" in path.read_text()
    except OSError:
        return Finding(
            SYNC, None, Words(zh="还没有启动过", en="never started yet"), Words(zh="watchroom up", en="watchroom up")
        )
    anew = Words(zh="删除该文件，下次启动会重新生成", en="delete the file; the next start writes it anew")
    return Finding(SYNC, good, ALWAYS if good else Words(zh="不是 always", en="not always"), anew)


def _sync(where: Address) -> Finding:
    found: list[Fault | None] = []

    async def ask() -> None:
        found.append(await nats_outside.sync_fault(where))

    if refused := _tried(ask):
        check = Words(zh="请检查 WATCHROOM_NATS_SYS_URL", en="check WATCHROOM_NATS_SYS_URL")
        return Finding(SYNC, False, refused, check)
    fault = found[0]
    if fault is None:
        said = Words(zh="always（服务器所说）", en="always (the server says)")
        confirmed = Words(zh="always（管理员已确认）", en="always (its administrator has confirmed)")
        return Finding(SYNC, True, said if where.system else confirmed)
    known = isinstance(fault, nats_outside.NotSynced)
    said = Words(zh="不是 always", en="not always") if known else Words(zh="尚未确认", en="not confirmed")
    return Finding(SYNC, False if known else None, said, fault.words)


def _devices(data: Path, where: Address) -> Iterator[Finding]:
    found: list[bool] = []
    path = nats_outside.users_path(data)

    async def ask() -> None:
        found.append(await nats_outside.has_bridge(where))
        found.append(await nats_outside.has_read(where, nats_config.mark_in(path.read_text())))

    refused = _tried(ask)
    laid, read = [*found, False, False][:2]
    there = Words(zh="已就绪", en="in place")
    yield Finding(BRIDGE, laid, there if laid else refused or Words(zh="还没有", en="not there"), START)
    if laid:
        loaded = Words(zh="服务器已读入", en="the server has read them")
        wait = Words(zh="服务器还没有读入最新的", en="the server has not read the newest")
        yield Finding(USERS, read, loaded if read else refused or wait, nats_outside.UsersWait(path=str(path)).words)


def _tried(ask: Callable[[], Awaitable[None]]) -> Words | None:
    """Why it could not be asked; None when it could."""

    async def within() -> None:
        async with asyncio.timeout(8):
            await ask()

    try:
        asyncio.run(within())
    except (NatsError, OSError, TimeoutError, ValueError) as error:
        why = " ".join(f"{type(error).__name__} {error}".split())[:200]
        return Words(zh=f"问不到（{why}）", en=f"cannot be asked ({why})")
    return None


async def _reach(url: str) -> None:
    client = await connect("doctor", url, once=True)
    await client.close()
