"""`watchroom bench dispatch proposals`: how long a proposal takes, for one incident and for twenty at once.

An empty site of its own gets 200 units at 25 stations, each measured somewhere in a made town of 40 by 40 streets; every
round asks about incidents at new places, so that no road time is known yet. By road where the road engine is installed,
and by straight lines. `cpu_ms` is the time that the asking process itself worked, on a busy machine less than what passed.
The figures are told first; then Missed is raised if one is outside its bound.
"""

import json as jsons
import os
import subprocess
import sys
import tempfile
from typing import Any

from watchroom.kernel.faults import Fault
from watchroom.kernel.words import Words
from watchroom.ops import figures

LOAD = "import sys, django; django.setup(); from watchroom.ops import proposals_load; proposals_load.main(int(sys.argv[1]))"
BOUNDS = {"roads.1_ms": 150.0, "roads.20_ms": 1000.0, "straight.1_ms": 150.0, "straight.20_ms": 1000.0}


class Missed(Fault):
    status = 500
    text = Words(zh="未达到要求：{what}。", en="Outside their bounds: {what}.")


def run(json: bool = False, quick: bool = False) -> dict[str, Any]:
    """Raises Missed, after the figures were told."""
    from importlib.metadata import version

    with tempfile.TemporaryDirectory(prefix="watchroom-bench-") as data:
        env = {k: v for k, v in os.environ.items() if k not in ("DATABASE_URL", "WATCHROOM_NATS_URL")}
        env |= {"WATCHROOM_DATA": data, "DJANGO_SETTINGS_MODULE": "watchroom.ops.settings"}
        argv = [sys.executable, "-m", "watchroom.ops", "prepare"]
        subprocess.run(argv, env=env, check=True, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL)
        done = subprocess.run(
            [sys.executable, "-c", LOAD, "3" if quick else "15"], env=env, check=True, stdout=subprocess.PIPE, text=True
        )
    found = jsons.loads(done.stdout.splitlines()[-1])
    versions = {"highspy": version("highspy")} | ({"pyvalhalla": version("pyvalhalla")} if found["roads"] else {})
    told = figures.tell("dispatch proposals", versions, found, json=json)
    over = [f"{name} {found[name]} (< {most:g})" for name, most in BOUNDS.items() if found.get(name, 0) >= most]
    if over:
        raise Missed(what="; ".join(over))
    return told
