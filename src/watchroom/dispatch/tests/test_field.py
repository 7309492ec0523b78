"""Acts from the field: each once, by the posts held then, with its own time; what cannot be is told to both sides."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from watchroom.conftest import SetClock
from watchroom.dispatch import actions
from watchroom.dispatch.faults import TextTooLong
from watchroom.dispatch.field import acts, positions, settling
from watchroom.dispatch.field.acts import Answer, From
from watchroom.dispatch.field.faults import HasTracker, NoSuchFieldAct, NotAPosition
from watchroom.dispatch.field.models import Distress, FieldAct
from watchroom.dispatch.models import Order, Unit
from watchroom.dispatch.tests.conftest import Activate
from watchroom.dispatch.tests.scene import Readings, task
from watchroom.incidents.actions import close
from watchroom.incidents.models import Incident, SceneMedia
from watchroom.incidents.tests.test_rules_sounds import WEBM
from watchroom.journal.models import Entry
from watchroom.journal.verify import verify
from watchroom.kernel.clock import iso
from watchroom.people import actions as roster
from watchroom.people import queries as people
from watchroom.people.faults import NotAllowed
from watchroom.people.models import Phone, Shift
from watchroom.people.testing import Cast

type Send = Callable[..., list[Answer]]


@pytest.fixture
def send(cast: Cast, clock: SetClock) -> Send:
    """Sends acts from lin's phone, whose clock is seven hours behind; `ago` minutes before the sending."""

    def sent(*given: dict[str, Any], of: str = "lin", data: bytes | None = None) -> list[Answer]:
        phone = clock.at - timedelta(hours=7)
        told = [{"at": iso(phone - timedelta(minutes=one.pop("ago", 0))), **one} for one in given]
        sender = From(people.person_by_code(of), None, phone)
        return [acts.take_with_file(sender, told[0], data)] if data is not None else acts.take(sender, told)

    return sent


@pytest.fixture
def order(activate: Activate) -> Order:
    [made] = actions.create_orders(activate(task("close-gate")).pk, actor="follower:dispatch.orders")
    return made


@pytest.fixture
def unit(gale: Incident, cast: Cast) -> Unit:
    made = actions.put_unit("a1", "ambulance", "一号", "unit one", "station", members=["lin"])
    return actions.dispatch_unit(cast.lin, made.pk, gale.pk)


def applied() -> list[tuple[str, str]]:
    found = Entry.objects.filter(kind="dispatch.field_act_applied").order_by("id")
    return [(str(one.facts["act_kind"]), str(one.facts["happened_at"])) for one in found]


def test_hours_of_acts_arrive_once_each_in_their_order_with_their_own_times(
    send: Send, order: Order, unit: Unit, gale: Incident, clock: SetClock
) -> None:
    began = clock.at
    clock.forward(hours=8)
    batch: list[dict[str, Any]] = [
        {"key": "act-000001", "kind": "order_receive", "order": order.pk, "ago": 470},
        {"key": "act-000002", "kind": "unit_status", "unit": unit.pk, "status": "en_route", "ago": 460},
        {"key": "act-000003", "kind": "unit_status", "unit": unit.pk, "status": "on_scene", "ago": 440},
        {"key": "act-000004", "kind": "note", "incident": gale.pk, "text": "C 口积雪 10 cm", "ago": 430},
        {"key": "act-000005", "kind": "order_done", "order": order.pk, "ago": 400},
    ]
    answers = send(*(dict(one) for one in batch))
    again = send(*(dict(one) for one in batch))

    assert [one.outcome for one in answers] == ["applied"] * 5
    assert [(one.outcome, one.before) for one in again] == [("already", "applied")] * 5
    assert applied() == [
        (one["kind"], iso(began + timedelta(hours=8) - timedelta(minutes=one["ago"]))) for one in batch
    ]
    order.refresh_from_db()
    unit.refresh_from_db()
    assert order.received_at is not None
    assert order.done_at is not None
    assert (order.state, order.received_at, order.done_at) == (
        "done",
        began + timedelta(minutes=10),
        began + timedelta(minutes=80),
    )
    assert (unit.status, unit.since) == ("on_scene", began + timedelta(minutes=40))
    assert Entry.objects.filter(kind="incidents.noted").count() == 1
    late = Entry.objects.filter(kind="dispatch.field_act_applied", incident=gale.pk)
    assert late.count() == 5  # hours late: the incident's timeline tells both times
    assert "10:10" in late.order_by("id")[0].say().zh
    assert list(verify()) == []


def test_the_same_act_sent_again_is_answered_from_before_and_done_once(
    send: Send, gale: Incident, clock: SetClock
) -> None:
    one = {"key": "note-0001", "kind": "note", "incident": gale.pk, "text": "到位", "at": iso(clock.at)}
    assert [a.outcome for a in send(dict(one))] == ["applied"]
    assert [(a.outcome, a.before) for a in send(dict(one), dict(one))] == [("already", "applied")] * 2
    assert Entry.objects.filter(kind="incidents.noted").count() == 1


def test_a_key_used_for_something_else_does_nothing_and_says_so(send: Send, gale: Incident, clock: SetClock) -> None:
    one = {"key": "note-0001", "kind": "note", "incident": gale.pk, "text": "到位", "at": iso(clock.at)}
    send(dict(one))
    [other] = send({**one, "text": "别的话"})
    assert (other.outcome, other.code) == ("refused", "journal.KeyUsedOtherwise")
    assert Entry.objects.filter(kind="incidents.noted").count() == 1


def test_an_order_recalled_meanwhile_is_refused_and_both_sides_are_told(
    cast: Cast, send: Send, order: Order, gale: Incident, clock: SetClock
) -> None:
    clock.forward(minutes=30)
    actions.skip_order(cast.zhao, order.pk, reason="改由二组办理")
    clock.forward(hours=2)
    [answer] = send({"key": "done-0001", "kind": "order_done", "order": order.pk, "text": "门已关", "ago": 140})

    order.refresh_from_db()
    assert order.state == "skipped"
    assert (answer.outcome, answer.code) == ("refused", "dispatch.OrderAnswered")
    [waiting] = settling.refused(cast.chen)
    assert (waiting.about, waiting.text, waiting.incident_id) == (f"order:{order.pk}", "门已关", gale.pk)
    told = Entry.objects.get(kind="dispatch.field_act_refused")
    assert told.incident == gale.pk
    assert "赵岩" not in told.say(personal=False).zh


def test_a_unit_moved_by_another_keeps_its_status_and_only_the_time_is_written(
    cast: Cast, send: Send, unit: Unit, clock: SetClock
) -> None:
    began = clock.at
    clock.forward(minutes=60)
    actions.unit_status(cast.lin, unit.pk, "transporting")
    clock.forward(minutes=60)
    [answer] = send({"key": "here-0001", "kind": "unit_status", "unit": unit.pk, "status": "on_scene", "ago": 90})

    unit.refresh_from_db()
    assert (unit.status, unit.since) == ("transporting", began + timedelta(minutes=60))
    assert unit.runs.get().on_scene_at == began + timedelta(minutes=30)
    assert answer.outcome == "applied"
    assert answer.words is not None
    assert "转运中" in answer.words.zh


def test_a_report_to_a_closed_incident_is_refused_and_its_words_are_kept(
    cast: Cast, send: Send, gale: Incident, clock: SetClock
) -> None:
    clock.forward(minutes=5)
    close(cast.chen, gale.pk, reason="风停")
    [answer] = send({"key": "note-0002", "kind": "note", "incident": gale.pk, "text": "还有一人被困", "ago": 3})
    assert (answer.outcome, answer.code) == ("refused", "incidents.AlreadyClosed")
    assert FieldAct.objects.get().text == "还有一人被困"


def test_the_posts_held_at_the_time_of_the_act_decide(cast: Cast, send: Send, order: Order, clock: SetClock) -> None:
    clock.forward(minutes=30)
    assert Shift.objects.filter(person__code="lin").update(until=clock.at) == 1
    clock.forward(minutes=30)

    before, after = send(
        {"key": "then-0001", "kind": "order_receive", "order": order.pk, "ago": 45},
        {"key": "then-0002", "kind": "order_done", "order": order.pk, "ago": 15},
    )
    assert before.outcome == "applied"
    assert (after.outcome, after.code) == ("refused", "dispatch.NotItsPost")


def test_another_posts_order_and_an_outsider_are_refused(send: Send, order: Order, gale: Incident) -> None:
    [sun] = send({"key": "mine-0001", "kind": "order_done", "order": order.pk}, of="sun")
    [guest] = send({"key": "mine-0001", "kind": "note", "incident": gale.pk, "text": "看看"}, of="guest")
    assert [(one.outcome, one.code) for one in (sun, guest)] == [
        ("refused", "dispatch.NotYourOrder"), ("refused", "dispatch.NotItsPost"),
    ]  # fmt: skip


def test_a_declined_order_stays_open_and_calls_the_watch(send: Send, order: Order) -> None:
    [answer] = send({"key": "nope-0001", "kind": "order_decline", "order": order.pk, "reason": "路断了"})
    order.refresh_from_db()
    assert (answer.outcome, order.state, order.blocked_why) == ("applied", "blocked", "路断了")


def test_what_cannot_be_read_keeps_nothing_else_back(send: Send, gale: Incident, clock: SetClock) -> None:
    bad: list[Any] = [
        {"key": "x", "kind": "note"}, {"key": "bad-00001", "kind": "launch"}, {"key": "bad-00002", "kind": "note", "text": "a\0b", "incident": 1},
        {"key": "bad-00003", "kind": "note", "text": "无事件"}, {"key": "bad-00004", "kind": "note", "incident": 2**60, "text": "a"},
        {"key": "bad-00005", "kind": "note", "incident": gale.pk, "text": "a" * 5000}, {"key": "bad-00006", "kind": "note", "incident": gale.pk, "text": "a", "admin": True},
        {"key": "bad-00007", "kind": "note", "incident": gale.pk, "text": "a", "at": "9999-12-31T23:59:59Z"},
        {"key": "bad-00008", "kind": "note", "incident": gale.pk, "text": "a", "at": "2026-02-06T10:00:00"},
    ]  # fmt: skip
    answers = send(*bad, {"key": "good-0001", "kind": "note", "incident": gale.pk, "text": "好"})
    assert [one.outcome for one in answers] == ["refused"] * len(bad) + ["applied"]
    assert {one.code for one in answers[:-1]} == {"dispatch.ActUnread"}
    assert FieldAct.objects.count() == 1


def test_what_is_no_map_at_all_is_answered_too(cast: Cast, clock: SetClock) -> None:
    sender = From(people.person_by_code("lin"), None, clock.at)
    assert [one.outcome for one in acts.take(sender, [None, 3, "x", [], {}])] == ["refused"] * 5


def test_an_act_older_than_three_days_is_for_the_telephone(send: Send, gale: Incident, clock: SetClock) -> None:
    clock.forward(days=4)
    [answer] = send({"key": "old-00001", "kind": "note", "incident": gale.pk, "text": "旧", "ago": 73 * 60})
    assert (answer.outcome, answer.code) == ("refused", "dispatch.ActTooOld")


def test_five_hundred_acts_of_eight_hours_are_taken(send: Send, gale: Incident, clock: SetClock) -> None:
    clock.forward(hours=8)
    answers = send(
        *(
            {"key": f"many-{i:05}", "kind": "note", "incident": gale.pk, "text": f"第 {i} 条", "ago": 480 - i * 0.9}
            for i in range(500)
        )
    )
    assert [one.outcome for one in answers] == ["applied"] * 500
    noted = Entry.objects.filter(kind="incidents.noted").order_by("id")
    assert [one.facts["text"] for one in noted] == [f"第 {i} 条" for i in range(500)]


def test_a_voice_note_is_kept_once_with_the_time_it_was_taken(send: Send, gale: Incident, clock: SetClock) -> None:
    began = clock.at
    clock.forward(hours=1)
    one = {
        "key": "voice-001",
        "kind": "voice",
        "incident": gale.pk,
        "text": "听得到水声",
        "at": iso(began - timedelta(hours=7)),
    }
    assert [a.outcome for a in send(dict(one), data=WEBM)] == ["applied"]
    assert [a.outcome for a in send(dict(one), data=WEBM)] == ["already"]
    kept = SceneMedia.objects.get()
    assert (kept.sort, kept.kind, kept.taken_at, kept.kept_at) == ("voice", "audio/webm", began, clock.at)


@pytest.mark.parametrize("data", [b"<html>", b"\xff\xd8\xff\xe0", b"", b"\xff" * 100])
def test_a_file_that_is_no_photo_is_refused(send: Send, gale: Incident, data: bytes) -> None:
    [answer] = send({"key": "photo-001", "kind": "photo", "incident": gale.pk}, data=data)
    assert answer.outcome == "refused"
    assert SceneMedia.objects.count() == 0


def test_sound_is_no_photo(send: Send, gale: Incident) -> None:
    [answer] = send({"key": "photo-001", "kind": "photo", "incident": gale.pk}, data=WEBM)
    assert (answer.outcome, answer.code) == ("refused", "dispatch.FileOwed")


def test_the_watch_settles_what_was_refused_once(cast: Cast, send: Send, order: Order) -> None:
    send({"key": "mine-0001", "kind": "order_done", "order": order.pk}, of="sun")
    row = FieldAct.objects.get()
    with pytest.raises(NotAllowed):
        settling.settle(cast.sun, row.pk, "看过")
    with pytest.raises(NoSuchFieldAct):
        settling.settle(cast.lin, row.pk + 9, "看过")
    with pytest.raises(TextTooLong):
        settling.settle(cast.lin, row.pk, "字" * 501)
    settling.settle(cast.lin, row.pk, "已电话核实")
    again = settling.settle(cast.chen, row.pk, "另一句")
    assert (again.settled_note, settling.waiting(cast.lin)) == ("已电话核实", 0)
    assert Entry.objects.filter(kind="dispatch.field_act_settled").count() == 1


def test_a_phones_positions_are_readings_of_its_units_own_sensors(
    cast: Cast, unit: Unit, readings: Readings, monkeypatch: pytest.MonkeyPatch
) -> None:
    kept: list[Any] = []
    monkeypatch.setattr(readings, "publish", lambda messages, timeout_s=2.0: kept.extend(messages))
    points = [positions.Point(115.46, 40.90, 60), positions.Point(115.47, 40.91, 0)]
    assert positions.share(cast.lin, unit.pk, points) == 2
    assert len(kept) == 1
    assert positions.told_by_phone(["a1"]) == {"a1"}


def test_a_unit_with_a_tracker_keeps_it_and_a_place_off_the_earth_is_none(
    cast: Cast, unit: Unit, readings: Readings, clock: SetClock
) -> None:
    with pytest.raises(NotAPosition):
        positions.share(cast.lin, unit.pk, [positions.Point(181, 40, 0)])
    with pytest.raises(NotAllowed):
        positions.share(cast.sun, unit.pk, [positions.Point(115, 40, 0)])
    readings.at("a1", 115.46, 40.90, clock.at)
    with pytest.raises(HasTracker):
        positions.share(cast.lin, unit.pk, [positions.Point(115, 40, 0)])


def test_a_person_disabled_meanwhile_does_nothing_more(send: Send, gale: Incident) -> None:
    roster.put_person("lin", "林晓", "Lin Xiao", active=False)
    [answer] = send({"key": "gone-0001", "kind": "note", "incident": gale.pk, "text": "我在"})
    assert answer.outcome == "refused"
    assert not Entry.objects.filter(kind="incidents.noted").exists()


def test_a_slow_network_turns_no_two_acts_of_one_phone_round(cast: Cast, clock: SetClock) -> None:
    """The call for help went at once, “I am safe” waited 13 ms longer: by the waiting alone it would have been before it."""
    lin = people.person_by_code("lin")
    sent_at = clock.at - timedelta(hours=7)
    phone = Phone.objects.create(
        person=lin, name="一组手机", secret_hash="0" * 64, made_at=clock.at, expires_at=clock.at + timedelta(days=1)
    )
    for key, kind, done, waited in (("act-000001", "distress", 0, 51), ("act-000002", "safe", 6_000, 64)):
        at = sent_at + timedelta(milliseconds=done)
        asked = {"key": key, "kind": kind, "at": iso(at)}
        [answer] = acts.take(From(lin, phone, at + timedelta(milliseconds=waited)), [asked])
        assert answer.outcome == "applied"
    assert Distress.objects.get().ended_at == clock.at
    assert [at for _, at in applied()] == [iso(clock.at - timedelta(milliseconds=51))] * 2
