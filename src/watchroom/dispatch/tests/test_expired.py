"""F30: a message that waited until what it says was no longer true does not go out; the next way, the next person and the
console hear of it as of any other failure. And a message of several parts has arrived when all of them have."""

from datetime import timedelta

import pytest

from watchroom.conftest import SetClock
from watchroom.dispatch import actions, call_answers, call_queries, call_rules, call_sending, calling, rolls
from watchroom.dispatch.call_models import Attempt, Call, Called
from watchroom.dispatch.call_rules import CallKind
from watchroom.dispatch.models import Order
from watchroom.dispatch.tests.conftest import Activate
from watchroom.dispatch.tests.scene import task
from watchroom.dispatch.tests.test_call_lists import browser
from watchroom.dispatch.tests.test_calls import BUSY, Air, air, kinds, way, work
from watchroom.journal.book import book
from watchroom.journal.models import Entry
from watchroom.kernel.words import Words
from watchroom.people import carrier_settings, ways
from watchroom.people.carrier import Carrier, Note, Report, Sort, Taken
from watchroom.people.testing import Cast

__all__ = ["air"]
LATER = {CallKind.ORDER: 4 * 3600, CallKind.RECALL: 12 * 3600, CallKind.REMINDER: 1800, CallKind.ROLL: 7200, CallKind.CODE: 600}  # fmt: skip


def given(activate: Activate, minutes: int | None) -> Order:
    """An order that is due in so many minutes; None: of which nobody knows when it is due."""
    within = minutes * 60 if minutes is not None else None
    actions.create_orders(activate(task("a", deadline_s=within)).pk, actor="follower:test")
    return Order.objects.get(code="a")


def begun(cast: Cast, clock: SetClock, kind: CallKind, activate: Activate) -> Attempt:
    """One message of a call of this kind, not yet sent."""
    match kind:
        case CallKind.ORDER:
            given(activate, None)
        case CallKind.ROLL:
            rolls.start(cast.lin, title="集合", lines=[["person:lin"]])
        case CallKind.CODE:
            rolls.send_code(cast.lin, ways.put_way(cast.lin, "sms", "2").pk)
        case CallKind.RECALL | CallKind.REMINDER:
            order = given(activate, None)
            work(clock)
            _again(cast, kind, order)
    return Attempt.objects.get(state="waiting", called__call__kind=kind)


def _again(cast: Cast, kind: CallKind, order: Order) -> None:
    with book(actor="follower:test") as b:
        if kind is CallKind.RECALL:
            calling.take_back(b, [order], Words(zh="响应终止", en="stood down"))
        else:
            calling.remind_holder(b, order, calling.OVERDUE)


def test_each_kind_of_message_has_a_last_moment() -> None:
    assert set(call_rules.KEEPS) == set(CallKind) == set(LATER)


@pytest.mark.parametrize("kind", list(CallKind))
@pytest.mark.parametrize("too_late", [False, True])
def test_what_waited_too_long_does_not_go_out(
    cast: Cast, clock: SetClock, activate: Activate, air: Air, kind: CallKind, *, too_late: bool
) -> None:
    """Whatever it is: nobody worked meanwhile, and the queue is played afterwards."""
    way(cast.lin, "sms", "1")
    waiting = begun(cast, clock, kind, activate)
    before = len(air.notes)
    clock.forward(seconds=LATER[kind] - (0 if too_late else 1))

    call_sending.run(clock.at)

    waiting.refresh_from_db()
    assert (waiting.state, len(air.notes) - before) == (("expired", 0) if too_late else ("sent", 1))
    assert kinds().count("dispatch.call_failed") == too_late
    if too_late:
        told = Entry.objects.get(kind="dispatch.call_failed").facts
        assert "已过期，未发" in told["why_zh"]
        assert "expired, not sent" in told["why_en"]
    else:
        assert air.notes[-1][1].valid_s == 1


def test_a_message_of_a_task_is_true_until_the_task_is_due(
    cast: Cast, clock: SetClock, activate: Activate, air: Air
) -> None:
    way(cast.lin, "sms", "1")
    given(activate, 90)
    assert Attempt.objects.get().not_after == clock.at + timedelta(minutes=90)


def test_but_for_half_an_hour_at_least_however_soon_it_is_due(
    cast: Cast, clock: SetClock, activate: Activate, air: Air
) -> None:
    way(cast.lin, "sms", "1")
    given(activate, 2)
    assert Attempt.objects.get().not_after == clock.at + timedelta(minutes=30)


def test_the_next_person_is_called_and_the_console_alarms_when_an_order_expired(
    cast: Cast, clock: SetClock, activate: Activate, air: Air
) -> None:
    """The worker was away for five hours: Lin's message is old, Chen's and Zhao's are new."""
    way(cast.lin, "sms", "1")
    way(cast.chen, "sms", "2")
    order = given(activate, None)
    clock.forward(hours=5)

    call_sending.run(clock.at)
    assert Called.objects.get(rank=0).lost_at == clock.at
    work(clock, 600)

    assert {note.to for _, note in air.notes} == {"2"}
    assert "dispatch.call_went_on" in kinds()
    assert "dispatch.call_unanswered" in kinds()
    (told,) = call_queries.calls(cast.lin, order=order.pk)
    (line,) = next(row for row in told.rows if row.called.rank == 0).tries
    assert (line.state, line.at) == ("expired", Attempt.objects.get(state="expired").not_after)
    for lang, words in (("zh", "已过期，未发"), ("en", "expired, not sent")):
        page = browser("lin").get("/orders/unanswered", headers={"accept-language": lang}).content.decode()
        assert words in page, lang


def test_what_expired_over_a_dead_worker_says_that_it_may_have_gone_out(
    cast: Cast, clock: SetClock, activate: Activate, air: Air
) -> None:
    way(cast.lin, "sms", "1")
    given(activate, None)
    Attempt.objects.update(state="sending", owner="dead", lease_until=clock.at - timedelta(days=3650))
    clock.forward(hours=5)

    call_sending.run(clock.at)
    row = Attempt.objects.get(called__rank=0)
    assert (row.state, row.repeat, air.notes) == ("expired", True, [])


def test_a_recall_whose_every_message_was_given_up_is_over(
    cast: Cast, clock: SetClock, activate: Activate, air: Air
) -> None:
    way(cast.lin, "sms", "1")
    begun(cast, clock, CallKind.RECALL, activate)
    air.down["sms"] = BUSY
    work(clock, 3600)
    assert Attempt.objects.get(called__call__kind=CallKind.RECALL).state == "failed"
    assert Call.objects.get(kind=CallKind.RECALL).outcome == "over"


# ---- parts -----------------------------------------------------------------------------------------------------------


def in_parts(air: Air, monkeypatch: pytest.MonkeyPatch, parts: tuple[str, ...]) -> None:
    def send(carrier: Carrier, note: Note) -> Taken:
        air.notes.append(("sms", note))
        return Taken("", "ok", parts)

    monkeypatch.setattr(type(carrier_settings.set_up()["sms"]), "send", send)


@pytest.mark.parametrize("order", [("p1", "p2", "p3"), ("p3", "p2", "p1"), ("p2", "p2", "p1", "p3")])
def test_a_message_of_several_parts_arrives_with_its_last_one(
    cast: Cast, clock: SetClock, activate: Activate, air: Air, monkeypatch: pytest.MonkeyPatch, order: tuple[str, ...]
) -> None:
    way(cast.lin, "sms", "1")
    in_parts(air, monkeypatch, ("p1", "p2", "p3"))
    given(activate, None)
    work(clock)
    for number in order[:-1]:
        call_answers.hear("sms", [Report(Sort.ARRIVED, number)])
        assert Called.objects.get(rank=0).delivered_at is None
        assert "dispatch.call_arrived" not in kinds()
    heard = call_answers.hear("sms", [Report(Sort.ARRIVED, order[-1])])
    assert (heard.arrived, heard.unread) == (1, 0)
    assert Called.objects.get(rank=0).delivered_at == clock.at
    assert Attempt.objects.get(called__rank=0).arrived_at == clock.at
    assert kinds().count("dispatch.call_arrived") == 1


def test_a_message_that_lost_one_part_did_not_arrive_and_the_next_way_begins(
    cast: Cast, clock: SetClock, activate: Activate, air: Air, monkeypatch: pytest.MonkeyPatch
) -> None:
    way(cast.lin, "sms", "1")
    way(cast.lin, "mail", "lin@example.org")
    in_parts(air, monkeypatch, ("p1", "p2"))
    given(activate, None)
    work(clock)
    heard = call_answers.hear("sms", [Report(Sort.ARRIVED, "p1"), Report(Sort.LOST, "p2"), Report(Sort.ARRIVED, "p9")])
    assert (heard.arrived, heard.lost, heard.unread) == (1, 1, 1)
    assert Attempt.objects.get(channel="sms").state == "failed"
    work(clock)
    assert [name for name, _ in air.notes] == ["sms", "mail"]


def test_a_part_that_the_centre_did_not_number_is_never_heard_of_so_the_whole_has_not_arrived(
    cast: Cast, clock: SetClock, activate: Activate, air: Air, monkeypatch: pytest.MonkeyPatch
) -> None:
    way(cast.lin, "sms", "1")
    in_parts(air, monkeypatch, ("p1", ""))
    given(activate, None)
    work(clock)
    call_answers.hear("sms", [Report(Sort.ARRIVED, "p1"), Report(Sort.ARRIVED, "")])
    assert Called.objects.get(rank=0).delivered_at is None
