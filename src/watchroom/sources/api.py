"""Sources and values over the API, and the door through which boxes and other systems push readings."""

import hashlib
from datetime import datetime
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from ninja import Router, Schema
from ninja.security import APIKeyHeader

from watchroom.journal.clock import site_now
from watchroom.kernel.clock import iso, ms
from watchroom.kernel.words import Lang
from watchroom.people.queries import viewer_of
from watchroom.people.rights import Act
from watchroom.sources import intake, queries
from watchroom.sources.catalogue import Catalogue, Device
from watchroom.sources.checking import Refused
from watchroom.sources.connector import Came
from watchroom.sources.connectors.http_push import HttpPush
from watchroom.sources.faults import StreamDown, TooLarge, WrongKey, WrongShape
from watchroom.sources.line import line
from watchroom.sources.models import Bulletin, Sensor, Source
from watchroom.sources.plot_api import router as plot_router
from watchroom.sources.quarantine import set_aside
from watchroom.sources.quarantine_api import router as quarantine_router
from watchroom.sources.readings import MOST_MESSAGE

ACTOR = "connector:http_push"
MOST_BULLETINS = 200
router = Router(tags=["sources"])
router.add_router("", quarantine_router)
router.add_router("", plot_router)
_catalogue = Catalogue()


class DeviceAuth(APIKeyHeader):
    """`X-Device-Key`: the key that a device was given. It opens this door and no other."""

    param_name = "X-Device-Key"

    def authenticate(self, request: HttpRequest, key: str | None) -> Device | None:
        """Raises WrongKey, so that a device is told more than that it is nobody."""
        _catalogue.fresh()
        device = _catalogue.device_of_key(key) if key else None
        if device is None:
            raise WrongKey()
        return device


class RefusedOut(Schema):
    """A reading that was not taken: its place in the batch, the sensor as it was named, the fault and its text."""

    place: int
    sensor: str
    code: str
    text: str


class PushOut(Schema):
    """How many readings are on disk now, and which were not taken."""

    taken: int
    refused: list[RefusedOut]


class SourceOut(Schema):
    code: str
    kind: str
    zh: str
    en: str
    simulated: bool
    health: str
    health_since: datetime | None
    last_seen: datetime | None
    expected_every_s: int
    fault: dict[str, str] | None


class SensorOut(Schema):
    """A sensor with its newest value; `value` and its times are null when nothing is known."""

    code: str
    number: int
    zh: str
    en: str
    source: str
    place: str
    quantity: str
    unit: str
    simulated: bool
    value: float | None
    measured_at: str | None
    received_at: str | None


class DeviceOut(Schema):
    """A device that may speak for a source; its key is told nobody again."""

    code: str
    made_at: datetime
    withdrawn_at: datetime | None


class NotTakenOut(Schema):
    """Something that was not taken: why, how often at once, and its beginning, made harmless.

    `whole`: all its bytes are kept, so it can be had and offered again; `taken` is what came of that.
    """

    id: int
    at: datetime
    device: str
    sensor: str
    fault: dict[str, Any]
    sample: str
    count: int
    size: int
    whole: bool
    replayed_at: datetime | None
    taken: int | None


class WholeSourceOut(SourceOut):
    """A source with its sensors, its devices, and the newest of what was not taken from it."""

    origin_zh: str
    origin_en: str
    polled_at: datetime | None
    sensors: list[SensorOut]
    devices: list[DeviceOut]
    not_taken: list[NotTakenOut]


class ServerOut(Schema):
    """What the server of streams needs of its administrator; null when it needs nothing."""

    zh: str | None
    en: str | None


class BulletinOut(Schema):
    """An official warning as its sender wrote it. `in_force` is at this moment; `area` is null when it has no shape."""

    id: int
    source: str
    identifier: str
    sender: str
    sent: datetime
    status: str
    msg_type: str
    exercise: bool
    signature: str
    state: str
    in_force: bool
    ended_by: int | None
    event_zh: str
    event_en: str
    headline_zh: str
    headline_en: str
    instruction_zh: str
    instruction_en: str
    level: int | None
    severity: str
    area: dict[str, Any] | None
    area_words: str
    effective: datetime
    expires: datetime
    received_at: datetime
    repeats: int


@router.post(
    "/push",
    auth=DeviceAuth(),
    response={202: PushOut},
    summary="Push a batch of readings; 202 means that what was taken is on disk",
    openapi_extra={
        "requestBody": {
            "required": True,
            "content": {
                "application/json": {
                    "schema": {
                        "type": "object",
                        "properties": {
                            "sensor": {"type": "array", "items": {"type": "string"}, "maxItems": 10000},
                            "value": {"type": "array", "items": {"type": "number"}, "maxItems": 10000},
                            "measured_at": {"type": "array", "items": {"type": "string", "format": "date-time"}},
                        },
                        "required": ["sensor", "value"],
                    }
                }
            },
        }
    },
)
def push(request: HttpRequest) -> HttpResponse:
    """Columns of one length; `measured_at` as text with an offset or in milliseconds. 413 too large, 422 nothing could be
    taken, 503 not kept: send the same batch again after Retry-After. The same batch twice changes nothing twice.
    """
    device: Device = getattr(request, "auth")  # noqa: B009 (ninja puts there what `authenticate` gave)
    body = _body(request)
    now_ms = ms(site_now())
    taken, bad = intake.take(_catalogue, HttpPush, device, Came(body), now_ms)
    if taken is None or not len(taken):
        set_aside(bad, actor=ACTOR)
        raise bad[0].fault if bad else WrongShape(why="value: []")
    mark = hashlib.sha256(device.code.encode() + b"\0" + body).hexdigest()[:32]
    parts = intake.packed([(taken, now_ms)])
    try:
        line().publish([(partition, data, f"h{mark}.{i}") for i, (partition, data) in enumerate(parts)])
    except StreamDown as fault:
        answer = JsonResponse(fault.said(_lang(request)), status=fault.status)
        answer["Retry-After"] = str(fault.facts["retry"])
        return answer
    set_aside(bad, actor=ACTOR)
    return JsonResponse({"taken": len(taken), "refused": _told(taken.refused, _lang(request))}, status=202)


def _body(request: HttpRequest) -> bytes:
    """What was sent, with or without a length told before. Raises TooLarge; more than the bound is never taken in."""
    length = request.headers.get("Content-Length", "")
    if length.isdecimal() and (len(length) > 12 or int(length) > MOST_MESSAGE):
        raise TooLarge(size=length[:12], most=MOST_MESSAGE)
    # Django takes a request without a length for an empty one; our server ends what comes in pieces by itself.
    in_pieces = not length and request.META.get("wsgi.input_terminated")
    stream = request.META["wsgi.input"] if in_pieces else request
    body = b""
    while len(body) <= MOST_MESSAGE and (piece := stream.read(MOST_MESSAGE + 1 - len(body))):
        body += piece
    if len(body) > MOST_MESSAGE:
        raise TooLarge(size=f"≥ {len(body)}", most=MOST_MESSAGE)
    return body


def _told(refused: list[Refused], lang: Lang) -> list[dict[str, Any]]:
    return [
        {"place": one.place, "sensor": one.sensor, "code": one.fault.code, "text": one.fault.words.text(lang)}
        for one in refused[:100]
    ]


@router.get("/sources", response=list[SourceOut], summary="All sources and how they are")
def sources(request: HttpRequest) -> list[Source]:
    return queries.sources(viewer_of(request))


@router.get(
    "/sources/{code}", response=WholeSourceOut, summary="One source: health, sensors, devices, what was not taken"
)
def source(request: HttpRequest, code: str) -> dict[str, Any]:
    viewer = viewer_of(request)
    row = queries.seen_source(viewer, code)
    plain = {name: getattr(row, name) for name in WholeSourceOut.model_fields if hasattr(row, name)}
    return plain | {
        "sensors": _with_values(queries.sensors(row.sensors.values_list("code", flat=True))),
        "devices": row.devices.order_by("code"),
        "not_taken": queries.quarantined(viewer, row),
    }


@router.get("/server", response=ServerOut, summary="What the server of streams needs of its administrator")
def server(request: HttpRequest) -> ServerOut:
    viewer_of(request).must(Act.SEE_SOURCES)
    trouble = queries.server_trouble()
    return ServerOut(zh=trouble.zh if trouble else None, en=trouble.en if trouble else None)


@router.get(
    "/bulletins", response=list[BulletinOut], summary="Official warnings received in the last 7 days, newest first"
)
def bulletins(request: HttpRequest, limit: int = 50) -> list[dict[str, Any]]:
    now = site_now()
    return [
        _bulletin(row, now) for row in queries.bulletins(viewer_of(request), now, max(1, min(limit, MOST_BULLETINS)))
    ]


@router.get("/bulletins/{int:pk}", response=BulletinOut, summary="One official warning as it was received")
def bulletin(request: HttpRequest, pk: int) -> dict[str, Any]:
    row = queries.bulletin(viewer_of(request), pk)
    if row is None:
        raise Http404(f"bulletin {pk}")
    return _bulletin(row, site_now())


@router.get("/sensors", response=list[SensorOut], summary="All sensors with their newest values")
def sensors(request: HttpRequest) -> list[dict[str, Any]]:
    queries.source_health(viewer_of(request))
    return _with_values(queries.sensors())


@router.get("/sensors/{code}", response=SensorOut, summary="One sensor with its newest value")
def sensor(request: HttpRequest, code: str) -> dict[str, Any]:
    row = queries.seen_sensor(viewer_of(request), code)
    return _sensor(row, queries.latest([code]).get(code))


def _bulletin(row: Bulletin, now: datetime) -> dict[str, Any]:
    plain = {name: getattr(row, name) for name in BulletinOut.model_fields if hasattr(row, name)}
    in_force = row.state == Bulletin.State.IN_FORCE and row.expires > now
    return plain | {"id": row.pk, "source": row.source.code, "ended_by": row.ended_by_id, "in_force": in_force}


def _with_values(rows: list[Sensor]) -> list[dict[str, Any]]:
    latest = queries.latest([sensor.code for sensor in rows])
    return [_sensor(sensor, latest.get(sensor.code)) for sensor in rows]


def _sensor(row: Sensor, latest: queries.Latest | None) -> dict[str, Any]:
    return {
        "code": row.code,
        "number": row.number,
        "zh": row.zh,
        "en": row.en,
        "source": row.source.code,
        "place": row.place.code,
        "quantity": row.quantity,
        "unit": row.unit,
        "simulated": row.source.simulated,
        "value": latest.value if latest else None,
        "measured_at": iso(latest.measured_at) if latest else None,
        "received_at": iso(latest.received_at) if latest else None,
    }


def _lang(request: HttpRequest) -> Lang:
    lang: Lang = getattr(request, "lang", "zh")
    return lang
