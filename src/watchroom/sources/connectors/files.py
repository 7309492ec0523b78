"""Files: CSV, Excel and Parquet, put into a drop folder or sent up by hand; the settings say which column is what."""

import asyncio
import contextlib
import os
import stat
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from pathlib import Path
from typing import Any, Literal, Self
from zoneinfo import ZoneInfo, available_timezones

from pydantic import Field, field_validator, model_validator

from watchroom.kernel.plugin import Sample
from watchroom.kernel.progress import each
from watchroom.kernel.table_faults import BadFile, FileTooLarge
from watchroom.kernel.tables import READINGS, Cell, Moment, Row, picked, read_rows
from watchroom.kernel.text import shown
from watchroom.kernel.words import Words
from watchroom.sources.connector import Came, Hand, Heard, Listening
from watchroom.sources.faults import NoColumn
from watchroom.sources.outside import Named, coded
from watchroom.sources.payloads import Offer, Pieces
from watchroom.sources.reports import report_csv

LOOK_S = 2.0
MOST_AT_ONCE = 200
IN, DONE, BAD = "in", "done", "bad"
_UNFINISHED = (".part", ".tmp", ".crdownload", ".filepart")
_EXCEL_BEGAN = datetime(1899, 12, 30)  # noqa: DTZ001 (a workbook's own day nought has no zone)


class FilesSettings(Named):
    layout: Literal["long", "wide"] = Field(
        "long", json_schema_extra={"zh": "一行一条（long）或一列一个传感器（wide）", "en": "A reading a row (long) or a sensor a column (wide)"}
    )  # fmt: skip
    sensor_column: str = Field(
        "sensor", max_length=100, json_schema_extra={"zh": "传感器列（long）", "en": "Sensor column (long)"}
    )
    value_column: str = Field(
        "value", max_length=100, json_schema_extra={"zh": "数值列（long）", "en": "Value column (long)"}
    )
    unit_column: str = Field(
        "", max_length=100, json_schema_extra={"zh": "单位列（long，可空）", "en": "Unit column (long, may be empty)"}
    )
    time_column: str = Field("time", max_length=100, json_schema_extra={"zh": "时刻列", "en": "Time column"})
    time_form: str = Field(
        "iso", max_length=40, json_schema_extra={"zh": "时刻写法：iso、excel、s、ms 或 %Y/%m/%d %H:%M 之类", "en": "Time as iso, excel, s, ms or like %Y/%m/%d %H:%M"}
    )  # fmt: skip
    zone: str = Field(
        "",
        max_length=40,
        json_schema_extra={
            "zh": "没有时差的时刻属哪个时区（如 Asia/Shanghai）",
            "en": "Zone of times without an offset (e.g. Asia/Shanghai)",
        },
    )
    units: dict[str, str] = Field(
        default_factory=dict,
        max_length=1000,
        json_schema_extra={"zh": "外部名称的单位", "en": "Units of outside names"},
    )
    decimal: Literal[".", ","] = Field(".", json_schema_extra={"zh": "小数点", "en": "Decimal sign"})
    separator: Literal["", ",", ";", "\t", "|"] = Field(
        "", json_schema_extra={"zh": "分隔符（空：自动）", "en": "Separator (empty: found)"}
    )
    encoding: Literal["", "utf-8", "gb18030", "utf-16", "big5"] = Field(
        "", json_schema_extra={"zh": "编码（空：自动）", "en": "Encoding (empty: found)"}
    )
    sheet: str = Field(
        "", max_length=100, json_schema_extra={"zh": "工作表（空：第一张）", "en": "Sheet (empty: the first)"}
    )
    header_row: int = Field(1, ge=1, le=100, json_schema_extra={"zh": "列名在第几行", "en": "Row of the column names"})
    missing: list[str] = Field(
        default_factory=lambda: ["", "NA", "N/A", "null", "-"], max_length=20, json_schema_extra={"zh": "表示没有值的写法", "en": "What stands for no value"}
    )  # fmt: skip

    @field_validator("zone")
    @classmethod
    def _known(cls, zone: str) -> str:
        if zone and zone not in _zones():
            raise ValueError(f"no time zone {zone}")
        return zone

    @model_validator(mode="after")
    def _whole(self) -> Self:
        if self.layout == "wide" and not self.sensors:
            raise ValueError("wide: the sensors of the columns must be named")
        if self.time_form not in ("iso", "excel", "s", "ms") and "%" not in self.time_form:
            raise ValueError("time_form: iso, excel, s, ms or a form like %Y/%m/%d %H:%M")
        return self


@lru_cache(1)
def _zones() -> frozenset[str]:
    return frozenset(available_timezones())


@dataclass
class _Columns:
    sensor: list[Any] = field(default_factory=list)
    value: list[Any] = field(default_factory=list)
    measured: list[Any] = field(default_factory=list)
    unit: list[Any] = field(default_factory=list)
    places: list[str] = field(default_factory=list)
    rows: list[int] = field(default_factory=list)

    def add(self, sensor: Any, value: Any, measured: Any, unit: Any, row: int, column: str) -> None:
        self.sensor.append(sensor)
        self.value.append(value)
        self.measured.append(measured)
        self.unit.append(unit)
        self.places.append(f"{row} {column}")
        self.rows.append(row)


class Files(Listening):
    name = "files"
    title = Words(zh="文件（CSV、Excel、Parquet）", en="Files (CSV, Excel, Parquet)")
    help = Words(
        zh="把文件放进数据文件夹的 listen/信息源代码/in，或在本页上传；写完再改成正式文件名。"
        "全部收下的移到 done，有未收的移到 bad，旁边的报告逐行说明原因。",
        en="Put files into listen/<source>/in of the data folder, or send them up on this page; give a file its name when it"
        " is complete. One that was taken whole is moved to done, another to bad with a report that says why, row by row.",
    )
    Settings = FilesSettings
    settings: FilesSettings
    most_alike = MOST_AT_ONCE  # each file is kept for itself

    def hear(self, came: Came) -> Offer:
        told = self.settings
        rows = read_rows(came.body, encoding=told.encoding, separator=told.separator, sheet=told.sheet)
        head = _head(rows, told.header_row)
        found = _Columns()
        read = self._wide if told.layout == "wide" else self._long
        read(enumerate(each(rows), told.header_row + 1), head, found)
        return Offer(
            found.sensor, found.value, found.measured, found.unit, True, found.places, self._pieces(came, found)
        )

    def _pieces(self, came: Came, found: "_Columns") -> Pieces:
        """Rows of the file below its head, read a second time: only a file with something wrong needs them."""
        told = self.settings

        def pieces(places: Sequence[int], most: int) -> Iterator[tuple[list[int], bytes]]:
            of_row: dict[int, list[int]] = {}
            for place in places:
                of_row.setdefault(found.rows[place], []).append(place)
            some = picked(
                came.body, list(of_row), told.header_row, most,
                encoding=told.encoding, separator=told.separator, sheet=told.sheet,
            )  # fmt: skip
            for rows, body in some:
                yield [place for row in rows for place in of_row[row]], body

        return pieces

    def _long(self, rows: Iterator[tuple[int, Row]], head: list[str], found: _Columns) -> None:
        told = self.settings
        sensor, value, time = (_place(head, one) for one in (told.sensor_column, told.value_column, told.time_column))
        unit = _place(head, told.unit_column) if told.unit_column else -1
        for number, row in rows:
            if self._empty(row) or self._gone(_cell(row, value)):
                continue
            name = _text(_cell(row, sensor))
            declared = _text(_cell(row, unit)) if unit >= 0 else told.units.get(name)
            found.add(
                coded(told.sensors, name),
                self._number(_cell(row, value)),
                self._time(_cell(row, time)),
                declared or None,
                number,
                head[value],
            )

    def _wide(self, rows: Iterator[tuple[int, Row]], head: list[str], found: _Columns) -> None:
        told = self.settings
        time = _place(head, told.time_column)
        columns = [(_place(head, name), name, code) for name, code in told.sensors.items()]
        for number, row in rows:
            if self._empty(row):
                continue
            measured = self._time(_cell(row, time))
            for place, name, code in columns:
                if not self._gone(_cell(row, place)):
                    found.add(code, self._number(_cell(row, place)), measured, told.units.get(name), number, name)

    def _empty(self, row: Row) -> bool:
        return all(cell is None or cell == "" for cell in row)

    def _gone(self, cell: Cell) -> bool:
        return cell is None or (isinstance(cell, str) and cell.strip() in self.settings.missing)

    def _number(self, cell: Cell) -> Any:
        """A number, or what stands there in its place, to be refused by name."""
        if not isinstance(cell, str):
            return cell if not isinstance(cell, Moment) else cell.text
        text = cell.strip()
        plain = text.replace(",", ".") if self.settings.decimal == "," and "." not in text else text
        try:
            return float(plain) if len(plain) <= 40 and "_" not in plain and plain.isascii() else text
        except ValueError:
            return text

    def _time(self, cell: Cell) -> Any:
        """As `checking` reads it: ISO text with an offset, or milliseconds; what cannot be read stays as it is."""
        form = self.settings.time_form
        if isinstance(cell, Moment):
            return self._placed(cell.text, "iso")
        if cell is None or isinstance(cell, bool):
            return shown(cell)
        if form in ("excel", "s", "ms"):
            number = self._number(cell)
            return _counted(form, number) if form != "excel" else self._of_workbook(number)
        return self._placed(str(cell).strip()[:60], form)

    def _of_workbook(self, days: Any) -> Any:
        """Days since the last but one of 1899, as a workbook counts them."""
        if isinstance(days, bool) or not isinstance(days, int | float) or not 0 < days < 2_958_466:
            return shown(days)
        return self._placed((_EXCEL_BEGAN + timedelta(milliseconds=round(days * 86_400_000))).isoformat(), "iso")

    def _placed(self, text: str, form: str) -> str:
        """With the offset of the settings' zone where the time has none. An hour that came twice cannot be placed."""
        try:
            at = datetime.fromisoformat(text) if form == "iso" else datetime.strptime(text, form)  # noqa: DTZ007
        except (ValueError, OverflowError):
            return text
        if at.tzinfo is None:
            if not self.settings.zone:
                return text
            zone = ZoneInfo(self.settings.zone)
            if at.replace(tzinfo=zone, fold=0).utcoffset() != at.replace(tzinfo=zone, fold=1).utcoffset():
                return text
            at = at.replace(tzinfo=zone)
        with contextlib.suppress(OverflowError, ValueError):
            return at.astimezone(UTC).isoformat()
        return text

    # ---- the drop folder --------------------------------------------------------------------------------------------

    async def listen(self, hand: Hand, stop: asyncio.Event) -> None:
        folder = hand.folder
        for name in (IN, DONE, BAD):
            (folder / name).mkdir(exist_ok=True)
        seen: dict[str, tuple[int, int]] = {}
        while not stop.is_set():
            now = await asyncio.to_thread(_waiting, folder / IN)
            await hand.well()
            for name, mark in now.items():
                if stop.is_set():
                    return
                if seen.get(name) == mark:  # it has not changed between two looks, so it is complete
                    await self._take(hand, folder, name)
            seen = now
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(stop.wait(), LOOK_S)

    async def _take(self, hand: Hand, folder: Path, name: str) -> None:
        """Moved only when what is good of it is on disk: after a break it is read again, and changes nothing twice."""
        data = await asyncio.to_thread(_read, folder / IN / name)
        if data is None:
            heard = Heard(0, [("", "", FileTooLarge(size=f"> {READINGS.size}", most=READINGS.size))])
        else:
            heard = await hand(Came(data, name))
        await asyncio.to_thread(_put_away, folder, name, heard)

    samples = [
        Sample(
            title=Words(zh="一行一条，逗号分隔", en="A reading a row, with commas"),
            settings={"zone": "Asia/Shanghai", "sensors": {"跳台风": "jump-wind"}},
            given=("day.csv", "sensor,value,time\n跳台风,4.3,2026-02-06 11:00:00\njump-gust,-6.1,2026-02-06T11:00:00+08:00\n".encode()),
            expect=[("jump-wind", 4.3, "2026-02-06T03:00:00+00:00"), ("jump-gust", -6.1, "2026-02-06T03:00:00+00:00")],
        ),
        Sample(
            title=Words(zh="中文 Excel 存的 CSV：GB18030，一列一个传感器", en="CSV of a Chinese Excel: GB18030, a sensor a column"),
            settings={
                "layout": "wide", "time_column": "时间", "time_form": "%Y/%m/%d %H:%M", "zone": "Asia/Shanghai",
                "sensors": {"平均风速": "jump-wind", "阵风": "jump-gust"},
            },
            given=("日报.csv", "时间,平均风速,阵风,备注\r\n2026/2/6 11:00,4.3,6.1,\r\n2026/2/6 11:10,NA,6.4,检修\r\n".encode("gb18030")),
            expect=[
                ("jump-wind", 4.3, "2026-02-06T03:00:00+00:00"),
                ("jump-gust", 6.1, "2026-02-06T03:00:00+00:00"),
                ("jump-gust", 6.4, "2026-02-06T03:10:00+00:00"),
            ],
        ),
        Sample(
            title=Words(zh="小数逗号，分号分隔，带 BOM", en="Decimal commas, semicolons, a byte-order mark"),
            settings={"decimal": ",", "time_form": "excel", "zone": "UTC"},
            given=("a.csv", "\ufeffsensor;value;time\njump-wind;4,3;46059,125\n".encode()),
            expect=[("jump-wind", 4.3, "2026-02-06T03:00:00+00:00")],
        ),
        Sample(
            title=Words(zh="缺数值列：整份不收", en="The value column is missing: nothing is taken"),
            settings={},
            given=("a.csv", b"sensor,time\njump-wind,2026-02-06T03:00:00Z\n"),
            expect="sources.NoColumn",
            silent=True,
        ),
    ]  # fmt: skip


def _head(rows: Iterator[Row], number: int) -> list[str]:
    """The names of the columns. Raises BadFile when there is no such row."""
    for place, row in enumerate(rows, 1):
        if place == number:
            return [_text(cell) for cell in row]
    raise BadFile(why=Words(zh=f"没有第 {number} 行", en=f"there is no row {number}"))


def _place(head: list[str], name: str) -> int:
    if name not in head:
        raise NoColumn(column=shown(name), has=shown(", ".join(head), 200))
    return head.index(name)


def _cell(row: Row, place: int) -> Cell:
    return row[place] if place < len(row) else None


def _text(cell: Cell) -> str:
    return "" if cell is None else str(cell.text if isinstance(cell, Moment) else cell).strip()


def _counted(form: str, number: Any) -> Any:
    if isinstance(number, bool) or not isinstance(number, int | float) or not abs(number) < 1e15:
        return shown(number)
    return round(number * 1000) if form == "s" else round(number)


def _waiting(folder: Path) -> dict[str, tuple[int, int]]:
    """Files with size and time of change; what is hidden, a link, a folder or marked as unfinished does not count."""
    found: dict[str, tuple[int, int]] = {}
    for entry in sorted(os.scandir(folder), key=lambda one: one.name):
        if entry.name.startswith(".") or entry.name.endswith(_UNFINISHED) or len(found) >= MOST_AT_ONCE:
            continue
        with contextlib.suppress(OSError):
            status = entry.stat(follow_symlinks=False)
            if stat.S_ISREG(status.st_mode):
                found[entry.name] = (status.st_size, status.st_mtime_ns)
    return found


def _read(path: Path) -> bytes | None:
    """None for a file that is too large to be read at all."""
    with open(os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK), "rb") as file:
        data = file.read(READINGS.size + 1)
    return data if len(data) <= READINGS.size else None


def _put_away(folder: Path, name: str, heard: Heard) -> None:
    """Under a name that is free: a file of yesterday with the same name stays."""
    home = folder / (BAD if heard.refused else DONE)
    free = name
    for number in range(2, 10_000):
        if not (home / free).exists():
            break
        free = f"{Path(name).stem}.{number}{Path(name).suffix}"
    if heard.refused:
        (home / f"{free}.report.csv").write_bytes(report_csv(heard))
    os.replace(folder / IN / name, home / free)
