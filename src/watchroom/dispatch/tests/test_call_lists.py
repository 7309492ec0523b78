"""Call-and-confirm, the address where carriers report, ways and stand-ins, on the screen and over the API."""

import json
from typing import Any

import pytest
from django.test import Client

from watchroom.alarms.models import Alarm
from watchroom.alarms.rules import STANDING, State
from watchroom.conftest import SetClock
from watchroom.dispatch import call_queries, rolls
from watchroom.dispatch.call_faults import AlreadyAnswered, ListWrong
from watchroom.dispatch.call_models import Attempt, Call, Called
from watchroom.dispatch.chores import HearCarriers
from watchroom.dispatch.models import Order
from watchroom.dispatch.tests.conftest import Activate
from watchroom.dispatch.tests.test_calls import Air, air, kinds, sent, way, work
from watchroom.incidents.models import Incident
from watchroom.journal.followers import Runner
from watchroom.journal.models import Entry
from watchroom.people import actions as people
from watchroom.people import agencies, carrier_settings, queries, ways
from watchroom.people.carrier import NO_EXERCISE, NotSent, Report, Sort
from watchroom.people.carriers.sms_http import SmsHttp
from watchroom.people.faults import NotAllowed
from watchroom.people.models import Person
from watchroom.people.rights import Role
from watchroom.people.testing import Cast
from watchroom.people.way_faults import AddressWrong, CodeTooSoon, CodeWrong, NoSuchWay
from watchroom.people.way_models import ContactWay

__all__ = ["air"]
TOKEN = "t" * 40
BACKEND = "django.contrib.auth.backends.ModelBackend"


def browser(code: str) -> Client:
    client = Client()
    client.force_login(Person.objects.get(code=code), backend=BACKEND)
    return client


def begun(cast: Cast, *lines: str) -> Call:
    return rolls.start(cast.lin, title="强风叫应", text="撤离看台", lines=[line.split(",") for line in lines])


def test_each_line_is_called_until_somebody_confirms_and_the_next_is_when_nobody_does(
    cast: Cast, clock: SetClock, air: Air
) -> None:
    way(cast.sun, "sms", "1")
    way(cast.chen, "sms", "2")
    call = begun(cast, "person:sun,person:chen", "person:zhao")
    work(clock)
    assert [note.to for _, note in air.notes] == ["1"]
    assert "强风叫应。撤离看台" in air.notes[0][1].text
    assert "确认收到" in air.notes[0][1].text
    zhao = Called.objects.get(person=cast.zhao.person)
    rolls.dialled(cast.lin, zhao.pk, "no_answer")
    rolls.dialled(cast.lin, zhao.pk, "confirmed", said_by="赵岩")
    work(clock, 601)
    assert [note.to for _, note in air.notes if "催办" not in note.text] == ["1", "2"]
    chen = Called.objects.get(person=cast.chen.person)
    rolls.dialled(cast.lin, chen.pk, "confirmed")
    call.refresh_from_db()
    told = call_queries.call(cast.lin, call.pk)
    assert (call.outcome, told.confirmed, told.lines) == ("answered", 2, 2)
    dialled = [one.said.zh for row in told.rows for one in row.tries if one.said]
    assert sorted(dialled) == ["已叫应", "已叫应", "无人接听"]
    assert kinds()[-1] == "dispatch.call_over"
    with pytest.raises(AlreadyAnswered):
        rolls.dialled(cast.lin, chen.pk, "busy")


def test_a_line_that_ends_without_an_answer_alarms_once_and_the_alarm_ends_with_the_call(
    cast: Cast, clock: SetClock, air: Air
) -> None:
    call = begun(cast, "person:sun", "person:zhao")
    work(clock, 700)
    assert kinds().count("dispatch.call_unanswered") == 2
    while Runner("tests").run():
        pass
    alarm = Alarm.objects.get(rule__code="platform-unanswered")
    assert (alarm.about, alarm.priority, State(alarm.state) in STANDING) == (call.subject, 1, True)
    rolls.end(cast.lin, call.pk)
    while Runner("tests").run():
        pass
    alarm.refresh_from_db()
    assert State(alarm.state) not in STANDING


def test_only_the_watch_calls_and_only_for_people_whom_the_site_knows(cast: Cast, clock: SetClock, air: Air) -> None:
    with pytest.raises(NotAllowed):
        rolls.start(cast.sun, title="x", lines=[["person:lin"]])
    for lines in ([], [["person:nobody"]], [["lin"]], [["post:nope"]], [["person:lin"] * 7]):
        with pytest.raises(ListWrong):
            rolls.start(cast.lin, title="x", lines=lines)
    assert not Call.objects.exists()


def test_who_telephoned_for_an_order_is_its_receipt(cast: Cast, clock: SetClock, activate: Activate, air: Air) -> None:
    order = sent(activate)
    rolls.dialled(cast.lin, Called.objects.get(rank=0).pk, "confirmed", said_by="林晓")
    order.refresh_from_db()
    row = Called.objects.get(rank=0)
    assert (order.state, order.received_said, row.state, row.answered_via) == ("received", "林晓", "accepted", "phone")


def hook(body: Any, token: str = TOKEN, kind: str = "application/json") -> Any:
    made = SmsHttp(
        SmsHttp.Settings.model_validate({"url": "https://sms.example.org/", "token": TOKEN, "reports_path": "list"})
    )
    data = body if isinstance(body, str | bytes) else json.dumps(body)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(carrier_settings, "set_up", lambda: {"sms": made})
        return Client().post(f"/hooks/{token}", data, content_type=kind)


def test_a_report_by_http_is_a_receipt_and_sent_again_changes_nothing(
    cast: Cast, clock: SetClock, activate: Activate, air: Air
) -> None:
    way(cast.lin, "sms", "+8613800000001")
    sent(activate)
    work(clock)
    row = Called.objects.get(rank=0)
    told = {
        "list": [
            {"id": "sms-1", "status": "DELIVRD"},
            {"from": "13800000001", "text": f"1 {row.pk}"},
            7,
            None,
            {"id": []},
        ]
    }
    assert hook(told).json() == {"arrived": 1, "lost": 0, "answers": 1, "unread": 0}
    assert hook(told).json() == {"arrived": 0, "lost": 0, "answers": 0, "unread": 2}
    row.refresh_from_db()
    assert (row.state, row.delivered_at, row.answered_via) == ("accepted", clock.at, "sms")
    assert Order.objects.get().state == "received"


def test_a_report_that_something_did_not_arrive_calls_the_next_way_at_once(
    cast: Cast, clock: SetClock, activate: Activate, air: Air
) -> None:
    way(cast.lin, "sms", "+8613800000001")
    way(cast.lin, "mail", "lin@example.org")
    sent(activate)
    work(clock)
    assert hook({"list": {"id": "sms-1", "status": "UNDELIV"}}).json()["lost"] == 1
    work(clock, 1)
    assert [name for name, _ in air.notes] == ["sms", "mail"]


def test_where_there_are_agencies_a_carrier_reports_of_whosever_message(
    cast: Cast, clock: SetClock, activate: Activate, air: Air
) -> None:
    keeper = queries.viewer(people.put_person("keeper", "管理员", "Keeper", Role.ADMIN))
    agencies.put_agency(keeper, "north", "北县", "North county", upward="shared")
    way(cast.lin, "sms", "+8613800000001")
    order = sent(activate)
    Incident.objects.filter(pk=order.incident_id).update(agency=agencies.agency("north"))
    work(clock)

    assert hook({"list": {"id": "sms-1", "status": "DELIVRD"}}).json()["arrived"] == 1
    assert Called.objects.get(rank=0).delivered_at is not None


@pytest.mark.parametrize(
    ("body", "token", "kind", "status"),
    [
        ({}, "x" * 40, "application/json", 404), ("{", TOKEN, "application/json", 422),
        ("[" * 9 + "]" * 9, TOKEN, "application/json", 422), ("[" * 30000, TOKEN, "application/json", 422),
        (b"\xff\xfe", TOKEN, "application/json", 422), ("x" * 70000, TOKEN, "application/json", 422),
        ('{"id": "\\u0000"}', TOKEN, "application/json", 422), ("a=" + "1" * 70000, TOKEN, "application/x-www-form-urlencoded", 422),
        ("null", TOKEN, "application/json", 200), ("id=sms-1&status=DELIVRD", TOKEN, "application/x-www-form-urlencoded", 200),
    ],
)  # fmt: skip
def test_a_hostile_report_does_nothing(cast: Cast, body: Any, token: str, kind: str, status: int) -> None:
    before = Entry.objects.count()
    assert hook(body, token, kind).status_code == status
    assert Client().get(f"/hooks/{TOKEN}").status_code == 405
    assert Entry.objects.count() == before


def test_a_way_is_used_only_after_its_code_was_typed(cast: Cast, clock: SetClock, activate: Activate, air: Air) -> None:
    row = ways.put_way(cast.lin, "sms", "+8613800000001")
    sent(activate)
    work(clock)
    assert air.notes == []
    rolls.send_code(cast.lin, row.pk)
    work(clock)
    code = "".join(char for char in air.notes[0][1].text.split("：")[-1] if char.isdecimal())[:6]
    with pytest.raises(CodeTooSoon):
        rolls.send_code(cast.lin, row.pk)
    with pytest.raises(CodeWrong):
        ways.verify_way(cast.lin, row.pk, "000000" if code != "000000" else "111111")
    for stranger in (cast.sun, cast.guest):
        with pytest.raises(NoSuchWay):
            ways.verify_way(stranger, row.pk, code)
    assert ways.verify_way(cast.lin, row.pk, code).verified_at == clock.at
    assert code not in str(list(Call.objects.values_list("text_zh", flat=True)))
    assert code not in str(list(Entry.objects.values_list("facts", flat=True)))


def test_five_wrong_codes_end_it_even_for_the_right_one(cast: Cast, clock: SetClock, air: Air) -> None:
    row, code = ways.make_code(cast.lin, ways.put_way(cast.lin, "sms", "1").pk)
    for _ in range(5):
        with pytest.raises(CodeWrong):
            ways.verify_way(cast.lin, row.pk, "x")
    with pytest.raises(CodeWrong):
        ways.verify_way(cast.lin, row.pk, code)


def test_the_stand_ins_of_a_post_are_those_that_were_set(
    cast: Cast, clock: SetClock, activate: Activate, air: Air
) -> None:
    ways.set_chain(cast.chen, "watch_officer", ["information_officer"], 30)
    with pytest.raises(NotAllowed):
        ways.set_chain(cast.lin, "watch_officer", ["duty_leader"])
    sent(activate)
    assert [row.person_id for row in Called.objects.order_by("rank")] == [cast.lin.person, cast.sun.person]
    ways.set_chain(cast.chen, "watch_officer", ["commander"], 30)  # the line was fixed when the order was sent
    work(clock, 31)
    assert Called.objects.get(person=cast.sun.person).state == "called"


@pytest.mark.parametrize(("channel", "typed"), [("phone", "call me"), ("email", "a@b"), ("email", "x@y.org\nBcc: z@y.org"), ("sms_http", "+86 13x"), ("chat", "http://10.0.0.1/"), ("chat", "name/../x")])  # fmt: skip
def test_what_is_no_address_is_refused_and_not_repeated(cast: Cast, channel: str, typed: str) -> None:
    with pytest.raises(AddressWrong) as said:
        ways.put_way(cast.lin, channel, typed)
    assert typed not in said.value.words.zh + said.value.words.en
    assert not ContactWay.objects.exists()


def test_the_pages_show_who_was_reached_in_both_languages(
    cast: Cast, clock: SetClock, activate: Activate, gale: Incident, air: Air
) -> None:
    way(cast.lin, "sms", "+8613800000001")
    ContactWay.objects.create(
        person_id=cast.chen.person, rank=1, channel="phone", address="03135550000", verified_at=clock.at
    )
    order = sent(activate)
    work(clock, 121)
    call = begun(cast, "person:sun")
    watch, other, wall = browser("lin"), browser("sun"), browser("wall")
    for lang, words in (("zh", "未应答"), ("en", "no answer yet")):
        for path in (f"/incidents/{gale.pk}/reached", "/orders/unanswered", f"/callings/{call.pk}"):
            page = watch.get(path, headers={"Accept-Language": lang}).content.decode()
            assert words in page, (lang, path)
    assert "03135550000" in watch.get("/orders/unanswered").content.decode()
    assert "03135550000" not in other.get("/orders/unanswered").content.decode()
    assert "林晓" not in wall.get("/orders/unanswered").content.decode()
    assert watch.get("/callings/").status_code == 200
    assert watch.get("/duty/ways").status_code == 200
    assert browser("chen").get("/duty/contacts").status_code == 200
    assert "孙宁" in watch.get(f"/callings/{call.pk}.csv").content.decode()
    assert watch.post(f"/orders/{order.pk}/seen").status_code == 204
    assert Called.objects.get(call__order=order, rank=0).read_at == clock.at
    row = Called.objects.get(call=call)
    assert watch.post(f"/called/{row.pk}/dialled", {"outcome": "confirmed"}).status_code == 302
    assert other.post(f"/orders/{order.pk}/decline", {"reason": "x"}).status_code == 403
    assert watch.post(f"/orders/{order.pk}/decline", {"reason": "在外"}).status_code == 302
    assert Attempt.objects.filter(dialled="confirmed").count() == 1


def test_what_a_carrier_hears_on_a_line_of_its_own_is_taken_in_and_one_that_fails_holds_up_nobody(
    cast: Cast, clock: SetClock, activate: Activate, air: Air, monkeypatch: pytest.MonkeyPatch
) -> None:
    way(cast.lin, "sms", "+8613800000001")
    order = sent(activate)
    work(clock)
    sms, mail = (carrier_settings.set_up()[name] for name in ("sms", "mail"))

    def away(take: object) -> None:
        raise NotSent(NO_EXERCISE, passing=True)

    monkeypatch.setattr(mail, "collect", away, raising=False)
    number = Called.objects.get(rank=0).pk
    told = [Report(Sort.ARRIVED, "sms-1"), Report(Sort.ANSWER, "", "13800000001", f"1 {number}")]
    monkeypatch.setattr(sms, "collect", lambda take: take(told), raising=False)
    monkeypatch.setattr(carrier_settings, "set_up", lambda: {"mail": mail, "sms": sms})
    assert HearCarriers().run(clock.at) == 2
    order.refresh_from_db()
    assert (order.state, Called.objects.get(rank=0).delivered_at) == ("received", clock.at)
