"""The recorded feed holds what has appeared by the scenario's clock, and says when nothing changed."""

import threading
from datetime import datetime, timedelta

import feedparser
import httpx
import pytest
from django.db import connection

from watchroom.ops.scenario.content import load
from watchroom.ops.scenario.feed import CAP_TYPE, PATH, Feed, FeedServer
from watchroom.ops.scenario.run import feeds_now

DAY = load("zhangjiakou-games")
FEED = Feed(DAY.folder / "feed", DAY.feed)
FIRST, SECOND = (document.appears for document in DAY.feed.documents)
SECOND_S = timedelta(seconds=1)


def test_a_document_appears_at_its_time_and_stays_below_the_newer_one() -> None:
    def titles(at: datetime) -> list[str]:
        return [entry.title for entry in feedparser.parse(FEED.atom("http://x", at)).entries]

    assert titles(FIRST - SECOND_S) == []
    assert titles(FIRST) == [DAY.feed.documents[0].title]
    assert titles(SECOND) == [DAY.feed.documents[1].title, DAY.feed.documents[0].title]


def test_a_document_cannot_be_had_before_its_time() -> None:
    assert FEED.document("snow-2.xml", SECOND - SECOND_S) is None
    assert (FEED.document("snow-2.xml", SECOND) or b"").startswith(b"<?xml")
    assert FEED.document("../places.yaml", SECOND) is None


def test_the_feed_is_valid_atom_and_links_name_the_documents() -> None:
    parsed = feedparser.parse(FEED.atom("http://feed.invalid", SECOND))
    assert (parsed.bozo, parsed.feed.id) == (0, DAY.feed.id)
    assert parsed.entries[0].links[0] == {
        "rel": "alternate", "type": CAP_TYPE, "href": "http://feed.invalid/cap/snow-2.xml",
    }  # fmt: skip


@pytest.mark.django_db(transaction=True)
def test_the_feeds_threads_give_their_connections_back() -> None:
    """One a request: PostgreSQL's pool has eight, and the ninth poll of the day would wait for ever."""
    left: list[object] = []

    def ask() -> None:
        feeds_now()
        left.append(connection.connection)

    for _ in range(10):
        thread = threading.Thread(target=ask)
        thread.start()
        thread.join()
    assert left == [None] * 10


@pytest.mark.process
def test_a_reader_that_knows_the_feed_is_told_that_nothing_changed() -> None:
    times = [FIRST]
    server = FeedServer(FEED, lambda: times[-1]).start()
    try:
        with httpx.Client(base_url=server.address, trust_env=False) as client:
            first = client.get(PATH)
            again = client.get(PATH, headers={"If-None-Match": first.headers["ETag"]})
            assert (first.status_code, again.status_code, again.content) == (200, 304, b"")
            times.append(SECOND)
            assert client.get(PATH, headers={"If-None-Match": first.headers["ETag"]}).status_code == 200
            document = client.get("/cap/snow-1.xml")
            assert (document.status_code, document.headers["Content-Type"]) == (200, CAP_TYPE)
            assert client.get("/cap/nothing.xml").status_code == 404
    finally:
        server.stop()
