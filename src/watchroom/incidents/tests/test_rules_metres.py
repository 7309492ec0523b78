"""Metres of Chinese maps in a call: in any order and wording, by zone, and asked where zone or datum is not told."""

import pytest

from watchroom.incidents.intake.positions import positions
from watchroom.incidents.intake.proposals import Proposal
from watchroom.incidents.intake.words import opened
from watchroom.kernel.geometry import LonLat

SITE = (115.46, 40.90)
CGCS = (118.332029, 40.838179)  # PROJ, EPSG:4527


def read(text: str, near: LonLat | None = SITE) -> Proposal | None:
    found = positions(opened(text), near)
    return found[0] if found else None


def points(found: Proposal | None) -> list[tuple[float, float]]:
    assert found is not None
    return [(float(one.values["lon"]), float(one.values["lat"])) for one in found.choices]


@pytest.mark.parametrize(
    "text",
    [
        "CGCS2000 坐标 X=4523456.7 Y=39612345.6，林火",
        "Y=39612345.6 X=4523456.7，CGCS2000，林火",
        "国家2000坐标：纵坐标4523456.7，横坐标39612345.6",
        "国家2000坐标，横坐标（Y）39612345.6米，纵坐标（X）4523456.7米",
        "大地2000 4523456.7, 39612345.6",
        "CGCS2000 39612345.6/4523456.7",
        "Ｘ＝４５２３４５６．７，Ｙ＝３９６１２３４５．６，大地2000",
        "CGCS2000 N4523456.7 E39612345.6",
        "CGCS2000 39612345.6E 4523456.7N",
        "CGCS2000 东39612345.6，北4523456.7",
        "CGCS2000 X=39612345.6 Y=4523456.7",  # as many programs name their axes
        "CGCS2000，39带，X=4523456.7 Y=612345.6",
        "CGCS2000，中央经线117°，北坐标4523456.7 东坐标612345.6",
        "CGCS2000 6度带第20带 纵坐标4523456.7 横坐标612345.6",
        "CGCS2000，Y=20612345.6，X=4523456.7",
        "GPS 坐标 X=4523456.7 Y=39612345.6",
        "CGCS2000 easting 39612345.6 northing 4523456.7",
    ],
)
def test_metres_with_their_zone_and_datum_are_one_position(text: str) -> None:
    found = read(text, None)

    assert found is not None
    assert points(found) == [pytest.approx(CGCS, abs=2e-6)]
    assert (found.asks, found.choices[0].values["datum"]) == (None, "cgcs2000")
    assert text[found.start : found.end].strip()


@pytest.mark.parametrize(
    ("text", "datum", "at"),
    [
        ("西安80 X=4523456.7 Y=39612345.6", "xian80", (118.332028, 40.838160)),
        ("北京54坐标，X=4523456.7 Y=39612345.6", "beijing54", (118.331992, 40.837459)),
        ("1954年北京坐标系 纵坐标4523456.7 横坐标20612345.6", "beijing54", (118.331992, 40.837459)),
    ],
)
def test_an_older_datum_is_read_by_its_own_ellipsoid_and_says_that_it_is_not_shifted(
    text: str, datum: str, at: LonLat
) -> None:
    found = read(text)

    assert points(found) == [pytest.approx(at, abs=2e-6)]
    assert found is not None
    assert found.choices[0].values["datum"] == datum
    assert "未换算到 WGS 84" in found.choices[0].words.zh
    assert "150 m" in found.choices[0].words.en


def test_degrees_of_an_older_datum_say_so_too_and_are_not_taken_for_wgs_84() -> None:
    found = read("北京54 东经115°27′30″，北纬40°54′36″")

    assert points(found) == [(115.458333, 40.91)]
    assert found is not None
    assert found.choices[0].values["datum"] == "beijing54"
    assert "未换算到 WGS 84" in found.choices[0].words.zh


def test_a_datum_that_is_not_named_is_asked() -> None:
    found = read("坐标 X=4523456.7 Y=39612345.6")

    assert found is not None
    assert [one.values["datum"] for one in found.choices] == ["cgcs2000", "xian80", "beijing54"]
    assert found.asks is not None
    assert found.asks.zh == "用的是哪种坐标系？"


def test_an_easting_without_its_zone_is_asked_with_the_meridians_near_the_site() -> None:
    found = read("CGCS2000 X=4528123.4 Y=622345.678")

    assert found is not None
    assert found.asks is not None
    assert "中央经线" in found.asks.zh
    assert points(found)[0] == pytest.approx((115.451477, 40.878758), abs=2e-6)
    said = [one.words.zh.split("中央经线 ")[1].split("°")[0] for one in found.choices]
    assert said == ["114", "117", "111"]

    both = read("坐标 X=4528123.4 Y=622345.678")
    assert both is not None
    assert len(both.choices) == 9
    assert "也没说坐标系" in (both.asks.zh if both.asks else "")


@pytest.mark.parametrize(
    "text",
    [
        "电话 4523456，39612345",  # two telephone numbers
        "CGCS2000 北39612345.6 东4523456.7",  # the words contradict the figures
        "CGCS2000 X=4523456.7 Y=24612345.6",  # zone 24 does not cross China
        "CGCS2000 X=4523456.7 Y=39990000.0",  # far out of its zone
        "CGCS2000 X=9523456.7 Y=39612345.6",  # beyond the pole
        "CGCS2000 X=452345 Y=612345",  # two of six digits
        "UTM X=4523456.7 Y=612345.6",  # of the other grid, whose zone is not told
        "订单 4523456 612345",
    ],
)
def test_what_is_no_position_is_not_made_one(text: str) -> None:
    assert read(text) is None


def test_without_a_site_an_easting_without_its_zone_is_left_alone() -> None:
    assert read("CGCS2000 X=4528123.4 Y=622345.678", None) is None


@pytest.mark.parametrize("text", ["50T 612345 4523456", "UTM 50T E612345 N4523456", "50T E=612345 N=4523456"])
def test_utm_is_read_with_or_without_its_letters(text: str) -> None:
    assert points(read(text)) == [pytest.approx((118.332, 40.838), abs=0.03)]
