"""The only writers of units: recorded, dispatched, diverted. What they report of themselves is in `reporting.py`."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from watchroom.dispatch import entries
from watchroom.dispatch.entries import UnitFacts
from watchroom.dispatch.faults import (
    AheadOfTime,
    BeforeItsStatus,
    EquipmentWrong,
    IncidentClosed,
    NoSuchUnit,
    ReasonOwed,
    SameIncident,
    UnitElsewhere,
    UnitOffDuty,
    UnitTaken,
)
from watchroom.dispatch.kinds import kind_of
from watchroom.dispatch.models import Order, Run, Unit
from watchroom.dispatch.moves import FREE, UNIT_WORDS, Outcome, UnitStatus
from watchroom.dispatch.rules import Arrival
from watchroom.dispatch.telling import short
from watchroom.dispatch.upstream import Scene, scene
from watchroom.journal import eyes
from watchroom.journal import queries as journal
from watchroom.journal.book import Book, Cause, Handle, book
from watchroom.kernel.clock import iso
from watchroom.kernel.words import Words
from watchroom.people import queries as people
from watchroom.people.agencies import words_of
from watchroom.people.rights import Act
from watchroom.people.viewer import Viewer
from watchroom.places import queries as places
from watchroom.places.faults import NoSuchPlace

MOST_REASON, MOST_CREW, MOST_THINGS, MOST_OF_ONE = 200, 500, 100, 10_000
DIVERTING = Words(zh="改派", en="diverting it")


def put_unit(
    code: str, kind: str, zh: str, en: str, home: str, *, skills: Sequence[str] = (), agency: Words | None = None,
    crew: int | None = None, members: Sequence[str] = (), equipment: Sequence[tuple[str, str, int]] = (),
    actor: str = "ops:setup",
) -> Unit:  # fmt: skip
    """Enters a unit or changes it, not its status; the same again changes nothing.

    home       a place's code
    members    codes of the persons on board who have an account
    equipment  (zh, en, number) of each thing
    Raises UnknownUnitKind, NoSuchPlace, EquipmentWrong.
    """
    kind_of(kind)
    station = places.place(home)
    if station is None:
        raise NoSuchPlace(code=home)
    check_load(code, crew, equipment)
    persons = sorted(people.person_by_code(one).pk for one in members)
    wanted: dict[str, Any] = {
        "kind": kind, "zh": zh, "en": en, "home": station, "skills": sorted(skills), "crew": crew,
        "agency_zh": agency.zh if agency else "", "agency_en": agency.en if agency else "",
        "equipment": [{"zh": a, "en": b, "n": n} for a, b, n in equipment],
    }  # fmt: skip
    with book(actor=actor) as b:
        unit = Unit.objects.filter(code=code).select_related("home").first()
        if unit and all(getattr(unit, name) == value for name, value in wanted.items()) and _members(unit) == persons:
            return unit
        unit, _ = Unit.objects.update_or_create(code=code, defaults=wanted, create_defaults={**wanted, "since": b.now})
        unit.members.set(persons)
        told = [f"{thing['zh']} / {thing['en']} × {thing['n']}" for thing in unit.equipment]
        b.record(facts(unit, entries.UnitSet, equipment=told, members=persons), subject=unit.subject)
    return unit


def _members(unit: Unit) -> list[int]:
    return sorted(unit.members.values_list("pk", flat=True))


def check_load(code: str, crew: int | None, equipment: Sequence[tuple[str, str, int]]) -> None:
    """Raises EquipmentWrong."""
    fit = all(
        0 < len(zh.strip()) <= 64 and 0 < len(en.strip()) <= 64 and 1 <= n <= MOST_OF_ONE for zh, en, n in equipment
    )
    if not fit or len(equipment) > MOST_THINGS or (crew is not None and not 0 <= crew <= MOST_CREW):
        raise EquipmentWrong(unit=code)


def dispatch_unit(
    viewer: Viewer, unit: int, incident: int, *, order: int | None = None, estimate: Arrival | None = None,
    at: datetime | None = None, divert: bool = False, reason: str = "", because: Cause = None,
) -> Unit:  # fmt: skip
    """Sends a unit that is free to an open incident; `order` is the task for which it goes.

    estimate  from `queries.arrival_of`, asked before (it goes over the network); kept in the entry with its range
    at        when it was told, where that is recorded later than it happened
    divert    it may be taken from where it is now, for a `reason`: that run ends, and both incidents' books say so
    because   the entry that it follows from, where that is neither the order nor the opening of the incident
    Raises NoSuchUnit, UnitTaken (says by which incident), UnitElsewhere, UnitOffDuty, IncidentClosed, SameIncident, ReasonOwed,
    AheadOfTime, BeforeItsStatus.
    """
    viewer.must(Act.DISPATCH_UNIT)
    reason = short(reason, MOST_REASON, Words(zh="理由", en="the reason"))
    with book(actor=viewer.actor) as b:
        goal = scene(incident, held=True)
        if goal.closed:
            raise IncidentClosed(incident=goal.number)
        row = locked(unit)
        cause: Cause = because or _why(incident, order)
        moment = when(row, at or b.now, b.now, UnitStatus.DISPATCHED)
        if row.incident_id is not None and divert:
            cause = _divert(b, row, goal, moment, reason)
        elif row.status not in FREE:
            raise _refusal(row)
        row.status, row.since, row.incident_id, row.reason = UnitStatus.DISPATCHED, moment, goal.pk, ""
        row.save(update_fields=["status", "since", "incident", "reason"])
        run = Run.objects.create(unit=row, incident_id=goal.pk, order_id=_order(incident, order), dispatched_at=moment)
        said = facts(
            row, entries.UnitDispatched, goal, run=run, stage=UnitStatus.DISPATCHED, at=moment, estimate=estimate
        )
        b.record(said, subject=row.subject, incident=goal.pk, cause=cause)
    return row


def when(row: Unit, at: datetime, now: datetime, then: UnitStatus) -> datetime:
    """The moment, if it is neither to come nor before the status that it would end. Raises AheadOfTime, BeforeItsStatus."""
    if at > now:
        raise AheadOfTime(at=iso(at), now=iso(now))
    if at < row.since:
        if now < row.since:  # the machine's clock was set back: what is so now is so from when the last status began
            return row.since
        raise BeforeItsStatus(
            unit=row.words,
            since=iso(row.since),
            now=UNIT_WORDS[UnitStatus(row.status)],
            at=iso(at),
            then=UNIT_WORDS[then],
        )
    return at


def _divert(b: Book, row: Unit, goal: Scene, moment: datetime, reason: str) -> Handle:
    """Ends the run that the unit is on. Both incidents' books tell of it: here the one that loses the unit."""
    if row.incident_id == goal.pk:
        raise SameIncident(unit=row.words, incident=goal.number)
    if not reason:
        raise ReasonOwed(unit=row.words, what=DIVERTING)
    run, left = open_run(row), scene(row.incident_id or 0)
    run.outcome, run.ended_at, run.diverted_to_id, run.reason = Outcome.DIVERTED, moment, goal.pk, reason
    run.save(update_fields=["outcome", "ended_at", "diverted_to", "reason"])
    said = facts(
        row, entries.UnitDiverted, left, run=run, stage=UnitStatus.DISPATCHED, at=moment, other=goal.number, reason=reason,
        outcome=Outcome.DIVERTED,
    )  # fmt: skip
    return b.record(said, subject=row.subject, incident=left.pk, cause=journal.last_id(row.subject))


def _order(incident: int, order: int | None) -> int | None:
    """The task, if it is one of this incident."""
    return order if order and Order.objects.filter(pk=order, incident_id=incident).exists() else None


def _why(incident: int, order: int | None) -> Cause:
    """What a dispatch follows from: the order that asked for the unit, else the opening of the incident."""
    if _order(incident, order):
        asked = journal.last(f"order:{order}")
        if asked:
            return asked.id
    opened = journal.last(f"incident:{incident}", "incidents.opened")
    return opened.id if opened else None


def _refusal(row: Unit) -> UnitTaken | UnitOffDuty:
    if row.incident_id is None:
        return UnitOffDuty(unit=row.words)
    return UnitTaken(unit=row.words, incident=scene(row.incident_id).number, at=iso(row.since))


def locked(pk: int) -> Unit:
    """The unit, held until the book is closed. Raises NoSuchUnit, and UnitElsewhere where its incident is not to be seen."""
    row = Unit.objects.select_for_update(of=("self",)).select_related("home").filter(pk=pk).first()
    if row is None:
        raise NoSuchUnit(unit=pk)
    if row.incident_id is not None and not eyes.sees(row.incident_id):
        raise UnitElsewhere(unit=row.words, whose=words_of(row.incident.agency_id if row.incident else None))
    return row


def open_run(row: Unit) -> Run:
    """The run that a unit is on: it has one as long as its status says so."""
    return Run.objects.get(unit=row, outcome="")


def facts[F: UnitFacts](
    row: Unit, kind: type[F], goal: Scene | None = None, *, run: Run | None = None, stage: UnitStatus | None = None,
    at: datetime | None = None, estimate: Arrival | None = None, **more: Any,
) -> F:  # fmt: skip
    """A unit whole, as the book keeps it. `goal` is the incident of which the entry tells."""
    words = UNIT_WORDS[stage] if stage else None
    here = goal.point if goal and row.status == UnitStatus.ON_SCENE and goal.pk == row.incident_id else None
    given: dict[str, Any] = {
        "code": row.code, "unit_kind": row.kind, "zh": row.zh, "en": row.en, "skills": list(row.skills), "home": row.home.code,
        "status": row.status, "since": iso(row.since), "incident": row.incident_id, "number": goal.number if goal else "",
        "eta_s": estimate.eta_s if estimate else None, "low_s": estimate.low_s if estimate else None,
        "high_s": estimate.high_s if estimate else None, "how_zh": estimate.how.zh if estimate else "",
        "how_en": estimate.how.en if estimate else "", "run": run.pk if run else None, "stage": stage or "",
        "stage_zh": words.zh if words else "", "stage_en": words.en if words else "", "happened_at": iso(at) if at else "",
        "lon": f"{here[0]:.6f}" if here else None, "lat": f"{here[1]:.6f}" if here else None,
        "agency_zh": row.agency_zh, "agency_en": row.agency_en, "crew": row.crew,
    }  # fmt: skip
    return kind(**(given | more))
