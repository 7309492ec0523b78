"""What `watch` does to the history once an hour: joins small files, puts days that are over in order, makes quarters.

Each step is one commit of one table, and each is right without the next: whoever is killed between two of them leaves a
history that reads the same. What is begun again finds what is done, and does the rest.
"""

import time
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from watchroom.kernel.clock import ms
from watchroom.sources.history import quarters
from watchroom.sources.history.table import (
    FOLDER,
    QUARTERS,
    base,
    by_partition,
    day_of,
    fingerprint,
    on_disk,
    opened,
    write,
)

KEEP_REPLACED_H = 24
SETTLED_AFTER = timedelta(hours=1)  # after the end of a UTC day; later than that a reading is late, and few are
_SLACK_S = 2.0
READINGS_IN_ORDER = (
    "SELECT sensor, value, measured_at, received_at, partition, sequence, '{day}' AS day"
    " FROM read_parquet({named}, hive_partitioning=false) {where}"
    " QUALIFY row_number() OVER (PARTITION BY sensor, measured_at ORDER BY received_at, partition, sequence) = 1"
    " ORDER BY sensor, measured_at"
)
_MADE = (
    "SELECT sensor, time_bucket(INTERVAL 15 MINUTE, measured_at, TIMESTAMPTZ '1970-01-01 00:00:00+00') AS begins_at,"
    " count(*)::BIGINT AS n, min(value) AS lowest, max(value) AS highest,"
    " greatest(min(value), least(max(value), avg(value))) AS mean,"
    " arg_min(value, measured_at) AS first, arg_max(value, measured_at) AS last, '{month}' AS month"
    " FROM read_parquet({named}, hive_partitioning=false) GROUP BY ALL"
)
_OLD = "SELECT sensor, begins_at, n, lowest, highest, mean, first, last, '{month}' AS month FROM read_parquet({named}, hive_partitioning=false)"
# What was made of readings that have been let go since stays; what is made anew takes its sensor's whole day.
_TOGETHER = (
    "WITH made AS MATERIALIZED ({made}), told AS (SELECT DISTINCT sensor, begins_at::DATE AS day FROM made) SELECT * FROM made"
    " UNION ALL SELECT old.* FROM ({old}) old ANTI JOIN told ON old.sensor = told.sensor AND old.begins_at::DATE = told.day"
    " ORDER BY sensor, begins_at"
)


def tidy(data: Path, now: datetime) -> None:
    """Everything of an hour. Raises HistoryBroken. What fails is done an hour later; nothing waits for it."""
    _join(data)
    settle(data, now)
    for folder in (FOLDER, QUARTERS):
        _sweep(data, folder)


def settle(data: Path, now: datetime) -> list[str]:
    """Puts the days that are over in order, each reading once, and makes their quarters; which days it were."""
    upto = day_of(ms(now - SETTLED_AFTER))
    months: dict[str, list[str]] = {}
    table = opened(data, QUARTERS)
    for day, uris in by_partition(opened(data)).items():
        if day < upto and not quarters.is_made(table, day, uris):
            months.setdefault(day[:7], []).append(day)
    for month, days in months.items():
        for day in days:
            _order(data, day)
        _make_quarters(data, month, days)
    return [day for days in months.values() for day in days]


def _join(data: Path) -> None:
    """The many small files of each day become few, as they are: the cheap half, for the day that goes on."""
    table = opened(data)
    if table is None:
        return
    began = time.time() - _SLACK_S
    table.optimize.compact()
    on_disk(data / FOLDER, began)


def _order(data: Path, day: str) -> None:
    """A day as one file in the order of sensor and time, each reading once. Nothing to do for one that is."""
    table = opened(data)
    uris = by_partition(table).get(day, [])
    if not uris or (len(uris) == 1 and _in_order(data, uris[0])):
        return
    with base(data) as connection:
        rows = connection.sql(READINGS_IN_ORDER.format(day=day, named=quoted(uris), where=""))
        write(data, FOLDER, rows, marks={}, table=table, instead_of=day)


def _in_order(data: Path, uri: str) -> bool:
    """Whether a file's rows rise by sensor and time, without equals; read piece by piece in the order in which they lie."""
    from arro3.core import RecordBatchReader

    with base(data) as connection:
        sql = f"SELECT sensor, epoch_us(measured_at) AS m FROM read_parquet({quoted([uri])}, hive_partitioning=false)"
        before = (-1, 0)
        for piece in RecordBatchReader.from_arrow(connection.sql(sql)):
            sensor, measured = piece["sensor"].to_numpy(), piece["m"].to_numpy()
            if not sensor.size:
                continue
            rises = (sensor[1:] > sensor[:-1]) | ((sensor[1:] == sensor[:-1]) & (measured[1:] > measured[:-1]))
            if before >= (int(sensor[0]), int(measured[0])) or not bool(rises.all()):
                return False
            before = (int(sensor[-1]), int(measured[-1]))
    return True


def _make_quarters(data: Path, month: str, days: list[str]) -> None:
    """Makes the quarters of these days anew, with those of the month's other days beside them, in one commit."""
    table = opened(data, QUARTERS)
    held = {day: uris for day, uris in by_partition(opened(data)).items() if day[:7] == month}
    # A day at a time: no quarter is in two days, and one day's groups fit in memory.
    each = [_MADE.format(named=quoted(held[day]), month=month) for day in days if day in held]
    if not each:
        return
    old = by_partition(table, QUARTERS).get(month, [])
    sql = " UNION ALL ".join(each)
    sql = (
        _TOGETHER.format(made=sql, old=_OLD.format(named=quoted(old), month=month))
        if old
        else sql + " ORDER BY sensor, begins_at"
    )
    marks = {quarters.day_mark(day): fingerprint(held[day]) for day in days if day in held}
    if all(day in marks or quarters.is_made(table, day, uris) for day, uris in held.items()):
        marks[quarters.month_mark(month)] = quarters.month_print(held)
    with base(data) as connection:
        rows = connection.sql(sql)
        write(data, QUARTERS, rows, marks=marks, table=table, instead_of=month if table is not None else None)


def _sweep(data: Path, folder: str) -> None:
    """Lets go of replaced files after a day, and of the log behind a checkpoint."""
    table = opened(data, folder)
    if table is None:
        return
    began = time.time() - _SLACK_S
    table.vacuum(retention_hours=KEEP_REPLACED_H, dry_run=False, enforce_retention_duration=False)
    table.create_checkpoint()
    on_disk(data / folder, began)  # before the log behind the checkpoint goes
    table.cleanup_metadata()


def quoted(uris: list[str]) -> str:
    """A list of files as DuckDB reads it in a query that is handed on as a relation."""
    return "[" + ", ".join("'" + uri.replace("'", "''") + "'" for uri in uris) + "]"


def rows_of(data: Path, uris: list[str]) -> list[tuple[int, int]]:
    """Sensor and how many rows it has in these files."""
    with base(data) as connection:
        sql = "SELECT sensor, count(*) FROM read_parquet(?, hive_partitioning=false) GROUP BY sensor ORDER BY sensor"
        return [(int(sensor), int(rows)) for sensor, rows in connection.execute(sql, [uris]).fetchall()]


def none_of(sensors: Any) -> str:
    return f"sensor NOT IN ({', '.join(str(int(sensor)) for sensor in sorted(sensors))})"
