"""Roll-calls as they are read: those that run, those that were, what they come to, and the picture of an answer."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import QuerySet

from watchroom.kernel.words import Words
from watchroom.people.models import Person, Post, RollCall, RollDraw
from watchroom.people.rights import Act
from watchroom.people.roll_faults import NoSuchRoll
from watchroom.people.roll_rules import Tally, by, tally
from watchroom.people.viewer import Viewer

MOST = 500
LOOKED_BACK = timedelta(days=30)


@dataclass(frozen=True, slots=True)
class Rolls:
    """calls  the newest first, at most 500;  of_post, of_person  what all calls of the span come to"""

    calls: list[RollCall]
    all: Tally
    of_post: list[tuple[Post, Tally]]
    of_person: list[tuple[Person, Tally]]


def rolls(viewer: Viewer, since: datetime, until: datetime) -> Rolls:
    viewer.must(Act.KEEP_LOG)
    rows = list(_whole().filter(called_at__gte=since, called_at__lt=until).order_by("-called_at", "-pk"))
    return Rolls(
        rows[:MOST], tally(rows), list(by((row.post, row) for row in rows).items()),
        list(by((row.person, row) for row in rows if row.person is not None).items()),
    )  # fmt: skip


def draws(viewer: Viewer, limit: int = 20) -> list[RollDraw]:
    """The newest first."""
    viewer.must(Act.KEEP_LOG)
    return list(RollDraw.objects.order_by("-pk")[:limit])


def post_words(codes: Sequence[str], known: Mapping[str, Words]) -> Words:
    """Posts by name, in a row; one that is no more by its code."""
    found = [known.get(code, Words(zh=code, en=code)) for code in codes]
    return Words(zh="、".join(one.zh for one in found), en=", ".join(one.en for one in found))


def mine(viewer: Viewer) -> list[RollCall]:
    """Calls that wait for this person's answer, those that are late too, as long as nobody has settled them."""
    if viewer.person is None:
        return []
    return list(_whole().filter(person=viewer.person, answered_at=None, settled_at=None).order_by("due_at"))


def picture(viewer: Viewer, roll: int) -> RollCall:
    """With the picture's bytes, for whoever may call and whoever sent it. Raises NoSuchRoll."""
    row = RollCall.objects.select_related("post").filter(pk=roll).first() if 0 < roll < 2**63 else None
    if row is None or row.person_id != viewer.own():
        viewer.must(Act.CALL_ROLL)
    if row is None or not row.kind:
        raise NoSuchRoll(roll=roll)
    return row


def _whole() -> QuerySet[RollCall]:
    return RollCall.objects.select_related("post", "person", "draw").defer("body")
