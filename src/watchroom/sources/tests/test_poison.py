"""One message, document or feed on which we break ourselves is set aside like a bad one; the others flow."""

from typing import Any

import pytest
from django.db import OperationalError

from watchroom.sources import actions, bulletins, feeds, intake
from watchroom.sources.catalogue import Catalogue
from watchroom.sources.connector import Answer, Asked, Asking, Came
from watchroom.sources.connectors.cap_feed import CapFeed, CapFeedSettings
from watchroom.sources.connectors.mqtt import Mqtt
from watchroom.sources.faults import FeedUnreadable
from watchroom.sources.models import Bulletin, Quarantine, Source
from watchroom.sources.payloads import Offer
from watchroom.sources.quarantine import set_aside
from watchroom.sources.tests.scene import Scene
from watchroom.sources.tests.test_bulletins import cap
from watchroom.sources.tests.test_connectors import atom

NOW = 1_770_000_000_000
HUGE = b"1" + b"0" * 400


class Broken(Mqtt):
    """A connector with a fault of its own."""

    def hear(self, came: Came) -> Offer:
        raise ZeroDivisionError


@pytest.mark.parametrize(
    ("door", "body", "code"),
    [
        (Broken, b"4.3", "NotReadable"),
        (Mqtt, b'{"value": [1e2, ' + HUGE + b"]}", "NotFinite"),
        (Mqtt, b'{"value": [1e2, -' + HUGE + b'], "measured_at": [1e400, ' + HUGE + b"]}", "NotFinite"),
    ],
)
def test_a_message_on_which_we_break_is_set_aside_and_holds_up_no_other(
    scene: Scene, door: type[Mqtt], body: bytes, code: str
) -> None:
    """The bridge takes messages in order: an exception for one would keep all devices waiting for ever."""
    catalogue = Catalogue()
    catalogue.fresh()
    device = catalogue.devices["ws-jump"]

    _, bad = intake.take(catalogue, door, device, Came(body, "sensors/ws-jump/jump-wind"), NOW)
    set_aside(bad, actor="connector:mqtt")

    assert f"sources.{code}" in {one.fault.code for one in bad}
    assert Quarantine.objects.exists()
    assert Source.objects.get().health == "unwell"


@pytest.fixture
def feed(clock: object) -> Source:
    return actions.put_source(
        "met", "cap_feed", "气象台", "Met", settings={"url": "https://alerts.example.org/feed.atom"}
    )


def test_a_document_on_which_we_break_costs_no_other_and_is_not_met_again(feed: Source) -> None:
    last_day = (
        cap("A-01")
        .replace(b"2026-02-06T10:00:00+08:00", b"9999-12-31T20:00:00+00:00")
        .replace(b"<expires>2026-02-06T22:00:00+08:00</expires>", b"")
    )
    feeds.took(feed, Asked([last_day, cap("A-02", minute=2)], {"seen": {"a": "1"}}))
    feed.refresh_from_db()

    assert [row.identifier for row in Bulletin.objects.all()] == ["A-02"]
    assert Quarantine.objects.get().fault["code"] == "sources.FeedUnreadable"
    assert (feed.health, feed.memo) == ("unwell", {"seen": {"a": "1"}})
    assert feeds.due() == []


def test_a_document_that_meets_a_locked_database_is_not_bad(feed: Source, monkeypatch: pytest.MonkeyPatch) -> None:
    def locked(*_: Any, **__: Any) -> None:
        raise OperationalError("database is locked")

    monkeypatch.setattr(bulletins, "receive", locked)
    with pytest.raises(OperationalError):
        feeds.took(feed, Asked([cap("A-01")], {}))

    assert not Quarantine.objects.exists()
    assert feeds.due() == [feed]


def test_a_link_that_is_none_costs_only_its_own_document() -> None:
    answers = {
        "https://alerts.example.org/feed.atom": atom(("a", "1", "http://["), ("b", "1", "/b.xml")),
        "https://alerts.example.org/b.xml": b"<alert/>",
    }

    def fetch(url: str, **_: Any) -> Answer:
        return Answer(200, {}, answers[url])

    asked = CapFeed(CapFeedSettings(url="https://alerts.example.org/feed.atom")).ask(fetch, {})

    assert asked.documents == [b"<alert/>"]
    assert [fault.code for fault in asked.faults] == ["sources.FeedUnreadable"]


def test_a_connector_that_breaks_makes_its_source_unwell_and_is_asked_in_its_own_time(feed: Source) -> None:
    def fetch(url: str, **_: Any) -> Answer:
        raise NotImplementedError

    class Breaking(Asking):
        name = "breaking"

        def ask(self, fetch: Any, memo: dict[str, Any]) -> Asked:
            raise KeyError("x")

    answer = feeds._asked(Breaking(CapFeedSettings(url="https://x.example.org")), fetch, {}).answer
    feeds.took(feed, answer)
    feed.refresh_from_db()

    assert isinstance(answer, FeedUnreadable)
    assert feed.health == "unwell"
    assert feeds.due() == []
