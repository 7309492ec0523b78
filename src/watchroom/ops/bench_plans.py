"""`watchroom bench plans`: plans read from documents, checked, held to incidents, started.

Documents come from the folder that WATCHROOM_PLANS names (by default `data/plans` of the design documents): each text is
read by `watchroom plan import` in a process of its own, whose time and memory count; where there is an expected file, the
reading is scored by the scoring program beside that folder. The other loads run on an empty site of their own, the
activation on both databases. The figures are told first; then Missed is raised if one is outside its bound.
"""

import json as jsons
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from watchroom.kernel.faults import Fault
from watchroom.kernel.words import Words
from watchroom.ops import figures

CHILD = "import sys, django; django.setup(); from watchroom.ops import plans_load; plans_load.main(*sys.argv[1:])"
ACTIVATION = "import django; django.setup(); from watchroom.ops import activation_load; activation_load.main()"
BOUNDS = {
    "import.worst_s": 5.0,
    "import.worst_mb": 300.0,
    "standing.reevaluated_ms": 50.0,
    "check.check_s": 5.0,
    "hostile.worst_s": 5.0,
    "hostile.worst_mb": 300.0,
}
BOUNDS |= {f"{name}.activated_ms": 500.0 for name in ("sqlite", "postgresql")}
LEAST_SCORE = 0.9


class Missed(Fault):
    status = 500
    text = Words(zh="未达到要求：{what}。", en="Outside their bounds: {what}.")


def run(json: bool = False, quick: bool = False) -> dict[str, Any]:
    """Raises Missed, after the figures were told."""
    from importlib.metadata import version

    found: dict[str, Any] = {}
    documents = _documents()
    if documents:
        found |= _imports(documents, quick=quick)
    else:
        found["import"] = "no documents: WATCHROOM_PLANS names their folder"
    with _site("") as env:
        told = _load(env, "standing", *((100, 20, 4) if quick else (1000, 200, 20)))
        found |= {f"standing.{name}": value for name, value in told.items()}
    with _site("") as env:
        found |= {f"check.{name}": value for name, value in _load(env, "check", 20 if quick else 200, 60).items()}
    with _site("") as env, tempfile.TemporaryDirectory(prefix="watchroom-bench-") as folder:
        told = _load(env, "harm", folder, 10_000 if quick else 100_000) | _load(env, "hostile", folder)
        found |= {f"hostile.{name}": value for name, value in told.items()}
    found |= _activations(200, 3 if quick else 15)
    told = figures.tell("plans", {"django": version("django")}, found, json=json)
    _must_hold(found)
    return told


def _must_hold(found: dict[str, Any]) -> None:
    over = [f"{name} {found[name]} (< {bound:g})" for name, bound in BOUNDS.items() if found.get(name, 0) >= bound]
    under = [
        f"{name} {value} (>= {LEAST_SCORE})"
        for name, value in found.items()
        if name.startswith("score.") and name.endswith(".total") and value < LEAST_SCORE
    ]
    wrong = [f"{name} {found[name]} (0)" for name in found if name.endswith((".lost", ".findings")) and found[name]]
    if over or under or wrong:
        raise Missed(what="; ".join([*over, *under, *wrong]))


def _documents() -> list[Path]:
    default = Path(__file__).resolve().parents[4] / "shared" / "data" / "plans"
    folder = Path(os.environ.get("WATCHROOM_PLANS") or default)
    return sorted(folder.glob("*.txt"))


def _imports(documents: list[Path], *, quick: bool) -> dict[str, Any]:
    """Time, memory and score of each document."""
    found: dict[str, Any] = {}
    times, sizes = [], []
    with _site("") as env, tempfile.TemporaryDirectory(prefix="watchroom-bench-") as scratch:
        for document in documents[:2] if quick else documents:
            made = Path(scratch) / f"{document.stem}.json"
            seconds, megabytes = _read(document, made, env)
            times.append(seconds)
            sizes.append(megabytes)
            found |= {f"import.{document.stem}.s": round(seconds, 2), f"import.{document.stem}.mb": round(megabytes)}
            found |= _score(document, made)
    return found | {"import.worst_s": round(max(times), 2), "import.worst_mb": round(max(sizes))}


def _read(document: Path, made: Path, env: dict[str, str]) -> tuple[float, float]:
    """Seconds, and megabytes of the largest process that took part."""
    argv = [
        sys.executable,
        "-m",
        "watchroom.ops",
        "plan",
        "import",
        str(document),
        "--format",
        "score",
        "-o",
        str(made),
    ]
    program = "import resource, subprocess, sys; subprocess.run(sys.argv[1:], check=True, stdout=subprocess.DEVNULL); "
    program += "print(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss)"
    began = time.perf_counter()
    done = subprocess.run(
        [sys.executable, "-c", program, *argv], env=env, check=True, stdout=subprocess.PIPE, text=True
    )
    unit = 1024 * 1024 if sys.platform == "darwin" else 1024
    return time.perf_counter() - began, int(done.stdout.split()[-1]) / unit


def _score(document: Path, made: Path) -> dict[str, Any]:
    expected = document.with_name(f"{document.stem}.expected.json")
    program = document.parents[2] / "tools" / "score_plan.py"
    if not expected.exists() or not program.exists():
        return {}
    argv = [sys.executable, str(program), str(expected), str(made), "--json"]
    told = jsons.loads(subprocess.run(argv, check=True, stdout=subprocess.PIPE, text=True).stdout)
    name = f"score.{document.stem}"
    parts = {f"{name}.{part}": round(value["f1"], 3) for part, value in told["parts"].items() if value}
    return parts | {f"{name}.total": round(told["total"], 3)}


def _activations(tasks: int, rounds: int) -> dict[str, Any]:
    from watchroom.ops.private_postgres import private_postgres

    found: dict[str, Any] = {}
    with _site("") as env:
        found |= _activation("sqlite", env, tasks, rounds)
    named = os.environ.get("WATCHROOM_BENCH_POSTGRES", "")
    if named:
        with _site(named) as env:
            return found | _activation("postgresql", env, tasks, rounds)
    with private_postgres(durable=True) as url, _site(url) as env:
        return found | _activation("postgresql", env, tasks, rounds)


def _activation(name: str, env: dict[str, str], tasks: int, rounds: int) -> dict[str, Any]:
    """The first round warms the process up and does not count."""
    told = _load(env, str(tasks), str(rounds + 1), child=ACTIVATION)
    whole = [a + b for a, b in zip(told["activation_ms"], told["orders_ms"], strict=True)][1:]
    return {
        f"{name}.activated_ms": round(statistics.median(whole), 1), f"{name}.worst_ms": round(max(whole), 1),
        f"{name}.lost": told["lost"], f"{name}.findings": told["findings"],
    }  # fmt: skip


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


def _load(env: dict[str, str], *words: object, child: str = CHILD) -> dict[str, Any]:
    argv = [sys.executable, "-c", child, *map(str, words)]
    done = subprocess.run(argv, env=env, check=True, stdout=subprocess.PIPE, text=True)
    told: dict[str, Any] = jsons.loads(done.stdout.splitlines()[-1])
    return told
