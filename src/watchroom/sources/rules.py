"""Pure decisions of this room: which partition, when silence is silence, what of a CAP message we go by."""

import math
import re
from collections.abc import Collection, Iterable
from datetime import datetime, timedelta
from zlib import crc32

from watchroom.kernel.canonical import digest
from watchroom.kernel.cap.model import Alert, Area, Info
from watchroom.kernel.geometry import GeoJSON, circle

PARTITIONS = 16
MISSED = 3
BULLETIN_LIFE = timedelta(hours=24)
_SEVERITY = {"Extreme": 1, "Severe": 2, "Moderate": 3, "Minor": 4}
_COLOURS = {"红": 1, "橙": 2, "黄": 3, "蓝": 4, "red": 1, "orange": 2, "yellow": 3, "blue": 4}
_COLOUR = re.compile(r"([红橙黄蓝])色|\b(red|orange|yellow|blue)\b", re.IGNORECASE)
_MOST_VERTICES = 9_000


def partition_of(zone: str) -> int:
    """The partition of everything in a zone, the same on every machine for ever: rules may look at neighbours."""
    return crc32(zone.encode()) % PARTITIONS


def share(
    worked: Collection[int], mine: Collection[int], others: Collection[int], watchers: int
) -> tuple[list[int], int]:
    """Which partitions this process should try to take now, and how many of its own to let go.

    worked    all that must be somebody's;  mine, others  whose they are now;  watchers  processes that watch, with us
    What nobody holds is tried until the share is full: asking only for what another keeps would leave it nobody's.
    """
    full = math.ceil(len(worked) / max(1, watchers))
    free = sorted(set(worked) - set(mine) - set(others))
    return free[: max(0, full - len(mine))], max(0, len(mine) - full)


def is_silent(last_ms: int, every_s: int, now_ms: int) -> bool:
    """Whether three periods have passed without a word. A source that never spoke is unknown, not silent."""
    return last_ms > 0 and now_ms - last_ms > MISSED * every_s * 1000


def level_of(info: Info) -> int | None:
    """The warning level, 1 red to 4 blue: the colour that the sender names, else his severity."""
    told = [
        info.headline,
        info.event,
        *(value.value for value in info.parameters),
        *(code.value for code in info.event_codes),
    ]
    for text in told:
        found = _COLOUR.search(text)
        if found:
            return _COLOURS[(found[1] or found[2]).lower()]
    return _SEVERITY.get(info.severity)


def shape_of(areas: Iterable[Area]) -> GeoJSON | None:
    """All polygons and circles as one MultiPolygon; None without any. A message too detailed for us has no shape."""
    polygons: list[list[list[list[float]]]] = []
    for area in areas:
        for polygon in area.polygons:
            polygons += [[[list(point) for point in ring]] for ring in polygon.rings]
        for round_ in area.circles:
            if 0 < round_.radius_km <= 1000:
                polygons.append(circle((round_.lon, round_.lat), round_.radius_km * 1000)["coordinates"])
    if not polygons or sum(len(ring) for polygon in polygons for ring in polygon) > _MOST_VERTICES:
        return None
    return {"type": "MultiPolygon", "coordinates": polygons}


def content_digest(alert: Alert) -> str:
    """What makes two messages the same warning although their identifiers differ: sender, words, area and times."""
    said = [
        [info.language, info.event, info.headline, info.description, info.severity, _text(info.onset or info.effective),
         _text(info.expires), sorted(area.desc for area in info.areas), sorted(p.raw for a in info.areas for p in a.polygons),
         sorted(repr(c) for a in info.areas for c in a.circles), sorted(repr(c) for a in info.areas for c in a.geocodes)]
        for info in alert.infos
    ]  # fmt: skip
    return digest([alert.sender, alert.status, alert.msg_type, said])


def state_of(msg_type: str, ended_by: Collection[str]) -> str:
    """The state of a message when it comes: `ended_by` are the types of those already here that refer to it."""
    if msg_type not in ("Alert", "Update"):
        return "notice"
    if "Cancel" in ended_by:
        return "cancelled"
    return "superseded" if "Update" in ended_by else "in_force"


def ends(msg_type: str) -> str | None:
    """What becomes of the messages that a message of this type refers to; None: nothing."""
    return {"Update": "superseded", "Cancel": "cancelled", "Error": "cancelled"}.get(msg_type)


def _text(at: datetime | None) -> str | None:
    return at.isoformat() if at else None
