"""The units of a scenario on its roads: where each is, and how long one needs, told by the book."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from watchroom.journal import queries as journal
from watchroom.journal.models import Entry
from watchroom.kernel.clock import parse_time
from watchroom.kernel.geometry import LonLat
from watchroom.ops.scenario.content import Content
from watchroom.ops.scenario.roads import Roads
from watchroom.ops.scenario.track import Track, Turn

TURNS = {
    "dispatch.unit_en_route": "leaves",
    "dispatch.unit_on_scene": "arrived",
    "dispatch.unit_available": "free",
}


class Fleet:
    def __init__(self, content: Content) -> None:
        roads = Roads(content.roads())
        self._tracks = {unit.code: Track((unit.at[0], unit.at[1]), unit.speed_kmh, roads) for unit in content.units}
        self._turns: dict[str, list[Turn]] = {code: [] for code in self._tracks}
        self._scenes: dict[int, LonLat | None] = {}
        self._read = 0

    def positions(self, at: datetime) -> dict[str, LonLat]:
        """Where every unit is, by code."""
        self._catch_up()
        return {code: track.at(self._turns[code], at) for code, track in self._tracks.items()}

    def travel_s(self, facts: Mapping[str, Any]) -> float:
        """How long the unit of an entry, written when it left, needs to its incident."""
        self._catch_up()
        code, target = str(facts["code"]), self._scene(facts.get("incident"))
        if code not in self._tracks or target is None:
            return 0.0
        left = parse_time(str(facts["since"]))
        before = [turn for turn in self._turns[code] if turn.at < left]
        track = self._tracks[code]
        return track.travel(track.at(before, left), target).total_seconds()

    def _catch_up(self) -> None:
        while page := journal.after(self._read, list(TURNS), 200):
            for entry in page:
                self._take(entry)
            self._read = page[-1].id

    def _take(self, entry: Entry) -> None:
        code = str(entry.facts.get("code"))
        if code in self._turns:
            self._turns[code].append(Turn(entry.at, TURNS[entry.kind], self._scene(entry.incident)))

    def _scene(self, incident: int | None) -> LonLat | None:
        """The incident's place. It is asked for once: a unit drives to where it was sent."""
        if incident is None:
            return None
        if incident not in self._scenes:
            from watchroom.dispatch.upstream import scene

            self._scenes[incident] = scene(incident).point
        return self._scenes[incident]
