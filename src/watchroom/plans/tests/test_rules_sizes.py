"""Plans of geological hazards, whose grades are sizes."""

import pytest

from watchroom.plans.documents.text import plain
from watchroom.plans.extraction.extract import extract
from watchroom.plans.extraction.found import Found
from watchroom.plans.extraction.spans import half_width
from watchroom.plans.tests.test_rules_expressions import said

pytestmark = pytest.mark.pure

PLAN = """云岭县突发地质灾害应急预案
1 总则
1.1 目的
制定本预案。
1.2 灾害分级
地质灾害分为特大型、大型、中型、小型四级。
（1）特大型：因灾死亡和失踪30人以上的地质灾害灾情为特大型地质灾害灾情；受威胁需转移800人以上的为特大型地质灾害险情。
（2）大型：因灾死亡和失踪10人以上、30人以下的地质灾害灾情为大型地质灾害灾情。
（3）中型：因灾死亡和失踪3人以上、10人以下的地质灾害灾情为中型地质灾害灾情。
（4）小型：因灾死亡和失踪3人以下的地质灾害灾情为小型地质灾害灾情。
2 应急响应
2.1 特大型地质灾害险情和灾情应急响应（Ⅰ级）
县政府立即组织受威胁群众撤离。
2.2 大型地质灾害险情和灾情应急响应（Ⅱ级）
县水利局巡查中型水库和小型水库。
2.3 中型地质灾害险情和灾情应急响应（Ⅲ级）
县应急管理局调集大型机械。
2.4 小型地质灾害险情和灾情应急响应（Ⅳ级）
乡镇政府设立警戒线。
"""


def found(text: str) -> Found:
    return extract(plain(text, name="a.txt", digest="0" * 64))


def test_sizes_are_the_grades_of_the_levels_that_they_start() -> None:
    plan = found(PLAN)

    assert [(one.code, one.grade, said(one.conditions[0].expr)) for one in plan.levels] == [
        ("I", "特别重大", "deaths_and_missing>=30"),
        ("II", "重大", "(deaths_and_missing>=10 & deaths_and_missing<30)"),
        ("III", "较大", "(deaths_and_missing>=3 & deaths_and_missing<10)"),
        ("IV", "一般", "deaths_and_missing<3"),
    ]
    assert said(plan.levels[0].conditions[1].expr) == "evacuated_people>=800"
    assert [action.levels for action in plan.actions] == [["I"], ["II"], ["III"], ["IV"]]


def test_what_is_shown_is_as_the_plan_writes_it_and_stands_where_it_stands() -> None:
    plan = found(PLAN)
    shown = [c for level in plan.levels for c in level.conditions]

    assert shown[0].text.endswith("为特大型地质灾害灾情")
    told = [(c.text, c.places[0]) for c in shown] + [(a.text, a.places[0]) for a in plan.actions]
    for text, place in told:
        assert PLAN[place.start : place.end].rstrip("；。") == text.rstrip("；。")
    assert "\ue0f1" not in plan.model_dump_json()
    assert "\ue0f2" not in plan.model_dump_json()


def test_sizes_of_works_stay_sizes() -> None:
    plan = found(PLAN)

    assert [action.text for action in plan.actions][1:3] == [
        "县水利局巡查中型水库和小型水库。",
        "县应急管理局调集大型机械。",
    ]


def test_where_no_hazard_is_graded_by_size_nothing_is_taken_for_a_grade() -> None:
    plan = found(
        "云岭县防汛应急预案\n1 总则\n1.1 目的\n制定本预案。\n2 应急响应\n2.1 Ⅱ级响应\n2.1.1 启动条件\n（1）大型水库发生险情；\n（2）中型：水库垮坝。\n"
    )

    assert [c.text.rstrip("；。") for level in plan.levels for c in level.conditions] == [
        "大型水库发生险情",
        "中型：水库垮坝",
    ]
    assert half_width("特大型、大型") == "特大型、大型"


@pytest.mark.parametrize("mark", ["\ue0f1", "\ue0f2"])
def test_a_text_that_holds_our_marks_itself_is_read_as_it_is(mark: str) -> None:
    plan = found(mark + PLAN.replace("撤离。", f"撤离{mark}。"))

    assert any(f"撤离{mark}" in action.text for action in plan.actions)
