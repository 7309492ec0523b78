"""The plan file: the structured plan as data. Its published JSON Schema is made from these models.

Everything that a duty officer may have to prove carries its clause and its source. Lists keep their order.
"""

import json
from typing import Any, Literal

from pydantic import Field

from watchroom.plans.terms import Code, FactName, Line, Span, Strict, Text
from watchroom.plans.triggers import Trigger

FORMAT = "watchroom-plan/1"
MOST_ACTIONS = 5_000

PlanKind = Literal[
    "overall", "special", "department", "joint", "catastrophe", "event", "site", "support", "unit",
    "enterprise_comprehensive", "enterprise_special", "on_site",
]  # fmt: skip
Phase = Literal["warn", "first_response", "response", "recovery"]
Moment = Literal["incident_opened", "activation", "order_sent"]


class Source(Strict):
    """Where numbers and duties come from."""

    code: Code
    title: Text
    where: Line | None = Field(None, description="Article, page, address.")
    note: Text | None = None


class Clause(Strict):
    """A clause of the plan, in full, as it is quoted to the person who decides."""

    number: Line
    text: Text
    page: int | None = Field(None, ge=1, le=9999)


class Fact(Strict):
    """Something the conditions speak of: its type, its unit, and where the platform finds it."""

    title: Text
    type: Literal["number", "text", "bool"] = "number"
    unit: Line | None = Field(None, description="Needed for numbers; a bare count writes its counting unit.")
    origin: Literal["sensor", "bulletin", "report", "model"] = Field(
        description="Sensor reading, official warning, report about the incident, or model result."
    )
    quantity: Code | None = Field(None, description="For sensors: the quantity read, for example wind_mean.")
    event: Code | None = Field(None, description="For bulletins: the kind of warning, for example snow.")
    values: list[Line] | None = Field(None, min_length=1, max_length=32, description="For text: every possible value.")
    period: Span | None = Field(None, description="Period that the value is summed or averaged over.")
    forecast: bool = Field(False, description="True when the value is forecast, not observed.")
    stale_after: Span | None = Field(None, description="An older value counts as lacking.")


class Post(Strict):
    code: Code
    title: Text
    duty: Text


class Chain(Strict):
    """Who proposes, who forwards, who decides, who signs, who is told. The platform only ever proposes."""

    proposes: Code = "platform"
    forwards: Code
    decides: Code
    signs: Code | None = None
    told: list[Code] = Field(default_factory=list)


class Level(Strict):
    """A response level. 1 is the gravest; a plan has as many as it needs."""

    level: int = Field(ge=1, le=9)
    name: Text
    clause: Line
    when: Trigger
    chain: Chain
    lasts: Span | None = Field(None, description="Expected duration that the activation order states.")
    measures: Text = Field(description="The measures in one sentence, as the activation order states them.")


class Deadline(Strict):
    within: Span
    of: Moment = "activation"


class Action(Strict):
    """One thing that one post has to do."""

    code: Code
    levels: list[int] = Field(min_length=1, max_length=9)
    phase: Phase = "response"
    post: Code
    supports: list[Code] = Field(default_factory=list)
    deadline: Deadline
    after: list[Code] = Field(default_factory=list, description="Actions that must be done first.")
    title: Text
    order: Text = Field(description="The order as it is sent; may name variables in braces.")
    done_when: Text = Field(description="How one knows that it is done.")
    warning: Code | None = Field(None, description="Warning template that this action drafts.")
    units: list[Code] = Field(default_factory=list, description="Kinds of unit that the action needs.")
    clause: Line
    source: Code


class Variable(Strict):
    """A named gap in a text: what fills it, and what is written when that is not known."""

    of: Line = Field(alias="from", description="`incident.<field>`, `activation.<field>` or `fact.<name>`.")
    otherwise: Text | None = Field(None, description="Written when the fact is not known; owed for every fact.")


class WarningTemplate(Strict):
    """A public warning, ready but for its variables; a person drafts from it, two more approve."""

    code: Code
    title: Text
    levels: list[int] = Field(min_length=1, max_length=9)
    warning_level: int = Field(ge=1, le=4, description="1 red, 2 orange, 3 yellow, 4 blue.")
    category: Literal["Met", "Safety", "Security", "Rescue", "Fire", "Health", "Env", "Transport", "Infra", "Other"]
    event: Text
    response_type: Literal["Shelter", "Evacuate", "Prepare", "Execute", "Avoid", "Monitor", "AllClear", "None"]
    audience: Text
    channels: list[Code] = Field(min_length=1, max_length=16)
    lasts: Span
    headline: Text
    description: Text
    instruction: Text
    variables: dict[FactName, Variable] = Field(default_factory=dict)
    clause: Line
    source: Code


class Scope(Strict):
    """Which incidents the plan is for: kinds of incident, and (if given) where."""

    incident_kinds: list[Code] = Field(min_length=1, max_length=32)
    place_kinds: list[Code] | None = Field(None, min_length=1, max_length=16)
    places: list[Line] | None = Field(None, min_length=1, max_length=256)


class Authority(Strict):
    """Whose plan it is, and the dates that the rules of 2024 ask for."""

    name: Text
    number: Line | None = None
    issued: Line | None = Field(None, pattern=r"^\d{4}-\d{2}-\d{2}$")
    effective: Line | None = Field(None, pattern=r"^\d{4}-\d{2}-\d{2}$")
    evaluate_every: Span = "1095d"
    drill_every: Span = "365d"


class PlanFile(Strict):
    """One version of one plan."""

    format: Literal["watchroom-plan/1"]
    code: Code
    version: int = Field(ge=1, le=9999)
    title: Text
    kind: PlanKind
    authority: Authority
    notice: Text = Field(description="What a reader must know first, for example that it is a specimen.")
    scope: Scope
    bounds: Text = Field(description="How the plan reads its bounds, for example lower included, upper excluded.")
    sources: list[Source] = Field(min_length=1, max_length=256)
    clauses: list[Clause] = Field(min_length=1, max_length=2000)
    facts: dict[FactName, Fact] = Field(min_length=1)
    posts: list[Post] = Field(min_length=1, max_length=500)
    levels: list[Level] = Field(min_length=1, max_length=9)
    actions: list[Action] = Field(min_length=1, max_length=MOST_ACTIONS)
    warnings: list[WarningTemplate] = Field(default_factory=list, max_length=100)
    variables: dict[FactName, Variable] = Field(default_factory=dict, description="Variables of the order texts.")

    def level(self, level: int) -> Level | None:
        return next((one for one in self.levels if one.level == level), None)

    def clause(self, number: str | None) -> Clause | None:
        return next((one for one in self.clauses if one.number == number), None)

    def source(self, code: str | None) -> Source | None:
        return next((one for one in self.sources if one.code == code), None)

    def post(self, code: str) -> Post | None:
        return next((one for one in self.posts if one.code == code), None)

    def actions_at(self, level: int) -> list[Action]:
        return [action for action in self.actions if level in action.levels]

    def body(self) -> dict[str, Any]:
        """The plan as canonical JSON data: numbers as text, absent parts left out."""
        made: dict[str, Any] = json.loads(self.model_dump_json(by_alias=True, exclude_none=True))
        return made


def json_schema() -> dict[str, Any]:
    """The published JSON Schema (2020-12) of the file."""
    made = PlanFile.model_json_schema(by_alias=True)
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "Watchroom plan (守望结构化预案)",
        "$comment": "Made from the models by `python -m watchroom.plans.schema`; do not edit.",
        **{key: value for key, value in made.items() if key != "title"},
    }
