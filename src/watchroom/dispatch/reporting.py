"""What units report of themselves, over the radio or the telephone, now or late: the only writer of their statuses."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.conf import settings
from django.db.models import Q

from watchroom.dispatch import entries
from watchroom.dispatch.entries import UnitFacts
from watchroom.dispatch.faults import (
    AheadOfTime,
    AlreadyTimed,
    BeforeItsStatus,
    NoSuchMove,
    NoSuchRun,
    NoUnitOfCode,
    RadioLineUnread,
    ReasonOwed,
)
from watchroom.dispatch.fleet import MOST_REASON, facts, locked
from watchroom.dispatch.kinds import codes, known_status
from watchroom.dispatch.models import Run, Unit
from watchroom.dispatch.moves import (
    ASSIGNED,
    FREE,
    OUTCOME_WORDS,
    REPORTED,
    UNIT_MOVES,
    UNIT_WORDS,
    Effect,
    Outcome,
    UnitStatus,
    effect,
    outcome_of,
    radio_line,
    site_time,
    status_of,
)
from watchroom.dispatch.telling import MOST_SAID, short
from watchroom.dispatch.upstream import Scene, scene_of
from watchroom.journal import queries as journal
from watchroom.journal.book import Book, book
from watchroom.journal.clock import site_now
from watchroom.kernel.clock import as_local, iso
from watchroom.kernel.words import Words
from watchroom.people.rights import Act
from watchroom.people.viewer import Viewer

ENTRIES: dict[UnitStatus, type[UnitFacts]] = {
    UnitStatus.EN_ROUTE: entries.UnitEnRoute,
    UnitStatus.ON_SCENE: entries.UnitOnScene,
    UnitStatus.TRANSPORTING: entries.UnitTransporting,
    UnitStatus.AT_DESTINATION: entries.UnitAtDestination,
    UnitStatus.AVAILABLE: entries.UnitAvailable,
    UnitStatus.RETURNING: entries.UnitReturning,
    UnitStatus.OFF: entries.UnitOff,
    UnitStatus.OUT: entries.UnitOut,
}
_FIELD = {stage: f"{stage.value}_at" for stage in REPORTED}
_OUT_OF_SERVICE = Words(zh="停用", en="taking it out of service")


@dataclass(frozen=True, slots=True)
class Report:
    """What somebody said of a unit. `dated`: the moment was named, else it is the present."""

    then: UnitStatus
    at: datetime
    dated: bool
    said_by: str = ""
    reason: str = ""
    cancelled: bool = False


def unit_status(
    viewer: Viewer, unit: int, status: str, *, at: datetime | None = None, incident: int | None = None,
    said_by: str = "", reason: str = "", cancelled: bool = False,
) -> Unit:  # fmt: skip
    """Reports a unit's status (dispatching is `dispatch_unit`), now or as it was at a moment that has passed.

    at         when it was so; what came before the present status is kept for its run and changes nothing else
    incident   the run of which it tells, where that is not the one on which the unit is
    said_by    who said so, for a call by radio or telephone
    reason     why it is out of service, was called off, or why a time is corrected
    cancelled  the unit is free because it was called off before it arrived
    Raises NoSuchUnit, UnknownStatus, NoSuchMove, NoSuchRun, AlreadyTimed, AheadOfTime, BeforeItsStatus, ReasonOwed.
    """
    viewer.must(Act.REPORT_UNIT)
    said_by = short(said_by, MOST_SAID, Words(zh="告知人", en="the name"))
    reason = short(reason, MOST_REASON, Words(zh="理由", en="the reason"))
    then = known_status(status)
    with book(actor=viewer.actor) as b:
        if at is not None and at > b.now:
            raise AheadOfTime(at=iso(at), now=iso(b.now))
        row = locked(unit)
        moment = at if at is not None else max(b.now, row.since)  # the clock may have been set back meanwhile
        said = Report(then, moment, at is not None, said_by, reason, cancelled)
        run = _run_told_of(row, said, incident)
        _take(b, row, run, said)
    return row


def radio(viewer: Viewer, line: str, *, said_by: str = "") -> Unit:
    """One line as it was heard: `E32 4`, `E32 到场 03:12`. A time of day is the last one at the site that has passed.

    Raises RadioLineUnread, NoUnitOfCode, UnknownStatus, and what `unit_status` raises.
    """
    viewer.must(Act.REPORT_UNIT)
    heard = radio_line(line[:200])
    if heard is None:
        raise RadioLineUnread(line=line[:60])
    row = Unit.objects.filter(code__iexact=heard.unit).first()
    if row is None:
        raise NoUnitOfCode(unit=heard.unit[:32])
    then = status_of(heard.status, codes()) or known_status(heard.status)
    at = site_time(heard.clock, site_now(), settings.SITE_ZONE) if heard.clock else None
    return unit_status(
        viewer, row.pk, then, at=at, said_by=said_by, reason=line[:MOST_REASON] if then is UnitStatus.OUT else ""
    )


def _run_told_of(row: Unit, said: Report, incident: int | None) -> Run | None:
    """The run to which a report belongs: of the incident that is named; else the present one, or the one of that moment.

    Raises NoSuchRun where a stage of a run is told and there was none.
    """
    runs = (
        Run.objects.select_for_update(of=("self",))
        .select_related("incident")
        .filter(unit=row)
        .order_by("-dispatched_at", "-pk")
    )
    if incident is not None:
        found = runs.filter(incident_id=incident).first()
    elif row.incident_id is not None and (not said.dated or said.at >= row.since):
        found = runs.filter(outcome="").first()
    elif said.dated:
        during = Q(outcome="") | Q(ended_at__gte=said.at) | Q(cleared_at__gte=said.at)
        found = runs.filter(during, dispatched_at__lte=said.at).first()
    else:
        found = None
    if found is None and (incident is not None or (said.dated and said.then in REPORTED)):
        raise NoSuchRun(unit=row.words, at=iso(said.at), then=UNIT_WORDS[said.then])
    duty = said.then in (UnitStatus.OFF, UnitStatus.OUT)  # tells nothing of a run that is over
    return None if found is not None and found.outcome and duty else found


def _take(b: Book, row: Unit, run: Run | None, said: Report) -> None:
    now = UnitStatus(row.status)
    current = run is None or run.outcome == ""
    does = effect(now, row.since, said.then, said.at, current=current, dated=said.dated)
    if does is Effect.KEPT and run is not None and _resumes(row, run, said):
        _reopen(run)
        does = Effect.MOVES
    if does is Effect.MOVES:
        _move(b, row, run, said)
    elif does is Effect.KEPT:
        _keep(b, row, run, said)
    elif said.dated and said.at < row.since:
        raise BeforeItsStatus(
            unit=row.words, now=UNIT_WORDS[now], since=iso(row.since), at=iso(said.at), then=UNIT_WORDS[said.then]
        )
    else:
        raise _no_such_move(row, said.then)


def _resumes(row: Unit, run: Run, said: Report) -> bool:
    """Whether a unit goes on with a run from which it was taken away: it is free again and tells of the next stage there."""
    return (
        run.outcome == Outcome.DIVERTED
        and row.status in FREE
        and said.then in REPORTED
        and said.at >= row.since
        and run.incident.is_open
    )


def _reopen(run: Run) -> None:
    run.outcome, run.ended_at = "", None


def _move(b: Book, row: Unit, run: Run | None, said: Report) -> None:
    if said.then is UnitStatus.OUT and not said.reason:
        raise ReasonOwed(unit=row.words, what=_OUT_OF_SERVICE)
    row.status, row.since = said.then, said.at
    row.reason = said.reason if said.then is UnitStatus.OUT else ""
    row.incident_id = run.incident_id if run and said.then in ASSIGNED else None
    ended = _timed(run, said) if run else None
    row.save(update_fields=["status", "since", "reason", "incident"])
    more = (
        {"outcome": ended, "ended_zh": f"（{OUTCOME_WORDS[ended].zh}）", "ended_en": f" ({OUTCOME_WORDS[ended].en})"}
        if ended
        else {}
    )
    _record(b, row, ENTRIES[said.then], run, said, **more)


def _timed(run: Run, said: Report) -> Outcome | None:
    """Writes the time in the run; how it ended, if it did."""
    ended = None
    if said.then in REPORTED:
        setattr(run, _FIELD[said.then], said.at)
    else:
        arrived = any((run.on_scene_at, run.transporting_at, run.at_destination_at))
        ended = outcome_of(arrived=arrived, cancelled=said.cancelled)
        run.outcome, run.ended_at, run.cleared_at = ended, said.at, said.at
        run.reason = said.reason
    run.save()
    return ended


def _keep(b: Book, row: Unit, run: Run | None, said: Report) -> None:
    """A time of the past: the run has it, the unit stays as it is. Raises AlreadyTimed."""
    before = None
    if run is not None:
        name = _FIELD.get(said.then, "cleared_at")
        before = getattr(run, name)
        if before is not None and not said.reason:
            raise AlreadyTimed(unit=row.words, then=UNIT_WORDS[said.then], at=iso(before))
        setattr(run, name, said.at)
        if said.then in REPORTED and run.outcome in (Outcome.CANCELLED, Outcome.NEVER_ARRIVED):
            run.outcome = outcome_of(
                arrived=said.then is not UnitStatus.EN_ROUTE, cancelled=run.outcome == Outcome.CANCELLED
            )
        run.save()
    clock = as_local(said.at, settings.SITE_ZONE)
    told = f"{clock:%Y-%m-%d %H:%M:%S} ({settings.SITE_ZONE})"
    _record(
        b, row, entries.UnitLate, run, said, clock=told, before=iso(before) if before else "",
        outcome=run.outcome if run else "", why_zh=f"（{said.reason}）" if said.reason else "", why_en=f" ({said.reason})" if said.reason else "",
    )  # fmt: skip


def _record(b: Book, row: Unit, kind: type[UnitFacts], run: Run | None, said: Report, **more: Any) -> None:
    goal: Scene | None = scene_of(run.incident) if run else None
    told = facts(
        row, kind, goal, run=run, stage=said.then, at=said.at, said_by=said.said_by, reason=said.reason, **more
    )
    b.record(told, subject=row.subject, incident=run.incident_id if run else None, cause=journal.last_id(row.subject))


def _no_such_move(row: Unit, then: UnitStatus) -> NoSuchMove:
    now = UnitStatus(row.status)
    moves = [UNIT_WORDS[one] for one in UnitStatus if one in UNIT_MOVES[now] and one is not UnitStatus.DISPATCHED]
    return NoSuchMove(
        unit=row.words, now=UNIT_WORDS[now], then=UNIT_WORDS[then],
        moves=Words(zh="、".join(m.zh for m in moves), en=", ".join(m.en for m in moves)),
    )  # fmt: skip
