"""Checks order texts and warning templates: every gap declared, every variable fillable, every text asked for."""

from collections.abc import Iterator, Mapping
from typing import Any

from watchroom.kernel.expressions import Refused
from watchroom.plans.filling import ACTIVATION_FIELDS, INCIDENT_FIELDS, gaps, stray
from watchroom.plans.format import PlanFile, Variable, WarningTemplate
from watchroom.plans.judging import compiled
from watchroom.plans.reading import Path
from watchroom.plans.terms import Text
from watchroom.plans.triggers import Comparison, Expression, walk

type Remarks = Iterator[tuple[str, Path, dict[str, Any]]]


def check_texts(plan: PlanFile) -> Remarks:
    orders = [((("actions", i, "order")), action.order) for i, action in enumerate(plan.actions)]
    yield from _texts(plan, orders, plan.variables, ("variables",))
    for i, template in enumerate(plan.warnings):
        yield from _template(plan, template, ("warnings", i))
    yield from _unused_facts(plan)


def _template(plan: PlanFile, template: WarningTemplate, path: Path) -> Remarks:
    texts = [((*path, key), getattr(template, key)) for key in ("headline", "description", "instruction", "audience")]
    yield from _texts(plan, texts, template.variables, (*path, "variables"))
    levels = {level.level for level in plan.levels}
    for level in template.levels:
        if level not in levels:
            yield "unknown_level", (*path, "levels"), {"name": level}
    if plan.clause(template.clause) is None:
        yield "unknown_clause", (*path, "clause"), {"name": template.clause}
    if plan.source(template.source) is None:
        yield "unknown_source", (*path, "source"), {"name": template.source}
    if all(action.warning != template.code for action in plan.actions):
        yield "warning_unasked", path, {"name": template.code}


def _texts(plan: PlanFile, texts: list[tuple[Any, Text]], variables: Mapping[str, Variable], where: Path) -> Remarks:
    used: set[str] = set()
    for path, text in texts:
        if stray(text):
            yield "stray_brace", path, {}
        for name in sorted(gaps(text)):
            used.add(name)
            if name not in variables:
                yield "unknown_variable", path, {"name": name}
    for name, variable in variables.items():
        path = (*where, name)
        if not _fillable(plan, variable.of):
            yield "unfillable", path, {"name": name, "given": variable.of}
        elif variable.of.startswith("fact.") and variable.otherwise is None:
            yield "no_otherwise", path, {"name": name}
        if name not in used:
            yield "variable_unused", path, {"name": name}


def _fillable(plan: PlanFile, given: str) -> bool:
    kind, _, name = given.partition(".")
    known = {"incident": INCIDENT_FIELDS, "activation": ACTIVATION_FIELDS, "fact": plan.facts.keys()}
    return name in known.get(kind, ())


def _unused_facts(plan: PlanFile) -> Remarks:
    used: set[str] = set()
    for level in plan.levels:
        for _, node in walk(level.when):
            used |= _facts_of(node, plan)
    variables = [*plan.variables.values(), *(v for template in plan.warnings for v in template.variables.values())]
    used |= {variable.of.removeprefix("fact.") for variable in variables}
    for name in plan.facts:
        if name not in used:
            yield "fact_unused", ("facts", name), {"name": name}


def _facts_of(node: Any, plan: PlanFile) -> set[str]:
    if isinstance(node, Comparison):
        return {node.fact}
    if isinstance(node, Expression):
        try:
            return set(compiled(node.expression, plan.facts).names)
        except Refused:
            return set()
    return set()
