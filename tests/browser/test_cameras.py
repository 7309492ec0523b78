"""A camera on the map and in the incident: nothing is shown until somebody looks, and what is kept stays with its hash."""

import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.browser import scene
from tests.browser.chromium import DESK, PHONE
from tests.browser.states import ready, settled, until
from watchroom.incidents.models import KeptPicture
from watchroom.journal.models import Entry

SHOTS = os.environ.get("WATCHROOM_SHOTS", "")
PATIENCE_MS = 180_000  # of a slow machine; nothing is judged by it
LOADED = "[...document.querySelectorAll('.camera-picture img')].some((one) => one.complete && one.naturalWidth === 640)"


def shot(page: Any, name: str) -> None:
    """A picture of the screen, for whoever asked for some."""
    if SHOTS:
        page.screenshot(path=str(Path(SHOTS) / f"{name}.png"))


def looks() -> int:
    return Entry.objects.filter(kind="sources.camera_seen").count()


@pytest.mark.parametrize(("lang", "theme"), [("zh", "dark"), ("en", "light")])
def test_a_camera_on_the_map_shows_its_picture_when_it_is_asked_for(
    page_of: Callable[..., Any], live_server: Any, lang: str, theme: str
) -> None:
    scene.lay()
    page = page_of("lin", lang=lang, theme=theme)
    page.set_default_timeout(PATIENCE_MS)
    ready(page, f"{live_server.url}/?place=115.4640,40.9045")
    page.locator(".mark[data-kind=camera][data-subject] > button").first.wait_for(state="attached")
    mark = page.locator(".mark[data-kind=camera] > button[aria-label*='C']").first
    assert ("模拟" if lang == "zh" else "simulated") in mark.get_attribute("aria-label")

    mark.focus()
    page.keyboard.press("Enter")
    until(page, "document.querySelector('#panel .camera')")
    assert page.locator("#panel img").count() == 0
    assert looks() == 0
    page.keyboard.press("k")

    until(page, LOADED)
    assert looks() == 1
    assert page.locator("#panel figcaption time").get_attribute("title")
    shot(page, f"map-{lang}-{theme}")
    assert page.problems == []


@pytest.mark.parametrize(("lang", "theme", "screen"), [("zh", "dark", DESK), ("en", "light", PHONE)])
def test_a_picture_is_looked_at_and_kept_in_the_incident(
    page_of: Callable[..., Any], live_server: Any, lang: str, theme: str, screen: dict[str, int]
) -> None:
    laid = scene.lay()
    page = page_of("lin", lang=lang, theme=theme, viewport=screen)
    page.set_default_timeout(PATIENCE_MS)
    ready(page, f"{live_server.url}/incidents/{laid.incident.pk}")
    until(page, "document.querySelectorAll('.near-cameras > li').length > 0")
    settled(page)
    first = page.locator("#pane-cameras .near-cameras > li").first
    assert ("视野内" if lang == "zh" else "in view") in first.inner_text()

    first.locator("button").first.click()
    until(page, LOADED)
    first.locator("input[name=note]").fill("看台东侧")
    first.scroll_into_view_if_needed()
    shot(page, f"incident-look-{lang}-{theme}")
    first.locator("form:has(input[name=note]) button").click()

    until(page, "document.querySelectorAll('#pane-pictures li').length === 1")
    kept = KeptPicture.objects.get()
    assert kept.digest in page.locator("#pane-pictures").inner_text()
    assert page.locator(".near-cameras img").count() == 1  # what was looked at stays where it was
    page.locator("#pane-pictures button").click()
    until(page, "document.querySelector('#kept-shown img')?.naturalWidth === 640")
    page.locator("#kept-shown").scroll_into_view_if_needed()
    shot(page, f"incident-kept-{lang}-{theme}")
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    assert page.problems == []
