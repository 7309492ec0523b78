"""What a camera may have in view, how far off and which way it stands. Pure."""

import math
from collections.abc import Iterable
from dataclasses import dataclass

from watchroom.kernel.geometry import EARTH_M, GeoJSON, LonLat, distance_m
from watchroom.kernel.words import Words

REACH_M = 300  # how far a camera is taken to see when nobody has said
NEAR_M = 3000.0
MOST_NEAR = 6
_STEP_DEG = 10.0
_WINDS = (
    Words(zh="北", en="N"), Words(zh="东北", en="NE"), Words(zh="东", en="E"), Words(zh="东南", en="SE"),
    Words(zh="南", en="S"), Words(zh="西南", en="SW"), Words(zh="西", en="W"), Words(zh="西北", en="NW"),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Look:
    """Where a camera stands and which way it looks.

    bearing  degrees clockwise from north, 0 <= bearing < 360; None when nobody has said
    view     the angle that it sees, degrees, 0 < view <= 360; 360 sees all round and needs no bearing
    reach_m  how far it is of use
    """

    at: LonLat
    bearing: float | None
    view: float | None
    reach_m: float

    @property
    def known(self) -> bool:
        """Whether it is known which way it looks."""
        return self.view is not None and (self.bearing is not None or self.view >= 360)


@dataclass(frozen=True, slots=True)
class Near[T]:
    """A camera near a spot. `towards` is the bearing from the spot to the camera; `sees` None: nobody has said whither it looks."""

    camera: T
    distance_m: float
    towards: float
    sees: bool | None


def bearing(a: LonLat, b: LonLat) -> float:
    """The initial bearing from a to b along the great circle, degrees clockwise from north, 0 <= bearing < 360."""
    (lon1, lat1), (lon2, lat2) = ((math.radians(lon), math.radians(lat)) for lon, lat in (a, b))
    y = math.sin(lon2 - lon1) * math.cos(lat2)
    x = math.cos(lat1) * math.sin(lat2) - math.sin(lat1) * math.cos(lat2) * math.cos(lon2 - lon1)
    return math.degrees(math.atan2(y, x)) % 360.0


def wind(degrees: float) -> Words:
    """A bearing as one of the eight winds."""
    return _WINDS[round(degrees % 360.0 / 45.0) % 8]


def sees(look: Look, spot: LonLat) -> bool | None:
    """Whether a spot lies in the camera's view; hills and houses between them are not known. None: nobody has said."""
    if not look.known:
        return None
    away = distance_m(look.at, spot)
    if away > look.reach_m:
        return False
    if look.view is None or look.bearing is None or look.view >= 360 or away < 1:
        return True
    turned = (bearing(look.at, spot) - look.bearing + 180.0) % 360.0 - 180.0
    return abs(turned) <= look.view / 2


def cone(look: Look) -> GeoJSON | None:
    """The view as a polygon, good to its reach; None when nobody has said which way the camera looks."""
    if not look.known or look.view is None:
        return None
    whole = look.view >= 360
    first = 0.0 if whole or look.bearing is None else look.bearing - look.view / 2
    steps = max(2, math.ceil(look.view / _STEP_DEG))
    ring = [_off(look.at, first + look.view * i / steps, look.reach_m) for i in range(steps + (not whole))]
    if not whole:
        ring = [look.at, *ring]
    points = [[round(lon, 7), round(lat, 7)] for lon, lat in ring]
    return {"type": "Polygon", "coordinates": [[*points, points[0]]]}


def nearest[T](cameras: Iterable[tuple[T, Look]], spot: LonLat, within_m: float = NEAR_M) -> list[Near[T]]:
    """The cameras near a spot, those whose view holds it first, then by distance; at most `MOST_NEAR`."""
    found = [
        Near(camera, distance_m(look.at, spot), bearing(spot, look.at), sees(look, spot)) for camera, look in cameras
    ]
    near = [one for one in found if one.sees or one.distance_m <= within_m]
    return sorted(near, key=lambda one: (one.sees is not True, one.distance_m))[:MOST_NEAR]


def _off(at: LonLat, degrees: float, metres: float) -> LonLat:
    """The spot that lies so far off in that direction, on the mean sphere."""
    lon, lat = math.radians(at[0]), math.radians(at[1])
    turn, arc = math.radians(degrees), metres / EARTH_M
    there = math.asin(math.sin(lat) * math.cos(arc) + math.cos(lat) * math.sin(arc) * math.cos(turn))
    east = math.atan2(math.sin(turn) * math.sin(arc) * math.cos(lat), math.cos(arc) - math.sin(lat) * math.sin(there))
    return (math.degrees(lon + east + math.pi) % 360.0 - 180.0, math.degrees(there))
