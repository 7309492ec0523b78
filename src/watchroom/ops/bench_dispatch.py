"""`watchroom bench dispatch`: fourteen days of a real dispatch centre through the real actions, on both databases.

The log comes from the folder that WATCHROOM_DISPATCH_LOG names (by default `data/dispatch/sffd-2020-04` of the design
documents). Each database gets a site of its own; what comes out of its book is compared with the log itself, read without
our actions. The figures are told first; then Missed is raised if one differs or the book does not verify.
"""

import json as jsons
import os
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

from watchroom.kernel.faults import Fault
from watchroom.kernel.words import Words
from watchroom.ops import figures, proposals_bench

PARTS = {"proposals": proposals_bench.run}
QUICK = 300
ZONE = "America/Los_Angeles"
CHECK = "import django; django.setup(); from watchroom.journal.verify import verify; print(sum(1 for _ in verify()))"


class Missed(Fault):
    status = 500
    text = Words(
        zh="重放与日志不符：{what}；都应相同。",
        en="The replay does not agree with the log: {what}; each must be the same.",
    )


def run(json: bool = False, quick: bool = False) -> dict[str, Any]:
    """Raises Missed, after the figures were told; NoLog without a log."""
    from importlib.metadata import version

    from watchroom.ops.private_postgres import private_postgres

    folder = _folder()
    limit = QUICK if quick else None
    expected = of_the_log(folder, limit)
    found: dict[str, Any] = {f"log.{name}": value for name, value in expected.items()}
    wrong = _measure("sqlite", "", folder, limit, expected, found)
    named = os.environ.get("WATCHROOM_BENCH_POSTGRES", "")
    if named:
        wrong += _measure("postgresql", named, folder, limit, expected, found)
    else:
        with private_postgres(durable=True) as url:
            wrong += _measure("postgresql", url, folder, limit, expected, found)
    told = figures.tell("dispatch", {"django": version("django"), "psycopg": version("psycopg")}, found, json=json)
    if wrong:
        raise Missed(what="; ".join(wrong))
    return told


def _folder() -> Path:
    default = Path(__file__).resolve().parents[4] / "shared" / "data" / "dispatch" / "sffd-2020-04"
    return Path(os.environ.get("WATCHROOM_DISPATCH_LOG") or default)


def of_the_log(folder: Path, limit: int | None) -> dict[str, Any]:
    """The same figures straight from the rows: no action, no book."""
    from watchroom.dispatch.figures import quantile
    from watchroom.ops.dispatch_log import log_file, read_log

    rows = sorted(read_log(log_file(folder), ZONE).rows, key=lambda row: (row.dispatched, row.line))[:limit]
    took = [(row.stages["on_scene"] - row.dispatched).total_seconds() for row in rows if "on_scene" in row.stages]
    return {
        "dispatches": len(rows), "calls": len({row.call for row in rows}), "units": len({row.unit for row in rows}),
        "arrived": len(took), "median_s": quantile(took, 0.5), "p90_s": quantile(took, 0.9), "never_arrived": len(rows) - len(took),
    }  # fmt: skip


def _measure(
    name: str, url: str, folder: Path, limit: int | None, expected: dict[str, Any], found: dict[str, Any]
) -> list[str]:
    """Plays, and says what differs from the log."""
    with tempfile.TemporaryDirectory(prefix="watchroom-bench-") as data:
        env = {k: v for k, v in os.environ.items() if k not in ("DATABASE_URL", "WATCHROOM_NATS_URL", "WATCHROOM_ZONE")}
        env |= {"WATCHROOM_DATA": data, "DJANGO_SETTINGS_MODULE": "watchroom.ops.settings"}
        env |= {"DATABASE_URL": url} if url else {}
        argv = [sys.executable, "-m", "watchroom.ops", "replay", "dispatch", str(folder), "--json"]
        argv += ["--limit", str(limit)] if limit else []
        done = subprocess.run(argv, env=env, check=True, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, text=True)
        told = jsons.loads(done.stdout.splitlines()[-1])
        checked = subprocess.run([sys.executable, "-c", CHECK], env=env, check=True, stdout=subprocess.PIPE, text=True)
    got = {name: told[name] for name in ("dispatches", "calls", "units", "never_arrived")}
    got |= {"arrived": told["dispatch_to_on_scene"]["n"]} | {
        k: told["dispatch_to_on_scene"][k] for k in ("median_s", "p90_s")
    }
    got |= {"findings": int(checked.stdout)}
    found |= {f"{name}.{what}": value for what, value in got.items()}
    found |= {
        f"{name}.acts": told["played"]["acts"],
        f"{name}.seconds": told["played"]["seconds"],
        f"{name}.acts_per_s": told["played"]["acts_per_s"],
    }
    right = {**expected, "findings": 0}
    return [f"{name}.{what} {got[what]} ({value})" for what, value in right.items() if got[what] != value]
