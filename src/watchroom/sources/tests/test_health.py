"""How sources are: silent after three missed periods, unwell when their data is refused, well again when it is good."""

import asyncio
from datetime import timedelta

import pytest

from watchroom.conftest import T0, SetClock
from watchroom.journal.models import Entry
from watchroom.kernel.clock import ms
from watchroom.kernel.words import Words
from watchroom.sources import actions, faults, feeds, rules
from watchroom.sources.catalogue import Catalogue
from watchroom.sources.chores import TellUnasked
from watchroom.sources.connector import Asked
from watchroom.sources.models import Quarantine, Source
from watchroom.sources.quarantine import KEPT_OF_A_SOURCE, Bad, set_aside
from watchroom.sources.tests.scene import Scene, at_once, no_stream

NAN = faults.NotFinite(value="nan")
COMMA = faults.NotNumber(value="12,5")


def health() -> str:
    return Source.objects.get(code="ws-jump").health


def told(kind: str) -> int:
    return Entry.objects.filter(kind=f"sources.{kind}").count()


@pytest.mark.parametrize(("silence_s", "silent"), [(179, False), (180, False), (181, True)])
def test_three_missed_periods_are_silence(silence_s: int, silent: bool):
    """D-08."""
    assert rules.is_silent(ms(T0), 60, ms(T0) + silence_s * 1000) is silent


def test_a_source_that_never_spoke_is_unknown_not_silent():
    assert not rules.is_silent(0, 60, ms(T0))


def test_a_silent_source_says_since_when_and_what_to_do(scene: Scene, clock: SetClock):
    actions.heard(scene.station.pk, T0, actor="watch:sources")
    clock.forward(minutes=4)
    actions.went_silent(scene.station.pk, T0, actor="watch:sources")

    source = Source.objects.get(code="ws-jump")
    entry = Entry.objects.get(kind="sources.went_silent")
    assert (source.health, source.health_since) == ("silent", T0 + timedelta(minutes=4))
    assert "02-06 10:00:00" in entry.facts["why_zh"]  # in the site's zone
    assert "ring the site" in entry.say().en


def test_silence_is_told_once_and_ends_with_the_next_good_reading(scene: Scene, clock: SetClock):
    actions.heard(scene.station.pk, T0, actor="watch:sources")
    for _ in range(3):
        actions.went_silent(scene.station.pk, T0, actor="watch:sources")
    actions.heard(scene.station.pk, clock.forward(minutes=9), actor="watch:sources")
    actions.heard(scene.station.pk, clock.forward(minutes=1), actor="watch:sources")

    assert (told("went_silent"), told("came_back")) == (1, 2)  # well at first hearing, and well again
    assert health() == "well"


def test_refused_data_makes_a_source_unwell_and_is_told_when_it_begins(scene: Scene, clock: SetClock):
    for fault in (NAN, COMMA, NAN, COMMA):
        actions.refused(scene.station.pk, fault, sensor="jump-wind", actor="connector:mqtt")
        clock.forward(seconds=10)

    assert health() == "unwell"
    assert told("refused") == 1


def test_data_that_stays_bad_is_told_again_after_ten_minutes(scene: Scene, clock: SetClock):
    actions.refused(scene.station.pk, NAN, actor="connector:mqtt")
    clock.forward(minutes=11)
    actions.refused(scene.station.pk, NAN, actor="connector:mqtt")

    assert told("refused") == 2


def test_one_good_reading_among_bad_ones_does_not_make_well(scene: Scene, clock: SetClock):
    actions.refused(scene.station.pk, NAN, actor="connector:mqtt")
    actions.heard(scene.station.pk, clock.forward(seconds=30), actor="watch:sources")
    still = health()
    actions.heard(scene.station.pk, clock.forward(seconds=120), actor="watch:sources")

    assert (still, health()) == ("unwell", "well")
    assert Source.objects.get(code="ws-jump").fault is None


def test_the_quarantine_keeps_the_reason_in_both_languages_and_counts_the_like(scene: Scene):
    bad = [Bad(scene.station.pk, "ws-jump", "jump-wind", NAN, "NaN\x1b[31m")] * 7

    set_aside(bad, actor="connector:mqtt")

    (row,) = Quarantine.objects.all()
    assert (row.count, row.sample) == (7, "NaN\\u001b[31m")
    assert "有限" in row.fault["zh"]
    assert "finite" in row.fault["en"]


def test_the_quarantine_is_bounded(scene: Scene):
    for number in range(KEPT_OF_A_SOURCE + 5):
        set_aside([Bad(scene.station.pk, "ws-jump", "", NAN, str(number))], actor="connector:mqtt")

    assert Quarantine.objects.count() == KEPT_OF_A_SOURCE
    assert Quarantine.objects.order_by("id")[0].sample == "5"


def test_what_nobody_can_be_named_for_makes_no_source_unwell(scene: Scene):
    set_aside([Bad(None, "ws-jump", "", faults.WrongKey(), "")], actor="connector:mqtt")

    assert health() == "unknown"
    assert Quarantine.objects.filter(source=None).count() == 1


def test_a_stream_that_fills_is_told_of_at_seventy_per_cent_and_once(clock: SetClock):
    """F-20."""
    names = Words(zh="读数流", en="The stream of readings")
    fills = (0.5, 0.69, 0.7, 0.9, 0.65, 0.59, 0.3, 0.75)
    told_of = [actions.stream_filled("readings", names, fill, actor="t") for fill in fills]

    assert told_of == [False, False, True, False, False, True, False, True]
    assert "70 % full" in Entry.objects.filter(kind="sources.stream_filled").order_by("id")[0].say().en


def test_what_the_server_of_streams_needs_is_told_when_it_changes_and_no_oftener(clock: SetClock):
    gone, wrong = faults.StreamDown(retry=2), faults.WrongKey()
    told_of = [actions.server_checked(found, actor="t") for found in ([], [gone], [gone], [gone, wrong], [], [])]

    assert told_of == [False, True, False, True, True, False]
    second = Entry.objects.filter(kind="sources.server_checked").order_by("id")[1]
    assert second.facts["faults"] == ["sources.StreamDown", "sources.WrongKey"]
    assert "密钥" in second.say().zh


def test_a_feed_that_nobody_asks_is_called_silent_and_is_well_when_it_is_asked_again(clock: SetClock):
    feed = actions.put_source(
        "observatory", "cap_feed", "气象台", "Observatory", settings={"url": "https://alerts.example.org/feed.atom"}
    )
    every = timedelta(seconds=feeds.period_s(feed))
    feeds.took(feed, Asked([], {}))
    clock.set(T0 + 3 * every)
    assert (TellUnasked().pending(clock.at), TellUnasked().run(clock.at)) == (0, 0)
    clock.forward(seconds=1)
    assert (TellUnasked().pending(clock.at), TellUnasked().run(clock.at)) == (1, 1)
    assert TellUnasked().pending(clock.at) == 0
    feed.refresh_from_db()
    assert feed.health == "silent"

    feeds.took(feed, Asked([], {}))
    feed.refresh_from_db()
    assert feed.health == "well"


def test_a_feed_whose_settings_cannot_be_read_any_more_is_unwell(clock: SetClock):
    feed = actions.put_source(
        "observatory", "cap_feed", "气象台", "Observatory", settings={"url": "https://alerts.example.org/feed.atom"}
    )
    Source.objects.filter(pk=feed.pk).update(settings={"address": "of an older version"})
    feed.refresh_from_db()

    answer = asyncio.run(feeds.Feeds(at_once, Catalogue(), no_stream)._answer(feed)).answer
    assert isinstance(answer, faults.FeedUnreadable)
    feeds.took(feed, answer)
    feed.refresh_from_db()
    assert feed.health == "unwell"
