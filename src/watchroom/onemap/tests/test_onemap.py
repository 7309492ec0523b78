"""The map's layers and its drawing on the server."""

import json
from datetime import timedelta
from xml.etree import ElementTree

import pytest
from django.test import Client

from watchroom.conftest import SetClock
from watchroom.kernel.layers import collection, feature
from watchroom.kernel.words import Lang
from watchroom.onemap import base, pages
from watchroom.onemap.gathering import layers
from watchroom.onemap.svg import incident_map, svg
from watchroom.people.models import Person
from watchroom.people.testing import Cast
from watchroom.places.actions import put_place

SQUARE = {
    "type": "Polygon",
    "coordinates": [[[115.4, 40.9], [115.5, 40.9], [115.5, 41.0], [115.4, 41.0], [115.4, 40.9]]],
}
BOX = (115.38, 40.88, 115.52, 41.02)


@pytest.fixture(autouse=True)
def _fresh() -> None:
    pages.SHARED.clear()


def signed_in(client: Client, code: str) -> Client:
    client.force_login(Person.objects.get(code=code), backend="django.contrib.auth.backends.ModelBackend")
    return client


def a_place(code: str = "jump", kind: str = "venue", zh: str = "跳台<b>", en: str = "Jump & hill") -> None:
    put_place(code=code, kind=kind, zh=zh, en=en, geometry=SQUARE, source="drawn by hand", schematic=True)


def test_the_rooms_layers_are_found_and_each_is_named_in_both_languages() -> None:
    codes = set(layers())
    assert {"places.venues", "alarms.open", "incidents.open", "dispatch.units"} <= codes
    for layer in layers().values():
        assert layer.title.zh
        assert layer.title.en


def test_an_officer_gets_the_map_and_an_outsider_does_not(cast: Cast, client: Client) -> None:
    a_place()
    for address in ("/map/config.json", "/map/base.geojson", *(f"/map/layers/{code}.geojson" for code in layers())):
        assert signed_in(client, "lin").get(address).status_code == 200, address
        assert signed_in(client, "guest").get(address, headers={"Accept": "application/json"}).status_code == 403, (
            address
        )
        assert Client().get(address, headers={"Accept": "application/json"}).status_code == 401, address


def test_titles_of_layers_come_in_the_readers_language(cast: Cast, client: Client) -> None:
    signed_in(client, "lin")
    zh = client.get("/map/config.json").json()
    en = client.get("/map/config.json", headers={"Accept-Language": "en"}).json()
    assert [one["code"] for one in zh["layers"]] == [one["code"] for one in en["layers"]]
    assert zh["layers"][0]["title"] != en["layers"][0]["title"]


def test_an_unknown_layer_and_a_moment_without_offset_are_refused_in_words(cast: Cast, client: Client) -> None:
    signed_in(client, "lin")
    missing = client.get("/map/layers/nope.geojson", headers={"Accept": "application/json"})
    assert (missing.status_code, missing.json()["code"]) == (404, "onemap.NoSuchLayer")
    bad = client.get("/map/layers/places.venues.geojson?at=yesterday", headers={"Accept": "application/json"})
    assert (bad.status_code, bad.json()["code"]) == (400, "onemap.NotAMoment")


def test_the_map_shows_what_was_known_at_a_past_moment(cast: Cast, client: Client, clock: SetClock) -> None:
    before = clock.at
    clock.forward(minutes=5)
    a_place()
    signed_in(client, "lin")
    address = "/map/layers/places.venues.geojson"
    assert len(client.get(address).json()["features"]) == 1
    past = client.get(address, {"at": (before + timedelta(minutes=1)).isoformat()})
    assert past.json()["features"] == []


def test_an_answer_is_made_once_for_equal_viewers_and_again_after_an_entry(cast: Cast) -> None:
    made: list[int] = []

    def make() -> bytes:
        made.append(1)
        return b"x"

    shared = pages.Shared()
    for _ in range(20):
        shared.get(("places.venues", "roles", 7), make)
    shared.get(("places.venues", "roles", 8), make)
    assert len(made) == 2


def test_the_ground_is_shapes_and_a_net_of_round_degrees() -> None:
    row = {"place_kind": "zone", "zh": "赛区", "en": "zone", "geometry": SQUARE}
    drawn = base.base([row])["features"]
    assert drawn[0]["properties"]["part"] == "zone"
    lines = [one["geometry"]["coordinates"] for one in drawn if one["properties"]["part"] == "graticule"]
    assert 8 < len(lines) < 80
    assert all(abs(lon) <= 180 and abs(lat) <= 85 for line in lines for lon, lat in line)


def test_a_site_without_places_still_has_a_map() -> None:
    assert base.opening([]) == base.NOWHERE
    assert base.base([])["features"]


def test_a_single_point_opens_a_map_that_is_not_a_point() -> None:
    west, south, east, north = base.bounds([{"type": "Point", "coordinates": [115.4, 40.9]}])
    assert east - west > 0.003
    assert north - south > 0.003


def test_the_drawing_is_valid_and_harmless_whatever_the_names() -> None:
    evil = feature({"type": "Point", "coordinates": [115.45, 40.95]}, zh='"><script>', en="x", level=2, state="unack")
    area = feature(SQUARE, zh="暴雪蓝色", en="Snow", level=4)
    text = svg([("warning", collection([area])), ("alarm", collection([evil]))], BOX, (600, 400), lang="zh")
    root = ElementTree.fromstring(text)
    assert root.tag.endswith("svg")
    assert "<script" not in text
    assert "暴雪蓝色" in text
    assert "Ⅱ" in text
    assert "url(" not in text
    assert "http" not in text.replace("http://www.w3.org/2000/svg", "")


def test_labels_of_the_drawing_do_not_cover_one_another() -> None:
    crowd = [
        feature({"type": "Point", "coordinates": [115.45, 40.95]}, zh=f"单位 {n}", en=f"unit {n}", state="idle")
        for n in range(30)
    ]
    text = svg([("unit", collection(crowd))], BOX, (600, 400))
    assert 1 <= text.count(">单位") <= 6


@pytest.mark.parametrize(
    ("lang", "value", "unit", "note"),
    [
        ("zh", "21.4 米/秒 模", "救护一 模", "模：模拟，不是实测"),
        ("en", "21.4 m/s sim", "Ambulance 1 sim", "sim: simulated, not measured"),
    ],
)
def test_what_is_simulated_is_marked_on_the_drawing_and_the_mark_explained(
    lang: Lang, value: str, unit: str, note: str
) -> None:
    def drawn(simulated: bool | None) -> list[str]:
        more = {"zh": "救护一", "en": "Ambulance 1", "simulated": simulated}
        wind = {"value": "21.4", "unit_zh": "米/秒", "unit_en": "m/s"}
        sensor = feature({"type": "Point", "coordinates": [115.42, 40.95]}, **more, **wind)
        car = feature({"type": "Point", "coordinates": [115.48, 40.95]}, **more, state="idle")
        text = svg([("sensor", collection([sensor])), ("unit", collection([car]))], BOX, (600, 400), lang=lang)
        return [one.text or "" for one in ElementTree.fromstring(text).iter("{http://www.w3.org/2000/svg}text")]

    played, measured = drawn(True), drawn(None)
    mark = value.rpartition(" ")[2]
    assert {value, unit} <= set(played)
    assert any(note in text for text in played)
    assert {value.removesuffix(f" {mark}"), unit.removesuffix(f" {mark}")} <= set(measured)
    assert not any(mark in text for text in measured)


def test_the_reports_map_is_drawn_for_an_incident_that_is_not_known(cast: Cast) -> None:
    a_place()
    for lang in ("zh", "en"):
        ElementTree.fromstring(incident_map(999, None, lang))
    assert "Jump &amp; hill" in incident_map(999, None, "en")


def test_the_config_is_plain_json(cast: Cast, client: Client) -> None:
    assert json.loads(signed_in(client, "lin").get("/map/config.json").content)["base"] == "/map/base.geojson"
