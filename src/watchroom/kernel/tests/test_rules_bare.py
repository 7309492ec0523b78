"""A picture that comes in keeps nothing that its device wrote into it, and not a pixel of it changes."""

import struct
import zlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from watchroom.kernel.bare import bare_picture
from watchroom.kernel.pictures import BadPicture, read_picture

pytestmark = pytest.mark.pure
SECRETS = (b"CAMERA-7", b"2026:02:06", b"SMALLCOPY", b"<x:xmpmeta", b"a remark")


def exif(
    order: str = ">",
    up: int = 6,
    *,
    lat: tuple[int, ...] = (40, 1, 54, 1, 198, 100),
    south: bytes = b"N\0\0\0",
    west: bytes = b"E\0\0\0",
) -> bytes:
    """Orientation, model and time, and a position, as a camera writes them."""

    def tag(code: int, kind: int, count: int, value: bytes) -> bytes:
        return struct.pack(f"{order}HHI", code, kind, count) + value

    def number(value: int) -> bytes:
        return struct.pack(f"{order}I", value)

    def short(value: int) -> bytes:
        return struct.pack(f"{order}HH", value, 0)

    words = b"CAMERA-7\x002026:02:06 10:00:00\0SMALLCOPY\0"
    first, gps = 8 + 2 + 12 * 3 + 4, 8 + 2 + 12 * 3 + 4 + len(words)
    spots = gps + 2 + 12 * 4 + 4
    head = (b"II*\0" if order == "<" else b"MM\0*") + number(8)
    one = (
        struct.pack(f"{order}H", 3)
        + tag(0x0110, 2, len(words), number(first))
        + tag(0x0112, 3, 1, short(up))
        + tag(0x8825, 4, 1, number(gps))
        + number(0)
    )
    two = (
        struct.pack(f"{order}H", 4)
        + tag(1, 2, 2, south)
        + tag(2, 5, 3, number(spots))
        + tag(3, 2, 2, west)
        + tag(4, 5, 3, number(spots + 24))
        + number(0)
    )
    return (
        head + one + words + two + struct.pack(f"{order}6I", *lat) + struct.pack(f"{order}6I", 115, 1, 27, 1, 3672, 100)
    )


def segment(mark: int, body: bytes) -> bytes:
    return bytes([0xFF, mark]) + struct.pack(">H", len(body) + 2) + body


FRAME = b"\xff\xc0" + struct.pack(">HBHHB", 11, 8, 360, 640, 1) + b"\x01\x11\x00"
SCAN = b"\xff\xda" + struct.pack(">H", 8) + b"\x01\x01\x00\x00\x3f\x00" + b"\x12\xff\x00\x34\xff\xd0\x56"
ICC = segment(0xE2, b"ICC_PROFILE\0\x01\x01colours")


def jpeg(told: bytes = b"") -> bytes:
    jfif = segment(0xE0, b"JFIF\0\x01\x01\0\0\x01\0\x01\x01\x03" + b"SMALLCOPY")
    more = (
        segment(0xE1, b"http://ns.adobe.com/xap/1.0/\0<x:xmpmeta")
        + ICC
        + segment(0xE2, b"MPF\0SMALLCOPY")
        + segment(0xED, b"Photoshop CAMERA-7")
    )
    return (
        b"\xff\xd8"
        + jfif
        + segment(0xE1, b"Exif\0\0" + (told or exif()))
        + more
        + segment(0xFE, b"a remark")
        + segment(0xDB, b"table")
        + FRAME
        + SCAN
        + segment(0xDA, b"\x01\x01\x00")
        + b"\x77\xff\xd9"
    )


def chunk(name: bytes, body: bytes) -> bytes:
    return struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body))


PIXELS = chunk(b"IDAT", zlib.compress(bytes((1 + 3 * 8) * 6)))


def png() -> bytes:
    head = chunk(b"IHDR", struct.pack(">IIBBBBB", 8, 6, 8, 2, 0, 0, 0))
    told = (
        chunk(b"tEXt", b"Comment\0a remark")
        + chunk(b"iTXt", b"XML:com.adobe.xmp\0\0\0\0\0<x:xmpmeta")
        + chunk(b"eXIf", exif())
        + chunk(b"tIME", b"\x07\xea\x02\x06\x0a\0\0")
    )
    return b"\x89PNG\r\n\x1a\n" + head + told + PIXELS + chunk(b"IEND", b"")


def webp(flags: int = 0x2C) -> bytes:
    def part(name: bytes, body: bytes) -> bytes:
        return name + len(body).to_bytes(4, "little") + body + b"\0" * (len(body) % 2)

    size = bytes([flags, 0, 0, 0]) + (639).to_bytes(3, "little") + (359).to_bytes(3, "little")
    body = (
        part(b"VP8X", size)
        + part(b"ICCP", b"colours")
        + part(b"VP8L", b"\x2fpixels")
        + part(b"EXIF", exif("<"))
        + part(b"XMP ", b"<x:xmpmeta")
        + part(b"WHAT", b"a remark")
    )
    return b"RIFF" + (4 + len(body)).to_bytes(4, "little") + b"WEBP" + body


@pytest.mark.parametrize("data", [jpeg(), jpeg(exif("<")), png(), webp()])
def test_nothing_of_the_device_is_kept_and_where_it_was_taken_is_handed_out_once(data: bytes) -> None:
    assert any(secret in data for secret in SECRETS)
    found = bare_picture(data)
    assert [secret for secret in SECRETS if secret in found.picture.body] == []
    assert found.spot == (115.4602, 40.90055)
    assert (found.picture.kind, found.picture.width) == (read_picture(data).kind, read_picture(data).width)
    again = bare_picture(found.picture.body)
    assert (again.picture.body, again.spot) == (found.picture.body, None)


def test_what_is_drawn_and_which_side_is_up_stays_to_the_byte() -> None:
    kept = bare_picture(jpeg()).picture.body
    for part in (FRAME, SCAN, ICC, segment(0xDB, b"table"), b"\x77\xff\xd9"):
        assert part in kept
    assert kept.count(b"Exif") == 1
    assert struct.pack(">HHIH", 0x0112, 3, 1, 6) in kept
    assert b"Exif" not in bare_picture(jpeg(exif(up=1))).picture.body
    assert b"Exif" not in bare_picture(jpeg(exif(up=999))).picture.body
    assert PIXELS in bare_picture(png()).picture.body
    upright = bare_picture(webp()).picture.body
    assert (upright[20], b"ICCP" in upright, b"\x2fpixels" in upright) == (0x28, True, True)  # colours and Exif, no XMP


def test_south_and_west_are_below_nought() -> None:
    assert bare_picture(jpeg(exif(south=b"S\0\0\0", west=b"W\0\0\0"))).spot == (-115.4602, -40.90055)


@pytest.mark.parametrize("lat", [(40, 0, 54, 1, 0, 1), (140, 1, 0, 1, 0, 1)])
def test_a_position_that_cannot_be_is_none(lat: tuple[int, ...]) -> None:
    assert bare_picture(jpeg(exif(lat=lat))).spot is None


@given(st.binary(max_size=300), st.integers(0, 200))
def test_a_broken_block_is_dropped_and_breaks_nothing(noise: bytes, cut: int) -> None:
    for told in (exif()[:cut] + noise, noise, exif()[:-cut] if cut else exif()):
        found = bare_picture(jpeg(told or b"x"))
        assert b"CAMERA-7" not in found.picture.body


@given(st.binary(max_size=400), st.sampled_from([b"", png()[:40], jpeg()[:60], webp()[:20], jpeg(), png(), webp()]))
def test_no_bytes_break_it(data: bytes, head: bytes) -> None:
    for given_ in (head + data, head[:-3] + data):
        try:
            found = bare_picture(given_)
        except BadPicture:
            continue
        assert read_picture(found.picture.body).width == found.picture.width
