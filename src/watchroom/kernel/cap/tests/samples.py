"""Alerts made up for the tests; the shared examples of real senders, where they are present, are read beside them."""

import csv
import os
import tarfile
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta, timezone
from pathlib import Path
from typing import Any

import pytest

from watchroom.kernel.cap import Alert, Area, Info, NamedValue, Polygon, Reference

EAST = timezone(timedelta(hours=8))
SENT = datetime(2026, 2, 6, 11, 21, tzinfo=EAST)
RING = ((115.44, 40.90), (115.48, 40.90), (115.48, 40.93), (115.44, 40.93), (115.44, 40.90))

SMALL = """<?xml version="1.0" encoding="UTF-8"?>
<alert xmlns="urn:oasis:names:tc:emergency:cap:1.2">
  <identifier>ZONE-1</identifier>
  <sender>eoc@example.org</sender>
  <sent>2026-02-06T11:21:00+08:00</sent>
  <status>Exercise</status>
  <msgType>Alert</msgType>
  <scope>Public</scope>
  <info>
    <language>zh-CN</language>
    <category>Met</category>
    <event>大风</event>
    <urgency>Immediate</urgency>
    <severity>Moderate</severity>
    <certainty>Observed</certainty>
    <expires>2026-02-06T15:00:00+08:00</expires>
    <headline>大风黄色预警：请注意防范</headline>
    <area>
      <areaDesc>跳台滑雪场</areaDesc>
      <polygon>40.9,115.44 40.9,115.48 40.93,115.48 40.9,115.44</polygon>
    </area>
  </info>
</alert>
"""


def with_polygon(text: str) -> bytes:
    old = "<polygon>40.9,115.44 40.9,115.48 40.93,115.48 40.9,115.44</polygon>"
    return SMALL.replace(old, f"<polygon>{text}</polygon>").encode()


def with_line(old: str, new: str) -> bytes:
    assert old in SMALL
    return SMALL.replace(old, new, 1).encode()


def ours(**changes: Any) -> Alert:
    """An alert of our own that the writer accepts; keyword arguments replace fields."""
    infos = (block("zh-CN"), block("en-US"))
    made = Alert("1.2", "W-2026-0001.1", "eoc@example.org", SENT, "", "Exercise", "Alert", scope="Public", infos=infos)
    return replace(made, **changes)


def block(language: str, **changes: Any) -> Info:
    chinese = language == "zh-CN"
    made = Info(
        language=language,
        categories=("Met",),
        event="大风" if chinese else "Strong wind",
        urgency="Immediate",
        severity="Moderate",
        certainty="Observed",
        onset=SENT,
        expires=SENT + timedelta(hours=4),
        headline="【演练】大风黄色预警" if chinese else "EXERCISE: yellow wind warning",
        description="阵风 17 米每秒。" if chinese else "Gusts of 17 m/s.",
        parameters=(NamedValue("ColorCode", "Yellow"),),
        areas=(Area("跳台滑雪场" if chinese else "Ski-jumping hill", (Polygon((RING,), ""),)),),
    )
    return replace(made, **changes)


FIRST = Reference("eoc@example.org", "W-2026-0001.1", "2026-02-06T11:21:00+08:00")


def shared() -> Path:
    """The folder of shared CAP examples; tests that need it are skipped, saying so, where it is not present."""
    folder = Path(os.environ.get("WATCHROOM_CAP_EXAMPLES") or Path(__file__).parents[6] / "shared/data/cap")
    if not (folder / "index.csv").is_file():
        pytest.skip("the shared CAP examples are not here (set WATCHROOM_CAP_EXAMPLES to their folder)")
    return folder


def index(folder: Path) -> list[dict[str, str]]:
    with (folder / "index.csv").open(encoding="utf-8") as file:
        return list(csv.DictReader(file))


def mexican(folder: Path) -> Iterator[tuple[dict[str, str], bytes]]:
    """Rows of the second index with the alert that each describes."""
    with (folder / "mx-smn-2014.index.csv").open(encoding="utf-8") as file:
        rows = {row["n"]: row for row in csv.DictReader(file)}
    with tarfile.open(folder / "mx-smn-2014.tar.gz") as archive:
        for member in archive:
            content = archive.extractfile(member) if member.isfile() else None
            if content:
                yield rows[Path(member.name).stem], content.read()
