"""F33: who is out of service or off duty is sent by no door, whatever its screen shows, and says what to do. Source:
https://github.com/openises/TicketsCAD/issues/83
"""

import json
from collections.abc import Callable
from typing import Any

import pytest

from watchroom.desk.tests.test_command import as_
from watchroom.dispatch import actions, choosing, proposing
from watchroom.dispatch.field import acts
from watchroom.dispatch.models import Unit
from watchroom.dispatch.tests.scene import Readings, open_gale, put_zone
from watchroom.incidents.models import Incident
from watchroom.journal import queries as journal
from watchroom.journal.clock import site_now
from watchroom.kernel.clock import iso
from watchroom.kernel.faults import Fault
from watchroom.people.actions import make_api_token
from watchroom.people.queries import person_by_code
from watchroom.people.testing import Cast
from watchroom.sources import line as stream_line

type Door = Callable[[Cast, Unit, Incident], tuple[int, str]]


def page(cast: Cast, unit: Unit, incident: Incident) -> tuple[int, str]:
    answer = as_("lin").post(f"/incidents/{incident.pk}/units/{unit.pk}/dispatch", {"reason": "急"})
    return answer.status_code, answer.content.decode()


def own_page(cast: Cast, unit: Unit, incident: Incident) -> tuple[int, str]:
    answer = as_("lin").post(f"/units/{unit.pk}/send", {"incident": incident.pk, "divert": "on", "reason": "急"})
    return answer.status_code, answer.content.decode()


def command_line(cast: Cast, unit: Unit, incident: Incident) -> tuple[int, str]:
    answer = as_("lin").post("/command", {"line": f"disp {unit.subject} {incident.subject} 急"})
    return answer.status_code, answer.content.decode()


def _program(where: str, body: dict[str, Any]) -> tuple[int, str]:
    bearer = {"Authorization": f"Bearer {make_api_token(person_by_code('lin'))}"}
    client = as_("lin")
    client.logout()
    answer = client.post(where, json.dumps(body), "application/json", headers=bearer)
    return answer.status_code, str(answer.json().get("text"))


def program(cast: Cast, unit: Unit, incident: Incident) -> tuple[int, str]:
    return _program(f"/api/units/{unit.pk}/dispatch", {"incident": incident.pk, "reason": "急"})


def program_by_choice(cast: Cast, unit: Unit, incident: Incident) -> tuple[int, str]:
    made = proposing.propose(cast.lin, [incident.pk])
    token = choosing.token_of(made, made.incidents[0])
    choice = {"incident": incident.pk, "units": [unit.pk], "token": token, "reason": "急"}
    return _program("/api/unit-choices", {"choices": [choice]})


def phone(cast: Cast, unit: Unit, incident: Incident) -> tuple[int, str]:
    at = iso(site_now())
    sender = acts.From(person_by_code("lin"), None, site_now())
    one = {"key": "send-0001", "kind": "unit_status", "at": at, "unit": unit.pk, "status": "dispatched"}
    [answer] = acts.take(sender, [one])
    return {"refused": 409}.get(answer.outcome, 200), answer.words.zh if answer.words else ""


@pytest.mark.parametrize("door", [page, own_page, command_line, program, program_by_choice, phone])
@pytest.mark.parametrize("status", ["out", "off"])
def test_who_is_out_of_service_is_sent_by_no_door(cast: Cast, status: str, door: Door) -> None:
    stream_line.use(Readings())
    put_zone()
    unit, incident = actions.put_unit("E01", "fire_engine", "消防 1", "Engine 1", "station"), open_gale(cast.lin)
    actions.unit_status(cast.lin, unit.pk, status, reason="爆胎")
    code, said = door(cast, unit, incident)
    unit.refresh_from_db()
    assert (code, unit.status, unit.incident_id) == (409, status, None)
    assert "消防 1" in said or "E01" in said, said
    assert journal.last(unit.subject, "dispatch.unit_dispatched") is None


@pytest.mark.parametrize("status", ["out", "off"])
def test_nor_is_it_proposed_or_taken_from_where_it_is(cast: Cast, status: str) -> None:
    stream_line.use(Readings())
    put_zone()
    unit, incident = actions.put_unit("E01", "fire_engine", "消防 1", "Engine 1", "station"), open_gale(cast.lin)
    actions.unit_status(cast.lin, unit.pk, status, reason="爆胎")
    (one,) = proposing.propose(cast.lin, [incident.pk]).incidents
    assert list(one.picks) == []
    with pytest.raises(Fault):
        actions.dispatch_unit(cast.lin, unit.pk, incident.pk, divert=True, reason="急")
