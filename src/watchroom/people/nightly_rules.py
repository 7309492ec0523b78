"""Which night a standing draw is of, pure: wall-clock times of the site, which may cross midnight."""

import re
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

_WALL = re.compile(r"([01]\d|2[0-3]):([0-5]\d)")


def wall(text: str) -> time | None:
    """`22:00`; None for what is no time of day."""
    found = _WALL.fullmatch(text)
    return time(int(found[1]), int(found[2])) if found else None


def window(night: date, begins: time, ends: time, zone: str) -> tuple[datetime, datetime]:
    """The window that begins on this day; one that ends no later in the day than it begins ends on the next."""
    place = ZoneInfo(zone)
    last = night if ends > begins else night + timedelta(days=1)
    return datetime.combine(night, begins, place), datetime.combine(last, ends, place)


def night_of(now: datetime, begins: time, ends: time, zone: str, least: timedelta) -> date | None:
    """The night whose window is open now, with so much of it left at least; None between two."""
    today = now.astimezone(ZoneInfo(zone)).date()
    for night in (today - timedelta(days=1), today):
        since, until = window(night, begins, ends, zone)
        if since <= now and now + least <= until:
            return night
    return None
