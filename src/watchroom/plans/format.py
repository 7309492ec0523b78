"""The plan file: the structured plan as data. Its published JSON Schema is made from these models.

Everything that a duty officer may have to prove carries its clause and its source. Lists keep their order.
"""

import json
from typing import Any, Literal

from pydantic import Field

from watchroom.plans.elements import (
    Clause,
    Conflict,
    Contact,
    Deadline,
    Ending,
    Fact,
    Form,
    Grade,
    Link,
    Original,
    Part,
    Post,
    ReportRule,
    Resource,
    Sensitive,
    Source,
    Unit,
    WarningLevel,
)
from watchroom.plans.terms import Code, Day, FactName, Line, Span, Strict, Text
from watchroom.plans.triggers import Trigger

FORMAT = "watchroom-plan/1"
MOST_ACTIONS = 5_000

PlanKind = Literal[
    "overall", "special", "department", "joint", "catastrophe", "event", "site", "support", "unit",
    "enterprise_comprehensive", "enterprise_special", "on_site",
]  # fmt: skip
Phase = Literal["warn", "first_response", "response", "recovery"]


class Chain(Strict):
    """Who proposes, who forwards, who decides, who signs, who is told. The platform only ever proposes."""

    proposes: Code = "platform"
    forwards: Code | None = None
    decides: Code | None = Field(None, description="The post that decides; the check demands one.")
    signs: Code | None = None
    told: list[Code] = Field(default_factory=list)
    automatic: bool = Field(
        False, description="The plan says that the level starts by itself; a person still confirms."
    )
    decides_within: Span | None = Field(None, description="Within what time of the proposal it is decided.")
    receives_within: Span | None = Field(None, description="Within what time a post confirms that it has its order.")


class Level(Part):
    """A response level. 1 is the gravest; a plan has as many as it needs, and may have one below the fourth (关注级)."""

    level: int = Field(ge=1, le=9)
    name: Text
    clause: Line
    when: Trigger
    chain: Chain
    lasts: Span | None = Field(None, description="Expected duration that the activation order states.")
    measures: Text = Field(description="The measures in one sentence, as the activation order states them.")


class Action(Part):
    """One thing that one post has to do."""

    code: Code
    levels: list[int] = Field(min_length=1, max_length=9)
    phase: Phase = "response"
    post: Code | None = Field(None, description="The post that owns it; the check demands one.")
    supports: list[Code] = Field(default_factory=list)
    group: Code | None = Field(None, description="The group in which it is done.")
    responsible: list[Code] = Field(default_factory=list, description="Units that the plan names for it.")
    deadline: Deadline | None = None
    after: list[Code] = Field(default_factory=list, description="Actions that must be done first.")
    title: Text
    order: Text = Field(description="The order as it is sent; may name variables in braces.")
    done_when: Text | None = Field(None, description="How one knows that it is done.")
    card: list[Text] = Field(default_factory=list, max_length=32, description="Steps of the action card.")
    resources: list[Code] = Field(default_factory=list, description="Resources of the plan that it needs.")
    warning: Code | None = Field(None, description="Warning template that this action drafts.")
    units: list[Code] = Field(default_factory=list, description="Kinds of unit that the action needs.")
    clause: Line
    source: Code | None = None


class Variable(Strict):
    """A named gap in a text: what fills it, and what is written when that is not known."""

    of: Line = Field(alias="from", description="`incident.<field>`, `activation.<field>` or `fact.<name>`.")
    otherwise: Text | None = Field(None, description="Written when the fact is not known; owed for every fact.")


class WarningTemplate(Part):
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


class Scope(Part):
    """Which incidents the plan is for: kinds of incident, and (if given) where."""

    text: Text | None = Field(None, description="The scope in the plan's own words.")
    incident_kinds: list[Code] = Field(min_length=1, max_length=32)
    place_kinds: list[Code] | None = Field(None, min_length=1, max_length=16)
    places: list[Line] | None = Field(None, min_length=1, max_length=256)


class Authority(Strict):
    """Whose plan it is, and the dates that the rules of 2024 ask for."""

    name: Text
    number: Line | None = None
    issued: Day | None = None
    effective: Day | None = None
    replaces: Line | None = Field(None, description="The plan that it replaces, by number or name.")
    filed_with: Text | None = Field(None, description="The authority with which it is filed.")
    interprets: Text | None = None
    evaluate_every: Span = "1095d"
    evaluated: Day | None = Field(None, description="Last evaluation; without it the day of issue counts.")
    drill_every: Span = "365d"
    drilled: Day | None = Field(None, description="Last drill known when the version was written.")


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
    original: Original | None = Field(None, description="The document that it was read from.")
    hazards: list[Text] = Field(default_factory=list, max_length=64)
    bounds: Text = Field(description="How the plan reads its bounds, for example lower included, upper excluded.")
    sources: list[Source] = Field(default_factory=list, max_length=256)
    clauses: list[Clause] = Field(min_length=1, max_length=2000)
    facts: dict[FactName, Fact] = Field(default_factory=dict, max_length=500)
    units: list[Unit] = Field(default_factory=list, max_length=500)
    posts: list[Post] = Field(min_length=1, max_length=500)
    contacts: list[Contact] = Field(default_factory=list, max_length=1000)
    grades: list[Grade] = Field(default_factory=list, max_length=4)
    warning_levels: list[WarningLevel] = Field(default_factory=list, max_length=64)
    levels: list[Level] = Field(default_factory=list, max_length=9)
    sensitive: list[Sensitive] = Field(default_factory=list, max_length=32)
    ending: Ending | None = None
    actions: list[Action] = Field(default_factory=list, max_length=MOST_ACTIONS)
    reports: list[ReportRule] = Field(default_factory=list, max_length=200)
    resources: list[Resource] = Field(default_factory=list, max_length=1000)
    forms: list[Form] = Field(default_factory=list, max_length=200)
    links: list[Link] = Field(default_factory=list, max_length=64)
    conflicts: list[Conflict] = Field(default_factory=list, max_length=500)
    warnings: list[WarningTemplate] = Field(default_factory=list, max_length=100)
    variables: dict[FactName, Variable] = Field(default_factory=dict, description="Variables of the order texts.")

    def level(self, level: int) -> Level | None:
        return next((one for one in self.levels if one.level == level), None)

    def clause(self, number: str | None) -> Clause | None:
        return next((one for one in self.clauses if one.number == number), None)

    def source(self, code: str | None) -> Source | None:
        return next((one for one in self.sources if one.code == code), None)

    def post(self, code: str | None) -> Post | None:
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
