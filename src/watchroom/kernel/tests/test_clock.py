"""What a program sends as an instant is one: in UTC, within the calendar."""

from datetime import UTC, datetime

import pytest
from pydantic import TypeAdapter, ValidationError

from watchroom.kernel.clock import Instant

INSTANT = TypeAdapter[datetime](Instant)


def test_an_instant_is_kept_in_utc_from_whatever_zone_it_came() -> None:
    """A database may take no offset beyond sixteen hours, which the notation allows."""
    given = INSTANT.validate_python("2026-12-12T08:00:00-23:59")
    assert (given, given.tzinfo) == (datetime(2026, 12, 13, 7, 59, tzinfo=UTC), UTC)


@pytest.mark.parametrize(
    "wrong", ["2026-12-12T08:00:00", "9999-12-31T23:59:59-23:59", "0001-01-01T00:00:00+14:00", "soon"]
)
def test_without_a_zone_or_beyond_the_calendar_there_is_none(wrong: str) -> None:
    with pytest.raises(ValidationError):
        INSTANT.validate_python(wrong)
