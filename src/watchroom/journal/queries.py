"""Readings of the book. Rights are the reader's business: rooms and pages filter by viewer what they show."""

from collections.abc import Iterable, Sequence
from datetime import datetime

from django.db import connection

from watchroom.journal import eyes
from watchroom.journal.models import Entry, Subject

LONGEST_CHAIN = 200


def head() -> int:
    """The id of the newest entry; 0 in an empty book."""
    return Entry.objects.order_by("-id").values_list("id", flat=True).first() or 0


def tip() -> str:
    """The hash of the newest entry; empty in an empty book. What was made for a tip holds as long as the tip does: unlike
    an entry's number it is never another book's."""
    return Entry.objects.order_by("-id").values_list("hash", flat=True).first() or ""


def end() -> tuple[int, str]:
    """Id and hash of the newest entry, read at once; (0, "") in an empty book."""
    return Entry.objects.order_by("-id").values_list("id", "hash").first() or (0, "")


def subjects_since(pk: int, tip: str, limit: int) -> set[str] | None:
    """Of what was written after the entry `pk`, whose hash is `tip`, the subjects; None if that entry is not in this book
    or more than `limit` followed."""
    rows = list(Entry.objects.filter(id__gte=pk).order_by("id").values_list("hash", "subject")[: limit + 2])
    if not rows or rows[0][0] != tip or len(rows) > limit + 1:
        return None
    return {subject for _, subject in rows[1:]}


def entry(pk: int) -> Entry | None:
    return Entry.objects.filter(pk=pk).first()


def after(pk: int, kinds: Sequence[str] | None = None, limit: int = 200) -> list[Entry]:
    """Entries younger than `pk`, oldest first."""
    rows = Entry.objects.filter(id__gt=pk)
    if kinds is not None:
        rows = rows.filter(kind__in=kinds)
    return list(rows.order_by("id")[:limit])


def newest(limit: int = 50, kinds: Sequence[str] | None = None) -> list[Entry]:
    """The newest entries, newest first."""
    rows = Entry.objects.all() if kinds is None else Entry.objects.filter(kind__in=kinds)
    return list(rows.order_by("-id")[:limit])


def of_subject(subject: str) -> list[Entry]:
    return eyes.shown(Entry.objects.filter(subject=subject).order_by("id"))


def of_incident(incident: int) -> list[Entry]:
    return eyes.shown(Entry.objects.filter(incident=incident).order_by("id"))


def last(subject: str, kind: str | None = None) -> Entry | None:
    rows = Entry.objects.filter(subject=subject)
    return (rows.filter(kind=kind) if kind else rows).order_by("-id").first()


def last_id(subject: str) -> int | None:
    """The id of a subject's newest entry, for a cause: without reading the entry."""
    return Subject.objects.filter(subject=subject).values_list("last_id", flat=True).first()


def effects(pk: int) -> list[Entry]:
    """What this entry led to, one step on."""
    return list(Entry.objects.filter(cause=pk).order_by("id"))


def chain(pk: int) -> list[Entry]:
    """The entry and the causes behind it, oldest first."""
    found: list[Entry] = []
    at: int | None = pk
    while at and len(found) < LONGEST_CHAIN:
        one = entry(at)
        if one is None:
            break
        found.append(one)
        at = one.cause
    return found[::-1]


def moment(at: datetime) -> int:
    """The id of the last entry at or before a moment; 0 before the first."""
    row = Entry.objects.filter(at__lte=at).order_by("-at", "-id").values_list("id", flat=True).first()
    return row or 0


def state_at(noun: str, at: datetime) -> list[Entry]:
    """For every subject `noun:…` known by then, its last entry: the state of all of them at that moment."""
    until = moment(at)
    table, subjects = Entry._meta.db_table, Subject._meta.db_table
    sql = (
        f"SELECT e.* FROM {subjects} s JOIN {table} e ON e.id ="
        f" (SELECT MAX(id) FROM {table} WHERE subject = s.subject AND id <= %s)"
        " WHERE s.subject >= %s AND s.subject < %s AND s.first_id <= %s"
    )
    return list(Entry.objects.raw(sql, [until, f"{noun}:", f"{noun};", until]))


def subjects(noun: str) -> Iterable[str]:
    return Subject.objects.filter(subject__startswith=f"{noun}:").values_list("subject", flat=True)


def vendor() -> str:
    return connection.vendor
