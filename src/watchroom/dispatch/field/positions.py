"""Where a unit is, told by a phone on board with its person's consent: readings of the unit's own two sensors."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from watchroom.dispatch.faults import NoSuchUnit
from watchroom.dispatch.field.faults import HasTracker, NotAPosition
from watchroom.dispatch.models import Unit
from watchroom.dispatch.rules import axes
from watchroom.journal.clock import site_now
from watchroom.kernel.clock import iso, ms
from watchroom.kernel.words import Words
from watchroom.people.rights import Act
from watchroom.people.viewer import Viewer
from watchroom.sources import actions as sources
from watchroom.sources import push_api
from watchroom.sources.checking import check
from watchroom.sources.models import Sensor
from watchroom.sources.payloads import Offer

SOURCE, ACTOR = "field-phones", "connector:field_phones"
MOST_POINTS = 600
_NAMES = (
    ("lon", Words(zh="经度（手机）", en="longitude (phone)")),
    ("lat", Words(zh="纬度（手机）", en="latitude (phone)")),
)


@dataclass(frozen=True, slots=True)
class Point:
    """`ago_s`: how long before the sending the phone was there, by its own clock."""

    lon: float
    lat: float
    ago_s: float


def share(viewer: Viewer, unit: int, points: Sequence[Point]) -> int:
    """Puts the positions of a unit on disk, and says how many were taken.

    Raises NoSuchUnit, NotAPosition, HasTracker where something else tells the unit's position, StreamDown.
    """
    viewer.must(Act.REPORT_UNIT)
    fit = all(-180 <= one.lon <= 180 and -90 <= one.lat <= 90 and 0 <= one.ago_s < 3 * 86400 for one in points)
    if not points or len(points) > MOST_POINTS or not fit:
        raise NotAPosition()
    row = Unit.objects.select_related("home").filter(pk=unit).first()
    if row is None:
        raise NoSuchUnit(unit=unit)
    source = _registered(row)
    now = site_now()
    offer = _offer(row, points, now)
    catalogue = push_api.catalogue
    catalogue.fresh()
    taken = check(offer, catalogue.sensors, ms(now), source=source, device=SOURCE)
    if len(taken):
        mark = hashlib.sha256(repr((row.code, offer.measured, offer.value)).encode()).hexdigest()[:32]
        push_api.keep(taken, ms(now), mark)
    return len(taken) // 2


def told_by_phone(codes: Sequence[str]) -> set[str]:
    """Of these units those whose position a phone may tell: nothing else does."""
    others = Sensor.objects.filter(code__in=[one for code in codes for one in axes(code)]).exclude(source__code=SOURCE)
    taken = set(others.values_list("code", flat=True))
    return {code for code in codes if taken.isdisjoint(axes(code))}


def _registered(row: Unit) -> int:
    """The source of all phones; the unit's sensors are entered with its first position."""
    known = {one.code: one for one in Sensor.objects.select_related("source").filter(code__in=axes(row.code))}
    if any(one.source.code != SOURCE for one in known.values()):
        raise HasTracker(unit=row.words)
    if len(known) == len(_NAMES):
        return next(iter(known.values())).source_id
    source = sources.put_source(
        SOURCE, "http_push", "外勤手机定位", "Positions of phones in the field", expected_every_s=3600, actor=ACTOR
    )
    for code, (quantity, words) in zip(axes(row.code), _NAMES, strict=True):
        sources.put_sensor(
            code, SOURCE, row.home.code, quantity, f"{row.zh}{words.zh}", f"{row.en}, {words.en}", actor=ACTOR
        )
    return source.pk


def _offer(row: Unit, points: Sequence[Point], now: datetime) -> Offer:
    lon, lat = axes(row.code)
    sensor, value, measured = [], [], []
    for one in points:
        at = iso(now - timedelta(seconds=one.ago_s))
        sensor += [lon, lat]
        value += [round(one.lon, 6), round(one.lat, 6)]
        measured += [at, at]
    return Offer(sensor, value, measured, [None] * len(sensor))
