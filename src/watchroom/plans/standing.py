"""Holds every plan to every open incident at once, and again only what a changed fact touches.

States are kept in columns over the incidents: one column for each different comparison, one for each level. When a fact
changes, the comparisons that speak of it are judged again (for a sensor once per place, not once per incident) and the
trees above them are joined again in Kleene's logic, column by column. `judging` decides every single comparison;
this module only spares repeating it.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import chain
from typing import Any

import numpy as np
from numpy.typing import NDArray

from watchroom.plans.elements import Fact
from watchroom.plans.format import Level, PlanFile
from watchroom.plans.judging import INCIDENT, Known, Scene, State, state_of
from watchroom.plans.rules import conditions
from watchroom.plans.terms import seconds
from watchroom.plans.triggers import All, AnyOf, Comparison, Judgement, Not, Trigger, parts, walk

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
        told = f"{name} {declared.taken_from or ''}"
    return (declared.origin, told, declared.type, declared.unit, declared.stale_after)


def stale_after(key: Key) -> str | None:
    """After how long a value of this fact counts as lacking."""
    return key[4] if len(key) > 4 else None


def judged_key(plan: str, question: str) -> Key:
    return ("judged", plan, question)


type _Moved = frozenset[str] | None


@dataclass(slots=True)
class _Leaf:
    """A part of a condition that is judged as it stands: a comparison, a question, an expression."""

    node: Any
    declared: Mapping[str, Fact]
    keys: tuple[tuple[Key, str], ...]  # with the name under which the part knows it
    again_at: datetime | None = None  # when time alone may change its state
    above: set[int] = field(default_factory=set)
    simple: bool = field(init=False)  # only what is known at an incident's own places decides it
    asks: tuple[Key, ...] = field(init=False)
    held: timedelta | None = field(init=False)  # for how long it asks a bound to have been kept

    def __post_init__(self) -> None:
        held_for = getattr(self.node, "held_for", None)
        self.held = timedelta(seconds=seconds(held_for)) if held_for else None
        self.asks = tuple(key for key, _ in self.keys)
        self.simple = isinstance(self.node, Comparison) and self.node.place == INCIDENT

    def due(self, now: datetime) -> bool:
        return self.again_at is not None and self.again_at <= now


@dataclass(frozen=True, slots=True)
class Row:
    """A level of a plan with the column that tells its state."""

    plan: PlanFile
    level: Level
    when: Trigger
    anywhere: frozenset[str]  # the facts that it asks for elsewhere than at the incident's own places
    join: Callable[[NDArray[np.int8]], Column]


class Standing:
    """The standing of plans at incidents. Not for use by several threads at once."""

    def __init__(self, plans: Iterable[PlanFile]) -> None:
        self.rows: list[Row] = []
        self.of: dict[str, list[int]] = {}  # plan to its rows, the gravest first
        self._leaves: list[_Leaf] = []
        self._known: dict[Key, int] = {}
        self._speaking: dict[Key, list[int]] = {}
        self._questions: dict[str, set[Key]] = {}  # by plan
        for plan in plans:
            self._add(plan)
        self._parts: NDArray[np.int8] = np.zeros((len(self._leaves), 0), np.int8)
        self.states: NDArray[np.int8] = np.zeros((len(self.rows), 0), np.int8)
        self._best: dict[str, NDArray[np.int16]] = {}
        self._before: Facts | None = None
        self._sorts: _Sorts | None = None

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
        touched: dict[int, _Moved] = {i: None for i, leaf in enumerate(self._leaves) if leaf.due(facts.now)}
        for key in self._changed(before, facts):
            moved = _moved(before.shared.get(key), facts.shared.get(key))
            for i in self._speaking[key]:
                touched[i] = moved if i not in touched and self._leaves[i].simple else None
        sorts, again = self._sorts_of(facts), set[int]()
        for i, where in touched.items():
            was = self._parts[i]
            column = self._judged(self._leaves[i], facts, sorts, was, where)
            if column is not was and not np.array_equal(column, was):
                self._parts[i] = column
                again |= self._leaves[i].above
        for row in again:
            self.states[row] = self.rows[row].join(self._parts)
            self._best.pop(self.rows[row].plan.code, None)
        return sorted(again)

    def _all(self, facts: Facts) -> list[int]:
        self._parts = np.zeros((len(self._leaves), len(facts.incidents)), np.int8)
        self.states = np.zeros((len(self.rows), len(facts.incidents)), np.int8)
        sorts = self._sorts_of(facts)
        for i, leaf in enumerate(self._leaves):
            self._parts[i] = self._judged(leaf, facts, sorts, self._parts[i], None)
        for i, row in enumerate(self.rows):
            self.states[i] = row.join(self._parts)
        self._best.clear()
        return list(range(len(self.rows)))

    def best(self, plan: str) -> NDArray[np.int16]:
        """By incident, the place in `of[plan]` of the gravest level that holds, or -1."""
        if plan not in self._best:
            holds = self.states[self.of[plan]] == HOLDS
            self._best[plan] = np.where(holds.any(axis=0), holds.argmax(axis=0), -1).astype(np.int16)
        return self._best[plan]

    def known(self, row: Row, i: int) -> Scene:
        """All that the level rests on for the i-th incident, as of the last refresh."""
        facts, sorts = self._before, self._sorts
        assert facts is not None
        assert sorts is not None
        known: dict[str, tuple[Known, ...]] = {}
        for name, fact in row.plan.facts.items():
            key = key_of(name, fact)
            if key in facts.own:
                known[name] = facts.own[key][i]
            elif key in facts.shared:
                known[name] = facts.shared[key] if name in row.anywhere else sorts.near(key, facts.at[i])
        for key in self._questions.get(row.plan.code, ()):
            known[f"judged.{key[2]}"] = facts.own[key][i] if key in facts.own else ()
        return Scene(known, facts.now, facts.at[i])

    def _sorts_of(self, facts: Facts) -> "_Sorts":
        self._sorts = _Sorts(facts)
        return self._sorts

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
            self.rows.append(Row(plan, level, when, _asked_elsewhere(when), _joining(when, columns)))
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
                if isinstance(node, Judgement):
                    self._questions.setdefault(plan.code, set()).add(key)
        return at

    def _judged(self, leaf: _Leaf, facts: Facts, sorts: "_Sorts", before: Column, moved: _Moved) -> Column:
        """The leaf's column: judged once for each sort of incident that differs in nothing that the leaf asks.

        moved  the places where something changed: elsewhere the state is as before; None: anywhere
        """
        asked = tuple(key for key in leaf.asks if key in facts.own)
        own = [(key, name) for key, name in leaf.keys if key in facts.own] if asked else ()
        shared = [(key, name) for key, name in leaf.keys if key not in facts.own] if asked else leaf.keys
        anywhere = isinstance(leaf.node, Comparison) and not own and not leaf.simple
        which, samples = sorts.all_alike() if anywhere else sorts.of(asked)
        leaf.again_at = sorts.again_at(leaf)

        def state(i: int) -> int:
            known = {name: facts.own[key][i] for key, name in own}
            for key, name in shared:
                known[name] = sorts.near(key, facts.at[i]) if leaf.simple else facts.shared.get(key, ())
            return _NUMBER[state_of(leaf.node, leaf.declared, Scene(known, facts.now, facts.at[i]))]

        if moved is None:
            return np.array([state(i) for i in samples], np.int8)[which]
        turned = [
            (sort, new) for sort in sorts.at(asked, moved) if (new := state(samples[sort])) != before[samples[sort]]
        ]
        column = before.copy() if turned else before
        for sort, new in turned:
            column[which == sort] = new
        return column


def _moved(before: tuple[Known, ...] | None, now: tuple[Known, ...] | None) -> _Moved:
    """The places at which what sensors say has changed; None where it may concern every place."""
    if before is None or now is None:
        return None
    changed = set(before) ^ set(now)
    return frozenset(place for one in changed for place in one.places) if all(one.places for one in changed) else None


class _Sorts:
    """What many leaves ask of one set of facts, found once: which incidents are alike, what is known where."""

    def __init__(self, facts: Facts) -> None:
        self._facts = facts
        self._alike: dict[tuple[Key, ...], tuple[NDArray[np.intp], list[int]]] = {}
        self._at: dict[tuple[tuple[Key, ...], frozenset[str]], list[int]] = {}
        self._near: dict[tuple[Key, frozenset[str]], tuple[Known, ...]] = {}
        self._stale: dict[Key, datetime | None] = {}
        self._again: dict[tuple[tuple[Key, ...], timedelta | None], datetime | None] = {}

    def all_alike(self) -> tuple[NDArray[np.intp], list[int]]:
        count = len(self._facts.incidents)
        return np.zeros(count, np.intp), [0] if count else []

    def of(self, keys: tuple[Key, ...]) -> tuple[NDArray[np.intp], list[int]]:
        """Each incident's sort (those at the same places of which the same is known), and of each sort one incident."""
        if keys not in self._alike:
            rows = zip(self._facts.at, *(self._facts.own[key] for key in keys), strict=True)
            self._alike[keys] = _sorted_out(rows)
        return self._alike[keys]

    def at(self, keys: tuple[Key, ...], places: frozenset[str]) -> list[int]:
        """The sorts that are at any of these places."""
        if (keys, places) not in self._at:
            _, samples = self.of(keys)
            self._at[keys, places] = [n for n, i in enumerate(samples) if not places.isdisjoint(self._facts.at[i])]
        return self._at[keys, places]

    def near(self, key: Key, at: frozenset[str]) -> tuple[Known, ...]:
        """What is known at these places."""
        if (key, at) not in self._near:
            rows = self._facts.shared.get(key, ())
            self._near[key, at] = tuple(one for one in rows if not one.places or not at.isdisjoint(one.places))
        return self._near[key, at]

    def again_at(self, leaf: _Leaf) -> datetime | None:
        """The first moment after now at which a value goes stale or a bound has been kept for long enough."""
        key = (leaf.asks, leaf.held)
        if key not in self._again:
            moments: list[datetime | None] = [self._stale_at(one) for one in leaf.asks]
            if leaf.held is not None:
                rows = (one for asked in leaf.asks for one in self._all_of(asked) if one.standing)
                moments += [held.since + leaf.held for one in rows for held in one.held]
            self._again[key] = min((at for at in moments if at is not None and at >= self._facts.now), default=None)
        return self._again[key]

    def _all_of(self, key: Key) -> Iterable[Known]:
        """What is known of a fact anywhere."""
        own = self._facts.own.get(key)
        return self._facts.shared.get(key, ()) if own is None else chain.from_iterable(own)

    def _stale_at(self, key: Key) -> datetime | None:
        stale = stale_after(key)
        if stale is None:
            return None
        if key not in self._stale:
            after = timedelta(seconds=seconds(stale))
            rows = (one for one in self._all_of(key) if not one.standing)
            moments = (at for one in rows if (at := one.measured_at + after) >= self._facts.now)
            self._stale[key] = min(moments, default=None)
        return self._stale[key]


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
        return ((key, node.fact),), {node.fact: fact}, (key, *same, node.place, node.min_places, node.place_kind)
    if isinstance(node, Judgement):
        key = judged_key(plan.code, node.judged)
        return ((key, f"judged.{node.judged}"),), {}, key
    names = sorted(name for name in plan.facts if name in node.expression)
    keys = tuple((key_of(name, plan.facts[name]), name) for name in names)
    return keys, dict(plan.facts), ("expression", plan.code, node.expression)


def _asked_elsewhere(when: Trigger) -> frozenset[str]:
    leaves = (node for _, node in walk(when) if isinstance(node, Comparison))
    return frozenset(node.fact for node in leaves if node.place != INCIDENT)


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
