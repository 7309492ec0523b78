"""Files of rows and columns, in and out: CSV in whatever encoding, workbooks, Parquet. Limits come before reading.

Every table that a person sends is read here and nowhere else, and what we write for a spreadsheet is written here. What a
file holds comes out as rows of cells; a cell is a text, a number, nothing, or a `Moment`.
"""

import csv
import io
import json
import struct
import subprocess
import sys
import zipfile
import zlib
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any, Literal, get_args

from watchroom.kernel import decoding
from watchroom.kernel.table_faults import BadFile, FileTooLarge, NoFile, TooManyRows
from watchroom.kernel.text import cell as guarded
from watchroom.kernel.text import depth, shown
from watchroom.kernel.words import Words

MOST_UNPACKED = 64 << 20
MOST_CELL = 4096
MOST_BRACKETS = 500  # of a kept row, those in its texts too
CHILD_S = 30
CHILD = Path(__file__).with_name("tables_child.py")
ROWS = b"#watchroom rows of JSON\n"  # before rows that were kept of a file which is not text
type Encoding = Literal["", "utf-8", "gb18030", "utf-16", "big5"]
"""In which a text may be said to be; empty: it is found."""
ENCODINGS: tuple[str, ...] = get_args(Encoding.__value__)
FORMS = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}
_TEXT_ONLY = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
_SEPARATORS = ",;\t|"
_LOOKED = 20  # lines by which the separator is known


@dataclass(frozen=True, slots=True)
class Most:
    """How much a file may hold. `size` in bytes."""

    size: int
    rows: int = 200_000
    columns: int = 1000
    cells: int = 2_000_000


READINGS = Most(16 << 20)


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


@dataclass(frozen=True, slots=True)
class Sheet:
    """A table as texts, each as a person would have typed it. `encoding`: what its text is in; empty for what is no text."""

    rows: list[list[str]]
    encoding: str


def read_sheet(data: bytes, most: Most, *, encoding: str = "") -> Sheet:
    """A table that a person filled in, whole. The guard that we put before what looks like a formula is taken off again.

    encoding  of ENCODINGS; any other is taken for none
    Raises NoFile, FileTooLarge, TooManyRows, BadFile.
    """
    encoding = encoding if encoding in ENCODINGS else ""
    if not data:
        raise NoFile()
    if len(data) > most.size:
        raise FileTooLarge(size=f"> {most.size}", most=most.size)
    text = kind_of(data) == "csv"
    found = _decoded(data, encoding)[1] if text else ""
    rows = [[typed(each) for each in row] for row in read_rows(data, most, encoding=encoding)]
    return Sheet([[_unguarded(each).strip() for each in row] for row in rows] if text else rows, found)


def typed(cell: "Cell") -> str:
    """A cell as somebody would type it: `2026-12-01 08:00`, `12`. What a workbook shows as whole is whole."""
    if isinstance(cell, Moment):
        return cell.text.replace("T", " ")
    if isinstance(cell, float) and cell.is_integer() and abs(cell) < 1e15:
        return str(int(cell))
    return "" if cell is None else str(cell).strip()


def _unguarded(text: str) -> str:
    return text[1:] if text[:1] == "'" and guarded(text[1:]) == text else text


def written(form: str, rows: Iterable[Sequence[str | int | None]], title: str = "") -> bytes:
    """A table for a spreadsheet. `form`: of FORMS; `title`: the sheet's name. No text of it is ever taken for a formula.

    CSV is UTF-8 with its mark, so that a Chinese Excel reads it.
    """
    if form == "csv":
        text = io.StringIO()
        csv.writer(text).writerows([guarded(one) if isinstance(one, str) else one for one in row] for row in rows)
        return "\ufeff".encode() + text.getvalue().encode("utf-8", "replace")
    import xlsxwriter

    out = io.BytesIO()
    with xlsxwriter.Workbook(out, _TEXT_ONLY) as book:
        sheet = book.add_worksheet(title[:31] or None)
        for at, row in enumerate(rows):
            for column, one in enumerate(row):
                if isinstance(one, int):
                    sheet.write_number(at, column, one)
                elif one:
                    sheet.write_string(at, column, one)
        sheet.set_column(0, 40, 18)
    return out.getvalue()


def read_rows(
    data: bytes, most: Most | None = None, *, encoding: str = "", separator: str = "", sheet: str = ""
) -> Iterator["Row"]:
    """Rows from the first on. Raises FileTooLarge, TooManyRows, BadFile, also while rows are taken.

    most       READINGS unless said otherwise
    encoding   empty: by its mark, else strict UTF-8, else GB18030;  separator  empty: the one that most of its lines have
    """
    most = most or READINGS
    if len(data) > most.size:
        raise FileTooLarge(size=len(data), most=most.size)
    kind = kind_of(data)
    if kind == "csv":
        return _bounded((row for row, _ in _csv(decoded(data, encoding), separator)), most)
    if kind == "rows":
        return _bounded(_kept(data), most)
    if data[:2] == b"PK":
        check_zip(data)
    return _bounded(_by_child(kind, data, sheet, most), most)


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
    """The text, and the encoding that it is in. Raises BadFile."""
    try:
        return decoding.decoded(data, encoding)
    except UnicodeError:
        raise BadFile(why=Words(zh="编码认不出来", en="its encoding is not known")) from None


def _csv(text: str, separator: str) -> Iterator[tuple[Row, str]]:
    """Each row with its text; a quoted line break makes it several lines."""
    sign = separator or _separator(text)
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


def _separator(text: str) -> str:
    """What most of the first lines have: a title above the heads may hold any sign."""
    lines = text[: _LOOKED * MOST_CELL].splitlines()[:_LOOKED]
    return max(
        _SEPARATORS, key=lambda one: (sum(one in line for line in lines), sum(line.count(one) for line in lines))
    )


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


def _bounded(rows: Iterator[Row], most: Most) -> Iterator[Row]:
    cells = 0
    for count, row in enumerate(rows):
        cells += len(row)
        if count > most.rows or cells > most.cells or len(row) > most.columns:
            raise _too_many(most)
        yield row


def _too_many(most: Most) -> TooManyRows:
    return TooManyRows(most=most.rows, cells=most.cells, columns=most.columns)


def check_zip(data: bytes) -> None:
    """Unpacks to nowhere, counting: what a package says of its own sizes is not believed. Raises BadFile, FileTooLarge."""
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
            raise FileTooLarge(size=f"> {MOST_UNPACKED}", most=MOST_UNPACKED)


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


def _by_child(kind: str, data: bytes, sheet: str, most: Most) -> Iterator[Row]:
    limits = [str(number) for number in (CHILD_S, most.rows, most.cells)]
    argv = [sys.executable, "-I", str(CHILD), kind, sheet, *limits]
    try:
        done = subprocess.run(argv, input=data, capture_output=True, timeout=CHILD_S, check=False)
    except subprocess.TimeoutExpired as error:
        raise BadFile(why=f"{CHILD_S} s") from error
    if done.returncode:
        said = done.stderr.decode("utf-8", "replace").strip().rpartition("\n")[2]
        if said == "too many rows":
            raise _too_many(most)
        raise BadFile(why=shown(said, 100) or f"exit {done.returncode}")
    for line in done.stdout.splitlines():
        yield [_cell(cell) for cell in json.loads(line)]


def _cell(cell: Any) -> Cell:
    return Moment(cell[0]) if isinstance(cell, list) else cell


def _told(cell: Cell) -> Any:
    return [cell.text] if isinstance(cell, Moment) else cell
