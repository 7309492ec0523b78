"""Sources and sensors on the screen, in both languages, for those who may see them."""

from typing import Any

import pytest
from django.test import Client

from watchroom.conftest import T0, SetClock
from watchroom.journal.models import Entry
from watchroom.kernel.clock import ms
from watchroom.people.models import Person
from watchroom.people.testing import Cast
from watchroom.people.viewer import Viewer
from watchroom.sources import actions, bulletins, faults, layers, queries
from watchroom.sources.models import Source
from watchroom.sources.quarantine import Bad, set_aside
from watchroom.sources.tests.scene import PretendedLine, Scene
from watchroom.sources.tests.test_bulletins import FEED, cap

AT = ms(T0)


def browser(viewer: Viewer, lang: str = "zh") -> Client:
    client = Client(headers={"Accept-Language": lang})
    client.force_login(Person.objects.get(code=viewer.code), backend="django.contrib.auth.backends.ModelBackend")
    return client


def answer_latest(pretended: PretendedLine, scene: Scene, value: float = 5.61, at_ms: int = AT) -> None:
    told = {"sensor": [scene.wind.number], "value": [value], "measured_ms": [at_ms], "received_ms": [at_ms + 400]}
    pretended.answers[f"ask.latest.{scene.partition}"] = told


@pytest.mark.parametrize(
    ("lang", "words"),
    [("zh", ["数据源", "中断", "请检查设备电源"]), ("en", ["Sources", "silent", "Check power and network"])],
)
def test_the_page_of_sources_says_what_is_wrong_and_what_to_do(
    scene: Scene, cast: Cast, pretended: PretendedLine, lang: str, words: list[str]
):
    actions.went_silent(scene.station.pk, T0, actor="watch:sources")

    text = browser(cast.lin, lang).get("/sources/").content.decode()

    for word in words:
        assert word in text


@pytest.mark.parametrize(
    "address", ["/sources/", "/sources/ws-jump", "/sensors/jump-wind", "/sensors/jump-wind/plot.json"]
)
def test_outsiders_and_strangers_see_nothing(scene: Scene, cast: Cast, pretended: PretendedLine, address: str):
    assert browser(cast.guest).get(address).status_code == 403
    assert Client().get(address).status_code in (302, 401)


def test_the_wall_sees_a_sensor_but_not_the_sources(scene: Scene, cast: Cast, pretended: PretendedLine):
    assert browser(cast.wall).get("/sensors/jump-wind").status_code == 200
    assert browser(cast.wall).get("/sources/").status_code == 403


@pytest.mark.parametrize("address", ["/sources/nobody", "/sensors/nobody", "/sensors/nobody/plot.json", "/bulletins/9"])
def test_what_does_not_exist_is_not_found(scene: Scene, cast: Cast, pretended: PretendedLine, address: str):
    assert browser(cast.lin).get(address).status_code == 404


def test_a_stranger_in_the_quarantine_is_shown_harmlessly(scene: Scene, cast: Cast, pretended: PretendedLine):
    """I-04."""
    bad = Bad(
        scene.station.pk,
        "ws-jump",
        "<script>alert(1)</script>",
        faults.NotNumber(value="<b>x</b>"),
        "<img src=x onerror=y>",
    )
    set_aside([bad], actor="connector:mqtt")

    text = browser(cast.lin).get("/sources/ws-jump").content.decode()

    assert "<script>alert" not in text
    assert "<img src=x" not in text
    assert "&lt;img src=x" in text


def test_a_sensor_shows_value_age_and_origin(scene: Scene, cast: Cast, pretended: PretendedLine, clock: SetClock):
    Source.objects.update(simulated=True, origin_zh="替代记录", origin_en="stand-in record")
    answer_latest(pretended, scene)
    clock.forward(seconds=41)

    text = browser(cast.lin, "en").get("/sensors/jump-wind").content.decode()

    assert "5.6" in text
    assert "41 s" in text
    assert "simulated, not measured" in text
    assert "stand-in record" in text
    assert '<wr-plot src="/sensors/jump-wind/plot.json"' in text


def test_without_watch_a_sensor_has_no_value_and_says_so(scene: Scene, cast: Cast, pretended: PretendedLine):
    pretended.down = True

    assert "No value now" in browser(cast.lin, "en").get("/sensors/jump-wind").content.decode()
    assert queries.latest(["jump-wind"]) == {}


def test_sensors_are_on_the_map_with_value_and_age(scene: Scene, cast: Cast, pretended: PretendedLine):
    answer_latest(pretended, scene, -0.04)

    wind, gust = (one["properties"] for one in layers.sensors(cast.wall)["features"])

    assert (wind["value"], wind["unit_zh"], wind["stale_after_s"], wind["at"]) == (
        "−0.0",
        "m/s",
        180,
        "2026-02-06T02:00:00.000Z",
    )
    assert gust["value"] == "—"
    assert "at" not in gust


def test_a_warning_received_is_on_the_map_until_it_ends(clock: SetClock, cast: Cast):
    feed = actions.put_source("observatory", "cap_feed", "气象台", "Observatory", settings=FEED)
    bulletins.receive(feed.pk, cap("A-00"), actor="connector:cap_feed")
    before = clock.at
    clock.forward(minutes=30)
    bulletins.receive(feed.pk, cap("A-20", "Cancel", minute=20, refers=("A-00",)), actor="connector:cap_feed")

    assert layers.bulletins(cast.lin)["features"] == []
    assert [one["properties"]["level"] for one in layers.bulletins(cast.lin, before)["features"]] == [4]
    assert "暴雪蓝色预警" in browser(cast.lin).get("/bulletins/1").content.decode() or Entry.objects.exists()


def test_a_page_of_a_sensor_asks_the_database_a_bounded_number_of_times(
    scene: Scene, cast: Cast, pretended: PretendedLine, django_assert_max_num_queries: Any
):
    client = browser(cast.lin)
    for number in range(12):
        actions.put_sensor(f"more-{number}", "ws-jump", "jump", "wind_mean", "风", "Wind")

    with django_assert_max_num_queries(30):
        client.get("/sources/ws-jump")


def test_every_page_says_what_the_server_of_streams_needs_until_it_has_it(cast: Cast, pretended: PretendedLine):
    head = "读数服务器需要管理员处理"
    actions.server_checked([faults.WrongKey()], actor="watch:server")
    for address in ("/sources/", "/journal/", "/server"):
        assert head in browser(cast.lin).get(address).content.decode()
    assert faults.WrongKey().words.en in browser(cast.lin, "en").get("/server").content.decode()
    assert head not in browser(cast.wall).get("/map/").content.decode()
    assert browser(cast.wall).get("/server").status_code == 403

    actions.server_checked([], actor="watch:server")
    assert head not in browser(cast.lin).get("/sources/").content.decode()
