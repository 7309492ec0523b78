"""While somebody is called the world goes on: the roster changes, the clock is set back, one answers twice.

Fault cases: roster change in the middle of an escalation; F-13; a person off duty is never paged; what was answered wakes nobody.
"""

from datetime import datetime, timedelta
from functools import partial

import pytest

from watchroom.alarms.models import Alarm
from watchroom.alarms.rules import STANDING, State
from watchroom.conftest import SetClock
from watchroom.dispatch import actions, call_answers, call_queries, call_sending, rolls
from watchroom.dispatch.call_faults import AlreadyAnswered, NoCallForClosed, NotCalled
from watchroom.dispatch.call_models import Call, Called
from watchroom.dispatch.chores import HandOver
from watchroom.dispatch.models import Order
from watchroom.dispatch.tests.conftest import Activate
from watchroom.dispatch.tests.scene import task
from watchroom.dispatch.tests.test_at_once import at_once
from watchroom.dispatch.tests.test_call_lists import begun
from watchroom.dispatch.tests.test_calls import BUSY, Air, air, kinds, sent, way, work
from watchroom.incidents.actions import close
from watchroom.incidents.faults import StillRunning
from watchroom.incidents.models import Incident
from watchroom.journal.followers import Runner
from watchroom.journal.models import Entry
from watchroom.people import actions as roster
from watchroom.people import queries as people
from watchroom.people.carrier import Report, Sort
from watchroom.people.models import Absence, Person, Shift
from watchroom.people.requests import Asked
from watchroom.people.testing import UNTIL, Cast
from watchroom.people.viewer import Viewer

__all__ = ["air"]


def relieved(post: str, code: str, change: datetime) -> Viewer:
    """From `change` on somebody else holds the post."""
    roster.put_person(code, code, code)
    Shift.objects.filter(post__code=post).update(until=change)
    roster.put_shift(post, code, change, UNTIL)
    return people.viewer(people.person_by_code(code))


def test_to_decline_twice_calls_one_more_and_not_two(cast: Cast, clock: SetClock, activate: Activate, air: Air) -> None:
    """Two taps, or two devices, are one answer; the second hears who gave it (N-08)."""
    for viewer, address in ((cast.lin, "1"), (cast.chen, "2"), (cast.zhao, "3")):
        way(viewer, "sms", address)
    order = sent(activate)
    work(clock)
    call_answers.decline_order(cast.lin, order.pk, reason="在另一处")
    with pytest.raises(AlreadyAnswered):
        call_answers.decline_order(cast.lin, order.pk, reason="在另一处")
    work(clock, 1)
    assert [len(air.to(one)) for one in "123"] == [1, 1, 0]
    assert kinds().count("dispatch.call_declined") == 1


def test_who_was_relieved_declines_nothing_and_alarms_nobody(
    cast: Cast, clock: SetClock, activate: Activate, air: Air
) -> None:
    order = sent(activate)
    work(clock)
    relieved("watch_officer", "zhou", clock.at + timedelta(seconds=30))
    clock.forward(seconds=30)
    assert HandOver().run(clock.at) == 1
    gone = cast.lin
    with pytest.raises((AlreadyAnswered, NotCalled)):
        call_answers.decline_order(gone, order.pk, reason="已下班")
    assert "dispatch.call_unanswered" not in kinds()
    assert Called.objects.filter(state="declined").count() == 0


def test_the_next_in_the_line_is_whoever_holds_the_post_when_the_turn_comes(
    cast: Cast, clock: SetClock, activate: Activate, air: Air
) -> None:
    """N-05 in the middle of an escalation: a leader who has gone home is not woken, his successor is called."""
    way(cast.lin, "sms", "1")
    way(cast.chen, "sms", "2")
    sent(activate)
    work(clock)
    new = relieved("duty_leader", "kai", clock.at + timedelta(seconds=60))
    way(new, "sms", "9")
    work(clock, 130)
    assert (air.to("2"), air.to("9")) == ([], ["sms"])
    went = Entry.objects.get(kind="dispatch.call_went_on")
    assert went.facts["persons"] == [new.person]


@pytest.mark.parametrize("back", [timedelta(minutes=1), timedelta(minutes=30), timedelta(hours=1), timedelta(days=2)])
def test_a_clock_that_is_set_back_holds_no_call_up(
    cast: Cast, clock: SetClock, activate: Activate, air: Air, back: timedelta
) -> None:
    """F-13: nobody waits longer than he would have, however far it goes back; nobody is called twice for it."""
    for viewer, address in ((cast.lin, "1"), (cast.chen, "2"), (cast.zhao, "3")):
        way(viewer, "sms", address)
    sent(activate)
    work(clock)
    work(clock, 60)
    clock.set(clock.at - back)
    work(clock, 130)
    assert (len(air.to("1")), len(air.to("2"))) == (1, 1)
    work(clock, 130)
    assert len(air.to("3")) == 1
    assert kinds().count("dispatch.call_went_on") == 2


def test_a_reminder_that_waits_is_not_sent_when_the_task_is_done_meanwhile(
    cast: Cast, clock: SetClock, activate: Activate, air: Air
) -> None:
    """What was answered wakes nobody hours later, when the gateway is back."""
    way(cast.lin, "sms", "1")
    order = sent(activate)
    work(clock)
    actions.receive_order(cast.lin, order.pk)
    clock.forward(seconds=301)
    air.down["sms"] = BUSY
    assert actions.mark_overdue(order.pk)
    work(clock)
    actions.finish_order(cast.lin, order.pk)
    del air.down["sms"]
    work(clock, 1200)
    assert [note.text for _, note in air.notes if "超时" in note.text] == []


def test_an_account_closed_in_the_middle_gets_nothing_and_the_next_is_called_at_once(
    cast: Cast, clock: SetClock, activate: Activate, air: Air
) -> None:
    way(cast.lin, "sms", "1")
    way(cast.lin, "mail", "1m")
    way(cast.chen, "sms", "2")
    sent(activate)
    Person.objects.filter(code="lin").update(is_active=False)
    work(clock, 3)
    assert (air.to("1"), air.to("1m"), air.to("2")) == ([], [], ["sms"])


def test_a_leader_who_is_relieved_while_he_is_called_hears_no_more_and_his_successor_does(
    cast: Cast, clock: SetClock, activate: Activate, air: Air
) -> None:
    """The roster changes in the middle of an escalation: the line goes on with whoever is there, and ends at its end."""
    for viewer, address in ((cast.lin, "1"), (cast.chen, "2"), (cast.zhao, "3")):
        way(viewer, "sms", address)
    order = sent(activate)
    work(clock)
    work(clock, 130)
    assert air.to("2") == ["sms"]
    new = relieved("duty_leader", "kai", clock.at + timedelta(seconds=10))
    way(new, "sms", "9")
    work(clock, 1000)
    assert (len(air.to("2")), air.to("9")[:1], air.to("3")[:1]) == (1, ["sms"], ["sms"])
    told = Entry.objects.filter(kind="dispatch.call_went_on").order_by("id")
    assert [one.facts["persons"] for one in told] == [[cast.chen.person], [new.person], [cast.zhao.person]]
    assert "已交接班" in told[1].say().zh
    assert "was relieved" in told[1].say().en
    assert kinds().count("dispatch.call_unanswered") == 1
    assert list(Called.objects.order_by("rank").values_list("person", "state")) == [
        (cast.lin.person, "called"), (cast.chen.person, "over"), (new.person, "called"), (cast.zhao.person, "called"),
    ]  # fmt: skip
    actions.receive_order(people.viewer(people.person_by_code("kai")), order.pk)
    assert Called.objects.get(person=new.person).state == "accepted"


def test_a_relief_who_is_called_already_is_not_called_twice(
    cast: Cast, clock: SetClock, activate: Activate, air: Air
) -> None:
    """The watch officer takes the leader's post over as well: he has the message, and the commander is next."""
    for viewer, address in ((cast.lin, "1"), (cast.chen, "2"), (cast.zhao, "3")):
        way(viewer, "sms", address)
    sent(activate)
    work(clock)
    change = clock.at + timedelta(seconds=60)
    Shift.objects.filter(post__code="duty_leader").update(until=change)
    roster.put_shift("duty_leader", "lin", change, UNTIL)
    work(clock, 130)
    assert (len(air.to("1")), len(air.to("2")), len(air.to("3"))) == (1, 0, 1)


def test_the_posts_of_a_call_list_are_those_who_hold_them_now(cast: Cast, clock: SetClock, air: Air) -> None:
    way(cast.chen, "sms", "2")
    begun(cast, "post:duty_leader")
    work(clock)
    new = relieved("duty_leader", "kai", clock.at + timedelta(seconds=30))
    way(new, "sms", "9")
    work(clock, 3600)
    assert len(air.to("2")) == 1
    assert len(air.to("9")) > 1
    assert kinds().count("dispatch.call_unanswered") == 1


def test_a_shift_that_changes_for_two_of_a_line_at_once_relieves_both(cast: Cast, clock: SetClock, air: Air) -> None:
    """Both fall due in one transaction: each keeps his place, and so do their reliefs."""
    for viewer, address in ((cast.chen, "2"), (cast.lin, "1"), (cast.zhao, "3")):
        way(viewer, "sms", address)
    begun(cast, "post:duty_leader,post:watch_officer,post:commander")
    work(clock, 605)
    change = clock.at + timedelta(seconds=5)
    for post, code, address in (("duty_leader", "kai", "9"), ("watch_officer", "mo", "8")):
        way(relieved(post, code, change), "sms", address)
    Called.objects.update(step_at=change)
    work(clock, 100)
    assert (len(air.to("9")), len(air.to("8"))) == (1, 1)
    states = Called.objects.order_by("rank").values_list("rank", "post", "state")
    assert list(states) == [
        (0, "duty_leader", "over"), (1, "duty_leader", "called"), (2, "watch_officer", "over"),
        (3, "watch_officer", "called"), (4, "commander", "waiting"),
    ]  # fmt: skip


def test_a_call_list_passes_over_who_is_on_leave_unless_nobody_else_is_there(
    cast: Cast, clock: SetClock, air: Air
) -> None:
    for viewer, address in ((cast.sun, "1"), (cast.chen, "2"), (cast.lin, "3")):
        way(viewer, "sms", address)
    span = {"since": clock.at - timedelta(hours=1), "until": clock.at + timedelta(hours=5), "asked_at": clock.at}
    for viewer in (cast.sun, cast.lin):
        Absence.objects.create(person_id=viewer.person or 0, reason="x", state=Asked.AGREED.value, **span)
    begun(cast, "person:sun,person:chen", "person:sun", "post:watch_officer")
    work(clock, 1)
    assert (air.to("1"), air.to("2"), air.to("3")) == (["sms"], ["sms"], [])


def test_who_answers_for_a_line_that_has_answered_hears_by_whom_and_alarms_nobody(
    cast: Cast, clock: SetClock, air: Air
) -> None:
    call = begun(cast, "person:sun,person:chen", "person:zhao")
    work(clock, 601)
    sun, chen = (Called.objects.get(person=one.person) for one in (cast.sun, cast.chen))
    call_answers.confirm(cast.sun, sun.pk)
    for accept in (True, False):
        with pytest.raises(AlreadyAnswered) as said:
            call_answers.confirm(cast.chen, chen.pk, accept=accept)
        assert "孙宁" in said.value.words.zh
    told = call_queries.call(cast.lin, call.pk)
    assert (told.open, told.confirmed) == (True, 1)
    assert kinds().count("dispatch.call_unanswered") == 1  # zhao's, of the ten minutes before


@pytest.mark.parametrize("declined_first", [True, False])
def test_a_line_that_declined_stays_told_until_the_watch_ends_the_call(
    cast: Cast, clock: SetClock, air: Air, declined_first: bool
) -> None:
    """Another line's answer does not silence the alarm of the one that has none (N-04)."""
    call = begun(cast, "person:sun", "person:zhao")
    sun, zhao = (Called.objects.get(person=one.person) for one in (cast.sun, cast.zhao))
    acts = [
        partial(call_answers.confirm, cast.sun, sun.pk, accept=False),
        partial(call_answers.confirm, cast.zhao, zhao.pk),
    ]
    for act in acts if declined_first else reversed(acts):
        act()
    while Runner("tests").run():
        pass
    assert State(Alarm.objects.get(rule__code="platform-unanswered").state) in STANDING
    rolls.end(cast.lin, call.pk)
    while Runner("tests").run():
        pass
    assert State(Alarm.objects.get(rule__code="platform-unanswered").state) not in STANDING


def test_an_incident_is_not_closed_over_people_who_are_still_called_and_no_call_begins_for_a_closed_one(
    cast: Cast, clock: SetClock, air: Air, gale: Incident
) -> None:
    """Nobody is woken for an incident that is over."""
    call = rolls.start(cast.lin, title="叫应", lines=[["person:sun"]], incident=gale.pk)
    with pytest.raises(StillRunning) as said:
        close(cast.chen, gale.pk, reason="已处置")
    assert "叫应" in said.value.words.zh
    assert "call list" in said.value.words.en
    rolls.end(cast.lin, call.pk)
    close(cast.chen, gale.pk, reason="已处置")
    with pytest.raises(NoCallForClosed):
        rolls.start(cast.lin, title="叫应", lines=[["person:sun"]], incident=gale.pk)


def test_a_message_that_waits_leaves_at_once_when_the_clock_is_set_back(
    cast: Cast, clock: SetClock, activate: Activate, air: Air
) -> None:
    """F-13: made four minutes "from now", it would wait for them."""
    way(cast.lin, "sms", "1")
    sent(activate)
    clock.forward(minutes=-4)
    assert call_sending.run(clock.at) == 1
    assert air.to("1") == ["sms"]


# ---- at the same second ----------------------------------------------------------------------------------------------

TOGETHER = pytest.mark.django_db(transaction=True)


def faults(results: list[object]) -> list[type]:
    return [type(one) for one in results if isinstance(one, Exception)]


@TOGETHER
def test_two_of_one_line_who_confirm_at_once_are_one_answer(cast: Cast, clock: SetClock, air: Air) -> None:
    for _ in range(5):
        call = begun(cast, "person:sun,person:chen")
        Called.objects.filter(call=call).update(state="called", turn_at=clock.at, step_at=clock.at)
        sun, chen = (Called.objects.get(call=call, person=one.person) for one in (cast.sun, cast.chen))
        results = at_once(
            partial(call_answers.confirm, cast.sun, sun.pk), partial(call_answers.confirm, cast.chen, chen.pk)
        )
        assert faults(results) == [AlreadyAnswered]
        assert Call.objects.get(pk=call.pk).outcome == "answered"


@TOGETHER
def test_the_last_two_lines_that_confirm_at_once_end_the_call(cast: Cast, clock: SetClock, air: Air) -> None:
    for _ in range(5):
        call = begun(cast, "person:sun", "person:chen")
        sun, chen = (Called.objects.get(call=call, person=one.person) for one in (cast.sun, cast.chen))
        results = at_once(
            partial(call_answers.confirm, cast.sun, sun.pk), partial(call_answers.confirm, cast.chen, chen.pk)
        )
        assert faults(results) == []
        assert Call.objects.get(pk=call.pk).outcome == "answered"
        assert Entry.objects.filter(kind="dispatch.call_over", subject=call.subject).count() == 1


@TOGETHER
def test_an_order_received_on_the_console_and_by_telephone_at_once_is_received_once(
    cast: Cast, clock: SetClock, activate: Activate, air: Air
) -> None:
    actions.create_orders(activate(*[task(code) for code in "abcde"]).pk, actor="follower:test")
    for order in Order.objects.all():
        row = Called.objects.get(call__order=order, rank=0)
        results = at_once(
            partial(actions.receive_order, cast.lin, order.pk),
            partial(rolls.dialled, cast.chen, row.pk, "confirmed"),
            partial(call_answers.decline_order, cast.lin, order.pk, reason="x"),
        )
        assert len(faults(results)) in (1, 2)
        assert not {"OperationalError", "IntegrityError"} & {one.__name__ for one in faults(results)}
        assert Entry.objects.filter(kind="dispatch.order_received", subject=order.subject).count() == 1


@TOGETHER
def test_a_report_of_two_devices_at_once_and_an_answer_between_them_lock_nobody_out(
    cast: Cast, clock: SetClock, activate: Activate, air: Air
) -> None:
    for viewer, address in ((cast.lin, "+8613800000001"), (cast.chen, "+8613800000002")):
        way(viewer, "sms", address)
    actions.create_orders(activate(*[task(code) for code in "abcde"]).pk, actor="follower:test")
    work(clock)
    reports = [Report(Sort.ARRIVED, f"sms-{n}") for n in range(1, 6)]
    first = Called.objects.filter(rank=0).order_by("pk").first()
    assert first is not None
    results = at_once(
        partial(call_answers.hear, "sms", reports), partial(call_answers.hear, "sms", reports[::-1]),
        partial(call_answers.hear, "sms", [Report(Sort.ANSWER, "", "13800000001", f"1 {first.pk}")]),
    )  # fmt: skip
    assert faults(results) == []
    assert Called.objects.filter(delivered_at=None, rank=0).count() == 0
    assert sum(one.arrived for one in results) == 5
