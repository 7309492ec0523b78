"""Numbers with their units and bounds, as plans write them: `10万人以上、30万人以下`, `9～10级`, `3万户`, `超过500米`.

Every pattern is of bounded length, so that a text is read in linear time.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Literal

from watchroom.plans.extraction.markers import hanzi_number
from watchroom.plans.extraction.vocabulary import Entry

Side = Literal["lower", "upper", "range", ""]
_SCALE = {"": 1.0, "百": 1e2, "千": 1e3, "万": 1e4, "十万": 1e5, "百万": 1e6, "千万": 1e7, "亿": 1e8, "万亿": 1e12}
_ROMAN = {char: n for n, char in enumerate("ⅠⅡⅢⅣⅤⅥⅦⅧⅨⅩ", 1)}
_DIGITS = r"\d{1,12}(?:,\d{3}){0,3}(?:\.\d{1,6})?"
_HANZI = r"[一二两三四五六七八九十百]{1,5}"
NUMBER = rf"(?:{_DIGITS}|{_HANZI}|[ⅠⅡⅢⅣⅤⅥⅦⅧⅨⅩ])(?:万亿|[十百千]?万|亿|千(?!克|瓦)|百)?"
ABOVE = r"\(?含?\)?(?:及其?以上|或以上|以上|及以上|以外|or more|or higher|or above|or greater|or over|or stronger|or larger|or longer|and above|and over|and higher|plus\b|\+)"
BELOW = r"\(?含?\)?(?:及其?以下|或以下|以下|以内|之内|or fewer|or less|or below|or lower|or under|and below|or colder)"
_PRE_LOWER = re.compile(
    r"(?:超过了?|大于等于|大于|不少于|不低于|至少|高于|多于|突破|持续|≥|>=?|达到?|升至|升到|超|(?:at|equal to) or (?:above|over|more than|greater than|higher than)|more than|greater than|higher than|longer than|above|over|in excess of|exceeds?|exceeding|exceeded|at least|a minimum of|minimum|not less than|no fewer than|reach(?:es|ed|ing)?)\s?(?:约)?$",
    re.IGNORECASE,
)
_PRE_UPPER = re.compile(
    r"(?:(?:未|没有)(?:超过|突破|达到?)|不超过|不大于|小于等于|小于|低于|不足|少于|不到|不满|未满|≤|<=?|降至|降到|(?:at|equal to) or (?:below|under|less than|lower than)|less than|lower than|shorter than|below|under|fewer than|at most|no more than|not more than|not exceeding|up to)\s?$",
    re.IGNORECASE,
)
_COMPARED = re.compile(
    r"[><≥≤]=?$|(?:AQI|指数)[^,;。\d]{0,6}(?:大于|小于|高于|低于|超过|达到)(?:等于)?$|\bAQI (?:of |at |is |above |over |below |exceeds |exceeding |reaches |between |from )?$"
)
_LENGTHS = ("毫米", "mm", "㎜", "厘米", "cm")
_RATE = re.compile(r"\s?(?:/|每)(?:天|日|d(?![a-z]))")  # `3毫米/天`: how fast, not how much
_JOIN = re.compile(r"[、,;至到~\-\s]*(?:或者?|且|or)?[、,\s]*[<≤>≥=]{0,2}")  # between amounts that speak of one subject
_BELOW_ZERO = re.compile(r"(?:(?:^|[^\d~.])-|零下|minus |负)\s?$")
_INCLUSIVE = (
    "大于等于",
    ">=",
    "不超过",
    "未超过",
    "没有超过",
    "未突破",
    "没有突破",
    "不大于",
    "小于等于",
    "≤",
    "<=",
    "以内",
    "之内",
    "at most",
    "no more than",
    "not more than",
    "not exceeding",
    "up to",
    "at or",
    "equal to or",
    "or below",
    "or lower",
    "or under",
    "and below",
    "or colder",
    "or fewer",
    "or less",
    "降至",
    "降到",
    "及以下",
    "或以下",
)
_EXCLUSIVE = (
    "超过", "大于", "高于", "多于", "突破", ">", "超", "more than", "greater than", "higher than", "longer than", "above", "over", "exceed",
    "in excess of",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Amount:
    """A number or a range (`low` to `high`) with its unit's word, and which bound it is. `strict`: the value itself is out.

    `given`: the text says which bound it is; otherwise its neighbours or the words before it do.
    """

    start: int
    end: int
    low: float
    high: float | None
    word: str
    unit: str
    side: Side
    strict: bool
    given: bool


def number(text: str) -> float:
    """`2.5万` is 25000, `十二` is 12, `Ⅶ` is 7."""
    scale = next((s for s in sorted(_SCALE, key=len, reverse=True) if s and text.endswith(s)), "")
    digits = text[: len(text) - len(scale)].replace(",", "")
    if digits in _ROMAN:
        return _ROMAN[digits] * _SCALE[scale]
    if digits[:1].isdigit():
        return float(digits) * _SCALE[scale]
    return hanzi_number(text) if not digits or hanzi_number(text) else hanzi_number(digits) * _SCALE[scale]


@lru_cache(maxsize=8)
def _pattern(words: tuple[str, ...]) -> re.Pattern[str]:
    ends = {word: "(?![A-Za-z])" if word[-1].isascii() and word[-1].isalpha() else "" for word in words}
    units = "|".join(re.escape(word) + ends[word] for word in sorted(words, key=len, reverse=True))
    return re.compile(
        rf"(?P<low>{NUMBER})(?:(?:\s?(?P<same>{units})(?=\s?(?:~|-|至|到)\s?{NUMBER}\s?(?P=same)))?\s?(?:(?P<to>to (?P<minus>-)?)|(?:~|-|至|到|to)\s?)(?P<high>{NUMBER}))?\s?(?:余|多)?(?P<early>or (?:more|fewer|less|higher|greater|over)\s)?(?P<unit>{units})?"
        rf"\s?(?:的)?(?:(?P<above>{ABOVE})|(?P<below>{BELOW}))?"
    )


def units_of(entries: Sequence[Entry]) -> dict[str, Entry]:
    """The table `units` by word."""
    return {str(word): entry for entry in entries for word in entry["words"]}


def amounts(text: str, units: dict[str, Entry]) -> list[Amount]:
    """The amounts of a text in order. A bare number without unit and bound is none."""
    found = []
    for match in _pattern(tuple(units)).finditer(text):
        word = match["unit"] or ""
        bound = match["above"] or match["below"] or match["early"]
        spoken = not match["low"][0].isdigit() and match["low"][0] not in _ROMAN
        compared = _COMPARED.search(text, max(0, match.start() - 18), match.start())
        graded = match["low"][0] in _ROMAN and word != "度"
        if (
            (word in _LENGTHS and _RATE.match(text, match.end()))
            or graded
            or (
                units.get(word, {}).get("unit") == "person"
                and re.match("[A-Za-z]", text[max(0, match.start() - 1) : match.start()])
            )  # `more than 20 P2 casualties`
            or (not word and not bound and not compared)
            or (spoken and not (word and bound))
        ):
            continue
        found.append(_amount(text, match, word, units))
    return _sharing(found)


def _amount(text: str, match: re.Match[str], word: str, units: dict[str, Entry]) -> Amount:
    entry = units.get(word, {})
    factor, unit = float(entry.get("factor", 1)), str(entry.get("unit", ""))
    before = text[max(0, match.start() - 20) : match.start()]
    cold = unit == "degC" and _BELOW_ZERO.search(before) is not None
    bare = before.rstrip(" -").removesuffix("零下").removesuffix("负") if cold else before
    lower, upper = _PRE_LOWER.search(bare), _PRE_UPPER.search(bare)
    early = match["early"] or ""
    side: Side = "lower" if match["above"] else "upper" if match["below"] else "range" if match["high"] else ""
    if early:
        side = "upper" if "fewer" in early or "less" in early else "lower"
    said = match["above"] or match["below"] or early
    if not said and side != "range":
        side = "upper" if upper else "lower" if lower else ""
        said = (upper or lower or [""])[0].lower()
    low = number(match["low"])
    high = number(match["high"]) if match["high"] else None
    if high is not None and low < high and match["high"][-1:] in "万亿" and match["low"][-1:] not in "万亿":
        low *= _SCALE[match["high"][-1]]
    if cold:
        low, high = -low, high if high is None or (match["to"] and not match["minus"]) else -high
    inclusive = any(one in said for one in _INCLUSIVE)
    inclusive |= unit == "degC" and bool(match["below"])  # of a temperature `4℃以下` says 4 as well
    strict = said == "以外" or (
        not inclusive and (side == "upper" or (lower is not None and said.startswith(_EXCLUSIVE)))
    )
    return Amount(
        match.start(), match.end(), _tidy(low * factor), None if high is None else _tidy(high * factor),
        word, unit, side, strict, bool(said) or side == "range",
    )  # fmt: skip


def _tidy(value: float) -> float:
    return round(value, 6)


def _sharing(found: list[Amount]) -> list[Amount]:
    """A number without a unit takes that of the next amount, if that follows at once (`5万以上、10万人以下`)."""
    made: list[Amount] = []
    for amount in reversed(found):
        after = made[-1] if made else None
        if not amount.unit and after and after.unit and after.start - amount.end <= 2:
            amount = Amount(
                amount.start, amount.end, amount.low, amount.high, after.word, after.unit,
                amount.side, amount.strict, amount.given,
            )  # fmt: skip
        made.append(amount)
    return [amount for amount in reversed(made) if amount.unit or amount.given]


def clusters_of(found: list[Amount], text: str) -> list[list[Amount]]:
    """Amounts that follow one another with nothing but a sign or 或 between them speak of one subject."""
    made: list[list[Amount]] = []
    for amount in found:
        if made and _JOIN.fullmatch(text, made[-1][-1].end, amount.start):
            made[-1].append(amount)
        else:
            made.append([amount])
    return made


def _one_clock(cluster: list[Amount]) -> list[Amount]:
    """`30分钟以上2小时以下` bounds one time: hours beside minutes are read as minutes."""
    if {amount.unit for amount in cluster} != {"h", "min"}:
        return cluster
    return [
        replace(a, low=a.low * 60, high=None if a.high is None else a.high * 60, unit="min") if a.unit == "h" else a
        for a in cluster
    ]


def sides_of(cluster: list[Amount]) -> list[tuple[Amount, Side]]:
    """Each amount with its side; one that does not say takes the side of the next that does."""
    made: list[tuple[Amount, Side]] = []
    after: Amount | None = None
    for amount in reversed(_one_clock(cluster)):
        if not amount.side and after is not None:
            amount = replace(amount, side=after.side, strict=after.strict, given=after.given)
        made.append((amount, amount.side))
        after = amount if amount.side in ("lower", "upper") else after
    return made[::-1]
