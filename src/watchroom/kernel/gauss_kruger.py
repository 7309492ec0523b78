"""Metres of Chinese maps (Gauss-Krüger: northing X, easting Y) as degrees of the same datum. Pure.

Three datums are met, each with its own ellipsoid. CGCS2000 lies within centimetres of WGS 84. Xi'an 80 and Beijing 54 do
not, and what lies between is not published for the country as a whole: their degrees stay in their datum here, and whoever
shows them says how far off they may be.
"""

import math
from enum import StrEnum

from watchroom.kernel.geometry import LonLat

FALSE_EAST_M = 500_000.0  # the easting of a zone's meridian


class Frame(StrEnum):
    CGCS2000 = "cgcs2000"
    XIAN80 = "xian80"
    BEIJING54 = "beijing54"


OFF_M: dict[Frame, int] = {Frame.CGCS2000: 0, Frame.XIAN80: 150, Frame.BEIJING54: 150}
"""What degrees of a datum may lie from the same degrees of WGS 84, in metres, rounded up: map sheets move by -29 to -62 m and
-56 to +84 m from Beijing 54, by -9 to +43 m and +76 to +119 m from Xi'an 80, as the survey administration published."""
_ELLIPSOIDS = {  # half axis in metres, and what the flattening is one of
    Frame.CGCS2000: (6_378_137.0, 298.257222101),
    Frame.XIAN80: (6_378_140.0, 298.257),
    Frame.BEIJING54: (6_378_245.0, 298.3),
}
WIDE, NARROW = range(13, 24), range(25, 46)  # the numbers of the zones of 6° and of 3° that cross China: never alike


def meridian(zone: int) -> float | None:
    """The central meridian of a zone by its number, in degrees east; None for one that does not cross China."""
    return 6.0 * zone - 3.0 if zone in WIDE else 3.0 * zone if zone in NARROW else None


def half_width(zone: int) -> float:
    """How far a zone goes to each side of its meridian, in degrees."""
    return 3.0 if zone in WIDE else 1.5


def to_degrees(north_m: float, east_m: float, central: float, frame: Frame) -> LonLat:
    """(lon, lat) of a northing and an easting (with the false 500 km, without the number of the zone), in the same datum.

    Source: L. Krüger, 1912, in the form of C. F. F. Karney, Transverse Mercator with an accuracy of a few nanometers,
    J. Geodesy 85 (2011), equations 11, 14 and 36, to the fourth power: below a millimetre within a zone; checked against
    values of PROJ in tests.
    """
    axis, ratio = _ELLIPSOIDS[frame]
    n = 1.0 / (2.0 * ratio - 1.0)
    radius = axis / (1.0 + n) * (1.0 + n**2 / 4.0 + n**4 / 64.0)
    up, across = north_m / radius, (east_m - FALSE_EAST_M) / radius
    xi, eta = up, across
    for j, factor in enumerate(_flattened(n), 1):
        xi -= factor * math.sin(2 * j * up) * math.cosh(2 * j * across)
        eta -= factor * math.cos(2 * j * up) * math.sinh(2 * j * across)
    conformal = math.asin(math.sin(xi) / math.cosh(eta))
    lat = conformal + sum(f * math.sin(2 * j * conformal) for j, f in enumerate(_geodetic(n), 1))
    return central + math.degrees(math.atan2(math.sinh(eta), math.cos(xi))), math.degrees(lat)


def _flattened(n: float) -> tuple[float, ...]:
    return (
        n / 2 - 2 * n**2 / 3 + 37 * n**3 / 96 - n**4 / 360,
        n**2 / 48 + n**3 / 15 - 437 * n**4 / 1440,
        17 * n**3 / 480 - 37 * n**4 / 840,
        4397 * n**4 / 161_280,
    )


def _geodetic(n: float) -> tuple[float, ...]:
    return (
        2 * n - 2 * n**2 / 3 - 2 * n**3 + 116 * n**4 / 45,
        7 * n**2 / 3 - 8 * n**3 / 5 - 227 * n**4 / 45,
        56 * n**3 / 15 - 136 * n**4 / 35,
        4279 * n**4 / 630,
    )
