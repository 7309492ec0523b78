"""The tests of a plan on its page and over the API: what came with it runs, a lead runs a file of his own."""

import pytest

from watchroom.incidents.tests.test_pages import api, as_, post
from watchroom.journal.queries import head
from watchroom.people.testing import Cast
from watchroom.plans import actions

pytestmark = pytest.mark.django_db
WRONG = """
format: watchroom-plan-tests/1
plan: ski-jump-wind
tests:
  - name: {zh: 错, en: wrong}
    incident: {kind: gale, place: ski-jump, place_kind: venue}
    steps:
      - {given: {wind_gust: 9}, expect: {proposed: 2}}
"""


def test_the_tests_that_came_with_a_plan_run_when_the_page_opens(cast: Cast) -> None:
    actions.put_shipped()

    page = as_(cast.lin, "en").get("/plans/ski-jump-wind/tests").content.decode()

    assert "10 of 10 passed" in page
    assert "Both outcomes of every condition" in page
    assert "<textarea" not in page  # only a lead runs files of his own
    told = api(cast.lin).get("/api/plans/ski-jump-wind/tests").json()
    assert (told["ok"], told["passed"], told["coverage"]["percent"]) == (True, 10, 100)


def test_a_lead_runs_a_file_of_his_own_and_nothing_is_kept(cast: Cast) -> None:
    actions.put_shipped()
    client = api(cast.chen)  # its token is an entry
    before = head()

    page = as_(cast.chen, "en").post("/plans/ski-jump-wind/tests", {"tests": WRONG}).content.decode()

    assert "0 of 1 passed" in page
    assert "should propose level II, proposes level III" in page
    given = {"plan": "ski-jump-wind", "tests": WRONG}
    told = post(client, "/api/plan-test", given, 200)
    assert (told["ok"], told["tests"][0]["failures"][0]["line"]) == (False, 8)
    assert head() == before
    assert as_(cast.lin, "en").post("/plans/ski-jump-wind/tests", {"tests": WRONG}).status_code == 403


def test_a_file_with_faults_is_told_with_its_lines(cast: Cast) -> None:
    actions.put_shipped()

    page = as_(cast.zhao, "en").post("/plans/ski-jump-wind/tests", {"tests": WRONG.replace("wind_gust", "gusts")})

    assert "line 8" in page.content.decode()
    assert "The fact gusts is not declared" in page.content.decode()
