"""Hostile words in a real browser: no page runs any of them, and none breaks the policy that would have stopped it. I-04, S-12."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest

from tests import rights_scene
from tests.rights_scene import Site
from tests.test_hostile import MARK, _names, hostile

type PageOf = Callable[..., Any]
WATCH = """
    window.wrong = [];
    document.addEventListener("securitypolicyviolation", (event) => window.wrong.push(`${event.violatedDirective} ${event.blockedURI}`));
    for (const name of ["alert", "confirm", "prompt"]) window[name] = (said) => window.wrong.push(`${name}(${said})`);
"""


@pytest.fixture
def site(live_server: Any) -> Iterator[Site]:
    laid = rights_scene.lay(hostile)
    _names()
    yield laid
    rights_scene.leave()


def addresses(site: Site) -> list[str]:
    return [
        "/", f"/?incident={site.told.pk}", "/map/", "/incidents/", f"/incidents/{site.incident.pk}", f"/incidents/{site.told.pk}",
        f"/alarms/{site.alarms[0].pk}", "/plans/", "/plans/ski-jump-wind", "/dispatch/", "/warnings/", f"/warnings/{site.draft.pk}",
        f"/warnings/{site.released.pk}", "/duty/", "/sources/", "/sources/ws-jump", "/sensors/jump-wind", f"/bulletins/{site.bulletin.pk}",
        "/journal/", f"/journal/{site.entry}/causes", f"/report/{site.incident.pk}", "/scenario/", "/public/", "/sign-in",
    ]  # fmt: skip


@pytest.mark.parametrize("code", ["lin", "sun"])
def test_no_page_runs_what_was_written_into_it_nor_breaks_the_policy(
    code: str, page_of: PageOf, live_server: Any, site: Site
) -> None:
    page, found, met = page_of(code), [], 0
    page.add_init_script(WATCH)
    for where in addresses(site):
        page.goto(live_server.url + where)
        page.wait_for_timeout(400)  # panes are fetched, the map is drawn
        found += [(where, one) for one in page.evaluate("window.wrong")]
        met += MARK in page.content()
    assert found == []
    assert page.problems == []
    assert met > 15


def test_hostile_names_are_words_on_the_map_in_the_panel_and_in_the_palette(
    page_of: PageOf, live_server: Any, site: Site
) -> None:
    page = page_of("lin")
    page.add_init_script(WATCH)
    page.goto(live_server.url)
    page.wait_for_selector("wr-map[data-ready]")
    page.wait_for_selector(".mark .lab", state="attached")
    assert page.locator(".mark .lab", has_text="<script>").count() > 0
    page.locator(".left .alarm").first.click()
    page.wait_for_selector("#panel h2")
    page.keyboard.press("/")
    page.keyboard.type("GO ")
    page.wait_for_selector("#wr-palette .opt")
    page.wait_for_timeout(300)
    assert page.locator("#wr-palette .opt", has_text="<script>").count() > 0
    assert page.evaluate("window.wrong") == []
    assert page.evaluate("document.querySelectorAll('img, [onerror], [onclick]').length") == 0
    assert page.problems == []
