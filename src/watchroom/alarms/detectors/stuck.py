"""A value that does not move while readings keep coming: a frozen anemometer, a blocked gauge, a counter that hangs.

It has been within `tolerance` for `same_s`, by at least `readings` readings; silence proves nothing (see `missing_data`).
Where a value may rest for hours, as no rain or nobody in the hall, `rests_at` says so and is left in peace.
"""

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray
from pydantic import Field

from watchroom.alarms.compiled import compiled
from watchroom.alarms.deadband import MAX_GAP, milliseconds, said, seconds
from watchroom.alarms.detection import RAISE, RETURN, Changes, Detector, Floats, Fresh, Ints, Rows, Slots
from watchroom.kernel.plugin import Sample, Settings
from watchroom.kernel.words import Words

UNKNOWN, WATCHED, STUCK = 0, 1, 2


class StuckSettings(Settings):
    same_s: float = seconds(3600, "多久不变（秒）", "Unchanged for (s)", least=1)
    tolerance: float = Field(
        0, ge=0, allow_inf_nan=False, json_schema_extra=said("视为不变的波动", "Still unchanged within")
    )
    readings: int = Field(5, ge=2, le=10_000, json_schema_extra=said("至少几条读数", "Readings at least"))
    rests_at: float | None = Field(
        None, allow_inf_nan=False, json_schema_extra=said("可以长期停留的值", "A value at which it may rest")
    )
    max_gap_s: float = MAX_GAP


class Stuck(Detector):
    name = "stuck"
    title = Words(zh="数值卡住不变", en="A value that is stuck")
    Settings = StuckSettings
    state = {"phase": np.int8, "since_ms": np.int64, "low": np.float64, "high": np.float64, "count": np.int64}

    def arrays(self, settings: Sequence[StuckSettings]) -> dict[str, NDArray[Any]]:
        return {
            "same_ms": milliseconds([s.same_s for s in settings]),
            "tolerance": np.array([s.tolerance for s in settings], np.float64),
            "least": np.array([s.readings for s in settings], np.int64),
            "rests_at": np.array([np.inf if s.rests_at is None else s.rests_at for s in settings], np.float64),
            "max_gap_ms": milliseconds([s.max_gap_s for s in settings]),
        }

    def judge(self, rows: Rows, fresh: Fresh, out: Changes) -> int:
        return _judge(rows.first, *rows.settings.values(), *rows.state.values(), *fresh, *out)

    def resettle(self, rows: Rows, row: int) -> None:
        """What is stuck stays so until it moves; a run that was not long enough yet starts anew."""
        phase = rows.state["phase"]
        phase[row] = STUCK if phase[row] == STUCK else UNKNOWN

    def standing(self, rows: Rows, row: int, onset_ms: int) -> None:
        state = rows.state
        state["phase"][row], state["since_ms"][row] = STUCK, onset_ms
        state["low"][row], state["high"][row] = np.inf, -np.inf

    samples = [
        Sample(
            title=Words(zh="风速一小时不变：告警；一变就恢复", en="Wind unchanged for an hour; it ends when it moves"),
            settings={"max_gap_s": 900},
            given=[*((n * 600, 4.2) for n in range(9)), (5400, 4.3)],
            expect=[("raise", 0, 3600), ("return", 0, 5400)],
        ),
        Sample(
            title=Words(zh="只在允许的波动内：仍算卡住", en="Moving only within the tolerance is stuck as well"),
            settings={"same_s": 240, "tolerance": 0.1},
            given=[(0, 5.0), *((60 + n * 60, 4.2 + 0.05 * (n % 2)) for n in range(6))],
            expect=[("raise", 60, 300)],
        ),
        Sample(
            title=Words(zh="没有下雨、中途失声、读数太少：不告警", en="No rain, a silence in between, too few readings: no alarm"),
            settings={"same_s": 600, "rests_at": 0, "max_gap_s": 300},
            given=[*((n * 60, 0.0) for n in range(30)), (1800, 2.5), (2050, 2.5), (2300, 2.5), (2500, 2.5), (3000, 2.5), (3290, 2.5)],
            expect=[],
            silent=True,
        ),
    ]  # fmt: skip


@compiled
def _judge(
    first: Slots,
    same_ms: Ints, tolerance: Floats, least: Ints, rests_at: Floats, max_gap_ms: Ints,
    phase: NDArray[np.int8], since_ms: Ints, low: Floats, high: Floats, count: Ints,
    slot: Slots, value: Floats, at_ms: Ints, gap_ms: Ints, position: Slots,
    out_row: Slots, out_kind: NDArray[np.int8], out_onset: Ints, out_at: Ints,
    out_read: Ints, out_value: Floats, out_peak: Floats, out_position: Slots,
) -> int:  # fmt: skip
    n = 0
    for i in range(slot.size):
        v = value[i]
        t = at_ms[i]
        for r in range(first[slot[i]], first[slot[i] + 1]):
            was = phase[r]
            onset = since_ms[r]
            rests = abs(v - rests_at[r]) <= tolerance[r]
            moved = max(high[r], v) - min(low[r], v) > tolerance[r]
            if was == UNKNOWN or rests or moved or (was == WATCHED and gap_ms[i] > max_gap_ms[r]):
                phase[r] = UNKNOWN if rests else WATCHED
                since_ms[r] = t
                low[r] = v
                high[r] = v
                count[r] = 1
                if was != STUCK:
                    continue
                out_kind[n] = RETURN
            else:
                low[r] = min(low[r], v)
                high[r] = max(high[r], v)
                count[r] += 1
                if was == STUCK or t - onset < same_ms[r] or count[r] < least[r]:
                    continue
                phase[r] = STUCK
                out_kind[n] = RAISE
            out_row[n] = r
            out_onset[n] = onset
            out_at[n] = t
            out_read[n] = t
            out_value[n] = v
            out_peak[n] = v
            out_position[n] = position[i]
            n += 1
    return n
