"""Cameras without a database: what is in view, what is a picture, what is drawn, what is passed on of a live one."""

import struct
import zlib
from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from watchroom.kernel.geometry import check_geojson, circle, distance_m, shape
from watchroom.kernel.pictures import MOST_BYTES, BadPicture, read_picture
from watchroom.sources.cameras.rules import Look, bearing, cone, nearest, sees, wind
from watchroom.sources.cameras.simulated import draw

GATE = (115.464, 40.9042)
EAST = Look(GATE, 90.0, 60.0, 300)
AT = datetime(2026, 2, 6, 11, 20, 5, tzinfo=timezone(timedelta(hours=8)))


def off(metres: float, degrees: float) -> tuple[float, float]:
    """A corner of a circle: corners go anticlockwise from east, four to a quarter of five degrees each."""
    ring = circle(GATE, metres, 360)["coordinates"][0]
    lon, lat = ring[round(90 - degrees) % 360]
    return lon, lat


# ---- the view --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("metres", "degrees", "held"),
    [(100, 90, True), (100, 62, True), (100, 118, True), (100, 56, False), (100, 124, False), (100, 270, False), (310, 90, False)],
)  # fmt: skip
def test_a_spot_is_in_view_within_the_angle_and_the_reach(metres: float, degrees: float, held: bool):
    assert sees(EAST, off(metres, degrees)) is held


def test_across_north_the_angle_goes_on():
    north = Look(GATE, 350.0, 40.0, 300)

    assert sees(north, off(100, 5)) is True
    assert sees(north, off(100, 335)) is True
    assert sees(north, off(100, 20)) is False


def test_of_a_camera_of_which_nobody_said_whither_it_looks_nothing_is_claimed():
    assert sees(Look(GATE, None, 60.0, 300), off(10, 90)) is None
    assert cone(Look(GATE, None, 60.0, 300)) is None
    assert sees(Look(GATE, None, 360.0, 300), off(10, 90)) is True


@pytest.mark.parametrize(("degrees", "zh", "en"), [(0, "北", "N"), (44, "东北", "NE"), (181, "南", "S"), (359, "北", "N"), (292, "西", "W")])  # fmt: skip
def test_a_bearing_has_the_name_of_a_wind(degrees: float, zh: str, en: str):
    assert (wind(degrees).zh, wind(degrees).en) == (zh, en)


def test_bearings_are_those_of_the_great_circle():
    """London to New York, as navigation tables give it: 288°."""
    assert bearing((-0.1278, 51.5074), (-74.0060, 40.7128)) == pytest.approx(288.3, abs=0.1)
    assert bearing((0, 0), (1, 0)) == pytest.approx(90)
    assert bearing((0, 1), (0, 0)) == pytest.approx(180)


@given(
    bearing_=st.floats(0, 359.99), view=st.floats(1, 360), reach=st.integers(1, 5000), lon=st.floats(-179.9, 179.9),
    lat=st.floats(-80, 80),
)  # fmt: skip
def test_the_cone_is_a_sound_polygon_that_holds_what_the_camera_sees(
    bearing_: float, view: float, reach: int, lon: float, lat: float
):
    look = Look((lon, lat), bearing_, view, reach)
    drawn = cone(look)

    assert drawn is not None
    ring = drawn["coordinates"][0]
    assert ring[0] == ring[-1]
    assert all(distance_m((lon, lat), (x, y)) <= reach * 1.001 + 0.1 for x, y in ring)
    edge = ring[len(ring) // 2]
    if view > 2 and reach > 10:
        assert sees(Look((lon, lat), bearing_, min(360, view + 1), reach * 1.01 + 1), (edge[0], edge[1])) is True


def test_the_cone_of_a_camera_is_drawn_from_where_it_stands():
    drawn = cone(EAST)

    assert drawn is not None
    area = shape(check_geojson(drawn))
    assert area.contains(shape({"type": "Point", "coordinates": list(off(150, 90))}))
    assert not area.contains(shape({"type": "Point", "coordinates": list(off(150, 200))}))


def test_the_nearest_are_those_that_see_it_first_and_then_by_distance():
    far_but_sees = Look(off(280, 270), 90.0, 40.0, 400)
    near_and_blind = Look(off(30, 90), 90.0, 40.0, 400)
    unknown = Look(off(60, 0), None, None, 400)
    away = Look((116.0, 40.9), 270.0, 40.0, 400)
    told = [("far", far_but_sees), ("near", near_and_blind), ("unknown", unknown), ("away", away)]

    found = nearest(told, GATE)

    assert [(one.camera, one.sees) for one in found] == [("far", True), ("near", False), ("unknown", None)]
    assert found[1].distance_m == pytest.approx(30, abs=0.5)
    assert wind(found[0].towards).en == "W"


# ---- pictures --------------------------------------------------------------------------------------------------------


def png(width: int = 8, height: int = 6, tail: bytes = b"") -> bytes:
    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    data = zlib.compress(bytes((1 + 3 * 8) * 6))
    parts = [
        struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body))
        for name, body in ((b"IHDR", head), (b"IDAT", data), (b"IEND", b""))
    ]
    return b"\x89PNG\r\n\x1a\n" + b"".join(parts) + tail


def jpeg(width: int = 640, height: int = 360, tail: bytes = b"") -> bytes:
    """The structure of a JPEG with a thumbnail in its head, stuffed bytes and a restart in its scan."""
    exif = b"\xff\xe1" + struct.pack(">H", 2 + 20) + b"Exif\0\0" + b"\xff\xd8\xff\xd9" + b"\0" * 10
    frame = b"\xff\xc0" + struct.pack(">HBHHB", 11, 8, height, width, 1) + b"\x01\x11\x00"
    scan = b"\xff\xda" + struct.pack(">H", 8) + b"\x01\x01\x00\x00\x3f\x00" + b"\x12\xff\x00\x34\xff\xd0\x56"
    return b"\xff\xd8" + exif + frame + scan + b"\xff\xd9" + tail


def webp(kind: bytes = b"VP8X") -> bytes:
    bodies = {
        b"VP8X": b"\0\0\0\0" + (639).to_bytes(3, "little") + (359).to_bytes(3, "little"),
        b"VP8L": b"\x2f" + (639 | 359 << 14).to_bytes(4, "little") + b"\0" * 5,
        b"VP8 ": b"\0\0\0\x9d\x01\x2a" + struct.pack("<HH", 640, 360),
    }
    body = bodies[kind]
    chunk = kind + len(body).to_bytes(4, "little") + body
    return b"RIFF" + (4 + len(chunk)).to_bytes(4, "little") + b"WEBP" + chunk


@pytest.mark.parametrize(
    ("data", "kind", "size"),
    [(png(), "image/png", (8, 6)), (jpeg(), "image/jpeg", (640, 360)), (webp(), "image/webp", (640, 360)),
     (webp(b"VP8L"), "image/webp", (640, 360)), (webp(b"VP8 "), "image/webp", (640, 360))],
)  # fmt: skip
def test_a_picture_is_known_by_its_bytes(data: bytes, kind: str, size: tuple[int, int]):
    found = read_picture(data)

    assert (found.kind, found.width, found.height, found.body) == (kind, *size, data)


@pytest.mark.parametrize("make", [png, jpeg])
def test_what_hangs_behind_a_picture_is_cut_off(make):
    assert read_picture(make(tail=b"<script>alert(1)</script>")).body == make()
    assert read_picture(make(tail=b"x")).digest == read_picture(make()).digest


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"", "empty"), (b"<!DOCTYPE html><html>", "a page or text"), (b'{"error": 1}', "a page or text"),
        (b"  <?xml version='1.0'?><svg/>", "a page or text"), (b"GIF89a" + b"\0" * 50, "neither"), (b"\0" * 100, "neither"),
        (b"%PDF-1.7", "neither"), (png()[:-5], "cut short"), (jpeg()[:-2], "cut short"), (jpeg()[:30], "cut short"),
        (webp()[:-3], "cut short"), (b"RIFF\x04\0\0\0WEBP", "cut short"), (png(0, 6), "its size"), (png(9000, 9000), "its size"),
        (jpeg(65535, 65535), "its size"), (png().replace(b"IDAT", b"IDAX"), "checksum"), (b"\xff\xd8\xff\xd9", "its size"),
        (b"\xff\xd8\xff\xe0\x00\x00", "broken"), (jpeg().replace(b"\xff\xc0", b"\xff\xc4"), "its size"),
        (b"\xff\xd8\xff" + b"\xff" * 5000, "cut short"), (b"x" * (MOST_BYTES + 1), "larger"),
    ],
)  # fmt: skip
def test_what_is_no_picture_is_refused_with_the_reason(data: bytes, said: str):
    with pytest.raises(BadPicture, match=said) as refused:
        read_picture(data)
    assert refused.value.why.zh


@given(st.binary(max_size=400), st.sampled_from([b"", png()[:40], jpeg()[:60], webp()[:20]]))
def test_no_bytes_break_the_reader(data: bytes, head: bytes):
    try:
        found = read_picture(head + data)
    except BadPicture:
        return
    assert found.width * found.height > 0


# ---- the camera that plays a part -------------------------------------------------------------------------------------


def test_a_simulated_picture_is_a_picture_and_the_same_again_at_the_same_second():
    first = draw("cam-gate-c", AT)

    assert read_picture(first).body == first
    assert draw("cam-gate-c", AT) == first
    assert draw("cam-gate-c", AT + timedelta(seconds=1)) != first
    assert draw("cam-jump-tower", AT) != first


def test_it_says_in_itself_that_it_is_simulated():
    """The yellow of the sign stands in the upper bar, and nowhere else is anything of that colour."""
    data = draw("cam-gate-c", AT)
    start = data.index(b"IDAT")
    rows = zlib.decompress(data[start + 4 : data.index(b"IEND") - 8])
    step = 1 + 640 * 3
    signed = [y for y in range(360) if bytes((255, 214, 64)) in rows[y * step + 1 : (y + 1) * step]]

    assert signed
    assert max(signed) < 30


def test_by_night_it_is_dark():
    def light(at: datetime) -> int:
        data = draw("c", at)
        rows = zlib.decompress(data[data.index(b"IDAT") + 4 : data.index(b"IEND") - 8])
        return sum(rows[(1 + 640 * 3) * 300 : (1 + 640 * 3) * 301])

    assert light(datetime(2026, 2, 6, 3, 0, tzinfo=UTC)) < light(datetime(2026, 2, 6, 12, 0, tzinfo=UTC)) / 2
