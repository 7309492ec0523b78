"""Registering sources, sensors and devices: once, by those who may, with everything in the book but the key."""

import json

import pytest
from pytest_django.fixtures import Settings as SettingsWrapper

from watchroom.conftest import SetClock
from watchroom.journal.models import Entry
from watchroom.people.faults import NotAllowed, NotSignedIn
from watchroom.people.testing import Cast
from watchroom.places.actions import put_place
from watchroom.places.faults import NoSuchPlace
from watchroom.sources import actions, faults, keys, queries, rules
from watchroom.sources.catalogue import Catalogue
from watchroom.sources.models import DeviceKey, Sensor, Source
from watchroom.sources.tests.scene import Scene, set_scene


def test_a_source_and_its_sensors_are_in_the_book_with_their_names(scene: Scene):
    kinds = list(Entry.objects.filter(kind__startswith="sources.").order_by("id").values_list("kind", flat=True))

    assert kinds == ["sources.registered", "sources.sensor_set", "sources.sensor_set", "sources.device_set"]
    entry = Entry.objects.get(kind="sources.sensor_set", subject=f"sensor:{scene.wind.pk}")
    assert entry.facts["unit"] == "m/s"
    assert "跳台平均风速" in entry.say().zh


def test_the_same_again_changes_nothing(scene: Scene):
    before = Entry.objects.count()

    actions.put_source("ws-jump", "mqtt", "跳台气象站", "Ski jump station", expected_every_s=60)
    actions.put_sensor("jump-wind", "ws-jump", "jump", "wind_mean", "跳台平均风速", "Ski jump, mean wind")

    assert Entry.objects.count() == before


def test_sensor_numbers_are_dense_and_never_change(scene: Scene):
    actions.put_sensor("jump-wind", "ws-jump", "jump", "wind_mean", "新名", "New name")

    assert (scene.wind.number, scene.gust.number) == (0, 1)
    assert Sensor.objects.get(code="jump-wind").number == 0


def test_everything_in_a_zone_is_judged_in_one_partition(scene: Scene):
    gate = actions.put_sensor("gate-count", "ws-jump", "gate-c", "crowd_count", "人数", "People")

    assert gate.partition == scene.wind.partition == rules.partition_of("zone")
    assert rules.partition_of("zone") == 7  # crc32 is the same on every machine


def test_a_place_outside_every_zone_goes_by_its_outermost_place(scene: Scene):
    put_place("valley", "community", "山谷", "Valley", {"type": "Point", "coordinates": [115.0, 40.0]})
    put_place("barn", "post", "谷仓", "Barn", {"type": "Point", "coordinates": [115.0, 40.0]}, parent="valley")

    far = actions.put_sensor("barn-wind", "ws-jump", "barn", "wind_mean", "风", "Wind")

    assert far.partition == rules.partition_of("valley")


def test_a_sensor_with_readings_behind_it_keeps_what_they_mean(scene: Scene):
    with pytest.raises(faults.SensorStays):
        actions.put_sensor("jump-wind", "ws-jump", "jump", "wind_gust", "阵风", "Gust")


@pytest.mark.parametrize("code", ["", "Ws", "a.b", "a b", "a/b", "风", "-a", "batch", "x" * 65])
def test_a_code_that_mqtt_or_an_address_would_trip_over_is_refused(clock: SetClock, code: str):
    with pytest.raises(faults.BadCode):
        actions.put_source(code, "mqtt", "名", "Name")


def test_what_does_not_exist_is_refused_by_name(scene: Scene):
    with pytest.raises(faults.NoSuchConnector):
        actions.put_source("x", "carrier-pigeon", "鸽", "Pigeon")
    with pytest.raises(faults.NoSuchSource):
        actions.put_sensor("x", "nobody", "jump", "wind_mean", "风", "Wind")
    with pytest.raises(NoSuchPlace):
        actions.put_sensor("x", "ws-jump", "nowhere", "wind_mean", "风", "Wind")
    with pytest.raises(faults.NoSuchQuantity):
        actions.put_sensor("x", "ws-jump", "jump", "mood", "心情", "Mood")
    assert not Source.objects.filter(code="x").exists()


@pytest.mark.parametrize(
    "url",
    ["ftp://feeds.example.org/a", "http://user:secret@feeds.example.org/", "not an address", "file:///etc/passwd"],
)
def test_a_feed_address_that_is_none_is_refused(clock: SetClock, url: str):
    with pytest.raises(faults.BadSettings):
        actions.put_source("feed", "cap_feed", "源", "Feed", settings={"url": url})


def test_only_an_administrator_registers(scene: Scene, cast: Cast):
    for viewer in (cast.lin, cast.chen, cast.zhao, cast.sun, cast.wall, cast.guest):
        with pytest.raises(NotAllowed):
            actions.put_source("x", "mqtt", "名", "Name", viewer=viewer)
        with pytest.raises(NotAllowed):
            actions.put_device("ws-jump", "ws-jump", viewer=viewer)
    with pytest.raises(NotSignedIn):
        actions.withdraw_device("ws-jump", viewer=cast.nobody)


def test_a_key_is_given_once_and_kept_nowhere(scene: Scene):
    row = DeviceKey.objects.get()
    kept = json.dumps([str(vars(row)), *(str(entry.facts) for entry in Entry.objects.all())])

    assert len(scene.key) == 43
    assert scene.key not in kept
    assert row.digest == keys.digest_of(scene.key)


@pytest.mark.parametrize("code", ["watch", "bridge", "sys"])
def test_a_device_does_not_take_a_name_that_the_site_has_at_the_server(scene: Scene, code: str):
    """The server would refuse the whole file of users, and let nobody in at its next start."""
    with pytest.raises(faults.ReservedCode):
        actions.put_device(code, "ws-jump")


def test_a_new_key_withdraws_the_old(scene: Scene):
    _, fresh = actions.put_device("ws-jump", "ws-jump")
    catalogue = Catalogue()
    catalogue.fresh()

    assert fresh != scene.key
    assert catalogue.device_of_key(scene.key) is None
    assert catalogue.mqtt_users() == {"ws-jump": fresh}


def test_a_withdrawn_key_opens_nothing(scene: Scene):
    catalogue = Catalogue()
    catalogue.fresh()
    assert catalogue.device_of_key(scene.key) is not None

    actions.withdraw_device("ws-jump")

    assert catalogue.fresh()
    assert catalogue.device_of_key(scene.key) is None
    assert catalogue.mqtt_users() == {}
    with pytest.raises(faults.WrongKey):
        actions.withdraw_device("ws-jump")


def test_two_sites_give_different_keys_to_one_device(scene: Scene, settings: SettingsWrapper):
    serial = DeviceKey.objects.get().serial
    settings.SECRET_KEY = "another site's secret, long enough to be one"

    assert keys.key_of("ws-jump", serial) != scene.key


def test_the_catalogue_reads_again_only_when_the_book_says_so(scene: Scene):
    catalogue = Catalogue()

    assert catalogue.fresh()
    assert not catalogue.fresh()
    set_scene()
    assert catalogue.fresh()  # a device's key was given anew
    assert catalogue.homes == {scene.station.pk: scene.partition}


def test_the_sources_are_shown_to_those_who_may_see_them(scene: Scene, cast: Cast):
    assert [row.code for row in queries.sources(cast.lin)] == ["ws-jump"]
    assert queries.source_health(cast.wall) == {"well": 0, "silent": 0, "unwell": 0, "unknown": 1}
    for viewer in (cast.guest, cast.wall):
        with pytest.raises(NotAllowed):
            queries.sources(viewer)
    with pytest.raises(NotSignedIn):
        queries.seen_sensor(cast.nobody, "jump-wind")
