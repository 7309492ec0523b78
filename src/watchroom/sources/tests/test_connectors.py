"""The contract of all connectors, ours and others': both languages, strict settings, and their own samples hold."""

from collections.abc import Mapping
from typing import Any

import pytest
from pydantic import ValidationError

from watchroom.kernel.faults import Fault
from watchroom.kernel.plugin import Sample
from watchroom.sources.connector import CONNECTORS, Answer, Asking, Came, Connector, Hearing, Polling
from watchroom.sources.connectors.cap_feed import MOST_NEW, CapFeed, CapFeedSettings
from watchroom.sources.faults import FeedDown, FeedUnreadable
from watchroom.sources.payloads import Offer

EACH = [pytest.param(kind, id=name) for name, kind in CONNECTORS.all.items()]
SAMPLES = [
    pytest.param(kind, sample, id=f"{name}: {sample.title.en}")
    for name, kind in CONNECTORS.all.items()
    for sample in kind.samples
]


class Recorded:
    """A fetch that knows only what was recorded; anything else is a bug of the connector."""

    def __init__(self, answers: Mapping[str, tuple[int, dict[str, str], bytes]]) -> None:
        self.answers, self.asked = answers, list[tuple[str, dict[str, str]]]()

    def __call__(self, url: str, *, headers: Mapping[str, str] = {}, most_bytes: int = 1 << 20) -> Answer:
        self.asked.append((url, dict(headers)))
        return Answer(*self.answers[url])


@pytest.mark.parametrize("kind", EACH)
def test_a_connector_says_in_both_languages_what_it_is_and_how_it_is_used(kind: type[Connector]):
    assert kind.name.isidentifier()
    for words in (kind.title, kind.help):
        assert words.zh != words.en
    assert kind.samples
    assert any(sample.silent for sample in kind.samples), "one sample must stay silent"
    assert issubclass(kind, Hearing | Asking)


@pytest.mark.parametrize("kind", EACH)
def test_a_connector_refuses_settings_that_it_does_not_know(kind: type[Connector]):
    with pytest.raises(ValidationError):
        kind.Settings.model_validate({**kind.samples[0].settings, "undeclared": 1})


@pytest.mark.parametrize(("kind", "sample"), SAMPLES)
def test_a_connectors_own_samples_hold(kind: type[Connector], sample: Sample):
    connector = kind(kind.Settings.model_validate(sample.settings))
    try:
        found: Any = _run(connector, sample)
    except Fault as fault:
        found = fault.code
    assert found == sample.expect


def _run(connector: Connector, sample: Sample) -> Any:
    if isinstance(connector, Hearing):
        topic, body, *kind = sample.given
        offer = connector.hear(Came(body, topic, *kind))
        return _rows(offer)
    if isinstance(connector, Polling):
        return _rows(connector.read(sample.given))
    assert isinstance(connector, Asking)
    asked = connector.ask(Recorded(sample.given), {})
    readings = [row for offer in asked.offers for row in zip(offer.sensor, offer.value, offer.measured, strict=True)]
    return [*asked.documents, *(notice.alert.identifier.partition(".")[0] for notice in asked.notices), *readings]


def _rows(offer: Offer) -> list[Any]:
    return list(zip(offer.sensor, offer.value, offer.measured, strict=True))


FEED = "https://alerts.example.org/feed.atom"


def atom(*items: tuple[str, str, str]) -> bytes:
    entries = "".join(
        f'<entry><id>{key}</id><updated>{at}</updated><link type="application/cap+xml" href="{link}"/></entry>'
        for key, at, link in items
    )
    return f'<feed xmlns="http://www.w3.org/2005/Atom">{entries}</feed>'.encode()


def feed() -> CapFeed:
    return CapFeed(CapFeedSettings(url=FEED))


def test_only_what_changed_is_fetched_again():
    base = "https://alerts.example.org"
    first = {
        FEED: (200, {"etag": '"1"'}, atom(("a", "1", "/a.xml"), ("b", "1", "/b.xml"))),
        f"{base}/a.xml": (200, {}, b"A"),
        f"{base}/b.xml": (200, {}, b"B"),
    }
    had = feed().ask(Recorded(first), {})
    second = {
        FEED: (200, {"etag": '"2"'}, atom(("a", "2", "/a.xml"), ("b", "1", "/b.xml"))),
        f"{base}/a.xml": (200, {}, b"A2"),
    }
    fetch = Recorded(second)
    again = feed().ask(fetch, had.memo)

    assert had.documents == [b"B", b"A"]  # oldest first: a feed lists the newest at its top
    assert again.documents == [b"A2"]
    assert fetch.asked[0][1]["If-None-Match"] == '"1"'


def test_a_document_that_cannot_be_had_does_not_cost_the_others_and_is_asked_for_again():
    base = "https://alerts.example.org"
    answers = {
        FEED: (200, {"etag": '"1"'}, atom(("a", "1", "/a.xml"), ("b", "1", "/b.xml"))),
        f"{base}/a.xml": (500, {}, b""),
        f"{base}/b.xml": (200, {}, b"B"),
    }
    had = feed().ask(Recorded(answers), {})

    assert had.documents == [b"B"]
    assert [type(fault) for fault in had.faults] == [FeedDown]
    assert "etag" not in had.memo  # else a 304 would hide what is still owed
    assert set(had.memo["seen"]) == {"b"}


def test_a_link_to_another_host_is_not_followed():
    """I-06: a feed may not send us elsewhere."""
    had = feed().ask(Recorded({FEED: (200, {}, atom(("a", "1", "http://169.254.169.254/latest/meta-data")))}), {})

    assert had.documents == []
    assert isinstance(had.faults[0], FeedUnreadable)


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"<html></html>",
        b'{"json": true}',
        b"<feed",
        b'<!DOCTYPE feed [<!ENTITY a "b">]><feed xmlns="http://www.w3.org/2005/Atom"/>',
        '<!DOCTYPE feed><feed xmlns="http://www.w3.org/2005/Atom"/>'.encode("utf-16"),
        b"<feed>" * 100_000,
    ],
)
def test_a_feed_that_answers_something_else_is_unreadable(body: bytes):
    with pytest.raises(FeedUnreadable):
        feed().ask(Recorded({FEED: (200, {}, body)}), {})


@pytest.mark.parametrize("status", [301, 403, 404, 500, 503])
def test_a_feed_that_answers_an_error_is_down(status: int):
    with pytest.raises(FeedDown, match=str(status)):
        feed().ask(Recorded({FEED: (status, {}, b"oops")}), {})


def test_a_flood_of_items_is_taken_in_several_askings():
    base = "https://alerts.example.org"
    items = [(str(i), "1", f"/{i}.xml") for i in range(MOST_NEW + 10)]
    answers: dict[str, tuple[int, dict[str, str], bytes]] = {FEED: (200, {}, atom(*items))}
    answers |= {f"{base}/{i}.xml": (200, {}, b"x") for i in range(MOST_NEW + 10)}

    first = feed().ask(Recorded(answers), {})
    second = feed().ask(Recorded(answers), first.memo)

    assert (len(first.documents), len(second.documents)) == (MOST_NEW, 10)


def test_an_rss_feed_is_read_too():
    body = b"<rss><channel><item><guid>g</guid><link>/a.xml</link><pubDate>x</pubDate></item></channel></rss>"
    had = feed().ask(Recorded({FEED: (200, {}, body), "https://alerts.example.org/a.xml": (200, {}, b"A")}), {})

    assert had.documents == [b"A"]


def test_dead_links_do_not_stand_before_a_new_warning_for_ever():
    """An issuer lists what it has deleted: whatever else is new is had within a few askings."""
    dead = [f"old-{n}" for n in range(MOST_NEW + 5)]
    entries = "".join(
        f'<entry><id>{name}</id><updated>2026-02-06T03:00:00Z</updated><link type="application/cap+xml" href="/{name}.xml"/></entry>'
        for name in ["new", *dead]  # the newest stands first
    )
    feed = f'<feed xmlns="http://www.w3.org/2005/Atom">{entries}</feed>'.encode()
    host = "https://alerts.example.org"
    answers: dict[str, tuple[int, dict[str, str], bytes]] = {
        f"{host}/feed.atom": (200, {}, feed),
        f"{host}/new.xml": (200, {}, b"<alert/>"),
    }
    answers |= {f"{host}/{name}.xml": (404, {}, b"") for name in dead}
    connector = CapFeed(CapFeedSettings(url=f"{host}/feed.atom"))
    memo: dict[str, Any] = {}
    got: list[bytes] = []
    for _ in range(10):
        asked = connector.ask(Recorded(answers), memo)
        assert asked.faults
        memo, got = asked.memo, [*got, *asked.documents]

    assert got == [b"<alert/>"]
