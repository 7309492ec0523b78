"""What was found in a plan document: each element with its places in the text, the rule that found it, and its doubts.

It is what a person confirms, corrects or rejects beside the document, and what a structured plan is made from.
"""

from typing import Annotated, Literal

from pydantic import Discriminator, Field, Tag

from watchroom.plans.terms import Strict

LevelCode = Literal["I", "II", "III", "IV", "V"]
UnitKind = Literal[
    "command", "office", "field_command", "working_group", "expert_group", "member", "department", "local_government",
    "role",
]  # fmt: skip
Colour = Literal["red", "orange", "yellow", "blue"]
Grade = Literal["特别重大", "重大", "较大", "一般", "特别严重", "严重", "较重"]  # the last three: of warnings


class Place(Strict):
    """`text[start:end]` of the document."""

    start: int = Field(ge=0)
    end: int = Field(ge=0)


class Doubt(Strict):
    """Why something is unsure: a code, the reason in both languages, and the places that speak for or against it."""

    code: str
    zh: str
    en: str
    places: list[Place] = Field(default_factory=list)


class Element(Strict):
    """Every element: where it stands (the first place is the main one), which rule found it, what is doubtful."""

    id: str = Field(description="Stable within one reading of one document, for example `action-12`.")
    places: list[Place] = Field(min_length=1)
    rule: str = Field(description="Code of the rule or vocabulary entry that found it.")
    doubts: list[Doubt] = Field(default_factory=list)

    @property
    def sure(self) -> bool:
        return not self.doubts


class Leaf(Strict):
    """One bound on one quantity. Numbers are plain (10万人 is 100000); minutes, metres, degrees Celsius, persons, yuan."""

    quantity: str
    op: Literal[">=", ">", "<=", "<", "=="]
    value: float | int | str | bool | None = None
    unit: str | None = None
    window_min: int | None = None
    phase: Literal["observed", "forecast"] = "observed"
    mark: str | None = Field(None, description="A named bound, for example 警戒水位.")
    at: str | None = None
    of: str | None = None
    state: str | None = None
    min_regions: int | None = None
    max_regions: int | None = None
    region_kind: str | None = None
    extent: str | None = None
    where: str | None = None
    same_area: bool | None = None


class AllOf(Strict):
    all: list["Expr"] = Field(min_length=1, max_length=64)


class AnyOf(Strict):
    any: list["Expr"] = Field(min_length=1, max_length=64)


def _kind(value: object) -> str:
    keys = value.keys() if isinstance(value, dict) else type(value).model_fields.keys()  # type: ignore[attr-defined]
    return "all" if "all" in keys else "any" if "any" in keys else "leaf"


Expr = Annotated[
    Annotated[Leaf, Tag("leaf")] | Annotated[AllOf, Tag("all")] | Annotated[AnyOf, Tag("any")], Discriminator(_kind)
]
for _model in (AllOf, AnyOf):
    _model.model_rebuild()


class Condition(Element):
    """One numbered condition of a level. `expr` None: a judgement, or nothing in it can be compared."""

    text: str
    hazard: str | None = None
    expr: Expr | None = None
    judgement: bool = Field(False, description="Other cases that the authority decides.")
    unread: list[str] = Field(
        default_factory=list,
        description="Alternatives beside `expr` in which nothing could be compared: a person judges them.",
    )


class Chain(Strict):
    """Who proposes the level, to whom, who decides, who is told."""

    proposed_by: str | None = None
    proposed_to: str | None = None
    decided_by: str | None = None
    signed_by: str | None = None
    report_to: list[str] = Field(default_factory=list)
    automatic: bool = Field(False, description="It starts by itself when its condition is met.")
    places: list[Place] = Field(default_factory=list)


class Level(Element):
    kind: Literal["response", "warning"]
    code: LevelCode
    name: str
    grade: Grade | None = None
    colour: Colour | None = None
    logic: Literal["any", "all"] = "any"
    scope: str | None = Field(None, description="Where it counts: the whole province, one prefecture.")
    conditions: list[Condition] = Field(default_factory=list)
    starts: Chain = Field(default_factory=Chain)
    ends: Chain = Field(default_factory=Chain)
    based_on: LevelCode | None = Field(None, description="Its actions come on top of those of this level.")


class Duty(Strict):
    text: str
    places: list[Place] = Field(default_factory=list)


class Unit(Element):
    name: str
    kind: UnitKind
    abbr: str | None = None
    lead: str | None = None
    members: list[str] = Field(default_factory=list)
    located_at: str | None = None
    duties: list[Duty] = Field(default_factory=list)


class Deadline(Strict):
    """Exactly one of minutes (immediately: 0), every_minutes, daily_by (HH:MM)."""

    minutes: int | None = None
    every_minutes: int | None = None
    daily_by: str | None = None
    workdays: bool = False
    base: str | None = Field(None, description="The event from which it counts, in the document's words.")
    text: str = ""


class Action(Element):
    """`levels`: codes, or `["*"]` for every level. `inherited`: levels that take it over by reference to another."""

    levels: list[str]
    text: str
    units: list[str] = Field(default_factory=list)
    supports: list[str] = Field(default_factory=list)
    deadline: Deadline | None = None
    group: str | None = None
    section: str | None = None
    hazard: str | None = None
    phase: Literal["warn", "first_response", "response", "recovery"] = "response"
    inherited: list[str] = Field(default_factory=list)


class Report(Element):
    sender: str
    to: list[str] = Field(default_factory=list)
    deadline: Deadline | None = None
    channel: str | None = None
    kind: Literal["initial", "follow_up", "verified", "supplement", "internal", "periodic"] | None = None
    condition: str | None = None
    text: str = ""


class Metadata(Element):
    title: str | None = None
    plan_type: Literal[
        "overall", "special", "department", "event", "enterprise_comprehensive", "enterprise_special", "on_site"
    ] | None = None  # fmt: skip
    issuer: str | None = None
    issued_date: str | None = None
    doc_no: str | None = None
    effective: str | None = None
    drafted_by: str | None = None
    approved_by: str | None = None
    interpreter: str | None = None
    admin_level: str | None = None
    jurisdiction: str | None = None
    event_types: list[str] = Field(default_factory=list)
    review_every_months: int | None = None
    drill_every_months: int | None = None
    above_inclusive: bool | None = None
    below_inclusive: bool | None = None


class Note(Element):
    """A contradiction in the plan, a rule on how levels combine, a link to another plan, a form, a resource, a term."""

    kind: Literal["conflict", "level_rule", "termination", "link", "form", "resource", "contact", "term", "drill"]
    text: str
    value: str | None = None


class Chapter(Strict):
    """A heading of the document: number as written, title, depth from 1, and the text that it rules."""

    number: str
    title: str
    depth: int
    start: int
    end: int


class Found(Strict):
    """All that one reading found in one document."""

    format: Literal["watchroom-found/1"] = "watchroom-found/1"
    document: str = Field(description="SHA-256 of the file.")
    vocabulary: str = Field(description="Version of the rules and vocabularies that read it.")
    language: Literal["zh", "en"] = "zh"
    metadata: Metadata
    chapters: list[Chapter] = Field(default_factory=list)
    levels: list[Level] = Field(default_factory=list)
    units: list[Unit] = Field(default_factory=list)
    actions: list[Action] = Field(default_factory=list)
    reports: list[Report] = Field(default_factory=list)
    notes: list[Note] = Field(default_factory=list)
