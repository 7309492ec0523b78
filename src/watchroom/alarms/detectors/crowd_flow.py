"""Too many people through a gate: people per metre of clear width and minute.

82 a metre and minute is the most on the level by the Guide to Safety at Sports Grounds (Green Guide), and is a ceiling;
every flow that was observed in UK stadiums lay under 60 (Larsson et al. 2021), which is the default here. The effective
width is the clear width less 0.15 m at either side (SFPE hydraulic model), and is worked out here.
"""

from collections.abc import Sequence
from typing import Any, Self

from numpy.typing import NDArray
from pydantic import Field, model_validator

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
    said,
    stand,
    values,
)
from watchroom.alarms.detection import Changes, Detector, Fresh, Limits, Rows, Seen
from watchroom.kernel.plugin import Sample, Settings
from watchroom.kernel.words import Words

PLANNING, CEILING = 60.0, 82.0
EDGE_M = 0.15


class CrowdFlowSettings(Settings):
    width_m: float = Field(
        gt=2 * EDGE_M, le=1000, allow_inf_nan=False, json_schema_extra=said("通道净宽（米）", "Clear width (m)")
    )
    per_m_min: float = Field(
        PLANNING, gt=0, le=CEILING, allow_inf_nan=False,
        json_schema_extra=said("限值（人/米·分钟，至多 82）", "Limit (people/m/min, 82 at most)"),
    )  # fmt: skip
    clear: float | None = Field(
        None, gt=0, le=CEILING, allow_inf_nan=False, json_schema_extra=said("低于此值即恢复", "Clears under")
    )
    hold_s: float = HOLD
    clear_hold_s: float = CLEAR_HOLD
    max_gap_s: float = MAX_GAP

    @model_validator(mode="after")
    def clear_lies_under_the_limit(self) -> Self:
        if self.clear is not None and self.clear > self.per_m_min:
            raise ValueError("恢复值不能大于限值 / clear must not be over the limit")
        return self

    @property
    def people(self) -> tuple[float, float]:
        """A minute through this gate: too many, and few enough again."""
        width = self.width_m - 2 * EDGE_M
        up, down = self.per_m_min * width, (self.per_m_min if self.clear is None else self.clear) * width
        return round(up, 6), round(down, 6)


class CrowdFlow(Detector):
    name = "crowd_flow"
    title = Words(zh="通道人流过大", en="Too many people through a gate")
    Settings = CrowdFlowSettings
    quantities = frozenset({"crowd_flow"})
    state = HELD

    def arrays(self, settings: Sequence[CrowdFlowSettings]) -> dict[str, NDArray[Any]]:
        return bounds(settings, [s.people[0] for s in settings], [s.people[1] for s in settings])

    def judge(self, rows: Rows, fresh: Fresh, out: Changes) -> int:
        pairs = Pairs.room(rows, fresh)
        return hold(rows, fresh, pairs, values(rows, fresh, pairs), out)

    def tick(self, rows: Rows, seen: Seen, at_ms: int, out: Changes) -> int:
        return hold_on(rows, at_ms, out)

    def resettle(self, rows: Rows, row: int) -> None:
        let_go(rows, row)

    def standing(self, rows: Rows, row: int, onset_ms: int) -> None:
        stand(rows, row, onset_ms)

    def limits(self, settings: CrowdFlowSettings) -> Limits:
        up, down = settings.people
        return Limits(up, down, above=True)

    samples = [
        Sample(
            title=Words(
                zh="净宽 2.3 米的闸口每分钟 120 人：告警", en="120 a minute through a clear width of 2.3 m: an alarm"
            ),
            settings={"width_m": 2.3, "clear": 50, "hold_s": 120},
            given=[(0, 90), (60, 120), (120, 128), (180, 124), (240, 110), (300, 99)],
            expect=[("raise", 60, 180), ("return", 60, 300)],
        ),
        Sample(
            title=Words(zh="同样的人数走 4 米宽的通道：不告警", en="As many through four metres: no alarm"),
            settings={"width_m": 4},
            given=[(0, 90), (60, 120), (120, 128), (180, 124), (240, 110)],
            expect=[],
            silent=True,
        ),
    ]
