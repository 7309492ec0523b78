"""Polygons and circles of alerts: text in, closed (lon, lat) rings out, with what had to be repaired.

A sender's slip never costs the alert: the shape is repaired and marked, or left out and marked; its text is kept.
"""

import math
import re
from dataclasses import dataclass, field

import numpy as np
import shapely
from shapely.geometry import MultiPolygon
from shapely.geometry import Polygon as _Polygon
from shapely.geometry.base import BaseGeometry

from watchroom.kernel.cap.model import Circle, Polygon, Ring
from watchroom.kernel.geometry import LonLat
from watchroom.kernel.words import Words

MOST_VERTICES = 50_000
_AT_ONCE = 8
HALF_EARTH_KM = 20_016.0
_NUMBER = r"[+-]?(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d{1,2})?"
_PAIR = re.compile(rf"({_NUMBER}),({_NUMBER})")
_BRACKETS = re.compile(r"[()\[\]{}（）【】;；]")

BRACKETS = Words(
    zh="坐标文字中有括号等多余符号，已略过。", en="The coordinates hold brackets or the like; they were skipped."
)
SPACED = Words(
    zh="坐标的分隔方式不合规范，已按纬度、经度成对读取。",
    en="The coordinates are not parted as they should be; they were read in pairs, latitude first.",
)
CLOSED = Words(zh="多边形没有闭合，已补上首点。", en="The polygon was open; its first point was repeated.")
SWAPPED = Words(
    zh="经纬度次序颠倒（纬度超出 ±90），已对调。",
    en="Latitude and longitude are swapped (a latitude beyond ±90); they were exchanged.",
)
UNTANGLED = Words(
    zh="多边形自相交，已修整，只保留面的部分。",
    en="The polygon crosses itself; it was repaired, keeping its areas only.",
)
HULL = Words(
    zh="多边形交错过多，无法逐一修整，以其外包轮廓代替。",
    en="The polygon is tangled beyond repair; its convex outline stands in for it.",
)
SPLIT = Words(
    zh="多边形跨越 180 度经线，已在该处分为两部分。", en="The polygon crosses the 180° meridian; it was split there."
)
UNREADABLE = Words(
    zh="图形“{value}”无法识别，已略过，原文保留。",
    en="The shape “{value}” cannot be read; it was left out, its text is kept.",
)
TOO_FEW = Words(
    zh="多边形不足三个不同的点，已略过，原文保留。",
    en="The polygon has fewer than three different points; it was left out, its text is kept.",
)

Said = tuple[str, Words]


@dataclass(slots=True)
class Budget:
    """What one document may cost in repairs: a file full of tangles must not hold the reader up."""

    crossings: int = 2_000
    vertices: int = MOST_VERTICES


@dataclass(slots=True)
class _Draft:
    points: list[LonLat] = field(default_factory=list)
    said: list[Said] = field(default_factory=list)


def read_polygon(text: str, budget: Budget) -> tuple[Polygon | None, list[Said]]:
    """`lat,lon lat,lon …`, as closed rings; None with the reason when nothing can be made of it."""
    draft = _points(text)
    if not draft.points or len(draft.points) > budget.vertices:
        return None, [*draft.said, ("cap.polygon_unreadable", UNREADABLE.fill(value=text.strip()[:40] or "–"))]
    budget.vertices -= len(draft.points)
    _swap(draft)
    if len(set(draft.points)) < 3:
        return None, [*draft.said, ("cap.polygon_too_small", TOO_FEW)]
    if draft.points[0] != draft.points[-1]:
        draft.points.append(draft.points[0])
        draft.said.append(("cap.polygon_open", CLOSED))
    rings = _sound(draft, budget)
    if not rings:
        return None, [*draft.said, ("cap.polygon_too_small", TOO_FEW)]
    return Polygon(rings, text.strip(), repaired=bool(draft.said)), draft.said


def read_circle(text: str) -> tuple[Circle | None, list[Said]]:
    """`lat,lon radius`, the radius in kilometres."""
    said: list[Said] = []
    bare = _without_brackets(text, said)
    parts = re.sub(r"\s*[,，]\s*", ",", bare).replace(",", " ").split()
    numbers = [float(part) for part in parts if re.fullmatch(_NUMBER, part)]
    if len(numbers) != 3 or len(parts) != 3:
        return None, [*said, ("cap.circle_unreadable", UNREADABLE.fill(value=text.strip()[:40] or "–"))]
    draft = _Draft([(numbers[1], numbers[0])], said)
    _swap(draft)
    if not _in_range(draft.points) or not 0 <= numbers[2] <= HALF_EARTH_KM:
        return None, [*said, ("cap.circle_unreadable", UNREADABLE.fill(value=text.strip()[:40]))]
    (lon, lat) = draft.points[0]
    return Circle(lon, lat, numbers[2], text.strip()), said


def _without_brackets(text: str, said: list[Said]) -> str:
    bare = _BRACKETS.sub(" ", text)
    if bare != text:
        said.append(("cap.coordinates_brackets", BRACKETS))
    return bare


def _points(text: str) -> _Draft:
    """The points as (lon, lat); none when any part of the text is not a coordinate."""
    draft = _Draft()
    bare = _without_brackets(text, draft.said)
    even = re.sub(r"\s*[,，]\s*", ",", bare.strip())
    pairs = [_PAIR.fullmatch(token) for token in even.split()]
    numbers = [number for number in re.split(r"[,\s]+", even) if number]
    if pairs and all(pairs):
        draft.points = [(float(pair.group(2)), float(pair.group(1))) for pair in pairs if pair]
    elif len(numbers) >= 6 and len(numbers) % 2 == 0 and all(re.fullmatch(_NUMBER, number) for number in numbers):
        draft.points = [(float(lon), float(lat)) for lat, lon in zip(numbers[::2], numbers[1::2], strict=True)]
        draft.said.append(("cap.coordinates_spaced", SPACED))
    if not all(math.isfinite(lon) and math.isfinite(lat) for lon, lat in draft.points):
        draft.points = []
    return draft


def _in_range(points: list[LonLat]) -> bool:
    return all(-180 <= lon <= 180 and -90 <= lat <= 90 for lon, lat in points)


def _swap(draft: _Draft) -> None:
    """Axes in the wrong order show when a latitude is beyond 90 and every point is sound once exchanged."""
    if _in_range(draft.points):
        return
    exchanged = [(lat, lon) for lon, lat in draft.points]
    if _in_range(exchanged):
        draft.points = exchanged
        draft.said.append(("cap.axes_swapped", SWAPPED))
    elif all(-360 <= lon <= 360 and -90 <= lat <= 90 for lon, lat in draft.points):
        draft.points = [((lon + 180) % 360 - 180, lat) for lon, lat in draft.points]
        draft.said.append(("cap.antimeridian", SPLIT))
    else:
        draft.points = []


def _sound(draft: _Draft, budget: Budget) -> tuple[Ring, ...]:
    """Rings that geometry can work with: whole, not crossing themselves, on one side of the 180° meridian."""
    lons = np.array([lon for lon, _ in draft.points])
    across = bool(np.any(np.abs(np.diff(lons)) > 180))
    outline = [(lon + 360 if across and lon < 0 else lon, lat) for lon, lat in draft.points]
    shape: BaseGeometry = _Polygon(outline)
    if not shape.is_valid:
        shape = _untangled(shape, draft, budget)
    if across:
        shape = _split(shape)
        if not any(code == "cap.antimeridian" for code, _ in draft.said):
            draft.said.append(("cap.antimeridian", SPLIT))
    elif shape.is_valid and isinstance(shape, _Polygon) and not draft.said:
        return (tuple(draft.points),)
    return tuple(_ring(part) for part in _parts(shape))


def _untangled(shape: BaseGeometry, draft: _Draft, budget: Budget) -> BaseGeometry:
    crossings = _crossings(np.array(draft.points), budget.crossings)
    if crossings > budget.crossings:
        draft.said.append(("cap.polygon_tangled", HULL))
        return shape.convex_hull
    budget.crossings -= crossings + 1
    draft.said.append(("cap.polygon_crossing", UNTANGLED))
    return shapely.make_valid(shape, method="structure", keep_collapsed=False)


def _crossings(points: "np.ndarray[tuple[int, int], np.dtype[np.float64]]", most: int) -> int:
    """How often segments of the outline meet, counted only until it is more than `most`."""
    segments = shapely.linestrings(np.stack([points[:-1], points[1:]], axis=1))
    tree, met = shapely.STRtree(segments), 0
    for start in range(0, len(segments), _AT_ONCE):
        pairs = tree.query(segments[start : start + _AT_ONCE], predicate="intersects")
        met += int(np.sum(pairs[0] + start + 1 < pairs[1]))
        if met > most:
            break
    return met


def _split(shape: BaseGeometry) -> BaseGeometry:
    """A shape drawn from 0° to 360°, cut at 180°, its eastern part brought back to negative longitudes."""
    west = shape.intersection(shapely.box(-180, -90, 180, 90))
    east = shapely.transform(shape.intersection(shapely.box(180, -90, 540, 90)), lambda xy: xy - [360, 0])
    return MultiPolygon([*_parts(west), *_parts(east)])


def _parts(shape: BaseGeometry) -> list[_Polygon]:
    if isinstance(shape, _Polygon):
        return [] if shape.is_empty or shape.area == 0 else [shape]
    return [part for inner in getattr(shape, "geoms", ()) for part in _parts(inner)]


def _ring(part: _Polygon) -> Ring:
    return tuple((float(lon), float(lat)) for lon, lat in part.exterior.coords)
