"""Whose a partition is. One row a partition, by the machine's clock: a lease is about processes, not about the site.

An owner that dies is followed after five seconds, or at once by a process of the same machine that sees it dead. One
that only lost its connection learns at its next commit that its epoch is over, and that commit keeps nothing. A clock
that is set back makes the times in the rows worthless: whoever waits for a row then counts five seconds by himself.
"""

import os
import socket
import time
import uuid
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from watchroom.journal.book import book
from watchroom.kernel.clock import SystemClock
from watchroom.sources.models import Partition
from watchroom.sources.rules import PARTITIONS

LEASE = timedelta(seconds=5)
KEEPER = PARTITIONS  # no readings: its holder does what one process of a site does
ACTOR = "watch:lease"
_MACHINE = SystemClock()
_waited: dict[int, tuple[object, float]] = {}  # the row as it was, and since when it has been so, by our own counting


class LeaseLost(RuntimeError):
    """Another process owns the partition now: nothing of this commit is kept."""


@dataclass(frozen=True, slots=True)
class Lease:
    number: int
    owner: str
    epoch: int
    stream: str
    position: int
    snapshot_position: int
    snapshot: bytes | None
    ticked_until: datetime | None


def owner_name() -> str:
    """This process, on this machine, in this life."""
    return f"{socket.gethostname()[:30]}:{os.getpid()}:{uuid.uuid4().hex[:8]}"


def take(number: int, owner: str, stream: str) -> Lease | None:
    """The partition, if it is free, expired, its owner dead, or ours; None while another holds it.

    stream  which stream it is (`StreamState.made`). Positions of a lost stream mean nothing in a new one: they start
            at nought, and the detectors' state is kept.
    """
    with book(actor=ACTOR):
        now = _MACHINE.now()
        row, _ = Partition.objects.get_or_create(number=number)
        if _held_by_another(row, owner, now):
            return None
        if row.stream != stream:
            row.stream, row.position, row.snapshot_position = stream, 0, 0
        row.owner, row.epoch, row.lease_until = owner, row.epoch + 1, now + LEASE
        row.save()
    return Lease(
        number, owner, row.epoch, row.stream, row.position, row.snapshot_position,
        bytes(row.snapshot) if row.snapshot else None, row.ticked_until,
    )  # fmt: skip


def renew(lease: Lease, *, position: int, ticked_until: datetime | None = None, snapshot: bytes | None = None) -> Lease:
    """Says how far the partition is judged, and holds it for five seconds more. Inside the book of what was judged.

    snapshot  of the state exactly at `position`
    Raises LeaseLost.
    """
    told: dict[str, object] = {"position": position, "lease_until": _MACHINE.now() + LEASE}
    if ticked_until is not None:
        told["ticked_until"] = ticked_until
    if snapshot is not None:
        told |= {"snapshot": snapshot, "snapshot_position": position}
    mine = Partition.objects.filter(number=lease.number, owner=lease.owner, epoch=lease.epoch)
    if not mine.update(**told):
        raise LeaseLost(f"partition {lease.number} is no longer {lease.owner}'s")
    kept = position if snapshot is not None else lease.snapshot_position
    ticked = ticked_until or lease.ticked_until
    return replace(lease, position=position, ticked_until=ticked, snapshot=None, snapshot_position=kept)


def hold(lease: Lease) -> None:
    """Holds the partition for five seconds more while the past is judged again. Raises LeaseLost."""
    with book(actor=ACTOR):
        mine = Partition.objects.filter(number=lease.number, owner=lease.owner, epoch=lease.epoch)
        if not mine.update(lease_until=_MACHINE.now() + LEASE):
            raise LeaseLost(f"partition {lease.number} is no longer {lease.owner}'s")


def give_back(lease: Lease) -> None:
    """Lets another take the partition at once."""
    with book(actor=ACTOR):
        mine = Partition.objects.filter(number=lease.number, owner=lease.owner, epoch=lease.epoch)
        mine.update(owner="", lease_until=None)


def held_by_others(owner: str) -> set[int]:
    """The partitions that another process holds now."""
    now = _MACHINE.now()
    return {row.number for row in Partition.objects.defer("snapshot") if _held_by_another(row, owner, now)}


def _held_by_another(row: Partition, owner: str, now: datetime) -> bool:
    held = row.owner not in ("", owner) and row.lease_until is not None and row.lease_until > now
    return held and not _stands_still(row) and not _dead(row.owner)


def _stands_still(row: Partition) -> bool:
    """Whether its owner has not renewed it for the length of a lease while we waited, whatever the clocks say."""
    mark, now = (row.owner, row.epoch, row.lease_until), time.monotonic()
    known, since = _waited.get(row.number, (None, now))
    _waited[row.number] = (mark, since if known == mark else now)
    return known == mark and now - since > LEASE.total_seconds()


def _dead(owner: str) -> bool:
    """Whether the owner was a process of this machine that has gone. In doubt it lives: then the lease decides."""
    host, _, rest = owner.partition(":")
    pid = rest.partition(":")[0]
    if host != socket.gethostname()[:30] or not pid.isdigit():
        return False
    try:
        os.kill(int(pid), 0)
    except ProcessLookupError:
        return True
    except OSError:
        return False
    return False
