"""Evaluates a condition on facts, in three values, and says why: which clause, what it demands, what was measured.

A part holds, fails, or lacks a fact. Lacking is never counted as holding, and never as failing: `any` holds as soon as
one part holds, `all` fails as soon as one part fails, and otherwise what is unknown stays unknown (Kleene's logic).
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from decimal import Decimal
from enum import StrEnum
from typing import Any

from watchroom.kernel.expressions import Checked, Kind, Refused, check, evaluate
from watchroom.kernel.words import Words
from watchroom.plans.elements import Fact as Declared
from watchroom.plans.saying import demanded
from watchroom.plans.terms import seconds
from watchroom.plans.triggers import All, AnyOf, Comparison, Expression, Judgement, Not, Step, parts

INCIDENT, ANYWHERE = "incident", "any"


class State(StrEnum):
    HOLDS = "holds"
    FAILS = "fails"
    LACKS = "lacks"


@dataclass(frozen=True, slots=True)
class Held:
    """Evidence that a value stayed on one side of a bound since a moment, without a break."""

    since: datetime
    at_least: Decimal | None = None
    below: Decimal | None = None


@dataclass(frozen=True, slots=True)
class Known:
    """A fact as it is known: value, unit, when it was measured, and who says so.

    places   the place it belongs to and every place around it, nearest first; none for what is said of the incident itself
    place_kinds  their kinds, in the same order
    held     how long bounds have been kept
    standing true while an alarm upon it has not returned: then it does not go stale
    floor    the true value is at least this one, and may be greater
    lacking  why the value is not known, though it is known that there is one
    """

    name: str
    value: Decimal | str | bool
    unit: str
    measured_at: datetime
    origin: str
    places: tuple[str, ...] = ()
    place_kinds: tuple[str, ...] = ()
    held: tuple[Held, ...] = ()
    standing: bool = False
    floor: bool = False
    batch: str = ""
    origin_words: Words | None = None
    simulated: bool = False
    lacking: Words | None = None


@dataclass(frozen=True, slots=True)
class Scene:
    """What is known, the places that the incident is at, and what time it is."""

    facts: Mapping[str, tuple[Known, ...]]
    now: datetime
    places: frozenset[str] = frozenset()

    @staticmethod
    def of(facts: Iterable[Known], now: datetime, places: Iterable[str] = ()) -> "Scene":
        by_name: dict[str, tuple[Known, ...]] = {}
        for fact in facts:
            by_name[fact.name] = (*by_name.get(fact.name, ()), fact)
        return Scene(by_name, now, frozenset(places))


@dataclass(frozen=True, slots=True)
class Verdict:
    """A part of the condition, judged. `known` is the fact that decided it, `why` what was lacking, `fact` what it asks."""

    state: State
    kind: str
    path: Step
    words: Words
    clause: str | None = None
    mark: Words | None = None
    source: str | None = None
    known: Known | None = None
    held_s: int | None = None
    why: Words | None = None
    parts: tuple["Verdict", ...] = field(default=())
    fact: str | None = None

    @property
    def leaves(self) -> list["Verdict"]:
        return [leaf for part in self.parts for leaf in part.leaves] if self.parts else [self]

    @property
    def reasons(self) -> list["Verdict"]:
        """The leaves that made it what it is: those of the parts that share its state (all parts, under `not`)."""
        if not self.parts:
            return [self]
        deciding = self.parts if self.kind == "not" else [part for part in self.parts if part.state == self.state]
        return [leaf for part in deciding for leaf in part.reasons]

    @property
    def marks(self) -> list[Words]:
        """The marked words of every part that decided, outermost first."""
        own = [self.mark] if self.mark else []
        deciding = self.parts if self.kind == "not" else [part for part in self.parts if part.state == self.state]
        return own + [mark for part in deciding for mark in part.marks]


def judge(node: Any, declared: Mapping[str, Declared], scene: Scene, path: Step = ()) -> Verdict:
    """The verdict on a node and on everything below it. `declared` are the facts of the plan."""
    match node:
        case All() | AnyOf() | Not():
            inner = tuple(judge(part, declared, scene, (*path, *step)) for step, part in parts(node))
            return _joined(node, inner, path)
        case Comparison():
            return _compared(node, declared, scene, path)
        case Judgement():
            return _asked(node, scene, path)
        case Expression():
            return _expressed(node, declared, scene, path)
        case _:
            raise TypeError(f"not a part of a condition: {node!r}")


def joined_all(states: Iterable[State]) -> State:
    seen = set(states)
    return State.FAILS if State.FAILS in seen else State.LACKS if State.LACKS in seen else State.HOLDS


def joined_any(states: Iterable[State]) -> State:
    seen = set(states)
    return State.HOLDS if State.HOLDS in seen else State.LACKS if State.LACKS in seen else State.FAILS


def turned(state: State) -> State:
    return {State.HOLDS: State.FAILS, State.FAILS: State.HOLDS, State.LACKS: State.LACKS}[state]


_JOIN_WORDS = {
    "all": Words(zh="同时满足", en="all of these"),
    "any": Words(zh="满足任意一项", en="any one of these"),
    "not": Words(zh="不出现", en="not this"),
}


def _joined(node: All | AnyOf | Not, inner: tuple[Verdict, ...], path: Step) -> Verdict:
    states = [part.state for part in inner]
    match node:
        case All():
            kind, state = "all", joined_all(states)
        case AnyOf():
            kind, state = "any", joined_any(states)
        case _:
            kind, state = "not", turned(states[0])
    words = node.words.words if node.words else _JOIN_WORDS[kind]
    return Verdict(state, kind, path, words, node.clause, _mark(node), node.source, parts=inner)


def _mark(node: Any) -> Words | None:
    return node.mark.words if node.mark else None


def _compared(node: Comparison, declared: Mapping[str, Declared], scene: Scene, path: Step) -> Verdict:
    fact = declared.get(node.fact)
    words = demanded(node, fact)
    tries = _tried(node, declared, scene)
    if not tries:
        why = (
            Words(zh="没有这项数据", en="no such fact is known")
            if fact
            else Words(zh="未声明的事实", en="not a declared fact")
        )
        return Verdict(State.LACKS, "fact", path, words, node.clause, _mark(node), node.source, why=why, fact=node.fact)
    state = _over(node, tries)
    telling = [t for t in tries if t[0] is state] or tries
    _, known, held_s, why_not = max(telling, key=lambda t: t[1].measured_at)
    return Verdict(
        state, "fact", path, words, node.clause, _mark(node), node.source, known, held_s, why_not, fact=node.fact
    )


def state_of(node: Any, declared: Mapping[str, Declared], scene: Scene) -> State:
    """The state of a part alone, without the words for it: the same as `judge(...).state`, and quicker."""
    return (
        _over(node, _tried(node, declared, scene))
        if isinstance(node, Comparison)
        else judge(node, declared, scene).state
    )


def _tried(node: Comparison, declared: Mapping[str, Declared], scene: Scene) -> list["_Try"]:
    fact = declared.get(node.fact)
    return [_one(node, fact, known, scene) for known in _in_place(node, scene)] if fact else []


def _over(node: Comparison, tries: list["_Try"]) -> State:
    if not tries:
        return State.LACKS
    if node.min_places is not None:
        return _in_places(tries, node.min_places, node.place_kind)
    return joined_any(state for state, *_ in tries)


def _in_places(tries: list["_Try"], need: int, kind: str | None) -> State:
    """Whether it holds in so many different places; lacking while those of which nothing is known could make it so."""
    sure = {_spot(known, kind) for state, known, *_ in tries if state is State.HOLDS} - {None}
    open_ = {_spot(known, kind) for state, known, *_ in tries if state is State.LACKS} - {None}
    return State.HOLDS if len(sure) >= need else State.LACKS if len(sure | open_) >= need else State.FAILS


def _spot(known: Known, kind: str | None) -> str | None:
    """The place that a fact counts for: the nearest, or the one of that kind around it."""
    if kind is None:
        return known.places[0] if known.places else known.origin
    return next((place for place, its in zip(known.places, known.place_kinds, strict=False) if its == kind), None)


def _in_place(node: Comparison, scene: Scene) -> list[Known]:
    known = scene.facts.get(node.fact, ())
    if node.place == ANYWHERE:
        return list(known)
    if node.place != INCIDENT:
        return [fact for fact in known if node.place in fact.places]
    return [fact for fact in known if not fact.places or not scene.places.isdisjoint(fact.places)]


type _Try = tuple[State, Known, int | None, Words | None]


def _one(node: Comparison, declared: Declared, known: Known, scene: Scene) -> _Try:
    """One known fact against the comparison: state, the fact, how long held, and what was lacking."""
    if known.lacking is not None:
        return State.LACKS, known, None, known.lacking
    if declared.type == "number" and (not isinstance(known.value, Decimal) or known.unit != (declared.unit or "")):
        why = Words(zh=f"单位不符：{known.unit or '无'}", en=f"its unit differs: {known.unit or 'none'}")
        return State.LACKS, known, None, why
    age = scene.now - known.measured_at
    if declared.stale_after and not known.standing and age > timedelta(seconds=seconds(declared.stale_after)):
        return State.LACKS, known, None, Words(zh="数据已过时", en="the value is too old")
    if not node.numeric:
        wanted = [node.equals] if node.one_of is None else node.one_of
        return (State.HOLDS if known.value in wanted else State.FAILS), known, None, None
    if known.floor:
        return _at_least(node, known)
    if not _within(node, known.value):
        return State.FAILS, known, None, None
    if node.held_for is None:
        return State.HOLDS, known, None, None
    return _held_long(node, known, scene.now, seconds(node.held_for))


def _at_least(node: Comparison, known: Known) -> "_Try":
    """A value that may be greater than what is known of it."""
    value: Any = known.value
    lower = (node.at_least is None or value >= node.at_least) and (node.above is None or value > node.above)
    over = (node.below is not None and value >= node.below) or (node.at_most is not None and value > node.at_most)
    if over:
        return State.FAILS, known, None, None
    if lower and node.below is None and node.at_most is None:
        return State.HOLDS, known, None, None
    return State.LACKS, known, None, Words(zh="只知道下限", en="only that it is at least this")


def _within(node: Comparison, value: Any) -> bool:
    return (
        (node.at_least is None or value >= node.at_least)
        and (node.above is None or value > node.above)
        and (node.below is None or value < node.below)
        and (node.at_most is None or value <= node.at_most)
    )


def _held_long(node: Comparison, known: Known, now: datetime, need_s: int) -> _Try:
    """Whether the lower bound (or the only bound) has been kept for long enough; unknown without evidence."""
    until = max(now, known.measured_at) if known.standing else known.measured_at
    since = [held.since for held in known.held if _proves(node, held)]
    if not since:
        return State.LACKS, known, None, Words(zh="持续时间未知", en="it is not known for how long")
    held_s = int((until - min(since)).total_seconds())
    return (State.HOLDS if held_s >= need_s else State.FAILS), known, held_s, None


def _proves(node: Comparison, held: Held) -> bool:
    lower = node.at_least if node.at_least is not None else node.above
    if lower is not None:
        enough = held.at_least is not None and (
            held.at_least > lower or (held.at_least == lower and node.above is None)
        )
        return enough
    upper = node.below if node.below is not None else node.at_most
    return upper is not None and held.below is not None and held.below <= upper


def _asked(node: Judgement, scene: Scene, path: Step) -> Verdict:
    name = f"judged.{node.judged}"
    answers = [fact for fact in scene.facts.get(name, ()) if isinstance(fact.value, bool)]
    words = node.words.words
    if not answers:
        why = Words(zh="待研判", en="a person has still to judge")
        return Verdict(State.LACKS, "judged", path, words, node.clause, _mark(node), node.source, why=why, fact=name)
    last = max(answers, key=lambda fact: fact.measured_at)
    state = State.HOLDS if last.value is True else State.FAILS
    return Verdict(state, "judged", path, words, node.clause, _mark(node), node.source, last, fact=name)


def _expressed(node: Expression, declared: Mapping[str, Declared], scene: Scene, path: Step) -> Verdict:
    words, state, why, known = node.words.words, State.LACKS, None, None
    try:
        checked = compiled(node.expression, declared)
    except Refused as error:
        return Verdict(State.LACKS, "expression", path, words, node.clause, _mark(node), node.source, why=error.words)
    values = _values(checked, declared, scene)
    result = evaluate(checked, {name: fact.value for name, fact in values.items()})
    if result is None:
        gone = "、".join(sorted(checked.names - values.keys()))
        why = Words(
            zh=f"缺少：{gone or '可计算的数值'}", en=f"lacking: {gone.replace('、', ', ') or 'a value to compute'}"
        )
    else:
        state = State.HOLDS if result else State.FAILS
        known = max(values.values(), key=lambda fact: fact.measured_at, default=None)
    return Verdict(state, "expression", path, words, node.clause, _mark(node), node.source, known, None, why)


def compiled(text: str, declared: Mapping[str, Declared]) -> Checked:
    """The expression checked against the plan's facts. Raises Refused."""
    kinds: dict[str, Kind] = {name: fact.type for name, fact in declared.items()}
    return check(text, kinds)


def _values(checked: Checked, declared: Mapping[str, Declared], scene: Scene) -> dict[str, Known]:
    """The newest fresh value of each fact at the incident's place."""
    found = {}
    for name in checked.names:
        probe = Comparison(fact=name, equals=True)
        fresh = [
            known for known in _in_place(probe, scene) if _one(probe, declared[name], known, scene)[0] != State.LACKS
        ]
        if fresh:
            found[name] = max(fresh, key=lambda fact: fact.measured_at)
    return found
