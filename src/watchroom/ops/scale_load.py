"""What `watchroom bench scale` runs beside its measured site: sixteen zones of sensors, a backlog, and processes that watch."""

import asyncio
import json
import os
import signal
import subprocess
import sys
import time
from collections import Counter
from pathlib import Path
from typing import Any

import numpy as np
from django.conf import settings

from watchroom.alarms.chatter_rules import ONE_ROW_MS
from watchroom.alarms.models import Alarm
from watchroom.alarms.rule_actions import put_rule
from watchroom.journal.book import book
from watchroom.journal.models import Entry
from watchroom.kernel.clock import SystemClock, ms
from watchroom.ops import children
from watchroom.ops.intake_site import LIMITS, POINT, WORDS
from watchroom.ops.nats import Server
from watchroom.places.actions import put_place
from watchroom.sources import stream
from watchroom.sources.actions import put_sensor, put_source
from watchroom.sources.models import Partition, Sensor
from watchroom.sources.readings import MOST_IN_MESSAGE, encode_readings
from watchroom.sources.rules import PARTITIONS, partition_of

SENSORS = 100  # a partition
CROSSING_EVERY = 10  # messages
WATCHERS = (1, 2, 4)
LIMIT_S = 600.0
APART_MS = 2 * ONE_ROW_MS  # so that the next crossing of a sensor is an alarm of its own
type Onset = tuple[int, int]


def main(messages: int) -> None:
    """Prints the figures as one line of JSON."""
    data = Path(settings.DATA)
    _set_up()
    numbers = {
        p: list(Sensor.objects.filter(partition=p).order_by("number").values_list("number", flat=True))
        for p in range(PARTITIONS)
    }
    found: dict[str, Any] = {"partitions": PARTITIONS, "sensors": PARTITIONS * SENSORS}
    owed: Counter[Onset] = Counter()
    at_ms = ms(SystemClock().now()) - 3_000_000
    with Server(data):
        for watchers, kill in [*((n, False) for n in WATCHERS), (WATCHERS[-1], True)]:
            last, at_ms = asyncio.run(_backlog(numbers, messages, at_ms, owed))
            name = f"killed.{watchers}" if kill else str(watchers)
            found |= {f"{name}.{what}": figure for what, figure in _drain(data, watchers, last, kill).items()}
            readings = PARTITIONS * messages * MOST_IN_MESSAGE
            found[f"{name}.readings_per_s"] = round(readings / found[f"{name}.took_s"])
    raised = Counter((number, ms(onset)) for number, onset in Alarm.objects.values_list("sensor__number", "onset"))
    found |= {
        "takeover_s": found.pop(f"killed.{WATCHERS[-1]}.takeover_s"), "ratio.two": _ratio(found, 2), "ratio.four": _ratio(found, 4),
        "alarms": owed.total(), "lost": (owed - raised).total(), "doubled": (raised - owed).total(),
        "entries": Entry.objects.filter(kind="alarms.raised").count(),
    }  # fmt: skip
    print(json.dumps(found))


def _ratio(found: dict[str, Any], watchers: int) -> float:
    return round(float(found[f"{watchers}.readings_per_s"] / found["1.readings_per_s"]), 2)


def _set_up() -> None:
    put_source("bench", "http_push", "测速", "Bench", expected_every_s=86_400, simulated=True)
    for partition in range(PARTITIONS):
        zone = next(code for n in range(10_000) if partition_of(code := f"zone-{n}") == partition)
        with book(actor="ops:setup"):
            put_place(zone, "zone", f"片区 {partition}", f"Zone {partition}", POINT, source="bench", schematic=True)
            for number in range(SENSORS):
                code = f"s{partition}-{number}"
                put_sensor(code, "bench", zone, "crowd_count", code, code)
                put_rule(
                    code,
                    detector="threshold",
                    sensor=code,
                    settings=LIMITS,
                    priority=3,
                    title_zh=code,
                    title_en=code,
                    **WORDS,
                )


async def _backlog(
    numbers: dict[int, list[int]], messages: int, at_ms: int, owed: Counter[Onset]
) -> tuple[dict[int, int], int]:
    """Writes it; the last sequence of each partition, and the event time after it. Notes the alarms that it must raise."""
    client = await stream.connect("backlog")
    await stream.lay_readings(client.jetstream())
    last: dict[int, int] = {}
    rounds = MOST_IN_MESSAGE // SENSORS
    for message in range(messages):
        start = at_ms + message * rounds
        crossing = message // CROSSING_EVERY % SENSORS if message % CROSSING_EVERY == 0 else None
        bodies = {partition: _message(some, start, rounds, crossing) for partition, some in numbers.items()}
        acks = await asyncio.gather(
            *(stream.publish(client.jetstream(), p, body, f"{p}.{start}", 30) for p, body in bodies.items())
        )
        last |= dict(zip(bodies, acks, strict=True))
        if crossing is not None:
            owed.update((some[crossing], start) for some in numbers.values())
    await client.close()
    return last, at_ms + messages * rounds + APART_MS


def _message(numbers: list[int], start_ms: int, rounds: int, crossing: int | None) -> bytes:
    sensor = np.tile(np.array(numbers, np.int32), rounds)
    value = np.full(sensor.size, 10.0)
    if crossing is not None:
        value[crossing] = 60.0
    measured = start_ms + np.repeat(np.arange(rounds, dtype=np.int64), len(numbers))
    (body,) = encode_readings(sensor, value, measured, measured)
    return body


def _drain(data: Path, watchers: int, last: dict[int, int], kill: bool) -> dict[str, float]:
    """Lets so many processes judge all of it; the seconds from the first step to the last, and of taking over."""
    env = dict(os.environ)
    before = _positions()
    running = [
        children.start(
            [sys.executable, "-m", "watchroom.ops", "watch"],
            log=data / "watch.log",
            env=env | {"WATCHROOM_PROCESS": f"watch-{n}"},
        )
        for n in range(watchers)
    ]
    try:
        until, began, takeover = time.monotonic() + LIMIT_S, 0.0, 0.0
        while any(at[1] < last[p] for p, at in _positions().items() if p in last) or not began:
            if time.monotonic() > until:
                raise TimeoutError(f"{watchers} processes did not judge the backlog in {LIMIT_S:.0f} s")
            began = began or (time.monotonic() if _positions() != before and _moved(before) else 0.0)
            if kill and began and not takeover and len(_owners()) == watchers:
                takeover = _kill_one(running, last)
            time.sleep(0.02)
        took = time.monotonic() - began
        return {"took_s": round(took, 2)} | ({"takeover_s": round(takeover, 2)} if kill else {})
    finally:
        for one in running:
            one.send_signal(signal.SIGTERM)
        for one in running:
            one.wait(15)


def _positions() -> dict[int, tuple[str, int]]:
    rows = Partition.objects.filter(number__lt=PARTITIONS).values_list("number", "owner", "position")
    return {number: (owner, position) for number, owner, position in rows}


def _moved(before: dict[int, tuple[str, int]]) -> bool:
    return any(position > before.get(number, ("", 0))[1] for number, (_, position) in _positions().items())


def _owners() -> set[str]:
    return {owner for owner, _ in _positions().values() if owner}


def _kill_one(running: list["subprocess.Popen[bytes]"], last: dict[int, int]) -> float:
    """Kills one that has work left; the seconds until each of its partitions moved on or was done."""
    victim = next(one for one in running if any(f":{one.pid}:" in owner for owner in _owners()))
    held = {
        n: position
        for n, (owner, position) in _positions().items()
        if f":{victim.pid}:" in owner and position < last[n]
    }
    began = time.monotonic()
    children.end(victim.pid, signal.SIGKILL)
    victim.wait(5)  # as the supervisor does: else it would still be there for whoever looks
    while any(position <= held[n] for n, (_, position) in _positions().items() if n in held):
        if time.monotonic() - began > LIMIT_S:
            break
        time.sleep(0.02)
    return max(time.monotonic() - began, 0.001) if held else 0.001
