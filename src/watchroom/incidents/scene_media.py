"""Photos and voice notes that people at the scene add to an incident: judged by their bytes, vouched for by the book."""

import hashlib
from dataclasses import dataclass
from datetime import datetime

from watchroom.incidents import entries, queries
from watchroom.incidents.actions import filled, open_row, opening
from watchroom.incidents.faults import BadMedia, NoSuchMedia
from watchroom.incidents.models import SceneMedia
from watchroom.incidents.recording import facts
from watchroom.incidents.sounds import BadSound, read_sound
from watchroom.journal.book import book
from watchroom.kernel.bare import bare_picture
from watchroom.kernel.clock import iso
from watchroom.kernel.geometry import LonLat
from watchroom.kernel.pictures import BadPicture
from watchroom.kernel.words import Words
from watchroom.people.rights import Act
from watchroom.people.viewer import Viewer

MOST_BYTES = 1 << 20
MOST_NOTE = 500
MOST_OF_INCIDENT = 2000
MARK = 12
PHOTO, VOICE = "photo", "voice"
WORDS = {PHOTO: Words(zh="照片", en="photo"), VOICE: Words(zh="语音", en="voice note")}
_NOTE = Words(zh="说明", en="What it shows")


@dataclass(frozen=True, slots=True)
class Judged:
    """Media that was looked at: `kind` is its media type. Width and height are 0 for sound; `spot`: where a photo says it was taken."""

    sort: str
    kind: str
    width: int
    height: int
    body: bytes
    spot: LonLat | None = None

    @property
    def digest(self) -> str:
        return hashlib.sha256(self.body).hexdigest()


def judge(data: bytes) -> Judged:
    """What bytes from a phone are, before any transaction. Raises BadMedia."""
    if len(data) > MOST_BYTES:
        why = Words(zh=f"超过 {MOST_BYTES >> 20} MB", en=f"it is larger than {MOST_BYTES >> 20} MB")
        raise BadMedia(why=why)
    try:
        if data[:4] in (b"\x1a\x45\xdf\xa3", b"OggS") or data[4:8] == b"ftyp":
            sound = read_sound(data)
            return Judged(VOICE, sound.kind, 0, 0, sound.body)
        bare = bare_picture(data)
    except (BadSound, BadPicture) as error:
        raise BadMedia(why=error.why) from error
    picture = bare.picture
    return Judged(PHOTO, picture.kind, picture.width, picture.height, picture.body, bare.spot)


def keep(viewer: Viewer, incident: int, media: Judged, *, note: str = "", at: datetime | None = None) -> SceneMedia:
    """Adds a photo or a voice note to an open incident. The same bytes again add nothing.

    at  when it was taken, where that is not now
    Raises NotFilled, NoSuchIncident, AlreadyClosed, BadMedia.
    """
    viewer.must(Act.NOTE_INCIDENT)
    note = filled(note, _NOTE, MOST_NOTE) if note.strip() else ""
    with book(actor=viewer.actor) as b:
        row = open_row(incident)
        before = row.scene_media.filter(digest=media.digest).first()
        if before is not None:
            return before
        if row.scene_media.count() >= MOST_OF_INCIDENT:
            raise BadMedia(why=Words(zh="该事件的影音已满", en="the incident holds as many as it may"))
        kept = SceneMedia.objects.create(
            incident=row, sort=media.sort, kind=media.kind, width=media.width, height=media.height, digest=media.digest,
            body=media.body, size=len(media.body), taken_at=min(at or b.now, b.now), kept_at=b.now, kept_by=b.actor, note=note,
            lon=media.spot[0] if media.spot else None, lat=media.spot[1] if media.spot else None,
        )  # fmt: skip
        words = WORDS[media.sort]
        said = facts(
            row, entries.SceneMediaKept, media=kept.pk, sort=media.sort, sort_zh=words.zh, sort_en=words.en, size=kept.size,
            digest=kept.digest, mark=kept.digest[:MARK], taken_at=iso(kept.taken_at), note=note,
        )  # fmt: skip
        b.record(said, subject=row.subject, incident=row.pk, cause=opening(row))
    return kept


def listed(viewer: Viewer, incident: int) -> list[SceneMedia]:
    """Newest first, without their bytes. They show persons: a wall screen shows none. Raises NoSuchIncident."""
    viewer.must(Act.SEE_NAMES)
    row = queries.incident(viewer, incident)
    return list(row.scene_media.defer("body").order_by("-pk"))


def one(viewer: Viewer, incident: int, pk: int) -> SceneMedia:
    """With its bytes. Raises NoSuchIncident, NoSuchMedia."""
    viewer.must(Act.SEE_NAMES)
    row = queries.incident(viewer, incident)
    found = row.scene_media.filter(pk=pk).first()
    if found is None:
        raise NoSuchMedia(number=row.number, media=pk)
    return found
