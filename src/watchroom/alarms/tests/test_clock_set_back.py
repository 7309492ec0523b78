"""F-13: the site's clock is set back by an hour. No alarm is skipped for an hour, none is raised twice."""

from watchroom.alarms.detection import RuleSpec
from watchroom.alarms.judging import Judge
from watchroom.alarms.tests.scene import Watch, wind_rule
from watchroom.alarms.tests.test_detection import Message, by_arrays
from watchroom.conftest import T0, SetClock
from watchroom.journal.models import Entry

HOUR = 60
AT = 10**9
GUST = RuleSpec(7, 1, "threshold", 3, {"limit": 4.0, "clear": 3.5, "hold_s": 0, "max_gap_s": 120})
HELD = RuleSpec(8, 1, "threshold", 3, {"limit": 4.0, "clear": 3.5, "hold_s": 60, "max_gap_s": 120})


def minute(n: float) -> int:
    return AT + round(n * 60_000)


def stream(*said: tuple[float, float | None]) -> list[Message]:
    """(minute, value), each followed by a tick of that minute; without a value only the tick."""
    found: list[Message] = []
    for at, value in said:
        found += ([(3, value, minute(at))] if value is not None else []) + [minute(at)]
    return found


def test_readings_after_the_clock_was_set_back_are_judged_at_the_next_tick() -> None:
    back = [(0, 3.0), (1, 3.0), (1 - HOUR, None), (2 - HOUR, 5.0)]

    found = by_arrays(Judge(0, [GUST]), stream(*back))

    assert [(kind, at) for kind, _, _, at, _, _ in found] == [("raise", minute(2 - HOUR))]


def test_what_was_rising_starts_anew_and_needs_its_whole_time() -> None:
    back = [(0, 5.0), (0.5, 5.0), (1 - HOUR, None), (1.5 - HOUR, 5.0), (2 - HOUR, 5.0), (2.5 - HOUR, 5.0)]

    found = by_arrays(Judge(0, [HELD]), stream(*back))

    assert [(kind, onset, at) for kind, _, onset, at, _, _ in found] == [
        ("raise", minute(1.5 - HOUR), minute(2.5 - HOUR))
    ]


def test_what_stands_is_not_raised_again_and_returns(clock: SetClock) -> None:
    rule = wind_rule(settings={"limit": 4, "clear": 3.5})
    watch = Watch(rule.watched, T0)
    watch.minutes(5.0, None, at=HOUR)
    watch.minutes(None, 5.1, None, 5.2, None)
    watch.minutes(3.0, None, at=5)

    assert [(e.kind, e.facts["state"]) for e in Entry.objects.filter(subject__startswith="alarm:").order_by("id")] == [
        ("alarms.raised", "unack"),
        ("alarms.returned", "rtn"),
    ]


def test_a_tick_that_is_a_little_late_forgets_nothing() -> None:
    """Two processes whose clocks differ by a minute tick in turn."""
    turns = [(0, 5.0), (0.5, None), (-0.5, None), (1, 5.0), (0.2, None)]

    assert [kind for kind, *_ in by_arrays(Judge(0, [HELD]), stream(*turns))] == ["raise"]


def test_a_judge_that_fell_before_or_after_goes_on_the_same() -> None:
    whole = stream((0, 5.0), (1, 5.0), (1 - HOUR, None), (2 - HOUR, 3.0), (3 - HOUR, 5.0), (5 - HOUR, 5.0))
    for at in range(len(whole)):
        first = Judge(0, [GUST, HELD])
        before = by_arrays(first, whole[:at])
        second = Judge.from_snapshot(0, first.snapshot())

        assert before + by_arrays(second, whole[at:]) == by_arrays(Judge(0, [GUST, HELD]), whole)
