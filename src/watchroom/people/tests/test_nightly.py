"""Standing draws: each night once, by itself, with a sealed seed of its own, between wall-clock times of the site."""

import hashlib
from datetime import UTC, date, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from watchroom.conftest import T0, SetClock
from watchroom.journal.models import Entry
from watchroom.journal.verify import verify
from watchroom.people import nightly, queries
from watchroom.people.chores import DrawNightly, KeepRolls
from watchroom.people.faults import NotAllowed
from watchroom.people.models import RollCall, RollDraw
from watchroom.people.nightly_rules import night_of, wall, window
from watchroom.people.roll_faults import DrawWrong, NoSuchRollRule, RollOver
from watchroom.people.testing import Cast

ZONE = "Asia/Shanghai"
POSTS = ["watch_officer", "duty_leader"]


def work() -> int:
    return DrawNightly().run(queries.now())


@pytest.mark.pure
def test_a_window_crosses_midnight_and_keeps_to_the_wall_clock_when_that_is_put_forward() -> None:
    night = date(2026, 2, 6)
    assert window(night, time(22), time(6), ZONE) == (
        datetime(2026, 2, 6, 14, tzinfo=UTC),
        datetime(2026, 2, 6, 22, tzinfo=UTC),
    )
    since, until = window(date(2026, 3, 28), time(22), time(6), "Europe/Berlin")
    assert until.astimezone(UTC) - since.astimezone(UTC) == timedelta(hours=7)  # the clocks go forward that night


@pytest.mark.pure
def test_a_time_of_day_is_two_and_two_figures() -> None:
    assert wall("06:05") == time(6, 5)
    assert [wall(text) for text in ("6:05", "24:00", "06:60", "", "06:05 ", "٠٦:٠٥")] == [None] * 6


@pytest.mark.pure
@given(st.integers(0, 525_600), st.times(), st.times())
def test_the_night_that_is_open_holds_now(minutes: int, begins: time, ends: time) -> None:
    at = T0 + timedelta(minutes=minutes)
    night = night_of(at, begins, ends, ZONE, timedelta(0))
    if night is not None:
        since, until = window(night, begins, ends, ZONE)
        assert since <= at <= until


@pytest.mark.django_db
def test_each_night_is_drawn_once_as_it_begins_with_a_seed_of_its_own(cast: Cast, clock: SetClock) -> None:
    row = nightly.put(cast.chen, "12:00", "18:00", POSTS, 3, limit_s=120)
    assert (work(), DrawNightly().pending(queries.now())) == (0, 0)  # it is ten o'clock
    clock.forward(hours=2)
    assert [work(), work()] == [1, 0]
    draw = RollDraw.objects.get()
    assert (draw.rule_id, draw.since, draw.until) == (
        row.pk,
        T0 + timedelta(hours=2, seconds=1),
        T0 + timedelta(hours=8),
    )
    sealed = Entry.objects.get(kind="people.rolls_drawn")
    assert sealed.facts["commitment"] == hashlib.sha256(draw.seed.encode()).hexdigest()
    assert draw.seed not in str(sealed.facts)
    assert (sealed.facts["rule"], sealed.actor) == (row.pk, "work:people.nightly")
    clock.forward(hours=6)
    KeepRolls().run(queries.now())
    assert RollCall.objects.filter(draw=draw).exists()
    clock.forward(hours=18)
    assert work() == 1
    assert RollDraw.objects.count() == 2
    assert len({one.seed for one in RollDraw.objects.all()}) == 2
    assert list(verify()) == []


@pytest.mark.django_db
def test_a_night_whose_beginning_was_missed_draws_what_is_left_of_it_and_one_that_is_nearly_over_is_left(
    cast: Cast, clock: SetClock
) -> None:
    nightly.put(cast.chen, "22:00", "06:00", POSTS, 1)
    clock.forward(hours=19)  # five in the morning: the window of the day before
    assert work() == 1
    assert (RollDraw.objects.get().until - queries.now()) == timedelta(hours=1)
    clock.forward(hours=24, minutes=59)
    assert work() == 0


@pytest.mark.django_db
def test_one_that_is_ended_draws_no_more(cast: Cast, clock: SetClock) -> None:
    row = nightly.put(cast.chen, "12:00", "18:00", POSTS, 3)
    assert nightly.rules(cast.lin) == [row]
    nightly.end(cast.chen, row.pk)
    clock.forward(hours=3)
    assert (work(), nightly.rules(cast.lin)) == (0, [])
    with pytest.raises(RollOver):
        nightly.end(cast.chen, row.pk)
    with pytest.raises(NoSuchRollRule):
        nightly.end(cast.chen, row.pk + 1)


@pytest.mark.django_db
@pytest.mark.parametrize(
    "wrong",
    [
        ("22:00", "22:00", POSTS, 2),
        ("25:00", "06:00", POSTS, 2),
        ("22:00", "06:00", [], 2),
        ("22:00", "06:00", ["no"], 2),
        ("22:00", "06:00", POSTS, 0),
        ("22:00", "06:00", POSTS, 51),
    ],
)
def test_what_cannot_be_is_said_and_only_a_leader_sets_one(cast: Cast, wrong: tuple[str, str, list[str], int]) -> None:
    with pytest.raises(DrawWrong):
        nightly.put(cast.chen, *wrong)
    with pytest.raises(DrawWrong):
        nightly.put(cast.chen, "22:00", "06:00", POSTS, 2, limit_s=1)
    with pytest.raises(NotAllowed):
        nightly.put(cast.lin, "22:00", "06:00", POSTS, 2)
