"""Times in alerts: what the standard allows and what senders really write."""

import re
from datetime import datetime, timedelta, tzinfo

from watchroom.kernel.clock import UTC
from watchroom.kernel.words import Words

_FORM = re.compile(
    r"([0-9]{4})-([0-9]{1,2})-([0-9]{1,2})[T ]+([0-9]{1,2}):([0-9]{2})(?::([0-9]{2})(?:[.,]([0-9]{1,12}))?)?\s*"
    r"(Z|z|[+-][0-9]{2}:?(?:[0-9]{2})?)?"
)
_STRICT = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}(\.[0-9]+)?(Z|[+-][0-9]{2}:[0-9]{2})")

UNREADABLE = Words(
    zh="时间“{value}”无法识别，按未给出处理。", en="The time “{value}” cannot be read and counts as not given."
)
NO_OFFSET = Words(
    zh="时间“{value}”没有时差，无法确定是哪一刻，按未给出处理。",
    en="The time “{value}” has no offset, so its instant is unknown; it counts as not given.",
)
ASSUMED = Words(
    zh="时间“{value}”没有时差，按来源所在时区 {zone} 读取。",
    en="The time “{value}” has no offset; read in the source's zone {zone}.",
)
LOOSE = Words(
    zh="时间“{value}”的写法不合规范，已按 {at} 读取。",
    en="The time “{value}” is not in the standard form; read as {at}.",
)

Said = tuple[str, Words]


def read_time(text: str, zone: tzinfo | None = None) -> tuple[datetime | None, Said | None]:
    """An aware time with the offset that was written, and a note's code and text if something had to be said.

    zone  where a time without offset is meant, if the source is known; without it such a time is not guessed
    """
    value = text.strip()
    found = _FORM.fullmatch(value)
    shown = value[:60]
    at = _built(found, zone) if found else None
    if found is None or (at is None and (found.group(8) or zone)):
        return None, ("cap.time_unreadable", UNREADABLE.fill(value=shown))
    if at is None:
        return None, ("cap.time_without_offset", NO_OFFSET.fill(value=shown))
    if not found.group(8):
        return at, ("cap.time_zone_assumed", ASSUMED.fill(value=shown, zone=str(zone)))
    if not _STRICT.fullmatch(value):
        return at, ("cap.time_form", LOOSE.fill(value=shown, at=at.isoformat()))
    return at, None


def _built(found: re.Match[str], zone: tzinfo | None) -> datetime | None:
    year, month, day, hour, minute = (int(found.group(n)) for n in range(1, 6))
    next_day = hour == 24
    micro = int((found.group(7) or "0")[:6].ljust(6, "0"))
    offset = _offset(found.group(8)) if found.group(8) else zone
    if offset is None:
        return None
    try:
        at = datetime(year, month, day, 0 if next_day else hour, minute, int(found.group(6) or 0), micro, tzinfo=offset)
        return at + timedelta(days=1) if next_day else _representable(at)
    except (ValueError, OverflowError):
        return None


def _representable(at: datetime) -> datetime:
    """Raises OverflowError for the first and last hours of the calendar, which cannot be told in UTC."""
    at.astimezone(UTC)
    return at


def _offset(text: str) -> tzinfo | None:
    from datetime import timezone

    if text in "Zz":
        return UTC
    hours, minutes = int(text[1:3]), int(text[3:].lstrip(":") or 0)
    if hours > 14 or minutes > 59:
        return None
    return timezone(timedelta(hours=hours, minutes=minutes) * (-1 if text[0] == "-" else 1))
