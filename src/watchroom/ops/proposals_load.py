"""The load of `watchroom bench dispatch proposals`, a program of its own on an empty site; prints one line of JSON."""

import json
import random
import statistics
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from watchroom.dispatch import actions, road_import, roads
from watchroom.dispatch.kinds import SHIPPED_KINDS
from watchroom.dispatch.proposing import Proposal, propose
from watchroom.incidents.actions import open_incident
from watchroom.journal.book import book
from watchroom.kernel.geometry import LonLat
from watchroom.people.testing import cast
from watchroom.people.viewer import Viewer
from watchroom.places.actions import put_place
from watchroom.sources import line

UNITS, STATIONS, WIDE = 200, 25, 40
WEST, SOUTH, STEP = 115.30, 40.80, 0.006
MIX = ("ambulance", "ambulance", "fire_engine", "fire_engine", "patrol", "rescue_truck", "doctor_car", "command_car", "team", "snow_plough")  # fmt: skip
KINDS = ("fire", "traffic", "mass_casualty", "gas_leak", "structure", "medical", "crowd", "snow")


def main(rounds: int) -> None:
    """Each round is asked about other incidents: nothing of the roads is known to it yet. The first does not count."""
    dice = random.Random(1)
    viewer = _town(dice)
    told: dict[str, Any] = {"units": UNITS, "stations": STATIONS, "roads": False}
    told |= _rounds(viewer, dice, rounds, "straight")
    if roads.has_engine():
        with tempfile.TemporaryDirectory() as folder:
            began = time.perf_counter()
            brought = road_import.import_map(_map(Path(folder)))
            told |= {"import_s": round(time.perf_counter() - began, 1), "ways": brought["ways"], "roads": True}
        told |= _rounds(viewer, dice, rounds, "roads")
    print(json.dumps(told))


def _rounds(viewer: Viewer, dice: random.Random, rounds: int, name: str) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for number in (1, 20):
        took, again, busy, last = [], [], [], None
        for _ in range(rounds + 1):
            incidents = [_incident(viewer, dice) for _ in range(number)]
            began = time.process_time()
            ms, last = _timed(lambda incidents=incidents: propose(viewer, incidents))  # type: ignore[misc]
            busy.append((time.process_time() - began) * 1000)
            took.append(ms)
            again.append(_timed(lambda incidents=incidents: propose(viewer, incidents))[0])  # type: ignore[misc]
        assert last is not None
        by_road = [pick.arrival.road_m is not None for one in last.incidents for pick in one.picks]
        found |= {
            f"{name}.{number}_ms": round(statistics.median(took[1:]), 1), f"{name}.{number}_worst_ms": round(max(took[1:]), 1),
            f"{name}.{number}_cpu_ms": round(statistics.median(busy[1:]), 1), f"{name}.{number}_again_ms": round(statistics.median(again[1:]), 1), f"{name}.{number}_sent": len(by_road),
            f"{name}.{number}_lacking": sum(n for one in last.incidents for _, n in one.lacking), f"{name}.{number}_by_road": sum(by_road),
            f"{name}.{number}_proven": last.proven, f"{name}.{number}_note": bool(last.note),
        }  # fmt: skip
    return found


def _timed(act: Callable[[], Proposal]) -> tuple[float, Proposal]:
    began = time.perf_counter()
    made = act()
    return (time.perf_counter() - began) * 1000, made


def _somewhere(dice: random.Random) -> LonLat:
    return (WEST + dice.random() * (WIDE - 1) * STEP, SOUTH + dice.random() * (WIDE - 1) * STEP)


def _incident(viewer: Viewer, dice: random.Random) -> int:
    lon, lat = _somewhere(dice)
    row = open_incident(
        viewer, title_zh="测", title_en="Measured", kind=dice.choice(KINDS), lon=lon, lat=lat, grade=dice.choice((3, 4))
    )
    return int(row.pk)


def _town(dice: random.Random) -> Viewer:
    """Units at their stations, each measured somewhere in the town."""
    people = cast()
    positions: dict[str, LonLat] = {}
    with book(actor="ops:setup"):
        for at in range(STATIONS):
            put_place(
                f"s{at}",
                "station",
                f"站{at}",
                f"Station {at}",
                {"type": "Point", "coordinates": list(_somewhere(dice))},
            )
        for at in range(UNITS):
            kind = MIX[at % len(MIX)]
            actions.put_unit(
                f"u{at}", kind, SHIPPED_KINDS[kind].title.zh, SHIPPED_KINDS[kind].title.en, f"s{at % STATIONS}"
            )
            positions[f"u{at}"] = _somewhere(dice)
    line.use(Told(positions))  # type: ignore[arg-type]
    return people.lin


class Told:
    """Stands in for the stream: answers with one position for each unit, measured now."""

    def __init__(self, positions: dict[str, LonLat]) -> None:
        from watchroom.places.models import Place
        from watchroom.sources.actions import put_sensor, put_source
        from watchroom.sources.models import Sensor

        put_source("trackers", "mqtt", "车载终端", "Trackers")
        home = Place.objects.order_by("pk")[0].code
        with book(actor="ops:setup"):
            for code in positions:
                for axis in ("lon", "lat"):
                    put_sensor(f"{code}-{axis}", "trackers", home, axis, f"{code} {axis}", f"{code} {axis}")
        numbers = dict(Sensor.objects.values_list("code", "number"))
        self.values = {
            numbers[f"{code}-{axis}"]: point[at]
            for code, point in positions.items()
            for at, axis in enumerate(("lon", "lat"))
        }

    def ask(self, subject: str, data: bytes = b"", timeout_s: float = 0.5) -> bytes | None:
        from watchroom.journal.clock import site_now
        from watchroom.kernel.clock import ms

        wanted = [number for number in json.loads(data) if number in self.values]
        now = [ms(site_now())] * len(wanted)
        told = {
            "sensor": wanted,
            "value": [self.values[number] for number in wanted],
            "measured_ms": now,
            "received_ms": now,
        }
        return json.dumps(told).encode()


def _map(folder: Path) -> Path:
    """Forty streets each way, as OSM XML."""
    nodes = "".join(
        f'<node id="{i * WIDE + j + 1}" lon="{WEST + i * STEP:.6f}" lat="{SOUTH + j * STEP:.6f}" version="1"/>'
        for i in range(WIDE)
        for j in range(WIDE)
    )
    streets = [[i * WIDE + j + 1 for j in range(WIDE)] for i in range(WIDE)]
    streets += [[j * WIDE + i + 1 for j in range(WIDE)] for i in range(WIDE)]
    ways = "".join(
        f'<way id="{at + 1}" version="1">' + "".join(f'<nd ref="{one}"/>' for one in street)
        + f'<tag k="highway" v="{"secondary" if at % 5 == 0 else "residential"}"/></way>'
        for at, street in enumerate(streets)
    )  # fmt: skip
    file = folder / "town.osm"
    file.write_text(f'<osm version="0.6">{nodes}{ways}</osm>', encoding="utf-8")
    return file
