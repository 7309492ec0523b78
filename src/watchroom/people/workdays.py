"""Working days and public holidays of China (节假日、调休).

A year's holidays and the weekend days that are worked for them are announced late in the year before it. What was announced
comes with `chinesecalendar`; a year after that is known by statute only (`holidays`): its days off are right, which weekend
days are worked for them is not known yet. What the site enters wins over both.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import cache

import chinese_calendar
import holidays

from watchroom.kernel.words import Words


@dataclass(frozen=True, slots=True)
class Year:
    """off        days on which nobody works, weekends among them or not
    on         weekend days on which people work
    names      which holiday a day off belongs to
    announced  whether the weekend days that are worked are known
    """

    off: frozenset[date]
    on: frozenset[date] = frozenset()
    names: Mapping[date, Words] = field(default_factory=dict)
    announced: bool = True


@dataclass(frozen=True, slots=True)
class Calendar:
    years: Mapping[int, Year] = field(default_factory=dict)

    def works(self, day: date) -> bool:
        year = self.years.get(day.year)
        if year and day in year.on:
            return True
        return day.weekday() < 5 and not (year and day in year.off)

    def holiday(self, day: date) -> Words | None:
        """The name of the public holiday to which a day off belongs; None on any other day, a plain weekend among them."""
        year = self.years.get(day.year)
        return year.names.get(day) if year else None

    def after(self, day: date, count: int) -> date:
        """The last day of so many working days after a day, which is not counted itself."""
        while count > 0:
            day += timedelta(days=1)
            count -= self.works(day)
        return day

    def unknown(self, first: date, last: date) -> list[int]:
        """Years of the span whose moved working days nobody has announced or entered."""
        return [year for year in range(first.year, last.year + 1) if not self._announced(year)]

    def _announced(self, year: int) -> bool:
        found = self.years.get(year)
        return found is not None and found.announced


NAMES: Mapping[str, Words] = {
    "New Year's Day": Words(zh="元旦", en="New Year's Day"),
    "Spring Festival": Words(zh="春节", en="Spring Festival"),
    "Tomb-sweeping Day": Words(zh="清明节", en="Qingming Festival"),
    "Labour Day": Words(zh="劳动节", en="Labour Day"),
    "Dragon Boat Festival": Words(zh="端午节", en="Dragon Boat Festival"),
    "National Day": Words(zh="国庆节", en="National Day"),
    "Mid-autumn Festival": Words(zh="中秋节", en="Mid-Autumn Festival"),
    "Anti-Fascist 70th Day": Words(zh="抗战胜利纪念日", en="Victory Day"),
}
_BY_STATUTE = {"农历除夕": "Spring Festival", "春节": "Spring Festival"} | {one.zh: key for key, one in NAMES.items()}
YEARS_AHEAD = 2


@cache
def published() -> Mapping[int, Year]:
    """The years that are known without the site: all that were announced, and the next ones by statute."""
    off, on = chinese_calendar.constants.holidays, chinese_calendar.constants.workdays
    found = {
        year: Year(
            frozenset(day for day in off if day.year == year),
            frozenset(day for day in on if day.year == year),
            {day: NAMES[name] for day, name in off.items() if day.year == year},
        )
        for year in sorted({day.year for day in off})
    }
    last = max(found)
    return found | {year: _by_statute(year) for year in range(last + 1, last + 1 + YEARS_AHEAD)}


def _by_statute(year: int) -> Year:
    days = holidays.country_holidays("CN", years=year, language="zh_CN")
    names = {day: NAMES[key] for day, said in days.items() for word, key in _BY_STATUTE.items() if word in said}
    return Year(frozenset(names), frozenset(), names, announced=False)


def calendar_of(entered: Iterable[tuple[int, Iterable[str], Iterable[str]]]) -> Calendar:
    """The published years, and over them those that the site entered: year, days off, days on, as ISO dates.

    The name of a holiday is the published one, where the site's day off lies in it.
    """
    known = published()
    own = {}
    for year, off, on in entered:
        names = known[year].names if year in known else {}
        days = frozenset(map(date.fromisoformat, off))
        own[year] = Year(
            days, frozenset(map(date.fromisoformat, on)), {day: name for day, name in names.items() if day in days}
        )
    return Calendar({**known, **own})
