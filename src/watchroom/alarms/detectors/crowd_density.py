"""Too many people for the place: people present by the licensed area, or by the licensed capacity, whichever is first.

Density in people per square metre. Four levels by default, after what is published of moving and standing crowds:
  2 (blue)    people cannot go their own pace any more; flow is at its most at 2 to 3 (Fruin; Still)
  3 (yellow)  packed but workable, flow falls (Still: 2 to 4)
  4 (orange)  step in: people touch from 3.57 on (Fruin), 4 to 5 wants action (Still's practice)
  5 (red)     dangerous: forces from 5.55 on (Fruin), 5 to 7 (Still's practice)
Sources: Fruin after EPJ Data Science 2:17, table 1 (doi 10.1140/epjds17); G. K. Still, gkstill.com. No Chinese standard
with thresholds by colour was found; a site's own limit goes before these.
"""

from collections.abc import Mapping, Sequence
from typing import Any, Literal, Self

import numpy as np
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

type Level = Literal["blue", "yellow", "orange", "red"]

DENSITY: Mapping[str, float] = {"blue": 2.0, "yellow": 3.0, "orange": 4.0, "red": 5.0}


class CrowdDensitySettings(Settings):
    level: Level = Field("orange", json_schema_extra=said("级别", "Level"))
    area_m2: float | None = Field(
        None, gt=0, le=1e7, allow_inf_nan=False, json_schema_extra=said("核定可用面积（㎡）", "Licensed area (m²)")
    )
    per_m2: float | None = Field(
        None,
        gt=0,
        le=12,
        allow_inf_nan=False,
        json_schema_extra=said("密度限值（人/㎡），不填按级别", "Limit (people/m²); by level if empty"),
    )
    capacity: int | None = Field(
        None, gt=0, le=1_000_000, json_schema_extra=said("核定容量（人）", "Licensed capacity")
    )
    share: float = Field(
        1,
        gt=0,
        le=2,
        allow_inf_nan=False,
        json_schema_extra=said("达到容量的多少（1 为满）", "Share of the capacity (1 is full)"),
    )
    clear: float = Field(
        0.95, gt=0, le=1, json_schema_extra=said("降到限值的多少算恢复", "Clears under this share of the limit")
    )
    hold_s: float = HOLD
    clear_hold_s: float = CLEAR_HOLD
    max_gap_s: float = MAX_GAP

    @model_validator(mode="after")
    def there_is_a_measure(self) -> Self:
        if self.area_m2 is None and self.capacity is None:
            raise ValueError("核定面积和核定容量至少填一个 / name the licensed area or the licensed capacity")
        return self

    @property
    def people(self) -> float:
        """So many are too many."""
        by_area = np.inf if self.area_m2 is None else self.area_m2 * (self.per_m2 or DENSITY[self.level])
        by_licence = np.inf if self.capacity is None else self.capacity * self.share
        return round(float(min(by_area, by_licence)), 6)

    @property
    def few(self) -> float:
        """Under so many it is over."""
        return round(self.people * self.clear, 6)


class CrowdDensity(Detector):
    name = "crowd_density"
    title = Words(zh="人群过密（面积或容量）", en="Too many people for the place")
    Settings = CrowdDensitySettings
    quantities = frozenset({"crowd_count"})
    state = HELD

    def arrays(self, settings: Sequence[CrowdDensitySettings]) -> dict[str, NDArray[Any]]:
        return bounds(settings, [s.people for s in settings], [s.few for s in settings])

    def judge(self, rows: Rows, fresh: Fresh, out: Changes) -> int:
        pairs = Pairs.room(rows, fresh)
        return hold(rows, fresh, pairs, values(rows, fresh, pairs), out)

    def tick(self, rows: Rows, seen: Seen, at_ms: int, out: Changes) -> int:
        return hold_on(rows, at_ms, out)

    def resettle(self, rows: Rows, row: int) -> None:
        let_go(rows, row)

    def standing(self, rows: Rows, row: int, onset_ms: int) -> None:
        stand(rows, row, onset_ms)

    def limits(self, settings: CrowdDensitySettings) -> Limits:
        return Limits(settings.people, settings.few, above=True)

    samples = [
        Sample(
            title=Words(
                zh="500 ㎡ 内 2000 人，每平方米 4 人：橙色", en="2,000 people on 500 m², 4 a square metre: orange"
            ),
            settings={"level": "orange", "area_m2": 500, "hold_s": 60},
            given=[(0, 1500), (60, 2000), (120, 2100), (180, 1950), (240, 1899)],
            expect=[("raise", 60, 120), ("return", 60, 240)],
        ),
        Sample(
            title=Words(zh="面积够，但已满核定容量：告警", en="Room enough, but the licensed capacity is full"),
            settings={"area_m2": 5000, "capacity": 800},
            given=[(0, 790), (60, 800), (120, 700)],
            expect=[("raise", 60, 60), ("return", 60, 120)],
        ),
        Sample(
            title=Words(
                zh="每平方米 3.9 人；一阵超过但不够久：不告警", en="3.9 a square metre, and a burst too short: no alarm"
            ),
            settings={"level": "orange", "area_m2": 500, "hold_s": 60},
            given=[(0, 1950), (60, 1999), (90, 2200), (120, 1999), (180, 1950)],
            expect=[],
            silent=True,
        ),
    ]
