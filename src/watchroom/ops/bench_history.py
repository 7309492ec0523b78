"""`watchroom bench history`: a year of minute readings of 1,000 sensors written, put in order and drawn.

The values are reckoned from sensor and minute, so that what is read can be held against what was written. One minute of
the year stands out in every sensor: a plot that does not show it fails the measurement.
"""

import json as jsons
import os
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from importlib.metadata import version
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from watchroom.kernel.clock import ms
from watchroom.kernel.faults import Fault
from watchroom.kernel.words import Words
from watchroom.ops.figures import percentile, tell
from watchroom.ops.terminal import complain
from watchroom.sources import history
from watchroom.sources.readings import ReadingBatch

BEGIN = datetime(2025, 1, 1, tzinfo=UTC)
DAY_MS, MINUTE_MS, HOUR_MS = 86_400_000, 60_000, 3_600_000
PEAK = 1000.0
APPENDED_ROWS = 200_000  # as `watch` appends when it has much
ROUNDS = 7
# How long a plot takes a process that has just begun, with nothing of the files in memory; and what it takes of memory.
CHILD = r"""
import re, sys, time, json
from watchroom.ops import bench_history as bench
data, sensor, first, days, size = sys.argv[1], *map(int, sys.argv[2:])
began = time.perf_counter()
drawn = bench.draw(data, sensor, first, days, size)
took = time.perf_counter() - began
peak = int(re.search(r"VmHWM:\s+(\d+)", open("/proc/self/status").read())[1]) / 1024
print(json.dumps({"s": took, "points": len(drawn), "high": float(drawn.high.max()), "count": int(drawn.count.sum()), "mb": peak}))
"""


class PlotIsWrong(Fault):
    status = 500
    text = Words(
        zh="{what}的图不对：{found}，应为 {owed}。本次测量不作数。",
        en="The plot of {what} is wrong: {found}, owed {owed}. This measurement does not count.",
    )


@dataclass(frozen=True)
class Size:
    sensors: int
    days: int

    @property
    def readings(self) -> int:
        return self.sensors * self.days * 1440

    @property
    def sensor(self) -> int:
        return self.sensors // 2

    @property
    def peak_ms(self) -> int:
        """The one minute that stands out, in the middle of the time."""
        return ms(BEGIN) + (self.days // 2 * 1440 + 731) * MINUTE_MS


FULL, QUICK = Size(1000, 365), Size(200, 40)


def run(json: bool, quick: bool, sensors: int | None = None, days: int | None = None) -> dict[str, Any]:
    """Measures, prints, and returns {name, machine, versions, figures}. Raises PlotIsWrong."""
    usual = QUICK if quick else FULL
    size = Size(sensors or usual.sensors, days or usual.days)
    with tempfile.TemporaryDirectory(prefix="watchroom-bench-") as scratch:
        data, beside = Path(scratch) / "data", Path(scratch) / "beside"
        figures: dict[str, Any] = {"sensors": size.sensors, "days": size.days, "readings": size.readings}
        figures |= measure_append(beside, size) | measure_load(data, size) | measure_settle(data, size)
        figures |= measure_plots(data, size)
    figures["peak_mb"] = round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024)
    versions = {name: version(name) for name in ("deltalake", "duckdb", "numpy")}
    return tell("history", versions, figures, json=json)


def values(sensor: NDArray[Any], minute: NDArray[Any], size: Size) -> NDArray[np.float64]:
    """A daily wave with noise, to one decimal as stations send it; the minute that stands out is 1000."""
    mixed = (sensor.astype(np.uint64) << np.uint64(32)) ^ minute.astype(np.uint64)
    mixed = (mixed ^ (mixed >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    mixed = (mixed ^ (mixed >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    noise = (mixed >> np.uint64(40)).astype(np.float64) / (1 << 24) * 3
    value = np.round(12 + 6 * np.sin(minute * (2 * np.pi / 1440) + sensor) + noise, 1)
    value[minute == size.peak_ms // MINUTE_MS] = PEAK
    return np.asarray(value, np.float64)


type Columns = tuple[NDArray[np.int32], NDArray[np.float64], NDArray[np.int64], NDArray[np.int64]]


def a_day(size: Size, day: int, *, by_sensor: bool = True) -> Columns:
    """Sensor, value, measured, received of one day: in order of sensor and time, or as they come in."""
    minutes = ms(BEGIN) // MINUTE_MS + day * 1440 + np.arange(1440, dtype=np.int64)
    numbers = np.arange(size.sensors, dtype=np.int32)
    sensor = np.repeat(numbers, 1440) if by_sensor else np.tile(numbers, 1440)
    minute = np.tile(minutes, size.sensors) if by_sensor else np.repeat(minutes, size.sensors)
    measured = minute * MINUTE_MS
    return sensor, values(sensor, minute, size), measured, measured + 200 + sensor % 700


def measure_append(data: Path, size: Size) -> dict[str, Any]:
    """The way that `watch` takes: with much to append, and with one minute of one of sixteen partitions."""
    sensor, value, measured, received = a_day(size, 0, by_sensor=False)
    spent, rows = 0.0, 0
    for sequence, start in enumerate(range(0, min(sensor.size, 5 * APPENDED_ROWS), APPENDED_ROWS), 1):
        part = slice(start, start + APPENDED_ROWS)
        batch = ReadingBatch("batch:0@1", sensor[part], value[part], measured[part], received[part])
        began = time.perf_counter()
        rows += history.append(data, "bench", 0, [(sequence, batch)], sequence)
        spent += time.perf_counter() - began
    small: list[float] = []
    for minute in range(16):
        part = slice(minute * size.sensors, minute * size.sensors + max(1, size.sensors // 16))
        batch = ReadingBatch("batch:1@1", sensor[part], value[part], measured[part], received[part])
        began = time.perf_counter()
        history.append(data, "bench", 1, [(minute + 1, batch)], minute + 1)
        small.append((time.perf_counter() - began) * 1000)
    return {
        "append.readings_per_s": round(rows / spent),
        "append.minute_ms": round(statistics.median(small), 1),
    }


def measure_load(data: Path, size: Size) -> dict[str, Any]:
    """The way of what is brought in bulk: a day a commit."""
    spent = 0.0
    for day in range(size.days):
        sensor, value, measured, received = a_day(size, day)
        rows = history.table_of(
            sensor, value, measured, received, (sensor % 16).astype(np.int16), np.zeros(sensor.size, np.int64)
        )
        began = time.perf_counter()
        history.load(data, rows)
        spent += time.perf_counter() - began
        if day % 30 == 29:
            complain(Words(zh=f"已写入 {day + 1} / {size.days} 天", en=f"{day + 1} of {size.days} days written"))
    taken = sum(os.path.getsize(uri) for uri in history.files(data))
    return {
        "load.readings_per_s": round(size.readings / spent),
        "load.s": round(spent, 1),
        "bytes_per_reading": round(taken / size.readings, 2),
    }


def measure_settle(data: Path, size: Size) -> dict[str, Any]:
    """All days are looked through and their quarters made; then one late reading, as on any day."""
    end = BEGIN + timedelta(days=size.days, hours=2)
    began = time.perf_counter()
    made = history.settle(data, end)
    spent = time.perf_counter() - began
    late = np.array([ms(end) - 3 * HOUR_MS + 1], np.int64)
    history.append(
        data, "bench", 3,
        [(1, ReadingBatch("batch:3@1", np.array([size.sensor], np.int32), np.array([9.9]), late, late + 4 * HOUR_MS))], 1,
    )  # fmt: skip
    began = time.perf_counter()
    again = history.settle(data, end)
    if (len(made), len(again)) != (size.days, 1):
        raise PlotIsWrong(what="settle", found=f"{len(made)}, {len(again)}", owed=f"{size.days}, 1")
    taken = sum(os.path.getsize(uri) for uri in history.files(data, folder=history.QUARTERS))
    return {
        "settle.s": round(spent, 1),
        "settle.readings_per_s": round(size.readings / spent),
        "settle.late_day_s": round(time.perf_counter() - began, 2),
        "quarters.bytes_per_reading": round(taken / size.readings, 2),
    }


def measure_plots(data: Path, size: Size) -> dict[str, Any]:
    """A day's plot by the minute, a month's by half an hour, and the whole time's by six hours; of one sensor."""
    peak_day = size.days // 2
    asked = {"day": (peak_day, 1, MINUTE_MS), "month": (max(0, peak_day - 15), min(31, size.days), HOUR_MS // 2)}
    asked |= {"year": (0, size.days, 6 * HOUR_MS)}
    figures: dict[str, Any] = {}
    for name, (first, days, stretch) in asked.items():
        for uri in (*history.files(data), *history.files(data, folder=history.QUARTERS)):
            _forget(uri)
        words = [str(word) for word in (data, size.sensor, first, days, stretch)]
        cold = jsons.loads(subprocess.check_output([sys.executable, "-c", CHILD, *words], text=True))
        spent = list(_timed(str(data), size.sensor, first, days, stretch))
        check(name, cold, days, first, size)
        figures |= {
            f"{name}.cold_ms": round(cold["s"] * 1000, 1),
            f"{name}.p50_ms": round(percentile(spent, 0.5), 1),
            f"{name}.worst_ms": round(max(spent), 1),
            f"{name}.points": cold["points"],
            f"{name}.child_peak_mb": round(cold["mb"]),
        }
    return figures


def check(name: str, drawn: dict[str, Any], days: int, first: int, size: Size) -> None:
    """Every reading is in the plot, and so is the one minute that stands out. Raises PlotIsWrong."""
    owed = days * 1440 + (first + days == size.days)  # the late one is on the last day
    if drawn["high"] != PEAK or drawn["count"] != owed:
        raise PlotIsWrong(what=name, found=f"{drawn['count']}, {drawn['high']}", owed=f"{owed}, {PEAK}")


def draw(data: str, sensor: int, first: int, days: int, size_ms: int) -> history.Stretches:
    since = BEGIN + timedelta(days=first)
    return history.stretches(Path(data), sensor, since, since + timedelta(days=days), size_ms)


def _timed(data: str, sensor: int, first: int, days: int, size_ms: int) -> Iterator[float]:
    for _ in range(ROUNDS):
        began = time.perf_counter()
        draw(data, sensor, first, days, size_ms)
        yield (time.perf_counter() - began) * 1000


def _forget(uri: str) -> None:
    """Asks the system to keep nothing of a file in memory; what it cannot forget makes cold only less cold."""
    if not hasattr(os, "posix_fadvise"):
        return
    handle = os.open(uri, os.O_RDONLY)
    try:
        os.posix_fadvise(handle, 0, 0, os.POSIX_FADV_DONTNEED)
    finally:
        os.close(handle)
