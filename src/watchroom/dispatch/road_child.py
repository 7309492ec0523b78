"""The program of a process of its own that answers how long roads take: one question a line in, one answer a line out.

It stands alone, and imports nothing of the platform: if the engine falls or hangs, only this process does.
"""

import json
import os
import sys
from typing import Any

NEAR_M = 1000  # a place farther from any road has none
MOST_KNOWN = 100_000


class Engine:
    def __init__(self, config: str) -> None:
        import valhalla

        with open(config, encoding="utf-8") as file:
            settings = json.load(file)
        # Beside its settings, wherever the folder has been moved to; and silent, for answers go out where it would talk.
        settings["mjolnir"]["tile_dir"] = os.path.join(os.path.dirname(os.path.abspath(config)), "tiles")
        settings["logging"] = settings["mjolnir"]["logging"] = {"type": ""}
        self.actor, self.near = valhalla.Actor(settings), dict[tuple[str, float, float], bool]()

    def answer(self, asked: dict[str, Any]) -> dict[str, Any]:
        """{seconds, metres}: rows by source, columns by target; null where no road leads, and `off` lists who has no road."""
        costing, speed = asked["costing"], asked.get("top_speed")
        options = {costing: {"top_speed": speed}} if speed else {}
        sources, targets = (self._on_road(asked[name], costing) for name in ("sources", "targets"))
        seconds = [[None] * len(targets) for _ in sources]
        metres: list[list[int | None]] = [[None] * len(targets) for _ in sources]
        rows = [place for place, one in enumerate(sources) if one]
        columns = [place for place, one in enumerate(targets) if one]
        if rows and columns:
            wanted = {
                "sources": [sources[place] for place in rows], "targets": [targets[place] for place in columns],
                "costing": costing, "costing_options": options, "units": "kilometers", "verbose": False,
            }  # fmt: skip
            if asked.get("avoid"):
                wanted["exclude_polygons"] = asked["avoid"]
            told = self.actor.matrix(wanted)["sources_to_targets"]
            for row, times, lengths in zip(rows, told["durations"], told["distances"], strict=True):
                for column, time, length in zip(columns, times, lengths, strict=True):
                    seconds[row][column] = time
                    metres[row][column] = None if length is None else round(length * 1000)
        off = [[not one for one in sources], [not one for one in targets]]
        return {"seconds": seconds, "metres": metres, "off": off}

    def _on_road(self, points: list[list[float]], costing: str) -> list[dict[str, Any] | None]:
        """The points as the engine takes them; None for one that is not near a road."""
        unknown = [point for point in points if (costing, *point) not in self.near]
        if len(self.near) > MOST_KNOWN:
            self.near.clear()
        if unknown:
            asked = {"locations": [_location(point) for point in unknown], "costing": costing, "verbose": False}
            for point, told in zip(unknown, self.actor.locate(asked), strict=True):
                self.near[(costing, point[0], point[1])] = bool(told.get("edges"))
        return [_location(point) if self.near.get((costing, point[0], point[1])) else None for point in points]


def _location(point: list[float]) -> dict[str, Any]:
    return {"lon": point[0], "lat": point[1], "search_cutoff": NEAR_M, "minimum_reachability": 10}


def main(config: str) -> None:
    engine = Engine(config)
    print(json.dumps({"ready": True}), flush=True)
    for line in sys.stdin:
        try:
            told = engine.answer(json.loads(line))
        except Exception as error:  # whatever the engine says; the asker falls back and tells it
            told = {"error": str(error)[:300]}
        print(json.dumps(told), flush=True)


if __name__ == "__main__":
    main(sys.argv[1])
