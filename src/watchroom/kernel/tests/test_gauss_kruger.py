"""Gauss-Krüger metres as degrees: values that PROJ 9.5.1 gives for the same ellipsoid and meridian (`tmerc`, k = 1)."""

import pytest

from watchroom.kernel.gauss_kruger import NARROW, WIDE, Frame, half_width, meridian, to_degrees
from watchroom.kernel.geometry import distance_m

OF_PROJ = [
    ("cgcs2000", 117.0, 4523456.7, 612345.6, 118.3320285214, 40.8381785755),  # as EPSG:4548 and EPSG:4527 give it
    ("cgcs2000", 114.0, 4528123.4, 622345.678, 115.4514768293, 40.8787583033),
    ("xian80", 117.0, 4523456.7, 612345.6, 118.3320275133, 40.8381595862),  # as EPSG:2363
    ("beijing54", 117.0, 4523456.7, 612345.6, 118.3319918350, 40.8374589980),  # as EPSG:2415
    ("beijing54", 117.0, 4420000.0, 250000.0, 114.0779174060, 39.8766468963),
    ("cgcs2000", 135.0, 5900000.0, 700000.0, 137.9925404190, 53.1904634757),
    ("xian80", 75.0, 4300000.0, 300000.0, 72.6974965301, 38.8106052055),
    ("cgcs2000", 111.0, 500000.0, 500000.0, 111.0, 4.5217532337),
    ("beijing54", 105.0, 2500000.0, 830000.0, 108.2073797250, 22.5653908712),
]


@pytest.mark.parametrize(("frame", "central", "north", "east", "lon", "lat"), OF_PROJ)
def test_metres_are_the_degrees_that_an_independent_library_gives(
    frame: str, central: float, north: float, east: float, lon: float, lat: float
) -> None:
    at = to_degrees(north, east, central, Frame(frame))

    assert at == pytest.approx((lon, lat), abs=1e-9)
    assert distance_m(at, (lon, lat)) < 0.001


def test_the_number_of_a_zone_says_its_meridian_and_its_width() -> None:
    assert (meridian(39), half_width(39)) == (117.0, 1.5)
    assert (meridian(20), half_width(20)) == (117.0, 3.0)
    assert (meridian(13), meridian(23), meridian(25), meridian(45)) == (75.0, 135.0, 75.0, 135.0)
    assert [meridian(zone) for zone in (0, 4, 12, 24, 46, 50, 99)] == [None] * 7
    assert not set(WIDE) & set(NARROW)
