"""Readings as files that people know: CSV, Excel, Parquet. A week of one sensor is in memory at a time, never all.

Each file says what it holds, in which unit, from which source, measured or simulated; every time has its zone.
"""

import csv
import io
import json
import tempfile
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, BinaryIO
from zoneinfo import ZoneInfo

import numpy as np
from django.conf import settings
from numpy.typing import NDArray

from watchroom.kernel.clock import UTC, from_ms, iso, ms
from watchroom.kernel.words import Lang, Words
from watchroom.sources import history, past, queries
from watchroom.sources.faults import TooManyForExcel, WrongExport
from watchroom.sources.history import Series
from watchroom.sources.models import Sensor
from watchroom.sources.saying import SIMULATED

FORMS = {"csv": "text/csv", "parquet": "application/vnd.apache.parquet",
         "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"}  # fmt: skip
MOST_SENSORS = 50
MOST_IN_EXCEL = 2_000_000
_SHEET_ROWS = 1_000_000  # a sheet holds 1,048,576
_COLUMNS = ("sensor", "measured_at", "value", "unit", "received_at", "origin")
_MEASURED = Words(zh="实测", en="measured")
Progress = Callable[[float], None]


@dataclass(frozen=True)
class Wanted:
    """What is to be exported: since <= t < until. `mark` puts a byte-order mark before CSV: Chinese Excel reads it by that."""

    sensors: tuple[Sensor, ...]
    since: datetime
    until: datetime
    form: str = "csv"
    mark: bool = True
    lang: Lang = "zh"

    @property
    def name(self) -> str:
        first = self.sensors[0].code if len(self.sensors) == 1 else f"{len(self.sensors)}-sensors"
        zone = ZoneInfo(settings.SITE_ZONE)
        begins, ends = self.since.astimezone(zone), self.until.astimezone(zone)
        return f"{first}_{begins:%Y%m%d-%H%M}_{ends:%Y%m%d-%H%M}.{self.form}"


def wanted(
    codes: Sequence[str], since: datetime, until: datetime, form: str = "csv", *, mark: bool = True, lang: Lang = "zh"
) -> Wanted:
    """Raises WrongSpan, WrongExport."""
    past.span(since, until)
    once = list(dict.fromkeys(codes))
    if form not in FORMS:
        raise WrongExport(why=Words(zh=f"格式只有 {'、'.join(FORMS)}", en=f"the forms are {', '.join(FORMS)}"))
    if not 1 <= len(once) <= MOST_SENSORS:
        raise WrongExport(
            why=Words(zh=f"一次 1 至 {MOST_SENSORS} 个传感器", en=f"1 to {MOST_SENSORS} sensors at a time")
        )
    rows = {sensor.code: sensor for sensor in queries.sensors(once)}
    if missing := [code for code in once if code not in rows]:
        named = ", ".join(queries.shown(code) for code in missing[:5])
        raise WrongExport(why=Words(zh=f"没有传感器 {named}", en=f"there is no sensor {named}"))
    return Wanted(tuple(rows[code] for code in once), since.astimezone(UTC), until.astimezone(UTC), form, mark, lang)


def pieces(asked: Wanted, progress: Progress | None = None) -> Iterator[tuple[Sensor, Series]]:
    """The readings, sensor after sensor, each reading once, in order of time."""
    whole = (asked.until - asked.since).total_seconds() * len(asked.sensors)
    for number, sensor in enumerate(asked.sensors):
        young = queries.young(sensor, ms(asked.since), ms(asked.until))
        begins = asked.since
        for ends, series in history.read_in_weeks(Path(settings.DATA), sensor.number, asked.since, asked.until):
            found = history.joined(series, young.within(ms(begins), ms(ends)))
            if len(found):
                yield sensor, found
            begins = ends
            if progress:
                done = (asked.until - asked.since).total_seconds() * number + (ends - asked.since).total_seconds()
                progress(done / whole)


def csv_bytes(asked: Wanted, progress: Progress | None = None) -> Iterator[bytes]:
    """The file piece by piece; lines that begin with # say what it is."""
    head = io.StringIO()
    lines = csv.writer(head)
    for words in about(asked):
        lines.writerow([f"# {words}"])
    lines.writerow(_COLUMNS)
    yield ("\ufeff" if asked.mark else "").encode() + head.getvalue().encode()
    for sensor, series in pieces(asked, progress):
        unit, origin = sensor.unit, "simulated" if sensor.source.simulated else "measured"
        measured, received = local_texts(series.measured_ms), local_texts(series.received_ms)
        rows = zip(measured, map(repr, series.value.tolist()), received, strict=True)
        yield "".join(f"{sensor.code},{m},{v},{unit},{r},{origin}\r\n" for m, v, r in rows).encode()


def parquet_to(asked: Wanted, out: Path, progress: Progress | None = None) -> int:
    """Writes the file; how many readings. What it is stands in the file's own key-value metadata."""
    with tempfile.NamedTemporaryFile(suffix=".csv") as plain:
        rows = 0
        plain.write(",".join(_COLUMNS).encode() + b"\n")
        for sensor, series in pieces(asked, progress):
            origin = "simulated" if sensor.source.simulated else "measured"
            columns = zip(
                series.measured_ms.tolist(), map(repr, series.value.tolist()), series.received_ms.tolist(), strict=True
            )
            plain.write("".join(f"{sensor.code},{m},{v},{sensor.unit},{r},{origin}\n" for m, v, r in columns).encode())
            rows += len(series)
        plain.flush()
        told = json.dumps(about(asked), ensure_ascii=False)
        types = {"sensor": "VARCHAR", "measured_at": "BIGINT", "value": "DOUBLE", "unit": "VARCHAR"}
        types |= {"received_at": "BIGINT", "origin": "VARCHAR"}
        sql = (
            "COPY (SELECT sensor, make_timestamptz(measured_at * 1000) AS measured_at, value, unit,"
            f" make_timestamptz(received_at * 1000) AS received_at, origin FROM read_csv({_text(plain.name)}, header=true,"
            f" columns={types})) TO {_text(str(out))} (FORMAT parquet, COMPRESSION zstd,"
            f" KV_METADATA {{about: {_text(told)}, zone: {_text(settings.SITE_ZONE)}}})"
        )
        with history.base(Path(settings.DATA)) as connection:
            connection.execute(sql)
    return rows


def xlsx_to(asked: Wanted, out: BinaryIO | str, progress: Progress | None = None) -> int:
    """Writes the workbook: what it is on the first sheet, readings on the others. Raises TooManyForExcel."""
    import xlsxwriter

    plain = {
        "strings_to_formulas": False,
        "strings_to_urls": False,
        "strings_to_numbers": False,
        "constant_memory": True,
    }
    zone = ZoneInfo(settings.SITE_ZONE)
    rows, sheet, at = 0, None, 0
    with xlsxwriter.Workbook(out, plain) as book:
        first = book.add_worksheet("说明" if asked.lang == "zh" else "About")
        first.set_column(0, 0, 100)
        for row, words in enumerate(about(asked)):
            first.write_string(row, 0, words)
        moment = book.add_format({"num_format": "yyyy-mm-dd hh:mm:ss.000"})
        for sensor, series in pieces(asked, progress):
            rows += len(series)
            if rows > MOST_IN_EXCEL:
                raise TooManyForExcel(most=MOST_IN_EXCEL)
            origin = _origin(sensor).text(asked.lang)
            local = local_ms(series.measured_ms, zone)
            for wall, instant, value in zip(
                local.tolist(), series.measured_ms.tolist(), series.value.tolist(), strict=True
            ):
                if sheet is None or at > _SHEET_ROWS:
                    sheet, at = _sheet(book, asked.lang), 1
                sheet.write_string(at, 0, sensor.code)
                sheet.write_datetime(at, 1, from_ms(wall).replace(tzinfo=None), moment)
                sheet.write_number(at, 2, value)
                sheet.write_string(at, 3, sensor.unit)
                sheet.write_string(at, 4, iso(from_ms(instant)))
                sheet.write_string(at, 5, origin)
                at += 1
    return rows


def about(asked: Wanted) -> list[str]:
    """What the file holds, a line each, in the reader's language."""
    zone, lang = ZoneInfo(settings.SITE_ZONE), asked.lang
    begins, ends = (at.astimezone(zone).isoformat(timespec="seconds") for at in (asked.since, asked.until))
    lines = [
        Words(zh="守望 · 读数导出", en="Watchroom · export of readings"),
        Words(
            zh=f"时段：{begins} 起，{ends} 之前（{zone.key}）", en=f"time: from {begins}, before {ends} ({zone.key})"
        ),
    ]
    for sensor in asked.sensors:
        title, unit = sensor.measured.title, sensor.measured.unit_words
        source, origin = sensor.source, sensor.source.origin
        lines.append(
            Words(
                zh=f"{sensor.code}：{sensor.zh}，{title.zh}，单位 {unit.zh}，来源 {source.zh}"
                f"{f'（{origin.zh}）' if origin else ''}，{_origin(sensor).zh}",
                en=f"{sensor.code}: {sensor.en}, {title.en}, unit {unit.en}, source {source.en}"
                f"{f' ({origin.en})' if origin else ''}, {_origin(sensor).en}",
            )
        )
    return [" ".join(line.text(lang).split()) for line in lines]


def local_ms(at_ms: NDArray[np.int64], zone: ZoneInfo) -> NDArray[np.int64]:
    """Wall time as if it were UTC. Offsets change on quarters of an hour, and are asked once a quarter."""
    quarters, place = np.unique(at_ms // 900_000, return_inverse=True)
    offsets = [(from_ms(int(q) * 900_000).astimezone(zone).utcoffset() or timedelta()) for q in quarters]
    return at_ms + np.array([round(offset.total_seconds() * 1000) for offset in offsets], np.int64)[place]


def local_texts(at_ms: NDArray[np.int64]) -> list[str]:
    """ISO 8601 in the site's zone with its offset, to the millisecond."""
    wall = local_ms(at_ms, ZoneInfo(settings.SITE_ZONE))
    offsets = ((wall - at_ms) // 60_000).tolist()
    texts = np.datetime_as_string(wall.astype("datetime64[ms]"), unit="ms").tolist()
    said = {m: f"{'-' if m < 0 else '+'}{abs(m) // 60:02}:{abs(m) % 60:02}" for m in set(offsets)}
    return [text + said[minutes] for text, minutes in zip(texts, offsets, strict=True)]


def _sheet(book: Any, lang: Lang) -> Any:
    sheet = book.add_worksheet()
    sheet.freeze_panes(1, 0)
    sheet.set_column(1, 1, 24)
    sheet.set_column(4, 4, 26)
    zone = settings.SITE_ZONE
    heads = (
        (f"测量时间（{zone}）", "传感器", "值", "单位", "测量时间（UTC）", "实测或模拟")
        if lang == "zh"
        else (f"measured at ({zone})", "sensor", "value", "unit", "measured at (UTC)", "measured or simulated")
    )
    for column, head in enumerate((heads[1], heads[0], *heads[2:])):
        sheet.write_string(0, column, head)
    return sheet


def _origin(sensor: Sensor) -> Words:
    return SIMULATED if sensor.source.simulated else _MEASURED


def _text(words: str) -> str:
    return "'" + words.replace("'", "''") + "'"
