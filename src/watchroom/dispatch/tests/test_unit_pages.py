"""The board of units and a unit's page: found by typing, reported by key, by radio and late; the API says the same."""

from datetime import timedelta

import pytest
from django.conf import settings
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from watchroom.conftest import SetClock
from watchroom.dispatch import actions, fleet_board
from watchroom.dispatch.fleet_board import Wanted
from watchroom.dispatch.models import Run, Unit
from watchroom.dispatch.moves import site_time
from watchroom.dispatch.tests.scene import open_gale
from watchroom.dispatch.tests.test_pages import sign_in
from watchroom.incidents.models import Incident
from watchroom.journal import queries as journal
from watchroom.journal.clock import site_now
from watchroom.kernel.clock import as_local
from watchroom.kernel.words import Words
from watchroom.people.testing import Cast
from watchroom.places.models import Place


@pytest.fixture
def fleet(gale: Incident) -> dict[str, Unit]:
    agency = Words(zh="急救中心", en="Emergency medical centre")
    made = {
        code: actions.put_unit(code, "ambulance", f"救护 {code}", f"Ambulance {code}", "station", agency=agency)
        for code in ("A1", "A2", "A3")
    }
    return made | {"E1": actions.put_unit("E1", "fire_engine", "消防 E1", "Engine E1", "jump")}


def test_the_board_counts_by_state_and_says_who_is_over_time(
    cast: Cast, clock: SetClock, fleet: dict[str, Unit], gale: Incident
) -> None:
    actions.dispatch_unit(cast.lin, fleet["A1"].pk, gale.pk)
    clock.forward(minutes=3)
    actions.dispatch_unit(cast.lin, fleet["A2"].pk, gale.pk)

    groups = fleet_board.board(cast.lin, Wanted())

    assert [(group.status, group.count, group.late) for group in groups] == [("dispatched", 2, 1), ("available", 2, 0)]
    assert [(line.unit.code, line.late) for line in groups[0].lines] == [("A1", True), ("A2", False)]


@pytest.mark.parametrize(
    ("wanted", "codes"),
    [
        (Wanted("救护 a2"), ["A2"]), (Wanted("engine"), ["E1"]), (Wanted("急救站"), ["A1", "A2", "A3"]), (Wanted(agency="急救中心", status="free"), ["A2", "A3"]),
        (Wanted(status="assigned"), ["A1"]), (Wanted(station="jump"), ["E1"]), (Wanted(kind="fire_engine"), ["E1"]), (Wanted("%"), []), (Wanted(status="nonsense"), []),
    ],
    ids=["two words", "English", "its station", "agency and free", "on a run", "station", "kind", "no wildcard", "no such status"],
)  # fmt: skip
def test_units_are_found_by_what_is_typed_and_chosen(
    cast: Cast, fleet: dict[str, Unit], gale: Incident, wanted: Wanted, codes: list[str]
) -> None:
    actions.dispatch_unit(cast.lin, fleet["A1"].pk, gale.pk)

    assert [row.code for row in fleet_board.listed(cast.lin, wanted, 10)[0]] == codes


def test_five_thousand_units_cost_no_more_questions_than_five(cast: Cast, clock: SetClock, gale: Incident) -> None:
    home = Place.objects.get(code="station")
    made = [
        Unit(code=f"U{n}", kind="patrol", zh=f"巡逻 {n}", en=f"Patrol {n}", home=home, since=clock.at)
        for n in range(5000)
    ]
    Unit.objects.bulk_create(made, batch_size=500)

    with CaptureQueriesContext(connection) as asked:
        groups = fleet_board.board(cast.lin, Wanted("巡逻"))

    assert len(asked) < 8
    assert (groups[0].count, len(groups[0].lines), groups[0].rest) == (
        5000,
        fleet_board.MOST_SHOWN,
        5000 - fleet_board.MOST_SHOWN,
    )


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_the_pages_show_units_their_runs_and_their_book(
    client: Client, cast: Cast, clock: SetClock, fleet: dict[str, Unit], gale: Incident, lang: str
) -> None:
    sign_in(client, "lin", lang)
    unit = fleet["A1"]
    actions.dispatch_unit(cast.lin, unit.pk, gale.pk)
    clock.forward(minutes=5)
    actions.unit_status(cast.lin, unit.pk, "available", cancelled=True, reason="误报")

    board = client.get("/units/?q=a1").content.decode()
    page = client.get(f"/units/{unit.pk}").content.decode()

    assert ("救护 A1" if lang == "zh" else "Ambulance A1") in board
    assert ("到场前取消" if lang == "zh" else "called off before it arrived") in page
    assert gale.number in page
    assert "误报" in page
    position = f"第 {journal.head()} 条" if lang == "zh" else f"No. {journal.head()}"
    assert position in page, "the foot and the stream go on from the journal's position"
    assert (
        client.get("/units/?q=a1", headers={"HX-Request": "true"})
        .content.decode()
        .lstrip()
        .startswith('<div id="units"')
    )


def test_acts_on_the_pages_do_what_the_api_does(
    client: Client, cast: Cast, clock: SetClock, fleet: dict[str, Unit], gale: Incident
) -> None:
    sign_in(client, "lin")
    unit, other = fleet["A1"], open_gale(cast.lin)

    assert (
        client.post(f"/units/{unit.pk}/send", {"incident": gale.pk, "back": f"/units/{unit.pk}"}).headers["Location"]
        == f"/units/{unit.pk}"
    )
    began = site_now()
    clock.forward(minutes=10)
    client.post("/units/radio", {"line": "A1 4", "back": "/units/"})
    hhmm = f"{as_local(began + timedelta(minutes=4), settings.SITE_ZONE):%H:%M}"
    client.post(f"/units/{unit.pk}/status", {"status": "en_route", "at": hhmm, "said_by": "A1"})
    client.post(f"/units/{unit.pk}/send", {"incident": other.pk, "divert": "on", "reason": "更近"})

    first = Run.objects.get(incident=gale)
    assert (first.on_scene_at, first.outcome) == (site_now(), "diverted")
    assert first.en_route_at == site_time(hhmm, site_now(), settings.SITE_ZONE)
    assert Unit.objects.get(pk=unit.pk).incident_id == other.pk
    told = client.get(f"/api/units/{unit.pk}").json()
    assert [run["outcome"] for run in told["runs"]] == ["", "diverted"]
    assert told["status"] == "dispatched"
    assert client.post(f"/units/{unit.pk}/status", {"status": "en_route", "at": "gestern"}).status_code == 422
    assert (
        client.post("/units/radio", {"line": "A1 4", "back": "https://elsewhere.example/"}).headers["Location"]
        == "/dispatch/"
    )


def test_the_api_reports_diverts_and_tells_what_is_usual(
    client: Client, cast: Cast, fleet: dict[str, Unit], gale: Incident
) -> None:
    sign_in(client, "lin")
    unit, other = fleet["E1"].pk, open_gale(cast.lin)

    def post(address: str, **body: object) -> tuple[int, dict[str, object]]:
        answer = client.post(f"/api/{address}", body, content_type="application/json")
        return answer.status_code, answer.json()

    assert post(f"units/{unit}/dispatch", incident=gale.pk)[1]["status"] == "dispatched"
    assert post(f"units/{unit}/dispatch", incident=other.pk)[0] == 409
    assert post(f"units/{unit}/dispatch", incident=other.pk, divert=True, reason="近")[0] == 200
    assert post("units/radio", line="E1 10-97")[1]["status"] == "on_scene"
    assert post(f"units/{unit}/status", status="out")[0] == 422
    assert post(f"units/{unit}/status", status="out", reason="漏油")[1]["reason"] == "漏油"
    assert [run["outcome"] for run in client.get(f"/api/incidents/{gale.pk}/runs").json()] == ["diverted"]
    board = client.get("/api/unit-board?q=e1").json()
    assert (board["matched"], board["groups"], board["units"][0]["code"]) == (
        1,
        [{"status": "out", "count": 1, "late": 0}],
        "E1",
    )
    assert {"code": "4", "status": "on_scene"} in client.get("/api/radio-codes").json()
    assert "ambulance" in {kind["code"] for kind in client.get("/api/unit-kinds").json()}
