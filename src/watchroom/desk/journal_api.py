"""The book over the API: entries in their order, and the causes behind one. Rights as on the pages."""

from datetime import datetime
from typing import Any

from django.http import Http404, HttpRequest
from ninja import Router, Schema

from watchroom.desk import seeing
from watchroom.journal import queries as journal
from watchroom.journal.clock import now_and_exercise
from watchroom.journal.models import Entry
from watchroom.people.queries import viewer_of
from watchroom.people.rights import Act
from watchroom.people.viewer import Viewer

router = Router(tags=["journal"])
MOST = 500


class EntryOut(Schema):
    """One entry. `zh` and `en` say it in words; `at` is the site's time, `machine_at` the machine's. Who telephoned is
    told to the watch alone: for others those facts are empty, and the hash cannot be recomputed from what they get.
    """

    id: int
    at: datetime
    machine_at: datetime
    kind: str
    subject: str
    incident: int | None
    actor: str
    cause: int | None
    facts: dict[str, Any]
    exercise: bool
    hash: str
    zh: str
    en: str


class ClockOut(Schema):
    """`now` is the site's time, `head` the number of the last entry; `exercise`: a scenario drives both."""

    now: datetime
    exercise: bool
    head: int


@router.get("/clock", response=ClockOut, summary="The site's time, whether it is an exercise, and the last entry")
def clock(request: HttpRequest) -> ClockOut:
    viewer_of(request).must(Act.SEE)
    now, exercise = now_and_exercise()
    return ClockOut(now=now, exercise=exercise, head=journal.head())


@router.get("/journal", response=list[EntryOut], summary="Entries younger than `after`, oldest first")
def entries(
    request: HttpRequest,
    after: int = 0,
    limit: int = 200,
    kind: str = "",
    subject: str = "",
    incident: int | None = None,
) -> list[EntryOut]:
    viewer = viewer_of(request)
    rows = seeing.entries(viewer).filter(id__gt=after)
    rows = rows.filter(kind=kind) if kind else rows
    rows = rows.filter(subject=subject) if subject else rows
    rows = rows.filter(incident=incident) if incident is not None else rows
    return [_out(viewer, row) for row in rows.order_by("id")[: max(1, min(limit, MOST))]]


@router.get(
    "/journal/{int:pk}/causes", response=list[EntryOut], summary="An entry and the causes behind it, oldest first"
)
def causes(request: HttpRequest, pk: int) -> list[EntryOut]:
    viewer = viewer_of(request)
    if not seeing.entries(viewer).filter(id=pk).exists():
        raise Http404(pk)
    return [_out(viewer, row) for row in seeing.readable(viewer, journal.chain(pk))]


def _out(viewer: Viewer, row: Entry) -> EntryOut:
    personal = viewer.may(Act.SEE_PERSONAL)
    words = row.say(personal=personal)
    return EntryOut(
        id=row.id, at=row.at, machine_at=row.machine_at, kind=row.kind, subject=row.subject, incident=row.incident,
        actor=row.actor, cause=row.cause, facts=row.told(personal=personal), exercise=row.exercise, hash=row.hash, zh=words.zh, en=words.en,
    )  # fmt: skip
