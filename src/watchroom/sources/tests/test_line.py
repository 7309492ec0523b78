"""The way to the stream is never taken while everybody waits for the book."""

import pytest

from watchroom.journal.book import book
from watchroom.sources import queries
from watchroom.sources.line import InsideBook, line
from watchroom.sources.tests.scene import PretendedLine, Scene


def test_the_network_is_not_asked_within_a_transaction(scene: Scene, pretended: PretendedLine) -> None:
    with book(actor="test:1"), pytest.raises(InsideBook):
        queries.latest(["jump-wind"])

    assert line() is pretended
