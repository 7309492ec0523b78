"""Calendars of shifts (iCalendar): one's own go out as a feed; events of a calendar come in as shifts of one post."""

from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from watchroom.kernel.apart import Failed, Overrun, apart
from watchroom.kernel.decoding import decoded
from watchroom.kernel.words import Words
from watchroom.people.duty_faults import RosterFileBad
from watchroom.people.models import Person, Shift
from watchroom.people.roster_rows import YEARS, Known, Line, Read, Wrong, finished, one_of

MOST_BYTES, MOST_EVENTS = 4 << 20, 5000
SECONDS, BUSY = 8, 4  # of processor time; how many times as long it may take while others work
LONGEST_S = 366 * 24 * 3600
CHILD = "watchroom.people.ics_child"
MEDIA = "text/calendar; charset=utf-8"
BACK = timedelta(days=30)
PRODUCT = "-//Watchroom//Duty//ZH"
_PERSON = Words(zh="人员", en="person")


def feed(person: Person, now: datetime, zone: str) -> bytes:
    """A person's shifts of the last thirty days and all to come, each in the zone of its rota, or the site's."""
    from icalendar import Calendar, Event

    made = Calendar()
    made.add("prodid", PRODUCT)
    made.add("version", "2.0")
    made.add("x-wr-calname", f"值班 Duty · {person.zh} {person.en}")
    made.add("x-wr-timezone", zone)
    rows = Shift.objects.filter(person=person, until__gt=now - BACK).select_related("post", "rota").order_by("since")
    for row in rows[:MOST_EVENTS]:
        local, event = ZoneInfo(row.rota.zone if row.rota else zone), Event()
        event.add("uid", f"shift-{row.pk}@watchroom")
        event.add("dtstamp", now)
        event.add("dtstart", row.since.astimezone(local))
        event.add("dtend", row.until.astimezone(local))
        event.add("summary", f"值班：{row.post.zh} / Duty: {row.post.en}")
        made.add_component(event)
    made.add_missing_timezones()
    return bytes(made.to_ical())


def events_of(data: bytes) -> Mapping[str, Any]:
    """As `ics_child` tells them. Raises RosterFileBad."""
    if len(data) > MOST_BYTES:
        raise RosterFileBad(why=Words(zh="超过 4 MB", en="it is larger than 4 MB"))
    try:
        text, _ = decoded(data)
    except UnicodeError:
        raise RosterFileBad(
            why=Words(zh="编码认不出来，请存为 UTF-8", en="its encoding is not known: save it as UTF-8")
        ) from None
    if "BEGIN:VCALENDAR" not in text[:1000]:
        raise RosterFileBad(why=Words(zh="不是 iCalendar 文件", en="it is no iCalendar file"))
    data = text.encode()
    try:
        told: Mapping[str, Any] = apart(CHILD, str(SECONDS), str(MOST_EVENTS), data=data, seconds=BUSY * SECONDS)
    except (Overrun, Failed):
        raise RosterFileBad(why=Words(zh="文件损坏或过大", en="it is broken or too large")) from None
    if told.get("more"):
        raise RosterFileBad(why=Words(zh="超过 5000 个日程", en="it has more than 5,000 events"))
    return told


def read_events(told: Mapping[str, Any], post: int, known: Known, zone: str) -> Read:
    """Each event is a shift of the post; its title names the person. Rows are numbers of events, from 1.

    zone  of times without one, unless the calendar names its own (X-WR-TIMEZONE); a day is a local day there
    Raises RosterFileBad for a calendar whose own zone is none.
    """
    found, local = Read(), _zone(str(told.get("zone", "")), zone)
    for number, event in enumerate(told["events"], 1):
        wrong = list[Words]()
        if event["repeats"]:
            wrong.append(
                Words(zh="重复日程不能导入，请导出为单个日程", en="a repeating event is not read: export single ones")
            )
        person = one_of(known.people, event["summary"], _PERSON, wrong)
        since, until = _span(event, local, wrong)
        if not wrong and since and until and person is not None:
            found.lines.append(Line(number, post, person, since, until))
        found.wrong += [Wrong(number, one) for one in wrong]
    return finished(found)


def _zone(said: str, zone: str) -> ZoneInfo:
    try:
        return ZoneInfo(said or zone)
    except (KeyError, ValueError, OSError):
        said_so = Words(zh="没有时区“{zone}”", en="there is no time zone “{zone}”")
        raise RosterFileBad(why=said_so.fill(zone=said)) from None


def _span(event: Mapping[str, Any], zone: ZoneInfo, wrong: list[Words]) -> tuple[datetime | None, datetime | None]:
    since = _instant(event["start"], zone)
    if "lasts_s" in event:
        until = since + timedelta(seconds=event["lasts_s"]) if since and event["lasts_s"] <= LONGEST_S else None
    elif since and event["end"] == ["bad", ""] and event["start"][0] == "day":  # a day without an end is that day
        until = _instant(["day", str(date.fromisoformat(event["start"][1]) + timedelta(days=1))], zone)
    else:
        until = _instant(event["end"], zone)
    if since is None or until is None or until <= since:
        names = [one[1] for one in (event["start"], event.get("end", ["", ""])) if one[0] == "bad" and one[1]]
        said = Words(zh="没有时区“{zone}”", en="there is no time zone “{zone}”")
        none = Words(zh="开始或结束时间不对", en="its start or end is wrong")
        wrong.append(said.fill(zone=names[0]) if names else none)
    return since, until


def _instant(told: Sequence[str], zone: ZoneInfo) -> datetime | None:
    if told[0] == "bad" or int(told[1][:4]) not in YEARS:
        return None
    if told[0] == "utc":
        return datetime.fromisoformat(told[1])
    if told[0] == "wall":
        return datetime.fromisoformat(told[1]).replace(tzinfo=zone).astimezone(UTC)
    return datetime.combine(date.fromisoformat(told[1]), time(), tzinfo=zone).astimezone(UTC)
