"""Amounts as bounds: one leaf for each, a lower and an upper one of the same number under one node."""

from dataclasses import dataclass, replace
from typing import Literal

from watchroom.plans.extraction.amounts import Amount, Side, sides_of
from watchroom.plans.extraction.context import Context
from watchroom.plans.extraction.found import AllOf, AnyOf, Expr, Leaf
from watchroom.plans.extraction.states import placed
from watchroom.plans.extraction.subjects import Subject
from watchroom.plans.extraction.trees import joined

_IN_METRES = ("water_level", "water_level_rise", "water_level_fall", "tide_level", "waterlogging_depth", "snowfall")


@dataclass(frozen=True, slots=True)
class Rules:
    """Whether 以上 and 以下 count the number itself (None: the usual reading), and what the plan is about."""

    above_inclusive: bool | None = None
    below_inclusive: bool | None = None
    topic: str = ""
    severe_too: bool = False


def leaf_of(subject: Subject, amount: Amount, side: str, context: Context, rules: Rules, of: str | None) -> Expr:
    """The leaf of one bound, for each of the context's regions."""
    value = amount.high if side == "high" and amount.high is not None else amount.low
    quantity = subject.falling if subject.falling and side == amount.side == "upper" else subject.quantity
    unit = amount.unit if subject.turns is None else subject.turns or None
    if unit == "cm" and quantity in _IN_METRES:
        value, unit = (value * 10, "mm") if quantity == "snowfall" else (value / 100, "m")
    sown = quantity == "crop_drought_share" and of and of.endswith(("播种面积", "种植面积"))
    if sown or quantity == "capacity_share":
        of = None  # what the share is of by its own meaning
    if unit == "percent" and of and not quantity.endswith("_share"):
        quantity += "_share"
    if quantity == "houses_collapsed" and rules.severe_too:
        quantity = "houses_collapsed_or_severe"
    if side == "lower":
        op = ">" if amount.strict or rules.above_inclusive is False else ">="
    else:
        loose = side == "high" or not amount.strict or rules.below_inclusive is True
        op = "<=" if loose else "<"
    if context.may and quantity.endswith("_possible"):
        context = replace(context, phase="observed")  # its name says that it may happen
    number = int(value) if float(value).is_integer() else round(value, 6)
    made = Leaf.model_validate({"quantity": quantity, "op": op, "value": number, "unit": unit, "of": of})
    return placed(made, context)


def leaves(
    subject: Subject, cluster: list[Amount], of: str | None, context: Context, rules: Rules, doubts: list[str]
) -> Expr | None:
    """For each unit of the cluster, its lower and upper bound; several units are alternatives, but for those of time."""
    sides = sides_of(cluster)
    made: list[Expr | None] = []
    for unit in dict.fromkeys(amount.unit for amount, _ in sides if amount.unit in subject.units):
        bounds = [(amount, side) for amount, side in sides if amount.unit == unit]
        made += _ranges(subject, bounds, of if unit == "percent" else None, context, rules, doubts)
    return joined(made, AnyOf)


def _ranges(
    subject: Subject,
    bounds: list[tuple[Amount, Side]],
    of: str | None,
    context: Context,
    rules: Rules,
    doubts: list[str],
) -> list[Expr | None]:
    def leaf(amount: Amount, side: Literal["lower", "upper", "high"]) -> Expr:
        return leaf_of(subject, amount, side, context, rules, of)

    made: list[Expr | None] = []
    lower: Amount | None = None
    upper: Amount | None = None  # the bound right before, of a range that tells its upper bound first
    for amount, side in bounds:
        first, upper = upper, amount if side == "upper" and lower is None else None
        if side == "lower" and first is not None and amount.low < first.low:
            made[-1] = joined([leaf(amount, "lower"), made[-1]], AllOf)
            continue
        if side == "upper" and lower is not None:
            if amount.low <= lower.low:
                doubts.append("bound_lost")
            else:
                made[-1] = joined([made[-1], leaf(amount, "upper")], AllOf)
            lower = None
            continue
        if side == "range":
            made.append(joined([leaf(amount, "lower"), leaf(amount, "high")], AllOf))
            continue
        if not amount.given and not side:
            doubts.append("bound_unsaid")
        made.append(leaf(amount, side or "lower"))
        lower = amount if side == "lower" else None
    return made
