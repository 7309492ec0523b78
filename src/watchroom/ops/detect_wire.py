"""The second half of `watchroom bench detect`: from the bytes of the stream to changes, by five kinds of rules at once.

10,000 sensors, a reading a second each with two decimals as sensors send them, one in a hundred repeated or out of order,
some that hang, fall silent or jump, and a tick a second. Once in columns as the bridge writes them, once with a message
for each reading. What is timed is what `watch` does with a partition's messages: they are taken in by its `Work` (read,
kept as the newest values and for the history, noted as heard) and judged; nothing is written. The peers judge one of the
five rules from the same messages of one reading each.
"""

import itertools
import statistics
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import orjson

from watchroom.alarms.detection import RuleSpec
from watchroom.alarms.judging import Change, Judge
from watchroom.alarms.tests.reference import Found, Reference
from watchroom.ops import detect_peers as peers
from watchroom.ops.detect_job import BATCH, RULE, SENSORS, check, settings_file, stream
from watchroom.sources.readings import ReadingBatch, encode_readings, encode_tick

if TYPE_CHECKING:
    from watchroom.sources.partition import Work

BEGIN_MS = 1_770_000_000_000
HANGING, SILENT, JUMPING = 37, 41, 43  # one sensor in so many; these primes share few sensors
KINDS: dict[str, dict[str, Any]] = {
    "threshold": RULE,
    "rate_of_change": {"change": 14, "clear": 10, "within_s": 20, "max_gap_s": 60},
    "missing_data": {"every_s": 5, "periods": 3},
    "stuck": {"same_s": 15, "readings": 10, "max_gap_s": 60},
    "step": {"jump": 12, "clear_hold_s": 10, "max_gap_s": 60},
}

type Run = tuple[list[list[Change]], float]


@dataclass(frozen=True)
class Second:
    """What one second of the stream brings: readings as columns, the same as messages, and the tick after them."""

    batch: ReadingBatch
    columns: list[bytes]
    singles: list[bytes]
    tick_ms: int

    def in_columns(self) -> list[bytes]:
        return [*self.columns, encode_tick(self.tick_ms)]

    def one_by_one(self) -> list[bytes]:
        return [*self.singles, encode_tick(self.tick_ms)]


def rules(sensors: int = SENSORS) -> list[RuleSpec]:
    return [
        RuleSpec(sensor * len(KINDS) + n, 1, kind, sensor, settings)
        for sensor in range(sensors)
        for n, (kind, settings) in enumerate(KINDS.items())
    ]


def seconds(length: int, sensors: int = SENSORS) -> list[Second]:
    """The stream of the bench, with trouble in it. A hanging sensor hangs for 25 s a minute, a silent one for 20."""
    return [_second(number, batch, sensors) for number, batch in enumerate(stream(length))]


def _second(number: int, batch: ReadingBatch, sensors: int) -> Second:
    value = np.round(batch.value, 2)
    at = batch.measured_ms // 1000 % 60
    value[(batch.sensor % HANGING == 1) & (at >= 30) & (at < 55)] = 77.0
    value[(batch.sensor % JUMPING == 1) & (at == 20)] += 30.0
    heard = (batch.sensor < sensors) & ~((batch.sensor % SILENT == 1) & (at >= 10) & (at < 30))
    sensor, value = batch.sensor[heard], value[heard]
    measured, received = batch.measured_ms[heard] + BEGIN_MS, batch.received_ms[heard] + BEGIN_MS
    batch = ReadingBatch(batch.name, sensor, value, measured, received)
    singles = [
        orjson.dumps({"kind": "readings", "sensor": s, "value": v, "measured_ms": m, "received_ms": r})
        for s, v, m, r in zip(*(column.tolist() for column in (sensor, value, measured, received)), strict=True)
    ]
    return Second(batch, encode_readings(sensor, value, measured, received), singles, BEGIN_MS + (number + 1) * 1000)


def judged(stream: list[Second], form: Callable[[Second], list[bytes]], sensors: int = SENSORS) -> Run:
    """The messages of each second taken in and judged, and how long that took. Each gives two steps: readings, tick."""
    work, judge = partition(sensors), Judge(0, rules(sensors))
    found: list[list[Change]] = []
    spent, sequence = 0.0, 0
    for second in stream:
        got = list(enumerate(form(second), sequence + 1))
        sequence = got[-1][0]
        begun = time.perf_counter()
        found += [judge.judge(step.message) for step in work.absorb(got)]
        if work.history_due():
            work.appended(work.to_store()[-1].last)
        spent += time.perf_counter() - begun
    return found, spent


def partition(sensors: int) -> "Work":
    """One partition's work as `watch` does it, with these sensors of one source; its database is never asked."""
    import django

    django.setup()
    from watchroom.ops.watching import AlarmDetection
    from watchroom.sources.catalogue import Catalogue
    from watchroom.sources.leases import Lease
    from watchroom.sources.partition import Work

    catalogue = Catalogue(source_of=np.zeros(sensors, np.int64), every_s={0: 1}, homes={0: 0})
    return Work(Lease(0, "bench", 1, "bench", 0, 0, None, None), AlarmDetection(), catalogue, Path())


def said(found: list[list[Change]]) -> list[list[Found]]:
    return [[(c.kind, c.rule, c.onset_ms, c.at_ms, c.value, c.position) for c in changes] for changes in found]


def by_reference(stream: list[Second], sensors: int = SENSORS) -> Iterator[list[Found]]:
    loop = Reference(rules(sensors))
    for second in stream:
        yield loop.judge(_rows(second))
        yield loop.tick(second.tick_ms)


def _rows(second: Second) -> Iterator[tuple[int, float, int]]:
    b = second.batch
    return zip(b.sensor.tolist(), b.value.tolist(), b.measured_ms.tolist(), strict=True)


def measure(length: int, rounds: int, scratch: Path, peer_readings: int, peer_rounds: int) -> dict[str, Any]:
    """The figures. Raises ResultsDiffer, PeerMissing."""
    held = seconds(length)
    n = sum(len(second.batch) for second in held)
    owed = list(by_reference(held))
    figures: dict[str, Any] = {"wire.readings": n, "wire.rules": len(KINDS) * SENSORS}
    for name, form in (("wire", Second.in_columns), ("single", Second.one_by_one)):
        judged(held[:2], form)
        runs = [judged(held, form) for _ in range(rounds)]
        check(f"judging ({name})", said(runs[-1][0]), owed)
        figures[f"{name}_readings_per_s"] = round(n / statistics.median(spent for _, spent in runs))
    kinds = list(KINDS)
    for place, kind in enumerate(kinds):
        figures[f"wire.changes.{kind}"] = sum(f[1] % len(kinds) == place for f in itertools.chain(*owed))
    return figures | _peers(held, scratch, peer_readings, peer_rounds, figures)


def _peers(held: list[Second], scratch: Path, most: int, rounds: int, ours: dict[str, Any]) -> dict[str, Any]:
    """Their rule is the first of the five: its changes must be the plain loop's."""
    part = list(itertools.islice(held, max(1, most // BATCH)))
    messages = [data for second in part for data in second.singles]
    (scratch / "messages.jsonl").write_bytes(b"\n".join(messages))
    settings_file(scratch)
    offsets = itertools.accumulate((len(second.batch) for second in part), initial=0)
    # Time passes for our judge between two readings as well, for theirs it does not: they are held to a loop without ticks.
    loop = Reference([spec for spec in rules() if spec.rule % len(KINDS) == 0])
    expected = [
        (kind, rule // len(KINDS), onset, at, value, position + offset)
        for offset, second in zip(offsets, part, strict=False)
        for kind, rule, onset, at, value, position in loop.judge(_rows(second))
    ]
    figures: dict[str, Any] = {"peer.messages": len(messages)}
    for peer in (peers.BYTEWAX, peers.STREAMZ):
        answer = peers.measure(peer, scratch, rounds, "json")
        check(peer.name, [tuple(change) for change in answer["changes"]], expected)
        rate = statistics.median(answer["rates"])
        figures[f"peer.{peer.name}.json_readings_per_s"] = round(rate)
        if peer is peers.BYTEWAX:
            figures["ratio.bytewax"] = round(ours["wire_readings_per_s"] / rate, 1)
        figures[f"single.ratio.{peer.name}"] = round(ours["single_readings_per_s"] / rate, 1)
    return figures
