"""From what a device offers to what is taken: each reading for itself, with the reason for each that is not."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

from watchroom.kernel.canonical import decimal_text
from watchroom.kernel.clock import from_ms, iso, ms, parse_time
from watchroom.kernel.faults import Fault
from watchroom.kernel.text import shown
from watchroom.kernel.units import Quantity
from watchroom.kernel.words import Words
from watchroom.sources.faults import (
    BadTime,
    FromFuture,
    NotFinite,
    NotItsSensor,
    NotNumber,
    OutOfRange,
    TooOld,
    UnknownSensor,
    WrongUnit,
)
from watchroom.sources.measures import conversion
from watchroom.sources.payloads import Offer
from watchroom.sources.readings import FUTURE_MS, OLDEST_MS

_LAST_MS = 253_402_300_799_999


@dataclass(frozen=True, slots=True)
class Known:
    """A registered sensor, as far as checking needs it."""

    number: int
    code: str
    source: int
    partition: int
    quantity: Quantity


@dataclass(frozen=True, slots=True)
class Refused:
    """One reading, or one whole message, that was not taken. `place` is its position in the message; -1 the whole."""

    place: int
    sensor: str
    fault: Fault


@dataclass(frozen=True)
class Taken:
    """What of an offer is taken, in columns of one length, and what is not."""

    sensor: NDArray[np.int32]
    value: NDArray[np.float64]
    measured_ms: NDArray[np.int64]
    partition: NDArray[np.int16]
    source: NDArray[np.int64]
    refused: list[Refused] = field(default_factory=list)

    def __len__(self) -> int:
        return int(self.sensor.size)


def nothing(refused: list[Refused]) -> Taken:
    return Taken(
        np.empty(0, np.int32), np.empty(0), np.empty(0, np.int64), np.empty(0, np.int16), np.empty(0, np.int64), refused
    )


def check(offer: Offer, known: Mapping[str, Known], received_ms: int, *, source: int, device: str) -> Taken:
    """Takes what is right. `source` is the one whose sensors this device may speak for.

    Values must be finite and believable, units the sensor's own, times neither from the future (over two minutes)
    nor older than thirty days. A late time is right: it is taken, and judged by its own time.
    """
    look = _Look(offer, known, source, device)
    sensors = look.sensors()
    values = look.values(sensors)
    measured = look.times(received_ms)
    keep = np.array([place not in look.faults for place in range(len(offer))], bool)
    kept = [sensor for place, sensor in enumerate(sensors) if sensor is not None and keep[place]]
    return Taken(
        np.array([s.number for s in kept], np.int32),
        values[keep],
        measured[keep],
        np.array([s.partition for s in kept], np.int16),
        np.array([s.source for s in kept], np.int64),
        [Refused(place, shown(offer.sensor[place]), fault) for place, fault in sorted(look.faults.items())],
    )


class _Look:
    """One look over an offer; of several faults in one reading the first is told."""

    def __init__(self, offer: Offer, known: Mapping[str, Known], source: int, device: str) -> None:
        self.offer, self.known, self.source, self.device = offer, known, source, device
        self.faults: dict[int, Fault] = {}
        self.converted: dict[int, tuple[float, float]] = {}

    def refuse(self, place: int, fault: Fault) -> None:
        self.faults.setdefault(place, fault)

    def sensors(self) -> list[Known | None]:
        return [self._sensor(place, code) for place, code in enumerate(self.offer.sensor)]

    def _sensor(self, place: int, code: Any) -> Known | None:
        sensor = self.known.get(code) if isinstance(code, str) else None
        if sensor is None:
            self.refuse(place, UnknownSensor(sensor=shown(code)))
        elif sensor.source != self.source:
            self.refuse(place, NotItsSensor(sensor=sensor.code, device=self.device))
        elif (unit := self.offer.unit[place]) is not None and unit != sensor.quantity.unit:
            self._unit(place, unit, sensor.quantity.unit)
        return sensor

    def _unit(self, place: int, given: Any, ours: str) -> None:
        known = conversion(given, ours) if self.offer.converts and isinstance(given, str) else None
        if known is None:
            self.refuse(place, WrongUnit(given=shown(given), unit=ours))
        else:
            self.converted[place] = known

    def values(self, sensors: Sequence[Known | None]) -> NDArray[np.float64]:
        given = self.offer.value
        if {type(value) for value in given} <= {int, float}:
            values = np.array([_float(value) for value in given], np.float64)
        else:
            values = np.array([self._value(place, value) for place, value in enumerate(given)], np.float64)
        for at, (factor, offset) in self.converted.items():
            values[at] = values[at] * factor + offset
        low = np.array([s.quantity.low if s else -math.inf for s in sensors], np.float64)
        high = np.array([s.quantity.high if s else math.inf for s in sensors], np.float64)
        for place in np.flatnonzero(~((values >= low) & (values <= high))):
            self._refuse_value(int(place), float(values[place]), sensors[int(place)])
        return values

    def _value(self, place: int, value: Any) -> float:
        if isinstance(value, int | float) and not isinstance(value, bool):
            return _float(value)
        self.refuse(place, NotNumber(value=shown(value)))
        return math.nan

    def _refuse_value(self, place: int, value: float, sensor: Known | None) -> None:
        if not math.isfinite(value):
            self.refuse(place, NotFinite(value=str(value)))
        elif sensor is not None:
            q = sensor.quantity
            low, high = decimal_text(q.low), decimal_text(q.high)
            self.refuse(place, OutOfRange(value=f"{value:g}", quantity=q.title, low=low, high=high, unit=q.unit_words))

    def times(self, received_ms: int) -> NDArray[np.int64]:
        times = np.array(
            [self._time(place, given, received_ms) for place, given in enumerate(self.offer.measured)], np.int64
        )
        for place in np.flatnonzero(times - received_ms > FUTURE_MS):
            ahead = _span(int(times[place]) - received_ms)
            self.refuse(int(place), FromFuture(measured=iso(from_ms(int(times[place]))), ahead=ahead))
        for place in np.flatnonzero(received_ms - times > OLDEST_MS):
            self.refuse(int(place), TooOld(measured=iso(from_ms(int(times[place]))), days=OLDEST_MS // 86_400_000))
        return times

    def _time(self, place: int, given: Any, received_ms: int) -> int:
        """Milliseconds; the moment of receipt for a reading without a time, and for one whose time is refused."""
        if given is None:
            return received_ms
        try:
            if isinstance(given, str) and len(given) <= 40:
                return ms(parse_time(given))
            if isinstance(given, int | float) and not isinstance(given, bool) and 0 <= given <= _LAST_MS:
                return int(given)
        except (ValueError, OverflowError):
            pass
        self.refuse(place, BadTime(given=shown(given)))
        return received_ms


def _float(value: int | float) -> float:
    """A whole number of hundreds of digits is infinite to us, and refused like that."""
    try:
        return float(value)
    except OverflowError:
        return math.inf if value > 0 else -math.inf


def _span(milliseconds: int) -> Words:
    seconds = milliseconds // 1000
    if seconds < 120:
        return Words(zh=f"{seconds} 秒", en=f"{seconds} s")
    if seconds < 7200:
        return Words(zh=f"{seconds // 60} 分钟", en=f"{seconds // 60} min")
    if seconds < 172_800:
        return Words(zh=f"{seconds // 3600} 小时", en=f"{seconds // 3600} h")
    return Words(zh=f"{seconds // 86_400} 天", en=f"{seconds // 86_400} days")
