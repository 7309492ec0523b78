"""Brings together what is known for all open incidents at once, and reuses what has not changed since last time."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from watchroom.alarms.models import Alarm
from watchroom.incidents.queries import Open
from watchroom.places.queries import Spot
from watchroom.plans.elements import Fact
from watchroom.plans.facts import Ground, World, answers, ground, known_of, measured, of_reading
from watchroom.plans.format import PlanFile
from watchroom.plans.judging import Known
from watchroom.plans.standing import Facts, Key, Standing, judged_key, key_of
from watchroom.sources.queries import Gauge, Latest

type Own = tuple[Known, ...]


@dataclass(slots=True)
class Gathered:
    """The facts of all open incidents, and where each of them is."""

    facts: Facts
    grounds: tuple[Ground, ...]


@dataclass(slots=True)
class Gathering:
    """Of the plans that it was made for. What it keeps is only ever reused when all that it was made from is equal."""

    plans: Sequence[PlanFile]
    declared: dict[Key, tuple[str, Fact]] = field(default_factory=dict)
    _own: dict[tuple[Key, int], tuple[Any, Own]] = field(default_factory=dict)
    _places: Mapping[int, Spot] = field(default_factory=dict)
    _readings: dict[tuple[str, str], tuple[Any, Known]] = field(default_factory=dict)  # by fact and sensor

    def __post_init__(self) -> None:
        for plan in self.plans:
            for name, fact in plan.facts.items():
                self.declared.setdefault(key_of(name, fact), (name, fact))

    def gather(self, table: Standing, incidents: Sequence[Open], seen: World) -> Gathered:
        """What the table's conditions ask, for these incidents. Reads nothing but its arguments."""
        if seen.parents != self._places:  # a reading counts for all places around its sensor
            self._readings.clear()
            self._places = seen.parents
        grounds = tuple(ground(one, seen) for one in incidents)
        shared: dict[Key, tuple[Known, ...]] = {}
        own: dict[Key, list[Own]] = {}
        marks = [_mark(one, where, seen) for one, where in zip(incidents, grounds, strict=True)]
        warned = tuple((row.pk, row.level, row.sent) for row in seen.bulletins)
        asked = table.keys()
        for key in asked & self.declared.keys():
            name, fact = self.declared[key]
            if fact.origin == "sensor":
                shared[key] = tuple(measured(name, fact, seen, self._reading))
            else:
                moment = seen.now if fact.origin == "site" else warned if fact.origin == "bulletin" else None
                own[key] = [
                    self._known(key, one, (mark, moment), seen) for one, mark in zip(incidents, marks, strict=True)
                ]
        for key in asked - self.declared.keys():
            own[key] = [_answered(key, one, seen) for one in incidents]
        self._forget(incidents)
        at = tuple(where.at for where in grounds)
        return Gathered(Facts(seen.now, tuple(one.pk for one in incidents), at, shared, own), grounds)

    def _known(self, key: Key, incident: Open, made_from: Any, seen: World) -> Own:
        """What is known of one fact for one incident; the very same object while nothing has changed."""
        kept = self._own.get((key, incident.pk))
        if kept is not None and kept[0] == made_from:
            return kept[1]
        name, fact = self.declared[key]
        found = tuple(known_of(name, fact, incident, seen))
        self._own[key, incident.pk] = (made_from, found)
        return found

    def _reading(self, name: str, sensor: Gauge, latest: Latest, standing: Collection[Alarm], seen: World) -> Known:
        """The fact that a reading is; the one of last time while neither it nor an alarm upon it has changed."""
        made_from = (latest, sensor, tuple((one.pk, one.onset, one.limit, one.above) for one in standing))
        kept = self._readings.get((name, sensor.code))
        if kept is not None and kept[0] == made_from:
            return kept[1]
        found = of_reading(name, sensor, latest, standing, seen)
        self._readings[name, sensor.code] = (made_from, found)
        return found

    def _forget(self, incidents: Sequence[Open]) -> None:
        if len(self._own) > 2 * len(incidents) * max(1, len(self.declared)):
            open_ = {one.pk for one in incidents}
            self._own = {(key, pk): kept for (key, pk), kept in self._own.items() if pk in open_}


def _mark(incident: Open, where: Ground, seen: World) -> tuple[Any, ...]:
    """All that what is known of an incident by itself is made from."""
    stated = tuple(one.pk for one in seen.statements.get(incident.pk, ()))
    return (where, incident.lon, incident.lat, _plain(incident.reported), stated)


def _plain(reported: Mapping[str, Any]) -> tuple[tuple[str, Any, Any], ...]:
    return tuple((name, told["value"], told["at"]) for name, told in reported.items())


def _answered(key: Key, incident: Open, seen: World) -> Own:
    if key[0] != judged_key("", "")[0] or incident.pk not in seen.statements:
        return ()
    _, plan, question = key
    return tuple(one for one in answers(plan, incident, seen) if one.name == f"judged.{question}")
