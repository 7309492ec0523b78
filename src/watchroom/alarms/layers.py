"""Alarms on the one map: where a condition stands now, or stood at a past moment as the book knew it.

What a rule over positions alarms of stands where the unit was last heard, at the sensor's place while nobody knows.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from watchroom.alarms import queries
from watchroom.alarms.models import Rule
from watchroom.alarms.rules import OPEN, STANDING, State
from watchroom.alarms.showing import shown
from watchroom.alarms.told_values import judged_by
from watchroom.journal import queries as journal
from watchroom.kernel.clock import iso
from watchroom.kernel.geometry import LonLat
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
    spots = _spots(
        [(row.alarm.rule, row.alarm.sensor) for row in rows if row.alarm.sensor],
        lambda told: sources.latest([one.code for one in told]),
    )
    return collection(
        [
            _feature(
                row.alarm.sensor, row.alarm.pk, row.title.zh, row.title.en, row.alarm.priority, row.alarm.state,
                spots.get(row.alarm.sensor.code), value=row.value, unit_zh=row.measured.unit_words.zh,
                unit_en=row.measured.unit_words.en, at=iso(row.value_at), stale_after_s=row.stale_after_s,
            )
            for row in rows
            if row.alarm.sensor and row.measured
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
    rules = {rule.code: rule for rule in Rule.objects.filter(code__in={facts["rule"] for facts in told})}
    watched = [(rules[f["rule"]], sensors[f["sensor"]]) for f in told if f["sensor"] in sensors and f["rule"] in rules]
    spots = _spots(watched, lambda wanted: sources.values_at(wanted, at))
    return collection([_past(sensors[f["sensor"]], f, spots.get(f["sensor"])) for f in told if f["sensor"] in sensors])


def _spots(
    watched: Iterable[tuple[Rule, Sensor]], ask: Callable[[Sequence[Sensor]], Mapping[str, sources.Latest]]
) -> dict[str, LonLat]:
    """Where the units are whose longitude is watched, by that sensor; without those of which only half is known."""
    pairs = list(watched)
    how = judged_by(rule for rule, _ in pairs)
    latitude = {sensor.code: how[rule.pk].latitude for rule, sensor in pairs if how[rule.pk].latitude}
    if not latitude:
        return {}
    known = ask(sources.sensors({*latitude, *latitude.values()}))
    return {lon: (known[lon].value, known[lat].value) for lon, lat in latitude.items() if lon in known and lat in known}


def _past(sensor: Sensor, facts: Mapping[str, Any], spot: LonLat | None) -> dict[str, Any]:
    returned = State(facts["state"]) not in STANDING
    return _feature(
        sensor, facts["alarm"], facts["title_zh"], facts["title_en"], facts["priority"], facts["state"], spot,
        value=facts["peak"] if returned else facts["value"], unit_zh=facts["unit_zh"], unit_en=facts["unit_en"],
        at=facts["measured_at"], stale_after_s=None,
    )  # fmt: skip


def _feature(
    sensor: Sensor, pk: int, zh: str, en: str, priority: int, state: str, spot: LonLat | None, **value: Any
) -> dict[str, Any]:
    lon, lat = spot or sensor.position or centre(sensor.place)
    return feature(
        {"type": "Point", "coordinates": [lon, lat]}, zh=zh, en=en, subject=f"alarm:{pk}", url=f"/alarms/{pk}",
        kind=sensor.quantity, level=priority, state=state, sensor=sensor.code,
        simulated=sensor.source.simulated or None, **value,
    )  # fmt: skip


LAYERS = [Layer("alarms.open", Words(zh="告警", en="Alarms"), "alarm", features, ("alarm:",))]
