"""Runs the tests of a plan: holds it to the facts of each test, moment by moment, and compares. Pure.

The same judging and the same rules decide here as in the house; only the people and the sensors are written down.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

from watchroom.incidents.rules import KINDS, UNGRADED
from watchroom.kernel.words import Words
from watchroom.plans.elements import Fact
from watchroom.plans.filling import fact_values
from watchroom.plans.format import Action, PlanFile
from watchroom.plans.judging import Held, Known, Scene, State, Verdict
from watchroom.plans.reading import Path
from watchroom.plans.rules import Assessed, Standing, assess, best, evidence, fits, wanted_level
from watchroom.plans.site_facts import site_values
from watchroom.plans.terms import seconds
from watchroom.plans.testing_compare import Failure, compare_levels, compare_proposal, compare_tasks, compare_texts
from watchroom.plans.testing_format import Case, Given, Happening, PlanTests, Turn

OPENED = datetime(2026, 1, 1, tzinfo=UTC)
"""The moment from which a test's time runs; no text tells it."""

type Seen = dict[tuple[int, Path], set[State]]


@dataclass(frozen=True, slots=True)
class Result:
    """One test: where it stands in the file, and what was not as expected. `seen` is what its conditions came to."""

    index: int
    name: Words
    failures: tuple[Failure, ...]
    seen: Seen
    proposed: frozenset[int]

    @property
    def passed(self) -> bool:
        return not self.failures


def run_tests(plan: PlanFile, tests: PlanTests) -> list[Result]:
    """Every test of the file, in its order; a plan is never changed by one of them."""
    return [_Trial(plan, case, i).run() for i, case in enumerate(tests.tests)]


@dataclass(slots=True)
class _Desk:
    """What lies on the duty leader's desk for this plan, as `proposing` keeps it."""

    level: int | None = None
    open: bool = False
    holds: bool = False
    evidence: list[dict[str, Any]] = field(default_factory=list)
    running: int | None = None
    carried: frozenset[str] = frozenset()

    @property
    def proposed(self) -> int | None:
        return self.level if self.open else None

    def look(self, found: Assessed | None) -> None:
        if found is None:
            self.holds = False
            return
        settled = self.level if not self.open and self.holds else None
        standing = Standing(self.proposed, self.holds, self.running, settled)
        if wanted_level(standing, found.level.level) is not None:
            self.level, self.open, self.holds = found.level.level, True, True
            self.evidence = evidence(found.verdict)

    def activate(self, plan: PlanFile, level: int) -> tuple[list[Action], dict[str, Words]]:
        """The tasks that the level gives, and what fills its texts."""
        if self.running is not None:
            self.carried |= {action.code for action in plan.actions_at(self.running)}
        given = [action for action in plan.actions_at(level) if action.code not in self.carried]
        values = fact_values(plan, self.evidence if self.open else [])
        self.running, self.open = level, False
        return given, values

    def stand_down(self) -> None:
        self.running, self.carried = None, frozenset()


class _Trial:
    """One test as it runs."""

    def __init__(self, plan: PlanFile, case: Case, index: int) -> None:
        self.plan, self.case, self.index = plan, case, index
        self.desk = _Desk()
        self.known: dict[str, tuple[Known, ...]] = {}
        self.seen: Seen = {}
        self.proposed: set[int] = set()
        self.failures: list[Failure] = []

    def run(self) -> Result:
        for i, turn in enumerate(self.case.steps):
            self.failures += self._turn(turn, ("tests", self.index, "steps", i))
        return Result(self.index, self.case.name.words, tuple(self.failures), self.seen, frozenset(self.proposed))

    def _turn(self, turn: Turn, at: Path) -> Iterator[Failure]:
        now = OPENED + timedelta(seconds=seconds(turn.at))
        self._learn(turn, now)
        fit = _fits(self.plan, self.case.incident)
        assessed = assess(self.plan, self._scene(now))
        if fit:
            for one in assessed:
                self._note(one.level.level, one.verdict)
        self.desk.look(best(assessed) if fit else None)
        if self.desk.proposed is not None:
            self.proposed.add(self.desk.proposed)
        yield from compare_proposal(turn, self.case.silent, fit, self.desk.proposed, self.desk.holds, at)
        yield from compare_levels(turn.expect, self.plan, assessed, at)
        yield from self._decide(turn, at)

    def _decide(self, turn: Turn, at: Path) -> Iterator[Failure]:
        if turn.decline:
            self.desk.open = False
        if turn.stand_down:
            self.desk.stand_down()
        if turn.activate is None:
            return
        before = self.desk.carried | {a.code for a in self.plan.actions_at(self.desk.running or 0)}
        given, values = self.desk.activate(self.plan, turn.activate)
        if turn.tasks:
            yield from compare_tasks(turn.tasks, given, before, (*at, "tasks"))
        yield from compare_texts(turn.texts, self.plan, values | self._words(turn), at)

    def _note(self, level: int, verdict: Verdict) -> None:
        for leaf in verdict.leaves:
            self.seen.setdefault((level, leaf.path), set()).add(leaf.state)

    def _learn(self, turn: Turn, now: datetime) -> None:
        for name, given in turn.given.items():
            fact = self.plan.facts[name]
            new = tuple(_known(name, fact, one, self.case.incident, now) for one in given)
            places = {one.places[:1] for one in new}
            kept = tuple(one for one in self.known.get(name, ()) if one.places[:1] not in places)
            self.known[name] = (*kept, *new)
        for name in turn.gone:
            self.known.pop(name, None)
        for code, answer in turn.judged.items():
            name = f"judged.{code}"
            self.known[name] = (Known(name, answer, "", now, "person", standing=True),)

    def _scene(self, now: datetime) -> Scene:
        """Where no official warning of a kind was given, none is in force: the platform knows that too."""
        quiet = [
            Known(name, "none", "", now, "bulletin:none")
            for name, fact in self.plan.facts.items()
            if fact.origin == "bulletin" and name not in self.known
        ]
        known = [one for several in self.known.values() for one in several]
        place = self.case.incident.place
        return Scene.of([*known, *quiet, *self._site(now)], now, [place] if place else [])

    def _site(self, now: datetime) -> Iterator[Known]:
        """Where the incident is and of what kind, as the platform knows it by itself; hours and days are given."""
        incident = self.case.incident
        kinds, places, place_kinds = _ground(incident)
        for name, fact in self.plan.facts.items():
            asked = fact.quantity or name
            if fact.origin == "site" and asked in ("place", "place_kind", "incident_kind") and name not in self.known:
                for value in site_values(asked, now, "UTC", kinds=kinds, places=places, place_kinds=place_kinds):
                    yield Known(name, value.value, "", now, "site", standing=True)

    def _words(self, turn: Turn) -> dict[str, Words]:
        """What an activation at this moment tells the texts of the incident and of itself."""
        incident = self.case.incident
        level = self.plan.level(turn.activate or 0)
        minute = Words(zh="第 {n} 分钟", en="minute {n}")
        place = incident.place_name.words if incident.place_name else _same(incident.place or "—")
        kind = KINDS[incident.kind].title
        return {
            "incident.number": _same("I-0000-0001"), "incident.title": kind, "incident.place": place, "incident.kind": kind,
            "incident.grade": UNGRADED, "incident.opened_at": minute.fill(n=0), "activation.plan": self.plan.title.words,
            "activation.level": level.name.words if level else _same("—"), "activation.by": Words(zh="指挥长", en="Commander"),
            "activation.at": minute.fill(n=seconds(turn.at) // 60), "activation.until": Words(zh="另行通知", en="further notice"),
            "activation.clause": _same(level.clause if level else "—"),
        }  # fmt: skip


def _known(name: str, fact: Fact, given: Given, incident: Happening, now: datetime) -> Known:
    """A given value as the house would know it: readings grow old, warnings and statements stand."""
    at = now - timedelta(seconds=seconds(given.ago) if given.ago else 0)
    held: tuple[Held, ...] = ()
    if given.held and isinstance(given.value, Decimal):
        bound = given.value if given.bound is None else given.bound
        held = (Held(at - timedelta(seconds=seconds(given.held)), at_least=bound, below=bound),)
    here = given.place is None or given.place == incident.place
    places = (incident.place, *incident.within) if here else (given.place,)
    kinds = (incident.place_kind, *incident.within_kinds) if here else (given.place_kind,)
    measured = fact.origin == "sensor"
    return Known(
        name, given.value, fact.unit or "", at, f"{fact.origin}:test",
        places=tuple(code for code in places if code) if measured else (),
        place_kinds=tuple(kind for kind in kinds if kind) if measured else (),
        held=held, standing=bool(held) or not measured,
    )  # fmt: skip


def _ground(incident: Happening) -> tuple[set[str], set[str], set[str]]:
    """Its kind, the codes of its places, and their kinds."""
    places = {code for code in (incident.place, *incident.within) if code}
    return {incident.kind}, places, {kind for kind in (incident.place_kind, *incident.within_kinds) if kind}


def _fits(plan: PlanFile, incident: Happening) -> bool:
    kinds, places, place_kinds = _ground(incident)
    return fits(plan, kinds, place_kinds, places)


def _same(text: str) -> Words:
    return Words(zh=text, en=text)
