"""The only writers of units: recorded, dispatched, moved through their statuses."""

from watchroom.dispatch import entries
from watchroom.dispatch.entries import UnitFacts
from watchroom.dispatch.faults import (
    IncidentClosed,
    NoSuchMove,
    NoSuchUnit,
    UnitOffDuty,
    UnitTaken,
    UnknownStatus,
    UnknownUnitKind,
)
from watchroom.dispatch.models import Order, Unit
from watchroom.dispatch.rules import ASSIGNED, UNIT_KINDS, UNIT_MOVES, UNIT_WORDS, Arrival, UnitStatus
from watchroom.dispatch.telling import MOST_SAID, short
from watchroom.dispatch.upstream import Scene, scene
from watchroom.journal import queries as journal
from watchroom.journal.book import Cause, book
from watchroom.kernel.clock import iso
from watchroom.kernel.words import Words
from watchroom.people.rights import Act
from watchroom.people.viewer import Viewer
from watchroom.places import queries as places
from watchroom.places.faults import NoSuchPlace

ENTRIES: dict[UnitStatus, type[UnitFacts]] = {
    UnitStatus.DISPATCHED: entries.UnitDispatched,
    UnitStatus.EN_ROUTE: entries.UnitEnRoute,
    UnitStatus.ON_SCENE: entries.UnitOnScene,
    UnitStatus.AVAILABLE: entries.UnitAvailable,
    UnitStatus.OFF: entries.UnitOff,
}


def put_unit(
    code: str, kind: str, zh: str, en: str, home: str, *, skills: tuple[str, ...] = (), actor: str = "ops:setup"
) -> Unit:
    """Enters a unit or changes it, not its status; the same again changes nothing. `home` is a place's code.

    Raises UnknownUnitKind, NoSuchPlace.
    """
    if kind not in UNIT_KINDS:
        raise UnknownUnitKind(kind=kind, kinds=", ".join(UNIT_KINDS))
    station = places.place(home)
    if station is None:
        raise NoSuchPlace(code=home)
    wanted = {"kind": kind, "zh": zh, "en": en, "home": station, "skills": sorted(skills)}
    with book(actor=actor) as b:
        unit = Unit.objects.filter(code=code).select_related("home").first()
        if unit and all(getattr(unit, name) == value for name, value in wanted.items()):
            return unit
        unit, _ = Unit.objects.update_or_create(code=code, defaults=wanted, create_defaults={**wanted, "since": b.now})
        b.record(_facts(unit, entries.UnitSet), subject=unit.subject)
    return unit


def dispatch_unit(
    viewer: Viewer, unit: int, incident: int, *, order: int | None = None, estimate: Arrival | None = None
) -> Unit:
    """Sends an available unit to an open incident; `order` is the task for which it goes.

    estimate  from `queries.arrival_of`, asked before (it goes over the network); kept in the entry with its range
    Raises NoSuchUnit, UnitTaken (says by which incident), UnitOffDuty, IncidentClosed.
    """
    viewer.must(Act.DISPATCH_UNIT)
    with book(actor=viewer.actor, cause=_why(incident, order)) as b:
        goal = scene(incident)
        if goal.closed:
            raise IncidentClosed(incident=goal.number)
        free = Unit.objects.filter(pk=unit, status=UnitStatus.AVAILABLE)
        sent = free.update(status=UnitStatus.DISPATCHED, incident_id=goal.pk, since=b.now)
        row = _row(unit)
        if not sent:
            raise _refusal(row)
        b.record(_facts(row, entries.UnitDispatched, goal, estimate), subject=row.subject, incident=goal.pk)
    return row


def _why(incident: int, order: int | None) -> Cause:
    """What a dispatch follows from: the order that asked for the unit, else the opening of the incident."""
    if order is not None and Order.objects.filter(pk=order, incident_id=incident).exists():
        asked = journal.last(f"order:{order}")
        if asked:
            return asked.id
    opened = journal.last(f"incident:{incident}", "incidents.opened")
    return opened.id if opened else None


def _refusal(row: Unit) -> UnitTaken | UnitOffDuty:
    if row.incident_id is None:
        return UnitOffDuty(unit=row.words)
    return UnitTaken(unit=row.words, incident=scene(row.incident_id).number, at=iso(row.since))


def unit_status(viewer: Viewer, unit: int, status: str, *, said_by: str = "") -> Unit:
    """Reports a unit's status (dispatching is `dispatch_unit`). `said_by`: who said so, for a call by radio or telephone.

    Raises NoSuchUnit, UnknownStatus, NoSuchMove.
    """
    viewer.must(Act.REPORT_UNIT)
    said_by = short(said_by, MOST_SAID, Words(zh="告知人", en="the name"))
    if status not in UNIT_WORDS:
        names = [UNIT_WORDS[one] for one in UnitStatus]
        raise UnknownStatus(
            status=status[:32], statuses=Words(zh="、".join(n.zh for n in names), en=", ".join(n.en for n in names))
        )
    then = UnitStatus(status)
    with book(actor=viewer.actor) as b:
        row = Unit.objects.select_for_update().filter(pk=unit).first()
        if row is None:
            raise NoSuchUnit(unit=unit)
        if then is UnitStatus.DISPATCHED or then not in UNIT_MOVES[UnitStatus(row.status)]:
            raise _no_such_move(row, then)
        before, incident = journal.last(row.subject), row.incident_id
        row.status, row.since = then, b.now
        row.incident_id = incident if then in ASSIGNED else None
        row.save()
        goal = scene(incident) if incident else None
        facts = _facts(row, ENTRIES[then], goal, said_by=said_by)
        b.record(facts, subject=row.subject, incident=incident, cause=before.id if before else None)
    return row


def _no_such_move(row: Unit, then: UnitStatus) -> NoSuchMove:
    now = UnitStatus(row.status)
    moves = [UNIT_WORDS[one] for one in UnitStatus if one in UNIT_MOVES[now] and one is not UnitStatus.DISPATCHED]
    return NoSuchMove(
        unit=row.words, now=UNIT_WORDS[now], then=UNIT_WORDS[then],
        moves=Words(zh="、".join(m.zh for m in moves), en=", ".join(m.en for m in moves)),
    )  # fmt: skip


def _row(pk: int) -> Unit:
    row = Unit.objects.filter(pk=pk).select_related("home").first()
    if row is None:
        raise NoSuchUnit(unit=pk)
    return row


def _facts(
    row: Unit, kind: type[UnitFacts], goal: Scene | None = None, estimate: Arrival | None = None, *, said_by: str = ""
) -> UnitFacts:
    assigned = goal is not None and row.incident_id is not None
    return kind(
        code=row.code, unit_kind=row.kind, zh=row.zh, en=row.en, skills=list(row.skills), home=row.home.code, status=row.status,
        since=iso(row.since), incident=row.incident_id, number=goal.number if goal and assigned else "",
        eta_s=estimate.eta_s if estimate else None, low_s=estimate.low_s if estimate else None,
        high_s=estimate.high_s if estimate else None, how_zh=estimate.how.zh if estimate else "",
        how_en=estimate.how.en if estimate else "", said_by=said_by,
    )  # fmt: skip
