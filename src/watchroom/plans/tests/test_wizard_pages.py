"""The wizard's pages: left and come back to, complete or told what is missing, and kept as drafts by a lead."""

import pytest
import yaml
from django.contrib.sessions.models import Session

from watchroom.incidents.tests.test_pages import api, as_, post
from watchroom.journal.models import Entry
from watchroom.people.testing import Cast
from watchroom.plans.models import Plan, WizardAnswers
from watchroom.plans.reading import read
from watchroom.plans.wizard_sample import SAMPLE

pytestmark = pytest.mark.django_db


def test_what_is_typed_is_there_when_one_comes_back_and_the_last_page_tells_what_is_missing(cast: Cast) -> None:
    client = as_(cast.chen, "en")

    gone_on = client.post("/plans/wizard/profile", {"code": "snow-hotel", "name": "雪原<b>酒店", "people": "320"})
    client.post("/plans/wizard/risks", {"risk": ["fire", "nonsense", "lift"]})
    client.post("/plans/wizard/groups", {"0-code": "rescue", "0-lead": "工程部", "0-members": "保安部、客房部", "1-code": "medical"})  # fmt: skip

    assert gone_on["Location"] == "/plans/wizard/risks"
    assert "雪原&lt;b&gt;酒店" in client.get("/plans/wizard/profile").content.decode()
    groups = client.get("/plans/wizard/groups").content.decode()
    assert "保安部、客房部" in groups
    made = client.get("/plans/wizard/made").content.decode()
    assert "The unit · Address is missing" in made
    assert "Reports is missing" in made
    kept = yaml.safe_load(client.get("/plans/wizard/made?file=answers").content)
    assert kept["risks"] == ["fire", "lift"]
    assert kept["groups"] == [{"code": "rescue", "lead": "工程部", "members": ["保安部", "客房部"]}]
    assert not Plan.objects.exists()


def test_answers_of_a_file_are_taken_in_and_the_plans_kept_as_drafts(cast: Cast) -> None:
    client = as_(cast.chen, "en")

    client.post("/plans/wizard/made", {"answers": SAMPLE})
    page = client.get("/plans/wizard/made").content.decode()
    file = client.get("/plans/wizard/made?file=snow-hotel-fire").content
    done = client.post("/plans/wizard/made")

    assert "Keep all as drafts" in page
    assert read(file).data["code"] == "snow-hotel-fire"
    assert done["Location"] == "/plans/snow-hotel/versions"
    assert Plan.objects.filter(state="draft").count() == 8
    assert client.get("/plans/wizard/made?file=answers").content == b""  # begun anew
    (earlier,) = WizardAnswers.objects.all()
    assert "Begin with these" in client.get("/plans/wizard/profile").content.decode()
    client.post("/plans/wizard/made", {"again": earlier.pk})
    assert read(client.get("/plans/wizard/made?file=answers").content).data == read(SAMPLE.encode()).data


def test_answers_outlast_the_session_belong_to_their_person_and_every_change_is_in_the_book(cast: Cast) -> None:
    as_(cast.chen).post("/plans/wizard/profile", {"code": "snow-hotel", "name": "雪原酒店"})
    Session.objects.all().delete()

    again = as_(cast.chen)
    again.post("/plans/wizard/profile", {"code": "snow-hotel", "name": "雪原酒店"})  # nothing new
    again.post("/plans/wizard/risks", {"risk": ["fire"]})

    assert 'value="雪原酒店"' in again.get("/plans/wizard/profile").content.decode()
    assert 'href="/plans/wizard/made">雪原酒店' in again.get("/plans/").content.decode()
    assert 'value="雪原酒店"' not in as_(cast.zhao).get("/plans/wizard/profile").content.decode()
    facts = [one.facts for one in Entry.objects.filter(kind="plans.wizard_answered").order_by("pk")]
    assert [(one["unit"], one["filled"]) for one in facts] == [("雪原酒店", 1), ("雪原酒店", 2)]
    assert "snow-hotel" not in str(facts)  # what was answered stays out of the book


def test_answers_that_cannot_be_read_change_nothing_and_what_was_pasted_stays(cast: Cast) -> None:
    client = as_(cast.chen, "en")
    client.post("/plans/wizard/risks", {"risk": ["fire"]})

    for wrong in ("risks: [fire", "just words", "a: &b [*b]"):
        page = client.post("/plans/wizard/made", {"answers": wrong})
        assert page.status_code == 400
        assert "Not taken" in page.content.decode()
        assert wrong.split("&")[0] in page.content.decode()
    assert WizardAnswers.objects.get().answers == {"risks": ["fire"]}


def test_departments_and_places_are_chosen_from_lists_and_another_value_is_kept(cast: Cast) -> None:
    client = as_(cast.chen)
    answers = {
        "groups": [{"code": "rescue", "lead": "工程部", "members": ["保安部"]}],
        "contacts": [{"title": "值班", "of": "以前的部门", "address": "1"}],
    }
    client.post("/plans/wizard/made", {"answers": yaml.safe_dump(answers, allow_unicode=True)})

    page = client.get("/plans/wizard/contacts").content.decode()

    assert '<option value="保安部">保安部</option>' in page
    assert '<option value="以前的部门" selected>' in page
    assert '<option value="watch_officer">值班员</option>' in page


def test_only_who_may_draft_comes_to_the_wizard_and_over_the_api_the_same_is_made(cast: Cast) -> None:
    assert as_(cast.lin).get("/plans/wizard/profile").status_code == 403
    assert as_(cast.chen).get("/plans/wizard/nonsense").status_code == 404
    client = api(cast.zhao)
    given = client.get("/api/plan-wizard").json()

    told = post(client, "/api/plan-wizard", given, 200)
    wrong = post(client, "/api/plan-wizard", {"answers": "risks: [leek]"}, 200)

    assert ([plan["version"] for plan in told["plans"]], told["faults"]) == ([None] * 8, [])
    assert not Plan.objects.exists()
    assert wrong["plans"] == []
    assert wrong["faults"]
    kept = post(client, "/api/plan-wizard", {**given, "keep": True}, 200)
    assert {plan["version"] for plan in kept["plans"]} == {1}


def test_over_the_api_unfinished_answers_are_kept_and_read_by_their_person_alone(cast: Cast) -> None:
    client = api(cast.chen)

    told = client.put("/api/plan-wizard/answers", {"answers": "risks: [fire]"}, content_type="application/json").json()
    wrong = client.put("/api/plan-wizard/answers", {"answers": "a: ["}, content_type="application/json").json()

    assert told["answers"] == "risks:\n- fire\n"
    assert told["faults"]
    assert (wrong["answers"], wrong["faults"][0]["code"]) == (told["answers"], "unreadable")
    assert client.get("/api/plan-wizard/answers").json()["answers"] == told["answers"]
    assert api(cast.zhao).get("/api/plan-wizard/answers").json()["answers"] == ""
