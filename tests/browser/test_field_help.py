"""A phone that calls for help, opens an incident, records its person's voice and knows where it is: with a browser's own devices."""

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.browser import scene
from tests.browser.chromium import CHROMIUM, FLAGS, PHONE
from tests.browser.states import until
from tests.browser.test_field import MIME, WAITING, laid, pressed, signed_in, typed
from watchroom.alarms import actions as alarms
from watchroom.alarms.models import Alarm
from watchroom.alarms.platform import DISTRESS
from watchroom.dispatch.field import distress
from watchroom.dispatch.models import Distress
from watchroom.incidents.intake.models import Call
from watchroom.incidents.models import Incident, SceneMedia
from watchroom.journal.followers import Runner
from watchroom.journal.models import Entry
from watchroom.ops.followers import AlarmOfThePlatform

SPOT = {"latitude": 40.9005, "longitude": 115.4602, "accuracy": 12}
FAKE = ["--use-fake-device-for-media-stream", "--use-fake-ui-for-media-stream"]
HELP = ".help"


@pytest.fixture(params=["zh"])
def page(request: Any, tmp_path: Path, live_server: Any, browser: Any) -> Iterator[Any]:
    context = browser.browser_type.launch_persistent_context(
        tmp_path / "profile", executable_path=CHROMIUM, args=[*FLAGS, *FAKE], viewport=PHONE, locale="zh-CN" if request.param == "zh" else "en-GB",
        reduced_motion="reduce", permissions=["geolocation", "microphone"],
    )  # fmt: skip
    made = context.pages[0] if context.pages else context.new_page()
    made.problems = []
    made.on("pageerror", lambda error: made.problems.append(str(error)))
    context.new_cdp_session(made).send("Emulation.setGeolocationOverride", SPOT)
    laid()
    signed_in(made, live_server.url)
    yield made
    assert made.problems == []
    context.close()


def hold(page: Any, ms: int) -> None:
    page.wait_for_selector(".help")
    x, y = page.evaluate(
        "(() => { const box = document.querySelector('.help').getBoundingClientRect(); return [box.x + box.width / 2, box.y + box.height / 2]; })()"
    )
    page.mouse.move(x, y)
    page.mouse.down()
    page.wait_for_timeout(ms)
    page.mouse.up()


def pictured(page: Any, name: str) -> None:
    if where := os.environ.get("WATCHROOM_PICTURES"):
        page.screenshot(path=f"{where}/{name}.png")


def test_a_touch_by_chance_calls_nobody_and_a_press_that_is_held_raises_the_alarm_with_the_position(page: Any) -> None:
    hold(page, 200)
    page.locator(".tell", has_text="没有求助").wait_for()
    assert not Distress.objects.exists()

    hold(page, 1700)
    page.locator("#help", has_text="等待值班室确认").wait_for()
    row = Distress.objects.get()
    assert (row.lon, row.lat, row.accuracy_m) == (115.4602, 40.9005, 12)
    pictured(page, "field-help")
    Runner("test", [AlarmOfThePlatform()]).run()
    raised = Alarm.objects.get(rule__code=DISTRESS)
    assert "40.90050, 115.46020，误差约 12 米" in raised.detail_zh

    alarms.acknowledge(scene.viewer("chen"), raised.pk)
    page.locator("#help", has_text="值班室已知").wait_for()  # the phone asks more often while it waits
    pictured(page, "field-help-seen")
    page.click("#help button")
    page.click("dialog[open] button[value=yes]")
    page.locator("#help", has_text="求助已解除").wait_for()
    assert distress.waiting(scene.viewer("chen")) == 0


def test_without_a_network_the_call_is_kept_and_goes_before_what_waited_longer(page: Any) -> None:
    page.context.set_offline(True)
    pressed(page, "报告")
    typed(page, "先写下的报告")
    hold(page, 1700)
    page.locator("#help", has_text="还没有发出").wait_for()
    until(page, f"{WAITING} === 2")
    pictured(page, "field-help-offline")
    page.reload()
    page.locator("#help", has_text="还没有发出").wait_for()
    page.context.set_offline(False)
    until(page, f"{WAITING} === 0")
    kinds = [one.facts["act_kind"] for one in Entry.objects.filter(kind="dispatch.field_act_applied").order_by("id")]
    assert kinds == ["distress", "note"]


def test_an_incident_is_opened_on_the_spot_without_a_network_and_arrives_once(page: Any) -> None:
    before = Incident.objects.count()
    page.context.set_offline(True)
    pressed(page, "新事件")
    page.select_option("dialog[open] select", "medical")
    page.locator("dialog[open] [role=status]", has_text="误差约 12 米").wait_for()
    page.set_input_files("dialog[open] input[type=file]", [MIME])
    pictured(page, "field-new")
    typed(page, "一名观众摔倒")
    until(page, f"{WAITING} === 1")
    assert Incident.objects.count() == before
    page.context.set_offline(False)
    page.locator(".clash.soft", has_text="值班室已收到").wait_for()
    row = Incident.objects.latest("pk")
    assert (Incident.objects.count(), row.kind, row.lon, row.lat) == (before + 1, "medical", 115.4602, 40.9005)
    assert Call.objects.get(incident=row).channel == "field"
    assert SceneMedia.objects.get(incident=row).kind == "image/jpeg"


def test_a_voice_note_is_recorded_and_arrives_as_sound(page: Any) -> None:
    pressed(page, "语音")
    page.locator(".recording", has_text="正在录音 1 秒").wait_for()
    pictured(page, "field-voice")
    page.click("dialog[open] button[value=keep]")
    until(page, f"{WAITING} === 0 && !document.querySelector('dialog')")
    until_kept = SceneMedia.objects.filter(sort="voice")
    for _ in range(200):
        if until_kept.exists():
            break
        page.wait_for_timeout(50)
    kept = until_kept.get()
    assert kept.kind == "audio/webm"
    assert kept.size > 1000


def test_the_position_is_shared_after_its_person_agreed_and_not_before(page: Any, live_server: Any) -> None:
    sent: list[Any] = []
    page.on(
        "request", lambda asked: sent.append(asked.post_data_json) if asked.url.endswith("/field/positions") else None
    )
    assert page.locator(".share").count() == 0
    page.click(".menu")
    page.click("dialog[open] button[value=share]")
    page.locator(".share", has_text="误差约 12 米").wait_for()
    page.evaluate("dispatchEvent(new Event('online'))")
    for _ in range(200):
        if sent:
            break
        page.wait_for_timeout(50)
    assert [(one["lon"], one["lat"]) for one in sent[0]["points"]] == [(115.4602, 40.9005)]
    page.click(".share button")
    until(page, "!document.querySelector('.share')")
