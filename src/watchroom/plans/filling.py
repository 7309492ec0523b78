"""Fills the named gaps of order texts and warning templates. A gap is `{name}`; what fills it is declared."""

import re
from collections.abc import Iterable, Mapping
from decimal import Decimal, InvalidOperation
from typing import Any

from watchroom.kernel.units import QUANTITIES
from watchroom.kernel.words import Words
from watchroom.plans.format import PlanFile, Variable
from watchroom.plans.saying import amount_words
from watchroom.plans.terms import Text

INCIDENT_FIELDS = frozenset({"number", "title", "place", "kind", "grade", "opened_at"})
ACTIVATION_FIELDS = frozenset({"plan", "level", "by", "at", "until", "clause"})
_NAME = re.compile(r"\{([a-z][a-z0-9_]*)\}")

type Values = Mapping[str, Words]
"""What is known, by origin: `incident.place`, `activation.level`, `fact.wind_mean`."""


class Unfilled(ValueError):
    """A gap that nothing fills. The check of a plan finds every such gap before the plan is imported."""


def gaps(text: Text) -> set[str]:
    return {name for said in (text.zh, text.en) for name in _NAME.findall(said)}


def stray(text: Text) -> bool:
    """Whether a brace is left that opens or closes no gap."""
    return any(brace in _NAME.sub("", said) for said in (text.zh, text.en) for brace in "{}")


def fill(text: Text, variables: Mapping[str, Variable], values: Values) -> Words:
    """The text with every gap filled; a fact that is not known is replaced by its `otherwise`. Raises Unfilled."""
    return text.words.fill(**{name: _one(name, variables.get(name), values) for name in gaps(text)})


def _one(name: str, variable: Variable | None, values: Values) -> Words:
    if variable is None:
        raise Unfilled(name)
    value = values.get(variable.of)
    if value is None and variable.otherwise is not None:
        value = variable.otherwise.words
    if value is None:
        raise Unfilled(f"{name} ({variable.of})")
    return value


def fact_values(plan: PlanFile, evidence: Iterable[Mapping[str, Any]]) -> dict[str, Words]:
    """What the evidence of a level tells the texts: of each fact what matched, or else what was measured last."""
    values = {}
    for leaf in sorted(evidence, key=lambda one: (bool(one["matched"]), one["measured_at"] or "")):
        if leaf["name"] and leaf["amount_zh"]:
            values[f"fact.{leaf['name']}"] = _public_amount(plan, leaf)
    return values


def _public_amount(plan: PlanFile, leaf: Mapping[str, Any]) -> Words:
    """A measurement as a public text tells it: to the digits of its quantity, not to those of an average."""
    declared = plan.facts.get(leaf["name"])
    quantity = QUANTITIES.get(declared.quantity or "") if declared else None
    try:
        value = Decimal(str(leaf["value"]))
    except InvalidOperation:
        return Words(zh=leaf["amount_zh"], en=leaf["amount_en"])
    return amount_words(round(value, quantity.digits) if quantity else value, leaf["unit"] or "")
