"""Lines that other rooms draw into a sensor's plot: each room's own, found by name, as layers of the map are."""

from collections.abc import Callable
from dataclasses import dataclass
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


def lines(viewer: Viewer, sensor: str) -> list[dict[str, Any]]:
    return [line for offered in of_rooms("plots", "LINES", Lines) for line in offered.of(viewer, sensor)]
