"""Dispatch on the screen and over the API: what is shown, who may press what, and that a request twice is one act."""

import json
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from watchroom.conftest import SetClock
from watchroom.dispatch import actions
from watchroom.dispatch.models import Order, Unit
from watchroom.dispatch.tests.conftest import Activate
from watchroom.dispatch.tests.scene import Readings, open_gale, put_zone, task
from watchroom.incidents.actions import locate, open_incident
from watchroom.incidents.models import Incident
from watchroom.journal import queries as journal
from watchroom.people import queries as people
from watchroom.people.actions import make_api_token
from watchroom.people.testing import Cast


@pytest.fixture
def door(settings: Any) -> Client:
    settings.ROOT_URLCONF = "watchroom.dispatch.urls"
    return Client()


def sign_in(door: Client, code: str, lang: str = "zh") -> None:
    door.force_login(people.person_by_code(code), backend="django.contrib.auth.backends.ModelBackend")
    door.cookies["watchroom_lang"] = lang


def create(activate: Activate, *tasks: Any) -> list[Order]:
    return actions.create_orders(activate(*tasks).pk, actor="follower:dispatch.orders")


def put_ambulance(code: str = "a1") -> Unit:
    return actions.put_unit(code, "ambulance", f"救护 {code}", f"Ambulance {code}", "station")


@pytest.mark.parametrize(
    ("lang", "texts"),
    [("zh", ["任务 stop", "签收", "代记完成", "待前项", "用时 0:40 / 5:00", "带班领导代收"]), ("en", ["task stop", "Receive", "Record done", "after:", "took 0:40 / 5:00", "the duty leader received it"])],
)  # fmt: skip
def test_the_board_shows_every_state_in_the_readers_language(
    cast: Cast, gale: Incident, activate: Activate, clock: SetClock, door: Client, lang: str, texts: list[str]
) -> None:
    create(activate, task("stop"), task("done"), task("clear", "field_lead"), task("then", after=("clear",)))
    clock.forward(seconds=40)
    actions.finish_order(cast.lin, Order.objects.get(code="done").pk)
    clock.forward(minutes=10)
    sign_in(door, "lin", lang)

    page = door.get(f"/incidents/{gale.pk}/orders").content.decode()

    assert not [text for text in texts if text not in page]
    assert 'data-s="late"' in page
    assert "style=" not in page
    assert "<script" not in page


@pytest.mark.parametrize(
    ("lang", "unknown", "mark", "ask"),
    [
        ("zh", "事件没有位置，无法估计到达时间", "标出位置", "请值班员在事件页标出位置"),
        ("en", "no arrival can be estimated", "Mark where it is", "Ask the watch to mark it"),
    ],
)
def test_an_incident_without_a_position_leads_to_its_form_and_once_placed_units_are_estimated(
    cast: Cast, door: Client, lang: str, unknown: str, mark: str, ask: str
) -> None:
    put_zone()
    put_ambulance()
    nowhere = open_incident(cast.lin, title_zh="地点不明", title_en="Unknown place", kind="medical")
    address, form = f"/incidents/{nowhere.pk}/units", f'<a href="/incidents/{nowhere.pk}#place">{mark}</a>'
    sign_in(door, "zhao", lang)
    page = door.get(address).content.decode()
    assert (unknown in page, form in page, ask in page) == (True, False, True)
    sign_in(door, "lin", lang)
    page = door.get(address).content.decode()
    assert (unknown in page, form in page, ask in page) == (True, True, False)

    locate(cast.lin, nowhere.pk, place="jump", reason="来电人复述")

    page = door.get(address).content.decode()
    assert unknown not in page
    assert f'action="/incidents/{nowhere.pk}/units/' in page


def test_a_wall_screen_sees_the_board_without_names_and_without_buttons(
    cast: Cast, gale: Incident, activate: Activate, door: Client
) -> None:
    create(activate, task("stop"))
    put_ambulance()
    sign_in(door, "wall")

    for address in (f"/incidents/{gale.pk}/orders", f"/incidents/{gale.pk}/units", "/dispatch/"):
        page = door.get(address).content.decode()
        assert 'action="/orders' not in page
        assert 'action="/units' not in page
        assert 'action="/incidents' not in page
        assert "林晓" not in page


@pytest.mark.parametrize("address", ["/incidents/1/orders", "/incidents/1/units", "/dispatch/"])
def test_an_outsider_is_refused_and_a_stranger_asked_to_sign_in(cast: Cast, door: Client, address: str) -> None:
    assert door.get(address).status_code == 302
    sign_in(door, "guest")
    assert door.get(address).status_code == 403


def test_what_a_person_typed_is_shown_and_never_run(
    cast: Cast, gale: Incident, activate: Activate, door: Client
) -> None:
    [order] = create(activate, task("clear", "field_lead"))
    sign_in(door, "lin")

    went = door.post(
        f"/orders/{order.pk}/finish", {"said_by": "<script>alert(1)</script>", "note": "<img src=x onerror=x>"}
    )

    assert (went.status_code, went.headers["Location"]) == (302, f"/incidents/{gale.pk}")
    page = door.get(f"/incidents/{gale.pk}/orders").content.decode()
    assert "<script>" not in page
    assert "<img" not in page
    assert "&lt;script&gt;" in page


def test_reading_a_link_changes_nothing(cast: Cast, activate: Activate, door: Client) -> None:
    [order] = create(activate, task("stop"))
    unit = put_ambulance()
    sign_in(door, "lin")

    for address in (
        f"/orders/{order.pk}/receive",
        f"/orders/{order.pk}/finish",
        f"/units/{unit.pk}/status",
        f"/incidents/1/units/{unit.pk}/dispatch",
    ):
        assert door.get(address).status_code == 405
    order.refresh_from_db()
    assert order.state == "sent"


def test_the_units_pane_proposes_the_nearest_and_says_how_it_was_estimated(
    cast: Cast, clock: SetClock, gale: Incident, activate: Activate, readings: Readings, door: Client
) -> None:
    create(activate, task("carry", unit_kinds=("ambulance", "snow_plough")))
    put_ambulance("a1")
    near = put_ambulance("a2")
    readings.at("a1", 115.40, 40.90, clock.at)
    readings.at("a2", 115.466, 40.906, clock.at)
    sign_in(door, "lin")

    page = door.get(f"/incidents/{gale.pk}/units").content.decode()

    assert page.index("救护 a2") < page.index("救护 a1")
    for text in ("最近", "指令要求", "假定车速", "没有可派的除雪车", f"/incidents/{gale.pk}/units/{near.pk}/dispatch"):
        assert text in page


def test_a_unit_is_dispatched_and_moved_by_buttons(
    cast: Cast, clock: SetClock, gale: Incident, readings: Readings, door: Client
) -> None:
    unit = put_ambulance()
    readings.at("a1", 115.40, 40.90, clock.at)
    sign_in(door, "lin")

    assert door.post(f"/incidents/{gale.pk}/units/{unit.pk}/dispatch").status_code == 302
    assert door.post(f"/incidents/{gale.pk}/units/{unit.pk}/dispatch").status_code == 409
    went = door.post(f"/units/{unit.pk}/status", {"status": "on_scene", "back": "dispatch"})
    assert went.headers["Location"] == "/dispatch/"

    page = door.get(f"/incidents/{gale.pk}/units").content.decode()
    assert "到场" in page
    sent = journal.last(unit.subject, "dispatch.unit_dispatched")
    assert sent is not None
    assert sent.facts["eta_s"] > 0


def test_the_dispatch_page_lists_all_open_orders_and_units(
    cast: Cast, gale: Incident, activate: Activate, door: Client
) -> None:
    create(activate, task("stop"))
    put_ambulance()
    sign_in(door, "chen")

    page = door.get("/dispatch/").content.decode()

    for text in (gale.number, "任务 stop", "救护 a1", "无定位", 'data-follows="order: unit: field_act:"'):
        assert text in page


@pytest.fixture
def api(cast: Cast) -> Client:
    token = make_api_token(people.person_by_code("lin"))
    return Client(headers={"Authorization": f"Bearer {token}"})


def post(api: Client, address: str, body: dict[str, Any], **headers: str) -> tuple[int, dict[str, Any]]:
    answer = api.post(address, json.dumps(body), content_type="application/json", headers=headers)
    return answer.status_code, answer.json()


def test_the_api_receives_and_finishes_an_order(gale: Incident, activate: Activate, api: Client) -> None:
    [order] = create(activate, task("stop"))

    assert [row["code"] for row in api.get(f"/api/orders?incident={gale.pk}").json()] == ["stop"]
    assert post(api, f"/api/orders/{order.pk}/receive", {})[1]["state"] == "received"
    status, answer = post(api, f"/api/orders/{order.pk}/finish", {"note": "done"})
    assert (status, answer["state"], answer["note"]) == (200, "done", "done")
    status, fault = post(api, f"/api/orders/{order.pk}/finish", {})
    assert (status, fault["code"]) == (409, "dispatch.OrderAnswered")


def test_the_same_request_twice_is_one_act(clock: SetClock, gale: Incident, api: Client, readings: Readings) -> None:
    unit = put_ambulance()
    readings.at("a1", 115.40, 40.90, clock.at)
    [candidate] = api.get(f"/api/incidents/{gale.pk}/nearest-units?kind=ambulance").json()
    assert candidate["low_s"] <= candidate["eta_s"] <= candidate["high_s"]

    answers = [
        post(api, f"/api/units/{unit.pk}/dispatch", {"incident": gale.pk}, **{"Idempotency-Key": "k1"})
        for _ in range(2)
    ]

    assert answers[0] == answers[1]
    assert (answers[0][0], answers[0][1]["status"]) == (200, "dispatched")
    assert len([entry for entry in journal.of_subject(unit.subject) if entry.kind == "dispatch.unit_dispatched"]) == 1


def test_a_taken_unit_is_a_conflict_that_names_the_incident(cast: Cast, gale: Incident, api: Client) -> None:
    unit, other = put_ambulance(), open_gale(cast.lin)
    actions.dispatch_unit(cast.chen, unit.pk, gale.pk)

    status, fault = post(api, f"/api/units/{unit.pk}/dispatch", {"incident": other.pk})

    assert (status, fault["code"]) == (409, "dispatch.UnitTaken")
    assert gale.number in fault["text"]


def test_the_api_bounds_what_it_takes(gale: Incident, activate: Activate, api: Client) -> None:
    [order] = create(activate, task("clear", "field_lead"))

    assert post(api, f"/api/orders/{order.pk}/finish", {"said_by": "x" * 129})[0] == 422
    assert post(api, f"/api/orders/{order.pk}/finish", {"said_by": 5})[0] == 422
    assert post(api, "/api/units/99999/status", {"status": "off"})[0] == 404
    assert Client().get("/api/orders").status_code == 401


def test_a_longer_board_asks_the_database_no_more_often(
    cast: Cast, gale: Incident, activate: Activate, door: Client
) -> None:
    sign_in(door, "lin")

    def asked() -> list[int]:
        """How often each page asks, once it is warm."""
        counts = []
        for address in (f"/incidents/{gale.pk}/orders", f"/incidents/{gale.pk}/units", "/dispatch/"):
            door.get(address)
            with CaptureQueriesContext(connection) as queries:
                assert door.get(address).status_code == 200
            counts.append(len(queries))
        return counts

    create(activate, *(task(f"t{n}", after=(f"t{n - 1}",) if n % 3 else ()) for n in range(4)))
    for n in range(2):
        put_ambulance(f"a{n}")
    short = asked()
    create(activate, *(task(f"u{n}", after=(f"u{n - 1}",) if n % 3 else ()) for n in range(40)))
    for n in range(20):
        put_ambulance(f"b{n}")

    assert asked() == short
    assert max(short) <= 24
