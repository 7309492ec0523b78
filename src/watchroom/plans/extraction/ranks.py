"""What names a level: Roman and Chinese numerals (also misread ones), colours, grades of the event."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import get_args

from watchroom.plans.extraction.found import Colour, Grade, LevelCode

CODES: tuple[LevelCode, ...] = get_args(LevelCode)
GRADES: tuple[Grade, ...] = get_args(Grade)
COLOURS: dict[str, Colour] = {"红": "red", "橙": "orange", "黄": "yellow", "蓝": "blue"}
_BY_COLOUR: dict[Colour, LevelCode] = {"red": "I", "orange": "II", "yellow": "III", "blue": "IV"}
_LETTERS = str.maketrans({"Ⅰ": "I", "Ⅱ": "II", "Ⅲ": "III", "Ⅳ": "IV", "Ⅴ": "V", "l": "I", "1": "I"})
_NUMERALS = {
    "一": "I",
    "二": "II",
    "三": "III",
    "四": "IV",
    "五": "V",
    "特": "I",
    "2": "II",
    "3": "III",
    "4": "IV",
    "5": "V",
}
# What an optical reader makes of Ⅳ and of the others.
_MISREAD = {"N": "IV", "NV": "IV", "IN": "IV", "IIV": "IV", "IVI": "IV", "W": "IV", "M": "III", "IIII": "III"}
LEVEL = re.compile(
    r"(?<![A-Za-z\d])(?P<roman>[ⅠⅡⅢⅣⅤIVXNlW]{1,4}) ?级|(?<![\d.])(?P<digit>[1-5]) ?级(?=(?:应急)?(?:响应|预警))"
    r"|(?<![一二三四五六七八九十第])(?P<hanzi>[一二三四五]) ?级(?!别|以上|政府|人民|医院|市场|及)|(?P<watch>关注) ?级"
    r"|(?P<word>社会|政府|公司|集团|企业|厂|矿|单位|学校|医院|项目部|部门|车间|分厂|现场|班组|岗位)级(?=(?:应急)?(?:响应|预警)|[、和(,])"
    r"|(?<![A-Za-z])[Ll]evel (?P<english>[1-5]|IV|I{1,3}|V)(?![A-Za-z])"
)
# Levels named by who copes: outside forces, the enterprise, a part of it, the place itself.
_WORDS: dict[str, LevelCode] = {
    **dict.fromkeys(("社会", "政府"), "I"),
    **dict.fromkeys(("公司", "集团", "企业", "厂", "矿", "单位", "学校", "医院", "项目部"), "II"),
    **dict.fromkeys(("部门", "车间", "分厂"), "III"),
    **dict.fromkeys(("现场", "班组", "岗位"), "IV"),
}  # fmt: skip
_RUN = re.compile(
    r"(?:[ⅠⅡⅢⅣⅤ]|I{1,3}V?|[一二三四五])(?:级)?(?:\([^()]{1,8}\))?(?:[、,和及](?:[ⅠⅡⅢⅣⅤ]|I{1,3}V?|[一二三四五])(?:级)?(?:\([^()]{1,8}\))?){2,4}(?=[^,。;]{0,8}级)"
)
_NUMERAL = re.compile("[ⅠⅡⅢⅣⅤ]|I{1,3}V?|[一二三四五]")
_INSIDE = re.compile(r"\([^()]*\)")
_NUMBER_OF = re.compile(r"(?:分为|分成|划分为|设为|共|共分|分)$")
COLOUR = re.compile(r"([红橙黄蓝])色?")
_BEHIND = re.compile(r"(?:(?:应急)?响应|(?:[客人游车]流)?预警)?\(([^()]{1,12})\)")
GRADE = re.compile(r"特别重大|重大|较大|一般")
URGENCY = re.compile(
    rf"{GRADE.pattern}|特别严重|严重|较重"
)  # what a level may be called in brackets: also grades of warnings


@dataclass(frozen=True, slots=True)
class Mention:
    """A level named at `start:end` of a text. `read`: the numeral was misread and is taken for what it must be."""

    code: LevelCode
    start: int
    end: int
    misread: bool = False


def mentions(plain: str) -> list[Mention]:
    """The levels that a text names, in order; `plain` is the plain form of a span."""
    found = []
    for match in LEVEL.finditer(plain):
        written = match["roman"] or match["digit"] or match["hanzi"] or match["english"] or ""
        code = "V" if match["watch"] else _WORDS.get(match["word"] or "") or code_of(written)
        if code is not None:
            found.append(Mention(code, match.start(), match.end(), written in _MISREAD or "N" in written))
    return found


def listed(plain: str) -> list[Mention]:
    """The levels that a text lists, each once; also where only the last of a list is called a level (`Ⅰ、Ⅱ、Ⅲ级`)."""
    runs = [(run, [*_NUMERAL.finditer(_INSIDE.sub(_blank, run[0]))]) for run in _RUN.finditer(plain)]
    totals = {(run.end(), CODES[len(inside) - 1]) for run, inside in runs}  # `Ⅳ、Ⅲ、Ⅱ、Ⅰ四级`
    named = [one for one in mentions(plain) if not counts(plain, one) and (one.start, one.code) not in totals]
    first = {mention.code: mention for mention in reversed(named)}
    for run, inside in runs:
        for match in inside:
            code = code_of(match[0])
            if code is not None:
                first.setdefault(code, Mention(code, run.start() + match.start(), run.start() + match.end()))
    return sorted(first.values(), key=lambda mention: mention.start)


def _blank(match: re.Match[str]) -> str:
    """As many blanks: `Ⅳ(一般)` names one level, for all its 一."""
    return " " * len(match[0])


def counts(plain: str, mention: Mention) -> bool:
    """Whether it only says how many there are: `分为四级预警，分别为Ⅰ级…`."""
    return (
        _NUMBER_OF.search(plain, 0, mention.start) is not None and plain[mention.end : mention.end + 1] not in "、和(,"
    )


def code_of(written: str) -> LevelCode | None:
    """`Ⅳ`, `IV`, `四`, `N` are IV; None for what is no numeral of a level."""
    if written in _NUMERALS:
        return _checked(_NUMERALS[written])
    letters = written.translate(_LETTERS)
    return _checked(_MISREAD.get(letters, letters))


def _checked(code: str) -> LevelCode | None:
    return next((known for known in CODES if known == code), None)


def by_colour(colour: Colour) -> LevelCode:
    """The level that a colour stands for: red is the highest."""
    return _BY_COLOUR[colour]


def grade_in(plain: str, words: re.Pattern[str] = GRADE) -> Grade | None:
    """The one grade that a text names; None where it names none or several."""
    found = set(words.findall(plain))
    return next(grade for grade in GRADES if grade in found) if len(found) == 1 else None


def listed_colours(plain: str) -> dict[LevelCode, Colour]:
    """Colours told one after the other for levels told one after the other (`分别用红、橙、黄、蓝四种颜色标示`)."""
    told = re.search(r"(?:用|为|以|由)((?:[红橙黄蓝]色?[、和及,]?){3,5})", plain)
    if told is None:
        return {}
    before = plain[: told.start()]
    named = [mention for mention in mentions(before) if not counts(plain, mention)]
    codes = list(dict.fromkeys(mention.code for mention in (named if len(named) > 1 else listed(before))))
    colours = [COLOURS[match[1]] for match in COLOUR.finditer(told[1])]
    return dict(zip(codes, colours, strict=True)) if len(codes) == len(colours) else {}


def in_brackets(plain: str, code: LevelCode) -> Iterable[str]:
    """What stands in brackets right behind or before a level: `Ⅰ级(特别重大)`, `特别重大(Ⅰ级)`, `Ⅰ级响应(红色)`, `Ⅰ(特别重大)、Ⅱ…级`."""
    named = mentions(plain)
    for mention in (*named, *(one for one in listed(plain) if one not in named)):
        if mention.code != code:
            continue
        if behind := _BEHIND.match(plain, mention.end):
            yield behind[1]
        if before := re.search(r"([\u4e00-\u9fff]{2,6})\($", plain[max(0, mention.start - 8) : mention.start]):
            yield before[1]
