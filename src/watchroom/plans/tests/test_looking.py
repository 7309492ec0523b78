"""A look reads little, and what it keeps from the one before is never older than what is known."""

import json
from datetime import datetime
from typing import Any

from django.db import connection
from django.test.utils import CaptureQueriesContext

from watchroom.alarms.tests.scene import HILL, hill
from watchroom.conftest import SetClock
from watchroom.incidents import actions as incidents
from watchroom.people.testing import Cast
from watchroom.places.actions import put_place
from watchroom.plans import actions
from watchroom.plans.proposing import look
from watchroom.plans.tests.samples import comparison, level, plan_data
from watchroom.plans.tests.world import follow, proposed
from watchroom.sources.actions import put_sensor
from watchroom.sources.queries import Latest


def place(code: str, parent: str | None = None) -> None:
    put_place(code, "venue", f"场所 {code}", f"Place {code}", HILL, source="test", parent=parent)


def put_limit(at_least: int, version: int = 1) -> None:
    data: dict[str, Any] = plan_data() | {"version": version, "levels": [level(3, comparison(at_least=at_least))]}
    actions.put_plan(json.dumps(data))


def wind(at: datetime, value: float = 9.0) -> dict[str, Latest]:
    return {"jump-wind": Latest(value, at, at)}


def test_a_place_that_becomes_part_of_another_takes_its_readings_there(cast: Cast, clock: SetClock) -> None:
    hill()
    place("zone")
    put_limit(4)
    row = incidents.open_incident(cast.lin, kind="gale", title_zh="一号", place="zone")
    assert look(latest=wind(clock.at)) == []

    place("ski-jump", parent="zone")

    (found,) = look(latest=wind(clock.at))
    assert (found.incident, found.found.level.level if found.found else None) == (row.pk, 3)


def test_a_sensor_s_new_name_stands_in_the_evidence_at_once(cast: Cast, clock: SetClock) -> None:
    sensor = hill()
    put_limit(4)
    incidents.open_incident(cast.lin, kind="gale", title_zh="一号", place="ski-jump")
    look(latest=wind(clock.at))

    put_sensor(sensor.code, "jump-station", "ski-jump", "wind_mean", "塔顶风速", "Wind at the tower")

    (found,) = look(latest=wind(clock.at))
    assert found.found
    assert "Wind at the tower" in str(found.found.verdict)


def test_a_version_is_held_from_the_moment_it_is_in_force(cast: Cast, clock: SetClock) -> None:
    hill()
    put_limit(20)
    incidents.open_incident(cast.lin, kind="gale", title_zh="一号", place="ski-jump")
    assert look(latest=wind(clock.at)) == []

    put_limit(4, version=2)

    (found,) = look(latest=wind(clock.at))
    assert found.plan.version == 2


def test_a_look_reads_no_text_of_a_plan_no_evidence_and_no_shape_however_many_incidents_are_open(
    cast: Cast, clock: SetClock
) -> None:
    proposed(cast.lin)
    look(latest=wind(clock.at))
    with CaptureQueriesContext(connection) as few:
        look(latest=wind(clock.at))
    for number in range(3):
        incidents.open_incident(cast.lin, kind="gale", title_zh=f"{number} 号", place="ski-jump")
    follow()

    with CaptureQueriesContext(connection) as many:
        look(latest=wind(clock.at))

    assert len(many) == len(few)
    asked = " ".join(one["sql"] for one in many)
    wide = ("plans_plan.body", "plans_proposal.evidence", "plans_activation.snapshot", "incidents_incident.area")
    assert [name for name in wide if name in asked.replace('"', "")] == []
    assert 'incidents_incident"."reported"' in asked
