"""An event that is told, not measured: what a camera, a door contact or a call point says once.

It begins with the first telling (a value at `limit` or over it) and is one alarm however often it is told again. It ends
when it is told to be over (a value under `limit`), or when nobody has told it for `quiet_s`: by the clock, not by the
next message, which may never come.
"""

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray
from pydantic import Field

from watchroom.alarms.compiled import compiled
from watchroom.alarms.deadband import milliseconds, said, seconds
from watchroom.alarms.detection import (
    NEVER,
    RAISE,
    RETURN,
    Changes,
    Detector,
    Floats,
    Fresh,
    Ints,
    Limits,
    Rows,
    Seen,
    Slots,
)
from watchroom.kernel.plugin import Sample, Settings
from watchroom.kernel.words import Words

OVER, STANDS = 0, 1


class EventSettings(Settings):
    limit: float = Field(1, allow_inf_nan=False, json_schema_extra=said("达到此值即算报告", "Told from this value on"))
    quiet_s: float = seconds(600, "无人再报多久算结束（秒）", "Over when not told for (s)", least=1)


class Event(Detector):
    name = "event"
    title = Words(zh="事件（报告即起，安静即止）", en="Event (told, and over when quiet)")
    Settings = EventSettings
    state = {"phase": np.int8, "onset_ms": np.int64, "told_ms": np.int64, "peak": np.float64}

    def arrays(self, settings: Sequence[EventSettings]) -> dict[str, NDArray[Any]]:
        return {
            "limit": np.array([s.limit for s in settings], np.float64),
            "quiet_ms": milliseconds([s.quiet_s for s in settings]),
        }

    def judge(self, rows: Rows, fresh: Fresh, out: Changes) -> int:
        return _judge(
            rows.first, rows.settings["limit"], *rows.state.values(),
            fresh.slot, fresh.value, fresh.at_ms, fresh.position, *out,
        )  # fmt: skip

    def tick(self, rows: Rows, seen: Seen, at_ms: int, out: Changes) -> int:
        return _tick(rows.slot, rows.settings["quiet_ms"], *rows.state.values(), seen.last_value, at_ms, *out)

    def resettle(self, rows: Rows, row: int) -> None:
        """What stands goes on standing; it is quiet from the next tick on."""
        rows.state["told_ms"][row] = NEVER

    def standing(self, rows: Rows, row: int, onset_ms: int) -> None:
        rows.state["phase"][row] = STANDS
        rows.state["onset_ms"][row] = onset_ms
        rows.state["told_ms"][row] = NEVER
        rows.state["peak"][row] = -np.inf

    def limits(self, settings: EventSettings) -> Limits:
        return Limits(settings.limit, settings.limit, True)

    samples = [
        Sample(
            title=Words(
                zh="摄像机报了一次，此后无声：十分钟后自行恢复",
                en="A camera tells it once and then nothing: over after ten minutes",
            ),
            settings={},
            given=[(0, 1.0), (60, None), (599, None), (600, None), (601, None)],
            expect=[("raise", 0, 0), ("return", 0, 600)],
        ),
        Sample(
            title=Words(zh="十分钟内一再报告：仍是一条告警", en="Told again and again within ten minutes: one alarm"),
            settings={"quiet_s": 600},
            given=[(0, 1.0), (300, 2.0), (601, None), (800, 1.0), (1399, None), (1400, None)],
            expect=[("raise", 0, 0), ("return", 0, 1400)],
        ),
        Sample(
            title=Words(
                zh="报告结束：当即恢复；再报是另一条", en="Told to be over: it ends at once; the next is another"
            ),
            settings={"quiet_s": 60},
            given=[(0, 1.0), (30, 0.0), (40, 3.0), (99, None), (100, None)],
            expect=[("raise", 0, 0), ("return", 0, 30), ("raise", 40, 40), ("return", 40, 100)],
        ),
        Sample(
            title=Words(zh="从未达到：不告警", en="Never told: no alarm"),
            settings={"limit": 2},
            given=[(0, 1.0), (10, None), (20, 1.9), (700, None)],
            expect=[],
            silent=True,
        ),
    ]


@compiled
def _judge(
    first: Slots, limit: Floats, phase: NDArray[np.int8], onset_ms: Ints, told_ms: Ints, peak: Floats,
    slot: Slots, value: Floats, at_ms: Ints, position: Slots,
    out_row: Slots, out_kind: NDArray[np.int8], out_onset: Ints, out_at: Ints,
    out_read: Ints, out_value: Floats, out_peak: Floats, out_position: Slots,
) -> int:  # fmt: skip
    n = 0
    for i in range(slot.size):
        for r in range(first[slot[i]], first[slot[i] + 1]):
            told = value[i] >= limit[r]
            if told:
                told_ms[r] = at_ms[i]
            if phase[r] == STANDS and told:
                peak[r] = max(peak[r], value[i])
                continue
            if phase[r] == OVER and not told:
                continue
            if told:
                phase[r] = STANDS
                onset_ms[r] = at_ms[i]
                peak[r] = value[i]
                out_kind[n] = RAISE
            else:
                phase[r] = OVER
                out_kind[n] = RETURN
            out_row[n] = r
            out_onset[n] = onset_ms[r]
            out_at[n] = at_ms[i]
            out_read[n] = at_ms[i]
            out_value[n] = value[i]
            out_peak[n] = max(peak[r], value[i])
            out_position[n] = position[i]
            n += 1
    return n


@compiled
def _tick(
    slot: Slots, quiet_ms: Ints, phase: NDArray[np.int8], onset_ms: Ints, told_ms: Ints, peak: Floats,
    last_value: Floats, at: int,
    out_row: Slots, out_kind: NDArray[np.int8], out_onset: Ints, out_at: Ints,
    out_read: Ints, out_value: Floats, out_peak: Floats, out_position: Slots,
) -> int:  # fmt: skip
    n = 0
    for r in range(slot.size):
        if phase[r] != STANDS:
            continue
        if told_ms[r] == NEVER:
            told_ms[r] = at
        if at - told_ms[r] < quiet_ms[r]:
            continue
        phase[r] = OVER
        out_row[n] = r
        out_kind[n] = RETURN
        out_onset[n] = onset_ms[r]
        out_at[n] = max(told_ms[r] + quiet_ms[r], onset_ms[r])
        out_read[n] = told_ms[r]
        out_value[n] = last_value[slot[r]]
        out_peak[n] = max(peak[r], last_value[slot[r]])
        out_position[n] = -1
        n += 1
    return n
