"""Automatic numbers of Word's lists, written out: 第一章, 一、, （一）, 1.1, Ⅰ., ①."""

from collections.abc import Callable
from dataclasses import dataclass, field

MOST_LEVELS = 9
_DIGITS = "〇一二三四五六七八九"
_FORMAL = "零壹贰叁肆伍陆柒捌玖"
_CIRCLED = {n: chr(0x2460 + n - 1) for n in range(1, 21)} | {n: chr(0x3251 + n - 21) for n in range(21, 36)}
_ROMAN = (
    (1000, "M"), (900, "CM"), (500, "D"), (400, "CD"), (100, "C"), (90, "XC"), (50, "L"), (40, "XL"), (10, "X"),
    (9, "IX"), (5, "V"), (4, "IV"), (1, "I"),
)  # fmt: skip


def roman(number: int) -> str:
    made = ""
    for value, letters in _ROMAN:
        count, number = divmod(number, value)
        made += letters * count
    return made


def letters(number: int) -> str:
    """a to z, then aa, bb, as Word counts."""
    return chr(ord("a") + (number - 1) % 26) * ((number - 1) // 26 + 1)


def chinese(number: int, digits: str = _DIGITS, units: str = "千百十") -> str:
    """Counting words up to 9999: 十一, 二十, 一百零五."""
    if not 0 < number < 10_000:
        return str(number)
    made, gap = "", False
    for place, unit in zip((1000, 100, 10, 1), (*units, ""), strict=True):
        digit, number = divmod(number, place)
        if digit:
            made += ("零" if gap else "") + digits[digit] + unit
            gap = False
        elif made:
            gap = True
    one_ten = digits[1] + units[2]
    return made.removeprefix(digits[1]) if made.startswith(one_ten) and digits is _DIGITS else made


def _row(signs: str) -> Callable[[int], str]:
    return lambda n: signs[n - 1] if n <= len(signs) else str(n)


_FORMATS: dict[str, Callable[[int], str]] = {
    "decimal": str,
    "decimalZero": lambda n: f"{n:02}",
    "decimalFullWidth": lambda n: "".join(chr(ord(d) + 0xFEE0) for d in str(n)),
    "upperRoman": roman,
    "lowerRoman": lambda n: roman(n).lower(),
    "upperLetter": lambda n: letters(n).upper(),
    "lowerLetter": letters,
    "decimalEnclosedCircle": lambda n: _CIRCLED.get(n, f"({n})"),
    "decimalEnclosedParen": lambda n: f"({n})",
    "decimalEnclosedFullstop": lambda n: f"{n}.",
    "chineseLegalSimplified": lambda n: chinese(n, _FORMAL, "仟佰拾"),
    "ideographDigital": lambda n: "".join(_DIGITS[int(d)] for d in str(n)),
    "ideographEnclosedCircle": lambda n: chr(0x3280 + n - 1) if n <= 10 else chinese(n),
    "ideographTraditional": _row("甲乙丙丁戊己庚辛壬癸"),
    "ideographZodiac": _row("子丑寅卯辰巳午未申酉戌亥"),
    "ordinal": lambda n: f"{n}.",
}
_FORMATS["decimalEnclosedCircleChinese"] = _FORMATS["decimalEnclosedCircle"]
_FORMATS["japaneseDigitalTenThousand"] = _FORMATS["ideographDigital"]
for _name in ("chineseCounting", "chineseCountingThousand", "japaneseCounting", "taiwaneseCounting",
              "taiwaneseCountingThousand", "koreanCounting"):  # fmt: skip
    _FORMATS[_name] = chinese


def written(number: int, form: str) -> str:
    """A number in one of Word's forms; a form that is not known is written in digits."""
    return _FORMATS.get(form, str)(number) if 0 < number < 10_000 else str(number)


@dataclass(slots=True)
class ListLevel:
    """One level of a list: `%1.%2` in `text` stand for the numbers of the levels."""

    start: int = 1
    form: str = "decimal"
    text: str = ""
    restart: int | None = None  # the level, from 1, after which it starts anew; 0 never
    legal: bool = False


@dataclass(slots=True)
class Numbering:
    """The lists of a document, and how far each has counted.

    levels   by abstract list, then by level from 0;  lists  number of a list to its abstract list
    changed  levels that one list has otherwise than its abstract list;  anew  where one list starts otherwise
    """

    levels: dict[str, dict[int, ListLevel]] = field(default_factory=dict)
    lists: dict[str, str] = field(default_factory=dict)
    changed: dict[tuple[str, int], ListLevel] = field(default_factory=dict)
    anew: dict[tuple[str, int], int] = field(default_factory=dict)
    _counts: dict[str, dict[int, int]] = field(default_factory=dict)
    _begun: set[tuple[str, int]] = field(default_factory=set)

    def next(self, number: str, depth: int) -> str:
        """The number of the next paragraph of a list at a depth from 0; empty for bullets and for no list."""
        abstract = self.lists.get(number)
        if abstract is None or not 0 <= depth < MOST_LEVELS:
            return ""
        here, counts = self._level(number, abstract, depth), self._counts.setdefault(abstract, {})
        if (number, depth) in self.anew and (number, depth) not in self._begun:
            counts.pop(depth, None)
        self._begun.add((number, depth))
        counts[depth] = counts[depth] + 1 if depth in counts else self.anew.get((number, depth), here.start)
        for deeper in [one for one in counts if one > depth]:
            after = self._level(number, abstract, deeper).restart
            if after is None or (after and depth < after):
                del counts[deeper]
        return self._written(number, abstract, here, counts)

    def bullet(self, number: str, depth: int) -> bool:
        """Whether a list has a sign and no number at a depth."""
        abstract = self.lists.get(number)
        return (
            abstract is not None and 0 <= depth < MOST_LEVELS and self._level(number, abstract, depth).form == "bullet"
        )

    def _level(self, number: str, abstract: str, depth: int) -> ListLevel:
        return self.changed.get((number, depth)) or self.levels.get(abstract, {}).get(depth) or ListLevel()

    def _written(self, number: str, abstract: str, here: ListLevel, counts: dict[int, int]) -> str:
        if here.form in ("bullet", "none"):
            return here.text if here.form == "none" and "%" not in here.text else ""
        made = here.text[:64]
        for depth in range(MOST_LEVELS):
            if f"%{depth + 1}" in made:
                level = self._level(number, abstract, depth)
                form = "decimal" if here.legal else level.form
                made = made.replace(f"%{depth + 1}", written(counts.setdefault(depth, level.start), form))
        return made.strip() + (
            " " if made.strip() and (made.strip()[-1].isascii() or made.strip()[-1] in "章节条篇") else ""
        )
