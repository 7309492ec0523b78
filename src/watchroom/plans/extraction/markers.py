"""The marks that number chapters and items: `5.1.2`, `一、`, `（3）`, `①`, `a.`, `——`."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal, Protocol

Style = Literal[
    "chapter",
    "step",
    "roman",
    "decimal",
    "hanzi",
    "hanzi_paren",
    "digit",
    "paren",
    "half",
    "circle",
    "letter",
    "dash",
    "",
]

_HANZI = {char: n for n, char in enumerate("零一二三四五六七八九")} | {"两": 2}
_NUMERAL = "一二三四五六七八九十百"
# Each alternative is anchored and of bounded length; the text is one whose brackets and digits are at half width.
_MARKS: tuple[tuple[Style, re.Pattern[str]], ...] = (
    ("chapter", re.compile(rf"第 ?([{_NUMERAL}]{{1,4}}|\d{{1,3}}) ?(?:[编章节条]|部分)")),
    ("step", re.compile(rf"第([{_NUMERAL}]{{1,2}}|\d{{1,2}})步[:、. ]*")),
    ("decimal", re.compile(r"(\d{1,2}(?: ?\. ?[\dl]{1,2}){1,5})(?![\d%])[.、]?")),
    ("hanzi", re.compile(rf"([{_NUMERAL}]{{1,3}})、")),
    ("hanzi_paren", re.compile(rf"\( ?([{_NUMERAL}]{{1,3}}) ?\)")),
    ("digit", re.compile(r"(\d{1,2}) ?[.、](?! ?\d)")),
    ("paren", re.compile(r"\( ?(\d{1,2})? ?\)")),
    ("half", re.compile(r"(\d{1,2}) ?\)")),
    ("circle", re.compile("([\u2460-\u2473])")),
    ("letter", re.compile(r"\(?([a-zA-Z])[.)、]")),
    ("dash", re.compile(r"(--(?=[^-])|-(?=[^\d-])|\[[ xX]?\](?= ?\w)|[•●■◆▪·*★☆◇□☐☑✓✔➢➤►▶❖‣](?=[^\d-]))")),
)
_BARE = re.compile(r"(\d{1,2}) ?(?=[^\d\s.,%)\]、:;~/-])")
_SPACED = re.compile(r"(\d{1,2}(?: \d{1,2}){1,3}) ?(?=[\u4e00-\u9fff])")
# What follows a number that counts something, and so numbers nothing: a unit, and how it goes on.
COUNTED = re.compile(
    r"\s?[万亿千百十]?(?:小时|分钟|工作日|平方公里|公里|立方米|毫米|厘米|米|摄氏度|[年月日时天周个名人户间套起次级度吨元倍座条辆艘头亩])"
    r"(?:以[上下内]|及以|内|左右|[,，.。、;；至~-]|的|[前后])"
)


# `1．1次食物中毒人数在100人以上`: item 1, which begins with a number.
_NUMBERED_COUNT = re.compile(r"(\d{1,2})\.(?=\d{1,4}[次起例人名])")
_ONE_EVENT = re.compile(
    r"[次起例][\u4e00-\u9fff]{0,12}?(?:人数|事件|事故|中毒|病例|死亡|发生)|[人名](?:以[上下]|及以[上下]|受伤|死亡|[重轻]伤|中毒|被困|失踪|中暑|滞留|聚集)"
)


@dataclass(frozen=True, slots=True)
class Mark:
    """style, number as written, its value (0 where it has none), and where the text after it begins.

    levels  how many parts a decimal number has
    """

    style: Style
    number: str
    value: int
    end: int
    levels: int = 1


def hanzi_number(text: str) -> int:
    """`二十三` is 23. Text that is no numeral gives 0."""
    total = last = 0
    for char in text:
        if char == "十":
            total, last = total + (last or 1) * 10, 0
        elif char == "百":
            total, last = total + (last or 1) * 100, 0
        elif char in _HANZI:
            last = _HANZI[char]
        else:
            return 0
    return total + last


def _value(style: Style, number: str) -> int:
    if style == "circle":
        return ord(number) - 0x245F
    if style == "letter":
        return ord(number.lower()) - 96
    if style == "decimal":
        return int(re.split(r"\D+", number.replace("l", "1"))[-1] or 0)
    if style == "dash" or not number:
        return 0
    return int(number) if number.isdigit() else hanzi_number(number)


def mark_at(plain: str, at: int = 0) -> Mark | None:
    """The mark that begins at `at`, if one does."""
    for style, pattern in _MARKS:
        if (found := pattern.match(plain, at)) and not (style == "decimal" and COUNTED.match(plain, found.end())):
            number = found[1] or ""
            if (
                style == "decimal"
                and (item := _NUMBERED_COUNT.match(plain, at))
                and _ONE_EVENT.match(plain, found.end())
            ):
                return Mark("digit", item[0], int(item[1]), item.end())
            levels = len(re.findall(r"[\dl]+", re.sub(r"\.0$", "", number))) if style == "decimal" else 1
            return Mark(style, found[0].strip(" "), _value(style, number), found.end(), levels)
    return None


def spaced_at(plain: str) -> Mark | None:
    """A decimal number that lost its dots on the way out of a file: `2 1 指挥部`, `4 1 3 对干旱灾害`."""
    found = _SPACED.match(plain)
    if found is None or COUNTED.match(plain, found.end()):
        return None
    numbers = found[1].split(" ")
    return Mark("decimal", ".".join(numbers), int(numbers[-1]), found.end(), len(numbers))


def bare_at(plain: str) -> Mark | None:
    """A chapter number that stands alone, as in `1 总则` or `2组织体系`; a number that counts something is none."""
    found = _BARE.match(plain)
    if found is None or COUNTED.match(plain, found.end()):
        return None
    return Mark("decimal", found[1], int(found[1]), found.end())


_ROMAN = {"I": 1, "V": 5, "X": 10}
_LETTERED = re.compile(r"(?:(?:SECTION|Section|CHAPTER|Chapter|PART|Part) )?([IVX]{1,5}|[A-Z])[.:)]? {1,3}(?=[A-Z])")


class Opened(Protocol):
    """A chapter that is open."""

    @property
    def style(self) -> str: ...
    @property
    def value(self) -> int: ...


def lettered_at(text: str, open_: Sequence[Opened]) -> Mark | None:
    """The number of an English heading: `II. `, `Section IV: ` or `B. `; a letter that may be either goes on from the last."""
    found = _LETTERED.match(text)
    if found is None or (found[0].strip() == found[1] and not found[0].endswith("  ")):
        return None  # `A plan …` begins a sentence
    word = found[1]
    if set(word) <= set(_ROMAN):
        values = [_ROMAN[char] for char in word]
        value = sum(-n if n < max(values[at:]) else n for at, n in enumerate(values))
        last = next((p.value for p in open_ if p.style == "roman"), 0)
        if len(word) > 1 or value == last + 1 or not any(p.style == "letter" for p in open_):
            return Mark("roman", found[0].strip(), value, found.end())
    return Mark("letter", found[0].strip(), ord(word) - 64, found.end()) if len(word) == 1 else None
