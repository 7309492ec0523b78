"""On trial at every other door: what is listened to, files, SensorThings, MQTT; and the pages and the API."""

import asyncio
import json
from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from watchroom.conftest import T0, SetClock
from watchroom.kernel.clock import ms
from watchroom.people.testing import Cast
from watchroom.sources import arrow, intake, listeners, replaying, trial, trial_actions, uploads
from watchroom.sources.catalogue import Catalogue
from watchroom.sources.connector import Came, Listening
from watchroom.sources.connectors.cot import Cot
from watchroom.sources.connectors.http_push import HttpPush
from watchroom.sources.connectors.mqtt import Mqtt
from watchroom.sources.faults import UnknownSensor
from watchroom.sources.models import Quarantine, Source
from watchroom.sources.quarantine import set_aside
from watchroom.sources.tests.scene import PretendedLine, Scene, at_once, no_stream, straight
from watchroom.sources.tests.test_trial import ADMIN, admin_browser, known, push, set_up

CSV = b"sensor,value,time\nhill-wind,4.5,2026-02-06T02:00:00Z\n"


def hill() -> Source:
    return Source.objects.get(code="hill")


# ---- other doors -------------------------------------------------------------------------------------------------------


def test_what_is_listened_to_is_kept_a_few_a_second_with_how_many_came_between(
    scene: Scene, pretended: PretendedLine, tmp_path: Path
):
    row = set_up("cot", {"port": 0})
    catalogue = Catalogue()
    all_ = listeners.Listeners(at_once, catalogue, no_stream, tmp_path)
    hand = listeners.Handing(all_, row.pk, asyncio.Event())
    hand.connector = Cot(Cot.Settings())
    body = Cot.samples[0].given[1]

    heard = [straight(hand(Came(body + b" " * n, "cot"))) for n in range(5)]
    hand._kept_at = -1e9
    straight(hand(Came(body, "cot")))

    assert [one.taken for one in heard] == [0] * 5
    assert list(Quarantine.objects.order_by("id").values_list("count", "door")) == [(1, "cot"), (5, "cot")]
    assert trial.arrived(hill()).messages[0].lines


def test_what_was_listened_to_is_taken_when_it_is_put_into_service(
    scene: Scene, pretended: PretendedLine, clock: SetClock
):
    set_up("files")
    known()
    uploads.send_up(ADMIN, "hill", "day.csv", CSV, check_only=False)

    assert pretended.published == []
    assert trial.arrived(hill()).messages[0].lines[0].value == "4.5"
    assert trial_actions.put_into_service("hill", replay=True, viewer=ADMIN) == trial_actions.Served(1, 1, 0)
    assert len(pretended.published) == 1


def test_a_file_that_is_only_checked_is_checked_on_trial_too(scene: Scene, pretended: PretendedLine, clock: SetClock):
    set_up("files")
    found = uploads.send_up(ADMIN, "hill", "day.csv", CSV, check_only=True)
    assert isinstance(found.refused[0][2], UnknownSensor)
    assert not Quarantine.objects.exists()


def test_an_observation_is_kept_with_the_datastream_of_its_address(scene: Scene, pretended: PretendedLine):
    set_up("sensorthings")
    key = trial_actions.add_device("hill", "hill", viewer=ADMIN)
    known()
    address = "/api/sensorthings/v1.1/Datastreams('hill-wind')/Observations"
    answer = Client().post(address, b'{"result": 4.5}', content_type="application/json", headers={"X-Device-Key": key})

    assert (answer.status_code, answer.json()["code"]) == (409, "sources.OnTrial")
    (line,) = trial.arrived(hill()).messages[0].lines
    assert (line.sensor, line.value, line.fault) == ("hill-wind", "4.5", None)


def test_a_message_over_mqtt_is_kept_with_its_topic(scene: Scene, pretended: PretendedLine):
    set_up("mqtt")
    trial_actions.add_device("hill", "hill", viewer=ADMIN)
    catalogue = Catalogue()
    catalogue.fresh()
    taken, bad = intake.take(catalogue, Mqtt, catalogue.devices["hill"], Came(b"4.5", "sensors/hill/hill-wind"), ms(T0))
    set_aside(bad, actor="connector:mqtt")

    assert taken is None
    (line,) = trial.arrived(hill()).messages[0].lines
    assert (line.sensor, line.value) == ("hill-wind", "4.5")


def test_a_message_whose_form_only_its_content_type_names_is_offered_again_as_that(
    scene: Scene, pretended: PretendedLine, clock: SetClock
):
    body = next(one.given[1] for one in HttpPush.samples if one.given[1][:1] not in b"{[")
    catalogue = replaying.fresh()
    catalogue.trials = {scene.station.pk}
    _, bad = intake.take(catalogue, HttpPush, catalogue.devices["ws-jump"], Came(body, "", arrow.KIND), ms(T0))
    set_aside(bad, actor="connector:http_push")

    outcome = replaying.replay(ADMIN, Quarantine.objects.get().pk)

    assert isinstance(outcome.fault, UnknownSensor)  # it was read: only its sensors are not ours


def test_a_connector_that_breaks_on_a_message_breaks_no_page(
    scene: Scene, pretended: PretendedLine, monkeypatch: pytest.MonkeyPatch
):
    set_up("http_push")
    push(trial_actions.add_device("hill", "hill", viewer=ADMIN), {"sensor": "a", "value": 1})

    def broken(self: HttpPush, came: Came) -> Any:
        raise RuntimeError("a bug")

    monkeypatch.setattr(HttpPush, "hear", broken)
    assert "RuntimeError" in trial.arrived(hill()).messages[0].fault.en  # type: ignore[union-attr]
    assert issubclass(Cot, Listening)


# ---- the pages ---------------------------------------------------------------------------------------------------------


def typed(**more: str) -> dict[str, str]:
    return {"kind": "http_push", "code": "hill", "zh": "山顶站", "en": "Hill", "expected_every_s": "60"} | more


@pytest.mark.parametrize(
    ("lang", "words"), [("zh", ["开始试接", "HTTP 推送"]), ("en", ["Set up on trial", "HTTP push"])]
)
def test_the_form_of_a_kind_is_drawn_from_its_declaration(
    cast: Cast, pretended: PretendedLine, lang: str, words: list[str]
):
    client = admin_browser(lang)
    page = client.get("/sources/new?kind=http_push").content.decode()
    kinds = client.get("/sources/new").content.decode()
    modbus = client.get("/sources/new?kind=modbus").content.decode()

    assert all(word in page for word in words)
    assert words[1] in kinds
    assert 'name="s-registers"' in modbus
    assert client.get("/sources/new?kind=nothing").status_code == 422


def test_what_is_wrong_stands_beside_its_field_and_nothing_typed_is_lost(scene: Scene, pretended: PretendedLine):
    client = admin_browser()

    answer = client.post("/sources/new", typed(code="Not A Code", zh="我的站"))
    taken = client.post("/sources/new", typed(code="ws-jump"))
    setting = client.post("/sources/new", typed(kind="modbus", **{"s-host": "10.0.0.9", "s-registers": "[{"}))

    page = answer.content.decode()
    assert (answer.status_code, taken.status_code, setting.status_code) == (422, 422, 422)
    assert 'aria-describedby="why-code"' in page
    assert "我的站" in page
    assert "须为 JSON" in setting.content.decode()
    assert Source.objects.count() == 1


def test_from_the_form_to_service_by_the_pages(scene: Scene, pretended: PretendedLine):
    client = admin_browser("en")
    assert client.post("/sources/new", typed())["Location"] == "/sources/hill/trial"
    again = client.post("/sources/new", typed())
    assert (again.status_code, "on trial already" in again.content.decode()) == (422, True)
    given = client.post("/sources/hill/trial/device", {"device": "hill"}).content.decode()
    key = given.split('id="given-key">')[1].split("<")[0]
    assert key not in client.get("/sources/hill/trial").content.decode()
    assert push(key, {"sensor": ["hill-<b>", "hill-wind"], "value": [1, 4.5]}).status_code == 202

    page = client.get("/sources/hill/trial?sensor=hill-wind").content.decode()
    assert 'value="hill-wind"' in page
    assert "&lt;b&gt;" in page
    assert "<b>&quot;" not in page
    wrong = client.post("/sources/hill/trial/sensor", {"sensor": "hill-wind", "place": "", "quantity": "wind_mean", "sensor_zh": "风", "sensor_en": "Wind"})  # fmt: skip
    assert (wrong.status_code, 'aria-describedby="why-place"' in wrong.content.decode()) == (422, True)
    right = {"sensor": "hill-wind", "place": "jump", "quantity": "wind_mean", "sensor_zh": "风", "sensor_en": "Wind"}
    assert client.post("/sources/hill/trial/sensor", right)["Location"] == "/sources/hill/trial"
    assert client.post("/sources/hill/trial/serve", {"replay": "1"})["Location"] == "/sources/hill"

    assert len(pretended.published) == 1
    assert not hill().trial
    assert client.get("/sources/hill/trial").status_code == 409


def test_the_part_that_lives_is_sent_only_when_it_has_changed(scene: Scene, pretended: PretendedLine):
    set_up()
    key, client = trial_actions.add_device("hill", "hill", viewer=ADMIN), admin_browser()
    mark = trial.arrived(hill()).mark

    assert client.get(f"/sources/hill/trial/arrived?mark={mark}").status_code == 204
    push(key, {"sensor": ["hill-wind"], "value": [4.5]})
    answer = client.get(f"/sources/hill/trial/arrived?mark={mark}")

    assert answer.status_code == 200
    assert "hill-wind" in answer.content.decode()


def test_looking_on_asks_the_database_a_bounded_number_of_times_and_reads_each_message_once(
    scene: Scene, pretended: PretendedLine, django_assert_max_num_queries: Any, monkeypatch: pytest.MonkeyPatch
):
    set_up()
    heard: list[Came] = []
    key, client = trial_actions.add_device("hill", "hill", viewer=ADMIN), admin_browser()
    for value in range(30):
        push(key, {"sensor": ["hill-wind"], "value": [value]})
    hear = HttpPush.hear

    def counted(self: HttpPush, came: Came) -> Any:
        heard.append(came)
        return hear(self, came)

    monkeypatch.setattr(HttpPush, "hear", counted)

    for _ in range(3):
        with django_assert_max_num_queries(20):
            assert client.get("/sources/hill/trial/arrived").status_code == 200

    assert len(heard) == 30


def test_the_list_leads_to_the_trial_and_thrown_away_it_is_gone(scene: Scene, pretended: PretendedLine, cast: Cast):
    set_up()
    client = admin_browser("en")
    assert "/sources/hill/trial" in client.get("/sources/").content.decode()
    assert "on trial" in client.get("/sources/hill").content.decode()

    assert client.post("/sources/hill/trial/drop")["Location"] == "/sources/"
    assert "/sources/hill" not in client.get("/sources/").content.decode()


# ---- the API -------------------------------------------------------------------------------------------


def call(method: str, where: str, body: Any = None) -> Any:
    client = admin_browser("en")
    return client.generic(method, f"/api/sources/hill/trial{where}", json.dumps(body or {}), content_type="application/json")  # fmt: skip


def test_from_a_kind_to_service_over_the_api(scene: Scene, pretended: PretendedLine):
    kinds = {one["name"]: one for one in admin_browser().get("/api/source-kinds").json()}
    assert (kinds["snmp"]["way"], kinds["mqtt"]["way"], kinds["cot"]["way"]) == ("asked", "sends", "listened")
    assert next(one for one in kinds["snmp"]["settings"] if one["name"] == "community")["kind"] == "secret"

    begun = call("PUT", "", {"kind": "http_push", "zh": "山", "en": "Hill", "expected_every_s": 30})
    assert (begun.status_code, begun.json()["messages_count"]) == (200, 0)
    key = call("POST", "/device", {"device": "hill"}).json()["key"]
    push(key, {"sensor": ["hill-wind"], "value": [4.5]})
    assert call("GET", "").json()["unknown"][0]["code"] == "hill-wind"
    made = call("POST", "/sensor", {"sensor": "hill-wind", "place": "jump", "quantity": "wind_mean", "zh": "风", "en": "Wind"})  # fmt: skip
    assert made.json() == {"code": "hill-wind", "readings": 1, "every_s": None}
    assert call("GET", "").json()["messages"][0]["lines"][0]["unit"] == {"zh": "m/s", "en": "m/s"}
    assert call("POST", "/ask").json()["code"] == "sources.NotAsked"
    assert call("POST", "/serve", {"replay": True}).json() == {"messages": 1, "taken": 1, "refused": 0}
    assert call("GET", "").json()["code"] == "sources.NotOnTrial"
    assert call("PUT", "", {"kind": "nothing", "zh": "山", "en": "Hill"}).json()["code"] == "sources.NoSuchConnector"
