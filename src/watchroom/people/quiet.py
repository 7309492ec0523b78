"""Quiet hours of a way to reach somebody: wall time in a zone, perhaps across midnight. Pure."""

import re
from datetime import UTC, datetime, time, timedelta
from functools import cache
from zoneinfo import ZoneInfo, available_timezones

from watchroom.kernel.clock import as_local
from watchroom.kernel.words import Words

_CLOCK = re.compile(r"([01][0-9]|2[0-3]):([0-5][0-9])")


def is_time(text: str) -> bool:
    """Whether it is a time of day as it is kept: 07:30."""
    return _CLOCK.fullmatch(text) is not None


@cache
def zones() -> frozenset[str]:
    return frozenset(available_timezones())


def ends(at: datetime, start: str, end: str, zone: str) -> datetime | None:
    """When the quiet hours end that hold at the instant; None where none do. Of an hour that comes twice the first counts."""
    if not start or not end:
        return None
    local, begins, stops = as_local(at, zone), time.fromisoformat(start), time.fromisoformat(end)
    now = local.time().replace(tzinfo=None)
    if begins < stops:
        holds, day = begins <= now < stops, local.date()
    else:
        holds, day = now >= begins or now < stops, local.date() + timedelta(days=int(now >= begins))
    over = datetime.combine(day, stops, tzinfo=ZoneInfo(zone)).astimezone(UTC)
    return over if holds and over > at else None


def words(start: str, end: str, zone: str) -> Words:
    return Words(zh=f"{start}–{end}（{zone}）", en=f"{start}–{end} ({zone})")
