"""The command line through the front door: what it offers, says beforehand, does, and refuses."""

import pytest
from django.test import Client

from watchroom.alarms.actions import apply_changes
from watchroom.alarms.judging import Change
from watchroom.alarms.models import Alarm, Rule
from watchroom.alarms.rule_actions import put_rule
from watchroom.alarms.tests.scene import TOLD, WIND, wind_rule
from watchroom.incidents.models import Incident
from watchroom.journal import queries as journal
from watchroom.journal.clock import site_now
from watchroom.kernel.clock import ms
from watchroom.people.models import Person
from watchroom.people.testing import Cast
from watchroom.places.actions import put_place

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
        kind="raise", rule=rule.pk, sensor=rule.sensor.number, onset_ms=at, at_ms=at, measured_ms=at, received_ms=at,
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
        "x" * 5000,
    ],
)
def test_a_line_that_means_nothing_changes_nothing(line: str, gate: None) -> None:
    before = journal.head()
    assert as_("lin").post("/command", {"line": line}).status_code == 409
    assert journal.head() == before


@pytest.mark.parametrize("text", ["<script>alert(1)</script>", "'; --", "去 " + "甲" * 4000, "%s%s"])
def test_what_is_typed_is_never_markup(text: str, cast: Cast) -> None:
    answer = as_("lin").get("/command", {"q": text})
    assert answer.status_code == 200
    assert "<script>" not in answer.content.decode()
