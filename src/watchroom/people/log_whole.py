"""Whether the log's index is whole, and how it is made anew beside the old one, which serves until the new one takes its place."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from django.db import connection

from watchroom.journal.book import book
from watchroom.people import log_index, log_words
from watchroom.people.log_actions import marks_of
from watchroom.people.log_entries import LogIndexed
from watchroom.people.models import LogLine

BATCH, SAMPLE = 2000, 200
_ALL = 2**62
type Tell = Callable[[int, int], None]


@dataclass(frozen=True, slots=True)
class Whole:
    """lines  in the log;  missing, stray  numbers of lines that the index lacks, and of lines that it has and the log has not;
    unfound  of a sample, those that are not found by all that they say"""

    lines: int
    missing: list[int]
    stray: list[int]
    unfound: list[int]

    @property
    def ok(self) -> bool:
        return not (self.missing or self.stray or self.unfound)


def look() -> Whole:
    """Each post's lines as the index knows them against the log's own; and a sample by all its marks."""
    lines, missing, stray = 0, list[int](), list[int]()
    for post in LogLine.objects.order_by("post").values_list("post", flat=True).distinct():
        own = set(LogLine.objects.filter(post=post).values_list("pk", flat=True))
        known = set(log_index.lines([[frozenset({log_words.post_mark(post)})]], _ALL, _ALL))
        lines += len(own)
        missing += own - known
        stray += known - own
    step = max(1, lines // SAMPLE)
    gone, unfound = set(missing), list[int]()
    for row in LogLine.objects.order_by("-pk")[: SAMPLE * step : step]:
        if row.pk not in gone and log_index.lines([[frozenset(marks_of(row))]], row.pk + 1, 1) != [row.pk]:
            unfound.append(row.pk)
    return Whole(lines, sorted(missing), sorted(stray), sorted(unfound))


def rebuild(tell: Tell, *, actor: str) -> int:
    """Makes the index anew: lines are written and found meanwhile. How many lines it has. `tell(done, of)` after each batch."""
    of, done, last = LogLine.objects.count(), 0, 0
    with book(actor=actor):
        log_index.lay(log_index.NEXT)
    for rows in _batches():
        with book(actor=actor):
            log_index.put(((row.pk, marks_of(row)) for row in rows), log_index.NEXT)
        done, last = done + len(rows), rows[-1].pk
        tell(done, max(of, done))
    with book(actor=actor) as b:
        log_index.halt_writers()
        late = _late(last)
        log_index.put(((row.pk, marks_of(row)) for row in late), log_index.NEXT)
        log_index.take_over()
        b.record(LogIndexed(done + len(late)), subject="log_index:1")
    return done + len(late)


def _late(last: int) -> list[LogLine]:
    """What was written meanwhile; on PostgreSQL also what had an earlier number and was committed later."""
    if connection.vendor == "sqlite":
        return list(LogLine.objects.filter(pk__gt=last).order_by("pk"))
    return list(LogLine.objects.filter(pk__in=log_index.lacking(log_index.NEXT)).order_by("pk"))


def _batches() -> Iterator[list[LogLine]]:
    last = 0
    while rows := list(LogLine.objects.filter(pk__gt=last).order_by("pk")[:BATCH]):
        yield rows
        last = rows[-1].pk
