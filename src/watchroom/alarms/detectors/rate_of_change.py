"""Rise or fall by so much within a window: pressure that drops, water that climbs, a hall that fills.

The measure is how far the value lies above (`rise`) the lowest of the window that ends with it, or under (`fall`) the
highest; the window is event time and both its ends belong to it. Readings closer together than a 32nd of the window are
kept as the lowest (highest) of that 32nd, so a window of any length fits the same memory; a rise is then found at most a
32nd of the window late, and never where there was none.
"""

from collections.abc import Sequence
from typing import Any, Literal, Self

import numpy as np
from numpy.typing import NDArray
from pydantic import Field, model_validator

from watchroom.alarms.compiled import compiled, inlined
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
from watchroom.alarms.detection import Changes, Detector, Floats, Fresh, Ints, Rows, Seen, Slots
from watchroom.kernel.plugin import Sample, Settings
from watchroom.kernel.words import Words

STEPS = 32
FEW = 8
KEPT = STEPS + 2  # a window touches one step more than it has, and the newest reading comes on top


class RateOfChangeSettings(Settings):
    direction: Literal["rise", "fall"] = Field("rise", json_schema_extra=said("方向", "Direction"))
    change: float = Field(gt=0, allow_inf_nan=False, json_schema_extra=said("变化量（达到即算）", "Change (or more)"))
    within_s: float = seconds(600, "时间窗（秒）", "Within (s)", least=1)
    clear: float | None = Field(
        None,
        gt=0,
        allow_inf_nan=False,
        json_schema_extra=said("变化量低于此值即恢复", "Clears when the change is under"),
    )
    hold_s: float = HOLD
    clear_hold_s: float = CLEAR_HOLD
    max_gap_s: float = MAX_GAP

    @model_validator(mode="after")
    def clear_lies_under_the_change(self) -> Self:
        if self.clear is not None and self.clear > self.change:
            raise ValueError("恢复的变化量不能大于告警的变化量 / clear must not be over the change")
        return self


class RateOfChange(Detector):
    name = "rate_of_change"
    title = Words(zh="变化过快（时间窗内升降）", en="Rise or fall within a time")
    Settings = RateOfChangeSettings
    state = {
        **HELD,
        "low": np.dtype((np.float64, KEPT)),
        "low_ms": np.dtype((np.int64, KEPT)),
        "begin": np.int16,
        "count": np.int16,
    }

    def arrays(self, settings: Sequence[RateOfChangeSettings]) -> dict[str, NDArray[Any]]:
        window = milliseconds([s.within_s for s in settings])
        clear = [s.change if s.clear is None else s.clear for s in settings]
        return bounds(settings, [s.change for s in settings], clear) | {
            "sign": np.array([1.0 if s.direction == "rise" else -1.0 for s in settings]),
            "window_ms": window,
            "step_ms": -(-window // STEPS),
        }

    def judge(self, rows: Rows, fresh: Fresh, out: Changes) -> int:
        s, state = rows.settings, rows.state
        pairs = Pairs.room(rows, fresh)
        n = _measure(
            rows.first, s["sign"], s["window_ms"], s["step_ms"],
            state["low"], state["low_ms"], state["begin"], state["count"], *fresh[:3], *pairs,
        )  # fmt: skip
        return hold(rows, fresh, pairs, n, out)

    def tick(self, rows: Rows, seen: Seen, at_ms: int, out: Changes) -> int:
        return hold_on(rows, at_ms, out)

    def resettle(self, rows: Rows, row: int) -> None:
        let_go(rows, row)

    def standing(self, rows: Rows, row: int, onset_ms: int) -> None:
        stand(rows, row, onset_ms)

    samples = [
        Sample(
            title=Words(
                zh="20 分钟内水位上涨 1.2 米：告警；涨势放缓即恢复",
                en="Water 1.2 m up in 20 minutes; it ends when it slows",
            ),
            settings={"change": 1.0, "clear": 0.5, "within_s": 1200, "max_gap_s": 600},
            given=[(n * 300, v) for n, v in enumerate([2.0, 2.1, 2.5, 2.9, 3.2, 3.4, 3.45, 3.45, 3.46])],
            expect=[("raise", 1200, 1200), ("return", 1200, 2400)],
        ),
        Sample(
            title=Words(zh="3 小时气压下降 4 hPa，保持 10 分钟", en="Pressure 4 hPa down in 3 hours, for 10 minutes"),
            settings={"direction": "fall", "change": 4, "within_s": 10_800, "hold_s": 600, "max_gap_s": 900},
            given=[*((n * 600, 1010 - 0.3 * n) for n in range(15)), (8700, None), (9000, None), (9001, None)],
            expect=[("raise", 8400, 9000)],
        ),
        Sample(
            title=Words(
                zh="缓慢上涨，任一时间窗内都不够：不告警", en="A slow rise, never enough within the window: no alarm"
            ),
            settings={"change": 1.0, "within_s": 600, "max_gap_s": 600},
            given=[(n * 120, 2.0 + 0.15 * n) for n in range(60)],
            expect=[],
            silent=True,
        ),
    ]


@compiled
def _measure(
    first: Slots, sign: Floats, window_ms: Ints, step_ms: Ints,
    low: Floats, low_ms: Ints, begin: NDArray[np.int16], count: NDArray[np.int16],
    slot: Slots, value: Floats, at_ms: Ints,
    row: Slots, reading: Slots, measure: Floats, ease: Floats, shown: Floats,
) -> int:  # fmt: skip
    """Keeps for each row the readings that may yet be the lowest of a window, rising from the front (a monotone queue)."""
    size = low.shape[1]
    kept, kept_ms = low.reshape(-1), low_ms.reshape(-1)
    n = 0
    for i in range(slot.size):
        t = at_ms[i]
        for r in range(first[slot[i]], first[slot[i] + 1]):
            w = sign[r] * value[i]
            end = (r + 1) * size
            head = end - size + int(begin[r])
            held = int(count[r])
            while held > 0 and t - kept_ms[head] > window_ms[r]:
                head = _wrapped(head + 1, end, size)
                held -= 1
            m = max(w - kept[head], 0.0) if held > 0 else 0.0
            held = _lower(kept, head, held, end, size, w)
            last = _wrapped(head + max(held - 1, 0), end, size)
            apart = step_ms[r] if held == 0 else t - kept_ms[last]
            if apart >= step_ms[r] or kept_ms[last] // step_ms[r] != t // step_ms[r]:
                last = _wrapped(head + held, end, size)
                kept[last] = w
                kept_ms[last] = t
                held += 1
            begin[r] = head - (end - size)
            count[r] = held
            row[n] = r
            reading[n] = i
            measure[n] = m
            ease[n] = m
            shown[n] = value[i]
            n += 1
    return n


@inlined
def _wrapped(at: int, end: int, size: int) -> int:
    """A place of a row's ring of `size` places, which ends before `end`."""
    return at if at < end else at - size


@inlined
def _lower(kept: Floats, head: int, held: int, end: int, size: int, w: float) -> int:
    """How many of the `held` readings from `head` on, which rise, are lower than `w`.

    Mostly they are few: those are counted without a branch, because where a search ends is what a processor guesses wrong.
    """
    if held > FEW or head + FEW > end:
        while held > 0 and kept[_wrapped(head + held - 1, end, size)] >= w:
            held -= 1
        return held
    lower = 0
    for k in range(FEW):
        lower += (k < held) & (kept[np.uint64(head + k)] < w)  # a place that cannot count from the end
    return lower
