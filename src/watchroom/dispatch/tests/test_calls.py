"""Orders that nobody fails to get: by the next way, to the next person, until somebody answers or the console alarms."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

import pytest

from watchroom.conftest import SetClock
from watchroom.dispatch import actions, call_answers, call_sending, call_steps, rolls
from watchroom.dispatch.call_models import Attempt, Call, Called
from watchroom.dispatch.faults import NotYourOrder
from watchroom.dispatch.models import Order
from watchroom.dispatch.tests.conftest import Activate
from watchroom.dispatch.tests.scene import task
from watchroom.journal.models import Entry
from watchroom.kernel.clock import UTC
from watchroom.kernel.words import Words
from watchroom.people import actions as people
from watchroom.people import carrier_settings, ways
from watchroom.people import queries as persons
from watchroom.people.carrier import CARRIERS, Carrier, Note, NotSent, Report, Sort, Taken
from watchroom.people.models import Absence
from watchroom.people.requests import Asked
from watchroom.people.rights import Role
from watchroom.people.testing import Cast
from watchroom.people.way_models import ContactWay

BUSY = NotSent(Words(zh="网关不应答", en="the gateway does not answer"), passing=True)
NEVER = NotSent(Words(zh="空号", en="no such number"), passing=False)
LONG_AGO = datetime(2000, 1, 1, tzinfo=UTC)


@dataclass
class Air:
    """Stands in for the networks: what left, by channel and address, and which of them are down."""

    notes: list[tuple[str, Note]] = field(default_factory=list)
    down: dict[str, Exception] = field(default_factory=dict)

    def to(self, address: str) -> list[str]:
        return [name for name, note in self.notes if note.to == address]

    def carrier(self, name: str, *, exercises: bool = False) -> type[Carrier]:
        air = self

        class Made(Carrier):
            title = Words(zh=f"渠道 {name}", en=f"channel {name}")
            takes_exercise = exercises
            tells_delivered = True

            @classmethod
            def address(cls, typed: str) -> str:
                return typed

            def send(self, note: Note) -> Taken:
                if fault := air.down.get(note.to) or air.down.get(name):
                    raise fault
                air.notes.append((name, note))
                return Taken(f"{name}-{len(air.notes)}", "ok")

        Made.name = name
        return Made


@pytest.fixture
def air(monkeypatch: pytest.MonkeyPatch) -> Air:
    made = Air()
    kinds = {name: made.carrier(name) for name in ("sms", "mail")} | {"drill": made.carrier("drill", exercises=True)}
    for name, kind in kinds.items():
        monkeypatch.setitem(CARRIERS.all, name, kind)
    monkeypatch.setattr(carrier_settings, "set_up", lambda: {name: kind() for name, kind in kinds.items()})
    return made


def way(viewer: Any, channel: str, address: str) -> ContactWay:
    row = ways.put_way(viewer, channel, address)
    ContactWay.objects.filter(pk=row.pk).update(verified_at=LONG_AGO)
    return row


def sent(activate: Activate) -> Order:
    actions.create_orders(activate(task("a")).pk, actor="follower:test")
    return Order.objects.get(code="a")


def work(clock: SetClock, seconds: int = 0) -> None:
    """So many seconds pass, and the worker is there at each moment at which something falls due."""
    target = clock.at + timedelta(seconds=seconds)
    while True:
        while call_steps.run(clock.at) + call_sending.run(clock.at):
            pass
        steps = Called.objects.filter(state="called", call__ended_at=None).values_list("step_at", flat=True)
        tries = Attempt.objects.filter(state="waiting").values_list("next_try_at", flat=True)
        ahead = [at for at in [*steps, *tries] if at is not None and clock.at < at <= target]
        if not ahead:
            break
        clock.set(min(ahead))
    if clock.at < target:
        clock.set(target)


def kinds() -> list[str]:
    return list(Entry.objects.filter(kind__startswith="dispatch.call_").order_by("id").values_list("kind", flat=True))


def test_an_order_leaves_at_once_by_the_first_way_and_says_how_to_answer(
    cast: Cast, clock: SetClock, activate: Activate, air: Air
) -> None:
    way(cast.lin, "sms", "+8613800000001")
    way(cast.lin, "mail", "lin@example.org")
    order = sent(activate)

    work(clock)

    ((channel, note),) = air.notes
    called = Called.objects.get(rank=0)
    assert (channel, note.to, note.number) == ("sms", "+8613800000001", called.pk)
    assert "执行 a" in note.text
    assert f"回复 1 {called.pk} 签收" in note.text
    assert "Asia/Shanghai" in note.text
    assert called.sent_at == clock.at
    assert Entry.objects.get(kind="dispatch.order_sent").facts["chain"] == [
        cast.lin.person,
        cast.chen.person,
        cast.zhao.person,
    ]
    told = Entry.objects.get(kind="dispatch.call_sent")
    assert (told.facts["persons"], told.facts["about"], told.incident) == (
        [cast.lin.person],
        order.subject,
        order.incident_id,
    )
    assert "13800000001" not in str(list(Entry.objects.values_list("facts", flat=True)))


def test_without_a_receipt_the_next_way_begins_after_a_minute_and_with_one_it_does_not(
    cast: Cast, clock: SetClock, activate: Activate, air: Air
) -> None:
    way(cast.lin, "sms", "+8613800000001")
    way(cast.lin, "mail", "lin@example.org")
    sent(activate)
    work(clock)
    work(clock, 59)
    assert [name for name, _ in air.notes] == ["sms"]

    heard = call_answers.hear(
        "sms", [Report(Sort.ARRIVED, "sms-1"), Report(Sort.ARRIVED, "sms-1"), Report(Sort.ARRIVED, "?")]
    )
    assert (heard.arrived, heard.unread) == (1, 2)
    work(clock, 30)
    assert [name for name, _ in air.notes] == ["sms"]
    assert Called.objects.get(rank=0).delivered_at is not None


def test_a_gateway_that_says_yes_without_a_receipt_counts_as_undelivered(
    cast: Cast, clock: SetClock, activate: Activate, air: Air
) -> None:
    """N-02."""
    way(cast.lin, "sms", "+8613800000001")
    way(cast.lin, "mail", "lin@example.org")
    sent(activate)
    work(clock)
    work(clock, 61)
    assert [name for name, _ in air.notes] == ["sms", "mail"]


def test_a_gateway_that_is_down_makes_way_for_the_next_within_a_minute_and_says_why(
    cast: Cast, clock: SetClock, activate: Activate, air: Air
) -> None:
    """N-01."""
    way(cast.lin, "sms", "+8613800000001")
    way(cast.lin, "mail", "lin@example.org")
    air.down["sms"] = BUSY
    sent(activate)
    work(clock)
    work(clock, 60)
    assert [name for name, _ in air.notes] == ["mail"]
    assert Attempt.objects.get(channel="sms").error == BUSY.why
    assert 1 < Attempt.objects.get(channel="sms").tries < 8


def test_a_number_that_does_not_exist_does_not_hold_anybody_up_for_a_minute(
    cast: Cast, clock: SetClock, activate: Activate, air: Air
) -> None:
    way(cast.lin, "sms", "+8613800000001")
    way(cast.lin, "mail", "lin@example.org")
    air.down["sms"] = NEVER
    sent(activate)
    work(clock, 2)
    assert [name for name, _ in air.notes] == ["mail"]
    assert "dispatch.call_failed" in kinds()


def test_when_every_way_to_a_person_fails_the_next_person_is_called_at_once(
    cast: Cast, clock: SetClock, activate: Activate, air: Air
) -> None:
    """N-03."""
    way(cast.lin, "sms", "+8613800000001")
    way(cast.chen, "mail", "chen@example.org")
    air.down["sms"] = NEVER
    sent(activate)
    work(clock, 3)
    assert air.to("chen@example.org") == ["mail"]
    assert Called.objects.get(person=cast.lin.person).lost_at is not None
    said = Entry.objects.get(kind="dispatch.call_went_on")
    assert said.facts["persons"] == [cast.chen.person]
    assert "所有渠道" in said.say().zh


def test_nobody_answers_climbs_the_whole_line_ends_at_an_alarm_and_never_stops(
    cast: Cast, clock: SetClock, activate: Activate, air: Air
) -> None:
    """N-04."""
    for viewer, address in ((cast.lin, "1"), (cast.chen, "2"), (cast.zhao, "3")):
        way(viewer, "sms", address)
    sent(activate)
    work(clock)
    work(clock, 121)
    assert (len(air.to("1")), len(air.to("2")), len(air.to("3"))) == (1, 1, 0)
    work(clock, 121)
    assert len(air.to("3")) == 1
    assert "dispatch.call_unanswered" not in kinds()
    work(clock, 121)
    assert kinds().count("dispatch.call_unanswered") == 1
    before = len(air.notes)
    for _ in range(40):
        clock.forward(seconds=60)
        work(clock)
    assert len(air.notes) > before
    assert air.notes[-1][1].text.startswith("【催办】")
    assert kinds().count("dispatch.call_unanswered") == 1
    assert call_steps.due(clock.at + timedelta(hours=1)).count() == 3


def test_a_channel_is_given_no_more_in_a_second_than_it_takes_and_the_gravest_first(
    cast: Cast, clock: SetClock, air: Air, monkeypatch: pytest.MonkeyPatch
) -> None:
    """N-10: how fast 5,000 are reached is measured by `watchroom bench orders`; here that no limit is passed on the way."""
    for n in range(25):
        person = people.put_person(f"p{n}", f"队员{n}", f"Member {n}")
        way(persons.viewer(person), "sms", f"p{n}")
    way(cast.chen, "sms", "gravest")
    monkeypatch.setattr(call_sending, "_paces", lambda: {"sms": 10})
    lines = [[f"person:p{n}"] for n in range(25)]
    call = rolls.start(cast.lin, title="叫应", text="撤离", lines=lines)
    grave = rolls.start(cast.lin, title="叫应", text="救人", lines=[["person:chen"]])
    Call.objects.filter(pk=call.pk).update(priority=2)
    Attempt.objects.filter(called__call=call).update(priority=2)
    Attempt.objects.filter(called__call=grave).update(priority=1)
    second = [0.0]
    pace = call_sending.Pace(lambda: second[0])
    counts = []
    for _ in range(4):
        before = len(air.notes)
        while call_sending.run(clock.at, pace):
            pass
        counts.append(len(air.notes) - before)
        second[0] += 1.0
    assert counts == [10, 10, 6, 0]
    assert "gravest" in [note.to for _, note in air.notes[:10]]


def test_while_a_post_has_nobody_its_orders_call_the_shift_leader_at_once(
    cast: Cast, clock: SetClock, activate: Activate, air: Air
) -> None:
    """N-07: the alarms 24, 8 and 1 hours before are in people and alarms; meanwhile nothing waits for the post to be held."""
    people.put_post("gap", "空岗", "Post without anybody", Role.DUTY_OFFICER)
    people.put_person("late", "晚到", "Late Comer")
    people.put_shift("gap", "late", clock.at + timedelta(hours=6), clock.at + timedelta(hours=18))
    way(cast.chen, "sms", "2")
    way(persons.viewer(persons.person_by_code("late")), "sms", "9")
    actions.create_orders(activate(task("a", post="gap")).pk, actor="follower:test")
    work(clock)
    assert (len(air.to("2")), len(air.to("9"))) == (1, 0)
    row = Order.objects.get(code="a")
    actions.receive_order(cast.chen, row.pk)
    work(clock, 600)
    assert (len(air.to("2")), len(air.to("9"))) == (1, 0)


def test_an_answer_stops_everything_that_was_still_to_come(
    cast: Cast, clock: SetClock, activate: Activate, air: Air
) -> None:
    way(cast.lin, "sms", "1")
    way(cast.lin, "mail", "2")
    order = sent(activate)
    work(clock)
    clock.forward(seconds=20)
    actions.receive_order(cast.lin, order.pk)
    for _ in range(30):
        clock.forward(seconds=60)
        work(clock)
    assert [note.to for _, note in air.notes if "签收" in note.text] == ["1"]
    call = Call.objects.get(kind="order")
    assert (call.outcome, call.ended_at is not None) == ("answered", True)
    mine = Called.objects.get(rank=0)
    assert (mine.state, mine.answered_via) == ("accepted", "console")


def test_the_leader_who_was_called_too_may_answer_and_one_who_was_not_may_not(
    cast: Cast, clock: SetClock, activate: Activate, air: Air
) -> None:
    order = sent(activate)
    with pytest.raises(NotYourOrder):
        actions.receive_order(cast.sun, order.pk)
    work(clock, 121)  # nobody has a way: the console alone, and the duty leader's turn after two minutes
    actions.receive_order(cast.chen, order.pk)
    assert Called.objects.get(person=cast.chen.person).state == "accepted"
    assert Called.objects.get(person=cast.lin.person).state == "over"


def test_who_is_on_leave_or_whose_account_is_closed_is_not_called_and_the_next_is(
    cast: Cast, clock: SetClock, activate: Activate, air: Air
) -> None:
    """N-05."""
    way(cast.lin, "sms", "1")
    way(cast.chen, "sms", "2")
    span = {"since": clock.at - timedelta(hours=1), "until": clock.at + timedelta(hours=5), "asked_at": clock.at}
    Absence.objects.create(person_id=cast.lin.person or 0, reason="x", state=Asked.AGREED.value, **span)
    sent(activate)
    work(clock)
    assert (air.to("1"), air.to("2")) == ([], ["sms"])


def test_a_text_message_answers_the_order_that_it_names(
    cast: Cast, clock: SetClock, activate: Activate, air: Air
) -> None:
    way(cast.lin, "sms", "+8613800000001")
    actions.create_orders(activate(task("a"), task("b")).pk, actor="follower:test")
    work(clock)
    first, second = Called.objects.filter(rank=0).order_by("pk")
    both = call_answers.hear("sms", [Report(Sort.ANSWER, "", "13800000001", "1")])
    assert (both.answers, both.unread) == (0, 1)  # two wait: nobody guesses which is meant
    assert Entry.objects.get(kind="dispatch.reply_unread").facts["text"] == "1"

    call_answers.hear("sms", [Report(Sort.ANSWER, "", "13800000001", f"１　{second.pk}")])
    call_answers.hear("sms", [Report(Sort.ANSWER, "", "13800000001", "2")])
    call_answers.hear("sms", [Report(Sort.ANSWER, "", "13911112222", f"1 {first.pk}")])

    assert [Order.objects.get(code=code).state for code in "ab"] == ["sent", "received"]
    second.refresh_from_db()
    first.refresh_from_db()
    assert (second.state, second.answered_via) == ("accepted", "sms")
    assert (first.state, first.note) == ("declined", "短信回复")
    assert Called.objects.get(call=first.call, rank=1).state == "called"


def test_a_recalled_order_is_not_sent_any_more_and_whoever_had_it_is_told(
    cast: Cast, clock: SetClock, activate: Activate, air: Air
) -> None:
    way(cast.lin, "sms", "1")
    way(cast.lin, "mail", "2")
    found = activate(task("a"), task("b", after=("a",)))
    actions.create_orders(found.pk, actor="follower:test")
    work(clock)
    actions.cancel_orders(found.pk, actor="follower:test")
    work(clock, 130)
    assert [name for name, _ in air.notes] == ["sms", "sms"]
    assert "已撤回，请勿执行：任务 a。响应已终止" in air.notes[1][1].text
    assert Call.objects.get(kind="recall").outcome == "over"


def test_what_was_cancelled_before_it_left_is_neither_sent_nor_recalled(
    cast: Cast, clock: SetClock, activate: Activate, air: Air
) -> None:
    """N-12."""
    way(cast.lin, "sms", "1")
    found = activate(task("a"))
    actions.create_orders(found.pk, actor="follower:test")
    actions.cancel_orders(found.pk, actor="follower:test")
    work(clock, 3)
    assert air.notes == []
    assert Attempt.objects.get().state == "dropped"


def test_an_exercise_is_refused_by_real_channels_at_the_last_moment_and_marked_by_others(
    cast: Cast, clock: SetClock, activate: Activate, air: Air
) -> None:
    way(cast.lin, "sms", "1")
    way(cast.lin, "drill", "2")
    sent(activate)
    Call.objects.update(exercise=True)
    work(clock)
    work(clock, 61)
    assert [(name, note.text[:4], note.exercise) for name, note in air.notes] == [("drill", "【演练】", True)]
    assert "演练" in str(Attempt.objects.get(channel="sms").error)


def test_a_worker_that_dies_after_sending_makes_one_duplicate_which_says_so(
    cast: Cast, clock: SetClock, activate: Activate, air: Air
) -> None:
    class Dies(BaseException):
        pass

    way(cast.lin, "sms", "1")
    sent(activate)

    def die(*_: object) -> None:
        raise Dies

    for expected in (1, 2, 2):
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(call_sending, "_write", die)
            with pytest.raises(Dies):
                call_sending.run(clock.at)
        assert len(air.notes) == expected
        Attempt.objects.filter(state="sending").update(lease_until=LONG_AGO)
    call_sending.run(clock.at)
    assert len(air.notes) == 2
    assert "可能重复" in air.notes[1][1].text
    assert {note.key for _, note in air.notes} == {air.notes[0][1].key}
    assert Attempt.objects.get().state == "failed"


def test_a_way_that_was_stopped_or_taken_away_meanwhile_gets_nothing(
    cast: Cast, clock: SetClock, activate: Activate, air: Air
) -> None:
    row = way(cast.lin, "sms", "1")
    sent(activate)
    ways.stop_way(cast.lin, row.pk)
    work(clock, 2)
    assert air.notes == []


def test_to_read_an_order_is_a_receipt_and_no_answer(cast: Cast, clock: SetClock, activate: Activate, air: Air) -> None:
    way(cast.lin, "sms", "1")
    way(cast.lin, "mail", "2")
    order = sent(activate)
    work(clock)
    call_answers.seen(cast.lin, order.pk)
    assert call_answers.seen(cast.lin, order.pk) == []
    assert call_answers.seen(cast.sun, order.pk) == []
    work(clock, 130)
    assert [name for name, note in air.notes if note.to in "12"] == ["sms"]
    assert Called.objects.get(rank=1).state == "called"
    assert kinds().count("dispatch.call_read") == 1
