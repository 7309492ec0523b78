"""The written day holds together: both languages, valid shapes, one holder for each post, nothing named that is not there."""

import re
from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from lxml import etree

from watchroom.dispatch.teams.rules import is_field
from watchroom.kernel.geometry import distance_m, shape
from watchroom.kernel.units import QUANTITIES
from watchroom.ops.scenario.content import Content, PlaceOf, load, titles
from watchroom.people.rights import Role

pytestmark = pytest.mark.pure
CAP = "{urn:oasis:names:tc:emergency:cap:1.2}"
HAN = re.compile(r"[㐀-鿿]")


@pytest.fixture(params=sorted(titles()))
def content(request: pytest.FixtureRequest) -> Content:
    return load(request.param)


def texts(thing: Any) -> Iterator[dict[str, str]]:
    """Every `{zh, en}` of a written file."""
    if isinstance(thing, dict):
        if {"zh", "en"} <= thing.keys():
            yield thing
        for value in thing.values():
            yield from texts(value)
    elif isinstance(thing, list):
        for value in thing:
            yield from texts(value)


def all_files(content: Content) -> Iterator[Any]:
    for path in sorted(content.folder.rglob("*.yaml")):
        yield content.yaml(str(path.relative_to(content.folder)))


def test_every_text_is_written_in_both_languages(content: Content) -> None:
    found = [text for file in all_files(content) for text in texts(file)]
    assert len(found) > 80
    for text in found:
        assert HAN.search(text["zh"]), text
        assert not HAN.search(text["en"]), text


def test_every_shape_is_sound_and_lies_in_or_near_the_zone(content: Content) -> None:
    zone = shape(content.place("zone").geometry).centroid
    for place in content.places:
        spot = shape(place.geometry)
        assert spot.is_valid, place.code
        assert distance_m((spot.centroid.x, spot.centroid.y), (zone.x, zone.y)) < 25_000, place.code


def test_the_ski_jump_is_drawn_around_its_published_position(content: Content) -> None:
    from shapely import Point

    assert shape(content.place("ski-jump").geometry).contains(Point(115.4665, 40.9067))
    assert shape(content.place("cross-country").geometry).contains(Point(115.4732, 40.8961))


def test_parents_come_first_and_drawn_places_say_so(content: Content) -> None:
    seen: set[str] = set()
    for place in content.places:
        assert place.parent is None or place.parent in seen, place.code
        seen.add(place.code)
        assert place.schematic == ("示意" in place.source.zh), place.code
        assert place.schematic == ("chematic" in place.source.en), place.code
        assert place.schematic or place.point, place.code


def test_a_number_of_people_names_its_source_or_says_that_it_is_simulated(content: Content) -> None:
    for place in content.places:
        if place.population is not None:
            assert re.search(r"人口|模拟", place.source.zh), place.code
            assert re.search(r"opulation|simulated", place.source.en), place.code


def test_every_post_has_exactly_one_holder_at_every_minute_of_the_day(content: Content) -> None:
    people = {person.code for person in content.people.people}
    minute = content.head.starts.astimezone(ZoneInfo(content.head.zone)).replace(hour=0, minute=0)
    for _ in range(24 * 60):
        held = [shift for shift in content.people.shifts if shift.since <= minute < shift.until]
        assert len(held) == 1, minute
        minute += timedelta(minutes=1)
    for post in content.people.posts:
        assert {post.day, post.night} <= people
        assert post.day != post.night


def test_the_day_fits_into_the_roster_and_into_one_date(content: Content) -> None:
    assert content.head.starts < content.head.ends
    assert content.head.starts.date() == content.head.ends.date()
    assert content.people.shifts[0].since <= content.head.starts
    assert content.head.ends <= content.people.shifts[-1].until


def test_four_people_of_four_roles_get_a_link(content: Content) -> None:
    roles = {post.day: post.role for post in content.people.posts}
    assert {roles[link] for link in content.people.links} == {
        Role.DUTY_OFFICER, Role.DUTY_LEADER, Role.COMMANDER, Role.INFORMATION_OFFICER,
    }  # fmt: skip


def test_everything_named_is_there(content: Content) -> None:
    places = {place.code for place in content.places}
    sensors = {sensor.code: sensor for source in content.sources for sensor in source.sensors}
    posts = {post.code for post in content.people.posts}
    for sensor in sensors.values():
        assert sensor.place in places
        assert sensor.quantity in QUANTITIES
    for rule in content.rules:
        assert rule.sensor in sensors
    for unit in content.units:
        assert unit.place in places
        assert unit.reports in posts
    people = {person.code for person in content.people.people}
    for team in content.teams:
        assert team.home in places
        assert all(is_field(one) for one in team.fields)
        assert {one.person for one in team.members} <= people
    assert [sum(team.sort == sort for team in content.teams) for sort in ("team", "experts")] == [5, 3]
    assert sum(len(team.members) for team in content.teams if team.sort == "experts") == 6
    for things in (
        content.teams,
        content.places,
        content.sources,
        content.rules,
        content.units,
        list(sensors.values()),
    ):
        codes = [thing.code for thing in things]
        assert len(codes) == len(set(codes))


def test_nothing_simulated_looks_measured(content: Content) -> None:
    for source in content.sources:
        for sensor in source.sensors:
            word_zh, word_en = (
                ("模拟", "simulated") if sensor.origin in ("crowd", "gust") else ("替代记录", "stand-in record")
            )
            assert word_zh in sensor.name.zh, sensor.code
            assert word_en in sensor.name.en, sensor.code


def test_a_unit_stands_at_its_home(content: Content) -> None:
    for unit in content.units:
        home = shape(content.place(unit.place).geometry)
        assert distance_m((unit.at[0], unit.at[1]), (home.centroid.x, home.centroid.y)) < 600, unit.code


def test_a_place_with_two_shapes_is_refused() -> None:
    text = {"zh": "地点", "en": "Place"}
    with pytest.raises(ValueError, match="one of point, line, polygon"):
        PlaceOf.model_validate(
            {"code": "x", "kind": "gate", "name": text, "source": text, "point": [1.0, 2.0], "line": [[1.0, 2.0]]}
        )


def test_every_bulletin_is_an_exercise_in_both_languages_and_the_update_names_the_first(content: Content) -> None:
    alerts = [etree.parse(str(content.folder / "feed" / one.file)).getroot() for one in content.feed.documents]
    for alert, one in zip(alerts, content.feed.documents, strict=True):
        assert alert.findtext(f"{CAP}status") == "Exercise"
        assert datetime.fromisoformat(alert.findtext(f"{CAP}sent", "")) <= one.appears
        infos = alert.findall(f"{CAP}info")
        assert [info.findtext(f"{CAP}language") for info in infos] == ["zh-CN", "en-US"]
        for info, mark in zip(infos, ("【演练】", "EXERCISE"), strict=True):
            for name in ("headline", "description", "instruction"):
                assert info.findtext(f"{CAP}{name}", "").startswith(mark), (one.file, name)
    first = ",".join(alerts[0].findtext(f"{CAP}{name}", "") for name in ("sender", "identifier", "sent"))
    assert alerts[1].findtext(f"{CAP}msgType") == "Update"
    assert alerts[1].findtext(f"{CAP}references") == first
