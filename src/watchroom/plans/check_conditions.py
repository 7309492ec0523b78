"""Checks what the levels demand: facts, units, bounds, quotations, and how the levels share out the facts."""

from collections.abc import Iterator
from typing import Any

from watchroom.incidents.rules import KINDS
from watchroom.kernel.canonical import decimal_text
from watchroom.kernel.expressions import Refused
from watchroom.kernel.units import QUANTITIES
from watchroom.plans.coverage import Covered, Gap, Never, Overlap, examine, interval
from watchroom.plans.elements import Fact
from watchroom.plans.events import EVENTS
from watchroom.plans.format import Level, PlanFile
from watchroom.plans.judging import compiled
from watchroom.plans.reading import Path
from watchroom.plans.site_facts import SITE_FACTS
from watchroom.plans.triggers import Comparison, Expression, Judgement, walk

type Remarks = Iterator[tuple[str, Path, dict[str, Any]]]


def check_conditions(plan: PlanFile) -> Remarks:
    yield from _codes(plan)
    for i, kind in enumerate(plan.scope.incident_kinds):
        if kind not in KINDS:
            yield "unknown_kind", ("scope", "incident_kinds", i), {"name": kind}
    for name, fact in plan.facts.items():
        yield from _fact(name, fact)
    for i, level in enumerate(plan.levels):
        yield from _level(plan, level, ("levels", i))
    yield from _sharing(plan)


def _codes(plan: PlanFile) -> Remarks:
    groups: dict[str, list[str | int]] = {
        "sources": [one.code for one in plan.sources],
        "clauses": [one.number for one in plan.clauses],
        "posts": [one.code for one in plan.posts],
        "levels": [one.level for one in plan.levels],
        "actions": [one.code for one in plan.actions],
        "warnings": [one.code for one in plan.warnings],
    }
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
    if known is None:
        yield "unknown_site_fact", (*path, "quantity"), {"name": fact.quantity or name, "known": ", ".join(SITE_FACTS)}
    elif fact.type != known.type or (fact.unit or "") != known.unit:
        wanted = f"{known.type} {known.unit}".strip()
        yield (
            "unit_of_quantity",
            path,
            {"name": name, "unit": wanted, "given": f"{fact.type} {fact.unit or ''}".strip()},
        )


def _level(plan: PlanFile, level: Level, path: Path) -> Remarks:
    if plan.clause(level.clause) is None:
        yield "unknown_clause", (*path, "clause"), {"name": level.clause}
    above: dict[Path, tuple[str | None, str | None]] = {}
    for below, node in walk(level.when):
        parent = above.get(_parent(below), (level.clause, None)) if below else (level.clause, None)
        clause, source = node.clause or parent[0], node.source or parent[1]
        above[below] = (clause, source)
        at: Path = (*path, "when", *below)
        yield from _node(plan, node, clause, at)
        if isinstance(node, Comparison):
            yield from _comparison(plan, node, source, at)


def _parent(path: Path) -> Path:
    """The path of the node that contains this one: a part is reached by a key, or by a key and an index."""
    return path[:-1] if path[-1] == "not" else path[:-2]


def _node(plan: PlanFile, node: Any, clause: str | None, at: Path) -> Remarks:
    if node.clause and plan.clause(node.clause) is None:
        yield "unknown_clause", (*at, "clause"), {"name": node.clause}
    if node.source and plan.source(node.source) is None:
        yield "unknown_source", (*at, "source"), {"name": node.source}
    quoted = plan.clause(clause)
    if node.mark and quoted and not (node.mark.zh in quoted.text.zh and node.mark.en in quoted.text.en):
        yield "mark_not_in_clause", (*at, "mark"), {"name": clause}
    if isinstance(node, Judgement) and plan.post(node.by) is None:
        yield "unknown_post", (*at, "by"), {"name": node.by}
    if isinstance(node, Expression):
        try:
            compiled(node.expression, plan.facts)
        except Refused as error:
            yield "expression", (*at, "expression"), {"why": error.words}


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


def _sharing(plan: PlanFile) -> Remarks:
    where: dict[int, Path] = {level.level: ("levels", i, "when") for i, level in enumerate(plan.levels)}
    for remark in examine(plan.levels):
        match remark:
            case Never(level):
                yield "level_never", where[level], {"level": level}
            case Covered(level, by):
                yield "level_covered", where[level], {"level": level, "by": by}
            case Overlap(level, other, fact, shared):
                yield "overlap", where[level], {"level": level, "by": other, "name": fact, "shared": shared}
            case Gap(fact, _, missing):
                yield "gap", ("levels",), {"name": fact, "missing": missing}
            case _:
                yield "not_examined", where[remark.level], {"level": remark.level}
