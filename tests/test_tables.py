"""Every table that a person sends is read by one reader, in every encoding, whole or not at all: F43, F44, F47, F48.

Each door is walked: by its page and by the API. What reads a file in any other way is named here with its reason, and a new
reader of tables that goes by itself fails.
"""

import ast
import csv
import io
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
import xlsxwriter
from django.core.files.uploadedfile import SimpleUploadedFile

from tests.test_rights import browser, program
from watchroom.conftest import SetClock
from watchroom.dispatch.call_models import Roll
from watchroom.dispatch.models import StockMove, Unit
from watchroom.journal.clock import site_now
from watchroom.journal.models import Entry
from watchroom.kernel import tables
from watchroom.kernel.clock import as_local
from watchroom.people import actions as people
from watchroom.people.models import Shift
from watchroom.people.rights import Role
from watchroom.people.testing import Cast
from watchroom.places.actions import put_place

pytestmark = [pytest.mark.django_db, pytest.mark.site]
SRC = Path(tables.__file__).parents[1]
CODINGS = ("utf-8", "utf-8-sig", "gb18030", "utf-16-le-marked", "xlsx")

# What reads rows and columns beside the one reader: what an operator fetched, never what a person sends up.
OPERATORS_OWN = {
    "ops/dispatch_log.py": "a dispatch centre's log that is played",
    "ops/scenario/weather.py": "the weather of the exercise day",
    "sources/export.py": "writes millions of readings piece by piece",
}
# Where a file comes up that is no table, and what reads it.
NO_TABLE = {
    "plans/drafts/pages.py": "a plan's document, read by plans.documents",
    "plans/drafts/api.py": "a plan's document, read by plans.documents",
    "incidents/file_pages.py": "an attachment, kept as it came", "incidents/brief_pages.py": "a Word template, opened apart",
    "incidents/intake/pages.py": "a mail, read by intake.mail", "incidents/scene_media_api.py": "a picture or a voice",
    "people/roll_pages.py": "a picture", "people/roll_api.py": "a picture",
    "dispatch/field/wire.py": "what a phone sends", "desk/field_pages.py": "positions of a phone",
    "sources/sensorthings_api.py": "a device's message", "sources/push_api.py": "a device's message",
}  # fmt: skip


@dataclass(frozen=True)
class Door:
    """A table's way in.

    page, field  where its form posts the file;  api  method and address;  head, row  its columns and the n-th line
    there        how many of its lines are in the site now;  wrong  a line that cannot be taken
    """

    name: str
    page: str
    more: dict[str, str]
    api: tuple[str, str]
    head: list[str]
    row: Callable[[int], list[str]]
    there: Callable[[], int]
    wrong: list[str]
    sizes: tuple[int, ...]


def roster_row(n: int) -> list[str]:
    day = as_local(site_now(), "Asia/Shanghai").date() + timedelta(days=3 + n // 20)
    return [f"{day}", "08:00", "20:00", f"p{n % 20}", "amy"]


DOORS = [
    Door(
        "roster", "/duty/roster/import", {"do": "take"}, ("POST", "/api/duty/roster/import"), ["日期", "开始", "结束", "岗位", "人员"],
        roster_row, lambda: Shift.objects.filter(person__code="amy").count(), ["2026-02-30", "8", "9", "=1+1", "𠮷田"], (20, 50, 300, 5000),
    ),
    Door(
        "units", "/units/import", {}, ("POST", "/api/unit-table"), ["代号", "类别", "名称", "驻地"],
        lambda n: [f"U{n}", "ambulance", "=救护" if n == 0 else f"救护𠮷 {n}", "depot"], lambda: Unit.objects.count(), ["..", "=1+1", "x", "moon"], (20, 50, 300),
    ),
    Door(
        "call list", "/callings/lists", {"code": "villages", "zh": "村组"}, ("PUT", "/api/call-lists/villages/table"), ["被叫人", "递补 1"],
        lambda n: ["艾米𠮷", "带班领导" if n % 2 else "person:lin"], lambda: sum(len(one.lines) for one in Roll.objects.all()), ["=1+1", "nobody"],
        (20, 50, 300, 5000),
    ),
    Door(
        "stock", "/stock/import", {"reason": "清点"}, ("POST", "/api/stock-table?reason=x"), ["地点", "物资", "数量"],
        lambda n: ["储备库", "=毛毯" if n == 0 else f"毛毯𠮷 {n}", "7"] if n != 1 else ["储备库", "=毛毯", "-2"], lambda: StockMove.objects.count(),
        ["moon", "x", "=1+1"], (20, 50, 300),
    ),
]  # fmt: skip


@pytest.fixture
def site(cast: Cast, clock: SetClock) -> Cast:
    people.put_person("amy", "艾米𠮷", "Amy")
    for n in range(20):
        people.put_post(f"p{n}", f"岗{n}", f"Post {n}", Role.FIELD)
    put_place("depot", "depot", "储备库", "Depot", {"type": "Point", "coordinates": [115.46, 40.9]})
    return cast


def made(coding: str, rows: list[list[str]]) -> bytes:
    if coding == "xlsx":
        out = io.BytesIO()
        with xlsxwriter.Workbook(out, {"in_memory": True, "strings_to_formulas": False}) as book:
            sheet = book.add_worksheet()
            for at, row in enumerate(rows):
                sheet.write_row(at, 0, row)
        return out.getvalue()
    text = io.StringIO()
    csv.writer(text).writerows(rows)
    return text.getvalue().encode("utf-16" if coding == "utf-16-le-marked" else coding)


def lines(door: Door, count: int) -> list[list[str]]:
    return [door.head, *(door.row(n) for n in range(count))]


def by_page(door: Door, data: bytes) -> Any:
    return browser("chen").post(door.page, door.more | {"file": SimpleUploadedFile("t.csv", data)})


def by_api(door: Door, data: bytes) -> Any:
    method, where = door.api
    return program("chen").generic(method, where, data, content_type="application/octet-stream")


def written() -> int:
    """Entries, without those of the keys that this test's programs are given."""
    return Entry.objects.exclude(kind="people.token_made").count()


@pytest.mark.parametrize("coding", CODINGS)
@pytest.mark.parametrize("way", [by_page, by_api])
@pytest.mark.parametrize("door", DOORS, ids=lambda one: one.name)
def test_every_encoding_gives_the_same_lines_by_page_and_api(site: Cast, door: Door, way: Any, coding: str) -> None:
    """F43, and of F47 that a name is a name and a number below nought a number."""
    answer = way(door, made(coding, lines(door, 20)))
    assert (answer.status_code in (200, 302), door.there()) == (True, 20), answer.content.decode()[-600:]


@pytest.mark.parametrize("door", DOORS, ids=lambda one: one.name)
def test_every_line_is_there_and_one_that_is_wrong_keeps_all_of_them_out(site: Cast, door: Door) -> None:
    """F48."""
    for count in door.sizes:
        wrong = made("utf-8", [*lines(door, count), door.wrong])
        before = (door.there(), written())
        for way in (by_page, by_api):
            assert not way(door, wrong).json().get("done") if way is by_api else way(door, wrong).status_code == 422
            assert (door.there(), written()) == before
    last = door.sizes[-1]
    assert by_api(door, made("utf-8", lines(door, last))).status_code == 200
    assert door.there() == last


HOSTILE = [
    b"", b"x\0y\n", b"\xff\xfe\x00", b"PK\x03\x04" + bytes(2000), b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"x" * 600, b"PAR1xPAR1",
    b"," * 3000 + b"\n", b"x" * 5000 + b"\n", b'"a"b,c\n',
]  # fmt: skip


@pytest.mark.parametrize("door", DOORS, ids=lambda one: one.name)
def test_what_is_no_table_is_refused_in_words_and_nothing_is_written(site: Cast, door: Door) -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as package:
        package.writestr("xl/x", b"\0" * (tables.MOST_UNPACKED + 1))
    before = (door.there(), written())
    for data in [*HOSTILE, out.getvalue(), b"x," * (9 << 20)]:
        answer = by_api(door, data)
        told = answer.json()
        assert (answer.status_code in (413, 422), bool(told["text"])) == (True, True), (data[:20], told)
        assert told["code"].startswith("kernel.")
        assert by_page(door, data).status_code in (413, 422)
        assert (door.there(), written()) == before


def test_what_we_write_is_read_again_as_it_was_and_holds_no_formula() -> None:
    """F44, F47."""
    texts = ["=1+1", "-x", "'quoted", "'=kept", "张𠮷", "a,b", 'say "so"', "＝1", " @x", ""]
    for form in tables.FORMS:
        data = tables.written(form, [["a", "b;c;d;e;f"], *[[one, 7] for one in texts]])
        rows = tables.read_sheet(data, tables.Most(1 << 20)).rows
        assert [row[0] for row in rows[1:]] == [one.strip() for one in texts]
        assert {row[1] for row in rows[1:]} == {"7"}
    plain = tables.written("csv", [[one] for one in texts])
    assert plain.startswith(b"\xef\xbb\xbf")
    kept = [row[0] for row in csv.reader(io.StringIO(plain.decode("utf-8-sig"))) if row]
    assert not [one for one in kept if one.lstrip(" \u3000")[:1] in tuple("=+-@＝\t")]


@pytest.mark.parametrize("title", ["Roster; with; many; signs; in; it", "plain", ""])
def test_the_separator_is_that_of_the_rows_whatever_stands_above_them(title: str) -> None:
    for sign in (",", ";", "\t"):
        rows = [[title], ["a", "b", "c"], ["1", "2,5" if sign == ";" else "2", "3"]]
        text = io.StringIO()
        csv.writer(text, delimiter=sign).writerows(rows)
        assert tables.read_sheet(text.getvalue().encode(), tables.Most(1000)).rows[1] == ["a", "b", "c"]


# ---- nobody reads a table by himself --------------------------------------------------------------------------------


def sources() -> Iterator[tuple[str, ast.Module]]:
    for path in sorted(SRC.rglob("*.py")):
        name = path.relative_to(SRC).as_posix()
        if "/tests/" not in name and "/migrations/" not in name and not name.endswith("conftest.py"):
            yield name, ast.parse(path.read_text(encoding="utf-8"))


def names_in(tree: ast.Module) -> set[str]:
    found = {
        f"{one.value.id}.{one.attr}"
        for one in ast.walk(tree)
        if isinstance(one, ast.Attribute) and isinstance(one.value, ast.Name)
    }
    for one in ast.walk(tree):
        if isinstance(one, ast.Import):
            found |= {name.name for name in one.names}
        elif isinstance(one, ast.ImportFrom):
            found |= {one.module or "", *(f"{one.module}.{name.name}" for name in one.names)}
    return found


@pytest.mark.pure
def test_nobody_else_reads_or_writes_rows_and_columns() -> None:
    by_hand = {
        "csv.reader",
        "csv.DictReader",
        "csv.writer",
        "csv.DictWriter",
        "python_calamine",
        "openpyxl",
        "pandas",
        "csv.Sniffer",
    }
    found = {name for name, tree in sources() if names_in(tree) & by_hand}
    assert found - {"kernel/tables.py", "kernel/tables_child.py"} == set(OPERATORS_OWN), "read it by kernel.tables"


@pytest.mark.pure
def test_every_door_at_which_a_file_comes_up_is_walked_or_is_for_no_table() -> None:
    found = set()
    for name, tree in sources():
        for one in ast.walk(tree):
            if isinstance(one, ast.Attribute) and (
                one.attr == "FILES"
                or (one.attr == "read" and isinstance(one.value, ast.Name) and one.value.id == "request")
            ):
                found.add(name)
            if isinstance(one, ast.Call) and isinstance(one.func, ast.Name) and one.func.id == "body_of":
                found.add(name)
    doors = {
        "people/roster_pages.py", "people/roster_api.py", "dispatch/enrolling_pages.py", "dispatch/enrolling_api.py", "dispatch/call_pages.py",
        "dispatch/call_api.py", "dispatch/stock_pages.py", "dispatch/stock_api.py",
        "sources/upload_pages.py", "sources/uploads_api.py",  # walked by sources/tests/test_files_rules.py and test_tables_of_our_own.py
    }  # fmt: skip
    assert found == doors | set(NO_TABLE), "walk it above, or say what reads it"
    for name, tree in sources():
        if name in doors:
            assert any("tables" in one or one.endswith((".TABLE", ".uploads")) for one in names_in(tree)), name
