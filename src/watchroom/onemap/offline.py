"""An incident and its surroundings as one drawing that a phone keeps: the same layers, cut to a few kilometres, with its scale."""

import math
from typing import Any

from watchroom.incidents import queries as incidents
from watchroom.journal.clock import site_now
from watchroom.kernel.clock import iso
from watchroom.kernel.geometry import LonLat, shape
from watchroom.kernel.layers import FeatureCollection
from watchroom.kernel.words import Lang
from watchroom.onemap.base import BBox, base
from watchroom.onemap.gathering import layers
from watchroom.onemap.svg import Sheet, svg
from watchroom.people.faults import NotAllowed
from watchroom.people.viewer import Viewer
from watchroom.places import queries as places

AROUND_M = 3000
SIZE = (900, 900)
LEFT_OUT = frozenset({"camera", "sensor"})  # what moves by the second is no use on a kept map


def surroundings(viewer: Viewer, incident: int, lang: Lang) -> dict[str, Any] | None:
    """The drawing with what one needs to put a position upon it; None while nobody knows where the incident is.

    `bbox` west, south, east, north; `size` width and height; `at` lon, lat of the middle of the drawing, `stretch` and `scale`
    as in `svg.Sheet`: x = width / 2 + (lon - at lon) * stretch * scale, y = height / 2 - (lat - at lat) * scale.
    Raises NotAllowed, NoSuchIncident.
    """
    row = incidents.incident(viewer, incident)
    point = row.point or _middle(row.geometry)
    if point is None:
        return None
    box = _box(point)
    drawn: list[tuple[str, FeatureCollection]] = []
    for one in layers().values():
        if one.kind in LEFT_OUT:
            continue
        try:
            drawn.append((one.kind, _within(one.features(viewer, None), box)))
        except NotAllowed:
            continue
    ground = _within(base(places.facts_at(viewer, None)), box)
    sheet = Sheet(box, *SIZE)
    return {
        "incident": row.pk, "number": row.number, "made_at": iso(site_now()), "lang": lang, "bbox": box, "size": SIZE,
        "at": sheet.mid, "stretch": sheet.stretch, "scale": sheet.scale, "point": point,
        "svg": svg(drawn, box, SIZE, ground=ground, lang=lang),
    }  # fmt: skip


def _middle(geometry: dict[str, Any] | None) -> LonLat | None:
    if not geometry:
        return None
    found = shape(geometry).representative_point()
    return (found.x, found.y)


def _box(point: LonLat) -> BBox:
    lon, lat = point
    high = AROUND_M / 111_195
    wide = high / max(0.05, math.cos(math.radians(lat)))
    return (lon - wide, lat - high, lon + wide, lat + high)


def _within(found: FeatureCollection, box: BBox) -> FeatureCollection:
    """Those that reach into the box."""
    return {
        **found,
        "features": [one for one in found["features"] if one.get("geometry") and _reaches(one["geometry"], box)],
    }


def _reaches(geometry: dict[str, Any], box: BBox) -> bool:
    west, south, east, north = shape(geometry).bounds
    return bool(west <= box[2] and east >= box[0] and south <= box[3] and north >= box[1])
