"""One who is called out answers for himself: to what, where, until when; he comes, cannot, is there, has left."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from watchroom.conftest import SetClock
from watchroom.dispatch import rolls
from watchroom.dispatch.call_answers import hear
from watchroom.dispatch.call_faults import AlreadyAnswered
from watchroom.dispatch.call_models import Attempt, Called
from watchroom.dispatch.call_rules import CalledState
from watchroom.dispatch.closing import Dispatch
from watchroom.dispatch.field import acts
from watchroom.dispatch.field.acts import Answer, From
from watchroom.dispatch.field.models import FieldAct
from watchroom.dispatch.teams import finding, own
from watchroom.dispatch.teams.calling_out import call_out, came, left
from watchroom.dispatch.teams.faults import ComingWrong, NotOfACallOut
from watchroom.dispatch.teams.models import Coming
from watchroom.dispatch.tests.test_calls import Air, air, way, work
from watchroom.dispatch.tests.test_teams import team
from watchroom.incidents.models import Incident
from watchroom.journal.models import Entry
from watchroom.journal.verify import verify
from watchroom.kernel.clock import iso
from watchroom.people import queries as people
from watchroom.people.actions import make_api_token
from watchroom.people.carrier import Report, Sort
from watchroom.people.faults import NotAllowed, NotSignedIn
from watchroom.people.models import Person
from watchroom.people.testing import Cast
from watchroom.people.viewer import NOBODY

__all__ = ["air"]
BACKEND = "django.contrib.auth.backends.ModelBackend"
type Send = Callable[..., list[Answer]]


@pytest.fixture
def send(clock: SetClock) -> Send:
    """Sends acts of a phone; `ago` minutes before the sending."""

    def sent(*given: dict[str, Any], of: str = "sun") -> list[Answer]:
        told = [{"at": iso(clock.at - timedelta(minutes=one.pop("ago", 0))), **one} for one in given]
        return acts.take(From(people.person_by_code(of), None, clock.at), told)

    return sent


def called(person: Any) -> Called:
    return Called.objects.filter(person=person.person, call__call_out__isnull=False).latest("pk")


def test_one_who_is_called_reads_to_what_where_and_until_when(cast: Cast, gale: Incident, clock: SetClock) -> None:
    call_out(cast.lin, gale.pk, team(cast).pk)
    assert own.own(cast.chen) == [], "his turn comes when the first does not answer"
    (mine,) = own.own(cast.sun)
    assert (mine.incident, mine.out.team.code, mine.for_all, mine.asked) == (gale, "rope", True, True)
    assert mine.answer_by == clock.at + timedelta(seconds=mine.called.call.next_person_s)
    with pytest.raises(NotSignedIn):
        own.own(NOBODY)


def test_of_a_team_who_cannot_is_followed_by_the_next_who_comes(cast: Cast, gale: Incident, clock: SetClock) -> None:
    call_out(cast.lin, gale.pk, team(cast).pk)
    own.cannot(cast.sun, called(cast.sun).pk, reason="在外地")
    assert own.own(cast.sun) == []
    row = called(cast.chen)
    own.come(cast.chen, row.pk, minutes=25)
    (mine,) = own.own(cast.chen)
    assert mine.coming is not None
    assert (mine.coming.due_at, mine.asked, mine.answer_by) == (clock.at + timedelta(minutes=25), False, None)
    with pytest.raises(AlreadyAnswered):
        own.come(cast.chen, row.pk)
    with pytest.raises(AlreadyAnswered):
        own.cannot(cast.sun, called(cast.sun).pk)
    came(cast.chen, row.pk, people=6)
    left(cast.chen, row.pk)
    assert own.own(cast.chen) == []
    assert finding.outs(cast.lin, gale.pk)[0].is_over


def test_an_expert_who_cannot_closes_his_own_and_the_call_ends_with_the_last(cast: Cast, gale: Incident) -> None:
    out = call_out(cast.lin, gale.pk, team(cast, sort="experts", who=("sun", "chen", "zhao")).pk)
    own.cannot(cast.sun, called(cast.sun).pk)
    assert not Entry.objects.filter(kind="dispatch.call_unanswered").exists(), "others may still come"
    own.come(cast.chen, called(cast.chen).pk)
    own.cannot(cast.zhao, called(cast.zhao).pk)
    out.call.refresh_from_db()
    assert (out.call.outcome, [one.called.person_id for one in own.own(cast.chen)]) == ("answered", [cast.chen.person])


def test_experts_of_whom_none_comes_are_told_to_the_watch(cast: Cast, gale: Incident) -> None:
    out = call_out(cast.lin, gale.pk, team(cast, sort="experts", who=("sun", "zhao")).pk)
    own.cannot(cast.sun, called(cast.sun).pk)
    rolls.dialled(cast.lin, called(cast.zhao).pk, "declined")
    assert Entry.objects.filter(kind="dispatch.call_unanswered").count() == 1
    out.call.refresh_from_db()
    assert out.call.ended_at is None, "the watch ends it, or finds others"


def test_nobody_answers_for_another_and_what_makes_no_sense_is_refused(cast: Cast, gale: Incident) -> None:
    call_out(cast.lin, gale.pk, team(cast).pk)
    row = called(cast.sun)
    for act in (own.come, own.cannot):
        with pytest.raises(NotOfACallOut):
            act(cast.lin, row.pk)
        with pytest.raises(NotSignedIn):
            act(NOBODY, row.pk)
    with pytest.raises(ComingWrong):
        own.come(cast.sun, row.pk, minutes=1441)
    assert called(cast.sun).state == CalledState.CALLED


def expert_in_no_post(cast: Cast, gale: Incident) -> Called:
    call_out(cast.lin, gale.pk, team(cast, sort="experts", who=("guest", "zhao")).pk)
    return called(cast.guest)


def test_an_expert_in_no_post_who_may_see_nothing_answers_all_the_same(
    cast: Cast, gale: Incident, clock: SetClock
) -> None:
    row = expert_in_no_post(cast, gale)
    client = Client(headers={"Accept-Language": "zh"})
    client.force_login(Person.objects.get(code="guest"), backend=BACKEND)
    assert client.get("/").headers["Location"] == "/called/"
    page = client.get("/called/").content.decode()
    assert gale.number in page
    assert "请您出动" in page
    assert f"/incidents/{gale.pk}" not in page, "he may not open the incident"
    assert client.post(f"/called/{row.pk}/come", {"minutes": "0"}).headers["Location"] == "/called/"
    assert client.post(f"/called/{row.pk}/come", {"minutes": "x"}).status_code == 409
    assert client.post(f"/called/{row.pk}/came", {"people": "2", "back": "mine"}).headers["Location"] == "/called/"
    assert Coming.objects.get(called=row).came_n == 2
    assert client.post(f"/called/{row.pk}/left", {"back": "mine"}).headers["Location"] == "/called/"
    assert client.get("/").status_code == 403, "it is over: he sees nothing else"
    with pytest.raises(NotAllowed):
        came(cast.guest, called(cast.zhao).pk)


def test_over_the_api(cast: Cast, gale: Incident) -> None:
    row = expert_in_no_post(cast, gale)
    program = Client(headers={"Authorization": f"Bearer {make_api_token(people.person_by_code('guest'))}"})
    (mine,) = program.get("/api/called/mine").json()
    assert (mine["called"], mine["number"], mine["coming"]) == (row.pk, gale.number, None)
    body: dict[str, Any] = {"data": {"minutes": 20}, "content_type": "application/json"}
    said = program.post(f"/api/called/{row.pk}/come", **body).json()
    assert (said["state"], said["mine"]["coming"]["minutes"]) == ("accepted", 20)
    assert program.post(f"/api/called/{row.pk}/come", **body).status_code == 409
    came_ = program.post(f"/api/called/{row.pk}/came", data={"people": 1}, content_type="application/json")
    assert (came_.status_code, came_.json()["people"]) == (200, 1)
    other = called(cast.zhao)
    assert program.post(f"/api/called/{other.pk}/cannot", data={}, content_type="application/json").status_code == 404
    assert program.post(f"/api/called/{other.pk}/left", data={}, content_type="application/json").status_code == 403


def test_a_member_answers_on_his_console(cast: Cast, gale: Incident) -> None:
    call_out(cast.lin, gale.pk, team(cast).pk)
    client = Client(headers={"Accept-Language": "en"})
    client.force_login(Person.objects.get(code="sun"), backend=BACKEND)
    row = called(cast.sun)
    page = client.get("/").content.decode()
    assert "You are called out" in page
    assert f'action="/called/{row.pk}/come"' in page
    assert client.post(f"/called/{row.pk}/cannot", {"reason": "away", "back": "console"}).headers["Location"] == "/"
    assert "You are called out" not in client.get("/").content.decode()
    assert called(cast.sun).note == "away"


def test_hours_without_a_network_each_act_is_done_once_with_its_own_time(
    cast: Cast, gale: Incident, clock: SetClock, send: Send
) -> None:
    call_out(cast.lin, gale.pk, team(cast).pk)
    row, began = called(cast.sun), clock.at
    clock.forward(hours=2)
    batch: list[dict[str, Any]] = [
        {"key": "call-00001", "kind": "call_come", "called": row.pk, "minutes": 30, "ago": 110},
        {"key": "call-00002", "kind": "call_there", "called": row.pk, "people": 5, "ago": 80},
        {"key": "call-00003", "kind": "call_left", "called": row.pk, "ago": 10},
    ]
    assert [one.outcome for one in send(*(dict(one) for one in batch))] == ["applied"] * 3
    assert [one.outcome for one in send(*(dict(one) for one in batch))] == ["already"] * 3
    made = Coming.objects.get(called=row)
    assert (made.due_at, made.came_at, made.left_at, made.came_n) == (
        began + timedelta(minutes=40), began + timedelta(minutes=40), began + timedelta(minutes=110), 5,
    )  # fmt: skip
    assert called(cast.sun).answered_at == began + timedelta(minutes=10)
    assert Entry.objects.filter(kind="dispatch.team_came").count() == 1
    assert {one.incident_id for one in FieldAct.objects.all()} == {gale.pk}
    assert list(verify()) == []


def test_an_answer_that_comes_too_late_is_told_to_both_sides(cast: Cast, gale: Incident, send: Send) -> None:
    call_out(cast.lin, gale.pk, team(cast).pk)
    row = called(cast.sun)
    rolls.dialled(cast.lin, row.pk, "declined")
    own.come(cast.chen, called(cast.chen).pk, minutes=5)
    (answer,) = send({"key": "call-00004", "kind": "call_come", "called": row.pk})
    assert (answer.outcome, answer.code) == ("refused", "dispatch.AlreadyAnswered")
    assert Entry.objects.get(kind="dispatch.field_act_refused").incident == gale.pk
    (unread,) = send({"key": "call-00005", "kind": "call_come"})
    assert unread.code == "dispatch.ActUnread"
    (wrong,) = send({"key": "call-00006", "kind": "call_there", "called": row.pk, "people": 10_000})
    assert wrong.code == "dispatch.ActUnread"


def test_who_said_that_he_comes_and_calls_off_is_followed_by_the_next_of_the_frozen_line(
    cast: Cast, gale: Incident, clock: SetClock, air: Air
) -> None:
    way(cast.sun, "sms", "1")
    way(cast.chen, "sms", "2")
    row = team(cast, who=("sun", "chen", "zhao"))
    out = call_out(cast.lin, gale.pk, row.pk)
    work(clock)
    own.come(cast.sun, called(cast.sun).pk, minutes=20)
    team(cast, who=("sun",))  # who is in the team now changes nothing: the line was fixed when it was called out
    out.call.refresh_from_db()
    assert out.call.outcome == "answered"

    own.cannot(cast.sun, called(cast.sun).pk, reason="车坏了")
    work(clock)

    out.call.refresh_from_db()
    assert (out.call.ended_at, called(cast.sun).state, called(cast.chen).state) == (None, "declined", "called")
    assert [note.to for _, note in air.notes] == ["1", "2"]
    went_on = Entry.objects.get(kind="dispatch.call_went_on")
    assert "又不能来" in went_on.say().zh
    off = Entry.objects.get(kind="dispatch.team_called_off")
    assert "车坏了" in off.say(personal=True).zh
    assert "车坏了" not in off.say().zh
    (shown,) = finding.outs(cast.lin, gale.pk)
    assert (shown.called_off, shown.on_the_way, shown.is_over) == (True, False, False)
    own.come(cast.chen, called(cast.chen).pk)
    out.call.refresh_from_db()
    assert out.call.outcome == "answered"
    assert [one.on_the_way for one in finding.outs(cast.lin, gale.pk)] == [True]
    assert list(verify()) == []


def test_who_had_not_answered_in_time_is_asked_anew_and_at_the_end_the_watch_is_told(
    cast: Cast, gale: Incident, clock: SetClock, air: Air
) -> None:
    """Sun is silent, Chen is called too and comes; he calls off, and Sun is asked once more, by all his ways."""
    way(cast.sun, "sms", "1")
    way(cast.sun, "mail", "sun")
    way(cast.chen, "sms", "2")
    out = call_out(cast.lin, gale.pk, team(cast).pk)
    work(clock, 130)
    own.come(cast.chen, called(cast.chen).pk, minutes=5)
    before = len(air.notes)

    left(cast.lin, called(cast.chen).pk, reason="送医")
    work(clock, 61)

    assert [note.to for _, note in air.notes[before:]] == ["1", "sun"]
    assert (called(cast.sun).turns, called(cast.sun).state) == (2, "called")
    assert Attempt.objects.filter(called=called(cast.sun)).values("key").distinct().count() == 4
    assert not Entry.objects.filter(kind="dispatch.call_unanswered").exists()
    work(clock, 60)
    assert Entry.objects.filter(kind="dispatch.call_unanswered").count() == 1
    own.cannot(cast.sun, called(cast.sun).pk)
    out.call.refresh_from_db()
    assert out.call.ended_at is None, "the watch ends it, or finds others"
    assert [matter.zh for matter in Dispatch().open_matters(gale.pk)] == ["1 份叫应未结束"]


def test_the_last_of_a_team_and_the_last_expert_who_call_off_are_told_at_once(cast: Cast, gale: Incident) -> None:
    call_out(cast.lin, gale.pk, team(cast, who=("sun",)).pk)
    own.come(cast.sun, called(cast.sun).pk)
    left(cast.sun, called(cast.sun).pk)
    assert Entry.objects.filter(kind="dispatch.call_unanswered").count() == 1
    out = call_out(cast.lin, gale.pk, team(cast, "wise", sort="experts", who=("chen", "zhao")).pk)
    own.come(cast.chen, called(cast.chen).pk)
    own.come(cast.zhao, called(cast.zhao).pk)
    left(cast.chen, called(cast.chen).pk)
    assert Entry.objects.filter(kind="dispatch.call_unanswered").count() == 1, "the other expert still comes"
    left(cast.zhao, called(cast.zhao).pk)
    assert Entry.objects.filter(kind="dispatch.call_unanswered").count() == 2
    out.call.refresh_from_db()
    assert out.call.ended_at is None


def test_of_a_team_of_which_another_is_there_nobody_else_is_called(cast: Cast, gale: Incident) -> None:
    out = call_out(cast.lin, gale.pk, team(cast).pk)
    own.come(cast.sun, called(cast.sun).pk)
    came(cast.lin, called(cast.chen).pk)
    left(cast.sun, called(cast.sun).pk)
    out.call.refresh_from_db()
    assert out.call.outcome == "answered"


def test_a_call_off_by_text_message_is_taken_where_it_names_the_number(
    cast: Cast, gale: Incident, clock: SetClock, air: Air
) -> None:
    way(cast.sun, "sms", "+8613800000001")
    call_out(cast.lin, gale.pk, team(cast).pk)
    work(clock)
    row = called(cast.sun)
    hear("sms", [Report(Sort.ANSWER, "", "13800000001", f"1 {row.pk} 30")])
    assert hear("sms", [Report(Sort.ANSWER, "", "13800000001", "2")]).unread == 1
    assert hear("sms", [Report(Sort.ANSWER, "", "13800000001", f"2 {row.pk}")]).answers == 1
    assert (called(cast.sun).state, called(cast.chen).state) == ("declined", "called")
