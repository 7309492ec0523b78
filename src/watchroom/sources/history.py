"""The history of readings: a Delta Lake table, `<data>/history`, one row a reading as it was taken.

Appended once a minute a partition, with the partition's place in the stream as the transaction's version: what was
appended before is never appended again. What is younger is still in the stream and in `watch`'s memory. Read it
through `files` only: the folder also holds files that compaction has replaced, and a glob would count rows twice.

Columns: sensor (number), value, measured_at, received_at (UTC), partition, sequence (of the stream's message), day.
"""

import os
import time
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from watchroom.kernel.clock import from_ms, ms
from watchroom.sources.faults import HistoryBroken
from watchroom.sources.readings import ReadingBatch

FOLDER = "history"
KEEP_REPLACED_H = 24
_SLACK_S = 2.0  # a file's time may be coarser than the clock
_CONFIG: dict[str, str | None] = {"delta.logRetentionDuration": "interval 1 days", "delta.checkpointInterval": "100"}
_DUCKDB = {"autoinstall_known_extensions": "false", "autoload_known_extensions": "false", "threads": "1"}


@dataclass(frozen=True)
class Series:
    """Readings of one sensor in the order of their measuring. Shape of all: (n,); times in milliseconds, UTC."""

    measured_ms: NDArray[np.int64]
    value: NDArray[np.float64]
    received_ms: NDArray[np.int64]

    def __len__(self) -> int:
        return int(self.value.size)

    @classmethod
    def empty(cls) -> "Series":
        return cls(np.empty(0, np.int64), np.empty(0), np.empty(0, np.int64))


def files(data: Path, since: datetime | None = None) -> list[str]:
    """The files that make up the history now, for DuckDB and others; from the day of `since` on."""
    table = _table(data)
    if table is None:
        return []
    if since is None:
        return list(table.file_uris())
    return list(table.file_uris(file_pruning_predicate=f"day >= '{since:%Y-%m-%d}'"))


def position(data: Path, stream: str, partition: int) -> int:
    """The sequence up to which a partition's readings are in the history."""
    table = _table(data)
    version = table.transaction_version(_application(stream, partition)) if table else None
    return int(version or 0)


def append(data: Path, stream: str, partition: int, taken: Sequence[tuple[int, ReadingBatch]], upto: int) -> int:
    """Appends what was taken by sequence, up to `upto`; how many rows. What is there already is not appended again."""
    from deltalake import CommitProperties, Transaction, write_deltalake

    before = position(data, stream, partition)
    new = [(sequence, batch) for sequence, batch in taken if before < sequence <= upto and len(batch)]
    if not new:
        return 0
    rows = _rows(partition, new)
    began = time.time() - _SLACK_S
    made = CommitProperties(app_transactions=[Transaction(_application(stream, partition), upto)])
    configuration = None if _table(data) else _CONFIG
    write_deltalake(
        str(data / FOLDER),
        rows,
        mode="append",
        partition_by=["day"],
        commit_properties=made,
        configuration=configuration,
    )
    _on_disk(data / FOLDER, began)
    return sum(len(batch) for _, batch in new)


def read(data: Path, sensor: int, since: datetime, until: datetime) -> Series:
    """One sensor's readings measured in since <= t < until, oldest first. A reading taken twice is there once."""
    import duckdb

    named = files(data, since - timedelta(days=1))
    if not named:
        return Series.empty()
    sql = (
        "SELECT epoch_ms(measured_at) AS m, any_value(value) AS v, epoch_ms(min(received_at)) AS r"
        " FROM read_parquet(?, hive_partitioning=false)"
        " WHERE sensor = ? AND measured_at >= make_timestamptz(?) AND measured_at < make_timestamptz(?)"
        " GROUP BY measured_at ORDER BY m"
    )
    with duckdb.connect(config=dict(_DUCKDB)) as base:
        found = base.execute(sql, [named, sensor, ms(since) * 1000, ms(until) * 1000]).fetchnumpy()
    return Series(
        np.asarray(found["m"], np.int64), np.asarray(found["v"], np.float64), np.asarray(found["r"], np.int64)
    )


def newest(data: Path, since: datetime, at: datetime) -> list[tuple[int, float, int, int]]:
    """Of each sensor the newest reading measured after `since` and known at `at`: number, value, measured, received."""
    import duckdb

    named = files(data, since - timedelta(days=1))
    if not named:
        return []
    sql = (
        "SELECT sensor, arg_max(value, measured_at), epoch_ms(max(measured_at)), epoch_ms(arg_max(received_at, measured_at))"
        " FROM read_parquet(?, hive_partitioning=false)"
        " WHERE measured_at > make_timestamptz(?) AND measured_at <= make_timestamptz(?) AND received_at <= make_timestamptz(?)"
        " GROUP BY sensor"
    )
    with duckdb.connect(config=dict(_DUCKDB)) as base:
        asked = [named, ms(since) * 1000, ms(at) * 1000, ms(at) * 1000]
        return [(int(n), float(v), int(m), int(r)) for n, v, m, r in base.execute(sql, asked).fetchall()]


def joined(old: Series, young: Series) -> Series:
    """History and what is younger than it, each reading once."""
    if not len(young):
        return old
    measured = np.concatenate([old.measured_ms, young.measured_ms])
    _, first = np.unique(measured, return_index=True)
    value = np.concatenate([old.value, young.value])
    received = np.concatenate([old.received_ms, young.received_ms])
    return Series(measured[first], value[first], received[first])


def tidy(data: Path) -> None:
    """Joins the many small files of an hour, and lets go of replaced ones after a day."""
    table = _table(data)
    if table is None:
        return
    began = time.time() - _SLACK_S
    table.optimize.compact()
    table.vacuum(retention_hours=KEEP_REPLACED_H, dry_run=False, enforce_retention_duration=False)
    table.create_checkpoint()
    _on_disk(data / FOLDER, began)  # before the log behind the checkpoint goes
    table.cleanup_metadata()


def _table(data: Path) -> Any:
    """The table, None before the first reading. Raises HistoryBroken."""
    from deltalake import DeltaTable
    from deltalake.exceptions import DeltaError

    folder = str(data / FOLDER)
    try:
        return DeltaTable(folder) if DeltaTable.is_deltatable(folder) else None
    except (DeltaError, OSError) as error:
        raise HistoryBroken(folder=folder, why=" ".join(str(error).split())[:200]) from error


def _on_disk(folder: Path, since: float) -> None:
    """What was written since then is on the disk when this returns: a power cut must not leave a table half written."""
    log = folder / "_delta_log"
    fresh = [path for path in log.iterdir() if path.is_file() and path.stat().st_mtime >= since]
    days = [day for day in folder.glob("day=*") if day.stat().st_mtime >= since]
    fresh += [path for day in days for path in day.iterdir() if path.stat().st_mtime >= since]
    for path in [*fresh, *days, log, folder]:
        handle = os.open(path, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


def _application(stream: str, partition: int) -> str:
    return f"watchroom/{stream}/{partition}"


def _rows(partition: int, taken: Sequence[tuple[int, ReadingBatch]]) -> Any:
    from arro3.core import Array, DataType, Table

    def instant(column: NDArray[np.int64]) -> Any:
        return Array.from_numpy(column * 1000).cast(DataType.timestamp("us", tz="UTC"))

    measured = np.concatenate([batch.measured_ms for _, batch in taken])
    sequence = np.concatenate([np.full(len(batch), number, np.int64) for number, batch in taken])
    return Table.from_pydict(
        {
            "sensor": Array.from_numpy(np.concatenate([batch.sensor for _, batch in taken])),
            "value": Array.from_numpy(np.concatenate([batch.value for _, batch in taken])),
            "measured_at": instant(measured),
            "received_at": instant(np.concatenate([batch.received_ms for _, batch in taken])),
            "partition": Array.from_numpy(np.full(measured.size, partition, np.int16)),
            "sequence": Array.from_numpy(sequence),
            "day": _days(measured),
        }
    )


def _days(measured: NDArray[np.int64]) -> Any:
    from arro3.core import Array, DataType

    days, place = np.unique(measured // 86_400_000, return_inverse=True)
    names = Array([f"{from_ms(int(day) * 86_400_000):%Y-%m-%d}" for day in days], type=DataType.string())
    return names.take(Array.from_numpy(place.astype(np.uint32)))
