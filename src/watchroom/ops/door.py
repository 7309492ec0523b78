"""The door of the `web` process: a request comes in whole, and an answer is whole before it goes out.

A thread that reads a body by itself waits for whoever sends it, and forty who never end would stand for the whole site; one
that writes an answer waits for whoever reads it. Here both wait on the loop, which costs nobody a page, and only so long.
"""

import asyncio
import io
import logging
import sys
from collections.abc import AsyncGenerator, AsyncIterator, Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from contextlib import aclosing, asynccontextmanager
from pathlib import Path
from tempfile import SpooledTemporaryFile
from typing import IO, Any, Protocol

from watchroom.kernel.faults import AT_THE_DOOR, Fault
from watchroom.kernel.peers import sender
from watchroom.kernel.words import Words

MOST_BYTES = 33 << 20  # the largest file that any page takes, and what a form adds
MOST_AT_ONCE = 256 << 20  # of all bodies that came and were not answered yet
MOST_OF_ONE = 32  # bodies that one address may have on their way
SILENT_S = 20.0
GRACE_S, LEAST_RATE = 30.0, 500.0  # from then on so many bytes a second at least, from the first byte on
IN_MEMORY = 1 << 20  # of a body, and of an answer; what is longer waits in a file
PIECE = 64 << 10
READER_S = 60.0  # for each piece of an answer

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


class BodyTooLarge(Fault):
    status = 413
    text = Words(
        zh="没有收下：内容超过 {most} MB，没有任何改动。请分成几份再发。",
        en="Not taken: it is over {most} MB. Nothing was changed; send it in parts.",
    )


class BodyTooSlow(Fault):
    status = 408
    text = Words(
        zh="没有收下：内容来得太慢，没有任何改动。请在信号好的地方再发一次。",
        en="Not taken: it came too slowly. Nothing was changed; send it again where the network is better.",
    )


class BodyCutOff(Fault):
    text = Words(
        zh="没有收下：内容没有发完，线路就断了，没有任何改动。请再发一次。",
        en="Not taken: the line was cut before all of it had come. Nothing was changed; send it again.",
    )


class TooManyBodies(Fault):
    status = 503
    text = Words(
        zh="没有收下：正在上传的太多，没有任何改动。请过一会儿再发。",
        en="Not taken: too much is on its way at once. Nothing was changed; send it again in a while.",
    )


class PageFell(Fault):
    status = 500
    text = Words(
        zh="系统出错，没有完成。请重试；若再次出现，请电话告知系统管理员。",
        en="Something broke on our side, and this was not completed. Try again; if it happens once more, telephone the administrator.",
    )


class Door:
    """An application of granian's kind round one of WSGI. One for each process.

    page     the application; it says a fault that it finds in its environment as AT_THE_DOOR
    threads  that answer requests
    folder   where long bodies and answers wait; None: where the machine keeps such files
    proxies  of ours that stand before it
    now      a clock that only goes forward, s; by default that of the loop
    """

    def __init__(
        self,
        page: Page,
        threads: int,
        *,
        folder: Path | None = None,
        proxies: int = 0,
        silent_s: float = SILENT_S,
        now: Callable[[], float] | None = None,
    ) -> None:
        self._page, self._folder, self._proxies = page, folder, proxies
        self._silent_s, self._now = silent_s, now
        self._pool = ThreadPoolExecutor(threads, thread_name_prefix="page")
        self._on_way: dict[str, int] = {}
        self._bytes = 0

    async def __rsgi__(self, scope: Scope, protocol: Any) -> None:
        with self._paper() as answer:
            try:
                async with self._body(scope, protocol) as (body, length):
                    status, headers = await self._in_a_thread(environ_of(scope, body, length), answer)
            except Fault as fault:
                turned_away = environ_of(scope, io.BytesIO(), 0) | {AT_THE_DOOR: fault}
                status, headers = await self._in_a_thread(turned_away, answer)
                headers = [*headers, ("connection", "close")]
            await _sent(protocol, status, headers, answer)

    def _paper(self) -> SpooledTemporaryFile[bytes]:
        return SpooledTemporaryFile(IN_MEMORY, dir=str(self._folder) if self._folder else None)

    @asynccontextmanager
    async def _body(self, scope: Scope, protocol: Any) -> AsyncIterator[tuple[IO[bytes], int]]:
        """What was sent, from its first byte, and its length. Raises BodyTooLarge, BodyTooSlow, BodyCutOff, TooManyBodies."""
        told, length = scope.headers.get("content-length"), 0
        with self._paper() as body:
            try:
                if told not in (None, "0") or scope.headers.get("transfer-encoding"):
                    if told and int(told) > MOST_BYTES:
                        raise BodyTooLarge(most=MOST_BYTES >> 20)
                    async with aclosing(self._coming(scope, protocol)) as pieces:
                        async for piece in pieces:
                            length += len(piece)
                            self._bytes += len(piece)
                            if length > MOST_BYTES:
                                raise BodyTooLarge(most=MOST_BYTES >> 20)
                            if self._bytes > MOST_AT_ONCE:
                                raise TooManyBodies
                            body.write(piece)
                    if told and int(told) != length:
                        raise BodyCutOff
                body.seek(0)
                yield body, length
            finally:
                self._bytes -= length

    async def _coming(self, scope: Scope, protocol: Any) -> AsyncGenerator[bytes]:
        """The pieces of a body, as long as they come soon enough."""
        address = sender(_address(scope.client)[0], str(scope.headers.get("x-forwarded-for") or ""), self._proxies)
        if self._on_way.get(address, 0) >= MOST_OF_ONE:
            raise TooManyBodies
        self._on_way[address] = self._on_way.get(address, 0) + 1
        now = self._now or asyncio.get_running_loop().time
        began, length, pieces = now(), 0, protocol.__aiter__()
        try:
            while True:
                async with asyncio.timeout(self._silent_s):
                    piece = await pieces.__anext__()  # `anext` with a default falls over what granian gives to await
                length += len(piece)
                if now() - began > GRACE_S and length < LEAST_RATE * (now() - began):
                    raise BodyTooSlow
                yield piece
        except StopAsyncIteration:
            return
        except TimeoutError:
            raise BodyTooSlow from None
        finally:
            self._on_way[address] -= 1
            if not self._on_way[address]:
                del self._on_way[address]

    async def _in_a_thread(self, request: dict[str, Any], answer: IO[bytes]) -> tuple[int, Headers]:
        return await asyncio.get_running_loop().run_in_executor(self._pool, self._answered, request, answer)

    def _answered(self, request: dict[str, Any], answer: IO[bytes]) -> tuple[int, Headers]:
        """Status and headers; the whole answer is written down. A page that falls, at its first word or in the middle of
        a long export, has given none: half of one must not be taken for it.
        """
        started: list[tuple[int, Headers]] = []

        def start(status: str, headers: Headers, _exc: object = None) -> None:
            started[:] = [(int(status[:3]), headers)]

        try:
            said = self._page(request, start)
            try:
                for piece in said:
                    answer.write(piece)
            finally:
                getattr(said, "close", lambda: None)()
            return started[0]
        except Exception:
            _log.exception("%s %s: no answer", request["REQUEST_METHOD"], request["PATH_INFO"])
            answer.seek(0)
            answer.truncate()
            words = PageFell().words
            answer.write(f"{words.zh}\n{words.en}\n".encode())
            return PageFell.status, [("content-type", "text/plain; charset=utf-8")]


async def _sent(protocol: Any, status: int, headers: Headers, answer: IO[bytes]) -> None:
    """Short ones at once; a long one piece by piece, with its length, so that one that is cut off does not look whole."""
    length = answer.tell()
    answer.seek(0)
    if length <= PIECE:
        protocol.response_bytes(status, headers, answer.read())
        return
    others = [(name, value) for name, value in headers if name.lower() != "content-length"]
    transport = protocol.response_stream(status, [*others, ("content-length", str(length))])
    try:
        while piece := answer.read(PIECE):
            async with asyncio.timeout(READER_S):
                await transport.send_bytes(piece)
    except Exception as error:  # whoever reads is gone, or takes nothing
        _log.info("an answer was not read to its end: %s: %s", type(error).__name__, error)


def _address(told: str) -> tuple[str, str]:
    host, _, port = told.rpartition(":")
    return host.strip("[]"), port


def environ_of(scope: Scope, body: IO[bytes], length: int) -> dict[str, Any]:
    """What WSGI (PEP 3333) wants to know of a request. A header with `_` in its name is left out: it would pass for another."""
    name, port = _address(scope.server)
    request: dict[str, Any] = {
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
        before = f"{request[key]}{'; ' if key == 'HTTP_COOKIE' else ','}" if key in request else ""
        request[key] = before + value
    if scope.authority and "HTTP_HOST" not in request:
        request["HTTP_HOST"] = scope.authority
    if length or scope.headers.get("content-length"):
        request["CONTENT_LENGTH"] = str(length)
    return request
