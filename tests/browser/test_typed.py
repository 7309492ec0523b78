"""Nothing that was typed is lost: by a refusal without words of its own, by a switch of language; and no bar is cut off."""

from collections.abc import Callable
from typing import Any

import pytest

from tests.browser import scene
from tests.browser.chromium import DESK, PHONE
from tests.browser.states import ready, until

type PageOf = Callable[..., Any]
BLOCKED = "document.querySelectorAll('[data-sound-blocked]').forEach((one) => { one.hidden = false; })"


def test_a_page_that_only_says_no_never_takes_the_place_of_a_form(page_of: PageOf, live_server: Any) -> None:
    scene.lay()
    page = page_of("chen")
    page.goto(f"{live_server.url}/rules/new")
    page.fill("#f-title_zh", "写了一半")
    page.evaluate("document.getElementById('f-note').value = 'a\\0b'")  # as pasting may bring it
    page.click("#rule-form button.primary")

    said = page.locator("#rule-form + .refusal").inner_text()
    assert "空字符" in said
    assert "所填内容仍在" in said
    assert page.input_value("#f-title_zh") == "写了一半"


def test_the_language_is_switched_within_a_form_whose_fields_hang_on_a_choice(
    page_of: PageOf, live_server: Any
) -> None:
    scene.lay()
    page = page_of("chen")
    page.goto(f"{live_server.url}/rules/new")
    page.fill("#f-title_en", "half written")
    page.select_option("#f-detector", "rate_of_change")
    page.fill("#f-s-change", "7.5")
    page.click("form.lang button")
    page.wait_for_selector("html[lang=en]")

    until(page, "document.getElementById('f-s-change')?.value === '7.5'")
    assert page.input_value("#f-detector") == "rate_of_change"
    assert page.input_value("#f-title_en") == "half written"


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_the_top_bar_shows_every_tab_while_sound_is_blocked_and_alarms_stand(
    page_of: PageOf, live_server: Any, lang: str
) -> None:
    scene.lay()
    page = ready(page_of("lin", lang=lang, viewport=DESK), live_server.url)
    page.wait_for_selector("#wr-sound [data-key=q]")
    page.evaluate(BLOCKED)

    wide, seen = page.evaluate("(el => [el.scrollWidth, el.clientWidth])(document.querySelector('.tabs'))")
    assert wide <= seen


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_on_a_phone_the_bar_has_two_lines_and_no_page_is_wider_than_it(
    page_of: PageOf, live_server: Any, lang: str
) -> None:
    laid = scene.lay()
    page = page_of("lin", lang=lang, viewport=PHONE)
    for where in ("/", f"/alarms/{laid.alarms[0].pk}", "/alarms/", "/sources/", "/bulletins/", "/history/", "/rules/"):
        page.goto(live_server.url + where)
        page.wait_for_selector("#wr-sound .sound")
        page.evaluate(BLOCKED)
        bar, wide = page.evaluate("[document.querySelector('.top').offsetHeight, document.documentElement.scrollWidth]")
        assert (where, bar <= 100, wide) == (where, True, PHONE["width"])
