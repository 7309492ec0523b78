"""What a person is told besides while an alarm's condition stands: the worst value so far, and what ends it."""

from dataclasses import dataclass
from datetime import datetime

from watchroom.alarms import queries
from watchroom.alarms.detection import DETECTORS, settings_of
from watchroom.alarms.models import Alarm
from watchroom.alarms.rules import STANDING, State, worse
from watchroom.alarms.saying import number
from watchroom.kernel.canonical import decimal_text
from watchroom.kernel.clock import from_ms, ms
from watchroom.kernel.words import Words
from watchroom.sources import past, plot_rules
from watchroom.sources.faults import HistoryBroken

CLEARS_UNDER = Words(zh="低于 {clear} {unit}", en="below {clear} {unit}")
CLEARS_FROM = Words(zh="{clear} {unit} 及以上", en="{clear} {unit} or more")
FOR = Words(zh="持续 {span}", en="for {span}")
HELD = Words(zh="{what}，{held}", en="{what} {held}")


@dataclass(frozen=True)
class Worst:
    """`at`: when it was, to the stretch of the past that holds it; `upto`: until when it was looked."""

    value: str
    at: datetime
    upto: datetime


def worst_so_far(row: Alarm, now: datetime) -> Worst | None:
    """The row's own peak is told at its return; until then only the past knows it. None when it does not, or need not."""
    sensor = row.sensor
    if sensor is None or row.limit is None or State(row.state) not in STANDING:
        return None
    since, until = ms(row.onset), max(ms(now), ms(row.onset)) + 1
    size = plot_rules.size_for(until - since)
    try:
        found = past.of(sensor, *plot_rules.outward(since, until, size), size)
    except HistoryBroken:
        return None
    if not len(found):
        return None
    column = found.high if row.above else found.low
    place = int(column.argmax() if row.above else column.argmin())
    value = worse(row.above, row.peak, float(column[place]))
    at = max(from_ms(int(found.at_ms[place])), row.onset) if value == float(column[place]) else row.measured_at
    return Worst(number(value, sensor.measured, row.limit), at, now)


def begun_by(row: Alarm) -> Words | None:
    """For how long the condition had to hold before it was raised."""
    held = _setting(row, "hold_s")
    return FOR.fill(span=_span(held)) if held else None


def ended_by(row: Alarm) -> Words | None:
    """What the rule waits for before the condition counts as gone; None when it has another limit by now."""
    line = queries.limits(row.rule) if row.sensor else None
    if row.sensor is None or line is None or line.limit != row.limit:
        return None
    words = CLEARS_UNDER if row.above else CLEARS_FROM
    words = words.fill(clear=decimal_text(line.clear), unit=row.sensor.measured.unit_words)
    held = _setting(row, "clear_hold_s")
    return HELD.fill(what=words, held=FOR.fill(span=_span(held))) if held else words


def _setting(row: Alarm, name: str) -> float:
    """A time that some detectors have among their settings; 0 where there is none."""
    if row.sensor is None or row.rule.detector not in DETECTORS:
        return 0
    return float(getattr(settings_of(row.rule.detector, row.rule.settings), name, 0))


def _span(seconds: float) -> Words:
    if seconds >= 120 and seconds % 60 == 0:
        return Words(zh=f"{seconds / 60:g} 分钟", en=f"{seconds / 60:g} min")
    return Words(zh=f"{seconds:g} 秒", en=f"{seconds:g} s")
