"""The tasks of an incident on one axis of time, as lengths in the units of a drawing. Pure: no Django, no clock."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

LABELS, WIDTH, ROW, HEAD = 300, 1200, 22, 26
_STEPS_S = (60, 120, 300, 600, 900, 1800, 3600, 7200, 10800, 21600, 43200, 86400, 172800, 604800)
_MOST_TICKS = 9
_LEAST = timedelta(minutes=10)


@dataclass(frozen=True, slots=True)
class Span:
    """One task. `planned_s` is its time limit; `start` None: not sent yet, it comes after `after`.

    due    None where no deadline is set; end  when it was done or ended, None while it is open
    """

    key: str
    start: datetime | None
    due: datetime | None
    end: datetime | None
    planned_s: int | None
    after: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Planned:
    """From when until when the plan wants it; `until` None where it sets no deadline."""

    since: datetime
    until: datetime | None


@dataclass(frozen=True, slots=True)
class Bar:
    """Where a row is drawn: the frame of what was given, the bar of what was used."""

    y: int
    due_x: float
    due_w: float
    go_x: float
    go_w: float

    @property
    def text_y(self) -> int:
        return self.y + 15

    @property
    def bar_y(self) -> int:
        return self.y + 6


@dataclass(frozen=True, slots=True)
class Tick:
    x: float
    at: datetime


@dataclass(frozen=True, slots=True)
class Axis:
    """The axis: from when until when, and where a moment stands on it."""

    since: datetime
    until: datetime

    def x(self, at: datetime) -> float:
        share = (min(max(at, self.since), self.until) - self.since) / (self.until - self.since)
        return round(LABELS + share * (WIDTH - LABELS), 1)

    def ticks(self) -> list[Tick]:
        """At most nine, on round times."""
        length = (self.until - self.since).total_seconds()
        step = next((s for s in _STEPS_S if length / s <= _MOST_TICKS), _STEPS_S[-1])
        first = self.since.timestamp() // step * step + step
        times = [datetime.fromtimestamp(first + i * step, self.since.tzinfo) for i in range(_MOST_TICKS + 1)]
        return [Tick(self.x(at), at) for at in times if at < self.until]


def planned(spans: Sequence[Span], now: datetime) -> dict[str, Planned]:
    """When each task is planned: what waits follows the last of those that it waits for, each given its whole limit."""
    by_key = {span.key: span for span in spans}
    found: dict[str, Planned] = {}

    def plan(span: Span, above: frozenset[str]) -> Planned:
        if span.key not in found:
            before = [by_key[key] for key in span.after if key in by_key and key not in above]
            ends = [_ended(one, plan(one, above | {span.key}), now) for one in before]
            since = span.start or max([*ends, now])
            until = span.due or (since + timedelta(seconds=span.planned_s) if span.planned_s is not None else None)
            found[span.key] = Planned(since, until)
        return found[span.key]

    for span in spans:
        plan(span, frozenset())
    return found


def _ended(span: Span, planned: Planned, now: datetime) -> datetime:
    return span.end or max(planned.until or planned.since, now)


def axis(spans: Sequence[Span], plans: Mapping[str, Planned], now: datetime) -> Axis:
    """From the first to the last moment that anything has, with now on it and a little room after."""
    starts = [one.since for one in plans.values()]
    ends = [one.until for one in plans.values() if one.until] + [span.end for span in spans if span.end]
    since = min([*starts, now])
    until = max([*ends, now, since + _LEAST])
    return Axis(since, until + (until - since) / 25)


def bar(span: Span, planned: Planned, axis: Axis, row: int, now: datetime) -> Bar:
    """`row` counts from 0, headings included."""
    due_x = axis.x(planned.since)
    due_w = axis.x(planned.until) - due_x if planned.until else 0.0
    go_x = axis.x(span.start) if span.start else due_x
    go_w = axis.x(span.end or now) - go_x if span.start else 0.0
    return Bar(HEAD + row * ROW, due_x, round(max(due_w, 0.0), 1), go_x, round(max(go_w, 0.0), 1))


def shortened(text: str, most: int = 22) -> str:
    """A label that fits: a Han character is as wide as two Latin ones."""
    width = 0.0
    for at, char in enumerate(text):
        width += 1 if ord(char) > 0x2E7F else 0.55
        if width > most:
            return text[:at].rstrip() + "…"
    return text
