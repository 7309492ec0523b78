"""The door of the pages: what comes in whole, what is refused, and that who never ends costs nobody a page."""

import asyncio
import threading
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

import pytest

from watchroom.kernel.faults import AT_THE_DOOR
from watchroom.ops import door
from watchroom.ops.door import MOST_BYTES, MOST_OF_ONE, Door, environ_of

pytestmark = pytest.mark.pure


class Headers(list[tuple[str, str]]):
    def items(self) -> list[tuple[str, str]]:
        return list(self)

    def get(self, name: str, default: str | None = None) -> str | None:
        return next((value for one, value in self if one == name), default)


@dataclass
class Asked:
    method: str = "POST"
    path: str = "/duty/日志"
    query_string: str = "q=1"
    http_version: str = "1.1"
    scheme: str = "http"
    server: str = "127.0.0.1:8600"
    client: str = "192.0.2.7:50000"
    authority: str | None = None
    headers: Headers = field(default_factory=Headers)


@dataclass
class Line:
    """One request's connection. `pieces` come at once; then it ends, or stays open until `ended` is set."""

    pieces: list[bytes] = field(default_factory=list)
    ended: asyncio.Event | None = None
    leaves: bool = False
    said: tuple[int, Any, bytes] | None = None
    sent: list[bytes] = field(default_factory=list)

    def __aiter__(self) -> "Line":
        return self

    async def __anext__(self) -> bytes:
        if self.pieces:
            return self.pieces.pop(0)
        if self.ended:
            await self.ended.wait()
        raise StopAsyncIteration

    def response_bytes(self, status: int, headers: Any, body: bytes) -> None:
        self.said = (status, headers, body)

    def response_stream(self, status: int, headers: Any) -> "Line":
        self.said = (status, headers, b"")
        return self

    async def send_bytes(self, piece: bytes) -> None:
        if self.leaves:
            raise RuntimeError("transport is closed")
        self.sent.append(piece)


def told(*headers: tuple[str, str], **more: Any) -> Asked:
    return Asked(headers=Headers(headers), **more)


def echo(environ: dict[str, Any], start: Callable[..., Any]) -> Iterable[bytes]:
    fault = environ.get(AT_THE_DOOR)
    start(f"{fault.status if fault else 200} SAID", [("content-type", "text/plain")])
    return [fault.words.zh.encode() if fault else environ["wsgi.input"].read()]


def let_in(asked: Asked, line: Line, page: door.Page = echo, **more: Any) -> tuple[int, Any, bytes]:
    asyncio.run(Door(page, 2, **more).__rsgi__(asked, line))
    assert line.said is not None
    return line.said


def test_a_body_in_pieces_reaches_the_page_whole() -> None:
    assert let_in(told(("content-length", "6")), Line([b"abc", b"def"]))[::2] == (200, b"abcdef")
    assert let_in(told(("transfer-encoding", "chunked")), Line([b"x" * 2_000_000]))[0] == 200
    assert let_in(told(method="GET"), Line(ended=asyncio.Event()))[::2] == (200, b"")  # nothing is waited for


def test_who_sends_nothing_more_is_told_to_send_it_again() -> None:
    status, headers, said = let_in(told(("content-length", "9")), Line([b"abc"], asyncio.Event()), silent_s=0)

    assert status == 408
    assert ("connection", "close") in headers
    assert "再发一次" in said.decode()


def test_a_byte_now_and_then_is_too_slow() -> None:
    hours = iter(range(0, 360_000, 3600))

    assert let_in(told(("content-length", "90")), Line([b"a"] * 90), now=lambda: next(hours))[0] == 408


def test_what_was_cut_off_reaches_no_page() -> None:
    given = []

    def page(environ: dict[str, Any], start: Callable[..., Any]) -> Iterable[bytes]:
        given.append((environ["wsgi.input"].read(), environ[AT_THE_DOOR].code))
        return echo(environ, start)

    assert let_in(told(("content-length", "9")), Line([b"abc"]), page)[0] == 400
    assert given == [(b"", "ops.BodyCutOff")]


@pytest.mark.parametrize("told_so", [True, False])
def test_what_is_too_large_is_refused_told_or_not(told_so: bool) -> None:
    header = ("content-length", str(MOST_BYTES + 1)) if told_so else ("transfer-encoding", "chunked")
    line = Line([b"x" * (1 << 20)] * (MOST_BYTES // (1 << 20) + 2))

    assert let_in(told(header), line)[0] == 413
    assert bool(line.pieces) is True  # it was not read to its end


def test_who_never_ends_costs_nobody_a_page_and_has_only_so_many() -> None:
    async def day() -> None:
        ended, entrance = asyncio.Event(), Door(echo, 1)
        slow = [Line([b"abc"], ended) for _ in range(MOST_OF_ONE)]
        tasks = [asyncio.create_task(entrance.__rsgi__(told(("content-length", "3")), line)) for line in slow]
        await asyncio.sleep(0)

        page, one_more, other = Line(), Line([b"abc"]), Line([b"abc"])
        await entrance.__rsgi__(told(method="GET"), page)
        await entrance.__rsgi__(told(("content-length", "3")), one_more)
        await entrance.__rsgi__(told(("content-length", "3"), client="192.0.2.8:1"), other)
        assert [one.said and one.said[0] for one in (page, one_more, other)] == [200, 503, 200]

        ended.set()
        await asyncio.gather(*tasks)
        assert {line.said and line.said[2] for line in slow} == {b"abc"}
        again = Line([b"abc"])
        await entrance.__rsgi__(told(("content-length", "3")), again)
        assert again.said is not None
        assert again.said[0] == 200

    asyncio.run(day())


def test_behind_our_proxy_each_sender_has_his_own_number() -> None:
    async def day() -> None:
        ended, entrance = asyncio.Event(), Door(echo, 1, proxies=1)

        def through(address: str) -> Asked:
            return told(("content-length", "3"), ("x-forwarded-for", f"192.0.2.1, {address}"), client="127.0.0.1:4")

        slow = [Line([b"abc"], ended) for _ in range(MOST_OF_ONE)]
        tasks = [asyncio.create_task(entrance.__rsgi__(through("198.51.100.4"), line)) for line in slow]
        await asyncio.sleep(0)
        same, other = Line([b"abc"]), Line([b"abc"])
        await entrance.__rsgi__(through("198.51.100.4"), same)
        await entrance.__rsgi__(through("198.51.100.5"), other)
        assert [one.said and one.said[0] for one in (same, other)] == [503, 200]
        ended.set()
        await asyncio.gather(*tasks)

    asyncio.run(day())


def test_what_is_not_answered_yet_still_counts(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(door, "MOST_AT_ONCE", 5)
    answers = threading.Event()

    def slow(environ: dict[str, Any], start: Callable[..., Any]) -> Iterable[bytes]:
        if AT_THE_DOOR not in environ:
            answers.wait()
        return echo(environ, start)

    async def day() -> None:
        entrance, first, second, third = Door(slow, 2), Line([b"abc"]), Line([b"def"]), Line([b"ghi"])
        begun = asyncio.create_task(entrance.__rsgi__(told(("content-length", "3")), first))
        while not entrance._bytes:
            await asyncio.sleep(0)
        await entrance.__rsgi__(told(("content-length", "3")), second)
        answers.set()
        await begun
        await entrance.__rsgi__(told(("content-length", "3")), third)
        assert [one.said and one.said[0] for one in (first, second, third)] == [200, 503, 200]

    asyncio.run(day())


class Long:
    """An answer of many pieces, that falls after some of them, or does not."""

    def __init__(self, falls_after: int | None = None) -> None:
        self.falls_after, self.closed = falls_after, 0

    def __call__(self, _environ: object, start: Callable[..., Any]) -> "Long":
        start("200 OK", [("content-type", "text/csv"), ("Content-Length", "1")])
        return self

    def __iter__(self) -> Iterator[bytes]:
        for n in range(100):
            if n == self.falls_after:
                raise ZeroDivisionError
            yield b"x" * 4096

    def close(self) -> None:
        self.closed += 1


@pytest.mark.parametrize("leaves", [False, True])
def test_a_long_answer_goes_piece_by_piece_with_its_length_and_is_closed_whoever_leaves(leaves: bool) -> None:
    page, line = Long(), Line(leaves=leaves)
    status, headers, _ = let_in(told(method="GET"), line, page)

    assert (status, headers) == (200, [("content-type", "text/csv"), ("content-length", "409600")])
    assert len(b"".join(line.sent)) == (0 if leaves else 409_600)
    assert max(map(len, line.sent), default=0) <= door.PIECE
    assert page.closed == 1


@pytest.mark.parametrize("falls_after", [0, 1, 50])
def test_a_page_that_falls_gives_no_half_of_an_answer(falls_after: int) -> None:
    page, line = Long(falls_after), Line()
    status, _, said = let_in(told(method="GET"), line, page)

    assert (status, line.sent, page.closed) == (500, [], 1)
    assert "系统出错" in said.decode()
    assert "Something broke" in said.decode()
    assert b"x" * 100 not in said


def test_what_the_page_is_told_of_the_request() -> None:
    asked = told(
        ("host", "site.example"), ("cookie", "a=1"), ("cookie", "b=2"), ("x-a", "1"), ("x-a", "2"), ("x_forwarded_for", "192.0.2.9"),
        ("content-type", "text/plain"), ("content-length", "3"), ("transfer-encoding", "chunked"), client="[2001:db8::7]:1",
    )  # fmt: skip
    found = environ_of(asked, None, 3)  # type: ignore[arg-type]

    assert found["PATH_INFO"].encode("latin-1").decode() == "/duty/日志"
    assert (found["HTTP_COOKIE"], found["HTTP_X_A"], found["HTTP_HOST"]) == ("a=1; b=2", "1,2", "site.example")
    assert (found["CONTENT_TYPE"], found["CONTENT_LENGTH"], found["REMOTE_ADDR"]) == ("text/plain", "3", "2001:db8::7")
    assert not {"HTTP_X_FORWARDED_FOR", "HTTP_TRANSFER_ENCODING", "HTTP_CONTENT_LENGTH"} & found.keys()
