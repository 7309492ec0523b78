"""Run by `roster_ics` as a program of its own: a calendar comes in, its events go out as JSON, each time as it was meant.

A time is ["utc", ISO], ["wall", ISO], ["day", ISO]; or ["bad", text] for one that nobody can place.
"""

import json
import sys
from datetime import UTC, datetime
from typing import Any

from watchroom.kernel.apart import bind


def main(limit_s: int, most: int) -> dict[str, Any]:
    bind(limit_s)
    import icalendar
    from icalendar.timezone.windows_to_olson import WINDOWS_TO_OLSON

    found = icalendar.Calendar.from_ical(sys.stdin.buffer.read())
    events = list[dict[str, Any]]()
    for event in found.walk("VEVENT"):
        if len(events) == most:
            return {"more": True}
        if str(event.get("STATUS", "")).upper() != "CANCELLED":
            events.append(_event(event))
    zone = str(found.get("X-WR-TIMEZONE", ""))[:64]
    return {"zone": WINDOWS_TO_OLSON.get(zone, zone), "events": events}


def _event(event: Any) -> dict[str, Any]:
    start, end, lasts = event.get("DTSTART"), event.get("DTEND"), event.get("DURATION")
    told: dict[str, Any] = {
        "summary": str(event.get("SUMMARY", "")).strip()[:200],
        "repeats": "RRULE" in event or "RDATE" in event,
    }
    told["start"] = _time(start)
    if end is None and lasts is not None and told["start"][0] != "bad":
        told["lasts_s"] = lasts.dt.total_seconds()
    else:
        told["end"] = _time(end)
    return told


def _time(prop: Any) -> list[str]:
    """A zone that the library does not know leaves a time without one: that is no floating time."""
    at = getattr(prop, "dt", None)
    zone = str(prop.params.get("TZID", "")) if at is not None else ""
    if isinstance(at, datetime):
        if at.tzinfo is not None:
            return ["utc", at.astimezone(UTC).isoformat()]
        return ["bad", zone[:64]] if zone else ["wall", at.isoformat()]
    return ["bad", ""] if at is None or not hasattr(at, "year") else ["day", at.isoformat()]


if __name__ == "__main__":
    json.dump(main(*map(int, sys.argv[1:3])), sys.stdout, ensure_ascii=False)
