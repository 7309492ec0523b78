"""`watchroom bench journal`: eight writers and one follower on each database; nothing may be lost or seen twice.

Writers open the book for one entry each, as actions do; the follower is a real one, run by the real runner, with its
cursor in the transaction. What it saw is compared with what the book holds, and the book is verified.
"""

import json as jsons
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from watchroom.kernel.faults import Fault
from watchroom.kernel.words import Words
from watchroom.ops import children, figures

WRITERS = 8
ENTRIES = 12_000
CHILD = "import django; django.setup(); from watchroom.ops import journal_load; journal_load.main()"


class NotKept(Fault):
    status = 500
    text = Words(
        zh="{database}：丢失 {lost} 条，重复 {doubled} 条，核验不符 {findings} 处；应都是 0。",
        en="{database}: {lost} lost, {doubled} doubled, {findings} findings of verify; each must be 0.",
    )


def run(json: bool = False, quick: bool = False) -> dict[str, Any]:
    """Measures both databases; PostgreSQL in a private server of our own, unless WATCHROOM_BENCH_POSTGRES names one.

    Raises NotKept, after the figures were told.
    """
    from importlib.metadata import version

    from watchroom.ops.private_postgres import private_postgres

    entries = ENTRIES // 20 if quick else ENTRIES
    found: dict[str, Any] = {"writers": WRITERS, "entries": entries}
    versions = {"django": version("django"), "psycopg": version("psycopg")}
    with tempfile.TemporaryDirectory(prefix="watchroom-bench-") as scratch:
        found |= _measure("sqlite", Path(scratch) / "sqlite", "", entries, versions)
        named = os.environ.get("WATCHROOM_BENCH_POSTGRES", "")
        if named:
            found |= _measure("postgresql", Path(scratch) / "postgresql", named, entries, versions)
        else:
            with private_postgres(durable=True) as url:
                found |= _measure("postgresql", Path(scratch) / "postgresql", url, entries, versions)
    told = figures.tell("journal", versions, found, json=json)
    must_be_kept(found)
    return told


def must_be_kept(found: Mapping[str, Any]) -> None:
    """Raises NotKept when on either database anything was lost or seen twice, or the book does not verify."""
    for database in ("sqlite", "postgresql"):
        wrong = {name: found[f"{database}.{name}"] for name in ("lost", "doubled", "findings")}
        if any(wrong.values()):
            raise NotKept(database=database, **wrong)


def _measure(name: str, data: Path, url: str, entries: int, versions: dict[str, str]) -> dict[str, Any]:
    data.mkdir(mode=0o700)
    env = {k: v for k, v in os.environ.items() if k != "DATABASE_URL"} | {"WATCHROOM_DATA": str(data)}
    env |= {"DATABASE_URL": url} if url else {}
    subprocess.run([sys.executable, "-m", "watchroom.ops", "prepare"], env=env, stdin=subprocess.DEVNULL, check=True)
    share = entries // WRITERS
    writers = [_child("write", str(number), str(share), env=env) for number in range(WRITERS)]
    follower = _child("follow", str(share * WRITERS), env=env)
    everyone = [*writers, follower]
    for child in everyone:
        _line(child)  # it is ready
    began = time.perf_counter()
    for child in everyone:
        assert child.stdin is not None
        child.stdin.write("go\n")
        child.stdin.flush()
    times = [ms for writer in writers for ms in jsons.loads(_line(writer))]
    written_s = time.perf_counter() - began
    told = jsons.loads(_line(follower))
    for child in everyone:
        child.wait(30)
    versions[name] = told["version"]
    return {
        f"{name}.entries_per_s": round(share * WRITERS / written_s, 1),
        f"{name}.lost": told["lost"],
        f"{name}.doubled": told["doubled"],
        f"{name}.findings": told["findings"],
        f"{name}.p50_ms": round(figures.percentile(times, 0.5), 2),
        f"{name}.p99_ms": round(figures.percentile(times, 0.99), 2),
        f"{name}.worst_ms": round(max(times), 2),
        f"{name}.follower_behind_s": round(max(0.0, told["done_at"] - (began + written_s)), 2),
    }


def _child(*words: str, env: dict[str, str]) -> "subprocess.Popen[str]":
    parent = os.getpid()
    return subprocess.Popen(
        [sys.executable, "-c", CHILD, *words],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        env={"DJANGO_SETTINGS_MODULE": "watchroom.ops.settings"} | env,
        text=True,
        preexec_fn=lambda: children.die_with_parent(parent),
    )


def _line(child: "subprocess.Popen[str]") -> str:
    assert child.stdout is not None
    line = child.stdout.readline()
    if not line:
        raise RuntimeError(f"a process of the measurement ended early (code {child.wait(30)})")
    return line
