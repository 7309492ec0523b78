"""The way to the stream is never taken while everybody waits for the book."""

import socket

import pytest

from watchroom.journal.book import book
from watchroom.sources import queries, stream
from watchroom.sources.faults import StreamDown
from watchroom.sources.line import InsideBook, ThreadLine, line
from watchroom.sources.tests.scene import PretendedLine, Scene


def test_the_network_is_not_asked_within_a_transaction(scene: Scene, pretended: PretendedLine) -> None:
    with book(actor="test:1"), pytest.raises(InsideBook):
        queries.latest(["jump-wind"])

    assert line() is pretended


def test_where_nobody_listens_a_call_ends_at_once_and_no_connection_is_begun(monkeypatch: pytest.MonkeyPatch) -> None:
    """A page with many values must not wait for each of them while the server is away."""
    with socket.socket() as taken:  # bound and never listening: whoever knocks is refused
        taken.bind(("127.0.0.1", 0))
        monkeypatch.setenv("WATCHROOM_NATS_URL", f"nats://127.0.0.1:{taken.getsockname()[1]}")

        async def never(*_: object, **__: object) -> None:
            raise AssertionError("it waits for a server that is not there")

        monkeypatch.setattr(stream.Client, "connect", never)
        mine = ThreadLine()
        try:
            with pytest.raises(StreamDown):
                mine.publish([(0, b"{}", "one")])
            assert mine.ask("ask.latest.0") is None
        finally:
            mine.close()
