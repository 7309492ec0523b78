"""The drill's clock, what is due on it, whether an act came in time: pure."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from watchroom.plans.drills.faults import ScriptWrong
from watchroom.plans.drills.rules import DrillClock, Met, due, hidden, met, next_at, totals, used
from watchroom.plans.drills.script import read, written
from watchroom.plans.tests.drill_world import script

NOW = datetime(2026, 11, 30, 3, 0, tzinfo=UTC)


def after(**by: float) -> datetime:
    return NOW + timedelta(**by)


def test_the_clock_runs_at_its_speed_stands_when_paused_and_goes_on_where_it_stood() -> None:
    clock = DrillClock().started(NOW)
    assert clock.at(after(seconds=90)) == 90_000
    fast = clock.at_speed(after(seconds=90), 60)
    assert fast.at(after(seconds=91)) == 150_000
    paused = fast.stopped(after(seconds=91))
    assert paused.at(after(hours=5)) == 150_000
    assert paused.started(after(hours=5)).at(after(hours=5, seconds=1)) == 210_000


def test_it_is_moved_forward_and_never_back() -> None:
    clock = DrillClock().started(NOW).moved(after(seconds=10), 600_000)
    assert clock.at(after(seconds=11)) == 601_000
    assert clock.moved(after(seconds=11), 1_000).at(after(seconds=11)) == 601_000
    assert DrillClock(5_000).moved(NOW, 9_000).at(after(hours=1)) == 9_000


@pytest.mark.parametrize("speed", [0, 0.5, 601, float("nan"), -1])
def test_a_speed_out_of_bounds_is_refused(speed: float) -> None:
    with pytest.raises(ValueError, match="speed"):
        DrillClock().at_speed(NOW, speed)


@given(
    steps=st.lists(
        st.tuples(st.sampled_from(["stop", "start", "speed"]), st.integers(0, 5_000), st.floats(1, 600)), max_size=20
    )
)
def test_whatever_is_done_to_it_it_never_runs_backwards(steps: list[tuple[str, int, float]]) -> None:
    clock, now, last = DrillClock().started(NOW), NOW, 0
    for what, passed_ms, speed in steps:
        now += timedelta(milliseconds=passed_ms)
        assert clock.at(now) >= last
        last = clock.at(now)
        if what == "speed":
            clock = clock.at_speed(now, speed)
        else:
            clock = clock.stopped(now) if what == "stop" else clock.started(now)
        assert clock.at(now) == last


def test_what_is_due_comes_in_its_order_and_what_was_fired_not_again() -> None:
    told = [(0, "a", "A"), (1_000, "b", "B"), (1_000, "c", "C"), (5_000, "d", "D")]
    assert due(told, {"b"}, 1_000) == ["A", "C"]
    assert next_at([(at, code) for at, code, _ in told], {"a", "b", "c"}) == 5_000
    assert next_at([(0, "a")], {"a"}) is None


def test_an_act_is_on_time_late_missed_or_not_yet_due_and_a_pause_takes_nobody_s_time() -> None:
    within, pauses = timedelta(minutes=5), [(after(minutes=1), after(minutes=11))]
    assert met(NOW, after(minutes=5), within, None, after(minutes=9), []) == (Met.ON_TIME, within)
    assert met(NOW, after(minutes=5, seconds=1), within, None, after(minutes=9), [])[0] is Met.LATE
    assert met(NOW, after(minutes=14), within, None, after(hours=1), pauses) == (Met.ON_TIME, timedelta(minutes=4))
    assert met(NOW, None, within, None, after(minutes=14), pauses)[0] is Met.OPEN
    assert met(NOW, None, within, None, after(minutes=16), pauses)[0] is Met.MISSED
    assert met(NOW, None, None, after(minutes=1), after(hours=9), [])[0] is Met.MISSED
    assert met(NOW, after(minutes=1), None, None, after(hours=9), [])[0] is Met.DONE
    assert used(after(minutes=2), after(minutes=4), pauses) == timedelta()


def test_the_share_counts_what_had_a_deadline() -> None:
    dated = [(one, True) for one in (Met.ON_TIME, Met.ON_TIME, Met.LATE, Met.MISSED, Met.OPEN)]
    found = totals([*dated, (Met.DONE, False), (Met.MISSED, False)])
    assert (found.on_time, found.late, found.missed, found.done, found.open, found.share) == (2, 1, 2, 1, 1, 50)
    assert totals([(Met.DONE, False), (Met.MISSED, False)]).share is None, "nobody set a time that could be kept"


def test_a_no_notice_drill_is_kept_from_all_but_those_concerned_until_it_begins() -> None:
    assert hidden(announced=False, begun=False, concerned=False)
    assert not hidden(announced=False, begun=True, concerned=False)
    assert not hidden(announced=False, begun=False, concerned=True)
    assert not hidden(announced=True, begun=False, concerned=False)


def test_a_script_is_written_as_it_is_read() -> None:
    found = read(script())
    assert [one.code for one in found.in_order()] == ["call", "wind", "signal", "ask"]
    assert read(written(found)) == found


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("format: watchroom-drill/1\ninjects: []", "injects"),
        ("format: watchroom-drill/1\ninjects: [{code: a, at: 1m, kind: alarm, rule: r}]", "injects.1.alarm.value"),
        ("format: watchroom-drill/1\ninjects: [{code: a, at: soon, kind: expect}]", "injects.1.expect.at"),
        ("format: watchroom-drill/1\ninjects: [{code: a, at: 1m, kind: expect}, {code: a, at: 2m, kind: expect}]", "—"),
        ("a: &x 1\nb: *x", "—"),
        ("[", "—"),
    ],
)
def test_a_wrong_script_is_refused_with_its_place(text: str, place: str) -> None:
    with pytest.raises(ScriptWrong) as refused:
        read(text)
    assert refused.value.facts["place"] == place
