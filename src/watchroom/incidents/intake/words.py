"""The language of callers as data: the tables beside `vocabulary/`, and how a text is laid open for them.

Whoever adds a word adds a sentence to the measured set in the tests.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Any

import yaml

FOLDER = Path(__file__).parent / "vocabulary"
_FULL: dict[int, str] = {
    code: chr(code - 0xFEE0) for code in range(0xFF01, 0xFF5F) if chr(code) not in "，！？；：（）"
}
_ALIKE = {ord("　"): " ", ord("′"): "'", ord("’"): "'", ord("″"): '"', ord("”"): '"', ord("º"): "°", ord("˚"): "°"}
_DIGITS = {char: n for n, char in enumerate("零一二三四五六七八九")} | {"〇": 0, "两": 2}
_TENS = {"十": 10, "百": 100, "千": 1000}
HANZI = "零〇一二两三四五六七八九十百千万"
NUMBER = rf"(?:\d{{1,3}}(?:,\d{{3}}){{1,3}}|\d{{1,9}}(?:\.\d{{1,3}})?[百千万]?|[{HANZI}]{{1,9}})"
"""A number as it is said, of bounded length."""


@cache
def table(name: str) -> Mapping[str, Any]:
    """A table of the vocabulary as it is written."""
    told: dict[str, Any] = yaml.safe_load((FOLDER / f"{name}.yaml").read_text(encoding="utf-8"))
    return told


@cache
def entries(name: str, use: str = "") -> tuple[Mapping[str, Any], ...]:
    """The entries of a table, those of one use."""
    return tuple(one for one in table(name)["entries"] if not use or one.get("use") == use)


def opened(text: str) -> str:
    """The text with full-width letters, digits and signs as plain ones: of the same length, so that spans hold."""
    return text.translate(_FULL | _ALIKE)


def any_of(words: Iterable[str]) -> str:
    """A pattern for these words, the longest first; Latin ones stand alone."""
    return "|".join(_bounded(word) for word in sorted(words, key=len, reverse=True))


def by_word(rows: Sequence[Mapping[str, Any]]) -> dict[str, Mapping[str, Any]]:
    return {str(word).casefold(): row for row in rows for word in row["words"]}


def number(text: str) -> int | None:
    """`十二` is 12, `3.5万` is 35000, `1,200` is 1200. None for what is no whole number, such as `三四`."""
    text = text.replace(",", "")
    digits = re.fullmatch(r"(\d{1,9}(?:\.\d{1,3})?)([百千万]?)", text)
    if digits:
        value = float(digits[1]) * {"": 1, "百": 100, "千": 1000, "万": 10_000}[digits[2]]
        return round(value) if abs(value - round(value)) < 1e-6 else None
    return _hanzi(text)


def both(text: str) -> tuple[int, int] | None:
    """`三四` is from 3 to 4, `十五六` from 15 to 16; None for anything else."""
    if len(text) < 2 or text[-1] not in _DIGITS or text[-2] not in _DIGITS:
        return None
    low, high = number(text[:-1]), number(text[:-2] + text[-1])
    return (low, high) if low is not None and high == low + 1 else None


def _hanzi(text: str) -> int | None:
    if "万" in text:
        head, _, tail = text.partition("万")
        many, rest = _below(head), _below(tail) if tail else 0
        return None if many is None or rest is None else many * 10_000 + rest
    return _below(text)


def _below(text: str) -> int | None:
    """A number below ten thousand; digits after one another, as in a year, are none."""
    total, digit, last = 0, None, 10_000
    for char in text:
        if char in _DIGITS:
            if digit:
                return None
            digit = _DIGITS[char]
        elif char in _TENS and _TENS[char] < last:
            total, digit, last = total + (1 if digit is None else digit) * _TENS[char], None, _TENS[char]
        else:
            return None
    return total + (digit or 0) if text else None


def _bounded(word: str) -> str:
    told = re.escape(word)
    if word[:1].isascii() and word[:1].isalpha():
        told = rf"(?<![A-Za-z]){told}"
    return rf"{told}(?![A-Za-z])" if word[-1:].isascii() and word[-1:].isalpha() else told
