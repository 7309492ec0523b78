"""The same judgement as a plain loop over one reading at a time: what the arrays are held against, and the bench too.

It is written another way on purpose: by comparisons as a person would say them, one record for each rule.
"""

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from watchroom.alarms.detection import RuleSpec, settings_of

type Found = tuple[str, int, int, int, float, int]  # kind, rule, onset_ms, at_ms, value, position


def ms(seconds: float) -> int:
    return round(seconds * 1000)


@dataclass
class Row:
    """Stands while what it measures is over; `over` and `quiet` are those of `threshold`."""

    rule: int
    says: Any
    stands: bool = False
    since: int | None = None  # the condition has been met by every reading since
    gone: int | None = None  # it has been gone with every reading since
    heard: float = -math.inf
    past: list[tuple[int, float]] = field(default_factory=list)

    def over(self, t: int, value: float) -> bool:
        s = self.says
        return bool(value >= s.limit if s.direction == "above" else value < s.limit)

    def quiet(self, t: int, value: float) -> bool:
        s = self.says
        return bool(value < s.clears_at if s.direction == "above" else value >= s.clears_at)

    def judged(self, t: int, value: float) -> bool:
        return True

    def read(self, t: int, value: float) -> str | None:
        if not self.judged(t, value):
            return None
        if t - self.heard > ms(self.says.max_gap_s):
            self.gone = None
            self.since = self.since if self.stands else None
        self.heard = t
        if not self.stands:
            self.since = (t if self.since is None else self.since) if self.over(t, value) else None
        else:
            self.gone = (t if self.gone is None else self.gone) if self.quiet(t, value) else None
        return self.held(t)

    def held(self, t: int) -> str | None:
        if not self.stands and self.since is not None and t - self.since >= ms(self.says.hold_s):
            self.stands, self.gone = True, None
            return "raise"
        if self.stands and self.gone is not None and t - self.gone >= ms(self.says.clear_hold_s):
            self.stands = False
            return "return"
        return None

    def tick(self, at: int, last: int, value: float) -> str | None:
        return self.held(at) if at - self.heard <= ms(self.says.max_gap_s) else None


class Range(Row):
    def over(self, t: int, value: float) -> bool:
        low, high = self.says.low, self.says.high
        return (low is not None and value < low) or (high is not None and value > high)

    def quiet(self, t: int, value: float) -> bool:
        return not self.over(t, value)


class Jump(Row):
    """`past` is the reading before, and the one that is judged."""

    def judged(self, t: int, value: float) -> bool:
        self.past = [*self.past, (t, value)][-2:]
        return len(self.past) == 2 and t - self.past[0][0] <= ms(self.says.max_gap_s)

    def over(self, t: int, value: float) -> bool:
        (t0, v0), _ = self.past
        return bool(abs(value - v0) - (self.says.jump + self.says.per_s * ((t - t0) / 1000.0)) > 0)

    def quiet(self, t: int, value: float) -> bool:
        return not self.over(t, value)


class Rate(Row):
    """`past` is the window. Equal to the arrays where no two readings are closer than a 32nd of it."""

    def judged(self, t: int, value: float) -> bool:
        self.past = [(t0, v) for t0, v in self.past if t - t0 <= ms(self.says.within_s)] + [(t, value)]
        return True

    def change(self, value: float) -> float:
        values = [v for _, v in self.past]
        return value - min(values) if self.says.direction == "rise" else max(values) - value

    def over(self, t: int, value: float) -> bool:
        return bool(self.change(value) >= self.says.change)

    def quiet(self, t: int, value: float) -> bool:
        return bool(self.change(value) < (self.says.change if self.says.clear is None else self.says.clear))


class Still(Row):
    """`past` is the run in which nothing moved."""

    def read(self, t: int, value: float) -> str | None:
        s = self.says
        values = [v for _, v in self.past] + [value]
        rests = s.rests_at is not None and abs(value - s.rests_at) <= s.tolerance
        silent = not self.stands and t - self.heard > ms(s.max_gap_s)
        self.heard = t
        if rests or silent or max(values) - min(values) > s.tolerance:
            self.past = [] if rests else [(t, value)]
            was, self.stands = self.stands, False
            if not was:
                self.since = t
            return "return" if was else None
        self.past.append((t, value))
        self.since = self.since if self.stands else self.past[0][0]
        if self.stands or t - self.past[0][0] < ms(s.same_s) or len(self.past) < s.readings:
            return None
        self.stands = True
        return "raise"

    def tick(self, at: int, last: int, value: float) -> str | None:
        return None


class Silence(Row):
    def read(self, t: int, value: float) -> str | None:
        if not self.stands or (self.gone or 0) - t >= ms(self.says.every_s * self.says.periods):
            return None
        self.stands = False
        return "return"

    def tick(self, at: int, last: int, value: float) -> str | None:
        """`gone` is the latest tick: one set right by a second takes nothing back. These streams never stop ticking for
        long, so the site is never away.
        """
        self.gone = max(self.gone or 0, at)
        limit = ms(self.says.every_s * self.says.periods)
        if self.stands or at - last < limit:
            return None
        self.stands, self.since = True, last + limit
        return "raise"


ROWS: dict[str, type[Row]] = {
    "threshold": Row,
    "out_of_range": Range,
    "step": Jump,
    "rate_of_change": Rate,
    "stuck": Still,
    "missing_data": Silence,
}


class Reference:
    def __init__(self, rules: Sequence[RuleSpec]) -> None:
        self.rows: dict[int, list[Row]] = {}
        for spec in sorted(rules, key=lambda spec: spec.rule):
            row = ROWS[spec.detector](spec.rule, settings_of(spec.detector, spec.settings))
            self.rows.setdefault(spec.sensor, []).append(row)
        self.last: dict[int, tuple[int, float]] = {}

    def judge(self, readings: Iterable[tuple[int, float, int]]) -> list[Found]:
        """(sensor, value, measured_ms) in stream order."""
        found: list[Found] = []
        for position, (sensor, value, t) in enumerate(readings):
            if sensor not in self.rows or not math.isfinite(value):
                continue
            before = self.last.get(sensor)
            if before is not None and t <= before[0]:
                continue
            self.last[sensor] = (t, value)
            for row in self.rows[sensor]:
                if (kind := row.read(t, value)) is not None:
                    found.append(self._found(kind, row, t, value, position))
        return found

    def tick(self, at: int) -> list[Found]:
        found: list[Found] = []
        for sensor, (t, value) in self.last.items():
            for row in self.rows[sensor]:
                if (kind := row.tick(at, t, value)) is not None:
                    found.append(self._found(kind, row, at, value, -1))
        return sorted(found, key=lambda f: f[1])

    def _found(self, kind: str, row: Row, at: int, value: float, position: int) -> Found:
        onset = row.since
        assert onset is not None
        if kind == "return":
            row.since = at if isinstance(row, Still) else None
        return kind, row.rule, onset, at, value, position
