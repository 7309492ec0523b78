"""Arrow IPC streams as readings: flat columns of texts, numbers and times, every promise of the frame checked first.

Why not by a library: the one that is kept (arrow-rs, behind arro3) makes room for what a stream promises, and ends the
whole process on a column's name with a NUL in it. A stranger's bytes must not do that to the door of all others.
"""

import struct
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import numpy as np
from numpy.typing import NDArray

from watchroom.kernel.text import shown
from watchroom.sources.faults import NoArrow, TooLarge, TooMany
from watchroom.sources.flatbuffer import Table
from watchroom.sources.payloads import Offer
from watchroom.sources.readings import MOST_MESSAGE, MOST_READINGS

KIND = "application/vnd.apache.arrow.stream"
MARK = b"\xff\xff\xff\xff"
_MOST_MESSAGES = 64
_SCHEMA, _DICTIONARY, _BATCH = 1, 2, 3  # kinds of messages
_INT, _FLOAT, _UTF8, _TIMESTAMP, _LARGE_UTF8 = 2, 3, 5, 10, 20  # kinds of types
_FLOATS = ("<f2", "<f4", "<f8")
_PER_MS = {0: 0.001, 1: 1, 2: 1_000, 3: 1_000_000}  # how many units of a timestamp make a millisecond
_NAMES = frozenset({"sensor", "value", "measured_at", "unit"})


@dataclass(frozen=True, slots=True)
class _Column:
    """name, kind, form of its numbers; `scale` of a time; `dictionary` whose entries its numbers mean, -1 for none."""

    name: str
    kind: int
    form: str
    scale: float = 1
    dictionary: int = -1


@dataclass(frozen=True, slots=True)
class _Message:
    kind: int
    header: Table
    body: bytes


def read_arrow(data: bytes) -> Offer:
    """Columns sensor, value, measured_at (a timestamp with a zone, or whole milliseconds), unit.

    Raises TooLarge, TooMany, NoArrow.
    """
    if len(data) > MOST_MESSAGE:
        raise TooLarge(size=len(data), most=MOST_MESSAGE)
    try:
        columns = _columns(data)
    except (struct.error, IndexError, ValueError, OverflowError) as error:
        raise NoArrow(why=shown(str(error) or "?", 80)) from error
    if not {"sensor", "value"} <= columns.keys() <= _NAMES:
        raise NoArrow(why=shown(", ".join(columns), 80))
    n = len(columns["value"])
    nones: list[Any] = [None] * n
    return Offer(columns["sensor"], columns["value"], columns.get("measured_at", nones), columns.get("unit", nones))


def _columns(data: bytes) -> dict[str, list[Any]]:
    messages = _messages(data)
    first = next(messages, None)
    if first is None or first.kind != _SCHEMA:
        raise ValueError("no schema")
    schema = [_column(field) for field in first.header.tables(1)]
    found: dict[str, list[Any]] = {column.name: [] for column in schema}
    if first.header.number(0, "<h") or len(found) != len(schema):
        raise ValueError("big-endian, or two columns of one name")
    dictionaries: dict[int, list[Any]] = {}
    for count, message in enumerate(messages):
        if count >= _MOST_MESSAGES:
            raise ValueError(f"more than {_MOST_MESSAGES} messages")
        if message.kind == _DICTIONARY:
            _entries(message, schema, dictionaries)
        elif message.kind == _BATCH:
            _rows(message, schema, dictionaries, found)
        else:
            raise ValueError(f"a message of kind {message.kind}")
    return found


def _messages(data: bytes) -> Iterator[_Message]:
    place = 0
    while place < len(data):
        if data[place : place + 4] != MARK:
            raise ValueError("no Arrow stream")
        (size,) = struct.unpack_from("<i", data, place + 4)
        place += 8
        if size == 0:
            if place != len(data):
                raise ValueError("something follows the end")
            return
        if size < 16 or place + size > len(data):
            raise ValueError("a message longer than the stream")
        root = Table.root(data[place : place + size])
        header, length = root.table(2), root.number(3, "<q")
        place += size
        if header is None or length < 0 or place + length > len(data):
            raise ValueError("a body longer than the stream")
        yield _Message(root.number(1, "<B"), header, data[place : place + length])
        place += length


# ---- the schema -----------------------------------------------------------------------------------------------------


def _column(field: Table) -> _Column:
    name, kind, about, encoded = field.text(0) or "", field.number(2, "<B"), field.table(3), field.table(4)
    if about is None or next(field.tables(5), None) is not None:
        raise ValueError(f"{name}: a nested column")
    if encoded is not None:
        if kind not in (_UTF8, _LARGE_UTF8):
            raise ValueError(f"{name}: a dictionary of other things than texts")
        index = encoded.table(1)
        return _Column(name, _INT, _whole(index) if index else "<i4", dictionary=encoded.number(0, "<q"))
    if kind in (_UTF8, _LARGE_UTF8):
        return _Column(name, kind, "<i4" if kind == _UTF8 else "<i8")
    if kind == _INT:
        return _Column(name, kind, _whole(about))
    if kind == _FLOAT and about.number(0, "<h") in (0, 1, 2):
        return _Column(name, kind, _FLOATS[about.number(0, "<h")])
    if kind == _TIMESTAMP:
        if not about.text(1):
            raise ValueError(f"{name}: a timestamp without a time zone")
        return _Column(name, kind, "<i8", _PER_MS.get(about.number(0, "<h"), 1))
    raise ValueError(f"{name}: type {kind} (texts, whole numbers, floats and timestamps are read)")


def _whole(about: Table) -> str:
    width = about.number(0, "<i")
    if width not in (8, 16, 32, 64):
        raise ValueError(f"whole numbers of {width} bits")
    return f"<{'i' if about.number(1, '<B') else 'u'}{width // 8}"


# ---- the rows -------------------------------------------------------------------------------------------------------


class _Batch:
    """The buffers of one batch in order, each within its body."""

    def __init__(self, header: Table, body: bytes) -> None:
        if header.place_of(3):
            raise ValueError("packed (compressed) buffers")
        self.rows, self.body = header.number(0, "<q"), body
        if not 0 <= self.rows <= MOST_READINGS:
            raise TooMany(count=self.rows, most=MOST_READINGS)
        self._nodes, self._buffers = header.pairs(1), header.pairs(2)

    def buffer(self) -> bytes:
        offset, length = next(self._buffers, (-1, -1))
        if offset < 0 or length < 0 or offset + length > len(self.body):
            raise ValueError("a buffer beyond its body")
        return self.body[offset : offset + length]

    def column(self, column: _Column) -> list[Any]:
        length, empty = next(self._nodes, (-1, 0))
        if length != self.rows:
            raise ValueError(f"{column.name}: {length} rows of {self.rows}")
        there, data = self.buffer(), self.buffer()
        if column.kind in (_UTF8, _LARGE_UTF8):
            found = _texts(_numbers(data, column.form, length + 1) if length else [0], self.buffer())
        else:
            found = _numbers(data, column.form, length)
        if column.kind == _TIMESTAMP:
            found = [int(value / column.scale) if column.scale < 1 else value // int(column.scale) for value in found]
        if empty:
            bits = np.unpackbits(np.frombuffer(there, np.uint8), bitorder="little")[:length]
            if bits.size != length:
                raise ValueError(f"{column.name}: its marks of absence are too short")
            found = [value if bit else None for value, bit in zip(found, bits, strict=True)]
        return found


def _numbers(data: bytes, form: str, count: int) -> list[Any]:
    dtype = np.dtype(form)
    if len(data) < count * dtype.itemsize:
        raise ValueError("a column shorter than its rows")
    found: NDArray[Any] = np.frombuffer(data, dtype, count)
    values: list[Any] = found.tolist()
    return values


def _texts(ends: list[int], data: bytes) -> list[Any]:
    found: list[Any] = []
    for start, end in pairwise(ends):
        if not 0 <= start <= end <= len(data):
            raise ValueError("a text beyond its column")
        found.append(data[start:end].decode())
    return found


def _entries(message: _Message, schema: list[_Column], dictionaries: dict[int, list[Any]]) -> None:
    number, batch, delta = message.header.number(0, "<q"), message.header.table(1), message.header.number(2, "<B")
    if batch is None or delta or number not in {column.dictionary for column in schema}:
        raise ValueError("a dictionary in parts, or one that no column asks for")
    part = _Batch(batch, message.body)
    dictionaries[number] = part.column(_Column("dictionary", _UTF8, "<i4"))


def _rows(
    message: _Message, schema: list[_Column], dictionaries: dict[int, list[Any]], found: dict[str, list[Any]]
) -> None:
    batch = _Batch(message.header, message.body)
    for column in schema:
        values = batch.column(column)
        if column.dictionary >= 0:
            entries = dictionaries.get(column.dictionary, [])
            if any(value is not None and not 0 <= value < len(entries) for value in values):
                raise ValueError(f"{column.name}: a number that its dictionary has not")
            values = [None if value is None else entries[value] for value in values]
        found[column.name] += values
        if len(found[column.name]) > MOST_READINGS:
            raise TooMany(count=f"> {MOST_READINGS}", most=MOST_READINGS)
