"""The hourly record between its full hours: a straight line for what changes steadily, the last full hour for sums."""

import csv
from collections.abc import Mapping
from datetime import datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

GUST_FACTOR = 1.5  # simulated: the record names gusts only now and then


class Weather:
    """One local day of 24 full hours. Outside of it the nearest full hour stands."""

    def __init__(self, path: Path, zone: str) -> None:
        rows = csv.DictReader(
            line for line in path.read_text(encoding="utf-8").splitlines() if not line.startswith("#")
        )
        self._hours: list[Mapping[str, str]] = sorted(rows, key=lambda row: int(row["hour"]))
        if [int(row["hour"]) for row in self._hours] != list(range(24)):
            raise ValueError(f"{path}: one row for each of 24 hours")
        self._zone = ZoneInfo(zone)

    def between(self, column: str, at: datetime) -> float:
        """The column at an instant, on a straight line between the full hours before and after."""
        local = at.astimezone(self._zone)
        before = self._at(column, local.hour)
        after = self._at(column, min(local.hour + 1, 23))
        share = (local.minute * 60 + local.second) / 3600
        return before + (after - before) * share

    def hourly(self, column: str, at: datetime) -> float:
        """The column of the last full hour."""
        return self._at(column, at.astimezone(self._zone).hour)

    def sum_12h(self, column: str, at: datetime) -> float:
        """The column summed over the twelve full hours up to now, within the day."""
        until = at.astimezone(self._zone)
        hours = [until - timedelta(hours=back) for back in range(12)]
        return sum(self._at(column, hour.hour) for hour in hours if hour.date() == until.date())

    def gust(self, at: datetime) -> float:
        return self.between("wind_mean", at) * GUST_FACTOR

    def _at(self, column: str, hour: int) -> float:
        return float(self._hours[hour][column])
