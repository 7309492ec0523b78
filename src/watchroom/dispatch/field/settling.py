"""Acts of the field that were refused, and that somebody on watch has to deal with."""

from datetime import timedelta

from watchroom.dispatch.field import entries
from watchroom.dispatch.field.faults import NoSuchFieldAct
from watchroom.dispatch.field.models import FieldAct
from watchroom.dispatch.field.recording import facts_of
from watchroom.dispatch.field.rules import Outcome
from watchroom.dispatch.telling import short
from watchroom.journal import queries as journal
from watchroom.journal.book import book
from watchroom.journal.clock import site_now
from watchroom.kernel.words import Words
from watchroom.people.rights import Act
from watchroom.people.viewer import Viewer

MOST_NOTE, MOST_LISTED = 500, 200
LOOK_BACK = timedelta(days=7)
_NOTE = Words(zh="处理说明", en="the note")


def refused(viewer: Viewer) -> list[FieldAct]:
    """The acts of the last week that were not taken, those that nobody has dealt with first, newest first."""
    viewer.must(Act.DISPATCH_UNIT)
    rows = FieldAct.objects.filter(outcome=Outcome.REFUSED, received_at__gte=site_now() - LOOK_BACK)
    found = list(rows.select_related("person", "phone", "incident").order_by("-pk")[:MOST_LISTED])
    return sorted(found, key=lambda row: row.settled_at is not None)


def waiting(viewer: Viewer) -> int:
    """How many of them nobody has dealt with."""
    if not viewer.may(Act.DISPATCH_UNIT):
        return 0
    return FieldAct.objects.filter(outcome=Outcome.REFUSED, settled_at=None).count()


def settle(viewer: Viewer, pk: int, note: str) -> FieldAct:
    """Somebody has called back, written it down or sent another. Again it changes nothing. Raises NoSuchFieldAct, TextTooLong."""
    viewer.must(Act.DISPATCH_UNIT)
    note = short(note, MOST_NOTE, _NOTE)
    with book(actor=viewer.actor) as b:
        row = FieldAct.objects.select_for_update().filter(pk=pk, outcome=Outcome.REFUSED).first()
        if row is None:
            raise NoSuchFieldAct(act=pk)
        if row.settled_at is None:
            row.settled_at, row.settled_by, row.settled_note = b.now, viewer.actor, note
            row.save(update_fields=["settled_at", "settled_by", "settled_note"])
            said = entries.FieldActSettled(**facts_of(row), note=note or "—")
            b.record(said, subject=row.subject, incident=row.incident_id, cause=journal.last_id(row.subject))
    return row
