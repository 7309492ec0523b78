"""The SensorThings service as frost-sta-client 1.1.53 used it: its requests are replayed as they were recorded."""

import base64
from datetime import datetime
from typing import Any

import numpy as np
import orjson
import pytest
from django.test import Client

from watchroom.conftest import T0
from watchroom.kernel.clock import from_ms, iso, ms
from watchroom.sources import actions, queries
from watchroom.sources.history import Series
from watchroom.sources.models import Quarantine, Sensor
from watchroom.sources.readings import ReadingBatch, decode
from watchroom.sources.tests.scene import PretendedLine, Scene

BASE = "/api/sensorthings/v1.1"
UNIT = {"symbol": "m/s", "definition": "x", "name": "metre per second"}
MEASUREMENT = "http://www.opengis.net/def/observationType/OGC-OM/2.0/OM_Measurement"
INSTRUMENT = {"name": "s", "description": "d", "encodingType": "application/pdf", "metadata": "m"}
PROPERTY = {"name": "wind_mean", "description": "d", "definition": "urn:watchroom:quantity:wind_mean"}
PLACE = {"name": "here", "description": "x", "encodingType": "application/geo+json", "location": {"type": "Point", "coordinates": [115.45, 40.95]}}  # fmt: skip
STREAM: dict[str, Any] = {
    "name": "jump-wind",
    "description": "d",
    "observationType": MEASUREMENT,
    "unitOfMeasurement": UNIT,
}
WHOLE = STREAM | {"Thing": {"@iot.id": "ws-jump"}, "Sensor": {"@iot.id": "ws-jump", **INSTRUMENT}, "ObservedProperty": {"@iot.id": "wind_mean", **PROPERTY}}  # fmt: skip
AT = int(ms(T0)) - 60_000

# What the client sent, in its order: method, address, body; the status; what its Location ended in.
RECORDED: list[tuple[str, str, Any, int, str]] = [
    ("POST", "/Things", {"name": "ws-jump", "description": "station", "properties": {"a": 1}, "Locations": [PLACE],
                         "Datastreams": [STREAM | {"Sensor": INSTRUMENT, "ObservedProperty": PROPERTY}]}, 201, "/Things('ws-jump')"),
    ("POST", "/ObservedProperties", PROPERTY, 201, "/ObservedProperties('wind_mean')"),
    ("POST", "/Sensors", INSTRUMENT, 201, "/Sensors('ws-jump')"),
    ("POST", "/Locations", PLACE, 201, "/Locations('jump')"),
    ("POST", "/Datastreams", WHOLE, 201, "/Datastreams('jump-wind')"),
    ("POST", "/Observations", {"result": 4.5, "phenomenonTime": iso(from_ms(AT)).replace("Z", "+00:00"), "Datastream": {"@iot.id": "jump-wind", **WHOLE}},
     201, f"/Observations('jump-wind@{AT}')"),
    ("GET", "/Datastreams('jump-wind')", None, 200, ""),
    ("POST", "/CreateObservations", [{"Datastream": {"@iot.id": "jump-wind"}, "components": ["phenomenonTime", "result"],
                                      "dataArray": [[iso(from_ms(AT - 2000)), 4], [iso(from_ms(AT - 1000)), 5]]}], 201, ""),
    ("GET", "/Things?%24filter=name+eq+%27ws-jump%27", None, 200, ""),
    ("GET", "/Datastreams?%24expand=Thing&%24top=1&%24orderby=name+asc", None, 200, ""),
    ("GET", "/Datastreams?%24expand=Thing&%24top=1&%24orderby=name+asc&%24skip=1", None, 200, ""),
    ("GET", "/Datastreams?%24count=true", None, 200, ""),
    ("GET", "/Things('ws-jump')/Datastreams?%24expand=ObservedProperty%2CSensor", None, 200, ""),
    ("GET", "/Things('ws-jump')/Locations", None, 200, ""),
]  # fmt: skip


def ask(scene: Scene, method: str, where: str, body: Any = None, key: str | None = None) -> Any:
    basic = base64.b64encode(f"ws-jump:{scene.key if key is None else key}".encode()).decode()
    data = body if isinstance(body, bytes) else b"" if body is None else orjson.dumps(body)
    return Client().generic(method, BASE + where, data, "application/json", headers={"Authorization": f"Basic {basic}"})


def batches(pretended: PretendedLine) -> list[list[float]]:
    found = [decode(data, partition, 1) for partition, data, _ in pretended.published]
    return [batch.value.tolist() for batch in found if isinstance(batch, ReadingBatch)]


def test_the_recorded_requests_of_the_client_are_answered_as_it_expects(scene: Scene, pretended: PretendedLine):
    answers = [ask(scene, method, where, body) for method, where, body, _, _ in RECORDED]

    wanted = [(status, location) for *_, status, location in RECORDED]
    assert [(one.status_code, one.headers.get("Location", "").partition("v1.1")[2]) for one in answers] == wanted
    assert batches(pretended) == [[4.5], [4, 5]]
    told = [one.json() for one in answers]
    assert told[6]["unitOfMeasurement"]["symbol"] == "m/s"
    assert told[7] == [f"http://testserver{BASE}/Observations('jump-wind@{AT - n}')" for n in (2000, 1000)]
    assert [one["@iot.id"] for one in told[8]["value"]] == ["ws-jump"]
    assert told[9]["value"][0]["Thing"]["@iot.id"] == "ws-jump"
    assert "%24skip=1" in told[9]["@iot.nextLink"]
    assert [one["name"] for page in told[9:11] for one in page["value"]] == ["jump-gust", "jump-wind"]
    assert "@iot.nextLink" not in told[10]
    assert told[11]["@iot.count"] == 2
    assert [one["ObservedProperty"]["name"] for one in told[12]["value"]] == ["wind_mean", "wind_gust"]
    assert told[13]["value"][0]["location"] == {"type": "Point", "coordinates": [115.45, 40.95]}


def test_observations_are_read_by_span_value_and_order(
    scene: Scene, pretended: PretendedLine, monkeypatch: pytest.MonkeyPatch
):
    asked: list[tuple[str, datetime, datetime]] = []

    def history(sensor: Sensor, since: datetime, until: datetime) -> Series:
        asked.append((sensor.code, since, until))
        at = np.array([AT, AT + 1000, AT + 2000])
        return Series(at, np.array([2.0, 5.0, 6.0]), at + 5)

    monkeypatch.setattr(queries, "history", history)
    span = (
        "%24filter=phenomenonTime+ge+2026-02-06T01%3A00%3A00Z+and+result+gt+3&%24orderby=phenomenonTime+desc&%24top=1"
    )
    told = ask(scene, "GET", f"/Datastreams('jump-wind')/Observations?{span}").json()
    newest = "?%24expand=Observations(%24orderby=phenomenonTime%20desc;%24top=1)"
    inside = ask(scene, "GET", f"/Datastreams('jump-wind'){newest}").json()

    assert [(one["result"], one["phenomenonTime"]) for one in told["value"]] == [(6.0, iso(from_ms(AT + 2000)))]
    assert "%24skip=1" in told["@iot.nextLink"]
    assert [one["result"] for one in inside["Observations"]] == [6.0]
    assert asked[0][0] == "jump-wind"
    assert iso(asked[0][1]) == "2026-02-06T01:00:00.000Z"
    assert (asked[1][2] - asked[1][1]).total_seconds() == 86_400


NOT_OFFERED = [
        ("/Things?$filter=startswith(name,'x')", "NotOffered"), ("/Things?$filter=name eq 'a' or name eq 'b'", "NotOffered"),
        ("/Things?$filter=nothing eq 1", "NotOffered"), ("/Things?$filter=name gt 3", "NotOffered"), ("/Things?$apply=x", "NotOffered"),
        ("/Things?$top=-1", "NotOffered"), ("/Things?$orderby=Datastreams/name", "NotOffered"), ("/Things?$expand=Tasks", "NotOffered"),
        ("/Things?$expand=Datastreams($expand=Thing($expand=Datastreams))", "NotOffered"), ("/Observations", "NotOffered"),
        ("/Things('a')/Datastreams/Sensor/x", "NotOffered"), ("/MultiDatastreams", "NotOffered"), ("/Things('nobody')", "NoSuchEntity"),
        ("/Datastreams('gate-count')", "NoSuchEntity"), ("/Datastreams(7)/Observations", "NoSuchEntity"), ("/Things?$filter=" + "(" * 5000, "NotOffered"),
]  # fmt: skip


def test_what_is_not_offered_is_refused_by_name_and_not_passed_over(scene: Scene, pretended: PretendedLine):
    for where, code in NOT_OFFERED:
        answer = ask(scene, "GET", where)
        status = 404 if code == "NoSuchEntity" else 400
        assert (answer.status_code, answer.json()["code"]) == (status, f"sources.{code}"), where


NOT_TAKEN: list[tuple[str, Any, str]] = [
        ("/Datastreams", STREAM | {"name": "nobody"}, "NotRegistered"), ("/Datastreams", STREAM | {"unitOfMeasurement": {"symbol": "km/h"}}, "WrongUnit"),
        ("/ObservedProperties", {"name": "luck"}, "NotRegistered"), ("/FeaturesOfInterest", {"name": "x"}, "NotRegistered"),
        ("/Observations", {"result": 1, "Datastream": {"@iot.id": "nobody"}}, "UnknownSensor"), ("/Observations", {"result": 1}, "WrongShape"),
        ("/Datastreams('jump-wind')/Observations", {"result": "calm"}, "NotNumber"), ("/Datastreams('jump-wind')/Observations", {"result": None}, "NotNumber"),
        ("/Datastreams('jump-wind')/Observations", {"result": 1, "phenomenonTime": "yesterday"}, "BadTime"),
        ("/CreateObservations", [{"Datastream": {"@iot.id": "jump-wind"}, "components": ["result"], "dataArray": [[1, 2]]}], "WrongShape"),
        ("/CreateObservations", [7], "WrongShape"), ("/Things", b"[" * 50_000, "TooDeep"), ("/Things", b"{", "NotReadable"),
        ("/Things", b" " * (1 << 19), "TooLarge"), ("/Things", [], "WrongShape"), ("/Observations", {"result": 1, "Datastream": {"@iot.id": True}}, "WrongShape"),
]  # fmt: skip


def test_what_cannot_be_taken_is_refused_with_its_reason(scene: Scene, pretended: PretendedLine):
    for where, body, code in NOT_TAKEN:
        answer = ask(scene, "POST", where, body)
        assert answer.status_code in (413, 422), (where, answer.content)
        assert answer.json()["code"] == f"sources.{code}", (where, body if len(str(body)) < 200 else "")
    assert pretended.published == []


def test_a_stranger_is_nobody_and_another_sources_device_sees_its_own(scene: Scene, pretended: PretendedLine):
    assert ask(scene, "GET", "/Things", key="wrong").status_code == 401
    assert Client().get(f"{BASE}/Things").status_code == 401
    actions.put_source("gate", "sensorthings", "门", "Gate")
    _, other = actions.put_device("gate-box", "gate")
    assert [one["name"] for one in ask(scene, "GET", "/Things", key=other).json()["value"]] == ["gate"]
    assert ask(scene, "GET", "/Datastreams", key=other).json()["value"] == []
    stolen = {"result": 1, "Datastream": {"@iot.id": "jump-wind"}}
    assert ask(scene, "POST", "/Observations", stolen, key=other).json()["code"] == "sources.NotItsSensor"


def test_while_the_stream_is_down_no_observation_is_called_made(scene: Scene, pretended: PretendedLine):
    pretended.down = True
    answer = ask(scene, "POST", "/Datastreams('jump-wind')/Observations", {"result": 4.5})
    assert (answer.status_code, answer["Retry-After"], answer.json()["code"]) == (503, "2", "sources.StreamDown")


def test_a_device_registers_a_sensor_only_where_its_source_lets_it(scene: Scene, pretended: PretendedLine):
    settings = {"may_register": True, "place": "jump", "most_sensors": 1, "sensors": {"Temp 1": "jump-temp"}}
    actions.put_source("logger", "sensorthings", "记录仪", "Logger", settings=settings)
    _, key = actions.put_device("logger-1", "logger")
    new = {
        "name": "Temp 1",
        "description": "x",
        "unitOfMeasurement": {"symbol": "°C"},
        "ObservedProperty": {"name": "Air temperature"},
    }

    assert (
        ask(scene, "POST", "/Datastreams", new | {"unitOfMeasurement": {"symbol": "°F"}}, key=key).json()["code"]
        == "sources.WrongUnit"
    )
    assert ask(scene, "POST", "/Datastreams", new, key=key).headers["Location"].endswith("/Datastreams('jump-temp')")
    assert ask(scene, "POST", "/Datastreams", new, key=key).status_code == 201
    made = Sensor.objects.get(code="jump-temp")
    assert (made.source.code, made.place.code, made.quantity) == ("logger", "jump", "air_temperature")
    assert (
        ask(scene, "POST", "/Datastreams", new | {"name": "second"}, key=key).json()["code"] == "sources.NotRegistered"
    )
    assert ask(scene, "POST", "/Datastreams('Temp 1')/Observations", {"result": -4.5}, key=key).status_code == 201
    assert batches(pretended) == [[-4.5]]
    assert Quarantine.objects.filter(source__code="logger").count() == 2
