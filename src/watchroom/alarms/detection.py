"""Judging in arrays: what a detector plug-in is, what it is given, and how its state is laid out.

One partition's readings are first made *fresh*: of each sensor only what is later in event time than everything
before it, finite, and wanted by some rule. That happens once for all detectors, so no plug-in can raise anything
twice because a reading was repeated, late or out of order. Each detector then holds one row for each rule, in
arrays by row, and the rows of one sensor lie side by side. A rule that listens to more than its sensor is told for
each fresh reading which of its inputs it is; a rule over rules (a `Combiner`) hears how their conditions begin and end.
"""

import logging
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from math import isfinite
from typing import Any, ClassVar, Literal, NamedTuple

import numpy as np
from numpy.typing import NDArray

from watchroom.alarms.compiled import compiled
from watchroom.kernel.plugin import Plugin, Settings
from watchroom.kernel.registry import Registry
from watchroom.kernel.units import Quantity

NEVER = -(2**62)  # the event time of a sensor that has not spoken; a gap counted from here stays within 64 bits
STANDS = 2**62  # in place of the time at which a rule's condition ended: it has not
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
    inputs      what else it listens to, in order: dense numbers of sensors, or rules, as its detector `takes`
    """

    rule: int
    version: int
    detector: str
    sensor: int
    settings: dict[str, Any]
    generation: int = 0
    inputs: tuple[int, ...] = ()

    def __post_init__(self) -> None:
        object.__setattr__(self, "inputs", tuple(self.inputs))  # JSON brings a list


@dataclass(frozen=True, slots=True)
class Inputs:
    """What a rule of a detector listens to beside its own sensor; all of one partition.

    of          further sensors, or other rules
    least, most how many of them
    alike       they measure what the rule's own sensor measures
    quantities  what each of them measures, in order; empty for anything
    """

    of: Literal["sensors", "rules"] = "sensors"
    least: int = 0
    most: int = 0
    alike: bool = False
    quantities: tuple[str, ...] = ()


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


class Told(NamedTuple):
    """Conditions of other rules that began or ended, in order; those of one position belong to one reading. Shape: (n,).

    rule  the place in `Stood`;  kind  RAISE or RETURN;  the others as in `Changes`
    """

    rule: Slots
    kind: NDArray[np.int8]
    at_ms: Ints
    value: Floats
    position: Slots


class Stood(NamedTuple):
    """What is known of each rule of the partition, in the order of `Judge.rules`. Shape: (rules,).

    until_ms  event time at which its condition ended; STANDS while it has not, NEVER when it never began
    value     by which it last began or ended
    """

    until_ms: Ints
    value: Floats

    @classmethod
    def nothing(cls, rules: int) -> "Stood":
        return cls(np.full(rules, NEVER, np.int64), np.zeros(rules))

    def copy(self) -> "Stood":
        return Stood(self.until_ms.copy(), self.value.copy())


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
    """The rows of one detector in one partition: entries `first[s]` to `first[s + 1]` belong to slot `s`.

    row, input  by entry: whose input the slot is, and which (0 the rule's own sensor, 1 the first of its `inputs`, …).
                Without inputs an entry is a row, and the rows of one sensor lie side by side
    slot        by row: that of the rule's own sensor
    settings    arrays that the detector made of its rules' settings
    state       arrays that it may change, and nothing else may: they are what a snapshot keeps
    A Combiner's slots are rules: entries `first[k]` to `first[k + 1]` belong to the rule at place `k` of `Stood`, and
    its inputs count from 0.
    """

    specs: tuple[RuleSpec, ...]
    first: Slots
    row: Slots
    input: Slots
    slot: Slots
    settings: dict[str, NDArray[Any]]
    state: dict[str, NDArray[Any]]

    @cached_property
    def listens(self) -> Slots:
        """By row: how many inputs it has, its own sensor included."""
        return np.bincount(self.row, minlength=len(self.specs)).astype(np.int32)

    @property
    def most_a_slot(self) -> int:
        return int(np.diff(self.first).max(initial=0))

    def of_slots(self, which: NDArray[np.bool_]) -> list[int]:
        """The rows that listen to one of these slots."""
        found: list[int] = np.unique(self.row[np.repeat(which, np.diff(self.first))]).tolist()
        return found


class Detector(Plugin):
    """A plug-in that says when readings are a condition. It is one file and holds no state of its own.

    quantities  codes that it understands; empty for any
    takes       what its rules listen to beside their sensor; nothing by default
    measure     what the value of its alarms is, where that is not what the sensor measures: a distance, a speed
    state       name to type of its state arrays, all zero at first; `np.dtype((np.int64, 8))` for eight values a row
    """

    quantities: ClassVar[frozenset[str]] = frozenset()
    takes: ClassVar[Inputs] = Inputs()
    measure: ClassVar[Quantity | None] = None
    state: ClassVar[Mapping[str, type[np.generic] | np.dtype[Any]]] = {}

    def fits(self, settings: Any, inputs: int) -> bool:
        """Whether a rule with these settings can have so many inputs, beyond what `takes` says."""
        return True

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
        """The limit of the alarm's value, which is drawn where that is what the sensor measures; None without one."""
        return None


class Combiner(Detector):
    """A detector whose rules listen to other rules. It hears of them what becomes an alarm, in the order of the stream."""

    def judge(self, rows: Rows, fresh: Fresh, out: Changes) -> int:
        return 0

    def combine(self, rows: Rows, told: Told, stood: Stood, out: Changes) -> int:
        """Judges what began and ended. `stood` is a copy of what was known before; the detector carries it on."""
        raise NotImplementedError

    def pass_time(self, rows: Rows, stood: Stood, at_ms: int, out: Changes) -> int:
        """Lets time pass for all rows, after `combine` of the same tick."""
        return 0


DETECTORS = Registry("watchroom.alarms.detectors", Detector, "watchroom.detectors")


def settings_of(detector: str, given: dict[str, Any]) -> Settings:
    """Settings read strictly. Raises KeyError for an unknown detector, pydantic's ValidationError for bad settings."""
    return DETECTORS[detector].Settings.model_validate(given)


def readable(specs: Iterable[RuleSpec]) -> dict[RuleKey, Settings]:
    """The settings of those rules that this version can judge, by rule. The others are logged: a rule that nobody can
    read any more must not keep its whole partition from being judged.
    """
    read: dict[RuleKey, Settings] = {}
    combined: list[RuleSpec] = []
    for spec in specs:
        try:
            settings = settings_of(spec.detector, spec.settings)
            _check_inputs(DETECTORS[spec.detector](), settings, spec)
        except (KeyError, ValueError) as error:
            _log.error("rule %s (detector %s) cannot be judged: %s", spec.rule, spec.detector, error)
        else:
            read[spec.rule] = settings
            combined += [spec] if issubclass(DETECTORS[spec.detector], Combiner) else []
    plain = read.keys() - {spec.rule for spec in combined}
    for spec in combined:
        if not plain >= set(spec.inputs):
            _log.error("rule %s cannot be judged: not all of its inputs %s are", spec.rule, spec.inputs)
            del read[spec.rule]
    return read


def _check_inputs(detector: Detector, settings: Settings, spec: RuleSpec) -> None:
    n, takes = len(spec.inputs), detector.takes
    if not takes.least <= n <= takes.most or len(set(spec.inputs)) < n or not detector.fits(settings, n):
        raise ValueError(f"it cannot have the inputs {spec.inputs}")


def lay_rows(
    detector: Detector,
    specs: Sequence[RuleSpec],
    read: Mapping[RuleKey, Settings],
    slot_of: Slots,
    place_of: Mapping[RuleKey, int],
    slots: int,
) -> Rows:
    """Rows for these rules, all of this detector: sorted by slot, then rule; the order is part of exact replay.

    place_of  of each rule in `Stood`
    """
    ordered = tuple(sorted(specs, key=lambda s: (int(slot_of[s.sensor]), s.rule)))
    slot = np.array([slot_of[s.sensor] for s in ordered], np.int32)
    if isinstance(detector, Combiner):
        entries = [(place_of[rule], row, k) for row, s in enumerate(ordered) for k, rule in enumerate(s.inputs)]
        slots = len(place_of)
    else:
        heard = [(s.sensor, *s.inputs) for s in ordered]
        entries = [(int(slot_of[one]), row, k) for row, ones in enumerate(heard) for k, one in enumerate(ones)]
    of, row, place = (
        (np.array(column, np.int32) for column in zip(*sorted(entries), strict=True)) if entries else (slot,) * 3
    )
    first = np.searchsorted(of, np.arange(slots + 1)).astype(np.int32)
    settings = detector.arrays([read[s.rule] for s in ordered])
    state: dict[str, NDArray[Any]] = {name: np.zeros(len(ordered), kind) for name, kind in detector.state.items()}
    return Rows(ordered, first, row, place, slot, settings, state)


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
