"""What the platform does by itself: it holds the plans to the facts and proposes. It starts nothing.

Looking takes long and writes nothing, so it comes before the transaction; in it only those proposals are read again
that are about to change.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from threading import Lock
from typing import NamedTuple

import numpy as np

from watchroom.incidents import queries as incidents
from watchroom.incidents.models import Incident
from watchroom.incidents.queries import Open
from watchroom.journal import queries as journal
from watchroom.journal.book import Book, Cause, book
from watchroom.journal.clock import site_now
from watchroom.plans import entries
from watchroom.plans.facts import Ground, World, ground, scene, side_of, world
from watchroom.plans.gathering import Gathered, Gathering
from watchroom.plans.judging import judge
from watchroom.plans.loading import current, load
from watchroom.plans.models import Activation, Plan, Proposal, Reviewed
from watchroom.plans.recording import proposal_facts
from watchroom.plans.rules import Assessed, Standing, assess, best, evidence, fits, wanted_level
from watchroom.plans.standing import Row
from watchroom.plans.standing import Standing as Table
from watchroom.sources.queries import Latest

_OPEN = ("proposed", "forwarded")
type Key = tuple[int, str]  # incident, plan


class Stands(NamedTuple):
    """A proposal, as far as what is found may change it."""

    level: int
    state: str
    holds: bool


@dataclass(frozen=True, slots=True)
class Finding:
    """What a plan says of an incident; `found` None: none of its levels holds."""

    incident: int
    plan: Plan
    found: Assessed | None

    @property
    def key(self) -> Key:
        return (self.incident, self.plan.code)


def propose(
    *, actor: str, incident: int | None = None, plans: Collection[str] | None = None, latest: dict[str, Latest] | None = None,
    cause: Cause = None,
) -> list[Proposal]:  # fmt: skip
    """Looks, and keeps what was found. Returns the proposals that changed."""
    return keep(
        look(incident=incident, plans=plans, latest=latest), actor=actor, cause=cause, reviewed=latest is not None
    )


def look(
    *, incident: int | None = None, plans: Collection[str] | None = None, latest: dict[str, Latest] | None = None
) -> list[Finding]:
    """Holds plans to the facts of open incidents; gives only what would change a proposal. Before any transaction.

    incident  only this one; None: every open one
    plans     only these codes; None: every plan
    latest    the newest readings, as `facts.newest` gave them; without them the standing alarms, official warnings and
              statements have to suffice, and nothing is eased that they do not settle
    """
    concerned = incidents.all_open(incident)
    if not concerned:
        return []
    pks = {one.pk for one in concerned}
    seen = world(site_now(), of=pks, latest=latest)
    rows = current()
    asked = [row for row in rows if plans is None or row.code in plans]
    last, running = _stands(pks), _levels(pks)
    if incident is not None:
        return [
            finding
            for one in concerned
            for row in _of(one, asked, seen, {code for _, code in last})
            if _changes(finding := _held(one, row, seen), last.get(finding.key), running.get(finding.key))
        ]
    findings: list[Finding] = []
    for side, (known, sharing) in enumerate(_sides(concerned, seen)):
        findings += overview(rows, side).changes(sharing, asked, known, last, running)
    return findings


def _sides(concerned: Sequence[Open], seen: World) -> list[tuple[World, Sequence[Open]]]:
    """The incidents of the real watch and those of drills beside it, each with what concerns them."""
    if seen.played is None:
        return [(seen, concerned)]
    if not seen.played:
        return [(seen.real, concerned)]
    real = [one for one in concerned if side_of(one, seen) is seen.real]
    played = [one for one in concerned if side_of(one, seen) is seen.drill]
    return [(seen.real, real), *([(seen.drill, played)] if played else [])]


def _held(incident: Open, row: Plan, seen: World) -> Finding:
    plan = load(row)
    return Finding(incident.pk, row, best(assess(plan, scene(incident, plan, seen))))


class Overview:
    """All plans held to all open incidents; kept from one look to the next, so that only what changed is judged again."""

    def __init__(self, rows: Sequence[Plan]) -> None:
        self.plans = {row.code: load(row) for row in rows}
        self.table = Table(self.plans.values())
        self._gathering = Gathering(tuple(self.plans.values()))
        self._fitting: dict[Ground, frozenset[str]] = {}
        self._lock = Lock()

    def refresh(self, concerned: Sequence[Open], seen: World) -> Gathered:
        """What is known of the incidents; afterwards `table` is true of them, in their order."""
        gathered = self._gathering.gather(self.table, concerned, seen)
        self.table.refresh(gathered.facts)
        return gathered

    def changes(
        self, concerned: Sequence[Open], rows: Sequence[Plan], seen: World, last: Mapping[Key, Stands],
        running: Mapping[Key, int],
    ) -> list[Finding]:  # fmt: skip
        """What would change a proposal. Only for these a verdict is spelled out."""
        with self._lock:
            return self._changes(concerned, rows, seen, last, running)

    def _changes(
        self, concerned: Sequence[Open], rows: Sequence[Plan], seen: World, last: Mapping[Key, Stands],
        running: Mapping[Key, int],
    ) -> list[Finding]:  # fmt: skip
        gathered = self.refresh(concerned, seen)
        fitting = [self._fit(where) for where in gathered.grounds]
        findings: list[Finding] = []
        for row in rows:
            levels = self.table.best(row.code)
            for i in map(int, np.flatnonzero(levels >= 0)):
                one = concerned[i]
                key = (one.pk, row.code)
                known = last.get(key)
                if not (known or row.code in fitting[i]):
                    continue
                found = self.table.rows[self.table.of[row.code][levels[i]]]
                if _wanted(known, running.get(key), found.level.level):
                    findings.append(Finding(one.pk, row, self._spelled_out(found, i)))
        here = {one.pk: i for i, one in enumerate(concerned)}
        asked = {row.code: row for row in rows}
        for (pk, code), proposal in last.items():
            if pk in here and proposal.holds and code in asked and self.table.best(code)[here[pk]] < 0:
                findings.append(Finding(pk, asked[code], None))
        return findings

    def _spelled_out(self, row: Row, i: int) -> Assessed:
        """The verdict on a level for one incident, with all that it rests on."""
        return Assessed(row.level, judge(row.when, row.plan.facts, self.table.known(row, i)))

    def _fit(self, where: Ground) -> frozenset[str]:
        if where not in self._fitting:
            fit = (
                code for code, plan in self.plans.items() if fits(plan, where.kinds, where.place_kinds, where.around)
            )
            self._fitting[where] = frozenset(fit)
        return self._fitting[where]


@lru_cache(maxsize=4)
def _overview(digests: tuple[str, ...], side: int) -> list[Overview]:
    return []


def overview(rows: Sequence[Plan], side: int = 0) -> Overview:
    """The overview of these plans, as the process keeps it; one for the real watch, another for drills beside it."""
    kept = _overview(tuple(row.digest for row in rows), side)
    if not kept:
        kept.append(Overview(rows))
    return kept[0]


def _wanted(last: Stands | Proposal | None, running: int | None, level: int) -> bool:
    return wanted_level(_standing(last, running), level) is not None


def keep(findings: Iterable[Finding], *, actor: str, cause: Cause = None, reviewed: bool = False) -> list[Proposal]:
    """Keeps the proposals: made, made graver, or eased. What changed since the look is taken as it is now.

    reviewed  notes that all plans were held to the newest readings
    """
    found = list(findings)
    if not found and not reviewed:
        return []
    pks = sorted({one.incident for one in found})
    with book(actor=actor, cause=cause) as b:
        last = _last(pks)
        held = {row.pk: row for row in incidents.locked(*pks) if row.is_open} if pks else {}
        running = _running(pks)
        changed = [
            _keep(b, held[one.incident], one, last.get(one.key), running.get(one.key))
            for one in found
            if one.incident in held
        ]
        if reviewed:
            Reviewed.objects.update_or_create(pk=1, defaults={"at": b.now})
    return [row for row in changed if row is not None]


def fitting(incident: Incident, rows: Iterable[Plan], seen: World) -> list[Plan]:
    """The plans for this incident, and those that already stand for it: what was proposed is followed to its end."""
    known = set(Proposal.objects.filter(incident=incident).values_list("plan_code", flat=True))
    return _of(incident, rows, seen, known)


def _of(incident: Incident | Open, rows: Iterable[Plan], seen: World, known: Collection[str]) -> list[Plan]:
    where = ground(incident, seen)
    return [row for row in rows if row.code in known or fits(load(row), where.kinds, where.place_kinds, where.around)]


def _stands(pks: Collection[int]) -> dict[Key, Stands]:
    """The newest proposal of each plan for each of these incidents, without its evidence."""
    rows = Proposal.objects.filter(incident__pk__among=pks).order_by("pk")
    asked = rows.values_list("incident_id", "plan_code", "level", "state", "holds") if pks else []
    return {(incident, plan): Stands(level, state, holds) for incident, plan, level, state, holds in asked}


def _levels(pks: Collection[int]) -> dict[Key, int]:
    """The levels that run."""
    rows = Activation.objects.filter(incident__pk__among=pks, state="running")
    asked = rows.values_list("incident_id", "plan_code", "level") if pks else []
    return {(incident, plan): level for incident, plan, level in asked}


def _last(pks: Collection[int]) -> dict[Key, Proposal]:
    """The newest proposals themselves, locked: before the incidents, as deciding does."""
    rows = Proposal.objects.filter(incident__pk__among=pks).order_by("pk").select_for_update() if pks else []
    return {(row.incident_id, row.plan_code): row for row in rows}


def _running(pks: Collection[int]) -> dict[Key, Activation]:
    rows = Activation.objects.filter(incident__pk__among=pks, state="running").defer("snapshot") if pks else []
    return {(row.incident_id, row.plan_code): row for row in rows}


def _changes(finding: Finding, last: Stands | Proposal | None, running: int | None) -> bool:
    if finding.found is None:
        return last is not None and last.holds
    return _wanted(last, running, finding.found.level.level)


def _keep(
    b: Book, incident: Incident, finding: Finding, last: Proposal | None, running: Activation | None
) -> Proposal | None:
    found = finding.found
    if not _changes(finding, last, running.level if running else None):
        return None
    if found is None:
        return _ease(b, incident, last)
    if last is not None and last.state in _OPEN:
        return _change(b, incident, finding.plan, last, found)
    return _make(b, incident, finding.plan, found, running)


def _standing(last: Stands | Proposal | None, running: int | None) -> Standing:
    if last is None:
        return Standing(None, False, running, None)
    is_open = last.state in _OPEN
    settled = last.level if not is_open and last.holds else None
    return Standing(last.level if is_open else None, last.holds, running, settled)


def _make(b: Book, incident: Incident, row: Plan, found: Assessed, running: Activation | None) -> Proposal:
    made = Proposal(
        incident=incident, plan=row, plan_code=row.code, raises=running, proposed_at=b.now, changed_at=b.now
    )
    _fill(made, found)
    made.save()
    b.record(
        proposal_facts(made, entries.Proposed), subject=made.subject, incident=incident.pk, cause=_because(b, incident)
    )
    return made


def _change(b: Book, incident: Incident, row: Plan, last: Proposal, found: Assessed) -> Proposal:
    """A graver level, or a condition that holds again. What lies before the commander stays there: danger that grows
    must not go back to the start of the queue."""
    last.incident, last.plan, last.changed_at = incident, row, b.now
    _fill(last, found)
    last.save()
    b.record(
        proposal_facts(last, entries.Updated), subject=last.subject, incident=incident.pk, cause=_because(b, incident)
    )
    return last


def _fill(row: Proposal, found: Assessed) -> None:
    row.level, row.holds, row.met, row.of = found.level.level, True, found.met, found.of
    row.evidence = evidence(found.verdict)
    row.marks = [{"zh": mark.zh, "en": mark.en} for mark in found.verdict.marks]


def _ease(b: Book, incident: Incident, last: Proposal | None) -> Proposal | None:
    if last is None or not last.holds:
        return None
    last.holds, last.changed_at, last.incident = False, b.now, incident
    last.save(update_fields=["holds", "changed_at"])
    b.record(
        proposal_facts(last, entries.Eased), subject=last.subject, incident=incident.pk, cause=_because(b, incident)
    )
    return last


def _because(b: Book, incident: Incident) -> Cause:
    """What made the platform look; a review by the clock looks because the incident is open."""
    if b.cause is not None:
        return b.cause
    opened = journal.last(incident.subject, "incidents.opened")
    return opened.id if opened else None
