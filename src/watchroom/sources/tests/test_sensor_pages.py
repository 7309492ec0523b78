from typing import Any

import pytest

from watchroom.people.faults import NotAllowed
from watchroom.people.testing import Cast
from watchroom.sources import queries
from watchroom.sources.actions import put_sensor
from watchroom.sources.tests.scene import Scene
from watchroom.sources.tests.test_pages import browser


@pytest.fixture
def many(scene: Scene) -> Scene:
    for number in range(queries.PAGE + 5):
        put_sensor(f"extra-{number:03}", scene.station.code, "jump", "wind_mean", f"测点 {number}", f"Point {number}")
    return scene


def page(cast: Cast, asked: str = "", **head: Any) -> str:
    answer = browser(cast.lin, "en").get(f"/sensors/{asked}", **head)
    assert answer.status_code == 200
    return answer.content.decode()


def test_every_sensor_stands_on_one_page_or_another(many: Scene, cast: Cast) -> None:
    _, total = queries.found_sensors(cast.lin)
    found = {row.code for number in (1, 2, 3) for row in queries.found_sensors(cast.lin, page=number)[0]}
    assert len(found) == total > queries.PAGE

    first = page(cast)
    assert f"{total} sensors" in first
    assert "Page 1 of 2" in first
    assert "Page 2 of 2" in page(cast, "?page=2")


@pytest.mark.parametrize("asked", ["Point 17", "测点 17", "extra-017", "EXTRA-017"])
def test_a_sensor_is_found_by_code_and_by_either_name(many: Scene, cast: Cast, asked: str) -> None:
    rows, total = queries.found_sensors(cast.lin, asked)
    assert (total, [row.code for row in rows]) == (1, ["extra-017"])


def test_a_filter_that_was_typed_in_is_answered_with_the_table_alone(many: Scene, cast: Cast) -> None:
    table = page(cast, "?q=extra-00", headers={"HX-Request": "true"})
    assert table.startswith('<div id="sensors"')
    assert "10 sensors" in table
    assert f'value="{many.station.code}"' in page(cast)
    assert "0 sensors" in page(cast, "?source=nobody")


@pytest.mark.parametrize(
    "asked", ["?page=0", "?page=-1", "?page=x", "?page=99999", "?page=999999999", "?q=%25_", "?q=<b>"]
)
def test_odd_questions_are_answered_and_nothing_is_shown_raw(many: Scene, cast: Cast, asked: str) -> None:
    table = page(cast, asked, headers={"HX-Request": "true"})
    assert "<b>" not in table
    assert "?q=<" not in table


def test_who_may_not_see_the_situation_sees_no_sensors(many: Scene, cast: Cast) -> None:
    with pytest.raises(NotAllowed):
        queries.found_sensors(cast.guest)
