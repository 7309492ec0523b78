"""Incidents over the API: the same actions and queries as the screen."""

from collections.abc import Callable
from datetime import datetime
from typing import Any, Literal

from django.http import HttpRequest
from ninja import Field, Router, Schema
from ninja.params.functions import Header
from pydantic import JsonValue

from watchroom.incidents import actions, queries, sending
from watchroom.incidents.brief_pages import router as brief_router
from watchroom.incidents.evidence_api import router as evidence_router
from watchroom.incidents.file_pages import router as file_router
from watchroom.incidents.followup_api import Figure
from watchroom.incidents.followup_api import router as followup_router
from watchroom.incidents.intake.api import router as intake_router
from watchroom.incidents.methane import Methane
from watchroom.incidents.models import Incident, Report
from watchroom.incidents.reporting_api import router as reporting_router
from watchroom.incidents.rules import report_words
from watchroom.incidents.scene_media_api import router as scene_media_router
from watchroom.incidents.sharing_api import router as sharing_router
from watchroom.journal.once import once
from watchroom.kernel.clock import Instant
from watchroom.people.queries import viewer_of
from watchroom.people.rights import Act
from watchroom.people.viewer import Viewer

router = Router(tags=["incidents"])
router.add_router("", evidence_router)
router.add_router("", scene_media_router)
router.add_router("", reporting_router)
router.add_router("", sharing_router)
router.add_router("", intake_router)
router.add_router("", followup_router)
router.add_router("", file_router)
router.add_router("", brief_router)
KEY = Header(
    None,
    alias="Idempotency-Key",
    max_length=128,
    description="The same key again gives the same answer and does nothing twice.",
)


class IncidentIn(Schema):
    """A new incident. What is left empty is taken from the alarm. `report` is a telephone report in METHANE order."""

    title_zh: str = Field("", max_length=200)
    title_en: str = Field("", max_length=200)
    kind: str = Field("", max_length=32)
    place: str | None = Field(None, max_length=64)
    lon: float | None = None
    lat: float | None = None
    grade: int | None = Field(None, ge=1, le=4)
    alarm: int | None = None
    sensitive: bool | None = None
    report: Methane | None = None
    occurred_at: Instant | None = None
    discovered_at: Instant | None = None
    received_at: Instant | None = None


class NoteIn(Schema):
    text: str = Field(max_length=4000)
    counted: dict[str, int] = Field(default_factory=dict, description="Numbers of people, e.g. injured.")


class GradeIn(Schema):
    grade: int = Field(ge=1, le=4, description="1 extraordinarily serious to 4 ordinary")
    reason: str = Field(max_length=4000)


class PlaceIn(Schema):
    """Where an incident is: a place, a position, or both. What is left empty is not known any more."""

    place: str | None = Field(None, max_length=64)
    lon: float | None = None
    lat: float | None = None
    reason: str = Field(max_length=4000)


class ReportIn(Schema):
    kind: Literal["first", "follow_up", "nil", "final", "verified"]
    to: str = Field(max_length=120)
    text: str = Field(max_length=4000)
    channel: Literal["telephone", "written"] = "telephone"
    receiver: str = Field("", max_length=120, description="Who took it; owed where it meets a limit.")
    clocks: list[int] = Field(default_factory=list, max_length=50, description="The limits that it meets.")
    figures: Figure = Field(default_factory=dict, description="Numbers of people; what is not known is left out.")


class CloseIn(Schema):
    reason: str = Field(max_length=4000)


class IncidentOut(Schema):
    id: int
    number: str
    state: Literal["open", "closed"]
    title_zh: str
    title_en: str
    kind: str
    kind_zh: str
    kind_en: str
    event_class: str
    place: str | None
    place_zh: str
    place_en: str
    geometry: dict[str, JsonValue] | None
    grade: int | None
    alarm: int | None
    reported: dict[str, int]
    opened_at: datetime
    closed_at: datetime | None
    closed_reason: str | None


class ReportOut(Schema):
    id: int
    incident: int
    kind: Literal["first", "follow_up", "nil", "final", "verified"]
    title_zh: str
    title_en: str
    at: datetime
    to: str
    channel: Literal["telephone", "written"]
    text: str
    figures: Figure


@router.get("/incidents", response=list[IncidentOut], summary="Incidents, newest first")
def incidents(
    request: HttpRequest, state: Literal["open", "closed", "all"] = "open", limit: int = 200
) -> list[IncidentOut]:
    chosen = {"open": True, "closed": False}.get(state)
    return [out(row) for row in queries.incidents(viewer_of(request), chosen, limit)]


@router.get("/incidents/{int:pk}", response=IncidentOut, summary="One incident")
def incident(request: HttpRequest, pk: int) -> IncidentOut:
    return out(queries.incident(viewer_of(request), pk))


@router.post(
    "/incidents", response=IncidentOut, summary="Open an incident from an alarm, from a telephone report, or by hand"
)
def open_incident(request: HttpRequest, given: IncidentIn, key: str | None = KEY) -> Any:
    viewer = viewer_of(request)
    asked = given.model_dump(mode="json")
    made = given.model_dump()
    made["moments"] = {name: made.pop(name) for name in actions.MOMENTS}
    return keyed(viewer, key, "incidents.open", asked, lambda: out(actions.open_incident(viewer, **made)))


@router.post("/incidents/{int:pk}/notes", response=IncidentOut, summary="Add a line to an incident's timeline")
def note(request: HttpRequest, pk: int, given: NoteIn, key: str | None = KEY) -> Any:
    viewer = viewer_of(request)
    return keyed(
        viewer,
        key,
        f"incidents.note:{pk}",
        given.model_dump(),
        lambda: out(actions.note(viewer, pk, given.text, counted=given.counted)),
    )


@router.post("/incidents/{int:pk}/grade", response=IncidentOut, summary="Set the grade of the event")
def grade(request: HttpRequest, pk: int, given: GradeIn, key: str | None = KEY) -> Any:
    viewer = viewer_of(request)
    return keyed(
        viewer,
        key,
        f"incidents.grade:{pk}",
        given.model_dump(),
        lambda: out(actions.grade(viewer, pk, given.grade, reason=given.reason)),
    )


@router.post("/incidents/{int:pk}/place", response=IncidentOut, summary="Say where an incident is, or correct it")
def place(request: HttpRequest, pk: int, given: PlaceIn, key: str | None = KEY) -> Any:
    viewer = viewer_of(request)
    return keyed(
        viewer,
        key,
        f"incidents.place:{pk}",
        given.model_dump(),
        lambda: out(actions.locate(viewer, pk, **given.model_dump())),
    )


@router.get("/incidents/{int:pk}/reports", response=list[ReportOut], summary="Reports made upward")
def reports(request: HttpRequest, pk: int) -> list[ReportOut]:
    viewer = viewer_of(request)
    queries.incident(viewer, pk)
    return [_report(row) for row in queries.reports(viewer, pk)]


@router.post("/incidents/{int:pk}/reports", response=ReportOut, summary="Note that a report was made upward")
def report(request: HttpRequest, pk: int, given: ReportIn, key: str | None = KEY) -> Any:
    viewer = viewer_of(request)
    return keyed(
        viewer,
        key,
        f"incidents.report:{pk}",
        given.model_dump(),
        lambda: _report(sending.report_up(viewer, pk, **given.model_dump())),
    )


@router.post("/incidents/{int:pk}/close", response=IncidentOut, summary="Close an incident, with a reason")
def close(request: HttpRequest, pk: int, given: CloseIn, key: str | None = KEY) -> Any:
    """409 while something of it still runs; the fault says what."""
    viewer = viewer_of(request)
    return keyed(
        viewer,
        key,
        f"incidents.close:{pk}",
        given.model_dump(),
        lambda: out(actions.close(viewer, pk, reason=given.reason)),
    )


def keyed(viewer: Viewer, key: str | None, what: str, asked: Any, act: Callable[[], Schema]) -> Any:
    """With an idempotency key the act is done once and its answer given again. Raises NotSignedIn, NotAllowed."""
    viewer.must(Act.SEE)
    if not key:
        return act()
    told = {"what": what, "asked": _plain(asked)}
    return once(f"person:{viewer.person}", key, told, lambda: act().model_dump(mode="json"), actor=viewer.actor)


def _plain(value: Any) -> Any:
    """Numbers with decimals as text, as the canonical form wants them."""
    if isinstance(value, dict):
        return {name: _plain(item) for name, item in value.items()}
    return repr(value) if isinstance(value, float) else value


def out(row: Incident) -> IncidentOut:
    place, sort = row.place_words, row.sort
    return IncidentOut(
        id=row.pk, number=row.number, state="open" if row.is_open else "closed", title_zh=row.zh, title_en=row.en,
        kind=row.kind, kind_zh=sort.title.zh, kind_en=sort.title.en, event_class=sort.event_class,
        place=row.place.code if row.place else None, place_zh=place.zh, place_en=place.en, geometry=row.geometry,
        grade=row.grade, alarm=row.alarm, reported={name: told["value"] for name, told in row.reported.items()},
        opened_at=row.opened_at, closed_at=row.closed_at, closed_reason=row.closed_reason or None,
    )  # fmt: skip


def _report(row: Report) -> ReportOut:
    words = report_words(row.kind, row.count)
    return ReportOut.model_validate(
        {
            "id": row.pk, "incident": row.incident_id, "kind": row.kind, "title_zh": words.zh, "title_en": words.en,
            "at": row.at, "to": row.to, "channel": row.channel, "text": row.text, "figures": row.figures,
        }
    )  # fmt: skip
