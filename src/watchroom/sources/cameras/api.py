"""Cameras over the API: the same as the screen. No answer holds an address to whoever only looks, nor a secret to anybody."""

from datetime import datetime
from typing import Any

from django.http import HttpRequest, HttpResponse
from ninja import Field, Router, Schema

from watchroom.kernel.words import Words
from watchroom.people.pictures import picture_answer
from watchroom.people.queries import viewer_of
from watchroom.people.rights import Act
from watchroom.sources.cameras import actions, forms, pages, queries
from watchroom.sources.cameras.actions import Seen, Wanted
from watchroom.sources.cameras.models import Camera
from watchroom.sources.cameras.rules import REACH_M

router = Router(tags=["sources"])


class CameraOut(Schema):
    """A camera. `bearing` (degrees clockwise from north) and `view` are null when nobody has said which way it looks."""

    code: str
    zh: str
    en: str
    lon: float
    lat: float
    bearing: float | None
    view: float | None
    reach_m: int
    simulated: bool
    snapshot: bool
    live: bool
    retired: bool
    fault: dict[str, str] | None


class CameraSettingsOut(CameraOut):
    """With what only whoever sets it up may know. `password` says whether one is kept; it is told nobody."""

    snapshot_url: str
    hls_url: str
    user: str
    password: bool
    private: bool
    every_s: int
    parent: str | None
    source: str
    schematic: bool


class CameraIn(Schema):
    """A camera as it is to be. `password` null leaves the one that is kept, empty takes it away."""

    zh: str = Field(max_length=128)
    en: str = Field(max_length=128)
    lon: float
    lat: float
    snapshot_url: str = Field("", max_length=actions.MOST_URL)
    hls_url: str = Field("", max_length=actions.MOST_URL)
    user: str = Field("", max_length=actions.MOST_USER)
    password: str | None = Field(None, max_length=200)
    private: bool = Field(True, description="Its addresses may be of the site's own network.")
    simulated: bool = False
    bearing: float | None = None
    view: float | None = None
    reach_m: int = REACH_M
    every_s: int = Field(2, description="At most one request to the camera in so many seconds.")
    parent: str | None = Field(None, max_length=64)
    source: str = Field("", max_length=500)
    schematic: bool = False
    retired: bool = False


class FaultOut(Schema):
    code: str
    zh: str
    en: str


class SeenOut(Schema):
    """What a look came to. `picture` is where its bytes are, for this person and some minutes; null when there is none.

    With a `fault` the picture is the last good one, and `taken_at` says of when.
    """

    camera: str
    simulated: bool
    picture: str | None
    ticket: str
    type: str | None
    width: int | None
    height: int | None
    digest: str | None
    taken_at: datetime | None
    asked_at: datetime
    fault: FaultOut | None


class LiveOut(Schema):
    playlist: str


class SaidOut(Schema):
    zh: str
    en: str


@router.get("/cameras", response=list[CameraOut], summary="All cameras and how they are")
def cameras(request: HttpRequest) -> list[dict[str, Any]]:
    return [_out(row) for row in queries.registered(viewer_of(request))]


@router.get("/cameras/{code}", response=CameraOut, summary="One camera")
def camera(request: HttpRequest, code: str) -> dict[str, Any]:
    return _out(queries.seen(viewer_of(request), code))


@router.get("/cameras/{code}/settings", response=CameraSettingsOut, summary="A camera with its addresses")
def settings(request: HttpRequest, code: str) -> dict[str, Any]:
    viewer_of(request).must(Act.ADMIN)
    return _settings(queries.camera(code))


@router.put("/cameras/{code}", response=CameraSettingsOut, summary="Register a camera, or change it")
def put(request: HttpRequest, code: str, given: CameraIn) -> dict[str, Any]:
    viewer = viewer_of(request)
    viewer.must(Act.ADMIN)
    return _settings(actions.put_camera(code, Wanted(**given.model_dump()), viewer=viewer))


@router.post("/cameras/{code}/try", response=SaidOut, summary="Ask a camera for a picture and say in words what came")
def attempt(request: HttpRequest, code: str) -> Words:
    return actions.attempt(code, viewer=viewer_of(request))


@router.post("/cameras/{code}/look", response=SeenOut, summary="Look through a camera; the look is written down")
def look(request: HttpRequest, code: str) -> dict[str, Any]:
    return seen_out(actions.look(viewer_of(request), code))


@router.get("/cameras/{code}/picture/{ticket}", summary="The bytes of a picture that was looked at")
def picture(request: HttpRequest, code: str, ticket: str) -> HttpResponse:
    row = queries.picture(viewer_of(request), code, ticket)
    return picture_answer(bytes(row.body), row.kind, f"{code}-{row.digest[:12]}")


@router.post("/cameras/{code}/live", response=LiveOut, summary="Open a camera's live picture (HLS); it is written down")
def look_live(request: HttpRequest, code: str) -> dict[str, str]:
    ticket = actions.look_live(viewer_of(request), code)
    return {"playlist": f"/api/cameras/{code}/live/{ticket}/part/index.m3u8"}


@router.get("/cameras/{code}/live/{ticket}/part/{name}", summary="A playlist or a part of a live picture")
def live_part(request: HttpRequest, code: str, ticket: str, name: str) -> HttpResponse:
    return pages.live_part(request, code, ticket, name)


def seen_out(seen: Seen, base: str = "/api/cameras") -> dict[str, Any]:
    row, fault = seen.picture, seen.fault
    told: dict[str, Any] = {"type": None, "width": None, "height": None, "digest": None, "taken_at": None}
    if row is not None:
        told = {"type": row.kind, **{name: getattr(row, name) for name in ("width", "height", "digest", "taken_at")}}
    return told | {
        "camera": seen.camera.code, "simulated": seen.camera.simulated, "ticket": seen.ticket, "asked_at": seen.asked_at,
        "picture": f"{base}/{seen.camera.code}/picture/{seen.ticket}" if row else None,
        "fault": {"code": fault.code, "zh": fault.words.zh, "en": fault.words.en} if fault else None,
    }  # fmt: skip


def _out(row: Camera) -> dict[str, Any]:
    lon, lat = row.at
    words = row.words
    told = {
        name: getattr(row, name) for name in ("code", "bearing", "view", "reach_m", "simulated", "retired", "fault")
    }
    return told | {
        "zh": words.zh, "en": words.en, "lon": lon, "lat": lat, "snapshot": row.has_snapshot, "live": bool(row.hls_url)
    }  # fmt: skip


def _settings(row: Camera) -> dict[str, Any]:
    place = row.place
    told = {name: getattr(row, name) for name in ("snapshot_url", "hls_url", "user", "private", "every_s")}
    return _out(row) | told | {
        "password": forms.has_password(row), "parent": place.parent.code if place.parent else None,
        "source": place.source, "schematic": place.schematic,
    }  # fmt: skip
