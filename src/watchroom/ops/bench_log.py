"""`watchroom bench log`: searches in a duty log of a million lines, on each database; both must give the same lines.

The figures are told first; then Missed is raised if a search took longer than its bound, or the two differ.
"""

import os
import statistics
from typing import Any

from watchroom.ops import figures
from watchroom.ops.bench_plans import Missed, _load, _site
from watchroom.ops.private_postgres import private_postgres

LINES, ROUNDS, BOUND_MS = 1_000_000, 5, 200.0
CHILD = "import sys, django; django.setup(); from watchroom.ops import log_load; log_load.main(*sys.argv[1:])"


def run(json: bool = False, quick: bool = False) -> dict[str, Any]:
    """PostgreSQL in a private server of our own, unless WATCHROOM_BENCH_POSTGRES names one. Raises Missed."""
    from importlib.metadata import version

    lines = LINES // 50 if quick else LINES
    found: dict[str, Any] = {"lines": lines}
    with _site("") as env:
        sqlite = _load(env, lines, ROUNDS, child=CHILD)
    named = os.environ.get("WATCHROOM_BENCH_POSTGRES", "")
    if named:
        with _site(named) as env:
            postgresql = _load(env, lines, ROUNDS, child=CHILD)
    else:
        with private_postgres(durable=True) as url, _site(url) as env:
            postgresql = _load(env, lines, ROUNDS, child=CHILD)
    for name, told in (("sqlite", sqlite), ("postgresql", postgresql)):
        found |= _figures(name, told)
    found["differ"] = sum(sqlite["gave"][one] != postgresql["gave"][one] for one in sqlite["gave"])
    told = figures.tell("log", {name: version(name) for name in ("django", "pypinyin", "psycopg")}, found, json=json)
    _must_hold(found)
    return told


def _figures(name: str, told: dict[str, Any]) -> dict[str, Any]:
    """Of each search the median of its rounds; over all of them the median, and the worst single round."""
    medians = {one: statistics.median(times) for one, times in told["ms"].items()}
    every = [ms for times in told["ms"].values() for ms in times]
    found = {f"{name}.{one}_ms": round(ms, 1) for one, ms in medians.items()}
    return {
        f"{name}.laid_s": round(told["laid_s"], 1), f"{name}.p50_ms": round(statistics.median(every), 1),
        f"{name}.p95_ms": round(figures.percentile(every, 0.95), 1), f"{name}.worst_ms": round(max(every), 1), **found,
    }  # fmt: skip


def _must_hold(found: dict[str, Any]) -> None:
    slow = [
        f"{name} {ms} (< {BOUND_MS:g})"
        for name, ms in found.items()
        if name.endswith("_ms") and not name.endswith("worst_ms") and ms >= BOUND_MS
    ]
    if slow or found["differ"]:
        raise Missed(what="; ".join([*slow, *([f"differ {found['differ']} (0)"] if found["differ"] else [])]))
