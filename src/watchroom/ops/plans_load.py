"""The loads of `watchroom bench plans`, each run as a program of its own on an empty site; prints one line of JSON."""

import contextlib
import dataclasses
import json
import random
import resource
import statistics
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from watchroom.incidents import queries as incidents
from watchroom.incidents.models import Incident
from watchroom.journal.clock import site_now
from watchroom.kernel.faults import Fault
from watchroom.places.actions import put_place
from watchroom.places.models import Place
from watchroom.plans.check import has_errors, parse
from watchroom.plans.documents import read
from watchroom.plans.documents.hostile import HOSTILE as MADE_TO_HARM
from watchroom.plans.extraction.bounded import found_in
from watchroom.plans.extraction.hostile import HOSTILE
from watchroom.plans.facts import world
from watchroom.plans.importing import put_plan
from watchroom.plans.loading import current
from watchroom.plans.proposing import look, overview
from watchroom.sources.actions import put_sensor, put_source
from watchroom.sources.queries import Latest

PLACES, LEVELS = 100, 4
QUANTITIES = ("wind_mean", "wind_gust", "visibility", "snow_depth", "rainfall_1h", "air_temperature")
CALM, ROUGH = 1.0, 10.5


def text(words: str) -> dict[str, str]:
    return {"zh": words, "en": words}


def plan(number: int, dice: random.Random) -> dict[str, Any]:
    """A plan of four levels; each holds by wind at the incident's place, by another reading, by reports or by warnings."""
    other = QUANTITIES[1 + number % (len(QUANTITIES) - 1)]
    units = {"visibility": "m", "snow_depth": "cm", "rainfall_1h": "mm", "air_temperature": "Cel"}
    bounds = sorted(dice.sample(range(100, 600), LEVELS + 1), reverse=True)
    facts: dict[str, Any] = {
        "wind": {"title": text("wind"), "unit": "m/s", "origin": "sensor", "quantity": "wind_mean", "stale_after": "30m"},
        "other": {"title": text("other"), "unit": units.get(other, "m/s"), "origin": "sensor", "quantity": other},
        "deaths": {"title": text("deaths"), "unit": "person", "origin": "report"},
        "signal": {"title": text("signal"), "type": "text", "origin": "bulletin", "event": "gale", "values": ["none", "blue", "yellow", "orange", "red"]},
    }  # fmt: skip
    colours = ("red", "orange", "yellow", "blue")
    levels = [
        {
            "level": n + 1, "name": text(f"level {n + 1}"), "clause": "1", "measures": text("act"),
            "chain": {"forwards": "leader", "decides": "commander"},
            "when": {"any": [
                {"fact": "wind", "at_least": str(bounds[n + 1] / 10), "below": str(bounds[n] / 10), "unit": "m/s", "source": "own"},
                {"all": [{"fact": "wind", "at_least": str(bounds[n + 1] / 20), "unit": "m/s", "source": "own"}, {"fact": "other", "at_least": "900", "unit": facts["other"]["unit"], "source": "own"}]},
                {"fact": "deaths", "at_least": 30 // (n + 1), "unit": "person", "source": "own"},
                {"fact": "signal", "one_of": [colours[n]], "place": "any", "source": "own"},
            ]},
        }
        for n in range(LEVELS)
    ]  # fmt: skip
    action = {
        "code": "act", "levels": [1, 2, 3, 4], "post": "leader", "deadline": {"within": "5m"}, "title": text("act"),
        "order": text("act"), "clause": "1", "source": "own",
    }  # fmt: skip
    return {
        "format": "watchroom-plan/1", "code": f"bench-{number}", "version": 1, "title": text(f"bench {number}"), "kind": "special",
        "authority": {"name": text("bench")}, "notice": text("bench"), "scope": {"incident_kinds": ["gale"]}, "bounds": text("bench"),
        "sources": [{"code": "own", "title": text("own")}], "clauses": [{"number": "1", "text": text("clause")}],
        "facts": facts, "levels": levels, "actions": [action],
        "posts": [{"code": code, "title": text(code), "duty": text(code)} for code in ("leader", "commander")],
    }  # fmt: skip


def set_up(open_incidents: int, plans: int) -> dict[str, Latest]:
    """Places, sensors, incidents and plans; gives what every sensor read last."""
    put_source("bench", "http_push", "测量", "Bench", expected_every_s=60, simulated=True)
    now, latest = site_now(), {}
    for number in range(PLACES):
        point: Any = {"type": "Point", "coordinates": [115 + number / 1000, 40]}
        put_place(f"p{number}", "venue", f"测点 {number}", f"Point {number}", point, source="bench")
        for quantity in QUANTITIES:
            sensor = put_sensor(f"p{number}-{quantity}", "bench", f"p{number}", quantity, "测", "Bench")
            latest[sensor.code] = Latest(CALM, now, now)
    places = list(Place.objects.filter(code__startswith="p").order_by("pk"))
    Incident.objects.bulk_create(
        Incident(
            number=f"B-{n:05}", zh="测", en="bench", kind="gale", place=places[n % PLACES], opened_at=now, opened_by="ops:bench"
        )
        for n in range(open_incidents)
    )  # fmt: skip
    dice = random.Random(2026)
    for number in range(plans):
        put_plan(json.dumps(plan(number, dice)))
    return latest


def standing(open_incidents: int, plans: int, rounds: int) -> dict[str, Any]:
    """Every plan held to every incident, then again when one sensor reads something new."""
    latest = set_up(open_incidents, plans)
    began = time.perf_counter()
    look(latest=latest)
    first_s = time.perf_counter() - began
    concerned, rows = incidents.all_open(), current()
    kept = overview(rows)
    seen = world(site_now(), of=[one.pk for one in concerned], latest=latest)
    memory, whole, found = [], [], 0
    for n in range(rounds):
        code = f"p{n % PLACES}-wind_mean"
        rough = latest | {code: dataclasses.replace(latest[code], value=ROUGH)}
        began = time.perf_counter()
        changes = kept.changes(concerned, rows, dataclasses.replace(seen, latest=rough), {}, {})
        memory.append((time.perf_counter() - began) * 1000)
        found = max(found, len(changes))
        kept.changes(concerned, rows, seen, {}, {})
        began = time.perf_counter()
        look(latest=rough)
        whole.append((time.perf_counter() - began) * 1000)
        kept.changes(concerned, rows, seen, {}, {})
    return {
        "incidents": open_incidents, "plans": plans, "first_s": round(first_s, 2),
        "reevaluated_ms": round(statistics.median(memory), 1), "reevaluated_worst_ms": round(max(memory), 1),
        "with_database_ms": round(statistics.median(whole), 1), "proposals_found": found,
    }  # fmt: skip


def check(plans: int, actions: int) -> dict[str, Any]:
    """So many plans, each of so many actions in chains, parsed and checked from their files."""
    dice = random.Random(2026)
    files = [json.dumps(many(plan(number, dice), actions)).encode() for number in range(plans)]
    began = time.perf_counter()
    found = [parse(content) for content in files]
    took = time.perf_counter() - began
    errors = sum(has_errors(findings) for _, findings in found)
    one = json.dumps(many(plan(0, dice), 5000)).encode()
    began = time.perf_counter()
    parse(one)
    return {
        "plans": plans, "actions": actions, "check_s": round(took, 2), "with_errors": errors,
        "of_5000_actions_s": round(time.perf_counter() - began, 2),
    }  # fmt: skip


def many(data: dict[str, Any], actions: int) -> dict[str, Any]:
    """The plan with so many actions, every tenth of which waits for nothing and the others for the one before."""
    (first,) = data["actions"]
    data["actions"] = [
        first
        | {
            "code": f"act-{n}", "deadline": {"within": f"{5 + n % 10 * 5}m"}, "after": [f"act-{n - 1}"] if n % 10 else [],
            "order": text(f"act {n}"), "done_when": text("done"),
        }
        for n in range(actions)
    ]  # fmt: skip
    return data


def harm(folder: str, characters: int) -> dict[str, Any]:
    """Writes texts of so many characters that say one thing over and over, and documents made to harm, as files."""
    for number, piece in enumerate(HOSTILE):
        (Path(folder) / f"text {number}.txt").write_text(piece * (characters // len(piece)), encoding="utf-8")
    for what, (made, _) in MADE_TO_HARM.items():
        (Path(folder) / what).write_bytes(made())
    return {"characters": characters, "files": len(HOSTILE) + len(MADE_TO_HARM)}


def hostile(folder: str) -> dict[str, Any]:
    """Every file of a folder by the way of all: processor time of the processes that read it, memory of the largest."""
    took = {path.name: _spent(path) for path in sorted(Path(folder).iterdir())}
    worst = max(took, key=lambda name: took[name])
    unit = 1024 * 1024 if sys.platform == "darwin" else 1024
    megabytes = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / unit
    return {"worst_s": round(took[worst], 2), "worst": worst, "worst_mb": round(megabytes)}


def _spent(path: Path) -> float:
    """Seconds of processor time; the file may be refused."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    with contextlib.suppress(Fault):
        found_in(read(path.read_bytes(), path.name))
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


LOADS: dict[str, Callable[..., dict[str, Any]]] = {
    "standing": standing, "check": check, "harm": harm, "hostile": hostile,
}  # fmt: skip


def main(name: str, *words: str) -> None:
    given = [int(word) if word.isdecimal() else word for word in words]
    print(json.dumps(LOADS[name](*given)), flush=True)
