"""Acts by hand on a laid scene: one key acknowledges, a click opens beside the map, an area is drawn without a mouse."""

from collections.abc import Callable
from typing import Any

import pytest

from tests.browser import scene
from tests.browser.chromium import PHONE
from tests.browser.states import ready, until
from watchroom.alarms.models import Alarm

type PageOf = Callable[..., Any]
# Words that end before they end, other than those that say so by an ellipsis; and boxes that reach beyond the window.
CUT_OFF = """() => [...document.querySelectorAll("body *")].filter((el) => {
    const style = getComputedStyle(el), [x, y] = [el.scrollWidth - el.clientWidth, el.scrollHeight - el.clientHeight];
    const words = [...el.childNodes].some((node) => node.nodeType === Node.TEXT_NODE && node.data.trim());
    return words && el.checkVisibility() && style.textOverflow !== "ellipsis" && !el.closest(".cut, .vh, .skip, wr-map, svg, textarea") &&
        ((style.overflowX === "hidden" && x > 1) || (style.overflowY === "hidden" && y > 1) || el.getBoundingClientRect().right > innerWidth + 1);
}).map((el) => el.outerHTML.slice(0, 120))"""


def test_one_key_acknowledges_and_the_row_changes_without_reload(page_of: PageOf, live_server: Any) -> None:
    scene.lay()
    page = ready(page_of("lin"), live_server.url)
    page.evaluate("window.stays = true")
    first = page.locator('.alarm[data-state="unack"]').first.get_attribute("data-subject")
    page.keyboard.press("a")
    page.wait_for_selector(f'.alarm[data-subject="{first}"][data-state="ack"]')
    assert Alarm.objects.get(pk=int(first.partition(":")[2])).acknowledged_at is not None
    assert page.evaluate("window.stays") is True


def test_arrow_keys_choose_the_alarm_that_the_key_acts_upon(page_of: PageOf, live_server: Any) -> None:
    scene.lay()
    page = ready(page_of("lin"), live_server.url)
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowDown")
    chosen = page.evaluate("document.activeElement.dataset.subject")
    page.keyboard.press("a")
    page.wait_for_selector(f'.alarm[data-subject="{chosen}"][data-state="ack"]')


def test_a_person_without_the_right_sees_no_key_and_presses_in_vain(page_of: PageOf, live_server: Any) -> None:
    scene.lay()
    page = ready(page_of("sun"), live_server.url)
    before = page.locator('.alarm[data-state="unack"]').count()
    asked: list[tuple[str, str]] = []
    page.on("request", lambda request: asked.append((request.method, request.url)))
    page.keyboard.press("a")
    page.keyboard.press("/")  # the next key is answered: the one before it was heard
    page.wait_for_selector("#wr-palette .opt")
    assert [url for method, url in asked if method == "GET"]
    # An order told on the page says by itself that it was shown; whatever else is posted is an act.
    assert [url for method, url in asked if method == "POST" and not url.endswith("/seen")] == []
    assert page.locator('.alarm[data-state="unack"]').count() == before > 0


def test_an_alarm_opens_beside_the_map_and_the_console_stays(page_of: PageOf, live_server: Any) -> None:
    laid = scene.lay()
    page = ready(page_of("lin"), live_server.url)
    page.locator(f'.alarm[data-subject="alarm:{laid.alarms[1].pk}"] .what').click()
    page.locator("#panel", has_text="可能后果").wait_for()
    assert page.url.rstrip("/") == live_server.url


def test_labels_of_the_map_never_cover_one_another(page_of: PageOf, live_server: Any) -> None:
    scene.lay()
    for viewport in ({"width": 1366, "height": 768}, {"width": 1920, "height": 1080}):
        page = ready(page_of("lin", viewport=viewport), live_server.url)
        overlaps = page.evaluate(
            """() => {
              const boxes = [...document.querySelectorAll(".mark:not([data-hidden]) .lab")].map((el) => [el.textContent, el.getBoundingClientRect()]).filter(([, box]) => box.width > 0);
              const found = [];
              boxes.forEach(([a, p], i) => boxes.slice(i + 1).forEach(([b, q]) => { if (p.left < q.right - 1 && q.left < p.right - 1 && p.top < q.bottom - 1 && q.top < p.bottom - 1) found.push(a + " / " + b); }));
              return found;
            }"""
        )
        assert overlaps == []


def test_an_area_is_given_as_text_by_those_who_cannot_draw(page_of: PageOf, live_server: Any) -> None:
    laid = scene.lay()
    page = ready(page_of("sun"), f"{live_server.url}/warnings/{laid.warning.pk}")
    page.locator("wr-area .drawbar [role=status]", has_text="个顶点").wait_for()
    page.fill("#w-area", "115.46, 40.90\n115.48, 40.90\n115.48, 40.92\n115.46, 40.92")
    page.dispatch_event("#w-area", "change")
    page.locator("wr-area .drawbar [role=status]", has_text="4 个顶点").wait_for()
    assert page.input_value("#w-area").startswith('{"type":"Polygon"')


def test_a_phone_shows_one_pane_at_a_time(page_of: PageOf, live_server: Any) -> None:
    scene.lay()
    page = page_of("lin", viewport=PHONE)
    page.goto(live_server.url)
    assert page.locator("#pane-alarms").is_visible()
    assert not page.locator("wr-map").is_visible()
    page.click(".panes [data-pane=map]")
    page.wait_for_selector("wr-map[data-settled]")
    assert not page.locator("#pane-alarms").is_visible()


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_in_the_roomy_density_nothing_is_cut_off(page_of: PageOf, live_server: Any, lang: str) -> None:
    laid = scene.lay()
    page = ready(page_of("lin", lang=lang), live_server.url)
    narrow = page.evaluate("document.querySelector('.left').clientWidth")
    page.click(".menu:has(form[data-prefs]) > summary")
    page.click("button[name=density][value=roomy]")
    page.wait_for_selector("html[data-density=roomy]")
    until(page, f"document.querySelector('.left').clientWidth > {narrow}")
    cut = [("switched", one) for one in page.evaluate(CUT_OFF)]
    for where in (
        "/",
        f"/incidents/{laid.incident.pk}",
        f"/warnings/{laid.warning.pk}",
        "/duty/",
        "/journal/",
        "/dispatch/",
    ):
        ready(page, live_server.url + where)
        assert page.evaluate("document.documentElement.dataset.density") == "roomy"  # it stays
        cut += [(where, one) for one in page.evaluate(CUT_OFF)]
        cut += [(where, "wider")] * page.evaluate(
            "document.documentElement.scrollWidth > document.documentElement.clientWidth"
        )
    assert cut == []
