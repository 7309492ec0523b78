"""Letting go of what was kept long enough: whole days of readings, whole months of quarters, by each sensor's limit.

Readings go only after their quarters are made of the very files that go. What is due is told first, so that it can be
written in the book before it goes.
"""

import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from watchroom.sources.history import quarters
from watchroom.sources.history.table import FOLDER, PARTITIONED, QUARTERS, base, by_partition, on_disk, opened, write
from watchroom.sources.history.upkeep import READINGS_IN_ORDER, none_of, quoted, rows_of

Days = Callable[[int], int]  # a sensor's number to how many days are kept of it
_QUARTERS_IN_ORDER = (
    "SELECT sensor, begins_at, n, lowest, highest, mean, first, last, '{day}' AS month"
    " FROM read_parquet({named}, hive_partitioning=false) {where} ORDER BY sensor, begins_at"
)


@dataclass(frozen=True, slots=True)
class Due:
    """What has been kept long enough: these sensors' rows of one day (month). `whole`: nothing else is in it."""

    folder: str
    part: str
    sensors: tuple[int, ...]
    rows: int
    files: int
    whole: bool


def due(data: Path, today: date, shortest: int, folder: str, days: Days) -> Iterator[Due]:
    """What of a table is older than its sensors' limits, the oldest first. `shortest` is the least of all limits."""
    table, made = opened(data, folder), opened(data, QUARTERS)
    for part, uris in by_partition(table, folder).items():
        age = (today - _last_day(part)).days
        if age <= shortest or (folder == FOLDER and not quarters.is_made(made, part, uris)):
            continue
        held = rows_of(data, uris)
        gone = {sensor: rows for sensor, rows in held if age > days(sensor)}
        if gone:
            yield Due(folder, part, tuple(gone), sum(gone.values()), len(uris), len(gone) == len(held))


def let_go(data: Path, what: Due) -> None:
    """Takes it out of the table, in one commit. The files themselves go a day later, when nobody reads them any more."""
    table = opened(data, what.folder)
    uris = by_partition(table, what.folder).get(what.part, [])
    if not uris:
        return
    if what.whole:
        began = time.time() - 2.0  # a file's time may be coarser than the clock
        table.delete(f"{PARTITIONED[what.folder]} = '{what.part}'")
        on_disk(data / what.folder, began)
        return
    form = READINGS_IN_ORDER if what.folder == FOLDER else _QUARTERS_IN_ORDER
    where = f"WHERE {none_of(what.sensors)}"
    with base(data) as connection:
        rows: Any = connection.sql(form.format(day=what.part, named=quoted(uris), where=where))
        write(data, what.folder, rows, marks={}, table=table, instead_of=what.part)


def _last_day(part: str) -> date:
    if len(part) == 10:
        return date.fromisoformat(part)
    year, month = int(part[:4]), int(part[5:7])
    return date(year + month // 12, month % 12 + 1, 1) - timedelta(days=1)
