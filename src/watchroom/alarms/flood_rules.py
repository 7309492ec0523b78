"""When alarms come faster than one operator can take in. Figures of EEMUA 191 and IEC 62682; pure.

A flood begins with the first alarm after which more than ten are new within ten minutes; it counts from the first of
those. It ends when fewer than five are new within ten minutes.
"""

from collections import deque
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

TEN_MINUTES = timedelta(minutes=10)
MORE_THAN = 10
FEWER_THAN = 5


@dataclass(frozen=True, slots=True)
class Span:
    """A flood. `ended` None: it had not ended by the last alarm known."""

    since: datetime
    ended: datetime | None
    count: int


def begins(newest: Sequence[datetime], now: datetime) -> bool:
    """newest  when the newest alarms were raised, newest first; MORE_THAN + 1 of them are enough"""
    return len(newest) > MORE_THAN and now - newest[MORE_THAN] < TEN_MINUTES


def ends_at(newest: Sequence[datetime]) -> datetime | None:
    """When a flood ends if no further alarm comes: when the fifth newest is ten minutes old. None without so many."""
    return newest[FEWER_THAN - 1] + TEN_MINUTES if len(newest) >= FEWER_THAN else None


def floods(raised: Iterable[datetime], until: datetime | None = None) -> list[Span]:
    """All floods of a time. `raised` are the moments at which alarms were raised, oldest first; `until` is how far we know."""
    found: list[Span] = []
    recent: deque[datetime] = deque(maxlen=MORE_THAN + 1)
    since: datetime | None = None
    count = 0
    for at in raised:
        if since is not None and (end := recent[-FEWER_THAN] + TEN_MINUTES) <= at:
            found.append(Span(since, end, count))
            since = None
        recent.append(at)
        if since is not None:
            count += 1
        elif len(recent) > MORE_THAN and at - recent[0] < TEN_MINUTES:
            floor = found[-1].ended if found and found[-1].ended else recent[0]
            mine = [one for one in recent if one >= floor]
            since, count = mine[0], len(mine)
    if since is not None:
        last = recent[-FEWER_THAN] + TEN_MINUTES
        found.append(Span(since, last if until is not None and last <= until else None, count))
    return found
