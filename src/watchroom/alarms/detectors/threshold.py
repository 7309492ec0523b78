"""Threshold with hysteresis and holding time: the rule behind most of the plans' triggers.

The condition begins at the limit itself: `above` holds from the limit upward (以上，含本数), `below` holds under it
(以下，不含本数). It must be met by every reading for the whole holding time, in event time; a longer silence than
`max_gap_s` starts the time anew, because silence is not evidence. It ends when a value has left the dead band:
under `clear` for `above`, at `clear` or over it for `below`.
"""

from collections.abc import Sequence
from typing import Annotated, Any, Literal, Self

import numpy as np
from numpy.typing import NDArray
from pydantic import Field, model_validator

from watchroom.alarms.compiled import compiled
from watchroom.alarms.detection import RAISE, RETURN, Changes, Detector, Floats, Fresh, Ints, Limits, Rows, Seen, Slots
from watchroom.kernel.plugin import Sample, Settings
from watchroom.kernel.words import Words

NORMAL, RISING, ACTIVE, FALLING = 0, 1, 2, 3

Finite = Annotated[float, Field(allow_inf_nan=False)]
DAY = 86_400.0


def said(zh: str, en: str) -> dict[str, Any]:
    """A setting's label in both languages, where the form looks for it."""
    return {"zh": zh, "en": en}


class ThresholdSettings(Settings):
    direction: Literal["above", "below"] = Field("above", json_schema_extra=said("方向", "Direction"))
    limit: Finite = Field(json_schema_extra=said("限值", "Limit"))
    clear: Finite | None = Field(None, json_schema_extra=said("恢复值", "Clears at"))
    hold_s: Finite = Field(0, ge=0, le=DAY, json_schema_extra=said("持续时间（秒）", "Holding time (s)"))
    clear_hold_s: Finite = Field(0, ge=0, le=DAY, json_schema_extra=said("恢复持续时间（秒）", "Clearing time (s)"))
    max_gap_s: Finite = Field(
        180, gt=0, le=DAY, json_schema_extra=said("允许的最长静默（秒）", "Longest gap allowed (s)")
    )

    @model_validator(mode="after")
    def clear_lies_on_the_quiet_side(self) -> Self:
        above = self.direction == "above"
        if self.clear is not None and (self.clear > self.limit if above else self.clear < self.limit):
            raise ValueError("恢复值须在限值的正常一侧 / clear must lie on the normal side of the limit")
        return self

    @property
    def clears_at(self) -> float:
        return self.limit if self.clear is None else self.clear


class Threshold(Detector):
    name = "threshold"
    title = Words(zh="限值（带回差和持续时间）", en="Threshold with dead band and holding time")
    Settings = ThresholdSettings
    state = {"phase": np.int8, "onset_ms": np.int64, "turned_ms": np.int64, "peak": np.float64}

    def arrays(self, settings: Sequence[ThresholdSettings]) -> dict[str, NDArray[Any]]:
        """`below` is `above` with the sign turned; the next float up keeps the bound itself on the right side."""
        below = np.array([s.direction == "below" for s in settings], bool)
        sign = np.where(below, -1.0, 1.0)
        up = sign * np.array([s.limit for s in settings], np.float64)
        down = sign * np.array([s.clears_at for s in settings], np.float64)
        return {
            "sign": sign,
            "up": np.where(below, np.nextafter(up, np.inf), up),
            "down": np.where(below, np.nextafter(down, np.inf), down),
            "hold_ms": _ms([s.hold_s for s in settings]),
            "back_ms": _ms([s.clear_hold_s for s in settings]),
            "max_gap_ms": _ms([s.max_gap_s for s in settings]),
        }

    def judge(self, rows: Rows, fresh: Fresh, out: Changes) -> int:
        return _judge(rows.first, *rows.settings.values(), *rows.state.values(), *fresh, *out)

    def tick(self, rows: Rows, seen: Seen, at_ms: int, out: Changes) -> int:
        return _tick(rows.slot, *rows.settings.values(), *rows.state.values(), *seen, at_ms, *out)

    def resettle(self, rows: Rows, row: int) -> None:
        """What stands goes on standing until it returns under the new settings; what was only rising starts anew."""
        phase = rows.state["phase"]
        phase[row] = ACTIVE if phase[row] in (ACTIVE, FALLING) else NORMAL
        rows.state["peak"][row] = -np.inf

    def standing(self, rows: Rows, row: int, onset_ms: int) -> None:
        rows.state["phase"][row] = ACTIVE
        rows.state["onset_ms"][row] = onset_ms
        rows.state["peak"][row] = -np.inf

    def limits(self, settings: ThresholdSettings) -> Limits:
        return Limits(settings.limit, settings.clears_at, settings.direction == "above")

    samples = [
        Sample(
            title=Words(
                zh="平均风速达到 4 m/s 并持续 5 分钟：一次告警",
                en="Mean wind at 4 m/s or over for 5 minutes: one alarm",
            ),
            settings={"limit": 4, "clear": 3.5, "hold_s": 300},
            given=[(minute * 60, value) for minute, value in enumerate([3.2, 4.1, 4.0, 4.4, 5.2, 4.6, 4.3, 4.8, 3.4])],
            expect=[("raise", 60, 360), ("return", 60, 480)],
        ),
        Sample(
            title=Words(
                zh="告警后在回差内起落：不再告警", en="Falling and rising inside the dead band: no second alarm"
            ),
            settings={"limit": 4, "clear": 3.5},
            given=[(0, 4.2), (60, 3.6), (120, 4.5), (180, 3.5), (240, 4.1)],
            expect=[("raise", 0, 0)],
        ),
        Sample(
            title=Words(
                zh="持续时间在时钟上走满，读数仍新鲜",
                en="The holding time ends on a tick while the last reading is young",
            ),
            settings={"direction": "below", "limit": 500, "clear": 600, "hold_s": 120, "max_gap_s": 90},
            given=[(0, 480), (60, 450), (119, None), (120, None), (121, None)],
            expect=[("raise", 0, 120)],
        ),
        Sample(
            title=Words(
                zh="传感器失声：静默不算数，不告警", en="The sensor falls silent: silence is not evidence, no alarm"
            ),
            settings={"limit": 4, "hold_s": 300, "max_gap_s": 90},
            given=[(0, 4.5), (60, 4.6), *((second, None) for second in range(61, 900, 60))],
            expect=[],
            silent=True,
        ),
        Sample(
            title=Words(zh="重复、迟到和超短时越限：不告警", en="Repeats, late arrivals and a short excess: no alarm"),
            settings={"limit": 4, "hold_s": 120},
            given=[(0, 4.5), (60, 4.5), (60, 4.5), (110, 3.9), (0, 9.9), (130, 4.2), (130, 4.2), (20, 9.9), (180, 3.9)],
            expect=[],
            silent=True,
        ),
    ]


def _ms(seconds: list[float]) -> Ints:
    return np.array([round(s * 1000) for s in seconds], np.int64)


@compiled
def _judge(
    first: Slots,
    sign: Floats, up: Floats, down: Floats, hold_ms: Ints, back_ms: Ints, max_gap_ms: Ints,
    phase: NDArray[np.int8], onset_ms: Ints, turned_ms: Ints, peak: Floats,
    slot: Slots, value: Floats, at_ms: Ints, gap_ms: Ints, position: Slots,
    out_row: Slots, out_kind: NDArray[np.int8], out_onset: Ints, out_at: Ints,
    out_read: Ints, out_value: Floats, out_peak: Floats, out_position: Slots,
) -> int:  # fmt: skip
    n = 0
    for i in range(slot.size):
        t = at_ms[i]
        for r in range(first[slot[i]], first[slot[i] + 1]):
            w = sign[r] * value[i]
            was = phase[r]
            if was < ACTIVE:
                if w < up[r]:
                    phase[r] = NORMAL
                    continue
                if was == NORMAL or gap_ms[i] > max_gap_ms[r]:
                    onset_ms[r] = t
                    peak[r] = w
                peak[r] = max(peak[r], w)
                if t - onset_ms[r] < hold_ms[r]:
                    phase[r] = RISING
                    continue
                phase[r] = ACTIVE
                out_kind[n] = RAISE
            else:
                peak[r] = max(peak[r], w)
                if w >= down[r]:
                    phase[r] = ACTIVE
                    continue
                if was == ACTIVE or gap_ms[i] > max_gap_ms[r]:
                    turned_ms[r] = t
                if t - turned_ms[r] < back_ms[r]:
                    phase[r] = FALLING
                    continue
                phase[r] = NORMAL
                out_kind[n] = RETURN
            out_row[n] = r
            out_onset[n] = onset_ms[r]
            out_at[n] = t
            out_read[n] = t
            out_value[n] = value[i]
            out_peak[n] = sign[r] * peak[r]
            out_position[n] = position[i]
            n += 1
    return n


@compiled
def _tick(
    slot: Slots,
    sign: Floats, up: Floats, down: Floats, hold_ms: Ints, back_ms: Ints, max_gap_ms: Ints,
    phase: NDArray[np.int8], onset_ms: Ints, turned_ms: Ints, peak: Floats,
    last_ms: Ints, last_value: Floats, at: int,
    out_row: Slots, out_kind: NDArray[np.int8], out_onset: Ints, out_at: Ints,
    out_read: Ints, out_value: Floats, out_peak: Floats, out_position: Slots,
) -> int:  # fmt: skip
    n = 0
    for r in range(slot.size):
        was = phase[r]
        if was in (NORMAL, ACTIVE) or at - last_ms[slot[r]] > max_gap_ms[r]:
            continue
        if was == RISING:
            if at - onset_ms[r] < hold_ms[r]:
                continue
            phase[r] = ACTIVE
            out_kind[n] = RAISE
        else:
            if at - turned_ms[r] < back_ms[r]:
                continue
            phase[r] = NORMAL
            out_kind[n] = RETURN
        out_row[n] = r
        out_onset[n] = onset_ms[r]
        out_at[n] = at
        out_read[n] = last_ms[slot[r]]
        out_value[n] = last_value[slot[r]]
        out_peak[n] = sign[r] * peak[r]
        out_position[n] = -1
        n += 1
    return n
