"""Fills the named gaps of order texts and warning templates. A gap is `{name}`; what fills it is declared."""

import re
from collections.abc import Mapping

from watchroom.kernel.words import Words
from watchroom.plans.format import Variable
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
