"""The only writers of handovers: the giver signs for what is open, the taker for the same; at that instant the post changes.

Nothing open can be dropped: the taker signs for each matter that is open at that moment, also what came up since the giver signed.
"""

from collections.abc import Collection
from datetime import datetime
from typing import Any

from django.db.models import Q, QuerySet

from watchroom.journal.book import Book, book
from watchroom.kernel.words import Words
from watchroom.people import duty_entries as entries
from watchroom.people import queries
from watchroom.people.duty_faults import MattersUnread, NothingToTake, NotHolder, SayWhyAlone
from watchroom.people.handing import Matter, open_matters
from watchroom.people.holding import EARLY
from watchroom.people.models import Handover, Person, Post, Shift
from watchroom.people.rostering import lock_post
from watchroom.people.viewer import Viewer

MOST_EQUIPMENT, MOST_REMARKS, MOST_ALONE = 2000, 4000, 500


def next_shift(post: Post, now: datetime) -> Shift | None:
    """The shift that takes over next: one that runs or begins within two hours, and does not hold the post already."""
    held = queries.holding_shift(post.code, now)
    rows = _untaken(post, now)
    return (rows.exclude(pk=held.pk) if held else rows).order_by("-since").first()


def own_shift(post: Post, now: datetime, person: int) -> Shift | None:
    """The shift for which this person can sign now: his own, running or about to begin, not signed for."""
    return _untaken(post, now).filter(person=person).order_by("since").first()


def _untaken(post: Post, now: datetime) -> QuerySet[Shift]:
    near = Shift.objects.filter(post=post, since__lt=now + EARLY, until__gt=now, taken_at=None, person__is_active=True)
    return near.select_related("person", "post")


def matters_for(person: Person, shift: Shift, now: datetime) -> list[tuple[Words, list[Matter]]]:
    """What is open, as whoever holds the post may see it: the next holder reads it before he has the post's rights."""
    at = min(max(shift.since, now), shift.until)
    return open_matters(queries.viewer_holding(person, shift.post, at), now)


def give(viewer: Viewer, post: str, *, equipment: str = "", remarks: str = "") -> Handover:
    """The holder signs: this is what is open. Again, until the other has taken over, to add to it.

    Raises NoSuchPost, NotHolder, NothingToTake.
    """
    giver, now = viewer.own(), queries.now()
    row = queries.post(post)
    held = queries.holding_shift(post, now)
    if row is None or held is None or held.person_id != giver:
        raise NotHolder(post=row.words if row else Words(zh=post, en=post))
    following = next_shift(row, now)
    if following is None:
        raise NothingToTake(post=row.words)
    items = _plain(matters_for(held.person, held, now))
    with book(actor=viewer.actor) as b:
        lock_post(post)
        wanted = {
            "giver": held.person, "taker": following.person, "shift": following, "items": items, "equipment": equipment.strip()[:MOST_EQUIPMENT],
            "remarks": remarks.strip()[:MOST_REMARKS], "given_at": b.now,
        }  # fmt: skip
        made, _ = Handover.objects.update_or_create(post=row, taken_at=None, defaults=wanted)
        b.record(entries.HandoverGiven(**_facts(made)), subject=made.subject)
    return made


def take(viewer: Viewer, post: str, read: Collection[str], *, alone: str = "") -> Handover:
    """The next holder signs for every open matter, by its key; from this instant the post is his.

    read   keys of the matters that he has read
    alone  why, where nobody has given the post over
    Raises NoSuchPost, NothingToTake, MattersUnread (names them), SayWhyAlone.
    """
    now = queries.now()
    row, person = queries.post(post), queries.person(viewer.own())
    shift = own_shift(row, now, person.pk) if row and person else None
    if row is None or person is None or shift is None:
        raise NothingToTake(post=row.words if row else Words(zh=post, en=post))
    items = _plain(matters_for(person, shift, now))
    unread = [one for one in items if one["key"] not in read]
    if unread:
        raise MattersUnread(
            n=len(unread),
            what=Words(zh="、".join(one["zh"] for one in unread[:5]), en="; ".join(one["en"] for one in unread[:5])),
        )
    with book(actor=f"{post}:{person.pk}") as b:
        lock_post(post)
        return _taken(b, row, shift, items, alone.strip()[:MOST_ALONE])


def _taken(b: Book, post: Post, shift: Shift, items: list[dict[str, str]], alone: str) -> Handover:
    open_ones = Handover.objects.select_for_update().filter(post=post, taken_at=None)
    given = open_ones.filter(taker=shift.person).first()
    held = queries.holding_shift(post.code, b.now)
    parted = held is not None and held.person_id != shift.person_id
    if given is None and parted and not alone:
        raise SayWhyAlone(post=post.words)
    if not Shift.objects.filter(pk=shift.pk, taken_at=None, person=shift.person_id, until__gt=b.now).update(
        taken_at=b.now
    ):
        raise NothingToTake(post=post.words)
    row = given or Handover(post=post, giver=held.person if held and parted else None, taker=shift.person)
    row.shift, row.items, row.taken_at = shift, items, b.now
    row.alone = alone if given is None and parted else ""
    row.save()
    open_ones.delete()
    b.record(entries.HandoverTaken(**_facts(row)), subject=row.subject)
    return row


def _plain(matters: list[tuple[Words, list[Matter]]]) -> list[dict[str, str]]:
    return [
        {
            "key": one.key,
            "zh": one.words.zh,
            "en": one.words.en,
            "url": one.url,
            "room_zh": title.zh,
            "room_en": title.en,
        }
        for title, rows in matters
        for one in rows
    ]


def _facts(row: Handover) -> dict[str, Any]:
    return {
        "post": row.post.code, "zh": row.post.zh, "en": row.post.en, "giver": row.giver_id, "taker": row.taker_id, "items": row.items,
        "equipment": row.equipment, "remarks": row.remarks, "alone": row.alone,
    }  # fmt: skip


def last_handovers(post: str, limit: int = 20) -> list[Handover]:
    rows = Handover.objects.filter(Q(post__code=post), taken_at__isnull=False).select_related("giver", "taker", "post")
    return list(rows.order_by("-taken_at")[:limit])
