"""The situation of an incident's area at one moment: everything that the models may ask about, fetched once.

Asks the watch process for the latest values: never inside a book.
"""

from collections.abc import Collection, Iterable
from datetime import datetime
from typing import Any

from watchroom.advice.contract import Given, GivenArea, GivenPlace, Situation
from watchroom.advice.envelope import Origin
from watchroom.incidents import queries as incidents
from watchroom.incidents.models import Incident
from watchroom.journal import queries as journal
from watchroom.kernel.clock import parse_time
from watchroom.kernel.geometry import AREAS, LonLat, circle, distance_m, shape
from watchroom.kernel.units import QUANTITIES
from watchroom.kernel.words import Words
from watchroom.places import queries as places
from watchroom.places.models import Place
from watchroom.sources import queries as sources
from watchroom.sources.models import Sensor

NEAR_M = 5_000  # a station further away says nothing about this place
AROUND_M = 500  # the circle that is assumed while nobody has drawn an area
# By kind of incident: how far its effect is assumed to reach until somebody draws it.
AROUND_BY_KIND_M = {"crowd": 300, "gas_leak": 1_000, "snow": 3_000, "icing": 3_000, "forest_fire": 3_000}
SIMULATED = Words(zh="模拟数据", en="simulated")


def situation(incident: int, cause: int, wanted: Collection[str], at: datetime) -> Situation:
    """What is known for an incident, as of `at`; `cause` is the entry because of which it is asked.

    A quantity comes from the nearest sensor that has a reading; else from the alarm that led here; else it is missing.
    """
    row = incidents.row(incident)
    area = _area(row)
    inside = places.within(area.geometry) if area else []
    point = row.point or (_middle(area) if area else None)
    near = _near(point, wanted) if point else []
    inside_codes = {one.place.code for one in inside}
    counters = [sensor for sensor in _counters(wanted) if sensor.place.code in inside_codes]
    latest = sources.latest(sorted({sensor.code for sensor in [*near, *counters]}))
    given = {sensor.code: _given(sensor, latest[sensor.code]) for sensor in [*near, *counters] if sensor.code in latest}
    readings = {**_of_alarm(cause, wanted), **_nearest(near, given)}
    people = {sensor.place.code: given[sensor.code] for sensor in counters if sensor.code in given}
    return Situation(
        at=at,
        area=area,
        readings=readings,
        places=tuple(_place(one.place, people.get(one.place.code)) for one in inside),
    )


def _area(row: Incident) -> GivenArea | None:
    """The area that somebody drew, else a circle round the point, which is an assumption and says so."""
    if row.area and row.area.get("type") in AREAS:
        return GivenArea(geometry=dict(row.area), origin=Origin.PERSON, ref=row.number)
    if row.point is None:
        return None
    metres = AROUND_BY_KIND_M.get(row.kind, AROUND_M)
    note = Words(zh="尚未划定范围，按事发点周边 {m} 米", en="no area drawn: {m} m round the point").fill(m=metres)
    return GivenArea(geometry=circle(row.point, metres, corners=96), origin=Origin.ASSUMED, ref=row.number, note=note)


def _middle(area: GivenArea) -> LonLat:
    point = shape(area.geometry).representative_point()
    return (point.x, point.y)


def _near(point: LonLat, wanted: Collection[str]) -> list[Sensor]:
    """Sensors of the wanted quantities within reach, nearest first."""
    away = [(distance_m(point, _where(sensor)), sensor) for sensor in sources.sensors() if sensor.quantity in wanted]
    return [sensor for metres, sensor in sorted(away, key=lambda one: (one[0], one[1].code)) if metres <= NEAR_M]


def _where(sensor: Sensor) -> LonLat:
    return sensor.position or places.centre(sensor.place)


def _counters(wanted: Collection[str]) -> list[Sensor]:
    return [sensor for sensor in sources.sensors() if sensor.quantity == "crowd_count" and "crowd_count" in wanted]


def _nearest(near: Iterable[Sensor], given: dict[str, Given]) -> dict[str, Given]:
    found: dict[str, Given] = {}
    for sensor in near:
        if sensor.code in given:
            found.setdefault(sensor.quantity, given[sensor.code])
    return found


def _given(sensor: Sensor, latest: sources.Latest) -> Given:
    """A reading as an input. What is simulated never looks measured."""
    return Given(
        value=latest.value, unit=sensor.unit, origin=Origin.SENSOR, ref=sensor.code, at=latest.measured_at,
        note=SIMULATED if sensor.source.simulated else None,
    )  # fmt: skip


def _of_alarm(cause: int, wanted: Collection[str]) -> dict[str, Given]:
    """The reading that raised the alarm which led here, if one did."""
    for entry in reversed(journal.chain(cause)):
        if entry.kind == "alarms.raised" and entry.facts.get("quantity") in wanted:
            facts: dict[str, Any] = entry.facts
            code = str(facts["quantity"])
            return {
                code: Given(
                    value=float(facts["value"]), unit=QUANTITIES[code].unit, origin=Origin.BATCH, ref=str(facts["batch"]),
                    at=parse_time(str(facts["measured_at"])), note=_note(str(facts["sensor"])),
                )
            }  # fmt: skip
    return {}


def _note(code: str) -> Words | None:
    sensor = sources.sensor(code)
    return SIMULATED if sensor and sensor.source.simulated else None


def _place(place: Place, counted: Given | None) -> GivenPlace:
    return GivenPlace(
        code=place.code, kind=place.kind, title=place.words, geometry=place.geometry, population=place.population,
        capacity=place.capacity, source=place.source, schematic=place.schematic, parent=place.parent.code if place.parent else None,
        counted=counted,
    )  # fmt: skip
