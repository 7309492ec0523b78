"""Places on the one map: venues, facilities, and the zones and communities around them."""

import json
from collections.abc import Callable
from datetime import datetime
from typing import Any

from watchroom.kernel.layers import FeatureCollection, Layer, collection, feature
from watchroom.kernel.words import Words
from watchroom.people.viewer import Viewer
from watchroom.places import queries

VENUES = ("venue", "gate")
FACILITIES = ("hospital", "station", "depot", "shelter", "post")
ZONES = ("zone", "community", "road")


def _of(kinds: tuple[str, ...]) -> Callable[[Viewer, datetime | None], FeatureCollection]:
    def features(viewer: Viewer, at: datetime | None = None) -> FeatureCollection:
        return collection([_feature(facts) for facts in queries.facts_at(viewer, at) if facts["place_kind"] in kinds])

    return features


def _feature(facts: dict[str, Any]) -> dict[str, Any]:
    geometry = facts["geometry"]
    return feature(
        json.loads(geometry) if isinstance(geometry, str) else geometry,
        zh=facts["zh"], en=facts["en"], subject=facts["subject"], url=f"/places/{facts['code']}", kind=facts["place_kind"],
        population=facts["population"], capacity=facts["capacity"], source=facts["source"] or None,
        schematic=True if facts["schematic"] else None,
    )  # fmt: skip


LAYERS = [
    Layer("places.zones", Words(zh="区域与社区", en="Zones and communities"), "place", _of(ZONES), ("place:",)),
    Layer("places.venues", Words(zh="场馆", en="Venues"), "venue", _of(VENUES), ("place:",)),
    Layer("places.facilities", Words(zh="保障设施", en="Facilities"), "place", _of(FACILITIES), ("place:",)),
]
