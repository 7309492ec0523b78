"""A log of a real dispatch centre as rows: read with limits, checked line by line, put into the order in which it happened.

Columns as the fire department of San Francisco publishes its calls (DataSF, data set nuek-vuh3): one row for each unit that
was sent, times on a 12-hour clock without an offset, so the zone is an argument.
"""

import csv
import gzip
import io
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from watchroom.kernel.faults import Fault
from watchroom.kernel.geometry import LonLat
from watchroom.kernel.words import Words

MOST_BYTES = 512_000_000  # unpacked
MOST_ROWS = 2_000_000
MOST_FIELD = 2_000
MOST_TOLD = 50
_PIECE = 1 << 16

STAGES = {
    "en_route": "Response DtTm",
    "on_scene": "On Scene DtTm",
    "transporting": "Transport DtTm",
    "at_destination": "Hospital DtTm",
    "available": "Available DtTm",
}
NEEDED = ("Call Number", "Unit ID", "Unit Type", "Call Type", "Received DtTm", "Dispatch DtTm", "Location", "Station Area", *STAGES.values())  # fmt: skip


class NoLog(Fault):
    status = 404
    text = Words(
        zh="{folder} 中没有接处警日志（一个 .csv 或 .csv.gz 文件）。", en="{folder} holds no dispatch log: one .csv or .csv.gz file."
    )  # fmt: skip


class NotALog(Fault):
    status = 422
    text = Words(zh="{file} 不能作为接处警日志读取：{why}。", en="{file} cannot be read as a dispatch log: {why}.")


@dataclass(frozen=True, slots=True)
class Sent:
    """One unit sent to one call. `stages` by name of status, as they were reported, in whatever order."""

    line: int
    call: str
    unit: str
    unit_type: str
    call_type: str
    where: str
    point: LonLat | None
    area: str
    disposition: str
    received: datetime
    dispatched: datetime
    stages: dict[str, datetime]


@dataclass(slots=True)
class Log:
    """Rows that can be played, and why the others cannot: (line, why)."""

    rows: list[Sent] = field(default_factory=list)
    refused: list[tuple[int, Words]] = field(default_factory=list)


def log_file(folder: Path) -> Path:
    """The one log in a folder, or the file itself. Raises NoLog."""
    if folder.is_file():
        return folder
    found = sorted([*folder.glob("*.csv"), *folder.glob("*.csv.gz")])
    if len(found) != 1:
        raise NoLog(folder=folder)
    return found[0]


def read_log(file: Path, zone: str) -> Log:
    """Raises NotALog for what is no such log at all; single rows that cannot be understood are listed instead."""
    log, known = Log(), set[tuple[str, str]]()
    csv.field_size_limit(MOST_FIELD)
    here = ZoneInfo(zone)
    try:
        reader = csv.reader(_lines(file), strict=True)
        columns = {name.strip(): place for place, name in enumerate(next(reader, []))}
        missing = [name for name in NEEDED if name not in columns]
        if missing:
            raise NotALog(
                file=file.name,
                why=Words(zh=f"缺少列 {'、'.join(missing)}", en=f"it lacks the columns {', '.join(missing)}"),
            )
        for count, row in enumerate(reader):
            if count >= MOST_ROWS:
                raise NotALog(
                    file=file.name, why=Words(zh=f"超过 {MOST_ROWS} 行", en=f"it has more than {MOST_ROWS} rows")
                )
            _take(log, known, reader.line_num, row, columns, here)
    except (csv.Error, UnicodeDecodeError, EOFError, OSError) as error:
        raise NotALog(file=file.name, why=Words(zh=f"格式损坏（{error}）", en=f"it is damaged ({error})")) from error
    return log


def _lines(file: Path) -> Iterator[str]:
    with file.open("rb") as raw:
        packed = raw.read(2) == b"\x1f\x8b"
        raw.seek(0)
        opened = gzip.GzipFile(fileobj=raw) if packed else raw
        with io.TextIOWrapper(
            io.BufferedReader(_Counted(file.name, opened), _PIECE), encoding="utf-8-sig", newline=""
        ) as text:
            yield from text


class _Counted(io.RawIOBase):
    """Bytes as they are unpacked, up to a limit: a small file may hold a great one."""

    def __init__(self, name: str, source: io.BufferedIOBase | gzip.GzipFile) -> None:
        self._name, self._source, self._read = name, source, 0

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: bytearray | memoryview) -> int:  # type: ignore[override]
        piece = self._source.read(min(len(buffer), _PIECE))
        self._read += len(piece)
        if self._read > MOST_BYTES:
            raise NotALog(
                file=self._name,
                why=Words(zh=f"解压后超过 {MOST_BYTES} 字节", en=f"it unpacks to more than {MOST_BYTES} bytes"),
            )
        buffer[: len(piece)] = piece
        return len(piece)


def _take(
    log: Log, known: set[tuple[str, str]], line: int, row: list[str], columns: dict[str, int], zone: ZoneInfo
) -> None:
    try:
        sent = _sent(line, row, columns, zone)
    except _Unread as error:
        log.refused.append((line, error.why))
        return
    if (sent.call, sent.unit) in known:
        log.refused.append(
            (line, Words(zh=f"力量 {sent.unit} 在同一报警中重复", en=f"the unit {sent.unit} appears twice on one call"))
        )
        return
    known.add((sent.call, sent.unit))
    log.rows.append(sent)


class _Unread(Exception):
    def __init__(self, why: Words) -> None:
        super().__init__(why.en)
        self.why = why


def _sent(line: int, row: list[str], columns: dict[str, int], zone: ZoneInfo) -> Sent:
    if len(row) < len(columns):
        raise _Unread(Words(zh="列数不足", en="it has too few columns"))

    def of(name: str) -> str:
        return _clean(row[columns[name]]) if name in columns else ""

    def owed(name: str) -> str:
        found = of(name)
        if not found:
            raise _Unread(Words(zh=f"{name} 为空", en=f"{name} is empty"))
        return found[:64]

    def at(name: str) -> datetime | None:
        return _instant(of(name), name, zone) if of(name) else None

    received, dispatched = at("Received DtTm"), at("Dispatch DtTm")
    if dispatched is None:
        raise _Unread(Words(zh="没有派出时间", en="it has no time of dispatch"))
    stages = {stage: found for stage, name in STAGES.items() if (found := at(name)) is not None}
    return Sent(
        line, owed("Call Number"), owed("Unit ID"), of("Unit Type")[:64], of("Call Type")[:64], of("Address")[:100],
        _point(of("Location")), of("Station Area")[:32], of("Call Final Disposition")[:64], received or dispatched, dispatched, stages,
    )  # fmt: skip


def _clean(text: str) -> str:
    if text.isprintable():
        return text.strip()
    return " ".join("".join(char if char.isprintable() else " " for char in text).split())


def _instant(text: str, name: str, zone: ZoneInfo) -> datetime:
    """`04/07/2020 11:55:30 PM` in a zone, as an instant."""
    try:
        there = datetime.strptime(text, "%m/%d/%Y %I:%M:%S %p").replace(tzinfo=zone)
    except ValueError:
        raise _Unread(
            Words(zh=f"{name} 的时间“{text[:40]}”读不懂", en=f"the time “{text[:40]}” of {name} cannot be read")
        ) from None
    return there.astimezone(UTC)


def _point(text: str) -> LonLat | None:
    """`(37.73, -122.43)` is latitude, longitude."""
    parts = text.strip("()").split(",")
    try:
        lat, lon = map(float, parts)
    except ValueError:
        return None
    return (lon, lat) if -180 <= lon <= 180 and -90 <= lat <= 90 and (lon, lat) != (0, 0) else None


@dataclass(frozen=True, slots=True)
class Happening:
    """One thing that happened: a call came in (`opened`), a unit was `dispatched`, or it reported a stage `told_at`.

    at  when it can be played: no unit reports before it was sent, whatever the log says
    """

    at: datetime
    what: str
    row: Sent
    told_at: datetime


def happenings(rows: list[Sent]) -> list[Happening]:
    """Everything in the order in which it happened.

    In one second units become free first, then calls are opened, then each unit is sent and reports in the order of stages.
    """
    first: dict[str, Sent] = {}
    found: list[tuple[tuple[datetime, int, datetime, int, int], Happening]] = []
    for row in sorted(rows, key=lambda row: (row.dispatched, row.line)):
        first.setdefault(row.call, row)
        found.append(
            (
                (row.dispatched, 2, row.dispatched, row.line, 0),
                Happening(row.dispatched, "dispatched", row, row.dispatched),
            )
        )
        for place, (stage, told) in enumerate(row.stages.items(), start=1):
            at = max(told, row.dispatched)
            free = 0 if stage == "available" and row.dispatched < at else 2
            found.append(((at, free, row.dispatched, row.line, place), Happening(at, stage, row, told)))
    for row in first.values():
        at = min(row.received, row.dispatched)
        found.append(((at, 1, row.dispatched, row.line, 0), Happening(at, "opened", row, at)))
    return [happening for _, happening in sorted(found, key=lambda pair: pair[0])]
