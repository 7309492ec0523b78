"""The load of `watchroom bench command`: a site with thousands of units, and lines typed letter by letter."""

import json
import time
from typing import Any

LINES = (
    "DISP AMB-4321 #1", "派 救护 43", "daoda amb-04999", "ARR FIRE-17 03:12", "STAT AMB-0001 4", "找 chaoyang", "FIND jiuhu 12",
    "NOTE #1 the lift stands still", "清 消防 2", "HOLD FIRE-0100 flat tyre", "amb-4", "1", "pai amb-4312 #2", "zzzz nothing",
)  # fmt: skip


def main(units: int, rounds: int) -> None:
    """Prints one JSON line: milliseconds of each keystroke, warm and just after a unit's status changed; each as it passed and
    as this process worked."""
    from watchroom.dispatch.actions import unit_status
    from watchroom.dispatch.models import Unit

    lin = _lay(units)
    opening: list[tuple[float, float]] = []
    _ask(lin, "", opening)  # as when the line is opened: what finds things is made then
    after: list[tuple[float, float]] = []
    warm: list[tuple[float, float]] = []
    moved = list(Unit.objects.order_by("pk")[: rounds * len(LINES)])
    for turn in range(rounds):
        for number, line in enumerate(LINES):
            unit_status(lin, moved[(turn * len(LINES) + number) % len(moved)].pk, "returning")
            _ask(lin, line, after)
            for end in range(1, len(line) + 1):
                _ask(lin, line[:end], warm)
    print(json.dumps({"warm": warm, "after_an_entry": after, "opening": opening}))


def _ask(who: Any, line: str, into: list[tuple[float, float]]) -> None:
    from watchroom.desk.command.grammar import parse
    from watchroom.desk.command.verbs import options

    began, busy = time.perf_counter(), time.process_time()
    options(who, parse(line))
    into.append(((time.perf_counter() - began) * 1000, (time.process_time() - busy) * 1000))


def _lay(units: int) -> Any:
    from watchroom.dispatch.actions import put_unit
    from watchroom.dispatch.models import Unit
    from watchroom.incidents.actions import open_incident
    from watchroom.journal.clock import site_now
    from watchroom.people.testing import cast
    from watchroom.places.actions import put_place
    from watchroom.places.queries import place

    lin = cast().lin
    point = {"type": "Point", "coordinates": [115.47, 40.9]}
    put_place("station", "post", "太子城消防站", "Taizicheng station", point, source="drawn", schematic=True)
    home = place("station")
    assert home is not None
    put_unit("first", "ambulance", "第一组", "First team", "station")
    now = site_now()
    sorts = (("ambulance", "AMB", "救护", "Ambulance"), ("fire_engine", "FIRE", "消防", "Fire engine"))
    Unit.objects.bulk_create(
        Unit(code=f"{code}-{n:04}", kind=kind, zh=f"{zh}{n}组", en=f"{en} {n}", home=home, since=now)
        for n in range(units // 2)
        for kind, code, zh, en in sorts
    )
    for title in ("跳台大风", "C 口人群聚集"):
        open_incident(lin, title_zh=title, kind="other", place="station")
    return lin
