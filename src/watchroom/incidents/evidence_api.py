"""Cameras near an incident and the pictures kept for it, over the API."""

from datetime import datetime
from typing import Any

from django.http import HttpRequest, HttpResponse
from ninja import Field, Router, Schema

from watchroom.incidents import evidence
from watchroom.incidents.models import KeptPicture
from watchroom.people.pictures import picture_answer
from watchroom.people.queries import viewer_of
from watchroom.sources.cameras.api import SeenOut, seen_out

router = Router(tags=["incidents"])


class NearCameraOut(Schema):
    """A camera near an incident. `towards` is the bearing from the incident to it, `sees` null when nobody knows."""

    code: str
    zh: str
    en: str
    distance_m: float
    towards: float
    sees: bool | None
    simulated: bool
    snapshot: bool
    live: bool


class KeepIn(Schema):
    """The picture that was just looked at: its camera, and the ticket that the look gave."""

    camera: str = Field(max_length=64)
    ticket: str = Field(max_length=500)
    note: str = Field("", max_length=evidence.MOST_NOTE)


class KeptOut(Schema):
    """A kept picture. `digest` is the SHA-256 of its bytes, as it stands in the journal."""

    id: int
    camera: str
    zh: str
    en: str
    simulated: bool
    type: str
    width: int
    height: int
    digest: str
    taken_at: datetime
    kept_at: datetime
    kept_by: str
    note: str


class OpenedOut(KeptOut):
    picture: str


@router.get("/incidents/{int:pk}/cameras", response=list[NearCameraOut], summary="The cameras near an incident")
def cameras(request: HttpRequest, pk: int) -> list[dict[str, Any]]:
    return [
        {
            "code": one.camera.code, "zh": one.camera.words.zh, "en": one.camera.words.en, "distance_m": round(one.distance_m, 1),
            "towards": round(one.towards, 1), "sees": one.sees, "simulated": one.camera.simulated,
            "snapshot": one.camera.has_snapshot, "live": bool(one.camera.hls_url),
        }
        for one in evidence.near(viewer_of(request), pk)
    ]  # fmt: skip


@router.post(
    "/incidents/{int:pk}/cameras/{code}/look", response=SeenOut, summary="Look through a camera for an incident"
)
def look(request: HttpRequest, pk: int, code: str) -> dict[str, Any]:
    return seen_out(evidence.look(viewer_of(request), pk, code))


@router.get("/incidents/{int:pk}/pictures", response=list[KeptOut], summary="The pictures kept for an incident")
def pictures(request: HttpRequest, pk: int) -> list[dict[str, Any]]:
    return [_out(row) for row in evidence.kept(viewer_of(request), pk)]


@router.post("/incidents/{int:pk}/pictures", response=KeptOut, summary="Keep the picture that was just looked at")
def keep(request: HttpRequest, pk: int, given: KeepIn) -> dict[str, Any]:
    return _out(evidence.keep(viewer_of(request), pk, given.camera, given.ticket, note=given.note))


@router.post(
    "/incidents/{int:pk}/pictures/{int:picture}/look",
    response=OpenedOut,
    summary="Look at a kept picture; it is written down",
)
def open_kept(request: HttpRequest, pk: int, picture: int) -> dict[str, Any]:
    opened = evidence.open_kept(viewer_of(request), pk, picture)
    return _out(opened.picture) | {"picture": f"/api/incidents/{pk}/pictures/bytes/{opened.ticket}"}


@router.get("/incidents/{int:pk}/pictures/bytes/{ticket}", summary="The bytes of a kept picture that was looked at")
def picture(request: HttpRequest, pk: int, ticket: str) -> HttpResponse:
    row = evidence.bytes_of(viewer_of(request), pk, ticket)
    return picture_answer(bytes(row.body), row.kind, f"{row.camera}-{row.digest[:12]}")


def _out(row: KeptPicture) -> dict[str, Any]:
    names = ("camera", "zh", "en", "simulated", "width", "height", "digest", "taken_at", "kept_at", "kept_by", "note")
    return {"id": row.pk, "type": row.kind} | {name: getattr(row, name) for name in names}
