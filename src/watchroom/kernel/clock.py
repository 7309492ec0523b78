"""Time: aware UTC inside, local at the edge. The clock is an argument; nobody asks the machine behind its back."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Annotated, Protocol
from zoneinfo import ZoneInfo

from pydantic import AfterValidator, AwareDatetime

__all__ = ["UTC", "Clock", "FixedClock", "Instant", "SystemClock", "as_local", "from_ms", "iso", "ms", "parse_time"]


_FIRST = datetime(1970, 1, 1, tzinfo=UTC)
_MS = timedelta(milliseconds=1)


class Clock(Protocol):
    def now(self) -> datetime:
        """The present instant, aware, in UTC."""
        ...


class SystemClock:
    def now(self) -> datetime:
        return datetime.now(UTC)


class FixedClock:
    """A clock that moves only when it is told to."""

    def __init__(self, at: datetime) -> None:
        self.at = at.astimezone(UTC)

    def now(self) -> datetime:
        return self.at

    def forward(self, **by: float) -> datetime:
        self.at += timedelta(**by)
        return self.at


def _in_utc(given: datetime) -> datetime:
    try:
        return given.astimezone(UTC)
    except OverflowError as error:
        raise ValueError("an instant must lie within the years 1 to 9999 of UTC") from error


Instant = Annotated[
    AwareDatetime, AfterValidator(_in_utc)
]  # what a program sends, in whatever zone: databases differ there
Now = Callable[[], datetime]


def iso(at: datetime) -> str:
    """An instant as text, UTC, milliseconds: `2026-02-06T03:21:00.000Z`. Raises ValueError for a naive time."""
    if at.tzinfo is None:
        raise ValueError(f"a time without a zone: {at}")
    return at.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def parse_time(text: str) -> datetime:
    """An ISO 8601 instant with its offset, as aware UTC. Raises ValueError when it has no offset."""
    at = datetime.fromisoformat(text.strip())
    if at.tzinfo is None:
        raise ValueError(f"a time without a zone: {text!r}")
    return _in_utc(at)


def typed_time(text: str, zone: str) -> datetime:
    """A time as a person typed it, in `zone` where it names none, as aware UTC. Raises ValueError for what is none, or beyond the calendar."""
    at = datetime.fromisoformat(text.strip())
    return _in_utc(at if at.tzinfo else at.replace(tzinfo=ZoneInfo(zone)))


def ms(at: datetime) -> int:
    """Milliseconds since 1970-01-01 UTC."""
    return round((at - _FIRST) / _MS)


def from_ms(value: int) -> datetime:
    return _FIRST + timedelta(milliseconds=int(value))


def as_local(at: datetime, zone: str) -> datetime:
    return at.astimezone(ZoneInfo(zone))
