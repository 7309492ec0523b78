"""What others may ask about incidents."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple

from watchroom.incidents.faults import NoSuchIncident
from watchroom.incidents.models import Incident, Instruction, Report, ReportClock, Sending
from watchroom.incidents.rules import next_reports
from watchroom.journal import queries as journal
from watchroom.journal.models import Entry
from watchroom.kernel.clock import parse_time
from watchroom.kernel.geometry import LonLat
from watchroom.people.rights import Act
from watchroom.people.viewer import Viewer
from watchroom.sources.cameras.entries import CameraSeen

MOST = 500


@dataclass(frozen=True, slots=True)
class ReportedFact:
    """A number of people as last stated for an incident. `name` as in rules.REPORTED_FACTS, the unit is `person`."""

    name: str
    value: int
    at: datetime
    origin: str


class Open(NamedTuple):
    """An open incident with what plans ask of it, and nothing else of its row: a thousand are read at once."""

    pk: int
    kind: str
    place_id: int | None
    lon: float | None
    lat: float | None
    alarm: int | None
    reported: Mapping[str, Any]

    @property
    def subject(self) -> str:
        return f"incident:{self.pk}"

    @property
    def point(self) -> LonLat | None:
        return None if self.lon is None or self.lat is None else (self.lon, self.lat)


def incidents(viewer: Viewer, open: bool | None = True, limit: int | None = MOST) -> list[Incident]:
    """Open incidents (closed ones with False, all with None), newest first; every one with `limit` None."""
    viewer.must(Act.SEE)
    rows = Incident.objects.select_related("place").order_by("-opened_at", "-pk")
    if open is not None:
        rows = rows.filter(state=Incident.State.OPEN if open else Incident.State.CLOSED)
    return list(rows[: None if limit is None else max(0, min(limit, MOST))])


def incident(viewer: Viewer, pk: int) -> Incident:
    """Raises NoSuchIncident."""
    viewer.must(Act.SEE)
    return row(pk)


def row(pk: int) -> Incident:
    """For rooms downstream, whose rights are their own. Raises NoSuchIncident."""
    found = Incident.objects.select_related("place__parent").filter(pk=pk).first()
    if found is None:
        raise NoSuchIncident(incident=pk)
    return found


def rows_of(pks: Sequence[int]) -> list[Incident]:
    """These, in this order, read at once. Raises NoSuchIncident for the first that is none."""
    numbers = [pk for pk in pks if 0 < pk < 2**63]  # what the database cannot hold is no incident's number
    found = {one.pk: one for one in Incident.objects.prefetch_related("place__parent").filter(pk__in=numbers)}
    for pk in pks:
        if pk not in found:
            raise NoSuchIncident(incident=pk)
    return [found[pk] for pk in pks]


def still_open(pk: int | None = None) -> list[Incident]:
    """For rooms downstream: the open incidents, or this one if it is open; oldest first."""
    rows = Incident.objects.filter(state=Incident.State.OPEN).order_by("pk")
    if pk is not None:
        return list(rows.select_related("place__parent").filter(pk=pk))
    return list(rows.prefetch_related("place__parent"))  # many incidents share few places: each is read once


def all_open(pk: int | None = None) -> list[Open]:
    """The same incidents, without what plans do not ask."""
    rows = Incident.objects.filter(state=Incident.State.OPEN).order_by("pk")
    asked = rows if pk is None else rows.filter(pk=pk)
    return [Open._make(row) for row in asked.values_list("pk", "kind", "place_id", "lon", "lat", "alarm", "reported")]


def locked(*pks: int) -> list[Incident]:
    """These, in whatever state, held for the rest of the transaction: none is closed meanwhile."""
    rows = Incident.objects.select_related("place__parent").select_for_update(of=("self",)).order_by("pk")
    return list(rows.filter(pk__in=pks))


def by_number(viewer: Viewer, number: str) -> Incident | None:
    viewer.must(Act.SEE)
    return Incident.objects.select_related("place").filter(number=number.strip().upper()).first()


def last_closed(viewer: Viewer) -> Incident | None:
    viewer.must(Act.SEE)
    return Incident.objects.filter(state=Incident.State.CLOSED).order_by("-closed_at").first()


def facts_of(pk: int) -> list[ReportedFact]:
    """What people have stated about an incident, for the plans to compare. Raises NoSuchIncident."""
    return stated(row(pk))


def stated(found: Incident | Open) -> list[ReportedFact]:
    return [
        ReportedFact(name, int(told["value"]), parse_time(told["at"]), found.subject)
        for name, told in sorted(found.reported.items())
    ]


def reports(viewer: Viewer, pk: int) -> list[Report]:
    """The reports made upward, oldest first."""
    viewer.must(Act.SEE)
    return list(Report.objects.filter(incident=pk).order_by("pk").prefetch_related("corrections"))


def sendings(viewer: Viewer, pk: int) -> list[Sending]:
    """Whom the reports of an incident reached, oldest first."""
    viewer.must(Act.SEE)
    return list(Sending.objects.filter(report__incident=pk).order_by("pk"))


def instructions(viewer: Viewer, pk: int) -> list[Instruction]:
    """Leaders' instructions on an incident: those that are open first, by when they fall due."""
    viewer.must(Act.SEE)
    rows = Instruction.objects.filter(incident=pk).select_related("report").order_by("due_at", "pk")
    return sorted(rows, key=lambda one: (not one.is_open, one.due_at is None, one.due_at or one.given_at, one.pk))


@dataclass(frozen=True, slots=True)
class Given:
    """A leader's instruction in the few words that rooms downstream need."""

    pk: int
    incident: int
    leader: str
    text: str
    post: str
    due_at: datetime | None
    is_open: bool
    answer: str
    answered_by: str


def instruction(pk: int) -> Given:
    """For rooms downstream, whose rights are their own."""
    return given(Instruction.objects.get(pk=pk))


def given(one: Instruction) -> Given:
    return Given(
        one.pk, one.incident_id, one.leader, one.text, one.post, one.due_at, one.is_open, one.answer, one.answered_by
    )


def report_clocks(viewer: Viewer, pk: int) -> list[ReportClock]:
    """The reporting limits of an incident: those that run first, by when they fall due."""
    viewer.must(Act.SEE)
    rows = ReportClock.objects.filter(incident=pk).select_related("met")
    return sorted(rows, key=lambda one: (not one.runs, one.due_at, one.pk))


def owed(viewer: Viewer, limit: int | None = MOST) -> list[ReportClock]:
    """The reporting limits that run, of all incidents, by when they fall due; every one with `limit` None."""
    viewer.must(Act.SEE)
    rows = ReportClock.objects.filter(met=None, ended_at=None).select_related("incident")
    return list(rows.order_by("due_at", "pk")[:limit])


def unanswered(viewer: Viewer, limit: int | None = MOST) -> list[Instruction]:
    """Leaders' instructions that are open, of all incidents, by when they fall due; every one with `limit` None."""
    viewer.must(Act.SEE)
    rows = Instruction.objects.filter(answered_at=None, withdrawn_at=None).select_related("incident")
    return list(rows.order_by("due_at", "pk")[:limit])


def next_due(viewer: Viewer) -> dict[int, ReportClock]:
    """Of each incident the limit that falls due first, by the incident's id."""
    viewer.must(Act.SEE)
    rows = ReportClock.objects.filter(met=None, ended_at=None).order_by("-due_at", "-pk")
    return {one.incident_id: one for one in rows}


def may_report(made: Iterable[Report]) -> tuple[str, ...]:
    """Which kinds of report may be made next."""
    return next_reports([report.kind for report in made])


def timeline(viewer: Viewer, pk: int, limit: int = 200) -> list[Entry]:
    """The newest entries of the incident, newest first, and the alarm that it was opened from; who looked at a camera is not
    what happened.
    """
    viewer.must(Act.SEE)
    return [one for one in journal.of_incident(pk)[::-1] if one.kind != CameraSeen.kind][:limit]
