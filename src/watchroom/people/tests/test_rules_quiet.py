"""When quiet hours end: in their zone, across midnight, on the days when clocks change."""

from datetime import datetime

import pytest

from watchroom.people.quiet import ends, is_time

pytestmark = [pytest.mark.pure, pytest.mark.once]


@pytest.mark.parametrize(
    ("at", "start", "end", "zone", "expected"),
    [
        ("2026-02-06T14:00:00Z", "22:00", "07:00", "Asia/Shanghai", "2026-02-06T23:00:00Z"),
        ("2026-02-06T22:59:59Z", "22:00", "07:00", "Asia/Shanghai", "2026-02-06T23:00:00Z"),
        ("2026-02-06T23:00:00Z", "22:00", "07:00", "Asia/Shanghai", None),
        ("2026-02-06T13:59:59Z", "22:00", "07:00", "Asia/Shanghai", None),
        ("2026-02-06T14:00:00Z", "22:00", "07:00", "UTC", None),
        ("2026-02-06T22:00:00Z", "22:00", "07:00", "UTC", "2026-02-07T07:00:00Z"),
        ("2026-02-06T05:00:00Z", "12:30", "14:00", "Asia/Shanghai", "2026-02-06T06:00:00Z"),
        ("2026-02-06T06:00:00Z", "12:30", "14:00", "Asia/Shanghai", None),
        ("2026-03-28T22:00:00Z", "22:00", "07:00", "Europe/Berlin", "2026-03-29T05:00:00Z"),  # an hour shorter
        ("2026-10-24T21:00:00Z", "22:00", "07:00", "Europe/Berlin", "2026-10-25T06:00:00Z"),  # an hour longer
        ("2026-03-29T00:30:00Z", "22:00", "02:30", "Europe/Berlin", "2026-03-29T01:30:00Z"),  # an end that there is not
        ("2026-02-06T14:00:00Z", "", "", "", None),
    ],
)  # fmt: skip
def test_when_they_end(at: str, start: str, end: str, zone: str, expected: str | None) -> None:
    found = ends(datetime.fromisoformat(at), start, end, zone)
    assert found == (datetime.fromisoformat(expected) if expected else None)


def test_what_is_a_time_of_day() -> None:
    assert [one for one in ("00:00", "23:59", "24:00", "7:00", "07:60", "07:00 ", "٠٧:٠٠", "") if is_time(one)] == [
        "00:00",
        "23:59",
    ]
