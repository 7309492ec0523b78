"""Photos and voice notes from the scene, over the API."""

from datetime import datetime

from django.http import HttpRequest, HttpResponse
from ninja import Router, Schema

from watchroom.incidents import scene_media
from watchroom.incidents.models import SceneMedia
from watchroom.incidents.scene_media_pages import media_answer
from watchroom.kernel.clock import Instant
from watchroom.people.queries import viewer_of
from watchroom.people.rights import Act
from watchroom.sources.push_api import body_of

router = Router(tags=["incidents"])
_FILE = {"requestBody": {"required": True, "content": {"application/octet-stream": {"schema": {"type": "string", "format": "binary"}}}}}  # fmt: skip


class MediaOut(Schema):
    """A photo or voice note. `sort`: photo or voice; `digest`: SHA-256 of its bytes, as it stands in the journal.

    `lon`, `lat`: where the photo itself said that it was taken, a proposal; the bytes no longer hold it, nor anything else of
    the device.
    """

    id: int
    sort: str
    type: str
    width: int
    height: int
    size: int
    digest: str
    taken_at: datetime
    kept_at: datetime
    kept_by: str
    note: str
    lon: float | None
    lat: float | None


def out(row: SceneMedia) -> MediaOut:
    return MediaOut(
        id=row.pk, sort=row.sort, type=row.kind, width=row.width, height=row.height, size=row.size, digest=row.digest,
        taken_at=row.taken_at, kept_at=row.kept_at, kept_by=row.kept_by, note=row.note,
        lon=row.lon, lat=row.lat,
    )  # fmt: skip


@router.get("/incidents/{int:pk}/media", response=list[MediaOut], summary="Photos and voice notes from the scene")
def listed(request: HttpRequest, pk: int) -> list[MediaOut]:
    return [out(row) for row in scene_media.listed(viewer_of(request), pk)]


@router.post(
    "/incidents/{int:pk}/media",
    response=MediaOut,
    summary="Add a photo or a voice note to an incident",
    openapi_extra=_FILE,
)
def add(request: HttpRequest, pk: int, note: str = "", at: Instant | None = None) -> MediaOut:
    """The file's bytes are the body: JPEG, PNG, WebP; WebM, Ogg or MP4 with sound; 1 MB at most. The same again adds nothing.

    Of a photo nothing is kept of what its device wrote into it, but for a position, which is a proposal beside it.
    """
    viewer = viewer_of(request)
    viewer.must(Act.NOTE_INCIDENT)
    judged = scene_media.judge(body_of(request, scene_media.MOST_BYTES))
    return out(scene_media.keep(viewer, pk, judged, note=note, at=at))


@router.get("/incidents/{int:pk}/media/{int:media}", summary="The bytes of a photo or voice note")
def media(request: HttpRequest, pk: int, media: int) -> HttpResponse:
    return media_answer(scene_media.one(viewer_of(request), pk, media))
