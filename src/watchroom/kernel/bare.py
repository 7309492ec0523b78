"""A picture that somebody sent, without what its device wrote into it: put together anew from the parts that are drawn, and no other.

A camera writes down where, when and with what a picture was taken, and a small copy of it, often of what was cut away. Kept is
what it takes to show the picture as it was meant: its coded data, tables, size, colours, and which side is up. Where it was
taken is handed out beside it, once, as a proposal. Nothing is decoded: not a pixel changes.
"""

import struct
import zlib
from collections.abc import Iterator
from dataclasses import dataclass

from watchroom.kernel.geometry import LonLat
from watchroom.kernel.pictures import Picture, read_picture

_EXIF, _ICC, _ADOBE, _JFIF = b"Exif\0\0", b"ICC_PROFILE\0", b"Adobe", b"JFIF\0"
_PNG_KEPT = frozenset({b"IHDR", b"PLTE", b"IDAT", b"IEND", b"tRNS", b"gAMA", b"cHRM", b"sRGB", b"iCCP", b"sBIT", b"pHYs", b"bKGD", b"cICP"})  # fmt: skip
_WEBP_KEPT = frozenset({b"VP8 ", b"VP8L", b"VP8X", b"ALPH", b"ICCP", b"ANIM", b"ANMF"})
_WEBP_EXIF, _WEBP_XMP = 0x08, 0x04
_ORIENTATION, _GPS = 0x0112, 0x8825
_MOST_TAGS = 200


@dataclass(frozen=True, slots=True)
class Bare:
    """`spot`: where the picture says that it was taken."""

    picture: Picture
    spot: LonLat | None


def bare_picture(data: bytes) -> Bare:
    """Raises BadPicture."""
    found = read_picture(data)
    make = {"image/jpeg": _jpeg, "image/png": _png, "image/webp": _webp}[found.kind]
    body, told = make(found.body)
    return Bare(Picture(found.kind, found.width, found.height, body), told.spot)


@dataclass(frozen=True, slots=True)
class _Told:
    up: int = 1
    spot: LonLat | None = None


def _jpeg(data: bytes) -> tuple[bytes, _Told]:
    parts, told, place = [data[:2]], _Told(), 2
    while True:
        while data[place + 1] == 0xFF:
            place += 1
        mark = data[place + 1]
        if mark == 0xD9:
            parts.append(b"\xff\xd9")
            break
        if mark == 0x01 or 0xD0 <= mark <= 0xD7:
            parts.append(data[place : place + 2])
            place += 2
            continue
        length = int.from_bytes(data[place + 2 : place + 4], "big")
        end = place + 2 + length
        body = data[place + 4 : end]
        if mark == 0xE1 and body.startswith(_EXIF) and told == _Told():
            told = _exif(body[len(_EXIF) :])
        elif mark == 0xDA:
            scanned = _behind(data, end)
            parts.append(data[place:scanned])
            place = scanned
            continue
        elif mark == 0xE0 and body.startswith(_JFIF) and len(body) >= 14:
            parts.append(b"\xff\xe0\x00\x10" + body[:12] + b"\0\0")  # without its small copy
        elif (
            not (0xE0 <= mark <= 0xEF or mark == 0xFE)
            or (mark == 0xE2 and body.startswith(_ICC))
            or (mark == 0xEE and body.startswith(_ADOBE))
        ):
            parts.append(data[place:end])
        place = end
    if told.up != 1:
        said = _EXIF + _upright(told.up)
        parts.insert(1, b"\xff\xe1" + struct.pack(">H", len(said) + 2) + said)
    return b"".join(parts), told


def _behind(data: bytes, place: int) -> int:
    """The next mark behind coded data."""
    while True:
        place = data.index(b"\xff", place)
        if data[place + 1] != 0 and data[place + 1] != 0x01 and not 0xD0 <= data[place + 1] <= 0xD7:
            return place
        place += 2


def _png(data: bytes) -> tuple[bytes, _Told]:
    parts, told, place = [data[:8]], _Told(), 8
    while place < len(data):
        length, name = int.from_bytes(data[place : place + 4], "big"), data[place + 4 : place + 8]
        end = place + 12 + length
        if name == b"eXIf":
            told = _exif(data[place + 8 : end - 4])
        elif name in _PNG_KEPT:
            parts.append(data[place:end])
        place = end
    if told.up != 1:
        said = b"eXIf" + _upright(told.up)
        parts.insert(2, struct.pack(">I", len(said) - 4) + said + struct.pack(">I", zlib.crc32(said)))
    return b"".join(parts), told


def _webp(data: bytes) -> tuple[bytes, _Told]:
    chunks, told, place = list[tuple[bytes, bytes]](), _Told(), 12
    while place + 8 <= len(data):
        name, length = data[place : place + 4], int.from_bytes(data[place + 4 : place + 8], "little")
        body = data[place + 8 : place + 8 + length]
        if name == b"EXIF":
            told = _exif(body.removeprefix(_EXIF))
        elif name in _WEBP_KEPT:
            chunks.append((name, body))
        place += 8 + length + length % 2
    if told.up != 1:
        chunks.append((b"EXIF", _upright(told.up)))
    if chunks and chunks[0][0] == b"VP8X" and chunks[0][1]:
        flags = chunks[0][1][0] & ~(_WEBP_EXIF | _WEBP_XMP) | (_WEBP_EXIF if told.up != 1 else 0)
        chunks[0] = (b"VP8X", bytes([flags]) + chunks[0][1][1:])
    written = b"".join(name + len(body).to_bytes(4, "little") + body + b"\0" * (len(body) % 2) for name, body in chunks)
    return b"RIFF" + (4 + len(written)).to_bytes(4, "little") + b"WEBP" + written, told


def _upright(up: int) -> bytes:
    """The smallest Exif block that says which side is up, and nothing else."""
    return b"MM\0*\0\0\0\x08" + struct.pack(">HHHIHHI", 1, _ORIENTATION, 3, 1, up, 0, 0)


def _exif(data: bytes) -> _Told:
    """What of an Exif block is of use. A broken block says nothing: it is dropped all the same."""
    try:
        order = {b"II": "<", b"MM": ">"}[data[:2]]
        first = dict(_tags(data, order, struct.unpack_from(f"{order}I", data, 4)[0]))
        up = struct.unpack(f"{order}H", first[_ORIENTATION][2][:2])[0] if _ORIENTATION in first else 1
    except (KeyError, struct.error):
        return _Told()
    try:
        spot = _spot(data, order, struct.unpack(f"{order}I", first[_GPS][2])[0]) if _GPS in first else None
    except (KeyError, ValueError, struct.error, ZeroDivisionError):
        spot = None
    return _Told(up if 1 <= up <= 8 else 1, spot)


def _tags(data: bytes, order: str, place: int) -> Iterator[tuple[int, tuple[int, int, bytes]]]:
    """Of one directory: by tag its type, count, and the four bytes that are its value or say where that stands."""
    for n in range(min(struct.unpack_from(f"{order}H", data, place)[0], _MOST_TAGS)):
        tag, kind, count, value = struct.unpack_from(f"{order}HHI4s", data, place + 2 + 12 * n)
        yield tag, (kind, count, value)


def _spot(data: bytes, order: str, place: int) -> LonLat | None:
    found = dict(_tags(data, order, place))
    lat = _degrees(data, order, found[2]) * (-1 if found[1][2][:1] in b"Ss" else 1)
    lon = _degrees(data, order, found[4]) * (-1 if found[3][2][:1] in b"Ww" else 1)
    if not (-90 <= lat <= 90 and -180 <= lon <= 180) or (lat == 0 and lon == 0):
        return None  # off the earth, or what a device writes that knows nothing
    return round(lon, 6), round(lat, 6)


def _degrees(data: bytes, order: str, told: tuple[int, int, bytes]) -> float:
    kind, count, value = told
    if kind != 5 or count != 3:
        raise ValueError(kind)
    at = struct.unpack(f"{order}I", value)[0]
    numbers = struct.unpack_from(f"{order}6I", data, at)
    degrees, minutes, seconds = (numbers[i] / numbers[i + 1] for i in (0, 2, 4))
    return float(degrees + minutes / 60 + seconds / 3600)
