"""Public observations read: every group that we take, what must not be taken, and real bulletins as they come."""

import tarfile
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import orjson
import pytest

from watchroom.kernel.cap.tests import samples
from watchroom.kernel.clock import UTC
from watchroom.kernel.units import QUANTITIES
from watchroom.sources import synop
from watchroom.sources.connector import Answer
from watchroom.sources.connectors import metar
from watchroom.sources.connectors.usgs_water import UsgsWater, UsgsWaterSettings
from watchroom.sources.faults import FeedUnreadable, Flagged
from watchroom.sources.stations import Observed, day_of, offered, text_of

pytestmark = pytest.mark.pure
NOW = datetime(2026, 2, 6, 3, 10, tzinfo=UTC)


def read_synop(groups: str, head: str = "06031") -> dict[str, float]:
    return {one.quantity: one.value for one in synop.observed(f"AAXX {head} 99901 {groups}=", NOW, {"99901"})}


@pytest.mark.parametrize(
    ("groups", "found"),
    [
        ("41508 83107", {"visibility": 800, "wind_mean": 7, "wind_dir": 310}),
        ("41550 80000", {"visibility": 5000, "wind_mean": 0}),
        ("41556 /////", {"visibility": 6000}),
        ("41580 899//", {"visibility": 30_000}),
        ("41589 8//05", {"visibility": 70_000, "wind_mean": 5}),
        ("41590 8//99 00105", {"visibility": 0, "wind_mean": 105}),
        ("41599 89903", {"visibility": 50_000, "wind_mean": 3}),
        ("415// 8////  10125 21170", {"air_temperature": 12.5, "dew_point": -17}),
        ("415// 8//// 1//// 2////", {}),
        ("415// 8//// 10///", {}),
        ("415// 8//// 40254", {"pressure": 1025.4}),
        ("415// 8//// 49985", {"pressure": 998.5}),
        ("415// 8//// 42952", {}),  # the height of a pressure level
        ("415// 8//// 60005", {"rainfall_1h": 0}),
        ("415// 8//// 60125", {"rainfall_1h": 12}),
        ("415// 8//// 69945", {"rainfall_1h": 0.4}),
        ("415// 8//// 60031", {}),  # six hours: no quantity of ours
        ("415// 8//// 333 60124 70123", {"rainfall_24h": 12}),
        ("415// 8//// 333 70123", {"rainfall_24h": 12.3}),
        ("415// 8//// 333 79999", {"rainfall_24h": 0}),
        ("415// 8//// 333 4/012", {"snow_depth": 12}),
        ("415// 8//// 333 4/998", {}),
        ("415// 83107 333 91016 91121", {"wind_mean": 7, "wind_dir": 310, "wind_gust": 21}),
        ("415// 8//// 555 10125 40254", {}),  # national groups mean other things
        ("415// 8//// 22200 10125", {}),
        ("NIL", {}),
        ("", {}),
        ("4150 831", {}),
    ],
)
def test_each_group_of_a_synop_report(groups: str, found: dict[str, float]):
    assert read_synop(groups) == found


@pytest.mark.parametrize(("unit", "speed"), [("0", 10.0), ("1", 10.0), ("3", 5.1), ("4", 5.1)])
def test_the_unit_of_the_wind_is_the_bulletins_own(unit: str, speed: float):
    assert read_synop("415// 83110", f"0603{unit}")["wind_mean"] == speed
    assert read_synop("415// 83110", "0603/") == {}


def metar_values(text: str) -> dict[str, float]:
    return {one.quantity: one.value for one in metar.observed(text, NOW)}


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("ZXYZ 060300Z 35005MPS CAVOK 10/M05 Q1023 NOSIG", {
            "wind_mean": 5, "wind_dir": 350, "visibility": 10_000, "air_temperature": 10, "dew_point": -5, "pressure": 1023}),
        ("KXYZ 060300Z 27020G35KT 2SM M05/M07 A2992 RMK P0012", {
            "wind_mean": 10.3, "wind_gust": 18, "wind_dir": 270, "visibility": 3219, "air_temperature": -5, "dew_point": -7,
            "pressure": 1013.2, "rainfall_1h": 3.05}),
        ("EXYZ 060320Z AUTO VRB02KT 9999 // 10/08 Q0998", {
            "wind_mean": 1, "visibility": 10_000, "air_temperature": 10, "dew_point": 8, "pressure": 998}),
        ("KXYZ 060300Z 00000KT 1/2SM FG 05/05", {
            "wind_mean": 0, "visibility": 805, "air_temperature": 5, "dew_point": 5}),
        ("KXYZ 060300Z AUTO /////KT ////SM // ///// Q////", {}),
        ("KXYZ 060300Z 3515G25MPS 0300 M10/M12 Q0989", {"air_temperature": -10, "dew_point": -12, "pressure": 989}),
        ("KXYZ 060300Z NIL", {}),
        ("KXYZ 060300Z ", {}),
        ("KXYZ 069999Z 35005MPS", {}),
    ],
)  # fmt: skip
def test_each_value_of_a_metar_in_our_units(text: str, found: dict[str, float]):
    assert metar_values(text) == pytest.approx(found)


@pytest.mark.parametrize(
    ("day", "hour", "minute", "at"),
    [
        (6, 3, 0, "2026-02-06T03:00"), (6, 4, 0, "2026-02-06T04:00"), (5, 23, 0, "2026-02-05T23:00"), (7, 0, 0, None),
        (31, 12, 0, "2026-01-31T12:00"), (30, 0, 0, "2026-01-30T00:00"), (0, 0, 0, None), (6, 25, 0, None), (6, 3, 61, None),
    ],
)  # fmt: skip
def test_a_day_of_the_month_is_the_latest_that_has_been(day: int, hour: int, minute: int, at: str | None):
    found = day_of(NOW, day, hour, minute)

    if at is None and day == 7:
        assert found is not None
        assert found < NOW - timedelta(days=20)
    else:
        assert (found and f"{found:%Y-%m-%dT%H:%M}") == at


def test_a_report_is_found_among_others_and_in_pieces():
    text = b"SAXX99 KWBC 060300\nMETAR KAAA 060300Z 01005KT\n  10SM 01/00 A3000=\nSPECI ZBBB 060310Z\x00 36003MPS 9999=\nKCCC"
    found = list(metar.reports(text, NOW, {"KAAA", "ZBBB"}))

    assert [(one.split()[0], at.minute) for one, at in found] == [("KAAA", 0), ("ZBBB", 10)]
    assert "10SM" in found[0][0]


def test_only_what_is_newer_is_offered_again_and_only_mapped_sensors():
    told = [Observed("A", "wind_mean", 5.0, NOW), Observed("A", "wind_gust", 9.0, NOW)]
    offers, had = offered(told, {"A/wind_mean": "a-wind"}, {})
    assert [(list(o.sensor), list(o.value), list(o.unit)) for o in offers] == [(["a-wind"], [5.0], ["m/s"])]

    again, _ = offered(told, {"A/wind_mean": "a-wind"}, {"had": had})
    assert again == []


def water(*values: tuple[str, Any], unit: str = "ft3/s", code: str = "00060") -> bytes:
    rows = [
        {"value": value, "qualifiers": flags, "dateTime": f"2026-02-06T11:{minute:02}:00.000+08:00"}
        for minute, (value, flags) in enumerate(values)
    ]
    variable = {"variableCode": [{"value": code}], "unit": {"unitCode": unit}, "noDataValue": -999999.0}
    series = {"sourceInfo": {"siteCode": [{"value": "01"}]}, "variable": variable, "values": [{"value": rows}]}
    return orjson.dumps({"value": {"timeSeries": [series]}})


def gauge(body: bytes) -> tuple[list[float], list[str]]:
    connector = UsgsWater(UsgsWaterSettings(url="https://w.example.org/", sensors={"01/discharge": "flow"}))
    asked = connector.ask(lambda url, **_: Answer(200, {}, body), {})
    return [value for offer in asked.offers for value in offer.value], [fault.code for fault in asked.faults]


@pytest.mark.parametrize(
    ("values", "taken", "flagged"),
    [
        ([("100", ["P"]), ("200", ["A"])], [2.832, 5.663], False),
        ([("100", ["P"]), ("200", ["P", "e"])], [2.832], True),
        ([("100", ["P", "Ice"]), ("200", ["P"])], [5.663], False),
        ([("-999999", ["P", "Eqp"])], [], True),
        ([("100", "A")], [2.832], False),
        ([("-999999", ["P"])], [], True),
    ],
)
def test_a_flagged_value_of_a_river_is_not_taken_as_measured(
    values: list[tuple[str, Any]], taken: list[float], flagged: bool
):
    assert gauge(water(*values)) == (taken, [Flagged(station="", what="", flags="").code] if flagged else [])


def test_a_unit_that_is_not_known_is_not_converted_by_guess():
    assert gauge(water(("100", ["P"]), unit="acre-ft")) == ([], [])


@pytest.mark.parametrize(
    "body", [b"", b"<html>", b"[]", b'{"value": {"timeSeries": {}}}', b'{"value": {"timeSeries": [{}]}}', b"[" * 5000]
)
def test_what_is_no_answer_of_the_water_services_is_refused(body: bytes):
    with pytest.raises(FeedUnreadable):
        gauge(body)


# ---- real ones -----------------------------------------------------------------------------------------------------


def shared_texts(name: str, part: str) -> list[tuple[str, bytes]]:
    path = samples.shared().parent / "series" / "reports" / name
    with tarfile.open(path) as archive:
        members = [
            one for one in archive if one.isfile() and part in one.name and Path(one.name).suffix in (".txt", ".00")
        ]
        return [(one.name, file.read()) for one in members if (file := archive.extractfile(one))]


def believable(found: list[Observed]) -> None:
    for one in found:
        quantity = QUANTITIES[one.quantity]
        assert quantity.low <= one.value <= quantity.high, one


def test_real_synop_bulletins_are_read_with_believable_values():
    at = datetime(2023, 1, 18, 13, tzinfo=UTC)
    found: list[Observed] = []
    for _, body in shared_texts("synop-romania.tar.gz", "wis2box_data"):
        found += synop.observed(text_of(body), at, {"15015", "15020", "15108", "15120"})

    believable(found)
    assert {one.quantity for one in found} >= {"wind_mean", "wind_dir", "visibility", "air_temperature", "dew_point"}
    noon = {
        one.quantity: one.value for one in found if one.station == "15020" and one.at.day == 18 and one.at.hour == 12
    }
    assert (noon["air_temperature"], noon["dew_point"], noon["wind_mean"], noon["wind_dir"]) == (13.3, 7.3, 3, 140)
    assert (noon["pressure"], noon["visibility"]) == (995.5, 10_000)


def test_real_metar_bulletins_with_bad_bytes_are_read_with_believable_values():
    found: list[Observed] = []
    reports = 0
    for _, body in shared_texts("nws-text-products.tar.gz", "/METAR/"):
        stations = {match[1] for match in metar._BEGIN.finditer(" ".join(text_of(body).split()) + " ")}
        for text, at in metar.reports(body, NOW, stations):
            reports += 1
            found += metar.observed(text, at)

    believable([one for one in found if one.quantity != "pressure"])
    assert reports > 20
    assert len(found) > 100


def test_real_river_gauges_are_read():
    body = (samples.shared().parent / "series/river/waterservices_iv.txt").read_bytes()
    sensors = {"01491000/discharge": "q", "01491000/water_level": "h"}
    asked = UsgsWater(UsgsWaterSettings(url="https://w.example.org/", sensors=sensors)).ask(
        lambda url, **_: Answer(200, {}, body), {}
    )

    (offer,) = asked.offers
    first = dict(zip(offer.sensor, offer.value, strict=True))
    assert len(offer) > 5
    assert 20 < first["q"] < 40
    assert 1.5 < first["h"] < 2.5
