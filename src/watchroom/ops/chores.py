"""What operations keep: whether the disks have room is looked at all the time, and told before writing fails."""

from datetime import datetime
from pathlib import Path
from typing import Any

from django.conf import settings

from watchroom.journal import queries as journal
from watchroom.journal.book import book
from watchroom.journal.chores import Chore
from watchroom.ops import disks
from watchroom.ops.entries import DiskFilled


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


CHORES = [WatchDisks()]
