"""axe finds nothing serious or critical on any page, in either language and each theme."""

from collections.abc import Callable
from typing import Any

import pytest

from tests.browser import scene
from tests.browser.chromium import PHONE
from tests.browser.conftest import AXE

RUN = "axe.run(document, {resultTypes: ['violations'], runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice']})"


def addresses(laid: scene.Scene) -> dict[str, list[str]]:
    """What each person of the day looks at."""
    incident, alarm, warning = laid.incident.pk, laid.alarms[1].pk, laid.warning.pk
    return {
        "lin": [
            "/", "/incidents/", "/incidents/new", f"/incidents/{incident}", f"/alarms/{alarm}", "/plans/", "/plans/ski-jump-wind",
            "/warnings/", f"/warnings/{warning}", "/duty/", "/sources/", "/journal/", "/map/", "/dispatch/", "/scenario/",
            f"/journal/{laid.alarms[0].pk}/causes", f"/report/{incident}", f"/sensors/{laid.alarms[0].sensor.code}",
            "/sign-in", "/public/", "/no-such",
        ],
        "sun": [f"/warnings/{warning}"],
        "zhao": [f"/incidents/{incident}"],
    }  # fmt: skip


def settled(page: Any) -> None:
    """The map has laid its labels; the bar at the foot, under which one scrolls, is out of the way."""
    if page.locator("wr-map").count():
        page.wait_for_selector("wr-map[data-settled]", state="attached")
    page.evaluate("document.querySelector('.foot')?.style.setProperty('position', 'static')")
    page.wait_for_timeout(150)


def serious(page: Any) -> list[str]:
    page.evaluate(AXE.read_text("utf-8"))
    found = page.evaluate(RUN)["violations"]
    return [
        f"{one['id']}: {node['target']} {node['html'][:140]} {(node.get('any') or [{}])[0].get('message', '')[:160]}"
        for one in found
        if one["impact"] in ("serious", "critical")
        for node in one["nodes"]
    ]


@pytest.mark.skipif(not AXE.is_file(), reason="axe-core is not installed (frontend: npm ci)")
@pytest.mark.parametrize(("lang", "theme"), [("zh", "dark"), ("en", "light"), ("zh", "night"), ("en", "dark")])
def test_axe_finds_nothing_serious(page_of: Callable[..., Any], live_server: Any, lang: str, theme: str) -> None:
    found: dict[str, list[str]] = {}
    for code, pages in addresses(scene.lay()).items():
        page = page_of(code, lang=lang, theme=theme)
        for address in pages:
            answer = page.goto(live_server.url + address)
            page.wait_for_load_state("load")
            settled(page)
            if answer.status >= 500:
                found[f"{code} {address}"] = [f"status {answer.status}"]
            elif wrong := serious(page):
                found[f"{code} {address}"] = wrong
        assert page.problems == []
    assert not found, "\n".join(f"{where}  {line}" for where, lines in found.items() for line in lines)


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_no_page_is_wider_than_a_phone(page_of: Callable[..., Any], live_server: Any, lang: str) -> None:
    wide: dict[str, Any] = {}
    for code, pages in addresses(scene.lay()).items():
        page = page_of(code, lang=lang, viewport=PHONE)
        for address in pages:
            page.goto(live_server.url + address)
            page.wait_for_load_state("load")
            page.wait_for_timeout(150)
            over = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
            if over > 0:
                wide[f"{code} {address}"] = over
    assert wide == {}
