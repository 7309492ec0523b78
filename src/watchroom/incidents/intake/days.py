"""Which day a word names: `昨天`, `上周五`, `本周三`, `星期一`, `last Friday`, `on Monday`, from the day of receipt. Pure.

A Chinese week begins on Monday, and `上周五` is of the week before. `last Tuesday`, said on a Friday, is of this week to some and of the
week before to others: both are given. A weekday alone is the last one, the day of receipt among them. What is to come is no day here.
"""

import re
from datetime import date, timedelta
from functools import cache

from watchroom.incidents.intake.words import any_of, by_word, entries

_BEFORE = r"(?<![下每隔第各两几半\d一二三四五六七八九十])"  # 下周五 is to come, 每周五 no day, 三周一次 no weekday


@cache
def chinese() -> str:
    """A pattern with the groups `word`, `week` and `weekday`."""
    days = any_of(by_word(entries("times", "day")))
    weeks = any_of(word for word in by_word(entries("times", "week")) if not word.isascii())
    names = "".join(word for word in by_word(entries("times", "weekday")) if not word.isascii())
    return rf"(?P<word>{days})|{_BEFORE}(?P<week>{weeks})?(?:周|星期|礼拜)(?P<weekday>[{names}])(?![带圈围年月])"


@cache
def english() -> str:
    named = "|".join(word for word in by_word(entries("times", "weekday")) if word.isascii())
    return rf"(?:(?P<which>last|this past|past|this|on)\s)?(?P<weekday>{named})"


def weekdays(weekday: str, which: str, today: date) -> tuple[date, ...]:
    """The days that may be meant, the nearest first. `which`: the word before it, or nothing."""
    number = int(by_word(entries("times", "weekday"))[weekday.casefold()]["day"])
    monday = today - timedelta(days=today.weekday())
    row = by_word(entries("times", "week")).get(which.casefold())
    if row is not None:
        return (monday + timedelta(weeks=int(row["weeks"]), days=number - 1),)
    latest = monday + timedelta(days=number - 1)
    if latest > today or (latest == today and which.casefold() in ("last", "past", "this past")):
        latest -= timedelta(weeks=1)
    before = monday + timedelta(days=number - 8)
    return (latest, before) if which.casefold() == "last" and before != latest else (latest,)


def named(word: str, today: date) -> date:
    return today + timedelta(days=int(by_word(entries("times", "day"))[word.casefold()]["offset"]))


def span_of(word: str, part: str) -> tuple[int, int]:
    """The hours of a part of the day, or those of the part that the word itself names; of the whole day without either."""
    parts = by_word(entries("times", "part"))
    row = by_word(entries("times", "day")).get(word.casefold(), {})
    low, high = (parts.get(part.casefold()) or parts.get(str(row.get("part", "")), {})).get("span", (0, 24))
    return int(low), int(high)


@cache
def alone() -> tuple[re.Pattern[str], ...]:
    """A day without an hour, with its part of the day if one was said."""
    parts = any_of(by_word(entries("times", "part")))
    named = "yesterday|last night|the day before yesterday"
    return (
        re.compile(rf"(?:{chinese()})的?(?P<part>{parts})?"),
        re.compile(rf"\b(?:(?P<word>{named})|{english()})(?:\s(?P<part>morning|afternoon|evening|night))?\b", re.IGNORECASE),
    )  # fmt: skip
