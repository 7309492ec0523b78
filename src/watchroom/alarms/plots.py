"""The limits that a sensor's plot draws in, of its live rules; and when its alarms began."""

from datetime import datetime
from typing import Any

from watchroom.alarms import queries
from watchroom.kernel.clock import ms
from watchroom.people.viewer import Viewer
from watchroom.sources.plots import Lines, Marks


def lines(viewer: Viewer, sensor: str) -> list[dict[str, Any]]:
    return [
        {
            "value": line.limit,
            "clear": line.clear,
            "above": line.above,
            "level": rule.priority,
            "zh": rule.title.zh,
            "en": rule.title.en,
        }
        for rule, line in queries.limits_of(viewer, sensor)
    ]


def marks(viewer: Viewer, sensor: str, since: datetime, until: datetime) -> list[dict[str, Any]]:
    return [
        {
            "at": ms(alarm.onset),
            "level": alarm.priority,
            "zh": alarm.rule.title.zh,
            "en": alarm.rule.title.en,
            "url": f"/alarms/{alarm.pk}",
        }
        for alarm in queries.begun(viewer, sensor, since, until)
    ]


LINES, MARKS = [Lines(lines)], [Marks(marks)]
