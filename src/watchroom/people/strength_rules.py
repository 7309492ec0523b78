"""How strong the watch is over a span of time: where fewer posts are held than a level wants. Pure."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

type Spans = Sequence[tuple[datetime, datetime]]


@dataclass(frozen=True, slots=True)
class Short:
    """The first time in which too few posts are held; `held` how many at its beginning."""

    since: datetime
    until: datetime
    held: int


def applies(rule: int, in_force: int) -> bool:
    """Whether what is wanted at a level is wanted now: 0 always, the others at their level and at graver ones (1 the gravest)."""
    return rule == 0 or 0 < in_force <= rule


def first_short(held: Iterable[Spans], at_least: int, since: datetime, until: datetime) -> Short | None:
    """`held`: of each post the times in which it is held; ends are exclusive."""
    posts = [list(spans) for spans in held]
    moments = sorted({since, *(at for spans in posts for span in spans for at in span if since < at < until)})
    counts = [sum(any(a <= at < b for a, b in spans) for spans in posts) for at in moments]
    first = next((n for n, count in enumerate(counts) if count < at_least), None)
    if first is None:
        return None
    over = next((moments[n] for n in range(first + 1, len(moments)) if counts[n] >= at_least), until)
    return Short(moments[first], over, counts[first])
