"""One look at each page: axe finds nothing serious, nothing is wider than a phone, the browser complains of nothing."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

import pytest

from tests import rights_scene
from tests.browser.chromium import DESK, PHONE
from tests.browser.conftest import AXE
from tests.browser.states import drawn, settled
from tests.browser.visits import pages
from tests.rights_scene import Site, as_written, mark, texts, viewer
from watchroom.alarms.models import Alarm
from watchroom.incidents import actions as incidents
from watchroom.warnings import actions as warnings

type PageOf = Callable[..., Any]
# Who looks, where, what he does there before it is looked at, and the answer's status.
type Look = tuple[str, str, Callable[[Any], None] | None, int]
RUN = "axe.run(document, {resultTypes: ['violations'], runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice']})"
TOO_WIDE = "document.documentElement.scrollWidth - document.documentElement.clientWidth"

pytestmark = pytest.mark.skipif(not AXE.is_file(), reason="axe-core is not installed (frontend: npm ci)")
everything = pytest.mark.parametrize(("lang", "theme"), [("zh", "dark"), ("en", "light")])


@pytest.fixture
def site(live_server: Any) -> Iterator[Site]:
    yield rights_scene.lay()
    rights_scene.leave()


@dataclass
class Round:
    """A round through the site in one language and theme. Each person has one window; what is wrong is gathered."""

    page_of: PageOf
    base: str
    lang: str
    theme: str
    found: list[str] = field(default_factory=list)
    _pages: dict[str, Any] = field(default_factory=dict)

    def look(self, who: str, where: str, act: Callable[[Any], None] | None = None, status: int = 200) -> None:
        page = self._page(who)
        page.set_viewport_size(DESK)
        answer = page.goto(self.base + where)
        settled(page)
        if act:
            act(page)
        wrong = [f"status {answer.status}"] if answer.status != status else []
        wrong += serious(page) + too_wide(page) + page.problems
        page.problems.clear()
        self.found += [f"{who} {where} {act.__name__ if act else ''} {one}" for one in wrong]

    def _page(self, who: str) -> Any:
        if who not in self._pages:
            self._pages[who] = self.page_of(who, lang=self.lang, theme=self.theme)
            self._pages[who].add_init_script(path=AXE)
        return self._pages[who]


def serious(page: Any) -> list[str]:
    # The bar at the foot, under which one scrolls, is out of the way.
    page.evaluate("document.querySelector('.foot')?.style.setProperty('position', 'static')")
    return [
        f"{one['id']}: {node['target']} {node['html'][:140]} {(node.get('any') or [{}])[0].get('message', '')[:160]}"
        for one in page.evaluate(RUN)["violations"]
        if one["impact"] in ("serious", "critical")
        for node in one["nodes"]
    ]


def too_wide(page: Any) -> list[str]:
    page.set_viewport_size(PHONE)
    drawn(page)
    over = page.evaluate(TOO_WIDE)
    return [f"{over} px wider than a phone"] if over > 0 else []


def open_palette(page: Any) -> None:
    page.keyboard.press("/")
    page.keyboard.type("GO ")
    page.wait_for_selector("#wr-palette .opt[aria-selected=true]")


def open_panel(page: Any) -> None:
    page.locator(".left .alarm .what").first.click()
    page.wait_for_selector("#panel [id^=alarm-]")
    settled(page)


def open_everything(page: Any) -> None:
    page.evaluate("document.querySelectorAll('main details:not(.menu)').forEach((one) => { one.open = true; })")
    settled(page)


def look_through(page: Any) -> None:
    page.keyboard.press("k")
    page.wait_for_selector(".camera-picture img")
    settled(page)


def red(site: Site) -> tuple[int, int]:
    """The gravest: an alarm of the first priority, a red warning released and another that waits to be signed."""
    Alarm.objects.filter(pk=site.alarms[-1].pk).update(priority=1)
    rows = []
    for _ in range(2):
        row = warnings.draft(viewer("sun"), incident=site.incident.pk, **(texts(as_written) | {"level": 1}))
        rows.append(warnings.review(viewer("chen"), row.pk, fingerprint=mark(row)))
    warnings.sign(viewer("zhao"), rows[0].pk, fingerprint=mark(rows[0]), hazard="大风", wide=True)
    return rows[0].pk, rows[1].pk


def looks(site: Site) -> list[Look]:
    """What the pages look like to those who have something to do there, and at the edges."""
    released, waiting = red(site)
    incidents.close(viewer("chen"), site.told.pk, reason="已送医")
    return [
        ("lin", "/", open_palette, 200), ("lin", "/", open_panel, 200), ("lin", f"/incidents/{site.incident.pk}", open_everything, 200),
        ("lin", f"/incidents/{site.told.pk}", None, 200), ("lin", f"/alarms/{site.alarms[-1].pk}", None, 200),
        ("lin", f"/incidents/new?alarm={site.alarms[-1].pk}", None, 200), ("lin", "/no-such", None, 404), ("guest", "/", None, 403),
        ("chen", f"/incidents/{site.proposed.incident_id}", None, 200), ("zhao", f"/incidents/{site.forwarded.incident_id}", open_everything, 200),
        ("sun", f"/warnings/{site.draft.pk}", None, 200), ("chen", f"/warnings/{site.draft.pk}", None, 200),
        ("zhao", f"/warnings/{site.reviewed.pk}", None, 200), ("zhao", f"/warnings/{waiting}", open_everything, 200),
        ("sun", f"/warnings/{site.released.pk}", None, 200), ("lin", f"/warnings/{released}", None, 200), ("lin", "/public/", None, 200),
        ("lin", "/cameras/cam-gate-c", look_through, 200),
    ]  # fmt: skip


@everything
def test_every_page_is_well(page_of: PageOf, live_server: Any, site: Site, lang: str, theme: str) -> None:
    walked = Round(page_of, live_server.url, lang, theme)
    for who, where in pages(site):
        walked.look(who, where)
    assert not walked.found, "\n".join(walked.found)


@everything
def test_every_page_is_well_for_whoever_acts_there(
    page_of: PageOf, live_server: Any, site: Site, lang: str, theme: str
) -> None:
    walked = Round(page_of, live_server.url, lang, theme)
    for look in looks(site):
        walked.look(*look)
    assert not walked.found, "\n".join(walked.found)


@pytest.mark.parametrize(("lang", "theme"), [("zh", "night")])  # all pages are seen in zh-dark and en-light above
def test_the_fullest_pages_are_well_in_the_remaining_light(
    page_of: PageOf, live_server: Any, site: Site, lang: str, theme: str
) -> None:
    walked = Round(page_of, live_server.url, lang, theme)
    red(site)
    walked.look("lin", f"/?incident={site.incident.pk}")
    walked.look("lin", f"/incidents/{site.incident.pk}")
    walked.look("lin", "/map/")
    walked.look("sun", f"/warnings/{site.draft.pk}")
    walked.look("zhao", f"/warnings/{site.reviewed.pk}")
    assert not walked.found, "\n".join(walked.found)
