"""Gathers what is known about an incident: standing alarms, official warnings, what people stated, newest readings.

Alarms, warnings and statements are rows of the database and are read inside a follower's transaction. The newest
readings are asked of the watch process, so they are read before a transaction opens, and handed in.
"""

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from decimal import Decimal
from functools import cached_property

from django.conf import settings

from watchroom.alarms import queries as alarms
from watchroom.alarms.models import Alarm
from watchroom.incidents import queries as incidents
from watchroom.incidents.models import Incident
from watchroom.incidents.queries import Open
from watchroom.incidents.rules import OF_QUANTITY
from watchroom.journal.clock import exercise
from watchroom.journal.exercises import in_exercise
from watchroom.kernel.canonical import decimal_text
from watchroom.kernel.geometry import LonLat, shape
from watchroom.kernel.units import Quantity
from watchroom.kernel.words import Words
from watchroom.people.workdays import Calendar
from watchroom.places import queries as places
from watchroom.places.queries import Spot
from watchroom.plans.drills.queries import latest as drill_readings
from watchroom.plans.elements import Fact
from watchroom.plans.events import COLOURS, event_of
from watchroom.plans.format import PlanFile
from watchroom.plans.judging import Held, Known, Scene
from watchroom.plans.loading import calendar
from watchroom.plans.models import Statement
from watchroom.plans.site_facts import site_values
from watchroom.sources import queries as sources
from watchroom.sources.models import Bulletin

AHEAD = timedelta(minutes=5)
"""A reading may be so far in the future by its own clock; what is later is not taken for the present."""


@dataclass(frozen=True)
class World:
    """What is known at one moment, read once however many incidents and plans are held against it.

    statements  by incident, the newest of each name
    calendar    the days that are named, and the years whose holidays are known
    played_latest  what the script of the running drill has let sensors read last
    played      the alarms and incidents that are a drill's, beside the real watch; None where nothing need be told apart
    """

    now: datetime
    alarms: tuple[Alarm, ...] = ()
    quantities: Mapping[int, Quantity] = field(default_factory=dict)  # by alarm: what its value is
    bulletins: tuple[Bulletin, ...] = ()
    sensors: Mapping[str, sources.Gauge] = field(default_factory=dict)
    latest: Mapping[str, sources.Latest] = field(default_factory=dict)
    parents: Mapping[int, Spot] = field(default_factory=dict)
    statements: Mapping[int, tuple[Statement, ...]] = field(default_factory=dict)
    played: frozenset[str] | None = None
    calendar: Calendar = field(default_factory=Calendar)
    played_latest: Mapping[str, sources.Latest] = field(default_factory=dict)

    @cached_property
    def alarms_of(self) -> dict[int, tuple[Alarm, ...]]:
        """The standing alarms by the incident that they are linked to."""
        found: dict[int, tuple[Alarm, ...]] = {}
        for alarm in self.alarms:
            if alarm.incident is not None:
                found[alarm.incident] = (*found.get(alarm.incident, ()), alarm)
        return found

    @cached_property
    def by_pk(self) -> dict[int, Alarm]:
        return {alarm.pk: alarm for alarm in self.alarms}

    @cached_property
    def lines(self) -> dict[int, tuple[Spot, ...]]:
        """By place, it and those around it, nearest first; as far as it has been asked."""
        return {}

    @cached_property
    def grounds(self) -> dict[tuple[object, ...], "Ground"]:
        """By kind, places and what alarms measure: many incidents at one place stand on the same ground."""
        return {}

    @cached_property
    def real(self) -> "World":
        """Without anything of a drill."""
        return self._side(plays=False)

    @cached_property
    def drill(self) -> "World":
        """What a drill beside the real watch is held to: what its script says, and no sensor."""
        return replace(self._side(plays=True), latest=self.played_latest)

    def _side(self, *, plays: bool) -> "World":
        played = self.played or frozenset()
        return replace(
            self, played=None, alarms=tuple(one for one in self.alarms if (one.subject in played) == plays),
            bulletins=tuple(one for one in self.bulletins if one.exercise == plays),
        )  # fmt: skip


@dataclass(frozen=True, slots=True)
class Ground:
    """Where an incident is, as plans ask: its places with those around them, and the kinds that it may be of."""

    kinds: frozenset[str]
    at: frozenset[str]
    around: frozenset[str]
    place_kinds: frozenset[str]


def world(now: datetime, *, of: Collection[int], latest: Mapping[str, sources.Latest] | None = None) -> World:
    """Reads the database only, for the incidents `of`. `latest` as `newest` gave it, before the transaction."""
    newest = latest or {}
    told = drill_readings()
    named = newest.keys() | told.keys()
    sensors = {one.code: one for one in sources.gauges(named)} if named else {}
    standing = tuple(alarms.all_standing())
    quantities = alarms.quantities(standing)
    warned = tuple(sources.bulletins_to_act_on(now))
    asked = [one.subject for one in standing] + [f"incident:{pk}" for pk in of]
    played = None if exercise() else in_exercise(asked)
    return World(
        now, standing, quantities, warned, sensors, newest, places.spots(), newest_statements(of), played, calendar(), told
    )  # fmt: skip


def side_of(incident: Incident | Open, seen: World) -> World:
    """What concerns this incident of what is known: a drill is held to what its script says, and nothing of a drill
    moves the real watch."""
    if seen.played is None:
        return seen
    return seen.drill if incident.subject in seen.played else seen.real


def newest(plans: Iterable[PlanFile]) -> dict[str, sources.Latest]:
    """The newest readings of every sensor whose quantity a plan speaks of. Asks another process: never in a transaction."""
    wanted = {fact.quantity for plan in plans for fact in plan.facts.values() if fact.origin == "sensor"}
    codes = [sensor.code for sensor in sources.sensors() if sensor.quantity in wanted]
    return sources.latest(codes) if codes else {}


def ground(incident: Incident | Open, seen: World) -> Ground:
    seen = side_of(incident, seen)
    own = seen.alarms_of.get(incident.pk, ())
    first = seen.by_pk.get(incident.alarm) if incident.alarm is not None else None
    if first is not None and first not in own:
        own = (*own, first)
    at = ([] if incident.place_id is None else [incident.place_id]) + [alarm.measured_by.place_id for alarm in own]
    key = (incident.kind, *at, *(alarm.measured_by.quantity for alarm in own))
    if key not in seen.grounds:
        kinds = {incident.kind} | {OF_QUANTITY.get(alarm.measured_by.quantity, incident.kind) for alarm in own}
        around = [spot for one in at for spot in _line(one, seen)]
        seen.grounds[key] = Ground(
            frozenset(kinds),
            frozenset(seen.parents[one].code for one in at),
            frozenset(p.code for p in around),
            frozenset(p.kind for p in around),
        )
    return seen.grounds[key]


def scene(incident: Incident | Open, plan: PlanFile, seen: World) -> Scene:
    """The facts of one plan for one incident, under the plan's own names."""
    seen = side_of(incident, seen)
    known = [fact for name, declared in plan.facts.items() for fact in known_of(name, declared, incident, seen)]
    return Scene.of([*known, *answers(plan.code, incident, seen)], seen.now, ground(incident, seen).at)


def known_of(name: str, declared: Fact, incident: Incident | Open, seen: World) -> list[Known]:
    """What is known of a declared fact for an incident. What sensors say does not depend on the incident."""
    match declared.origin:
        case "sensor":
            return measured(name, declared, seen)
        case "bulletin":
            return _warned(name, declared, incident, seen)
        case "site":
            return _here(name, declared, incident, seen)
        case _:
            return _stated(name, declared, incident, seen)


def answers(plan: str, incident: Incident | Open, seen: World) -> list[Known]:
    """What people answered to the questions of a plan."""
    start = f"judged.{plan}."
    found = [one for one in seen.statements.get(incident.pk, ()) if one.name.startswith(start)]
    return [_said(f"judged.{one.name.removeprefix(start)}", one) for one in found]


type Reading = Callable[[str, sources.Gauge, sources.Latest, Collection[Alarm], World], Known]


def measured(name: str, declared: Fact, seen: World, reading: Reading | None = None) -> list[Known]:
    """What sensors say of a quantity. `reading` makes a fact of one reading, where the caller keeps those it has made."""
    make = reading or of_reading
    standing = [a for a in seen.alarms if seen.quantities[a.pk].code == declared.quantity and not a.late]
    found = [_of_alarm(name, alarm, seen) for alarm in standing]
    for code, latest in seen.latest.items():
        sensor = seen.sensors.get(code)
        if sensor is not None and sensor.quantity == declared.quantity and latest.measured_at <= seen.now + AHEAD:
            found.append(make(name, sensor, latest, [a for a in standing if a.sensor_id == sensor.pk], seen))
    return found


def _of_alarm(name: str, alarm: Alarm, seen: World) -> Known:
    sensor = alarm.measured_by
    return Known(
        name, _exact(alarm.value), seen.quantities[alarm.pk].unit, alarm.measured_at, f"sensor:{sensor.code}", _codes(sensor.place_id, seen), _kinds(sensor.place_id, seen),
        _held([alarm]), standing=True, batch=alarm.batch, origin_words=sensor.words, simulated=sensor.source.simulated,
    )  # fmt: skip


def of_reading(
    name: str, sensor: sources.Gauge, latest: sources.Latest, standing: Collection[Alarm], seen: World
) -> Known:
    return Known(
        name, _exact(latest.value), sensor.unit, latest.measured_at, f"sensor:{sensor.code}", _codes(sensor.place_id, seen), _kinds(sensor.place_id, seen),
        _held(standing), origin_words=sensor.words, simulated=sensor.simulated,
    )  # fmt: skip


def _held(standing: Collection[Alarm]) -> tuple[Held, ...]:
    """An alarm that stands proves that its limit has been kept since its onset."""
    return tuple(
        Held(alarm.onset, at_least=_exact(alarm.limit)) if alarm.above else Held(alarm.onset, below=_exact(alarm.limit))
        for alarm in standing
        if alarm.limit is not None
    )


def _exact(value: float) -> Decimal:
    return Decimal(decimal_text(value))


def _warned(name: str, declared: Fact, incident: Incident | Open, seen: World) -> list[Known]:
    """The gravest official warning of the kind that covers the incident; `none` when there is none."""
    fitting = [
        row
        for row in seen.bulletins
        if row.level
        and event_of(row.event_zh or row.headline_zh, row.event_en or row.headline_en) == declared.event
        and _covers(row, incident.point)
    ]
    if not fitting:
        return [Known(name, "none", "", seen.now, "bulletin:none")]
    row = min(fitting, key=lambda one: (one.level or 9, -one.pk))
    words = Words(
        zh=row.headline_zh or row.event_zh or row.identifier, en=row.headline_en or row.event_en or row.identifier
    )
    return [Known(name, COLOURS[row.level or 4], "", row.sent, f"bulletin:{row.pk}", standing=True, origin_words=words)]


def _covers(row: Bulletin, point: LonLat | None) -> bool:
    """A warning without a shape, or an incident without a place, is taken to concern each other: a person decides."""
    if row.area is None or point is None:
        return True
    return bool(shape(row.area).intersects(shape({"type": "Point", "coordinates": list(point)})))


_SUMS = {"deaths_and_missing": ("deaths", "missing")}


def _stated(name: str, declared: Fact, incident: Incident | Open, seen: World) -> list[Known]:
    """The newest of what people counted and what they stated; a sum of which one part is not known is a floor."""
    counted = {told.name: told for told in incidents.stated(incident)} if declared.origin == "report" else {}
    told = seen.statements.get(incident.pk, ())
    found = [_said(name, one) for one in told if _fits(one, name, declared)]
    if declared.taken_from and not found:  # what a person states holds before what a model computes by itself
        found = [_said(name, one) for one in told if one.name == f"computed.{declared.taken_from}"]
    parts = [counted[part] for part in _SUMS.get(name, (name,)) if part in counted]
    if parts:
        at, total = max(part.at for part in parts), Decimal(sum(part.value for part in parts))
        floor = len(parts) < len(_SUMS.get(name, (name,)))
        found.append(
            Known(name, total, "person", at, incident.subject, standing=True, floor=floor, origin_words=_BY_PERSON)
        )
    return [max(found, key=lambda one: one.measured_at)] if found else []


_BY_PERSON = Words(zh="人工报告", en="stated by a person")
_BY_MODEL = Words(zh="模型结果，人工采用", en="result of a model, adopted by a person")


_COMPUTED = Words(zh="模型计算，未经人工确认", en="computed by a model, confirmed by nobody")


def _fits(one: Statement, name: str, declared: Fact) -> bool:
    return one.name == name and (declared.origin == "model") == (one.origin == Statement.Origin.MODEL)


def _said(name: str, one: Statement) -> Known:
    number = isinstance(one.value, str) and one.unit
    words = _ORIGINS[one.origin]
    computed = one.origin == Statement.Origin.COMPUTED
    value = Decimal(one.value) if number else one.value
    return Known(name, value, one.unit, one.at, one.subject, standing=not computed, origin_words=words)


_ORIGINS: Mapping[str, Words] = {
    Statement.Origin.PERSON: _BY_PERSON, Statement.Origin.MODEL: _BY_MODEL, Statement.Origin.COMPUTED: _COMPUTED,
}  # fmt: skip
_CLOCK = Words(zh="时间和地点", en="time and place")


def _here(name: str, declared: Fact, incident: Incident | Open, seen: World) -> list[Known]:
    where = ground(incident, seen)
    values = site_values(
        declared.quantity or name, seen.now, settings.SITE_ZONE, kinds=where.kinds, places=where.around, place_kinds=where.place_kinds,
        calendar=seen.calendar,
    )  # fmt: skip
    return [
        Known(
            name, one.value, declared.unit or "", seen.now, "site", standing=True, origin_words=one.words or _CLOCK,
            lacking=one.lacking,
        )
        for one in values
    ]  # fmt: skip


def newest_statements(pks: Collection[int]) -> dict[int, tuple[Statement, ...]]:
    """The newest statement of each name for each of these incidents; what was taken back is gone."""
    newest: dict[tuple[int, str], Statement] = {}
    for one in Statement.objects.filter(incident__pk__among=pks).order_by("pk") if pks else ():
        newest[(one.incident_id, one.name)] = one
    found: dict[int, tuple[Statement, ...]] = {}
    for (pk, _), one in newest.items():
        if one.value is not None:
            found[pk] = (*found.get(pk, ()), one)
    return found


def _line(place: int | None, seen: World) -> tuple[Spot, ...]:
    """A place and those around it, nearest first."""
    if place is None:
        return ()
    if place not in seen.lines:
        line: list[Spot] = []
        above: int | None = place
        while above is not None and above in seen.parents and len(line) < 16:
            line.append(seen.parents[above])
            above = seen.parents[above].parent_id
        seen.lines[place] = tuple(line)
    return seen.lines[place]


def _codes(place: int | None, seen: World) -> tuple[str, ...]:
    return tuple(one.code for one in _line(place, seen))


def _kinds(place: int | None, seen: World) -> tuple[str, ...]:
    return tuple(one.kind for one in _line(place, seen))
