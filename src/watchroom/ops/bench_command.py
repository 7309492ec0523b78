"""`watchroom bench command`: the command line typed letter by letter on a site with five thousand units, on both databases.

`warm` is a keystroke when nothing was written meanwhile, `after_an_entry` one just after a unit changed its status. `cpu` is the
time that the asking process itself worked, on a busy machine less than what passed. The figures are told first; then Missed is raised if one is outside its bound.
"""

import json as jsons
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from watchroom.kernel.faults import Fault
from watchroom.kernel.words import Words
from watchroom.ops import figures

UNITS, ROUNDS, QUICK_UNITS, QUICK_ROUNDS = 5000, 5, 500, 1
BOUND_MS = 50.0
FIGURES = (
    ("median_ms", 0, 0.5), ("p95_ms", 0, 0.95), ("worst_ms", 0, 1.0), ("cpu_median_ms", 1, 0.5), ("cpu_p95_ms", 1, 0.95),
)  # fmt: skip
CHILD = "import sys, django; django.setup(); from watchroom.ops import command_load; command_load.main(*map(int, sys.argv[1:]))"


class Missed(Fault):
    status = 500
    text = Words(zh="未达到要求：{what}。", en="Outside their bounds: {what}.")


def run(json: bool = False, quick: bool = False) -> dict[str, Any]:
    """Raises Missed, after the figures were told."""
    from importlib.metadata import version

    from watchroom.ops.private_postgres import private_postgres

    size = (QUICK_UNITS, QUICK_ROUNDS) if quick else (UNITS, ROUNDS)
    found: dict[str, Any] = {"units": size[0]}
    found |= _measured("sqlite", "", size)
    named = os.environ.get("WATCHROOM_BENCH_POSTGRES", "")
    if named:
        found |= _measured("postgresql", named, size)
    else:
        with private_postgres(durable=True) as url:
            found |= _measured("postgresql", url, size)
    told = figures.tell("command", {"rapidfuzz": version("rapidfuzz"), "django": version("django")}, found, json=json)
    over = [
        f"{name} {value} (< {BOUND_MS:g})"
        for name, value in found.items()
        if name.endswith(".p95_ms") and value >= BOUND_MS
    ]
    if over:
        raise Missed(what="; ".join(over))
    return told


def _measured(name: str, url: str, size: tuple[int, int]) -> dict[str, Any]:
    with _site(url) as env:
        argv = [sys.executable, "-c", CHILD, *map(str, size)]
        done = subprocess.run(argv, env=env, check=True, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, text=True)
    told = jsons.loads(done.stdout.splitlines()[-1])
    return {
        f"{name}.{what}.{said}": round(figures.percentile([one[at] for one in told[what]], share), 1)
        for what in ("warm", "after_an_entry")
        for said, at, share in FIGURES
    } | {
        f"{name}.first_opened_ms": round(told["opening"][0][0], 1),
        f"{name}.keystrokes": len(told["warm"]) + len(told["after_an_entry"]),
    }


@contextmanager
def _site(url: str) -> Iterator[dict[str, str]]:
    """The environment of an empty site of its own, on SQLite or on the database at `url`."""
    with tempfile.TemporaryDirectory(prefix="watchroom-bench-") as data:
        env = {k: v for k, v in os.environ.items() if k not in ("DATABASE_URL", "WATCHROOM_NATS_URL")}
        env |= {"WATCHROOM_DATA": data, "DJANGO_SETTINGS_MODULE": "watchroom.ops.settings"}
        env |= {"DATABASE_URL": url} if url else {}
        argv = [sys.executable, "-m", "watchroom.ops", "prepare"]
        subprocess.run(argv, env=env, check=True, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL)
        yield env
