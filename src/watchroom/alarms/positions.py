"""Positions out of readings: a unit reports `<name>-lon` and `<name>-lat` (and `<name>-accuracy`) with one measured_at.

A position is whole when all the inputs of its row have spoken of the same instant; a half one waits, and is passed over
when the next instant begins.
"""

from collections.abc import Mapping
from itertools import pairwise
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray
from pydantic import Field

from watchroom.alarms.compiled import compiled
from watchroom.alarms.deadband import said
from watchroom.alarms.detection import Floats, Fresh, Inputs, Ints, Rows, Slots
from watchroom.kernel.geometry import EARTH_M

LON = frozenset({"lon"})
TAKES = Inputs("sensors", least=1, most=2, quantities=("lat", "accuracy"))
METRES = EARTH_M * np.pi / 180  # of one degree of latitude

# The parts of the newest position: longitude, latitude, accuracy, and of which instant each is (0: none; else ms + 1).
PARTS: Mapping[str, type[np.generic] | np.dtype[Any]] = {
    "part": np.dtype((np.float64, 3)),
    "part_ms": np.dtype((np.int64, 3)),
}

ACCURACY: Any = Field(
    10,
    ge=0,
    le=10_000,
    allow_inf_nan=False,
    json_schema_extra=said("定位精度（米），设备不报时用", "Accuracy (m), where the device tells none"),
)


class Spots(NamedTuple):
    """Whole positions in stream order. Shape of all: (n,). `reading` completed it."""

    row: Slots
    reading: Slots
    lon: Floats
    lat: Floats
    accuracy_m: Floats


def meet(rows: Rows, fresh: Fresh) -> Spots:
    """The positions that become whole by these readings. The rows' settings hold `accuracy_m`, their state PARTS."""
    n = fresh.slot.size * max(rows.most_a_slot, 1)
    room = Spots(np.empty(n, np.int32), np.empty(n, np.int32), np.empty(n), np.empty(n), np.empty(n))
    parts = [rows.state[name] for name in PARTS]
    n = _meet(
        rows.first, rows.row, rows.input, rows.listens, rows.settings["accuracy_m"], *parts,
        fresh.slot, fresh.value, fresh.at_ms, *room,
    )  # fmt: skip
    return Spots(room.row[:n], room.reading[:n], room.lon[:n], room.lat[:n], room.accuracy_m[:n])


@compiled
def _meet(
    first: Slots, row: Slots, place: Slots, listens: Slots, told_m: Floats,
    part: Floats, part_ms: Ints,
    slot: Slots, value: Floats, at_ms: Ints,
    out_row: Slots, out_reading: Slots, out_lon: Floats, out_lat: Floats, out_accuracy: Floats,
) -> int:  # fmt: skip
    n = 0
    for i in range(slot.size):
        t = at_ms[i]
        for e in range(first[slot[i]], first[slot[i] + 1]):
            r = row[e]
            part[r, place[e]] = value[i]
            part_ms[r, place[e]] = t + 1
            whole = True
            for k in range(listens[r]):
                whole = whole and part_ms[r, k] == t + 1
            if not whole:
                continue
            out_row[n] = r
            out_reading[n] = i
            out_lon[n] = part[r, 0]
            out_lat[n] = part[r, 1]
            out_accuracy[n] = part[r, 2] if listens[r] > 2 else told_m[r]
            n += 1
    return n


def outline(fences: list[list[list[list[float]]]]) -> dict[str, NDArray[Any]]:
    """The rings of each row as edges in one row of numbers; `edge[r]` to `edge[r + 1]` are those of row `r`."""
    edges = [
        (*one, *other)
        for rings in fences
        for ring in rings
        for one, other in pairwise(ring)
    ]  # fmt: skip
    counts = [sum(len(ring) - 1 for ring in rings) for rings in fences]
    made = np.array(edges, np.float64).reshape(-1, 4)
    return {
        "edge": np.concatenate([[0], np.cumsum(counts)]).astype(np.int64),
        "edges": np.ascontiguousarray(made),
    }


@compiled
def inward(edge: Ints, edges: Floats, row: Slots, lon: Floats, lat: Floats, metres: Floats) -> None:
    """How far each position lies inside its row's outline in metres: negative outside, nought on the line itself.

    Whether it is inside is decided in degrees, exactly as far as the products are; the line belongs to the area. The
    distance is that in the plane that touches the earth at the position: right to a thousandth within some kilometres.
    """
    for i in range(row.size):
        x, y = lon[i], lat[i]
        scale = METRES * np.cos(np.radians(y))
        inside = False
        on_line = False
        nearest = np.inf
        for e in range(edge[row[i]], edge[row[i] + 1]):
            x1, y1, x2, y2 = edges[e, 0], edges[e, 1], edges[e, 2], edges[e, 3]
            side = (x2 - x1) * (y - y1) - (x - x1) * (y2 - y1)
            if side == 0 and min(x1, x2) <= x <= max(x1, x2) and min(y1, y2) <= y <= max(y1, y2):
                on_line = True
            if (y1 > y) != (y2 > y) and (side < 0) == (y2 < y1):
                inside = not inside
            ax, ay = (x1 - x) * scale, (y1 - y) * METRES
            bx, by = (x2 - x1) * scale, (y2 - y1) * METRES
            length = bx * bx + by * by
            along = 0.0 if length == 0 else min(1.0, max(0.0, -(ax * bx + ay * by) / length))
            px, py = ax + along * bx, ay + along * by
            nearest = min(nearest, px * px + py * py)
        distance = 0.0 if on_line else np.sqrt(nearest)
        metres[i] = distance if inside or on_line else -distance
