"""How units travel in a scenario: along its schematic roads, at a unit's mean speed; a function of time, not a state."""

import heapq
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from watchroom.kernel.geometry import LonLat, distance_m


@dataclass(frozen=True, slots=True)
class Way:
    """A travelled line and its length."""

    points: tuple[LonLat, ...]
    metres: float

    def at(self, metres: float) -> LonLat:
        """The position after so many metres; the end after the whole way."""
        left = metres
        for a, b in pairwise(self.points):
            leg = distance_m(a, b)
            if left < leg:
                share = left / leg
                return a[0] + (b[0] - a[0]) * share, a[1] + (b[1] - a[1]) * share
            left -= leg
        return self.points[-1]


class Roads:
    """A net of lines that meet where they share a point."""

    def __init__(self, lines: Sequence[Sequence[LonLat]]) -> None:
        self._next: dict[LonLat, dict[LonLat, float]] = {}
        for line in lines:
            for a, b in pairwise(line):
                self._next.setdefault(a, {})[b] = self._next.setdefault(b, {})[a] = distance_m(a, b)

    def way(self, start: LonLat, end: LonLat) -> Way:
        """From start to the nearest road point, by the shortest road, to the end. Straight across where no road helps."""
        direct = Way((start, end), distance_m(start, end))
        if not self._next:
            return direct
        enter, leave = self._nearest(start), self._nearest(end)
        inner = self._shortest(enter, leave)
        if inner is None:
            return direct
        points = _without_repeats((start, *inner, end))
        way = Way(points, sum(distance_m(a, b) for a, b in pairwise(points)))
        return direct if len(points) < 2 else way

    def _nearest(self, position: LonLat) -> LonLat:
        return min(self._next, key=lambda node: (distance_m(node, position), node))

    def _shortest(self, start: LonLat, end: LonLat) -> tuple[LonLat, ...] | None:
        best: dict[LonLat, tuple[float, LonLat | None]] = {start: (0.0, None)}
        todo: list[tuple[float, LonLat]] = [(0.0, start)]
        while todo:
            far, here = heapq.heappop(todo)
            if here == end:
                return _back(best, end)
            for there, leg in self._next[here].items():
                if there not in best or far + leg < best[there][0]:
                    best[there] = (far + leg, here)
                    heapq.heappush(todo, (far + leg, there))
        return None


def _back(best: dict[LonLat, tuple[float, LonLat | None]], end: LonLat) -> tuple[LonLat, ...]:
    line: list[LonLat] = []
    here: LonLat | None = end
    while here is not None:
        line.append(here)
        here = best[here][1]
    return tuple(reversed(line))


def _without_repeats(points: Sequence[LonLat]) -> tuple[LonLat, ...]:
    return (points[0], *(b for a, b in pairwise(points) if a != b))
