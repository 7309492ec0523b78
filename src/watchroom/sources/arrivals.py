"""What a source really sends: how many readings in each stretch of time, and how late they came. From the history itself."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

import numpy as np
import orjson
from django.conf import settings
from numpy.typing import NDArray

from watchroom.kernel.clock import ms
from watchroom.sources import history, stream
from watchroom.sources.history.table import base
from watchroom.sources.line import line
from watchroom.sources.models import Source

BUCKET_S = 600


@dataclass(frozen=True)
class Arrivals:
    """By stretch of BUCKET_S seconds of arrival, from `since` on; stretches without a reading count 0. Shape: (n,).

    start_ms  the stretch's beginning;  count  readings that came in it;  lag_s  the median of how old they were then,
    NaN where nothing came
    """

    start_ms: NDArray[np.int64]
    count: NDArray[np.int64]
    lag_s: NDArray[np.float64]

    @property
    def lag_now_s(self) -> float | None:
        """The lag of the newest stretch in which anything came."""
        had = np.flatnonzero(self.count)
        return float(self.lag_s[had[-1]]) if had.size else None

    @property
    def per_hour(self) -> float:
        hours = self.count.size * BUCKET_S / 3600
        return float(self.count.sum() / hours) if hours else 0.0


def arrivals(source: Source, since: datetime, until: datetime) -> Arrivals:
    """Of readings received in since <= t < until; one that is both in the history and still young counts once.

    Raises HistoryBroken.
    """
    sensors = list(source.sensors.values_list("number", "partition"))
    # The young are asked for first: what is moved to the history in between is then in both.
    young = [_young(partition, {n for n, p in sensors if p == partition}) for partition in {p for _, p in sensors}]
    rows = np.concatenate([*young, _stored([n for n, _ in sensors], since, until)])
    _, first = np.unique(rows[:, :2], axis=0, return_index=True)
    return bucketed(rows[first], ms(since), ms(until))


def bucketed(rows: NDArray[np.int64], since_ms: int, until_ms: int) -> Arrivals:
    """rows  (n, 3): sensor, measured, received; times in milliseconds"""
    size = BUCKET_S * 1000
    start = np.arange(since_ms, until_ms, size, dtype=np.int64)
    inside = rows[(rows[:, 2] >= since_ms) & (rows[:, 2] < until_ms)]
    place = (inside[:, 2] - since_ms) // size
    lag = (inside[:, 2] - inside[:, 1]) / 1000
    count = np.bincount(place, minlength=start.size).astype(np.int64)
    median = np.full(start.size, np.nan)
    for bucket in np.flatnonzero(count).tolist():
        median[bucket] = float(np.median(lag[place == bucket]))
    return Arrivals(start, count, median)


def _stored(sensors: list[int], since: datetime, until: datetime) -> NDArray[np.int64]:
    named = history.files(Path(settings.DATA), since - timedelta(days=1)) if sensors else []
    if not named:
        return np.empty((0, 3), np.int64)
    sql = (
        "SELECT sensor, epoch_ms(measured_at) AS m, epoch_ms(received_at) AS r FROM read_parquet(?, hive_partitioning=false)"
        " WHERE list_contains(?, sensor) AND received_at >= make_timestamptz(?) AND received_at < make_timestamptz(?)"
    )
    with base(Path(settings.DATA)) as connection:
        found = connection.execute(sql, [named, sensors, ms(since) * 1000, ms(until) * 1000]).fetchnumpy()
    return np.stack([np.asarray(found[name], np.int64) for name in ("sensor", "m", "r")], 1)


def _young(partition: int, sensors: set[int]) -> NDArray[np.int64]:
    answer = line().ask(f"{stream.RECENT}.{partition}", b"null")
    told = orjson.loads(answer) if answer else {"sensor": [], "measured_ms": [], "received_ms": []}
    rows = np.array([told["sensor"], told["measured_ms"], told["received_ms"]], np.int64).reshape(3, -1).T
    return rows[np.isin(rows[:, 0], list(sensors))]
