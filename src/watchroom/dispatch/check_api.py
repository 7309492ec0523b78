"""Crews on scene, when they were last asked whether all are there, over the API."""

from datetime import datetime
from typing import Annotated, Any

from django.http import HttpRequest
from ninja import Router, Schema
from pydantic import Field

from watchroom.dispatch import checking
from watchroom.dispatch.orders_out import once_keyed
from watchroom.people.queries import viewer_of

router = Router()


class AccountedOut(Schema):
    """A unit on scene. `since`: its last check, or when it came on scene where `checked` is false. `late`: asked too long ago."""

    unit: int
    code: str
    zh: str
    en: str
    crew: int | None
    since: datetime
    checked: bool
    people: int | None
    due_at: datetime | None
    late: bool


class ChecksOut(Schema):
    """`every_s` null: no checks are wanted."""

    every_s: int | None
    units: list[AccountedOut]


class CheckIn(Schema):
    """`people`: how many answered; null: all of them."""

    people: int | None = None
    said_by: Annotated[str, Field(max_length=128)] = ""


class EveryIn(Schema):
    every_s: int | None = Field(description="Seconds between two checks, 60 to 14,400; null for none.")


@router.get("/incidents/{incident}/crew-checks", response=ChecksOut, summary="Crews on scene and their last check")
def checks(request: HttpRequest, incident: int) -> dict[str, Any]:
    rows = checking.accounted(viewer_of(request), incident)
    return {"every_s": checking.interval(incident), "units": [_out(one) for one in rows]}


@router.put("/incidents/{incident}/crew-checks", response=ChecksOut, summary="Set how often crews are asked")
def set_checks(request: HttpRequest, incident: int, given: EveryIn) -> dict[str, Any]:
    viewer = viewer_of(request)
    checking.set_interval(viewer, incident, given.every_s)
    return {"every_s": given.every_s, "units": [_out(one) for one in checking.accounted(viewer, incident)]}


@router.post("/units/{unit}/check", response=AccountedOut, summary="The crew of a unit on scene was asked (点名)")
def check(request: HttpRequest, unit: int, given: CheckIn) -> AccountedOut | dict[str, object]:
    def act() -> AccountedOut:
        viewer = viewer_of(request)
        row = checking.check_crew(viewer, unit, people=given.people, said_by=given.said_by)
        found = checking.accounted(viewer, row.incident_id or 0)
        return AccountedOut(**_out(next(one for one in found if one.unit.pk == unit)))

    return once_keyed(request, given, act)


def _out(one: checking.Accounted) -> dict[str, Any]:
    row = one.unit
    return {
        "unit": row.pk, "code": row.code, "zh": row.zh, "en": row.en, "crew": row.crew, "since": one.since,
        "checked": one.checked, "people": one.people, "due_at": one.due_at, "late": one.late,
    }  # fmt: skip
