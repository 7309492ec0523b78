"""The pages of duty on a phone: none is wider than it, whatever is unfolded, and what they list is said by name."""

from collections.abc import Callable
from typing import Any

import pytest

from tests.browser import scene
from tests.browser.chromium import PHONE
from tests.browser.states import ready
from watchroom.people import nightly

PAGES = (
    "/duty/",
    "/duty/log",
    "/duty/rolls",
    "/duty/strength",
    "/duty/mine",
    "/duty/ways",
    "/callings/",
    "/field/phones",
)
UNFOLD = "document.querySelectorAll('main details').forEach((one) => { one.open = true; })"
WIDER = "document.documentElement.scrollWidth > innerWidth"


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_no_page_of_duty_is_wider_than_a_phone(page_of: Callable[..., Any], live_server: Any, lang: str) -> None:
    scene.lay()
    nightly.put(scene.viewer("chen"), "22:00", "06:00", ["watch_officer"], 2)
    page = page_of("chen", lang=lang, viewport=PHONE)
    wide = []
    for where in PAGES:
        ready(page, live_server.url + where)
        page.evaluate(UNFOLD)
        wide += [where] * page.evaluate(WIDER)
    assert wide == []


def test_a_standing_draw_names_its_posts_and_says_what_each_figure_is(
    page_of: Callable[..., Any], live_server: Any
) -> None:
    scene.lay()
    nightly.put(scene.viewer("chen"), "22:00", "06:00", ["watch_officer"], 2)
    page = ready(page_of("chen", lang="en", viewport=PHONE), live_server.url + "/duty/rolls")
    row = page.locator("section[aria-label='Standing draws'] tbody tr")
    assert "Watch officer" in row.inner_text()
    assert row.locator("td[data-l]").evaluate_all("(all) => all.map((one) => one.dataset.l)") == [
        "Calls",
        "Limit",
        "Drawn last",
    ]
    row.locator("button").click()
    row.wait_for(state="detached")
    assert nightly.rules(scene.viewer("chen")) == []
