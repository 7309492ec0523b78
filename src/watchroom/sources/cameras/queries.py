"""What may be asked about cameras."""

from datetime import datetime

from django.core import signing
from django.db.models import QuerySet

from watchroom.kernel.geometry import LonLat
from watchroom.people.rights import Act
from watchroom.people.viewer import Viewer
from watchroom.sources.cameras.faults import NoSuchCamera, PictureGone
from watchroom.sources.cameras.models import Camera, CameraPicture
from watchroom.sources.cameras.rules import Near, nearest

SALT = "watchroom.sources.camera"
TICKET_S = 900


def cameras(viewer: Viewer) -> list[Camera]:
    """All that are in use, for whoever looks through them."""
    viewer.must(Act.SEE_CAMERAS)
    return list(_rows().filter(retired=False))


def registered(viewer: Viewer) -> list[Camera]:
    """All, and how they are, for whoever looks after the sources."""
    viewer.must(Act.SEE_SOURCES)
    return list(_rows())


def seen(viewer: Viewer, code: str) -> Camera:
    """Raises NoSuchCamera."""
    viewer.must(Act.SEE_CAMERAS)
    return camera(code)


def camera(code: str) -> Camera:
    """Raises NoSuchCamera."""
    found = _rows().filter(place__code=code).first()
    if found is None:
        raise NoSuchCamera(code=code[:64])
    return found


def near(viewer: Viewer, spot: LonLat) -> list[Near[Camera]]:
    """The cameras near a spot, those that have it in view first; none for whoever may not look through them."""
    if not viewer.may(Act.SEE_CAMERAS):
        return []
    return nearest([(row, row.look) for row in _rows().filter(retired=False)], spot)


def picture(viewer: Viewer, code: str, given: str) -> CameraPicture:
    """The picture that a ticket opens for this person. Raises NoSuchCamera, PictureGone."""
    row = seen(viewer, code)
    digest = told(viewer, row, given)
    found = CameraPicture.objects.filter(camera=row, digest=digest).order_by("-pk").first()
    if found is None:
        raise PictureGone()
    return found


def told(viewer: Viewer, row: Camera, given: str) -> str:
    """What a ticket is for. Raises PictureGone for another's, another camera's, an old or a made-up one."""
    try:
        person, pk, what = signing.loads(given[:500], salt=SALT, max_age=TICKET_S)
    except (signing.BadSignature, ValueError, TypeError):
        raise PictureGone() from None
    if person != viewer.person or pk != row.pk or not isinstance(what, str):
        raise PictureGone()
    return what


def old_pictures(before: datetime) -> int:
    return CameraPicture.objects.filter(taken_at__lt=before).count()


def _rows() -> QuerySet[Camera]:
    return Camera.objects.select_related("place__parent").order_by("place__code")
