"""How a plan tells its scale: grades and colours one after the other, in brackets, of events; chapters that were left out."""

import pytest

from watchroom.plans.documents.text import plain
from watchroom.plans.extraction.extract import extract
from watchroom.plans.extraction.found import Found

pytestmark = pytest.mark.pure


def found(text: str) -> Found:
    return extract(plain(text, name="a.txt", digest="0" * 64))


def marks(plan: Found, kind: str) -> dict[str, tuple[str, str | None, str | None]]:
    return {one.code: (one.name, one.grade, one.colour) for one in plan.levels if one.kind == kind}


def done(plan: Found) -> list[tuple[list[str], list[str]]]:
    return [(action.levels, action.units) for action in plan.actions]


def test_chapters_that_were_left_out_are_no_end_of_the_numbering_where_the_next_line_is_numbered_below() -> None:
    plan = found(
        "云岭市排涝预案\n1 总则\n1.1 目的\n为排涝，制定本预案。\n2 组织体系\n2.1 市排涝指挥部\n市排涝指挥部负责统一领导。\n"
        "2.2 成员单位\n6市水务局负责调度水闸。\n5 应急响应\n5.1 Ⅱ级响应\n（1）市水务局开闸放水。\n5.2 Ⅰ级响应\n（1）市公安局封闭道路。\n"
    )

    assert [chapter.number for chapter in plan.chapters] == ["1", "1.1", "2", "2.1", "2.2", "5", "5.1", "5.2"]
    assert done(plan) == [(["II"], ["市水务局"]), (["I"], ["市公安局"])]


LISTED = """云岭市排涝预案
1 总则
1.1 目的
为排涝，制定本预案。
2 应急响应
2.1 总体要求
应急响应分为Ⅳ（一般）、Ⅲ（较大）、Ⅱ（重大）、Ⅰ（特别重大）四级，分别由蓝、黄、橙、红四种颜色标示。
2.2 启动条件
2.2.1 Ⅳ级响应
（1）降雨量达到50毫米以上。
2.2.2 Ⅲ级响应
（1）降雨量达到80毫米以上。
2.2.3 Ⅱ级响应
（1）降雨量达到120毫米以上。
2.2.4 Ⅰ级响应
（1）降雨量达到200毫米以上。
"""


def test_grades_and_colours_of_a_list_of_which_only_the_end_says_level_are_each_of_one_level() -> None:
    assert marks(found(LISTED), "response") == {
        "IV": ("Ⅳ级响应", "一般", "blue"), "III": ("Ⅲ级响应", "较大", "yellow"),
        "II": ("Ⅱ级响应", "重大", "orange"), "I": ("Ⅰ级响应", "特别重大", "red"),
    }  # fmt: skip


def test_a_colour_in_the_brackets_behind_the_name_is_the_levels() -> None:
    text = LISTED.replace("，分别由蓝、黄、橙、红四种颜色标示", "").replace(
        "2.2.3 Ⅱ级响应", "2.2.3 Ⅱ级应急响应（橙色）"
    )

    told = marks(found(text), "response")
    assert (told["II"][2], told["I"][2]) == ("orange", None)


GRADED = """云岭市网络事件应急预案
1 总则
1.1 目的
为做好处置，制定本预案。
2 预警
2.1 预警响应
1.Ⅰ级预警响应（特别重大）
市网信办开展研判。
2.Ⅱ级预警响应（重大）
市大数据局加强监测。
3 应急处置
3.1 分级条件
Ⅰ级应急响应：系统中断超过8小时。
Ⅱ级应急响应：系统中断超过2小时。
3.2 应急响应
初判为Ⅱ级以上的，由应急领导小组宣布启动Ⅰ级应急响应。
1.Ⅰ级（特别重大）事件
（1）启动指挥体系
应急领导小组赶赴现场。
2.重大（Ⅱ级）网络事件
（1）处置实施
市大数据局恢复系统。
"""


def test_titles_of_graded_events_below_the_response_say_for_which_level_the_measures_are() -> None:
    plan = found(GRADED)

    assert [(levels, units) for levels, units in done(plan) if units != ["市网信办"]][-2:] == [
        (["I"], ["应急领导小组"]), (["II"], ["市大数据局"]),
    ]  # fmt: skip


def test_what_is_done_at_a_warning_lends_a_response_no_name_and_a_body_may_begin_with_the_word_for_must() -> None:
    plan = found(GRADED)

    first = next(level for level in plan.levels if (level.kind, level.code) == ("response", "I"))
    assert (first.name, first.starts.decided_by) == ("Ⅰ级应急响应", "应急领导小组")


TABLES = """云岭省水运工程事故应急预案
1 总则
1.1 目的
为做好处置，制定本预案。
2 预警
2.1 预警级别
预警级别分为Ⅰ级、Ⅱ级两个等级，条件见附件1。
2.2 预警启动
（1）Ⅱ级预警
由市港航局启动和发布。
（2）Ⅰ级预警
由省港航局启动和发布。
3 应急响应
3.1 响应分级
响应分为Ⅰ级、Ⅱ级两个等级，条件见附件2。
3.2 响应措施
3.2.1 Ⅰ级响应
（1）启动Ⅰ级应急响应后，省港航局派出工作组。
3.2.2 Ⅱ级响应
（1）启动Ⅱ级应急响应后，市港航局派出工作组。
附件1
云岭省公路水运工程生产安全事故预警分级和启动条件
预警级别\t颜色标示\t预计可能发生事故的情形
Ⅰ级\t红色\t可能造成30人以上死亡，或100人以上重伤的。
Ⅱ级\t橙色\t可能造成10人以上、30人以下死亡的。
附件2
云岭省公路水运工程生产安全事故响应分级和启动条件
级别\t事故的严重程度及影响范围
Ⅰ级（特别重大）\t造成30人以上死亡，或100人以上重伤的。
Ⅱ级（重大）\t造成10人以上、30人以下死亡的。
"""


def test_of_two_tables_under_a_line_of_their_own_each_states_the_levels_that_its_line_names() -> None:
    plan = found(TABLES)

    assert {(one.kind, one.code): [c.text for c in one.conditions] for one in plan.levels} == {
        ("response", "I"): ["造成30人以上死亡，或100人以上重伤的。"],
        ("response", "II"): ["造成10人以上、30人以下死亡的。"],
        ("warning", "I"): ["可能造成30人以上死亡，或100人以上重伤的。"],
        ("warning", "II"): ["可能造成10人以上、30人以下死亡的。"],
    }


def test_a_warning_that_its_heads_only_number_has_the_name_that_the_plan_uses() -> None:
    plan = found(
        "云岭省公路应急预案\n1 总则\n制定本预案。\n2 预警分级\n"
        "I级（特别严重）：可能造成30人以上死亡。\nII级（严重）：可能造成10人以上死亡。\n"
        "3 预警启动\n省公路局启动I级预警。发布I级预警后报告。启动II级预警由市公路局决定。\n"
    )

    assert [level.name for level in plan.levels if level.kind == "warning"] == ["I级预警", "II级预警"]


ONE_LINE = "云岭市排涝预案\n1 总则\n1.1 目的\n为排涝，制定本预案。\n2 应急响应\n2.1 响应分级\n{}\n2.2 响应措施\n市水务局开闸放水。\n"


def told(plan: Found) -> dict[str, list[str]]:
    return {one.code: [condition.text.rstrip("；。") for condition in one.conditions] for one in plan.levels}


def test_levels_labelled_one_behind_the_other_in_a_paragraph_have_each_their_own_conditions() -> None:
    said = "启动条件如下：Ⅰ级：受伤60人以上；Ⅱ级：受伤25人以上、60人以下；Ⅲ级：受伤25人以下。"

    assert told(found(ONE_LINE.format(said))) == {
        "I": ["受伤60人以上"],
        "II": ["受伤25人以上、60人以下"],
        "III": ["受伤25人以下"],
    }


@pytest.mark.parametrize(
    "said",
    [
        "Ⅰ级：受伤60人以上；发生下列情况的：水闸损坏。",  # one level alone
        "Ⅰ级：受伤60人以上；不属于Ⅰ级、Ⅱ级的：由市水务局决定。",  # the second label names no level of its own
    ],
)
def test_a_paragraph_that_labels_one_level_stays_whole(said: str) -> None:
    assert told(found(ONE_LINE.format(said))) == {"I": [said.removeprefix("Ⅰ级：").rstrip("。")]}
