"""`watchroom bench detect`: readings judged a second on one core, equal to the plain loop, beside its peers.

The stream: 10,000 sensors, a reading a second each, one in a hundred repeated or out of order. First a threshold with
dead band and holding time, a rule for each sensor, from columns in memory; then five kinds of rules at once from the
bytes of the stream (`detect_wire`). All engines must find the same changes, or the bench fails.
"""

import os
import statistics
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path
from typing import Any

import numpy as np

from watchroom.alarms.detection import RuleSpec
from watchroom.alarms.judging import Judge
from watchroom.alarms.tests.reference import Found, Reference
from watchroom.ops import detect_peers as peers
from watchroom.ops import detect_wire
from watchroom.ops.detect_job import BATCH, RULE, SENSORS, check, settings_file, stream
from watchroom.ops.figures import tell
from watchroom.sources.readings import ReadingBatch, Tick


@dataclass(frozen=True)
class Size:
    seconds: int
    rounds: int
    peer_readings: int
    peer_rounds: int
    wire_seconds: int
    wire_rounds: int
    wire_peer_readings: int


FULL = Size(600, 7, 1_000_000, 3, 120, 7, 400_000)
QUICK = Size(90, 3, 200_000, 1, 60, 2, 100_000)


def run(json: bool, quick: bool) -> dict[str, Any]:
    """Measures, prints, and returns {name, machine, versions, figures}. Raises PeerMissing, ResultsDiffer."""
    size = QUICK if quick else FULL
    with one_core() as core, tempfile.TemporaryDirectory(prefix="watchroom-bench-") as scratch:
        for peer in (peers.BYTEWAX, peers.STREAMZ):
            peers.environment(peer)
        batches = stream(size.seconds)
        rules = [RuleSpec(n, 1, "threshold", n, RULE) for n in range(SENSORS)]
        kernel, changes = measure_kernel(rules, batches, size.rounds)
        figures = kernel | measure_reference(rules, batches, changes)
        figures |= {"tick_ms": measure_tick(rules, batches[: SENSORS // BATCH * 40])}
        figures |= measure_bytewax(Path(scratch), batches[: size.peer_readings // BATCH], size.peer_rounds, changes)
        figures["kernel.ratio.bytewax"] = round(
            kernel["kernel.readings_per_s"] / figures["peer.bytewax.readings_per_s"], 1
        )
        del batches, changes
        figures |= detect_wire.measure(
            size.wire_seconds, size.wire_rounds, Path(scratch), size.wire_peer_readings, size.peer_rounds
        )  # fmt: skip
    figures["core"] = core
    versions = {"numpy": np.__version__, "numba": version("numba"), "orjson": version("orjson")}
    versions |= {peer.name: peer.version for peer in (peers.BYTEWAX, peers.STREAMZ)}
    return tell("detect", versions, figures, json=json)


def measure_kernel(
    rules: list[RuleSpec], batches: list[ReadingBatch], rounds: int
) -> tuple[dict[str, Any], list[Found]]:
    """The whole judge as `watch` calls it: fresh readings, all rules, and the changes as objects."""
    n = sum(len(batch) for batch in batches)
    rates: list[float] = []
    changes: list[Found] = []
    stale = 0
    for _ in range(rounds):
        judge = Judge(0, rules)
        begun = time.perf_counter()
        found = [judge.judge(batch) for batch in batches]
        rates.append(n / (time.perf_counter() - begun))
        changes = [
            (c.kind, c.rule, c.onset_ms, c.at_ms, c.value, c.position + number * BATCH)
            for number, of_batch in enumerate(found)
            for c in of_batch
        ]
        stale = judge.counts.stale
    rate = statistics.median(rates)
    figures = {
        "kernel.readings_per_s": round(rate),
        "kernel.best_readings_per_s": round(max(rates)),
        "kernel.ns_per_reading": round(1e9 / rate, 2),
        "readings": n,
        "sensors": SENSORS,
        "changes": len(changes),
        "odd_share": round(stale / n, 4),
    }
    return figures, changes


def measure_reference(rules: list[RuleSpec], batches: list[ReadingBatch], changes: list[Found]) -> dict[str, Any]:
    """Judges everything once more by the plain loop. Raises ResultsDiffer."""
    loop = Reference(rules)
    owed: list[Found] = []
    spent = 0.0
    for number, batch in enumerate(batches):
        rows = list(zip(batch.sensor.tolist(), batch.value.tolist(), batch.measured_ms.tolist(), strict=True))
        begun = time.perf_counter()
        found = loop.judge(rows)
        spent += time.perf_counter() - begun
        owed += [(*change[:5], change[5] + number * BATCH) for change in found]
    check("the kernel", changes, owed)
    return {"reference.readings_per_s": round(sum(len(batch) for batch in batches) / spent), "reference.equal": True}


def measure_tick(rules: list[RuleSpec], batches: list[ReadingBatch]) -> float:
    """What one tick costs while many rules are within their holding time."""
    judge = Judge(0, rules)
    for batch in batches:
        judge.judge(batch)
    at_ms = int(batches[-1].measured_ms.max())
    spent: list[float] = []
    for n in range(100):
        begun = time.perf_counter()
        judge.judge(Tick("tick", at_ms + n))
        spent.append(time.perf_counter() - begun)
    return round(statistics.median(spent) * 1000, 4)


def measure_bytewax(scratch: Path, batches: list[ReadingBatch], rounds: int, changes: list[Found]) -> dict[str, Any]:
    """The peer with readings in memory: no decoding at either side. Raises PeerMissing, ResultsDiffer."""
    for name in ("sensor", "value", "measured_ms"):
        np.concatenate([getattr(batch, name) for batch in batches]).tofile(scratch / name)
    settings_file(scratch)
    n = sum(len(batch) for batch in batches)
    answer = peers.measure(peers.BYTEWAX, scratch, rounds, "memory")
    check("bytewax", [tuple(change) for change in answer["changes"]], [change for change in changes if change[5] < n])
    return {
        "peer.bytewax.readings_per_s": round(statistics.median(answer["rates"])),
        "peer.bytewax.readings": n,
    }


@contextmanager
def one_core() -> Iterator[int | None]:
    """Keeps this process and its children on one core; None where the system cannot."""
    if not hasattr(os, "sched_setaffinity"):
        yield None
        return
    before = os.sched_getaffinity(0)
    core = max(before)
    os.sched_setaffinity(0, {core})
    try:
        yield core
    finally:
        os.sched_setaffinity(0, before)
