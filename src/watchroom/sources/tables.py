"""Files of rows and columns: CSV in whatever encoding, workbooks, Parquet. Limits of size and rows come before reading.

What a file holds comes out as rows of cells; a cell is a text, a number, nothing, or a `Moment`.
"""

import csv
import io
import json
import struct
import subprocess
import sys
import zipfile
import zlib
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from watchroom.kernel import decoding
from watchroom.kernel.words import Words
from watchroom.sources.faults import BadFile, NeedsExtra, TooLarge, TooManyRows
from watchroom.sources.payloads import depth, shown

MOST_FILE = 16 << 20
MOST_UNPACKED = 64 << 20
MOST_ROWS = 200_000
MOST_CELLS = 2_000_000
MOST_COLUMNS = 1000
MOST_CELL = 4096
MOST_BRACKETS = 500  # of a kept row, those in its texts too
CHILD_S = 30
CHILD = Path(__file__).with_name("tables_child.py")
ROWS = b"#watchroom rows of JSON\n"  # before rows that were kept of a file which is not text
INSTALL = ".build/uv/bin/uv pip install --python .venv -r requirements/connectors.txt"
_SEPARATORS = ",;\t|"


@dataclass(frozen=True, slots=True)
class Moment:
    """A date with time as a workbook or a Parquet file holds it, in ISO form, with or without an offset."""

    text: str


csv.field_size_limit(MOST_CELL)

type Cell = str | int | float | bool | Moment | None
type Row = list[Cell]


def kind_of(data: bytes) -> str:
    """What a file is by its first bytes: its name may lie."""
    if data[:4] == b"PAR1":
        return "parquet"
    if data[:4] == b"PK\x03\x04":
        return "workbook"
    if data[:8] == b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1":
        return "workbook"
    if data.startswith(ROWS):
        return "rows"
    return "csv"


def read_rows(data: bytes, *, encoding: str = "", separator: str = "", sheet: str = "") -> Iterator[Row]:
    """Rows from the first on. Raises TooLarge, TooManyRows, BadFile, NeedsExtra, also while rows are taken.

    encoding   empty: by its mark, else strict UTF-8, else GB18030;  separator  empty: the one the first line has most of
    """
    if len(data) > MOST_FILE:
        raise TooLarge(size=len(data), most=MOST_FILE)
    kind = kind_of(data)
    if kind == "csv":
        return _bounded(row for row, _ in _csv(decoded(data, encoding), separator))
    if kind == "rows":
        return _bounded(_kept(data))
    if kind == "workbook":
        if find_spec("python_calamine") is None:
            raise NeedsExtra(package="python-calamine", what="Excel", command=INSTALL)
        if data[:2] == b"PK":
            check_zip(data)
    return _bounded(_by_child(kind, data, sheet))


def picked(
    data: bytes,
    wanted: Sequence[int],
    head: int,
    most: int,
    *,
    encoding: str = "",
    separator: str = "",
    sheet: str = "",
) -> Iterator[tuple[list[int], bytes]]:
    """Rows of a file that was read, by number from 1, as files of their own below its first `head` rows.

    Each is at most so many bytes (but for a single row that is longer) and is read by the same settings: of text its own
    bytes, of other files rows of JSON. Raises what `read_rows` does.
    """
    lines, before, write = _lines(data, encoding, separator, sheet)
    left, numbers, body, size = set(wanted), list[int](), "", 0
    for number, line in enumerate(lines, 1):
        if number <= head:
            before += line
        elif number in left:
            left.discard(number)
            size += len(write(line))
            if numbers and len(write(before)) + size > most:
                yield numbers, write(before + body)
                numbers, body, size = [], "", len(write(line))
            numbers.append(number)
            body += line
            if not left:
                break
    if numbers:
        yield numbers, write(before + body)


def _lines(data: bytes, encoding: str, separator: str, sheet: str) -> tuple[Iterator[str], str, Callable[[str], bytes]]:
    """Each row of a file as text, what stands before them, and how that is written."""
    if kind_of(data) == "csv":
        text, coding = _decoded(data, encoding)
        return (line for _, line in _csv(text, separator)), "", partial(_written, coding, encoding)
    rows = read_rows(data, encoding=encoding, separator=separator, sheet=sheet)
    told = (json.dumps([_told(cell) for cell in row], ensure_ascii=False) + "\n" for row in rows)
    return told, ROWS.decode(), str.encode


def _written(coding: str, encoding: str, text: str) -> bytes:
    """In the encoding of its file, marked where it would be taken for another: few letters may look like any."""
    data = text.encode(coding)
    return data if _decoded(data, encoding)[0] == text else text.encode("utf-8-sig")


def decoded(data: bytes, encoding: str = "") -> str:
    """Raises BadFile when the text is in none of these."""
    return _decoded(data, encoding)[0]


def _decoded(data: bytes, encoding: str) -> tuple[str, str]:
    """The text, and the encoding that it is in."""
    try:
        return decoding.decoded(data, encoding)
    except UnicodeError:
        raise BadFile(why=Words(zh="编码认不出来", en="its encoding is not known")) from None


def _csv(text: str, separator: str) -> Iterator[tuple[Row, str]]:
    """Each row with its text; a quoted line break makes it several lines."""
    first = text.partition("\n")[0]
    sign = separator or max(_SEPARATORS, key=first.count)
    lines: list[str] = []

    def read() -> Iterator[str]:
        for line in io.StringIO(text, newline=""):
            lines.append(line)
            yield line

    try:
        for row in csv.reader(read(), delimiter=sign, strict=True):
            cells: Row = list(row)
            yield cells, "".join(lines)
            lines.clear()
    except csv.Error as error:
        raise BadFile(why=shown(str(error), 80)) from error


def _kept(data: bytes) -> Iterator[Row]:
    """Rows as `picked` keeps them. Raises BadFile for what it never wrote."""
    for line in data[len(ROWS) :].splitlines():
        try:
            row = json.loads(line) if depth(line) <= MOST_BRACKETS else None
        except ValueError as error:
            raise BadFile(why=shown(str(error), 80)) from error
        if not isinstance(row, list) or not all(map(_is_cell, row)):
            raise BadFile(why=shown(line[:40].decode("utf-8", "replace")))
        yield [_cell(cell) for cell in row]


def _is_cell(told: Any) -> bool:
    if isinstance(told, list):
        return len(told) == 1 and isinstance(told[0], str)
    return told is None or isinstance(told, str | int | float)


def _bounded(rows: Iterator[Row]) -> Iterator[Row]:
    cells = 0
    for count, row in enumerate(rows):
        cells += len(row)
        if count > MOST_ROWS or cells > MOST_CELLS or len(row) > MOST_COLUMNS:
            raise TooManyRows(most=MOST_ROWS, cells=MOST_CELLS, columns=MOST_COLUMNS)
        yield row


def check_zip(data: bytes) -> None:
    """Unpacks to nowhere, counting: what a package says of its own sizes is not believed. Raises BadFile, TooLarge."""
    try:
        entries = zipfile.ZipFile(io.BytesIO(data)).infolist()
    except (zipfile.BadZipFile, ValueError, struct.error, NotImplementedError) as error:
        raise BadFile(why=shown(str(error), 80)) from error
    if len(entries) > 2000:
        raise BadFile(why=Words(zh=f"压缩包里有 {len(entries)} 个文件", en=f"{len(entries)} files in its package"))
    left = MOST_UNPACKED
    for entry in entries:
        if entry.flag_bits & 1 or entry.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
            raise BadFile(why=Words(zh="有口令或用了不认识的压缩", en="it has a password or an unknown packing"))
        left -= _unpacked(data, entry, left)
        if left < 0:
            raise TooLarge(size=f"> {MOST_UNPACKED}", most=MOST_UNPACKED)


def _unpacked(data: bytes, entry: zipfile.ZipInfo, most: int) -> int:
    """How large an entry is when unpacked; more than `most` is not unpacked further. Raises BadFile."""
    at = entry.header_offset
    if data[at : at + 4] != b"PK\x03\x04" or at + 30 > len(data):
        raise BadFile(why=Words(zh="压缩包损坏", en="its package is broken"))
    name, extra = struct.unpack_from("<HH", data, at + 26)
    start = at + 30 + name + extra
    if entry.compress_type == zipfile.ZIP_STORED:
        return max(entry.file_size, entry.compress_size)
    packed, size, unpacker = memoryview(data)[start:], 0, zlib.decompressobj(-15)
    try:
        piece = unpacker.decompress(packed, 1 << 20)
        while piece and size <= most:
            size += len(piece)
            piece = unpacker.decompress(unpacker.unconsumed_tail, 1 << 20)
    except zlib.error as error:
        raise BadFile(why=shown(str(error), 80)) from error
    return size


def _by_child(kind: str, data: bytes, sheet: str) -> Iterator[Row]:
    limits = [str(number) for number in (CHILD_S, MOST_ROWS, MOST_CELLS)]
    argv = [sys.executable, "-I", str(CHILD), kind, sheet, *limits]
    try:
        done = subprocess.run(argv, input=data, capture_output=True, timeout=CHILD_S, check=False)
    except subprocess.TimeoutExpired as error:
        raise BadFile(why=f"{CHILD_S} s") from error
    if done.returncode:
        said = done.stderr.decode("utf-8", "replace").strip().rpartition("\n")[2]
        if said == "too many rows":
            raise TooManyRows(most=MOST_ROWS, cells=MOST_CELLS, columns=MOST_COLUMNS)
        raise BadFile(why=shown(said, 100) or f"exit {done.returncode}")
    for line in done.stdout.splitlines():
        yield [_cell(cell) for cell in json.loads(line)]


def _cell(cell: Any) -> Cell:
    return Moment(cell[0]) if isinstance(cell, list) else cell


def _told(cell: Cell) -> Any:
    return [cell.text] if isinstance(cell, Moment) else cell
