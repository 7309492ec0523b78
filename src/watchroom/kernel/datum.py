"""Positions in the shifted datums of Chinese maps (GCJ-02, BD-09) as WGS 84, and the other way. Pure.

GCJ-02 is WGS 84 moved by some hundred metres, by a sum of sines of the position; BD-09 is GCJ-02 moved once more. Only
the way there is published (in the source of many map programs, and to the same figures); the way back is found by going
there again until it comes out right, to `EXACT_DEG`, which is less than a tenth of a millimetre on the ground. How exact
GCJ-02 itself is, nobody states: positions taken from a map are good to what its maker surveyed, so what is converted
bears its datum with it.

Outside China nothing is moved: there maps that call themselves GCJ-02 show WGS 84. The edge is the box that those
programs use, so close beyond the border a position may be moved that should not be.
"""

import math
from enum import StrEnum

from watchroom.kernel.geometry import LonLat

EXACT_DEG = 1e-9
ROUND_TRIP_M = 0.001  # what a position may be off after going there and back
WEST, EAST, SOUTH, NORTH = 72.004, 137.8347, 0.8293, 55.8271
_AXIS_M, _SQUARED = 6_378_245.0, 0.00669342162296594323  # of the ellipsoid of Krasovsky, 1940
_TURN = math.pi * 3000.0 / 180.0
_MOST_TURNS = 30


class Datum(StrEnum):
    WGS84 = "wgs84"
    GCJ02 = "gcj02"
    BD09 = "bd09"


def in_china(at: LonLat) -> bool:
    return WEST <= at[0] <= EAST and SOUTH <= at[1] <= NORTH


def to_wgs84(at: LonLat, datum: Datum) -> LonLat:
    """A position (lon, lat) in a datum as WGS 84. Degrees, finite."""
    if datum is Datum.WGS84 or not in_china(at):
        return at
    return _back(_bd09_to_gcj02(at) if datum is Datum.BD09 else at)


def from_wgs84(at: LonLat, datum: Datum) -> LonLat:
    """A position in WGS 84 as a map of that datum shows it."""
    if datum is Datum.WGS84 or not in_china(at):
        return at
    moved = _gcj02(at)
    return _gcj02_to_bd09(moved) if datum is Datum.BD09 else moved


def _gcj02(at: LonLat) -> LonLat:
    lon, lat = at
    x, y = lon - 105.0, lat - 35.0
    both = (20.0 * _sin(6.0 * x) + 20.0 * _sin(2.0 * x)) * 2.0 / 3.0
    north = -100.0 + 2.0 * x + 3.0 * y + 0.2 * y * y + 0.1 * x * y + 0.2 * math.sqrt(abs(x)) + both
    north += (20.0 * _sin(y) + 40.0 * _sin(y / 3.0)) * 2.0 / 3.0
    north += (160.0 * _sin(y / 12.0) + 320.0 * _sin(y / 30.0)) * 2.0 / 3.0
    east = 300.0 + x + 2.0 * y + 0.1 * x * x + 0.1 * x * y + 0.1 * math.sqrt(abs(x)) + both
    east += (20.0 * _sin(x) + 40.0 * _sin(x / 3.0)) * 2.0 / 3.0
    east += (150.0 * _sin(x / 12.0) + 300.0 * _sin(x / 30.0)) * 2.0 / 3.0
    turn = math.radians(lat)
    magic = 1.0 - _SQUARED * math.sin(turn) ** 2
    metres_north = _AXIS_M * (1.0 - _SQUARED) / (magic * math.sqrt(magic))
    metres_east = _AXIS_M / math.sqrt(magic) * math.cos(turn)
    return lon + math.degrees(east / metres_east), lat + math.degrees(north / metres_north)


def _sin(x: float) -> float:
    """The sine of a number of half turns."""
    return math.sin(x * math.pi)


def _back(at: LonLat) -> LonLat:
    """The position that `_gcj02` moves to `at`: what it misses by is taken off until nothing is left."""
    lon, lat = at
    for _ in range(_MOST_TURNS):
        moved = _gcj02((lon, lat))
        off = (moved[0] - at[0], moved[1] - at[1])
        lon, lat = lon - off[0], lat - off[1]
        if max(map(abs, off)) < EXACT_DEG:
            break
    return lon, lat


def _gcj02_to_bd09(at: LonLat) -> LonLat:
    lon, lat = at
    far = math.hypot(lon, lat) + 0.00002 * math.sin(lat * _TURN)
    turn = math.atan2(lat, lon) + 0.000003 * math.cos(lon * _TURN)
    return far * math.cos(turn) + 0.0065, far * math.sin(turn) + 0.006


def _bd09_to_gcj02(at: LonLat) -> LonLat:
    """By going there again, as with GCJ-02: the published way back is good to half a metre only."""
    lon, lat = at[0] - 0.0065, at[1] - 0.006
    for _ in range(_MOST_TURNS):
        moved = _gcj02_to_bd09((lon, lat))
        off = (moved[0] - at[0], moved[1] - at[1])
        lon, lat = lon - off[0], lat - off[1]
        if max(map(abs, off)) < EXACT_DEG:
            break
    return lon, lat
