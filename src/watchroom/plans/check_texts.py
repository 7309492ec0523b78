"""Checks order texts and warning templates: every gap declared, every variable fillable, every text asked for."""

from collections.abc import Mapping
from typing import Any

from watchroom.kernel import expressions
from watchroom.kernel.expressions import Refused
from watchroom.plans.check_conditions import conditions
from watchroom.plans.filling import ACTIVATION_FIELDS, INCIDENT_FIELDS, gaps, stray
from watchroom.plans.format import PlanFile, Variable, WarningTemplate
from watchroom.plans.naming import Names, Remarks
from watchroom.plans.reading import Path
from watchroom.plans.terms import Text
from watchroom.plans.triggers import Comparison, Expression, walk


def check_texts(plan: PlanFile, names: Names) -> Remarks:
    orders = [((("actions", i, "order")), action.order) for i, action in enumerate(plan.actions)]
    yield from _texts(plan, orders, plan.variables, ("variables",))
    asked = {action.warning for action in plan.actions}
    for i, template in enumerate(plan.warnings):
        yield from _template(plan, template, ("warnings", i), names)
        if template.code not in asked:
            yield "warning_unasked", ("warnings", i), {"name": template.title.words}
    yield from _unused_facts(plan, names)


def _template(plan: PlanFile, template: WarningTemplate, path: Path, names: Names) -> Remarks:
    texts = [((*path, key), getattr(template, key)) for key in ("headline", "description", "instruction", "audience")]
    yield from _texts(plan, texts, template.variables, (*path, "variables"))
    for level in template.levels:
        if level not in names.levels:
            yield "unknown_level", (*path, "levels"), {"name": level}
    yield from names.clause(template.clause, (*path, "clause"))
    yield from names.source(template.source, (*path, "source"))


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


def _unused_facts(plan: PlanFile, names: Names) -> Remarks:
    used: set[str] = set()
    for _, _, when in conditions(plan):
        for _, node in walk(when) if when is not None else ():
            used |= _facts_of(node, names)
    variables = [*plan.variables.values(), *(v for template in plan.warnings for v in template.variables.values())]
    used |= {variable.of.removeprefix("fact.") for variable in variables}
    for name in plan.facts:
        if name not in used:
            yield "fact_unused", ("facts", name), {"name": name}


def _facts_of(node: Any, names: Names) -> set[str]:
    if isinstance(node, Comparison):
        return {node.fact}
    if isinstance(node, Expression):
        try:
            return set(expressions.check(node.expression, names.kinds).names)
        except Refused:
            return set()
    return set()
