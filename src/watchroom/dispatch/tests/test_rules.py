"""The two lives, order and unit, as tables; deadlines; arrivals."""

from datetime import UTC, datetime, timedelta
from itertools import product
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from watchroom.dispatch.kinds import SHIPPED_KINDS
from watchroom.dispatch.moves import site_time
from watchroom.dispatch.rules import (
    ACTIVATION,
    INCIDENT_OPENED,
    OPEN_ORDERS,
    ORDER_MOVES,
    ORDER_SENT,
    ORDER_WORDS,
    OrderState,
    Term,
    arrival,
    may_start,
    open_before,
    told_alike,
)
from watchroom.kernel.geometry import LonLat

T = datetime(2026, 2, 6, 3, 21, tzinfo=UTC)
HERE = "Asia/Shanghai"
HILL: LonLat = (115.4665, 40.9067)


@pytest.mark.parametrize(
    ("typed", "now", "expected"),
    [
        ("02:05", "2026-10-25T01:10Z", "2026-10-25T01:05Z"),  # summer time ended at 01:00Z: 02:05 has come twice
        ("02:40", "2026-10-25T01:10Z", "2026-10-25T00:40Z"),  # and 02:40 once by now
        ("2026-10-25 02:40", "2026-10-25T01:10Z", "2026-10-25T00:40Z"),
        ("23:50", "2026-10-25T01:10Z", "2026-10-24T21:50Z"),
        ("01:59", "2026-03-29T01:05Z", "2026-03-29T00:59Z"),
    ],
)
def test_a_time_of_day_is_the_last_that_has_passed_when_the_clocks_change(typed: str, now: str, expected: str) -> None:
    assert site_time(typed, datetime.fromisoformat(now), "Europe/Berlin") == datetime.fromisoformat(expected)


@given(
    st.integers(0, 365 * 86_400),
    st.integers(0, 86_399),
    st.sampled_from(["Asia/Shanghai", "Europe/Berlin", "America/Santiago", "Australia/Lord_Howe"]),
)
def test_what_the_wall_clock_showed_within_a_day_is_found_again(second: int, ago: int, zone: str) -> None:
    """Never to come, never earlier than it was: of two moments that the clock showed alike the later one."""
    now = T + timedelta(seconds=second)
    was = now - timedelta(seconds=min(ago, 82_000))
    told = f"{was.astimezone(ZoneInfo(zone)):%H:%M:%S}"
    found = site_time(told, now, zone)
    assert found is not None
    assert was <= found <= now
    assert f"{found.astimezone(ZoneInfo(zone)):%H:%M:%S}" == told


@pytest.mark.parametrize("typed", ["0001-01-01 00:00", "9999-12-31 23:59", "0000-01-01 00:00", "", "2026-02-30 01:00"])
@pytest.mark.parametrize("zone", ["Asia/Shanghai", "America/New_York"])
def test_a_moment_outside_of_time_is_none_and_breaks_nothing(typed: str, zone: str) -> None:
    found = site_time(typed, T, zone)
    assert found is None or found.year in (1, 9999)


def test_every_state_has_its_moves_and_its_words() -> None:
    assert set(ORDER_MOVES) == set(ORDER_WORDS) == set(OrderState)


@pytest.mark.parametrize(("now", "then"), list(product(OrderState, OrderState)))
def test_the_life_of_an_order_is_this_table_and_no_other(now: OrderState, then: OrderState) -> None:
    allowed = {
        ("waiting", "sent"), ("waiting", "cancelled"), ("waiting", "skipped"),
        ("sent", "received"), ("sent", "doing"), ("sent", "blocked"), ("received", "doing"), ("received", "blocked"),
        ("doing", "doing"), ("doing", "blocked"), ("blocked", "doing"),
    } | set(product(("sent", "received", "doing", "blocked"), ("done", "skipped", "cancelled")))  # fmt: skip

    assert (then in ORDER_MOVES[now]) == ((now, then) in allowed)


def test_what_is_finished_stays_finished() -> None:
    assert not any(ORDER_MOVES[state] for state in OrderState if state not in OPEN_ORDERS)


@pytest.mark.parametrize(
    ("base", "expected"),
    [(INCIDENT_OPENED, T + timedelta(minutes=5)), (ACTIVATION, T + timedelta(minutes=8)), (ORDER_SENT, None)],
)
def test_a_deadline_counts_from_the_moment_that_the_plan_names(base: str, expected: datetime | None) -> None:
    known = {INCIDENT_OPENED: T, ACTIVATION: T + timedelta(minutes=3)}

    assert Term(base, 300).first(known, HERE) == expected


def test_a_deadline_from_sending_starts_when_the_order_is_sent() -> None:
    assert Term(ORDER_SENT, 300).first({ORDER_SENT: T}, HERE) == T + timedelta(seconds=300)


def test_a_moment_that_no_plan_knows_is_refused() -> None:
    with pytest.raises(ValueError, match="sunrise"):
        Term("sunrise", 300).first({"sunrise": T}, HERE)


# T is a Friday, 11:21 at the site.
@pytest.mark.parametrize(
    ("term", "first", "following"),
    [
        (Term(ORDER_SENT), None, None),
        (Term(ORDER_SENT, 1800), T + timedelta(minutes=30), None),
        (Term(ORDER_SENT, every_s=3600), T + timedelta(hours=1), T + timedelta(hours=2)),
        (Term(ORDER_SENT, 600, every_s=3600), T + timedelta(minutes=10), T + timedelta(minutes=70)),
        (Term(ORDER_SENT, daily_by="09:00"), datetime(2026, 2, 7, 1, tzinfo=UTC), datetime(2026, 2, 8, 1, tzinfo=UTC)),
        (Term(ORDER_SENT, daily_by="17:00"), datetime(2026, 2, 6, 9, tzinfo=UTC), datetime(2026, 2, 7, 9, tzinfo=UTC)),
        (Term(ORDER_SENT, daily_by="09:00", workdays=True), datetime(2026, 2, 9, 1, tzinfo=UTC), datetime(2026, 2, 10, 1, tzinfo=UTC)),
        (Term(ORDER_SENT, 2 * 86400, workdays=True), datetime(2026, 2, 10, 3, 21, tzinfo=UTC), None),
        (Term(ORDER_SENT, every_s=86400, workdays=True), datetime(2026, 2, 9, 3, 21, tzinfo=UTC), datetime(2026, 2, 10, 3, 21, tzinfo=UTC)),
    ],
    ids=["none", "once", "hourly", "soon, then hourly", "daily", "daily, still today", "on workdays by nine", "in two workdays", "every workday"],
)  # fmt: skip
def test_a_term_says_when_it_is_due_and_when_again(
    term: Term, first: datetime | None, following: datetime | None
) -> None:
    assert term.first({ORDER_SENT: T}, HERE) == first
    assert term.following(first or T, first, HERE) == following


def test_what_is_done_early_is_not_owed_again_on_the_same_day() -> None:
    term = Term(ORDER_SENT, daily_by="17:00")

    assert term.following(T, datetime(2026, 2, 6, 9, tzinfo=UTC), HERE) == datetime(2026, 2, 7, 9, tzinfo=UTC)


@pytest.mark.parametrize(
    ("one", "other", "alike"),
    [
        ("请立即疏散看台。", "请立即疏散 看台", True),
        ("请疏散看台", "请疏散索道", False),
        ("Clear stand A.", "clear STAND a", True),
    ],
)
def test_two_orders_are_alike_whatever_their_blanks_and_stops(one: str, other: str, alike: bool) -> None:
    assert (told_alike(one) == told_alike(other)) is alike


@pytest.mark.parametrize(
    ("states", "start", "waits"),
    [
        ({"a": OrderState.DONE, "b": OrderState.DONE}, True, []),
        ({"a": OrderState.DONE, "b": OrderState.RECEIVED}, False, ["b"]),
        ({"a": OrderState.CANCELLED, "b": OrderState.DONE}, False, ["a"]),
        ({"b": OrderState.DONE}, True, []),
        ({}, True, []),
    ],
    ids=["all done", "one running", "one cancelled", "one of another level", "none here"],
)
def test_a_task_starts_when_all_its_predecessors_are_done(
    states: dict[str, OrderState], start: bool, waits: list[str]
) -> None:
    assert may_start(["a", "b"], states) is start
    assert open_before(["a", "b"], states) == waits


def test_an_arrival_says_how_it_was_estimated_in_both_languages() -> None:
    there = arrival(40, (115.46, 40.90), HILL, 5)

    assert there.low_s < there.eta_s < there.high_s
    assert there.eta_s == round(there.straight_m * 1.4 / (40 / 3.6))
    assert ("未用路网" in there.how.zh, "no road network" in there.how.en) == (True, True)


def test_an_old_position_widens_the_range_but_not_the_estimate() -> None:
    fresh, old = (arrival(40, (115.40, 40.90), HILL, age) for age in (10, 400))

    assert old.eta_s == fresh.eta_s
    assert old.low_s < fresh.low_s
    assert old.high_s > fresh.high_s
    assert "6 min old" in old.how.en


def test_without_a_position_the_home_is_taken_and_said() -> None:
    assert "counted from its home" in arrival(25, (115.40, 40.90), HILL, None).how.en


spots = st.tuples(st.floats(115.0, 116.0), st.floats(40.5, 41.5))


@given(
    st.sampled_from([kind.speed_kmh for kind in SHIPPED_KINDS.values()]),
    spots,
    spots,
    st.none() | st.integers(0, 100_000),
)
def test_an_estimate_always_lies_in_its_range(speed_kmh: float, start: LonLat, goal: LonLat, age_s: int | None) -> None:
    there = arrival(speed_kmh, start, goal, age_s)

    assert 0 <= there.low_s <= there.eta_s <= there.high_s
