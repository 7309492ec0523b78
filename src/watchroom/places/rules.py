"""Areal weighting: how much of a place lies inside an area. Pure geometry on an equal-area plane."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from shapely import transform
from shapely.geometry.base import BaseGeometry
from shapely.ops import unary_union

from watchroom.kernel.geometry import EARTH_M

# A share this close to a whole is a whole: intersection leaves crumbs of a few square millimetres.
CRUMB = 1e-9


def flat(geometry: BaseGeometry) -> BaseGeometry:
    """Lon/lat geometry laid on the equal-area cylinder of the mean sphere, in metres.

    Areas are true everywhere (degrees would be a quarter off at 41° N); shapes and distances are not.
    Everything is cut on this plane, so that the parts of a cut area sum to the whole.
    """

    def laid(points: Any) -> Any:
        lon, lat = np.radians(points[:, 0]), np.radians(points[:, 1])
        return np.column_stack((EARTH_M * lon, EARTH_M * np.sin(lat)))

    return transform(geometry, laid)


def share_inside(place: BaseGeometry, area: BaseGeometry) -> float:
    """The share of `place` inside `area`, 0 to 1; both laid flat.

    By area for polygons, by length for lines, by number for points. A point on the edge is inside:
    in doubt, people are counted.
    """
    if place.is_empty or area.is_empty or not place.intersects(area):
        return 0.0
    if place.area > 0:
        return _tidy(place.intersection(area).area / place.area)
    if place.length > 0:
        return _tidy(place.intersection(area).length / place.length)
    points = list(getattr(place, "geoms", [place]))
    return float(sum(area.covers(point) for point in points) / len(points))


def _tidy(share: float) -> float:
    return 0.0 if share < CRUMB else 1.0 if share > 1 - CRUMB else float(share)


@dataclass(frozen=True, slots=True)
class Peopled:
    """A place with a number of people: what is known of it, and of which larger place it is a part."""

    code: str
    shape: BaseGeometry  # laid flat
    people: int
    parent: str | None = None


@dataclass(frozen=True, slots=True)
class Part:
    """A peopled place without its peopled parts: what is left to spread evenly, so that nobody is counted twice."""

    code: str
    shape: BaseGeometry
    people: float


def parts(places: Sequence[Peopled]) -> list[Part]:
    """Each place less its own peopled parts, in people and in area.

    A district of 1,000 that holds a village of 300 becomes the village's 300 and 700 on the rest of the district.
    When the parts sum to more than the whole, the finer figures hold and nothing is left for the rest.
    """
    known = {place.code: place for place in places}
    inner: dict[str, list[Peopled]] = {}
    for place in places:
        holder = _holder(place, known)
        if holder is not None:
            inner.setdefault(holder, []).append(place)
    return [_less(place, inner.get(place.code, [])) for place in places]


def _holder(place: Peopled, known: Mapping[str, Peopled]) -> str | None:
    """The code of the peopled place of which this one is a part; None also for a place that names itself."""
    return place.parent if place.parent in known and place.parent != place.code else None


def _less(place: Peopled, inner: Sequence[Peopled]) -> Part:
    shape = place.shape
    if inner and shape.area > 0:
        shape = shape.difference(unary_union([part.shape for part in inner]))
    return Part(place.code, shape, max(0, place.people - sum(part.people for part in inner)))


@dataclass(frozen=True, slots=True)
class Spread:
    """People inside an area: expected by areal weighting, and the bounds that partial overlaps leave open."""

    expected: float
    low: float
    high: float


def spread(of: Sequence[Part], area: BaseGeometry) -> Spread:
    """People inside `area` if each part's people are spread evenly over it.

    low   only the parts that lie wholly inside
    high  every part that the area touches, in full
    """
    expected = low = high = 0.0
    for part in of:
        share = share_inside(part.shape, area)
        expected += part.people * share
        low += part.people if share == 1.0 else 0.0
        high += part.people if share > 0.0 else 0.0
    return Spread(expected, low, high)


def covered(area: BaseGeometry, by: Sequence[BaseGeometry]) -> float:
    """The share of an area for which the given shapes say anything, 0 to 1."""
    shapes = [shape for shape in by if shape.area > 0]
    return share_inside(area, unary_union(shapes)) if shapes else 0.0
