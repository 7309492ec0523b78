"""Trying a rule before it is trusted: the real judge over the readings that were, and what it would have raised.

What the watch process sees is laid out again: readings in the order in which they came, and ticks between them. A tick
a second would be a tick a second for thirty days, so there is one right before the reading that follows a minute's
pause, and one for every minute of silence: whatever a tick completes between two readings is found, and told at most a
minute late. Readings that came more than an hour late are taken as if they had come in time: the question is what the
weather would have raised, not what a broken line did.
"""

import threading
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

import numpy as np
from numpy.typing import NDArray

from watchroom.alarms.detection import DETECTORS, Detector, RuleSpec
from watchroom.alarms.faults import NotTriable, TrialBusy
from watchroom.alarms.judging import PIECE, Change, Judge
from watchroom.alarms.rule_content import Content
from watchroom.kernel.clock import from_ms, ms
from watchroom.sources import queries as sources
from watchroom.sources.history import Series
from watchroom.sources.models import Sensor
from watchroom.sources.readings import LATE_MS, ReadingBatch, Tick

DAYS = (1, 7, 30)
MOST_DAYS = 31
MOST_READINGS = 3_000_000  # thirty days of one reading a second
MOST_S = 8.0
MOST_EPISODES = 2_000
_TICK_MS = 60_000
_LEAD = timedelta(days=1)
_WAIT_S = 5.0
_CANDIDATE, _PRESENT = 1, 2
_turn = threading.BoundedSemaphore(1)  # one at a time in a process: people's pages come before trials


@dataclass(frozen=True, slots=True)
class Episode:
    """One alarm that would have been. `ended_ms` is None while it would still stand."""

    onset_ms: int
    raised_ms: int
    ended_ms: int | None
    value: float
    peak: float


@dataclass(frozen=True, slots=True)
class Summary:
    """Of a window: alarms raised in it, and the time in it during which one stood."""

    alarms: int
    per_day: float
    total_s: float
    longest_s: float
    standing: bool


@dataclass(frozen=True, slots=True)
class Trial:
    """What a rule would have done from `since` to `until`.

    readings  how many were judged in the window;  first  when the first of them was measured, None without any
    upto      how far the judge came before its time was up; None when it came to the end
    full      the history was longer than may be judged at once, so the window's beginning is missing
    present   the same of the version that is in force, over the same time; None when there is none
    """

    days: int
    since: datetime
    until: datetime
    readings: int
    first: datetime | None
    upto: datetime | None
    full: bool
    took_ms: int
    episodes: tuple[Episode, ...]
    summary: Summary
    present: Summary | None = None
    series: Series | None = None


def tried(content: Content, sensor: Sensor, now: datetime, days: int, present: Content | None = None) -> Trial:
    """Judges the last days by this content, and by what is in force when that watches the same sensor.

    Raises NotTriable, TrialBusy, HistoryBroken; the settings must be readable.
    """
    days = max(1, min(days, MOST_DAYS))
    if _sees_others(content):
        raise NotTriable(detector=DETECTORS[content.detector].title)
    if not _turn.acquire(timeout=_WAIT_S):
        raise TrialBusy
    try:
        since = now - timedelta(days=days)
        series = sources.history(sensor, since - _LEAD, now + timedelta(seconds=1), MOST_READINGS + 1)
        wanted = {_CANDIDATE: content}
        if present is not None and present.sensor == content.sensor and not _sees_others(present):
            wanted[_PRESENT] = present
        return _judged(wanted, sensor, series, since, now, days)
    finally:
        _turn.release()


def _sees_others(content: Content) -> bool:
    return bool(DETECTORS[content.detector].takes.most or content.inputs)


def _judged(
    wanted: Mapping[int, Content], sensor: Sensor, series: Series, since: datetime, now: datetime, days: int
) -> Trial:
    began = time.monotonic()
    full = len(series) > MOST_READINGS
    if full:
        series = replace(
            series, measured_ms=series.measured_ms[1:], value=series.value[1:], received_ms=series.received_ms[1:]
        )
    specs = [RuleSpec(rule, 1, one.detector, sensor.number, dict(one.settings)) for rule, one in sorted(wanted.items())]
    changes, reached = run(specs, sensor, series, ms(now), MOST_S)
    inside = series.measured_ms >= ms(since)
    first = series.measured_ms[inside][:1]
    until = reached if reached is not None else ms(now)
    told = {rule: episodes(changes, rule) for rule in wanted}
    sums = {rule: summary(found, ms(since), until) for rule, found in told.items()}
    mine = tuple(one for one in told[_CANDIDATE] if one.ended_ms is None or one.ended_ms > ms(since))
    return Trial(
        days=days, since=since, until=now, readings=int(inside.sum()), first=_at(first[0]) if first.size else None,
        upto=_at(reached) if reached is not None else None, full=full, took_ms=round((time.monotonic() - began) * 1000),
        episodes=mine[-MOST_EPISODES:], summary=sums[_CANDIDATE], present=sums.get(_PRESENT), series=series,
    )  # fmt: skip


def run(
    specs: Sequence[RuleSpec], sensor: Sensor, series: Series, until_ms: int, most_s: float
) -> tuple[list[Change], int | None]:
    """All changes in order, and the instant at which the time was up; None when everything was judged.

    The time begins when the detectors are compiled, which a process does once.
    """
    judge = Judge(sensor.partition, specs)
    deadline = time.monotonic() + most_s
    ticking = any(DETECTORS[spec.detector].tick is not Detector.tick for spec in specs)
    changes: list[Change] = []
    for message in messages(sensor.number, series, until_ms, ticking):
        changes += judge.judge(message)
        if time.monotonic() > deadline:
            at = message.at_ms if isinstance(message, Tick) else int(message.received_ms[-1])
            return changes, at
    return changes, None


def messages(sensor: int, series: Series, until_ms: int, ticking: bool) -> Iterator[ReadingBatch | Tick]:
    """The readings as they came, and the ticks between them if the detector lets time pass."""
    came = np.where(series.received_ms - series.measured_ms > LATE_MS, series.measured_ms, series.received_ms)
    order = np.lexsort((series.measured_ms, came))
    came, measured, value = came[order], series.measured_ms[order], series.value[order]
    numbers = np.full(came.size, sensor, np.int32)
    starts = _pieces(came, ticking)
    for at, end in zip(starts, [*starts[1:], came.size], strict=True):
        if ticking and at:
            yield from _ticks(int(came[at - 1]), int(came[at]))
        if end > at:
            yield ReadingBatch("trial", numbers[at:end], value[at:end], measured[at:end], came[at:end])
    if ticking and came.size:
        yield from _ticks(int(came[-1]), until_ms)


def _pieces(came: NDArray[np.int64], ticking: bool) -> list[int]:
    """Where a batch begins: at every new minute when time must pass between them, else as large as the judge likes."""
    if not ticking or not came.size:
        return list(range(0, came.size, PIECE)) or [0]
    minute = (came - came[0]) // _TICK_MS
    return [0, *(np.flatnonzero(np.diff(minute)) + 1).tolist()]


def _ticks(after: int, before: int) -> Iterator[Tick]:
    """Every minute of a silence, and the instant before it ends."""
    at = after + _TICK_MS
    while at < before - 1:
        yield Tick("trial", at)
        at += _TICK_MS
    if before - 1 > after:
        yield Tick("trial", before - 1)


def episodes(changes: Sequence[Change], rule: int) -> list[Episode]:
    """Raise and return of one rule, joined: oldest first."""
    found: list[Episode] = []
    for change in changes:
        if change.rule != rule:
            continue
        if change.kind == "raise":
            found.append(Episode(change.onset_ms, change.at_ms, None, change.value, change.peak))
        elif found and found[-1].ended_ms is None:
            found[-1] = replace(found[-1], ended_ms=change.at_ms, peak=change.peak)
    return found


def summary(found: Sequence[Episode], since_ms: int, until_ms: int) -> Summary:
    """What of these falls into the window; an alarm that stood at its beginning counts its time, not itself."""
    lengths = [
        max(0, min(one.ended_ms if one.ended_ms is not None else until_ms, until_ms) - max(one.raised_ms, since_ms))
        / 1000
        for one in found
    ]
    raised = sum(since_ms <= one.raised_ms <= until_ms for one in found)
    days = max((until_ms - since_ms) / 86_400_000, 1e-9)
    standing = bool(found) and found[-1].ended_ms is None
    return Summary(raised, raised / days, sum(lengths), max(lengths, default=0.0), standing)


def _at(at_ms: np.int64 | int) -> datetime:
    return from_ms(int(at_ms))
