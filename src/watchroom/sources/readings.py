"""What travels in a partition: batches of readings in columns, and ticks, by which alone time enters judging.

A message of the stream is JSON with one array a column, because one object a reading decodes at a quarter of the
speed. Everything that changes judging is such a message, so that a replay from any position is exact.
"""

import zlib
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from operator import itemgetter
from typing import Any

import numpy as np
import orjson
from numpy.typing import NDArray

from watchroom.kernel.compiled import has_compiler
from watchroom.sources import columns

FUTURE_MS = 120_000  # a reading from further ahead is the device's clock, not the weather
LATE_MS = 3_600_000  # later than this it is recorded and judged by its own time, but is no news
AWAY_MS = 300_000  # a longer step between two ticks means that this site was down
OLDEST_MS = 30 * 86_400_000
MOST_MESSAGE = 256 * 1024
MOST_READINGS = 10_000
MOST_IN_MESSAGE = 5_000
_MOST_RULES = 16 << 20


class Unreadable(ValueError):
    """A message of the stream that this version cannot read."""


@dataclass(frozen=True)
class ReadingBatch:
    """Readings of one partition in stream order. Shape of all columns: (n,).

    name         `batch:<partition>@<sequence>`, by which the journal refers to it
    sensor       dense numbers
    measured_ms  event time;  received_ms  when we had it; both milliseconds since 1970, UTC
    """

    name: str
    sensor: NDArray[np.int32]
    value: NDArray[np.float64]
    measured_ms: NDArray[np.int64]
    received_ms: NDArray[np.int64]

    def __len__(self) -> int:
        return int(self.sensor.size)

    @property
    def columns(self) -> tuple[NDArray[np.int32], NDArray[np.float64], NDArray[np.int64], NDArray[np.int64]]:
        return self.sensor, self.value, self.measured_ms, self.received_ms

    def part(self, begin: int, end: int) -> "ReadingBatch":
        sensor, value, measured_ms, received_ms = self.columns
        return ReadingBatch(
            self.name, sensor[begin:end], value[begin:end], measured_ms[begin:end], received_ms[begin:end]
        )


@dataclass(frozen=True, slots=True)
class Run:
    """Readings of several messages in a row, to be judged as one batch.

    sequences  of the messages;  ends  of each: how many readings there are up to its end
    """

    batch: ReadingBatch
    sequences: Sequence[int]
    ends: NDArray[np.int64]

    @property
    def last(self) -> int:
        return self.sequences[-1]

    def by_message(self) -> Iterator[tuple[int, ReadingBatch]]:
        """Each message's readings with its sequence."""
        begin = 0
        for sequence, end in zip(self.sequences, self.ends.tolist(), strict=True):
            yield sequence, self.batch.part(begin, end)
            begin = end


@dataclass(frozen=True, slots=True)
class Tick:
    """The present instant, once a second, in the stream like everything else: so a replay sees the same time pass."""

    name: str
    at_ms: int


@dataclass(frozen=True, slots=True)
class RulesChanged:
    """From here on these rules judge. They travel in the stream, so that a replay changes them at the same place."""

    name: str
    rules: tuple[dict[str, Any], ...]


Message = ReadingBatch | Tick | RulesChanged


def batch_name(partition: int, first: int, last: int | None = None) -> str:
    """How the journal names the messages of a partition: `batch:3@118`, or `batch:3@118-121` when judged as one."""
    return f"batch:{partition}@{first}" if last is None or last == first else f"batch:{partition}@{first}-{last}"


def encode_readings(
    sensor: NDArray[np.int32],
    value: NDArray[np.float64],
    measured_ms: NDArray[np.int64],
    received_ms: NDArray[np.int64],
) -> list[bytes]:
    """As messages of at most MOST_IN_MESSAGE readings, so that none is larger than the server takes.

    Columns of one length, plain (contiguous) and finite.
    """
    return [
        _encoded(sensor[i:], value[i:], measured_ms[i:], received_ms[i:])
        for i in range(0, sensor.size, MOST_IN_MESSAGE)
    ]


def _encoded(
    sensor: NDArray[np.int32],
    value: NDArray[np.float64],
    measured_ms: NDArray[np.int64],
    received_ms: NDArray[np.int64],
) -> bytes:
    n = MOST_IN_MESSAGE
    held: dict[str, Any] = {
        "kind": "readings",
        "sensor": sensor[:n],
        "value": value[:n],
        "measured_ms": measured_ms[:n],
    }
    received = received_ms[:n]
    held["received_ms"] = int(received[0]) if bool((received == received[0]).all()) else received
    return orjson.dumps(held, option=orjson.OPT_SERIALIZE_NUMPY)


def encode_tick(at_ms: int) -> bytes:
    return orjson.dumps({"kind": "tick", "at_ms": at_ms})


def encode_rules(rules: Sequence[dict[str, Any]]) -> bytes:
    """Packed, because ten thousand rules as plain text would not fit a message."""
    return b"Z" + zlib.compress(orjson.dumps({"kind": "rules", "rules": list(rules)}))


def decode(data: bytes, partition: int, sequence: int) -> Message:
    """A message of the stream. Raises Unreadable."""
    name = batch_name(partition, sequence)
    if len(data) >= columns.WORTH and has_compiler() and (read := columns.read([data])).sensor.size:
        return ReadingBatch(name, *read[:4])
    try:
        held = orjson.loads(_unpacked(data) if data[:1] == b"Z" else data)
        match held["kind"]:
            case "readings":
                return _columns(name, held)
            case "tick":
                return Tick(name, int(held["at_ms"]))
            case "rules":
                return RulesChanged(name, tuple(held["rules"]))
    except (ValueError, TypeError, KeyError, OverflowError, zlib.error) as error:
        raise Unreadable(f"{name}: {error}") from error
    raise Unreadable(f"{name}: unknown kind {held['kind']!r}")


def decode_runs(
    got: Sequence[tuple[int, bytes]], partition: int, positions: Iterable[int]
) -> Iterator[Run | tuple[int, bytes]]:
    """Messages (by sequence) of readings in a row as one run: many small ones cost hardly more than one large one.

    Every other message comes back as it is, to be decoded alone.
    positions  in the stream, after each of which another run begins
    """
    if len(got) < 2 or not has_compiler():
        yield from got
        return
    sequences = list(map(itemgetter(0), got))
    whole = columns.read(list(map(itemgetter(1), got)))
    ends = np.concatenate([[0], whole.ends])
    alone = set(np.flatnonzero(ends[1:] == ends[:-1]).tolist())
    marks = {bisect_right(sequences, position) for position in positions}
    for begin, end in pairwise(sorted({0, len(got)} | marks | alone | {at + 1 for at in alone})):
        if begin in alone:
            yield got[begin]
        else:
            name = batch_name(partition, sequences[begin], sequences[end - 1])
            batch = ReadingBatch(name, *whole[:4]).part(int(ends[begin]), int(ends[end]))
            yield Run(batch, sequences[begin:end], ends[begin + 1 : end + 1] - ends[begin])


def _columns(name: str, held: dict[str, Any]) -> ReadingBatch:
    """A single value in place of each column is one reading; of `received_ms` it stands for all."""
    sensor = np.atleast_1d(np.array(held["sensor"], np.int32))
    value = np.atleast_1d(np.array(held["value"], np.float64))
    measured = np.atleast_1d(np.array(held["measured_ms"], np.int64))
    received = np.broadcast_to(np.asarray(held["received_ms"], np.int64), sensor.shape)
    if not sensor.shape == value.shape == measured.shape or sensor.ndim != 1:
        raise ValueError("columns of different lengths")
    return ReadingBatch(name, sensor, value, measured, np.ascontiguousarray(received))


def _unpacked(data: bytes) -> bytes:
    unpacker = zlib.decompressobj()
    plain = unpacker.decompress(data[1:], _MOST_RULES)
    if unpacker.unconsumed_tail:
        raise ValueError("a packed message beyond its limit")
    return plain
