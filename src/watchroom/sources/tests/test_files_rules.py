"""Files of readings: encodings, columns, times, bombs; the drop folder; the report. F43, F47, F48, I-03."""

import asyncio
import io
import os
import struct
import time
import zipfile
from pathlib import Path
from typing import Any

import pytest
from pydantic import ValidationError

from watchroom.kernel import tables
from watchroom.kernel.faults import Fault
from watchroom.kernel.table_faults import BadFile, FileTooLarge, TooManyRows
from watchroom.sources.connector import Came, Heard
from watchroom.sources.connectors import files
from watchroom.sources.connectors.files import Files
from watchroom.sources.faults import NoColumn, NotNumber
from watchroom.sources.payloads import Offer
from watchroom.sources.reports import report_csv

pytestmark = pytest.mark.pure
AT = "2026-02-06T03:00:00+00:00"


def hear(data: bytes, **settings: Any) -> Offer:
    return Files(Files.Settings.model_validate(settings)).hear(Came(data, "x"))


def values(offer: Offer) -> list[Any]:
    return list(zip(offer.sensor, offer.value, offer.measured, strict=True))


# ---- text -----------------------------------------------------------------------------------------------------------

TEXT = "传感器,值,时刻\r\n𠮷田站,-12.05,2026-02-06 11:00:00\r\n"
CHINESE: dict[str, Any] = {
    "sensor_column": "传感器", "value_column": "值", "time_column": "时刻", "zone": "Asia/Shanghai", "sensors": {"𠮷田站": "y-temp"},
}  # fmt: skip


@pytest.mark.parametrize("encoding", ["gb18030", "utf-8", "utf-8-sig", "utf-16"])
def test_the_same_file_in_every_encoding_gives_the_same_rows(encoding: str):
    assert values(hear(TEXT.encode(encoding), **CHINESE)) == [("y-temp", -12.05, AT)]


def test_a_negative_coordinate_is_a_number_and_a_formula_is_harmless_only_in_what_we_write():
    offer = hear(b'sensor,value,time\n=HYPERLINK("x"),-77.04,2026-02-06T03:00:00Z\n'.replace(b'"', b"'"))
    assert values(offer)[0][:2] == ("=HYPERLINK('x')", -77.04)
    report = report_csv(Heard(0, [("2 value", str(offer.sensor[0]), NotNumber(value="@x"))])).decode("utf-8-sig")
    assert "'=HYPERLINK" in report
    assert "\n2 value" in report
    assert report.splitlines()[0] == "位置 Place,传感器 Sensor,代码 Code,原因,Reason"


@pytest.mark.parametrize("count", [20, 50, 300, 5000])
def test_every_row_of_a_file_is_there(count: int):
    body = "sensor,value,time\n" + "".join(f"s{i},{i},2026-02-06T03:00:00Z\n" for i in range(count))
    offer = hear(body.encode())
    assert [int(value) for value in offer.value] == list(range(count))
    assert offer.places[-1] == f"{count + 1} value"


def test_what_a_row_lacks_is_passed_over_and_what_is_wrong_stays_to_be_refused_by_its_place():
    body = b"sensor,value,time,unit\na,1,2026-02-06T03:00:00Z,kn\n\nb,NA,x,\nc,12;5,2026-02-06T03:00:00Z\nd,4,06.02.2026,\n"
    offer = hear(body, unit_column="unit")
    assert list(offer.sensor) == ["a", "c", "d"]
    assert list(offer.value) == [1.0, "12;5", 4.0]
    assert offer.measured[2] == "06.02.2026"
    assert list(offer.unit) == ["kn", None, None]
    assert list(offer.places) == ["2 value", "5 value", "6 value"]


@pytest.mark.parametrize(
    ("form", "zone", "text", "found"),
    [
        ("%d.%m.%Y %H:%M", "Europe/Berlin", "06.02.2026 04:00", AT), ("iso", "", "2026-02-06T11:00:00+08:00", AT), ("s", "", "1770346800", 1770346800000),
        ("ms", "", "1770346800000", 1770346800000), ("excel", "Asia/Shanghai", "46059.458333333", AT), ("excel", "UTC", "-4", "-4.0"),
        ("iso", "", "2026-02-06 11:00:00", "2026-02-06 11:00:00"),  # no zone anywhere: not guessed
        ("iso", "Europe/Berlin", "2026-10-25 02:30:00", "2026-10-25 02:30:00"),  # that hour came twice
        ("iso", "Europe/Berlin", "2026-03-29 02:30:00", "2026-03-29 02:30:00"),  # that hour never was
        ("s", "", "1e300", "1e+300"), ("iso", "UTC", "9999-12-31T23:59:59-12:00", "9999-12-31T23:59:59-12:00"),
    ],
)  # fmt: skip
def test_a_time_is_placed_or_left_to_be_refused(form: str, zone: str, text: str, found: object):
    assert hear(f"sensor,value,time\na,1,{text}\n".encode(), time_form=form, zone=zone).measured == [found]


@pytest.mark.parametrize(
    ("data", "fault"),
    [
        (b"", BadFile), (b"\xff\xfe\x00", BadFile), (b"sensor,value,time\n\x00,1,2\n", BadFile), (b'sensor,value,time\n"a"b,1,2\n', BadFile),
        (b"sensor,value,time\n" + b"x" * 5000 + b",1,2\n", BadFile), (b"sensor;value\n", NoColumn), (b"," * 2000 + b"\n", TooManyRows),
        (b"PK\x03\x04nonsense", BadFile), (b"PAR1nonsensePAR1", BadFile), (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"x" * 600, BadFile),
        (b"\x81\xff\xff\xff", BadFile),
    ],
)  # fmt: skip
def test_what_is_no_such_file_is_refused_whole(data: bytes, fault: type[Fault]):
    with pytest.raises(fault):
        hear(data)


def test_limits_of_size_and_rows_hold(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(tables, "READINGS", tables.Most(1000))
    with pytest.raises(FileTooLarge):
        hear(b"x" * 1001)
    monkeypatch.setattr(tables, "READINGS", tables.Most(1000, rows=5))
    with pytest.raises(TooManyRows):
        hear(b"sensor,value,time\n" + b"a,1,2\n" * 10)


@pytest.mark.parametrize(
    "settings",
    [{"layout": "wide"}, {"zone": "Mars/Phobos"}, {"time_form": "soon"}, {"encoding": "rot13"}, {"separator": "x"}, {"sensors": {"a": "A B"}}, {"header_row": 0}],
)  # fmt: skip
def test_settings_that_mean_nothing_are_refused(settings: dict[str, Any]):
    with pytest.raises(ValidationError):
        Files.Settings.model_validate(settings)


# ---- workbooks and Parquet ------------------------------------------------------------------------------------------


def workbook(rows: str, **more: bytes) -> bytes:
    """The least that a spreadsheet calls a workbook; style 1 is a date."""
    main = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
    kind = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    parts = {
        "[Content_Types].xml": '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="xml" ContentType="application/xml"/></Types>',
        "_rels/.rels": f'<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="r1" Type="{kind}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
        "xl/workbook.xml": f'<workbook {main} xmlns:r="{kind}"><sheets><sheet name="日报" sheetId="1" r:id="r1"/></sheets></workbook>',
        "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="r1" Type="{kind}/worksheet" Target="worksheets/sheet1.xml"/><Relationship Id="r2" Type="{kind}/styles" Target="styles.xml"/></Relationships>',
        "xl/styles.xml": f'<styleSheet {main}><cellXfs count="2"><xf numFmtId="0"/><xf numFmtId="22" applyNumberFormat="1"/></cellXfs></styleSheet>',
        "xl/worksheets/sheet1.xml": f"<worksheet {main}><sheetData>{rows}</sheetData></worksheet>",
    }  # fmt: skip
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as package:
        for name, text in parts.items():
            package.writestr(name, text)
        for name, data in more.items():
            package.writestr(name, data)
    return out.getvalue()


def text_cells(*texts: str) -> str:
    return "".join(f'<c t="inlineStr"><is><t>{text}</t></is></c>' for text in texts)


def test_a_workbook_with_its_dates_is_read_in_a_child():
    pytest.importorskip("python_calamine")
    rows = (
        f"<row>{text_cells('时刻', '风速')}</row>"
        + '<row><c s="1"><v>46059.458333333336</v></c><c><v>4.3</v></c></row>'
    )
    offer = hear(
        workbook(rows),
        layout="wide",
        time_column="时刻",
        zone="Asia/Shanghai",
        sensors={"风速": "w"},
        units={"风速": "kn"},
    )
    assert values(offer) == [("w", 4.3, AT)]
    assert list(offer.unit) == ["kn"]


def test_a_sheet_that_promises_a_world_of_cells_ends_its_child_and_not_us():
    """One cell at the end of the world: whoever makes room for all before it falls."""
    pytest.importorskip("python_calamine")
    rows = (
        f'<row r="1">{text_cells("sensor", "value", "time")}</row><row r="1048576"><c r="XFD1048576"><v>1</v></c></row>'
    )
    began = time.monotonic()
    with pytest.raises((BadFile, TooManyRows)):
        hear(workbook(rows))
    assert time.monotonic() - began < tables.CHILD_S


def test_bombs_locked_packages_and_lies_about_size_are_refused_before_a_library_sees_them():
    bomb = workbook("", **{"xl/media/x": b"\0" * (tables.MOST_UNPACKED + 1)})
    assert len(bomb) < 100_000
    with pytest.raises(FileTooLarge):
        tables.check_zip(bomb)
    small = struct.pack("<I", tables.MOST_UNPACKED + 1)
    with pytest.raises(FileTooLarge):
        tables.check_zip(bomb.replace(small, struct.pack("<I", 10)))
    with pytest.raises(BadFile):
        tables.check_zip(workbook("", **{str(i): b"" for i in range(2001)}))
    assert tables.check_zip(workbook("")) is None  # type: ignore[func-returns-value]


def test_a_parquet_file_is_read_in_a_child(tmp_path: Path):
    import duckdb

    path = tmp_path / "x.parquet"
    rows = (
        "select 'a' sensor, 1.5 as value, timestamptz '2026-02-06 11:00:00+08' as time union all select 'b', null, null"
    )
    duckdb.sql(f"copy ({rows}) to '{path}' (format parquet)")
    assert values(hear(path.read_bytes())) == [("a", 1.5, AT)]


# ---- the drop folder ------------------------------------------------------------------------------------------------


class Taking:
    """A hand that judges by the first word of a file."""

    def __init__(self, folder: Path, stop: asyncio.Event, most: int) -> None:
        self.folder, self.stop, self.most = folder, stop, most
        self.came: list[Came] = []

    async def __call__(self, came: Came) -> Heard:
        self.came.append(came)
        if len(self.came) >= self.most:
            self.stop.set()
        bad: list[tuple[str, str, Fault]] = (
            [("2 value", "x", NotNumber(value="y"))] if came.body.startswith(b"bad") else []
        )
        return Heard(1, bad)

    async def well(self) -> None:
        return None

    async def unwell(self, fault: Fault) -> None:
        raise AssertionError(fault)


def test_complete_files_are_taken_once_and_put_away_with_a_report(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(files, "LOOK_S", 0.001)
    monkeypatch.setattr(files, "READINGS", tables.Most(1000))
    box = tmp_path / "in"
    for name in ("in", "done"):
        (tmp_path / name).mkdir()
    (tmp_path / "done" / "good.csv").write_bytes(b"of yesterday")
    for name, data in {
        "good.csv": b"good",
        "bad.csv": b"bad",
        "half.csv.part": b"half",
        ".hidden": b"x",
        "huge.csv": b"x" * 1001,
    }.items():
        (box / name).write_bytes(data)
    os.symlink("/etc/passwd", box / "link.csv")
    stop = asyncio.Event()
    hand = Taking(tmp_path, stop, 2)
    asyncio.run(asyncio.wait_for(Files(Files.Settings()).listen(hand, stop), 20))

    assert sorted((came.topic, came.body) for came in hand.came) == [("bad.csv", b"bad"), ("good.csv", b"good")]
    left = {str(path.relative_to(tmp_path)) for path in tmp_path.rglob("*") if not path.is_dir()}
    assert {
        "in/half.csv.part",
        "in/.hidden",
        "in/link.csv",
        "done/good.csv",
        "done/good.2.csv",
        "bad/bad.csv",
        "bad/bad.csv.report.csv",
    } <= left
    assert "未收 1 条" in (tmp_path / "bad" / "bad.csv.report.csv").read_text("utf-8-sig")


def test_a_file_that_still_grows_is_left_alone(tmp_path: Path):
    (tmp_path / "a.csv").write_bytes(b"1")
    before = files._waiting(tmp_path)
    (tmp_path / "a.csv").write_bytes(b"12")
    assert files._waiting(tmp_path) != before
