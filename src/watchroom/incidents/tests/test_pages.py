"""Incidents through the front door: in both languages, with refusals, and with what was typed kept."""

from typing import Any

import pytest
from django.test import Client

from watchroom.alarms.models import Alarm
from watchroom.alarms.tests.scene import Watch, hill, wind_rule
from watchroom.conftest import T0
from watchroom.incidents import actions
from watchroom.incidents.models import Incident
from watchroom.people.actions import make_api_token
from watchroom.people.queries import person_by_code
from watchroom.people.testing import Cast
from watchroom.people.viewer import Viewer

LANGS = ("zh", "en")


def as_(viewer: Viewer, lang: str = "zh") -> Client:
    client = Client(headers={"accept-language": lang})
    client.force_login(person_by_code(viewer.code))
    return client


def api(viewer: Viewer) -> Client:
    token = make_api_token(person_by_code(viewer.code))
    return Client(headers={"authorization": f"Bearer {token}"})


def alarm() -> Alarm:
    rule = wind_rule()
    (raised,) = Watch(rule.watched, T0).minutes(*[4.6] * 6)
    return raised


def opened(cast: Cast) -> Incident:
    hill()
    report = {"type": "摔伤<b>", "injured": 2, "caller": "王某", "phone": "13900000000"}
    return actions.open_incident(
        cast.lin,
        title_zh="看台<script>摔倒",
        title_en="A fall on the stand",
        kind="medical",
        place="ski-jump",
        report=report,
    )


FRAGMENTS = ("", "/summary", "/head", "/timeline", "/reports")


@pytest.mark.parametrize("lang", LANGS)
def test_every_page_speaks_the_reader_s_language_and_escapes_what_was_typed(cast: Cast, lang: str) -> None:
    row = opened(cast)
    client = as_(cast.chen, lang)

    for url in (
        "/incidents/",
        "/incidents/?show=all",
        "/incidents/list",
        "/incidents/new",
        *(f"/incidents/{row.pk}{tail}" for tail in FRAGMENTS),
    ):
        answer = client.get(url)
        text = answer.content.decode()
        assert answer.status_code == 200, url
        assert "<script>摔" not in text
        if url.endswith("/timeline"):
            assert ("时间线" if lang == "zh" else "Timeline") in text
    page = client.get(f"/incidents/{row.pk}").content.decode()
    assert ("事件分级" if lang == "zh" else "Grade of the event") in page
    assert f"/incidents/{row.pk}/panes/plan" in page


def test_no_page_and_no_act_is_open_to_an_outsider(cast: Cast) -> None:
    row = opened(cast)
    guest, nobody = as_(cast.guest), Client()

    for url in (
        "/incidents/",
        "/incidents/list",
        "/incidents/new",
        *(f"/incidents/{row.pk}{tail}" for tail in FRAGMENTS),
    ):
        assert guest.get(url).status_code == 403, url
        assert nobody.get(url).status_code in (302, 401), url
    for act in ("note", "grade", "report", "close"):
        assert guest.post(f"/incidents/{row.pk}/{act}", {"text": "x"}).status_code in (403, 422), act
    assert Incident.objects.get().is_open
    assert guest.post("/incidents/new", {"title_zh": "x", "kind": "gale"}).status_code == 403


def test_the_form_is_filled_from_the_alarm_and_opens_the_incident(cast: Cast) -> None:
    raised = alarm()
    client = as_(cast.lin)

    form = client.get(f"/incidents/new?alarm={raised.pk}").content.decode()
    assert raised.rule.title.zh in form
    assert '<option value="gale" selected>' in form

    answer = client.post(
        "/incidents/new", {"alarm": str(raised.pk), "title_zh": "跳台阵风超限", "kind": "gale", "place": "ski-jump"}
    )
    row = Incident.objects.get()
    assert (answer.status_code, answer["Location"]) == (302, f"/incidents/{row.pk}")
    assert (row.alarm, row.zh) == (raised.pk, "跳台阵风超限")


def test_a_form_that_is_not_right_keeps_what_was_typed_and_says_where(cast: Cast) -> None:
    given = {"title_zh": "风大", "kind": "", "injured": "many", "type": "大风吹倒围挡", "lon": "east"}

    answer = as_(cast.lin).post("/incidents/new", given)

    text = answer.content.decode()
    assert answer.status_code == 422
    assert 'value="大风吹倒围挡"' in text
    assert 'value="many"' in text
    assert 'value="east"' in text
    assert "aria-invalid" in text
    assert not Incident.objects.exists()
    again = as_(cast.lin, "en").post("/incidents/new", {"title_zh": "风大", "kind": ""}).content.decode()
    assert "There is no kind of incident" in again


def test_the_caller_is_seen_by_the_watch_only(cast: Cast) -> None:
    row = opened(cast)

    assert "13900000000" in as_(cast.lin).get(f"/incidents/{row.pk}").content.decode()
    for viewer in (cast.zhao, cast.sun, cast.wall):
        assert "13900000000" not in as_(viewer).get(f"/incidents/{row.pk}").content.decode()
    assert "林晓" in as_(cast.zhao).get(f"/incidents/{row.pk}").content.decode()
    assert "林晓" not in as_(cast.wall).get(f"/incidents/{row.pk}/head").content.decode()


def test_the_acts_of_the_page_do_what_they_say(cast: Cast) -> None:
    row = opened(cast)
    lin, chen = as_(cast.lin), as_(cast.chen)

    lin.post(f"/incidents/{row.pk}/note", {"text": "已送医", "injured": "3"})
    chen.post(f"/incidents/{row.pk}/grade", {"grade": "4", "reason": "轻伤"})
    lin.post(
        f"/incidents/{row.pk}/report", {"kind": "first", "to": "区应急局", "text": "2 人轻伤", "channel": "telephone"}
    )
    refused = lin.post(f"/incidents/{row.pk}/note", {"text": "x", "injured": "few"})
    chen.post(f"/incidents/{row.pk}/close", {"reason": "处置完毕"})

    row.refresh_from_db()
    assert refused.status_code == 422
    assert (row.grade, row.reported["injured"]["value"], row.state) == (4, 3, "closed")
    timeline = as_(cast.lin).get(f"/incidents/{row.pk}/timeline").content.decode()
    assert "首报已报区应急局（电话）" in timeline
    assert "/causes" in timeline


def test_the_api_opens_notes_reports_and_closes(cast: Cast) -> None:
    raised = alarm()
    lin, chen = api(cast.lin), api(cast.chen)

    made = post(lin, "/api/incidents", {"alarm": raised.pk}, 200)
    assert (made["number"], made["kind"], made["place"], made["alarm"]) == (
        "I-2026-0001",
        "gale",
        "ski-jump",
        raised.pk,
    )
    pk = made["id"]
    assert post(lin, f"/api/incidents/{pk}/notes", {"text": "x", "counted": {"injured": 1}}, 200)["reported"] == {
        "injured": 1
    }
    assert (
        post(lin, f"/api/incidents/{pk}/reports", {"kind": "first", "to": "x", "text": "y"}, 200)["title_zh"] == "首报"
    )
    assert post(chen, f"/api/incidents/{pk}/grade", {"grade": 4, "reason": "x"}, 200)["grade"] == 4
    assert post(lin, f"/api/incidents/{pk}/close", {"reason": "x"}, 403)["code"] == "people.NotAllowed"
    assert post(chen, f"/api/incidents/{pk}/close", {"reason": "x"}, 200)["state"] == "closed"
    assert post(chen, f"/api/incidents/{pk}/close", {"reason": "x"}, 409)["code"] == "incidents.AlreadyClosed"
    assert lin.get("/api/incidents").json() == []
    assert [one["id"] for one in lin.get("/api/incidents?state=all").json()] == [pk]
    assert lin.get(f"/api/incidents/{pk}/reports").json()[0]["text"] == "y"


def test_an_idempotency_key_opens_one_incident(cast: Cast) -> None:
    lin = api(cast.lin)
    asked = {"title_zh": "停电", "title_en": "Power cut", "kind": "utilities", "lon": 115.4, "lat": 40.9}

    first = post(lin, "/api/incidents", asked, 200, key="k1")
    again = post(lin, "/api/incidents", asked, 200, key="k1")

    assert first["id"] == again["id"]
    assert Incident.objects.count() == 1
    assert (
        post(lin, "/api/incidents", asked | {"title_zh": "别的"}, 409, key="k1")["code"] == "journal.KeyUsedOtherwise"
    )


def test_the_api_is_closed_to_outsiders_and_to_nonsense(cast: Cast) -> None:
    row = opened(cast)
    guest = api(cast.guest)

    assert guest.get("/api/incidents").status_code == 403
    assert guest.get(f"/api/incidents/{row.pk}").status_code == 403
    assert Client().get("/api/incidents").status_code == 401
    assert post(guest, "/api/incidents", {"title_zh": "x", "kind": "gale"}, 403)["code"] == "people.NotAllowed"
    assert (
        post(api(cast.lin), "/api/incidents", {"title_zh": "x", "kind": "meteor"}, 422)["code"]
        == "incidents.UnknownKind"
    )
    assert api(cast.lin).get("/api/incidents/99").status_code == 404


def post(client: Client, url: str, body: dict[str, Any], status: int, key: str | None = None) -> Any:
    headers = {"Idempotency-Key": key} if key else {}
    answer = client.post(url, body, content_type="application/json", headers=headers)
    assert answer.status_code == status, answer.content
    return answer.json()
