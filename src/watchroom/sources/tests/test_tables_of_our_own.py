"""Tables that we write are read by a Chinese spreadsheet, run nothing there, and are read by us again; none loses a row."""

import csv
import io
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from watchroom.conftest import T0
from watchroom.kernel.clock import ms, parse_time
from watchroom.kernel.faults import Fault
from watchroom.kernel.tables import read_rows
from watchroom.kernel.words import Words
from watchroom.people.rights import Role
from watchroom.people.testing import Cast
from watchroom.people.viewer import Viewer
from watchroom.sources import actions, export, uploads
from watchroom.sources.connector import Came, Heard
from watchroom.sources.connectors.files import Files
from watchroom.sources.faults import UnknownSensor
from watchroom.sources.models import Quarantine
from watchroom.sources.payloads import Offer
from watchroom.sources.readings import ReadingBatch, decode
from watchroom.sources.reports import report_csv
from watchroom.sources.tests.scene import PretendedLine, Scene
from watchroom.sources.tests.test_pages import browser
from watchroom.sources.tests.test_past import ASKED, filled  # noqa: F401 (a fixture)

ADMIN = Viewer(99, "admin", Words(zh="管理甲", en="Admin Jia"), (), frozenset({Role.ADMIN}))
FORMULAS = ['=HYPERLINK("http://x","y")', "+1+cmd|' /C calc'!A0", "-2+3", "@SUM(1)", "\t=1", "\r=1", "＝1"]


def read_again(data: bytes, **settings: Any) -> Offer:
    return Files(Files.Settings.model_validate(settings)).hear(Came(data, "again"))


@pytest.mark.parametrize("form", ["csv", "xlsx", "parquet"])
def test_what_we_export_is_what_we_read_again_reading_for_reading(filled: Scene, cast: Cast, form: str):  # noqa: F811
    """Source: https://github.com/nautobot/nautobot/issues/6910, https://github.com/sqlpage/SQLPage/issues/528"""
    if form == "xlsx":
        pytest.importorskip("python_calamine")
    page = browser(cast.lin).get("/sensors/jump-wind/export").content.decode()
    assert 'name="mark" value="0">' in page, (
        "what a person exports opens in a Chinese spreadsheet unless he says otherwise"
    )
    answer = browser(cast.lin).get(f"/history/export?{ASKED}&form={form}")
    data = answer.getvalue()
    zoned = ASKED.replace("&until", "%2B08:00&until") + "%2B08:00"
    assert browser(cast.lin).get(f"/api/history/export?{zoned}&form={form}").getvalue()[:3] == data[:3]
    assert (answer.status_code, form != "csv" or data.startswith(b"\xef\xbb\xbf")) == (200, True)
    rows = list(read_rows(data, sheet="Sheet2" if form == "xlsx" else ""))
    place = next(number for number, row in enumerate(rows, 1) if len(row) > 4 and row[0] in ("sensor", "传感器"))
    head = [str(cell) for cell in rows[place - 1]]
    named: dict[str, Any] = {
        "sensor_column": head[0],
        "time_column": head[1],
        "value_column": head[2],
        "unit_column": head[3],
    }
    if form == "xlsx":
        named |= {"time_column": head[4], "sheet": "Sheet2"}

    offer = read_again(data, header_row=place, **named)

    (_, series), *_ = export.pieces(export.wanted(["jump-wind"], T0 - timedelta(hours=2), T0))
    assert set(offer.sensor) == {"jump-wind"}
    assert len(offer) == len(series) == 90
    assert list(offer.value) == series.value.tolist()
    assert [ms(parse_time(at)) for at in offer.measured] == series.measured_ms.tolist()


@pytest.mark.parametrize("cell", FORMULAS)
@pytest.mark.parametrize("where", ["place", "sensor"])
def test_no_cell_of_a_report_begins_like_a_formula_and_all_words_are_there(cell: str, where: str):
    fault: Fault = UnknownSensor(sensor=cell)
    told = (cell if where == "place" else "2 value", cell if where == "sensor" else "x", fault)
    report = report_csv(Heard(0, [told]))

    assert report.startswith(b"\xef\xbb\xbf")
    rows = list(csv.reader(io.StringIO(report.decode("utf-8-sig"), newline="")))
    assert not [one for row in rows for one in row if one[:1] in ("=", "+", "-", "@", "\t", "\r")]
    assert any(cell in one for row in rows for one in row)


@pytest.mark.parametrize("value", ["-12.05", "-0", "+4.5", "-1e1", "4.5"])
def test_a_number_with_a_sign_is_a_number_in_a_file(value: str):
    """Source: https://github.com/Cadasta/cadasta-platform/issues/2044"""
    offer = read_again(f"sensor,value,time\na,{value},2026-02-06T03:00:00Z\n".encode())
    assert list(offer.value) == [float(value)]


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize("count", [1, 20, 50, 51, 300, 5000])
def test_as_many_readings_are_taken_as_the_file_has_rows_and_the_answer_says_how_many(
    scene: Scene, pretended: PretendedLine, count: int, end: str, tmp_path: Path
):
    """Source: https://github.com/ushahidi/platform/issues/1682"""
    actions.put_source("tables", "files", "表", "Tables", settings={})
    actions.put_sensor("table-wind", "tables", "jump", "wind_mean", "表", "Table")
    rows = [f"table-wind,{n % 30},{ms(T0) - n * 1000}" for n in range(count)]
    rows.insert(count // 2, "nobody,1,0")
    actions.put_source("tables", "files", "表", "Tables", settings={"time_form": "ms"})

    found = uploads.send_up(
        ADMIN, "tables", "a.csv", end.join(["sensor,value,time", *rows, ""]).encode(), check_only=False
    )

    assert (found.taken, len(found.refused)) == (count, 1)
    there: set[int] = set()
    for partition, data, _ in pretended.published:
        batch = decode(data, partition, 1)
        assert isinstance(batch, ReadingBatch)
        there.update(batch.measured_ms.tolist())
    assert len(there) == count
    assert Quarantine.objects.get().count == 1
