"""Working days, holidays (节假日、调休) and special times.

A year's holidays, and the weekend days that are worked for them, are announced late in the year before. What was announced
comes with `chinesecalendar`; the years after it are known by statute only (`holidays`): their days off are right, which
weekend days are worked is not known yet. What the site enters wins over both.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import cache
from typing import Literal, get_args

from watchroom.kernel.words import Words

Special = Literal["holiday", "major_event", "sensitive_period"]
SPECIALS: tuple[Special, ...] = get_args(Special)


@dataclass(frozen=True, slots=True)
class Year:
    """off        days on which nobody works, weekends among them or not
    on         weekend days on which people work
    announced  whether those are known
    """

    off: frozenset[date]
    on: frozenset[date] = frozenset()
    announced: bool = True


@dataclass(frozen=True, slots=True)
class Named:
    """Days that have a name: a holiday, a major event, a sensitive period. `last` is one of them."""

    kind: Special
    first: date
    last: date
    words: Words


@dataclass(frozen=True, slots=True)
class Calendar:
    """`named` in the order in which they are told."""

    years: Mapping[int, Year] = field(default_factory=dict)
    named: tuple[Named, ...] = ()

    def on(self, day: date, *kinds: Special) -> list[Named]:
        """The named days of these kinds that a day is one of."""
        return [one for one in self.named if one.kind in kinds and one.first <= day <= one.last]

    def day_kind(self, day: date) -> tuple[str, Words] | None:
        """`holiday`, `weekend` or `workday`, and what the day is called; None where nobody entered the year or named the day."""
        year, holidays = self.years.get(day.year), self.on(day, "holiday")
        if year and day in year.on:
            return "workday", _MADE_UP
        if holidays and (year is None or not self.works(day)):
            return "holiday", together(holidays)
        if year is None or not year.announced:
            return None
        kind = "holiday" if day in year.off else "workday" if self.works(day) else "weekend"
        return kind, DAY_KINDS[kind]

    def works(self, day: date) -> bool:
        year = self.years.get(day.year)
        if year and day in year.on:
            return True
        return day.weekday() < 5 and not (year and day in year.off)

    def holiday(self, day: date) -> Words | None:
        """The name of the holiday that a day off belongs to; None on any other day, a plain weekend among them."""
        found = self.on(day, "holiday")
        return together(found) if found and not self.works(day) else None

    def after(self, day: date, count: int) -> date:
        """The last day of so many working days after a day, which is not counted itself."""
        while count > 0:
            day += timedelta(days=1)
            count -= self.works(day)
        return day

    def unknown(self, first: date, last: date) -> list[int]:
        """Years of the span whose moved working days were neither announced nor entered."""
        return [year for year in range(first.year, last.year + 1) if not self._announced(year)]

    def _announced(self, year: int) -> bool:
        found = self.years.get(year)
        return found is not None and found.announced


DAY_KINDS: Mapping[str, Words] = {
    "holiday": Words(zh="节假日", en="public holiday"),
    "weekend": Words(zh="周末", en="weekend"),
    "workday": Words(zh="工作日", en="working day"),
}
SPECIAL_WORDS: Mapping[str, Words] = {
    "holiday": DAY_KINDS["holiday"],
    "major_event": Words(zh="重大活动", en="major event"),
    "sensitive_period": Words(zh="敏感时期", en="sensitive period"),
}
_MADE_UP = Words(zh="调休上班", en="weekend day on which people work")
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
        found += [str(first + timedelta(days=n)) for n in range((last - first).days + 1)] if fits else [word]
    return found


YEARS_AHEAD = 2
NAMES: Mapping[str, Words] = {
    "New Year's Day": Words(zh="元旦", en="New Year"),
    "Spring Festival": Words(zh="春节", en="Spring Festival"),
    "Tomb-sweeping Day": Words(zh="清明节", en="Qingming"),
    "Labour Day": Words(zh="劳动节", en="Labour Day"),
    "Dragon Boat Festival": Words(zh="端午节", en="Dragon Boat Festival"),
    "National Day": Words(zh="国庆节", en="National Day"),
    "Mid-autumn Festival": Words(zh="中秋节", en="Mid-Autumn Festival"),
    "Anti-Fascist 70th Day": Words(zh="抗战胜利纪念日", en="Victory Day"),
}
_BY_STATUTE = {"农历除夕": "Spring Festival"} | {one.zh: key for key, one in NAMES.items()}


def together(named: Iterable[Named]) -> Words:
    each = list(dict.fromkeys(one.words for one in named))
    return Words(zh="、".join(one.zh for one in each), en=", ".join(one.en for one in each))


def _announced() -> dict[date, str]:
    import chinese_calendar

    return dict(chinese_calendar.constants.holidays)


def _by_statute(years: Iterable[int]) -> dict[date, str]:
    import holidays  # the calendars of two hundred countries: not before somebody asks for a day

    days = holidays.country_holidays("CN", years=years, language="zh_CN")
    return {day: key for day, said in days.items() for word, key in _BY_STATUTE.items() if word in said}


def _spans(days: Mapping[date, str]) -> Iterator[Named]:
    """Days of one name that follow one another, as one span."""
    first = last = None
    for day in [*sorted(days), None]:
        if last and day and first and day == last + timedelta(days=1) and days[day] == days[last]:
            last = day
            continue
        if first and last:
            yield Named("holiday", first, last, NAMES[days[last]])
        first = last = day


def _year(year: int, days: Mapping[date, str], *, announced: bool) -> Year:
    import chinese_calendar

    worked = chinese_calendar.constants.workdays
    return Year(frozenset(d for d in days if d.year == year), frozenset(d for d in worked if d.year == year), announced)


@cache
def published() -> Calendar:
    """What is known without the site: each year that was announced, and those after it by statute."""
    days = _announced()
    last = max(day.year for day in days)
    ahead = range(last + 1, last + 1 + YEARS_AHEAD)
    expected = _by_statute(ahead)
    years = {year: _year(year, days, announced=True) for year in sorted({day.year for day in days})}
    years |= {year: _year(year, expected, announced=False) for year in ahead}
    return Calendar(years, (*_spans(days), *_spans(expected)))


def calendar_of(entered: Iterable[tuple[int, Iterable[str], Iterable[str]]]) -> Calendar:
    """The published years, and over them those that the site entered: year, days off, days on, as ISO dates."""
    own = {
        year: Year(frozenset(map(date.fromisoformat, off)), frozenset(map(date.fromisoformat, on)))
        for year, off, on in entered
    }
    return Calendar({**published().years, **own}, published().named)
