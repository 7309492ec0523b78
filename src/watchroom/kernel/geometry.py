"""Places on the earth: WGS 84, longitude first (RFC 7946). Text is checked here before any geometry library sees it.

GEOS dies on 100,000 levels of nesting, so depth and size are counted on the plain JSON first.
"""

import json
import math
from collections.abc import Sequence
from typing import Any

from shapely import make_valid
from shapely.geometry import shape as _shape
from shapely.geometry.base import BaseGeometry

from watchroom.kernel.faults import Fault
from watchroom.kernel.words import Words

MOST_BYTES = 1 << 20
MOST_DEPTH = 8
MOST_VERTICES = 10_000
EARTH_M = 6_371_008.8  # mean radius, IUGG 1980

type LonLat = tuple[float, float]
type GeoJSON = dict[str, Any]

POINTS = frozenset({"Point", "MultiPoint"})
LINES = frozenset({"LineString", "MultiLineString"})
AREAS = frozenset({"Polygon", "MultiPolygon"})
KINDS = POINTS | LINES | AREAS
_LEVELS = {"Point": 0, "MultiPoint": 1, "LineString": 1, "MultiLineString": 2, "Polygon": 2, "MultiPolygon": 3}


class GeometryRefused(Fault):
    status = 422
    text = Words(
        zh="图形未被接受：{why}。请改正后重新提交；原有内容没有变动。",
        en="The shape was refused: {why}. Correct it and submit again; nothing has been changed.",
    )


def _refuse(zh: str, en: str) -> GeometryRefused:
    return GeometryRefused(why=Words(zh=zh, en=en))


def check_geojson(given: str | bytes | GeoJSON, kinds: frozenset[str] = KINDS) -> GeoJSON:
    """A GeoJSON geometry that is safe to hand to GEOS, reduced to `type` and `coordinates`.

    given  text or parsed JSON; at most 1 MiB, 8 levels deep, 10,000 vertices
    kinds  the geometry types that are accepted
    Raises GeometryRefused: too large, too deep, not finite, out of range, ring open, or ring crossing itself.
    """
    geometry = _parsed(given)
    kind = geometry.get("type")
    if not isinstance(kind, str) or kind not in kinds:
        raise _refuse(f"类型 {str(kind)[:40]!r} 不在允许之列", f"the type {str(kind)[:40]!r} is not accepted here")
    coordinates = geometry.get("coordinates")
    count = _count(coordinates, _LEVELS[kind])
    if count == 0:
        raise _refuse("没有坐标", "it has no coordinates")
    if count > MOST_VERTICES:
        raise _refuse(f"顶点超过 {MOST_VERTICES} 个", f"it has more than {MOST_VERTICES} vertices")
    clean: GeoJSON = {"type": kind, "coordinates": _clean(coordinates, _LEVELS[kind])}
    for ring in _rings(clean):
        _check_ring(ring)
    if kind in LINES and any(len(set(map(tuple, line))) < 2 for line in _lines(clean)):
        raise _refuse("一条线至少要有两个不同的点", "a line needs two different points at least")
    if kind in AREAS and not _shape(clean).is_valid:
        raise _refuse("边线自相交", "its outline crosses itself")
    return clean


def _parsed(given: str | bytes | GeoJSON) -> GeoJSON:
    if isinstance(given, str | bytes):
        if len(given) > MOST_BYTES:
            raise _refuse("超过 1 MiB", "it is larger than 1 MiB")
        try:
            given = json.loads(given)
        except (ValueError, RecursionError) as error:
            raise _refuse("不是有效的 JSON", "it is not valid JSON") from error
    if not isinstance(given, dict):
        raise _refuse("不是 GeoJSON 图形", "it is not a GeoJSON geometry")
    return given


def _count(coordinates: Any, levels: int) -> int:
    """How many positions there are, by an explicit stack: hostile nesting cannot exhaust ours."""
    total, stack = 0, [(coordinates, levels)]
    while stack:
        item, left = stack.pop()
        if not isinstance(item, list | tuple):
            raise _refuse("坐标的层次不对", "its coordinates are nested wrongly")
        if left == 0:
            total += 1
            if total > MOST_VERTICES:
                return total
            continue
        stack.extend((part, left - 1) for part in item)
    return total


def _clean(item: Any, levels: int) -> Any:
    if levels:
        return [_clean(part, levels - 1) for part in item]
    if len(item) < 2 or any(isinstance(number, bool) or not isinstance(number, int | float) for number in item):
        raise _refuse("坐标不是数字", "a coordinate is not a number")
    try:
        lon, lat = float(item[0]), float(item[1])
    except OverflowError:  # a whole number of hundreds of digits
        lon = lat = math.inf
    if not (math.isfinite(lon) and math.isfinite(lat)):
        raise _refuse("坐标不是有限的数", "a coordinate is not finite")
    if not (-180 <= lon <= 180 and -90 <= lat <= 90):
        swapped = -180 <= lat <= 180 and -90 <= lon <= 90
        hint = (
            ("（经纬度可能颠倒：应先经度、后纬度）", " (the axes may be swapped: longitude comes first)")
            if swapped
            else ("", "")
        )
        raise _refuse(
            f"坐标 {lon:g}, {lat:g} 超出范围{hint[0]}", f"the position {lon:g}, {lat:g} is out of range{hint[1]}"
        )
    return [lon, lat]


def _lines(geometry: GeoJSON) -> list[list[list[float]]]:
    coordinates: list[Any] = geometry["coordinates"]
    return [coordinates] if geometry["type"] == "LineString" else coordinates


def _rings(geometry: GeoJSON) -> list[list[list[float]]]:
    match geometry["type"]:
        case "Polygon":
            return list(geometry["coordinates"])
        case "MultiPolygon":
            return [ring for polygon in geometry["coordinates"] for ring in polygon]
        case _:
            return []


def _check_ring(ring: Sequence[Sequence[float]]) -> None:
    if len(ring) < 4:
        raise _refuse("闭合环少于四个点", "a ring has fewer than four positions")
    if list(ring[0]) != list(ring[-1]):
        raise _refuse("环没有闭合（首尾两点不同）", "a ring is open (its first and last positions differ)")


def shape(geometry: GeoJSON) -> BaseGeometry:
    """The Shapely geometry of GeoJSON that `check_geojson` has passed; repaired if it came from an older row."""
    made = _shape(geometry)
    return made if made.is_valid else make_valid(made)


def distance_m(a: LonLat, b: LonLat) -> float:
    """Great-circle distance in metres between two (lon, lat) positions, haversine on the mean sphere."""
    (lon1, lat1), (lon2, lat2) = ((math.radians(lon), math.radians(lat)) for lon, lat in (a, b))
    h = math.sin((lat2 - lat1) / 2) ** 2 + math.cos(lat1) * math.cos(lat2) * math.sin((lon2 - lon1) / 2) ** 2
    return 2 * EARTH_M * math.asin(min(1.0, math.sqrt(h)))


def area_m2(geometry: BaseGeometry) -> float:
    """Area in square metres of lon/lat polygons on an equal-area cylinder of the mean sphere."""
    from shapely import transform  # numpy in, numpy out

    def flat(points: Any) -> Any:
        import numpy as np

        lon, lat = np.radians(points[:, 0]), np.radians(points[:, 1])
        return np.column_stack((EARTH_M * lon, EARTH_M * np.sin(lat)))

    return float(transform(geometry, flat).area)


def circle(centre: LonLat, radius_m: float, corners: int = 48) -> GeoJSON:
    """A polygon around (lon, lat) whose corners lie `radius_m` away; for radii up to some 100 km."""
    lon, lat = centre
    dlat = math.degrees(radius_m / EARTH_M)
    dlon = dlat / max(math.cos(math.radians(lat)), 1e-6)
    turn = [2 * math.pi * i / corners for i in range(corners)]
    ring = [[lon + dlon * math.cos(t), lat + dlat * math.sin(t)] for t in turn]
    return {"type": "Polygon", "coordinates": [[*ring, ring[0]]]}
