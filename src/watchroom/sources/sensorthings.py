"""OGC SensorThings 1.1, as much of it as a sensor's own programs use: addresses, options and observations. Pure.

A Thing is a source, a Datastream a sensor, an ObservedProperty a quantity, a Location a place; each one's id is its code.
"""

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from watchroom.kernel.clock import parse_time
from watchroom.kernel.text import shown
from watchroom.sources.faults import NotOffered, TooMany, WrongShape
from watchroom.sources.outside import coded
from watchroom.sources.payloads import Offer
from watchroom.sources.readings import MOST_READINGS

ENTITIES = ("Things", "Locations", "Datastreams", "Sensors", "ObservedProperties", "FeaturesOfInterest", "Observations")
MOST_TOP, USUAL_TOP = 1000, 100
_STEP = re.compile(r"(?P<name>[A-Za-z]{1,40})(?:\('(?P<text>(?:[^'/]|''){1,200})'\)|\((?P<number>\d{1,18})\))?")
_TERM = re.compile(
    r"\s*(?P<name>@?[A-Za-z][\w./@]{0,60})\s+(?P<op>eq|ne|gt|ge|lt|le)\s+"
    r"(?P<value>'(?:[^']|'')*'|[+-]?\d+(?:\.\d+)?(?:[eE][+-]?\d{1,3})?(?=\s|$)|\d{4}-\d\d-\d\dT[\d:.]+(?:Z|[+-]\d\d:\d\d))\s*"
)
_NESTED = re.compile(r"(?P<name>[A-Za-z]{1,40})(?:\((?P<options>[^()]*(?:\([^()]*\)[^()]*)*)\))?")
_OPS: dict[str, Callable[[Any, Any], bool]] = {
    "eq": lambda a, b: bool(a == b), "ne": lambda a, b: bool(a != b), "gt": lambda a, b: bool(a > b),
    "ge": lambda a, b: bool(a >= b), "lt": lambda a, b: bool(a < b), "le": lambda a, b: bool(a <= b),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Step:
    """One part of an address: `Datastreams('hill-wind')`; `id` is None for all of a kind."""

    name: str
    id: str | None


@dataclass(frozen=True, slots=True)
class Term:
    name: str
    op: str
    value: Any

    def holds(self, entity: Mapping[str, Any]) -> bool:
        """Raises NotOffered for a property that the entity has not, or that is of another type."""
        name = "@iot.id" if self.name == "id" else self.name
        if name not in entity:
            raise NotOffered(what=f"$filter={shown(self.name)}")
        has = entity[name]
        if name.endswith("Time") and isinstance(has, str) and not isinstance(self.value, float):
            has, value = parse_time(has), self.value
        else:
            value = self.value
        try:
            return _OPS[self.op](has, value)
        except TypeError as error:
            raise NotOffered(what=f"$filter={shown(self.name)} {self.op}") from error


@dataclass(frozen=True)
class Options:
    """What is asked of a list: `top` entities after `skip`, in which order, which of them, and with what of others."""

    top: int = USUAL_TOP
    skip: int = 0
    count: bool = False
    order: tuple[str, bool] | None = None
    filters: tuple[Term, ...] = ()
    expand: Mapping[str, "Options"] = field(default_factory=dict)
    select: frozenset[str] = frozenset()


def read_address(path: str) -> list[Step]:
    """At most three steps. Raises NotOffered."""
    parts = path.strip("/").split("/") if path.strip("/") else []
    steps: list[Step] = []
    for part in parts:
        found = _STEP.fullmatch(part)
        if found is None or len(parts) > 3:
            raise NotOffered(what=shown(path))
        told = found["number"] if found["text"] is None else found["text"].replace("''", "'")
        steps.append(Step(found["name"], told))
    return steps


def read_options(given: Mapping[str, str], depth: int = 0) -> Options:
    """Raises NotOffered for whatever is not understood: an option passed over would give another answer than was asked for."""
    strange = given.keys() - {"$top", "$skip", "$count", "$orderby", "$filter", "$expand", "$select"}
    if strange or depth > 2:
        raise NotOffered(what=shown(", ".join(sorted(strange)) or "$expand"))
    return Options(
        min(MOST_TOP, _whole(given, "$top", USUAL_TOP)),
        _whole(given, "$skip", 0),
        _flag(given),
        _order(given["$orderby"]) if given.get("$orderby") else None,
        _filters(given["$filter"]) if given.get("$filter") else (),
        _expand(given.get("$expand", ""), depth),
        frozenset(name.strip() for name in given.get("$select", "").split(",") if name.strip()),
    )


def _whole(given: Mapping[str, str], name: str, usual: int) -> int:
    said = given.get(name, str(usual))
    if not said.isdecimal() or len(said) > 9:
        raise NotOffered(what=f"{name}={shown(said)}")
    return int(said)


def _flag(given: Mapping[str, str]) -> bool:
    if given.get("$count", "false").lower() not in ("true", "false"):
        raise NotOffered(what=f"$count={shown(given['$count'])}")
    return given.get("$count", "false").lower() == "true"


def _order(said: str) -> tuple[str, bool]:
    found = re.fullmatch(r"\s*(@?[A-Za-z][\w.@]{0,40})(?:\s+(asc|desc))?\s*", said, re.IGNORECASE)
    if found is None:
        raise NotOffered(what=f"$orderby={shown(said)}")
    return ("@iot.id" if found[1] == "id" else found[1]), (found[2] or "asc").lower() == "desc"


def _filters(said: str) -> tuple[Term, ...]:
    """Comparisons joined by `and`. Raises NotOffered."""
    terms: list[Term] = []
    place = 0
    while True:
        found = _TERM.match(said, place)
        if found is None or len(terms) >= 10:
            raise NotOffered(what=f"$filter={shown(said)}")
        terms.append(Term(found["name"], found["op"], _literal(found["value"], said)))
        place = found.end()
        if place == len(said):
            return tuple(terms)
        if not said.startswith("and ", place):
            raise NotOffered(what=f"$filter={shown(said)}")
        place += 4


def _literal(said: str, whole: str) -> Any:
    if said.startswith("'"):
        return said[1:-1].replace("''", "'")
    if "T" in said:
        try:
            return parse_time(said)
        except ValueError as error:
            raise NotOffered(what=f"$filter={shown(whole)}") from error
    return float(said)


def _expand(said: str, depth: int) -> dict[str, Options]:
    found: dict[str, Options] = {}
    place = 0
    while place < len(said):
        one = _NESTED.match(said, place)
        if one is None or (one.end() < len(said) and said[one.end()] != ","):
            raise NotOffered(what=f"$expand={shown(said)}")
        pairs = [pair.partition("=") for pair in (one["options"] or "").split(";") if pair]
        found[one["name"]] = read_options({name.strip(): value for name, _, value in pairs}, depth + 1)
        place = one.end() + 1
    return found


def chosen(entities: Iterable[dict[str, Any]], options: Options) -> list[dict[str, Any]]:
    """Those that the filter lets through, in order; all of them, before $skip and $top. Raises NotOffered."""
    found = [one for one in entities if all(term.holds(one) for term in options.filters)]
    if options.order is not None:
        name, down = options.order
        if any(name not in one for one in found):
            raise NotOffered(what=f"$orderby={shown(name)}")
        found.sort(key=lambda one: one[name], reverse=down)
    return found


# ---- observations ---------------------------------------------------------------------------------------------------


def takes_observations(steps: Sequence[Step]) -> bool:
    """Whether observations are posted at this address; at others it is what they are observations of."""
    return bool(steps) and steps[-1].id is None and steps[-1].name in ("Observations", "CreateObservations")


def datastream_in(address: str) -> str | None:
    """The one that an address for observations names: `Datastreams('hill-wind')/Observations`."""
    if not address.startswith("Datastreams("):
        return None
    first = read_address(address)[0]
    return first.id


def read_observations(told: Any, names: Mapping[str, str], datastream: str | None = None) -> Offer:
    """One Observation, or what CreateObservations takes: data arrays by Datastream.

    names       ids of theirs for sensors of ours;  datastream  the one that the address names
    Raises WrongShape, TooMany.
    """
    if isinstance(told, list):
        rows = [row for part in told for row in _array(part)]
        if len(rows) > MOST_READINGS:
            raise TooMany(count=len(rows), most=MOST_READINGS)
    elif isinstance(told, dict) and "result" in told:
        rows = [(datastream or _id(told.get("Datastream")), told["result"], _when(told))]
    else:
        raise WrongShape(why="result?")
    sensor, value, measured = zip(*rows, strict=True) if rows else ((), (), ())
    return Offer([coded(names, one) for one in sensor], value, measured, [None] * len(rows))


def _array(part: Any) -> list[tuple[Any, Any, Any]]:
    if not isinstance(part, dict) or not isinstance(part.get("components"), list):
        raise WrongShape(why="components?")
    names, lines = part["components"], part.get("dataArray")
    if not isinstance(lines, list) or "result" not in names or not all(isinstance(name, str) for name in names):
        raise WrongShape(why="dataArray, result?")
    if not all(isinstance(line, list) and len(line) == len(names) for line in lines):
        raise WrongShape(why=shown(f"dataArray ≠ {', '.join(names)}"))
    sensor = _id(part.get("Datastream"))
    return [(sensor, told["result"], _when(told)) for told in (dict(zip(names, line, strict=True)) for line in lines)]


def _id(told: Any) -> str:
    if (
        not isinstance(told, dict)
        or not isinstance(told.get("@iot.id"), str | int)
        or isinstance(told["@iot.id"], bool)
    ):
        raise WrongShape(why="Datastream: {@iot.id}?")
    return str(told["@iot.id"])[:200]


def _when(told: Mapping[str, Any]) -> Any:
    """The moment of a phenomenon, of a span its end; the time of the result when the phenomenon has none."""
    found = told.get("phenomenonTime") or told.get("resultTime")
    return found.rpartition("/")[2] if isinstance(found, str) else found
