"""Wakes other processes when the book has grown: one NATS core message after a commit. A poll is the safety net.

Nothing here may slow or break a commit: the message is sent by a thread of its own, and a server that is not there
only means that the others learn of the entry by their poll.
"""

import asyncio
import threading
from collections.abc import Awaitable, Callable
from typing import Any

from watchroom.journal import wake

SUBJECT = "journal.grew"
AGAIN_S = 1.0

Connect = Callable[[], Awaitable[Any]]


class Waker:
    """A connection of this process for telling (`tell`) and being told (`wait`), kept by a thread of its own."""

    def __init__(self, connect: Connect, *, listen: bool) -> None:
        self._connect, self._listen = connect, listen
        self._told = threading.Condition()
        self._count = 0
        self._loop: asyncio.AbstractEventLoop | None = None
        self._news: asyncio.Event | None = None
        self._thread = threading.Thread(target=self._run, name="waker", daemon=True)

    def start(self) -> None:
        self._thread.start()

    def tell(self) -> None:
        """Says that the book has grown; returns at once. Several in a row become one message."""
        self.stir()
        if self._loop and self._news:
            self._loop.call_soon_threadsafe(self._news.set)

    def stir(self) -> None:
        """Wakes the waiters of this process."""
        with self._told:
            self._count += 1
            self._told.notify_all()

    def wait(self, seen: int, timeout_s: float) -> int:
        """Until something happened after `seen`, or the time is up. The count to wait from next time."""
        with self._told:
            self._told.wait_for(lambda: self._count != seen, timeout_s)
            return self._count

    def _run(self) -> None:
        asyncio.run(self._keep())

    async def _keep(self) -> None:
        self._loop, self._news = asyncio.get_running_loop(), asyncio.Event()
        while True:
            try:
                client = await self._connect()
            except Exception:  # not there yet, restarting, refusing: the poll carries on meanwhile
                await asyncio.sleep(AGAIN_S)
                continue
            await self._talk(client)

    async def _talk(self, client: Any) -> None:
        assert self._news is not None
        try:
            if self._listen:
                await client.subscribe(SUBJECT, cb=self._heard)
            while not client.is_closed:
                await self._news.wait()
                self._news.clear()
                await client.publish(SUBJECT, b"")
        except Exception:
            await asyncio.sleep(AGAIN_S)

    async def _heard(self, _message: Any) -> None:
        self.stir()


_ours: Waker | None = None


def start(connect: Connect | None = None, *, listen: bool = False) -> Waker:
    """The waker of this process, started once; from then on every commit here is told to the others."""
    global _ours
    if _ours is None:
        import nats.aio.client  # noqa: F401  (here, not first in two threads at once: then one sees half of it)

        _ours = Waker(connect or _site, listen=listen)
        _ours.start()
        wake.on_commit(_ours.tell)
    return _ours


async def _site() -> Any:
    """The site's NATS server, ours or an outside one."""
    from watchroom.sources.stream import connect

    return await connect("waker")
