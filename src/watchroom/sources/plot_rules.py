"""How a sensor's past is cut up for a plot, a calendar, a comparison: pure, in milliseconds UTC and local days."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import numpy as np
from numpy.typing import NDArray

from watchroom.kernel.clock import ms
from watchroom.sources.history import Stretches

SECOND, MINUTE, HOUR, DAY = 1_000, 60_000, 3_600_000, 86_400_000
SIZES_MS = (
    SECOND, 10 * SECOND, 30 * SECOND, MINUTE, 5 * MINUTE, 15 * MINUTE, 30 * MINUTE, HOUR, 3 * HOUR, 6 * HOUR, 12 * HOUR,
    DAY, 7 * DAY, 30 * DAY,
)  # fmt: skip
MOST_POINTS = 1500
STEPS = 5  # of a calendar's scale
MOST_DAYS = 5  # that are compared


def size_for(span_ms: int) -> int:
    """The shortest stretch that draws a span in at most MOST_POINTS; a day is drawn by the minute."""
    return next((size for size in SIZES_MS if span_ms <= size * MOST_POINTS), SIZES_MS[-1])


def outward(since_ms: int, until_ms: int, size_ms: int) -> tuple[int, int]:
    """A span widened to whole stretches, so that the first and the last are not told by a part of themselves."""
    return since_ms // size_ms * size_ms, -(-until_ms // size_ms) * size_ms


def holes(
    at_ms: NDArray[np.int64], size_ms: int, since_ms: int, until_ms: int, silent_ms: int
) -> list[tuple[int, int]]:
    """The periods of since..until without a reading: longer than a stretch, and than the silence that counts as one."""
    edges = np.concatenate([[since_ms - size_ms], at_ms, [max(until_ms, since_ms)]])
    begins, ends = edges[:-1] + size_ms, edges[1:]
    begins[0] = since_ms
    found = ends - begins > max(0, silent_ms - size_ms)
    return [(int(a), int(b)) for a, b in zip(begins[found], ends[found], strict=True) if b > a]


def day_edges(days: Sequence[date], zone: str) -> NDArray[np.int64]:
    """Where each local day begins, and where the last ends: (n + 1,). A day of a change of clocks has 23 or 25 hours."""
    local = ZoneInfo(zone)
    names = [*days, days[-1] + timedelta(days=1)] if days else []
    return np.array([ms(datetime(d.year, d.month, d.day, tzinfo=local).astimezone(UTC)) for d in names], np.int64)


@dataclass(frozen=True, slots=True)
class Limit:
    value: float
    above: bool


@dataclass(frozen=True, slots=True)
class DayTold:
    """A local day. `over_h`: hours whose quarters reached the limit; None without one. No readings: count 0."""

    day: date
    count: int
    low: float | None
    high: float | None
    mean: float | None
    over_h: float | None

    def of(self, what: str) -> float | None:
        return {"max": self.high, "min": self.low, "mean": self.mean, "over": self.over_h}[what] if self.count else None


def by_day(quarters: Stretches, days: Sequence[date], zone: str, limit: Limit | None) -> list[DayTold]:
    """Quarters of an hour by local day; every zone's midnight is a quarter's beginning."""
    edges = day_edges(days, zone)
    place = np.searchsorted(quarters.at_ms, edges)
    told: list[DayTold] = []
    for i, day in enumerate(days):
        inside = slice(place[i], place[i + 1])
        count = quarters.count[inside]
        if not count.size:
            told.append(DayTold(day, 0, None, None, None, None))
            continue
        low, high = quarters.low[inside], quarters.high[inside]
        reached = None if limit is None else (high >= limit.value) if limit.above else (low < limit.value)
        mean = float((quarters.mean[inside] * count).sum() / count.sum())
        over = None if reached is None else int(reached.sum()) / 4
        told.append(DayTold(day, int(count.sum()), float(low.min()), float(high.max()), mean, over))
    return told


def steps(values: Sequence[float]) -> list[float]:
    """The lower ends of STEPS equal steps from the least to the greatest value; fewer when all are the same."""
    if not values:
        return []
    low, high = min(values), max(values)
    return [low + (high - low) * i / STEPS for i in range(STEPS)] if high > low else [low]


def step_of(value: float, ends: Sequence[float]) -> int:
    return max(i for i, end in enumerate(ends) if value >= end or i == 0)


def ticks(low: float, high: float, about: int = 4) -> list[float]:
    """Round numbers inside low..high, about so many: what a scale can be read by without rounding it again."""
    rough = (high - low) / about
    power = 10.0 ** math.floor(math.log10(rough))
    step = next(n * power for n in (1, 2, 5, 10) if n * power >= rough)
    return [round(n * step, 12) for n in range(math.ceil(low / step), math.floor(high / step) + 1)]


def whole_year(year: int) -> list[date]:
    first = date(year, 1, 1)
    return [first + timedelta(days=i) for i in range((date(year + 1, 1, 1) - first).days)]


def thinned(values: NDArray[np.float64], most: int) -> list[int]:
    """The places of at most about `most` values; of each stretch the lowest and the highest stay."""
    if values.size <= most:
        return list(range(values.size))
    size = -(-values.size * 2 // most)
    kept: set[int] = {0, values.size - 1}
    for start in range(0, values.size, size):
        piece = values[start : start + size]
        kept |= {start + int(piece.argmin()), start + int(piece.argmax())}
    return sorted(kept)
