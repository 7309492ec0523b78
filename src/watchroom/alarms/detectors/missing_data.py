"""No reading for so many periods: a sensor that has fallen silent, or whose line is down.

It begins at the last reading plus the limit, and is found by the clock (a tick a second); it ends when the sensor speaks
of the present again: what a device kept and sends late does not end it. A sensor that never spoke is unknown, not
missing. While the whole site was away nobody listened, so that time is nobody's silence.
"""

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray
from pydantic import Field

from watchroom.alarms.compiled import compiled
from watchroom.alarms.deadband import milliseconds, said, seconds
from watchroom.alarms.detection import NEVER, RAISE, RETURN, Changes, Detector, Floats, Fresh, Ints, Rows, Seen, Slots
from watchroom.kernel.plugin import Sample, Settings
from watchroom.kernel.words import Words
from watchroom.sources.readings import AWAY_MS, FUTURE_MS

SPEAKS, MISSING = 0, 1


class MissingDataSettings(Settings):
    every_s: float = seconds(60, "应有周期（秒）", "Expected every (s)", least=1)
    periods: float = Field(
        3, ge=1, le=1000, allow_inf_nan=False, json_schema_extra=said("缺几个周期算中断", "Missing after (periods)")
    )


class MissingData(Detector):
    name = "missing_data"
    title = Words(zh="数据中断", en="Missing data")
    Settings = MissingDataSettings
    state = {"phase": np.int8, "onset_ms": np.int64, "ticked_ms": np.int64, "away_ms": np.int64}

    def arrays(self, settings: Sequence[MissingDataSettings]) -> dict[str, NDArray[Any]]:
        return {"limit_ms": milliseconds([s.every_s * s.periods for s in settings])}

    def judge(self, rows: Rows, fresh: Fresh, out: Changes) -> int:
        state = rows.state
        return _judge(
            rows.first, rows.settings["limit_ms"], state["phase"], state["onset_ms"], state["ticked_ms"],
            fresh.slot, fresh.value, fresh.at_ms, fresh.position, *out,
        )  # fmt: skip

    def tick(self, rows: Rows, seen: Seen, at_ms: int, out: Changes) -> int:
        return _tick(rows.slot, rows.settings["limit_ms"], *rows.state.values(), *seen, at_ms, *out)

    def resettle(self, rows: Rows, row: int) -> None:
        """The next tick says what becomes of it under the new limit."""

    def standing(self, rows: Rows, row: int, onset_ms: int) -> None:
        rows.state["phase"][row] = MISSING
        rows.state["onset_ms"][row] = onset_ms

    samples = [
        Sample(
            title=Words(
                zh="三个周期没有读数：告警；再来一条：恢复", en="Three periods without a reading; it ends with the next"
            ),
            settings={"every_s": 60},
            given=[(0, 4.2), (60, 4.1), (120, None), (239, None), (240, None), (300, None), (310, 4.0), (311, None)],
            expect=[("raise", 240, 240), ("return", 240, 310)],
        ),
        Sample(
            title=Words(zh="补传的旧读数不算恢复", en="Old readings that come late do not end it"),
            settings={"every_s": 60},
            given=[(0, 4.2), (180, None), (400, None), (60, 4.1), (120, 4.1), (401, None), (402, 4.0)],
            expect=[("raise", 180, 180), ("return", 180, 402)],
        ),
        Sample(
            title=Words(zh="按时上报，或从未上报：不告警", en="In time, or never heard: no alarm"),
            settings={"every_s": 60, "periods": 2},
            given=[
                *((n, None) for n in range(0, 600, 50)),
                *((n, 1.0 if n % 100 else None) for n in range(600, 1200, 50)),
            ],
            expect=[],
            silent=True,
        ),
        Sample(
            title=Words(
                zh="全站停机一小时后启动：不是传感器中断", en="The site was away for an hour: not the sensor's silence"
            ),
            settings={"every_s": 60},
            given=[(0, 4.2), (60, 4.2), (61, None), (3661, None), (3662, None), (3700, 4.1), (3701, None)],
            expect=[],
            silent=True,
        ),
    ]


@compiled
def _judge(
    first: Slots, limit_ms: Ints, phase: NDArray[np.int8], onset_ms: Ints, ticked_ms: Ints,
    slot: Slots, value: Floats, at_ms: Ints, position: Slots,
    out_row: Slots, out_kind: NDArray[np.int8], out_onset: Ints, out_at: Ints,
    out_read: Ints, out_value: Floats, out_peak: Floats, out_position: Slots,
) -> int:  # fmt: skip
    n = 0
    for i in range(slot.size):
        for r in range(first[slot[i]], first[slot[i] + 1]):
            if phase[r] != MISSING or ticked_ms[r] - at_ms[i] >= limit_ms[r]:
                continue
            phase[r] = SPEAKS
            out_row[n] = r
            out_kind[n] = RETURN
            out_onset[n] = onset_ms[r]
            out_at[n] = at_ms[i]
            out_read[n] = at_ms[i]
            out_value[n] = value[i]
            out_peak[n] = value[i]
            out_position[n] = position[i]
            n += 1
    return n


@compiled
def _tick(
    slot: Slots, limit_ms: Ints,
    phase: NDArray[np.int8], onset_ms: Ints, ticked_ms: Ints, away_ms: Ints,
    last_ms: Ints, last_value: Floats, at: int,
    out_row: Slots, out_kind: NDArray[np.int8], out_onset: Ints, out_at: Ints,
    out_read: Ints, out_value: Floats, out_peak: Floats, out_position: Slots,
) -> int:  # fmt: skip
    n = 0
    for r in range(slot.size):
        if ticked_ms[r] != 0 and at - ticked_ms[r] > AWAY_MS:
            away_ms[r] = at
        if at < ticked_ms[r] - FUTURE_MS:  # the site's clock was set back
            away_ms[r] = min(away_ms[r], at)
            ticked_ms[r] = at
        else:
            ticked_ms[r] = max(ticked_ms[r], at)  # one that is set right by a second ends no silence
        last = last_ms[slot[r]]
        if last == NEVER:
            continue
        if phase[r] == SPEAKS:
            since = max(last, away_ms[r])
            if at - since < limit_ms[r]:
                continue
            phase[r] = MISSING
            onset_ms[r] = since + limit_ms[r]
            out_kind[n] = RAISE
        else:
            if ticked_ms[r] - last >= limit_ms[r]:
                continue
            phase[r] = SPEAKS  # by a longer limit than the one it was raised by
            out_kind[n] = RETURN
        out_row[n] = r
        out_onset[n] = onset_ms[r]
        out_at[n] = at
        out_read[n] = last
        out_value[n] = last_value[slot[r]]
        out_peak[n] = last_value[slot[r]]
        out_position[n] = -1
        n += 1
    return n
