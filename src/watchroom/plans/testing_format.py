"""The test file of a plan, `<code>.tests.yaml` beside `<code>.yaml`: what is known over time, what the plan must say.

A plan is tested like a program: facts go in, levels, proposals, tasks and texts come out. A test knows no database and
no clock; its time runs from the opening of the incident.
"""

from decimal import Decimal
from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, Field, StringConstraints

from watchroom.plans.elements import Moment
from watchroom.plans.terms import Code, FactName, Line, Number, Span, Strict, Text

TESTS_FORMAT = "watchroom-plan-tests/1"
SUFFIX = ".tests.yaml"


LevelKey = Annotated[str, StringConstraints(pattern=r"^[1-9]$")]
Outcome = Literal["holds", "in_part", "fails", "lacks"]


def _exact(value: Any) -> Any:
    return Decimal(value) if isinstance(value, int) and not isinstance(value, bool) else value


def _listed(value: Any) -> Any:
    """`5.6`, `{value: 5.6, held: 6m}` and a list of either are all written for a fact."""
    several = value if isinstance(value, list) else [value]
    return [one if isinstance(one, dict) else {"value": one} for one in several]


def _outcome(value: Any) -> Any:
    return {"is": value} if isinstance(value, str) else value


Value = Annotated[bool | Decimal | Line, BeforeValidator(_exact)]


class Given(Strict):
    """A fact as it becomes known at a step; it stays known until it is given anew or taken away."""

    value: Value = Field(description="In the fact's own unit.")
    held: Span | None = Field(None, description="How long it has been kept, as a standing alarm proves.")
    bound: Number | None = Field(None, description="The limit of that alarm; the value itself when absent.")
    place: Line | None = Field(None, description="Code of the place where it was measured; the incident's when absent.")
    place_kind: Code | None = Field(None, description="The kind of that other place.")
    ago: Span | None = Field(None, description="How long before the step it was measured.")


class Happening(Strict):
    """The incident of a test: its kind, and where it is."""

    kind: Code
    place: Line | None = Field(None, description="Code of its place; nobody knows where when absent.")
    place_kind: Code | None = None
    place_name: Text | None = Field(None, description="How the texts call the place.")
    within: list[Line] = Field(default_factory=list, max_length=16, description="Codes of the places around it.")
    within_kinds: list[Code] = Field(default_factory=list, max_length=16)


class LevelExpected(Strict):
    """How a level stands: `in_part` when it does not hold though some of its parts do; `by` names what decided it."""

    is_: Outcome = Field(alias="is")
    by: list[Line] | None = Field(None, description="Exactly these facts (`judged.<code>` for questions) decided it.")


class Expected(Strict):
    """What the platform must say at a step; what is left out is not looked at."""

    fits: bool | None = Field(None, description="Whether the plan is for such an incident at all.")
    levels: dict[LevelKey, Annotated[LevelExpected, BeforeValidator(_outcome)]] = Field(default_factory=dict)
    proposed: int | Literal["none"] | None = Field(None, description="The level that lies before the duty leader.")
    eased: bool | None = Field(None, description="Whether the proposal's condition has ceased to hold.")


class TaskExpected(Strict):
    code: Code
    post: Code | None = None
    within: Span | None = None
    every: Span | None = None
    of: Moment | None = None
    after: list[Code] | None = Field(None, description="Exactly these must be done first.")


class TasksExpected(Strict):
    """The tasks that the activation gives; those of an earlier level go on and are not given again."""

    has: list[TaskExpected] = Field(default_factory=list, max_length=500)
    only: bool = Field(False, description="No other tasks than these.")
    without: list[Code] = Field(default_factory=list, max_length=500)
    order: list[Code] = Field(
        default_factory=list, max_length=100, description="Each waits, in the end, for the one before."
    )


class Says(Strict):
    """A filled text holds these words."""

    task: Code | None = None
    warning: Code | None = None
    part: Literal["headline", "description", "instruction", "audience"] = "description"
    zh: Line | None = None
    en: Line | None = None


class Turn(Strict):
    """A moment of a test: first what becomes known, then what is expected, then what people decide."""

    at: Span = Field("0m", description="From the opening of the incident.")
    given: dict[FactName, Annotated[list[Given], BeforeValidator(_listed)]] = Field(default_factory=dict)
    gone: list[FactName] = Field(default_factory=list, description="No longer known.")
    judged: dict[Code, bool] = Field(default_factory=dict, description="Answers to the plan's questions.")
    expect: Expected = Field(default_factory=lambda: Expected())
    activate: int | None = Field(None, ge=1, le=9, description="The commander starts this level.")
    decline: bool = False
    stand_down: bool = False
    tasks: TasksExpected | None = None
    texts: list[Says] = Field(default_factory=list, max_length=100)


class Case(Strict):
    """One test. With `silent` nothing may be proposed at any step."""

    name: Text
    incident: Happening
    silent: bool = False
    steps: list[Turn] = Field(min_length=1, max_length=200)


class PlanTests(Strict):
    format: Literal["watchroom-plan-tests/1"]
    plan: Code
    tests: list[Case] = Field(min_length=1, max_length=500)
