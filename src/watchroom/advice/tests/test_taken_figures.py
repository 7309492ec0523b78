"""A model's figure decides a plan's condition by itself where the plan says so, until a person rejects it or states another."""

import json
from typing import Any

import pytest

from watchroom.advice import actions
from watchroom.advice.tests.scene import advise, weather
from watchroom.conftest import SetClock
from watchroom.dispatch.tests.scene import Readings
from watchroom.incidents.models import Incident
from watchroom.journal import queries as journal
from watchroom.journal.models import Entry
from watchroom.people.testing import Cast
from watchroom.plans import actions as plans
from watchroom.plans import queries
from watchroom.plans.models import Proposal, Statement
from watchroom.plans.rules import Assessed
from watchroom.plans.tests.samples import level, plan_data, text
from watchroom.plans.tests.world import follow


def put(**more: Any) -> None:
    data = plan_data()
    data["scope"] = {"incident_kinds": ["gale"]}
    data["facts"]["chill"] = {"title": text("体感温度", "Wind chill"), "unit": "Cel", "origin": "model", **more}
    data["levels"] = [level(3, {"fact": "chill", "below": -30, "unit": "Cel", "source": "own"})]
    plans.put_plan(json.dumps(data))


def now(cast: Cast, incident: Incident) -> Assessed:
    (held,) = queries.assessments(cast.chen, incident.pk, readings=False)
    return held.levels[0]


@pytest.fixture
def cold(gale: Incident, readings: Readings, clock: SetClock) -> Incident:
    weather(readings, clock)
    return gale


def test_the_figure_is_proposed_upon_with_its_age_and_origin_and_goes_when_a_person_rejects_it(
    cast: Cast, cold: Incident, clock: SetClock
) -> None:
    put(taken_from="wind_chill")
    follow()
    advice = advise(cold, clock)["wind_chill"]
    follow()

    (leaf,) = Proposal.objects.get().evidence
    assert (leaf["origin_en"], leaf["unit"]) == ("computed by a model, confirmed by nobody", "Cel")
    assert float(leaf["value"]) < -30
    given = Entry.objects.get(kind="advice.given", subject=advice.subject)
    assert leaf["measured_at"] == Statement.objects.get().at.isoformat(timespec="milliseconds").replace("+00:00", "Z")
    proposed = Entry.objects.get(kind="plans.proposed")
    assert given.id in {entry.id for entry in journal.chain(proposed.id)}

    actions.reject(cast.chen, advice.pk, reason="现场实测高得多")
    follow()

    assert now(cast, cold).state.value == "lacks"
    assert Proposal.objects.get().holds is False


def test_a_plan_that_does_not_declare_it_takes_nothing_by_itself(cast: Cast, cold: Incident, clock: SetClock) -> None:
    put()
    advise(cold, clock)
    follow()

    assert not Statement.objects.exists()
    assert now(cast, cold).state.value == "lacks"


def test_what_a_person_states_holds_before_the_model_and_an_old_figure_is_lacking(
    cast: Cast, cold: Incident, clock: SetClock
) -> None:
    put(taken_from="wind_chill", stale_after="30m")
    advice = advise(cold, clock)["wind_chill"]
    follow()
    assert now(cast, cold).state.value == "holds"

    plans.state(cast.lin, cold.pk, "chill", "-12", from_model=True)
    assert now(cast, cold).state.value == "fails"
    plans.state(cast.lin, cold.pk, "chill", "", from_model=True)
    assert now(cast, cold).state.value == "holds", "taken back: the model's figure counts again"

    clock.forward(minutes=31)
    assert now(cast, cold).state.value == "lacks"
    actions.accept(cast.chen, advice.pk)
    follow()
    assert now(cast, cold).state.value == "holds", "what a person has accepted does not go stale"
