"""Units and stations entered by hand or from a table."""

from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from watchroom.dispatch import actions, enrolling
from watchroom.dispatch.enrolling import MOST_LINES, TABLE, Given, enter_station, enter_unit, given_of, take_table
from watchroom.dispatch.faults import TableRefused, UnitIncomplete, UnitWrong, UnknownUnitKind
from watchroom.dispatch.models import Unit
from watchroom.incidents.models import Incident
from watchroom.journal.models import Entry
from watchroom.kernel.table_faults import FileTooLarge, NoFile, TooManyRows
from watchroom.people.faults import NotAllowed
from watchroom.people.models import Person
from watchroom.people.testing import Cast
from watchroom.places.faults import NoSuchPlace
from watchroom.places.models import Place

GIVEN = Given("E32", "fire_engine", "消防 32", "", "station", ("rope", "水域"), 6, "消防支队", "", (("泵", "pump", 2),))


def client(code: str) -> Client:
    made = Client()
    made.force_login(Person.objects.get(code=code), backend="django.contrib.auth.backends.ModelBackend")
    return made


def test_a_unit_is_entered_with_what_it_can_and_by_whom_and_changed_without_its_status(
    cast: Cast, gale: Incident
) -> None:
    row = enter_unit(cast.lin, GIVEN)

    assert (row.zh, row.en, row.agency_en, row.crew, row.skills) == (
        "消防 32",
        "消防 32",
        "消防支队",
        6,
        ["rope", "水域"],
    )
    said = Entry.objects.get(subject=row.subject)
    assert (said.kind, said.actor) == ("dispatch.unit_set", cast.lin.actor)
    actions.unit_status(cast.lin, row.pk, "off")
    again = enter_unit(cast.chen, Given("E32", "ladder_truck", "云梯 32", "Ladder 32", "station"))
    assert (again.pk, again.kind, again.status, again.skills) == (row.pk, "ladder_truck", "off", [])


@pytest.mark.parametrize(
    ("change", "fault"),
    [
        ({"code": "../etc"}, UnitWrong), ({"code": ""}, UnitIncomplete), ({"zh": "  "}, UnitIncomplete), ({"zh": "x" * 129}, UnitWrong),
        ({"zh": "a\u202eb"}, UnitWrong), ({"kind": "spaceship"}, UnknownUnitKind), ({"home": "atlantis"}, NoSuchPlace),
        ({"home": ""}, UnitIncomplete), ({"kind": ""}, UnitIncomplete),
        ({"skills": ("x" * 65,)}, UnitWrong), ({"agency_zh": "a\x00b"}, UnitWrong),
    ],
)  # fmt: skip
def test_what_will_not_do_is_refused(
    cast: Cast, gale: Incident, change: dict[str, Any], fault: type[Exception]
) -> None:
    given = {"code": "E32", "kind": "fire_engine", "zh": "消防", "en": "", "home": "station"} | change
    with pytest.raises(fault):
        enter_unit(cast.lin, Given(**given))
    assert not Unit.objects.exists()
    with pytest.raises(NotAllowed):
        enter_unit(cast.sun, GIVEN)


def test_a_line_of_text_becomes_a_unit() -> None:
    one = given_of({"code": " A1 ", "kind": "ambulance", "zh": "救护", "home": "station", "skills": "儿科；急救、ALS", "crew": "3", "equipment": "呼吸机/ventilator ×2; 担架 x3；氧气"})  # fmt: skip

    assert (one.code, one.skills, one.crew) == ("A1", ("儿科", "急救", "ALS"), 3)
    assert one.equipment == (("呼吸机", "ventilator", 2), ("担架", "担架", 3), ("氧气", "氧气", 1))
    for crew in ("many", "-1", "1000", "²"):
        with pytest.raises(UnitWrong):
            given_of({"crew": crew})


def test_a_table_is_entered_whole_in_either_languages_headings_and_encoding(cast: Cast, gale: Incident) -> None:
    told = "代号,类别,名称,驻地,技能,人数\nA1,ambulance,救护 1,station,儿科;急救,3\nA2,ambulance,救护 2,station,,\n\n"

    taken = take_table(cast.lin, told.encode("gb18030"))
    again = take_table(
        cast.chen, b"code,kind,zh,home,en\nA1,ambulance,A one,station,Ambulance 1\nP1,patrol,P,station,\n"
    )

    assert (taken.new, taken.known, again.new, again.known) == (2, 0, 1, 1)
    assert [(one.code, one.en) for one in Unit.objects.order_by("code")] == [("A1", "Ambulance 1"), ("A2", "救护 2"), ("P1", "P")]  # fmt: skip


@pytest.mark.parametrize("coding", ["gbk", "gb18030", "utf-8", "utf-8-sig", "utf-16"])
def test_a_table_in_whatever_encoding_gives_the_same_units(cast: Cast, gale: Incident, coding: str) -> None:
    """F43; with a name that begins as a formula does, which is a name, and is guarded where it goes out: F47."""
    rare = "救护" if coding == "gbk" else "救护𠮷"
    told = f"代号,类别,名称,驻地,人数\nA1,ambulance,{rare},station,3\nA2,ambulance,=1+1,station,2\n"
    take_table(cast.lin, told.encode(coding))
    assert list(Unit.objects.order_by("code").values_list("zh", "crew")) == [(rare, 3), ("=1+1", 2)]


@pytest.mark.parametrize("lines", [20, 50, 300])
def test_every_line_of_a_table_is_there_and_counted(cast: Cast, gale: Incident, lines: int) -> None:
    """F48."""
    rows = "".join(f"A{n},ambulance,救护 {n},station\n" for n in range(lines))
    taken = take_table(cast.lin, f"代号,类别,名称,驻地\n{rows}".encode())
    assert (taken.new, Unit.objects.count()) == (lines, lines)


def test_a_table_with_one_line_too_many_is_refused_whole(cast: Cast, gale: Incident) -> None:
    rows = "".join(f"A{n},ambulance,救护 {n},station\n" for n in range(MOST_LINES + 1))
    with pytest.raises(TooManyRows, match=str(TABLE.rows)):
        take_table(cast.lin, f"代号,类别,名称,驻地\n{rows}".encode())
    assert not Unit.objects.exists()


def test_one_wrong_line_keeps_the_whole_table_out_and_each_is_named(cast: Cast, gale: Incident) -> None:
    bad = b"code,kind,zh,home\nA1,ambulance,a,station\nA1,ambulance,b,station\n..,ambulance,c,station\n"
    with pytest.raises(TableRefused) as refused:
        take_table(cast.lin, bad)
    assert "line 3" in refused.value.words.en
    assert "line 4" in refused.value.words.en
    with pytest.raises(TableRefused) as refused:
        take_table(cast.lin, b"code,kind,zh,home\nA1,ambulance,a,station\nA2,tank,b,station\nA3,patrol,c,moon\n")
    assert "line 3: " in refused.value.words.en
    assert "line 4: " in refused.value.words.en
    long = b"code,kind,zh,home\n" + b"A,patrol,a,station\n" * (MOST_LINES + 1)
    for data, fault in (
        (b"", NoFile), (b"code,kind\n", TableRefused), (b"x" * (TABLE.size + 1), FileTooLarge), (long, TooManyRows),
    ):  # fmt: skip
        with pytest.raises(fault):
            take_table(cast.lin, data)
    with pytest.raises(NotAllowed):
        take_table(cast.wall, bad)
    assert not Unit.objects.exists()


def test_a_station_is_entered_and_no_other_place_is_overwritten(cast: Cast, gale: Incident) -> None:
    made = enter_station(cast.lin, "east", "depot", "东库", "", 115.47, 40.91)

    assert (made.kind, made.en, Place.objects.get(code="east").zh) == ("depot", "东库", "东库")
    for code, kind in (("village", "station"), ("East", "station"), ("new", "venue")):
        with pytest.raises(UnitWrong):
            enter_station(cast.lin, code, kind, "站", "", 115.47, 40.91)
    with pytest.raises(NotAllowed):
        enter_station(cast.guest, "west", "depot", "西库", "", 115.47, 40.91)


def test_the_form_keeps_what_was_typed_and_the_table_comes_by_upload(cast: Cast, gale: Incident) -> None:
    lin = client("lin")
    typed = {"code": "A9", "kind": "ambulance", "zh": "救护九", "home": "station", "crew": "many"}

    refused = lin.post("/units/new", typed)
    assert refused.status_code == 422
    assert "救护九" in refused.content.decode()
    made = lin.post("/units/new", typed | {"crew": "2"})
    row = Unit.objects.get(code="A9")
    assert made.headers["Location"] == f"/units/{row.pk}"
    assert "救护九" in lin.get(f"/units/{row.pk}/edit").content.decode()
    assert lin.post(f"/units/{row.pk}/edit", typed | {"crew": "4", "code": "other"}).status_code == 302
    row.refresh_from_db()
    assert (row.code, row.crew) == ("A9", 4)
    file = SimpleUploadedFile("units.csv", b"code,kind,zh,home\nP1,patrol,P,station\n")
    assert lin.post("/units/import", {"file": file}).status_code == 200
    assert lin.post("/units/import").status_code == 422
    assert Unit.objects.filter(code="P1").exists()
    assert enrolling.MOST_LINES == 5000
