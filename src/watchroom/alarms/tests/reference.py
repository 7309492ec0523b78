"""The same judgement as a plain loop over one reading at a time: what the arrays are held against, and the bench too.

It is written another way on purpose: by comparisons as a person would say them, one record for each rule.
"""

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from watchroom.alarms.detection import RuleSpec
from watchroom.alarms.detectors.threshold import ThresholdSettings

type Found = tuple[str, int, int, int, float, int]  # kind, rule, onset_ms, at_ms, value, position


@dataclass
class Row:
    rule: int
    says: ThresholdSettings
    stands: bool = False
    since: int | None = None  # the condition has been met by every reading since
    gone: int | None = None  # it has been gone with every reading since

    def __post_init__(self) -> None:
        s = self.says
        self.hold, self.back, self.gap = (round(x * 1000) for x in (s.hold_s, s.clear_hold_s, s.max_gap_s))

    def read(self, t: int, value: float, gap: float) -> str | None:
        s = self.says
        above = s.direction == "above"
        if gap > self.gap:
            self.gone = None
            self.since = self.since if self.stands else None
        if not self.stands:
            over = value >= s.limit if above else value < s.limit
            self.since = (t if self.since is None else self.since) if over else None
        else:
            quiet = value < s.clears_at if above else value >= s.clears_at
            self.gone = (t if self.gone is None else self.gone) if quiet else None
        return self.pass_time(t)

    def pass_time(self, t: int) -> str | None:
        if not self.stands and self.since is not None and t - self.since >= self.hold:
            self.stands, self.gone = True, None
            return "raise"
        if self.stands and self.gone is not None and t - self.gone >= self.back:
            self.stands = False
            return "return"
        return None


class Reference:
    def __init__(self, rules: Sequence[RuleSpec]) -> None:
        self.rows: dict[int, list[Row]] = {}
        for spec in sorted(rules, key=lambda spec: spec.rule):
            self.rows.setdefault(spec.sensor, []).append(
                Row(spec.rule, ThresholdSettings.model_validate(spec.settings))
            )
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
            gap = math.inf if before is None else t - before[0]
            for row in self.rows[sensor]:
                if (kind := row.read(t, value, gap)) is not None:
                    found.append(self._found(kind, row, t, value, position))
        return found

    def tick(self, at: int) -> list[Found]:
        found: list[Found] = []
        for sensor, (t, value) in self.last.items():
            for row in self.rows[sensor]:
                if at - t <= row.gap and (kind := row.pass_time(at)) is not None:
                    found.append(self._found(kind, row, at, value, -1))
        return sorted(found, key=lambda f: f[1])

    def _found(self, kind: str, row: Row, at: int, value: float, position: int) -> Found:
        onset = row.since
        assert onset is not None
        if kind == "return":
            row.since = None
        return kind, row.rule, onset, at, value, position
