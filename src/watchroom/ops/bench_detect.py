"""`watchroom bench detect`: readings judged a second on one core, equal to the plain loop, beside bytewax doing the same.

The stream: 10,000 sensors, a reading a second each, one in a hundred repeated or out of order, in columnar batches in
memory. The job: threshold with dead band and holding time, a rule for each sensor. All engines must find the same
changes, or the bench fails.
"""

import json as jsons
import os
import shutil
import statistics
import subprocess
import sys
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
from watchroom.kernel.faults import Fault
from watchroom.kernel.words import Words
from watchroom.ops.figures import tell
from watchroom.ops.terminal import complain
from watchroom.sources.readings import ReadingBatch, Tick

SENSORS = 10_000
BATCH = 10_000
ODD_SHARE = 0.01
BYTEWAX = "0.21.1"
RULE: dict[str, Any] = {
    "direction": "above",
    "limit": 85.0,
    "clear": 75.0,
    "hold_s": 30,
    "clear_hold_s": 0,
    "max_gap_s": 60,
}
PEER = Path(__file__).resolve().parents[3] / "benchmarks" / "detect" / "bytewax_peer.py"


class PeerMissing(Fault):
    status = 503
    text = Words(
        zh="没有测得对照组 bytewax {version}：{why}。本次不给出比值。请检查网络和 Python 3.12，然后重新运行 watchroom bench detect。",
        en="The peer, bytewax {version}, could not be measured: {why}. No ratio is given. "
        "Check the network and Python 3.12, then run watchroom bench detect again.",
    )


class ResultsDiffer(Fault):
    status = 500
    text = Words(
        zh="{engine} 的结果与参照循环不同（{found} 条，应为 {owed} 条），本次速度不作数。",
        en="{engine} found other changes than the reference loop ({found}, owed {owed}): its speed does not count.",
    )


@dataclass(frozen=True)
class Size:
    seconds: int
    rounds: int
    peer_readings: int
    peer_rounds: int


FULL, QUICK = Size(600, 7, 1_000_000, 3), Size(90, 3, 200_000, 1)


def run(json: bool, quick: bool) -> dict[str, Any]:
    """Measures, prints, and returns {name, machine, versions, figures}. Raises PeerMissing, ResultsDiffer."""
    size = QUICK if quick else FULL
    with one_core() as core, tempfile.TemporaryDirectory(prefix="watchroom-bench-") as scratch:
        batches = stream(size.seconds)
        rules = [RuleSpec(n, 1, "threshold", n, RULE) for n in range(SENSORS)]
        kernel, changes = measure_kernel(rules, batches, size.rounds)
        figures = kernel | measure_reference(rules, batches, changes)
        figures |= {"tick_ms": measure_tick(rules, batches[: SENSORS // BATCH * 40])}
        prefix = batches[: size.peer_readings // BATCH]
        peer = measure_bytewax(Path(scratch), prefix, size.peer_rounds)
    owed = [change for change in changes if change[5] < size.peer_readings]
    check("bytewax", [tuple(change) for change in peer["changes"]], owed)
    figures["peer.bytewax.readings_per_s"] = round(statistics.median(peer["rates"]))
    figures["peer.bytewax.readings"] = sum(len(batch) for batch in prefix)
    figures["ratio.bytewax"] = round(figures["kernel.readings_per_s"] / figures["peer.bytewax.readings_per_s"], 1)
    figures["core"] = core
    versions = {
        "numpy": np.__version__,
        "numba": version("numba"),
        "bytewax": peer["version"],
        "bytewax.python": peer["python"],
    }
    return tell("detect", versions, figures, json=json)


def stream(seconds: int, seed: int = 2022) -> list[ReadingBatch]:
    """Batches of BATCH readings. About ODD_SHARE of them are repeats or come after a later one of their sensor."""
    rng = np.random.default_rng(seed)
    n = SENSORS * seconds
    order = np.arange(n)
    odd = rng.choice(n - SENSORS, round(n * ODD_SHARE), replace=False)
    repeated, early = odd[::2], odd[1::2]
    order[early], order[early + SENSORS] = order[early + SENSORS], order[early].copy()
    order = np.insert(order, repeated + rng.integers(1, SENSORS, repeated.size), order[repeated])[:n]
    sensor = (order % SENSORS).astype(np.int32)
    second = order // SENSORS
    noise = rng.normal(0.0, 1.5, n)[order]
    value = 78.0 + 10.0 * np.sin(second / 37.0 + sensor * 0.7) + noise
    at = second.astype(np.int64) * 1000 + sensor % 1000
    received = at + 250
    return [
        ReadingBatch(
            f"batch:0@{i // BATCH + 1}",
            sensor[i : i + BATCH],
            value[i : i + BATCH],
            at[i : i + BATCH],
            received[i : i + BATCH],
        )
        for i in range(0, n, BATCH)
    ]


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


def measure_bytewax(scratch: Path, batches: list[ReadingBatch], rounds: int) -> dict[str, Any]:
    """Runs the peer on the same core, as a child. Raises PeerMissing."""
    python = peer_python()
    for name in ("sensor", "value", "measured_ms"):
        np.concatenate([getattr(batch, name) for batch in batches]).tofile(scratch / name)
    (scratch / "settings.json").write_text(jsons.dumps(RULE))
    complain(Words(zh="bytewax 正在做同样的工作……", en="bytewax does the same job…"))
    out = shell([str(python), str(PEER), str(scratch), str(rounds)], 900)
    answer: dict[str, Any] = jsons.loads(out.splitlines()[-1])
    return answer


def peer_python() -> Path:
    """An environment that holds bytewax and nothing of ours, made once and kept in the data folder."""
    if not PEER.is_file():
        raise PeerMissing(
            version=BYTEWAX,
            why=Words(zh=f"缺少 {PEER.name}，须在源码目录中运行", en=f"{PEER.name} is missing; run it from a checkout"),
        )
    home = Path(os.environ.get("WATCHROOM_DATA", "var")).resolve() / "bench" / f"bytewax-{BYTEWAX}"
    python = home / "bin" / "python"
    if (home / "complete").is_file():
        return python
    complain(Words(zh=f"正在为 bytewax {BYTEWAX} 建立独立环境……", en=f"Making an environment for bytewax {BYTEWAX}…"))
    shutil.rmtree(home, ignore_errors=True)
    home.parent.mkdir(parents=True, exist_ok=True)
    uv = shutil.which("uv") or shutil.which("uv", path=str(Path(sys.executable).parent))
    if uv:
        shell([uv, "venv", "--quiet", "--no-python-downloads", "--python", own_python(), str(home)], 120)
        shell([uv, "pip", "install", "--quiet", "--python", str(python), f"bytewax=={BYTEWAX}"], 600)
    else:
        shell([own_python(), "-m", "venv", str(home)], 120)
        shell(
            [str(python), "-m", "pip", "install", "--quiet", "--disable-pip-version-check", f"bytewax=={BYTEWAX}"], 600
        )
    (home / "complete").touch()
    return python


def own_python() -> str:
    """A Python 3.12, which bytewax's last wheels are made for."""
    if sys.version_info[:2] == (3, 12):
        return sys.executable
    found = shutil.which("python3.12")
    if found is None:
        raise PeerMissing(version=BYTEWAX, why=Words(zh="找不到 Python 3.12", en="there is no Python 3.12 here"))
    return found


def shell(command: list[str], limit_s: int) -> str:
    try:
        done = subprocess.run(command, capture_output=True, text=True, timeout=limit_s, check=False)
    except (OSError, subprocess.TimeoutExpired) as error:
        raise PeerMissing(version=BYTEWAX, why=str(error)[:300]) from error
    if done.returncode:
        raise PeerMissing(
            version=BYTEWAX,
            why=(done.stderr.strip().splitlines() or [f"exit code {done.returncode}"])[-1].rstrip(".")[:300],
        )
    return done.stdout


def check(engine: str, found: list[Any], owed: list[Found]) -> None:
    if found != owed:
        raise ResultsDiffer(engine=engine, found=len(found), owed=len(owed))


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
