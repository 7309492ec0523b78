"""Nothing simulated may look measured: on the console of the exercise day every such figure bears its mark."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest

from tests.browser import scene
from watchroom.onemap import pages
from watchroom.sources.models import Sensor, Source

MARKED = "const marked = (box) => [...box.querySelectorAll('.sim > [aria-hidden]')].filter((el) => el.checkVisibility() && el.getBoundingClientRect().width > 0).map((el) => el.textContent).join()"
BOXES = f"""() => {{ {MARKED}; return [...document.querySelectorAll('wr-map .vbox')].map((box) => [box.querySelector('.vh').textContent.trim(), box.closest('[data-hidden]') ? null : marked(box)]); }}"""
ROWS = f"""() => {{ {MARKED}; return [...document.querySelectorAll('#pane-alarms .alarm')].map((row) => [row.querySelector('.live-value').dataset.sensor, marked(row.querySelector('.val'))]); }}"""


@pytest.fixture(autouse=True)
def _fresh() -> Iterator[None]:
    """What one test drew of a layer is not another's: their journals stand at the same entry."""
    pages.SHARED.clear()
    yield
    pages.SHARED.clear()


@pytest.mark.parametrize(("lang", "mark"), [("zh", "模"), ("en", "sim")])
def test_no_value_and_no_row_of_a_simulated_sensor_stands_without_its_mark(
    page_of: Callable[..., Any], live_server: Any, lang: str, mark: str
) -> None:
    laid = scene.lay()
    measured = Source.objects.create(code="measured", kind="mqtt", zh="实测", en="measured", expected_every_s=60)
    Sensor.objects.filter(pk=laid.alarms[1].sensor_id).update(source=measured)
    sensors = list(Sensor.objects.select_related("source"))
    by_code = {sensor.code: mark if sensor.source.simulated else "" for sensor in sensors}
    by_name = {getattr(sensor, lang): by_code[sensor.code] for sensor in sensors}

    page = page_of("lin", lang=lang, viewport={"width": 1920, "height": 1080})
    page.goto(live_server.url)
    page.wait_for_selector("wr-map[data-settled]", state="attached")
    page.wait_for_selector("wr-map .vbox")

    boxes = [(name, told) for name, told in page.evaluate(BOXES) if told is not None]
    assert boxes == [(name, by_name[name]) for name, _ in boxes]
    assert mark in {told for _, told in boxes}
    rows = page.evaluate(ROWS)
    assert rows == [[code, by_code[code]] for code, _ in rows]
    assert {told for _, told in rows} == {mark, ""}
    plates = page.evaluate(
        "[...document.querySelectorAll('.mark[data-kind=unit]')].map((unit) => unit.querySelector('.sim > [aria-hidden]').textContent)"
    )
    assert plates == [mark] * len(plates) != []
