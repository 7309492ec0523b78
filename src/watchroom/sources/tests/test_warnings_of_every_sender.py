"""What senders of official warnings do with times, chains, languages and shapes, and what the watch sees of it everywhere."""

import itertools
from datetime import timedelta
from typing import Any

import pytest

from watchroom.conftest import T0, SetClock
from watchroom.people.testing import Cast
from watchroom.sources import actions, bulletins, feeds, layers, queries
from watchroom.sources.catalogue import Catalogue
from watchroom.sources.connectors.cap_feed import CapFeed, CapFeedSettings
from watchroom.sources.models import Bulletin, Quarantine, Source
from watchroom.sources.rules import BULLETIN_LIFE
from watchroom.sources.tests.scene import at_once, no_stream, set_scene, straight
from watchroom.sources.tests.test_bulletins import FEED, SENDER, cap, states
from watchroom.sources.tests.test_connectors import Recorded
from watchroom.sources.tests.test_pages import browser

EXPIRES = b"<expires>2026-02-06T22:00:00+08:00</expires>"
OPEN = "40.9,115.4 40.9,115.5 41.0,115.5 41.0,115.4"


@pytest.fixture
def feed(clock: SetClock) -> Source:
    return actions.put_source("observatory", "cap_feed", "气象台", "Observatory", settings=FEED)


def receive(feed: Source, *documents: bytes) -> None:
    for document in documents:
        bulletins.receive(feed.pk, document, actor="connector:cap_feed")


def notes(row: Bulletin) -> set[str]:
    return {note[0] for note in row.notes}


# ---- times ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("told", ["effective", "onset", "expires"])
def test_a_warning_that_was_over_before_it_was_sent_is_kept_flagged_and_not_in_force(feed: Source, told: str):
    """Source: https://github.com/wmo-raf/cap-composer/issues/135"""
    old = b"2026-01-01T08:00:00+08:00"
    begins = b"" if told == "expires" else b"<%b>%b</%b>" % (told.encode(), old, told.encode())
    receive(feed, cap("A-00").replace(EXPIRES, begins + b"<expires>%b</expires>" % old))

    row = Bulletin.objects.get()
    assert queries.bulletins_in_force(T0) == []
    assert notes(row) & {"cap.expires_early", "cap.no_validity"}


@pytest.mark.parametrize("begin", ["onset", "effective"])
def test_a_validity_of_no_length_is_the_usual_life_and_flagged(feed: Source, begin: str):
    """A fire agency's warnings looked expired on arrival. Source: the reader of KDE's alert server."""
    at = b"2026-02-06T10:00:00+08:00"
    receive(
        feed,
        cap("A-00").replace(EXPIRES, b"<%b>%b</%b><expires>%b</expires>" % (begin.encode(), at, begin.encode(), at)),
    )

    row = Bulletin.objects.get()
    assert row.expires == T0 + BULLETIN_LIFE
    assert "cap.no_validity" in notes(row)
    assert [one.pk for one in queries.bulletins_in_force(T0 + timedelta(hours=1))] == [row.pk]


# ---- cancellations --------------------------------------------------------------------------------------------------

ENDS = {
    "as usual": lambda told: told,
    "over when it is sent": lambda told: told.replace(EXPIRES, b"<expires>2026-02-06T10:10:00+08:00</expires>"),
    "over long ago": lambda told: told.replace(EXPIRES, b"<expires>2026-01-01T00:00:00+08:00</expires>"),
    "for an hour": lambda told: told.replace(EXPIRES, b"<expires>2026-02-06T11:10:00+08:00</expires>"),
    "without a word": lambda told: told[: told.index(b"<info>")] + b"</alert>",
    "without an area": lambda told: told[: told.index(b"<area>")] + b"</info></alert>",
    "of the gravest words": lambda told: told.replace(b"Moderate", b"Extreme").replace("解除".encode(), "红色预警".encode()),
}  # fmt: skip


@pytest.mark.parametrize("life", ENDS)
@pytest.mark.parametrize("first", ["warning", "cancellation"])
def test_a_cancellation_ends_its_warning_everywhere_at_once_whatever_its_own_life_and_is_none_itself(
    feed: Source, life: str, first: str, cast: Cast, clock: SetClock
):
    """Source: https://github.com/wmo-raf/cap-composer/issues/202, https://github.com/CAPTools/CAPCollector/issues/8"""
    set_scene()
    levels = actions.put_source("levels", "official", "级别", "Levels", settings={})
    actions.put_sensor("lv-jump", "levels", "jump", "warning_level", "级别", "Level")
    warning, end = cap("A-00"), ENDS[life](cap("C-10", "Cancel", minute=10, refers=("A-00",), headline="解除"))
    receive(feed, *((warning, end) if first == "warning" else (end, warning)))
    now = clock.forward(minutes=15)

    assert states() == {"A-00": "cancelled", "C-10": "notice"}
    assert queries.bulletins_in_force(now) == queries.bulletins_to_act_on(now) == []
    told = browser(cast.lin).get("/api/bulletins").json()
    assert {one["identifier"]: one["state"] for one in told} == states()
    assert layers.bulletins(cast.lin)["features"] == layers.bulletins(cast.lin, now)["features"] == []
    assert _level(levels) == 0


def _level(levels: Source) -> float:
    answered = straight(feeds.Feeds(at_once, Catalogue(), no_stream)._answer(levels)).answer
    assert not isinstance(answered, Exception)
    return max(float(value) for offer in answered.offers for value in offer.value)


@pytest.mark.parametrize("alive", [0, 1, 2, 3])
def test_a_cancellation_of_three_ends_those_that_stand_and_minds_nothing_of_those_that_do_not(feed: Source, alive: int):
    """Source: https://github.com/alphagov/notifications-api/pull/3461"""
    names = ("A-00", "A-01", "A-02")
    for minute, name in enumerate(names):
        receive(feed, cap(name, minute=minute, headline=name))
    for minute, name in enumerate(names[alive:], 3):
        receive(feed, cap(f"C-{minute:02}", "Cancel", minute=minute, refers=(name,), headline="解除"))

    receive(feed, cap("C-30", "Cancel", minute=30, refers=(*names, "X-09"), headline="解除"))

    assert {states()[name] for name in names} == {"cancelled"}
    assert not Quarantine.objects.exists()


UPDATES = [
    cap("A-00", headline="一"), cap("B-05", "Update", minute=5, refers=("A-00",), headline="二"),
    cap("C-09", "Update", minute=9, refers=("A-00", "B-05"), headline="三").replace(
        b"<area>", f"<parameter><valueName>expiredReferences</valueName><value>{SENDER},A-00,2026-02-06T10:00:00+08:00</value></parameter><area>".encode()
    ),
]  # fmt: skip
END = cap("D-10", "Cancel", minute=10, refers=("C-09",), headline="解除")


@pytest.mark.parametrize("order", list(itertools.permutations(range(3))))
def test_a_warning_and_its_updates_are_one_card_of_the_newest_and_a_cancellation_of_the_last_ends_all(
    feed: Source, order: tuple[int, ...]
):
    """Six cards stayed on a screen. Source: https://github.com/finity69x2/nws_alerts/issues/45"""
    for count, number in enumerate(order, 1):
        receive(feed, UPDATES[number])
        shown = [row.headline_zh for row in queries.bulletins_in_force(T0 + timedelta(minutes=30))]
        assert shown == [("一", "二", "三")[max(order[:count])]]

    receive(feed, END)

    assert queries.bulletins_in_force(T0 + timedelta(minutes=30)) == []


# ---- languages ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("order", list(itertools.permutations(["zh-CN", "en-US", "fr"])))
def test_one_warning_of_several_languages_is_one_card_in_the_readers_and_lasts_as_long_as_its_last_block(
    feed: Source, order: tuple[str, ...]
):
    """Source: https://github.com/TeamnetGroup/cap-net/issues/39, https://github.com/nucleus-ffm/foss_warn/issues/183"""
    whole = cap("A-00").decode()
    start = whole.index("<info>")
    block = whole[start : whole.index("</info>") + len("</info>")]
    said = {"zh-CN": ("暴雪", "22"), "en-US": ("Blizzard", "23"), "fr": ("Blizzard fort", "21")}
    blocks = [
        block.replace("zh-CN", lang).replace("暴雪蓝色预警", said[lang][0]).replace("T22:", f"T{said[lang][1]}:")
        for lang in order
    ]
    receive(feed, (whole[:start] + "".join(blocks) + "</alert>").encode())

    row = Bulletin.objects.get()
    assert (row.headline_zh, row.headline_en) == ("暴雪", "Blizzard")
    assert row.expires == T0 + timedelta(hours=13)
    assert queries.bulletins_in_force(T0 + timedelta(hours=12, minutes=30)) == [row]
    assert row.languages == list(order)


# ---- shapes and feeds -----------------------------------------------------------------------------------------------


def asked(feed: Source, *items: tuple[str, str, bytes]) -> feeds.Answered:
    """A feed of items (its number there, its link, the message behind it), asked and taken as `watch` does."""
    listed = "".join(
        f"<item><guid>{guid}</guid><link>{link}</link><pubDate>Fri, 06 Feb 2026 02:00:00 GMT</pubDate></item>"
        for guid, link, _ in items
    )
    answers: dict[str, Any] = {FEED["url"]: (200, {}, f"<rss><channel>{listed}</channel></rss>".encode())}
    answers |= {link: (200, {}, body) for _, link, body in items}
    hosts = ["alerts.example.org"]
    found = feeds._asked(CapFeed(CapFeedSettings(url=FEED["url"], hosts=hosts)), Recorded(answers), {})
    feeds.took(feed, found.answer, found.came)
    return found


@pytest.mark.parametrize(
    ("shape", "flag"),
    [
        (OPEN, "cap.polygon_open"),
        ("40.80,115.4 40.90,115.5 40.80,115.5 40.90,115.4 40.80,115.4", "cap.geometry_repaired"),
        (" ".join(f"({point})" for point in [*OPEN.split(), OPEN.split()[0]]), "cap.coordinates_brackets"),
        ("  ".join([*OPEN.split(), OPEN.split()[0]]).replace("  ", " \n\t ", 1), ""),
    ],
)
def test_a_feed_of_eight_with_shapes_of_one_bad_habit_is_taken_whole_and_each_message_says_what_was_repaired(
    feed: Source, shape: str, flag: str
):
    """Source: https://github.com/sahana/eden-legacy/issues/1526"""
    closed = f"{OPEN} {OPEN.split()[0]}"
    messages = [
        cap(f"A-{n:02}", minute=n, headline=f"第 {n} 号").replace(closed.encode(), shape.encode()) for n in range(8)
    ]
    assert all(shape.encode() in message for message in messages)

    asked(feed, *((f"g{n}", f"https://alerts.example.org/{n}.xml", message) for n, message in enumerate(messages)))

    rows = list(Bulletin.objects.all())
    assert {row.identifier for row in rows} == {f"A-{n:02}" for n in range(8)}
    assert all(row.area is not None for row in rows)
    assert all((flag in notes(row)) if flag else not row.notes for row in rows)


def test_one_message_under_three_numbers_and_two_addresses_is_one_warning(feed: Source):
    """Source: https://github.com/feedbin/support/issues/580"""
    message = cap("A-00")
    links = (
        "https://alerts.example.org/a.xml",
        "http://alerts.example.org/a.xml",
        "https://alerts.example.org/a.xml?x=1",
    )
    for time in range(2):
        asked(feed, *((f"guid-{time}-{n}", link, message) for n, link in enumerate(links)))

    assert [(row.identifier, row.repeats) for row in Bulletin.objects.all()] == [("A-00", 0)]


@pytest.mark.parametrize(
    "bad", [b"<alert", b"<html/>", b"", cap("X-01").replace(b"<identifier>X-01</identifier>", b""), b"\xff\xfe\x00", cap("X-01", head="<!DOCTYPE alert>")]
)  # fmt: skip
@pytest.mark.parametrize("place", [0, 1, 2])
def test_one_bad_message_is_kept_with_its_bytes_and_never_stops_the_rest_of_its_feed(
    feed: Source, bad: bytes, place: int
):
    """Source: read in the code of a public alert hub, where a failed message was marked as done."""
    good = [cap("A-00", headline="甲"), cap("B-01", minute=1, headline="乙")]
    messages = [*good[:place], bad, *good[place:]]
    asked(feed, *((f"g{n}", f"https://alerts.example.org/{n}.xml", message) for n, message in enumerate(messages)))

    assert set(states()) == {"A-00", "B-01"}
    assert [bytes(row.body) for row in Quarantine.objects.all()] == [bad]
    feed.refresh_from_db()
    assert feed.health == "unwell"
