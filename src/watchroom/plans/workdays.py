"""Working days. A year's holidays are announced late in the year before it: a year that nobody entered is known as such."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta


def _span(first: str, last: str) -> list[date]:
    start, end = date.fromisoformat(first), date.fromisoformat(last)
    return [start + timedelta(days=n) for n in range((end - start).days + 1)]


def _days(*spans: tuple[str, str]) -> frozenset[date]:
    return frozenset(day for span in spans for day in _span(*span))


@dataclass(frozen=True, slots=True)
class Year:
    """off  days on which nobody works, weekends among them or not;  on  weekend days on which people work"""

    off: frozenset[date]
    on: frozenset[date] = frozenset()


@dataclass(frozen=True, slots=True)
class Calendar:
    years: Mapping[int, Year] = field(default_factory=dict)

    def works(self, day: date) -> bool:
        year = self.years.get(day.year)
        if year and day in year.on:
            return True
        return day.weekday() < 5 and not (year and day in year.off)

    def after(self, day: date, count: int) -> date:
        """The last day of so many working days after a day, which is not counted itself."""
        while count > 0:
            day += timedelta(days=1)
            count -= self.works(day)
        return day

    def unknown(self, first: date, last: date) -> list[int]:
        """Years of the span that nobody has entered: reckoned by weekends only."""
        return [year for year in range(first.year, last.year + 1) if year not in self.years]


_SPAN_SIGN = re.compile(r"[—–~～至]+")
_LONGEST_SPAN = 366


def spans(days: Iterable[str]) -> list[str]:
    """ISO days as they are shown: those that follow one another as `2026-02-15—2026-02-23`."""
    found: list[tuple[date, date]] = []
    for day in sorted(map(date.fromisoformat, days)):
        if found and day - found[-1][1] <= timedelta(days=1):
            found[-1] = (found[-1][0], day)
        else:
            found.append((day, day))
    return [f"{first}—{last}" if last > first else str(first) for first, last in found]


def days_typed(text: str) -> list[str]:
    """The days of a text, spans written out; what is no day stays as it was typed, for the check to refuse."""
    found: list[str] = []
    for word in text.replace("，", " ").replace(",", " ").split():
        ends = _SPAN_SIGN.split(word)
        try:
            first, last = date.fromisoformat(ends[0]), date.fromisoformat(ends[-1])
        except ValueError:
            found.append(word)
            continue
        fits = len(ends) <= 2 and timedelta() <= last - first < timedelta(days=_LONGEST_SPAN)
        found += map(str, _span(ends[0], ends[-1])) if fits else [word]
    return found


# Notices of the General Office of the State Council on holidays: of 12 November 2024 for 2025, of 4 November 2025 for 2026.
# Compared on 30 November 2026 day by day with the full text of both as Xinhua gave it (for 2026 politics.gmw.cn, 4 November 2025).
PUBLISHED: Mapping[int, Year] = {
    2025: Year(
        _days(("2025-01-01", "2025-01-01"), ("2025-01-28", "2025-02-04"), ("2025-04-04", "2025-04-06"),
              ("2025-05-01", "2025-05-05"), ("2025-05-31", "2025-06-02"), ("2025-10-01", "2025-10-08")),
        frozenset(map(date.fromisoformat, ("2025-01-26", "2025-02-08", "2025-04-27", "2025-09-28", "2025-10-11"))),
    ),
    2026: Year(
        _days(("2026-01-01", "2026-01-03"), ("2026-02-15", "2026-02-23"), ("2026-04-04", "2026-04-06"),
              ("2026-05-01", "2026-05-05"), ("2026-06-19", "2026-06-21"), ("2026-09-25", "2026-09-27"),
              ("2026-10-01", "2026-10-07")),
        frozenset(map(date.fromisoformat, ("2026-01-04", "2026-02-14", "2026-02-28", "2026-05-09", "2026-09-20", "2026-10-10"))),
    ),
}  # fmt: skip


def calendar_of(entered: Iterable[tuple[int, Iterable[str], Iterable[str]]]) -> Calendar:
    """The published years, and over them those that the site entered: year, days off, days on, as ISO dates."""
    own = {
        year: Year(frozenset(map(date.fromisoformat, off)), frozenset(map(date.fromisoformat, on)))
        for year, off, on in entered
    }
    return Calendar({**PUBLISHED, **own})
