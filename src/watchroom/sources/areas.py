"""The area of a message as one sound shape: polygons and circles united, brought to a size that can be kept. Pure."""

import math
from collections.abc import Iterable, Iterator

import shapely
from shapely.geometry import MultiPolygon, Polygon, box, mapping
from shapely.geometry.base import BaseGeometry

from watchroom.kernel.cap.model import Area
from watchroom.kernel.geometry import EARTH_M, MOST_VERTICES, GeoJSON, LonLat
from watchroom.kernel.words import Words

type Said = tuple[str, Words]
"""A remark on a message: its code and its words."""

MOST_KEPT = MOST_VERTICES - 1_000
POINT_M = 100.0
_CORNERS = 72
_HALF_EARTH_M = 9_000_000.0
_COARSE = (0.0001, 0.0003, 0.001, 0.003, 0.01, 0.03, 0.1)

POINT = Words(
    zh="圆的半径为零：只给出一点，按周围 100 米画出。",
    en="The circle has no radius: a point, drawn with 100 m around it.",
)
SIMPLIFIED = Words(
    zh="范围的边界过细，已外扩简化（约 {m} 米），原文保留。",
    en="The outline is too fine; it was widened and simplified by some {m} m. The original is kept.",
)


def shape_of(areas: Iterable[Area]) -> tuple[GeoJSON | None, list[Said]]:
    """All polygons and circles as one valid MultiPolygon, with what was done to them; None without any."""
    said: list[Said] = []
    found: list[Polygon] = []
    for area in areas:
        for polygon in area.polygons:
            found += [Polygon(ring) for ring in polygon.rings]
        for one in area.circles:
            if one.radius_km <= 0:
                said.append(("area.point", POINT))
            found += polygons(round_area((one.lon, one.lat), max(one.radius_km * 1000, POINT_M)))
    if not found:
        return None, said
    shape, more = united(found)
    return shape, [*said, *more]


def united(found: Iterable[BaseGeometry]) -> tuple[GeoJSON | None, list[Said]]:
    """Areas as one valid MultiPolygon of at most 9,000 corners. What must be simplified is widened first, so that it
    still covers all that it covered: a warning may reach a little too far, never too short.
    """
    parts = [part for one in found for part in polygons(one if one.is_valid else shapely.make_valid(one))]
    if not parts:
        return None, []
    whole: BaseGeometry = MultiPolygon(parts) if len(parts) == 1 else shapely.union_all(parts)
    said: list[Said] = []
    if shapely.get_num_coordinates(whole) > MOST_KEPT:
        whole, tolerance = _simplified(whole)
        said.append(("area.simplified", SIMPLIFIED.fill(m=round(tolerance * math.pi / 180 * EARTH_M))))
    return geojson(whole), said


def geojson(shape: BaseGeometry) -> GeoJSON:
    """Only its surfaces, as a MultiPolygon of plain lists."""
    made = mapping(MultiPolygon(polygons(shape)))
    return {"type": "MultiPolygon", "coordinates": _lists(made["coordinates"])}


def polygons(shape: BaseGeometry) -> list[Polygon]:
    if isinstance(shape, Polygon):
        return [] if shape.is_empty or shape.area == 0 else [shape]
    return [part for inner in getattr(shape, "geoms", ()) for part in polygons(inner)]


def round_area(centre: LonLat, radius_m: float) -> BaseGeometry:
    """All within a distance of a point on the sphere: cut at the 180° meridian, and whole where it holds a pole."""
    if radius_m >= _HALF_EARTH_M:
        return box(-180, -90, 180, 90)
    ring = list(_around(centre, radius_m))
    pole = 90.0 if centre[1] >= 0 else -90.0
    if math.radians(90 - abs(centre[1])) * EARTH_M <= radius_m:
        edge = sorted(((lon + 180) % 360 - 180, lat) for lon, lat in ring)
        return Polygon([(-180, pole), (-180, edge[0][1]), *edge, (180, edge[-1][1]), (180, pole)])
    outline = Polygon(ring)
    pieces = [
        shapely.transform(outline.intersection(box(west, -90, west + 360, 90)), lambda xy, w=west: xy - [w + 180, 0])
        for west in (-540, -180, 180)
    ]
    return MultiPolygon([part for piece in pieces for part in polygons(piece)])


def _around(centre: LonLat, radius_m: float) -> Iterator[LonLat]:
    """Corners at a distance, longitudes running on beyond 180°. By the great circle from the centre."""
    lon, lat = (math.radians(number) for number in centre)
    far = radius_m / EARTH_M
    for step in range(_CORNERS):
        turn = 2 * math.pi * step / _CORNERS
        up = math.asin(math.sin(lat) * math.cos(far) + math.cos(lat) * math.sin(far) * math.cos(turn))
        across = math.atan2(
            math.sin(turn) * math.sin(far) * math.cos(lat), math.cos(far) - math.sin(lat) * math.sin(up)
        )
        yield math.degrees(lon + across), math.degrees(up)


def _simplified(shape: BaseGeometry) -> tuple[BaseGeometry, float]:
    for tolerance in _COARSE:
        wider = shape.buffer(2 * tolerance, quad_segs=2).simplify(tolerance)  # further out than simplifying can come in
        wider = wider.intersection(box(-180, -90, 180, 90))
        if shapely.get_num_coordinates(wider) <= MOST_KEPT:
            return wider, 3 * tolerance
    return box(*shape.bounds), max(shape.bounds[2] - shape.bounds[0], shape.bounds[3] - shape.bounds[1])


def _lists(item: object) -> object:
    return [_lists(part) for part in item] if isinstance(item, list | tuple) else item
