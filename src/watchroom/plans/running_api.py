"""Responses that run, over the API: signed, raised or lowered, extended, handed over; and the notices of them."""

from datetime import datetime
from typing import Any, Literal, cast

from django.http import HttpRequest
from ninja import Field, Router, Schema

from watchroom.incidents.api import KEY, keyed
from watchroom.people.queries import viewer_of
from watchroom.plans import actions, queries
from watchroom.plans.models import Activation, Notice
from watchroom.plans.running import MOST_NAME, MOST_STAYS, MOST_TO
from watchroom.plans.starting import MOST_REASON

router = Router(tags=["plans"])


class RunningOut(Schema):
    """A response as it stands. `signer` is the post that has to sign, empty where who decides also signs.

    `in_force_at` is null until it has signed: only the first response has gone out until then.
    """

    id: int
    incident: int
    plan: str
    plan_version: int
    level: int
    state: Literal["running", "stood_down", "changed"]
    at: datetime
    signer: str
    signed_at: datetime | None
    in_force_at: datetime | None
    until: datetime | None
    reminded_at: datetime | None
    transferred_to: str
    transferred_at: datetime | None
    stays: str


class NoticeOut(Schema):
    """A post was told that a response was started or ended; `confirmed_at` null: it has not said that it knows, and
    with `lapsed_at` it is not awaited any more: the response has another level or has ended, or the incident is closed."""

    id: int
    activation: int
    matter: Literal["started", "ended"]
    post: str
    post_zh: str
    post_en: str
    sent_at: datetime
    confirmed_at: datetime | None
    lapsed_at: datetime | None
    lapsed_why: Literal["", "changed", "ended", "closed"]


class SignIn(Schema):
    said_by: str = Field("", max_length=MOST_NAME, description="Who gave the signature on the telephone.")


class LevelIn(Schema):
    """`ends`: codes of tasks that only the level left has and that end with it; those that are not named go on."""

    level: int = Field(ge=1, le=9)
    reason: str = Field(max_length=MOST_REASON)
    ends: list[str] = Field(default_factory=list, max_length=1000)


class ExtendIn(Schema):
    until: datetime = Field(description="The new expected end, with its zone.")
    reason: str = Field(max_length=MOST_REASON)


class TransferIn(Schema):
    to: str = Field(max_length=MOST_TO, description="The higher authority that takes the lead.")
    stays: str = Field(max_length=MOST_STAYS, description="What remains ours.")
    reason: str = Field(max_length=MOST_REASON)


class ConfirmIn(Schema):
    said_by: str = Field("", max_length=MOST_NAME, description="Who confirmed on the telephone.")


@router.get("/activations/{int:pk}", response=RunningOut, summary="One response as it stands")
def activation(request: HttpRequest, pk: int) -> RunningOut:
    return _running(queries.one_activation(viewer_of(request), pk))


@router.post("/activations/{int:pk}/sign", response=RunningOut, summary="Sign the activation order")
def sign(request: HttpRequest, pk: int, given: SignIn | None = None, key: str | None = KEY) -> Any:
    """403 for whoever does not hold the post that signs; 409 when it is signed already."""
    viewer, asked = viewer_of(request), (given.model_dump() if given else {})
    return keyed(viewer, key, f"plans.sign:{pk}", asked, lambda: _running(actions.sign(viewer, pk, **asked)))


@router.post("/activations/{int:pk}/level", response=RunningOut, summary="Raise or lower a response, with a reason")
def level(request: HttpRequest, pk: int, given: LevelIn, key: str | None = KEY) -> Any:
    """The answer is the response at the new level; the one before has given way to it."""
    viewer, asked = viewer_of(request), given.model_dump()
    return keyed(viewer, key, f"plans.level:{pk}", asked, lambda: _running(actions.change_level(viewer, pk, **asked)))


@router.post("/activations/{int:pk}/extend", response=RunningOut, summary="A new expected end, with a reason")
def extend(request: HttpRequest, pk: int, given: ExtendIn, key: str | None = KEY) -> Any:
    viewer, asked = viewer_of(request), given.model_dump()
    kept = given.model_dump(mode="json")
    return keyed(viewer, key, f"plans.extend:{pk}", kept, lambda: _running(actions.extend(viewer, pk, **asked)))


@router.post("/activations/{int:pk}/transfer", response=RunningOut, summary="Hand the lead to a higher authority")
def transfer(request: HttpRequest, pk: int, given: TransferIn, key: str | None = KEY) -> Any:
    viewer, asked = viewer_of(request), given.model_dump()
    return keyed(viewer, key, f"plans.transfer:{pk}", asked, lambda: _running(actions.transfer(viewer, pk, **asked)))


@router.get("/incidents/{int:pk}/notices", response=list[NoticeOut], summary="Who was told, and who has confirmed")
def notices(request: HttpRequest, pk: int) -> list[NoticeOut]:
    return [_notice(row) for row in queries.notices(viewer_of(request), pk)]


@router.post("/notices/{int:pk}/confirm", response=NoticeOut, summary="Confirm a notice")
def confirm(request: HttpRequest, pk: int, given: ConfirmIn | None = None, key: str | None = KEY) -> Any:
    viewer, asked = viewer_of(request), (given.model_dump() if given else {})
    return keyed(viewer, key, f"plans.confirm:{pk}", asked, lambda: _notice(actions.confirm(viewer, pk, **asked)))


def _running(row: Activation) -> RunningOut:
    return RunningOut(
        id=row.pk, incident=row.incident_id, plan=row.plan_code, plan_version=row.version, level=row.level,
        state=cast(Any, row.state), at=row.at, signer=row.signer, signed_at=row.signed_at,
        in_force_at=row.in_force_at if row.is_signed else None, until=row.until, reminded_at=row.reminded_at,
        transferred_to=row.transferred_to, transferred_at=row.transferred_at, stays=row.stays,
    )  # fmt: skip


def _notice(row: Notice) -> NoticeOut:
    return NoticeOut(
        id=row.pk, activation=row.activation_id, matter=cast(Any, row.matter), post=row.post, post_zh=row.post_zh,
        post_en=row.post_en, sent_at=row.sent_at, confirmed_at=row.confirmed_at,
        lapsed_at=row.lapsed_at, lapsed_why=cast(Any, row.lapsed_why),
    )  # fmt: skip
