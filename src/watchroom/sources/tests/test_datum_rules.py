"""A source that gives its positions in a Chinese map's datum: they are WGS 84 before anything else sees them."""

import json
from typing import Any

import pytest

from watchroom.kernel.datum import Datum, to_wgs84
from watchroom.sources.connector import Came
from watchroom.sources.connectors.owntracks import OwnTracks
from watchroom.sources.connectors.webhook import Webhook
from watchroom.sources.datums import as_wgs84
from watchroom.sources.faults import HalfPosition
from watchroom.sources.payloads import Offer

GCJ = (115.4665, 40.9067)
LON, LAT = to_wgs84(GCJ, Datum.GCJ02)


def offer(*rows: tuple[str, Any, Any]) -> Offer:
    return Offer([row[0] for row in rows], [row[1] for row in rows], [row[2] for row in rows], [None] * len(rows))


def test_a_phone_with_a_shifted_map_is_put_where_it_is():
    phone = OwnTracks(OwnTracks.Settings.model_validate({"unit": "amb-1", "datum": "gcj02", "accuracy": True}))
    said = {"_type": "location", "lat": GCJ[1], "lon": GCJ[0], "acc": 12, "tst": 1770346800}

    found = phone.offered(Came(json.dumps(said).encode()))

    assert list(found.value) == [LON, LAT, 12]
    assert list(phone.hear(Came(json.dumps(said).encode())).value) == [*GCJ, 12]


def test_a_webhook_s_positions_are_moved_too():
    settings = {"preset": "traccar", "datum": "bd09", "sensors": {"8612-lon": "amb-1-lon", "8612-lat": "amb-1-lat"}}
    said = {"position": {"valid": True, "longitude": GCJ[0], "latitude": GCJ[1], "fixTime": "2026-02-06T03:00:00Z"}, "device": {"uniqueId": "8612"}}  # fmt: skip

    found = Webhook(Webhook.Settings.model_validate(settings)).offered(Came(json.dumps(said).encode()))

    assert tuple(found.value) == to_wgs84(GCJ, Datum.BD09)


def test_positions_of_several_units_and_moments_are_told_apart_in_any_order():
    found = as_wgs84(
        offer(("b-lat", GCJ[1], 1), ("a-lon", GCJ[0], 1), ("t", 5, 1), ("b-lon", GCJ[0], 1), ("a-lat", GCJ[1], 1), ("a-lon", GCJ[0], 2), ("a-lat", GCJ[1], 2)),
        Datum.GCJ02,
    )  # fmt: skip

    assert list(found.value) == [LAT, LON, 5, LON, LAT, LON, LAT]


@pytest.mark.parametrize(
    "rows", [[("a-lon", 1, 1)], [("a-lon", 1, 1), ("a-lat", 1, 2)], [("a-lon", 1, 1), ("b-lat", 1, 1)], [("a-lon", 1, 1), ("a-lon", 2, 1)]]
)  # fmt: skip
def test_half_a_position_is_not_taken_for_a_whole_one(rows: list[tuple[str, Any, Any]]):
    with pytest.raises(HalfPosition):
        as_wgs84(offer(*rows), Datum.GCJ02)
    assert as_wgs84(offer(*rows), Datum.WGS84).sensor  # nothing is asked of who is not shifted


@pytest.mark.parametrize("bad", ["115", None, True, float("nan"), [1], float("inf")])
def test_what_is_no_number_is_left_to_be_refused_where_all_readings_are(bad: Any):
    found = as_wgs84(offer(("a-lon", bad, 1), ("a-lat", 40.9, 1)), Datum.GCJ02)

    assert found.value[0] is bad
    assert found.value[1] == 40.9


def test_a_datum_that_nobody_knows_is_refused():
    with pytest.raises(ValueError, match="datum"):
        OwnTracks.Settings.model_validate({"datum": "cgcs"})
