"""A rota (轮班制度): who has which turn on which day. Wall times of a zone go in, instants come out; nothing is written.

A turn keeps its wall time when summer time begins or ends, so it may last an hour more or less; what ends when another
begins still does. The cycle counts the days of the rota's own kind only: a rota of working days pauses at weekends.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

from watchroom.kernel.words import Words

Works = Callable[[date], bool]
ONE_DAY, ONE_SECOND = timedelta(days=1), timedelta(seconds=1)
LONGEST_CYCLE = 366
MOST_TURNS = 8


class Days(StrEnum):
    """Days on which a rota counts."""

    ALL = "all"
    WORKDAYS = "workdays"
    OFF_DAYS = "off_days"


DAYS: dict[Days, Words] = {
    Days.ALL: Words(zh="每天", en="every day"),
    Days.WORKDAYS: Words(zh="工作日（含调休上班）", en="working days (moved ones too)"),
    Days.OFF_DAYS: Words(zh="周末和节假日", en="weekends and holidays"),
}


@dataclass(frozen=True, slots=True)
class Turn:
    """One turn (班次) of a day, e.g. 20:00 to 08:00: an end that is not after the start lies on the next day."""

    name: Words
    start: time
    end: time

    def span(self, day: date, zone: ZoneInfo) -> tuple[datetime, datetime]:
        """From when (inclusive) until when (exclusive), UTC."""
        until = day if self.end > self.start else day + ONE_DAY
        return _instant(day, self.start, zone), _instant(until, self.end, zone)


def _instant(day: date, at: time, zone: ZoneInfo) -> datetime:
    """A time that the clocks skip is the moment at which they do, one that comes twice is the first."""
    first, other = (datetime.combine(day, at.replace(fold=fold), tzinfo=zone).astimezone(UTC) for fold in (0, 1))
    if other >= first:
        return first
    after = first.astimezone(zone).utcoffset()
    while first - other > ONE_SECOND:
        middle = other + (first - other) / 2
        middle = middle.replace(microsecond=0)
        if middle.astimezone(zone).utcoffset() == after:
            first = middle
        else:
            other = middle
    return first


@dataclass(frozen=True, slots=True)
class Rota:
    """cycle    a row for each day of the cycle, in it for each turn the number of the member who has it
    members  codes of accounts, each once
    first    the day of the cycle's first row (or the first day of the rota's kind after it)
    last     the last day, or None
    """

    post: str
    zone: str
    turns: tuple[Turn, ...]
    members: tuple[str, ...]
    cycle: tuple[tuple[int, ...], ...]
    first: date
    last: date | None = None
    days: Days = Days.ALL

    def counts(self, day: date, works: Works) -> bool:
        if self.days is Days.ALL:
            return True
        return works(day) is (self.days is Days.WORKDAYS)


@dataclass(frozen=True, slots=True)
class Planned:
    """One turn that the rota gives to somebody. `turn` is its number within the day."""

    day: date
    turn: int
    person: str
    since: datetime
    until: datetime


def planned(rota: Rota, since: date, until: date, works: Works) -> Iterator[Planned]:
    """The turns that begin on the days from `since` to `until`, both included, in order. Nobody has one that the clocks skip."""
    zone, row = ZoneInfo(rota.zone), -1
    day, end = rota.first, min(until, rota.last or until)
    while day <= end:
        if rota.counts(day, works):
            row = (row + 1) % len(rota.cycle)
            if day >= since:
                for number, (turn, member) in enumerate(zip(rota.turns, rota.cycle[row], strict=True)):
                    begins, ends = turn.span(day, zone)
                    if begins < ends:
                        yield Planned(day, number, rota.members[member], begins, ends)
        day += ONE_DAY


def in_turn(members: int, turns: int, keep: int = 1) -> tuple[tuple[int, ...], ...]:
    """A cycle in which members follow one another, turn after turn, each keeping a turn of the day for `keep` days.

    With one turn a day and `keep` 7: week by week. With two turns and four members: A B, C D, A B ...
    """
    rows, given = [], 0
    while True:
        row = tuple((given + turn) % members for turn in range(turns))
        rows += [row] * keep
        given = (given + turns) % members
        if given == 0:
            return tuple(rows)


def of_crews(pattern: str, crews: int, turns: int) -> tuple[tuple[int, ...], ...]:
    """A cycle for crews that all walk one pattern, each shifted against the crew before, e.g. 四班三运转 "112233--".

    pattern  what one crew does day after day: the number of its turn (from 1), `-` for rest; one letter a day
    Raises ValueError when some turn of some day would have no crew or two.
    """
    shift, length = divmod(len(pattern), crews)[0], len(pattern)
    if length % crews:
        raise ValueError(f"{length} days cannot be shared by {crews} crews")
    rows = []
    for day in range(length):
        does = [pattern[(day + shift * crew) % length] for crew in range(crews)]
        if sorted(one for one in does if one != "-") != [str(n + 1) for n in range(turns)]:
            raise ValueError(f"day {day + 1}: {does}")
        rows.append(tuple(does.index(str(turn + 1)) for turn in range(turns)))
    return tuple(rows)


@dataclass(frozen=True, slots=True)
class Gap:
    """A post that nobody holds from an instant (inclusive) until another (exclusive)."""

    post: str
    since: datetime
    until: datetime


def gaps(post: str, held: Sequence[tuple[datetime, datetime]], since: datetime, until: datetime) -> list[Gap]:
    """Where within the span no shift lies. `held` in any order; shifts may touch or lie over one another."""
    found, at = [], since
    for start, end in sorted(held):
        if start > at:
            found.append(Gap(post, at, min(start, until)))
        at = max(at, end)
        if at >= until:
            break
    if at < until:
        found.append(Gap(post, at, until))
    return [one for one in found if one.since < one.until]


def without(
    span: tuple[datetime, datetime], away: Sequence[tuple[datetime, datetime]]
) -> list[tuple[datetime, datetime]]:
    """What is left of a span without the times in which somebody is away."""
    left, (at, end) = list[tuple[datetime, datetime]](), span
    for since, until in sorted(away):
        if until <= at or since >= end:
            continue
        if since > at:
            left.append((at, since))
        at = max(at, until)
    return [*left, (at, end)] if at < end else left
