"""The wire form of protocol buffers, read field by field: bounded, and knowing nothing of any message's meaning."""

import struct
from collections.abc import Iterator

MOST_FIELDS = 200_000
type Value = int | bytes


class NotProtobuf(ValueError):
    """Bytes that are no message."""


def fields(data: bytes) -> Iterator[tuple[int, Value]]:
    """Number and value of each field in order; a number for varints and fixed widths, bytes for all else.

    Raises NotProtobuf, also while fields are taken.
    """
    place = 0
    for _ in range(MOST_FIELDS):
        if place == len(data):
            return
        key, place = _varint(data, place)
        number, wire = key >> 3, key & 7
        if number == 0:
            raise NotProtobuf("a field without a number")
        value: Value
        if wire == 0:
            value, place = _varint(data, place)
        elif wire in (1, 5):
            width = 8 if wire == 1 else 4
            value, place = int.from_bytes(_piece(data, place, width), "little"), place + width
        elif wire == 2:
            length, place = _varint(data, place)
            value, place = _piece(data, place, length), place + length
        else:
            raise NotProtobuf(f"wire type {wire}")
        yield number, value
    raise NotProtobuf(f"more than {MOST_FIELDS} fields")


def as_float(bits: int) -> float:
    return float(struct.unpack("<f", (bits & 0xFFFF_FFFF).to_bytes(4, "little"))[0])


def as_double(bits: int) -> float:
    return float(struct.unpack("<d", (bits & 0xFFFF_FFFF_FFFF_FFFF).to_bytes(8, "little"))[0])


def as_signed(value: int, bits: int) -> int:
    """Two's complement of so many bits; a sender may have written it in 64."""
    value &= (1 << bits) - 1
    return value - (1 << bits) if value >> (bits - 1) else value


def _varint(data: bytes, place: int) -> tuple[int, int]:
    value = 0
    for i in range(10):
        if place + i >= len(data):
            raise NotProtobuf("it ends within a number")
        byte = data[place + i]
        value |= (byte & 0x7F) << (7 * i)
        if byte < 0x80:
            return value & 0xFFFF_FFFF_FFFF_FFFF, place + i + 1
    raise NotProtobuf("a number without an end")


def _piece(data: bytes, place: int, length: int) -> bytes:
    if length > len(data) - place:
        raise NotProtobuf("a field longer than the message")
    return data[place : place + length]
