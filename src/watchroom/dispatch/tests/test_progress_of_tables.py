"""A long table shows how far it has come: to the page that sent it, to nobody else, and on the terminal."""

from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from pytest_django.fixtures import Settings

from watchroom.dispatch import enrolling
from watchroom.dispatch.faults import TableRefused
from watchroom.dispatch.models import Unit
from watchroom.people.queries import person_by_code
from watchroom.people.testing import Cast
from watchroom.people.waiting import HEADER
from watchroom.places.actions import put_place

TOKEN = "0123456789abcdef" * 2
POINT = {"type": "Point", "coordinates": [115.46, 40.9]}
TABLE = b"code,kind,zh,home\nP1,patrol,P,station\nP2,patrol,P,station\n"


def client(code: str) -> Client:
    made = Client()
    made.force_login(person_by_code(code))
    return made


def test_the_page_that_sent_a_table_sees_how_many_lines_are_done_and_nobody_else_does(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    put_place("station", "station", "站", "Station", POINT)
    lin, seen, enter = client("lin"), list[dict[str, Any]](), enrolling.enter_unit

    def entering(*given: Any) -> Unit:
        for who in ("lin", "chen"):
            seen.append(client(who).get(f"/progress/{TOKEN}").json())
        return enter(*given)

    monkeypatch.setattr(enrolling, "enter_unit", entering)
    file = SimpleUploadedFile("units.csv", TABLE)
    answer = lin.post("/units/import", {"file": file}, headers={HEADER: TOKEN})

    nothing = {"done": 0, "of": 0}
    assert answer.status_code == 200
    assert Unit.objects.filter(code__in=["P1", "P2"]).count() == 2
    assert seen == [nothing, nothing, {"done": 1, "of": 2}, nothing]
    assert lin.get(f"/progress/{TOKEN}").json() == nothing  # it is over
    assert lin.get("/progress/..%2Fsecret").status_code in (200, 404)
    assert Client().get(f"/progress/{TOKEN}").status_code in (302, 401, 403)


def test_a_count_that_cannot_be_left_stops_no_table(cast: Cast, settings: Settings, tmp_path: Path) -> None:
    put_place("station", "station", "站", "Station", POINT)
    settings.DATA = tmp_path / "full"
    settings.DATA.write_text("no folder can be made in here, as on a full disk")

    answer = client("lin").post(
        "/units/import", {"file": SimpleUploadedFile("units.csv", TABLE)}, headers={HEADER: TOKEN}
    )
    assert answer.status_code == 200
    assert Unit.objects.filter(code__in=["P1", "P2"]).count() == 2
    assert client("lin").get(f"/progress/{TOKEN}").json() == {"done": 0, "of": 0}


def test_a_table_of_five_thousand_units_is_judged_whole(cast: Cast) -> None:
    head = "code,kind,zh,home"
    lines = [f"U-{n},patrol,巡逻组 {n},nowhere" for n in range(enrolling.MOST_LINES)]

    whole = "\n".join([head, *lines]).encode()
    with pytest.raises(TableRefused) as found:  # each of its lines was judged: the place is not there
        enrolling.take_table(cast.lin, whole)
    assert "另有 4980 处" in found.value.words.zh
    assert not Unit.objects.filter(code__startswith="U-").exists()
