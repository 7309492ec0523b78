"""Drills planned, hidden, begun, steered, evaluated; on the screen, over the API; out of history; what the tables refuse."""

from datetime import timedelta
from typing import Any

import orjson
import pytest
from django.db import IntegrityError, transaction
from django.test import Client

from watchroom.alarms import actions as alarms
from watchroom.alarms.models import Alarm
from watchroom.conftest import T0, SetClock
from watchroom.incidents import actions as incidents
from watchroom.incidents.models import Incident
from watchroom.journal.models import Entry
from watchroom.people.actions import make_api_token
from watchroom.people.faults import NotAllowed
from watchroom.people.models import Person, Shift
from watchroom.people.queries import person_by_code
from watchroom.people.testing import Cast
from watchroom.plans.drills import actions, history, marking, planning, queries
from watchroom.plans.drills.faults import (
    HandoverNear,
    NoScript,
    NoSuchDrill,
    NotAnEvaluator,
    NothingLeft,
    NotTheDirector,
    OtherUnderWay,
    RealIncident,
    ScriptUnknown,
    WrongState,
)
from watchroom.plans.drills.models import Drill, Fired, Mark
from watchroom.plans.drills.scoring import entries_of, score
from watchroom.plans.drills.script import read
from watchroom.plans.drills.showing import within_words
from watchroom.plans.drills.taking import take_report
from watchroom.plans.tests.drill_world import INJECTS, fire, given, planned, script
from watchroom.plans.tests.world import bulletin, opened, windy
from watchroom.sources.models import Bulletin

BACKEND = "django.contrib.auth.backends.ModelBackend"


def browser(code: str) -> Client:
    client = Client()
    client.force_login(Person.objects.get(code=code), backend=BACKEND)
    return client


def program(code: str) -> Client:
    return Client(headers={"Authorization": f"Bearer {make_api_token(person_by_code(code))}"})


# ---- planning and keeping quiet --------------------------------------------------------------------------------------


def test_a_no_notice_drill_is_seen_by_those_concerned_alone_until_it_begins(cast: Cast, clock: SetClock) -> None:
    row = planned(cast, announced=False, participants=())
    for hides in (cast.lin, cast.wall):
        assert queries.drills(hides) == []
        with pytest.raises(NoSuchDrill):
            queries.drill(hides, row.pk)
    assert browser("lin").get(f"/drills/{row.pk}").status_code == 404
    assert row.title_zh not in browser("lin").get("/drills/").content.decode()
    said = Entry.objects.get(kind="plans.drill_planned")
    told = orjson.dumps([said.facts, said.say().zh, said.say().en]).decode()
    for secret in (row.title_zh, row.title_en, row.plan_code, "2026-02"):
        assert secret not in told
    for sees in (cast.chen, cast.zhao, cast.sun):
        assert queries.drills(sees) == [row]
    actions.start(cast.zhao, row.pk)
    assert queries.drill(cast.lin, row.pk) == row
    assert "script" in program("lin").get(f"/api/drills/{row.pk}").json()
    assert program("lin").get(f"/api/drills/{row.pk}").json()["script"] is None


def test_a_leader_whom_it_is_to_surprise_can_neither_change_nor_cancel_it(cast: Cast) -> None:
    row = planned(cast, announced=False, director="chen")
    with pytest.raises(NoSuchDrill):
        planning.cancel_drill(cast.zhao, row.pk, reason="试探")
    with pytest.raises(NoSuchDrill):
        planning.change_drill(cast.zhao, row.pk, given())


def test_no_notice_does_not_begin_near_a_handover_and_an_announced_one_may(cast: Cast, clock: SetClock) -> None:
    row = planned(cast, announced=False)
    Shift.objects.filter(post__code="watch_officer").update(until=T0 + timedelta(minutes=14))
    with pytest.raises(HandoverNear):
        actions.start(cast.zhao, row.pk)
    clock.forward(minutes=30)
    assert actions.start(cast.zhao, row.pk).state == "running"


def test_what_a_script_names_must_be_here(cast: Cast) -> None:
    row = planned(cast)
    for wrong in ({"rule": "no-such"}, {"kind": "message", "to": "nobody", "text": {"zh": "试"}}):
        with pytest.raises(ScriptUnknown):
            planning.add_inject(cast.chen, row.pk, {"at": "1m", "kind": "normal"} | wrong)
    planning.add_inject(cast.chen, row.pk, {"at": "4m", "kind": "normal", "rule": "jump-wind-4"})
    assert [one.code for one in read(Drill.objects.get().script).injects] == ["call", "wind", "signal", "ask", "i1"]


def test_rights_and_the_director_s_name(cast: Cast) -> None:
    row = planned(cast, script="")
    with pytest.raises(NotAllowed):
        planning.plan_drill(cast.lin, given())
    with pytest.raises(NotTheDirector):
        actions.start(cast.chen, row.pk)
    with pytest.raises(NoScript):
        actions.start(cast.zhao, row.pk)
    with pytest.raises(NotAllowed):
        actions.stop(cast.guest, row.pk, reason="试")


# ---- running ---------------------------------------------------------------------------------------------------------


def test_it_is_paused_sped_up_and_jumped_and_fires_by_its_own_clock(cast: Cast, clock: SetClock) -> None:
    row = planned(cast)
    actions.start(cast.zhao, row.pk)
    assert fire(clock) == 1
    actions.pause(cast.zhao, row.pk)
    clock.forward(hours=1)
    assert fire(clock) == 0
    actions.resume(cast.zhao, row.pk)
    actions.set_speed(cast.zhao, row.pk, 600)
    clock.forward(seconds=0.1)
    assert fire(clock) == 1
    assert Alarm.objects.get().title.zh.startswith("【演练】")
    actions.set_speed(cast.zhao, row.pk, 1)
    actions.jump(cast.zhao, row.pk)
    assert fire(clock) == 1
    assert Bulletin.objects.get().status == "Exercise"
    actions.jump(cast.zhao, row.pk)
    assert fire(clock) == 1
    with pytest.raises(NothingLeft):
        actions.jump(cast.zhao, row.pk)
    actions.end(cast.zhao, row.pk)
    assert not Bulletin.objects.filter(state="in_force").exists()
    assert Alarm.objects.get().state == "rtn"
    with pytest.raises(WrongState):
        actions.resume(cast.zhao, row.pk)


def test_something_real_stops_it_at_once_whoever_directs_and_it_counts_as_no_drill(cast: Cast, clock: SetClock) -> None:
    row = planned(cast)
    actions.start(cast.zhao, row.pk)
    clock.forward(minutes=3)
    fire(clock)
    actions.stop(cast.lin, row.pk, reason="山下真有火情")
    row.refresh_from_db()
    assert (row.state, row.stopped, row.under_way, row.reason) == ("ended", True, None, "山下真有火情")
    assert fire(clock) == 0
    assert queries.last_drilled("ski-jump-wind") is None
    said = Entry.objects.get(kind="plans.drill_stopped")
    assert said.say().zh.startswith("【演练】终止")


def test_its_own_start_belongs_to_it_though_the_book_keeps_whole_milliseconds(cast: Cast, clock: SetClock) -> None:
    row = planned(cast)
    clock.set(T0 + timedelta(microseconds=700))
    row = actions.start(cast.zhao, row.pk)
    assert [one.kind for one in entries_of(row)] == ["plans.drill_started"]


def test_one_drill_at_a_time_and_a_held_one_is_in_the_calendar(cast: Cast, clock: SetClock) -> None:
    first, second = planned(cast), planned(cast)
    actions.start(cast.zhao, first.pk)
    with pytest.raises(OtherUnderWay):
        actions.start(cast.zhao, second.pk)
    clock.forward(minutes=20)
    actions.end(cast.zhao, first.pk)
    assert queries.last_drilled("ski-jump-wind") == clock.at
    assert actions.start(cast.zhao, second.pk).state == "running"


def test_a_call_is_not_noted_on_a_real_incident_and_is_taken_once(cast: Cast, clock: SetClock) -> None:
    row = planned(cast)
    real = incidents.open_incident(cast.lin, title_zh="真", kind="gale", place="ski-jump")
    actions.start(cast.zhao, row.pk)
    fire(clock)
    with pytest.raises(RealIncident):
        take_report(cast.lin, row.pk, "call", incident=real.pk)
    made = take_report(cast.lin, row.pk, "call")
    assert made.zh == "【演练】跳台大风"
    assert not Entry.objects.filter(incident=real.pk, exercise=True).exists()
    assert Fired.objects.get().incident == made.pk


# ---- evaluating ------------------------------------------------------------------------------------------------------


def test_an_evaluator_s_word_holds_before_the_journal_s_and_a_lesson_can_be_a_cause_to_revise(
    cast: Cast, clock: SetClock
) -> None:
    row = planned(cast)
    actions.start(cast.zhao, row.pk)
    clock.forward(minutes=10)
    fire(clock)
    clock.forward(minutes=4)
    key = "expect/ask/answer"
    with pytest.raises(NotAnEvaluator):
        marking.mark(cast.lin, row.pk, key, done=True)
    marking.mark(cast.sun, row.pk, key, verdict="good", done=True, note="答得清楚")
    actions.end(cast.zhao, row.pk)
    found = {one.wanted.key: one for one in score(Drill.objects.get()).items}
    assert (found[key].met, found[key].by_hand) == ("on_time", True)
    assert found["expect/call/opened"].met == "missed"
    assert found["level/3"].met == "missed"
    assert within_words(found["level/3"].wanted).en == "the plan sets no time"
    marking.mark(cast.sun, row.pk, key, verdict="poor", done=False)
    assert {one.wanted.key: one.met for one in score(Drill.objects.get()).items}[key] == "missed"
    assert Mark.objects.count() == 1
    marking.note_lesson(cast.sun, row.pk, finding="没有人接电话", advice="改值守安排", revises=True)
    assert [one.finding for one in queries.lessons("ski-jump-wind", revising=True)] == ["没有人接电话"]
    actions.evaluated(cast.zhao, row.pk)
    with pytest.raises(WrongState):
        marking.mark(cast.sun, row.pk, key, verdict="good")
    assert actions.close(cast.zhao, row.pk).state == "closed"


# ---- out of history --------------------------------------------------------------------------------------------------


def test_a_past_incident_becomes_a_script_with_its_alarms_reports_and_warnings_at_their_times(
    cast: Cast, clock: SetClock
) -> None:
    row = planned(cast)
    alarm = windy()
    clock.set(alarm.raised_at)
    start = clock.at
    clock.forward(minutes=2)
    real = opened(cast.lin, alarm)
    clock.forward(minutes=3)
    incidents.note(cast.lin, real.pk, "三人受伤", counted={"injured": 3})
    alarms.acknowledge(cast.lin, alarm.pk)
    incidents.close(cast.chen, real.pk, reason="结束")
    made = history.of_incident(cast.chen, real.number)
    told = [(one.kind, one.at_ms // 60_000) for one in made.injects]
    assert told == [("alarm", 0), ("report", 5)]
    assert made.injects[0].rule == "jump-wind-4"  # type: ignore[union-attr]
    assert made.injects[1].counts == {"injured": 3}  # type: ignore[union-attr]
    day = history.of_day(cast.chen, start.date())
    assert [one.kind for one in day.injects] == ["alarm", "report"]
    planning.change_drill(cast.chen, row.pk, given(script=browser_script(real.number)))
    actions.start(cast.zhao, row.pk)
    clock.forward(minutes=6)
    assert fire(clock) == 2
    assert Alarm.objects.filter(rule__code="drill-jump-wind-4").exists()


def browser_script(number: str) -> str:
    answer = program("chen").get("/api/drill-script", {"incident": number})
    assert answer.status_code == 200, answer.content
    return str(answer.json()["script"])


# ---- screen and API --------------------------------------------------------------------------------------------------


def test_the_screen_goes_the_whole_way(cast: Cast, clock: SetClock) -> None:
    planned(cast)
    bulletin("暴雪", 4)
    chen, zhao, lin, sun = (browser(code) for code in ("chen", "zhao", "lin", "sun"))
    form = {
        "title_zh": "页面演练", "form": "tabletop", "aim": "study", "announced": "yes", "plan": "ski-jump-wind", "levels": ["3"],
        "director": "zhao", "evaluators": ["sun"], "participants": ["watch_officer"], "planned_for": "2026-02-06T10:00", "script": "",
    }  # fmt: skip
    assert chen.get("/drills/new").status_code == 200
    assert chen.post("/drills/new", form | {"planned_for": ""}).status_code == 422
    assert chen.post("/drills/new", form).status_code == 302
    row = Drill.objects.latest("pk")
    add = {
        "at": "0s",
        "kind": "report",
        "to": "watch_officer",
        "text_zh": "有人摔倒",
        "incident_kind": "medical",
        "place": "ski-jump",
    }
    assert chen.post(f"/drills/{row.pk}/inject", add).status_code == 302
    assert chen.get(f"/drills/{row.pk}/edit").status_code == 200
    assert zhao.post(f"/drills/{row.pk}/steer", {"act": "start"}).status_code == 302
    fire(clock)
    for lang in ("zh", "en"):
        lin.post("/prefs", {"lang": lang})
        page = lin.get(f"/drills/{row.pk}").content.decode()
        assert "有人摔倒" in page
        assert ("【演练】" if lang == "zh" else "EXERCISE:") in page
        assert "页面演练" in lin.get("/drills/bar").content.decode()
        assert lin.get("/drills/").status_code == 200
    assert (
        lin.post(f"/drills/{row.pk}/take", {"code": "i1"}).headers["Location"]
        == f"/incidents/{Incident.objects.latest('pk').pk}"
    )
    assert sun.get(f"/drills/{row.pk}/score").status_code == 200
    assert sun.post(f"/drills/{row.pk}/mark", {"item": "call/i1", "verdict": "good"}).status_code == 302
    assert lin.post(f"/drills/{row.pk}/stop", {"reason": "真有人摔倒"}).status_code == 302
    assert sun.post(f"/drills/{row.pk}/lesson", {"finding": "电话占线"}).status_code == 302
    assert "电话占线" in sun.get(f"/drills/{row.pk}/score").content.decode()
    assert lin.get(f"/drills/{row.pk}/now").status_code == 200


def test_a_program_goes_the_whole_way(cast: Cast, clock: SetClock) -> None:
    planned(cast)
    chen, zhao, lin, sun = (program(code) for code in ("chen", "zhao", "lin", "sun"))

    def post(client: Client, path: str, **told: Any) -> Any:
        answer = client.post(f"/api/drills{path}", orjson.dumps(told), content_type="application/json")
        assert answer.status_code == 200, answer.content
        return answer.json()

    made = post(
        chen, "", title_zh="接口演练", plan="ski-jump-wind", planned_for="2026-02-06T10:00:00+08:00", director="zhao",
        evaluators=["sun"], script=script(),
    )  # fmt: skip
    at = f"/{made['id']}"
    post(zhao, f"{at}/steer", act="start")
    fire(clock)
    post(zhao, f"{at}/steer", act="speed", speed=60)
    incident = post(lin, f"{at}/take", code="call")["incident"]
    clock.forward(seconds=10)
    fire(clock)
    whole = chen.get(f"/api/drills{at}").json()
    assert (whole["state"], whole["position_s"], len(whole["steps"])) == ("running", 600.0, len(INJECTS))
    assert [one["kind"] for one in whole["arrived"]] == ["message", "report"]
    assert whole["arrived"][1]["incident"] == incident
    assert lin.get(f"/api/drills{at}/score").json()["items"] == []
    post(zhao, f"{at}/steer", act="end")
    sheet = lin.get(f"/api/drills{at}/score").json()
    assert {one["key"]: one["met"] for one in sheet["items"]}["expect/call/opened"] == "on_time"
    post(sun, f"{at}/marks", item="expect/call/opened", verdict="fair")
    post(sun, f"{at}/lessons", finding="慢", revises=True)
    post(zhao, f"{at}/steer", act="evaluated")
    assert [one["id"] for one in chen.get("/api/drills").json()][-1] == made["id"]


# ---- what the tables refuse ------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "wrong",
    [
        {"state": "running"},
        {"state": "planned", "under_way": True},
        {"speed": 601.0},
        {"position_ms": -1},
        {"stopped": True, "reason": ""},
        {"form": "party"},
        {"title_en": ""},
        {"state": "ended", "ended_by": "x:1"},
    ],
)
def test_a_drill_that_cannot_be_is_refused_by_the_database(cast: Cast, wrong: dict[str, Any]) -> None:
    row = planned(cast)
    with pytest.raises(IntegrityError), transaction.atomic():
        Drill.objects.filter(pk=row.pk).update(**wrong)


def test_an_inject_is_fired_once_by_the_database(cast: Cast, clock: SetClock) -> None:
    row = planned(cast)
    actions.start(cast.zhao, row.pk)
    fire(clock)
    with pytest.raises(IntegrityError), transaction.atomic():
        Fired.objects.create(drill=row, code="call", at_ms=0, fired_at=clock.at)
    other = planned(cast)
    with pytest.raises(IntegrityError), transaction.atomic():
        Drill.objects.filter(pk=other.pk).update(
            state="running", under_way=True, begun_at=clock.at, begun_by="x:1", since=clock.at
        )
