"""Nothing that was typed is lost: by a refusal without words of its own, by a switch of language; and no bar is cut off."""

from collections.abc import Callable
from typing import Any

import pytest
from django.contrib.sessions.models import Session

from tests.browser import scene
from tests.browser.chromium import DESK, PHONE
from tests.browser.states import ready, until
from watchroom.incidents.models import Incident
from watchroom.people.actions import make_sign_in_link
from watchroom.people.queries import person_by_code

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


AGAIN = "document.querySelector('#wr-lost [data-retry]').click()"  # asks the server whether it is there


def signed_in(page: Any, code: str) -> None:
    """In another tab of the same browser."""
    other = page.context.new_page()
    other.goto(f"{page.url.split('/incidents')[0]}/sign-in/{make_sign_in_link(person_by_code(code))}")
    other.click("form button")
    other.wait_for_url(lambda url: "/sign-in" not in url)
    other.close()


def half_typed(page_of: PageOf, url: str) -> Any:
    scene.lay()
    page = page_of("lin")
    page.goto(f"{url}/incidents/new")
    page.fill("[name=title_zh]", "东门积水三十厘米")
    page.select_option("[name=kind]", "other")
    Session.objects.all().delete()
    page.evaluate(AGAIN)
    page.wait_for_selector(".refusal a[href='/sign-in']")
    assert "所填内容仍在" in page.locator(".refusal").inner_text()
    assert page.input_value("[name=title_zh]") == "东门积水三十厘米"
    return page


def test_a_session_that_ends_while_somebody_types_takes_nothing_away(page_of: PageOf, live_server: Any) -> None:
    page, before = half_typed(page_of, live_server.url), Incident.objects.count()
    page.click("main form button.primary")
    page.locator(".refusal", has_text="请先登录").wait_for()
    signed_in(page, "lin")
    page.click("main form button.primary")
    page.locator(".refusal", has_text="请再按一次").wait_for()
    assert Incident.objects.count() == before
    page.click("main form button.primary")
    page.wait_for_url(lambda url: "/incidents/new" not in url)
    assert Incident.objects.latest("pk").zh == "东门积水三十厘米"


def test_nothing_is_done_in_the_name_of_another_who_has_signed_in_meanwhile(page_of: PageOf, live_server: Any) -> None:
    page, before = half_typed(page_of, live_server.url), Incident.objects.count()
    signed_in(page, "chen")
    for _ in range(2):
        page.click("main form button.primary")
        page.locator(".refusal", has_text="登录的是另一人").wait_for()
    assert Incident.objects.count() == before
    assert page.input_value("[name=title_zh]") == "东门积水三十厘米"


def test_what_a_paste_leaves_out_is_said(page_of: PageOf, live_server: Any) -> None:
    scene.lay()
    page = page_of("lin", lang="en")
    page.goto(f"{live_server.url}/incidents/new")
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.evaluate("navigator.clipboard.writeText('x'.repeat(250))")
    page.focus("[name=title_zh]")
    page.keyboard.press("Control+V")
    assert "50 characters" in page.locator("[data-cut]").inner_text()
    assert len(page.input_value("[name=title_zh]")) == 200


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
