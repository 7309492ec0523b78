"""Lines and marks that other rooms draw into a sensor's plot: each room's own, found by name, as layers of the map are."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from watchroom.journal.chores import of_rooms
from watchroom.people.viewer import Viewer


@dataclass(frozen=True, slots=True)
class Lines:
    """What a room offers in `LINES` of its `plots.py`.

    of  (viewer, sensor's code) to lines as `{"value", "level", "zh", "en"}`: a limit in the sensor's unit, the level
        1-4 whose colour it takes, and its label
    """

    of: Callable[[Viewer, str], list[dict[str, Any]]]


@dataclass(frozen=True, slots=True)
class Marks:
    """What a room offers in `MARKS` of its `plots.py`.

    of  (viewer, sensor's code, since, until) to what happened then as `{"at", "level", "zh", "en", "url"}`: milliseconds,
        the level 1-4 whose shape it takes, what it was, and its page
    """

    of: Callable[[Viewer, str, datetime, datetime], list[dict[str, Any]]]


def lines(viewer: Viewer, sensor: str) -> list[dict[str, Any]]:
    return [line for offered in of_rooms("plots", "LINES", Lines) for line in offered.of(viewer, sensor)]


def marks(viewer: Viewer, sensor: str, since: datetime, until: datetime) -> list[dict[str, Any]]:
    """In order of time."""
    found = [mark for offered in of_rooms("plots", "MARKS", Marks) for mark in offered.of(viewer, sensor, since, until)]
    return sorted(found, key=lambda mark: int(mark["at"]))
