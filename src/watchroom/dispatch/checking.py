"""Whether the crews on scene are all accounted for (PAR): when each was last asked, when it is due again, and who is overdue.

Who came on scene is due after the incident's interval, and again after each check. The worker says so once when a check is late.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import QuerySet

from watchroom.dispatch import entries
from watchroom.dispatch.faults import CrewWrong, IncidentClosed, NotOnScene
from watchroom.dispatch.fleet import MOST_CREW, facts, locked
from watchroom.dispatch.models import CheckEvery, Run, Unit
from watchroom.dispatch.moves import UnitStatus
from watchroom.dispatch.telling import MOST_SAID, short
from watchroom.dispatch.upstream import scene, scene_of
from watchroom.journal import queries as journal
from watchroom.journal.book import book
from watchroom.journal.clock import site_now
from watchroom.kernel.clock import iso
from watchroom.kernel.words import Words
from watchroom.people.rights import Act
from watchroom.people.viewer import Viewer

# Ours, not a standard's: fire services commonly ask every ten to twenty minutes.
EVERY_S, LEAST_S, MOST_S = 1200, 60, 14_400


@dataclass(frozen=True, slots=True)
class Accounted:
    """A unit on scene. `since`: its last check, or when it came; `checked`: there was one; `people`: as then counted.

    due_at  None where the incident wants no checks
    """

    unit: Unit
    run: Run
    since: datetime
    checked: bool
    people: int | None
    due_at: datetime | None
    late: bool

    def left_s(self, now: datetime) -> int:
        """Seconds until it is due; below 0 it is overdue. 0 where no check is wanted."""
        return int((self.due_at - now).total_seconds()) if self.due_at else 0


def check_crew(viewer: Viewer, unit: int, *, people: int | None = None, said_by: str = "") -> Unit:
    """ "All here": the crew of a unit on scene was asked. `people`: how many answered.

    Raises NoSuchUnit, NotOnScene, CrewWrong.
    """
    viewer.must(Act.REPORT_UNIT)
    said_by = short(said_by, MOST_SAID, Words(zh="告知人", en="the name"))
    if people is not None and not 0 <= people <= MOST_CREW:
        raise CrewWrong(people=people, most=MOST_CREW)
    with book(actor=viewer.actor) as b:
        row = locked(unit)
        run = _runs().filter(unit=row).select_for_update(of=("self",)).first()
        if run is None or row.status != UnitStatus.ON_SCENE:
            raise NotOnScene(unit=row.words)
        goal = scene_of(run.incident)
        short_by = people is not None and row.crew is not None and people < row.crew
        run.checked_at, run.checked_by, run.checked_people, run.check_late_at = b.now, b.actor, people, None
        run.save(update_fields=["checked_at", "checked_by", "checked_people", "check_late_at"])
        told = facts(
            row, entries.CrewChecked, goal, run=run, at=b.now, said_by=said_by, people=people,
            count_zh=_count(people, row.crew).zh, count_en=_count(people, row.crew).en, short=short_by,
        )  # fmt: skip
        b.record(told, subject=row.subject, incident=run.incident_id, cause=journal.last_id(row.subject))
    return row


def set_interval(viewer: Viewer, incident: int, every_s: int | None) -> int | None:
    """How often the crews of an incident are asked; None: no checks are wanted. The same again changes nothing.

    Raises NoSuchIncident, IncidentClosed, CrewWrong.
    """
    viewer.must(Act.DISPATCH_UNIT)
    if every_s is not None and not LEAST_S <= every_s <= MOST_S:
        raise CrewWrong(people=every_s, most=MOST_S)
    goal = scene(incident)
    with book(actor=viewer.actor) as b:
        if goal.closed:
            raise IncidentClosed(incident=goal.number)
        if interval(incident) != every_s:
            CheckEvery.objects.update_or_create(incident_id=incident, defaults={"every_s": every_s})
            said = Words(zh=f"每 {every_s // 60} 分钟", en=f"every {every_s // 60} min") if every_s else _NEVER
            told = entries.ChecksSet(number=goal.number, every_s=every_s, every_zh=said.zh, every_en=said.en)
            b.record(told, subject=f"incident:{incident}", incident=incident)
    return every_s


_NEVER = Words(zh="不作点名", en="no checks")


def interval(incident: int) -> int | None:
    """Seconds between two checks; None: none are wanted."""
    row = CheckEvery.objects.filter(incident=incident).first()
    return row.every_s if row else EVERY_S


def accounted(viewer: Viewer, incident: int) -> list[Accounted]:
    """The units on scene, who is longest unasked first."""
    viewer.must(Act.SEE)
    every, now = interval(incident), site_now()
    rows = _runs().filter(incident=incident, unit__status=UnitStatus.ON_SCENE)
    found = [_accounted(run, every, now) for run in rows]
    return sorted(found, key=lambda one: (one.since, one.unit.code))


def overdue(now: datetime) -> list[int]:
    """The runs whose check is late and of which nobody was told yet."""
    rows = _runs().filter(check_late_at=None, unit__status=UnitStatus.ON_SCENE, on_scene_at__isnull=False)
    every: dict[int, int | None] = {row.incident_id: row.every_s for row in CheckEvery.objects.all()}
    return [run.pk for run in rows if _accounted(run, every.get(run.incident_id, EVERY_S), now).late]


def mark_late(run: int) -> bool:
    """Says in the book that a crew was not asked in time. False if it was, meanwhile."""
    with book(actor="work:dispatch.checks") as b:
        row = _runs().select_for_update(of=("self",)).filter(pk=run, check_late_at=None).first()
        if row is None or not _accounted(row, interval(row.incident_id), b.now).late:
            return False
        row.check_late_at = b.now
        row.save(update_fields=["check_late_at"])
        since = row.checked_at or row.on_scene_at or row.dispatched_at
        told = facts(row.unit, entries.CheckLate, scene_of(row.incident), run=row, at=since, last_at=iso(since))
        b.record(told, subject=row.unit.subject, incident=row.incident_id, cause=journal.last_id(row.unit.subject))
    return True


def _runs() -> QuerySet[Run]:
    rows = Run.objects.select_related("unit__home", "incident__place").filter(outcome="", incident__state="open")
    return rows.order_by("pk")


def _accounted(run: Run, every: int | None, now: datetime) -> Accounted:
    since = max(filter(None, (run.checked_at, run.on_scene_at)), default=run.dispatched_at)
    due = since + timedelta(seconds=every) if every else None
    late = due is not None and due < now
    return Accounted(run.unit, run, since, run.checked_at is not None, run.checked_people, due, late)


def _count(people: int | None, crew: int | None) -> Words:
    if people is None:
        return Words(zh="，全员在", en=", all present")
    of = (f"，应到 {crew} 人", f" of {crew}") if crew is not None else ("", "")
    return Words(zh=f"，实到 {people} 人{of[0]}", en=f", {people} present{of[1]}")
