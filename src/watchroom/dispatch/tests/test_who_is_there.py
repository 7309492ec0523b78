"""Who has an order, who is called for it, whom an alarm goes to: one and the same person, whoever is there at the instant."""

from datetime import datetime, timedelta

import pytest

from watchroom.alarms import actions as alarms
from watchroom.alarms.faults import NobodyThere
from watchroom.alarms.models import Alarm
from watchroom.alarms.platform import UNANSWERED, raise_about
from watchroom.conftest import SetClock
from watchroom.dispatch import actions, ordering, rolls
from watchroom.dispatch.call_models import Called
from watchroom.dispatch.models import Order
from watchroom.dispatch.tests.conftest import Activate
from watchroom.dispatch.tests.scene import task
from watchroom.kernel.words import Words
from watchroom.people import queries as people
from watchroom.people import roll_actions
from watchroom.people.models import Absence
from watchroom.people.requests import Asked
from watchroom.people.roll_faults import NobodyToCall
from watchroom.people.testing import Cast
from watchroom.people.viewer import Viewer

NIGHT = timedelta(hours=2)


def leave(who: Viewer, since: datetime, until: datetime, state: Asked = Asked.AGREED) -> None:
    Absence.objects.create(
        person_id=who.person or 0, reason="x", state=state.value, since=since, until=until, asked_at=since
    )


def given(activate: Activate) -> Order:
    actions.create_orders(activate(task("a")).pk, actor="follower:test")
    return Order.objects.get(code="a")


def first_called(order: Order) -> int | None:
    return Called.objects.get(call__order=order, call__ended_at=None, rank=0).person_id


def test_whoever_is_on_leave_gets_no_order_and_whoever_is_called_has_it(
    cast: Cast, clock: SetClock, activate: Activate
) -> None:
    leave(cast.lin, clock.at - NIGHT, clock.at + NIGHT)
    order = given(activate)
    assert (order.person_id, order.stand_in) == (cast.chen.person, True)
    assert first_called(order) == order.person_id


@pytest.mark.parametrize("state", [one for one in Asked if one is not Asked.AGREED])
def test_leave_that_was_not_agreed_to_changes_nothing(
    cast: Cast, clock: SetClock, activate: Activate, state: Asked
) -> None:
    leave(cast.lin, clock.at - NIGHT, clock.at + NIGHT, state)
    order = given(activate)
    assert (order.person_id, order.stand_in, first_called(order)) == (cast.lin.person, False, cast.lin.person)


def test_an_order_moves_on_when_leave_begins_and_comes_back_when_it_ends(
    cast: Cast, clock: SetClock, activate: Activate
) -> None:
    leave(cast.lin, clock.at + timedelta(minutes=10), clock.at + timedelta(minutes=20))
    order, seen = given(activate), []
    for minutes in (0, 9, 10, 19, 20):
        clock.set(order.created_at + timedelta(minutes=minutes))
        for pk in ordering.moved_on(clock.at):
            ordering.hand_over(pk)
        order.refresh_from_db()
        assert first_called(order) == order.person_id
        seen.append(order.person_id)
    lin, chen = cast.lin.person, cast.chen.person
    assert seen == [lin, lin, chen, chen, lin]


def test_nobody_there_at_all_leaves_the_order_with_nobody(cast: Cast, clock: SetClock, activate: Activate) -> None:
    for one in (cast.lin, cast.chen):
        leave(one, clock.at - NIGHT, clock.at + NIGHT)
    order = given(activate)
    assert (order.person_id, order.stand_in) == (None, False)


def test_all_who_send_something_to_a_post_mean_the_same_person(cast: Cast, clock: SetClock, activate: Activate) -> None:
    leave(cast.lin, clock.at - NIGHT, clock.at + NIGHT)
    assert given(activate).person_id == cast.chen.person
    assert cast.lin.person not in {one.person for one in people.present(clock.at)}
    assert rolls.resolved([["post:watch_officer"]])[0][0].person is None
    with pytest.raises(NobodyToCall):
        roll_actions.call(cast.chen, "watch_officer")
    raise_about(UNANSWERED, "order:1", Words(zh="甲", en="A"), Words(zh="因", en="why"), clock.at, entry=1, actor="t")
    with pytest.raises(NobodyThere):
        alarms.assign(cast.chen, Alarm.objects.get().pk, "lin")
    assert people.viewer(people.person_by_code("lin")).posts == ("watch_officer",)  # whoever is there after all may act
