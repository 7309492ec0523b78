"""Rotas and holders: wall time, working days, exactly one at any instant."""

import itertools
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from watchroom.kernel.words import Words
from watchroom.people.holding import EARLY, OVER, holding
from watchroom.people.rota import Days, Gap, Rota, Turn, gaps, in_turn, of_crews, planned

DAY = Turn(Words(zh="白班", en="day"), time(8), time(20))
NIGHT = Turn(Words(zh="夜班", en="night"), time(20), time(8))
WHOLE = Turn(Words(zh="全天", en="whole day"), time(8), time(8))
MONDAY = date(2026, 6, 1)


def always(day: date) -> bool:
    return True


def weekdays(day: date) -> bool:
    return day.weekday() < 5


def rota(
    turns: tuple[Turn, ...], members: str, zone: str = "Asia/Shanghai", first: date = MONDAY, **more: object
) -> Rota:
    cycle = more.pop("cycle", in_turn(len(members), len(turns)))
    return Rota("desk", zone, turns, tuple(members), cycle, first, **more)  # type: ignore[arg-type]


def test_a_turn_keeps_its_wall_time_through_the_change_of_the_clocks() -> None:
    found = list(
        planned(
            rota((DAY, NIGHT), "ABCD", "Europe/Berlin", date(2026, 10, 23)),
            date(2026, 10, 24),
            date(2026, 10, 26),
            always,
        )
    )
    assert [one.since for one in found if one.turn == 0] == [
        datetime(2026, 10, 24, 6, tzinfo=UTC), datetime(2026, 10, 25, 7, tzinfo=UTC), datetime(2026, 10, 26, 7, tzinfo=UTC),
    ]  # fmt: skip
    nights = [one.until - one.since for one in found if one.turn == 1]
    assert nights == [timedelta(hours=13), timedelta(hours=12), timedelta(hours=12)]
    assert all(a.until == b.since for a, b in itertools.pairwise(found))


ZONES = [
    "Asia/Shanghai",
    "Europe/Berlin",
    "America/Santiago",
    "Australia/Lord_Howe",
    "America/New_York",
    "Africa/Cairo",
]


@given(
    st.sampled_from(ZONES),
    st.lists(st.integers(0, 24 * 4 - 1), min_size=2, max_size=6, unique=True),
    st.dates(date(2026, 1, 1), date(2026, 12, 25)),
)
def test_turns_that_touch_on_the_wall_touch_in_time_in_every_zone(zone: str, quarters: list[int], first: date) -> None:
    """Whichever hour the clocks skip or show twice: no turn ends before it begins, no two overlap, nothing is left open."""
    starts = [time(n // 4, n % 4 * 15) for n in sorted(quarters)]
    turns = tuple(Turn(DAY.name, a, b) for a, b in zip(starts, [*starts[1:], starts[0]], strict=True))
    made = Rota("desk", zone, turns, ("A", "B"), tuple((n % 2,) * len(turns) for n in range(2)), first)
    for day in (first, date(2026, 3, 28), date(2026, 4, 4), date(2026, 4, 23), date(2026, 9, 5), date(2026, 10, 3)):
        found = list(planned(made, max(day, first), max(day, first) + timedelta(days=2), always))
        assert all(one.since < one.until for one in found)
        assert all(a.until == b.since for a, b in itertools.pairwise(found))


def test_an_hour_that_the_clocks_skip_is_nobodys_turn() -> None:
    turns = (
        Turn(DAY.name, time(22), time(2, 30)),
        Turn(DAY.name, time(2, 30), time(3)),
        Turn(DAY.name, time(3), time(22)),
    )
    found = list(
        planned(rota(turns, "ABC", "Europe/Berlin", date(2026, 3, 28)), date(2026, 3, 28), date(2026, 3, 29), always)
    )
    assert [(one.day.day, one.turn) for one in found] == [(28, 0), (28, 1), (28, 2), (29, 0), (29, 2)]
    assert found[0].until == datetime(2026, 3, 29, 1, tzinfo=UTC)


def test_the_rotation_counts_worked_days_only() -> None:
    found = planned(rota((WHOLE,), "AB", days=Days.WORKDAYS), MONDAY, MONDAY + timedelta(days=7), weekdays)
    assert [(one.person, one.day.weekday()) for one in found] == [
        ("A", 0), ("B", 1), ("A", 2), ("B", 3), ("A", 4), ("B", 0),
    ]  # fmt: skip


def test_a_rota_of_off_days_has_the_holidays_and_not_the_moved_working_days() -> None:
    def works(day: date) -> bool:
        return {date(2026, 6, 6): True, date(2026, 6, 3): False}.get(day, weekdays(day))

    found = planned(rota((WHOLE,), "AB", days=Days.OFF_DAYS), MONDAY, date(2026, 6, 7), works)
    assert [(one.person, one.day.day) for one in found] == [("A", 3), ("B", 7)]


def test_a_rota_asked_from_its_middle_says_the_same_as_from_its_beginning() -> None:
    made = rota((DAY, NIGHT), "ABC")
    whole = list(planned(made, MONDAY, MONDAY + timedelta(days=40), always))
    part = list(planned(made, MONDAY + timedelta(days=17), MONDAY + timedelta(days=40), always))
    assert part == whole[17 * 2 :]


def test_four_crews_in_three_turns_rest_two_days_in_eight() -> None:
    cycle = of_crews("112233--", 4, 3)
    assert len(cycle) == 8
    assert all(len(set(row)) == 3 for row in cycle)
    assert [row.index(0) + 1 if 0 in row else None for row in cycle] == [1, 1, 2, 2, 3, 3, None, None]


@pytest.mark.parametrize(("pattern", "crews"), [("112233-", 4), ("1122----", 4)])
def test_a_pattern_that_leaves_a_turn_empty_is_refused(pattern: str, crews: int) -> None:
    with pytest.raises(ValueError, match="day"):
        of_crews(pattern, crews, 3)


def test_week_by_week_the_next_one_comes_after_seven_days() -> None:
    found = list(planned(rota((WHOLE,), "AB", cycle=in_turn(2, 1, 7)), MONDAY, MONDAY + timedelta(days=14), always))
    assert "".join(one.person for one in found) == "AAAAAAABBBBBBBA"


@dataclass(frozen=True, slots=True)
class Held:
    since: datetime
    until: datetime
    taken_at: datetime | None = None
    who: str = ""


EIGHT = datetime(2026, 6, 1, tzinfo=UTC)
HALF = timedelta(hours=12)
MS = timedelta(milliseconds=1)


def two(first_taken: datetime | None, second_taken: datetime | None) -> list[Held]:
    return [Held(EIGHT - HALF, EIGHT, first_taken, "amy"), Held(EIGHT, EIGHT + HALF, second_taken, "ben")]


def name(shifts: list[Held], at: datetime) -> str:
    found = holding(shifts, at)
    return found.who if found else ""


def test_by_the_clock_the_holder_changes_at_the_very_instant() -> None:
    shifts = two(None, None)
    assert [name(shifts, EIGHT + by) for by in (-MS, timedelta(0), MS)] == ["amy", "ben", "ben"]


@pytest.mark.parametrize("late", [timedelta(minutes=-10), timedelta(0), timedelta(minutes=25)])
def test_by_signature_the_holder_changes_when_the_next_one_signs(late: timedelta) -> None:
    shifts = two(EIGHT - HALF, EIGHT + late)
    assert [name(shifts, EIGHT + late + by) for by in (-MS, timedelta(0), MS)] == ["amy", "ben", "ben"]


def test_whoever_did_not_hand_over_holds_for_an_hour_and_then_the_roster_does() -> None:
    shifts = two(EIGHT - HALF, None)
    assert [name(shifts, EIGHT + OVER + by) for by in (-MS, timedelta(0))] == ["amy", "ben"]


@given(st.lists(st.integers(-150, 90), min_size=3, max_size=3), st.integers(-24 * 60, 60 * 60))
def test_at_any_instant_somebody_on_the_roster_holds_a_post_without_gaps(lates: list[int], minute: int) -> None:
    shifts = [
        Held(EIGHT + HALF * n, EIGHT + HALF * (n + 1), EIGHT + HALF * n + timedelta(minutes=late), str(n))
        for n, late in enumerate(lates)
    ]
    at = EIGHT + timedelta(minutes=minute)
    near = [one for one in shifts if one.since < at + EARLY + timedelta(hours=1) and one.until > at - OVER]
    assert holding(near, at) == holding(shifts, at)
    if EIGHT <= at < EIGHT + 3 * HALF:
        assert holding(shifts, at) is not None


def test_gaps_are_what_no_shift_covers() -> None:
    held = [(EIGHT + HALF, EIGHT + 2 * HALF), (EIGHT - HALF, EIGHT + timedelta(hours=3))]
    assert gaps("desk", held, EIGHT, EIGHT + 3 * HALF) == [
        Gap("desk", EIGHT + timedelta(hours=3), EIGHT + HALF),
        Gap("desk", EIGHT + 2 * HALF, EIGHT + 3 * HALF),
    ]
    assert gaps("desk", [], EIGHT, EIGHT + HALF) == [Gap("desk", EIGHT, EIGHT + HALF)]
