"""Shelving, planned maintenance and out of service from the command line: said beforehand, done as by a click."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from watchroom.alarms.models import Alarm, Hold
from watchroom.conftest import SetClock
from watchroom.desk.command.spans import minutes_of, window_of
from watchroom.desk.tests.test_command import as_, palette, raised
from watchroom.journal import queries as journal
from watchroom.people.testing import Cast

NOON = datetime(2026, 2, 4, 12, 0, 30, tzinfo=ZoneInfo("Asia/Shanghai"))


@pytest.mark.pure
@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("30 why not", (30, "why not")), ("30", (30, "")), ("2h why", (120, "why")), ("30 分 换仪器", (30, "换仪器")),
        ("30分钟 换仪器", (30, "换仪器")), ("1 小时 换", (60, "换")), ("soon", (None, "soon")), ("99999 x", (None, "99999 x")), ("", (None, "")),
    ],
)  # fmt: skip
def test_minutes_are_read_as_people_write_them(typed: str, said: tuple[int | None, str]) -> None:
    assert minutes_of(typed) == said


@pytest.mark.pure
@pytest.mark.parametrize(
    ("typed", "since", "until", "rest"),
    [
        ("22:00-23:30 new mast", (4, 22, 0), (4, 23, 30), "new mast"),
        ("22:00-06:00 night", (4, 22, 0), (5, 6, 0), "night"),
        ("11:00-13:00 now", (4, 11, 0), (4, 13, 0), "now"),  # it has begun
        ("08:00至09:00 明天", (5, 8, 0), (5, 9, 0), "明天"),  # over for today
        ("02-09 08:00-09:00 x", (9, 8, 0), (9, 9, 0), "x"),
        ("2026-02-09 08:00 - 09:00 x", (9, 8, 0), (9, 9, 0), "x"),
    ],
)
def test_a_window_is_the_next_one_on_the_sites_clock(
    typed: str, since: tuple[int, int, int], until: tuple[int, int, int], rest: str
) -> None:
    span, left = window_of(typed, NOON)
    assert span is not None
    assert [(at.day, at.hour, at.minute) for at in span] == [since, until]
    assert (left, span[0].tzinfo) == (rest, NOON.tzinfo)


@pytest.mark.pure
@pytest.mark.parametrize("typed", ["", "later", "25:00-26:00 x", "02-31 08:00-09:00 x", "8-9 x"])
def test_what_is_no_window_is_left_as_it_is(typed: str) -> None:
    assert window_of(typed, NOON) == (None, typed)
    assert window_of("90 x", NOON) == ((NOON, NOON + timedelta(minutes=90)), "x")


def test_an_alarm_is_shelved_for_minutes_with_a_reason_and_comes_back(cast: Cast, clock: SetClock) -> None:
    alarm = raised()
    client = as_("lin", "en")
    asked = palette(client, f"SHELVE A{alarm.pk}")
    assert "then the minutes (240 at most) and the reason" in asked
    assert 'data-line=""' in asked
    for typed, chosen in ((f"搁置 A{alarm.pk} 30 being changed", ""), ("gz 30 being changed", alarm.subject)):
        page = palette(client, typed, chosen)
        assert f'data-line="shelve {alarm.subject} 30 being changed"' in page
        assert "for 30 min; it comes back by itself" in page
    assert client.post("/command", {"line": f"shelve {alarm.subject} 30 being changed"}).status_code == 200
    hold = Hold.objects.get()
    assert (hold.kind, hold.reason, hold.until) == ("shelf", "being changed", clock.at + timedelta(minutes=30))
    entry = journal.last(alarm.subject)
    assert entry is not None
    assert (entry.kind, entry.actor.partition(":")[0]) == ("alarms.shelved", "watch_officer")

    assert f'data-line="back hold:{hold.pk}"' in palette(client, f"BACK H{hold.pk}")
    client.post("/command", {"line": f"back hold:{hold.pk}"})
    assert Alarm.objects.get(pk=alarm.pk).shelved_until is None
    assert client.post("/command", {"line": f"back hold:{hold.pk}"}).status_code == 409


def test_life_safety_is_the_leaders_to_shelve_and_too_long_is_not_offered(cast: Cast) -> None:
    raised()
    alarm = raised(minutes_ago=9)  # of priority 1
    page = palette(as_("lin", "en"), f"SHELVE A{alarm.pk} 30 quiet")
    assert "P1: only the duty leader may shelve it" in page
    assert as_("lin").post("/command", {"line": f"shelve {alarm.subject} 30 quiet"}).status_code == 403
    assert 'data-line=""' in palette(as_("chen", "en"), f"SHELVE A{alarm.pk} 61 quiet")
    assert as_("chen").post("/command", {"line": f"shelve {alarm.subject} 61 quiet"}).status_code == 422
    assert not Hold.objects.exists()


def test_maintenance_and_out_of_service_are_the_leaders(cast: Cast, clock: SetClock) -> None:
    alarm = raised()
    assert alarm.sensor
    chen, lin = as_("chen", "en"), as_("lin", "en")
    code = alarm.sensor.code
    page = palette(chen, f"MAINT {code} 22:00-23:30 new mast")
    line = f"maint sensor:{code} 2026-02-06T14:00:00.000Z/2026-02-06T15:30:00.000Z new mast"
    assert f'data-line="{line}"' in page
    assert "02-06 22:00 to 02-06 23:30 (Asia/Shanghai)" in page
    assert "your post may not" in palette(lin, f"MAINT {code} 22:00-23:30 new mast")
    assert lin.post("/command", {"line": line}).status_code == 403
    assert chen.post("/command", {"line": line}).status_code == 200
    assert chen.post("/command", {"line": f"maint sensor:{code} now/later x"}).status_code == 409
    assert f'data-line="out sensor:{code} broken"' in palette(chen, f"退出服务 {code} broken")
    assert "then the reason" in palette(chen, f"OUT {code}")
    assert chen.post("/command", {"line": f"out sensor:{code} broken"}).status_code == 200
    assert list(Hold.objects.order_by("pk").values_list("kind", "reason")) == [
        ("maintenance", "new mast"),
        ("out", "broken"),
    ]
    both = palette(chen, "BACK")
    assert both.count('data-line="back hold:') == 2


def test_minutes_are_not_taken_for_an_alarm_whose_number_begins_with_them(cast: Cast, clock: SetClock) -> None:
    Alarm.objects.filter(pk=raised().pk).update(id=309)
    client = as_("lin", "en")
    assert 'data-line="shelve alarm:309 30 why"' in palette(client, "shelve 30 why", "alarm:309")
    assert 'data-line="shelve alarm:309 30 why"' in palette(client, "shelve A309 30 why", "alarm:309")
    assert 'data-line="shelve' not in palette(client, "shelve 30 why", "")
