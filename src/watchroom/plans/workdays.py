"""Working days, holidays and special times. A year's holidays are announced late in the year before it: a year that nobody
entered is known as such.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Literal, get_args

from watchroom.kernel.words import Words

Special = Literal["holiday", "major_event", "sensitive_period"]
SPECIALS: tuple[Special, ...] = get_args(Special)


@dataclass(frozen=True, slots=True)
class Year:
    """off  days on which nobody works, weekends among them or not;  on  weekend days on which people work"""

    off: frozenset[date]
    on: frozenset[date] = frozenset()


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
        if year is None:
            return None
        kind = "holiday" if day in year.off else "workday" if self.works(day) else "weekend"
        return kind, DAY_KINDS[kind]

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
_NEW_YEAR = Words(zh="元旦", en="New Year")
_SPRING = Words(zh="春节", en="Spring Festival")
_QINGMING = Words(zh="清明节", en="Qingming")
_LABOUR = Words(zh="劳动节", en="Labour Day")
_DRAGON_BOAT = Words(zh="端午节", en="Dragon Boat Festival")
_MID_AUTUMN = Words(zh="中秋节", en="Mid-Autumn Festival")
_NATIONAL = Words(zh="国庆节", en="National Day")


def together(named: Iterable[Named]) -> Words:
    each = list(dict.fromkeys(one.words for one in named))
    return Words(zh="、".join(one.zh for one in each), en=", ".join(one.en for one in each))


def _holiday(words: Words, first: str, last: str) -> Named:
    return Named("holiday", date.fromisoformat(first), date.fromisoformat(last), words)


# Notices of the General Office of the State Council on holidays: of 12 November 2024 for 2025, of 4 November 2025 for 2026.
HOLIDAYS: tuple[Named, ...] = (
    _holiday(_NEW_YEAR, "2025-01-01", "2025-01-01"),
    _holiday(_SPRING, "2025-01-28", "2025-02-04"),
    _holiday(_QINGMING, "2025-04-04", "2025-04-06"),
    _holiday(_LABOUR, "2025-05-01", "2025-05-05"),
    _holiday(_DRAGON_BOAT, "2025-05-31", "2025-06-02"),
    _holiday(_NATIONAL, "2025-10-01", "2025-10-08"),
    _holiday(_MID_AUTUMN, "2025-10-01", "2025-10-08"),
    _holiday(_NEW_YEAR, "2026-01-01", "2026-01-03"),
    _holiday(_SPRING, "2026-02-15", "2026-02-23"),
    _holiday(_QINGMING, "2026-04-04", "2026-04-06"),
    _holiday(_LABOUR, "2026-05-01", "2026-05-05"),
    _holiday(_DRAGON_BOAT, "2026-06-19", "2026-06-21"),
    _holiday(_MID_AUTUMN, "2026-09-25", "2026-09-27"),
    _holiday(_NATIONAL, "2026-10-01", "2026-10-07"),
)


def _published(year: int, *on: str) -> Year:
    spans = [one for one in HOLIDAYS if one.first.year == year]
    off = {one.first + timedelta(days=n) for one in spans for n in range((one.last - one.first).days + 1)}
    return Year(frozenset(off), frozenset(map(date.fromisoformat, on)))


PUBLISHED: Mapping[int, Year] = {
    2025: _published(2025, "2025-01-26", "2025-02-08", "2025-04-27", "2025-09-28", "2025-10-11"),
    2026: _published(2026, "2026-01-04", "2026-02-14", "2026-02-28", "2026-05-09", "2026-09-20", "2026-10-10"),
}


def calendar_of(entered: Iterable[tuple[int, Iterable[str], Iterable[str]]]) -> Calendar:
    """The published years, and over them those that the site entered: year, days off, days on, as ISO dates."""
    own = {
        year: Year(frozenset(map(date.fromisoformat, off)), frozenset(map(date.fromisoformat, on)))
        for year, off, on in entered
    }
    return Calendar({**PUBLISHED, **own}, HOLIDAYS)
