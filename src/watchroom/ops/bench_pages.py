"""`watchroom bench pages`: every page of a site with a year behind it, on both databases.

Each page without an argument, and those of an incident that is open and of one that was closed a year ago, are asked for in
one process, without a network. The figures are told first; then Missed is raised if a page's median is over its bound.
"""

import os
import statistics
from typing import Any

from watchroom.ops import figures
from watchroom.ops.bench_plans import Missed, _load, _site
from watchroom.ops.private_postgres import private_postgres

DAYS, QUICK_DAYS, ROUNDS, BOUND_MS = 365, 7, 5, 250.0
TOLD = 5
CHILD = "import sys, django; django.setup(); from watchroom.ops import pages_load; pages_load.main(*sys.argv[1:])"


def run(json: bool = False, quick: bool = False) -> dict[str, Any]:
    """PostgreSQL in a private server of our own, unless WATCHROOM_BENCH_POSTGRES names one. Raises Missed."""
    from importlib.metadata import version

    days = QUICK_DAYS if quick else DAYS
    found: dict[str, Any] = {"days": days}
    slow = _measured("sqlite", "", days, found)
    named = os.environ.get("WATCHROOM_BENCH_POSTGRES", "")
    if named:
        slow += _measured("postgresql", named, days, found)
    else:
        with private_postgres(durable=True) as url:
            slow += _measured("postgresql", url, days, found)
    told = figures.tell("pages", {"django": version("django")}, found, json=json)
    if slow:
        raise Missed(what="; ".join(slow))
    return told


def _measured(name: str, url: str, days: int, found: dict[str, Any]) -> list[str]:
    """What is over its bound; the figures go into `found`."""
    with _site(url) as env:
        told = _load(env | {"WATCHROOM_LOG": "CRITICAL"}, days, ROUNDS, child=CHILD)
    medians = {page: statistics.median(times) for page, times in told["ms"].items()}
    slowest = sorted(medians, key=lambda page: -medians[page])
    found |= {f"{name}.{what}": told[what] for what in ("incidents", "alarms", "lines", "entries")}
    found |= {
        f"{name}.laid_s": round(told["laid_s"], 1),
        f"{name}.pages": len(medians),
        f"{name}.median_ms": round(statistics.median(medians.values()), 1),
        f"{name}.worst_ms": round(medians[slowest[0]], 1),
    }
    found |= {f"{name}{page}": round(medians[page], 1) for page in slowest[:TOLD]}
    return [f"{name}{page} {ms:.0f} ms (< {BOUND_MS:g})" for page, ms in medians.items() if ms >= BOUND_MS]
