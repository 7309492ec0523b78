"""The parts of a plan file beside its levels and actions: where it comes from, who is in it, what it needs and owes."""

from typing import Annotated, Literal

from pydantic import Field, StringConstraints

from watchroom.plans.terms import Code, Day, Line, Span, Strict, Text, TimeOfDay
from watchroom.plans.triggers import Trigger

Colour = Literal["red", "orange", "yellow", "blue"]
UnitKind = Literal[
    "command", "office", "field_command", "working_group", "expert_group", "member", "department", "local_government",
]  # fmt: skip
Moment = Literal["incident_opened", "activation", "order_sent"]
ModelFigure = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_]{0,31}(\.[a-z][a-z0-9_]{0,31})?$")]
Sha256 = Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{64}$")]


class Cut(Strict):
    """A place in the original document: characters `start` to `end` of its text, and the page where it has pages."""

    start: int = Field(ge=0)
    end: int = Field(ge=0)
    page: int | None = Field(None, ge=1, le=9999)


class Part(Strict):
    """A part of a plan that was read from a document says where it stands there, and what was unsure about it."""

    cut: Cut | None = Field(None, description="Where it stands in the original document.")
    doubt: Text | None = Field(None, description="What is unsure about it, until a person has confirmed it.")


class Original(Strict):
    """The document that the plan was read from."""

    name: Line
    media: Literal["docx", "pdf", "html", "markdown", "text"]
    digest: Sha256 = Field(description="SHA-256 of the file.")
    characters: int = Field(ge=1)


class Source(Strict):
    """Where numbers and duties come from."""

    code: Code
    title: Text
    where: Line | None = Field(None, description="Article, page, address.")
    note: Text | None = None


class Clause(Part):
    """A clause of the plan, in full, as it is quoted to the person who decides."""

    number: Line
    text: Text
    page: int | None = Field(None, ge=1, le=9999)


class Fact(Strict):
    """Something the conditions speak of: its type, its unit, and where the platform finds it."""

    title: Text
    type: Literal["number", "text", "bool"] = "number"
    unit: Line | None = Field(None, description="Needed for numbers; a bare count writes its counting unit.")
    origin: Literal["sensor", "bulletin", "report", "model", "site"] = Field(
        description="Sensor reading, official warning, report about the incident, model result, or time and place."
    )
    quantity: Code | None = Field(
        None,
        description="For sensors the quantity read, for example wind_mean; for site what is asked of time and place.",
    )
    event: Code | None = Field(None, description="For bulletins: the kind of warning, for example snow.")
    values: list[Line] | None = Field(None, min_length=1, max_length=32, description="For text: every possible value.")
    period: Span | None = Field(None, description="Period that the value is summed or averaged over.")
    forecast: bool = Field(False, description="True when the value is forecast, not observed.")
    possible: bool = Field(False, description="True for what may still happen (可能死亡), counted apart from what did.")
    stale_after: Span | None = Field(None, description="An older value counts as lacking.")
    taken_from: ModelFigure | None = Field(
        None,
        description="For model: the model whose result counts by itself until a person states another, or its figure: exposure, exposure.venues.",
    )


class Duty(Part):
    text: Text


class Unit(Part):
    """A body of the organisation: a command, its office, a group, a member unit."""

    code: Code
    title: Text
    kind: UnitKind
    short: Text | None = Field(None, description="The short name that the plan uses for it.")
    parent: Code | None = Field(None, description="The body that it belongs to or works under.")
    lead: Code | None = Field(None, description="The unit that leads it.")
    members: list[Code] = Field(default_factory=list, max_length=200)
    located_at: Text | None = None
    duties: list[Duty] = Field(default_factory=list, max_length=200)


class Post(Part):
    code: Code
    title: Text
    duty: Text
    unit: Code | None = Field(None, description="The body that it belongs to.")


class Channel(Strict):
    kind: Literal["telephone", "mobile", "sms", "email", "radio", "fax", "app"]
    address: Line


class Contact(Part):
    """Whom to reach, for a unit or a post, and by which channels. Names of persons belong to the roster, not here."""

    code: Code
    title: Text
    unit: Code | None = None
    post: Code | None = None
    channels: list[Channel] = Field(default_factory=list, max_length=16)


class Grade(Part):
    """A grade of the event (特别重大, 重大, 较大, 一般): 1 is the gravest. It is not the level of the response."""

    grade: int = Field(ge=1, le=4)
    name: Text
    clause: Line
    when: Trigger | None = None


class WarningLevel(Part):
    """A level of the plan's own warnings; it is neither the event's grade nor the level of the response."""

    level: int = Field(ge=1, le=5)
    colour: Colour | None = None
    name: Text
    clause: Line
    when: Trigger | None = None
    issued_by: Code | None = Field(None, description="Unit or post that issues it.")
    measures: Text | None = None


class Deadline(Strict):
    """By when: once (`within` of a moment), again and again (`every`), or every day by a time (`daily_by`)."""

    within: Span | None = None
    of: Moment = "activation"
    every: Span | None = None
    daily_by: TimeOfDay | None = None
    workdays: bool = Field(False, description="Only working days count.")


class ReportRule(Part):
    """Who reports what to whom, by when, how."""

    code: Code
    kind: Literal["initial", "follow_up", "final", "verified", "nil", "internal"]
    sender: Code = Field(alias="from", description="Unit or post that reports.")
    to: list[Line] = Field(default_factory=list, max_length=32, description="Units, posts or bodies outside the plan.")
    deadline: Deadline | None = None
    channel: Text | None = None
    when: Text | None = None
    clause: Line


class Resource(Part):
    """Something that actions need: a team, a machine, a shelter, supplies. On the map by the code of its place."""

    code: Code
    title: Text
    kind: Code
    quantity: int | None = Field(None, ge=0)
    unit: Line | None = None
    place: Line | None = Field(None, description="Code of the place where it is kept.")
    owner: Code | None = Field(None, description="Unit or post that keeps it.")
    valid_until: Day | None = None


class Form(Part):
    code: Code
    title: Text
    fields: list[Text] = Field(default_factory=list, max_length=200)


class Link(Part):
    """Another plan that this one hangs under, or that hangs under it, or goes along with it."""

    kind: Literal["upper", "lower", "beside"]
    title: Text
    plan: Code | None = Field(None, description="Its code, where the platform holds it.")
    levels: dict[str, int] = Field(
        default_factory=dict, description="Its level (as text) to the level that this plan must have reached then."
    )


class Conflict(Part):
    """Two places of the plan that contradict one another. Both are kept; a person decides."""

    code: Code
    text: Text
    places: list[Cut] = Field(default_factory=list, max_length=16)
    clauses: list[Line] = Field(default_factory=list, max_length=16)


class Sensitive(Part):
    """Times or places at which the bar is lower: a level counts as met at the conditions of the next milder one."""

    text: Text
    when: Trigger
    lowers_by: int = Field(1, ge=1, le=4)
    clause: Line


class Ending(Part):
    """When the response ends, and who lifts it; without it, whoever activated lifts."""

    text: Text
    decides: Code | None = None
    clause: Line
