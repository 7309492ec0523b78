"""Followers: reactions to the book. Each reads in order and writes its own room; its cursor moves with its writing."""

import logging
from collections import Counter
from collections.abc import Iterable
from datetime import timedelta
from typing import ClassVar

from django.db.models import Q

from watchroom.journal import away, queries
from watchroom.journal.book import book
from watchroom.journal.chores import of_rooms
from watchroom.journal.entries import SetAsideEntry
from watchroom.journal.models import Cursor, Entry, SetAside
from watchroom.kernel.clock import SystemClock

TRIES = 5
LEASE = timedelta(seconds=10)
IDLE_GAP = 1000  # an idle cursor is moved only when this many entries that it does not want lie behind it
_log = logging.getLogger(__name__)
_MACHINE = SystemClock()


class LeaseLost(RuntimeError):
    """Another process follows in this one's place: nothing of the current entry is kept."""


class Follower:
    """A reaction. `kinds` are the entries it wants; `handle` runs inside the book, one entry a transaction.

    While the book is open nobody else writes: what takes long to find out belongs into `look`.
    """

    name: ClassVar[str]
    kinds: ClassVar[tuple[str, ...]]

    def look(self, entry: Entry) -> None:
        """Reads what `handle` will need, before its transaction, and keeps it. Writes nothing and asks no network."""

    def handle(self, entry: Entry) -> None:
        raise NotImplementedError


def all_followers() -> list[Follower]:
    return of_rooms("followers", "FOLLOWERS", Follower)


def behind(followers: Iterable[Follower] | None = None) -> dict[str, int]:
    """For each follower that has wanted entries before it, how many. Empty when all have read everything."""
    positions = dict(Cursor.objects.values_list("follower", "position"))
    waiting: dict[str, int] = {}
    for follower in all_followers() if followers is None else followers:
        count = Entry.objects.filter(id__gt=positions.get(follower.name, 0), kind__in=follower.kinds).count()
        if count:
            waiting[follower.name] = count
    return waiting


class Runner:
    """Runs followers in one process. `owner` names the process; the cursor's lease keeps others out."""

    def __init__(self, owner: str, followers: Iterable[Follower] | None = None) -> None:
        self.owner = owner
        self.followers = list(all_followers() if followers is None else followers)
        self._failed: Counter[tuple[str, int]] = Counter()

    def run(self, limit: int = 200) -> int:
        """One round over all followers; how many entries were taken."""
        return sum(self._follow(follower, limit) for follower in self.followers)

    def _claim(self, follower: Follower) -> int | None:
        """A lease that ends later than any can was made before the clock was set back: it holds nobody off."""
        now = _MACHINE.now()
        Cursor.objects.get_or_create(follower=follower.name)
        over = Q(lease_until__lt=now) | Q(lease_until__gt=now + LEASE) | Q(lease_until=None)
        free = Q(owner=self.owner) | over
        mine = Cursor.objects.filter(free, follower=follower.name).update(owner=self.owner, lease_until=now + LEASE)
        return Cursor.objects.values_list("position", flat=True).get(follower=follower.name) if mine else None

    def _follow(self, follower: Follower, limit: int) -> int:
        position = Cursor.objects.filter(follower=follower.name).values_list("position", flat=True).first() or 0
        head = queries.head()  # before looking: what is written meanwhile is not skipped unseen
        if not Entry.objects.filter(id__gt=position, kind__in=follower.kinds).exists():
            self._skip(follower, position, head)
            return 0
        claimed = self._claim(follower)
        if claimed is None:
            return 0
        taken = 0
        for entry in queries.after(claimed, follower.kinds, limit):
            if not self._take(follower, entry):
                break
            taken += 1
        return taken

    def _take(self, follower: Follower, entry: Entry) -> bool:
        """Whether the follower is past the entry: handled, or set aside. False: try again in the next round.

        A database that cannot be had is raised, and never counted against the entry.
        """
        try:
            if entry.kind == SetAsideEntry.kind and entry.facts["follower"] == follower.name:
                self._pass(follower, entry)  # its own stumble: to stumble over that again would never end
                return True
            if SetAside.objects.filter(follower=follower.name, subject=entry.subject).exists():
                self._set_aside(follower, entry, "an earlier entry of this subject was set aside", 0)
                return True
            follower.look(entry)
            with book(actor=f"follower:{follower.name}", cause=entry.id):
                follower.handle(entry)
                self._move(follower, entry.id)
            return True
        except LeaseLost:
            return False
        except Exception as error:
            if away.fault_of(error):
                raise
            return self._failed_on(follower, entry, error)

    def _pass(self, follower: Follower, entry: Entry) -> None:
        with book(actor=f"follower:{follower.name}"):
            self._move(follower, entry.id)

    def _failed_on(self, follower: Follower, entry: Entry, error: Exception) -> bool:
        key = (follower.name, entry.id)
        self._failed[key] += 1
        if self._failed[key] == 1:
            _log.exception("follower %s failed on entry %s", follower.name, entry)
        if self._failed[key] < TRIES:
            return False
        self._set_aside(follower, entry, f"{type(error).__name__}: {error}"[:500], self._failed.pop(key))
        return True

    def _set_aside(self, follower: Follower, entry: Entry, why: str, tries: int) -> None:
        with book(actor=f"follower:{follower.name}", cause=entry.id) as b:
            SetAside.objects.get_or_create(
                follower=follower.name, entry=entry.id, defaults={"subject": entry.subject, "error": why, "at": b.now}
            )
            said = SetAsideEntry(follower.name, entry.id, tries, why.replace("\x00", " "))
            b.record(said, subject=entry.subject, incident=entry.incident)
            self._move(follower, entry.id)

    def _move(self, follower: Follower, to: int) -> None:
        if not Cursor.objects.filter(follower=follower.name, owner=self.owner, position__lt=to).update(position=to):
            raise LeaseLost(follower.name)

    def _skip(self, follower: Follower, position: int, head: int) -> None:
        if head - position > IDLE_GAP:
            Cursor.objects.filter(follower=follower.name, owner=self.owner, position=position).update(position=head)
