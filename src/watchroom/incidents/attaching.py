"""Files that people add to an incident: judged by their bytes, kept as they came, each vouched for by the book."""

from watchroom.incidents import entries, queries
from watchroom.incidents.actions import filled, open_row, opening
from watchroom.incidents.faults import FileNotTaken, NoSuchFile, TooManyFiles
from watchroom.incidents.files import BadFile, judge
from watchroom.incidents.models import Attachment
from watchroom.incidents.recording import facts
from watchroom.journal.book import book
from watchroom.kernel.words import Words
from watchroom.people.rights import Act
from watchroom.people.viewer import Viewer

MOST_NOTE, MOST_FILES, MARK = 500, 200, 12
_NOTE = Words(zh="说明", en="What it shows")


def attach(viewer: Viewer, incident: int, name: str, data: bytes, *, note: str = "") -> Attachment:
    """Adds a file. The same bytes again add nothing more.

    Raises NoSuchIncident, AlreadyClosed, FileNotTaken (says why), TooManyFiles, NotFilled.
    """
    viewer.must(Act.NOTE_INCIDENT)
    note = filled(note, _NOTE, MOST_NOTE) if note.strip() else ""
    try:
        judged = judge(name, data)
    except BadFile as error:
        raise FileNotTaken(name=name[:60] or "—", why=error.why) from error
    with book(actor=viewer.actor) as b:
        row = open_row(incident)
        before = row.attachments.filter(digest=judged.digest).first()
        if before is not None:
            return before
        if row.attachments.count() >= MOST_FILES:
            raise TooManyFiles(number=row.number, most=MOST_FILES)
        kept = Attachment.objects.create(
            incident=row, name=judged.name, kind=judged.kind, size=len(judged.body), digest=judged.digest,
            body=judged.body, added_at=b.now, added_by=b.actor, note=note,
        )  # fmt: skip
        said = facts(
            row, entries.FileAdded, attachment=kept.pk, file_kind=kept.kind, size=kept.size, digest=kept.digest,
            mark=kept.digest[:MARK],
        )  # fmt: skip
        b.record(said, subject=row.subject, incident=row.pk, cause=opening(row))
    return kept


def attached(viewer: Viewer, incident: int) -> list[Attachment]:
    """Newest first, without their bytes. A file's name may tell of persons: not for a wall. Raises NoSuchIncident."""
    viewer.must(Act.SEE_NAMES)
    row = queries.incident(viewer, incident)
    return list(Attachment.objects.filter(incident=row).defer("body").order_by("-pk"))


def one_attached(viewer: Viewer, incident: int, pk: int) -> Attachment:
    """Raises NoSuchIncident, NoSuchFile."""
    viewer.must(Act.SEE_NAMES)
    row = queries.incident(viewer, incident)
    found = Attachment.objects.filter(incident=row, pk=pk).first()
    if found is None:
        raise NoSuchFile(file=pk)
    return found
