"""A new source from the list to service in a real browser: set up, given a key, seen arriving, registered, decided."""

import urllib.request
from collections.abc import Callable, Iterator
from typing import Any

import orjson
import pytest

from tests.browser import scene
from tests.browser.conftest import AXE
from tests.browser.states import settled
from tests.browser.test_axe import serious, too_wide
from tests.rights_scene import Line
from watchroom.people.actions import put_person
from watchroom.people.rights import Role
from watchroom.sources import line
from watchroom.sources.models import Source

type PageOf = Callable[..., Any]
HOSTILE = "<img src=x onerror=alert(7)>"


@pytest.fixture
def published(live_server: Any) -> Iterator[Line]:
    scene.lay()
    put_person("admin", "管理甲", "Admin Jia", Role.ADMIN)
    pretended = Line()
    line.use(pretended)
    yield pretended
    line.use(None)


def push(base: str, key: str, body: dict[str, Any]) -> int:
    headers = {"X-Device-Key": key, "Content-Type": "application/json"}
    with urllib.request.urlopen(urllib.request.Request(f"{base}/api/push", orjson.dumps(body), headers)) as answer:
        return int(answer.status)


def begun(page: Any, base: str) -> str:
    """By keyboard from the list of sources to the trial; the key that its device was given."""
    page.goto(f"{base}/sources/")
    settled(page)
    page.keyboard.press("n")
    page.wait_for_url("**/sources/new")
    page.locator('a[href="/sources/new?kind=http_push"]').press("Enter")
    page.fill("#f-code", "Hill Station")
    page.fill("#f-zh", "山顶站")
    page.fill("#f-en", "Hill station")
    page.keyboard.press("Enter")
    page.wait_for_selector("#f-code[aria-invalid=true]")
    assert page.input_value("#f-zh") == "山顶站"
    page.fill("#f-code", "hill-station")
    page.keyboard.press("Enter")
    page.wait_for_url("**/sources/hill-station/trial")
    settled(page)
    page.locator("#f-device").press("Enter")
    return str(page.locator("#given-key").inner_text())


@pytest.mark.parametrize(("lang", "theme"), [("zh", "dark"), ("en", "light")])
def test_a_source_goes_from_the_list_to_service_and_what_arrives_is_seen_before(
    page_of: PageOf, live_server: Any, published: Line, lang: str, theme: str
) -> None:
    page, base = page_of("admin", lang=lang, theme=theme), live_server.url
    if AXE.is_file():
        page.add_init_script(path=AXE)
    key = begun(page, base)
    assert Source.objects.get(code="hill-station").trial

    assert push(base, key, {"sensor": ["hill-wind", HOSTILE], "value": [4.5, 1]}) == 202
    page.locator("#newest", has_text=HOSTILE).wait_for()  # it comes by itself
    assert push(base, key, {"sensor": ["hill-wind"], "value": [5.5]}) == 202
    first = page.locator("#arrived details", has_text=HOSTILE)
    first.locator("summary").press("Enter")
    assert push(base, key, {"sensor": ["hill-wind"], "value": [6.5]}) == 202
    page.locator("#newest", has_text="6.5").wait_for()
    assert first.evaluate("one => one.open")  # what a person reads stays open while more comes
    assert page.locator("#arrived img").count() == 0
    assert published.published == []
    if AXE.is_file():
        assert serious(page) + too_wide(page) == []
    page.set_viewport_size({"width": 1366, "height": 768})
    page.locator("#arrived a[href*='hill-wind']").click()
    page.wait_for_url("**/trial?sensor=hill-wind#h-register")
    assert page.input_value("#f-sensor") == "hill-wind"
    page.select_option("#f-quantity", "wind_mean")
    page.select_option("#f-place", "ski-jump")
    page.locator("#f-sensor_en").press("Enter")
    page.locator("#arrived th code.ink3", has_text="hill-wind").wait_for()
    assert key not in page.content()

    page.check("input[name=replay]")
    page.locator("form[action$='/trial/serve'] button").press("Enter")
    page.wait_for_url("**/sources/hill-station")
    assert len(published.published) == 3
    assert not Source.objects.get(code="hill-station").trial
    assert page.problems == []


def test_a_source_on_trial_is_thrown_away_in_two_steps(page_of: PageOf, live_server: Any, published: Line) -> None:
    page, base = page_of("admin"), live_server.url
    begun(page, base)

    assert not page.locator("form[action$='/trial/drop'] button").is_visible()
    page.locator("details:has(form[action$='/trial/drop']) > summary").press("Enter")
    page.locator("form[action$='/trial/drop'] button").press("Enter")
    page.wait_for_url("**/sources/")

    assert not Source.objects.filter(code="hill-station").exists()
    assert page.problems == []
