"""The way to the stream for code that is not asynchronous (pages, actions, the scenario's driver).

One thread of the process keeps one connection. A call waits for its answer and never longer than it says; while the
server is away a call fails at once instead of keeping a person or a device waiting.
"""

import asyncio
import os
import threading
import time
from collections.abc import Awaitable, Callable, Sequence
from concurrent.futures import TimeoutError as TooLong
from typing import Protocol

from watchroom.journal import book
from watchroom.sources.faults import StreamDown
from watchroom.sources.stream import GONE, Client, NoAddress, connect, publish

RETRY_S = 2
_AGAIN_S = 0.5


class Line(Protocol):
    """What a synchronous caller may ask of the stream; tests put a pretended one in its place with `use`."""

    def publish(self, messages: Sequence[tuple[int, bytes, str]], timeout_s: float = 2.0) -> None:
        """Writes (partition, message, id) and returns when all are on disk. Raises StreamDown; then send all again."""
        ...

    def ask(self, subject: str, data: bytes = b"", timeout_s: float = 0.5) -> bytes | None:
        """The answer of whoever serves this subject; None when nobody does in time."""
        ...

    def tell(self, subject: str, data: bytes = b"") -> None:
        """A message to whoever listens. Returns at once and never fails."""
        ...

    def do[T](self, act: Callable[[Client], Awaitable[T]], timeout_s: float = 2.0) -> T:
        """Does something with the connection itself. Raises StreamDown."""
        ...


class ThreadLine:
    def __init__(self, name: str = "line", where: Callable[[], str] | None = None) -> None:
        """where  gives the address at each attempt; by default the site's own"""
        self._name, self._where = name, where
        self._client: Client | None = None
        self._failed_at = 0.0
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, name="stream-line", daemon=True)
        self._thread.start()
        self._busy = asyncio.Lock()

    def publish(self, messages: Sequence[tuple[int, bytes, str]], timeout_s: float = 2.0) -> None:
        async def write(client: Client) -> None:
            js = client.jetstream()
            await asyncio.gather(*(publish(js, *message, timeout_s=timeout_s) for message in messages))

        self.do(write, timeout_s)

    def ask(self, subject: str, data: bytes = b"", timeout_s: float = 0.5) -> bytes | None:
        async def request(client: Client) -> bytes:
            return (await client.request(subject, data, timeout=timeout_s)).data

        try:
            return self.do(request, timeout_s)
        except StreamDown:
            return None

    def tell(self, subject: str, data: bytes = b"") -> None:
        async def send() -> None:
            try:
                client = await self._connected()
                await client.publish(subject, data)
            except (*GONE, NoAddress):
                pass

        asyncio.run_coroutine_threadsafe(send(), self._loop)

    def do[T](self, act: Callable[[Client], Awaitable[T]], timeout_s: float = 2.0) -> T:
        async def done() -> T:
            return await act(await self._connected())

        future = asyncio.run_coroutine_threadsafe(done(), self._loop)
        try:
            return future.result(timeout_s + 0.5)
        except (*GONE, NoAddress, TooLong) as error:
            future.cancel()
            raise StreamDown(retry=RETRY_S) from error

    def close(self) -> None:
        async def end() -> None:
            if self._client is not None:
                await self._client.close()

        asyncio.run_coroutine_threadsafe(end(), self._loop).result(2)
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(2)
        self._loop.close()

    async def _connected(self) -> Client:
        async with self._busy:
            if self._client is not None and not self._client.is_closed:
                if not self._client.is_connected:
                    raise ConnectionError("the server is away")
                return self._client
            if time.monotonic() - self._failed_at < _AGAIN_S:
                raise ConnectionError("the server was away a moment ago")
            try:
                async with asyncio.timeout(1.5):
                    self._client = await connect(self._name, self._where and self._where(), hurry=True)
            except Exception as error:
                self._failed_at = time.monotonic()
                raise ConnectionError("the server does not answer") from error
            return self._client


_ours: tuple[int, Line] | None = None
_lock = threading.Lock()


class InsideBook(RuntimeError):
    """The network was asked within a writing transaction: all who write would wait for the answer."""


def line() -> Line:
    """This process's line, made at its first use (a thread does not survive a fork). Raises InsideBook."""
    global _ours
    if book.is_open():
        raise InsideBook("ask before the book is opened")
    with _lock:
        if _ours is None or _ours[0] != os.getpid():
            _ours = (os.getpid(), ThreadLine())
        return _ours[1]


def use(other: Line | None) -> None:
    """Puts another line in place for this process; None makes a fresh one at the next use."""
    global _ours
    _ours = None if other is None else (os.getpid(), other)
