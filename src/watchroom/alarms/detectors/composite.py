"""Several conditions together: wind and snow at one place, smoke or heat but not a test of the alarm.

The inputs are other rules of the partition. Each is true while its condition stands, and for `within_s` after it ended;
`when` says in CEL, over the inputs' names, which of them together are the condition. It is judged at every change of an
input and on every tick, at the latest event time known: what comes late counts from then on, and rewrites nothing.
"""

import re
from collections.abc import Sequence
from functools import lru_cache
from typing import Any, Self

import numpy as np
from numpy.typing import NDArray
from pydantic import Field, model_validator

from watchroom.alarms.compiled import compiled
from watchroom.alarms.deadband import milliseconds, said, seconds
from watchroom.alarms.detection import (
    NEVER,
    RAISE,
    RETURN,
    STANDS,
    Changes,
    Combiner,
    Floats,
    Inputs,
    Ints,
    Rows,
    Slots,
    Stood,
    Told,
)
from watchroom.kernel.expressions import Checked, Refused, check, evaluate
from watchroom.kernel.plugin import Sample, Settings
from watchroom.kernel.words import Words
from watchroom.sources.readings import FUTURE_MS

MOST = 8
NORMAL, ACTIVE = 0, 1
NAME = r"^(?!(?:in|true|false)$)[A-Za-z_][A-Za-z0-9_]{0,31}$"


class CompositeSettings(Settings):
    when: str = Field(
        max_length=500, json_schema_extra=said("条件（CEL，如 wind && snow）", "Condition (CEL, as wind && snow)")
    )
    names: tuple[str, ...] = Field(
        min_length=2, max_length=MOST, json_schema_extra=said("各输入规则的名称，依次", "The inputs' names, in order")
    )
    within_s: float = seconds(600, "前后相隔多久仍算同时（秒）", "Still together within (s)")
    within_m: float | None = Field(
        None,
        gt=0,
        le=100_000,
        allow_inf_nan=False,
        json_schema_extra=said("测点须在多远以内（米）", "Sensors within (m)"),
    )

    @model_validator(mode="after")
    def the_condition_can_be_judged(self) -> Self:
        if len(set(self.names)) < len(self.names) or not all(re.match(NAME, name) for name in self.names):
            raise ValueError(
                "名称须各不相同，只用字母、数字和下划线 / names must differ and have letters, digits and _ only"
            )
        try:
            checked = check(self.when, dict.fromkeys(self.names, "bool"))
        except Refused as refused:
            raise ValueError(f"{refused.words.zh} / {refused.words.en}") from refused
        if idle := sorted(set(self.names) - checked.names):
            raise ValueError(f"条件没有用到 {idle} / the condition does not use {idle}")
        if table(checked, self.names)[0]:
            raise ValueError("没有任何输入成立时条件不得成立 / the condition must not hold when no input does")
        return self


@lru_cache(maxsize=256)
def table(checked: Checked, names: tuple[str, ...]) -> tuple[bool, ...]:
    """The condition for every set of true inputs: bit `k` of the place is the input of the name `k`."""
    return tuple(
        evaluate(checked, {name: bool(bits >> k & 1) for k, name in enumerate(names)}) is True
        for bits in range(1 << len(names))
    )


class Composite(Combiner):
    name = "composite"
    title = Words(zh="组合条件（多条规则）", en="Several conditions together")
    Settings = CompositeSettings
    takes = Inputs("rules", least=2, most=MOST)
    state = {"phase": np.int8, "onset_ms": np.int64, "clock_ms": np.int64}

    def fits(self, settings: CompositeSettings, inputs: int) -> bool:
        return inputs == len(settings.names)

    def arrays(self, settings: Sequence[CompositeSettings]) -> dict[str, NDArray[Any]]:
        holds = np.zeros((len(settings), 1 << MOST), np.bool_)
        for row, s in enumerate(settings):
            known = table(check(s.when, dict.fromkeys(s.names, "bool")), s.names)
            holds[row, : len(known)] = known
        return {"holds": holds, "within_ms": milliseconds([s.within_s for s in settings])}

    def combine(self, rows: Rows, told: Told, stood: Stood, out: Changes) -> int:
        s = rows.settings
        return _combine(
            rows.first, rows.row, _places(rows), rows.listens, s["holds"], s["within_ms"], *rows.state.values(),
            *stood, *told, *out,
        )  # fmt: skip

    def pass_time(self, rows: Rows, stood: Stood, at_ms: int, out: Changes) -> int:
        s = rows.settings
        return _pass_time(
            _places(rows), rows.listens, s["holds"], s["within_ms"], *rows.state.values(), *stood, at_ms, *out
        )  # fmt: skip

    def resettle(self, rows: Rows, row: int) -> None:
        """What stands goes on until the next tick, which judges it by the new settings."""

    def standing(self, rows: Rows, row: int, onset_ms: int) -> None:
        rows.state["phase"][row] = ACTIVE
        rows.state["onset_ms"][row] = onset_ms

    samples = [
        Sample(
            title=Words(zh="大风和降雪先后十分钟内：一次告警", en="Wind and snow within ten minutes: one alarm"),
            settings={"when": "wind && snow", "names": ["wind", "snow"], "within_s": 600},
            given=[(0, 0, 0), (0, 1, 0), (60, 0, 2), (120, 0, 0), (600, 1, 2), (660, 1, 2), (719, 0, None), (720, 0, None)],
            expect=[("raise", 600, 600), ("return", 600, 720)],
        ),
        Sample(
            title=Words(zh="有烟或高温，且不在测试", en="Smoke or heat, and no test"),
            settings={"when": "(smoke || heat) && !test", "names": ["smoke", "heat", "test"], "within_s": 0},
            given=[(0, 2, 1), (10, 0, 1), (20, 0, 0), (30, 2, 0), (40, 1, 1), (50, 2, 1), (60, 1, 0)],
            expect=[("raise", 40, 40), ("return", 40, 50)],
        ),
        Sample(
            title=Words(zh="只有其一，或相隔太久：不告警", en="One of them alone, or too far apart: no alarm"),
            settings={"when": "wind && snow", "names": ["wind", "snow"], "within_s": 60},
            given=[(0, 0, 2), (30, 0, 0), (60, 0, None), (91, 1, 2), (95, 0, None), (100, 1, 0), (200, 0, 2), (260, 0, 3)],
            expect=[],
            silent=True,
        ),
    ]  # fmt: skip


def _places(rows: Rows) -> NDArray[np.int32]:
    """By row and input: the place of the rule in `Stood`. Shape: (rows, MOST)."""
    places = np.zeros((len(rows.specs), MOST), np.int32)
    places[rows.row, rows.input] = np.repeat(np.arange(rows.first.size - 1), np.diff(rows.first))
    return places


@compiled
def _combine(
    first: Slots, entry_row: Slots, places: NDArray[np.int32], listens: Slots,
    holds: NDArray[np.bool_], within_ms: Ints, phase: NDArray[np.int8], onset_ms: Ints, clock_ms: Ints,
    until_ms: Ints, known: Floats,
    rule: Slots, kind: NDArray[np.int8], at_ms: Ints, value: Floats, position: Slots,
    out_row: Slots, out_kind: NDArray[np.int8], out_onset: Ints, out_at: Ints,
    out_read: Ints, out_value: Floats, out_peak: Floats, out_position: Slots,
) -> int:  # fmt: skip
    """What one reading changed is taken in together before it is judged: it is one instant."""
    n = 0
    begin = 0
    while begin < rule.size:
        end = begin
        while end < rule.size and position[end] == position[begin]:
            until_ms[rule[end]] = STANDS if kind[end] == RAISE else at_ms[end]
            known[rule[end]] = value[end]
            end += 1
        for i in range(begin, end):
            for e in range(first[rule[i]], first[rule[i] + 1]):
                r = entry_row[e]
                t = max(clock_ms[r], at_ms[i])
                clock_ms[r] = t
                bits = 0
                for k in range(listens[r]):
                    until = until_ms[places[r, k]]
                    if until == STANDS or (until != NEVER and t - until < within_ms[r]):
                        bits |= 1 << k
                if holds[r, bits] == (phase[r] == ACTIVE):
                    continue
                if phase[r] == NORMAL:
                    phase[r] = ACTIVE
                    onset_ms[r] = max(t, onset_ms[r] + 1)
                    out_kind[n] = RAISE
                else:
                    phase[r] = NORMAL
                    out_kind[n] = RETURN
                out_row[n] = r
                out_onset[n] = onset_ms[r]
                out_at[n] = max(t, onset_ms[r])
                out_read[n] = at_ms[i]
                out_value[n] = known[places[r, 0]]
                out_peak[n] = known[places[r, 0]]
                out_position[n] = position[i]
                n += 1
        begin = end
    return n


@compiled
def _pass_time(
    places: NDArray[np.int32], listens: Slots,
    holds: NDArray[np.bool_], within_ms: Ints, phase: NDArray[np.int8], onset_ms: Ints, clock_ms: Ints,
    until_ms: Ints, known: Floats, at: int,
    out_row: Slots, out_kind: NDArray[np.int8], out_onset: Ints, out_at: Ints,
    out_read: Ints, out_value: Floats, out_peak: Floats, out_position: Slots,
) -> int:  # fmt: skip
    n = 0
    for r in range(phase.size):
        t = at if at < clock_ms[r] - FUTURE_MS else max(clock_ms[r], at)  # the site's clock may have been set back
        clock_ms[r] = t
        bits = 0
        for k in range(listens[r]):
            until = until_ms[places[r, k]]
            if until == STANDS or (until != NEVER and t - until < within_ms[r]):
                bits |= 1 << k
        if holds[r, bits] == (phase[r] == ACTIVE):
            continue
        if phase[r] == NORMAL:
            phase[r] = ACTIVE
            onset_ms[r] = max(t, onset_ms[r] + 1)
            out_kind[n] = RAISE
        else:
            phase[r] = NORMAL
            out_kind[n] = RETURN
        out_row[n] = r
        out_onset[n] = onset_ms[r]
        out_at[n] = max(t, onset_ms[r])
        out_read[n] = at
        out_value[n] = known[places[r, 0]]
        out_peak[n] = known[places[r, 0]]
        out_position[n] = -1
        n += 1
    return n
