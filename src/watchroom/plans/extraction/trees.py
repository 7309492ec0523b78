"""Trees of bounds: put together, and their leaves filled in."""

import re
from collections.abc import Collection
from typing import Any

from watchroom.plans.extraction import gauges
from watchroom.plans.extraction.found import AllOf, AnyOf, Expr, Leaf

_HARMS = ("deaths", "deaths_possible", "deaths_and_missing", "missing", "injured", "seriously_injured",
          "slightly_injured", "acutely_poisoned", "poisoned_people", "economic_loss")  # fmt: skip
_INJURY = {"seriously_injured": "injured", "slightly_injured": "injured", "acutely_poisoned": "injured"}
_LISTED = re.compile(r"[^、且并同和]{0,12}、[^、且并同和]{0,12}")  # between two bounds of a list
_OF_GRID = re.compile(r"负荷|装机容量")
OF_WEATHER = ("rainfall", "snowfall", "snow_depth", "visibility", "max_temperature", "min_temperature", "mean_temperature",
               "temperature_drop", "mean_wind_force", "gust_force", "wind_force", "phenomenon", "warning_signal")  # fmt: skip


def joined(parts: list[Expr | None], kind: type[AllOf] | type[AnyOf]) -> Expr | None:
    """The parts that there are, under one node; nested nodes of the same kind are opened, repeated parts left out."""
    flat_: list[Expr] = []
    for part in parts:
        inner = [] if part is None else part.all if kind is AllOf and isinstance(part, AllOf) else [part]
        if part is not None and kind is AnyOf and isinstance(part, AnyOf):
            inner = part.any
        flat_ += [one for one in inner if one not in flat_]
    if len(flat_) <= 1:
        return flat_[0] if flat_ else None
    return AllOf(all=flat_[:64]) if kind is AllOf else AnyOf(any=flat_[:64])


def beside(clauses: list[Expr | None]) -> list[Expr | None]:
    """Clauses that each bound one and the same quantity from below are told of different places, and are alternatives."""
    made: list[Expr | None] = []
    for clause in clauses:
        if made and _lower(clause) is not None and _lower(clause) == _lower(made[-1]) and clause != made[-1]:
            made[-1] = joined([made[-1], clause], AnyOf)
        else:
            made.append(clause)
    return made


def listed(told: list[tuple[str, Expr | None]], sign: str) -> bool:
    """`或者瞬时风速8级以上、能见度不足100米`: whether bounds with nothing but a `、` between them stand in a list of alternatives and
    are of one kind (weather, harm), each of another quantity; the text does not say whether they are needed together."""
    if not sign.startswith(",或") or len(told) < 2 or any(not _LISTED.fullmatch(before) for before, _ in told[1:]):
        return False
    kinds = [_one_of(expr) for _, expr in told]
    alike = any(all(kind in family for kind in kinds) for family in (OF_WEATHER, _HARMS))
    return alike and len(set(kinds)) == len(kinds)


def _one_of(expr: Expr | None) -> str | None:
    """The one quantity that a tree bounds, if there is no other."""
    if isinstance(expr, AllOf | AnyOf):
        kinds = {_one_of(part) for part in (expr.all if isinstance(expr, AllOf) else expr.any)}
        return kinds.pop() if len(kinds) == 1 else None
    return expr.quantity if isinstance(expr, Leaf) else None


def _lower(expr: Expr | None) -> tuple[object, ...] | None:
    """What a clause bounds from below, if that is one quantity in numbers."""
    if isinstance(expr, AnyOf):
        one = {_lower(part) for part in expr.any}
        return one.pop() if len(one) == 1 else None
    leaves = expr.all if isinstance(expr, AllOf) else [expr]
    keys = {
        (_INJURY.get(x.quantity, x.quantity), x.unit, x.window_min, x.phase, None if _OF_GRID.match(x.of or "") else x.of, x.state, x.at, x.min_regions) if isinstance(x, Leaf) and x.mark is None and isinstance(x.value, (int, float)) else None
        for x in leaves
    }  # fmt: skip
    lower = [x for x in leaves if isinstance(x, Leaf) and x.op in (">=", ">")]
    return keys.pop() if len(keys) == 1 and len(lower) == 1 else None


def harms(clauses: list[Expr | None], sign: str) -> bool:
    """`3人以上死亡，或者10人以上重伤，损失1000万元以上`: whether an alternative goes on with harms of other kinds, of which the
    text does not say whether they are needed with the one before."""
    kinds = [_harm_of(clause) for clause in clauses if clause is not None]
    return sign.startswith(",或") and len(kinds) > 1 and None not in kinds and len(set(kinds)) == len(kinds)


def _harm_of(expr: Expr | None) -> str | None:
    """The one harm that a tree bounds, if there is no other."""
    kind = _one_of(expr)
    return kind if kind in _HARMS else None


def drops(told: Expr | None, before: Expr | None) -> bool:
    """Whether a clause tells by how much the temperature drops of which the clause before it only says that it does."""
    amount = isinstance(told, Leaf) and told.quantity == "temperature_drop"
    return amount and isinstance(before, Leaf) and re.match("气温.*下降$", str(before.value)) is not None


def gauged(expr: Expr | None, at: str | None) -> Expr | None:
    """The same tree with a station filled in where a level or a flow was told without a place."""
    if isinstance(expr, AllOf):
        return AllOf(all=[kept for part in expr.all if (kept := gauged(part, at))])
    if isinstance(expr, AnyOf):
        return AnyOf(any=[kept for part in expr.any if (kept := gauged(part, at))])
    if isinstance(expr, Leaf) and expr.quantity in gauges.QUANTITIES and expr.min_regions is None:
        return amended(expr, at=at)
    return expr


def ahead(expr: Expr | None) -> Expr | None:
    """The same tree as a forecast."""
    if isinstance(expr, AllOf):
        return AllOf(all=[kept for part in expr.all if (kept := ahead(part))])
    if isinstance(expr, AnyOf):
        return AnyOf(any=[kept for part in expr.any if (kept := ahead(part))])
    return None if expr is None else expr.model_copy(update={"phase": "forecast"})


def gauges_only(expr: Expr | None) -> bool:
    """Whether a tree tells of nothing but levels and flows."""
    if isinstance(expr, AllOf | AnyOf):
        return all(map(gauges_only, expr.all if isinstance(expr, AllOf) else expr.any))
    return expr is None or expr.quantity in gauges.QUANTITIES


def at_their_gauges(clauses: list[Expr | None], own: list[list[str]], *, both: bool) -> Expr | None:
    """Clauses of which two or more name gauges of their own, each bound at its own: alternatives, unless they are
    joined by 且 or something else is told beside them. None where one gauge at most is named."""
    runs: list[tuple[list[str], list[Expr | None]]] = []
    for clause, names in zip(clauses, own, strict=True):
        if not runs or (names and runs[-1][0] and names != runs[-1][0]):
            runs.append((names, [clause]))
        else:
            runs[-1] = (runs[-1][0] or names, [*runs[-1][1], clause])
    if len(runs) < 2:
        return None
    each = [joined([gauged(joined(told, AllOf), at or None) for at in names], AnyOf) for names, told in runs]
    return joined(each, AllOf if both or not all(map(gauges_only, each)) else AnyOf)


def of_rain(expr: Expr) -> bool:
    """Whether a tree tells of nothing but what falls from the sky."""
    if isinstance(expr, AllOf | AnyOf):
        return all(map(of_rain, expr.all if isinstance(expr, AllOf) else expr.any))
    return expr.quantity in ("rainfall", "snowfall", "rain_area")


def amended(expr: Expr | None, *, only: Collection[str] | None = None, **changes: Any) -> Expr | None:
    """The same tree with fields of its leaves (`only`: of these quantities) filled in, where they were not given."""
    if isinstance(expr, AllOf):
        return AllOf(all=[kept for part in expr.all if (kept := amended(part, only=only, **changes))])
    if isinstance(expr, AnyOf):
        return AnyOf(any=[kept for part in expr.any if (kept := amended(part, only=only, **changes))])
    if expr is None or (only is not None and expr.quantity not in only):
        return expr
    return expr.model_copy(update={key: value for key, value in changes.items() if getattr(expr, key) is None})


def tells(expr: Expr | None, hazard: str) -> bool:
    """Whether an expression is a signal of a hazard (`高温黄色`), so that what is said of the hazard goes on with it."""
    signal = isinstance(expr, Leaf) and expr.quantity == "warning_signal"
    return signal and isinstance(expr, Leaf) and isinstance(expr.value, str) and expr.value.startswith(hazard)
