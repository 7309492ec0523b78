"""What leaves the building: a row written in the action, claimed by a worker, sent outside any transaction, settled.

    waiting ──claim──▶ sending ──▶ sent
       ▲                  │ ├────▶ waiting   (a passing fault: later again)
       │                  │ ├────▶ failed    (a lasting fault, or too often)
       └──lease ran out───┘ └────▶ expired   (it waited until it was no longer true)

Every room that sends something has a table of its own that is a `Sending`, and this one way to claim and settle its rows.
At least once: a worker that dies between sending and writing down leaves `sending` with a lease that runs out; whoever
takes the row up marks it as a possible repeat. Nothing leaves after its `not_after`, however it came to wait: the queue
played again, the gateway down, the worker dead. That is a failure like any other, and is told as one.
"""

import os
import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import F, Q, QuerySet

from watchroom.kernel.clock import SystemClock, as_local
from watchroom.kernel.words import Words

LEASE = timedelta(seconds=60)
MOST_TRIES = 8
FIRST_PAUSE_S, LONGEST_PAUSE_S = 5, 300
_MACHINE = SystemClock()
EXPIRED = Words(zh="已过期，未发：{at} 之后内容不再有效", en="expired, not sent: what it says is not true after {at}")


class SendState(models.TextChoices):
    WAITING = "waiting"
    SENDING = "sending"
    SENT = "sent"
    FAILED = "failed"
    DROPPED = "dropped"
    EXPIRED = "expired"


GIVEN_UP = frozenset({SendState.FAILED, SendState.EXPIRED})
"""It should have left, did not, and does not any more: somebody must know."""


class NotSent(Exception):
    """It was not taken. `why` is for people, and holds no address and no secret.

    passing  worth another attempt later
    unclear  it may have been taken all the same: another attempt is a possible repeat
    after_s  the other side asks not to be asked again before that; nought where it says nothing
    """

    def __init__(self, why: Words, *, passing: bool, unclear: bool = False, after_s: int = 0) -> None:
        super().__init__(why.en)
        self.why, self.passing, self.unclear, self.after_s = why, passing, unclear, after_s


class Expired(NotSent):
    """It waited until what it says was no longer true."""

    def __init__(self, at: datetime) -> None:
        said = f"{as_local(at, settings.SITE_ZONE):%m-%d %H:%M} ({settings.SITE_ZONE})"
        super().__init__(EXPIRED.fill(at=said), passing=False)


class Sending(models.Model):
    """One message that leaves by one way.

    key        the receiving side may know a repeated message by it
    not_after  what it says is not true any more from then on: it is not sent
    repeat     it may have gone out before: a worker died between sending and writing down
    receipt    what the receiving side answered
    """

    state = models.CharField(max_length=8, choices=SendState, default=SendState.WAITING)
    key = models.CharField(max_length=96, unique=True)
    tries = models.PositiveSmallIntegerField(default=0)
    made_at = models.DateTimeField()
    next_try_at = models.DateTimeField()
    not_after = models.DateTimeField()
    owner = models.CharField(max_length=64, blank=True)
    lease_until = models.DateTimeField(null=True)
    repeat = models.BooleanField(default=False)
    receipt = models.CharField(max_length=300, blank=True)
    error_zh = models.CharField(max_length=400, blank=True)
    error_en = models.CharField(max_length=400, blank=True)
    sent_at = models.DateTimeField(null=True)

    class Meta:
        abstract = True

    @property
    def error(self) -> Words | None:
        return Words(zh=self.error_zh, en=self.error_en) if self.error_zh and self.error_en else None


def ripe(now: datetime) -> Q:
    """What should be sent at `now`, the site's time; and what a worker left behind, whose lease is over by the machine's.

    A lease or a pause that ends later than any can is from before the clock was set back, and is over; so is the waiting of
    what was never tried and seems to be made after now. What waited too long is ripe too: it is taken up to be given up.
    """
    machine = _MACHINE.now()
    over = Q(lease_until__lt=machine) | Q(lease_until__gt=machine + LEASE)
    longest = now + timedelta(seconds=LONGEST_PAUSE_S)
    due = Q(next_try_at__lte=now) | Q(not_after__lte=now) | Q(next_try_at__gt=longest) | Q(tries=0, made_at__gt=now)
    return Q(state=SendState.WAITING) & due | Q(state=SendState.SENDING) & over


def held() -> Q:
    """What a worker that lives is sending."""
    machine = _MACHINE.now()
    return Q(state=SendState.SENDING, lease_until__range=(machine, machine + LEASE))


@dataclass(frozen=True, slots=True)
class Claim[S: Sending]:
    """A row that is this worker's to send, as it now stands.

    broken_off  another worker died over it: it may have arrived
    twice       and that had happened before
    """

    row: S
    broken_off: bool
    twice: bool


def claim[S: Sending](rows: QuerySet[S], most: int = 1) -> list[Claim[S]]:
    """Takes up to `most` of these rows, which are `ripe`, in their order. Within the writing transaction; when that has
    ended, each row says `sending`, and only then may it be sent."""
    found = list(rows.select_for_update(skip_locked=True, of=("self",))[:most])
    owner, until = f"{os.getpid()}-{uuid.uuid4().hex[:12]}", _MACHINE.now() + LEASE
    claims = []
    for row in found:
        claims.append(Claim(row, row.state == SendState.SENDING, row.repeat))
        row.state, row.owner, row.lease_until = SendState.SENDING, owner, until
        row.repeat, row.tries = row.repeat or claims[-1].broken_off, row.tries + 1
    taken = rows.model._default_manager.filter(pk__in=[row.pk for row in found])
    broken = [one.row.pk for one in claims if one.broken_off]
    taken.update(state=SendState.SENDING, owner=owner, lease_until=until, tries=F("tries") + 1)
    if broken:
        taken.filter(pk__in=broken).update(repeat=True)
    return claims


def settle(row: Sending, **outcome: Any) -> bool:
    """Writes down how it went. False when the row is no more this worker's: its lease ran out and another has it."""
    mine = type(row)._default_manager.filter(pk=row.pk, state=SendState.SENDING, owner=row.owner)
    return bool(mine.update(lease_until=None, **outcome))


def pause(tries: int, key: str = "", *, after_s: int = 0) -> timedelta:
    """How long to wait after so many tries: longer each time, as long as the other side asks for, but never longer than five
    minutes. With a key a little more, so that many do not return at once.
    """
    seconds = min(LONGEST_PAUSE_S, max(after_s, FIRST_PAUSE_S * 2 ** (tries - 1)))
    spread = sha256(f"{key}:{tries}".encode()).digest()[0] / 1024 if key else 0.0  # up to a quarter
    return timedelta(seconds=seconds * (1 + spread))


def must_be_true(row: Sending, now: datetime) -> int:
    """For how many seconds yet, one at least. Raises Expired for what may not leave any more."""
    if row.not_after <= now:
        raise Expired(row.not_after)
    return max(1, int((row.not_after - now).total_seconds()))


def drop(rows: QuerySet[Any], why: Words) -> int:
    """What still waits is not sent any more; how many."""
    return rows.filter(state=SendState.WAITING).update(state=SendState.DROPPED, error_zh=why.zh, error_en=why.en)


def failed(rows: Sequence[Sending]) -> bool:
    """Whether there are any and each was given up."""
    return bool(rows) and all(row.state in (*GIVEN_UP, SendState.DROPPED) for row in rows)
