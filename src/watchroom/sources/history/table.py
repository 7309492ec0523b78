"""The two tables of the history on disk: opening, appending, which files are valid now, and that they are on the disk.

Columns of `history`: sensor (number), value, measured_at, received_at (UTC), partition, sequence (of the stream's
message), day. A partition's place in the stream is the transaction's version: what was appended is not appended again.
"""

import hashlib
import os
import threading
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from watchroom.kernel.clock import UTC, from_ms
from watchroom.sources.faults import HistoryBroken
from watchroom.sources.readings import ReadingBatch

FOLDER, QUARTERS = "history", "history_15min"
PARTITIONED = {FOLDER: "day", QUARTERS: "month"}
DAY_MS, QUARTER_MS = 86_400_000, 900_000
GROUP_ROWS = 16_384  # rows that are read together: one sensor's day is in one or two of a day's groups
_SLACK_S = 2.0  # a file's time may be coarser than the clock
CONFIG: dict[str, str | None] = {"delta.logRetentionDuration": "interval 1 days", "delta.checkpointInterval": "100"}
_DUCKDB = {"autoinstall_known_extensions": "false", "autoload_known_extensions": "false"}
_roots: dict[int, Any] = {}  # by process: a child has none of its parent's
_opening = threading.Lock()
_RISING = ("sensor", "measured_at", "received_at", "sequence", "begins_at", "n")


def files(data: Path, since: datetime | None = None, until: datetime | None = None, folder: str = FOLDER) -> list[str]:
    """The files that make up a table now, for DuckDB and others; from the day (month) of `since` to that of `until`."""
    table = opened(data, folder)
    if table is None:
        return []
    name, form = PARTITIONED[folder], "%Y-%m-%d" if folder == FOLDER else "%Y-%m"
    bounds = [f"{name} >= '{since.astimezone(UTC).strftime(form)}'"] if since else []
    bounds += [f"{name} <= '{until.astimezone(UTC).strftime(form)}'"] if until else []
    return list(table.file_uris(file_pruning_predicate=" AND ".join(bounds)) if bounds else table.file_uris())


def append(data: Path, stream: str, partition: int, taken: Sequence[tuple[int, ReadingBatch]], upto: int) -> int:
    """Appends what was taken by sequence, up to `upto`; how many rows. What is there already is not appended again."""
    table = opened(data)
    before = version_of(table, application(stream, partition))
    new = [(sequence, batch) for sequence, batch in taken if before < sequence <= upto and len(batch)]
    if not new:
        return 0
    write(data, FOLDER, _rows(partition, new), marks={application(stream, partition): upto}, table=table)
    return sum(len(batch) for _, batch in new)


def load(data: Path, rows: Any) -> None:
    """Appends rows of `table_of` that come from elsewhere in bulk: best a whole day in order of sensor and time."""
    write(data, FOLDER, rows, marks={})


def write(
    data: Path, folder: str, rows: Any, *, marks: Mapping[str, int], table: Any = None, instead_of: str | None = None
) -> None:
    """Appends rows, or puts them `instead_of` a partition as `table` knows it; on the disk when it returns.

    What others appended to that partition after `table` was opened is not taken for replaced: the write fails.
    """
    from deltalake import CommitProperties, Transaction, write_deltalake

    began = time.time() - _SLACK_S
    known = table if table is not None else opened(data, folder)
    path = str(data / folder)
    put: Any = write_deltalake  # its types know no mode that is chosen
    put(
        known if known is not None else path,
        rows,
        mode="overwrite" if instead_of else "append",
        predicate=f"{PARTITIONED[folder]} = '{instead_of}'" if instead_of else None,
        partition_by=[PARTITIONED[folder]],
        configuration=None if known is not None else CONFIG,
        writer_properties=_properties(folder),
        target_file_size=1 << 30,
        commit_properties=CommitProperties(app_transactions=[Transaction(name, mark) for name, mark in marks.items()]),
    )
    on_disk(data / folder, began)


def opened(data: Path, folder: str = FOLDER) -> Any:
    """The table, None before the first reading. Raises HistoryBroken."""
    from deltalake import DeltaTable
    from deltalake.exceptions import DeltaError

    path = str(data / folder)
    try:
        return DeltaTable(path) if DeltaTable.is_deltatable(path) else None
    except (DeltaError, OSError) as error:
        raise HistoryBroken(folder=path, why=" ".join(str(error).split())[:200]) from error


def by_partition(table: Any, folder: str = FOLDER) -> dict[str, list[str]]:
    """Day (or month) to the addresses of its files, both in order; empty for no table."""
    if table is None:
        return {}
    found: dict[str, list[str]] = {}
    mark = f"{PARTITIONED[folder]}="
    for uri in sorted(table.file_uris()):
        name = next(part.removeprefix(mark) for part in reversed(uri.split("/")) if part.startswith(mark))
        found.setdefault(name, []).append(uri)
    return found


def fingerprint(uris: Sequence[str]) -> int:
    """Of the very files, as a transaction's version (63 bits). Another file of the same rows is another one."""
    names = "\n".join(sorted(uri.rpartition("/")[2] for uri in uris))
    return int.from_bytes(hashlib.sha256(names.encode()).digest()[:8]) >> 1


def version_of(table: Any, name: str) -> int:
    return int(table.transaction_version(name) or 0) if table is not None else 0


def application(stream: str, partition: int) -> str:
    return f"watchroom/{stream}/{partition}"


@contextmanager
def base(data: Path) -> Iterator[Any]:
    """DuckDB without the network, with bounded memory; what does not fit goes to the data folder meanwhile.

    It is opened once a process, which takes 30 ms; each asker has a cursor of its own, and all share the bound.
    """
    process = os.getpid()
    with _opening:
        if process not in _roots:
            _roots[process] = _root(data)
    with _roots[process].cursor() as cursor:
        yield cursor


def _root(data: Path) -> Any:
    import duckdb

    config: Any = _DUCKDB | {"threads": "1", "memory_limit": "1GB", "temp_directory": str(data / ".history-sort")}
    root = duckdb.connect(config=config)
    root.execute("SET GLOBAL TimeZone = 'UTC'")
    return root


def day_of(at_ms: int) -> str:
    return f"{from_ms(at_ms):%Y-%m-%d}"


def on_disk(folder: Path, since: float) -> None:
    """What was written since then is on the disk when this returns: a power cut must not leave a table half written."""
    log = folder / "_delta_log"
    fresh = [path for path in log.iterdir() if path.is_file() and path.stat().st_mtime >= since]
    parts = [part for part in folder.glob("*=*") if part.stat().st_mtime >= since]
    fresh += [path for part in parts for path in part.iterdir() if path.stat().st_mtime >= since]
    for path in [*fresh, *parts, log, folder]:
        handle = os.open(path, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


def table_of(
    sensor: NDArray[np.int32],
    value: NDArray[np.float64],
    measured_ms: NDArray[np.int64],
    received_ms: NDArray[np.int64],
    partition: NDArray[np.int16],
    sequence: NDArray[np.int64],
) -> Any:
    """Columns of one length as rows of the history."""
    from arro3.core import Array, DataType, Table

    def instant(column: NDArray[np.int64]) -> Any:
        return Array.from_numpy(column * 1000).cast(DataType.timestamp("us", tz="UTC"))

    return Table.from_pydict(
        {
            "sensor": Array.from_numpy(sensor),
            "value": Array.from_numpy(value),
            "measured_at": instant(measured_ms),
            "received_at": instant(received_ms),
            "partition": Array.from_numpy(partition),
            "sequence": Array.from_numpy(sequence),
            "day": _days(measured_ms),
        }
    )


def _properties(folder: str) -> Any:
    """Rising numbers as differences, the rest packed: about 4 bytes a reading in a day that is in order."""
    from deltalake import ColumnProperties, WriterProperties

    rising = ColumnProperties(dictionary_enabled=False, encoding="DELTA_BINARY_PACKED", statistics_enabled="CHUNK")
    return WriterProperties(
        compression="ZSTD",
        compression_level=1,
        max_row_group_size=GROUP_ROWS,
        column_properties=dict.fromkeys(_RISING, rising),
    )


def _rows(partition: int, taken: Sequence[tuple[int, ReadingBatch]]) -> Any:
    batches = [batch for _, batch in taken]
    sizes = [len(batch) for batch in batches]
    return table_of(
        np.concatenate([batch.sensor for batch in batches]),
        np.concatenate([batch.value for batch in batches]),
        np.concatenate([batch.measured_ms for batch in batches]),
        np.concatenate([batch.received_ms for batch in batches]),
        np.full(sum(sizes), partition, np.int16),
        np.repeat(np.array([sequence for sequence, _ in taken], np.int64), sizes),
    )


def _days(measured: NDArray[np.int64]) -> Any:
    from arro3.core import Array, DataType

    days, place = np.unique(measured // DAY_MS, return_inverse=True)
    names = Array([day_of(int(day) * DAY_MS) for day in days], type=DataType.string())
    return names.take(Array.from_numpy(place.astype(np.uint32)))
