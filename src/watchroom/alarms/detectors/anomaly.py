"""Anomaly: a reading unlike anything that its sensor has shown, without a limit that somebody must know beforehand.

Four aspects of each reading are compared with what is remembered of them: the value; its distance from what is usual
at this hour of the day or week; the recent floor and the recent ceiling of the values. What is remembered of an aspect
is a few intervals of values that have occurred. How far a new value lies outside all of them, in parts of their whole
range, is its novelty, and the weighted sum of the four, brought into 0…1, is the surprise that the limit is held to.

It says nothing before it has seen `LEAST` readings and `quiet_h` hours. It goes on learning; what has not occurred for
one to two times `learn_days` is forgotten. While an alarm stands, what is new is kept aside and counts as normal only
when the alarm has returned or has stood for `hold_h`, so that a fault does not become normal too fast. The alarm
returns after `calm` ordinary readings in a row: one anomaly is one alarm, and silence ends none.
"""

from collections.abc import Sequence
from math import inf, pi, sin
from typing import Annotated, Any, Literal

import numpy as np
from numpy.typing import NDArray
from pydantic import Field

from watchroom.alarms.compiled import compiled
from watchroom.alarms.detection import RAISE, RETURN, Changes, Detector, Floats, Fresh, Ints, Rows, Slots
from watchroom.kernel.plugin import Sample, Settings
from watchroom.kernel.words import Words

NORMAL, ACTIVE = 0, 1
CURRENT, BEFORE, ASIDE = 0, 1, 2  # the three memories: of now, of the time before, of the alarm that stands
VALUE, SEASONAL, FLOOR, CEILING = 0, 1, 2, 3
INTERVALS = 12  # of each aspect in each memory
LEAST = 100  # readings before it may speak
JOIN = 0.01  # values closer than this part of the range are one interval
HOUR_PACE, EDGE_PACE = 0.05, 1 / 64  # how fast the usual of an hour, and floor and ceiling, follow
HOUR = 3_600_000
FARTHEST = 1e150  # values beyond are judged as this, so that no difference is infinite
LIMITS = {"low": 0.1, "normal": 0.037, "high": 0.02}
HOURS = {"none": 0, "day": 24, "week": 168}
SIDES = {"both": 0, "above": 1, "below": -1}

Bytes = NDArray[np.int8]
Finite = Annotated[float, Field(allow_inf_nan=False)]


def said(zh: str, en: str) -> dict[str, Any]:
    """A setting's label in both languages, where the form looks for it."""
    return {"zh": zh, "en": en}


class AnomalySettings(Settings):
    sensitivity: Literal["low", "normal", "high"] = Field("normal", json_schema_extra=said("灵敏度", "Sensitivity"))
    season: Literal["none", "day", "week"] = Field("week", json_schema_extra=said("规律周期", "Rhythm"))
    direction: Literal["both", "above", "below"] = Field("both", json_schema_extra=said("方向", "Direction"))
    learn_days: Finite = Field(28, ge=1, le=366, json_schema_extra=said("记住多少天", "Days remembered"))
    quiet_h: Finite = Field(
        24, ge=0, le=720, json_schema_extra=said("先学习多久再告警（小时）", "Learns before it speaks (h)")
    )
    hold_h: Finite = Field(
        24, ge=0, le=720, json_schema_extra=said("异常多久后算新常态（小时）", "New normal after (h)")
    )
    calm: int = Field(24, ge=1, le=10_000, json_schema_extra=said("恢复所需的正常读数", "Ordinary readings to return"))
    least: Finite = Field(0, ge=0, json_schema_extra=said("不计较的差值", "Difference that never matters"))


class Anomaly(Detector):
    name = "anomaly"
    title = Words(zh="异常（与往常不同）", en="Anomaly (unlike what is usual)")
    Settings = AnomalySettings
    state = {
        "phase": np.int8,
        "season": np.int16,
        "count": np.int32,
        "calm": np.int32,
        "onset_ms": np.int64,
        "held_ms": np.int64,
        "began_ms": np.int64,
        "turned_ms": np.int64,
        "edge": np.dtype((np.float64, (2,))),
        "peak": np.dtype((np.float64, (2,))),
        "usual": np.dtype((np.float64, (168,))),
        "known": np.dtype((np.int8, (168,))),
        "low": np.dtype((np.float64, (3, 4, INTERVALS))),
        "high": np.dtype((np.float64, (3, 4, INTERVALS))),
        "filled": np.dtype((np.int8, (3, 4))),
    }

    def arrays(self, settings: Sequence[AnomalySettings]) -> dict[str, NDArray[Any]]:
        return {
            "limit": np.array([LIMITS[s.sensitivity] for s in settings], np.float64),
            "hours": np.array([HOURS[s.season] for s in settings], np.int64),
            "side": np.array([SIDES[s.direction] for s in settings], np.int64),
            "keep_ms": np.array([round(s.learn_days * 24 * HOUR) for s in settings], np.int64),
            "quiet_ms": np.array([round(s.quiet_h * HOUR) for s in settings], np.int64),
            "hold_ms": np.array([round(s.hold_h * HOUR) for s in settings], np.int64),
            "enough": np.array([s.calm for s in settings], np.int64),
            "least": np.array([s.least for s in settings], np.float64),
        }

    def judge(self, rows: Rows, fresh: Fresh, out: Changes) -> int:
        return _judge(rows.first, *rows.settings.values(), *rows.state.values(), *fresh, *out, NO_TRACE)

    def trace(self, rows: Rows, fresh: Fresh, out: Changes) -> Floats:
        """Judges as `judge` does, and gives each reading's surprise (0…1): 0 before it may speak and while an alarm
        stands that an earlier reading raised. With several rules on a sensor it is the last one's.
        """
        surprise = np.zeros(fresh.slot.size)
        _judge(rows.first, *rows.settings.values(), *rows.state.values(), *fresh, *out, surprise)
        return surprise

    def resettle(self, rows: Rows, row: int) -> None:
        """What was learned stays; what stands goes on standing, and its calm is counted anew."""
        rows.state["calm"][row] = 0

    def standing(self, rows: Rows, row: int, onset_ms: int) -> None:
        """It stands at least until enough has been learned to see that it is over."""
        rows.state["phase"][row] = ACTIVE
        rows.state["onset_ms"][row] = onset_ms

    samples = [
        Sample(
            title=Words(
                zh="平日在 10 到 14 之间；第三天突然到 30：一次告警，恢复平常 24 条后结束",
                en="Between 10 and 14 day by day; on the third day suddenly 30: one alarm, over after 24 ordinary readings",
            ),
            settings={},
            given=[
                (quarter * 900, 30.0 if 200 <= quarter < 204 else round(12 + 2 * sin(quarter * pi / 48), 3))
                for quarter in range(260)
            ],
            expect=[("raise", 200 * 900, 200 * 900), ("return", 200 * 900, 227 * 900)],
        ),
        Sample(
            title=Words(zh="天天如此：不告警", en="The same day by day: no alarm"),
            settings={},
            given=[(quarter * 900, round(12 + 2 * sin(quarter * pi / 48), 3)) for quarter in range(300)],
            expect=[],
            silent=True,
        ),
        Sample(
            title=Words(
                zh="还没学够一天就大变：不告警，因为还不知道什么是平常",
                en="A great change before a day has been learned: no alarm, for it does not know yet what is usual",
            ),
            settings={},
            given=[(minute * 60, 10.0 + minute % 7 + (50 if minute > 700 else 0)) for minute in range(720)],
            expect=[],
            silent=True,
        ),
    ]


NO_TRACE = np.zeros(0)


@compiled
def _judge(
    first: Slots,
    limit: Floats, hours: Ints, side: Ints, keep_ms: Ints, quiet_ms: Ints, hold_ms: Ints, enough: Ints, least: Floats,
    phase: Bytes, season: NDArray[np.int16], count: Slots, calm: Slots,
    onset_ms: Ints, held_ms: Ints, began_ms: Ints, turned_ms: Ints,
    edge: Floats, peak: Floats, usual: Floats, known: Bytes, low: Floats, high: Floats, filled: Bytes,
    slot: Slots, value: Floats, at_ms: Ints, gap_ms: Ints, position: Slots,
    out_row: Slots, out_kind: Bytes, out_onset: Ints, out_at: Ints,
    out_read: Ints, out_value: Floats, out_peak: Floats, out_position: Slots,
    trace: Floats,
) -> int:  # fmt: skip
    n = 0
    aspect = np.zeros(4)
    for i in range(slot.size):
        t, x = at_ms[i], min(max(value[i], -FARTHEST), FARTHEST)
        for r in range(first[slot[i]], first[slot[i] + 1]):
            _pass_time(r, t, hours[r], keep_ms[r], season, count, began_ms, turned_ms, known, low, high, filled)
            hour = _look(r, t, x, hours[r], count, edge, usual, known, aspect)
            surprise = present = 0.0
            if count[r] >= LEAST and t - began_ms[r] >= quiet_ms[r]:
                calm[r] += 1
                if side[r] == 0 or side[r] * (x - (edge[r, 0] + edge[r, 1]) / 2) > 0:
                    surprise, present = _surprise(r, aspect, least[r], low, high, filled)
            count[r] = min(count[r] + 1, LEAST)
            change = 0
            if present >= limit[r]:
                calm[r] = 0
            if phase[r] == NORMAL:
                if trace.size:
                    trace[i] = surprise
                if surprise >= limit[r]:
                    change, phase[r], onset_ms[r], held_ms[r] = RAISE, ACTIVE, t, t
                    peak[r, 0], peak[r, 1] = surprise, x
            elif calm[r] >= enough[r]:
                change, phase[r] = RETURN, NORMAL
            if surprise > peak[r, 0]:
                peak[r, 0], peak[r, 1] = surprise, x
            held = phase[r] == ACTIVE and 0 <= t - held_ms[r] < hold_ms[r]
            _remember(r, x, hour, held, aspect, usual, low, high, filled)
            if change:
                out_row[n], out_kind[n], out_onset[n], out_at[n] = r, change, onset_ms[r], t
                out_read[n], out_value[n], out_peak[n], out_position[n] = t, value[i], peak[r, 1], position[i]
                n += 1
    return n


@compiled
def _pass_time(
    r: int, t: int, hours: int, keep_ms: int, season: NDArray[np.int16], count: Slots, began_ms: Ints, turned_ms: Ints,
    known: Bytes, low: Floats, high: Floats, filled: Bytes,
) -> None:  # fmt: skip
    """Begins with the first reading; turns the memories over; forgets the hours' usual when the rhythm was changed."""
    if count[r] == 0 or t < began_ms[r]:
        began_ms[r] = turned_ms[r] = t
    if t < turned_ms[r]:
        turned_ms[r] = t
    turned = t - turned_ms[r] >= keep_ms
    changed = season[r] != hours
    if turned:
        turned_ms[r] = t
    if changed:
        season[r] = hours
        for k in range(known.shape[1]):
            known[r, k] = 0
    if not (turned or changed):
        return
    for a in range(4):
        if turned:
            for k in range(filled[r, CURRENT, a]):
                low[r, BEFORE, a, k], high[r, BEFORE, a, k] = low[r, CURRENT, a, k], high[r, CURRENT, a, k]
            filled[r, BEFORE, a], filled[r, CURRENT, a] = filled[r, CURRENT, a], 0
        if changed and a == SEASONAL:
            filled[r, CURRENT, a] = filled[r, BEFORE, a] = filled[r, ASIDE, a] = 0


@compiled
def _look(
    r: int, t: int, x: float, hours: int, count: Slots, edge: Floats, usual: Floats, known: Bytes, aspect: Floats
) -> int:
    """The four aspects of a reading; returns the hour's place among the usual ones, -1 without a rhythm."""
    if count[r] == 0:
        edge[r, 0] = edge[r, 1] = x
    hour = -1
    aspect[SEASONAL] = 0.0
    if hours > 0:
        hour = (t // HOUR) % hours
        if not known[r, hour]:
            known[r, hour], usual[r, hour] = 1, x
        aspect[SEASONAL] = x - usual[r, hour]
    edge[r, 0] = min(x, edge[r, 0] + EDGE_PACE * (x - edge[r, 0]))
    edge[r, 1] = max(x, edge[r, 1] + EDGE_PACE * (x - edge[r, 1]))
    aspect[VALUE], aspect[FLOOR], aspect[CEILING] = x, edge[r, 0], edge[r, 1]
    return hour


@compiled
def _surprise(r: int, aspect: Floats, least: float, low: Floats, high: Floats, filled: Bytes) -> tuple[float, float]:
    """The novelty of the four aspects, the value's in full and the others' by half, brought into 0…1; and the same
    without floor and ceiling, which go on being unusual for a while when the readings no longer are.
    """
    total = present = 0.0
    for a in range(4):
        near = _distance(r, a, aspect[a], low, high, filled)
        if least < near < inf:
            bottom, top = inf, -inf
            for memory in (CURRENT, BEFORE):
                if filled[r, memory, a]:
                    bottom = min(bottom, low[r, memory, a, 0])
                    top = max(top, high[r, memory, a, filled[r, memory, a] - 1])
            total += (1.0 if a == VALUE else 0.5) * (near / (top - bottom) if top > bottom else 1.0)
        if a == SEASONAL:
            present = total
    return total / (1.0 + total), present / (1.0 + present)


@compiled
def _distance(r: int, a: int, x: float, low: Floats, high: Floats, filled: Bytes) -> float:
    """From x to the nearest that is remembered of aspect a; infinite when nothing is."""
    near = inf
    for memory in (CURRENT, BEFORE):
        n, k = filled[r, memory, a], 0
        while k < n and high[r, memory, a, k] < x:
            k += 1
        if k < n:
            if low[r, memory, a, k] <= x:
                return 0.0
            near = min(near, low[r, memory, a, k] - x)
        if k > 0:
            near = min(near, x - high[r, memory, a, k - 1])
    return near


@compiled
def _remember(
    r: int, x: float, hour: int, held: bool, aspect: Floats, usual: Floats, low: Floats, high: Floats, filled: Bytes
) -> None:
    """Learns the aspects, aside while an alarm is held; else what was kept aside is taken in first."""
    memory = ASIDE if held else CURRENT
    for a in range(4):
        if not held and filled[r, ASIDE, a]:
            for k in range(filled[r, ASIDE, a]):
                filled[r, CURRENT, a] = _take(
                    low[r, CURRENT, a], high[r, CURRENT, a], filled[r, CURRENT, a],
                    low[r, ASIDE, a, k], high[r, ASIDE, a, k],
                )  # fmt: skip
            filled[r, ASIDE, a] = 0
        filled[r, memory, a] = _take(low[r, memory, a], high[r, memory, a], filled[r, memory, a], aspect[a], aspect[a])
    if hour >= 0 and not held:
        usual[r, hour] += HOUR_PACE * (x - usual[r, hour])


@compiled
def _take(low: Floats, high: Floats, n: int, a: float, b: float) -> int:
    """Takes a…b into n ordered intervals, joins what is close, and returns how many there are now."""
    i = 0
    while i < n and high[i] < a:
        i += 1
    if i < n and low[i] <= a and b <= high[i]:
        return n
    join = JOIN * (high[n - 1] - low[0]) if n else 0.0
    while i > 0 and a - high[i - 1] <= join:
        i -= 1
    j = i
    while j < n and low[j] - b <= join:
        a, b = min(a, low[j]), max(b, high[j])
        j += 1
    if j == i and n == low.size:  # full: of all gaps, the new ones among them, the narrowest is closed
        at, gap = -1, inf
        for k in range(n - 1):
            if low[k + 1] - high[k] < gap:
                at, gap = k, low[k + 1] - high[k]
        left, right = a - high[i - 1] if i > 0 else inf, low[i] - b if i < n else inf
        if min(left, right) <= gap:
            i, j = (i - 1, i) if left <= right else (i, i + 1)
            a, b = min(a, low[i]), max(b, high[i])
        else:
            high[at] = high[at + 1]
            for k in range(at + 1, n - 1):
                low[k], high[k] = low[k + 1], high[k + 1]
            n -= 1
            i = j = i - 1 if i > at + 1 else i
    shift = 1 - (j - i)
    if shift > 0:
        for k in range(n, i, -1):
            low[k], high[k] = low[k - 1], high[k - 1]
    elif shift < 0:
        for k in range(i + 1, n + shift):
            low[k], high[k] = low[k - shift], high[k - shift]
    low[i], high[i] = a, b
    return n + shift
