"""The program of a process of its own that answers how long roads take: one question a line in, one answer a line out.

It stands alone, and imports nothing of the platform: if the engine falls or hangs, only this process does.
"""

import json
import os
import sys
import threading
from concurrent.futures import ThreadPoolExecutor
from itertools import pairwise
from typing import Any

NEAR_M = 1000  # a place farther from any road has none
MOST_KNOWN = 100_000
# So many starts are reckoned at once by one processor, whatever the machine: what the engine says of a pair varies a little
# with what else it is asked, and must not vary with the number of processors.
AT_ONCE = 64
MOST_PROCESSORS = 4
RESERVED = 300  # places whose working memory is kept from one question to the next


class Engine:
    def __init__(self, config: str) -> None:
        with open(config, encoding="utf-8") as file:
            self.settings = json.load(file)
        # Beside its settings, wherever the folder has been moved to; and silent, for answers go out where it would talk.
        self.settings["mjolnir"]["tile_dir"] = os.path.join(os.path.dirname(os.path.abspath(config)), "tiles")
        self.settings["logging"] = self.settings["mjolnir"]["logging"] = {"type": ""}
        self.settings["thor"]["costmatrix"]["max_reserved_locations"] = RESERVED
        self.near, self._own = dict[tuple[str, float, float], bool](), threading.local()
        self._many = ThreadPoolExecutor(min(MOST_PROCESSORS, os.cpu_count() or 1), initializer=self._actor)
        self._actor()

    def _actor(self) -> Any:
        """The engine of this thread: it answers one question at a time."""
        if not hasattr(self._own, "actor"):
            import valhalla

            self._own.actor = valhalla.Actor(self.settings)
        return self._own.actor

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
                "targets": [targets[place] for place in columns], "costing": costing, "costing_options": options,
                "units": "kilometers", "verbose": False,
            }  # fmt: skip
            if asked.get("avoid"):
                wanted["exclude_polygons"] = asked["avoid"]
            for row, times, lengths in zip(
                rows, *self._matrix([sources[place] for place in rows], wanted), strict=True
            ):
                for column, time, length in zip(columns, times, lengths, strict=True):
                    seconds[row][column] = time
                    metres[row][column] = None if length is None else round(length * 1000)
        off = [[not one for one in sources], [not one for one in targets]]
        return {"seconds": seconds, "metres": metres, "off": off}

    def _matrix(self, sources: list[Any], wanted: dict[str, Any]) -> tuple[list[Any], list[Any]]:
        """Durations and distances by source, reckoned side by side in even parts."""
        parts = -(-len(sources) // AT_ONCE)
        cuts = [len(sources) * at // parts for at in range(parts + 1)]
        asked = [wanted | {"sources": sources[since:until]} for since, until in pairwise(cuts)]
        told = [one["sources_to_targets"] for one in self._many.map(lambda one: self._actor().matrix(one), asked)]
        durations, distances = ([row for one in told for row in one[name]] for name in ("durations", "distances"))
        return durations, distances

    def _on_road(self, points: list[list[float]], costing: str) -> list[dict[str, Any] | None]:
        """The points as the engine takes them; None for one that is not near a road."""
        unknown = [point for point in points if (costing, *point) not in self.near]
        if len(self.near) > MOST_KNOWN:
            self.near.clear()
        if unknown:
            asked = {"locations": [_location(point) for point in unknown], "costing": costing, "verbose": False}
            for point, told in zip(unknown, self._actor().locate(asked), strict=True):
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
