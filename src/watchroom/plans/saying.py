"""Reads conditions, values and levels out, in both languages."""

from decimal import Decimal
from functools import lru_cache

from watchroom.kernel.canonical import decimal_text
from watchroom.kernel.units import UNIT_WORDS
from watchroom.kernel.words import Words
from watchroom.people.workdays import DAY_KINDS, SPECIAL_WORDS
from watchroom.plans.elements import Fact as Declared
from watchroom.plans.terms import span_words
from watchroom.plans.triggers import Comparison

VALUE_WORDS: dict[str, Words] = {
    "red": Words(zh="红色", en="red"),
    "orange": Words(zh="橙色", en="orange"),
    "yellow": Words(zh="黄色", en="yellow"),
    "blue": Words(zh="蓝色", en="blue"),
    "none": Words(zh="无", en="none"),
    "department_or_site": Words(zh="部门或现场", en="a department or the site"),
    "enterprise": Words(zh="本单位", en="the organisation itself"),
    "external_support": Words(zh="须外部支援", en="outside support"),
    **DAY_KINDS,
    **SPECIAL_WORDS,
}
NUMERALS = {
    1: Words(zh="Ⅰ", en="I"),
    2: Words(zh="Ⅱ", en="II"),
    3: Words(zh="Ⅲ", en="III"),
    4: Words(zh="Ⅳ", en="IV"),
    5: Words(zh="Ⅴ", en="V"),
}
WARNING_COLOURS = {1: VALUE_WORDS["red"], 2: VALUE_WORDS["orange"], 3: VALUE_WORDS["yellow"], 4: VALUE_WORDS["blue"]}


def numeral(level: int) -> Words:
    return NUMERALS.get(level) or Words(zh=str(level), en=str(level))


def unit_words(unit: str) -> Words:
    return UNIT_WORDS.get(unit) or Words(zh=unit, en=unit)


def amount_words(value: Decimal | str | bool, unit: str = "") -> Words:
    """A value with its unit as it is shown: `5.6 m/s`; true, false and the four colours are words."""
    if isinstance(value, bool):
        return Words(zh="是", en="yes") if value else Words(zh="否", en="no")
    if isinstance(value, str):
        return VALUE_WORDS.get(value) or Words(zh=value or "—", en=value or "—")
    text = decimal_text(value)
    return Words(zh="{v} {u}", en="{v} {u}").fill(v=text, u=unit_words(unit)) if unit else Words(zh=text, en=text)


def demanded(node: Comparison, declared: Declared | None) -> Words:
    """What a comparison demands: `平均风速 ≥ 4 m/s，持续 5 分钟` / `Mean wind speed ≥ 4 m/s, for 5 min`."""
    if node.words:
        return node.words.words
    title = declared.title.words if declared else Words(zh=node.fact, en=node.fact)
    bounds = (node.at_least, node.above, node.below, node.at_most)
    said = _bounds(bounds, (declared.unit if declared else None) or "") if node.numeric else _wanted(node)
    return _demand(title, said, node.held_for)


# Said once for all incidents: many verdicts at a time speak of the same bound.
@lru_cache(maxsize=4096)
def _demand(title: Words, said: Words, held_for: str | None) -> Words:
    said = Words(zh="{t} {s}", en="{t} {s}").fill(t=title, s=said)
    if held_for:
        said = Words(zh="{s}，持续 {h}", en="{s}, for {h}").fill(s=said, h=span_words(held_for))
    return said


@lru_cache(maxsize=4096)
def _bounds(bounds: tuple[Decimal | None, ...], unit: str) -> Words:
    given = [f"{sign} {decimal_text(bound)}" for sign, bound in zip("≥><≤", bounds, strict=True) if bound is not None]
    said = Words(zh="、".join(given), en=", ".join(given))
    return Words(zh="{s} {u}", en="{s} {u}").fill(s=said, u=unit_words(unit)) if unit else said


def _wanted(node: Comparison) -> Words:
    wanted = node.one_of if node.one_of is not None else [node.equals if node.equals is not None else ""]
    words = [amount_words(value) for value in wanted]
    return Words(zh="为" + "或".join(w.zh for w in words), en="is " + " or ".join(w.en for w in words))
