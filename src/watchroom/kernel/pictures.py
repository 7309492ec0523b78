"""A picture that came from outside, judged by its bytes: a JPEG, PNG or WebP of bearable size, whole, and nothing behind it.

It is not decoded here. A browser does that, in a sandbox that is made for it; so the bytes are served under the type
that they were found to have, forbidden to be anything else.
"""

import hashlib
import zlib
from dataclasses import dataclass, field

from watchroom.kernel.words import Words

MOST_BYTES = 4 << 20
MOST_PIXELS = 40_000_000
_PNG = b"\x89PNG\r\n\x1a\n"
_ALONE = {0x01, *range(0xD0, 0xD8)}
_FRAMES = {*range(0xC0, 0xD0)} - {0xC4, 0xC8, 0xCC}


class BadPicture(ValueError):
    """Why bytes are no picture that we take, in words."""

    def __init__(self, zh: str, en: str) -> None:
        self.why = Words(zh=zh, en=en)
        super().__init__(en)


@dataclass(frozen=True, slots=True)
class Picture:
    """`body` is the picture alone, without whatever came behind it; `digest` is its SHA-256 in hex."""

    kind: str
    width: int
    height: int
    body: bytes = field(repr=False)

    @property
    def digest(self) -> str:
        return hashlib.sha256(self.body).hexdigest()


def read_picture(data: bytes) -> Picture:
    """Raises BadPicture."""
    if not data:
        raise BadPicture("没有内容", "it is empty")
    if len(data) > MOST_BYTES:
        raise BadPicture(f"超过 {MOST_BYTES >> 20} MB", f"it is larger than {MOST_BYTES >> 20} MB")
    try:
        kind, width, height, end = _read(data)
    except IndexError:
        raise _cut() from None
    if not (width > 0 and height > 0 and width * height <= MOST_PIXELS):
        raise BadPicture(f"尺寸 {width}×{height} 不可用", f"its size {width}×{height} will not do")
    return Picture(kind, width, height, bytes(data[:end]))


def _read(data: bytes) -> tuple[str, int, int, int]:
    """Type, width, height, and where the picture ends. Raises BadPicture, IndexError where it is cut short."""
    if data[:3] == b"\xff\xd8\xff":
        return ("image/jpeg", *_jpeg(data))
    if data[:8] == _PNG:
        return ("image/png", *_png(data))
    if data[:4] == b"RIFF" and data[8:12] == b"WEBP":
        return ("image/webp", *_webp(data))
    head = data[:200].lstrip().lower()
    if head.startswith((b"<!doctype", b"<html", b"<?xml", b"{", b"[")):
        raise BadPicture(
            "是网页或文字，不是图片（常见于登录失效或地址有误）",
            "it is a page or text, no picture (as when the login or the address is wrong)",
        )
    raise BadPicture("不是 JPEG、PNG 或 WebP", "it is neither JPEG, PNG nor WebP")


def _cut() -> BadPicture:
    return BadPicture("图片不完整", "the picture is cut short")


def _jpeg(data: bytes) -> tuple[int, int, int]:
    place, size = 2, (0, 0)
    while True:
        if data[place] != 0xFF:
            raise BadPicture("JPEG 结构损坏", "its JPEG structure is broken")
        while data[place] == 0xFF:
            place += 1
        mark = data[place]
        place += 1
        if mark == 0xD9:
            return (*size, place)
        if mark in _ALONE:
            continue
        length = _number(data, place, 2)
        if length < 2:
            raise BadPicture("JPEG 结构损坏", "its JPEG structure is broken")
        if mark in _FRAMES:
            size = (_number(data, place + 5, 2), _number(data, place + 3, 2))
        place += length
        if mark == 0xDA:
            place = _behind_scan(data, place)


def _behind_scan(data: bytes, place: int) -> int:
    """The next mark behind coded data: what is neither a stuffed 0xFF nor a restart."""
    while True:
        place = data.find(b"\xff", place)
        if place < 0 or place + 1 >= len(data):
            raise _cut()
        if data[place + 1] != 0 and data[place + 1] not in _ALONE:
            return place
        place += 2


def _png(data: bytes) -> tuple[int, int, int]:
    place, size = 8, (0, 0)
    while True:
        length, name = _number(data, place, 4), data[place + 4 : place + 8]
        end = place + 12 + length
        if end > len(data):
            raise _cut()
        if _number(data, end - 4, 4) != zlib.crc32(data[place + 4 : end - 4]):
            raise BadPicture("PNG 校验和不对", "a checksum of the PNG is wrong")
        if place == 8:
            if name != b"IHDR" or length != 13:
                raise BadPicture("PNG 结构损坏", "its PNG structure is broken")
            size = (_number(data, place + 8, 4), _number(data, place + 12, 4))
        if name == b"IEND":
            return (*size, end)
        place = end


def _webp(data: bytes) -> tuple[int, int, int]:
    end = 8 + int.from_bytes(data[4:8], "little")
    if end > len(data) or end < 30:
        raise _cut()
    body = data[20:end]
    match data[12:16]:
        case b"VP8X":
            return 1 + int.from_bytes(body[4:7], "little"), 1 + int.from_bytes(body[7:10], "little"), end
        case b"VP8L" if body[:1] == b"\x2f":
            bits = int.from_bytes(body[1:5], "little")
            return 1 + (bits & 0x3FFF), 1 + (bits >> 14 & 0x3FFF), end
        case b"VP8 " if body[3:6] == b"\x9d\x01\x2a":
            return (
                int.from_bytes(body[6:8], "little") & 0x3FFF,
                int.from_bytes(body[8:10], "little") & 0x3FFF,
                end,
            )
    raise BadPicture("WebP 结构损坏", "its WebP structure is broken")


def _number(data: bytes, place: int, length: int) -> int:
    """A number, greatest byte first. Raises IndexError where the data ends before it."""
    if place + length > len(data):
        raise IndexError(place)
    return int.from_bytes(data[place : place + length], "big")
