"""What the parts of a plan may name, looked up once: a check of five thousand actions goes through no list twice."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from watchroom.kernel.expressions import Kind
from watchroom.plans.elements import Clause
from watchroom.plans.format import PlanFile
from watchroom.plans.reading import Path

type Remarks = Iterator[tuple[str, Path, dict[str, Any]]]
"""A finding's code, its place in the plan, and what fills its words."""


@dataclass(frozen=True, slots=True)
class Names:
    """kinds  the type of every fact, as expressions take it"""

    clauses: Mapping[str, Clause]
    sources: frozenset[str]
    units: frozenset[str]
    posts: frozenset[str]
    levels: frozenset[int]
    resources: frozenset[str]
    kinds: Mapping[str, Kind]

    def clause(self, number: str, at: Path) -> Remarks:
        if number not in self.clauses:
            yield "unknown_clause", at, {"name": number}

    def source(self, code: str | None, at: Path) -> Remarks:
        if code is not None and code not in self.sources:
            yield "unknown_source", at, {"name": code}

    def post(self, code: str | None, at: Path) -> Remarks:
        if code is not None and code not in self.posts:
            yield "unknown_post", at, {"name": code}

    def unit(self, code: str | None, at: Path) -> Remarks:
        if code is not None and code not in self.units:
            yield "unknown_unit", at, {"name": code}

    def body(self, code: str | None, at: Path) -> Remarks:
        """Whoever may be a unit or a post."""
        if code is not None and code not in self.units and code not in self.posts:
            yield "unknown_body", at, {"name": code}


def names_of(plan: PlanFile) -> Names:
    return Names(
        clauses={one.number: one for one in plan.clauses},
        sources=frozenset(one.code for one in plan.sources),
        units=frozenset(one.code for one in plan.units),
        posts=frozenset(one.code for one in plan.posts),
        levels=frozenset(one.level for one in plan.levels),
        resources=frozenset(one.code for one in plan.resources),
        kinds={name: fact.type for name, fact in plan.facts.items()},
    )


def circle_in(before: Mapping[str, set[str]]) -> list[str]:
    """One circle of those that wait for themselves, closed (`a b a`); empty when there is none.

    before  what each waits for; whatever waits for nothing that is left is taken away, again and again
    """
    waits = {one: {other for other in others if other in before} for one, others in before.items()}
    followers: dict[str, list[str]] = {}
    for one, others in waits.items():
        for other in others:
            followers.setdefault(other, []).append(one)
    free = [one for one, others in waits.items() if not others]
    while free:
        done = free.pop()
        del waits[done]
        for one in followers.get(done, ()):
            waits[one].discard(done)
            if not waits[one]:
                free.append(one)
    if not waits:
        return []
    at, seen = min(waits), dict[str, None]()
    while at not in seen:
        seen[at] = None
        at = min(waits[at])
    path = list(seen)
    return [*path[path.index(at) :], at]
