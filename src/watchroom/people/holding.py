"""Who holds a post at an instant: nobody or exactly one. Pure: the shifts of one post go in.

The roster says who should. Where a post is handed over by signature, whoever signed last holds it, early or late, until
the next one signs; if nobody does within an hour of the shift's end, the roster holds again, so that nobody who has gone
home is called for ever. Where a post changes by the clock, the roster alone decides.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Protocol

EARLY = timedelta(hours=2)
OVER = timedelta(hours=1)


class Stint(Protocol):
    """One person at one post, from `since` (inclusive) until `until` (exclusive), UTC; `taken_at`: when by signature."""

    @property
    def since(self) -> datetime: ...
    @property
    def until(self) -> datetime: ...
    @property
    def taken_at(self) -> datetime | None: ...


def holding[S: Stint](shifts: Sequence[S], at: datetime, *, by_signature: bool = True) -> S | None:
    """The one shift of a post that holds at the instant. No two of `shifts` lie over one another.

    shifts  all that begin before at + EARLY and end after at - OVER are enough
    """
    taken = [
        one for one in shifts if by_signature and one.taken_at is not None and one.taken_at <= at < one.until + OVER
    ]
    last = max(taken, key=lambda one: (one.taken_at or one.since, one.since), default=None)
    return last or next((one for one in shifts if one.since <= at < one.until), None)


def held_until[S: Stint](shifts: Sequence[S], one: S) -> datetime:
    """When a shift stopped or will stop holding: another signed, or the time is over."""
    taken = one.taken_at
    if taken is None:
        return one.until
    later = [s.taken_at for s in shifts if s.taken_at is not None and s.taken_at > taken]
    return min([*later, one.until + OVER])
