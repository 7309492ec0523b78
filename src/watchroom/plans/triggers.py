"""The condition of a level, as a tree: `all`, `any` and `not` over comparisons, judgements and (rarely) expressions.

A tree can be checked, explained and evaluated in part, which an opaque expression cannot. These are the words of the
file; `judging` evaluates them, `coverage` looks for overlaps and gaps.
"""

from collections.abc import Iterator
from typing import Annotated, Any

from pydantic import Discriminator, Field, Tag, model_validator

from watchroom.plans.terms import Code, FactName, Line, Number, Span, Strict, Text


class Node(Strict):
    """What every part of a condition may carry: where the plan says it, in which words, and on whose authority."""

    clause: Line | None = Field(None, description="Number of the clause that this part encodes.")
    words: Text | None = Field(None, description="How this part is read out; written by the platform when absent.")
    mark: Text | None = Field(None, description="The very words of the clause that this part encodes.")
    source: Code | None = Field(None, description="Code of the source that the numbers come from.")


class All(Node):
    all: list["Trigger"] = Field(min_length=1, max_length=64, description="Holds when every part holds.")


class AnyOf(Node):
    any: list["Trigger"] = Field(min_length=1, max_length=64, description="Holds when at least one part holds.")


class Not(Node):
    not_: "Trigger" = Field(alias="not", description="Holds when its part fails; lacks a fact when its part does.")


class Comparison(Node):
    """A fact against bounds, against a word, or against a list of words."""

    fact: FactName = Field(description="A fact declared under `facts`.")
    unit: Line | None = Field(None, description="Unit of the bounds; must be the fact's own.")
    at_least: Number | None = Field(None, description="Inclusive lower bound.")
    above: Number | None = Field(None, description="Exclusive lower bound, where the source says so.")
    below: Number | None = Field(None, description="Exclusive upper bound.")
    at_most: Number | None = Field(None, description="Inclusive upper bound, where the source says so.")
    equals: bool | Line | None = Field(None, description="The one value of a fact that is a word or true/false.")
    one_of: list[Line] | None = Field(None, min_length=1, max_length=32, description="The values that satisfy it.")
    held_for: Span | None = Field(None, description="How long the lower bound (or the only bound) must have been kept.")
    place: Line = Field("incident", description="`incident` (where it happens), `any`, or the code of a place.")
    min_places: int | None = Field(None, ge=1, le=999, description="In how many different places it must hold.")
    place_kind: Code | None = Field(None, description="The kind of place that is counted.")

    @model_validator(mode="after")
    def _one_kind(self) -> "Comparison":
        bounds = [self.at_least, self.above, self.below, self.at_most]
        kinds = [any(bound is not None for bound in bounds), self.equals is not None, self.one_of is not None]
        if sum(kinds) != 1:
            raise ValueError("bounds, equals or one_of: exactly one of the three")
        if (self.at_least is not None and self.above is not None) or (
            self.below is not None and self.at_most is not None
        ):
            raise ValueError("one lower and one upper bound at most")
        return self

    @property
    def numeric(self) -> bool:
        return self.equals is None and self.one_of is None


class Judgement(Node):
    """What only a person can answer: it lacks a fact until the named post has answered."""

    judged: Code = Field(description="Code of the question.")
    words: Text = Field(description="The question, to be answered yes or no.")
    by: Code = Field(description="Post that answers.")


class Expression(Node):
    """CEL without macros over declared facts, for what does not fit the tree."""

    expression: Line = Field(max_length=500, description="At most 500 characters; facts are named as declared.")
    words: Text = Field(description="How the expression is read out.")


def _kind(value: Any) -> str | None:
    keys = value.keys() if isinstance(value, dict) else type(value).model_fields.keys()
    for key in ("all", "any", "not", "not_", "fact", "judged", "expression"):
        if key in keys:
            return key.rstrip("_")
    return None


Trigger = Annotated[
    Annotated[All, Tag("all")]
    | Annotated[AnyOf, Tag("any")]
    | Annotated[Not, Tag("not")]
    | Annotated[Comparison, Tag("fact")]
    | Annotated[Judgement, Tag("judged")]
    | Annotated[Expression, Tag("expression")],
    Discriminator(_kind),
]
Leaf = Comparison | Judgement | Expression
Step = tuple[str | int, ...]

for _model in (All, AnyOf, Not):
    _model.model_rebuild()


def parts(node: Any) -> list[tuple[Step, Any]]:
    """The direct parts of a node, each with its path below the node."""
    match node:
        case All():
            return [(("all", i), part) for i, part in enumerate(node.all)]
        case AnyOf():
            return [(("any", i), part) for i, part in enumerate(node.any)]
        case Not():
            return [(("not",), node.not_)]
        case _:
            return []


def walk(node: Any, path: Step = ()) -> Iterator[tuple[Step, Any]]:
    """The node and everything below it, with paths."""
    yield path, node
    for step, part in parts(node):
        yield from walk(part, (*path, *step))
