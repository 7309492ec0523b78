import importlib.util
import json
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from watchroom.plans.documents.text import Document, plain
from watchroom.plans.extraction.extract import boundary, extract
from watchroom.plans.extraction.found import Element, Found, Place
from watchroom.plans.extraction.hostile import HOSTILE
from watchroom.plans.extraction.score import scored
from watchroom.plans.tests.test_rules_levels import ENGLISH, FLOOD, PLANT

pytestmark = pytest.mark.pure

SHARED = Path(__file__).parents[5] / "shared"
PLANS = SHARED / "data" / "plans"
LOST = {  # texts without a truth: how many response levels they have, and chapters that must not be lost
    "guangdong-relief": (4, ["5.1", "5.4.3", "8.4"]),
    "hubei-relief-2016": (4, ["2.3", "5.4", "9.3"]),
    "shaanxi-relief": (4, ["2.2.4", "5.4.4", "9"]),
    "shenzhen-meteorological-2021": (5, ["第一章", "3.3.3.5", "5.7"]),
    "cma-meteorological-2011": (4, ["一、", "九、"]),
    "national-overall-2025": (4, ["1.1", "5.6"]),
    "tianjin-dagang-waterway-accident": (0, ["2.2.5.4", "2.2.6"]),
}


def document(text: str, name: str = "plan.txt") -> Document:
    return plain(text, name=name, digest="0" * 64)


def text_of(name: str) -> str:
    path = PLANS / f"{name}.txt"
    if not path.is_file():
        pytest.skip("texts of real plans are not beside the project (shared/data/plans)")
    return path.read_text(encoding="utf-8")


def scorer() -> ModuleType:
    path = SHARED / "tools" / "score_plan.py"
    if not path.is_file():
        pytest.skip("the tool that scores a reading is not beside the project (shared/tools)")
    spec = importlib.util.spec_from_file_location("score_plan", path)
    assert spec is not None
    assert spec.loader is not None
    made = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(made)
    return made


@pytest.mark.parametrize(
    ("name", "floor"),
    [("suzhou-relief", 0.99), ("national-meteorological-2009", 0.98), ("enterprise-hotel-2024-anonymised", 0.93)],
)
def test_what_is_found_agrees_with_the_truth(name: str, floor: float) -> None:
    source = document(text_of(name), f"{name}.txt")
    expected = json.loads((PLANS / f"{name}.expected.json").read_text(encoding="utf-8"))
    tool = scorer()
    actual = scored(extract(source), source)

    result = tool.score(expected, actual, PLANS)

    assert tool.problems(actual) == []
    assert result["total"] >= floor
    for part in ("levels", "conditions", "expressions"):
        assert result["parts"][part]["f1"] == 1.0, part


@pytest.mark.parametrize("name", LOST)
def test_no_level_is_invented_and_no_chapter_lost(name: str) -> None:
    source = document(text_of(name))
    levels, chapters = LOST[name]
    made = extract(source)

    assert sum(level.kind == "response" for level in made.levels) == levels
    numbers = [chapter.number for chapter in made.chapters]
    assert [number for number in chapters if number not in numbers] == []
    assert scorer().problems(scored(made, source)) == []


def places(made: Found) -> list[tuple[Element, Place]]:
    parts: list[Any] = [made.metadata, *made.levels, *made.units, *made.actions, *made.reports, *made.notes]
    parts += [condition for level in made.levels for condition in level.conditions]
    return [(part, place) for part in parts for place in part.places]


@pytest.mark.parametrize("text", [FLOOD, PLANT, ENGLISH])
def test_every_element_stands_where_it_says(text: str) -> None:
    made = extract(document(text))

    assert all(place.start < place.end <= len(text) for _, place in places(made))
    for level in made.levels:
        for condition in level.conditions:
            place = condition.places[0]
            quoted = "".join(text[place.start : place.end].split())
            assert "".join(condition.text.split()).rstrip("。") in quoted or condition.rule == "level-table"
    assert [chapter.start for chapter in made.chapters] == sorted(chapter.start for chapter in made.chapters)
    assert Found.model_validate_json(made.model_dump_json()) == made


WORDS = ["1 总则\n", "5.1 Ⅰ级响应\n", "启动条件\n", "出现下列情况之一的：", "（1）", "死亡", "30人以上", "。", "；", "\n", "由市长决定启动", "Ⅱ级", "预警", "\t", "附件1\n", "市应急管理局", "负责", "立即", "报告", "（", "）", "：", "①", "在Ⅲ级响应的基础上"]  # fmt: skip


@settings(max_examples=60)
@given(st.lists(st.sampled_from(WORDS), max_size=60).map("".join) | st.text(max_size=200))
def test_any_text_is_read_and_places_lie_within_it(text: str) -> None:
    made = extract(document(text))

    assert all(place.start <= place.end <= len(text) for _, place in places(made))
    assert scored(made, document(text))["schema"] == "watchroom-plan-score/1"


@pytest.mark.parametrize("piece", [*HOSTILE, FLOOD])
def test_a_text_that_says_one_thing_over_and_over_is_read_to_its_end(piece: str) -> None:
    text = piece * (40_000 // len(piece))

    made = extract(document(text))

    assert all(0 <= place.start <= place.end <= len(text) for _, place in places(made))


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("“以上”含本数，“以下”不含本数", (True, False)),
        ("表中“以上”包含本数，“以下”不包含本数", (True, False)),
        ("本预案所称“以上”包括本数，“以下”不包括本数。", (True, False)),
        ("本预案有关数量的表述中，“以上”、“以下”均含本数", (True, True)),
        ("“以上”含本级", (True, None)),
        ("没有说", (None, None)),
    ],
)
def test_how_the_plan_counts_its_bounds(text: str, said: tuple[bool | None, bool | None]) -> None:
    assert boundary(text) == said
