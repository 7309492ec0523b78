"""The figures of a made journal, worked out by hand."""

from datetime import datetime, timedelta
from typing import Any

import pytest

from watchroom.alarms.kpi_rules import (
    ACKNOWLEDGED,
    CHATTERING,
    CLEARED,
    DAY,
    GROUPED,
    RAISED,
    REPEATED,
    RETURNED,
    AckRow,
    Kpis,
    Mark,
    Standing,
    measure,
    percentile,
)
from watchroom.alarms.kpi_saying import figures
from watchroom.conftest import T0
from watchroom.kernel.words import Words


def at(minutes: float) -> datetime:
    return T0 + timedelta(minutes=minutes)


def mark(minutes: float, kind: str, alarm: int, **more: Any) -> Mark:
    told: dict[str, Any] = {
        "priority": 3,
        "point": f"r{alarm % 4}",
        "title": Words(zh=f"规则{alarm % 4}", en=f"Rule {alarm % 4}"),
    }
    return Mark(at(minutes), kind, alarm, **told | more)


def of(*marks: Mark, days: float = 1, standing: tuple[Standing, ...] = ()) -> Kpis:
    return measure(sorted(marks, key=lambda one: one.at), T0, T0 + days * DAY, standing)


def test_rates_peak_and_the_share_of_flooded_periods() -> None:
    """36 alarms in a day of 144 periods: 12 in minute 30 to 39 (flooded), 10 in 40 to 49 (not), 14 spread."""
    marks = [mark(30 + i * 0.8, RAISED, i) for i in range(12)] + [mark(40 + i, RAISED, 20 + i) for i in range(10)]
    marks += [mark(100 + 90 * i, RAISED, 40 + i) for i in range(14)]
    k = of(*marks, mark(5, RAISED, 99, late=True))
    assert (k.raised, k.late) == (36, 1)
    assert (k.per_10_min, k.per_hour, k.per_day) == (0.25, 1.5, 36)
    assert (k.peak, k.peak_at) == (12, at(30))
    assert k.flooded_periods == 1 / 144
    assert k.busy_hours == 0
    assert (k.bucket_s, len(k.buckets), k.buckets[3], k.buckets[4], sum(k.buckets)) == (600, 144, 12, 10, 36)


def test_a_flood_with_its_length_and_its_worst_minute() -> None:
    """40 alarms, one every 15 s from minute 60 on, but 9 in minute 63; then silence: the fifth newest decides."""
    marks = [mark(60 + i * 0.25, RAISED, i) for i in range(40)] + [mark(63.5, RAISED, 50 + i) for i in range(5)]
    k = of(*marks)
    (flood,) = k.floods
    assert (flood.since, flood.count) == (at(60), 45)
    assert flood.until == at(60 + 35 * 0.25 + 10)
    assert (flood.worst_at, flood.worst) == (at(63), 9)
    assert k.in_flood == pytest.approx(flood.minutes / 1440)
    assert k.busy_hours == 1 / 24


def test_what_is_stale_stood_longer_than_a_day() -> None:
    title = Words(zh="水位", en="Level")
    old = Standing(1, title, T0 - timedelta(hours=1))
    k = of(days=1, standing=(old, Standing(2, title, T0), Standing(3, title, at(60))))
    assert (k.stale, k.stalest) == (1, [old])


def test_chattering_counts_repeats_and_fleeting_what_was_gone_within_a_minute() -> None:
    flapping = {"point": "door", "title": Words(zh="门", en="Door")}
    marks = [
        mark(1, RAISED, 1, **flapping), mark(1.1, REPEATED, 1, repeats=1, **flapping),
        mark(1.2, REPEATED, 1, repeats=2, chattering=True, **flapping),
        mark(1.2, CHATTERING, 1, repeats=2, chattering=True, **flapping),
        mark(9, RETURNED, 1, repeats=41, chattering=True, onset=at(1), ended=at(1.5), **flapping),
        mark(20, RAISED, 2), mark(20.5, RETURNED, 2, onset=at(20), ended=at(20.5)),
        mark(30, RAISED, 6), mark(31, RETURNED, 6, onset=at(30), ended=at(31)),
    ]  # fmt: skip
    k = of(*marks)
    assert [(one.point, one.count) for one in k.chattering] == [("door", 41)]
    assert [(one.point, one.count) for one in k.fleeting] == [("r2", 1)]
    assert (k.fleeting_count, k.repeats) == (1, 41)


def test_a_repeat_counts_in_the_range_in_which_it_happened() -> None:
    k = of(mark(3, REPEATED, 1, repeats=8), mark(4, REPEATED, 1, repeats=9))
    assert (k.repeats, k.raised) == (2, 0)


def test_the_most_frequent_with_their_share_and_the_mix_of_priorities() -> None:
    """20 alarms of 12 points: 9 of one; 1 of priority 1, 3 of 2, 10 of 3, 6 of 4."""
    points = ["often"] * 9 + [f"p{i:02}" for i in range(11)]
    priorities = [1] + [2] * 3 + [3] * 10 + [4] * 6
    marks = [
        mark(i * 20, RAISED, i, point=point, priority=priority)
        for i, (point, priority) in enumerate(zip(points, priorities, strict=True))
    ]
    k = of(*marks)
    assert [(one.point, one.count, one.share) for one in k.frequent][:2] == [("often", 9, 0.45), ("p00", 1, 0.05)]
    assert len(k.frequent) == 10
    assert k.top_share == pytest.approx(0.9)
    assert k.priorities == {"P1": (1, 0.05), "P2": (3, 0.15), "P3–P4": (16, 0.8)}
    assert k.by_priority == {1: 1, 2: 3, 3: 10, 4: 6}


def test_the_share_of_the_most_frequent_is_judged_only_from_twenty_alarms_on() -> None:
    """One alarm is all of the load, and says nothing about a few bad rules."""
    few, many = (of(*(mark(i * 20, RAISED, i) for i in range(count))) for count in (3, 20))

    assert [next(one for one in figures(k) if one.code == "top_share").well for k in (few, many)] == [None, False]


def test_time_to_acknowledge_by_priority_also_of_what_had_returned_before() -> None:
    """Priority 3: 60, 120 and 600 s; one is cleared by its acknowledgement; one is raised again and counts from then."""
    marks = [
        mark(0, RAISED, 1), mark(1, ACKNOWLEDGED, 1), mark(3, CLEARED, 1),
        mark(10, RAISED, 2), mark(11, RETURNED, 2), mark(12, CLEARED, 2),
        mark(20, RAISED, 3), mark(25, REPEATED, 3, repeats=1), mark(35, ACKNOWLEDGED, 3),
        mark(40, RAISED, 4, priority=1), mark(40.5, ACKNOWLEDGED, 4, priority=1),
        mark(50, RAISED, 5, priority=2),
        mark(60, ACKNOWLEDGED, 7, priority=4, raised_at=at(-30)),
    ]  # fmt: skip
    k = of(*marks)
    assert k.acknowledging == [
        AckRow(1, 1, 30, 30), AckRow(2, 0, None, None), AckRow(3, 3, 120, 600), AckRow(4, 1, 5400, 5400),
    ]  # fmt: skip
    assert k.unacknowledged == 1


def test_alarms_behind_a_groups_line_are_counted_but_never_those_of_priority_1() -> None:
    marks = [mark(i / 10, RAISED, i, priority=1 if i == 3 else 3) for i in range(1, 6)]
    marks += [mark(0.5, GROUPED, 9, members=(1, 2, 3, 4, 5)), mark(0.7, RAISED, 6, parent=9), mark(2, RAISED, 7)]
    k = of(*marks, mark(3, "alarms.shelved", 7))
    assert (k.raised, k.groups, k.hidden) == (7, 1, 5)
    assert k.aside == {"alarms.shelved": 1, "alarms.suppressed": 0, "alarms.taken_out": 0}


def test_a_range_without_alarms_has_figures_too() -> None:
    k = of()
    assert (k.raised, k.per_10_min, k.peak, k.peak_at, k.floods, k.top_share) == (0, 0, 0, None, [], 0)


def test_a_week_is_drawn_by_hours_and_a_month_by_days() -> None:
    assert (of(days=7).bucket_s, len(of(days=7).buckets)) == (3600, 168)
    assert (of(days=30).bucket_s, len(of(days=30).buckets)) == (86400, 30)


@pytest.mark.parametrize(("share", "said"), [(0.5, 5), (0.95, 10), (0.9, 9), (0.01, 1), (1.0, 10)])
def test_the_percentile_is_the_nearest_rank(share: float, said: float) -> None:
    assert percentile(range(1, 11), share) == said


def test_what_was_held_back_when_it_was_raised_is_set_aside_and_loads_nobody() -> None:
    held = mark(1, RAISED, 1), mark(1, "alarms.suppressed", 1, raised_at=at(1)), mark(9, RETURNED, 1, raised_at=at(1))
    shelved_later = mark(2, RAISED, 2), mark(4, "alarms.shelved", 2, raised_at=at(2))
    k = of(*held, *shelved_later)
    assert (k.raised, k.unacknowledged, k.aside["alarms.suppressed"], k.aside["alarms.shelved"]) == (1, 1, 1, 1)
