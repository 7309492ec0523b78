"""The autopilot's script: what each post does when something is written in the book, and after how long.

A step waits for a kind of entry, looks up what it needs through the API, checks that the thing still wants doing, and
posts. Texts may hold `{name}` or `{name.part}`: the entry's `id` (the number in its subject), `incident`, `entry`, its
facts, and what the step looked up. A text that is nothing but one such name becomes the value itself.
"""

import re
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from pydantic import Field

from watchroom.kernel.clock import parse_time
from watchroom.kernel.geometry import GeoJSON, check_geojson
from watchroom.plans.terms import Line, Strict

_NAME = re.compile(r"\{([a-z_][\w-]*(?:\.[\w-]+)*)\}")


class Lacking(LookupError):
    """A name that the context does not hold (yet)."""


class Find(Strict):
    """A look-up: what is asked, the path into the answer, and of a list the first member with these fields."""

    get: Line
    pick: str = ""
    where: dict[str, Any] = Field(default_factory=dict)


class Step(Strict):
    """One thing that a post does.

    when      the kind of entry it waits for, or `clock` with `at`
    where     facts that the entry must have; a list means any of them
    unless    facts that it must not have
    wait_s    seconds of the scenario between the entry and the act
    share     of the time until the fact `due_at` (used with a deadline) instead of `wait_s`
    travel    instead: as long as the unit of the entry needs to its incident
    find      name: look-up
    holds     what must be true of the things found: path: value, or any of a list of values
    lacks     of a list found, what none of its members may be: name: {field: value}
    """

    code: Line
    who: Line = Field(description="A post, or `{name}` of one.")
    when: Line
    at: datetime | None = None
    where: dict[str, Any] = Field(default_factory=dict)
    unless: dict[str, Any] = Field(default_factory=dict)
    wait_s: float = 0
    share: float | None = None
    travel: bool = False
    find: dict[str, Find] = Field(default_factory=dict)
    holds: dict[str, Any] = Field(default_factory=dict)
    lacks: dict[str, dict[str, Any]] = Field(default_factory=dict)
    post: Line
    body: dict[str, Any] = Field(default_factory=dict)

    def wants(self, kind: str, facts: Mapping[str, Any]) -> bool:
        wanted = all(_is_one_of(facts.get(name), value) for name, value in self.where.items())
        return kind == self.when and wanted and not any(_is_one_of(facts.get(n), v) for n, v in self.unless.items())

    def due(self, at: datetime, facts: Mapping[str, Any], travel_s: float) -> datetime:
        """When the post acts on an entry written at `at`."""
        if self.travel:
            return at + timedelta(seconds=travel_s)
        if self.share is not None and facts.get("due_at"):
            return at + (parse_time(str(facts["due_at"])) - at) * self.share
        return at + timedelta(seconds=self.wait_s)


class Script(Strict):
    """`areas` are rings drawn for the script, by name, without the closing position."""

    areas: dict[str, list[list[float]]] = Field(default_factory=dict)
    steps: list[Step]

    def drawn(self) -> dict[str, GeoJSON]:
        return {
            name: check_geojson({"type": "Polygon", "coordinates": [[*ring, ring[0]]]})
            for name, ring in self.areas.items()
        }


def filled(thing: Any, context: Mapping[str, Any]) -> Any:
    """A text, list or map with its names replaced. Raises Lacking."""
    match thing:
        case str():
            whole = _NAME.fullmatch(thing)
            if whole:
                return pick(context, whole[1])
            return _NAME.sub(lambda found: str(pick(context, found[1])), thing)
        case dict():
            return {key: filled(value, context) for key, value in thing.items()}
        case list():
            return [filled(value, context) for value in thing]
        case _:
            return thing


def pick(thing: Any, path: str) -> Any:
    """Follows `a.0.b` into maps and lists. Raises Lacking."""
    for part in path.split(".") if path else ():
        try:
            thing = thing[int(part)] if isinstance(thing, list) else thing[part]
        except (KeyError, IndexError, TypeError, ValueError) as error:
            raise Lacking(path) from error
    return thing


def found(find: Find, answer: Any, context: Mapping[str, Any]) -> Any:
    """What a look-up is for, out of its answer. Raises Lacking."""
    picked = pick(answer, find.pick)
    if not find.where:
        return picked
    wanted = filled(find.where, context)
    for one in picked:
        if _among([one], wanted):
            return one
    raise Lacking(f"{find.get}: {wanted}")


def hold(step: Step, context: Mapping[str, Any]) -> bool:
    """Whether the thing still wants doing, by what was looked up."""
    try:
        as_wanted = all(_is_one_of(pick(context, path), value) for path, value in step.holds.items())
        return as_wanted and not any(_among(pick(context, name), fields) for name, fields in step.lacks.items())
    except Lacking:
        return False


def _among(members: Any, fields: Mapping[str, Any]) -> bool:
    return any(all(_is_one_of(one.get(name), value) for name, value in fields.items()) for one in members)


def _is_one_of(found: Any, wanted: Any) -> bool:
    return found in wanted if isinstance(wanted, list) else found == wanted
