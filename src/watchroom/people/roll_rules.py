"""Roll-calls, pure: when a draw calls, and what the answers come to."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from random import Random
from statistics import median
from typing import Protocol

LEAST_S, MOST_S, MOST_CALLS = 60, 3600, 50
LONGEST = timedelta(days=7)


def drawn(seed: str, since: datetime, until: datetime, posts: Sequence[str], count: int) -> list[tuple[datetime, str]]:
    """When the calls of a draw fall due, whole seconds within the window, and of which post; by time. The seed alone decides."""
    dice, length = Random(seed), int((until - since).total_seconds())
    found = [(since + timedelta(seconds=dice.randrange(length)), dice.choice(list(posts))) for _ in range(count)]
    return sorted(found)


class Called(Protocol):
    """`missed_at`: when its limit passed unanswered."""

    @property
    def called_at(self) -> datetime: ...
    @property
    def answered_at(self) -> datetime | None: ...
    @property
    def missed_at(self) -> datetime | None: ...


@dataclass(frozen=True, slots=True)
class Tally:
    """open  not answered, and not yet due;  median_s  of all that were answered, seconds from the call"""

    calls: int
    in_time: int
    late: int
    missed: int
    open: int
    median_s: float | None
    longest_s: float | None


def tally(calls: Iterable[Called]) -> Tally:
    rows = list(calls)
    took = [(one.answered_at - one.called_at).total_seconds() for one in rows if one.answered_at]
    in_time = sum(1 for one in rows if one.answered_at and not one.missed_at)
    missed = sum(1 for one in rows if one.missed_at and not one.answered_at)
    still = sum(1 for one in rows if not one.missed_at and not one.answered_at)
    return Tally(
        len(rows), in_time, len(took) - in_time, missed, still, median(took) if took else None, max(took, default=None)
    )


def by[K, C: Called](calls: Iterable[tuple[K, C]]) -> dict[K, Tally]:
    """A tally of each key, in the order in which the keys come first."""
    rows: dict[K, list[C]] = defaultdict(list)
    for key, call in calls:
        rows[key].append(call)
    return {key: tally(own) for key, own in rows.items()}
