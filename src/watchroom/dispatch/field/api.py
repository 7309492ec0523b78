"""Acts, positions and what was refused of the field, over the API. A phone uses the same under /field/."""

from datetime import datetime
from typing import Any

from django.http import HttpRequest
from ninja import Router, Schema
from pydantic import Field

from watchroom.dispatch.field import distress, positions, settling, wire
from watchroom.dispatch.field.acts import MOST_ACTS
from watchroom.dispatch.field.models import FieldAct
from watchroom.people.queries import viewer_of

router = Router(tags=["field"])
_ACT = {
    "type": "object", "required": ["key", "kind", "at"],
    "properties": {
        "key": {"type": "string", "pattern": "^[A-Za-z0-9_-]{8,64}$"},
        "kind": {"type": "string", "enum": ["order_receive", "order_decline", "order_progress", "order_done", "unit_status", "note", "photo", "voice", "incident", "distress", "safe", "call_come", "call_cannot", "call_there", "call_left"]},
        "at": {"type": "string", "format": "date-time"}, "offset_ms": {"type": "integer"},
        "order": {"type": "integer"}, "unit": {"type": "integer"}, "incident": {"type": "integer"},
        "called": {"type": "integer"}, "minutes": {"type": "integer", "minimum": 0, "maximum": 1440}, "people": {"type": "integer", "minimum": 0, "maximum": 9999},
        "status": {"type": "string"}, "percent": {"type": "integer", "minimum": 0, "maximum": 100},
        "event": {"type": "string"}, "lon": {"type": "number"}, "lat": {"type": "number"}, "accuracy": {"type": "number"}, "fix_at": {"type": "string", "format": "date-time"},
        "text": {"type": "string", "maxLength": 4000}, "reason": {"type": "string", "maxLength": 4000},
    },
}  # fmt: skip
_BATCH = {
    "requestBody": {
        "required": True,
        "content": {
            "application/json": {
                "schema": {
                    "type": "object", "required": ["sent_at", "acts"],
                    "properties": {
                        "sent_at": {"type": "string", "format": "date-time"},
                        "acts": {"type": "array", "maxItems": MOST_ACTS, "items": _ACT},
                    },
                }
            }
        },
    }
}  # fmt: skip
_FILE = {"requestBody": {"required": True, "content": {"application/octet-stream": {"schema": {"type": "string", "format": "binary"}}}}}  # fmt: skip


class AnswerOut(Schema):
    """`outcome`: applied, already (it had come before; `before` says how that ended) or refused; `code`, `zh`, `en` say why."""

    key: str
    outcome: str
    before: str
    code: str
    zh: str
    en: str


class AnswersOut(Schema):
    """`now`: the site's time."""

    now: datetime
    answers: list[AnswerOut]


class PointIn(Schema):
    """`ago_s`: how long before the sending the phone was there."""

    lon: float
    lat: float
    ago_s: float = 0


class PositionsIn(Schema):
    unit: int
    points: list[PointIn] = Field(min_length=1, max_length=positions.MOST_POINTS)


class TakenOut(Schema):
    taken: int


class RefusedOut(Schema):
    """An act that was not taken. `happened_at`: when it was done, `doubt` if the phone's clock was set meanwhile."""

    id: int
    kind: str
    about: str
    incident: int | None
    person: str
    phone: str
    happened_at: datetime
    received_at: datetime
    doubt: bool
    code: str
    zh: str
    en: str
    text: str
    settled_at: datetime | None
    settled_note: str


class DistressOut(Schema):
    """A call for help. `lon`, `lat`: where its person was at `located_at`, within `accuracy_m`; `seen_at`: the console acknowledged it."""

    id: int
    person: str
    unit: str | None
    incident: int | None
    pressed_at: datetime
    received_at: datetime
    presses: int
    lon: float | None
    lat: float | None
    accuracy_m: float | None
    located_at: datetime | None
    seen_at: datetime | None
    ended_at: datetime | None
    end_note: str


class SettleIn(Schema):
    note: str = Field("", max_length=settling.MOST_NOTE)


@router.post(
    "/field/acts",
    response=AnswersOut,
    summary="Send acts of the field, each done once under its key",
    openapi_extra=_BATCH,
)
def send(request: HttpRequest) -> dict[str, Any]:
    """`sent_at` and `at` are the sender's own clock, which may be wrong; `offset_ms` is what it had measured (site minus own).

    Each act is judged by the posts held when it was done, and answered for itself.
    """
    return wire.batch(request, viewer_of(request), None)


@router.post(
    "/field/media",
    response=AnswersOut,
    summary="Send a photo or voice note as an act of the field",
    openapi_extra=_FILE,
)
def send_file(request: HttpRequest, act: str = "", sent_at: str = "") -> dict[str, Any]:
    """`act`: the act as JSON, of the kind photo, voice or incident; the file's bytes are the body, 1 MB at most."""
    return wire.with_file(request, viewer_of(request), None)


@router.post("/field/positions", response=TakenOut, summary="Share a unit's positions from a phone on board")
def share(request: HttpRequest, body: PositionsIn) -> TakenOut:
    points = [positions.Point(one.lon, one.lat, one.ago_s) for one in body.points]
    return TakenOut(taken=positions.share(viewer_of(request), body.unit, points))


@router.get("/field/distress", response=list[DistressOut], summary="Calls for help from the field")
def calls_for_help(request: HttpRequest) -> list[DistressOut]:
    """Those that stand first, then those of the last week. A phone calls by the act `distress`, and ends its own by `safe`."""
    return [distress_out(one) for one in distress.listed(viewer_of(request))]


@router.post(
    "/field/distress/{int:pk}/end", response=DistressOut, summary="End a call for help, with what was found out"
)
def end_distress(request: HttpRequest, pk: int, body: SettleIn) -> DistressOut:
    return distress_out(distress.end(viewer_of(request), pk, body.note))


@router.get("/field/refused", response=list[RefusedOut], summary="Acts of the field that were not taken")
def refused(request: HttpRequest) -> list[RefusedOut]:
    return [_out(row) for row in settling.refused(viewer_of(request))]


@router.post("/field/refused/{int:pk}/settle", response=RefusedOut, summary="Say that a refused act is dealt with")
def settle(request: HttpRequest, pk: int, body: SettleIn) -> RefusedOut:
    return _out(settling.settle(viewer_of(request), pk, body.note))


def distress_out(one: distress.Standing) -> DistressOut:
    row = one.row
    return DistressOut(
        id=row.pk, person=row.person.code, unit=row.unit.code if row.unit else None, incident=row.incident_id, pressed_at=row.pressed_at,
        received_at=row.received_at, presses=row.presses, lon=row.lon, lat=row.lat, accuracy_m=row.accuracy_m, located_at=row.located_at,
        seen_at=one.seen_at, ended_at=row.ended_at, end_note=row.end_note,
    )  # fmt: skip


def _out(row: FieldAct) -> RefusedOut:
    return RefusedOut(
        id=row.pk, kind=row.kind, about=row.about, incident=row.incident_id, person=row.person.code,
        phone=row.phone.name if row.phone else "", happened_at=row.happened_at, received_at=row.received_at, doubt=row.doubt,
        code=row.code, zh=row.zh, en=row.en, text=row.text, settled_at=row.settled_at, settled_note=row.settled_note,
    )  # fmt: skip
