"""What a program sends as an instant is one: in UTC, within the calendar."""

from datetime import UTC, datetime

import pytest
from pydantic import TypeAdapter, ValidationError

from watchroom.kernel.clock import Instant, iso, typed_time

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


def test_a_typed_time_is_of_the_zone_unless_it_names_one_and_always_in_utc() -> None:
    assert iso(typed_time(" 2026-02-06T10:00 ", "Asia/Shanghai")) == "2026-02-06T02:00:00.000Z"
    assert typed_time("2026-02-06T10:00+05:30", "Asia/Shanghai").tzinfo is UTC
    for wrong in ("", "9999-12-31T23:59:59-23:59", "0001-01-01T00:00", "never", "2026-02-30T00:00"):
        with pytest.raises(ValueError, match=r"\S"):
            typed_time(wrong, "Asia/Shanghai")
