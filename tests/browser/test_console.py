"""The console in a real browser: it draws, it goes on live, it loses the line and finds it, keys and commands act."""

import re
from collections.abc import Callable
from typing import Any

import pytest

from tests.browser.chromium import DESK
from tests.browser.conftest import Stream
from tests.browser.states import settled, until
from watchroom.people.actions import put_post
from watchroom.people.rights import Role
from watchroom.places.actions import put_place

type PageOf = Callable[..., Any]
HILL = {
    "type": "Polygon",
    "coordinates": [[[115.462, 40.904], [115.470, 40.904], [115.470, 40.910], [115.462, 40.910], [115.462, 40.904]]],
}
GATE = {"type": "Point", "coordinates": [115.47, 40.905]}


@pytest.fixture(autouse=True)
def _zone(cast: Any) -> None:
    put_place(
        "ski-jump", "venue", "国家跳台滑雪中心", "National Ski Jumping Centre", HILL, source="drawn", schematic=True
    )
    put_place("gate-c", "gate", "古杨树 C 口", "Guyangshu Gate C", GATE, source="drawn", schematic=True)


def console(page_of: PageOf, live_server: Any, address: str = "/", **how: Any) -> Any:
    page = page_of(**how)
    page.goto(live_server.url + address)
    page.wait_for_selector("wr-map[data-ready]")
    return page


def test_the_map_is_drawn_without_a_byte_from_outside(page_of: PageOf, live_server: Any) -> None:
    page = page_of()
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto(live_server.url)
    page.wait_for_selector(".mark[data-kind=venue] .lab")
    hosts = {re.sub(r"^\w+://([^/:]+).*", r"\1", url) for url in asked if url.startswith("http")}
    assert hosts == {"localhost"}
    assert page.locator(".mark", has_text="国家跳台滑雪中心").count() == 1
    assert page.problems == []


def test_chinese_is_drawn_on_a_machine_without_chinese_fonts(page_of: PageOf, live_server: Any) -> None:
    page = console(page_of, live_server)
    assert page.evaluate(
        "document.fonts.ready.then(() => document.fonts.check('14px \"Noto Sans SC Variable\"', '守望预警'))"
    )


def test_an_entry_appears_without_reload(page_of: PageOf, live_server: Any, stream: Stream) -> None:
    page = console(page_of, live_server)
    page.evaluate("window.stays = true")
    put_post("first", "甲岗", "First post", Role.FIELD)
    page.locator("#journal-line", has_text="甲岗").wait_for()
    assert page.evaluate("window.stays") is True


def test_a_lost_line_is_told_with_its_age(page_of: PageOf, live_server: Any, stream: Stream) -> None:
    page = console(page_of, live_server)
    stream.watched()
    stream.cut()
    page.wait_for_selector("#wr-lost:not([hidden])", timeout=15000)
    assert "连接中断" in page.locator("#wr-lost").inner_text()
    assert page.evaluate("document.documentElement.hasAttribute('data-lost')")


def test_what_happened_while_the_line_was_cut_is_there_when_it_is_back(
    page_of: PageOf, live_server: Any, stream: Stream
) -> None:
    page = console(page_of, live_server)
    page.evaluate("window.stays = true")
    stream.watched()
    stream.cut()
    page.wait_for_selector("#wr-lost:not([hidden])", timeout=15000)
    put_post("second", "乙岗", "Second post", Role.FIELD)
    back = stream.again()
    page.locator("#journal-line", has_text="乙岗").wait_for(timeout=20000)
    page.wait_for_selector("#wr-lost", state="hidden")
    assert page.evaluate("window.stays") is True
    back.cut()


def test_the_command_line_says_what_it_will_do_and_does_it(page_of: PageOf, live_server: Any) -> None:
    page = console(page_of, live_server)
    page.keyboard.press("/")
    page.keyboard.type("qu gyscc")
    page.wait_for_selector(
        "#wr-palette .opt[aria-selected=true][data-line='go place:gate-c']"
    )  # the answer to all that was typed
    assert "地图移到古杨树 C 口" in page.locator("#wr-palette .effect:not([hidden])").inner_text()
    before = page.evaluate("document.querySelector('wr-map').map.getCenter().lng")
    page.keyboard.press("Enter")
    until(page, "document.querySelector('#wr-palette').hidden")
    until(page, "Math.abs(document.querySelector('wr-map').map.getCenter().lng - 115.47) < 0.001")
    assert before != page.evaluate("document.querySelector('wr-map').map.getCenter().lng")


def test_the_language_is_switched_by_command_without_losing_what_was_typed(page_of: PageOf, live_server: Any) -> None:
    page = page_of()
    page.goto(live_server.url + "/incidents/new")
    page.fill("[name=title_zh]", "跳台大风，比赛暂停")
    page.evaluate("document.activeElement.blur()")
    page.keyboard.press("/")
    page.keyboard.type("LANG en")
    page.wait_for_selector("#wr-palette .opt[aria-selected=true][data-line='lang lang:en']")
    page.keyboard.press("Enter")
    page.wait_for_selector("html[lang=en]")
    assert page.input_value("[name=title_zh]") == "跳台大风，比赛暂停"


def test_a_refused_command_is_told_under_the_line_and_the_line_stays(page_of: PageOf, live_server: Any) -> None:
    page = console(page_of, live_server)
    page.keyboard.press("/")
    page.keyboard.type("去 古杨树")
    page.wait_for_selector("#wr-palette .opt[data-line]")
    page.evaluate("document.querySelector('.opt[aria-selected=true]').dataset.line = 'ack alarm:424242'")
    page.keyboard.press("Enter")
    page.wait_for_selector("#wr-palette .refusal")
    assert page.input_value("#wr-cmd") == "去 古杨树"


def test_the_theme_is_switched_without_reload_and_stays(page_of: PageOf, live_server: Any) -> None:
    page = console(page_of, live_server)
    page.click(".menu:has(form[data-prefs]) > summary")
    page.click("button[name=theme][value=light]")
    page.wait_for_selector("html[data-theme=light]")
    page.reload()
    page.wait_for_selector("html[data-theme=light]")


def test_a_click_on_the_map_opens_the_thing_beside_it(page_of: PageOf, live_server: Any) -> None:
    page = console(page_of, live_server)
    page.locator(".mark[data-kind=venue] .lab button").first.click()
    until(page, "document.querySelector('#panel').textContent.includes('国家跳台滑雪中心')")


@pytest.mark.parametrize("viewport", [DESK, {"width": 1920, "height": 1080}], ids=["1366", "1920"])
@pytest.mark.parametrize("lang", ["zh", "en"])
def test_nothing_is_cut_off_at_the_sides(
    page_of: PageOf, live_server: Any, viewport: dict[str, int], lang: str
) -> None:
    page = page_of(lang=lang, viewport=viewport)
    for address in ("/", "/duty/", "/journal/", "/sign-in"):
        page.goto(live_server.url + address)
        page.wait_for_load_state("load")
        assert page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth"), address


def test_the_quiet_console_is_grey(page_of: PageOf, live_server: Any) -> None:
    """Saturated pixels are abnormalities: with nothing wrong fewer than 2 % are saturated."""
    page = console(page_of, live_server)
    settled(page)
    shot = page.screenshot(type="png")
    share = page.evaluate(
        """async (bytes) => {
          const image = await createImageBitmap(new Blob([new Uint8Array(bytes)], {type: "image/png"}));
          const canvas = new OffscreenCanvas(image.width, image.height), ctx = canvas.getContext("2d");
          ctx.drawImage(image, 0, 0);
          const data = ctx.getImageData(0, 0, image.width, image.height).data;
          let loud = 0;
          for (let i = 0; i < data.length; i += 4) {
            const high = Math.max(data[i], data[i + 1], data[i + 2]), low = Math.min(data[i], data[i + 1], data[i + 2]);
            if (high > 40 && (high - low) / high > 0.5) loud++;
          }
          return loud / (data.length / 4);
        }""",
        list(shot),
    )
    assert share < 0.02
