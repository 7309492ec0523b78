"""The bounds of a condition that was read, in words: what is compared, with what, over which time. Pure."""

from collections.abc import Iterable
from decimal import Decimal
from itertools import groupby
from typing import Any

from watchroom.kernel.canonical import decimal_text
from watchroom.kernel.words import Words
from watchroom.plans.drafts.fields import value_written
from watchroom.plans.extraction.found import AllOf, Leaf
from watchroom.plans.extraction.plan_facts import fact_title
from watchroom.plans.extraction.vocabulary import shipped
from watchroom.plans.saying import amount_words, unit_words

SIGNS = {">=": "≥", ">": ">", "<=": "≤", "<": "<", "==": "="}
_SIDES = {"≥": 0, ">": 0, "≤": 1, "<": 1, "=": 2}
_BOUND = Words(zh="{t} {b}", en="{t} {b}")
_ALL, _ANY = Words(zh=" 且 ", en=" and "), Words(zh=" 或 ", en=" or ")
_REGIONS = Words(zh="{s}（至少 {n} 个{k}）", en="{s} (in at least {n} {k})")
_REGIONS_TO = Words(zh="{s}（{n} 至 {m} 个{k}）", en="{s} (in {n} to {m} {k})")
_PLACES = Words(zh="地区", en="areas")

_KINDS = {
    "province": Words(zh="省", en="provinces"),
    "prefecture_city": Words(zh="市", en="cities"),
    "county": Words(zh="县", en="counties"),
    "township": Words(zh="乡镇", en="townships"),
    "big_city": Words(zh="大城市", en="big cities"),
    "station": Words(zh="站点", en="stations"),
    "river": Words(zh="流域", en="rivers"),
}


def expr_words(expr: Any) -> Words:
    """A condition read out: `死亡 ≥ 20、< 30 人 或 失踪 ≥ 20 人`; two bounds of one thing are said once."""
    if isinstance(expr, Leaf):
        return _leaves_words([expr])
    joined, parts = (_ALL, expr.all) if isinstance(expr, AllOf) else (_ANY, expr.any)
    said: list[Words] = []
    for key, same in groupby(parts, _key if isinstance(expr, AllOf) else id):
        run = list(same)
        said += [_leaves_words(run)] if key is not None and isinstance(run[0], Leaf) else [_inner(one) for one in run]
    return _joined(said, joined)


def quantity_choices() -> list[tuple[str, Words]]:
    """What a bound may speak of, in the order of the vocabulary."""
    codes = dict.fromkeys(str(entry["quantity"]) for entry in shipped()["quantities"])
    return [(code, quantity_words(Leaf(quantity=code, op=">="))) for code in codes]


def unit_choices() -> list[tuple[str, Words]]:
    codes = dict.fromkeys(str(entry["unit"]) for entry in shipped()["units"])
    return [(code, unit_words(code)) for code in codes]


def quantity_words(leaf: Leaf) -> Words:
    """What is compared, as the plan that is made will call it."""
    numeric = isinstance(leaf.value, int | float)
    rest = [one for one in (leaf.of, leaf.state, leaf.at, leaf.mark if numeric else None) if one]
    title = fact_title(leaf, rest)
    return Words(zh=title["zh"], en=title["en"])


def _key(part: Any) -> Any:
    """What two bounds must have alike to be said as one; none for a part that is more than a bound."""
    return part.model_dump_json(exclude={"op", "value", "mark"}) if isinstance(part, Leaf) else None


def _inner(part: Any) -> Words:
    said = expr_words(part)
    several = not isinstance(part, Leaf) and len(part.all if isinstance(part, AllOf) else part.any) > 1
    return Words(zh="（{s}）", en="({s})").fill(s=said) if several and not _one_thing(part) else said


def _one_thing(part: Any) -> bool:
    return isinstance(part, AllOf) and len({_key(one) for one in part.all}) == 1 and isinstance(part.all[0], Leaf)


def _leaves_words(run: list[Leaf]) -> Words:
    """Bounds of one thing, the lower first, with the unit once."""
    first = run[0]
    bounds = [(SIGNS[leaf.op], _value(leaf)) for leaf in run]
    bounds.sort(key=lambda one: _SIDES[one[0]])
    said = _joined([Words(zh=f"{sign} {value.zh}", en=f"{sign} {value.en}") for sign, value in bounds], _COMMA)
    counted = first.quantity == "object_count" and first.unit == "count"  # its name says what is counted
    if first.unit and not first.mark and not counted:
        said = Words(zh="{s} {u}", en="{s} {u}").fill(s=said, u=unit_words(first.unit))
    said = _BOUND.fill(t=quantity_words(first), b=said)
    if first.min_regions:
        kind = _KINDS.get(first.region_kind or "", _PLACES)
        regions = _REGIONS_TO if first.max_regions else _REGIONS
        said = regions.fill(s=said, n=first.min_regions, m=first.max_regions or "", k=kind)
    return said


_MANY = 10_000
_COMMA = Words(zh="、", en=", ")


def _value(leaf: Leaf) -> Words:
    if leaf.value is None and leaf.mark:
        return Words(zh=leaf.mark, en=leaf.mark)
    if isinstance(leaf.value, bool | str):
        return amount_words(leaf.value)
    if isinstance(leaf.value, int | float) and abs(leaf.value) >= _MANY and leaf.value % 100 == 0:
        return Words(zh=f"{leaf.value / _MANY:.10g} 万", en=f"{leaf.value:,.0f}")
    if isinstance(leaf.value, float) and abs(leaf.value) >= 1:  # 105 °F is 40.555556 °C in a form, 40.56 in a sentence
        return amount_words(Decimal(decimal_text(leaf.value, 2)))
    written = value_written(leaf) or "?"
    return Words(zh=written, en=written)


def _joined(parts: Iterable[Words], sign: Words) -> Words:
    said = list(parts)
    return Words(zh=sign.zh.join(one.zh for one in said), en=sign.en.join(one.en for one in said))
