"""Names that end where somebody acts, tails that several names share, and groups told twice."""

import pytest

from watchroom.plans.documents.text import plain
from watchroom.plans.extraction.extract import extract
from watchroom.plans.extraction.found import Found
from watchroom.plans.extraction.units import Names
from watchroom.plans.extraction.vocabulary import shipped

pytestmark = pytest.mark.pure

NAMES = Names(shipped())
PLAN = """柳溪县雪灾应急预案
1 总则
1.1 目的
制定本预案。
2 组织指挥体系及职责
2.1 县雪灾应急指挥部
县雪灾应急指挥部（以下简称县雪指）负责领导全县除雪工作。
{}
3 应急响应
3.1 响应措施
县公路局除雪。
4 附则
本预案由县公路局解释。
"""


def read(text: str, of: str = PLAN) -> Found:
    return extract(plain(of.format(text), name="a.txt", digest="0" * 64))


def bodies(text: str) -> dict[str, tuple[str, list[str]]]:
    return {unit.name: (unit.kind, [duty.text for duty in unit.duties]) for unit in read(text).units}


@pytest.mark.parametrize(
    ("sentence", "units"),
    [
        ("监测单位现场旁站,记录数据", ["监测单位"]),
        ("有关镇村组织低洼处全部人员撤离", ["有关镇村"]),
        ("理事会应对本校应急工作负责", ["理事会"]),
        ("县应对雪灾指挥部立即会商", ["县应对雪灾指挥部"]),
        ("除雪团队应包括除雪工作小组", []),
        ("隔离转运组立即到岗", ["隔离转运组"]),
        ("柳溪海关加强查验", ["柳溪海关"]),
        ("县人武部民兵应急连到场", ["县人武部民兵应急连"]),
        ("县交通局抢险突击队集结", ["县交通局抢险突击队"]),
        ("各村转移责任人逐户通知", ["各村转移责任人"]),
        ("各村转移群众", ["各村"]),
        ("信息由县雪指发布,任何部门和个人不得擅自发布", ["县雪指"]),
        ("其他单位负责清扫门前积雪", ["其他单位"]),
        ("船长向就近海事局报告", ["船长"]),
    ],
)
def test_a_name_ends_where_somebody_acts(sentence: str, units: list[str]) -> None:
    names = Names(shipped(), {"县雪指": "command"})
    assert [n.name for n in names.subjects(sentence)] == units


def test_a_shared_tail_stays_within_its_clause() -> None:
    made = bodies(
        "县雪指增设休息点、热水点和药箱，物资保障组通过广播提醒司机。\n县雪指设抢险救援、物资保障两个工作组。"
    )

    assert not any("热水点" in name or "药箱" in name for name in made)
    assert "抢险救援工作组" in made


def test_groups_that_a_list_names_without_their_tail_are_those_told_below() -> None:
    made = bodies(
        "县雪指设道路抢通、交通疏导、物资保障3个工作组：\n（1）道路抢通组：县公路局牵头。负责清除积雪。\n"
        "（2）交通疏导组：县公安局牵头。负责路口值守。"
    )

    assert made["道路抢通组"] == ("working_group", ["负责清除积雪"])
    assert made["交通疏导组"] == ("working_group", ["负责路口值守"])
    assert made["物资保障工作组"] == ("working_group", [])
    assert "道路抢通工作组" not in made


def test_a_group_that_the_plan_names_in_both_ways_stays_two() -> None:
    made = bodies("县雪指设道路抢通、物资保障2个工作组。\n道路抢通组：负责清除积雪。\n道路抢通工作组设在县公路局。")

    assert {"道路抢通组", "道路抢通工作组"} <= set(made)


def test_who_is_appointed_and_where_duties_are_told_is_no_duty() -> None:
    made = bodies(
        "2.2 成员单位\n县雪指成员单位由县公路局、县公安局、县教育局组成，具体职责见附件2。\n"
        "2.3 现场指挥部\n县雪指设立现场指挥部，现场负责人由副总指挥指定。现场指挥部负责统一调度除雪力量。"
    )

    assert "县雪指成员单位" not in made
    assert made["现场指挥部"] == ("field_command", ["负责统一调度除雪力量"])


def test_whom_a_group_answers_to_is_no_duty_of_it() -> None:
    made = bodies(
        "（一）扫雪领导小组由校长任扫雪领导小组组长，年级主任为扫雪领导小组成员，其职责是：\n1．决定停课；\n2．上报情况。\n"
        "（二）扫雪执行小组由总务处派员组成，对扫雪领导小组负责，其职责是：\n1．清扫校门积雪；\n2．铺设防滑垫。"
    )

    assert made["扫雪领导小组"] == ("command", ["决定停课", "上报情况"])
    assert made["扫雪执行小组"] == ("working_group", ["清扫校门积雪", "铺设防滑垫"])
