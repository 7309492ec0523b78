"""Where a unit is: told by the book alone, so that a restarted driver finds every unit where it was."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from watchroom.kernel.geometry import LonLat
from watchroom.ops.scenario.roads import Roads, Way


@dataclass(frozen=True, slots=True)
class Turn:
    """Something that the book says of a unit: `leaves` for a target, `arrived` there, or `free` (drives home)."""

    at: datetime
    what: str
    target: LonLat | None = None


class Track:
    """A unit's movement over the day."""

    def __init__(self, home: LonLat, speed_kmh: float, roads: Roads) -> None:
        self._home, self._speed_ms, self._roads = home, speed_kmh / 3.6, roads

    def travel(self, start: LonLat, end: LonLat) -> timedelta:
        """How long the unit needs, in whole seconds."""
        return timedelta(seconds=round(self._roads.way(start, end).metres / self._speed_ms))

    def at(self, turns: Sequence[Turn], moment: datetime) -> LonLat:
        """The position at a moment, from the turns up to it, oldest first."""
        here, since, way = self._home, moment, Way((self._home,), 0.0)
        for turn in turns:
            if turn.at > moment:
                break
            here = way.at(self._driven(since, turn.at))
            since = turn.at
            match turn.what:
                case "leaves" if turn.target:
                    way = self._roads.way(here, turn.target)
                case "arrived" if turn.target:
                    way = Way((turn.target,), 0.0)
                case "free":
                    way = self._roads.way(here, self._home)
        return way.at(self._driven(since, moment))

    def _driven(self, since: datetime, until: datetime) -> float:
        return max(0.0, (until - since).total_seconds()) * self._speed_ms
