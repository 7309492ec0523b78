"""The strength of the watch, reminders, and what used to be silent: a holder on leave, a lost exchange, one person on two posts."""

from datetime import datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from watchroom.conftest import T0, SetClock
from watchroom.journal.models import Entry
from watchroom.people import actions, asking, duty_queries, levels, queries, rostering, strength
from watchroom.people.chores import KeepStrength, RemindOfShifts
from watchroom.people.duty_faults import NoSuchPost, StrengthWrong
from watchroom.people.faults import NotAllowed
from watchroom.people.models import Absence, Exchange, Shift, Shortage
from watchroom.people.requests import Asked
from watchroom.people.rights import Role
from watchroom.people.strength_rules import Short, applies, first_short
from watchroom.people.testing import Cast

HOUR = timedelta(hours=1)


def at(hours: float) -> datetime:
    return T0 + hours * HOUR


@pytest.fixture
def level(monkeypatch: pytest.MonkeyPatch) -> dict[str, int]:
    """The level in force, to be set: in life the room of plans says it."""
    told = {"now": 0}
    monkeypatch.setattr(levels, "in_force", lambda: told["now"])
    return told


def keep() -> int:
    return KeepStrength().run(queries.now())


def kinds() -> list[str]:
    return list(Entry.objects.filter(subject__startswith="strength:").order_by("id").values_list("kind", flat=True))


@pytest.mark.pure
def test_a_rule_applies_at_its_level_and_at_graver_ones() -> None:
    assert [applies(3, now) for now in (0, 1, 2, 3, 4)] == [False, True, True, True, False]
    assert all(applies(0, now) for now in range(5))


@pytest.mark.pure
def test_the_first_time_that_is_too_weak_is_found_with_its_end() -> None:
    spans = [[(at(0), at(4))], [(at(0), at(2)), (at(5), at(9))], []]
    assert first_short(spans, 2, at(0), at(8)) == Short(at(2), at(8), 1)
    assert first_short(spans, 1, at(0), at(8)) == Short(at(4), at(5), 0)
    assert first_short(spans[:2], 1, at(0), at(4)) is None
    assert first_short([[]], 1, at(0), at(8)) == Short(at(0), at(8), 0)


_SPANS = st.lists(
    st.tuples(st.integers(0, 20), st.integers(1, 8)).map(lambda one: (at(one[0]), at(one[0] + one[1]))), max_size=4
)


@pytest.mark.pure
@given(st.lists(_SPANS, max_size=4), st.integers(1, 4))
def test_no_hour_before_the_first_short_one_is_too_weak(
    spans: list[list[tuple[datetime, datetime]]], least: int
) -> None:
    def held(hour: int) -> int:
        return sum(any(a <= at(hour) < b for a, b in own) for own in spans)

    short = first_short(spans, least, at(0), at(24))
    weak = [hour for hour in range(24) if held(hour) < least]
    assert (short is None) == (not weak)
    if short:
        assert (short.since, short.held) == (at(weak[0]), held(weak[0]))


@pytest.mark.django_db
def test_a_level_that_comes_into_force_wants_more_and_a_shift_ends_the_want(
    cast: Cast, clock: SetClock, level: dict[str, int]
) -> None:
    actions.put_post("expert", "专家席", "Expert", Role.FIELD)
    strength.put(cast.chen, 3, [(["watch_officer", "expert"], 2)])
    assert keep() == 0
    level["now"] = 2
    assert (KeepStrength().pending(clock.at), keep(), keep()) == (1, 1, 0)
    said = Entry.objects.get(kind="people.strength_short")
    assert (said.facts["held"], said.facts["at_least"], said.facts["in_force"]) == (1, 2, 2)
    rostering.put_by_hand(cast.chen, "expert", "sun", clock.at, clock.at + 9 * HOUR, "响应")
    assert (keep(), kinds()) == (1, ["people.strength_short", "people.strength_met"])
    clock.forward(hours=2)  # seven hours are left of that shift: the eighth is too weak
    assert (keep(), kinds()[-1]) == (1, "people.strength_short")
    level["now"] = 0
    assert (keep(), kinds()[-1]) == (1, "people.strength_met")


@pytest.mark.django_db
def test_who_is_on_leave_does_not_count_and_is_said_to_hold_the_post_still(
    cast: Cast, clock: SetClock, level: dict[str, int]
) -> None:
    strength.put(cast.chen, 0, [(["watch_officer"], 1)])
    assert keep() == 0
    Absence.objects.create(
        person_id=cast.lin.own(), since=at(-1), until=at(5), reason="就医", state=Asked.AGREED.value, asked_at=at(-9)
    )
    assert keep() == 1
    assert queries.on_leave(clock.at) == {cast.lin.person}
    assert queries.holder("watch_officer", clock.at) is not None
    clock.forward(hours=6)
    assert (keep(), queries.on_leave(clock.at)) == (1, frozenset())


@pytest.mark.django_db
def test_rules_are_replaced_and_what_stood_of_them_is_ended(cast: Cast, level: dict[str, int]) -> None:
    actions.put_post("expert", "专家席", "Expert", Role.FIELD)
    strength.put(cast.chen, 0, [(["expert"], 1)])
    keep()
    strength.put(cast.chen, 0, [])
    assert kinds() == ["people.strength_short", "people.strength_met"]
    assert not Shortage.objects.exists()
    for posts, least, fault in (
        (["nowhere"], 1, NoSuchPost),
        (["expert"], 2, StrengthWrong),
        (["expert"], 0, StrengthWrong),
        ([], 1, StrengthWrong),
    ):
        with pytest.raises(fault):
            strength.put(cast.chen, 1, [(posts, least)])
    for number in (-1, 7):
        with pytest.raises(StrengthWrong):
            strength.put(cast.chen, number, [])
    with pytest.raises(NotAllowed):
        strength.put(cast.lin, 1, [])


@pytest.mark.django_db
def test_a_person_is_reminded_once_an_hour_before_and_whoever_gets_the_shift_again(cast: Cast, clock: SetClock) -> None:
    actions.put_post("expert", "专家席", "Expert", Role.FIELD)
    row = rostering.put_by_hand(cast.chen, "expert", "sun", at(3), at(9), "值守")
    assert RemindOfShifts().run(clock.at) == 0
    clock.set(at(2))
    assert (RemindOfShifts().run(clock.at), RemindOfShifts().run(clock.at)) == (1, 0)
    said = Entry.objects.get(kind="people.shift_near")
    assert (said.facts["person"], said.subject) == (cast.sun.person, row.subject)
    assert [one.pk for one in duty_queries.mine(cast.sun, clock.at).near] == [row.pk]
    rostering.assign(cast.chen, row.pk, "zhao", "换人")
    assert RemindOfShifts().run(clock.at) == 1
    clock.set(at(3))
    assert RemindOfShifts().run(clock.at) == 0


@pytest.mark.django_db
def test_an_exchange_whose_shift_is_dropped_is_said_to_have_come_to_nothing(cast: Cast, clock: SetClock) -> None:
    actions.put_post("expert", "专家席", "Expert", Role.FIELD)
    row = rostering.put_by_hand(cast.chen, "expert", "sun", at(3), at(9), "值守")
    asking.ask_exchange(cast.sun, row.pk, "lin", "家中有事")
    rostering.drop(cast.chen, row.pk, "不用了")
    assert not Exchange.objects.exists()
    for viewer in (cast.sun, cast.lin):
        told = duty_queries.mine(viewer, clock.at).void
        assert ["专家席" in one.say().zh for one in told] == [True]
    assert duty_queries.mine(cast.zhao, clock.at).void == []
    assert Shift.objects.filter(post__code="expert").count() == 0
