"""Change point: a level that has shifted and stays shifted, though no single reading need be remarkable.

A two-sided cumulative sum (CUSUM). Readings are put in units of their usual spread around their usual level, both
learned robustly: a distance counts for four spreads at most, so that one wild reading neither raises an alarm nor
spoils what was learned. Readings that resemble the one before tell less than independent ones: the distance is made
smaller by as much as their learned correlation demands, so that weather wandering about is no change. What exceeds `SLACK` spreads is summed on its side; the alarm is raised when a sum passes the
limit, and its onset is the reading at which that sum began to grow: the estimated moment of the change.

It says nothing before `learn` readings. While an alarm stands, the old level is held. The alarm returns when the
readings have come back to it, or after `hold_h`, when the new level is taken as the usual one. Silence changes nothing.
"""

from collections.abc import Sequence
from typing import Annotated, Any, Literal

import numpy as np
from numpy.typing import NDArray
from pydantic import Field

from watchroom.alarms.compiled import compiled
from watchroom.alarms.detection import RAISE, RETURN, Changes, Detector, Floats, Fresh, Ints, Rows, Slots
from watchroom.kernel.plugin import Sample, Settings
from watchroom.kernel.words import Words

NORMAL, UP, DOWN = 0, 1, 2
LIMITS = {"low": 16.0, "normal": 10.0, "high": 6.0}  # in spreads
SLACK, MOST = 0.75, 4.0  # in spreads
DEVIATION = 1.2533  # the standard deviation of normal noise whose mean absolute deviation is 1
PACE, NEW_PACE, NEAR_PACE = 1 / 512, 1 / 32, 1 / 8
MOST_COUNTED = 100_000
CLOSEST = 0.85  # the strongest correlation of a reading with the one before that is allowed for
FARTHEST = 1e150  # values beyond are judged as this, so that no difference is infinite

Finite = Annotated[float, Field(allow_inf_nan=False)]


def said(zh: str, en: str) -> dict[str, Any]:
    """A setting's label in both languages, where the form looks for it."""
    return {"zh": zh, "en": en}


class ChangePointSettings(Settings):
    sensitivity: Literal["low", "normal", "high"] = Field("normal", json_schema_extra=said("灵敏度", "Sensitivity"))
    direction: Literal["both", "up", "down"] = Field("both", json_schema_extra=said("方向", "Direction"))
    learn: int = Field(
        100, ge=20, le=100_000, json_schema_extra=said("先学习多少条再告警", "Readings learned before it speaks")
    )
    hold_h: Finite = Field(
        24, ge=0, le=720, json_schema_extra=said("多久后算新常态（小时）", "New level is usual after (h)")
    )
    calm: int = Field(24, ge=1, le=10_000, json_schema_extra=said("恢复所需的正常读数", "Ordinary readings to return"))
    least: Finite = Field(0, ge=0, json_schema_extra=said("不计较的差值", "Difference that never matters"))


class ChangePoint(Detector):
    name = "changepoint"
    title = Words(zh="变点（水平改变后不再回来）", en="Change point (a level that shifts and stays)")
    Settings = ChangePointSettings
    state = {
        "phase": np.int8,
        "count": np.int32,
        "calm": np.int32,
        "onset_ms": np.int64,
        "held_ms": np.int64,
        "grew_ms": np.dtype((np.int64, (2,))),
        "sums": np.dtype((np.float64, (2,))),
        "usual": np.dtype((np.float64, (2,))),
        "new": np.dtype((np.float64, (2,))),
        "bond": np.dtype((np.float64, (3,))),
        "near": np.float64,
        "peak": np.float64,
    }

    def arrays(self, settings: Sequence[ChangePointSettings]) -> dict[str, NDArray[Any]]:
        return {
            "limit": np.array([LIMITS[s.sensitivity] for s in settings], np.float64),
            "up": np.array([s.direction != "down" for s in settings], bool),
            "down": np.array([s.direction != "up" for s in settings], bool),
            "learn": np.array([s.learn for s in settings], np.int64),
            "hold_ms": np.array([round(s.hold_h * 3_600_000) for s in settings], np.int64),
            "enough": np.array([s.calm for s in settings], np.int64),
            "least": np.array([s.least for s in settings], np.float64),
        }

    def judge(self, rows: Rows, fresh: Fresh, out: Changes) -> int:
        return _judge(rows.first, *rows.settings.values(), *rows.state.values(), *fresh, *out)

    def resettle(self, rows: Rows, row: int) -> None:
        """What was learned stays; what stands goes on standing; sums and calm start anew."""
        rows.state["calm"][row] = 0
        rows.state["sums"][row] = 0

    def standing(self, rows: Rows, row: int, onset_ms: int) -> None:
        """The old level is not known any more: the one that is found is learned, and the alarm then returns."""
        rows.state["phase"][row] = UP
        rows.state["onset_ms"][row] = onset_ms
        rows.state["peak"][row] = -np.inf

    samples = [
        Sample(
            title=Words(
                zh="水平从 10 升到 13，之后不回来：一次告警，开始于改变的那一条；一天后算新常态",
                en="From a level of 10 to 13 for good: one alarm, from the reading that changed; usual after a day",
            ),
            settings={},
            given=[(n * 600, 10 + (n * 7 % 11 - 5) / 5 + (3 if n >= 151 else 0)) for n in range(320)],
            expect=[("raise", 151 * 600, 154 * 600), ("return", 151 * 600, 298 * 600)],
        ),
        Sample(
            title=Words(
                zh="降下去又回来：告警，回到原来的水平后结束", en="Down and back: an alarm that ends at the old level"
            ),
            settings={"direction": "down", "calm": 10},
            given=[(n * 60, 10 + (n * 7 % 11 - 5) / 5 - (3 if 150 <= n < 180 else 0)) for n in range(240)],
            expect=[("raise", 150 * 60, 153 * 60), ("return", 150 * 60, 198 * 60)],
        ),
        Sample(
            title=Words(zh="单独一个野值：不告警", en="A single wild reading: no alarm"),
            settings={},
            given=[(n * 60, 1e6 if n == 150 else 10 + (n * 7 % 11 - 5) / 5) for n in range(240)],
            expect=[],
            silent=True,
        ),
    ]


@compiled
def _judge(
    first: Slots,
    limit: Floats, up: NDArray[np.bool_], down: NDArray[np.bool_], learn: Ints, hold_ms: Ints, enough: Ints,
    least: Floats,
    phase: NDArray[np.int8], count: Slots, calm: Slots, onset_ms: Ints, held_ms: Ints, grew_ms: Ints,
    sums: Floats, usual: Floats, new: Floats, bond: Floats, near: Floats, peak: Floats,
    slot: Slots, value: Floats, at_ms: Ints, gap_ms: Ints, position: Slots,
    out_row: Slots, out_kind: NDArray[np.int8], out_onset: Ints, out_at: Ints,
    out_read: Ints, out_value: Floats, out_peak: Floats, out_position: Slots,
) -> int:  # fmt: skip
    n = 0
    for i in range(slot.size):
        t, x = at_ms[i], min(max(value[i], -FARTHEST), FARTHEST)
        for r in range(first[slot[i]], first[slot[i] + 1]):
            known = count[r] >= learn[r]
            z = _spreads(r, x, least[r], count, usual)
            count[r] = min(count[r] + 1, MOST_COUNTED)
            change = 0
            if phase[r] == NORMAL:
                side = _side(r, t, z / _kinship(r, bond), limit[r], up[r], down[r], grew_ms, sums) if known else NORMAL
                if side == NORMAL:
                    _follow(r, x, z, count, usual, bond)
                else:
                    change, phase[r], onset_ms[r], held_ms[r] = RAISE, side, grew_ms[r, side - UP], t
                    calm[r], near[r], peak[r] = 0, MOST, x
                    new[r, 0], new[r, 1] = x, usual[r, 1]
            else:
                if peak[r] == -np.inf:  # after a start without a past, the first reading is the first known
                    held_ms[r], peak[r], near[r] = t, x, MOST
                peak[r] = max(peak[r], x) if phase[r] == UP else min(peak[r], x)
                if _over(r, t, x, z, known, hold_ms[r], enough[r], calm, held_ms, usual, new, near):
                    change, phase[r] = RETURN, NORMAL
                    sums[r, 0] = sums[r, 1] = 0.0
                elif not known:
                    _follow(r, x, z, count, usual, bond)
            if change:
                out_row[n], out_kind[n], out_onset[n], out_at[n] = r, change, onset_ms[r], t
                out_read[n], out_value[n], out_peak[n], out_position[n] = t, value[i], peak[r], position[i]
                n += 1
    return n


@compiled
def _spreads(r: int, x: float, least: float, count: Slots, usual: Floats) -> float:
    """How many spreads the value lies from the usual level, `MOST` at most."""
    if count[r] == 0:
        usual[r, 0], usual[r, 1] = x, 0.0
    far = x - usual[r, 0]
    if abs(far) <= least:
        return 0.0
    spread = DEVIATION * usual[r, 1]
    if abs(far) >= MOST * spread:
        return MOST if far > 0 else -MOST
    z: float = far / spread
    return z


@compiled
def _follow(r: int, x: float, z: float, count: Slots, usual: Floats, bond: Floats) -> None:
    """Learns level, spread and correlation: fast at first, then slowly, and from a wild value no more than from one at
    `MOST`. The bond of readings: the last z, and the means of z times the z before it and of z times itself.
    """
    pace = max(PACE, 1.0 / count[r])
    far = x - usual[r, 0]
    if count[r] > 10 and usual[r, 1] > 0:
        far = min(max(far, -MOST * DEVIATION * usual[r, 1]), MOST * DEVIATION * usual[r, 1])
    usual[r, 0] += pace * far
    usual[r, 1] += pace * (abs(far) - usual[r, 1])
    bond[r, 1] += pace * (z * bond[r, 0] - bond[r, 1])
    bond[r, 2] += pace * (z * z - bond[r, 2])
    bond[r, 0] = z


@compiled
def _kinship(r: int, bond: Floats) -> float:
    """By how much the mean of correlated readings spreads wider than that of independent ones; 1 when they are."""
    tie = min(max(bond[r, 1] / bond[r, 2], 0.0), CLOSEST) if bond[r, 2] > 0 else 0.0
    wider: float = ((1.0 + tie) / (1.0 - tie)) ** 0.5
    return wider


@compiled
def _side(r: int, t: int, z: float, limit: float, up: bool, down: bool, grew_ms: Ints, sums: Floats) -> int:
    """Adds to the two sums; the side whose sum has passed the limit, NORMAL while none has."""
    for side in (UP, DOWN):
        k = side - UP
        step = (z if side == UP else -z) - SLACK
        if sums[r, k] <= 0.0 and step > 0:
            grew_ms[r, k] = t
        sums[r, k] = max(0.0, sums[r, k] + step)
        if sums[r, k] > limit and (up if side == UP else down):
            return side
    return NORMAL


@compiled
def _over(
    r: int, t: int, x: float, z: float, known: bool, hold_ms: int, enough: int,
    calm: Slots, held_ms: Ints, usual: Floats, new: Floats, near: Floats,
) -> bool:  # fmt: skip
    """Whether the readings are back at the usual level, or have been away so long that the new level is the usual."""
    new[r, 1] += NEW_PACE * (abs(x - new[r, 0]) - new[r, 1])
    new[r, 0] += NEW_PACE * (x - new[r, 0])
    near[r] += NEAR_PACE * (z - near[r])
    if not known:
        return False
    calm[r] = calm[r] + 1 if abs(near[r]) < 1.0 else 0
    if calm[r] >= enough:
        return True
    if 0 <= t - held_ms[r] < hold_ms:
        return False
    usual[r, 0], usual[r, 1] = new[r, 0], new[r, 1]
    return True
