"""Shifted datums: published values, there and back, and no shift outside China."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from watchroom.kernel.datum import ROUND_TRIP_M, Datum, from_wgs84, to_wgs84
from watchroom.kernel.geometry import distance_m

TIANANMEN = (116.404, 39.915)
SHIFTED = (Datum.GCJ02, Datum.BD09)
places = st.tuples(st.floats(73, 137), st.floats(1.5, 55))


def test_a_position_is_moved_as_the_published_programs_move_it():
    """The example that the converters in circulation print: WGS 84 to GCJ-02, and GCJ-02 to BD-09."""
    assert from_wgs84(TIANANMEN, Datum.GCJ02) == pytest.approx((116.41024449916938, 39.91640428150164), abs=1e-12)
    baidu = from_wgs84(to_wgs84(TIANANMEN, Datum.GCJ02), Datum.BD09)
    assert baidu == pytest.approx((116.41036949371029, 39.92133699351021), abs=1e-9)


def test_the_way_back_is_better_than_the_published_one():
    """The usual way back takes the shift at the wrong end: near ours, but only ours comes out right when moved again."""
    usual = (116.39775550083061, 39.91359571849836)
    ours = to_wgs84(TIANANMEN, Datum.GCJ02)

    assert distance_m(ours, usual) < 5
    assert distance_m(from_wgs84(ours, Datum.GCJ02), TIANANMEN) < ROUND_TRIP_M
    assert distance_m(from_wgs84(usual, Datum.GCJ02), TIANANMEN) > 10 * ROUND_TRIP_M


@pytest.mark.parametrize("datum", SHIFTED)
@given(at=places)
def test_there_and_back_is_the_same_place(datum: Datum, at: tuple[float, float]):
    """D-15 asks for two metres."""
    assert distance_m(at, to_wgs84(from_wgs84(at, datum), datum)) < ROUND_TRIP_M


@pytest.mark.parametrize("datum", SHIFTED)
@given(at=places)
def test_inside_china_the_shift_is_some_hundred_metres(datum: Datum, at: tuple[float, float]):
    assert 20 < distance_m(at, from_wgs84(at, datum)) < 2500


@pytest.mark.parametrize("datum", SHIFTED)
@pytest.mark.parametrize(
    "at", [(7.4474, 46.9480), (-122.4, 37.8), (139.7, 35.7), (116.4, -39.9), (0.0, 0.0), (180.0, 90.0)]
)
def test_outside_china_nothing_is_moved(datum: Datum, at: tuple[float, float]):
    assert to_wgs84(at, datum) == from_wgs84(at, datum) == at


def test_wgs_84_is_left_as_it_is():
    assert to_wgs84(TIANANMEN, Datum.WGS84) == from_wgs84(TIANANMEN, Datum.WGS84) == TIANANMEN
