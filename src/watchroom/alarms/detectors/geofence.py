"""Inside an area, or outside it: a unit that enters a closed zone, a patrol that leaves its own.

`enter` holds while the unit is inside, `exit` while it is outside; the line itself is inside. A position counts only when
it is certain: farther from the line than its accuracy. Between the two lies the dead band.
Its alarms tell how far across the line the unit is: inside for `enter`, outside for `exit`, negative on the other side.
The rule's sensor is the unit's longitude; its further inputs are the latitude and, if it is reported, the accuracy.
"""

from collections.abc import Sequence
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray
from pydantic import Field, field_validator

from watchroom.alarms.deadband import (
    CLEAR_HOLD,
    HELD,
    HOLD,
    MAX_GAP,
    Pairs,
    bounds,
    hold,
    hold_on,
    let_go,
    said,
    stand,
)
from watchroom.alarms.detection import Changes, Detector, Fresh, Rows, Seen
from watchroom.alarms.positions import ACCURACY, LON, PARTS, TAKES, inward, meet, outline
from watchroom.kernel.geometry import AREAS, GeoJSON, GeometryRefused, check_geojson
from watchroom.kernel.plugin import Sample, Settings
from watchroom.kernel.units import Quantity
from watchroom.kernel.words import Words

LEAST = 5e-324
MOST_EDGES = 2000
BOX: GeoJSON = {  # of the samples
    "type": "Polygon",
    "coordinates": [[[115.46, 40.90], [115.48, 40.90], [115.48, 40.91], [115.46, 40.91], [115.46, 40.90]]],
}


class GeofenceSettings(Settings):
    on: Literal["enter", "exit"] = Field("enter", json_schema_extra=said("何时告警", "Alarm on"))
    fence: GeoJSON = Field(json_schema_extra=said("范围（GeoJSON 多边形）", "Area (GeoJSON polygon)"))
    accuracy_m: float = ACCURACY
    hold_s: float = HOLD
    clear_hold_s: float = CLEAR_HOLD
    max_gap_s: float = MAX_GAP

    @field_validator("fence")
    @classmethod
    def fence_can_be_trusted(cls, given: GeoJSON) -> GeoJSON:
        try:
            checked = check_geojson(given, AREAS)
        except GeometryRefused as fault:
            raise ValueError(f"{fault.words.zh} / {fault.words.en}") from fault
        if sum(len(ring) - 1 for ring in rings(checked)) > MOST_EDGES:
            raise ValueError(f"边数超过 {MOST_EDGES} / it has more than {MOST_EDGES} edges")
        return checked


def rings(fence: GeoJSON) -> list[list[list[float]]]:
    """All rings: by counting crossings of any of them, holes and parts need no telling apart."""
    polygons = [fence["coordinates"]] if fence["type"] == "Polygon" else fence["coordinates"]
    return [ring for polygon in polygons for ring in polygon]


class Geofence(Detector):
    name = "geofence"
    title = Words(zh="电子围栏（进入或离开）", en="Geofence: entering or leaving an area")
    Settings = GeofenceSettings
    quantities = LON
    takes = TAKES
    measure = Quantity("past_boundary", Words(zh="越线距离", en="Distance past the boundary"), "m", 0, -2.1e7, 2.1e7)
    state = {**HELD, **PARTS}

    def arrays(self, settings: Sequence[GeofenceSettings]) -> dict[str, NDArray[Any]]:
        """Inside is nought or more, outside less: `exit` turns the sign, and the line stays on the inner side."""
        bound = [0.0 if s.on == "enter" else LEAST for s in settings]
        return {
            **bounds(settings, bound, bound),
            "sign": np.array([1.0 if s.on == "enter" else -1.0 for s in settings]),
            "accuracy_m": np.array([s.accuracy_m for s in settings], np.float64),
            **outline([rings(s.fence) for s in settings]),
        }

    def judge(self, rows: Rows, fresh: Fresh, out: Changes) -> int:
        s = rows.settings
        spots = meet(rows, fresh)
        metres = np.empty(spots.row.size)
        inward(s["edge"], s["edges"], spots.row, spots.lon, spots.lat, metres)
        metres *= s["sign"][spots.row]
        pairs = Pairs(
            spots.row,
            spots.reading,
            metres - spots.accuracy_m,
            metres + spots.accuracy_m,
            metres,
        )
        return hold(rows, fresh, pairs, metres.size, out)

    def tick(self, rows: Rows, seen: Seen, at_ms: int, out: Changes) -> int:
        return hold_on(rows, at_ms, out)

    def resettle(self, rows: Rows, row: int) -> None:
        let_go(rows, row)

    def standing(self, rows: Rows, row: int, onset_ms: int) -> None:
        stand(rows, row, onset_ms)

    samples = [
        Sample(
            title=Words(zh="车辆驶入封闭区：进入时告警，驶出后恢复", en="A vehicle enters a closed zone; it ends when it has left"),
            settings={"fence": BOX},
            given=[
                (0, 0, 115.450), (0, 1, 40.905), (60, 0, 115.4601), (60, 1, 40.900), (120, 0, 115.465), (120, 1, 40.905),
                (180, 0, 115.48005), (180, 1, 40.905), (240, 0, 115.485), (240, 1, 40.905),
            ],
            expect=[("raise", 120, 120), ("return", 120, 240)],
        ),
        Sample(
            title=Words(zh="巡逻队离开责任区", en="A patrol leaves its own area"),
            settings={"on": "exit", "fence": BOX, "hold_s": 60},
            given=[
                (0, 1, 40.905), (0, 0, 115.47), (60, 1, 40.905), (60, 0, 115.49), (120, 1, 40.905), (120, 0, 115.50),
                (180, 1, 40.905), (180, 0, 115.47),
            ],
            expect=[("raise", 60, 120), ("return", 60, 180)],
        ),
        Sample(
            title=Words(zh="在边线上、精度不够、只有经度：不告警", en="On the line, too uncertain, only half a position: no alarm"),
            settings={"fence": BOX, "accuracy_m": 30},
            given=[
                (0, 0, 115.46), (0, 1, 40.905), (0, 2, 5), (60, 0, 115.47), (60, 1, 40.905), (60, 2, 800),
                (120, 0, 115.47), (120, 2, 5), (180, 1, 40.905), (180, 2, 5), (240, 0, 115.45), (240, 1, 40.905), (240, 2, 5),
            ],
            expect=[],
            silent=True,
        ),
    ]  # fmt: skip
