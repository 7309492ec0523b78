"""The ski-jumping hill of the tests: one place, one station, a wind sensor and a gate that counts people."""

from datetime import datetime
from typing import Any

import numpy as np

from watchroom.alarms.actions import apply_changes
from watchroom.alarms.judging import Judge
from watchroom.alarms.models import Alarm, Rule
from watchroom.alarms.queries import rule_specs
from watchroom.alarms.rule_actions import put_rule
from watchroom.journal.book import book
from watchroom.kernel.clock import ms
from watchroom.kernel.words import Words
from watchroom.places.actions import put_place
from watchroom.sources.actions import put_sensor, put_source
from watchroom.sources.models import Sensor
from watchroom.sources.readings import ReadingBatch, Tick

MINUTE = 60_000
HILL = {
    "type": "Polygon",
    "coordinates": [[[115.47, 40.90], [115.48, 40.90], [115.48, 40.91], [115.47, 40.91], [115.47, 40.90]]],
}
TOLD: dict[str, Any] = {
    "title_zh": "国家跳台滑雪中心 平均风速",
    "title_en": "Mean wind, National Ski Jumping Centre",
    "cause_zh": "山谷风加强或冷空气过境。",
    "cause_en": "The valley wind strengthens, or cold air passes through.",
    "consequence_zh": "运动员空中姿态失稳，可能摔伤。",
    "consequence_en": "Athletes lose their balance in the air and may be hurt.",
    "action_zh": "报告竞赛长，暂停出发，观察 10 分钟。",
    "action_en": "Tell the race director, hold the start, watch for 10 minutes.",
}
WIND: dict[str, Any] = {"limit": 4, "clear": 3.5, "hold_s": 300, "max_gap_s": 120}


def hill() -> Sensor:
    put_place(
        "ski-jump", "venue", "国家跳台滑雪中心", "National Ski Jumping Centre", HILL, source="test", schematic=True
    )
    put_source(
        "jump-station",
        "mqtt",
        "跳台气象站",
        "Hill weather station",
        simulated=True,
        origin=Words(zh="测试", en="a test"),
    )
    return put_sensor(
        "jump-wind",
        "jump-station",
        "ski-jump",
        "wind_mean",
        "起跳区 平均风",
        "Mean wind, take-off",
        position=(115.475, 40.905),
    )


def wind_rule(**changes: Any) -> Rule:
    hill()
    given = {"detector": "threshold", "sensor": "jump-wind", "settings": WIND, "priority": 2, **TOLD, **changes}
    return put_rule("jump-wind-4", **given)


class Watch:
    """What the watch process does with each message of the sensor's partition, in one transaction a message."""

    def __init__(self, sensor: Sensor, since: datetime) -> None:
        self.sensor, self.since = sensor, ms(since)
        self.judge = Judge(sensor.partition, rule_specs(sensor.partition))
        self.sequence = 0

    def minutes(self, *values: float | None, at: int = 0) -> list[Alarm]:
        """One value a minute from minute `at` on, each a batch; None is a tick."""
        changed: list[Alarm] = []
        for minute, value in enumerate(values, start=at):
            changed += self.tick(minute) if value is None else self.read((minute, value))
        return changed

    def read(self, *readings: tuple[float, float], received: float | None = None) -> list[Alarm]:
        """One batch of (minute, value)."""
        self.sequence += 1
        at = np.array([self.since + round(minute * MINUTE) for minute, _ in readings], np.int64)
        got = at + 500 if received is None else np.full_like(at, self.since + round(received * MINUTE))
        n = len(readings)
        values = np.array([value for _, value in readings], np.float64)
        batch = ReadingBatch(self.name, np.full(n, self.sensor.number, np.int32), values, at, got)
        return self.write(batch)

    def tick(self, minute: float) -> list[Alarm]:
        self.sequence += 1
        return self.write(Tick(self.name, self.since + round(minute * MINUTE)))

    def write(self, message: ReadingBatch | Tick) -> list[Alarm]:
        with book(actor="watch:detect"):
            return apply_changes(self.judge.judge(message), batch=message.name)

    @property
    def name(self) -> str:
        return f"batch:{self.sensor.partition}@{self.sequence}"
