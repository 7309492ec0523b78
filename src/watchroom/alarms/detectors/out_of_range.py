"""Outside what this very sensor can measure: a fault of the sensor, not an event.

What no sensor of the quantity could measure is refused when it comes in; here stand the narrower ends of one device, such
as -40 to 60 °C of a thermometer that reports -127 when its wire is broken. The ends themselves are possible.
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
    said,
    stand,
)
from watchroom.alarms.detection import Changes, Detector, Floats, Fresh, Ints, Rows, Seen, Slots
from watchroom.kernel.plugin import Sample, Settings
from watchroom.kernel.words import Words

LEAST = 5e-324  # the smallest number over nought: any excess is one


class OutOfRangeSettings(Settings):
    low: float | None = Field(None, allow_inf_nan=False, json_schema_extra=said("量程下限", "Lowest possible"))
    high: float | None = Field(None, allow_inf_nan=False, json_schema_extra=said("量程上限", "Highest possible"))
    hold_s: float = HOLD
    clear_hold_s: float = CLEAR_HOLD
    max_gap_s: float = MAX_GAP

    @model_validator(mode="after")
    def there_is_a_range(self) -> Self:
        if self.low is None and self.high is None:
            raise ValueError("量程上下限至少填一个 / name at least one end of the range")
        if self.low is not None and self.high is not None and self.low >= self.high:
            raise ValueError("量程下限须小于上限 / the lowest must be under the highest")
        return self


class OutOfRange(Detector):
    name = "out_of_range"
    title = Words(zh="超出传感器量程", en="Outside the sensor's range")
    Settings = OutOfRangeSettings
    state = HELD

    def arrays(self, settings: Sequence[OutOfRangeSettings]) -> dict[str, NDArray[Any]]:
        least = [LEAST] * len(settings)
        return bounds(settings, least, least) | {
            "low": np.array([-np.inf if s.low is None else s.low for s in settings], np.float64),
            "high": np.array([np.inf if s.high is None else s.high for s in settings], np.float64),
        }

    def judge(self, rows: Rows, fresh: Fresh, out: Changes) -> int:
        pairs = Pairs.room(rows, fresh)
        s = rows.settings
        return hold(rows, fresh, pairs, _measure(rows.first, s["low"], s["high"], *fresh[:3], *pairs), out)

    def tick(self, rows: Rows, seen: Seen, at_ms: int, out: Changes) -> int:
        return hold_on(rows, at_ms, out)

    def resettle(self, rows: Rows, row: int) -> None:
        let_go(rows, row)

    def standing(self, rows: Rows, row: int, onset_ms: int) -> None:
        stand(rows, row, onset_ms)

    samples = [
        Sample(
            title=Words(zh="温度计断线报 -60：传感器故障", en="A broken thermometer says -60: a fault of the sensor"),
            settings={"low": -40, "high": 60},
            given=[(0, -18.2), (60, -60.0), (120, -60.0), (180, -18.4)],
            expect=[("raise", 60, 60), ("return", 60, 180)],
        ),
        Sample(
            title=Words(zh="量程两端本身是可能的：不告警", en="The ends of the range are possible: no alarm"),
            settings={"low": -40, "high": 60},
            given=[(0, -40.0), (60, 60.0), (120, 12.0)],
            expect=[],
            silent=True,
        ),
    ]


@compiled
def _measure(
    first: Slots, low: Floats, high: Floats,
    slot: Slots, value: Floats, at_ms: Ints,
    row: Slots, reading: Slots, measure: Floats, ease: Floats, shown: Floats,
) -> int:  # fmt: skip
    n = 0
    for i in range(slot.size):
        for r in range(first[slot[i]], first[slot[i] + 1]):
            row[n] = r
            reading[n] = i
            measure[n] = max(low[r] - value[i], value[i] - high[r])
            ease[n] = measure[n]
            shown[n] = value[i]
            n += 1
    return n
