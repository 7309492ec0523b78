"""Hostile words in a real browser: no page runs any of them, and none breaks the policy that would have stopped it. I-04, S-12."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest

from tests import rights_scene
from tests.browser.states import ready, settled
from tests.browser.visits import pages
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


def walks(site: Site) -> dict[str, list[str]]:
    """Every page, and once more those on which others have something to do: their forms hold what was written."""
    walked: dict[str, list[str]] = {}
    for who, where in pages(site):
        walked.setdefault(who, []).append(where)
    walked["lin"] += [f"/?incident={site.told.pk}", f"/incidents/{site.told.pk}", f"/warnings/{site.released.pk}"]
    walked["sun"] = [*walked.get("sun", []), f"/warnings/{site.draft.pk}", f"/warnings/{site.released.pk}"]
    walked["zhao"] = [
        *walked.get("zhao", []),
        f"/incidents/{site.forwarded.incident_id}",
        f"/warnings/{site.reviewed.pk}",
    ]
    return walked


def test_no_page_runs_what_was_written_into_it_nor_breaks_the_policy(
    page_of: PageOf, live_server: Any, site: Site
) -> None:
    found, met = [], 0
    for who, walked in walks(site).items():
        page = page_of(who)
        page.add_init_script(WATCH)
        for where in walked:
            ready(page, live_server.url + where)
            found += [(who, where, one) for one in page.evaluate("window.wrong") + page.problems]
            met += MARK in page.content()
    assert found == []
    assert met > 25


def test_hostile_names_are_words_on_the_map_in_the_panel_and_in_the_palette(
    page_of: PageOf, live_server: Any, site: Site
) -> None:
    page = page_of("lin")
    page.add_init_script(WATCH)
    ready(page, live_server.url)
    assert page.locator(".mark .lab", has_text="<script>").count() > 0
    page.locator(".left .alarm").first.click()
    page.wait_for_selector("#panel h2")
    settled(page)
    page.keyboard.press("/")
    page.keyboard.type("GO ")
    page.locator("#wr-palette .opt", has_text="<script>").first.wait_for()
    assert page.evaluate("window.wrong") == []
    assert page.evaluate("document.querySelectorAll('img, [onerror], [onclick]').length") == 0
    assert page.problems == []
