"""What bin/test reads out of the files that its parts leave."""

import json
import re
from itertools import zip_longest
from pathlib import Path
from xml.etree import ElementTree

VARIES = ("latency_ms", "entry", "cause")  # of a step: the machine's time, and numbers that the order of writing gives
SETTING = re.compile(r"\bWATCHROOM_[A-Z_]+")


def first_difference(one: Path, other: Path) -> str:
    """Where two stories of the same day part; empty when they tell the same."""
    stories = (json.loads(path.read_text(encoding="utf-8")) for path in (one, other))
    for number, (left, right) in enumerate(zip_longest(*stories, fillvalue={}), 1):
        for name in (name for name in {**left, **right} if name not in VARIES):
            if left.get(name) != right.get(name):
                step = left.get("step_en") or right.get("step_en")
                return f"{number}. {step}: {name}: {left.get(name)!r} / {right.get(name)!r}"
    return ""


def lacking(report: Path) -> dict[str, str]:
    """Of pytest's JUnit report: the tests that were skipped for want of what a setting names, each with the reason."""
    if not report.is_file():
        return {}
    found = {}
    for case in ElementTree.parse(report).iter("testcase"):
        skipped = case.find("skipped")
        reason = skipped.get("message", "") if skipped is not None else ""
        if SETTING.search(reason):
            found[f"{case.get('classname')}::{case.get('name')}"] = reason
    return found


def by_reason(tests: dict[str, str]) -> list[tuple[str, list[str]]]:
    """Each reason with its tests' modules and how many there are: `kernel.cap.tests.test_read (2)`."""
    reasons: dict[str, dict[str, int]] = {}
    for test, reason in sorted(tests.items()):
        module = test.partition("::")[0].rpartition("watchroom.")[2]
        modules = reasons.setdefault(reason, {})
        modules[module] = modules.get(module, 0) + 1
    return [(why, [f"{module} ({count})" for module, count in modules.items()]) for why, modules in reasons.items()]
