"""The cameras on the one map, each with the cone of its view: where they stand now, for whoever may look through them."""

from datetime import datetime
from typing import Any

from watchroom.kernel.layers import FeatureCollection, Layer, collection, feature
from watchroom.kernel.words import Words
from watchroom.people.rights import Act
from watchroom.people.viewer import Viewer
from watchroom.sources.cameras import queries
from watchroom.sources.cameras.models import Camera
from watchroom.sources.cameras.rules import cone


def cameras(viewer: Viewer, at: datetime | None = None) -> FeatureCollection:
    """Of the past nothing is drawn: what a camera saw then is not kept."""
    viewer.must(Act.SEE)
    if at is not None or not viewer.may(Act.SEE_CAMERAS):
        return collection([])
    return collection([one for row in queries.cameras(viewer) for one in _drawn(row)])


def _drawn(row: Camera) -> list[dict[str, Any]]:
    words, view = row.words, cone(row.look)
    point = feature(
        {"type": "Point", "coordinates": list(row.at)}, zh=words.zh, en=words.en, subject=row.subject,
        url=f"/cameras/{row.code}", kind="camera", bearing=row.bearing, simulated=row.simulated or None,
        schematic=row.place.schematic or None,
    )  # fmt: skip
    return [point, feature(view, part="view")] if view else [point]


LAYER = Layer("sources.cameras", Words(zh="摄像机", en="Cameras"), "camera", cameras, ("camera:",))
