"""Faster than allowed, from positions: great-circle distance over time.

The speed is the mean over `over_s` at least, because two positions a second apart are mostly error. It counts only as far
as it is certain: the distance less the accuracy of both ends, and that is what its alarms tell. It ends by the distance as it stands.
The rule's sensor is the unit's longitude; its further inputs are the latitude and, if it is reported, the accuracy.
"""

from collections.abc import Sequence
from typing import Any, Self

import numpy as np
from numpy.typing import NDArray
from pydantic import Field, model_validator

from watchroom.alarms.compiled import compiled
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
    milliseconds,
    said,
    seconds,
    stand,
)
from watchroom.alarms.detection import Changes, Detector, Floats, Fresh, Ints, Limits, Rows, Seen, Slots
from watchroom.alarms.positions import ACCURACY, LON, PARTS, TAKES, meet
from watchroom.kernel.geometry import EARTH_M
from watchroom.kernel.plugin import Sample, Settings
from watchroom.kernel.units import QUANTITIES
from watchroom.kernel.words import Words


class SpeedSettings(Settings):
    limit: float = Field(gt=0, le=1200, allow_inf_nan=False, json_schema_extra=said("限速（km/h）", "Limit (km/h)"))
    clear: float | None = Field(
        None,
        gt=0,
        le=1200,
        allow_inf_nan=False,
        json_schema_extra=said("低于此速度即恢复（km/h）", "Clears under (km/h)"),
    )
    over_s: float = seconds(10, "至少按多久平均（秒）", "Mean over at least (s)", least=1)
    accuracy_m: float = ACCURACY
    hold_s: float = HOLD
    clear_hold_s: float = CLEAR_HOLD
    max_gap_s: float = MAX_GAP

    @model_validator(mode="after")
    def the_bounds_are_in_order(self) -> Self:
        if self.clear is not None and self.clear > self.limit:
            raise ValueError("恢复速度不能大于限速 / clear must not be over the limit")
        if self.over_s > self.max_gap_s:
            raise ValueError("平均时间不能长于允许的静默 / the mean cannot be over more than the longest gap")
        return self


class Speed(Detector):
    name = "speed"
    title = Words(zh="超速（按位置计算）", en="Speeding, from positions")
    Settings = SpeedSettings
    quantities = LON
    takes = TAKES
    measure = QUANTITIES["speed"]
    state = {**HELD, **PARTS, "was": np.dtype((np.float64, 3)), "was_ms": np.int64, "known": np.bool_}

    def arrays(self, settings: Sequence[SpeedSettings]) -> dict[str, NDArray[Any]]:
        clear = [s.limit if s.clear is None else s.clear for s in settings]
        return bounds(settings, [s.limit for s in settings], clear) | {
            "accuracy_m": np.array([s.accuracy_m for s in settings], np.float64),
            "over_ms": milliseconds([s.over_s for s in settings]),
        }

    def judge(self, rows: Rows, fresh: Fresh, out: Changes) -> int:
        s, state = rows.settings, rows.state
        pairs = Pairs.room(rows, fresh)
        n = _measure(
            s["over_ms"], s["max_gap_ms"], state["was"], state["was_ms"], state["known"],
            fresh.at_ms, *meet(rows, fresh), *pairs,
        )  # fmt: skip
        return hold(rows, fresh, pairs, n, out)

    def tick(self, rows: Rows, seen: Seen, at_ms: int, out: Changes) -> int:
        return hold_on(rows, at_ms, out)

    def resettle(self, rows: Rows, row: int) -> None:
        let_go(rows, row)

    def standing(self, rows: Rows, row: int, onset_ms: int) -> None:
        stand(rows, row, onset_ms)

    def limits(self, settings: SpeedSettings) -> Limits:
        return Limits(settings.limit, settings.limit if settings.clear is None else settings.clear, True)

    samples = [
        Sample(
            title=Words(zh="摆渡车一分钟走 1.4 公里：超过 60 km/h", en="A shuttle makes 1.4 km in a minute: over 60 km/h"),
            settings={"limit": 60, "clear": 50},
            given=[
                (0, 0, 115.460), (0, 1, 40.90), (60, 0, 115.467), (60, 1, 40.90), (120, 0, 115.484), (120, 1, 40.90),
                (180, 0, 115.487), (180, 1, 40.90),
            ],
            expect=[("raise", 120, 120), ("return", 120, 180)],
        ),
        Sample(
            title=Words(zh="停着的车位置跳动，久别后出现在远处：不告警", en="A parked car whose position jitters, then far off after a silence"),
            settings={"limit": 60, "over_s": 1},
            given=[
                (0, 0, 115.4600), (0, 1, 40.90), (1, 0, 115.4602), (1, 1, 40.90), (2, 0, 115.4600), (2, 1, 40.90),
                (900, 0, 115.9), (900, 1, 40.90),
            ],
            expect=[],
            silent=True,
        ),
    ]  # fmt: skip


@compiled
def _measure(
    over_ms: Ints, max_gap_ms: Ints, was: Floats, was_ms: Ints, known: NDArray[np.bool_],
    at_ms: Ints, spot_row: Slots, spot_reading: Slots, lon: Floats, lat: Floats, accuracy_m: Floats,
    row: Slots, reading: Slots, measure: Floats, ease: Floats, shown: Floats,
) -> int:  # fmt: skip
    n = 0
    for i in range(spot_row.size):
        r = spot_row[i]
        t = at_ms[spot_reading[i]]
        apart = t - was_ms[r]
        if known[r] and apart < over_ms[r]:
            continue
        lat1, lat2 = np.radians(was[r, 1]), np.radians(lat[i])
        half_lon = np.radians(lon[i] - was[r, 0]) / 2
        h = np.sin((lat2 - lat1) / 2) ** 2 + np.cos(lat1) * np.cos(lat2) * np.sin(half_lon) ** 2
        metres = 2 * EARTH_M * np.arcsin(min(1.0, np.sqrt(h)))
        doubt = was[r, 2] + accuracy_m[i]
        judged = known[r] and apart <= max_gap_ms[r]
        known[r] = True
        was_ms[r] = t
        was[r, 0], was[r, 1], was[r, 2] = lon[i], lat[i], accuracy_m[i]
        if not judged:
            continue
        row[n] = r
        reading[n] = spot_reading[i]
        measure[n] = max(0.0, metres - doubt) / apart * 3600.0
        ease[n] = metres / apart * 3600.0
        shown[n] = measure[n]
        n += 1
    return n
