"""Checks what the levels demand: facts, units, bounds, quotations, and how each scale shares out the facts.

Response levels, grades of the event and levels of the plan's own warnings are three scales, each looked at alone.
"""

from collections.abc import Iterator
from typing import Any

from watchroom.incidents.rules import KINDS
from watchroom.kernel import expressions
from watchroom.kernel.canonical import decimal_text
from watchroom.kernel.expressions import Refused
from watchroom.kernel.units import QUANTITIES
from watchroom.kernel.words import Words
from watchroom.plans.coverage import Covered, Gap, Never, Overlap, examine, interval
from watchroom.plans.elements import Fact
from watchroom.plans.events import EVENTS
from watchroom.plans.format import PlanFile
from watchroom.plans.naming import Names, Remarks
from watchroom.plans.reading import Path
from watchroom.plans.site_facts import SITE_FACTS
from watchroom.plans.triggers import Comparison, Expression, Judgement, walk

_SCALES = {
    "levels": Words(zh="响应 {n} 级", en="response level {n}"),
    "grades": Words(zh="事件等级 {n}", en="event grade {n}"),
    "warning_levels": Words(zh="预警 {n} 级", en="warning level {n}"),
}


def check_conditions(plan: PlanFile, names: Names) -> Remarks:
    yield from _codes(plan)
    for i, kind in enumerate(plan.scope.incident_kinds):
        if kind not in KINDS:
            yield "unknown_kind", ("scope", "incident_kinds", i), {"name": kind}
    for name, fact in plan.facts.items():
        yield from _fact(name, fact)
    for path, clause, when in conditions(plan):
        yield from names.clause(clause, (*path, "clause"))
        if when is not None:
            yield from _condition(plan, names, clause, when, (*path, "when"))
    for group in _SCALES:
        yield from _sharing(plan, group)


def conditions(plan: PlanFile) -> Iterator[tuple[Path, str, Any]]:
    """Everything in the plan that has a condition, with its clause; the condition may be None."""
    for group in ("levels", "grades", "warning_levels", "sensitive"):
        for i, one in enumerate(getattr(plan, group)):
            yield (group, i), one.clause, one.when


def _codes(plan: PlanFile) -> Remarks:
    groups: dict[str, list[str | int]] = {
        "clauses": [one.number for one in plan.clauses],
        "levels": [one.level for one in plan.levels],
        "grades": [one.grade for one in plan.grades],
    }
    coded = (
        "sources",
        "units",
        "posts",
        "contacts",
        "actions",
        "reports",
        "resources",
        "forms",
        "conflicts",
        "warnings",
    )
    groups |= {group: [one.code for one in getattr(plan, group)] for group in coded}
    for group, codes in groups.items():
        seen: set[str | int] = set()
        for i, code in enumerate(codes):
            if code in seen:
                yield "twice", (group, i), {"name": code}
            seen.add(code)


def _fact(name: str, fact: Fact) -> Remarks:
    path: Path = ("facts", name)
    if fact.type == "number" and not fact.unit:
        yield "no_unit", path, {"name": name}
    if fact.type == "text" and not fact.values:
        yield "no_values", path, {"name": name}
    if (fact.origin == "sensor" and not fact.quantity) or (fact.origin == "bulletin" and not fact.event):
        yield "no_origin", path, {"name": name}
    if fact.taken_from and fact.origin != "model":
        yield "taken_from_no_model", (*path, "taken_from"), {"name": name}
    if fact.event and fact.event not in EVENTS:
        yield "unknown_event", (*path, "event"), {"name": fact.event}
    if fact.origin == "site":
        yield from _site_fact(name, fact, path)
        return
    if fact.quantity and fact.quantity not in QUANTITIES:
        yield "unknown_quantity", (*path, "quantity"), {"name": fact.quantity}
    elif fact.quantity and fact.unit and fact.unit != QUANTITIES[fact.quantity].unit:
        unit = QUANTITIES[fact.quantity].unit
        yield "unit_of_quantity", (*path, "unit"), {"name": fact.quantity, "unit": unit, "given": fact.unit}


def _site_fact(name: str, fact: Fact, path: Path) -> Remarks:
    known = SITE_FACTS.get(fact.quantity or name)
    for value in fact.values or () if known and known.values else ():
        if known and value not in known.values:
            yield "unknown_value", (*path, "values"), {"value": value, "name": name}
    if known is None:
        yield "unknown_site_fact", (*path, "quantity"), {"name": fact.quantity or name, "known": ", ".join(SITE_FACTS)}
    elif fact.type != known.type or (fact.unit or "") != known.unit:
        wanted = f"{known.type} {known.unit}".strip()
        yield (
            "unit_of_quantity",
            path,
            {"name": name, "unit": wanted, "given": f"{fact.type} {fact.unit or ''}".strip()},
        )


def _condition(plan: PlanFile, names: Names, clause: str, when: Any, path: Path) -> Remarks:
    above: dict[Path, tuple[str, str | None]] = {}
    for below, node in walk(when):
        outer = above.get(_parent(below), (clause, None)) if below else (clause, None)
        above[below] = here = (node.clause or outer[0], node.source or outer[1])
        at: Path = (*path, *below)
        yield from _node(plan, names, node, here[0], at)
        if isinstance(node, Comparison):
            yield from _comparison(plan, node, here[1], at)


def _parent(path: Path) -> Path:
    """The path of the node that contains this one: a part is reached by a key, or by a key and an index."""
    return path[:-1] if path[-1] == "not" else path[:-2]


def _node(plan: PlanFile, names: Names, node: Any, clause: str, at: Path) -> Remarks:
    if node.clause:
        yield from names.clause(node.clause, (*at, "clause"))
    yield from names.source(node.source, (*at, "source"))
    quoted = names.clauses.get(clause)
    if node.mark and quoted and not (node.mark.zh in quoted.text.zh and node.mark.en in quoted.text.en):
        yield "mark_not_in_clause", (*at, "mark"), {"name": clause}
    if isinstance(node, Judgement):
        yield from names.post(node.by, (*at, "by"))
    if isinstance(node, Expression):
        yield from _expression(plan, names, node, (*at, "expression"))


def _expression(plan: PlanFile, names: Names, node: Expression, at: Path) -> Remarks:
    try:
        checked = expressions.check(node.expression, names.kinds)
    except Refused as error:
        yield "expression", at, {"why": error.words}
        return
    units = {plan.facts[name].unit for name in checked.names if plan.facts[name].type == "number"}
    if len(units) > 1:
        yield "mixed_units", at, {"name": ", ".join(sorted(unit or "—" for unit in units))}


def _comparison(plan: PlanFile, node: Comparison, source: str | None, at: Path) -> Remarks:
    fact = plan.facts.get(node.fact)
    if fact is None:
        yield "unknown_fact", (*at, "fact"), {"name": node.fact}
        return
    kind = "number" if node.numeric else "bool" if isinstance(node.equals, bool) else "text"
    if kind != fact.type:
        yield "type_mismatch", at, {"name": node.fact, "type": fact.type}
    elif kind == "number":
        yield from _numbers(node, fact, source, at)
    elif kind == "text":
        wanted = node.one_of if node.one_of is not None else [str(node.equals)]
        for value in wanted:
            if value not in (fact.values or [value]):
                yield "unknown_value", at, {"name": node.fact, "value": value}


def _numbers(node: Comparison, fact: Fact, source: str | None, at: Path) -> Remarks:
    if node.unit is None:
        yield "no_unit", at, {"name": node.fact}
    elif node.unit != fact.unit:
        yield "unit_mismatch", (*at, "unit"), {"name": node.fact, "unit": fact.unit, "given": node.unit}
    if source is None:
        yield "unsourced", at, {}
    bounds = interval(node)
    if bounds.empty:
        yield "empty_range", at, {"low": decimal_text(bounds.low), "high": decimal_text(bounds.high)}
    quantity = QUANTITIES.get(fact.quantity or "")
    for bound in (bounds.low, bounds.high):
        if quantity and bound.is_finite() and not quantity.low <= bound <= quantity.high:
            facts = {
                "name": node.fact,
                "value": decimal_text(bound),
                "low": f"{quantity.low:g}",
                "high": f"{quantity.high:g}",
            }
            yield "beyond_nature", at, facts


def _sharing(plan: PlanFile, group: str) -> Remarks:
    """How the levels of one scale share out the facts."""
    numbered = [(getattr(one, "grade", None) or one.level, one.when) for one in getattr(plan, group)]
    where: dict[int, Path] = {}
    for i, (number, _) in enumerate(numbered):
        where.setdefault(number, (group, i, "when"))
    said = {number: _SCALES[group].fill(n=number) for number in where}
    for remark in examine((number, when) for number, when in numbered if when is not None):
        match remark:
            case Never(level):
                yield "level_never", where[level], {"level": said[level]}
            case Covered(level, by):
                yield "level_covered", where[level], {"level": said[level], "by": said[by]}
            case Overlap(level, other, fact, shared):
                facts = {"level": said[level], "by": said[other], "name": fact, "shared": shared}
                yield "overlap", where[level], facts
            case Gap(fact, _, missing):
                yield "gap", (group,), {"name": fact, "missing": missing}
            case _:
                yield "not_examined", where[remark.level], {"level": said[remark.level]}
