"""The strength of the watch over the API."""

from datetime import datetime

from django.http import HttpRequest
from ninja import Field, Router, Schema

from watchroom.people import strength
from watchroom.people.queries import viewer_of

router = Router(tags=["duty"])


class StrengthRuleIn(Schema):
    """Of these posts together so many must be held at every instant."""

    posts: list[str] = Field(max_length=200)
    at_least: int


class StrengthIn(Schema):
    rules: list[StrengthRuleIn] = Field(max_length=100)


class StrengthRuleOut(StrengthRuleIn):
    """`level`: 0 every day, else at it and at graver ones; `short_since`, `held`: where the next eight hours fall short of it."""

    level: int
    applies: bool
    short_since: datetime | None
    short_until: datetime | None
    held: int | None


class StrengthOut(Schema):
    """`level`: the gravest response level in force, 0 where none is."""

    level: int
    rules: list[StrengthRuleOut]


@router.get(
    "/duty/strength", response=StrengthOut, summary="How strong the watch must be at each response level, and is"
)
def get_strength(request: HttpRequest) -> StrengthOut:
    level, rules = strength.wanted(viewer_of(request))
    return StrengthOut(level=level, rules=[rule_out(one) for one in rules])


def rule_out(one: strength.Wanted) -> StrengthRuleOut:
    short = one.short
    return StrengthRuleOut(
        posts=one.rule.posts, at_least=one.rule.at_least, level=one.rule.level, applies=one.applies,
        short_since=short.since if short else None, short_until=short.until if short else None, held=short.held if short else None,
    )  # fmt: skip


@router.put(
    "/duty/strength/{int:level}", response=StrengthOut, summary="Set what a level wants, in place of what it wanted"
)
def put_strength(request: HttpRequest, level: int, given: StrengthIn) -> StrengthOut:
    strength.put(viewer_of(request), level, [(one.posts, one.at_least) for one in given.rules])
    return get_strength(request)
