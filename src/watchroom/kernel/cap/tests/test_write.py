"""Our own alerts: what is written passes the strict rules and the schema; what is wrong is not written."""

import math
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from watchroom.kernel.cap import Area, CapUnwritable, Circle, NamedValue, Polygon, Ring, read
from watchroom.kernel.cap.strict import violations
from watchroom.kernel.cap.tests.samples import EAST, FIRST, RING, SENT, block, ours, shared
from watchroom.kernel.cap.tree import parse
from watchroom.kernel.cap.write import MOST_POINTS, area_from_geojson, number, simplified, write
from watchroom.kernel.clock import UTC


def area_of(ring: Ring) -> Area:
    return Area("跳台滑雪场", (Polygon((ring,), ""),))


def with_areas(*areas: Area) -> bytes:
    return write(ours(infos=(block("zh-CN", areas=areas), block("en-US", areas=areas))), EAST)


def test_what_is_written_is_read_back_the_same_in_both_languages() -> None:
    alert = read(write(ours(), EAST)).alert

    assert (alert.identifier, alert.status, alert.sent_text) == (
        "W-2026-0001.1",
        "Exercise",
        "2026-02-06T11:21:00+08:00",
    )
    assert [info.language for info in alert.infos] == ["zh-CN", "en-US"]
    assert alert.infos[0].areas[0].polygons[0].rings == (RING,)
    assert alert.infos[1].parameters == (NamedValue("ColorCode", "Yellow"),)
    assert alert.notes == ()


def test_what_is_written_passes_the_published_schema() -> None:
    schema = etree.XMLSchema(etree.parse(shared() / "schema/cap12.xsd"))
    cancel = ours(identifier="W-2026-0001.2", msg_type="Cancel", references=(FIRST,), note="解除")

    for alert in (ours(), cancel, ours(sent=SENT.astimezone(UTC))):
        assert schema.validate(etree.fromstring(write(alert, EAST))), schema.error_log


@given(st.floats(-180, 180), st.integers(0, 6))
def test_a_number_is_plain_decimals_without_noise(value: float, decimals: int) -> None:
    text = number(value, decimals)

    assert "e" not in text
    assert text != "-0"
    assert len(text.partition(".")[2]) <= decimals
    assert not text.endswith(".")
    assert math.isclose(float(text), value, abs_tol=0.6 * 10**-decimals)


def test_coordinates_have_six_decimals_at_most_and_no_exponent() -> None:
    circle = Area("圆", circles=(Circle(15.098765432109876, 0.00001, 10.000000000000002, ""),))

    assert b"<circle>0.00001,15.098765 10</circle>" in with_areas(circle)


@given(st.lists(st.tuples(st.floats(110, 120), st.floats(38, 44)), min_size=3, max_size=12))
def test_any_ring_is_either_refused_or_written_closed_and_sound(points: list[tuple[float, float]]) -> None:
    try:
        data = with_areas(area_of((*points, points[0])))
    except CapUnwritable:
        return
    assert violations(parse(data).root) == []
    polygon = read(data).alert.infos[0].areas[0].polygons[0]
    assert polygon.rings[0][0] == polygon.rings[0][-1]
    assert not polygon.repaired


@pytest.mark.parametrize(
    ("changes", "why"),
    [
        ({"identifier": "W 1"}, "identifier"),
        ({"sender": ""}, "sender"),
        ({"sender": "a,b"}, "sender"),
        ({"sent": SENT.replace(tzinfo=None)}, "offset"),
        ({"infos": (block("zh-CN"),)}, "both zh-CN and en-US"),
        ({"infos": (block("zh-CN"), block("zh-CN"))}, "both zh-CN and en-US"),
        ({"msg_type": "Cancel"}, "must refer"),
        ({"status": "Drill"}, "not an allowed value"),
        ({"scope": ""}, "scope is missing"),
    ],
)
def test_an_alert_that_receivers_would_trip_over_is_not_written(changes: dict[str, Any], why: str) -> None:
    with pytest.raises(CapUnwritable, match=why):
        write(ours(**changes), EAST)


@pytest.mark.parametrize(
    ("changes", "why"),
    [
        ({"areas": ()}, "no area"),
        ({"areas": (Area("无图形"),)}, "without a shape"),
        ({"areas": (area_of(RING[:-1]),)}, "is open"),
        (
            {"areas": (area_of(((114.8, 40.8), (114.9, 40.9), (114.9, 40.8), (114.8, 40.9), (114.8, 40.8))),)},
            "114.85 40.85",
        ),
        ({"areas": (area_of(((40.9, 115.4), (40.9, 115.5), (41, 115.5), (40.9, 115.4))),)}, "out of range"),
        ({"areas": (Area("圆", circles=(Circle(115, 40, 0, ""),)),)}, "out of range"),
        ({"expires": SENT - timedelta(days=40)}, "expire after"),
        ({"expires": SENT + timedelta(hours=1), "onset": SENT + timedelta(hours=1)}, "expire after"),
        ({"expires": None}, "expire after"),
        ({"headline": "a\x00b"}, "control character"),
        ({"severity": "Red"}, "not an allowed value"),
        ({"event": ""}, "event is missing"),
    ],
)
def test_a_block_that_receivers_would_trip_over_is_not_written(changes: dict[str, Any], why: str) -> None:
    with pytest.raises(CapUnwritable, match=why):
        write(ours(infos=(block("zh-CN"), block("en-US", **changes))), EAST)


def test_a_hole_is_refused_because_filling_it_would_widen_the_warning() -> None:
    hole = [[115.45, 40.91], [115.46, 40.91], [115.46, 40.92], [115.45, 40.91]]
    geometry = {"type": "Polygon", "coordinates": [[list(point) for point in RING], hole]}

    with pytest.raises(CapUnwritable, match="hole"):
        area_from_geojson("x", geometry)


def test_every_part_of_a_multipolygon_is_an_outline_of_its_own() -> None:
    ring = [list(point) for point in RING]
    far = [[lon + 1, lat] for lon, lat in ring]

    assert len(area_from_geojson("x", {"type": "MultiPolygon", "coordinates": [[ring], [far]]}).polygons) == 2


def circle_of(points: int, noise_m: float) -> Ring:
    turn = [2 * math.pi * i / points for i in range(points)]
    radius = [0.05 + noise_m / 111_000 * math.sin(37 * t) for t in turn]
    ring = [(115.4 + r * math.cos(t), 40.9 + r * math.sin(t)) for r, t in zip(radius, turn, strict=True)]
    return (*ring, ring[0])


def test_an_outline_of_thousands_of_points_is_brought_to_a_hundred_and_says_by_how_much() -> None:
    made, metres = simplified(circle_of(6_208, noise_m=20))

    assert len(made) <= MOST_POINTS
    assert made[0] == made[-1]
    assert 0 < metres <= 250
    assert b"<valueName>areaTolerance</valueName>" in with_areas(area_of(circle_of(6_208, noise_m=20)))


def test_an_outline_too_fine_to_be_simplified_is_refused() -> None:
    turn = [2 * math.pi * i / 4_000 for i in range(4_000)]
    jagged = [(115 + (1 + i % 2 * 0.2) * math.cos(t), 40 + (1 + i % 2 * 0.2) * math.sin(t)) for i, t in enumerate(turn)]

    with pytest.raises(CapUnwritable, match="more simply"):
        simplified((*jagged, jagged[0]))


def test_markup_in_a_text_is_escaped_and_comes_back_as_text() -> None:
    evil = '<script>alert("1")</script> & ]]> {{ 7*7 }}'
    data = write(ours(infos=(block("zh-CN", headline=evil), block("en-US"))), EAST)

    assert b"<script" not in data
    assert read(data).alert.infos[0].headline == evil
