"""How many units of a kind an order asks for in its own words: `不少于3辆救护车`, `at least three ambulances`. Pure.

What says "at least" is a minimum: so many are proposed, and more may be sent without leaving the plan.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache

from watchroom.incidents.intake.words import HANZI, number
from watchroom.kernel.words import Words

MOST = 50  # of one need; what asks for more was not meant as a number of units
_ENGLISH = ("one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve")
_LEAST = r"(?P<least>不得?少于|不得?低于|至少|最少|起码|不下|≥)"
_COUNT = rf"(?P<n>\d{{1,3}}|[{HANZI}]{{1,4}})\s?(?P<more>余|多)?\s?[辆台支艘架组个部队名]?\s?(?P<over>（含）以上|以上|及以上)?"
_LEAST_EN = r"(?P<least>at least|no fewer than|not fewer than|no less than|not less than|a minimum of|minimum|≥)"
_COUNT_EN = rf"(?P<n>\d{{1,3}}|{'|'.join(_ENGLISH)})(?P<over>\s(?:or|and) more)?"


@dataclass(frozen=True, slots=True)
class Asked:
    """`least`: it is a minimum."""

    n: int
    least: bool


def asked_for(kind: Words, texts: Iterable[str]) -> Asked | None:
    """What the first text that says a number of this kind of unit says; None where none does."""
    patterns = _patterns(kind)
    for text in texts:
        for pattern in patterns:
            for match in pattern.finditer(text):
                n = _number(match["n"])
                if n is not None and 0 < n <= MOST:
                    told = match.groupdict()
                    return Asked(n, any(told.get(name) for name in ("least", "more", "over")))
    return None


@cache
def _patterns(kind: Words) -> tuple[re.Pattern[str], ...]:
    zh, en = re.escape(kind.zh), re.escape(kind.en).replace(r"\ ", r"\s")
    return (
        re.compile(rf"(?:{_LEAST}\s?)?{_COUNT}\s?的?{zh}"),
        re.compile(rf"{zh}(?:数量)?\s?[（(]?(?:{_LEAST}\s?)?(?<!第){_COUNT}"),
        re.compile(rf"\b(?:{_LEAST_EN}\s)?{_COUNT_EN}\s{en}s?\b", re.IGNORECASE),
    )


def _number(said: str) -> int | None:
    low = said.casefold()
    return _ENGLISH.index(low) + 1 if low in _ENGLISH else number(said)
