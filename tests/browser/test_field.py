"""A phone in the field: signed in by a link, hours without a network, killed in between, and everything arrives once in its order."""

import os
import signal
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from tests.browser import scene
from tests.browser.chromium import CHROMIUM, FLAGS, PHONE
from tests.browser.states import until
from tests.rights_scene import PIXEL
from watchroom.desk import assets
from watchroom.dispatch import actions as dispatch
from watchroom.dispatch import call_steps
from watchroom.dispatch.models import Called, FieldAct, Order, Unit
from watchroom.incidents.models import SceneMedia
from watchroom.journal.clock import site_now
from watchroom.journal.models import Entry
from watchroom.journal.verify import verify
from watchroom.people import phones
from watchroom.people.models import Person, Phone

type Opened = Callable[..., Any]
WAITING = "document.querySelectorAll('#queue p.it').length"
MIME = {"name": "scene.png", "mimeType": "image/png", "buffer": PIXEL}


@pytest.fixture
def phone(tmp_path: Path, live_server: Any, browser: Any) -> Iterator[Opened]:
    """A phone's browser with a profile of its own, which outlives the browser; `kill` ends it as a battery does."""
    from playwright.sync_api import Error

    assert assets.built()
    held: list[Any] = []
    cookies: list[Any] = []

    def opened(*, offline: bool = False, lang: str = "zh") -> Any:
        context = browser.browser_type.launch_persistent_context(
            tmp_path / "profile", executable_path=CHROMIUM, args=FLAGS, viewport=PHONE, locale="zh-CN" if lang == "zh" else "en-GB",
            reduced_motion="reduce", permissions=[],
        )  # fmt: skip
        held.append(context)
        context.set_offline(offline)
        context.add_cookies(
            cookies
        )  # a browser writes them to the disk half a minute late; this phone was signed in long before
        page = context.pages[0] if context.pages else context.new_page()
        page.problems = []
        page.on("pageerror", lambda error: page.problems.append(str(error)))
        return page

    def kill() -> None:
        cookies[:] = held[-1].cookies()
        pid = int(os.readlink(tmp_path / "profile" / "SingletonLock").rpartition("-")[2])
        os.kill(pid, signal.SIGKILL)
        with pytest.raises(Error):
            held.pop().pages[0].wait_for_timeout(20_000)

    opened.kill = kill  # type: ignore[attr-defined]
    yield opened
    for context in held:
        context.close()


def signed_in(page: Any, url: str) -> None:
    page.goto(f"{url}/field/in/{phones.make_link(scene.viewer('lin'))}")
    page.fill("input[name=name]", "一组手机")
    page.click("form[data-plain] button")
    page.wait_for_selector("#field[aria-busy=false] .order")
    page.evaluate("navigator.serviceWorker.ready.then(() => true)")
    until(page, "navigator.serviceWorker.controller !== null")


def pressed(page: Any, words: str) -> None:
    page.locator(".dock button", has_text=words).first.click()


def typed(page: Any, text: str) -> None:
    page.fill("dialog[open] textarea", text)
    page.click("dialog[open] .strong")


def work(page: Any) -> None:
    """Receives the order, goes, arrives, reports, takes a photo."""
    pressed(page, "签收")
    pressed(page, "途中")
    pressed(page, "到场")
    pressed(page, "报告")
    typed(page, "跳台侧风大，观众已后撤")
    with page.expect_file_chooser() as chosen:
        pressed(page, "拍照")
    chosen.value.set_files(MIME)
    until(page, f"{WAITING} === 5")


DONE = ["order_receive", "unit_status", "unit_status", "note", "photo"]


def applied() -> list[Entry]:
    return list(Entry.objects.filter(kind="dispatch.field_act_applied").order_by("id"))


def laid() -> Unit:
    """The unit that is under way in the scene, with lin aboard."""
    scene.lay()
    unit = Unit.objects.get(status="dispatched")
    unit.members.set([scene.viewer("lin").person])
    return unit


def test_the_order_that_stands_before_its_person_was_read_and_his_call_knows_it(
    phone: Opened, live_server: Any
) -> None:
    laid()
    call_steps.run(site_now())
    asked = Called.objects.filter(person__code="lin", call__order__isnull=False, turn_at__isnull=False)
    assert asked.exists()
    assert not asked.exclude(read_at=None).exists()
    page = phone()
    signed_in(page, live_server.url)
    for _ in range(200):
        if asked.exclude(read_at=None).exists():
            break
        page.wait_for_timeout(50)
    [read] = Entry.objects.filter(kind="dispatch.call_read")
    assert read.facts["channel"] == "field"
    assert page.locator(".order h1").inner_text() == asked.exclude(read_at=None).get().call.order.title_zh
    assert page.problems == []


def test_what_was_done_without_a_network_arrives_once_each_in_its_order(phone: Opened, live_server: Any) -> None:
    unit = laid()
    page = phone()
    signed_in(page, live_server.url)
    page.context.set_offline(True)
    work(page)
    assert applied() == []

    page.reload()  # without a network
    until(page, f"{WAITING} === 5")
    assert page.locator(".net.off", has_text="离线").is_visible()
    assert page.locator(".unit .line b").inner_text() == "到场"
    phone.kill()  # type: ignore[attr-defined]

    page = phone(offline=True)
    page.goto(f"{live_server.url}/field/")
    until(page, f"{WAITING} === 5")
    assert applied() == []
    page.context.set_offline(False)
    until(page, f"{WAITING} === 0 && document.querySelector('.net b').textContent === '已联网'")

    came = applied()
    assert [one.facts["act_kind"] for one in came] == DONE
    times = [one.facts["device_at"] for one in came]
    assert times == sorted(times)
    assert len({one.facts["key"] for one in came}) == 5
    assert {one.facts["phone"] for one in came} == {Phone.objects.get().pk}
    unit.refresh_from_db()
    assert unit.status == "on_scene"
    assert [one.facts["stage"] for one in Entry.objects.filter(subject=unit.subject).order_by("id")][-2:] == [
        "en_route",
        "on_scene",
    ]
    assert Entry.objects.filter(kind="incidents.noted").count() == 1
    assert SceneMedia.objects.get().kind == "image/jpeg"  # drawn anew on the phone
    assert not list(verify())
    assert page.problems == []


def test_a_double_tap_on_the_large_key_is_one_status_and_not_the_next_one_too(phone: Opened, live_server: Any) -> None:
    unit = laid()
    page = phone()
    signed_in(page, live_server.url)
    page.wait_for_selector(".unit .next")
    page.context.set_offline(True)
    page.evaluate("(key => { key.click(); key.click(); })(document.querySelector('.unit .next'))")
    until(page, f"{WAITING} === 1")
    # The key that has come into its place takes no tap for a moment; what is held for help does.
    assert page.evaluate(
        "(root => { root.dataset.still = ''; return ['.unit .next', '.help'].map(one => getComputedStyle(document.querySelector(one)).pointerEvents); })(document.documentElement)"
    ) == ["none", "auto"]
    page.evaluate("delete document.documentElement.dataset.still")
    page.context.set_offline(False)
    until(page, f"{WAITING} === 0")
    unit.refresh_from_db()
    assert unit.status == "en_route"
    assert page.locator(".clash").count() == 0


def test_an_order_recalled_meanwhile_is_told_to_the_phone_and_to_the_desk(phone: Opened, live_server: Any) -> None:
    laid()
    page = phone()
    signed_in(page, live_server.url)
    order = Order.objects.filter(post="watch_officer", state="sent").order_by("due_at", "pk")[0]
    page.context.set_offline(True)
    page.locator(".dock button", has_text="完成").first.click()
    typed(page, "已通知")
    until(page, f"{WAITING} === 1")
    dispatch.skip_order(scene.viewer("zhao"), order.pk, reason="改由二组办理")
    page.context.set_offline(False)

    page.locator(".clash", has_text="未执行").wait_for()
    order.refresh_from_db()
    assert order.state == "skipped"
    assert FieldAct.objects.get().code == "dispatch.OrderAnswered"
    desk = Client()
    desk.force_login(Person.objects.get(code="chen"), backend="django.contrib.auth.backends.ModelBackend")
    said = desk.get("/field/phones").content.decode()
    assert "已通知" in said
    page.locator(".clash button", has_text="知道了").click()
    until(page, "!document.querySelector('.clash')")


def test_a_revoked_phone_is_told_and_keeps_what_it_has(phone: Opened, live_server: Any) -> None:
    laid()
    page = phone()
    signed_in(page, live_server.url)
    page.context.set_offline(True)
    pressed(page, "签收")
    until(page, f"{WAITING} === 1")
    phones.revoke(scene.viewer("chen"), Phone.objects.get().pk)
    page.context.set_offline(False)

    page.locator(".tell", has_text="已于").wait_for()
    assert applied() == []
    until(page, f"{WAITING} === 1")
    signed_in(page, live_server.url)  # a new code, and it goes on
    until(page, f"{WAITING} === 0")
    assert [one.facts["act_kind"] for one in applied()] == ["order_receive"]


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_on_a_phones_width_nothing_is_cut_off_and_every_key_is_large(
    phone: Opened, live_server: Any, lang: str
) -> None:
    from tests.browser.test_acts import CUT_OFF

    laid()
    page = phone(lang=lang)
    signed_in(page, live_server.url)
    page.wait_for_selector(".fmap svg")
    assert page.evaluate("document.documentElement.scrollWidth > innerWidth") is False
    assert page.evaluate(CUT_OFF) == []
    small = page.evaluate(
        "[...document.querySelectorAll('.dock button, .dock a, .net button, .menu')].filter((el) => el.checkVisibility() && el.getBoundingClientRect().height < 44).map((el) => el.textContent)"
    )
    assert small == []
    if where := os.environ.get("WATCHROOM_PICTURES"):
        page.screenshot(path=f"{where}/field-{lang}.png")
        page.screenshot(path=f"{where}/field-{lang}-full.png", full_page=True)
    assert page.problems == []
