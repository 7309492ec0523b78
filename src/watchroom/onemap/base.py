"""The ground of the map: our own schematic shapes and a graticule. No tiles: the map needs nothing from outside."""

import math
from collections.abc import Iterable
from typing import Any

from watchroom.kernel.geometry import AREAS, LINES, GeoJSON, shape
from watchroom.kernel.layers import FeatureCollection, collection, feature

type BBox = tuple[float, float, float, float]

PARTS = {"zone": "zone", "community": "community", "road": "road", "venue": "venue"}
STEPS = (0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10)
LINES_WANTED = 9
NOWHERE: BBox = (115.2, 40.8, 115.6, 41.1)
_BOUND_KINDS = ("zone", "venue", "gate", "station", "depot", "post")


def base(places: Iterable[dict[str, Any]]) -> FeatureCollection:
    """The shapes of zones, communities, roads and venues below a net of meridians and parallels.

    places  rows with `place_kind` and `geometry`, as `places.queries.facts_at` gives them
    """
    rows = list(places)
    drawn = [
        feature(row["geometry"], part=PARTS[row["place_kind"]], zh=row["zh"], en=row["en"])
        for row in sorted(
            rows, key=lambda row: list(PARTS).index(row["place_kind"]) if row["place_kind"] in PARTS else 9
        )
        if row["place_kind"] in PARTS and row["geometry"]["type"] in AREAS | LINES
    ]
    return collection([*drawn, *graticule(bounds(row["geometry"] for row in rows))])


def opening(places: Iterable[dict[str, Any]]) -> BBox:
    """What the map shows when it opens: the guarded zone, not every village that sends a doctor."""
    rows = list(places)
    zones = [row["geometry"] for row in rows if row["place_kind"] == "zone"]
    core = zones or [row["geometry"] for row in rows if row["place_kind"] in _BOUND_KINDS]
    return bounds(core or [row["geometry"] for row in rows])


def bounds(geometries: Iterable[GeoJSON]) -> BBox:
    """West, south, east, north of all; a default zone when there is nothing, and never a mere point."""
    boxes = [shape(geometry).bounds for geometry in geometries]
    if not boxes:
        return NOWHERE
    west, south = min(box[0] for box in boxes), min(box[1] for box in boxes)
    east, north = max(box[2] for box in boxes), max(box[3] for box in boxes)
    pad = max(0.002, (east - west) * 0.04, (north - south) * 0.04)
    return (west - pad, south - pad, east + pad, north + pad)


def graticule(box: BBox) -> list[dict[str, Any]]:
    """Meridians and parallels at a round step, beyond the box on all sides so that moving a little finds no edge."""
    west, south, east, north = box
    span = max(east - west, north - south)
    step = next((step for step in STEPS if span / step <= LINES_WANTED), STEPS[-1])
    low_x, high_x = math.floor((west - span) / step), math.ceil((east + span) / step)
    low_y, high_y = (
        max(math.floor((south - span) / step), math.ceil(-85 / step)),
        min(math.ceil((north + span) / step), math.floor(85 / step)),
    )
    x0, x1, y0, y1 = (round(n * step, 6) for n in (low_x, high_x, low_y, high_y))
    meridians = [[[round(i * step, 6), y0], [round(i * step, 6), y1]] for i in range(low_x, high_x + 1)]
    parallels = [[[x0, round(j * step, 6)], [x1, round(j * step, 6)]] for j in range(low_y, high_y + 1)]
    return [feature({"type": "LineString", "coordinates": line}, part="graticule") for line in [*meridians, *parallels]]
