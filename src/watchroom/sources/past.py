"""A sensor's past as people and programs ask for it: drawn, by day, days over one another. Readers only."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any

import numpy as np
from django.conf import settings

from watchroom.journal.clock import site_now
from watchroom.kernel.clock import from_ms, ms
from watchroom.people.viewer import Viewer
from watchroom.sources import history, plot_rules, plots, queries
from watchroom.sources.faults import WrongDays, WrongSpan
from watchroom.sources.history import Series, Stretches
from watchroom.sources.models import Sensor
from watchroom.sources.plot_rules import DayTold, Limit

LONGEST_DAYS = 3660
COMPARED_MS = 5 * plot_rules.MINUTE


@dataclass(frozen=True, slots=True)
class Drawn:
    """A span in stretches, with the periods that have no reading. The span is whole stretches."""

    since_ms: int
    until_ms: int
    stretches: Stretches
    holes: list[tuple[int, int]]


def drawn(sensor: Sensor, since: datetime, until: datetime) -> Drawn:
    """What a plot of since <= t < until shows. Raises WrongSpan, HistoryBroken."""
    span(since, until)
    size = plot_rules.size_for(ms(until) - ms(since))
    since_ms, until_ms = plot_rules.outward(ms(since), ms(until), size)
    found = of(sensor, since_ms, until_ms, size)
    now_ms = ms(site_now())
    silent_ms = 1000 * queries.stale_after_s(sensor)
    holes = plot_rules.holes(found.at_ms, size, since_ms, min(until_ms, now_ms), silent_ms)
    return Drawn(since_ms, until_ms, found, holes)


def plot(viewer: Viewer, sensor: Sensor, since: datetime, until: datetime) -> dict[str, Any]:
    """The same in columns, with what rooms draw in."""
    one = drawn(sensor, since, until)
    return columns(sensor, one) | {
        "limits": plots.lines(viewer, sensor.code),
        "marks": plots.marks(viewer, sensor.code, from_ms(one.since_ms), from_ms(one.until_ms)),
    }


def of_series(sensor: Sensor, series: Series, since: datetime, until: datetime) -> dict[str, Any]:
    """The columns of readings that are at hand, within since <= t < until. Raises WrongSpan."""
    span(since, until)
    size = plot_rules.size_for(ms(until) - ms(since))
    since_ms, until_ms = plot_rules.outward(ms(since), ms(until), size)
    found = Stretches.of(series.within(since_ms, until_ms), size)
    holes = plot_rules.holes(found.at_ms, size, since_ms, ms(until), 1000 * queries.stale_after_s(sensor))
    return columns(sensor, Drawn(since_ms, until_ms, found, holes))


def columns(sensor: Sensor, one: Drawn) -> dict[str, Any]:
    """As a plot takes it, without what rooms draw in. A hole breaks the line: there its columns are null."""
    digits, unit = sensor.measured.digits + 2, sensor.measured.unit_words
    told = one.stretches
    breaks = np.searchsorted(told.at_ms, [begin for begin, _ in one.holes])

    def column(values: Any, filler: Any) -> list[Any]:
        out: list[Any] = np.asarray(values).tolist()
        for place, put in zip(reversed(breaks.tolist()), reversed(filler), strict=True):
            if 0 < place < len(told):
                out.insert(place, put)
        return out

    nothing = [None] * len(one.holes)
    return {
        "title_zh": sensor.zh,
        "title_en": sensor.en,
        "unit_zh": unit.zh,
        "unit_en": unit.en,
        "digits": sensor.measured.digits,
        "simulated": sensor.source.simulated,
        "since": one.since_ms,
        "until": one.until_ms,
        "stretch_ms": told.size_ms,
        "readings": int(told.count.sum()),
        "t": column(told.at_ms, [begin for begin, _ in one.holes]),
        "low": column(told.low, nothing),
        "high": column(told.high, nothing),
        "mean": column(np.round(told.mean, digits), nothing),
        "count": column(told.count, nothing),
        "holes": one.holes,
    }


def of(sensor: Sensor, since_ms: int, until_ms: int, size_ms: int) -> Stretches:
    young = queries.young(sensor, since_ms, until_ms)
    where = Path(settings.DATA)
    return history.stretches(where, sensor.number, from_ms(since_ms), from_ms(until_ms), size_ms, young)


def limits(viewer: Viewer, sensor: str) -> list[dict[str, Any]]:
    lines: list[dict[str, Any]] = plots.lines(viewer, sensor)
    return [line for line in lines if line.get("above") is not None]


def days(sensor: Sensor, asked: Sequence[date], limit: Limit | None) -> list[DayTold]:
    """Local days in a row, oldest first."""
    edges = plot_rules.day_edges(asked, settings.SITE_ZONE)
    quarters = of(sensor, int(edges[0]), int(edges[-1]), 15 * plot_rules.MINUTE)
    return plot_rules.by_day(quarters, asked, settings.SITE_ZONE, limit)


def compared(sensor: Sensor, asked: Sequence[date]) -> list[tuple[date, int, Stretches]]:
    """Each day with where it begins and its stretches of five minutes. Raises WrongDays."""
    found = []
    for day in sound(asked):
        begins, ends = plot_rules.day_edges([day], settings.SITE_ZONE).tolist()
        found.append((day, begins, of(sensor, begins, ends, COMPARED_MS)))
    return found


def span(since: datetime, until: datetime) -> None:
    """Raises WrongSpan for one that is empty, runs backward, is longer than ten years, or of no time that we know."""
    sound_times = since.tzinfo is not None and until.tzinfo is not None and known(since) and known(until)
    if not sound_times or not 0 < (until - since).total_seconds() <= LONGEST_DAYS * 86_400:
        raise WrongSpan(since=f"{since:%Y-%m-%d %H:%M}", until=f"{until:%Y-%m-%d %H:%M}", most=LONGEST_DAYS)


def sound(asked: Sequence[date]) -> list[date]:
    """Days in order, each once. Raises WrongDays for none, too many, and days of no time that we know."""
    once = sorted(set(asked))
    if not 1 <= len(once) <= plot_rules.MOST_DAYS or not all(known(day) for day in once):
        raise WrongDays(given=", ".join(map(str, once[:6])) or "—", most=plot_rules.MOST_DAYS)
    return once


def known(at: date) -> bool:
    """Nothing was measured before 1970; and at the ends of the calendar a zone's offset leads out of it."""
    return 1970 <= at.year < 2200
