"""Dead band and holding time over any measure that a detector takes of its readings: what `threshold` does for values.

A detector takes one measure a reading and row (a rise, a share, a distance) as `Pairs`; here it becomes a condition when
it has been at `up` or over for the holding time, and ends when it has been under `down` for the clearing time. All in
event time; a longer silence than `max_gap_s` between two measures starts the time anew, because silence is not evidence.
"""

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple, Protocol

import numpy as np
from numpy.typing import NDArray
from pydantic import Field

from watchroom.alarms.compiled import compiled
from watchroom.alarms.detection import RAISE, RETURN, Changes, Floats, Fresh, Ints, Rows, Slots

NORMAL, RISING, ACTIVE, FALLING = 0, 1, 2, 3
DAY = 86_400.0


def said(zh: str, en: str) -> dict[str, Any]:
    """A setting's label in both languages, where the form looks for it."""
    return {"zh": zh, "en": en}


def seconds(default: float, zh: str, en: str, least: float = 0) -> Any:
    """A setting of a duration up to a day; with `least` it may be no shorter."""
    return Field(default, ge=least, le=DAY, allow_inf_nan=False, json_schema_extra=said(zh, en))


HOLD: Any = seconds(0, "持续时间（秒）", "Holding time (s)")
CLEAR_HOLD: Any = seconds(0, "恢复持续时间（秒）", "Clearing time (s)")
MAX_GAP: Any = seconds(180, "允许的最长静默（秒）", "Longest gap allowed (s)", least=0.001)

# The state of a row. `worst` is the value shown at the highest measure; `heard_ms` and `shown` are its last reading.
HELD: Mapping[str, type[np.generic] | np.dtype[Any]] = {
    "phase": np.int8,
    "onset_ms": np.int64,
    "turned_ms": np.int64,
    "peak": np.float64,
    "worst": np.float64,
    "heard_ms": np.int64,
    "shown": np.float64,
}


class Held(Protocol):
    """Settings that name the three times."""

    @property
    def hold_s(self) -> float: ...
    @property
    def clear_hold_s(self) -> float: ...
    @property
    def max_gap_s(self) -> float: ...


class Pairs(NamedTuple):
    """Measures in stream order, one a reading and row. Shape of all: (n,).

    reading  the place in `Fresh`
    measure  to be at `up` or over;  ease  to be under `down`, where doubt makes the two differ
    value    what the alarm shows
    """

    row: Slots
    reading: Slots
    measure: Floats
    ease: Floats
    value: Floats

    @classmethod
    def room(cls, rows: Rows, fresh: Fresh) -> "Pairs":
        n = fresh.slot.size * max(rows.most_a_slot, 1)
        return cls(np.empty(n, np.int32), np.empty(n, np.int32), np.empty(n), np.empty(n), np.empty(n))


def milliseconds(s: Sequence[float]) -> Ints:
    return np.array([round(one * 1000) for one in s], np.int64)


def bounds(settings: Sequence[Held], up: Sequence[float], down: Sequence[float]) -> dict[str, NDArray[Any]]:
    """The settings that `hold` needs, in its order; put them before the detector's own."""
    return {
        "up": np.array(up, np.float64),
        "down": np.array(down, np.float64),
        "hold_ms": milliseconds([s.hold_s for s in settings]),
        "back_ms": milliseconds([s.clear_hold_s for s in settings]),
        "max_gap_ms": milliseconds([s.max_gap_s for s in settings]),
    }


def hold(rows: Rows, fresh: Fresh, pairs: Pairs, n: int, out: Changes) -> int:
    """Judges the first `n` of these measures; a detector's `judge` ends with it."""
    return _hold(*(column[:n] for column in pairs), fresh.at_ms, fresh.position, *_bounds(rows), *_held(rows), *out)


def hold_on(rows: Rows, at_ms: int, out: Changes) -> int:
    """Lets the holding times end between two readings; a detector's `tick`."""
    return _hold_on(at_ms, *_bounds(rows), *_held(rows), *out)


def let_go(rows: Rows, row: int) -> None:
    """A detector's `resettle`: what stands goes on standing until it returns by the new settings, the rest starts anew."""
    state = rows.state
    phase = ACTIVE if state["phase"][row] in (ACTIVE, FALLING) else NORMAL
    onset_ms = state["onset_ms"][row]
    for array in state.values():
        array[row] = 0
    state["phase"][row], state["onset_ms"][row] = phase, onset_ms
    state["peak"][row] = -np.inf


def stand(rows: Rows, row: int, onset_ms: int) -> None:
    """A detector's `standing`."""
    rows.state["phase"][row] = ACTIVE
    rows.state["onset_ms"][row] = onset_ms
    rows.state["peak"][row] = -np.inf


def _bounds(rows: Rows) -> list[NDArray[Any]]:
    return [rows.settings[name] for name in ("up", "down", "hold_ms", "back_ms", "max_gap_ms")]


def _held(rows: Rows) -> list[NDArray[Any]]:
    return [rows.state[name] for name in HELD]


@compiled
def _hold(
    row: Slots, reading: Slots, measure: Floats, ease: Floats, value: Floats,
    at_ms: Ints, position: Slots,
    up: Floats, down: Floats, hold_ms: Ints, back_ms: Ints, max_gap_ms: Ints,
    phase: NDArray[np.int8], onset_ms: Ints, turned_ms: Ints, peak: Floats, worst: Floats, heard_ms: Ints, shown: Floats,
    out_row: Slots, out_kind: NDArray[np.int8], out_onset: Ints, out_at: Ints,
    out_read: Ints, out_value: Floats, out_peak: Floats, out_position: Slots,
) -> int:  # fmt: skip
    n = 0
    for k in range(row.size):
        r = row[k]
        i = reading[k]
        t = at_ms[i]
        m = measure[k]
        was = phase[r]
        silent = t - heard_ms[r] > max_gap_ms[r]
        heard_ms[r] = t
        shown[r] = value[k]
        if was < ACTIVE:
            if m < up[r]:
                phase[r] = NORMAL
                continue
            if was == NORMAL or silent:
                onset_ms[r] = t
                peak[r] = m
                worst[r] = value[k]
            if m > peak[r]:
                peak[r] = m
                worst[r] = value[k]
            if t - onset_ms[r] < hold_ms[r]:
                phase[r] = RISING
                continue
            phase[r] = ACTIVE
            out_kind[n] = RAISE
        else:
            if m > peak[r]:
                peak[r] = m
                worst[r] = value[k]
            if ease[k] >= down[r]:
                phase[r] = ACTIVE
                continue
            if was == ACTIVE or silent:
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
        out_value[n] = value[k]
        out_peak[n] = worst[r]
        out_position[n] = position[i]
        n += 1
    return n


@compiled
def _hold_on(
    at: int,
    up: Floats, down: Floats, hold_ms: Ints, back_ms: Ints, max_gap_ms: Ints,
    phase: NDArray[np.int8], onset_ms: Ints, turned_ms: Ints, peak: Floats, worst: Floats, heard_ms: Ints, shown: Floats,
    out_row: Slots, out_kind: NDArray[np.int8], out_onset: Ints, out_at: Ints,
    out_read: Ints, out_value: Floats, out_peak: Floats, out_position: Slots,
) -> int:  # fmt: skip
    n = 0
    for r in range(phase.size):
        was = phase[r]
        if was in (NORMAL, ACTIVE) or at - heard_ms[r] > max_gap_ms[r]:
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
        out_read[n] = heard_ms[r]
        out_value[n] = shown[r]
        out_peak[n] = worst[r]
        out_position[n] = -1
        n += 1
    return n


def values(rows: Rows, fresh: Fresh, pairs: Pairs) -> int:
    """The readings' own values as measures, for detectors whose settings alone make the difference."""
    return _values(rows.first, fresh.slot, fresh.value, *pairs)


@compiled
def _values(
    first: Slots, slot: Slots, value: Floats,
    row: Slots, reading: Slots, measure: Floats, ease: Floats, shown: Floats,
) -> int:  # fmt: skip
    n = 0
    for i in range(slot.size):
        for r in range(first[slot[i]], first[slot[i] + 1]):
            row[n] = r
            reading[n] = i
            measure[n] = value[i]
            ease[n] = value[i]
            shown[n] = value[i]
            n += 1
    return n
