"""What of the book one viewer may read: which entries, how much of their facts, and whose names."""

from collections.abc import Iterable
from typing import Any

from django.db.models import Q, QuerySet

from watchroom.journal import eyes
from watchroom.journal.models import Entry
from watchroom.people import queries as people
from watchroom.people.rights import Act
from watchroom.people.viewer import Viewer

OF_PEOPLE = "people."  # kinds of entries about accounts, posts and shifts


def entries(viewer: Viewer) -> QuerySet[Entry]:
    """Entries about accounts only for those who keep the watch. Raises NotSignedIn, NotAllowed."""
    viewer.must(Act.SEE)
    may = eyes.seen()
    rows = Entry.objects.all() if may is None else Entry.objects.filter(Q(incident=None) | Q(incident__in=may))
    return rows if viewer.may(Act.SEE_PERSONAL) else rows.exclude(kind__startswith=OF_PEOPLE)


def readable(viewer: Viewer, rows: Iterable[Entry]) -> list[Entry]:
    """Of entries already found, those that this viewer may read."""
    personal = viewer.may(Act.SEE_PERSONAL)
    return [row for row in eyes.shown(rows) if personal or not row.kind.startswith(OF_PEOPLE)]


def told(viewer: Viewer, entry: Entry) -> dict[str, Any]:
    """One entry as pages show it."""
    personal = viewer.may(Act.SEE_PERSONAL)
    facts = sorted(entry.told(personal=personal).items())
    return {
        "entry": entry,
        "says": entry.say(personal=personal),
        "who": people.who(viewer, entry.actor),
        "facts": [(name, value) for name, value in facts if value not in (None, "", [], {})],
    }
