"""Advice over the API: the whole envelope out, a judgement in."""

import json

import pytest
from django.test import Client

from watchroom.advice import actions
from watchroom.advice.chores import CHORES
from watchroom.advice.models import Advice
from watchroom.conftest import SetClock
from watchroom.dispatch.tests.scene import Readings
from watchroom.incidents.models import Incident
from watchroom.journal import queries as journal
from watchroom.people import queries as people
from watchroom.people.actions import make_api_token
from watchroom.people.testing import Cast


@pytest.fixture
def api(cast: Cast) -> Client:
    return Client(headers={"Authorization": f"Bearer {make_api_token(people.person_by_code('lin'))}"})


@pytest.fixture
def given(gale: Incident, clock: SetClock, readings: Readings) -> Advice:
    readings.put("jump.t", -22, clock.at, quantity="air_temperature", place="jump")
    readings.put("jump.wind", 8, clock.at, quantity="wind_mean", place="jump")
    actions.ask(gale.pk, journal.head(), actor="follower:advice.ask")
    CHORES[0].run(clock.at)
    return Advice.objects.get(model="wind_chill")


def test_the_envelope_comes_out_whole_and_is_judged_once(gale: Incident, given: Advice, api: Client) -> None:
    listed = {one["model"]: one for one in api.get(f"/api/incidents/{gale.pk}/advice").json()}
    assert set(listed["wind_chill"]["envelope"]) >= {
        "value",
        "inputs",
        "sources",
        "checks",
        "confidence",
        "reasons",
        "refusal",
    }
    assert listed["wind_chill"]["envelope"] == api.get(f"/api/advice/{given.pk}").json()["envelope"]

    def judge(verb: str, reason: str, key: str) -> tuple[int, dict[str, object]]:
        body = json.dumps({"reason": reason})
        answer = api.post(
            f"/api/advice/{given.pk}/{verb}", body, content_type="application/json", headers={"Idempotency-Key": key}
        )
        return answer.status_code, answer.json()

    first, again = judge("reject", "测站结冰", "k"), judge("reject", "测站结冰", "k")

    assert first == again
    assert (first[0], first[1]["state"]) == (200, "rejected")
    assert judge("accept", "", "other")[1]["code"] == "advice.AlreadyJudged"
    assert len(journal.of_subject(given.subject)) == 2


def test_a_stranger_gets_nothing(gale: Incident, given: Advice) -> None:
    assert Client().get(f"/api/incidents/{gale.pk}/advice").status_code == 401
