"""Judging one partition: read in order, judge, commit what changed together with the position.

The owner of the row does it. What it remembers (the judge's state, the newest values) is written as a snapshot every
ten seconds; after a crash the messages since then are judged again with writing off up to the committed position, and
because judging is deterministic the state is exactly what it was. Nothing is acknowledged to the broker.
"""

import logging
import struct
import time
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, Protocol

import numpy as np

from watchroom.journal.book import book
from watchroom.kernel.clock import from_ms, ms
from watchroom.sources import actions, history, leases
from watchroom.sources.catalogue import Catalogue
from watchroom.sources.faults import HistoryBroken
from watchroom.sources.latest import LatestTable
from watchroom.sources.leases import Lease
from watchroom.sources.models import Health, Source
from watchroom.sources.readings import (
    AWAY_MS,
    FUTURE_MS,
    Message,
    ReadingBatch,
    RulesChanged,
    Run,
    Tick,
    Unreadable,
    decode,
    decode_runs,
)
from watchroom.sources.rules import is_silent

ACTOR = "watch:detect"
SOURCES_ACTOR = "watch:sources"
SNAPSHOT_S = 10.0
COMMIT_S = 1.0
HISTORY_S = 60.0
HISTORY_ROWS = 200_000
MOST_YOUNG = 5_000_000  # rows that wait for the history, about 120 MB
SEEN_S = 5.0
_FORMAT = b"watchroom partition 1\n"
_log = logging.getLogger(__name__)


class Judging(Protocol):
    def judge(self, batch: Any, /) -> list[Any]: ...

    def snapshot(self) -> bytes: ...


class Detection(Protocol):
    """What this room asks of the one that judges. All but `judge` itself may ask the database."""

    def begin(self, partition: int, snapshot: bytes | None) -> Judging:
        """A judge as it was when the snapshot was taken, with the rules of that time."""
        ...

    def news(self, partition: int, judge: Judging) -> list[dict[str, Any]] | None:
        """The rules as they are now, when the judge has others."""
        ...

    def write(self, changes: Sequence[Any], batch: str) -> None:
        """Writes what was judged, inside the open book; what was written before changes nothing."""
        ...


@dataclass(frozen=True, slots=True)
class Step:
    """One thing to judge. `writes` is false while the past is judged again."""

    message: Message
    writes: bool


class Work:
    """One partition's work between lease and release. `absorb` on the loop, `judge` and `commit` in the book's thread."""

    def __init__(self, lease: Lease, detection: Detection, catalogue: Catalogue, data: Path) -> None:
        self.lease, self.partition = lease, lease.number
        self.catalogue = catalogue
        self._detection, self._data = detection, data
        self.latest = LatestTable()
        self.young: list[Run] = []
        self.rows = 0
        self.sequence = lease.position
        self.ticked_ms = _ms(lease.ticked_until)
        self._away_ms = 0
        self._judged = self._in_history = lease.snapshot_position
        self.heard: dict[int, int] = {}
        self._health: dict[int, str] = {}
        self._silent: set[int] = set()
        self._owed: list[tuple[str, list[Any]]] = []
        self._snapshot_due = False
        self._seen: dict[int, int] = {}
        now = time.monotonic()
        self._committed, self._snapshotted, self._appended, self._seen_at, self._refreshed = now, now, now, now, now

    def begin(self) -> int:
        """Loads the snapshot; the position after which reading has to begin."""
        judge, table = _unpack(self.lease.snapshot)
        if judge is None:
            _log.info("partition %s has no snapshot", self.partition)
        self._judge = self._detection.begin(self.partition, judge)
        if table:
            self.latest.unpack(table)
        self.catalogue.fresh()
        self.refresh_health()
        self.heard |= self.latest.heard(self.catalogue.source_of)
        try:
            self._in_history = history.position(self._data, self.lease.stream, self.partition)
        except HistoryBroken as error:  # judging does not wait for it
            _log.error("partition %s: %s", self.partition, error)
            self._in_history = self._judged
        return min(self._judged, self._in_history)

    # ---- on the loop ------------------------------------------------------------------------------------------------

    def absorb(self, got: Sequence[tuple[int, bytes]]) -> list[Step]:
        """Takes messages in: values, history, silence; what is to be judged comes back, readings in a row as one.

        The reader hands over about a megabyte at most, so no batch is too long.
        """
        steps: list[Step] = []
        for one in decode_runs(got, self.partition, (self._judged, self._in_history, self.lease.position)):
            steps += self._take_in(one) if isinstance(one, Run) else self._take_one(*one)
        self.sequence = got[-1][0] if got else self.sequence
        return steps

    def _take_one(self, sequence: int, data: bytes) -> list[Step]:
        try:
            message = decode(data, self.partition, sequence)
        except Unreadable as error:
            _log.error("a message of the stream was passed over: %s", error)
            return []
        if isinstance(message, ReadingBatch):
            return self._take_in(Run(message, [sequence], np.array([len(message)])))
        if sequence <= self._judged:
            return []
        if isinstance(message, Tick):
            self._tick(message, news=sequence > self.lease.position)
        return [Step(message, sequence > self.lease.position)]

    def _take_in(self, run: Run) -> list[Step]:
        batch = run.batch
        if run.last > self._in_history:
            self.young.append(run)
            self.rows += len(batch)
            while self.rows > MOST_YOUNG:  # the history cannot be written for long: the newest are kept
                self.rows -= len(self.young.pop(0).batch)
        if run.last <= self._judged or not len(batch):
            return []
        self.latest.update(batch)
        received = int(batch.received_ms.max())
        for source in self.catalogue.sources_of(batch.sensor):
            self.heard[source] = max(self.heard.get(source, 0), received)
            self._silent.discard(source)
        return [Step(batch, run.last > self.lease.position)]

    def _tick(self, tick: Tick, *, news: bool) -> None:
        """Who is silent. Time in which we were away ourselves is nobody's silence.

        When the clock was set back nothing was heard later than now; a tick of the past that is judged again says
        nothing about the clock.
        """
        if self.ticked_ms and tick.at_ms - self.ticked_ms > AWAY_MS:
            self._away_ms = tick.at_ms
        if news and tick.at_ms < self.ticked_ms - FUTURE_MS:
            self.heard = {source: min(last, tick.at_ms) for source, last in self.heard.items()}
            self._seen = {source: min(last, tick.at_ms) for source, last in self._seen.items()}
            self.latest.forget_after(tick.at_ms + FUTURE_MS)
            self._away_ms = min(self._away_ms, tick.at_ms)
        self.ticked_ms = tick.at_ms
        homes = self.catalogue.homes
        for source, every_s in self.catalogue.every_s.items():
            last = self.heard.get(source, 0)
            if (
                last
                and homes.get(source) == self.partition
                and is_silent(max(last, self._away_ms), every_s, tick.at_ms)
            ):
                self._silent.add(source)
            else:
                self._silent.discard(source)  # its sensors of another partition may have spoken

    # ---- in the book's thread ---------------------------------------------------------------------------------------

    def judge(self, steps: Sequence[Step], upto: int, *, now: bool) -> None:
        """Judges, and commits when something changed, when a second has gone by, or `now`.

        Raises LeaseLost; DatabaseError when the database cannot be written: then call `commit` until it can.
        """
        for step in steps:
            changes = self._judge.judge(step.message)
            if changes and step.writes:
                self._owed.append((step.message.name, changes))
            if isinstance(step.message, RulesChanged):
                self._snapshot_due = True
        self._judged = max(self._judged, upto)
        due = time.monotonic() - self._committed >= COMMIT_S
        if due or (self._judged >= self.lease.position and (self._owed or self._snapshot_due or now)):
            self.commit()

    def commit(self) -> None:
        """Alarm changes, how the sources are, and the position, together. Raises LeaseLost, DatabaseError."""
        clock = time.monotonic()
        if self._judged < self.lease.position:
            leases.hold(self.lease)  # still judging the past: the row knows more than we do yet
            self._committed = clock
            return
        snapshot = None
        if self._snapshot_due or clock - self._snapshotted >= SNAPSHOT_S:
            snapshot = _pack(self._judge.snapshot(), self.latest.pack())
        with book(actor=ACTOR):
            for name, changes in self._owed:
                self._detection.write(changes, name)
            told = self._tell_sources(clock)
            ticked = from_ms(self.ticked_ms) if self.ticked_ms else None
            renewed = leases.renew(self.lease, position=self._judged, ticked_until=ticked, snapshot=snapshot)
        self.lease, self._committed, self._owed = renewed, clock, []
        self._seen |= told
        if snapshot is not None:
            self._snapshotted, self._snapshot_due = clock, False
        self._health |= dict.fromkeys(self._silent, Health.SILENT)
        if clock - self._refreshed >= COMMIT_S:
            self._refreshed = clock
            self.refresh_health()

    def _tell_sources(self, clock: float) -> dict[int, int]:
        for source in [s for s in self._silent if self._health.get(s) != Health.SILENT]:
            actions.went_silent(source, from_ms(self.heard[source]), actor=SOURCES_ACTOR)
        fresh = {source: at for source, at in self.heard.items() if at > self._seen.get(source, 0)}
        for source in [s for s in fresh if self._health.get(s) not in (None, Health.WELL) and s not in self._silent]:
            actions.heard(source, from_ms(fresh[source]), actor=SOURCES_ACTOR)
        if fresh and clock - self._seen_at >= SEEN_S:
            self._seen_at = clock
            for source, at in fresh.items():
                Source.objects.filter(pk=source).update(last_seen=from_ms(at))
            return fresh
        return {}

    def refresh_health(self) -> None:
        rows = Source.objects.filter(retired=False).values_list("pk", "health", "last_seen")
        for source, health, seen in rows:
            self._health[source] = health
            known = min(_ms(seen), self.ticked_ms) if self.ticked_ms else _ms(seen)
            self.heard[source] = max(self.heard.get(source, 0), known)

    def finish(self) -> None:
        """A last commit with a snapshot, so that the next owner has nothing to judge again."""
        self._snapshot_due = True
        self.commit()

    def rules_news(self) -> list[dict[str, Any]] | None:
        return self._detection.news(self.partition, self._judge)

    def recent(self, sensor: int | None) -> dict[str, list[Any]]:
        """On the loop: this sensor's readings (None: everybody's) that are not in the history yet, in columns."""
        found: dict[str, list[Any]] = {"sensor": [], "value": [], "measured_ms": [], "received_ms": []}
        for batch in (run.batch for run in self.young):
            mine = np.ones(len(batch), bool) if sensor is None else batch.sensor == sensor
            if mine.any():
                for name, column in found.items():
                    column += getattr(batch, name)[mine].tolist()
        return found

    # ---- in the history's thread ------------------------------------------------------------------------------------

    def history_due(self) -> bool:
        return bool(self.young) and (self.rows >= HISTORY_ROWS or time.monotonic() - self._appended >= HISTORY_S)

    def to_store(self) -> list[Run]:
        """On the loop: the oldest that are not in the history, about HISTORY_ROWS of them."""
        taken: list[Run] = []
        rows = 0
        for run in self.young:
            if rows >= HISTORY_ROWS:
                break
            taken.append(run)
            rows += len(run.batch)
        return taken

    def append(self, taken: list[Run]) -> None:
        messages = [one for run in taken for one in run.by_message()]
        history.append(self._data, self.lease.stream, self.partition, messages, taken[-1].last)

    def appended(self, upto: int) -> None:
        """On the loop: what is in the history need not be remembered."""
        self._in_history, self._appended = max(self._in_history, upto), time.monotonic()
        self.young = [run for run in self.young if run.last > upto]
        self.rows = sum(len(run.batch) for run in self.young)


def _ms(at: datetime | None) -> int:
    return ms(at) if at else 0


def _pack(judge: bytes, table: bytes) -> bytes:
    return _FORMAT + struct.pack("<Q", len(judge)) + judge + table


def _unpack(data: bytes | None) -> tuple[bytes | None, bytes | None]:
    """The judge's part and the values' part; nothing of bytes that this version did not write."""
    if not data or not data.startswith(_FORMAT):
        return None, None
    start = len(_FORMAT) + 8
    (size,) = struct.unpack("<Q", data[len(_FORMAT) : start])
    return data[start : start + size], data[start + size :]
