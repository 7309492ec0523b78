"""A trial finds what the watch would have found: the same judge, with one tick a minute for one a second."""

from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from watchroom.alarms import trying
from watchroom.alarms.detection import RuleSpec
from watchroom.alarms.judging import Judge
from watchroom.alarms.trying import Episode, episodes, messages, run, summary
from watchroom.sources.history import Series
from watchroom.sources.readings import ReadingBatch, Tick

START = 1_765_000_000_000
MINUTE = 60_000


def series(points: list[tuple[float, float]], delay_ms: int = 400) -> Series:
    """(seconds, value), in order of measuring."""
    at = np.array([START + round(second * 1000) for second, _ in points], np.int64)
    return Series(at, np.array([value for _, value in points], np.float64), at + delay_ms)


def spec(**given: Any) -> RuleSpec:
    return RuleSpec(1, 1, "threshold", 3, {"limit": 4, "clear": 3.5, **given})


def as_lived(one: RuleSpec, told: Series, until_ms: int) -> list[Episode]:
    """The judge as the watch process feeds it: every reading as it comes, and a tick at every whole second."""
    judge = Judge(0, [one])
    changes, place = [], 0
    for now in range(int(told.received_ms[0]) // 1000 * 1000, until_ms, 1000):
        while place < len(told) and told.received_ms[place] <= now:
            row = slice(place, place + 1)
            batch = ReadingBatch(
                "x", np.full(1, 3, np.int32), told.value[row], told.measured_ms[row], told.received_ms[row]
            )
            changes += judge.judge(batch)
            place += 1
        changes += judge.judge(Tick("t", now))
    return episodes(changes, 1)


@settings(max_examples=6)
@given(
    st.lists(st.tuples(st.sampled_from([7, 20, 60, 61, 200, 400]), st.sampled_from([3.0, 3.6, 4.0, 5.0])), min_size=2, max_size=8),
    st.sampled_from([0, 45, 120, 270]), st.sampled_from([0, 100]), st.sampled_from([90, 180]),
)  # fmt: skip
def test_it_finds_the_alarms_that_the_watch_would_have_raised_at_most_a_minute_late(
    steps: list[tuple[int, float]], hold: int, back: int, gap: int
) -> None:
    points, at = [], 0.0
    for step, value in steps:
        at += step
        points.append((at, value))
    told, one = series(points), spec(hold_s=hold, clear_hold_s=back, max_gap_s=gap)
    until = int(told.received_ms[-1]) + 5 * MINUTE
    found, upto = run([one], 0, {3: told}, until, 60)
    mine, lived = episodes(found, 1), as_lived(one, told, until)

    assert upto is None
    assert [one.onset_ms for one in mine] == [one.onset_ms for one in lived]
    assert [one.ended_ms is None for one in mine] == [one.ended_ms is None for one in lived]
    for a, b in zip(mine, lived, strict=True):
        assert abs(a.raised_ms - b.raised_ms) <= MINUTE + 1000
        assert abs((a.ended_ms or 0) - (b.ended_ms or 0)) <= MINUTE + 1000


def test_readings_come_in_the_order_in_which_they_came_and_time_passes_between_them() -> None:
    at = START + np.array([0, 60, 30, 500], np.int64) * 1000
    told = Series(at, np.arange(4.0), at + np.array([0, 0, 45, 0]) * 1000)  # the third came after the second
    sent = list(messages({3: told}, START + 700_000, ticking=True))

    values = [value for one in sent if isinstance(one, ReadingBatch) for value in one.value.tolist()]
    ticks = [(one.at_ms - START) / 1000 for one in sent if isinstance(one, Tick)]
    assert values == [0, 1, 2, 3]
    assert ticks == [59.999, 135, 195, 255, 315, 375, 435, 495, 499.999, 560, 620, 680, 699.999]
    assert not [one for one in messages({3: told}, START + 700_000, ticking=False) if isinstance(one, Tick)]


def test_what_came_more_than_an_hour_late_is_taken_as_if_it_had_come_in_time() -> None:
    told = series([(0, 1), (60, 5), (120, 5), (180, 1)])
    received = told.received_ms.copy()
    received[1:3] += 3 * 3_600_000
    late = Series(told.measured_ms, told.value, received)

    found, _ = run([spec()], 0, {3: late}, START + 400_000, 60)
    assert [(one.onset_ms - START, (one.ended_ms or 0) - START) for one in episodes(found, 1)] == [(60_000, 180_000)]


def test_two_rules_are_judged_side_by_side_and_a_trial_without_readings_is_empty() -> None:
    told = series([(minute * 60, 3 + minute % 3) for minute in range(60)])
    both = [spec(), RuleSpec(2, 1, "threshold", 3, {"limit": 5})]
    found, _ = run(both, 0, {3: told}, START + 3_600_000, 60)

    assert [len(episodes(found, rule)) for rule in (1, 2, 3)] == [20, 20, 0]
    assert run(both, 0, {3: Series.empty()}, START, 60) == ([], None)


def test_its_time_is_bounded_and_it_says_how_far_it_came() -> None:
    told = series([(minute * 60, 5.0) for minute in range(100)])
    found, upto = run([spec()], 0, {3: told}, START + 6_000_000, -1)

    assert upto == START + 400
    assert len(found) == 1


@pytest.mark.parametrize(
    ("found", "expected"),
    [
        ([], (0, 0.0, 0.0, False)),
        ([(-2, -1)], (0, 0.0, 0.0, False)),
        ([(-2, 1)], (0, 3600.0, 3600.0, False)),  # stood at the beginning: its time counts, itself does not
        ([(1, 2), (3, 6)], (2, 4 * 3600.0, 3 * 3600.0, False)),
        ([(1, 2), (23, None)], (2, 2 * 3600.0, 3600.0, True)),
        ([(23, 30)], (1, 3600.0, 3600.0, False)),
    ],
)
def test_a_window_counts_what_falls_into_it(
    found: list[tuple[int, int | None]], expected: tuple[int, float, float, bool]
) -> None:
    hour = 3_600_000
    told = [
        Episode(raised * hour - 60_000, raised * hour, None if ended is None else ended * hour, 5, 6)
        for raised, ended in found
    ]
    made = summary(told, 0, 24 * hour)

    assert (made.alarms, made.total_s, made.longest_s, made.standing) == expected
    assert made.per_day == pytest.approx(expected[0])


def test_only_one_trial_runs_at_a_time(monkeypatch: pytest.MonkeyPatch) -> None:
    from datetime import UTC, datetime

    from watchroom.alarms.faults import TrialBusy
    from watchroom.alarms.rule_content import Content
    from watchroom.sources.models import Sensor

    monkeypatch.setattr(trying, "_WAIT_S", 0.01)
    with trying._turn, pytest.raises(TrialBusy):
        trying.tried(Content("threshold", "s", {"limit": 4}, 1, {}), Sensor(), datetime(2026, 1, 1, tzinfo=UTC), 1)
