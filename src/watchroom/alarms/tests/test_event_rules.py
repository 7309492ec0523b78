"""An event that is told once ends by the clock, whatever becomes of the process that heard it.

Source: https://github.com/thingsboard/thingsboard/issues/10979, https://github.com/thingsboard/thingsboard/issues/11803
"""

from collections.abc import Callable

import numpy as np
import pytest

from watchroom.alarms.detection import RuleSpec
from watchroom.alarms.judging import Change, Judge
from watchroom.sources.readings import FUTURE_MS, ReadingBatch, Tick

T0 = 1_790_000_000_000
MINUTE = 60_000
RULE = RuleSpec(1, 1, "event", 3, {})


def told(judge: Judge, at_ms: int, value: float = 1.0) -> list[tuple[str, int, int]]:
    at = np.full(1, at_ms, np.int64)
    return short(judge.judge(ReadingBatch("x", np.full(1, 3, np.int32), np.full(1, value), at, at)))


def ticked(judge: Judge, *minutes: float) -> list[tuple[str, int, int]]:
    return [one for minute in minutes for one in short(judge.judge(Tick("t", T0 + round(minute * MINUTE))))]


def short(changes: list[Change]) -> list[tuple[str, int, int]]:
    return [(one.kind, one.onset_ms - T0, one.at_ms - T0) for one in changes]


def after_a_kill(judge: Judge) -> Judge:
    return Judge.from_snapshot(0, judge.snapshot())


@pytest.mark.parametrize("then", [lambda judge: judge, after_a_kill])
def test_ten_minutes_after_a_camera_told_it_the_alarm_ends_though_nothing_more_comes(
    then: Callable[[Judge], Judge],
) -> None:
    judge = Judge(0, [RULE])
    assert told(judge, T0) == [("raise", 0, 0)]
    judge = then(judge)

    assert ticked(judge, 1, 5, 9.99) == []
    assert ticked(judge, 10) == [("return", 0, 10 * MINUTE)]
    assert ticked(judge, 11, 60) == []


def test_it_ends_at_the_same_moment_when_the_clock_was_heard_late() -> None:
    judge = Judge(0, [RULE])
    told(judge, T0)
    assert ticked(judge, 47) == [("return", 0, 10 * MINUTE)]


def test_without_a_snapshot_what_stands_is_quiet_from_the_first_tick_on() -> None:
    judge = Judge(0, [RULE])
    judge.seed([(1, T0)])
    assert ticked(judge, 60, 69.99) == []
    assert ticked(judge, 70) == [("return", 0, 70 * MINUTE)]


def test_a_clock_that_was_set_back_keeps_it_no_longer_than_ten_minutes_more() -> None:
    judge = Judge(0, [RULE])
    ticked(judge, 0)
    told(judge, T0)
    back = -2 * FUTURE_MS / MINUTE - 30
    assert ticked(judge, back, back + 9) == []
    assert [kind for kind, _, _ in ticked(judge, back + 10)] == ["return"]
