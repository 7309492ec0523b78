"""Holds every plan to every open incident at once, and again only what a changed fact touches.

States are kept in columns over the incidents: one column for each different comparison, one for each level. When a fact
changes, the comparisons that speak of it are judged again (for a sensor once per place, not once per incident) and the
trees above them are joined again in Kleene's logic, column by column. `judging.judge` decides every single comparison;
this module only spares repeating it.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

import numpy as np
from numpy.typing import NDArray

from watchroom.plans.elements import Fact
from watchroom.plans.format import Level, PlanFile
from watchroom.plans.judging import Known, Scene, State, judge
from watchroom.plans.rules import conditions
from watchroom.plans.terms import seconds
from watchroom.plans.triggers import All, AnyOf, Comparison, Judgement, Not, parts, walk

FAILS, LACKS, HOLDS = 0, 1, 2
"""States as numbers: `all` is the least of its parts, `any` the greatest, `not` two less the part."""

_NUMBER = {State.FAILS: FAILS, State.LACKS: LACKS, State.HOLDS: HOLDS}
type Column = NDArray[np.int8]
type Key = tuple[Any, ...]


@dataclass(frozen=True, slots=True)
class Facts:
    """What is known now, by key (see `key_of`): shared by all incidents, or for each incident its own.

    at  by incident, the places that it is at
    """

    now: datetime
    incidents: tuple[int, ...]
    at: tuple[frozenset[str], ...]
    shared: Mapping[Key, tuple[Known, ...]]
    own: Mapping[Key, Sequence[tuple[Known, ...]]]


def key_of(name: str, declared: Fact) -> Key:
    """What two facts of different plans have in common when they are the same fact."""
    told = declared.quantity or declared.event or name
    if declared.origin in ("report", "model"):
        told = name
    return (declared.origin, told, declared.type, declared.unit, declared.stale_after)


def judged_key(plan: str, question: str) -> Key:
    return ("judged", plan, question)


@dataclass(slots=True)
class _Leaf:
    """A part of a condition that is judged as it stands: a comparison, a question, an expression."""

    node: Any
    declared: Mapping[str, Fact]
    keys: tuple[tuple[Key, str], ...]  # with the name under which the part knows it
    again_at: datetime | None = None  # when time alone may change its state
    above: set[int] = field(default_factory=set)


@dataclass(frozen=True, slots=True)
class Row:
    """A level of a plan with the column that tells its state."""

    plan: PlanFile
    level: Level
    join: Callable[[NDArray[np.int8]], Column]


class Standing:
    """The standing of plans at incidents. Not for use by several threads at once."""

    def __init__(self, plans: Iterable[PlanFile]) -> None:
        self.rows: list[Row] = []
        self.of: dict[str, list[int]] = {}  # plan to its rows, the gravest first
        self._leaves: list[_Leaf] = []
        self._known: dict[Key, int] = {}
        self._speaking: dict[Key, list[int]] = {}
        for plan in plans:
            self._add(plan)
        self._parts: NDArray[np.int8] = np.zeros((len(self._leaves), 0), np.int8)
        self.states: NDArray[np.int8] = np.zeros((len(self.rows), 0), np.int8)
        self._before: Facts | None = None

    def keys(self) -> set[Key]:
        """The facts that some condition speaks of."""
        return set(self._speaking)

    def refresh(self, facts: Facts) -> list[int]:
        """Judges anew what may have changed since last time; gives the rows that were joined again.

        Besides what speaks of a changed fact these are the comparisons that time alone has changed: a value gone stale,
        a bound kept for long enough.
        """
        before, self._before = self._before, facts
        if before is None or before.incidents != facts.incidents or before.at != facts.at:
            return self._all(facts)
        keys = self._changed(before, facts)
        timed = (i for i, leaf in enumerate(self._leaves) if leaf.again_at is not None and leaf.again_at <= facts.now)
        touched = {*timed, *(i for key in keys for i in self._speaking.get(key, ()))}
        sorts, again = _Sorts(facts), set[int]()
        for i in sorted(touched):
            column = self._judged(self._leaves[i], facts, sorts)
            if not np.array_equal(column, self._parts[i]):
                self._parts[i] = column
                again |= self._leaves[i].above
        for row in again:
            self.states[row] = self.rows[row].join(self._parts)
        return sorted(again)

    def _all(self, facts: Facts) -> list[int]:
        self._parts = np.zeros((len(self._leaves), len(facts.incidents)), np.int8)
        self.states = np.zeros((len(self.rows), len(facts.incidents)), np.int8)
        sorts = _Sorts(facts)
        for i, leaf in enumerate(self._leaves):
            self._parts[i] = self._judged(leaf, facts, sorts)
        for i, row in enumerate(self.rows):
            self.states[i] = row.join(self._parts)
        return list(range(len(self.rows)))

    def best(self, plan: str) -> NDArray[np.int16]:
        """By incident, the place in `of[plan]` of the gravest level that holds, or -1."""
        holds = self.states[self.of[plan]] == HOLDS
        return np.where(holds.any(axis=0), holds.argmax(axis=0), -1).astype(np.int16)

    def _changed(self, before: Facts, facts: Facts) -> Iterable[Key]:
        for key in self._speaking:
            if key in facts.shared:
                if before.shared.get(key) != facts.shared[key]:
                    yield key
            elif before.own.get(key) != facts.own.get(key):
                yield key

    def _add(self, plan: PlanFile) -> None:
        mine: list[int] = []
        for level, when in conditions(plan):
            columns: dict[int, int] = {}
            for _, node in walk(when):
                if not parts(node):
                    columns[id(node)] = self._leaf(plan, node)
            row = len(self.rows)
            self.rows.append(Row(plan, level, _joining(when, columns)))
            for column in columns.values():
                self._leaves[column].above.add(row)
            mine.append(row)
        self.of[plan.code] = mine

    def _leaf(self, plan: PlanFile, node: Any) -> int:
        keys, declared, sort = _speaks_of(plan, node)
        at = self._known.get(sort)
        if at is None:
            at = self._known[sort] = len(self._leaves)
            self._leaves.append(_Leaf(node, declared, keys))
            for key, _ in keys:
                self._speaking.setdefault(key, []).append(at)
        return at

    def _judged(self, leaf: _Leaf, facts: Facts, sorts: "_Sorts") -> Column:
        """The leaf's column: judged once for each sort of incident that differs in nothing that the leaf asks."""
        own = [(key, name) for key, name in leaf.keys if key in facts.own]
        shared = {name: facts.shared.get(key, ()) for key, name in leaf.keys if key not in facts.own}
        which, samples = sorts.of(tuple(key for key, _ in own))
        states = np.empty(len(samples), np.int8)
        for sort, i in enumerate(samples):
            known = shared | {name: facts.own[key][i] for key, name in own}
            states[sort] = _NUMBER[judge(leaf.node, leaf.declared, Scene(known, facts.now, facts.at[i])).state]
        leaf.again_at = _again_at(leaf, shared, facts.now)
        return states[which]


def _again_at(leaf: _Leaf, known: Mapping[str, tuple[Known, ...]], now: datetime) -> datetime | None:
    """The first moment after now at which a value goes stale or a bound has been kept for long enough."""
    moments: list[datetime] = []
    for name, rows in known.items():
        stale, held_for = leaf.declared[name].stale_after, getattr(leaf.node, "held_for", None)
        if stale:
            moments += [one.measured_at + timedelta(seconds=seconds(stale)) for one in rows if not one.standing]
        if held_for:
            need = timedelta(seconds=seconds(held_for))
            moments += [held.since + need for one in rows if one.standing for held in one.held]
    return min((at for at in moments if at >= now), default=None)


class _Sorts:
    """Incidents that are at the same places and of which the same is known, found once for each set of facts."""

    def __init__(self, facts: Facts) -> None:
        self._facts = facts
        self._found: dict[tuple[Key, ...], tuple[NDArray[np.intp], list[int]]] = {}

    def of(self, keys: tuple[Key, ...]) -> tuple[NDArray[np.intp], list[int]]:
        """Each incident's sort, and of each sort one incident."""
        if keys not in self._found:
            rows = zip(self._facts.at, *(self._facts.own[key] for key in keys), strict=True)
            self._found[keys] = _sorted_out(rows)
        return self._found[keys]


def _sorted_out(rows: Iterable[tuple[Any, ...]]) -> tuple[NDArray[np.intp], list[int]]:
    seen: dict[tuple[Any, ...], int] = {}
    samples: list[int] = []
    which: list[int] = []
    for i, row in enumerate(rows):
        sort = seen.setdefault(row, len(seen))
        if sort == len(samples):
            samples.append(i)
        which.append(sort)
    return np.array(which, np.intp), samples


def _speaks_of(plan: PlanFile, node: Any) -> tuple[tuple[tuple[Key, str], ...], dict[str, Fact], Key]:
    """The facts that a leaf speaks of, as declared, and what makes it the same leaf as one of another plan."""
    if isinstance(node, Comparison):
        fact = plan.facts.get(node.fact)
        if fact is None:
            return (), {}, ("undeclared", plan.code, node.fact)
        key = key_of(node.fact, fact)
        same = (
            node.at_least,
            node.above,
            node.below,
            node.at_most,
            node.equals,
            tuple(node.one_of or ()),
            node.held_for,
        )
        return ((key, node.fact),), {node.fact: fact}, (key, *same, node.place, node.min_places)
    if isinstance(node, Judgement):
        key = judged_key(plan.code, node.judged)
        return ((key, f"judged.{node.judged}"),), {}, key
    names = sorted(name for name in plan.facts if name in node.expression)
    keys = tuple((key_of(name, plan.facts[name]), name) for name in names)
    return keys, dict(plan.facts), ("expression", plan.code, node.expression)


def _joining(node: Any, columns: Mapping[int, int]) -> Callable[[NDArray[np.int8]], Column]:
    """A tree made into a function of the leaves' columns."""
    match node:
        case All() | AnyOf():
            inner = [_joining(part, columns) for _, part in parts(node)]
            leaves = [columns.get(id(part)) for _, part in parts(node)]
            over = np.minimum.reduce if isinstance(node, All) else np.maximum.reduce
            if all(one is not None for one in leaves):
                rows = np.array(leaves, np.intp)
                return lambda told: over(told[rows])
            return lambda told: over([one(told) for one in inner])
        case Not():
            (below,) = (_joining(part, columns) for _, part in parts(node))
            return lambda told: (HOLDS - below(told)).astype(np.int8)
        case _:
            at = columns[id(node)]
            return lambda told: told[at]
