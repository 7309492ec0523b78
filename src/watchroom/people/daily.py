"""What a day's duty report (值班日报) tells. Each room offers its own part; this room only asks them, by name."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import ClassVar
from zoneinfo import ZoneInfo

from watchroom.journal.chores import of_rooms
from watchroom.kernel.words import Words
from watchroom.people.viewer import Viewer

type Cell = Words | str | int | datetime | None
BEGINS = time(8)  # a day of the watch begins when the day shift does


@dataclass(frozen=True, slots=True)
class Span:
    """since, until  the day;  now  as far as it has gone;  exercise  that the site itself plays an exercise"""

    since: datetime
    until: datetime
    now: datetime
    exercise: bool

    @property
    def end(self) -> datetime:
        return max(self.since, min(self.until, self.now))


@dataclass(frozen=True, slots=True)
class Table:
    """widths  1 for a column that takes the room that is left, 0 for one as wide as its text"""

    title: Words
    heads: Sequence[Words]
    widths: Sequence[int]
    rows: Sequence[Sequence[Cell]]


@dataclass(frozen=True, slots=True)
class Part:
    """figures  the few numbers that stand on top, each with what it counts"""

    figures: Sequence[tuple[Words, int]] = field(default_factory=list)
    tables: Sequence[Table] = field(default_factory=list)


class Daily:
    """One room's part. A room offers its own in `<room>/daily_parts.py` as `DAILY = [...]`."""

    name: ClassVar[str]

    def part(self, viewer: Viewer, span: Span) -> Part:
        """What this viewer may read of it. Numbers are read from the room's own rows, never kept twice."""
        raise NotImplementedError


def day_of(day: date, zone: str, begins: time = BEGINS) -> tuple[datetime, datetime]:
    """From a wall time of the day to the same on the next: longer or shorter where the clocks change."""
    local = ZoneInfo(zone)
    return tuple(datetime.combine(one, begins, tzinfo=local) for one in (day, day + timedelta(days=1)))  # type: ignore[return-value]


def parts(viewer: Viewer, span: Span) -> list[Part]:
    """Of all rooms, in the river's order."""
    return [room.part(viewer, span) for room in of_rooms("daily_parts", "DAILY", Daily)]
