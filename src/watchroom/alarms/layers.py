"""Alarms on the one map: where a condition stands now, or stood at a past moment as the book knew it."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from watchroom.alarms import queries
from watchroom.alarms.rules import OPEN, STANDING, State
from watchroom.alarms.showing import shown
from watchroom.journal import queries as journal
from watchroom.kernel.clock import iso
from watchroom.kernel.layers import FeatureCollection, Layer, collection, feature
from watchroom.kernel.words import Words
from watchroom.people.rights import Act
from watchroom.people.viewer import Viewer
from watchroom.places.queries import centre
from watchroom.sources import queries as sources
from watchroom.sources.models import Sensor


def features(viewer: Viewer, at: datetime | None = None) -> FeatureCollection:
    viewer.must(Act.SEE)
    return _now(viewer) if at is None else _then(at)


def _now(viewer: Viewer) -> FeatureCollection:
    rows = shown(viewer, queries.alarms(viewer))
    return collection(
        [
            _feature(
                row.alarm.sensor, row.alarm.pk, row.title.zh, row.title.en, row.alarm.priority, row.alarm.state,
                value=row.value, unit_zh=row.alarm.sensor.measured.unit_words.zh,
                unit_en=row.alarm.sensor.measured.unit_words.en, at=iso(row.value_at), stale_after_s=row.stale_after_s,
            )
            for row in rows
            if row.alarm.sensor
        ]
    )  # fmt: skip


def _then(at: datetime) -> FeatureCollection:
    is_open = {state.value for state in OPEN}
    told = [
        entry.facts
        for entry in journal.state_at("alarm", at)
        if entry.facts.get("state") in is_open and not entry.facts.get("held")
    ]
    codes = {facts["sensor"] for facts in told}
    sensors = {sensor.code: sensor for sensor in sources.sensors(codes)}
    return collection([_past(sensors[f["sensor"]], f) for f in told if f["sensor"] in sensors])


def _past(sensor: Sensor, facts: Mapping[str, Any]) -> dict[str, Any]:
    returned = State(facts["state"]) not in STANDING
    return _feature(
        sensor, facts["alarm"], facts["title_zh"], facts["title_en"], facts["priority"], facts["state"],
        value=facts["peak"] if returned else facts["value"], unit_zh=facts["unit_zh"], unit_en=facts["unit_en"],
        at=facts["measured_at"], stale_after_s=None,
    )  # fmt: skip


def _feature(sensor: Sensor, pk: int, zh: str, en: str, priority: int, state: str, **value: Any) -> dict[str, Any]:
    lon, lat = sensor.position or centre(sensor.place)
    return feature(
        {"type": "Point", "coordinates": [lon, lat]}, zh=zh, en=en, subject=f"alarm:{pk}", url=f"/alarms/{pk}",
        kind=sensor.quantity, level=priority, state=state, sensor=sensor.code,
        simulated=sensor.source.simulated or None, **value,
    )  # fmt: skip


LAYERS = [Layer("alarms.open", Words(zh="告警", en="Alarms"), "alarm", features, ("alarm:",))]
