"""What the site knows of official warnings at its sensors, for the connector `official`: asked like any other address."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

import orjson

from watchroom.journal.clock import site_now
from watchroom.kernel.clock import from_ms, ms
from watchroom.kernel.geometry import shape
from watchroom.sources import queries
from watchroom.sources.connector import Answer
from watchroom.sources.connectors.official import ADDRESS
from watchroom.sources.faults import FeedRefused
from watchroom.sources.models import Bulletin, Sensor, Source

KIND = "official"


class Inside:
    """A `Fetch` that answers for the site itself, and for nothing else."""

    def __init__(self, body: bytes) -> None:
        self._body = body

    def __call__(self, url: str, *, headers: Mapping[str, str] = {}, most_bytes: int = 1 << 20) -> Answer:
        if url != ADDRESS:
            raise FeedRefused(url=url, why=ADDRESS)
        return Answer(200, {}, self._body)


def known(source: Source) -> bytes:
    """In the database: the warnings in force now, and which of this source's sensors lie in each.

    A source that plays a part counts exercises only, any other one real warnings only: the two never mix. What cannot be
    vouched for moves nothing.
    """
    now = site_now()
    status = "Exercise" if source.simulated else "Actual"
    rows = [row for row in queries.bulletins_to_act_on(now) if row.status == status]
    sensors = list(Sensor.objects.filter(source=source, quantity="warning_level").select_related("place"))
    places = {one.code: shape(_where(one)) for one in sensors}
    told = {
        "at_ms": ms(now),
        "newest": _newest(),
        "next_ms": _next_ms(now),
        "sensors": [{"code": one.code, "place": one.place.code} for one in sensors],
        "warnings": [_warning(row, places) for row in rows],
    }
    return orjson.dumps(told)


def next_at(memo: Mapping[str, Any], now: datetime, period: timedelta) -> datetime:
    """When it is to be asked again: at once if a message has come meanwhile, when a warning begins or ends, or after the
    period."""
    if memo.get("newest") != _newest():
        return now
    soon = memo.get("next_ms")
    return min(now + period, from_ms(soon)) if soon else now + period


def _warning(row: Bulletin, places: Mapping[str, Any]) -> dict[str, Any]:
    area = shape(row.area) if row.area else None
    return {
        "id": row.pk, "level": row.level, "zh": f"{row.event_zh} {row.headline_zh}", "en": f"{row.event_en} {row.headline_en}",
        "source": row.source.code, "estimate": row.area_from == Bulletin.AreaFrom.ESTIMATE, "codes": row.geocodes,
        "touches": [code for code, place in places.items() if area is not None and area.intersects(place)],
        "shaped": area is not None,
    }  # fmt: skip


def _where(sensor: Sensor) -> dict[str, Any]:
    if sensor.position is not None:
        return {"type": "Point", "coordinates": list(sensor.position)}
    return dict(sensor.place.geometry)


def _newest() -> int:
    return Bulletin.objects.order_by("-id").values_list("id", flat=True).first() or 0


def _next_ms(now: datetime) -> int | None:
    """The next moment at which what is in force changes by itself."""
    rows = Bulletin.objects.filter(state=Bulletin.State.IN_FORCE, expires__gt=now).values_list("expires", "effective")
    moments = [at for expires, effective in rows for at in (expires, effective - queries.AHEAD) if at > now]
    return ms(min(moments)) if moments else None
