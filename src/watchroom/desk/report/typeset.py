"""A report on paper is set in a child process with limits: no report, however long or odd, takes a page server along."""

import json
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from watchroom.kernel import apart
from watchroom.kernel.faults import Fault
from watchroom.kernel.words import Words

LIMIT_S = 20
CHILD = Path(__file__).with_name("typeset_child.py")


class NotTypeset(Fault):
    status = 503
    text = Words(
        zh="报告没有排成 PDF（{why}）。请改用网页版打印，并告知管理员。",
        en="The report could not be set as PDF ({why}). Print its page instead, and tell the administrator.",
    )


def pdf(said: Mapping[str, Any], template: str = "report.typ") -> bytes:
    """The PDF of what `page.told` (or `kpi.told`, with its own template) gave, on A4 pages. Raises NotTypeset."""
    argv = (sys.executable, "-I", str(CHILD), str(LIMIT_S), template)
    data = json.dumps(said, ensure_ascii=False).encode()
    try:
        done = apart.ended(argv, data, LIMIT_S)
    except apart.Overrun as error:
        raise NotTypeset(why=f"{LIMIT_S} s") from error
    if done.returncode or not done.stdout.startswith(b"%PDF"):
        last = done.stderr.decode("utf-8", "replace").strip().rpartition("\n")[2]
        raise NotTypeset(why=last[:200] or f"exit {done.returncode}")
    return done.stdout
