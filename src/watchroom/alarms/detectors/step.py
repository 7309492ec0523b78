"""A jump between two neighbouring readings that nature cannot make: a fault of the sensor, told as such.

Impossible is more than `jump` plus `per_s` for every second between the two. The other rules of the sensor judge the
spike as they judge every reading; an alarm of this one beside theirs says that they were raised by a faulty sensor.
"""

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray
from pydantic import Field

from watchroom.alarms.compiled import compiled
from watchroom.alarms.deadband import HELD, MAX_GAP, Pairs, bounds, hold, hold_on, let_go, said, seconds, stand
from watchroom.alarms.detection import Changes, Detector, Floats, Fresh, Ints, Rows, Seen, Slots
from watchroom.kernel.plugin import Sample, Settings
from watchroom.kernel.words import Words

LEAST = 5e-324


class StepSettings(Settings):
    jump: float = Field(ge=0, allow_inf_nan=False, json_schema_extra=said("允许的瞬时跳变", "Jump allowed at once"))
    per_s: float = Field(
        0, ge=0, allow_inf_nan=False, json_schema_extra=said("每秒可能的最大变化", "Possible change a second")
    )
    clear_hold_s: float = seconds(60, "平稳多久算恢复（秒）", "Clears after quiet (s)")
    max_gap_s: float = MAX_GAP

    @property
    def hold_s(self) -> float:
        return 0.0


class Step(Detector):
    name = "step"
    title = Words(zh="不可能的跳变", en="An impossible jump")
    Settings = StepSettings
    state = {**HELD, "before": np.float64, "before_ms": np.int64, "known": np.bool_}

    def arrays(self, settings: Sequence[StepSettings]) -> dict[str, NDArray[Any]]:
        least = [LEAST] * len(settings)
        return bounds(settings, least, least) | {
            "jump": np.array([s.jump for s in settings], np.float64),
            "per_s": np.array([s.per_s for s in settings], np.float64),
        }

    def judge(self, rows: Rows, fresh: Fresh, out: Changes) -> int:
        pairs = Pairs.room(rows, fresh)
        s = rows.settings
        n = _measure(
            rows.first, s["jump"], s["per_s"], s["max_gap_ms"], rows.state["before"], rows.state["before_ms"],
            rows.state["known"], *fresh[:3], *pairs,
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
                zh="气温一秒升 30 度又落回：传感器故障，平稳一分钟后恢复",
                en="30 °C up in a second and down again: a fault",
            ),
            settings={"jump": 2, "per_s": 0.1},
            given=[(0, -12.0), (10, -12.1), (11, 18.0), (12, -12.0), (20, -12.1), (50, -12.0), (80, -12.1)],
            expect=[("raise", 11, 11), ("return", 11, 80)],
        ),
        Sample(
            title=Words(
                zh="变化虽大但来得及；久别之后的第一条：不告警",
                en="Much, but in time; the first after a silence: no alarm",
            ),
            settings={"jump": 2, "per_s": 0.1},
            given=[(0, -12.0), (60, -5.0), (120, 2.0), (180, -5.9), (1000, 30.0)],
            expect=[],
            silent=True,
        ),
    ]


@compiled
def _measure(
    first: Slots, jump: Floats, per_s: Floats, max_gap_ms: Ints, before: Floats, before_ms: Ints, known: NDArray[np.bool_],
    slot: Slots, value: Floats, at_ms: Ints,
    row: Slots, reading: Slots, measure: Floats, ease: Floats, shown: Floats,
) -> int:  # fmt: skip
    n = 0
    for i in range(slot.size):
        for r in range(first[slot[i]], first[slot[i] + 1]):
            apart = at_ms[i] - before_ms[r]
            neighbours = known[r] and apart <= max_gap_ms[r]
            m = abs(value[i] - before[r]) - (jump[r] + per_s[r] * (apart / 1000.0))
            known[r] = True
            before[r] = value[i]
            before_ms[r] = at_ms[i]
            if not neighbours:
                continue
            row[n] = r
            reading[n] = i
            measure[n] = m
            ease[n] = m
            shown[n] = value[i]
            n += 1
    return n
