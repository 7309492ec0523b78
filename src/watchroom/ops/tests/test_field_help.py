"""A call for help from the field, and an incident that is opened on the spot: told once, seen at once, shown back on the phone."""

import base64
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from watchroom.alarms import actions as alarms
from watchroom.alarms.models import Alarm
from watchroom.alarms.platform import DISTRESS
from watchroom.conftest import SetClock
from watchroom.dispatch import actions
from watchroom.dispatch.field import acts, distress
from watchroom.dispatch.field.acts import Answer, From
from watchroom.dispatch.field.faults import DistressOwesNote, NoSuchDistress
from watchroom.dispatch.field.models import Distress
from watchroom.dispatch.layers import LAYERS
from watchroom.dispatch.tests.scene import Readings
from watchroom.incidents.actions import open_incident
from watchroom.incidents.intake.models import Call
from watchroom.incidents.models import Incident, SceneMedia
from watchroom.incidents.tests.test_rules_sounds import WEBM
from watchroom.journal.followers import Runner
from watchroom.journal.models import Entry
from watchroom.journal.verify import verify
from watchroom.kernel.clock import iso
from watchroom.ops.followers import AlarmOfThePlatform
from watchroom.people import queries as people
from watchroom.people.faults import NotAllowed
from watchroom.people.models import Shift
from watchroom.people.testing import Cast
from watchroom.places.actions import put_place
from watchroom.sources import line as stream_line

pytestmark = pytest.mark.django_db

type Send = Callable[..., list[Answer]]
PIXEL = base64.b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNkYPhfDwAChwGA60e6kgAAAABJRU5ErkJggg=="
)
SPOT: dict[str, Any] = {"lon": 115.4601234, "lat": 40.9005678, "accuracy": 12.4}


@pytest.fixture
def send(cast: Cast, clock: SetClock) -> Send:
    """Sends acts from a phone whose clock is seven hours behind; `ago` seconds before the sending, `fixed` before that."""

    def sent(*given: dict[str, Any], of: str = "lin", data: bytes | None = None) -> list[Answer]:
        phone, told = clock.at - timedelta(hours=7), []
        for one in given:
            at = phone - timedelta(seconds=one.pop("ago", 0))
            fix = {"fix_at": iso(at - timedelta(seconds=one.pop("fixed")))} if "fixed" in one else {}
            told.append({"at": iso(at), **fix, **one})
        sender = From(people.person_by_code(of), None, phone)
        return [acts.take_with_file(sender, told[0], data)] if data is not None else acts.take(sender, told)

    return sent


def alarm() -> Alarm:
    Runner("test", [AlarmOfThePlatform()]).run()
    return Alarm.objects.get(rule__code=DISTRESS)


def press(key: str = "help-0001", **more: Any) -> dict[str, Any]:
    return {"key": key, "kind": "distress", **more}


def test_a_call_for_help_is_the_gravest_alarm_with_the_position_and_its_age(
    send: Send, cast: Cast, clock: SetClock
) -> None:
    [answer] = send(press(ago=40, fixed=25, **SPOT))
    assert answer.outcome == "applied"
    raised = alarm()
    assert (raised.priority, raised.about_zh, raised.acknowledged_at) == (1, "值班员", None)
    assert (
        raised.detail_zh
        == "02-06 09:59:20 (Asia/Shanghai) 按下求助；位置 40.90057, 115.46012，误差约 12 米，02-06 09:58:55 (Asia/Shanghai) 测得（早于按下 25 秒）。"
    )
    assert "25 s before the press" in raised.detail_en
    assert "林晓" not in raised.detail_zh + raised.about_zh  # the alarm stands on the wall too
    assert list(verify()) == []


def test_the_same_press_sent_again_and_a_second_one_are_one_alarm_with_the_newest_position(
    send: Send, clock: SetClock
) -> None:
    one = press(at=iso(clock.at))
    send(dict(one))
    assert "没有给出位置" in alarm().detail_zh
    assert [a.outcome for a in send(dict(one))] == ["already"]
    send(press("help-0002", **SPOT))
    row = Distress.objects.get()
    assert (row.presses, row.lon) == (2, 115.460123)
    assert "40.90057" in alarm().detail_zh
    assert Alarm.objects.filter(rule__code=DISTRESS).count() == 1
    assert Entry.objects.filter(kind="alarms.told_more").count() == 1


def test_it_is_of_the_unit_and_its_incident_and_stands_in_its_timeline(send: Send, cast: Cast) -> None:
    put_place("station", "station", "急救站", "Medical station", {"type": "Point", "coordinates": [115.48, 40.90]})
    gale = open_incident(cast.lin, title_zh="大风", title_en="Gale", kind="gale", lon=115.46, lat=40.9)
    unit = actions.put_unit("a1", "ambulance", "一号", "unit one", "station", members=["lin"])
    actions.dispatch_unit(cast.lin, unit.pk, gale.pk)
    send(press(**SPOT))
    assert alarm().about_zh == "一号"
    assert Entry.objects.get(kind="dispatch.distress").incident == gale.pk


def test_whoever_holds_no_post_may_call_for_help_too(send: Send, cast: Cast) -> None:
    Shift.objects.filter(person=cast.lin.person).delete()
    assert [one.outcome for one in send(press(lon=0.0, lat=0.0))] == ["applied"]
    assert (alarm().about_zh, "位置 0.00000, 0.00000，" in alarm().detail_zh) == ("外勤人员", True)


def test_what_the_console_did_is_shown_back_on_the_phone(send: Send, cast: Cast) -> None:
    send(press())
    raised = alarm()
    standing = distress.own(cast.lin)
    assert standing is not None
    assert standing.seen_at is None
    alarms.acknowledge(cast.chen, raised.pk)
    standing = distress.own(cast.lin)
    assert standing is not None
    assert standing.seen_at is not None
    assert distress.own(cast.chen) is None


def test_it_is_over_when_the_person_is_safe_or_the_watch_says_what_it_found(
    send: Send, cast: Cast, clock: SetClock
) -> None:
    send(press())
    assert alarm().returned_at is None
    clock.forward(minutes=1)
    send({"key": "safe-0001", "kind": "safe"})
    assert alarm().returned_at is not None
    assert [one.outcome for one in send({"key": "safe-0002", "kind": "safe"})] == ["applied"]  # of nothing: harmless

    clock.forward(minutes=1)
    send(press("help-0003"))
    row = Distress.objects.get(ended_at=None)
    assert distress.listed(cast.chen)[0].row.pk == row.pk
    with pytest.raises(DistressOwesNote):
        distress.end(cast.chen, row.pk, "  ")
    with pytest.raises(NotAllowed):
        distress.end(cast.zhao, row.pk, "已联系")
    distress.end(cast.chen, row.pk, "已电话联系，人员安全")
    with pytest.raises(NoSuchDistress):
        distress.end(cast.chen, row.pk, "又一次")
    Runner("test", [AlarmOfThePlatform()]).run()
    assert not Alarm.objects.filter(rule__code=DISTRESS, returned_at=None).exists()
    over = Entry.objects.filter(kind="dispatch.distress_over").order_by("id")[1]
    assert "人员安全" in over.say(personal=True).zh
    assert "人员安全" not in over.say(personal=False).zh


def test_a_safe_that_was_done_before_the_press_does_not_end_it(send: Send) -> None:
    send({"key": "safe-0001", "kind": "safe", "ago": 600}, press(ago=10))
    assert Distress.objects.filter(ended_at=None).count() == 1


def report(**more: Any) -> dict[str, Any]:
    return {"key": "new-00001", "kind": "incident", "event": "medical", "text": "一名观众摔倒，不能站立", **more}


def test_an_incident_opened_on_the_spot_comes_to_the_intake_with_its_photo_once(
    send: Send, cast: Cast, clock: SetClock
) -> None:
    one = report(at=iso(clock.at - timedelta(hours=7, minutes=20)), **SPOT)
    [answer] = send(dict(one), data=PIXEL)
    again = send(dict(one), data=PIXEL)
    row = Incident.objects.get()
    assert (answer.outcome, again[0].outcome, again[0].before) == ("applied", "already", "applied")
    assert answer.words is not None
    assert row.number in answer.words.en
    assert (row.kind, row.zh, row.lon, row.lat) == ("medical", "伤病救治（外勤报告）", 115.4601234, 40.9005678)
    assert row.discovered_at == clock.at - timedelta(minutes=20)
    call = Call.objects.get()
    assert (call.incident_id, call.channel, call.text, call.told["lon"]) == (
        row.pk,
        "field",
        "一名观众摔倒，不能站立",
        "115.460123",
    )
    assert SceneMedia.objects.get().incident_id == row.pk
    assert "摔倒" not in str([one.facts for one in Entry.objects.filter(kind__startswith="incidents.")])
    assert list(verify()) == []


def test_without_a_place_or_a_photo_it_is_taken_too_and_without_a_kind_it_is_refused_whole(send: Send) -> None:
    assert [one.outcome for one in send(report())] == ["applied"]
    refused = send(
        report(key="new-00002", event="nothing"), report(key="new-00003", event=""), report(key="new-00004", text="")
    )
    assert [(one.outcome, one.code) for one in refused] == [
        ("refused", "dispatch.NoKind"), ("refused", "dispatch.NoKind"), ("refused", "incidents.NotFilled"),
    ]  # fmt: skip
    assert send(report(key="new-00005"), data=WEBM)[0].code == "dispatch.FileOwed"
    assert (Incident.objects.count(), Call.objects.count()) == (1, 1)


@pytest.mark.parametrize(
    "wrong",
    [
        {"lon": 181.0, "lat": 1.0},
        {"lon": float("inf"), "lat": 1.0},
        {"accuracy": -1},
        {"fix_at": "9999-12-31T23:59:59Z"},
    ],
)
def test_a_position_off_the_earth_is_said(send: Send, wrong: dict[str, Any]) -> None:
    assert [one.code for one in send(press(**wrong))] == ["dispatch.ActUnread"]


def drawn(viewer: Any, at: Any = None) -> list[dict[str, Any]]:
    [layer] = [one for one in LAYERS if one.kind == "distress"]
    found: list[dict[str, Any]] = layer.features(viewer, at)["features"]
    return found


def test_it_stands_on_the_map_with_its_position_and_that_ones_age_and_names_nobody(
    send: Send, cast: Cast, clock: SetClock
) -> None:
    began = clock.at
    clock.forward(minutes=1)
    send(press(fixed=25, **SPOT))
    [one] = drawn(cast.wall)
    assert (one["geometry"]["coordinates"], one["properties"]["zh"]) == ([115.460123, 40.900568], "求助：值班员")
    assert one["properties"]["at"] == iso(clock.at - timedelta(seconds=25))
    alarm()
    assert drawn(cast.wall)[0]["properties"]["url"].startswith("/alarms/")
    pressed = clock.at
    clock.forward(minutes=1)
    send({"key": "safe-0001", "kind": "safe"})
    assert drawn(cast.wall) == []
    assert [len(drawn(cast.wall, at)) for at in (began, pressed, clock.at)] == [0, 1, 0]


def test_without_a_position_it_stands_where_the_unit_is_and_says_so(send: Send, cast: Cast) -> None:
    put_place("station", "station", "急救站", "Medical station", {"type": "Point", "coordinates": [115.48, 40.90]})
    stream_line.use(Readings())
    actions.put_unit("a1", "ambulance", "一号", "unit one", "station", members=["lin"])
    send(press())
    [one] = drawn(cast.lin)
    assert (one["geometry"]["coordinates"], one["properties"]["en"]) == (
        [115.48, 40.9],
        "Help: unit one (the unit's position)",
    )
    send({"key": "safe-0001", "kind": "safe"}, press("help-0002"), of="chen")
    assert len(drawn(cast.lin)) == 1, "nobody knows where the other is: it is in the list alone"
