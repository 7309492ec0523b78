"""The command line through the front door: what it offers, says beforehand, does, and refuses."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from html import unescape
from typing import Any

import pytest
from django.db import transaction
from django.test import Client

from watchroom.alarms.actions import apply_changes
from watchroom.alarms.judging import Change
from watchroom.alarms.models import Alarm, Rule
from watchroom.alarms.rule_actions import put_rule
from watchroom.alarms.tests.scene import TOLD, WIND, wind_rule
from watchroom.dispatch.actions import put_unit
from watchroom.dispatch.models import Unit
from watchroom.dispatch.tests.scene import Readings, open_gale, put_zone
from watchroom.incidents.models import Incident
from watchroom.journal import queries as journal
from watchroom.journal.clock import site_now
from watchroom.kernel.clock import ms
from watchroom.people.models import Person
from watchroom.people.testing import Cast
from watchroom.places.actions import put_place
from watchroom.sources import line as stream_line

GATE = {"type": "Point", "coordinates": [115.47, 40.905]}


def as_(code: str, lang: str = "zh") -> Client:
    client = Client(headers={"Accept-Language": lang, "HX-Request": "true"})
    client.force_login(Person.objects.get(code=code), backend="django.contrib.auth.backends.ModelBackend")
    return client


def palette(client: Client, text: str, chosen: str = "") -> str:
    return client.get("/command", {"q": text, "chosen": chosen}).content.decode()


def raised(minutes_ago: int = 6) -> Alarm:
    """The hill's wind alarm, or a second one that began at another time."""
    rule = wind_rule() if minutes_ago == 6 else wind_gust_rule()
    at = ms(site_now()) - minutes_ago * 60_000
    change = Change(
        kind="raise", rule=rule.pk, sensor=rule.watched.number, onset_ms=at, at_ms=at, measured_ms=at, received_ms=at,
        value=4.6, peak=4.6, position=0,
    )  # fmt: skip
    return apply_changes([change], batch=f"batch:3@{minutes_ago}")[0]


def wind_gust_rule() -> Rule:
    return put_rule(
        "jump-wind-9",
        detector="threshold",
        sensor="jump-wind",
        settings={**WIND, "limit": 9, "clear": 8},
        priority=1,
        **TOLD,
    )


@pytest.fixture
def gate(cast: Cast) -> None:
    put_place("gate-c", "gate", "古杨树 C 口", "Guyangshu Gate C", GATE, source="drawn", schematic=True)


def test_an_empty_line_offers_the_verbs_in_the_readers_language(cast: Cast) -> None:
    assert "确认告警" in palette(as_("lin"), "")
    assert "Acknowledge an alarm" in palette(as_("lin", "en"), "")


@pytest.mark.parametrize("typed", ["古杨树", "gys", "guyangshu", "Gate C", "找 C口", "FIND gate-c"])
def test_a_place_is_found_however_it_is_typed(typed: str, gate: None) -> None:
    assert 'data-line="find place:gate-c"' in palette(as_("lin"), typed)


def test_going_to_a_place_moves_the_map_there(gate: None) -> None:
    client = as_("lin")
    assert "地图移到古杨树 C 口" in palette(client, "去 C 口")
    done = client.post("/command", {"line": "go place:gate-c"}).json()
    assert done["place"] == {"lon": 115.47, "lat": 40.905, "name": "古杨树 C 口"}


@pytest.mark.parametrize(
    ("typed", "line"), [("语言 en", "lang lang:en"), ("LANG 中文", "lang lang:zh"), ("主题 夜间", "theme theme:night")]
)
def test_language_and_theme_are_switched(typed: str, line: str, cast: Cast) -> None:
    client = as_("lin")
    assert f'data-line="{line}"' in palette(client, typed)
    assert client.post("/command", {"line": line}).json()["pref"]["value"] == line.rpartition(":")[2]


def test_acknowledging_by_command_leaves_the_same_entry_as_a_click(cast: Cast) -> None:
    alarm = raised()
    client = as_("lin")
    assert f'data-line="ack {alarm.subject}"' in palette(client, "确认")
    assert client.post("/command", {"line": f"ack {alarm.subject}"}).status_code == 200
    entry = journal.last(alarm.subject)
    assert entry is not None
    assert (entry.kind, entry.actor.partition(":")[0]) == ("alarms.acknowledged", "watch_officer")
    again = client.post("/command", {"line": f"ack {alarm.subject}"})
    assert again.status_code == 409


def test_the_alarm_at_hand_comes_first(cast: Cast) -> None:
    first, second = raised(), raised(minutes_ago=9)
    for alarm in (first, second):
        page = palette(as_("lin"), "ACK", alarm.subject)
        assert page.index(f"ack {alarm.subject}") == page.index("data-line=") + len('data-line="')


def test_an_incident_is_opened_from_an_alarm_and_from_a_place_with_what_happened(gate: None) -> None:
    alarm = raised()
    client = as_("lin")
    gone = client.post("/command", {"line": f"new {alarm.subject}"}).json()
    incident = Incident.objects.get()
    assert gone == {"go": f"/?incident={incident.pk}"}
    assert Alarm.objects.get(pk=alarm.pk).incident == incident.pk
    assert "有人摔倒" in palette(client, "立案 C 口 有人摔倒")
    client.post("/command", {"line": "new place:gate-c 有人摔倒"})
    second = Incident.objects.order_by("-pk")[0]
    assert (second.zh, second.kind, second.place.code if second.place else None) == ("有人摔倒", "medical", "gate-c")


def test_a_post_without_the_right_is_told_beforehand_and_refused(cast: Cast) -> None:
    alarm = raised()
    client = as_("sun")
    assert "不能确认告警" in palette(client, "确认")
    refused = client.post("/command", {"line": f"ack {alarm.subject}"})
    assert (refused.status_code, refused["X-Fault"]) == (403, "people.NotAllowed")
    assert Alarm.objects.get(pk=alarm.pk).acknowledged_at is None


@pytest.mark.parametrize(
    "line",
    [
        "",
        "ack",
        "ack alarm:999",
        "go nowhere",
        "drop table",
        "ack place:gate-c",
        "lang lang:fr",
        "disp unit:1",
        "x" * 400,
    ],
)
def test_a_line_that_means_nothing_changes_nothing(line: str, gate: None) -> None:
    before = journal.head()
    assert as_("lin").post("/command", {"line": line}).status_code == 409
    assert journal.head() == before


@pytest.mark.parametrize("text", ["<script>alert(1)</script>", "'; --", "去 " + "甲" * 190, "%s%s"])
def test_what_is_typed_is_never_markup(text: str, cast: Cast) -> None:
    answer = as_("lin").get("/command", {"q": text})
    assert answer.status_code == 200
    assert "<script>" not in answer.content.decode()


# ---- what Tab writes -------------------------------------------------------------------------------------------------


def offered(client: Client, typed: str) -> list[tuple[str, str]]:
    """Of each choice the line that Enter sends and what Tab writes."""
    found = re.findall(r'data-line="([^"]*)" data-complete="([^"]*)"', palette(client, typed))
    return [(unescape(line), unescape(complete)) for line, complete in found]


@dataclass
class Day:
    """Two units of one name, an incident, an alarm and places: a name alone does not always say which."""

    incident: Incident
    ambulances: list[Unit]
    readings: Readings


@pytest.fixture
def day(gate: None, cast: Cast) -> Iterator[Day]:
    readings = Readings()
    stream_line.use(readings)
    put_zone()
    put_place("gate-new", "gate", "去雪场之门", "New Gate", GATE, source="drawn", schematic=True)
    raised()
    units = [put_unit(code, "ambulance", "救护一组", "Ambulance team", "station") for code in ("amb-1", "amb-2")]
    yield Day(open_gale(cast.lin), units, readings)
    stream_line.use(None)


TYPED = {
    "zh": ("跳台", "查找 救护", "找 去雪场", "风", "去 C 口", "去 救护", "确认", "立案 风", "立案 C 口", "立案 古杨树 C 口 有人摔倒", "派 amb-1 ", "派 amb-2 大风", "语言 en", "主题 夜间"),
    "en": ("jump", "FIND ambulance", "New Gate", "wind", "GO gate", "GO ambulance", "ACK", "NEW wind", "NEW Gate C", "NEW Gate C a fall", "DISP amb-1 ", "DISP amb-2 wind", "LANG zh", "THEME night"),
}  # fmt: skip


@pytest.mark.parametrize(("lang", "typed"), [(lang, typed) for lang, lines in TYPED.items() for typed in lines])
def test_what_tab_writes_is_in_the_readers_language_and_means_the_same(lang: str, typed: str, day: Day) -> None:
    client = as_("lin", lang)
    choices = [(line, complete) for line, complete in offered(client, typed) if line]
    assert choices
    for line, complete in choices:
        assert offered(client, complete)[0][0] == line, complete
        assert lang == "zh" or not re.search(r"[\u4e00-\u9fff]", complete), complete
        assert lang == "en" or re.search(r"[\u4e00-\u9fff]", complete), complete


def test_a_line_that_wants_more_and_the_verbs_are_completed_in_the_readers_language(cast: Cast) -> None:
    put_zone()
    put_unit("amb-1", "ambulance", "救护一组", "Ambulance team", "station")
    for lang, verb, wanted in (("zh", "派 救护", "派 救护一组 "), ("en", "DISP amb", "DISP Ambulance team ")):
        assert offered(as_("lin", lang), verb) == [("", wanted)]
    assert 'data-complete="确认 "' in palette(as_("lin"), "")
    assert 'data-complete="ACK "' in palette(as_("lin", "en"), "")


# ---- units -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("lang", "typed"), [("zh", "找 amb-1"), ("en", "FIND amb-1")])
def test_a_unit_is_found_on_the_page_where_it_is_seen(lang: str, typed: str, day: Day) -> None:
    client, unit = as_("lin", lang), day.ambulances[0]
    assert offered(client, typed)[0][0] == f"find {unit.subject}"
    gone = client.post("/command", {"line": f"find {unit.subject}"}).json()["go"]
    address, _, part = gone.partition("#")
    assert f'id="{part}"' in client.get(address).content.decode()


def test_going_to_a_unit_moves_the_map_to_where_it_is_at_that_moment(day: Day) -> None:
    client, unit = as_("lin"), day.ambulances[0]
    assert (f"go {unit.subject}", "去 amb-1") in offered(client, "去 救护"), "two are of this name"
    assert "此刻的位置" in palette(client, "去 救护")
    line = {"line": f"go {unit.subject}"}
    home = client.post("/command", line).json()["place"]
    assert home == {"lon": 115.48, "lat": 40.9, "name": "救护一组"}
    before = journal.tip()
    for lon in (115.46, 115.47):  # it drives on, and the book says nothing of it
        day.readings.at("amb-1", lon, 40.905, site_now())
        assert client.post("/command", line).json()["place"]["lon"] == lon
    assert journal.tip() == before
    assert as_("lin", "en").post("/command", line).json()["place"]["name"] == "Ambulance team"


def test_a_unit_sent_by_command_leaves_the_same_entry_as_a_click(day: Day) -> None:
    client, unit, incident = as_("lin"), day.ambulances[1], day.incident
    line = f"disp {unit.subject} {incident.subject}"
    assert offered(client, "派 amb-2 大风")[0][0] == line

    def entry() -> dict[str, Any]:
        last = journal.last(unit.subject)
        assert last is not None
        told = {name: getattr(last, name) for name in ("kind", "subject", "incident", "actor", "cause", "facts")}
        return told | {
            "facts": {name: value for name, value in last.facts.items() if name != "run"}
        }  # a number of its own

    with transaction.atomic():
        client.post(f"/incidents/{incident.pk}/units/{unit.pk}/dispatch")
        clicked = entry()
        transaction.set_rollback(True)
    assert clicked["kind"] == "dispatch.unit_dispatched"
    assert entry() != clicked
    assert client.post("/command", {"line": line}).json() == {"said": "disp"}
    assert entry() == clicked
    unit.refresh_from_db()
    assert (unit.status, unit.incident_id) == ("dispatched", incident.pk)
    refused = as_("sun").post("/command", {"line": f"disp {day.ambulances[0].subject} {incident.subject}"})
    assert refused.status_code == 403
