"""What operations keep: whether the disks have room, told before writing fails; and whether somebody outside watches over us."""

import os
import time
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any

import httpx
from django.conf import settings

from watchroom.journal import queries as journal
from watchroom.journal.book import book
from watchroom.journal.chores import Chore
from watchroom.kernel.clock import SystemClock, ms
from watchroom.kernel.words import Words
from watchroom.ops import beats, disks
from watchroom.ops.entries import DiskFilled, Supervision


class WatchDisks(Chore):
    """An entry when a disk becomes short of room, and when it has room again: from the first a platform alarm follows."""

    name = "ops.disks"

    def __init__(self) -> None:
        self._short: dict[str, bool] = {}

    def pending(self, now: datetime) -> int:
        return 0  # nothing waits for it

    def run(self, now: datetime) -> int:
        database: dict[str, Any] = settings.DATABASES["default"]
        return sum(self._note(disk) for disk in disks.look(disks.folders(Path(settings.DATA), database)))

    def _note(self, disk: disks.Disk) -> bool:
        """The book is asked only when this process has not seen the disk so before; another may have told already."""
        known = self._short.get(disk.key)
        was = known if known is not None else _told_short(disk)
        short = disks.short(disk, settings.DISK_LOW_MB, was)
        if short == known:
            return False
        told = short != _told_short(disk)
        if told:
            with book(actor=f"work:{self.name}") as b:
                facts = DiskFilled(
                    disk.key, disk.holds.zh, disk.holds.en, disk.free_mb, disk.percent, settings.DISK_LOW_MB, short
                )
                b.record(facts, subject=disk.subject)
        self._short[disk.key] = short
        return told


def _told_short(disk: disks.Disk) -> bool:
    last = journal.last(disk.subject, DiskFilled.kind)
    return bool(last and last.facts["short"])


WATCHDOG = "watchdog:outside"
_HEARD = Words(zh="看护程序又听到心跳", en="it hears the beats again")


class Beat(Chore):
    """A beat to the watchdog outside; an entry when nobody has heard one for two minutes, and when somebody does again.

    By the machine's clock, also in an exercise: what it proves is that this process, its database and its line are alive.
    """

    name = "ops.beat"

    def __init__(self, client: httpx.Client | None = None, running_s: Callable[[], float] = time.monotonic) -> None:
        self._client, self._running_s = client, running_s
        self._heard_s = self._next_s = running_s()
        self._alone: bool | None = None

    def pending(self, now: datetime) -> int:
        return 0  # nothing waits for it

    def run(self, now: datetime) -> int:
        url = os.environ.get("WATCHROOM_WATCHDOG", "")
        if not url or self._running_s() < self._next_s:
            return 0
        self._next_s = self._running_s() + beats.EVERY_S
        why = self._unheard(url)
        if why is None:
            self._heard_s = self._running_s()
            return self._note(_HEARD, alone=False)
        return self._note(why, alone=True) if self._running_s() - self._heard_s >= beats.ALONE_S else 0

    def _unheard(self, url: str) -> Words | None:
        self._client = self._client or beats.client()
        try:
            beats.beat(self._client, url, beats.key(beats.key_path()), ms(SystemClock().now()))
        except beats.Unheard as no:
            return no.why
        return None

    def _note(self, said: Words, *, alone: bool) -> bool:
        """Another process may have told already. One that never was alone does not say that it no longer is."""
        if alone == self._alone:
            return False
        self._alone = alone
        last = journal.last(WATCHDOG, Supervision.kind)
        if alone == bool(last and last.facts["alone"]):
            return False
        with book(actor=f"work:{self.name}") as b:
            b.record(Supervision(alone, said.zh, said.en), subject=WATCHDOG)
        return True


CHORES = [WatchDisks(), Beat()]
