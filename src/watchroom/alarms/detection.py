"""Judging in arrays: what a detector plug-in is, what it is given, and how its state is laid out.

One partition's readings are first made *fresh*: of each sensor only what is later in event time than everything
before it, finite, and wanted by some rule. That happens once for all detectors, so no plug-in can raise anything
twice because a reading was repeated, late or out of order. Each detector then holds one row for each rule, in
arrays by row, and the rows of one sensor lie side by side.
"""

import logging
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from math import isfinite
from typing import Any, ClassVar, NamedTuple

import numpy as np
from numpy.typing import NDArray

from watchroom.alarms.compiled import compiled
from watchroom.kernel.plugin import Plugin, Settings
from watchroom.kernel.registry import Registry

NEVER = -(2**62)  # the event time of a sensor that has not spoken; a gap counted from here stays within 64 bits
LAST_MS = 253_402_300_799_999  # 9999-12-31: a later "time" is no time
RAISE, RETURN = 1, 2
UNRULED, UNUSABLE, STALE = 0, 1, 2  # places in the counts of what was not judged

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]
Slots = NDArray[np.int32]
type RuleKey = int

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class RuleSpec:
    """A rule as the judge needs it. `sensor` is the dense number; `settings` are the detector's, as plain JSON.

    generation  counted up when an alarm of the rule was ended by a change of the rule: the judge then begins at rest
    """

    rule: int
    version: int
    detector: str
    sensor: int
    settings: dict[str, Any]
    generation: int = 0


@dataclass(frozen=True, slots=True)
class Limits:
    """What a person sees of a detector's settings: the line on the plot and the line below which it ends."""

    limit: float
    clear: float
    above: bool


class Fresh(NamedTuple):
    """Readings to judge, in stream order; within one slot strictly later each time. Shape of all: (n,).

    slot      the sensor's place in this partition's arrays
    at_ms     event time;  gap_ms  since the reading before it (enormous for the first)
    position  the place in the batch
    """

    slot: Slots
    value: Floats
    at_ms: Ints
    gap_ms: Ints
    position: Slots


class Seen(NamedTuple):
    """The last fresh reading of each slot. Shape: (slots,)."""

    last_ms: Ints
    last_value: Floats


class Changes(NamedTuple):
    """Room for changes, in the order in which they are found. A reading or tick changes a row once at most.

    kind      RAISE or RETURN
    onset_ms  event time at which the condition began: with rule and sensor the alarm's identity
    at_ms     event time at which it was judged;  read_ms  of the reading by which it was
    position  of that reading in the batch; -1 when a tick completed the holding time
    """

    row: Slots
    kind: NDArray[np.int8]
    onset_ms: Ints
    at_ms: Ints
    read_ms: Ints
    value: Floats
    peak: Floats
    position: Slots

    @classmethod
    def room(cls, n: int) -> "Changes":
        """Unwritten pages cost nothing, so the room may be for the worst case."""
        i4, i8, f8 = np.int32, np.int64, np.float64
        return cls(
            np.empty(n, i4), np.empty(n, np.int8), np.empty(n, i8), np.empty(n, i8),
            np.empty(n, i8), np.empty(n, f8), np.empty(n, f8), np.empty(n, i4),
        )  # fmt: skip


@dataclass(frozen=True)
class Rows:
    """The rows of one detector in one partition: rows `first[s]` to `first[s + 1]` belong to slot `s`.

    settings  arrays that the detector made of its rules' settings
    state     arrays that it may change, and nothing else may: they are what a snapshot keeps
    """

    specs: tuple[RuleSpec, ...]
    first: Slots
    slot: Slots
    settings: dict[str, NDArray[Any]]
    state: dict[str, NDArray[Any]]

    @property
    def most_a_slot(self) -> int:
        return int(np.diff(self.first).max(initial=0))


class Detector(Plugin):
    """A plug-in that says when readings are a condition. It is one file and holds no state of its own.

    quantities  codes that it understands; empty for any
    state       name to type of its state arrays, all zero at first; np.dtype((np.float64, (8,))) is eight a row
    """

    quantities: ClassVar[frozenset[str]] = frozenset()
    state: ClassVar[Mapping[str, type[np.generic] | np.dtype[Any]]] = {}

    def arrays(self, settings: Sequence[Any]) -> dict[str, NDArray[Any]]:
        """The settings of all rows, in row order, as arrays."""
        raise NotImplementedError

    def judge(self, rows: Rows, fresh: Fresh, out: Changes) -> int:
        """Judges fresh readings in order; writes changes to the front of `out`; returns how many."""
        raise NotImplementedError

    def tick(self, rows: Rows, seen: Seen, at_ms: int, out: Changes) -> int:
        """Lets time pass for all rows. Silence is not evidence: look at `seen` before holding anything true."""
        return 0

    def resettle(self, rows: Rows, row: int) -> None:
        """A rule was changed while its row had a state: make of the old state what the new settings allow."""
        for array in rows.state.values():
            array[row] = 0

    def standing(self, rows: Rows, row: int, onset_ms: int) -> None:
        """Sets a row as it is while its alarm stands, when nothing but the alarm itself is left of the past."""

    def limits(self, settings: Any) -> Limits | None:
        """What to draw; None when the detector has no line to draw."""
        return None


DETECTORS = Registry("watchroom.alarms.detectors", Detector, "watchroom.detectors")


def settings_of(detector: str, given: dict[str, Any]) -> Settings:
    """Settings read strictly. Raises KeyError for an unknown detector, pydantic's ValidationError for bad settings."""
    return DETECTORS[detector].Settings.model_validate(given)


def readable(specs: Iterable[RuleSpec]) -> dict[RuleKey, Settings]:
    """The settings of those rules that this version can judge, by rule. The others are logged: a rule that nobody can
    read any more must not keep its whole partition from being judged.
    """
    read: dict[RuleKey, Settings] = {}
    for spec in specs:
        try:
            read[spec.rule] = settings_of(spec.detector, spec.settings)
        except (KeyError, ValueError) as error:
            _log.error("rule %s (detector %s) cannot be judged: %s", spec.rule, spec.detector, error)
    return read


def lay_rows(
    detector: Detector, specs: Sequence[RuleSpec], read: Mapping[RuleKey, Settings], slot_of: Slots, slots: int
) -> Rows:
    """Rows for these rules, all of this detector: sorted by slot, then rule; the order is part of exact replay."""
    ordered = tuple(sorted(specs, key=lambda s: (int(slot_of[s.sensor]), s.rule)))
    slot = np.array([slot_of[s.sensor] for s in ordered], np.int32)
    first = np.searchsorted(slot, np.arange(slots + 1)).astype(np.int32)
    settings = detector.arrays([read[s.rule] for s in ordered])
    state: dict[str, NDArray[Any]] = {name: np.zeros(len(ordered), kind) for name, kind in detector.state.items()}
    return Rows(ordered, first, slot, settings, state)


@compiled
def accept(
    slot_of: Slots, sensor: Slots, value: Floats, at_ms: Ints, offset: int,
    last_ms: Ints, last_value: Floats,
    out_slot: Slots, out_value: Floats, out_at: Ints, out_gap: Ints, out_position: Slots, counts: Ints,
) -> int:  # fmt: skip
    """Writes the fresh ones of these readings to the `out` arrays and returns how many; keeps `last_*` up to date."""
    n = 0
    for i in range(sensor.size):
        s = sensor[i]
        if s < 0 or s >= slot_of.size or slot_of[s] < 0:
            counts[UNRULED] += 1
            continue
        slot = slot_of[s]
        t = at_ms[i]
        if not isfinite(value[i]) or t < 0 or t > LAST_MS:
            counts[UNUSABLE] += 1
            continue
        if t <= last_ms[slot]:
            counts[STALE] += 1
            continue
        out_slot[n] = slot
        out_value[n] = value[i]
        out_at[n] = t
        out_gap[n] = t - last_ms[slot]
        out_position[n] = offset + i
        last_ms[slot] = t
        last_value[slot] = value[i]
        n += 1
    return n
