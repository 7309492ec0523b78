"""Levels with conditions, procedure and measures below one chapter on grading, and bodies that a heading calls by a short name."""

import pytest

from watchroom.plans.documents.text import plain
from watchroom.plans.extraction.extract import extract
from watchroom.plans.extraction.found import Found
from watchroom.plans.tests.test_rules_expressions import PLAIN, READER, said

GENERAL = "云岭县供热事故应急预案\n1 总则\n1.1 目的\n制定本预案。\n"
GRADING = "3 应急响应\n3.1 响应分级\n供热事故应急响应分为一级、二级。\n3.1.1 二级响应\n3.1.1.1 启动条件\n（1）停热1000户以上的。\n"


def found(text: str) -> Found:
    return extract(plain(text, name="a.txt", digest="0" * 64))


def test_measures_of_a_level_below_a_chapter_on_grading_are_read() -> None:
    plan = found(GENERAL + GRADING + "3.1.1.2 响应措施\n（1）县住建局组织抢修管网。\n（2）县供热公司启用备用锅炉。\n")

    assert [(a.levels, a.units) for a in plan.actions] == [(["II"], ["县住建局"]), (["II"], ["县供热公司"])]


def test_what_stands_there_without_a_chapter_on_measures_is_none() -> None:
    plan = found(GENERAL + GRADING + "3.1.1.2 其他情形\n（1）县供热公司自身力量能够处置的事故。\n")

    assert plan.actions == []


@pytest.mark.parametrize("once", ["发布一级、二级预警后", "二级预警发布后"])
def test_measures_after_a_warning_is_given_are_of_its_levels(once: str) -> None:
    plan = found(
        GENERAL
        + "2 预警\n2.1 预警分级\n预警分为一级、二级。\n2.1.1 一级预警\n气温低于零下30℃。\n2.1.2 二级预警\n气温低于零下20℃。\n"
        f"2.2 预警行动\n{once}，县住建局组织巡查管网。\n"
    )

    assert {action.units[0]: action.levels for action in plan.actions}["县住建局"] == (
        ["I", "II"] if "一级" in once else ["II"]
    )


def test_a_heading_may_call_a_body_by_a_short_name_of_what_the_sentence_sets_up() -> None:
    plan = found(
        GENERAL + "2 组织体系\n2.1 县供热指挥部\n县政府设立云岭县集中供热事故应急指挥部，负责统一指挥抢修工作。\n"
        "2.2 专家组\n县供热指挥部设立供热应急专家组，为抢修提供技术咨询。\n"
    )

    assert [unit.name for unit in plan.units if unit.kind in ("command", "expert_group")] == [
        "云岭县集中供热事故应急指挥部",
        "供热应急专家组",
    ]


@pytest.mark.parametrize(
    ("text", "tree"),
    [("气源供应缺口达到日用气量的20%以上", "supply_gap>=20"), ("日供水能力下降30%以上", "supply_loss>=30")],
)
def test_shares_by_which_a_supply_falls_short(text: str, tree: str) -> None:
    assert said(READER.read(text, PLAIN).expr) == tree
