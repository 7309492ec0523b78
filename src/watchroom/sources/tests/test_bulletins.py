"""Official warnings as they come: each once, chained in whatever order, and hostile ones refused."""

import itertools
from datetime import timedelta

import pytest

from watchroom.conftest import T0, SetClock
from watchroom.journal.models import Entry
from watchroom.kernel.cap import CapRefused
from watchroom.people.faults import NotSignedIn
from watchroom.people.testing import Cast
from watchroom.sources import actions, bulletins, queries
from watchroom.sources.models import Bulletin, Source

SENDER = "observatory@example.org"
FEED = {"url": "https://alerts.example.org/feed.atom"}


@pytest.fixture
def feed(clock: SetClock) -> Source:
    return actions.put_source("observatory", "cap_feed", "气象台", "Observatory", settings=FEED)


def cap(
    identifier: str, msg_type: str = "Alert", *, minute: int = 0, refers: tuple[str, ...] = (), headline: str = "暴雪蓝色预警",
    status: str = "Actual", encoding: str = "UTF-8", head: str = "", severity: str = "Moderate",
) -> bytes:  # fmt: skip
    sent = f"2026-02-06T10:{minute:02}:00+08:00"
    references = " ".join(f"{SENDER},{one},2026-02-06T10:{int(one[-2:]):02}:00+08:00" for one in refers)
    text = f"""<?xml version="1.0" encoding="{encoding}"?>{head}
<alert xmlns="urn:oasis:names:tc:emergency:cap:1.2"><identifier>{identifier}</identifier><sender>{SENDER}</sender>
<sent>{sent}</sent><status>{status}</status><msgType>{msg_type}</msgType><scope>Public</scope>
{f"<references>{references}</references>" if refers else ""}
<info><language>zh-CN</language><category>Met</category><event>暴雪</event><urgency>Expected</urgency>
<severity>{severity}</severity><certainty>Likely</certainty><expires>2026-02-06T22:00:00+08:00</expires>
<headline>{headline}</headline><instruction>减少外出。</instruction>
<area><areaDesc>赛区</areaDesc><polygon>40.9,115.4 40.9,115.5 41.0,115.5 41.0,115.4 40.9,115.4</polygon></area></info></alert>"""
    return text.encode(encoding)


def states() -> dict[str, str]:
    return dict(Bulletin.objects.values_list("identifier", "state"))


def test_a_warning_is_kept_as_it_came_and_told_with_its_level(feed: Source):
    document = cap("A-00")

    (row,) = bulletins.receive(feed.pk, document, actor="connector:cap_feed")

    assert (row.state, row.level, row.event_zh, row.area_words) == ("in_force", 4, "暴雪", "赛区")
    assert bytes(Bulletin.objects.get().document) == document
    assert row.area is not None
    assert row.area["coordinates"][0][0][0] == [115.4, 40.9]
    entry = Entry.objects.get(kind="sources.bulletin_received")
    assert "暴雪蓝色预警" in entry.say().zh
    assert ("首次发布" in entry.say().zh, "Alert" in entry.say().zh) == (True, False), (
        "in words, not in the format's code"
    )


def test_the_same_message_twice_is_one_warning(feed: Source):
    for _ in range(3):
        bulletins.receive(feed.pk, cap("A-00"), actor="connector:cap_feed")

    assert Bulletin.objects.count() == Entry.objects.filter(kind="sources.bulletin_received").count() == 1


def test_the_same_words_under_a_new_identifier_are_counted_not_taken_again(feed: Source):
    """D-07: merged by content, place and time."""
    bulletins.receive(feed.pk, cap("A-00"), actor="connector:cap_feed")
    again = bulletins.receive(feed.pk, cap("A-09", minute=9), actor="connector:cap_feed")

    assert again == []
    assert Bulletin.objects.get().repeats == 1


CHAIN = {
    "A-00": cap("A-00"),
    "A-10": cap("A-10", "Update", minute=10, refers=("A-00",), headline="暴雪黄色预警"),
    "A-20": cap("A-20", "Cancel", minute=20, refers=("A-10",), headline="解除暴雪预警"),
}


@pytest.mark.parametrize("order", list(itertools.permutations(CHAIN)))
def test_a_chain_comes_to_the_same_end_in_any_order(feed: Source, order: tuple[str, ...]):
    """D-12: linked when the original comes, and nothing alerts again."""
    for identifier in order:
        bulletins.receive(feed.pk, CHAIN[identifier], actor="connector:cap_feed")

    assert states() == {"A-00": "superseded", "A-10": "cancelled", "A-20": "notice"}
    assert queries.bulletins_in_force(T0 + timedelta(hours=1)) == []
    news = Entry.objects.filter(kind="sources.bulletin_received").order_by("id")
    seen: set[str] = set()
    for entry in news:
        if entry.facts["state"] == "in_force":
            assert not seen & {"A-20"} or entry.facts["identifier"] == "A-00"
        seen.add(entry.facts["identifier"])


def test_an_original_that_comes_after_its_cancellation_is_no_news(feed: Source):
    bulletins.receive(feed.pk, cap("A-20", "Cancel", minute=20, refers=("A-00",)), actor="connector:cap_feed")
    bulletins.receive(feed.pk, cap("A-00"), actor="connector:cap_feed")

    entry = Entry.objects.get(kind="sources.bulletin_received", facts__contains='"identifier":"A-00"')
    assert entry.facts["state"] == "cancelled"


def test_what_ends_a_warning_is_the_cause_of_its_end(feed: Source):
    bulletins.receive(feed.pk, CHAIN["A-00"], actor="connector:cap_feed")
    bulletins.receive(feed.pk, CHAIN["A-10"], actor="connector:cap_feed")

    ended = Entry.objects.get(kind="sources.bulletin_ended")
    assert Entry.objects.get(pk=ended.cause or 0).facts["identifier"] == "A-10"
    assert ended.facts["ended_by"] == "A-10"


def test_another_sender_cannot_cancel(feed: Source):
    bulletins.receive(feed.pk, cap("A-00"), actor="connector:cap_feed")
    forged = cap("X-01", "Cancel", minute=1, refers=("A-00",)).replace(
        b"<sender>" + SENDER.encode(), b"<sender>someone@example.net"
    )

    bulletins.receive(feed.pk, forged, actor="connector:cap_feed")

    assert states()["A-00"] == "in_force"


def test_in_force_means_now_and_not_a_test(feed: Source):
    bulletins.receive(feed.pk, cap("A-00"), actor="connector:cap_feed")
    bulletins.receive(feed.pk, cap("T-01", minute=1, status="Test", headline="测试"), actor="connector:cap_feed")

    assert [row.identifier for row in queries.bulletins_in_force(T0 + timedelta(hours=1))] == ["A-00"]
    assert queries.bulletins_in_force(T0 + timedelta(hours=13)) == []  # expired at 22:00
    assert queries.bulletins_in_force(T0 - timedelta(minutes=1)) == []  # not yet received


def test_an_exercise_is_marked_as_one(feed: Source):
    (row,) = bulletins.receive(
        feed.pk, cap("E-00", status="Exercise", headline="【演练】暴雪"), actor="connector:cap_feed"
    )

    assert row.exercise


@pytest.mark.parametrize(
    "document",
    [
        cap("B-00", head='<!DOCTYPE a [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;&a;&a;">]>'),
        cap("B-00", head='<!DOCTYPE alert SYSTEM "file:///etc/passwd">'),
        b"<html><body>Bad gateway</body></html>",
        b"",
        b"<alert",
        b"\x00" * 100,
        b"<a>" * 100_000,
    ],
)
def test_a_hostile_or_broken_document_is_refused_and_nothing_is_kept(feed: Source, document: bytes):
    """I-01, D-06."""
    with pytest.raises(CapRefused):
        bulletins.receive(feed.pk, document, actor="connector:cap_feed")

    assert not Bulletin.objects.exists()


@pytest.mark.parametrize("encoding", ["GB18030", "UTF-16", "UTF-8"])
def test_other_encodings_come_out_as_the_same_characters(feed: Source, encoding: str):
    """D-14: decoded, never garbled."""
    (row,) = bulletins.receive(feed.pk, cap("G-00", encoding=encoding), actor="connector:cap_feed")

    assert row.headline_zh == "暴雪蓝色预警"


def test_warnings_are_shown_to_those_who_may_see(feed: Source, cast: Cast):
    bulletins.receive(feed.pk, cap("A-00"), actor="connector:cap_feed")

    assert [row.identifier for row in queries.bulletins(cast.wall, T0 + timedelta(minutes=1))] == ["A-00"]
    with pytest.raises(NotSignedIn):
        queries.bulletins(cast.nobody, T0)


def test_an_exercise_ends_nothing_real_in_whatever_order_they_come(feed: Source):
    for documents in itertools.permutations(
        [cap("A-00"), cap("X-01", "Cancel", minute=1, refers=("A-00",), status="Exercise")]
    ):
        Bulletin.objects.all().delete()
        for document in documents:
            bulletins.receive(feed.pk, document, actor="connector:cap_feed")
        assert states()["A-00"] == "in_force"


def test_what_is_issued_again_after_its_cancellation_is_in_force(feed: Source):
    """Cancelled by mistake, and issued again in the same words; a late copy of the first is still only a copy."""
    for document in (cap("A-00"), cap("C-05", "Cancel", minute=5, refers=("A-00",), headline="解除")):
        bulletins.receive(feed.pk, document, actor="connector:cap_feed")
    bulletins.receive(feed.pk, cap("COPY-02", minute=2), actor="connector:cap_feed")
    bulletins.receive(feed.pk, cap("B-30", minute=30), actor="connector:cap_feed")

    assert states() == {"A-00": "cancelled", "C-05": "notice", "B-30": "in_force"}


def test_two_warnings_that_differ_only_in_their_circle_are_two(feed: Source):
    for identifier, circle in (("A-00", "40.9,115.4 5"), ("B-01", "41.2,115.9 5")):
        document = cap(identifier).replace(b"</polygon>", f"</polygon><circle>{circle}</circle>".encode())
        bulletins.receive(feed.pk, document, actor="connector:cap_feed")

    assert set(states()) == {"A-00", "B-01"}
