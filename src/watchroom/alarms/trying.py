"""Trying a rule before it is trusted: the real judge over the readings that were, and what it would have raised.

What the watch process sees is laid out again: the readings of all sensors that the rule and its inputs listen to, in the
order in which they came, and ticks between them. A tick a second would be a tick a second for thirty days, so there is
one right before the reading that follows a minute's pause, and one for every minute of silence: whatever a tick completes
between two readings is found, and told at most a minute late; so are the conditions of which a rule over rules hears. Readings that came more than an hour late are taken as if they had come in time: the question is what the
weather would have raised, not what a broken line did.
"""

import threading
import time
from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

import numpy as np
from numpy.typing import NDArray

from watchroom.alarms.detection import DETECTORS, Combiner, Detector, RuleSpec, settings_of
from watchroom.alarms.faults import TrialBusy, WrongInput
from watchroom.alarms.judging import PIECE, Change, Judge
from watchroom.alarms.rule_content import Content
from watchroom.alarms.rule_inputs import Heard, heard
from watchroom.kernel.clock import from_ms, ms
from watchroom.sources import queries as sources
from watchroom.sources.history import Series
from watchroom.sources.models import Sensor
from watchroom.sources.readings import LATE_MS, ReadingBatch, Tick

DAYS = (1, 7, 30)
MOST_DAYS = 31
MOST_READINGS = 3_000_000  # thirty days of one reading a second; several sensors share them
MOST_S = 8.0
MOST_EPISODES = 2_000
_TICK_MS = 60_000
_LEAD = timedelta(days=1)
_WAIT_S = 5.0
_CANDIDATE, _PRESENT = -1, -2  # in place of a rule's number: the rules that are heard keep their own
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

    readings  how many were judged in the window
    first     since when all sensors that spoke in it had spoken, None without any;  silent  codes of those that did not
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
    silent: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class _Tried:
    content: Content
    heard: Heard


def tried(content: Content, sensor: Sensor, now: datetime, days: int, present: Content | None = None) -> Trial:
    """Judges the last days by this content, and by what is in force when that watches the same sensor.

    Raises WrongInput, TrialBusy, HistoryBroken; the settings must be readable.
    """
    days = max(1, min(days, MOST_DAYS))
    if not _turn.acquire(timeout=_WAIT_S):
        raise TrialBusy
    try:
        wanted = {_CANDIDATE: _Tried(content, heard(content, sensor))}
        if present is not None and present.sensor == content.sensor:
            with suppress(WrongInput):  # what is in force has lost an input: then nothing judges by it either
                wanted[_PRESENT] = _Tried(present, heard(present, sensor))
        return _judged(wanted, sensor, now, days)
    finally:
        _turn.release()


def _judged(wanted: Mapping[int, _Tried], sensor: Sensor, now: datetime, days: int) -> Trial:
    began, since = time.monotonic(), now - timedelta(days=days)
    sensors = {one.number: one for each in wanted.values() for one in each.heard.sensors}
    told, full = _past(sensors.values(), since - _LEAD, now + timedelta(seconds=1))
    changes, reached = run(_specs(wanted, sensor), sensor.partition, told, ms(now), MOST_S)
    inside = {number: series.measured_ms[series.measured_ms >= ms(since)] for number, series in told.items()}
    firsts = [at[0] for at in inside.values() if at.size]
    until = reached if reached is not None else ms(now)
    found = {rule: episodes(changes, rule) for rule in wanted}
    sums = {rule: summary(each, ms(since), until) for rule, each in found.items()}
    mine = tuple(one for one in found[_CANDIDATE] if one.ended_ms is None or one.ended_ms > ms(since))
    return Trial(
        days=days, since=since, until=now, readings=sum(at.size for at in inside.values()), first=_at(max(firsts)) if firsts else None,
        upto=_at(reached) if reached is not None else None, full=full, took_ms=round((time.monotonic() - began) * 1000),
        episodes=mine[-MOST_EPISODES:], summary=sums[_CANDIDATE], present=sums.get(_PRESENT), series=told[sensor.number],
        silent=tuple(sorted(sensors[number].code for number, at in inside.items() if not at.size)),
    )  # fmt: skip


def _specs(wanted: Mapping[int, _Tried], sensor: Sensor) -> list[RuleSpec]:
    """The rules that are tried, and those that they listen to."""
    others = {spec.rule: spec for one in wanted.values() for spec in one.heard.rules}
    mine = [
        RuleSpec(rule, 1, one.content.detector, sensor.number, dict(one.content.settings), inputs=one.heard.inputs)
        for rule, one in sorted(wanted.items())
    ]
    return [*mine, *others.values()]


def _past(sensors: Collection[Sensor], since: datetime, until: datetime) -> tuple[dict[int, Series], bool]:
    """The newest readings of each sensor, by its number, as many as may be judged at once; and whether there were more.
    Then all begin together, because half of what a rule listens to would mean something else.
    """
    share = MOST_READINGS // len(sensors)
    found = {one.number: sources.history(one, since, until, share + 1) for one in sensors}
    cut = [int(series.measured_ms[-share]) for series in found.values() if len(series) > share]
    if cut:
        found = {number: series.within(max(cut), ms(until)) for number, series in found.items()}
    return found, bool(cut)


def run(
    specs: Sequence[RuleSpec], partition: int, told: Mapping[int, Series], until_ms: int, most_s: float
) -> tuple[list[Change], int | None]:
    """All changes in order, and the instant at which the time was up; None when everything was judged.

    told  the readings by the sensors' numbers
    The time begins when the detectors are compiled, which a process does once.
    """
    judge = Judge(partition, specs)
    deadline = time.monotonic() + most_s
    ticking = any(_lets_time_pass(DETECTORS[spec.detector]) for spec in specs)
    changes: list[Change] = []
    for message in messages(told, until_ms, ticking, _gaps_ms(specs)):
        changes += judge.judge(message)
        if time.monotonic() > deadline:
            at = message.at_ms if isinstance(message, Tick) else int(message.received_ms[-1])
            return changes, at
    return changes, None


def _lets_time_pass(detector: type[Detector]) -> bool:
    return detector.tick is not Detector.tick or issubclass(detector, Combiner)


def _gaps_ms(specs: Sequence[RuleSpec]) -> set[int]:
    """How long a sensor may be silent before what was rising is forgotten."""
    given = [getattr(settings_of(spec.detector, spec.settings), "max_gap_s", 0) for spec in specs]
    return {round(1000 * gap) for gap in given if gap}


def messages(
    told: Mapping[int, Series], until_ms: int, ticking: bool, gaps_ms: Collection[int] = ()
) -> Iterator[ReadingBatch | Tick]:
    """The readings as they came, and the ticks between them if a detector lets time pass.

    gaps_ms  what begins within so long after a reading has its tick at the end of that, though it is no whole minute
    """
    if not told:
        return
    numbers = np.concatenate([np.full(len(series), number, np.int32) for number, series in told.items()])
    measured = np.concatenate([series.measured_ms for series in told.values()])
    value = np.concatenate([series.value for series in told.values()])
    received = np.concatenate([series.received_ms for series in told.values()])
    came = np.where(received - measured > LATE_MS, measured, received)
    order = np.lexsort((measured, came))
    numbers, came, measured, value = numbers[order], came[order], measured[order], value[order]
    starts = _pieces(came, ticking)
    last: dict[int, int] = {}
    for at, end in zip(starts, [*starts[1:], came.size], strict=True):
        if ticking and at:
            yield from _ticks(int(came[at - 1]), int(came[at]), _ends(last, gaps_ms))
        if end > at:
            yield ReadingBatch("trial", numbers[at:end], value[at:end], measured[at:end], came[at:end])
            last |= zip(numbers[at:end].tolist(), measured[at:end].tolist(), strict=True) if ticking else ()
    if ticking and came.size:
        yield from _ticks(int(came[-1]), until_ms, _ends(last, gaps_ms))


def _ends(last: Mapping[int, int], gaps_ms: Collection[int]) -> set[int]:
    return {at + gap for at in last.values() for gap in gaps_ms}


def _pieces(came: NDArray[np.int64], ticking: bool) -> list[int]:
    """Where a batch begins: at every new minute when time must pass between them, else as large as the judge likes."""
    if not ticking or not came.size:
        return list(range(0, came.size, PIECE)) or [0]
    minute = (came - came[0]) // _TICK_MS
    return [0, *(np.flatnonzero(np.diff(minute)) + 1).tolist()]


def _ticks(after: int, before: int, besides: Collection[int]) -> Iterator[Tick]:
    """Every minute of a silence, the instant before it ends, and these moments if they lie in it."""
    minutes = range(after + _TICK_MS, before - 1, _TICK_MS)
    for at in sorted({*minutes, before - 1, *besides}):
        if after < at < before:
            yield Tick("trial", at)


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
