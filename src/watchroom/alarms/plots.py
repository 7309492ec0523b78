"""The limits that a sensor's plot draws in: of its live rules, and where their alarms clear."""

from typing import Any

from watchroom.alarms import queries
from watchroom.people.viewer import Viewer
from watchroom.sources.plots import Lines


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


LINES = [Lines(lines)]
