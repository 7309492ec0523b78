"""Positions that a source gives in a shifted datum, as WGS 84 before anything else sees them.

A position is two readings of one moment, `<unit>-lon` and `<unit>-lat`; both are needed to move either.
"""

import math
from collections.abc import Iterator
from dataclasses import replace
from typing import Annotated, Any

from pydantic import Field

from watchroom.kernel.datum import Datum, to_wgs84
from watchroom.kernel.text import shown
from watchroom.sources.faults import HalfPosition
from watchroom.sources.payloads import Offer

LON, LAT = "-lon", "-lat"
DatumField = Annotated[
    Datum,
    Field(
        json_schema_extra={
            "zh": "位置的坐标系（收进来即换算为 WGS 84）",
            "en": "Datum of its positions (made WGS 84 as they come in)",
            "choices": {
                "wgs84": {"zh": "WGS 84（GPS、北斗、CGCS2000）", "en": "WGS 84 (GPS, BeiDou, CGCS2000)"},
                "gcj02": {"zh": "GCJ-02（高德、腾讯等国内地图）", "en": "GCJ-02 (Chinese maps: AMap, Tencent)"},
                "bd09": {"zh": "BD-09（百度地图）", "en": "BD-09 (Baidu)"},
            },
        }
    ),
]


def as_wgs84(offer: Offer, datum: Datum) -> Offer:
    """The offer with its positions in WGS 84. Raises HalfPosition for a longitude without its latitude, or the other."""
    if datum is Datum.WGS84:
        return offer
    value = list(offer.value)
    for lon, lat in _pairs(offer):
        if _is_number(value[lon]) and _is_number(value[lat]):  # what is none is refused where all readings are checked
            value[lon], value[lat] = to_wgs84((float(value[lon]), float(value[lat])), datum)
    return replace(offer, value=value)


def _pairs(offer: Offer) -> Iterator[tuple[int, int]]:
    """Where the longitude and where the latitude of each position stand."""
    halves: dict[tuple[str, str], tuple[str, int]] = {}
    for index, code in enumerate(offer.sensor):
        end = code[-4:] if isinstance(code, str) else ""
        if end not in (LON, LAT):
            continue
        key = (code[:-4], repr(offer.measured[index]))
        known = halves.pop(key, None)
        if known is None or known[0] == end:
            halves[key] = (end, index)
            if known is not None:
                raise HalfPosition(sensor=shown(code, 64))
        else:
            yield (index, known[1]) if end == LON else (known[1], index)
    for (stem, _), (end, _) in halves.items():
        raise HalfPosition(sensor=shown(stem + end, 64))


def _is_number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool) and math.isfinite(value)
