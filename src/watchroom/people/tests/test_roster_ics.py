"""Shifts as calendars: one's own feed by a secret link, and events of another calendar as a roster."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.test import Client
from icalendar import Calendar

from watchroom.conftest import T0, SetClock
from watchroom.kernel.clock import iso
from watchroom.people import actions, feed_pages, feeds, roster_ics, rostering
from watchroom.people.duty_faults import NoSuchFeed, RosterFileBad
from watchroom.people.models import FeedLink, Shift
from watchroom.people.rights import Role
from watchroom.people.roster_rows import Known, Read, named
from watchroom.people.testing import Cast

KNOWN = Known({}, named([(7, "amy", "艾米", "Amy")]))


def calendar(*events: str, zone: str = "") -> bytes:
    said = f"X-WR-TIMEZONE:{zone}\n" if zone else ""
    body = "".join(f"BEGIN:VEVENT\nUID:{at}\nSUMMARY:艾米\n{one}\nEND:VEVENT\n" for at, one in enumerate(events))
    return f"BEGIN:VCALENDAR\nVERSION:2.0\nPRODID:x\n{said}{body}END:VCALENDAR\n".replace("\n", "\r\n").encode()


def read(data: bytes, zone: str = "Europe/Berlin") -> Read:
    return roster_ics.read_events(roster_ics.events_of(data), 1, KNOWN, zone)


def test_eight_to_eight_stays_so_in_beijing_however_the_calendar_says_it() -> None:
    ways = (
        "DTSTART:20261201T080000\nDTEND:20261201T200000",
        "DTSTART;TZID=China Standard Time:20261202T080000\nDTEND;TZID=China Standard Time:20261202T200000",
        "DTSTART:20261203T000000Z\nDURATION:PT12H",
        "DTSTART;VALUE=DATE:20261204",
        "DTSTART;VALUE=DATE:20261205\nDTEND;VALUE=DATE:20261206",
    )
    for zone in ("Asia/Shanghai", "China Standard Time"):
        found = read(calendar(*ways, zone=zone))
        assert found.wrong == []
        assert [(iso(one.since)[:16], iso(one.until)[:16]) for one in found.lines] == [
            ("2026-12-01T00:00", "2026-12-01T12:00"), ("2026-12-02T00:00", "2026-12-02T12:00"), ("2026-12-03T00:00", "2026-12-03T12:00"),
            ("2026-12-03T16:00", "2026-12-04T16:00"), ("2026-12-04T16:00", "2026-12-05T16:00"),
        ]  # fmt: skip


@pytest.mark.parametrize("coding", ["utf-8", "utf-8-sig", "gbk", "gb18030", "utf-16"])
def test_a_calendar_in_whatever_encoding_names_the_same_person(coding: str) -> None:
    """F43."""
    made = calendar("DTSTART:20261201T000000Z\nDURATION:PT12H").decode().encode(coding)
    found = read(made)
    assert (found.wrong, [one.person for one in found.lines]) == ([], [7])


def test_a_calendar_whose_encoding_nobody_knows_is_refused_and_not_read_with_signs_missing() -> None:
    made = calendar("DTSTART:20261201T000000Z\nDURATION:PT12H").replace("艾米".encode(), b"\xff\xff\xff")
    with pytest.raises(RosterFileBad, match="UTF-8"):
        read(made)


def test_what_cannot_be_placed_is_said_by_event() -> None:
    found = read(calendar(
        "DTSTART;TZID=Nowhere:20261201T080000\nDURATION:PT1H", "DTSTART:20261202T080000Z",
        "DTSTART:20261203T080000Z\nDURATION:PT1H\nRRULE:FREQ=DAILY",
        "DTSTART;VALUE=DATE:99991231",
        "DTSTART:20261203T080000Z\nDURATION:P99999D",
    ))  # fmt: skip
    assert [(one.row, one.words.en) for one in found.wrong] == [
        (1, "there is no time zone “Nowhere”"),
        (2, "its start or end is wrong"),
        (3, "a repeating event is not read: export single ones"),
        (4, "its start or end is wrong"),
        (5, "its start or end is wrong"),
    ]


def test_a_calendar_that_is_none_or_too_large_is_refused() -> None:
    many = calendar(*["DTSTART:20261201T080000Z\nDURATION:PT1H"] * (roster_ics.MOST_EVENTS + 1))
    for data in (b"", b"BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\n", many, b"BEGIN:VCALENDAR" + bytes(5 << 20)):
        with pytest.raises(RosterFileBad):
            roster_ics.events_of(data)
    with pytest.raises(RosterFileBad, match="Atlantis"):
        read(calendar("DTSTART:20261201T080000\nDURATION:PT1H", zone="Atlantis/Sunk"))


def test_the_feed_shows_ones_own_shifts_by_its_link_until_it_is_renewed(
    cast: Cast, clock: SetClock, client: Client
) -> None:
    actions.put_post("desk", "值班席", "Desk", Role.FIELD)
    since = T0 + timedelta(days=1)
    rostering.put_by_hand(cast.chen, "desk", "lin", since, since + timedelta(hours=12), "x")
    rostering.put_by_hand(cast.chen, "desk", "sun", since + timedelta(days=1), since + timedelta(days=2), "x")
    token = feeds.renew(cast.lin)
    answer = client.get(f"/duty/feed/{token}.ics")
    assert answer["Content-Type"] == "text/calendar; charset=utf-8"
    found = {str(one["UID"]): one for one in Calendar.from_ical(answer.content).walk("VEVENT")}
    mine = Shift.objects.get(post__code="desk", person__code="lin")
    event: Any = found[f"shift-{mine.pk}@watchroom"]
    assert event["DTSTART"].params["TZID"] == "Asia/Shanghai"
    assert event["DTSTART"].dt.astimezone(UTC) == since
    assert str(event["SUMMARY"]) == "值班：值班席 / Duty: Desk"
    assert len(found) == Shift.objects.filter(person__code="lin").count()
    assert token not in FeedLink.objects.get().token_hash
    feeds.renew(cast.lin)
    assert client.get(f"/duty/feed/{token}.ics").status_code == 404
    with pytest.raises(NoSuchFeed):
        feeds.person_of(token)


def test_a_calendar_becomes_shifts_of_the_post_that_was_chosen(cast: Cast, clock: SetClock) -> None:
    actions.put_post("desk", "值班席", "Desk", Role.FIELD)
    actions.put_person("amy", "艾米", "Amy")
    day = (T0 + timedelta(days=2)).strftime("%Y%m%d")
    data = calendar(f"DTSTART:{day}T000000Z\nDURATION:PT8H")
    assert feed_pages.taken(cast.chen, "desk", data, check=True).made == 1
    assert not Shift.objects.filter(post__code="desk").exists()
    assert feed_pages.taken(cast.chen, "desk", data, check=False).done
    [shift] = Shift.objects.filter(post__code="desk")
    assert (shift.person.code, shift.since) == ("amy", datetime.strptime(day, "%Y%m%d").replace(tzinfo=UTC))
