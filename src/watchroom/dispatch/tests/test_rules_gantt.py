"""The axis of time: what was given, what was used, what is still to come. Pure."""

from datetime import UTC, datetime, timedelta

from watchroom.dispatch.gantt import LABELS, WIDTH, Axis, Span, axis, bar, planned, shortened

T = datetime(2026, 2, 6, 3, tzinfo=UTC)


def at(minutes: float) -> datetime:
    return T + timedelta(minutes=minutes)


def test_what_waits_is_planned_after_the_last_of_those_it_waits_for() -> None:
    now = at(10)
    spans = [
        Span("done", at(0), at(5), at(4), 300),
        Span("late", at(0), at(5), None, 300),
        Span("open", at(8), at(20), None, 720),
        Span("next", None, None, None, 600, ("done", "open")),
        Span("last", None, None, None, None, ("next", "late", "elsewhere")),
    ]

    found = planned(spans, now)

    assert (found["next"].since, found["next"].until) == (at(20), at(30))
    assert (found["last"].since, found["last"].until) == (at(30), None)
    assert found["late"].until == at(5)


def test_tasks_that_wait_for_one_another_are_planned_all_the_same() -> None:
    spans = [Span("a", None, None, None, 60, ("b",)), Span("b", None, None, None, 60, ("a",))]

    assert set(planned(spans, T)) == {"a", "b"}


def test_the_bar_runs_until_now_and_past_its_frame_when_it_is_late() -> None:
    now = at(10)
    late, waiting = Span("late", at(0), at(5), None, 300), Span("next", None, None, None, 600, ("late",))
    plans = planned([late, waiting], now)
    drawn = axis([late, waiting], plans, now)

    used, given = bar(late, plans["late"], drawn, 0, now), bar(waiting, plans["next"], drawn, 1, now)

    assert (used.due_x, used.go_x) == (LABELS, LABELS)
    assert abs(used.go_w - 2 * used.due_w) < 0.2
    assert (given.go_w, given.due_x) == (0, drawn.x(now))
    assert given.due_x + given.due_w < WIDTH
    assert given.y > used.y


def test_the_axis_has_at_most_nine_round_times_however_long_it_is() -> None:
    for hours in (0.2, 1, 7, 30, 24 * 12):
        ticks = Axis(at(0), at(hours * 60)).ticks()
        assert 1 <= len(ticks) <= 10
        assert all(tick.at.second == 0 and LABELS <= tick.x <= WIDTH for tick in ticks)


def test_a_label_is_cut_by_its_width_not_its_letters() -> None:
    assert shortened("疏散看台", 4) == "疏散看台"
    assert shortened("疏散露天看台", 4) == "疏散露天…"
    assert shortened("Clear stands", 7) == "Clear stands"
