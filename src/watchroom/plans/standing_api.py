"""What people state for the plans, over the API."""

from datetime import datetime
from typing import Any

from django.http import HttpRequest
from ninja import Field, Router, Schema

from watchroom.incidents.api import KEY, keyed
from watchroom.people.queries import viewer_of
from watchroom.plans import actions, queries
from watchroom.plans.models import Statement

router = Router(tags=["plans"])


class StatementOut(Schema):
    """`value` is a number as exact text, a word, or true or false; None was taken back."""

    name: str
    value: str | bool | None
    unit: str
    origin: str
    at: datetime


class StatementIn(Schema):
    name: str = Field(max_length=200, description="A fact's name, or judged.<plan>.<question>.")
    value: str = Field(
        max_length=200, description="A number in the fact's unit, a word, yes or no; empty takes it back."
    )
    said_by: str = Field("", max_length=128, description="Who told it on the telephone.")
    from_model: bool = Field(False, description="The result of a model that a person adopts.")


@router.get("/incidents/{int:pk}/statements", response=list[StatementOut], summary="What people stated for the plans")
def statements(request: HttpRequest, pk: int) -> list[StatementOut]:
    return [_out(one) for _, one in sorted(queries.statements(viewer_of(request), pk).items())]


@router.post(
    "/incidents/{int:pk}/statements", response=StatementOut, summary="State a fact, or answer a plan's question"
)
def state(request: HttpRequest, pk: int, given: StatementIn, key: str | None = KEY) -> Any:
    viewer, asked = viewer_of(request), given.model_dump()
    return keyed(viewer, key, f"plans.state:{pk}", asked, lambda: _out(actions.state(viewer, pk, **asked)))


def _out(row: Statement) -> StatementOut:
    return StatementOut(name=row.name, value=row.value, unit=row.unit, origin=row.origin, at=row.at)
