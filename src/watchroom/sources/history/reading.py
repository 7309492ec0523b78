"""Readings out of the history: of one sensor, of several for a file, the newest of each. Each reading once.

A reading that was taken twice (one sensor, one time) is the one that came first; compaction keeps the same.
"""

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from pathlib import Path
from typing import NamedTuple

import numpy as np

from watchroom.kernel.clock import ms
from watchroom.sources.history.series import Series
from watchroom.sources.history.table import FOLDER, application, base, files, opened, version_of

_ONCE = (
    "SELECT sensor, epoch_ms(measured_at) AS m, arg_min(value, (received_at, partition, sequence)) AS v,"
    " epoch_ms(min(received_at)) AS r FROM read_parquet(?, hive_partitioning=false)"
    " WHERE {sensors} AND measured_at >= make_timestamptz(?) AND measured_at < make_timestamptz(?)"
    " GROUP BY sensor, measured_at ORDER BY sensor, m"
)


class Known(NamedTuple):
    """The newest reading of a sensor (number) that was known at a moment; times in milliseconds."""

    sensor: int
    value: float
    measured_ms: int
    received_ms: int


def position(data: Path, stream: str, partition: int) -> int:
    """The sequence up to which a partition's readings are in the history."""
    return version_of(opened(data), application(stream, partition))


def read(
    data: Path,
    sensor: int,
    since: datetime,
    until: datetime,
    days: Sequence[str] | None = None,
    most: int | None = None,
) -> Series:
    """One sensor's readings measured in since <= t < until, oldest first.

    days  of these UTC days alone;  most  no more than these, the newest
    """
    named = files(data, since, until)
    if days is not None:
        wanted = {f"/day={day}/" for day in days}
        named = [uri for uri in named if any(part in uri for part in wanted)]
    if not named or since >= until:
        return Series.empty()
    with base(data) as connection:
        asked = [named, sensor, ms(since) * 1000, ms(until) * 1000]
        newest = "" if most is None else f" DESC LIMIT {int(most)}"
        found = connection.execute(_ONCE.format(sensors="sensor = ?") + newest, asked).fetchnumpy()
    step = 1 if most is None else -1
    return _series(found["m"][::step], found["v"][::step], found["r"][::step])


def read_in_weeks(data: Path, sensor: int, since: datetime, until: datetime) -> Iterator[tuple[datetime, Series]]:
    """The same as `read`, a week at a time with the end of each: what is held at once stays small."""
    while since < until:
        ends = min(until, since + timedelta(days=7))
        yield ends, read(data, sensor, since, ends)
        since = ends


def newest(data: Path, since: datetime, at: datetime) -> list[Known]:
    """Of each sensor the newest reading measured after `since` and known at `at`."""
    named = files(data, since, at)
    if not named:
        return []
    sql = (
        "SELECT sensor, arg_max(value, measured_at), epoch_ms(max(measured_at)), epoch_ms(arg_max(received_at, measured_at))"
        " FROM read_parquet(?, hive_partitioning=false)"
        " WHERE measured_at > make_timestamptz(?) AND measured_at <= make_timestamptz(?) AND received_at <= make_timestamptz(?)"
        " GROUP BY sensor"
    )
    with base(data) as connection:
        asked = [named, ms(since) * 1000, ms(at) * 1000, ms(at) * 1000]
        return [Known(int(n), float(v), int(m), int(r)) for n, v, m, r in connection.execute(sql, asked).fetchall()]


def joined(old: Series, young: Series) -> Series:
    """History and what is younger than it, each reading once."""
    if not len(young):
        return old
    measured = np.concatenate([old.measured_ms, young.measured_ms])
    _, first = np.unique(measured, return_index=True)
    value = np.concatenate([old.value, young.value])
    received = np.concatenate([old.received_ms, young.received_ms])
    return Series(measured[first], value[first], received[first])


def _series(measured: object, value: object, received: object) -> Series:
    return Series(np.asarray(measured, np.int64), np.asarray(value, np.float64), np.asarray(received, np.int64))


def rows(data: Path, folder: str = FOLDER) -> int:
    """How many rows a table has, from its log alone: repeats that are not joined yet count."""
    table = opened(data, folder)
    return sum(int(n or 0) for n in table.get_add_actions(flatten=True)["num_records"].to_pylist()) if table else 0
