"""The door of the `web` process: a request comes in whole, within its limits, before a thread of the pages takes it.

A thread that reads a body by itself waits for whoever sends it, and forty who never end would stand for the whole site.
Here they wait on the loop, which costs nobody a page, and only so long.
"""

import asyncio
import logging
import sys
from collections.abc import AsyncIterator, Callable, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import asynccontextmanager
from tempfile import SpooledTemporaryFile
from typing import IO, Any, Protocol

from watchroom.kernel.peers import sender
from watchroom.kernel.words import Words

MOST_BYTES = 33 << 20  # the largest file that any page takes, and what a form adds
MOST_AT_ONCE = 256 << 20  # of all bodies that are on their way
MOST_OF_ONE = 32  # bodies that one address may have on their way
SILENT_S = 20.0
GRACE_S, LEAST_RATE = 30.0, 500.0  # from then on so many bytes a second at least, from the first byte on
IN_MEMORY = 1 << 20
FIRST = 64 << 10  # an answer up to this size is sent whole
READER_S = 60.0  # for each piece of a longer one

type Headers = list[tuple[str, str]]
type Page = Callable[[dict[str, Any], Callable[..., Any]], Iterable[bytes]]
_log = logging.getLogger("watchroom.web")


class Scope(Protocol):
    """What granian tells of a request (RSGI 1.6)."""

    method: str
    path: str
    query_string: str
    http_version: str
    scheme: str
    server: str
    client: str
    authority: str | None
    headers: Any


class Refused(Exception):
    """A body that is not taken in. `status`: 400 (cut off), 408 (too slow), 413 (too large) or 503 (too many at once)."""

    def __init__(self, status: int, words: Words) -> None:
        super().__init__(words.en)
        self.status, self.words = status, words


_LARGE = Words(
    zh=f"没有收下：内容超过 {MOST_BYTES >> 20} MB。请分成几份再发。",
    en=f"Not taken: it is over {MOST_BYTES >> 20} MB. Send it in parts.",
)
_CUT = Words(
    zh="没有收下：内容没有发完，线路就断了。请再发一次。",
    en="Not taken: the line was cut before all of it had come. Send it again.",
)
_SLOW = Words(
    zh="没有收下：内容来得太慢，连接已断开。请在信号好的地方再发一次。",
    en="Not taken: it came too slowly, and the line was closed. Send it again where the network is better.",
)
_MANY = Words(
    zh="没有收下：正在上传的太多。请过一会儿再发。",
    en="Not taken: too much is on its way at once. Send it again in a while.",
)


class Door:
    """An application of granian's kind round one of WSGI. One for each process.

    page     the application
    threads  that answer requests
    proxies  of ours that stand before it
    now      a clock that only goes forward, s; by default that of the loop
    """

    def __init__(
        self,
        page: Page,
        threads: int,
        *,
        proxies: int = 0,
        silent_s: float = SILENT_S,
        now: Callable[[], float] | None = None,
    ) -> None:
        self._page, self._proxies, self._silent_s, self._now = page, proxies, silent_s, now
        self._pool = ThreadPoolExecutor(threads, thread_name_prefix="page")
        self._on_way: dict[str, int] = {}
        self._bytes = 0

    async def __rsgi__(self, scope: Scope, protocol: Any) -> None:
        try:
            async with self._body(scope, protocol) as (body, length):
                environ = environ_of(scope, body, length)
                loop = asyncio.get_running_loop()
                whole = await loop.run_in_executor(self._pool, self._answered, environ, protocol, loop)
        except Refused as refused:
            said = f"{refused.words.zh}\n{refused.words.en}\n"
            headers = [("content-type", "text/plain; charset=utf-8"), ("connection", "close"), ("retry-after", "30")]
            protocol.response_bytes(refused.status, headers, said.encode())
            return
        if whole is not None:
            protocol.response_bytes(*whole)

    @asynccontextmanager
    async def _body(self, scope: Scope, protocol: Any) -> AsyncIterator[tuple[IO[bytes], int]]:
        """What was sent, from its first byte, and its length. Raises Refused."""
        told = scope.headers.get("content-length")
        with SpooledTemporaryFile(IN_MEMORY) as body:
            length = 0
            if told not in (None, "0") or scope.headers.get("transfer-encoding"):
                forwarded = str(scope.headers.get("x-forwarded-for") or "")
                address = sender(_address(scope.client)[0], forwarded, self._proxies)
                if told and int(told) > MOST_BYTES:
                    raise Refused(413, _LARGE)
                if self._on_way.get(address, 0) >= MOST_OF_ONE:
                    raise Refused(503, _MANY)
                self._on_way[address] = self._on_way.get(address, 0) + 1
                try:
                    length = await self._taken(protocol, body)
                    if told and int(told) != length:
                        raise Refused(400, _CUT)
                finally:
                    self._on_way[address] -= 1
                    if not self._on_way[address]:
                        del self._on_way[address]
            body.seek(0)
            yield body, length

    async def _taken(self, protocol: Any, body: IO[bytes]) -> int:
        now = self._now or asyncio.get_running_loop().time
        began, length, pieces = now(), 0, protocol.__aiter__()
        try:
            while True:
                async with asyncio.timeout(self._silent_s):
                    piece = await pieces.__anext__()  # `anext` with a default falls over what granian gives to await
                length += len(piece)
                self._bytes += len(piece)
                if length > MOST_BYTES:
                    raise Refused(413, _LARGE)
                if self._bytes > MOST_AT_ONCE:
                    raise Refused(503, _MANY)
                if now() - began > GRACE_S and length < LEAST_RATE * (now() - began):
                    raise Refused(408, _SLOW)
                body.write(piece)
        except StopAsyncIteration:
            return length
        except TimeoutError:
            raise Refused(408, _SLOW) from None
        finally:
            self._bytes -= length

    def _answered(
        self, environ: dict[str, Any], protocol: Any, loop: asyncio.AbstractEventLoop
    ) -> tuple[int, Headers, bytes] | None:
        """In a thread: an answer that is not long, to be sent; None where it was long, and was sent piece by piece."""
        started: list[tuple[int, Headers]] = []

        def start(status: str, headers: Headers, _exc: object = None) -> None:
            started[:] = [(int(status[:3]), headers)]

        said = self._page(environ, start)
        try:
            pieces = iter(said)
            first = next(_joined(pieces), b"")
            if len(first) < FIRST:
                return (*started[0], first)
            self._sent(protocol, loop, started[0], first, pieces)
            return None
        finally:
            getattr(said, "close", lambda: None)()

    def _sent(
        self,
        protocol: Any,
        loop: asyncio.AbstractEventLoop,
        head: tuple[int, Headers],
        first: bytes,
        pieces: Iterator[bytes],
    ) -> None:
        """No thread waits for a reader who takes nothing: after a while the line is left."""

        async def opened() -> Any:
            return protocol.response_stream(*head)

        async def send(transport: Any, piece: bytes) -> None:
            async with asyncio.timeout(READER_S):
                await transport.send_bytes(piece)

        transport = asyncio.run_coroutine_threadsafe(opened(), loop).result()
        try:
            asyncio.run_coroutine_threadsafe(send(transport, first), loop).result()
            for piece in _joined(pieces):
                asyncio.run_coroutine_threadsafe(send(transport, piece), loop).result()
        except Exception as error:  # the reader is gone, or takes nothing
            _log.info("an answer was not read to its end: %s: %s", type(error).__name__, error)


def _joined(pieces: Iterator[bytes]) -> Iterator[bytes]:
    """As pieces of at least `FIRST` bytes, but for the last."""
    held, size = [], 0
    for piece in pieces:
        held.append(piece)
        size += len(piece)
        if size >= FIRST:
            yield b"".join(held)
            held, size = [], 0
    if held:
        yield b"".join(held)


def _address(told: str) -> tuple[str, str]:
    host, _, port = told.rpartition(":")
    return host.strip("[]"), port


def environ_of(scope: Scope, body: IO[bytes], length: int) -> dict[str, Any]:
    """What WSGI (PEP 3333) wants to know of a request. A header with `_` in its name is left out: it would pass for another."""
    name, port = _address(scope.server)
    environ: dict[str, Any] = {
        "REQUEST_METHOD": scope.method, "SCRIPT_NAME": "", "PATH_INFO": scope.path.encode(errors="replace").decode("latin-1"),
        "QUERY_STRING": scope.query_string, "SERVER_PROTOCOL": f"HTTP/{scope.http_version}", "SERVER_NAME": name, "SERVER_PORT": port,
        "REMOTE_ADDR": _address(scope.client)[0], "wsgi.version": (1, 0), "wsgi.url_scheme": scope.scheme, "wsgi.input": body,
        "wsgi.errors": sys.stderr, "wsgi.multithread": True, "wsgi.multiprocess": False, "wsgi.run_once": False,
    }  # fmt: skip
    for header, value in scope.headers.items():
        key = header.upper().replace("-", "_")
        if "_" in header or key in ("CONTENT_LENGTH", "TRANSFER_ENCODING"):
            continue
        key = key if key == "CONTENT_TYPE" else f"HTTP_{key}"
        before = f"{environ[key]}{'; ' if key == 'HTTP_COOKIE' else ','}" if key in environ else ""
        environ[key] = before + value
    if scope.authority and "HTTP_HOST" not in environ:
        environ["HTTP_HOST"] = scope.authority
    if length or scope.headers.get("content-length"):
        environ["CONTENT_LENGTH"] = str(length)
    return environ
