"""Which messages hang together: found by their references from either end, whichever of them has come."""

from datetime import datetime

from django.db.models import Q

from watchroom.kernel.clock import iso
from watchroom.sources.models import Bulletin, BulletinAlias, BulletinReference
from watchroom.sources.rules import Link

MOST = 1_000
_FIELDS = ("id", "sender", "identifier", "sent", "msg_type", "state", "references", "ended_by_id", "trusted")

type Names = dict[str, list[tuple[int, datetime]]]
"""Identifier to the messages that bear it, with the moment of sending under that name."""


def link(row: Bulletin) -> None:
    """Keeps what a message refers to, as rows. Only its own sender can end a message: what refers to another's is kept
    in its text, and links nothing.
    """
    row.refers.all().delete()
    names = dict.fromkeys(identifier[:255] for sender, identifier, _ in row.references if sender == row.sender)
    BulletinReference.objects.bulk_create(
        [BulletinReference(bulletin=row, sender=row.sender, identifier=one) for one in list(names)[:MOST]]
    )


def also_named(row: Bulletin, identifier: str, sent: datetime) -> bool:
    """Keeps another identifier of the same warning; whether it is new."""
    return BulletinAlias.objects.get_or_create(bulletin=row, identifier=identifier, sent=sent)[1]


def chain_of(row: Bulletin) -> dict[int, tuple[Link, Bulletin]]:
    """All messages that hang together with this one, of its sender and as real as it, by number; 1,000 at most."""
    alike = Bulletin.objects.filter(sender=row.sender, exercise=row.exercise)
    found: dict[int, Bulletin] = {row.pk: row}
    names: Names = {}
    new = [row]
    while new:
        _add_names(names, new)
        if len(found) >= MOST:
            break
        named = list({identifier for one in new for sender, identifier, _ in one.references if sender == row.sender})
        own = [name for name, rows in names.items() if any(pk in {one.pk for one in new} for pk, _ in rows)]
        pointing = BulletinReference.objects.filter(sender=row.sender, identifier__in=own).values("bulletin")
        renamed = BulletinAlias.objects.filter(identifier__in=named[:MOST]).values("bulletin")
        linked = Q(identifier__in=named[:MOST]) | Q(pk__in=pointing) | Q(pk__in=renamed)
        new = list(alike.filter(linked).exclude(pk__in=list(found)).only(*_FIELDS)[:MOST])
        found |= {one.pk: one for one in new}
    return {pk: (_link(one, names, found), one) for pk, one in found.items()}


def _add_names(names: Names, rows: list[Bulletin]) -> None:
    for one in rows:
        names.setdefault(one.identifier, []).append((one.pk, one.sent))
    for alias in BulletinAlias.objects.filter(bulletin__in=[one.pk for one in rows]):
        names.setdefault(alias.identifier, []).append((alias.bulletin_id, alias.sent))


def _link(one: Bulletin, names: Names, found: dict[int, Bulletin]) -> Link:
    """What cannot be vouched for ends nothing that can: a forged cancellation must not silence a warning."""
    refers = frozenset(
        pk
        for sender, identifier, sent in one.references
        if sender == one.sender
        for pk, at in names.get(identifier, ())
        if pk != one.pk and (not sent or iso(at) == sent) and (one.trusted or not found[pk].trusted)
    )
    return Link(one.pk, one.msg_type, one.sent, refers)
