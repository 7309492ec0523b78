"""Our side of `watchroom bench alarms`, as a process of its own: alarms written as `watch` writes them, on any database."""

import json
import time
from typing import Any

from watchroom.alarms.actions import apply_changes
from watchroom.alarms.judging import Change
from watchroom.alarms.models import Alarm, Rule
from watchroom.journal.book import book
from watchroom.journal.models import Entry
from watchroom.journal.verify import verify
from watchroom.places.actions import put_place
from watchroom.sources.actions import put_sensor, put_source
from watchroom.sources.models import Sensor

BATCH = 1000
PLACES = 50
T0 = 1_790_000_000_000
TOLD = {
    "title_zh": "水位超限", "title_en": "Water level", "cause_zh": "上游来水", "cause_en": "Inflow", "consequence_zh": "漫堤",
    "consequence_en": "Overtopping", "action_zh": "报告", "action_en": "Report",
}  # fmt: skip
POINT = {"type": "Point", "coordinates": [115.45, 40.91]}


def main(count: int) -> None:
    """Raises `count` alarms in batches, then the same ones again; prints rates and proofs as one JSON line."""
    changes = _changes(_rules(count))
    rates = {}
    for name in ("new", "repeated"):
        began = time.perf_counter()
        for at in range(0, len(changes), BATCH):
            with book(actor="watch:detect"):
                apply_changes(changes[at : at + BATCH], batch=f"batch:0@{at}")
        rates[f"{name}_s"] = time.perf_counter() - began
    kept, entries = Alarm.objects.count(), Entry.objects.filter(kind="alarms.raised").count()
    findings = sum(1 for _ in verify())
    print(json.dumps(rates | {"alarms": kept, "entries": entries, "findings": findings}))


def _rules(count: int) -> list[Rule]:
    """One rule and sensor an alarm, spread over places and sources; laid at once, for laying is not measured."""
    for number in range(PLACES):
        put_place(f"p{number}", "venue", f"测点 {number}", f"Point {number}", POINT, source="bench", schematic=True)
        put_source(f"s{number}", "http_push", f"源 {number}", f"Source {number}", simulated=True)
    first = put_sensor("a0", "s0", "p0", "crowd_count", "测", "Measured")
    places = _pks("places.Place", "p")
    sources = _pks("sources.Source", "s")
    shared = {"zh": "测", "en": "Measured", "quantity": "crowd_count", "partition": 0}
    more = [
        Sensor(
            number=first.number + i, code=f"a{i}", place_id=places[i % PLACES], source_id=sources[i % PLACES], **shared
        )
        for i in range(1, count)
    ]
    sensors = [first, *Sensor.objects.bulk_create(more, batch_size=1000)]
    settings: dict[str, Any] = {"direction": "above", "limit": 50.0, "clear": 40.0, "hold_s": 0}
    rules = [
        Rule(
            code=f"a{i}", detector="threshold", sensor=sensor, settings=settings, priority=2 + i % 3, live=True, **TOLD
        )
        for i, sensor in enumerate(sensors)
    ]
    return Rule.objects.bulk_create(rules, batch_size=1000)


def _pks(model: str, letter: str) -> list[int]:
    from django.apps import apps

    rows = apps.get_model(model).objects.filter(code__in=[f"{letter}{i}" for i in range(PLACES)])
    return list(rows.order_by("pk").values_list("pk", flat=True))


def _changes(rules: list[Rule]) -> list[Change]:
    return [
        Change("raise", rule.pk, rule.watched.number, T0 + i, T0 + i, T0 + i, T0 + i + 200, 60.0, 60.0, i)
        for i, rule in enumerate(rules)
    ]
