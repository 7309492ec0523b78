"""How plans of sites in articles write: who starts a level over its measures, what their own parts cope with, crowds."""

import pytest

from watchroom.plans.documents.text import plain
from watchroom.plans.extraction.expressions import Reader, Rules
from watchroom.plans.extraction.extract import extract
from watchroom.plans.extraction.found import Found, Leaf
from watchroom.plans.extraction.units import Names
from watchroom.plans.extraction.vocabulary import shipped

pytestmark = pytest.mark.pure

READER = Reader(shipped())
PARK = (
    "青石公园突发事件综合应急预案\n第一章 总则\n第一条 为保护游客，制定本预案。\n第二章 响应分级\n"
    "第二条 符合下列情形之一的，为二级响应：\n（一）3人以上受伤；\n（二）县气象台发布大风黄色预警信号。\n"
    "第三条 符合下列情形之一的，为一级响应：\n（一）10人以上受伤；\n（二）县气象台发布大风红色预警信号。\n"
    "第三章 应急处置\n"
)


def found(text: str) -> Found:
    return extract(plain(text, name="plan.txt", digest="0" * 64))


def read(text: str) -> tuple[str, str, object] | None:
    told = READER.read(text, Rules()).expr
    return (told.quantity, told.op, told.value) if isinstance(told, Leaf) else None


def test_an_article_that_says_who_starts_a_level_heads_the_measures_of_that_level() -> None:
    plan = found(
        PARK + "第四条 二级响应由值班主任宣布启动，采取下列措施：\n（一）安保部关闭湖边栈道；\n（二）医务室救护伤员。\n"
        "第五条 一级响应由园长批准启动，在二级响应措施的基础上，采取下列措施：\n（一）安保部关闭公园大门；\n"
        "第六条 园长负责指挥，由安保部联系消防，采取下列措施：\n（一）工程部切断电源；\n"
    )

    assert [(action.levels, action.text) for action in plan.actions if not action.text.startswith("园长")] == [
        (["II"], "安保部关闭湖边栈道；"),
        (["II"], "医务室救护伤员。"),
        (["I"], "安保部关闭公园大门；"),
        (["*"], "工程部切断电源；"),
    ]


def test_the_last_case_of_a_list_is_no_title_for_all_its_words_of_warnings() -> None:
    assert [[c.text.rstrip("。") for c in level.conditions] for level in found(PARK).levels] == [
        ["3人以上受伤", "县气象台发布大风黄色预警信号"],
        ["10人以上受伤", "县气象台发布大风红色预警信号"],
    ]


def test_a_title_with_a_full_stop_behind_an_item_that_ends_heads_what_follows() -> None:
    plan = found(
        "青石公园火灾应急预案\n一、组织机构\n（一）指挥部。\n指挥长：园长。\n（二）成员单位职责。\n安保部：负责警戒。\n"
    )

    assert "安保部" in {unit.name for unit in plan.units}


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("发生人员死亡", ("deaths", ">=", 1)),
        ("造成游客死亡", ("deaths", ">=", 1)),
        ("未造成人员死亡", None),
        ("造成人员死亡的可能性较小", None),
        ("瞬时游客量超过瞬时最大承载量", ("capacity_share", ">", 100)),
        ("馆内人数未超过核定人数", None),
        ("景点管理部能够自行处置的事件", ("controllable_by", "==", "department_or_site")),
        ("指挥部能够处置的事件", None),
        ("全部可以处置的事件", None),
    ],
)
def test_cases_of_sites_without_a_number(text: str, told: tuple[str, str, object] | None) -> None:
    assert read(text) == told


def test_the_right_to_command_is_no_post() -> None:
    names = Names(shipped())

    assert [n.name for n in names.subjects("救援队到达后,指挥中心移交现场指挥权,并协助救援。")] == ["指挥中心"]
    assert [n.name for n in names.subjects("现场指挥下令撤离。")] == ["现场指挥"]


def test_three_grades_that_the_plan_numbers_itself_keep_their_numerals_and_head_measures() -> None:
    plan = found(
        "青石医院停电应急预案\n一、目的\n为保证医疗安全，制定本预案。\n二、停电分级\n"
        "Ⅲ级（一般）：单个楼层停电。\nⅡ级（较大）：单栋楼停电，或者停电时间超过2小时。\nⅠ级（重大）：全院停电，或者停电时间超过8小时。\n"
        "三、应急处置\n（一）Ⅲ级停电处置\n1、电工班查找断点。\n（二）Ⅰ级停电处置\n1、总务科联系发电车。\n"
    )

    assert [(level.code, level.grade) for level in plan.levels] == [("I", "重大"), ("II", "较大"), ("III", "一般")]
    assert [(action.levels, action.text) for action in plan.actions] == [
        (["III"], "电工班查找断点。"),
        (["I"], "总务科联系发电车。"),
    ]


def test_grades_numbered_as_their_words_are_or_not_numbered_keep_the_levels_of_their_words() -> None:
    plan = found(
        "青石医院停水应急预案\n一、事件分级\n较大事件：停水时间超过2小时。\n重大事件：停水时间超过8小时。\n"
        "二、应急处置\n1、水工班查找漏点。\n"
    )

    assert [(level.code, level.grade) for level in plan.levels] == [("II", "重大"), ("III", "较大")]
