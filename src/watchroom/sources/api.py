"""Sources and values over the API. The doors of devices are `push_api` and `sensorthings_api`."""

from datetime import datetime
from typing import Any

from django.http import HttpRequest
from ninja import Router, Schema

from watchroom.kernel.clock import iso
from watchroom.people.queries import viewer_of
from watchroom.people.rights import Act
from watchroom.sources import bulletin_api, push_api, queries, sensorthings_api, uploads_api
from watchroom.sources.cameras.api import router as camera_router
from watchroom.sources.models import Sensor, Source
from watchroom.sources.plot_api import router as plot_router
from watchroom.sources.quarantine_api import router as quarantine_router
from watchroom.sources.trial_api import router as trial_router

router = Router(tags=["sources"])
router.add_router("", bulletin_api.router)
router.add_router("", push_api.router)
router.add_router("", sensorthings_api.router)
router.add_router("", quarantine_router)
router.add_router("", plot_router)
router.add_router("", uploads_api.router)
router.add_router("", camera_router)
router.add_router("", trial_router)


class SourceOut(Schema):
    code: str
    kind: str
    zh: str
    en: str
    simulated: bool
    trial: bool
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


@router.get("/sensors", response=list[SensorOut], summary="All sensors with their newest values")
def sensors(request: HttpRequest) -> list[dict[str, Any]]:
    queries.source_health(viewer_of(request))
    return _with_values(queries.sensors())


@router.get("/sensors/{code}", response=SensorOut, summary="One sensor with its newest value")
def sensor(request: HttpRequest, code: str) -> dict[str, Any]:
    row = queries.seen_sensor(viewer_of(request), code)
    return _sensor(row, queries.latest([code]).get(code))


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
