"""Warnings over the API: the same actions and queries as the screen. A changing request may carry `Idempotency-Key`."""

from collections.abc import Callable
from datetime import datetime
from typing import Any, Literal

from django.http import HttpRequest, HttpResponse
from ninja import Field, Router, Schema
from pydantic import JsonValue

from watchroom.journal.clock import site_now
from watchroom.journal.once import once
from watchroom.kernel.clock import Instant
from watchroom.people.queries import viewer_of
from watchroom.people.rights import Act
from watchroom.people.viewer import Viewer
from watchroom.warnings import actions, cap, queries, showing
from watchroom.warnings.faults import Incomplete
from watchroom.warnings.models import Warning
from watchroom.warnings.recording import listed, message_of
from watchroom.warnings.rules import State, fingerprint, missing

router = Router(tags=["warnings"])
StateName = Literal["draft", "reviewed", "signed", "released", "cancelled", "lapsed"]


class Given(Schema):
    """What a warning says. `area` is a GeoJSON polygon; `event` a code of the table of hazards (see /api/warning-events)."""

    level: int | None = Field(None, ge=1, le=4, description="1 red, 2 orange, 3 yellow, 4 blue")
    event: str | None = Field(None, max_length=32)
    category: str | None = Field(None, max_length=12)
    response_type: str | None = Field(None, max_length=12)
    headline_zh: str | None = Field(None, max_length=400)
    headline_en: str | None = Field(None, max_length=400)
    description_zh: str | None = Field(None, max_length=4000)
    description_en: str | None = Field(None, max_length=4000)
    instruction_zh: str | None = Field(None, max_length=4000)
    instruction_en: str | None = Field(None, max_length=4000)
    area: dict[str, JsonValue] | None = None
    area_zh: str | None = Field(None, max_length=600)
    area_en: str | None = Field(None, max_length=600)
    audience_zh: str | None = Field(None, max_length=400)
    audience_en: str | None = Field(None, max_length=400)
    issuer_zh: str | None = Field(None, max_length=200)
    issuer_en: str | None = Field(None, max_length=200)
    contact: str | None = Field(None, max_length=400)
    channels: list[str] | None = Field(None, max_length=32)
    onset: Instant | None = None
    expires: Instant | None = None


class DraftIn(Given):
    """A draft from a plan's template (`activation` and `template`), for an incident, or blank; fields replace theirs."""

    incident: int | None = None
    activation: int | None = None
    template: str = Field("", max_length=64)


class ReviewIn(Schema):
    fingerprint: str = Field(
        max_length=64, description="What was read: its last four, the fingerprint, or the whole hash."
    )


class SignIn(ReviewIn):
    hazard: str = Field("", max_length=64, description="The hazard's word, asked for at orange and red.")
    wide: bool = Field(False, description="That an area far larger than the incident's is meant.")


class ReasonIn(Schema):
    reason: str = Field(max_length=300)


class CancelIn(Schema):
    reason_zh: str = Field("", max_length=300)
    reason_en: str = Field("", max_length=300)


class DeliveryOut(Schema):
    id: int
    kind: Literal["release", "cancel"]
    channel: str
    channel_zh: str
    channel_en: str
    state: Literal["waiting", "sending", "sent", "failed", "expired", "dropped"]
    tries: int
    repeat: bool
    receipt: str
    error_zh: str
    error_en: str
    sent_at: datetime | None


class WarningOut(Schema):
    """A warning. `missing` says what is still owed before it can be reviewed; persons are given by number."""

    id: int
    number: str
    state: StateName
    state_zh: str
    state_en: str
    exercise: bool
    incident: int | None
    activation: int | None
    template: str
    level: int
    category: str
    response_type: str
    event: str
    event_zh: str
    event_en: str
    headline_zh: str
    headline_en: str
    description_zh: str
    description_en: str
    instruction_zh: str
    instruction_en: str
    area: dict[str, JsonValue] | None
    area_zh: str
    area_en: str
    audience_zh: str
    audience_en: str
    issuer_zh: str
    issuer_en: str
    contact: str
    channels: list[str]
    onset: datetime | None
    expires: datetime | None
    hash: str
    fingerprint: str
    missing: list[str]
    author: int
    reviewer: int | None
    signer: int | None
    released_at: datetime | None
    ended_at: datetime | None
    identifier: str
    cancel_identifier: str
    deliveries: list[DeliveryOut]


class EventOut(Schema):
    code: str
    zh: str
    en: str
    category: str


class ChannelOut(Schema):
    name: str
    zh: str
    en: str
    takes_exercise: bool


class PublicOut(Schema):
    """A warning in force as the public page shows it, in both languages."""

    number: str
    identifier: str
    exercise: bool
    posted_at: datetime
    ends_at: datetime
    content: dict[str, JsonValue]


@router.get("/warnings", response=list[WarningOut], summary="Warnings, newest first")
def warnings(
    request: HttpRequest, state: StateName | None = None, incident: int | None = None, limit: int = 100
) -> list[WarningOut]:
    rows = queries.warnings(viewer_of(request), None if state is None else {state}, incident, limit)
    return _outs(rows)


@router.get("/warnings/{int:pk}", response=WarningOut, summary="One warning")
def warning(request: HttpRequest, pk: int) -> WarningOut:
    return _out(viewer_of(request), pk)


@router.post("/warnings", response=WarningOut, summary="Draft a warning")
def draft(request: HttpRequest, given: DraftIn) -> Any:
    viewer = viewer_of(request)
    told = given.model_dump(exclude_unset=True)
    return _once(request, viewer, "draft", given, lambda: actions.draft(viewer, **told))


@router.patch("/warnings/{int:pk}", response=WarningOut, summary="Change a draft; approvals given before become void")
def edit(request: HttpRequest, pk: int, given: Given) -> Any:
    viewer = viewer_of(request)
    told = given.model_dump(exclude_unset=True)
    return _once(request, viewer, f"edit:{pk}", given, lambda: actions.edit(viewer, pk, **told))


@router.post(
    "/warnings/{int:pk}/review", response=WarningOut, summary="First approval, by another person than the author"
)
def review(request: HttpRequest, pk: int, given: ReviewIn) -> Any:
    viewer = viewer_of(request)
    return _once(
        request, viewer, f"review:{pk}", given, lambda: actions.review(viewer, pk, fingerprint=given.fingerprint)
    )


@router.post("/warnings/{int:pk}/return", response=WarningOut, summary="Return a draft for changes, with a reason")
def give_back(request: HttpRequest, pk: int, given: ReasonIn) -> Any:
    viewer = viewer_of(request)
    return _once(request, viewer, f"return:{pk}", given, lambda: actions.give_back(viewer, pk, reason=given.reason))


@router.post("/warnings/{int:pk}/sign", response=WarningOut, summary="Second approval and release, by a third person")
def sign(request: HttpRequest, pk: int, given: SignIn) -> Any:
    viewer = viewer_of(request)
    return _once(request, viewer, f"sign:{pk}", given, lambda: actions.sign(viewer, pk, **given.model_dump()))


@router.post(
    "/warnings/{int:pk}/cancel", response=WarningOut, summary="End a warning, to exactly whom it reached; one person"
)
def cancel(request: HttpRequest, pk: int, given: CancelIn) -> Any:
    viewer = viewer_of(request)
    return _once(request, viewer, f"cancel:{pk}", given, lambda: actions.cancel(viewer, pk, **given.model_dump()))


@router.post("/warning-deliveries/{int:pk}/retry", response=WarningOut, summary="Send a failed delivery again")
def send_again(request: HttpRequest, pk: int) -> Any:
    viewer = viewer_of(request)
    return _once(request, viewer, f"retry:{pk}", None, lambda: actions.send_again(viewer, pk).warning)


@router.get(
    "/warnings/{int:pk}/cap",
    summary="The CAP document: as released, or as it would leave now",
    openapi_extra=cap.OPENAPI,
)
def cap_document(request: HttpRequest, pk: int) -> HttpResponse:
    row = queries.warning(viewer_of(request), pk)
    if row.document:
        return HttpResponse(row.cancel_document or row.document, content_type="application/cap+xml; charset=utf-8")
    now = site_now()
    absent = missing(row.content, now)
    if absent:
        raise Incomplete(what=listed([element.title for element in absent]))
    return HttpResponse(
        cap.document(message_of(row, "release", now)), content_type="application/cap+xml; charset=utf-8"
    )


@router.get("/warning-events", response=list[EventOut], summary="The table of hazards that a warning may name")
def events(request: HttpRequest) -> list[EventOut]:
    viewer_of(request).must(Act.SEE)
    return [
        EventOut(code=one.code, zh=one.title.zh, en=one.title.en, category=one.category) for one in showing.events()
    ]


@router.get("/warning-channels", response=list[ChannelOut], summary="The channels that are installed")
def channels(request: HttpRequest) -> list[ChannelOut]:
    viewer_of(request).must(Act.SEE)
    return [
        ChannelOut(name=one.name, zh=one.title.zh, en=one.title.en, takes_exercise=one.takes_exercise)
        for one in showing.channels()
    ]


@router.get("/public/warnings", response=list[PublicOut], auth=None, summary="Warnings in force, for anybody")
def public(request: HttpRequest) -> list[PublicOut]:
    shown = showing.public(site_now())
    return [
        PublicOut(
            number=one.posting.number, identifier=one.posting.identifier, exercise=one.posting.exercise,
            posted_at=one.posting.posted_at, ends_at=one.posting.ends_at, content=one.content,
        )
        for one in shown.in_force
    ]  # fmt: skip


def _once(request: HttpRequest, viewer: Viewer, what: str, given: Schema | None, act: Callable[[], Warning]) -> Any:
    """Under an idempotency key the same request is answered as before, and done once."""
    viewer.must(Act.SEE)
    key = request.headers.get("Idempotency-Key", "")[:128]
    if not key:
        return _out(viewer, act().pk)
    asked = {"what": f"warnings.{what}", "given": given.model_dump_json() if given else ""}
    return once(
        f"person:{viewer.person}",
        key,
        asked,
        lambda: _out(viewer, act().pk).model_dump(mode="json"),
        actor=viewer.actor,
    )


def _out(viewer: Viewer, pk: int) -> WarningOut:
    return _outs([queries.warning(viewer, pk)])[0]


def _outs(rows: list[Warning]) -> list[WarningOut]:
    sent, now = queries.deliveries(rows), site_now()
    return [_one(row, sent[row.pk], now) for row in rows]


def _one(row: Warning, sent: list[Any], now: datetime) -> WarningOut:
    content_hash = row.content.hash
    plain = {name: getattr(row, name) for name in WarningOut.model_fields if hasattr(row, name)}
    open_to_edit = row.state in (State.DRAFT, State.REVIEWED)
    return WarningOut(
        **plain | {
            "id": row.pk, "incident": row.incident_id, "activation": row.activation_id, "event": row.event_code,
            "author": row.author_id, "reviewer": row.reviewer_id, "signer": row.signer_id,
            "state_zh": row.state_words.zh, "state_en": row.state_words.en,
            "hash": content_hash, "fingerprint": fingerprint(content_hash),
            "missing": [element.code for element in missing(row.content, now)] if open_to_edit else [],
            "deliveries": [_delivery(one) for one in sent],
        }
    )  # fmt: skip


def _delivery(one: Any) -> DeliveryOut:
    title = showing.channel_words(one.channel)
    return DeliveryOut(
        id=one.pk, kind=one.kind, channel=one.channel, channel_zh=title.zh, channel_en=title.en, state=one.state,
        tries=one.tries, repeat=one.repeat, receipt=one.receipt, error_zh=one.error_zh, error_en=one.error_en, sent_at=one.sent_at,
    )  # fmt: skip
