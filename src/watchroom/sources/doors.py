"""Doors that a listening connector opens: bound to this machine or the site's own network, or to others only by TLS."""

import asyncio
import ipaddress
import ssl
from collections.abc import Awaitable, Callable
from pathlib import Path

from watchroom.kernel.faults import Fault
from watchroom.kernel.text import shown
from watchroom.kernel.words import Words
from watchroom.sources.faults import ListenerDown

MOST_CONNECTIONS = 64
IDLE_S = 900.0
MOST_WAITING = 1000
CERTIFICATE, KEY, CLIENTS = "tls-cert.pem", "tls-key.pem", "tls-clients.pem"

type OfConnection = Callable[[asyncio.StreamReader], Awaitable[None]]


def is_own(host: str) -> bool:
    """Whether an address is this machine's or the site's own network's. A name is none: it may change its mind."""
    try:
        address = ipaddress.ip_address(host)
    except ValueError:
        return False
    return (address.is_loopback or address.is_private) and not address.is_unspecified and not address.is_link_local


def tls(folder: Path) -> ssl.SSLContext:
    """Our certificate and the authority of the clients', from the source's own folder. Raises ListenerDown."""
    try:
        context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH, cafile=str(folder / CLIENTS))
        context.load_cert_chain(folder / CERTIFICATE, folder / KEY)
    except (OSError, ssl.SSLError) as error:
        why = Words(
            zh=f"{folder} 里要有 {CERTIFICATE}、{KEY}、{CLIENTS}（{type(error).__name__}）",
            en=f"{folder} must hold {CERTIFICATE}, {KEY} and {CLIENTS} ({type(error).__name__})",
        )
        raise ListenerDown(what="TLS", why=why) from error
    context.verify_mode = ssl.CERT_REQUIRED
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    return context


async def serve_tcp(
    host: str, port: int, each: OfConnection, stop: asyncio.Event, *, context: ssl.SSLContext | None = None,
    opened: Callable[[int], Awaitable[None]],
) -> None:  # fmt: skip
    """Until `stop`. `opened` is told the port when the door is open. A connection too many is closed at once."""
    open_now: set[asyncio.Task[None]] = set()

    async def met(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        if task is None or len(open_now) >= MOST_CONNECTIONS:
            writer.close()
            return
        open_now.add(task)
        try:
            await each(reader)
        except (Fault, OSError, TimeoutError, asyncio.CancelledError):
            pass
        finally:
            open_now.discard(task)
            writer.close()

    try:
        server = await asyncio.start_server(met, host, port, ssl=context, limit=1 << 16)
    except OSError as error:
        raise ListenerDown(what=f"{host}:{port}", why=shown(error.strerror or str(error), 80)) from error
    try:
        await opened(server.sockets[0].getsockname()[1])
        await stop.wait()
    finally:
        server.close()
        for task in list(open_now):
            task.cancel()


async def serve_udp(
    host: str, port: int, each: Callable[[bytes], Awaitable[None]], stop: asyncio.Event, *,
    opened: Callable[[int], Awaitable[None]],
) -> None:  # fmt: skip
    """Until `stop`. Datagrams wait in a bounded row; when it is full the newest is lost, as UDP may lose any."""
    waiting: asyncio.Queue[bytes] = asyncio.Queue(MOST_WAITING)

    class Door(asyncio.DatagramProtocol):
        def datagram_received(self, data: bytes, addr: tuple[str, int]) -> None:
            if not waiting.full():
                waiting.put_nowait(data)

    try:
        transport, _ = await asyncio.get_running_loop().create_datagram_endpoint(Door, local_addr=(host, port))
    except OSError as error:
        raise ListenerDown(what=f"{host}:{port}/udp", why=shown(error.strerror or str(error), 80)) from error
    ended = asyncio.create_task(stop.wait())
    try:
        await opened(transport.get_extra_info("sockname")[1])
        while not stop.is_set():
            one = asyncio.create_task(waiting.get())
            await asyncio.wait({one, ended}, return_when=asyncio.FIRST_COMPLETED)
            if not one.done():
                one.cancel()
                break
            await each(one.result())
    finally:
        ended.cancel()
        transport.close()
