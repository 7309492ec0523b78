"""Pictures of cameras in an incident: which cameras are near, a look for its sake, and what somebody kept."""

from dataclasses import dataclass

from django.core import signing
from django.db.models import QuerySet

from watchroom.incidents import entries, queries
from watchroom.incidents.actions import filled, open_row, opening
from watchroom.incidents.faults import NoSuchPicture
from watchroom.incidents.models import Incident, KeptPicture
from watchroom.incidents.recording import facts
from watchroom.journal.book import book
from watchroom.kernel.clock import iso
from watchroom.kernel.words import Words
from watchroom.people.rights import Act
from watchroom.people.viewer import Viewer
from watchroom.sources.cameras import actions as cameras
from watchroom.sources.cameras import queries as sources
from watchroom.sources.cameras.asking import Ask, ask_outside
from watchroom.sources.cameras.models import Camera
from watchroom.sources.cameras.rules import Near

MOST_NOTE = 500
TICKET_S = 900
MARK = 12
_SALT = "watchroom.incidents.picture"
_NOTE = Words(zh="说明", en="What it shows")
_FOR = Words(zh="事件 {number}", en="incident {number}")


@dataclass(frozen=True)
class Opened:
    """A kept picture that a person opened; `ticket` gives its bytes to that person for some minutes."""

    picture: KeptPicture
    ticket: str


def near(viewer: Viewer, incident: int) -> list[Near[Camera]]:
    """The cameras near the incident, those that have it in view first; none while nobody knows where it is."""
    viewer.must(Act.SEE_CAMERAS)
    row = queries.incident(viewer, incident)
    return sources.near(viewer, row.point) if row.point else []


def look(viewer: Viewer, incident: int, code: str, *, ask: Ask = ask_outside) -> cameras.Seen:
    """Raises NoSuchIncident, NoSuchCamera, NoSnapshot."""
    viewer.must(Act.SEE_CAMERAS)
    row = queries.incident(viewer, incident)
    return cameras.look(viewer, code, purpose=_FOR.fill(number=row.number), number=row.number, incident=row.pk, ask=ask)


def keep(viewer: Viewer, incident: int, code: str, given: str, *, note: str = "") -> KeptPicture:
    """Keeps the picture that this person was shown and has the ticket of. The same again keeps nothing more.

    Raises NoSuchIncident, AlreadyClosed, NoSuchCamera, PictureGone, NotFilled.
    """
    viewer.must(Act.NOTE_INCIDENT)
    seen = sources.picture(viewer, code, given)
    note = filled(note, _NOTE, MOST_NOTE) if note.strip() else ""
    with book(actor=viewer.actor) as b:
        row = open_row(incident)
        before = row.pictures.filter(camera=code, digest=seen.digest, taken_at=seen.taken_at).first()
        if before is not None:
            return before
        camera = sources.camera(code)
        (lon, lat), words = camera.at, camera.words
        kept = KeptPicture.objects.create(
            incident=row, camera=code, zh=words.zh, en=words.en, lon=lon, lat=lat, simulated=camera.simulated, kind=seen.kind,
            width=seen.width, height=seen.height, digest=seen.digest, body=bytes(seen.body), taken_at=seen.taken_at,
            kept_at=b.now, kept_by=b.actor, note=note,
        )  # fmt: skip
        said = facts(
            row, entries.PictureKept, picture=kept.pk, camera=code, camera_zh=words.zh, camera_en=words.en,
            size=f"{kept.width}×{kept.height}", digest=kept.digest, mark=kept.digest[:MARK],
            taken_at=iso(kept.taken_at), simulated=kept.simulated, note=note,
        )  # fmt: skip
        b.record(said, subject=row.subject, incident=row.pk, cause=opening(row))
    return kept


def kept(viewer: Viewer, incident: int) -> list[KeptPicture]:
    """Newest first, without their bytes."""
    viewer.must(Act.SEE_CAMERAS)
    row = queries.incident(viewer, incident)
    return list(_of(row).defer("body").order_by("-pk"))


def open_kept(viewer: Viewer, incident: int, pk: int) -> Opened:
    """Notes in the book that this person looks at a kept picture. Raises NoSuchIncident, NoSuchPicture."""
    viewer.must(Act.SEE_CAMERAS)
    row = queries.incident(viewer, incident)
    found = _of(row).filter(pk=pk).first()
    if found is None:
        raise NoSuchPicture()
    with book(actor=viewer.actor) as b:
        said = entries.PictureSeen(
            picture=found.pk,
            number=row.number,
            camera_zh=found.zh,
            camera_en=found.en,
            digest=found.digest,
            mark=found.digest[:MARK],
        )
        b.record(said, subject=f"kept_picture:{found.pk}")
    return Opened(found, ticket(viewer, found))


def ticket(viewer: Viewer, picture: KeptPicture) -> str:
    return signing.dumps([viewer.person, picture.pk], salt=_SALT)


def bytes_of(viewer: Viewer, incident: int, given: str) -> KeptPicture:
    """The picture that a ticket opens for this person. Raises NoSuchIncident, NoSuchPicture."""
    viewer.must(Act.SEE_CAMERAS)
    row = queries.incident(viewer, incident)
    try:
        person, pk = signing.loads(given[:500], salt=_SALT, max_age=TICKET_S)
    except (signing.BadSignature, ValueError, TypeError):
        raise NoSuchPicture() from None
    found = _of(row).filter(pk=pk).first() if person == viewer.person else None
    if found is None:
        raise NoSuchPicture()
    return found


def _of(row: Incident) -> QuerySet[KeptPicture]:
    return KeptPicture.objects.filter(incident=row)
