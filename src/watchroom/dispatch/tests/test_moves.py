"""The life of a unit as one table, what a late report does, the times of a run, the codes of the radio."""

from datetime import UTC, datetime, timedelta
from itertools import pairwise, product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from watchroom.dispatch.moves import (
    ASSIGNED,
    FREE,
    REPORTED,
    RUN,
    SHIPPED_CODES,
    STAGES,
    UNIT_MOVES,
    UNIT_WORDS,
    Effect,
    Outcome,
    RadioLine,
    UnitStatus,
    disorder,
    effect,
    is_late,
    outcome_of,
    radio_line,
    status_of,
)

T = datetime(2026, 2, 6, 3, 21, tzinfo=UTC)
MIN = timedelta(minutes=1)
moments = st.integers(-60, 60).map(lambda n: T + n * MIN)


@pytest.mark.parametrize(("now", "then"), list(product(UnitStatus, UnitStatus)))
def test_the_life_of_a_unit_is_this_table_and_no_other(now: UnitStatus, then: UnitStatus) -> None:
    run = ["dispatched", "en_route", "on_scene", "transporting", "at_destination"]
    allowed = {(a, b) for place, a in enumerate(run) for b in run[place + 1 :]}
    allowed |= set(product(run, ("available", "returning", "out")))
    allowed |= {(a, b) for a in ("available", "returning") for b in ("dispatched", "off", "out")}
    allowed |= {("available", "returning"), ("returning", "available")}
    allowed |= {("off", "available"), ("off", "out"), ("out", "available"), ("out", "off")}

    assert (then in UNIT_MOVES[now]) == ((now, then) in allowed)


def test_every_status_has_its_moves_and_its_words_and_can_come_home() -> None:
    assert set(UNIT_MOVES) == set(UNIT_WORDS) == set(UnitStatus)
    assert all(
        UnitStatus.AVAILABLE in UNIT_MOVES[status] for status in UnitStatus if status is not UnitStatus.AVAILABLE
    )
    assert not [status for status in ASSIGNED if UnitStatus.DISPATCHED in UNIT_MOVES[status]], (
        "only diverted, with a reason"
    )


@given(st.sampled_from(UnitStatus), moments, st.sampled_from(UnitStatus), moments, st.booleans(), st.booleans())
def test_what_a_report_does_never_goes_back(
    now: UnitStatus, since: datetime, then: UnitStatus, at: datetime, current: bool, dated: bool
) -> None:
    does = effect(now, since, then, at, current=current, dated=dated)

    if does is Effect.MOVES:
        assert (current, at >= since, then in UNIT_MOVES[now]) == (True, True, True)
    if does is Effect.KEPT:
        assert dated, "only a report with its own time tells of the past"
    if then is UnitStatus.DISPATCHED:
        assert does is Effect.REFUSED


@given(st.lists(st.sampled_from(REPORTED), min_size=1, max_size=6), st.permutations(range(6)))
def test_stages_heard_in_any_order_leave_the_unit_in_the_latest_of_them(
    heard: list[UnitStatus], order: list[int]
) -> None:
    stages = sorted(set(heard), key=RUN.index)
    reports = [(stage, T + (place + 1) * MIN) for place, stage in enumerate(stages)]
    now, since = UnitStatus.DISPATCHED, T

    for place in (one for one in order if one < len(reports)):
        stage, at = reports[place]
        does = effect(now, since, stage, at, current=True, dated=True)
        assert does is not Effect.REFUSED
        if does is Effect.MOVES:
            now, since = stage, at

    assert (now, since) == reports[-1]


def test_the_radio_in_the_wrong_order_is_kept_and_moves_nobody_back() -> None:
    at_hospital, later = (UnitStatus.AT_DESTINATION, T), T + MIN

    assert effect(*at_hospital, UnitStatus.TRANSPORTING, later, current=True, dated=True) is Effect.KEPT
    assert effect(*at_hospital, UnitStatus.TRANSPORTING, later, current=True, dated=False) is Effect.REFUSED
    assert effect(UnitStatus.AVAILABLE, T, UnitStatus.ON_SCENE, later, current=True, dated=True) is Effect.REFUSED
    assert effect(UnitStatus.AVAILABLE, T, UnitStatus.ON_SCENE, later, current=False, dated=True) is Effect.KEPT
    assert effect(UnitStatus.ON_SCENE, T, UnitStatus.AVAILABLE, T - MIN, current=True, dated=True) is Effect.REFUSED


@pytest.mark.parametrize(
    ("arrived", "cancelled", "outcome"),
    [(True, False, Outcome.CLEARED), (True, True, Outcome.CLEARED), (False, True, Outcome.CANCELLED), (False, False, Outcome.NEVER_ARRIVED)],
)  # fmt: skip
def test_never_arriving_is_an_answer(arrived: bool, cancelled: bool, outcome: Outcome) -> None:
    assert outcome_of(arrived=arrived, cancelled=cancelled) is outcome


@given(st.lists(st.none() | moments, min_size=len(STAGES), max_size=len(STAGES)))
def test_times_are_in_disorder_exactly_when_a_later_stage_comes_first(times: list[datetime | None]) -> None:
    known = [at for at in times if at is not None]

    assert (disorder(times) == []) == all(a <= b for a, b in pairwise(known))


def test_a_timer_is_late_after_its_limit_and_a_rest_never_is() -> None:
    assert not is_late(UnitStatus.DISPATCHED, T, T + 2 * MIN)
    assert is_late(UnitStatus.DISPATCHED, T, T + 2 * MIN + timedelta(seconds=1))
    assert not any(
        is_late(status, T, T + timedelta(days=9)) for status in (UnitStatus.AVAILABLE, UnitStatus.OFF, UnitStatus.OUT)
    )


@pytest.mark.parametrize(
    ("text", "status"),
    [("4", "on_scene"), ("10-97", "on_scene"), ("到场", "on_scene"), ("On Scene", "on_scene"), ("on_scene", "on_scene"), ("1", "returning"), ("5", None), ("", None)],
)  # fmt: skip
def test_a_status_is_known_by_its_code_and_its_words(text: str, status: str | None) -> None:
    assert status_of(text, SHIPPED_CODES) == status


def test_no_code_dispatches() -> None:
    assert UnitStatus.DISPATCHED not in SHIPPED_CODES.values()
    assert {status for status in SHIPPED_CODES.values() if status in FREE} == set(FREE)


@pytest.mark.parametrize(
    ("line", "heard"),
    [
        ("E32 4", RadioLine("E32", "4")), ("E32 on scene", RadioLine("E32", "on scene")), ("E32 到场 03:12", RadioLine("E32", "到场", "03:12")),
        ("E32 4 0312", RadioLine("E32", "4", "03:12")), ("E32 4 2560", RadioLine("E32", "4 2560")), ("E32 0312", RadioLine("E32", "0312")), ("E32", None), ("", None),
    ],
)  # fmt: skip
def test_a_line_of_the_radio_is_unit_status_and_perhaps_a_time(line: str, heard: RadioLine | None) -> None:
    assert radio_line(line) == heard
