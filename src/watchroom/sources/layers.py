"""Sensors with value and age, and official warnings received, on the one map: now, or as it was known then."""

from datetime import datetime
from typing import Any

from watchroom.kernel.clock import iso
from watchroom.kernel.layers import FeatureCollection, Layer, collection, feature
from watchroom.kernel.words import Words
from watchroom.people.rights import Act
from watchroom.people.viewer import Viewer
from watchroom.places.queries import centre
from watchroom.sources import queries
from watchroom.sources.cameras.layers import LAYER as CAMERAS
from watchroom.sources.models import Sensor
from watchroom.sources.queries import Latest
from watchroom.sources.saying import value_text

POSITIONS = ("lon", "lat")  # of units: the room of units draws those


def sensors(viewer: Viewer, at: datetime | None = None) -> FeatureCollection:
    viewer.must(Act.SEE)
    rows = [sensor for sensor in queries.sensors() if sensor.quantity not in POSITIONS]
    values = queries.latest([sensor.code for sensor in rows]) if at is None else queries.values_at(rows, at)
    return collection([_sensor(sensor, values.get(sensor.code)) for sensor in rows])


def _sensor(sensor: Sensor, latest: Latest | None) -> dict[str, Any]:
    unit = sensor.measured.unit_words
    return feature(
        {"type": "Point", "coordinates": list(sensor.position or centre(sensor.place))},
        zh=sensor.zh,
        en=sensor.en,
        subject=f"sensor:{sensor.pk}",
        url=f"/sensors/{sensor.code}",
        kind=sensor.quantity,
        sensor=sensor.code,
        value=value_text(latest.value, sensor.measured.digits) if latest else "—",
        unit_zh=unit.zh,
        unit_en=unit.en,
        at=iso(latest.measured_at) if latest else None,
        stale_after_s=queries.stale_after_s(sensor),
        digits=sensor.measured.digits,
        simulated=sensor.source.simulated or None,
    )


def bulletins(viewer: Viewer, at: datetime | None = None) -> FeatureCollection:
    viewer.must(Act.SEE)
    return collection(
        [
            feature(
                row.area,
                zh=row.headline_zh,
                en=row.headline_en,
                subject=f"bulletin:{row.pk}",
                url=f"/bulletins/{row.pk}",
                kind="bulletin",
                level=row.level,
                until=iso(row.expires),
            )
            for row in queries.bulletins_at(at)
            if row.area
        ]
    )


LAYERS = [
    Layer("sources.sensors", Words(zh="监测", en="Sensors"), "sensor", sensors, ("sensor:",)),
    Layer("sources.bulletins", Words(zh="官方预警", en="Official warnings"), "warning", bulletins, ("bulletin:",)),
    CAMERAS,
]
