"""What is held, planned, heard and done with an alarm, on the screen and over the API, in both languages."""

import re
from typing import Any

import pytest
from django.test import Client

from watchroom.alarms import actions, hold_actions
from watchroom.alarms.models import Alarm, Hold, Silence
from watchroom.alarms.tests.scene import TOLD, Watch, wind_rule
from watchroom.conftest import T0, SetClock
from watchroom.journal.models import Entry
from watchroom.people.actions import make_api_token
from watchroom.people.models import Person
from watchroom.people.testing import Cast

RISE = (3.1, 4.0, 4.6, 5.2, 4.8, 4.4, 4.7)
WORK = {"since": "2026-02-06T11:00", "until": "2026-02-06T12:00", "reason": "年检", "thing": "place:ski-jump"}


@pytest.fixture
def alarm(cast: Cast, clock: SetClock) -> Alarm:
    Watch(wind_rule().watched, T0).minutes(*RISE)
    clock.forward(minutes=7)
    return Alarm.objects.get()


def browser(code: str, lang: str = "en") -> Client:
    client = Client(headers={"Accept-Language": lang})
    client.force_login(Person.objects.get(code=code), backend="django.contrib.auth.backends.ModelBackend")
    return client


def api(code: str) -> Client:
    return Client(headers={"Authorization": f"Bearer {make_api_token(Person.objects.get(code=code))}"})


def test_what_is_shelved_leaves_the_queue_is_counted_there_and_is_one_key_away(alarm: Alarm, cast: Cast) -> None:
    page = f"/alarms/{alarm.pk}"
    answer = browser("lin").post(f"{page}/shelve", {"minutes": "30", "reason": "探头检修"})
    assert (answer.status_code, answer["Location"]) == (302, page)

    for lang, told in (("zh", ("1 搁置", "<kbd>H</kbd>")), ("en", ("1 shelved", "No open alarms."))):
        queue = browser("lin", lang).get("/alarms/queue").content.decode()
        assert all(one in queue for one in told)
        assert "<article" not in queue
    for lang, held_words in (("zh", ("搁置", "未确认", "复现")), ("en", ("SHELVED", "UNACK", "back in"))):
        held = browser("lin", lang).get("/alarms/held").content.decode()
        assert all(one in held for one in (*held_words, 'data-state="shelved"', "探头检修", "data-due="))
    shown = browser("lin").get(page).content.decode()
    assert "Unshelve <kbd>U</kbd>" in shown
    assert "comes back as it then is" in shown

    assert browser("lin").post(f"{page}/unshelve").status_code == 302
    assert "<article" in browser("lin").get("/alarms/queue").content.decode()


def test_the_leader_plans_maintenance_in_the_sites_time_and_everybody_sees_it(
    alarm: Alarm, cast: Cast, clock: SetClock
) -> None:
    assert browser("chen").post("/alarms/maintenance", WORK)["Location"] == "/alarms/maintenance"

    work = Hold.objects.get()
    assert (work.since - clock.at).total_seconds() == 53 * 60  # 11:00 in Zhangjiakou, now 10:07
    for code in ("lin", "sun", "wall"):
        page = browser(code).get("/alarms/maintenance").content.decode()
        assert "年检" in page
        assert "to come" in page
        assert "Call off" not in page
    assert "1 planned" in browser("lin").get("/alarms/queue").content.decode()
    assert "陈立" not in browser("wall", "zh").get("/alarms/maintenance").content.decode()
    for wrong in ({"since": "tomorrow"}, {"since": "2026-02-06T13:00"}, {"thing": "moon:1"}, {"thing": ""}):
        assert browser("chen").post("/alarms/maintenance", WORK | wrong).status_code == 422
    assert browser("lin").post("/alarms/maintenance", WORK).status_code == 403
    assert (
        browser("chen").post(f"/alarms/holds/{work.pk}/end", {"next": "//evil.example"})["Location"] == "/alarms/held"
    )
    assert Hold.objects.get().ended_at == clock.at


def test_the_form_acknowledges_exactly_the_rows_above_it(alarm: Alarm, cast: Cast) -> None:
    row = Alarm.objects.values().get()
    for hour in (3, 4):  # the same condition, over before anybody saw it
        at = T0.replace(hour=hour)
        Alarm.objects.create(**row | {"id": None, "onset": at, "returned_at": at, "state": "rtn"})
    queue = browser("lin").get("/alarms/queue").content.decode()
    shown = re.findall(r'name="alarm" value="(\d+)"', queue)
    assert len(shown) == 3
    assert "Acknowledge the 3 above" in queue
    unseen = shown.pop()

    assert browser("lin").post("/alarms/acknowledge", {"alarm": shown, "next": "/"})["Location"] == "/"

    assert list(Alarm.objects.filter(acknowledged_by="").values_list("pk", flat=True)) == [int(unseen)]
    browser("lin").post("/alarms/acknowledge", {"alarm": ["x", "-1", "9" * 30]})
    assert Alarm.objects.filter(acknowledged_by="").count() == 1
    assert browser("lin").post("/alarms/acknowledge", {}).status_code == 422
    assert browser("zhao").post("/alarms/acknowledge", {"alarm": [unseen]}).status_code == 403


def test_the_page_of_an_alarm_shows_plot_map_and_how_earlier_ones_ended(
    alarm: Alarm, cast: Cast, clock: SetClock
) -> None:
    actions.acknowledge(cast.lin, alarm.pk)
    watch = Watch(alarm.measured_by, T0)
    watch.judge.seed([(alarm.rule_id, round(alarm.onset.timestamp() * 1000))])
    watch.minutes(3.0, *RISE, at=7)
    clock.forward(minutes=10)
    second = Alarm.objects.latest("onset")
    page = browser("lin").get(f"/alarms/{second.pk}").content.decode()

    assert re.search(
        r'<wr-plot src="/sensors/jump-wind/plot.json\?since=2026-02-05T23%3A09%3A00.000Z&amp;until=2026-02-06T02%3A17%3A00.000Z" .* mark="2026-02-06T',
        page,
    )
    assert f'data-subject="alarm:{second.pk}"' in page
    _, _, earlier = page.partition("Alarms like this")
    assert f'href="/alarms/{alarm.pk}"' in earlier
    assert "CLEARED" in earlier
    assert "7 min" in earlier, "it was acknowledged seven minutes after it was raised"
    assert [row["id"] for row in api("lin").get(f"/api/alarms/{second.pk}/similar").json()] == [alarm.pk]


def test_the_loudspeaker_is_told_what_sounds_and_silence_is_one_persons(alarm: Alarm, cast: Cast) -> None:
    lin, chen = browser("lin"), browser("chen")
    assert f'data-sound="2" data-alarms="{alarm.pk} "' in lin.get("/alarms/sound").content.decode()
    assert "Sound blocked" in lin.get("/alarms/sound").content.decode()
    assert "P2 等 1 条告警在响" in browser("lin", "zh").get("/alarms/sound").content.decode()
    assert browser("sun").get("/alarms/sound").content.strip() == b""

    assert lin.post("/alarms/sound/silence", {"minutes": "5"}).status_code == 302

    assert 'data-silent-until="2026-02-06T02:12:00+00:00"' in lin.get("/alarms/sound").content.decode()
    assert 'data-silent-until=""' in chen.get("/alarms/sound").content.decode()
    assert Alarm.objects.get().state == "unack"
    assert lin.post("/alarms/sound/silence", {"minutes": "99"}).status_code == 422
    assert lin.post("/alarms/sound/test").status_code == 302
    assert Entry.objects.filter(kind="alarms.sound_tested", actor=cast.lin.actor).exists()
    assert browser("sun").post("/alarms/sound/silence", {"minutes": "5"}).status_code == 403
    hold_actions.shelve(cast.lin, alarm.pk, 5, "x")
    assert 'data-sound="" data-alarms=""' in chen.get("/alarms/sound").content.decode()


def test_what_the_ladder_brought_before_a_post_stands_first_on_its_console(
    alarm: Alarm, cast: Cast, clock: SetClock
) -> None:
    clock.forward(minutes=3)
    assert actions.escalate(alarm.pk, actor="work:alarms")

    assert "Nobody acknowledged: it is yours" in browser("chen").get("/alarms/queue").content.decode()
    lin = browser("lin").get("/alarms/queue").content.decode()
    assert "before the duty leader" in lin
    assert "it is yours" not in lin


def test_the_api_does_what_the_screen_does(alarm: Alarm, cast: Cast) -> None:
    lin, chen = api("lin"), api("chen")
    json: dict[str, Any] = {"content_type": "application/json"}
    one = f"/api/alarms/{alarm.pk}"
    shelf = lin.post(f"{one}/shelve", {"minutes": 30, "reason": "x"}, **json).json()
    assert (shelf["held"], shelf["state"]) == ("shelved", "unack")
    assert lin.get("/api/alarms").json() == []
    assert [row["id"] for row in lin.get("/api/alarms?held=true").json()] == [alarm.pk]
    assert lin.post(f"{one}/unshelve").json()["held"] is None
    assert lin.post(f"{one}/assign", {"person": "chen"}, **json).json()["assigned_to_en"] == "Chen Li"
    for _ in range(2):
        lin.post(f"{one}/comment", {"text": "x"}, headers={"Idempotency-Key": "k"}, **json)
    assert Entry.objects.filter(kind="alarms.commented").count() == 1
    out = chen.post("/api/alarm-holds/out-of-service", {"rule": "jump-wind-4", "reason": "x"}, **json).json()
    assert (out["kind"], out["about_en"], out["until"]) == ("out", TOLD["title_en"], None)
    assert chen.post(f"/api/alarm-holds/{out['id']}/end").json()["ended_at"]
    naive: dict[str, Any] = {
        "place": "ski-jump",
        "since": "2026-02-06T11:00",
        "until": "2026-02-06T12:00",
        "reason": "x",
    }
    assert chen.post("/api/alarm-holds/maintenance", naive, **json).status_code == 422
    assert lin.post("/api/alarm-sound/silence", {"minutes": 5}, **json).json() | {"priority": 2, "alarms": [alarm.pk]}
    assert Silence.objects.exists()
    done = lin.post("/api/alarms/acknowledge", {"alarms": [alarm.pk, 999]}, **json).json()
    assert [row["state"] for row in done] == ["ack"]
    assert lin.post(f"{one}/reset").json()["code"] == "alarms.NotLatched"


def test_a_wall_sounds_says_that_it_is_mute_and_is_silenced_by_nobody(alarm: Alarm, cast: Cast) -> None:
    wall = browser("wall")
    told = wall.get("/alarms/sound").content.decode()
    assert f'data-sound="2" data-alarms="{alarm.pk} "' in told
    assert "wall-sound" in told
    assert "data-sound-blocked" in told
    assert "/alarms/sound/silence" not in told
    assert wall.get("/alarms/sound?part=menu").content.strip() == b""
    assert wall.post("/alarms/sound/silence", {"minutes": "5"}).status_code == 403
    assert "wall-sound" not in browser("lin").get("/alarms/sound").content.decode()
    assert 'id="wr-sound"' in wall.get("/").content.decode()
