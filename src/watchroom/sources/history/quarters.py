"""A sensor's past in stretches of time, never hiding a peak: quarters of an hour where they are made, readings elsewhere."""

from datetime import datetime
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from watchroom.kernel.clock import ms
from watchroom.sources.history.reading import joined, read
from watchroom.sources.history.series import Series, Stretches
from watchroom.sources.history.table import (
    DAY_MS,
    QUARTER_MS,
    QUARTERS,
    base,
    by_partition,
    day_of,
    files,
    fingerprint,
    opened,
    version_of,
)


def stretches(
    data: Path, sensor: int, since: datetime, until: datetime, size_ms: int, young: Series | None = None
) -> Stretches:
    """What was measured in since <= t < until, in stretches of `size_ms`; `young` is what the history has not yet.

    From quarters of an hour on, both ends are multiples of a quarter; else a whole quarter would not tell.
    """
    young = (young or Series.empty()).within(ms(since), ms(until))
    if size_ms % QUARTER_MS or ms(since) % QUARTER_MS or ms(until) % QUARTER_MS:
        return Stretches.of(joined(read(data, sensor, since, until), young), size_ms)
    plain = unmade(data, since, until) | {day_of(int(at)) for at in np.unique(young.measured_ms // DAY_MS) * DAY_MS}
    series = joined(read(data, sensor, since, until, sorted(plain)), young) if plain else young
    made = quarters(data, sensor, since, until)
    # A day whose readings are there is told by them alone; one whose readings were let go, by its quarters.
    told = np.isin(made.at_ms // DAY_MS, np.unique(series.measured_ms // DAY_MS))
    return made.where(~told).beside(Stretches.of(series, QUARTER_MS)).in_stretches(size_ms)


def quarters(data: Path, sensor: int, since: datetime, until: datetime) -> Stretches:
    """The quarters of an hour as they were made, of whatever readings there were then."""
    named = files(data, since, until, QUARTERS)
    if not named or since >= until:
        return Stretches.empty(QUARTER_MS)
    sql = (
        "SELECT epoch_ms(begins_at) AS m, n, lowest, highest, mean, first, last FROM read_parquet(?, hive_partitioning=false)"
        " WHERE sensor = ? AND begins_at >= make_timestamptz(?) AND begins_at < make_timestamptz(?) ORDER BY m"
    )
    with base(data) as connection:
        found = connection.execute(sql, [named, sensor, ms(since) * 1000, ms(until) * 1000]).fetchnumpy()

    def column(name: str) -> NDArray[np.float64]:
        return np.asarray(found[name], np.float64)

    at, count = np.asarray(found["m"], np.int64), np.asarray(found["n"], np.int64)
    return Stretches(QUARTER_MS, at, count, *(column(name) for name in ("lowest", "highest", "mean", "first", "last")))


def unmade(data: Path, since: datetime, until: datetime) -> set[str]:
    """The UTC days from `since` to `until` that have readings whose quarters are not made, or of other files than now."""
    first, last = day_of(ms(since)), day_of(ms(until))
    # The readings' table is looked at first: what is made meanwhile can only be newer.
    days = by_partition(opened(data))
    table = opened(data, QUARTERS)
    months: dict[str, dict[str, list[str]]] = {}
    for day, uris in days.items():
        months.setdefault(day[:7], {})[day] = uris
    found: set[str] = set()
    for month, held in months.items():
        inside = [day for day in held if first <= day <= last]
        if inside and version_of(table, month_mark(month)) != month_print(held):
            found |= {day for day in inside if not is_made(table, day, held[day])}
    return found


def is_made(table: Any, day: str, uris: list[str]) -> bool:
    return version_of(table, day_mark(day)) == fingerprint(uris)


def day_mark(day: str) -> str:
    """Under which name the quarters' table tells of which files a day was made."""
    return f"watchroom/made/{day}"


def month_mark(month: str) -> str:
    """The same of all days of a month together: one look instead of thirty-one."""
    return f"watchroom/made/{month}"


def month_print(held: dict[str, list[str]]) -> int:
    return fingerprint([uri for uris in held.values() for uri in uris])
