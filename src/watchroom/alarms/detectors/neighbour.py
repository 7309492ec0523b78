"""A sensor that disagrees with its neighbours of the same quantity: a fault of the sensor, told apart from an event.

It is held against the median of those neighbours that have spoken within `max_age_s` of its own reading, two at least by
default. In an event they move together, the median moves with it, and nothing is said here.
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
from watchroom.alarms.detection import Changes, Detector, Floats, Fresh, Inputs, Ints, Rows, Seen, Slots
from watchroom.kernel.plugin import Sample, Settings
from watchroom.kernel.words import Words

MOST = 8


class NeighbourSettings(Settings):
    limit: float = Field(
        gt=0, allow_inf_nan=False, json_schema_extra=said("与邻近测点相差（达到即算）", "Difference (or more)")
    )
    clear: float | None = Field(
        None,
        gt=0,
        allow_inf_nan=False,
        json_schema_extra=said("相差低于此值即恢复", "Clears when the difference is under"),
    )
    neighbours: int = Field(
        2, ge=1, le=MOST, json_schema_extra=said("至少几个邻近测点有数", "Neighbours heard at least")
    )
    max_age_s: float = seconds(300, "邻近测点的读数最多相隔（秒）", "Neighbours' readings within (s)", least=1)
    within_m: float | None = Field(
        None,
        gt=0,
        le=100_000,
        allow_inf_nan=False,
        json_schema_extra=said("邻近测点须在多远以内（米）", "Neighbours within (m)"),
    )
    hold_s: float = seconds(300, "持续时间（秒）", "Holding time (s)")
    clear_hold_s: float = CLEAR_HOLD
    max_gap_s: float = MAX_GAP

    @model_validator(mode="after")
    def clear_lies_under_the_limit(self) -> Self:
        if self.clear is not None and self.clear > self.limit:
            raise ValueError("恢复值不能大于限值 / clear must not be over the limit")
        return self


class Neighbour(Detector):
    name = "neighbour"
    title = Words(zh="与邻近测点不一致", en="At odds with its neighbours")
    Settings = NeighbourSettings
    takes = Inputs("sensors", least=1, most=MOST, alike=True)
    state = {
        **HELD,
        "said": np.dtype((np.float64, MOST + 1)),
        "said_ms": np.dtype((np.int64, MOST + 1)),  # 0: never; else ms + 1
    }

    def fits(self, settings: NeighbourSettings, inputs: int) -> bool:
        return inputs >= settings.neighbours

    def arrays(self, settings: Sequence[NeighbourSettings]) -> dict[str, NDArray[Any]]:
        clear = [s.limit if s.clear is None else s.clear for s in settings]
        return bounds(settings, [s.limit for s in settings], clear) | {
            "least": np.array([s.neighbours for s in settings], np.int64),
            "age_ms": milliseconds([s.max_age_s for s in settings]),
        }

    def judge(self, rows: Rows, fresh: Fresh, out: Changes) -> int:
        s, state = rows.settings, rows.state
        pairs = Pairs.room(rows, fresh)
        n = _measure(
            rows.first, rows.row, rows.input, rows.listens, s["least"], s["age_ms"], state["said"], state["said_ms"],
            *fresh[:3], *pairs,
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
            title=Words(zh="一个风速仪独自报 12 m/s，邻近三个都在 4 左右：传感器故障", en="One anemometer alone says 12 m/s: a fault"),
            settings={"limit": 5, "hold_s": 120},
            given=[
                (minute * 60 + k, k, 4.0 + 0.2 * k if k or minute < 2 or minute > 5 else 12.0)
                for minute in range(8) for k in (1, 2, 3, 0)
            ],
            expect=[("raise", 120, 240), ("return", 120, 360)],
        ),
        Sample(
            title=Words(zh="阵风来时大家一起升：是事件，不是故障", en="A gust that all of them feel: an event, no fault"),
            settings={"limit": 5, "hold_s": 60},
            given=[
                (minute * 60 + k, k, (4.0 if minute < 2 else 14.0) + 0.3 * k) for minute in range(8) for k in (1, 2, 0)
            ],
            expect=[],
            silent=True,
        ),
        Sample(
            title=Words(zh="邻近测点久无读数：无从比较，不告警", en="The neighbours have long been silent: nothing to go by"),
            settings={"limit": 5, "hold_s": 0, "max_age_s": 120},
            given=[(0, 1, 4.0), (1, 2, 4.1), (2, 0, 4.2), *((200 + n * 60, 0, 12.0) for n in range(5))],
            expect=[],
            silent=True,
        ),
    ]  # fmt: skip


@compiled
def _measure(
    first: Slots, entry_row: Slots, place: Slots, listens: Slots, least: Ints, age_ms: Ints, said: Floats, said_ms: Ints,
    slot: Slots, value: Floats, at_ms: Ints,
    row: Slots, reading: Slots, measure: Floats, ease: Floats, shown: Floats,
) -> int:  # fmt: skip
    """Keeps what each input said last; a reading of the row's own sensor is held against the median of the young."""
    young = np.empty(MOST)
    n = 0
    for i in range(slot.size):
        t = at_ms[i]
        for e in range(first[slot[i]], first[slot[i] + 1]):
            r = entry_row[e]
            said[r, place[e]] = value[i]
            said_ms[r, place[e]] = t + 1
            if place[e] != 0:
                continue
            heard = 0
            for k in range(1, listens[r]):
                if said_ms[r, k] == 0 or abs(t + 1 - said_ms[r, k]) > age_ms[r]:
                    continue
                spot = heard  # kept in order as they come: there are eight at most
                while spot > 0 and young[spot - 1] > said[r, k]:
                    young[spot] = young[spot - 1]
                    spot -= 1
                young[spot] = said[r, k]
                heard += 1
            if heard < least[r]:
                continue
            middle = young[heard // 2]
            if heard % 2 == 0:
                middle = (middle + young[heard // 2 - 1]) / 2
            row[n] = r
            reading[n] = i
            measure[n] = abs(value[i] - middle)
            ease[n] = measure[n]
            shown[n] = value[i]
            n += 1
    return n
