"""The wizard's pages: left and come back to, complete or told what is missing, and kept as drafts by a lead."""

import pytest
import yaml

from watchroom.incidents.tests.test_pages import api, as_, post
from watchroom.people.testing import Cast
from watchroom.plans.models import Plan
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
    assert "profile.address is missing" in made
    assert "reports is missing" in made
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
