"""What is drawn: an area by hand into a form, a unit where it has gone, a sensor's past with its limits."""

import json
from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any

import pytest

from tests import rights_scene
from tests.browser import scene
from tests.browser.conftest import Stream
from tests.browser.states import drawn, ready, settled, until
from tests.rights_scene import Site, viewer
from watchroom.alarms.queries import limits_of
from watchroom.dispatch.models import Closure, Unit
from watchroom.dispatch.teams.keeping import Given, put_team
from watchroom.dispatch.teams.models import Coming
from watchroom.journal.clock import site_now
from watchroom.kernel.clock import iso, ms

type PageOf = Callable[..., Any]
CORNERS = ((0.3, 0.3), (0.7, 0.3), (0.7, 0.7), (0.3, 0.7))  # in parts of the map's width and height
# How often a colour of the theme is in a plot's canvas: enough of it and it is a line.
DOTS = """(name) => {
    const shown = document.createElement("canvas").getContext("2d"), canvas = document.querySelector("wr-plot canvas");
    shown.fillStyle = getComputedStyle(document.documentElement).getPropertyValue(name);
    shown.fillRect(0, 0, 1, 1);
    const [r, g, b] = shown.getImageData(0, 0, 1, 1).data;
    const all = canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height).data;
    let dots = 0;
    for (let i = 0; i < all.length; i += 4)
        if (all[i + 3] > 99 && Math.abs(all[i] - r) + Math.abs(all[i + 1] - g) + Math.abs(all[i + 2] - b) < 24) dots++;
    return dots;
}"""


@pytest.fixture
def site(live_server: Any) -> Iterator[Site]:
    yield rights_scene.lay()
    rights_scene.leave()


@pytest.mark.parametrize("end", ["first corner", "Enter"])
def test_an_area_is_drawn_corner_by_corner_and_stands_in_the_form(page_of: PageOf, live_server: Any, end: str) -> None:
    laid = scene.lay()
    page = ready(page_of("sun"), f"{live_server.url}/warnings/{laid.warning.pk}")
    page.locator("wr-area .drawbar button").first.click()
    assert page.input_value("#w-area") == ""
    page.locator("wr-area wr-map").scroll_into_view_if_needed()
    box = page.locator("wr-area wr-map").bounding_box()
    spots = [(round(box["width"] * x), round(box["height"] * y)) for x, y in CORNERS]
    meant = [
        page.evaluate("(at) => document.querySelector('wr-area wr-map').map.unproject(at).toArray()", at)
        for at in spots
    ]
    for x, y in spots:
        page.mouse.click(box["x"] + x, box["y"] + y)
        drawn(page)
    if end == "Enter":
        page.keyboard.press("Enter")
    else:
        page.mouse.click(box["x"] + spots[0][0], box["y"] + spots[0][1])

    page.locator("wr-area .drawbar [role=status]", has_text="拖动顶点修改").wait_for()
    area = json.loads(page.input_value("#w-area"))
    assert area["type"] == "Polygon"
    (ring,) = area["coordinates"]
    assert (len(ring), ring[0]) == (5, ring[-1])
    for corner in meant:
        assert [one for one in ring if one == pytest.approx(corner, abs=2e-4)] != [], (corner, ring)
    assert page.problems == []


def test_a_road_is_closed_by_a_line_drawn_on_the_map_and_opened_again(page_of: PageOf, live_server: Any) -> None:
    scene.lay()
    page = ready(page_of("lin"), f"{live_server.url}/dispatch/closures/")
    page.get_by_role("button", name="画线").click()
    page.locator("wr-area wr-map").scroll_into_view_if_needed()
    box = page.locator("wr-area wr-map").bounding_box()
    for x, y in CORNERS[:3]:
        page.mouse.click(box["x"] + round(box["width"] * x), box["y"] + round(box["height"] * y))
        drawn(page)
    page.keyboard.press("Enter")
    page.locator("wr-area .drawbar [role=status]", has_text="拖动顶点修改").wait_for()
    line = json.loads(page.input_value("#c-shape"))
    assert (line["type"], len(line["coordinates"])) == ("LineString", 3)
    page.fill("#c-shape", "115.46, 40.90\n115.48, 40.90")
    page.dispatch_event("#c-shape", "change")
    page.locator("wr-area .drawbar [role=status]", has_text="线，2 个点").wait_for()
    page.fill("#c-name", "古杨树桥")
    page.fill("#c-reason", "桥面结冰")
    page.get_by_role("button", name="封闭", exact=True).click()
    page.locator("article", has_text="古杨树桥").wait_for()
    assert Closure.objects.get().geometry["coordinates"] == [[115.46, 40.90], [115.48, 40.90]]
    row = page.locator("article", has_text="古杨树桥")
    row.get_by_label("恢复通行的理由").fill("已除冰")
    row.get_by_role("button", name="恢复通行").click()
    page.locator("details", has_text="已经恢复的 1 处").wait_for()
    assert page.problems == []


def test_a_team_is_called_out_with_one_press_answers_by_telephone_and_arrives(
    page_of: PageOf, live_server: Any
) -> None:
    laid = scene.lay()
    given = Given(code="rope", sort="team", zh="绳索队", home="gate-c", fields=[laid.incident.kind], ready_min=10, members=[("sun", "队长", "Leader"), ("zhao", "", "")])  # fmt: skip
    put_team(viewer("lin"), given)
    page = ready(page_of("lin"), f"{live_server.url}/incidents/{laid.incident.pk}")
    pane = page.locator("#pane-teams")
    pane.locator("tr", has_text="绳索队").get_by_role("button", name="呼叫出动").click()
    pane.locator("summary", has_text="正在呼叫").wait_for()
    pane.get_by_label("几分钟到").first.fill("25")
    pane.get_by_role("button", name="电话答：前来").first.click()
    pane.locator("summary", has_text="正在前来").wait_for()
    pane.get_by_label("到场人数").first.fill("8")
    pane.get_by_role("button", name="到达").first.click()
    pane.locator("summary", has_text="到场 1").wait_for()
    pane.get_by_role("button", name="撤离").click()
    pane.locator("summary", has_text="已结束").wait_for()
    assert [one.came_n for one in Coming.objects.all()] == [8]
    assert page.problems == []


def test_a_unit_goes_on_the_map_where_the_stream_says_it_is(page_of: PageOf, live_server: Any, stream: Stream) -> None:
    scene.lay()
    unit = Unit.objects.order_by("pk")[0]
    page = ready(page_of("lin"), live_server.url)
    mark = page.locator(f'.mark[data-subject="{unit.subject}"]')
    before = mark.bounding_box()
    lon, lat = page.evaluate("document.querySelector('wr-map').map.unproject([60, 120]).toArray()")
    stream.watched()
    stream.values(
        {
            "now": ms(site_now()),
            "sensors": {},
            "positions": {unit.code: {"lon": lon, "lat": lat, "at": iso(site_now())}},
        }
    )

    where = f"document.querySelector('.mark[data-subject=\"{unit.subject}\"] .sym').getBoundingClientRect()"
    map_at = "document.querySelector('wr-map').getBoundingClientRect()"
    until(page, f"Math.abs({where}.x + {where}.width / 2 - {map_at}.x - 60) < 3")
    until(page, f"Math.abs({where}.y + {where}.height / 2 - {map_at}.y - 120) < 3")
    assert mark.bounding_box() != before


@pytest.mark.parametrize(("lang", "lowest"), [("zh", "最低 1.0，最高 5.0"), ("en", "lowest 1.0, highest 5.0")])
def test_a_sensors_past_is_a_plot_with_its_limit_and_words_for_those_who_do_not_see_it(
    page_of: PageOf, live_server: Any, site: Site, lang: str, lowest: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    now = site_now()
    times = [ms(now - timedelta(minutes=minutes)) for minutes in range(240, 0, -1)]
    past = {
        "measured_ms": times,
        "received_ms": times,
        "value": [1 + 4 * (at % 3_600_000) // 3_540_000 for at in times],
    }
    answer = site.line.ask
    monkeypatch.setattr(
        site.line,
        "ask",
        lambda subject, *rest: json.dumps(past).encode() if "recent" in subject else answer(subject, *rest),
    )
    page = ready(page_of("lin", lang=lang), live_server.url + "/sensors/jump-wind")

    plot = page.locator("wr-plot .uplot[role=img]")
    assert lowest in plot.get_attribute("aria-label")
    assert plot.locator("canvas").bounding_box()["width"] > 400
    levels = {rule.priority for rule, _ in limits_of(rights_scene.viewer("lin"), "jump-wind")}
    assert levels
    for level in (1, 2, 3, 4):
        assert (page.evaluate(DOTS, f"--lv{level}-text") > 100) is (level in levels), level
    page.locator("wr-plot details summary").click()
    until(page, "document.querySelectorAll('wr-plot tbody tr').length > 100")
    settled(page)
    assert page.problems == []


@pytest.mark.parametrize("size", [{"width": 1440, "height": 900}, {"width": 1280, "height": 720}])
def test_every_part_of_an_incidents_board_is_in_reach_without_scrolling_the_page(
    page_of: PageOf, live_server: Any, size: dict[str, int]
) -> None:
    laid = scene.lay()
    page = page_of("zhao", viewport=size)
    ready(page, f"{live_server.url}/incidents/{laid.incident.pk}/board")
    parts = page.evaluate(
        "[...document.querySelectorAll('.iboard > section')].map((part) => [part.id || part.className, part.getBoundingClientRect()])"
    )
    below = [name for name, box in parts if box["bottom"] > size["height"] or box["height"] < 60]
    assert (len(parts), below) == (8, [])
    assert page.evaluate("document.documentElement.scrollHeight") <= size["height"]
