"""The area of a warning as a small drawing made on the server: for the public page, without script and without tiles."""

import math
from dataclasses import dataclass
from typing import Any

from watchroom.kernel.geometry import LonLat

WIDTH, HEIGHT, MARGIN = 300.0, 190.0, 22.0
LABEL = 13.0
MOST_DRAWN = 400


@dataclass(frozen=True, slots=True)
class Dot:
    """A place. Its label stands at `label_y`, to the `left` of the dot where it would else leave the box."""

    x: float
    y: float
    label: Any
    label_y: float
    left: bool


@dataclass(frozen=True, slots=True)
class Sketch:
    """`path` is the outline in a box of WIDTH by HEIGHT; `dots` are places in or beside it, each with its words."""

    path: str
    dots: tuple[Dot, ...]
    width: int = int(WIDTH)
    height: int = int(HEIGHT)


def sketch(area: dict[str, Any], places: list[tuple[LonLat, Any]]) -> Sketch:
    """Draws the area to fill the box, north up, degrees of longitude shortened by the latitude."""
    shapes = [area["coordinates"]] if area["type"] == "Polygon" else list(area["coordinates"])
    rings = [_thinned(shape[0]) for shape in shapes]
    points = [point for ring in rings for point in ring]
    west, east = min(p[0] for p in points), max(p[0] for p in points)
    south, north = min(p[1] for p in points), max(p[1] for p in points)
    shrink = math.cos(math.radians((south + north) / 2)) or 1e-6
    wide, high = max((east - west) * shrink, 1e-9), max(north - south, 1e-9)
    scale = min((WIDTH - 2 * MARGIN) / wide, (HEIGHT - 2 * MARGIN) / high)
    left, top = (WIDTH - wide * scale) / 2, (HEIGHT - high * scale) / 2

    def put(lon: float, lat: float) -> tuple[float, float]:
        return round(left + (lon - west) * shrink * scale, 1), round(top + (north - lat) * scale, 1)

    path = "".join("M" + "L".join("{} {}".format(*put(lon, lat)) for lon, lat in ring) + "Z" for ring in rings)
    return Sketch(path, _labelled([(put(*at), words) for at, words in places]))


def _labelled(points: list[tuple[tuple[float, float], Any]]) -> tuple[Dot, ...]:
    """Dots inside the box, each label on a line of its own: beside the dot, else just below or above it, else left out."""
    kept: list[Dot] = []
    for (x, y), words in points:
        lines = [at for at in (y, y + LABEL, y - LABEL) if LABEL < at < HEIGHT - 4]
        free = [at for at in lines if all(abs(other.label_y - at) >= LABEL for other in kept)]
        if 8 < x < WIDTH - 8 and 8 < y < HEIGHT - 8 and free:
            kept.append(Dot(x, y, words, free[0], x > WIDTH / 2))
    return tuple(kept)


def _thinned(ring: list[list[float]]) -> list[tuple[float, float]]:
    step = max(1, len(ring) // MOST_DRAWN)
    return [(float(point[0]), float(point[1])) for point in ring[::step]]
