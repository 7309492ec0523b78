"""Weather, crowd, roads and units as functions of the instant: the same each time, and what the story counts on."""

from datetime import datetime, timedelta

import pytest

from watchroom.kernel.geometry import LonLat, distance_m
from watchroom.ops.scenario.content import load
from watchroom.ops.scenario.crowd import Crowd
from watchroom.ops.scenario.reports import Reports
from watchroom.ops.scenario.roads import Roads
from watchroom.ops.scenario.track import Track, Turn
from watchroom.ops.scenario.weather import Weather

pytestmark = pytest.mark.pure
DAY = load("zhangjiakou-games")
WEATHER = Weather(DAY.folder / "weather.csv", DAY.head.zone)
CROWD = Crowd(DAY.crowd, DAY.head.zone)
ROADS = Roads(DAY.roads())


def at(clock: str) -> datetime:
    hour, minute = map(int, clock.split(":"))
    return DAY.head.starts.replace(hour=hour, minute=minute)


def minutes(since: str, until: str) -> list[datetime]:
    first, last = at(since), at(until)
    return [first + timedelta(minutes=n) for n in range(int((last - first).total_seconds() // 60))]


def test_between_full_hours_the_weather_runs_on_a_straight_line() -> None:
    ten, eleven = WEATHER.between("wind_mean", at("10:00")), WEATHER.between("wind_mean", at("11:00"))
    assert (ten, eleven) == (3.09, 4.12)
    assert WEATHER.between("wind_mean", at("10:30")) == pytest.approx((ten + eleven) / 2)


def test_sums_stand_until_the_next_full_hour() -> None:
    assert WEATHER.hourly("snowfall_1h", at("20:59")) == 0.76
    assert WEATHER.hourly("snowfall_1h", at("21:00")) == 0
    assert WEATHER.sum_12h("snowfall_1h", at("23:30")) == pytest.approx(0.76)
    assert WEATHER.sum_12h("snowfall_1h", at("19:59")) == 0


def test_the_wind_crosses_the_limit_dips_into_the_dead_band_and_comes_back_before_it_drops() -> None:
    """What the story counts on: one alarm, raised before the dip, returned only in the afternoon."""
    over = [moment for moment in minutes("10:30", "16:00") if WEATHER.between("wind_mean", moment) >= 4]
    assert (over[0], over[-1]) == (at("10:54"), at("14:13"))
    dip = [WEATHER.between("wind_mean", moment) for moment in minutes("11:20", "12:05")]
    assert all(3.5 <= value < 4 for value in dip)
    below = [moment for moment in minutes("10:54", "16:00") if WEATHER.between("wind_mean", moment) < 3.5]
    assert below[0] == at("15:02")


def test_a_record_with_a_missing_hour_is_refused(tmp_path: object) -> None:
    from pathlib import Path

    path = Path(str(tmp_path)) / "weather.csv"
    path.write_text("hour,wind_mean\n0,1\n2,1\n")
    with pytest.raises(ValueError, match="one row for each of 24 hours"):
        Weather(path, "Asia/Shanghai")


def test_everybody_who_is_expected_arrives() -> None:
    arrived = sum(CROWD.arrivals(minute) for minute in range(24 * 60))
    assert arrived == pytest.approx(DAY.crowd.total, rel=0.002)


def test_the_gate_fills_over_the_limit_once_and_empties_when_lanes_are_added() -> None:
    over = [moment for moment in minutes("10:30", "16:00") if CROWD.density(moment) >= 4]
    assert (over[0], over[-1]) == (at("11:59"), at("12:10"))
    assert max(CROWD.density(moment) for moment in over) < 5
    assert CROWD.count(at("13:30")) == 0


def test_nothing_of_the_day_depends_on_when_or_how_often_it_is_asked() -> None:
    homes: dict[str, LonLat] = {unit.code: (unit.at[0], unit.at[1]) for unit in DAY.units}
    first, again = Reports(DAY), Reports(DAY)
    for moment in minutes("10:30", "16:00"):
        assert first.at(moment, homes) == again.at(moment, homes)
    assert first.at(at("12:00"), homes) == Reports(DAY).at(at("12:00"), homes)


def test_every_device_says_every_sensor_of_its_source_each_minute() -> None:
    homes: dict[str, LonLat] = {unit.code: (unit.at[0], unit.at[1]) for unit in DAY.units}
    said = {report.device: [sensor for sensor, _ in report.values] for report in Reports(DAY).at(at("11:00"), homes)}
    for source in DAY.sources:
        if source.sensors:
            assert said[source.code] == [sensor.code for sensor in source.sensors]
    assert len(said["units"]) == 2 * len(DAY.units)


def test_units_take_the_road_and_roads_join() -> None:
    scene = (115.4590, 40.9030)
    for unit in DAY.units:
        home = (unit.at[0], unit.at[1])
        way = ROADS.way(home, scene)
        assert way.points[0] == home
        assert way.points[-1] == scene
        assert len(way.points) > 2, unit.code
        assert distance_m(home, scene) <= way.metres < 3 * distance_m(home, scene), unit.code


def test_the_shortest_road_is_taken() -> None:
    a, b, c, d = (0.0, 0.0), (0.0, 0.001), (0.001, 0.001), (0.001, 0.0)
    roads = Roads([[a, b, c, d], [a, d]])
    assert roads.way(a, d).points == (a, d)


def test_without_a_road_between_them_a_unit_goes_straight() -> None:
    roads = Roads([[(0.0, 0.0), (0.0, 0.001)], [(1.0, 1.0), (1.0, 1.001)]])
    assert roads.way((0.0, 0.0), (1.0, 1.0)).points == ((0.0, 0.0), (1.0, 1.0))


def test_a_unit_is_where_the_book_says_it_must_be() -> None:
    home, scene = (115.4350, 40.9135), (115.4590, 40.9030)
    track = Track(home, 36.0, ROADS)
    t0 = at("11:30")
    needs = track.travel(home, scene)
    turns = [
        Turn(t0, "leaves", scene),
        Turn(t0 + needs, "arrived", scene),
        Turn(t0 + needs + timedelta(minutes=10), "free"),
    ]
    assert track.at(turns, t0 - timedelta(minutes=1)) == home
    assert track.at(turns, t0 + needs + timedelta(minutes=5)) == scene
    assert track.at(turns, t0 + timedelta(hours=2)) == pytest.approx(home)
    half = track.at(turns, t0 + needs / 2)
    assert half not in (home, scene)
    assert track.at(turns[:1], t0 + needs / 2) == half


def test_a_unit_called_away_under_way_turns_where_it_is() -> None:
    home, scene, other = (115.4350, 40.9135), (115.4590, 40.9030), (115.4450, 40.9510)
    track = Track(home, 36.0, ROADS)
    t0 = at("11:30")
    turned = t0 + timedelta(seconds=60)
    turns = [Turn(t0, "leaves", scene), Turn(turned, "leaves", other)]
    assert track.at(turns, turned) == track.at(turns[:1], turned)
    assert track.at(turns, t0 + timedelta(hours=1)) == pytest.approx(other)
