"""Plans through the front door: the plan is readable, the proposal shows its clause and facts, one button for the one who may."""

from typing import Any

import pytest
from django.test import Client

from watchroom.incidents.tests.test_pages import api, as_, post
from watchroom.people.testing import Cast
from watchroom.plans import actions, library
from watchroom.plans.format import PlanFile
from watchroom.plans.models import Activation, Plan, Proposal
from watchroom.plans.showing_parts import parts_of
from watchroom.plans.tests.samples import content, plan_data
from watchroom.plans.tests.world import follow, gusty, proposed

LANGS = ("zh", "en")
CODES = ("ski-jump-wind", "gate-crowd", "zone-snow")


@pytest.mark.parametrize("lang", LANGS)
@pytest.mark.parametrize("code", CODES)
def test_a_plan_is_readable_with_its_conditions_tasks_and_sources(cast: Cast, lang: str, code: str) -> None:
    actions.put_shipped()
    client = as_(cast.lin, lang)

    text = client.get(f"/plans/{code}").content.decode()

    row = Plan.objects.get(code=code)
    assert (row.zh if lang == "zh" else row.en) in text
    assert ("满足任意一项" if lang == "zh" else "Any one of these") in text or code == "gate-crowd"
    assert ("下达后" if lang == "zh" else "of the order") in text
    assert ("出处" if lang == "zh" else "Sources") in text
    assert (row.zh if lang == "zh" else row.en) in client.get("/plans/").content.decode()
    assert "format: watchroom-plan/1" in client.get(f"/plans/{code}/source").content.decode()


def test_an_old_version_says_that_it_is_old(cast: Cast) -> None:
    actions.put_plan(content())
    actions.put_plan(content(lambda d: d.update(version=2)))
    client = as_(cast.lin)

    assert "这一版没有施行" in client.get("/plans/test-wind?version=1").content.decode()
    assert "这一版没有施行" not in client.get("/plans/test-wind").content.decode()
    assert client.get("/plans/test-wind?version=9").status_code == 404
    assert client.get("/plans/test-wind?version=x").status_code == 404


@pytest.mark.parametrize("lang", LANGS)
def test_the_proposal_shows_clause_facts_and_who_decides(cast: Cast, lang: str) -> None:
    row = proposed(cast.lin)

    text = as_(cast.chen, lang).get(f"/incidents/{row.incident_id}/plans").content.decode()

    mark = (
        "平均风速 4 m/s 以上、10.8 m/s 以下并持续 5 分钟"
        if lang == "zh"
        else "4 m/s or more but under 10.8 m/s for 5 minutes"
    )
    assert f"<mark>{mark}</mark>" in text
    assert "5.6 m/s" in text
    assert (
        "平均风速 ≥ 4、&lt; 10.8 m/s，持续 5 分钟" if lang == "zh" else "Mean wind ≥ 4, &lt; 10.8 m/s, for 5 min"
    ) in text
    assert ("决定权：指挥长" if lang == "zh" else "Decides: Commander") in text
    assert ("模拟" if lang == "zh" else "simulated") in text
    assert text.count("btn primary") == 1


def test_each_person_gets_the_one_button_that_is_his(cast: Cast) -> None:
    row = proposed(cast.lin)
    url = f"/incidents/{row.incident_id}/plans"

    def buttons(viewer: Any) -> tuple[bool, bool, bool]:
        text = as_(viewer).get(url).content.decode()
        return "/forward" in text, "/activate" in text, "/decline" in text

    assert buttons(cast.chen) == (True, False, True)
    assert buttons(cast.zhao) == (False, False, False)
    assert buttons(cast.lin) == buttons(cast.wall) == (False, False, False)
    as_(cast.chen).post(f"/plans/proposals/{row.pk}/forward")
    assert buttons(cast.chen) == (False, False, False)
    assert buttons(cast.zhao) == (False, True, True)
    assert "林晓" not in as_(cast.wall).get(url).content.decode()
    assert "陈立" not in as_(cast.wall).get(url).content.decode()


@pytest.mark.parametrize("lang", LANGS)
def test_the_whole_way_by_forms_forward_start_raise_and_end(cast: Cast, lang: str) -> None:
    row = proposed(cast.lin)
    chen, zhao = as_(cast.chen, lang), as_(cast.zhao, lang)
    scale = f"/incidents/{row.incident_id}/response"

    assert "data-proposed" in zhao.get(scale).content.decode()
    chen.post(f"/plans/proposals/{row.pk}/forward")
    zhao.post(f"/plans/proposals/{row.pk}/activate")
    assert ("Ⅲ" if lang == "zh" else ">III<") in zhao.get(scale).content.decode()
    gusty(15.2, limit=13)
    follow()
    raised = Proposal.objects.latest("pk")
    text = zhao.get(f"/incidents/{row.incident_id}/plans").content.decode()
    assert ("现运行 Ⅲ 级响应" if lang == "zh" else "Level III is running") in text
    chen.post(f"/plans/proposals/{raised.pk}/forward")
    zhao.post(f"/plans/proposals/{raised.pk}/activate", {"level": "2", "reason": ""})

    running = Activation.objects.get(state="running")
    assert running.level == 2
    assert zhao.post(f"/plans/activations/{running.pk}/stand-down", {"reason": ""}).status_code == 422
    zhao.post(f"/plans/activations/{running.pk}/stand-down", {"reason": "风停"})
    assert not Activation.objects.filter(state="running").exists()
    assert zhao.get(f"/incidents/{row.incident_id}/plans").status_code == 200


@pytest.mark.parametrize("lang", LANGS)
def test_the_conditions_say_what_is_lacking_and_let_the_commander_start_directly(cast: Cast, lang: str) -> None:
    row = proposed(cast.lin)
    zhao = as_(cast.zhao, lang)

    text = zhao.get(f"/incidents/{row.incident_id}/standing").content.decode()

    assert ("没有这项数据" if lang == "zh" else "no such fact is known") in text
    assert f'action="/incidents/{row.incident_id}/activate"' in text
    assert "/activate" not in as_(cast.lin).get(f"/incidents/{row.incident_id}/standing").content.decode()
    bad = zhao.post(f"/incidents/{row.incident_id}/activate", {"choice": "zone-snow:x", "reason": "x"})
    assert bad.status_code == 422
    zhao.post(f"/incidents/{row.incident_id}/activate", {"choice": "zone-snow:4", "reason": "预报有雪"})
    assert Activation.objects.get().plan_code == "zone-snow"


@pytest.mark.parametrize("lang", LANGS)
def test_a_level_that_rose_after_forwarding_is_told_to_the_commander(cast: Cast, lang: str) -> None:
    row = proposed(cast.lin)
    actions.forward(cast.chen, row.pk)
    gusty(15.2, limit=13)
    follow()

    text = as_(cast.zhao, lang).get(f"/incidents/{row.incident_id}/plans").content.decode()

    assert (
        "呈报时为 Ⅲ 级，现已升至 Ⅱ 级" if lang == "zh" else "level III when it was forwarded and has risen to level II"
    ) in text
    assert "/activate" in text


def test_no_page_and_no_act_is_open_to_an_outsider(cast: Cast) -> None:
    row = proposed(cast.lin)
    guest, pk = as_(cast.guest), row.incident_id

    for url in (
        "/plans/",
        "/plans/zone-snow",
        "/plans/zone-snow/source",
        f"/plans/proposals/{row.pk}",
        f"/incidents/{pk}/plans",
        f"/incidents/{pk}/response",
        f"/incidents/{pk}/standing",
    ):
        assert guest.get(url).status_code == 403, url
        assert Client().get(url).status_code in (302, 401), url
    for url in (
        f"/plans/proposals/{row.pk}/forward",
        f"/plans/proposals/{row.pk}/activate",
        f"/plans/proposals/{row.pk}/decline",
        f"/incidents/{pk}/activate",
    ):
        assert guest.post(url, {"reason": "x", "choice": "zone-snow:4"}).status_code == 403, url
    assert not Activation.objects.exists()
    assert Proposal.objects.get().state == "proposed"


def test_a_plan_name_that_is_markup_stays_text(cast: Cast) -> None:
    evil = {"zh": "<script>甲</script>", "en": "<img src=x onerror=1>"}
    actions.put_plan(content(lambda d: d.update(title=evil, notice=evil)))

    for lang in LANGS:
        text = as_(cast.lin, lang).get("/plans/test-wind").content.decode()
        assert "<script>甲" not in text
        assert "<img src=x" not in text


def test_the_api_goes_the_whole_way(cast: Cast) -> None:
    row = proposed(cast.lin)
    chen, zhao, lin = api(cast.chen), api(cast.zhao), api(cast.lin)

    (told,) = lin.get(f"/api/incidents/{row.incident_id}/proposals").json()
    assert (told["plan"], told["level"], told["clause"], told["met"]) == ("ski-jump-wind", 3, "4.2（一）", 1)
    assert [leaf["value"] for leaf in told["evidence"] if leaf["matched"]] == ["5.6"]
    assert post(zhao, f"/api/proposals/{row.pk}/activate", {}, 409)["code"] == "plans.NotForwarded"
    assert post(chen, f"/api/proposals/{row.pk}/forward", {}, 200, key="f")["state"] == "forwarded"
    assert post(chen, f"/api/proposals/{row.pk}/forward", {}, 200, key="f")["state"] == "forwarded"
    assert post(chen, f"/api/proposals/{row.pk}/activate", {}, 403)["code"] == "people.NotAllowed"
    made = post(zhao, f"/api/proposals/{row.pk}/activate", {}, 200, key="a")
    assert (made["level"], made["state"], made["templates"]) == (3, "running", ["hold-notice"])
    tasks = lin.get(f"/api/activations/{made['id']}/tasks").json()
    assert {"code": "hold-competition", "post": "competition_lead", "deadline_s": 300}.items() <= tasks[1].items()
    assert post(zhao, f"/api/proposals/{row.pk}/activate", {}, 200, key="a")["id"] == made["id"]
    ended = post(zhao, f"/api/activations/{made['id']}/stand-down", {"reason": "风停"}, 200)
    assert ended["state"] == "stood_down"
    assert [one["id"] for one in lin.get(f"/api/incidents/{row.incident_id}/activations").json()] == [made["id"]]


def test_the_api_gives_plans_schema_check_and_assessments(cast: Cast) -> None:
    row = proposed(cast.lin)
    lin, chen = api(cast.lin), api(cast.chen)

    assert [one["code"] for one in lin.get("/api/plans").json()] == [path.stem for path in library.files()]
    assert lin.get("/api/plans/zone-snow").json()["body"]["levels"][0]["when"]["any"][0]["at_least"] == "4"
    assert lin.get("/api/plan-schema").json()["$schema"].endswith("2020-12/schema")
    assert post(chen, "/api/plan-check", {"content": "a: &x 1"}, 200)[0]["code"] == "unreadable"
    assert post(lin, "/api/plan-check", {"content": "a: &x 1"}, 403)["code"] == "people.NotAllowed"
    text = content().decode()
    assert put(lin, {"content": text}, 403)["code"] == "people.NotAllowed"
    made = put(chen, {"content": text}, 200)
    assert (made["version"], made["state"]) == (1, "draft")
    assert put(chen, {"content": "a: 1"}, 422)["code"] == "plans.PlanHasErrors"
    held = {one["plan"]: one for one in lin.get(f"/api/incidents/{row.incident_id}/assessments").json()}
    assert set(held) == {"ski-jump-wind"}  # a draft is held to nothing
    assert {one["level"]: one["state"] for one in held["ski-jump-wind"]["levels"]} == {
        1: "lacks",
        2: "lacks",
        3: "holds",
        4: "fails",
    }


def test_the_api_is_closed_to_outsiders(cast: Cast) -> None:
    row = proposed(cast.lin)
    guest = api(cast.guest)

    for url in (
        "/api/plans",
        "/api/plans/zone-snow",
        f"/api/incidents/{row.incident_id}/proposals",
        f"/api/incidents/{row.incident_id}/assessments",
    ):
        assert guest.get(url).status_code == 403, url
        assert Client().get(url).status_code == 401, url
    assert post(guest, "/api/plan-check", {"content": "a"}, 403)["code"] == "people.NotAllowed"
    assert post(guest, f"/api/proposals/{row.pk}/forward", {}, 403)["code"] == "people.NotAllowed"
    assert post(api(cast.lin), "/api/proposals/999/forward", {}, 403)["code"] == "people.NotAllowed"


def put(client: Client, body: dict[str, Any], status: int) -> Any:
    answer = client.put("/api/plans", body, content_type="application/json")
    assert answer.status_code == status, answer.content
    return answer.json()


@pytest.mark.parametrize("lang", LANGS)
def test_a_plan_shows_its_organisation_reports_and_links(cast: Cast, lang: str) -> None:
    actions.put_shipped()

    text = as_(cast.lin, lang).get("/plans/zone-overall").content.decode()

    for zh, en in (("组织体系", "Organisation"), ("信息报送", "Reports upward"), ("预案衔接", "Links to other plans")):
        assert (zh if lang == "zh" else en) in text
    assert 'href="/plans/zone-snow"' in text


def test_units_that_hang_under_one_another_in_a_circle_are_all_shown(cast: Cast) -> None:
    def circled(data: dict[str, Any]) -> None:
        title = {"zh": "组", "en": "Group"}
        data["units"] = [
            {"code": f"g{n}", "title": title, "kind": "working_group", "parent": f"g{(n + 1) % 300}" if n < 300 else f"g{n - 1}"}
            for n in range(400)
        ]  # fmt: skip

    made = PlanFile.model_validate(_data(circled))

    assert len(parts_of(made, {})["organisation"]) == 400


def _data(change: Any) -> dict[str, Any]:
    data = plan_data()
    change(data)
    return data
