"""What is asked, and what SensorThings programs send, when it is not taken: kept with its bytes, and offered again."""

from pathlib import Path
from typing import Any

import orjson
import pytest
from django.test import Client

from watchroom.conftest import SetClock
from watchroom.kernel.clock import ms
from watchroom.kernel.tables import READINGS
from watchroom.places.actions import put_place
from watchroom.sources import actions, bulletins, listeners, replaying
from watchroom.sources.connector import CONNECTORS
from watchroom.sources.connectors import usgs_quakes
from watchroom.sources.models import Bulletin, Quarantine
from watchroom.sources.quarantine import MOST_BYTES
from watchroom.sources.tests.intake_scene import NOW, Intake, kept, readings, register, replayed
from watchroom.sources.tests.scene import PretendedLine


@pytest.fixture(autouse=True)
def _stage(clock: SetClock, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(listeners, "SMALL", READINGS.size)  # no thread of its own: the database is in the test's
    put_place("jump", "venue", "跳台", "Ski jump", {"type": "Point", "coordinates": [115.45, 40.95]})
    clock.set(NOW)


BASE = "/api/sensorthings/v1.1"


@pytest.mark.parametrize(
    ("address", "body"),
    [
        ("Observations", {"result": 7.5, "phenomenonTime": "2026-02-06T11:00:00Z", "Datastream": {"@iot.id": "new-wind"}}),
        ("Datastreams('new-wind')/Observations", {"result": 7.5, "phenomenonTime": "2026-02-06T11:00:00Z"}),
        ("CreateObservations", [{"Datastream": {"@iot.id": "new-wind"}, "components": ["phenomenonTime", "result"], "dataArray": [["2026-02-06T11:00:00Z", 7.5]]}]),
    ],
)  # fmt: skip
@pytest.mark.parametrize("kind", ["sensorthings", "mqtt", "owntracks"])
def test_a_request_of_sensorthings_is_kept_with_its_address_and_offered_again_there(
    kind: str, address: str, body: Any, pretended: PretendedLine
):
    settings = {"units": {"a": "b"}} if kind == "owntracks" else {}
    actions.put_source("new", kind, "新", "New", settings=settings)
    _, key = actions.put_device("new-device", "new")
    data = orjson.dumps(body)
    answer = Client().post(f"{BASE}/{address}", data, "application/json", headers={"X-Device-Key": key})

    assert answer.status_code == 422
    assert kept() == [(data, 1)]
    register("new-wind", 7.5, None)
    assert replayed() == [replaying.Outcome(1, 0, None)]
    ((_, value, measured, received),) = readings([(partition, data) for partition, data, _ in pretended.published])
    assert (value, measured, received) == (7.5, ms(NOW) - 3_600_000, ms(NOW))


@pytest.mark.parametrize("body", [b"{", b"[" * 50, b'{"name": "new-wind"}'])
@pytest.mark.parametrize("address", ["Datastreams", "Observations", "Things('new')/Datastreams"])
def test_whatever_sensorthings_refuses_is_kept(address: str, body: bytes, pretended: PretendedLine):
    actions.put_source("new", "sensorthings", "新", "New")
    _, key = actions.put_device("new-device", "new")

    answer = Client().post(f"{BASE}/{address}", body, "application/json", headers={"X-Device-Key": key})

    assert 400 <= answer.status_code < 500
    assert kept() == [(body, 1)]
    assert [one.refused for one in replayed()] == [1]


def test_a_datastream_that_was_not_registered_is_found_when_it_is(pretended: PretendedLine):
    actions.put_source("new", "sensorthings", "新", "New")
    _, key = actions.put_device("new-device", "new")
    Client().post(f"{BASE}/Datastreams", b'{"name": "new-wind"}', "application/json", headers={"X-Device-Key": key})

    register("new-wind", 4.5, None)

    assert replayed() == [replaying.Outcome(1, 0, None)]


# ---- what is asked --------------------------------------------------------------------------------------------------

LIST = "https://quakes.example.org/day.geojson"


def quakes(count: int) -> bytes:
    one = {"type": "earthquake", "status": "reviewed", "time": 1_770_372_000_000, "updated": 1_770_372_060_000}
    features = [
        {
            "id": f"ex{i}", "properties": one | {"mag": 5.0 if i == 2 else 3.5, "place": "10 km N of Example " + "x" * 100, "ids": f",ex{i},"},
            "geometry": {"type": "Point", "coordinates": [115.4, 40.9, 10.0]},
        }
        for i in range(count)
    ]  # fmt: skip
    return orjson.dumps({"type": "FeatureCollection", "features": features})


def test_of_a_long_list_the_item_is_kept_and_its_reading_comes_without_a_second_notice(
    pretended: PretendedLine, tmp_path: Path
):
    source = Intake(CONNECTORS["usgs_quakes"], {"url": LIST, "sensor": "quake"}, tmp_path)
    assert len(quakes(1000)) > MOST_BYTES
    source.asked({LIST: (200, {}, quakes(1000))})
    before = Bulletin.objects.count()

    rows = list(Quarantine.objects.order_by("id"))
    assert sum(row.count for row in rows) == 1000
    assert all(row.whole and row.size < 1000 for row in rows)
    register("quake", 5.0, "M")
    assert {(one.taken, one.refused) for one in replayed()} == {(1, 0)}
    assert Bulletin.objects.count() == before


@pytest.mark.parametrize("before", [False, True], ids=["the first of its event", "a change of one that is here"])
def test_a_notice_that_broke_us_is_received_later_in_its_place_of_the_chain(
    before: bool, pretended: PretendedLine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    def broken(*_: Any, **__: Any) -> None:
        raise RuntimeError("a bug")

    source = Intake(CONNECTORS["usgs_quakes"], {"url": LIST}, tmp_path)
    if before:
        source.asked({LIST: (200, {}, quakes(3).replace(b'"mag":5.0', b'"mag":4.8'))})
    with monkeypatch.context() as bug:
        bug.setattr(bulletins, "receive_read", broken)
        source.source.refresh_from_db()
        source.asked({LIST: (200, {}, quakes(3))}, dict(source.source.memo))

    assert len(kept()) == 1
    assert [(one.taken, one.refused) for one in replayed()] == [(1, 0)]
    rows = Bulletin.objects.order_by("id")
    assert [row.state for row in rows] == (["superseded", "in_force"] if before else ["in_force"])


def test_a_list_that_cannot_be_read_is_kept_once_while_it_is_so_and_taken_when_it_can_be(
    pretended: PretendedLine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    source = Intake(CONNECTORS["usgs_quakes"], {"url": LIST}, tmp_path)
    with monkeypatch.context() as bug:
        bug.setattr(usgs_quakes, "MOST_QUAKES", 2)
        for _ in range(3):
            source.source.refresh_from_db()
            source.asked({LIST: (200, {}, quakes(3))})

    assert kept() == [(quakes(3), 1)]
    assert [(one.taken, one.refused) for one in replayed()] == [(1, 0)]
    assert Bulletin.objects.get().identifier.startswith("ex2.")


def test_a_bad_cap_file_at_an_address_is_kept_once_and_the_other_address_is_taken(
    pretended: PretendedLine, tmp_path: Path
):
    one, two = "https://a.example.org/1.xml", "https://a.example.org/2.xml"
    source = Intake(CONNECTORS["cap_url"], {"urls": [one, two]}, tmp_path)
    for _ in range(2):
        source.asked({one: (200, {}, b"<alert><broken"), two: (200, {}, b"<html/>")})

    assert kept() == [(b"<alert><broken", 1), (b"<html/>", 1)]
    assert [outcome.refused for outcome in replayed()] == [1, 1]
