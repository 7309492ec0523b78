"""Plans of utilities: levels with chapters of their own below the grading, shortages of supply, and bodies that headings call short."""

import pytest

from watchroom.plans.documents.text import plain
from watchroom.plans.extraction.extract import extract
from watchroom.plans.extraction.found import Found
from watchroom.plans.tests.test_rules_expressions import PLAIN as USUAL
from watchroom.plans.tests.test_rules_expressions import READER, said

pytestmark = pytest.mark.pure

PLAN = """1 总则
1.1 目的
制定本预案。
2 组织机构
{bodies}
3 应急响应
3.1 响应分级
县级供热事故应急响应分为一级和二级。
3.1.1 一级响应
3.1.1.1 启动条件
（1）造成2000户以上居民停暖；
（2）供热缺口达到30%以上。
3.1.1.2 响应措施
（1）县热力公司抢修管道；
（2）县教育局安排学校停课。
3.1.2 二级响应
供热缺口达到10%以上的，启动二级响应。
县民政局看望独居老人。
"""


def read(bodies: str = "2.1 县民政局\n负责救助。", more: str = "") -> Found:
    return extract(plain(PLAN.format(bodies=bodies) + more, name="a.txt", digest="0" * 64))


def measures(found: Found) -> dict[str, tuple[list[str], list[str]]]:
    return {action.text.rstrip("；。"): (action.levels, action.units) for action in found.actions}


def test_measures_of_a_level_may_stand_below_the_chapter_on_the_grading() -> None:
    told = measures(read())

    assert told["县热力公司抢修管道"] == (["I"], ["县热力公司"])
    assert told["县教育局安排学校停课"] == (["I"], ["县教育局"])
    assert told["县民政局看望独居老人"] == (["II"], ["县民政局"])
    assert not any("停暖" in text or "缺口" in text or "分为" in text for text in told)


def test_what_follows_warnings_issued_together_is_of_them() -> None:
    told = measures(
        read(
            more="3.2 预警行动\n发布一级、二级预警后，县教育局应当备好教室，县热力公司应当备好管道，县民政局应当备好棉被。\n"
        )
    )

    assert [levels for text, (levels, _) in told.items() if "备好" in text] == [["I", "II"]] * 3


def test_a_case_below_a_level_is_no_measure_of_it() -> None:
    told = measures(read(more="3.1.3 三级响应\n县热力公司能够自行处置的供热事故。\n"))

    assert not any("自行处置" in text for text in told)


def test_a_gap_of_supply_is_a_share() -> None:
    first = next(level for level in read().levels if level.code == "I")
    gap = next(c for c in first.conditions if "缺口" in c.text)

    assert gap.expr is not None
    assert '"supply_gap"' in gap.expr.model_dump_json()


def test_a_heading_calls_a_body_shorter_than_the_sentence_that_sets_it_up() -> None:
    found = read(
        "2.1 县供热指挥部\n县人民政府设立县城区供热事故应急指挥部，统一领导抢修工作。\n"
        "2.2 现场指挥部及工作组\n现场指挥部总指挥由县长担任，负责现场决策。\n"
        "2.3 专家组\n县城管局设立供热专家组，由热力专家组成，为抢修提供建议。"
    )
    names = {unit.name for unit in found.units}

    assert {"县城区供热事故应急指挥部", "现场指挥部", "供热专家组"} <= names
    assert not names & {"县供热指挥部", "现场指挥部及工作组", "专家组"}


def test_another_command_than_that_of_the_heading_stays_beside_it() -> None:
    found = read("2.1 县供热指挥部\n县人民政府设立县防汛抗旱指挥部，统一领导抢险工作。")

    assert "县防汛抗旱指挥部" in {unit.name for unit in found.units}
    assert "县供热指挥部" in {unit.name for unit in found.units}


@pytest.mark.parametrize(
    ("text", "tree"),
    [("气源供应缺口达到日用气量的20%以上", "supply_gap>=20"), ("日供水能力下降30%以上", "supply_loss>=30")],
)
def test_shares_by_which_a_supply_falls_short(text: str, tree: str) -> None:
    assert said(READER.read(text, USUAL).expr) == tree


def test_a_lead_below_an_item_that_names_a_grade_introduces_its_definition() -> None:
    found = extract(
        plain(
            "云岭县饮水事故应急预案\n一、总则\n（一）事故分级\n1.重大饮水事故（Ⅱ级）\n符合下列情形之一的：\n（1）死亡5人以上的；\n（2）停水8000户以上的。\n"
            "2.较大饮水事故（Ⅲ级）\n有以下情况之一：\n（1）死亡2人以上5人以下的。\n二、应急响应\n（一）分级响应\n"
            "核定为重大饮水事故的，启动Ⅱ级响应，由市指挥部组织实施；核定为较大饮水事故的，启动Ⅲ级响应，由县指挥部组织实施。\n",
            name="a.txt",
            digest="0" * 64,
        )
    )

    assert {one.code: [said(c.expr) for c in one.conditions] for one in found.levels} == {
        "II": ["deaths>=5", "water_outage_households>=8000"],
        "III": ["(deaths>=2 & deaths<5)"],
    }


def test_who_leads_a_titled_group_and_belongs_to_it_is_no_duty_of_it() -> None:
    found = extract(
        plain(
            "乙校火灾应急预案\n一、总则\n制定本预案。\n二、组织机构及职责\n（一）领导小组下设工作小组\n1.疏散组\n组长：德育处主任\n成员：各班班主任\n职责：负责清点人数。\n"
            "2.救护组\n组长：校医\n成员：医务室人员\n职责：负责救护伤员。\n",
            name="a.txt",
            digest="0" * 64,
        )
    )

    assert {unit.name: (unit.lead, [duty.text for duty in unit.duties]) for unit in found.units} == {
        "疏散组": ("德育处主任", ["负责清点人数"]),
        "救护组": ("校医", ["负责救护伤员"]),
    }
