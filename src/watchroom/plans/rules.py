"""Pure decisions of the plans room: which plans are for an incident, which level holds, when a proposal changes."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Literal

from watchroom.kernel.canonical import decimal_text
from watchroom.kernel.clock import iso
from watchroom.kernel.words import Words
from watchroom.plans.format import Action, Level, PlanFile
from watchroom.plans.judging import Scene, State, Verdict, judge
from watchroom.plans.saying import amount_words
from watchroom.plans.terms import Text
from watchroom.plans.triggers import All, AnyOf, Trigger

Stands = Literal["holds", "part", "lacks", "fails"]
STANDS: tuple[Stands, ...] = ("holds", "part", "lacks", "fails")


@dataclass(frozen=True, slots=True)
class Assessed:
    """One level of a plan, judged on what is known."""

    level: Level
    verdict: Verdict

    @property
    def state(self) -> State:
        return self.verdict.state

    @property
    def met(self) -> int:
        return sum(leaf.state is State.HOLDS for leaf in self.verdict.leaves)

    @property
    def of(self) -> int:
        return len(self.verdict.leaves)

    @property
    def lowered(self) -> list[Verdict]:
        """The sensitive times and places that now lower the bar of this level, each with what it rests on first."""
        if self.verdict.words != _LOWERED.words:
            return []
        return [one for one in self.verdict.parts[1:] if one.parts[0].state is State.HOLDS]

    @property
    def stands(self) -> "Stands":
        """Holds, in part, lacking a fact, or not: what the standing list says of a level."""
        if self.state is State.HOLDS:
            return "holds"
        if self.met:
            return "part"
        return "lacks" if self.state is State.LACKS else "fails"


def fits(plan: PlanFile, kinds: Collection[str], place_kinds: Collection[str], places: Collection[str]) -> bool:
    """Whether the plan is for such an incident.

    kinds                the incident's kind, and the kinds that its alarms suggest
    place_kinds, places  of the incident's place and of every place around it; empty while nobody knows where
    """
    scope = plan.scope
    if not set(scope.incident_kinds) & set(kinds):
        return False
    if not places:
        return True
    inside = scope.places is None or bool(set(scope.places) & set(places))
    return inside and (scope.place_kinds is None or bool(set(scope.place_kinds) & set(place_kinds)))


def assess(plan: PlanFile, scene: Scene) -> list[Assessed]:
    """Every level of the plan, the gravest first."""
    return [Assessed(level, judge(when, plan.facts, scene)) for level, when in conditions(plan)]


def conditions(plan: PlanFile) -> list[tuple[Level, Trigger]]:
    """Every level with the condition at which it is proposed, the gravest first.

    At a sensitive time or place (`plan.sensitive`) a level is proposed at the condition of a milder one already.
    """
    levels = sorted(plan.levels, key=lambda level: level.level)
    return [(level, _lowered(plan, level, levels[i + 1 :])) for i, level in enumerate(levels)]


_LOWERED = Text(
    zh="本级条件，或者敏感时间、地点达到较低一级的条件",
    en="its own condition, or that of a milder level at a sensitive time or place",
)


def _lowered(plan: PlanFile, level: Level, milder: list[Level]) -> Trigger:
    also: list[Trigger] = [
        All(all=[one.when, milder[one.lowers_by - 1].when], words=one.text, clause=one.clause)
        for one in plan.sensitive
        if one.lowers_by <= len(milder)
    ]
    return AnyOf(any=[level.when, *also], words=_LOWERED, clause=level.clause) if also else level.when


def best(assessed: list[Assessed]) -> Assessed | None:
    """The gravest level that holds: the highest warning in force drives the response."""
    return next((one for one in assessed if one.state is State.HOLDS), None)


def facts_index(plans: Collection[PlanFile]) -> dict[str, set[str]]:
    """Quantity or event to the codes of the plans that speak of it; `report` for what people state."""
    index: dict[str, set[str]] = {}
    for plan in plans:
        for fact in plan.facts.values():
            name = fact.quantity or fact.event or fact.origin
            index.setdefault(f"{fact.origin}:{name}", set()).add(plan.code)
    return index


@dataclass(frozen=True, slots=True)
class Standing:
    """What stands for a plan at an incident: an open proposal's level, and whether its condition holds."""

    level: int | None
    holds: bool
    running: int | None
    declined: int | None


def wanted_level(standing: Standing, found: int | None) -> int | None:
    """The level to propose now, or None to leave things as they are.

    A level once proposed only becomes graver by itself; while the condition holds it never becomes milder. What runs
    already, or graver, is not proposed. What a person declined is proposed again only at a graver level.
    """
    if found is None or (standing.running is not None and standing.running <= found):
        return None
    if standing.declined is not None and standing.declined <= found:
        return None
    if standing.level is not None and standing.holds and standing.level <= found:
        return None
    return found


def evidence(verdict: Verdict) -> list[dict[str, Any]]:
    """The leaves of the condition as plain values: what each demands, what was measured, who says so."""
    reasons = {leaf.path for leaf in verdict.reasons}
    return [_leaf(leaf, leaf.path in reasons and verdict.state is State.HOLDS) for leaf in verdict.leaves]


def _leaf(leaf: Verdict, matched: bool) -> dict[str, Any]:
    known = leaf.known if leaf.known and leaf.known.lacking is None else None
    amount = amount_words(known.value, known.unit) if known else None
    return {
        "demanded_zh": leaf.words.zh,
        "demanded_en": leaf.words.en,
        "state": leaf.state.value,
        "matched": matched,
        "name": known.name if known else None,
        "fact": leaf.fact,
        "value": _plain(known.value) if known else None,
        "unit": known.unit if known else None,
        "amount_zh": amount.zh if amount else None,
        "amount_en": amount.en if amount else None,
        "measured_at": iso(known.measured_at) if known else None,
        "held_s": leaf.held_s,
        "origin": known.origin if known else None,
        "origin_zh": known.origin_words.zh if known and known.origin_words else None,
        "origin_en": known.origin_words.en if known and known.origin_words else None,
        "batch": known.batch if known else None,
        "simulated": known.simulated if known else False,
        "clause": leaf.clause,
        "source": leaf.source,
        "why_zh": leaf.why.zh if leaf.why else None,
        "why_en": leaf.why.en if leaf.why else None,
    }


def _plain(value: Any) -> Any:
    return value if isinstance(value, bool | str) else decimal_text(value)


def marked(text: Words, marks: Collection[Words]) -> dict[str, list[tuple[str, bool]]]:
    """A clause cut into pieces, by language: the words that decided are marked."""
    return {
        "zh": _cut(text.zh, [mark.zh for mark in marks]),
        "en": _cut(text.en, [mark.en for mark in marks]),
    }


def _cut(text: str, marks: list[str]) -> list[tuple[str, bool]]:
    on = [False] * len(text)
    for mark in marks:
        at = text.find(mark)
        if at >= 0:
            on[at : at + len(mark)] = [True] * len(mark)
    pieces: list[tuple[str, bool]] = []
    start = 0
    for i in range(1, len(text) + 1):
        if i == len(text) or on[i] != on[start]:
            pieces.append((text[start:i], on[start]))
            start = i
    return pieces


def remind_at(at: datetime, until: datetime) -> datetime:
    """When to say that a response runs out: when a fifth of its time is left, at most an hour before."""
    return until - min((until - at) / 5, timedelta(hours=1))


def goes_out(action: Action, *, signed: bool) -> bool:
    """Whether a task is given: all of them once the order is signed; the first response before, for it saves lives."""
    return signed or action.phase == "first_response"
