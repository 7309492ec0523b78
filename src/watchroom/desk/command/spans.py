"""How long, as a line says it: minutes, or from when to when on the site's clock. Pure."""

import re
from datetime import datetime, timedelta

_MINUTES = re.compile(r"(\d{1,4})\s*(分钟|分|min|m|小时|h)?(?:\s+|$)(.*)", re.IGNORECASE)
_WINDOW = re.compile(
    r"(?:(?:(\d{4})-)?(\d{1,2})-(\d{1,2})\s+)?(\d{1,2})[:：](\d{2})\s*(?:-|–|—|~|至|到)\s*(\d{1,2})[:：](\d{2})(?:\s+|$)(.*)"
)
HOURS = ("小时", "h")


def minutes_of(text: str) -> tuple[int | None, str]:
    """`30 why`, `2h why` or `30 分 why`: the minutes and what stands behind them; None when it does not begin so."""
    found = _MINUTES.fullmatch(text.strip())
    if found is None:
        return None, text.strip()
    many, unit, rest = found.groups()
    return int(many) * (60 if (unit or "").lower() in HOURS else 1), rest.strip()


def window_of(text: str, now: datetime) -> tuple[tuple[datetime, datetime] | None, str]:
    """`22:00-06:00 why`, with a day before it if it is not the next such time; or minutes from now on.

    now  the site's local time;  the answer is in its zone, later than it at its end
    """
    found = _WINDOW.fullmatch(text.strip())
    if found is None:
        minutes, rest = minutes_of(text)
        return ((now, now + timedelta(minutes=minutes)), rest) if minutes else (None, text.strip())
    year, month, day, *clock, rest = found.groups()
    hours = [int(part) for part in clock]
    try:
        base = now.replace(second=0, microsecond=0, fold=0)
        if month:
            base = base.replace(year=int(year or now.year), month=int(month), day=int(day))
        since = base.replace(hour=hours[0], minute=hours[1])
        until = base.replace(hour=hours[2], minute=hours[3])
    except ValueError:
        return None, text.strip()
    until += timedelta(days=until <= since)
    if not month and until <= now:
        since, until = since + timedelta(days=1), until + timedelta(days=1)
    return (since, until), rest.strip()
