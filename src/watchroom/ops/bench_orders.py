"""`watchroom bench orders`: a call to 5,000 people through a gateway that refuses every fifth message, on both databases.

Once untouched: when has each been tried, when has each been sent. Once with `kill -9` of the worker in the middle: nobody
may be without the message, nobody may have it more than twice, and whoever may have it twice must be able to read that.
Each of the four can be run alone: `watchroom bench orders sqlite-killed`.
"""

import json as jsons
import os
import random
import signal
import subprocess
import sys
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from watchroom.kernel.faults import Fault
from watchroom.kernel.words import Words
from watchroom.ops import figures
from watchroom.ops.private_postgres import private_postgres

PEOPLE, QUICK, KILLED = 5000, 300, 1000
REFUSES = 0.2
FIRST_WITHIN_S = 60.0
MARK = "可能重复"


class NotReached(Fault):
    status = 500
    text = Words(
        zh="{what}：应无一遗漏、每人至多重复一次且注明，{limit} 秒内全部试发。",
        en="{what}: nobody may be left out, nobody have it more than twice and never unmarked, all be tried within {limit} s.",
    )


class Gateway(ThreadingHTTPServer):
    """Takes messages, refuses some, and knows what it has taken."""

    daemon_threads = True
    request_queue_size = 256

    def __init__(self, seed: int) -> None:
        super().__init__(("127.0.0.1", 0), Door)
        self.chance, self.lock = random.Random(seed), threading.Lock()
        self.taken: list[tuple[str, str]] = []
        self.refused = 0

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_address[1]}/send"


class Door(BaseHTTPRequestHandler):
    server: Gateway

    def do_POST(self) -> None:
        length = int(self.headers["Content-Length"])
        body = self.rfile.read(length)
        if len(body) < length:
            return  # the worker was killed in the middle of a message
        told = jsons.loads(body)
        with self.server.lock:
            refuses = self.server.chance.random() < REFUSES
            self.server.refused += refuses
            if not refuses:
                self.server.taken.append((told["key"], told["text"]))
        answer = jsons.dumps({"code": "0", "id": told["key"]}).encode()
        self.send_response(503 if refuses else 200)
        self.send_header("Content-Length", str(len(answer)))
        self.end_headers()
        self.wfile.write(answer)

    def log_message(self, format: str, *args: Any) -> None:
        return None


@contextmanager
def _gateway(seed: int) -> Iterator[Gateway]:
    server = Gateway(seed)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield server
    finally:
        server.shutdown()
        server.server_close()


@dataclass(frozen=True, slots=True)
class Part:
    """One of the measurements: on which database, with or without a kill in the middle."""

    database: str
    kill: bool

    @property
    def name(self) -> str:
        return f"{self.database}.killed." if self.kill else f"{self.database}."

    def people(self, *, quick: bool) -> int:
        people = QUICK if quick else PEOPLE
        return min(people, KILLED) if self.kill else people


ALL = {
    "sqlite": Part("sqlite", kill=False),
    "sqlite-killed": Part("sqlite", kill=True),
    "postgresql": Part("postgresql", kill=False),
    "postgresql-killed": Part("postgresql", kill=True),
}


def run(json: bool = False, quick: bool = False, parts: Sequence[str] = tuple(ALL)) -> dict[str, Any]:
    """These parts, one after the other. PostgreSQL in a private server of our own, unless WATCHROOM_BENCH_POSTGRES names one:
    on that no worker is killed where both are asked for, because the database is not ours to empty.

    Raises NotReached, after the figures were told.
    """
    from importlib.metadata import version

    found: dict[str, Any] = {"people": QUICK if quick else PEOPLE, "refuses": REFUSES}
    named = os.environ.get("WATCHROOM_BENCH_POSTGRES", "")
    for part in (ALL[name] for name in parts):
        if part.database == "sqlite":
            _measure(part, "", found, quick=quick)
        elif not named:
            with private_postgres(durable=True) as url:  # each on a database of its own
                _measure(part, url, found, quick=quick)
        elif not part.kill or "postgresql" not in parts:
            _measure(part, named, found, quick=quick)
    told = figures.tell("orders", {"django": version("django"), "httpx": version("httpx")}, found, json=json)
    must_reach_all(found)
    return told


PARTS = {name: partial(run, parts=(name,)) for name in ALL}


def must_reach_all(found: Mapping[str, Any]) -> None:
    """Raises NotReached for whoever was left out, had it too often, or had it twice without a word."""
    wrong = [
        f"{name} {value}" for name, value in found.items()
        if (name.endswith((".lost", ".too_often", ".unmarked", ".findings")) and value)
        or (name.endswith("first_s") and "killed" not in name and value > FIRST_WITHIN_S)
    ]  # fmt: skip
    if wrong:
        raise NotReached(what="; ".join(wrong), limit=f"{FIRST_WITHIN_S:g}")


def _measure(part: Part, url: str, found: dict[str, Any], *, quick: bool) -> None:
    name, people = part.name, part.people(quick=quick)
    with tempfile.TemporaryDirectory(prefix="watchroom-bench-") as data, _gateway(seed=7) as gateway:
        env = {
            k: v for k, v in os.environ.items() if k not in ("DATABASE_URL", "WATCHROOM_NATS_URL", "WATCHROOM_CARRIERS")
        }
        env |= {"WATCHROOM_DATA": data, "DJANGO_SETTINGS_MODULE": "watchroom.ops.settings", "WATCHROOM_LOG": "ERROR"}
        env |= {"DATABASE_URL": url} if url else {}
        subprocess.run(
            [sys.executable, "-m", "watchroom.ops", "prepare"], env=env, check=True, stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
        )  # fmt: skip
        began = time.monotonic()
        _child(env, "lay", str(people), gateway.url)
        laid_s = time.monotonic() - began
        out = _killed(env, gateway, people) if part.kill else None
        done = _child(env, "work")
        ledger = _child(env, "told")
    found |= {f"{name}{what}": value for what, value in _figures(gateway, people, ledger).items()}
    found |= {
        f"{name}first_s": round(done["first_s"], 2),
        f"{name}whole_s": round(done["whole_s"], 2),
        f"{name}cpu_s": round(done["cpu_s"], 2),
        f"{name}laid_s": round(laid_s, 2),
    }
    if out is not None:
        found[f"{name}out_at_the_kill"] = out


def _killed(env: Mapping[str, str], gateway: Gateway, people: int) -> int:
    """Starts a worker and kills it when a third of the messages is out; then its leases run out. How many were out.

    Raises NotReached where it ended by itself before: then nothing was tried.
    """
    worker = subprocess.Popen(
        [sys.executable, "-m", "watchroom.ops.orders_load", "work"], env=dict(env), stdout=subprocess.DEVNULL
    )
    until = time.monotonic() + 600
    while len(gateway.taken) < people // 3 and worker.poll() is None and time.monotonic() < until:
        time.sleep(0.005)
    ended, out = worker.poll() is not None, len(gateway.taken)
    worker.send_signal(signal.SIGKILL)
    worker.wait()
    if ended or out < people // 3:
        raise NotReached(
            what=f"the worker was not killed in the middle ({out} of {people} out)", limit=f"{FIRST_WITHIN_S:g}"
        )
    _child(env, "free")
    return out


def _child(env: Mapping[str, str], *words: str) -> dict[str, Any]:
    argv = [sys.executable, "-m", "watchroom.ops.orders_load", *words]
    done = subprocess.run(argv, env=dict(env), check=True, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, text=True)
    lines = done.stdout.splitlines()
    told: dict[str, Any] = jsons.loads(lines[-1]) if lines else {}
    return told


def _figures(gateway: Gateway, people: int, ledger: Mapping[str, Any]) -> dict[str, Any]:
    times = Counter(key for key, _ in gateway.taken)
    twice = {key for key, n in times.items() if n > 1}
    unmarked = [key for key in twice if not any(MARK in text for one, text in gateway.taken if one == key)]
    return {
        "reached": len(times), "lost": people - len(times), "twice": len(twice), "unmarked": len(unmarked),
        "too_often": sum(n > 2 for n in times.values()), "refused": gateway.refused, "tries": ledger["tries"],
        "ledger_sent": ledger["sent"], "findings": ledger["findings"], "entries": ledger["entries"],
    }  # fmt: skip
