"""The history of readings: two Delta Lake tables in the data folder, written by `watch`, read by everybody.

`history`        one row a reading as it was taken, a folder a UTC day of its measuring. Appended once a minute a
                 partition, joined hourly; a day that is over becomes one file in the order of sensor and time, each
                 reading once.
`history_15min`  of each sensor and quarter of an hour: how many, lowest, highest, mean, first, last. A folder a month.
                 Made from whole days of the first table, and used for a day only as long as that day's files are the
                 very ones it was made from: a late reading changes them, and the day is read from its readings again.

A quarter of an hour, because it divides the local day of every zone, and a year of it is 35,040 rows: fast enough.
Read both through `files` only: the folders also hold files that were replaced, and a glob would count rows twice.
"""

from watchroom.sources.history.quarters import stretches
from watchroom.sources.history.reading import Known, joined, newest, position, read, read_in_weeks, rows
from watchroom.sources.history.retention import Due, due, let_go
from watchroom.sources.history.series import Series, Stretches
from watchroom.sources.history.table import FOLDER, QUARTERS, append, base, files, load, table_of
from watchroom.sources.history.upkeep import KEEP_REPLACED_H, settle, tidy

__all__ = [
    "FOLDER",
    "KEEP_REPLACED_H",
    "QUARTERS",
    "Due",
    "Known",
    "Series",
    "Stretches",
    "append",
    "base",
    "due",
    "files",
    "joined",
    "let_go",
    "load",
    "newest",
    "position",
    "read",
    "read_in_weeks",
    "rows",
    "settle",
    "stretches",
    "table_of",
    "tidy",
]  # fmt: skip
