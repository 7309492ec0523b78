"""How well the alarms serve the watch, in the figures of IEC 62682, ANSI/ISA-18.2 and EEMUA 191. Pure: entries in,
figures out. Rates are for one operator's position; periods of ten minutes and hours are counted from the range's start.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from watchroom.alarms.flood_rules import MORE_THAN, floods
from watchroom.kernel.words import Words

TEN, HOUR, DAY = timedelta(minutes=10), timedelta(hours=1), timedelta(days=1)
BUSY_HOUR = 30  # as many in an hour as ten minutes may hold, three times
FLEETING = timedelta(seconds=60)
STALE = timedelta(hours=24)
AT_ONCE = timedelta(milliseconds=1)  # in the book's one transaction; times in facts are in ms
TOP = 10
RAISED, ACKNOWLEDGED = "alarms.raised", "alarms.acknowledged"
RETURNED, CLEARED, LATCHED = "alarms.returned", "alarms.cleared", "alarms.latched"
REPEATED, CHATTERING, GROUPED = "alarms.repeated", "alarms.chattering", "alarms.grouped"
ASIDE: Mapping[str, Words] = {
    "alarms.shelved": Words(zh="搁置", en="Shelved"),
    "alarms.suppressed": Words(zh="抑制", en="Suppressed"),
    "alarms.taken_out": Words(zh="停用", en="Out of service"),
}
# The share of each priority that IEC 62682 and EEMUA 191 hold to be right: about 5 % high, 15 % medium, 80 % low.
SHARES: Mapping[str, float] = {"P1": 0.05, "P2": 0.15, "P3–P4": 0.80}


_UNNAMED = Words(zh="—", en="—")


@dataclass(frozen=True, slots=True)
class Mark:
    """One entry about an alarm. `point` is its rule's code; `onset` and `ended` are times of events."""

    at: datetime
    kind: str
    alarm: int
    priority: int = 4
    point: str = ""
    title: Words = _UNNAMED
    onset: datetime | None = None
    raised_at: datetime | None = None
    ended: datetime | None = None
    late: bool = False
    parent: int | None = None
    repeats: int = 0
    chattering: bool = False
    members: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Standing:
    """An alarm that stood at the range's end."""

    alarm: int
    title: Words
    raised_at: datetime


@dataclass(frozen=True, slots=True)
class FloodRow:
    since: datetime
    until: datetime
    count: int
    worst_at: datetime
    worst: int

    @property
    def minutes(self) -> float:
        return (self.until - self.since) / timedelta(minutes=1)


@dataclass(frozen=True, slots=True)
class Often:
    """A point and how often; `share` of all alarms of the range."""

    point: str
    title: Words
    count: int
    share: float


@dataclass(frozen=True, slots=True)
class AckRow:
    """Seconds from being raised, or raised again, to being acknowledged."""

    priority: int
    acknowledged: int
    median_s: float | None
    p95_s: float | None


@dataclass(frozen=True, slots=True)
class Kpis:
    """since, until  the range, as far as it has gone;  hidden  alarms that stood behind a group's line"""

    since: datetime
    until: datetime
    raised: int
    late: int
    per_10_min: float
    per_hour: float
    per_day: float
    peak: int
    peak_at: datetime | None
    flooded_periods: float
    busy_hours: float
    in_flood: float
    floods: list[FloodRow]
    stale: int
    stalest: list[Standing]
    chattering: list[Often]
    fleeting: list[Often]
    fleeting_count: int
    frequent: list[Often]
    top_share: float
    priorities: dict[str, tuple[int, float]]
    by_priority: dict[int, int]
    acknowledging: list[AckRow]
    unacknowledged: int
    groups: int
    hidden: int
    repeats: int
    aside: dict[str, int]
    bucket_s: int
    buckets: list[int] = field(default_factory=list)


def measure(marks: Sequence[Mark], since: datetime, until: datetime, standing: Sequence[Standing] = ()) -> Kpis:
    """marks  of the range, oldest first;  standing  the alarms standing at `until`, oldest first

    What was held back when it was raised is counted as set aside and as nothing else: the watch did not hear it.
    """
    aside = Counter(mark.kind for mark in marks if mark.kind in ASIDE)
    marks = _heard(marks)
    news = [mark for mark in marks if mark.kind == RAISED and not mark.late]
    raised, times = len(news), [mark.at for mark in news]
    whole = max(until - since, timedelta(seconds=1))
    tens, hours = _periods(times, since, until, TEN), _periods(times, since, until, HOUR)
    peak = max(tens, default=0)
    flood_rows = _floods(times, until)
    stale = [one for one in standing if until - one.raised_at > STALE]
    chattering, fleeting = _chattering(marks), _fleeting(marks)
    frequent = _often(Counter(mark.point for mark in news), news, raised)
    bucket = TEN if whole <= DAY + HOUR else HOUR if whole <= 8 * DAY else DAY
    hidden = _hidden(marks, news)
    return Kpis(
        since=since, until=until, raised=raised, late=sum(m.late for m in marks if m.kind == RAISED),
        per_10_min=raised * (TEN / whole), per_hour=raised * (HOUR / whole), per_day=raised * (DAY / whole),
        peak=peak, peak_at=since + TEN * tens.index(peak) if peak else None,
        flooded_periods=_share(sum(count > MORE_THAN for count in tens), len(tens)),
        busy_hours=_share(sum(count > BUSY_HOUR for count in hours), len(hours)),
        in_flood=sum((row.until - row.since for row in flood_rows), timedelta()) / whole, floods=flood_rows,
        stale=len(stale), stalest=list(stale[:TOP]), chattering=chattering, fleeting=fleeting[:TOP],
        fleeting_count=sum(row.count for row in fleeting), frequent=frequent,
        top_share=sum(row.share for row in frequent), priorities=_priorities(news), by_priority=_by_priority(news),
        acknowledging=_acknowledging(marks), unacknowledged=_unacknowledged(marks),
        groups=sum(mark.kind == GROUPED for mark in marks), hidden=hidden, repeats=sum(_repeats(marks).values()),
        aside={kind: aside[kind] for kind in ASIDE},
        bucket_s=int(bucket.total_seconds()), buckets=_periods(times, since, until, bucket),
    )  # fmt: skip


def _heard(marks: Sequence[Mark]) -> list[Mark]:
    unheard = {
        mark.alarm for mark in marks
        if mark.kind in ASIDE and mark.raised_at is not None and mark.at - mark.raised_at < AT_ONCE
    }  # fmt: skip
    return [mark for mark in marks if mark.kind == GROUPED or mark.alarm not in unheard]


def _periods(times: Iterable[datetime], since: datetime, until: datetime, each: timedelta) -> list[int]:
    """How many in each period; the last one may be cut off by `until`."""
    counts = [0] * max(1, -((since - until) // each))
    for at in times:
        if since <= at < until:
            counts[(at - since) // each] += 1
    return counts


def _share(part: int, whole: int) -> float:
    return part / whole if whole else 0.0


def _floods(times: Sequence[datetime], until: datetime) -> list[FloodRow]:
    rows = []
    for span in floods(times, until):
        end = min(span.ended or until, until)
        minutes = Counter(
            (at - span.since) // timedelta(minutes=1) for at in times if span.since <= at < end or at == span.since
        )
        minute, worst = min(minutes.items(), key=lambda one: (-one[1], one[0]))
        rows.append(FloodRow(span.since, end, span.count, span.since + timedelta(minutes=minute), worst))
    return rows


def _repeats(marks: Iterable[Mark]) -> dict[int, int]:
    """How often each alarm came again within the range, as its last entry knows it."""
    before: dict[int, int] = {}
    last: dict[int, int] = {}
    for mark in marks:
        if mark.kind != GROUPED:
            before.setdefault(mark.alarm, 0 if mark.kind == RAISED else max(0, mark.repeats - (mark.kind == REPEATED)))
            last[mark.alarm] = max(mark.repeats, last.get(mark.alarm, 0))
    return {alarm: count - before[alarm] for alarm, count in last.items() if count > before[alarm]}


def _chattering(marks: Sequence[Mark]) -> list[Often]:
    """By point: how often alarms that chatter came again; the worst first."""
    repeats = _repeats(marks)
    chatter = {mark.alarm: mark for mark in marks if mark.chattering or mark.kind == CHATTERING}
    counts: Counter[str] = Counter()
    for alarm, mark in chatter.items():
        counts[mark.point] += max(1, repeats.get(alarm, 0))
    return _often(counts, list(chatter.values()), sum(counts.values()))


def _fleeting(marks: Sequence[Mark]) -> list[Often]:
    """By point: alarms whose condition was gone within a minute, and that did not chatter."""
    gone = {
        mark.alarm: mark
        for mark in marks
        if mark.kind in (RETURNED, CLEARED, LATCHED) and not mark.chattering and mark.onset and mark.ended
        and mark.ended - mark.onset < FLEETING
    }  # fmt: skip
    return _often(Counter(mark.point for mark in gone.values()), list(gone.values()), len(gone), most=None)


def _often(counts: Counter[str], marks: Sequence[Mark], whole: int, most: int | None = TOP) -> list[Often]:
    titles = {mark.point: mark.title for mark in marks}
    ordered = sorted(counts.items(), key=lambda one: (-one[1], one[0]))[:most]
    return [Often(point, titles[point], count, _share(count, whole)) for point, count in ordered]


def _by_priority(news: Sequence[Mark]) -> dict[int, int]:
    counts = Counter(mark.priority for mark in news)
    return {priority: counts[priority] for priority in (1, 2, 3, 4)}


def _priorities(news: Sequence[Mark]) -> dict[str, tuple[int, float]]:
    counts = _by_priority(news)
    parts = {"P1": counts[1], "P2": counts[2], "P3–P4": counts[3] + counts[4]}
    return {name: (count, _share(count, len(news))) for name, count in parts.items()}


def _acknowledging(marks: Sequence[Mark]) -> list[AckRow]:
    asked: dict[int, datetime] = {}
    took: dict[int, list[float]] = defaultdict(list)
    done: set[int] = set()
    for mark in marks:
        if mark.kind in (RAISED, REPEATED):
            asked[mark.alarm] = mark.at
            done.discard(mark.alarm)
        elif mark.kind in (ACKNOWLEDGED, CLEARED) and mark.alarm not in done:
            since = asked.get(mark.alarm, mark.raised_at)
            if mark.kind == ACKNOWLEDGED or _acknowledged_by_clearing(mark, asked):
                done.add(mark.alarm)
                if since is not None:
                    took[mark.priority].append((mark.at - since).total_seconds())
    return [AckRow(p, len(took[p]), percentile(took[p], 0.5), percentile(took[p], 0.95)) for p in (1, 2, 3, 4)]


def _acknowledged_by_clearing(mark: Mark, asked: Mapping[int, datetime]) -> bool:
    """An alarm that had returned is cleared by being acknowledged: there is no other entry of that."""
    return mark.alarm in asked


def _unacknowledged(marks: Sequence[Mark]) -> int:
    """Raised within the range and not acknowledged within it."""
    waiting: set[int] = set()
    for mark in marks:
        if mark.kind in (RAISED, REPEATED) and not mark.late:
            waiting.add(mark.alarm)
        elif mark.kind in (ACKNOWLEDGED, CLEARED):
            waiting.discard(mark.alarm)
    return len(waiting)


def _hidden(marks: Sequence[Mark], news: Sequence[Mark]) -> int:
    """Alarms that stood behind a group's line: of a group, and not of priority 1."""
    members = {alarm for mark in marks if mark.kind == GROUPED for alarm in mark.members}
    return sum(mark.priority > 1 and (mark.parent is not None or mark.alarm in members) for mark in news)


def percentile(values: Sequence[float], share: float) -> float | None:
    """The nearest-rank percentile: the smallest value that is not below `share` of all. None of nothing."""
    if not values:
        return None
    ordered = sorted(values)
    return ordered[max(0, -int(-share * len(ordered) // 1) - 1)]
