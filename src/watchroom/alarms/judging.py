"""The judge of one partition: batches and ticks in, alarm changes out; the same input always gives the same output.

It knows no clock and no database. What it remembers can be taken as bytes (`snapshot`) and put back (`restore`);
judging the same messages again from there changes nothing twice, because an alarm's identity is its rule, its
sensor and the event time at which it began.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Literal, NamedTuple

import numpy as np
from numpy.typing import NDArray

from watchroom.alarms import snapshots
from watchroom.alarms.detection import (
    DETECTORS,
    LAST_MS,
    NEVER,
    RAISE,
    RETURN,
    STANDS,
    Changes,
    Combiner,
    Detector,
    Floats,
    Fresh,
    Ints,
    Rows,
    RuleSpec,
    Seen,
    Slots,
    Stood,
    Told,
    accept,
    lay_rows,
    readable,
)
from watchroom.kernel.plugin import Settings
from watchroom.sources.readings import FUTURE_MS, Message, ReadingBatch, RulesChanged, Tick

PIECE = 16_384  # readings judged at once: the columns in between stay in the processor's cache


class Change(NamedTuple):
    """One rule's condition began or ended.

    onset_ms     event time at which it began: with rule and sensor the alarm's identity
    at_ms        event time at which it was judged
    measured_ms  event time of the reading behind it;  received_ms  when we had that reading (or the tick)
    peak         the worst value since the onset
    position     of the reading in the batch; -1 when a tick completed the holding time
    """

    kind: Literal["raise", "return"]
    rule: int
    sensor: int
    onset_ms: int
    at_ms: int
    measured_ms: int
    received_ms: int
    value: float
    peak: float
    position: int


@dataclass(frozen=True, slots=True)
class Counts:
    """What was not judged: of no rule; not finite or without a possible time; repeated, late or out of order."""

    unruled: int
    unusable: int
    stale: int


class Judge:
    """Judges one partition by the rules that can be read; the others are logged and left out of `rules`."""

    def __init__(self, partition: int, rules: Sequence[RuleSpec]) -> None:
        self.partition = partition
        self._counts: Ints = np.zeros(3, np.int64)
        self._ticked_ms: int | None = None
        self._fresh = Fresh(
            np.empty(PIECE, np.int32),
            np.empty(PIECE),
            np.empty(PIECE, np.int64),
            np.empty(PIECE, np.int64),
            np.empty(PIECE, np.int32),
        )
        self._lay(rules)

    @classmethod
    def from_snapshot(cls, partition: int, data: bytes) -> "Judge":
        """A judge with the rules that were in force when the snapshot was taken. Raises snapshots.Unreadable."""
        judge = cls(partition, snapshots.unpack(data, partition).rules)
        judge.restore(data)
        return judge

    def _lay(self, rules: Sequence[RuleSpec]) -> None:
        self.asked = tuple(sorted(rules, key=lambda spec: spec.rule))  # those that cannot be read are asked for in vain
        read = readable(rules)
        self.rules = tuple(sorted((spec for spec in rules if spec.rule in read), key=lambda spec: spec.rule))
        place_of = {spec.rule: place for place, spec in enumerate(self.rules)}
        over_rules = {name for name in {spec.detector for spec in self.rules} if issubclass(DETECTORS[name], Combiner)}
        further = {sensor for spec in self.rules if spec.detector not in over_rules for sensor in spec.inputs}
        sensors = sorted({spec.sensor for spec in self.rules} | further)
        self.sensors = np.array(sensors, np.int32)
        self._slot_of: Slots = np.full(max(sensors, default=-1) + 1, -1, np.int32)
        self._slot_of[self.sensors] = np.arange(len(sensors), dtype=np.int32)
        self._seen = Seen(np.full(len(sensors), NEVER, np.int64), np.zeros(len(sensors)))
        self._stood = Stood.nothing(len(self.rules))
        self._place_of = place_of
        self._banks = [self._bank(name, read) for name in sorted({spec.detector for spec in self.rules})]
        self._combiners = [(one, rows) for one, rows in self._banks if isinstance(one, Combiner)]
        most = max((rows.most_a_slot for _, rows in self._banks), default=0)
        self._out = Changes.room(max(PIECE * most, len(self.rules)))
        self._warm()

    @property
    def counts(self) -> Counts:
        return Counts(*(int(n) for n in self._counts))

    def judge(self, batch: Message) -> list[Change]:
        """The changes that this message makes, in the order in which they happened. Changed rules make none."""
        if isinstance(batch, Tick):
            return self._tick(batch)
        if isinstance(batch, RulesChanged):
            self.replace([RuleSpec(**rule) for rule in batch.rules])
            return []
        sensor, value, at_ms = (
            _column(batch.sensor, np.int32),
            _column(batch.value, np.float64),
            _column(batch.measured_ms, np.int64),
        )
        found: list[Change] = []
        for start in range(0, len(batch), PIECE):
            piece = slice(start, start + PIECE)
            fresh = self._accept(sensor[piece], value[piece], at_ms[piece], start)
            new = [
                change
                for detector, rows in self._banks
                for change in self._named(rows, detector.judge(rows, fresh, self._out), self._out, batch)
            ]
            found += self._combined(new if len(self._banks) == 1 else sorted(new, key=_in_order), batch)
        return found

    def snapshot(self) -> bytes:
        """All that it remembers. The same history gives the same bytes."""
        kept = self._known()
        for detector, rows in self._banks:
            kept |= {f"{detector.name}.{name}": array for name, array in rows.state.items()}
        return snapshots.pack(self.partition, self.rules, self.sensors.tolist(), kept, self._ticked_ms)

    def restore(self, data: bytes) -> None:
        """Takes over what a snapshot remembers, as far as the rules are still the same.

        A rule that was changed since keeps its standing alarm and starts anew otherwise; a rule that is new starts
        at rest. Raises snapshots.Unreadable, and changes nothing, for bytes that are damaged or of another partition.
        """
        kept = snapshots.unpack(data, self.partition)
        self._check(kept)
        self._ticked_ms = kept.ticked_ms
        slots = {sensor: slot for slot, sensor in enumerate(kept.sensors)}
        for slot, sensor in enumerate(self.sensors):
            if (old := slots.get(int(sensor))) is not None:
                for name, array in self._seen._asdict().items():
                    array[slot] = kept.arrays[f"seen.{name}"][old]
        self._restore_stood(kept)
        for detector, rows in self._banks:
            self._restore_rows(detector, rows, kept)

    def seed(self, standing: Iterable[tuple[int, int]]) -> None:
        """Sets rules as they are while their alarms stand: (rule, onset in ms). For a start without a snapshot."""
        onsets = dict(standing)
        for rule in onsets.keys() & self._place_of.keys():
            self._stood.until_ms[self._place_of[rule]] = STANDS
        for detector, rows in self._banks:
            for row, spec in enumerate(rows.specs):
                if spec.rule in onsets:
                    detector.standing(rows, row, onsets[spec.rule])

    def replace(self, rules: Sequence[RuleSpec]) -> None:
        """From here on these rules judge; what is remembered is kept as in `restore`."""
        memory = self.snapshot()
        self._lay(rules)
        self.restore(memory)

    def _bank(self, name: str, read: Mapping[int, Settings]) -> tuple[Detector, Rows]:
        detector = DETECTORS[name]()
        specs = [spec for spec in self.rules if spec.detector == name]
        return detector, lay_rows(detector, specs, read, self._slot_of, self._place_of, len(self.sensors))

    def _known(self) -> dict[str, NDArray[np.generic]]:
        """What is remembered beside the detectors' own state."""
        seen = {f"seen.{name}": array for name, array in self._seen._asdict().items()}
        return seen | {f"stood.{name}": array for name, array in self._stood._asdict().items()}

    def _accept(self, sensor: Slots, value: Floats, at_ms: Ints, offset: int) -> Fresh:
        n = accept(self._slot_of, sensor, value, at_ms, offset, *self._seen, *self._fresh, self._counts)
        fresh = self._fresh
        return Fresh(fresh.slot[:n], fresh.value[:n], fresh.at_ms[:n], fresh.gap_ms[:n], fresh.position[:n])

    def _tick(self, tick: Tick) -> list[Change]:
        if not 0 <= tick.at_ms <= LAST_MS:
            return []
        self._pass_time(tick.at_ms)
        found = [
            change
            for detector, rows in self._banks
            for change in self._named(rows, detector.tick(rows, self._seen, tick.at_ms, self._out), self._out, tick)
        ]
        found = self._combined(sorted(found, key=_in_order), tick)
        for combiner, rows in self._combiners:
            late = self._named(rows, combiner.pass_time(rows, self._stood, tick.at_ms, self._out), self._out, tick)
            self._note(late)
            found += late
        return sorted(found, key=_in_order)

    def _combined(self, found: list[Change], batch: ReadingBatch | Tick) -> list[Change]:
        """These changes with those of the rules over rules, in order; both are noted for the next."""
        if not found:
            return found
        if not self._combiners:
            self._note(found)
            return found
        more: list[Change] = []
        told = _told(found, self._place_of)
        for combiner, rows in self._combiners:
            out = Changes.room(len(found) * rows.most_a_slot)
            more += self._named(rows, combiner.combine(rows, told, self._stood.copy(), out), out, batch)
        self._note(found)
        self._note(more)
        return sorted([*found, *more], key=_in_order) if more else found

    def _note(self, found: Iterable[Change]) -> None:
        for change in found:
            place = self._place_of[change.rule]
            self._stood.until_ms[place] = STANDS if change.kind == "raise" else change.at_ms
            self._stood.value[place] = change.value

    def _pass_time(self, at_ms: int) -> None:
        """Notes the tick. When the site's clock was set back, readings of a later time than any that is taken now would
        make all that follow seem late: they are forgotten. What stands goes on standing, what was rising starts anew.
        """
        before, self._ticked_ms = self._ticked_ms, at_ms
        if before is None or at_ms >= before - FUTURE_MS:
            return
        ahead = self._seen.last_ms > at_ms + FUTURE_MS
        self._seen.last_ms[ahead] = NEVER
        until_ms = self._stood.until_ms
        until_ms[(until_ms != STANDS) & (until_ms > at_ms)] = at_ms
        for detector, rows in self._banks:
            for row in [] if isinstance(detector, Combiner) else rows.of_slots(ahead):
                detector.resettle(rows, row)

    def _named(self, rows: Rows, n: int, out: Changes, batch: ReadingBatch | Tick) -> list[Change]:
        """The first `n` of the found changes as plain values; the columns' types are checked by `Changes`."""
        if not n:
            return []
        specs = [rows.specs[row] for row in out.row[:n].tolist()]
        kind, onset, at, read, value, peak, position = (column[:n].tolist() for column in out[1:])
        kinds = ["raise" if one == RAISE else "return" for one in kind]
        rule, sensor = [spec.rule for spec in specs], [spec.sensor for spec in specs]
        got = [batch.at_ms] * n if isinstance(batch, Tick) else batch.received_ms[out.position[:n]].tolist()
        return list(map(Change, kinds, rule, sensor, onset, at, read, got, value, peak, position))

    def _check(self, kept: snapshots.Kept) -> None:
        """A plug-in may have changed what it remembers since: then its old state means nothing to it."""
        mine = self._known()
        for detector, rows in self._banks:
            if kept.rows_of(detector.name):
                mine |= {f"{detector.name}.{name}": array for name, array in rows.state.items()}
        for name, array in mine.items():
            old = kept.arrays.get(name)
            if old is None and name.startswith("stood."):
                continue  # a snapshot from before there were rules over rules
            if old is None or (old.dtype, old.shape[1:]) != (array.dtype, array.shape[1:]):
                raise snapshots.Unreadable(f"{name} is missing or of another type")

    def _restore_stood(self, kept: snapshots.Kept) -> None:
        before = {spec.rule: (place, spec) for place, spec in enumerate(kept.rules)}
        for place, spec in enumerate(self.rules):
            was, old = before.get(spec.rule, (-1, None))
            if old is None or (old.sensor, old.generation) != (spec.sensor, spec.generation):
                continue
            for name, array in self._stood._asdict().items():
                if f"stood.{name}" in kept.arrays:
                    array[place] = kept.arrays[f"stood.{name}"][was]

    def _restore_rows(self, detector: Detector, rows: Rows, kept: snapshots.Kept) -> None:
        old_rows = {spec.rule: (row, spec) for row, spec in enumerate(kept.rows_of(detector.name))}
        for row, spec in enumerate(rows.specs):
            old_row, old = old_rows.get(spec.rule, (-1, None))
            if old is None or (old.sensor, old.generation) != (spec.sensor, spec.generation):
                continue
            for name, array in rows.state.items():
                array[row] = kept.arrays[f"{detector.name}.{name}"][old_row]
            if (old.settings, old.inputs) != (spec.settings, spec.inputs):
                detector.resettle(rows, row)

    def _warm(self) -> None:
        """Compiles now, on nothing and on copies, what the first reading would otherwise wait for."""
        nothing = self._accept(np.empty(0, np.int32), np.empty(0), np.empty(0, np.int64), 0)
        for detector, rows in self._banks:
            copy = replace(rows, state={name: array.copy() for name, array in rows.state.items()})
            detector.judge(copy, nothing, self._out)
            detector.tick(copy, self._seen, 0, self._out)
            if isinstance(detector, Combiner):
                detector.combine(copy, _told([], self._place_of), self._stood.copy(), self._out)
                detector.pass_time(copy, self._stood.copy(), 0, self._out)


def _in_order(change: Change) -> tuple[int, int]:
    return change.position, change.rule


def _told(found: Sequence[Change], place_of: Mapping[int, int]) -> Told:
    return Told(
        np.array([place_of[change.rule] for change in found], np.int32),
        np.array([RAISE if change.kind == "raise" else RETURN for change in found], np.int8),
        np.array([change.at_ms for change in found], np.int64),
        np.array([change.value for change in found], np.float64),
        np.array([change.position for change in found], np.int32),
    )


def _column[T: np.generic](column: NDArray[T], kind: type[T]) -> NDArray[T]:
    """Plain memory of the one type that the loops are compiled for; copied only when it is not that already."""
    return np.require(column, kind, ["C", "W"])
