"""What people state decides conditions, is explained on the standing list, and can be taken back."""

import json
from typing import Any

import pytest

from watchroom.incidents import actions as incidents
from watchroom.incidents.models import Incident
from watchroom.incidents.tests.test_pages import as_
from watchroom.journal.models import Entry
from watchroom.kernel.words import LANGS
from watchroom.people.testing import Cast
from watchroom.plans import actions, queries
from watchroom.plans.faults import IncidentClosed, NoSuchFact, NotYoursToJudge, ValueUnfit
from watchroom.plans.models import Proposal, Statement
from watchroom.plans.proposing import look
from watchroom.plans.tests.samples import comparison, level, plan_data, text
from watchroom.plans.tests.world import follow, opened, windy


def stating_plan() -> dict[str, Any]:
    """Two levels: three deaths with a judgement, or one death; loss is stated in yuan."""
    data = plan_data()
    data["facts"] |= {
        "deaths": {"title": text("死亡", "Deaths"), "unit": "person", "origin": "report"},
        "loss": {"title": text("直接损失", "Direct loss"), "unit": "yuan", "origin": "report"},
        "exposed": {"title": text("受威胁人口", "People at risk"), "unit": "person", "origin": "model"},
    }
    grave = {"judged": "grave", "words": text("影响严重", "Grave effects"), "by": "duty_leader"}
    loss = {"fact": "loss", "at_least": 1000000, "unit": "yuan", "source": "own"}
    exposed = {"fact": "exposed", "at_least": 500, "unit": "person", "source": "own"}
    data["levels"] = [
        level(2, {"all": [comparison("deaths", at_least=3), grave]}),
        level(3, {"any": [comparison("deaths", at_least=1, below=3), loss, exposed]}),
    ]
    data["actions"][0]["levels"] = data["actions"][1]["levels"] = data["warnings"][0]["levels"] = [3, 2]
    return data


@pytest.fixture
def told(cast: Cast) -> Incident:
    actions.put_plan(json.dumps(stating_plan()))
    row = opened(cast.lin, windy())
    follow()
    return row


def standing(cast: Cast, incident: Incident) -> dict[int, str]:
    (held,) = queries.assessments(cast.lin, incident.pk, readings=False)
    return {one.level.level: one.stands for one in held.levels}


def test_a_stated_figure_makes_a_proposal_with_its_cause(cast: Cast, told: Incident) -> None:
    assert standing(cast, told) == {2: "lacks", 3: "lacks"}

    actions.state(cast.lin, told.pk, "loss", "2500000")
    follow()

    row = Proposal.objects.get()
    assert (row.level, row.holds) == (3, True)
    (matched,) = [leaf for leaf in row.evidence if leaf["matched"]]
    assert (matched["value"], matched["unit"], matched["origin"]) == (
        "2500000",
        "yuan",
        Statement.objects.get().subject,
    )
    said = Entry.objects.get(kind="plans.stated")
    assert said.say().en == "Direct loss stated: 2500000 yuan"
    proposed = Entry.objects.filter(kind="plans.proposed").get()
    assert proposed.cause == said.id


def test_a_level_holds_in_part_until_the_post_has_judged(cast: Cast, told: Incident) -> None:
    incidents.note(cast.lin, told.pk, "三人死亡", counted={"deaths": 3})
    assert standing(cast, told)[2] == "part"
    question = "judged.test-wind.grave"
    with pytest.raises(NotYoursToJudge):
        actions.state(cast.lin, told.pk, question, "yes")

    actions.state(cast.chen, told.pk, question, "是")

    assert standing(cast, told)[2] == "holds"
    actions.state(cast.lin, told.pk, question, "no", said_by="陈")
    assert standing(cast, told)[2] == "part"
    actions.state(cast.chen, told.pk, question, "")
    assert standing(cast, told)[2] == "part", "taken back: again a person has still to judge"
    said = Entry.objects.filter(kind="plans.stated").latest("id")
    assert said.say().zh.endswith("收回，视为未知")


def test_a_model_s_figure_counts_once_a_person_has_adopted_it(cast: Cast, told: Incident) -> None:
    actions.state(cast.lin, told.pk, "exposed", "800")
    assert standing(cast, told)[3] == "lacks", "what a person only says is no result of a model"

    actions.state(cast.lin, told.pk, "exposed", "800", from_model=True)

    assert standing(cast, told)[3] == "holds"


@pytest.mark.parametrize(
    ("name", "value", "fault"),
    [
        ("loss", "many", ValueUnfit), ("loss", "1e9", ValueUnfit), ("loss", "9" * 30, ValueUnfit), ("moon", "1", NoSuchFact),
        ("judged.test-wind.grave", "maybe", ValueUnfit), ("wind_mean", "9", NoSuchFact),
    ],
)  # fmt: skip
def test_what_cannot_be_a_value_is_refused(
    cast: Cast, told: Incident, name: str, value: str, fault: type[Exception]
) -> None:
    with pytest.raises(fault):
        actions.state(cast.chen, told.pk, name, value)
    assert not Statement.objects.exists()


def test_nothing_is_stated_about_a_closed_incident(cast: Cast, told: Incident) -> None:
    incidents.close(cast.chen, told.pk, reason="风停")
    with pytest.raises(IncidentClosed):
        actions.state(cast.lin, told.pk, "loss", "1")


@pytest.mark.parametrize("lang", LANGS)
def test_the_list_says_what_holds_what_is_lacking_and_takes_statements(cast: Cast, told: Incident, lang: str) -> None:
    lin = as_(cast.lin, lang)
    answer = lin.post(f"/incidents/{told.pk}/state", {"name": "loss", "value": "2000000"})
    assert answer.status_code == 302

    page = lin.get(f"/incidents/{told.pk}/standing").content.decode()

    assert "2000000" in page
    assert ("缺：" if lang == "zh" else "Lacking: ") in page
    assert ("由duty_leader研判" if lang == "zh" else "for duty_leader to judge") in page


def test_all_incidents_at_once_see_what_each_alone_sees(cast: Cast, told: Incident) -> None:
    other = incidents.open_incident(cast.lin, kind="gale", title_zh="二号", place="ski-jump")
    actions.state(cast.lin, other.pk, "loss", "2000000")

    together = {(one.incident, one.plan.code): one.found.level.level for one in look() if one.found}
    alone = {
        (one.incident, one.plan.code): one.found.level.level
        for pk in (told.pk, other.pk)
        for one in look(incident=pk)
        if one.found
    }

    assert together == alone == {(other.pk, "test-wind"): 3}
    follow()
    actions.state(cast.lin, other.pk, "loss", "")
    (eased,) = look()
    assert (eased.incident, eased.found) == (other.pk, None), "what no longer holds is found as well"
