"""Conditions of the plan file from the bounds that were found, with the facts that they speak of."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from watchroom.kernel.units import QUANTITIES
from watchroom.plans.events import EVENTS
from watchroom.plans.extraction.codes import Codes, slug
from watchroom.plans.extraction.found import AllOf, Condition, Expr, Leaf
from watchroom.plans.extraction.plan_text import Clauses
from watchroom.plans.extraction.vocabulary import shipped

MOST_PARTS = 64
MOST_UNREAD = 8  # alternatives of one condition that a person is asked about
MOST_DEPTH = 6  # nodes in one another, of one condition
_MOST_NUMBER = 10**15
_BOUNDS = {">=": ("at_least",), ">": ("above",), "<": ("below",), "<=": ("at_most",), "==": ("at_least", "at_most")}
_LOWER, _UPPER = {"at_least", "above"}, {"below", "at_most"}
# What sensors of the platform measure, by quantity and minutes; forecasts and all else are told by people.
_SENSED = {
    ("rainfall", 60): "rainfall_1h", ("rainfall", 180): "rainfall_3h", ("rainfall", 360): "rainfall_6h",
    ("rainfall", 720): "rainfall_12h", ("rainfall", 1440): "rainfall_24h", ("snowfall", 60): "snowfall_1h",
    ("snowfall", 360): "snowfall_6h", ("snowfall", 720): "snowfall_12h", ("wind_speed", None): "wind_mean",
    ("visibility", None): "visibility", ("water_level", None): "water_level", ("flow", None): "discharge",
    ("max_temperature", None): "air_temperature", ("min_temperature", None): "air_temperature",
    ("crowd_density", None): "crowd_density", ("people_on_site", None): "crowd_count",
    ("earthquake_magnitude", None): "magnitude",
}  # fmt: skip
_PLATFORM_UNITS = {"degC": "Cel", "percent": "%", "magnitude": "M"}
_COLOURS = {"red": "红", "orange": "橙", "yellow": "黄", "blue": "蓝"}
# What is told by a name, not by a number, and so stands in no table of quantities.
_STATES = {
    "hazard": "灾种", "phenomenon": "天气和灾害现象", "drought_grade": "干旱等级", "controllable_by": "由谁能控制", "object_count": "数量",
    "warning_signal": "预警信号", "warning_level": "预警级别", "response_level": "响应级别",
}  # fmt: skip
# Words that rise, the lowest first.
_ORDERS = {
    "drought_grade": ("轻度干旱", "中度干旱", "严重干旱", "特大干旱"),
    "response_level": ("V", "IV", "III", "II", "I"),
}
MOST_VALUES = 32  # of one fact that is told by words
_GRAVER = ("red", "orange", "yellow", "blue")


@dataclass(slots=True)
class Conditions:
    """Makes triggers, and gathers the facts that they need."""

    clauses: Clauses
    facts: dict[str, dict[str, Any]] = field(default_factory=dict)
    _names: Codes = field(default_factory=lambda: Codes("_"))
    _questions: Codes = field(default_factory=Codes)

    def trigger(self, conditions: Sequence[Condition], logic: str, by: str) -> dict[str, Any] | None:
        """The conditions of a level as one tree; None when there are none. `by` answers what cannot be compared."""
        parts = [self._condition(one, by) for one in conditions]
        return _tree(logic, parts) if parts else None

    def _condition(self, one: Condition, by: str) -> dict[str, Any]:
        clause = self.clauses.at(one.places)
        made = None if one.expr is None or one.judgement else self._expr(one.expr)
        if made is not None and one.unread:  # `死亡3人以上，或者造成桥梁垮塌的`: the one is compared, the other judged
            made = _tree("any", [made, *(self.question(text, by) for text in one.unread[:MOST_UNREAD])])
        if made is not None and _depth(made) > MOST_DEPTH:
            made = None
        return {"clause": clause, **(made or self.question(one.text, by))}

    def question(self, text: str, by: str) -> dict[str, Any]:
        """What only a person can answer."""
        words = self.clauses.text(text) or {"zh": "是否满足启动条件？", "en": "Is the condition met?"}
        return {"judged": self._questions.of(text), "words": words, "by": by}

    def _expr(self, expr: Expr) -> dict[str, Any] | None:
        """None when a part of it cannot be compared: half a condition is none."""
        if isinstance(expr, Leaf):
            return self._leaf(expr)
        found = expr.all if isinstance(expr, AllOf) else expr.any
        parts = [self._expr(part) for part in found]
        whole = [part for part in parts if part is not None]
        if len(whole) < len(parts):
            return None
        return _tree("all", _ranges(whole)) if isinstance(expr, AllOf) else _tree("any", whole)

    def _leaf(self, leaf: Leaf) -> dict[str, Any] | None:
        if leaf.quantity == "warning_signal":
            return self._signal(leaf)
        if leaf.value is None or (isinstance(leaf.value, int | float) and not abs(leaf.value) < _MOST_NUMBER):
            return None
        name = self._fact(leaf)
        made: dict[str, Any] = {"fact": name}
        if isinstance(leaf.value, bool):
            made["equals"] = leaf.value
        elif isinstance(leaf.value, str):
            told = _told(leaf)
            values = self.facts[name].setdefault("values", ["其他" if self.clauses.language == "zh" else "other"])
            new = [value for value in told if value not in values]
            if not told or len(values) + len(new) > MOST_VALUES:
                return None
            values += new
            made |= {"one_of": told} if len(told) > 1 else {"equals": told[0]}
        else:
            made |= {bound: number(leaf.value) for bound in _BOUNDS[leaf.op]}
            made["unit"] = self.facts[name]["unit"]
        if leaf.min_regions:
            made |= {"place": "any", "min_places": min(max(leaf.min_regions, 1), 999)}
            if leaf.region_kind:
                made["place_kind"] = slug(leaf.region_kind, "_")
        return made

    def _fact(self, leaf: Leaf) -> str:
        """The name of the fact of a leaf, declared when it is new."""
        word = isinstance(leaf.value, str)
        rest = [leaf.of, leaf.state, leaf.at, leaf.where, leaf.mark if isinstance(leaf.value, int | float) else None]
        minutes = f"{leaf.window_min}min" if leaf.window_min else None
        unit = None if word or isinstance(leaf.value, bool) else (leaf.unit or "").strip() or "count"
        key = "_".join(p for p in (leaf.quantity, *rest, minutes, "forecast" * (leaf.phase == "forecast")) if p)
        name = self._names.given.get(f"{key} {unit}")
        if name is None:  # the unit stands in the name where a fact of another unit has the name without it
            name = self._names.of(key) if key not in self._names.given else self._names.new(f"{key}_{unit}")
            self._names.given[f"{key} {unit}"] = name
        if name not in self.facts:
            self.facts[name] = self._declared(leaf, [one for one in rest if one], unit)
        return name

    def _declared(self, leaf: Leaf, rest: list[str], unit: str | None) -> dict[str, Any]:
        possible = leaf.quantity.endswith("_possible")
        sensed = _SENSED.get((leaf.quantity, leaf.window_min))
        platform = _PLATFORM_UNITS.get(unit or "", unit)
        made: dict[str, Any] = {"title": fact_title(leaf, rest), "origin": "report"}
        if sensed and leaf.phase == "observed" and QUANTITIES[sensed].unit == platform:
            made |= {"origin": "sensor", "quantity": sensed, "unit": platform}
        elif isinstance(leaf.value, bool):
            made["type"] = "bool"
        elif isinstance(leaf.value, str):
            made["type"] = "text"
        else:
            made["unit"] = unit
        if leaf.window_min:
            made["period"] = f"{leaf.window_min // 60}h" if leaf.window_min % 60 == 0 else f"{leaf.window_min}m"
            if leaf.window_min > 9999 * 60:
                del made["period"]
        return (
            made | ({"forecast": True} if leaf.phase == "forecast" else {}) | ({"possible": True} if possible else {})
        )

    def _signal(self, leaf: Leaf) -> dict[str, Any] | None:
        """An official warning of a kind and a colour, or graver; one that names neither is a question."""
        value = str(leaf.value or "")
        colour = next((code for code, sign in _COLOURS.items() if sign in value or code in value.lower()), None)
        event = max(
            ((len(word), code) for code, (_, words) in EVENTS.items() for word in words if word in value.lower()),
            default=None,
        )
        if colour is None or event is None:
            return None
        name = f"{event[1]}_signal"
        title = EVENTS[event[1]][0]
        self._names.taken.add(name)
        self.facts[name] = {
            "title": {"zh": f"{title.zh}预警", "en": f"{title.en} warning"}, "type": "text", "origin": "bulletin",
            "event": event[1], "values": ["none", *reversed(_GRAVER)],
        }  # fmt: skip
        if leaf.op in (">=", ">"):
            return {"fact": name, "one_of": list(_GRAVER[: _GRAVER.index(colour) + (leaf.op == ">=")])}
        return {"fact": name, "equals": colour}


def _told(leaf: Leaf) -> list[str]:
    """The words that satisfy a leaf: its own, and those above it where they have an order; none where nothing says it."""
    value = str(leaf.value).strip()[:200]
    if leaf.op == "==":
        return [value] if value else []
    order = _ORDERS.get(leaf.quantity, ())
    if leaf.op not in (">=", ">") or value not in order:
        return []
    return list(order[order.index(value) + (leaf.op == ">") :])


def _tree(logic: str, parts: list[dict[str, Any]]) -> dict[str, Any]:
    """All or any of the parts; a node holds so many at most, so that a longer list is nested."""
    while len(parts) > MOST_PARTS:
        parts = [_tree(logic, parts[at : at + MOST_PARTS]) for at in range(0, len(parts), MOST_PARTS)]
    return parts[0] if len(parts) == 1 else {"all" if logic == "all" else "any": parts}


def _depth(node: dict[str, Any]) -> int:
    parts = node.get("all") or node.get("any") or ()
    return 1 + max((_depth(part) for part in parts), default=0)


def _ranges(parts: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """A lower and an upper bound of the same fact in the same places are one comparison."""
    made: list[dict[str, Any]] = []
    for part in parts:
        fits = next((one for one in made if _one_range(one, part)), None)
        if fits is None:
            made.append(dict(part))
        else:
            fits |= part
    return made


def _one_range(one: dict[str, Any], other: dict[str, Any]) -> bool:
    if "fact" not in one or "fact" not in other:
        return False
    own, its = {*one} & (_LOWER | _UPPER), {*other} & (_LOWER | _UPPER)
    rest = {k: v for k, v in one.items() if k not in own} == {k: v for k, v in other.items() if k not in its}
    return rest and len(own) == len(its) == 1 and ((own <= _LOWER) != (its <= _LOWER))


def number(value: float) -> int | str:
    """As the plan file writes numbers: whole ones as they are, others as text."""
    exact = Decimal(str(value))
    if exact == exact.to_integral_value():
        return int(exact)
    return re.sub(r"0+$", "", f"{exact:.9f}")


def fact_title(leaf: Leaf, rest: list[str]) -> dict[str, str]:
    """How the fact is called: by the first word of the vocabulary for its quantity."""
    zh = _quantity_zh(leaf.quantity)
    en = leaf.quantity.replace("_", " ")
    period = leaf.window_min
    before = ("预计" if leaf.phase == "forecast" else "") + (f"{period / 60:g}小时" if period else "")
    after = (", forecast" if leaf.phase == "forecast" else "") + (f", in {period / 60:g} h" if period else "")
    more = "、".join(rest)
    return {
        "zh": f"{before}{zh}" + (f"（{more}）" if more else ""),
        "en": f"{en}{after}" + (f" ({more})" if more else ""),
    }


def _quantity_zh(quantity: str) -> str:
    words = [word for entry in shipped()["quantities"] if entry["quantity"] == quantity for word in entry["words"]]
    zh = next((word for word in words if not word.isascii()), _STATES.get(quantity))
    if zh is None and quantity.endswith("_share"):
        zh = f"{_quantity_zh(quantity.removesuffix('_share'))}占比"
    if zh is None and quantity.endswith("_possible"):
        zh = f"可能{_quantity_zh(quantity.removesuffix('_possible'))}"
    return zh or quantity
