"""Offices under the name that a plan uses, tables and lines on groups, and bodies that are only mentioned."""

import pytest

from watchroom.plans.documents.text import plain
from watchroom.plans.extraction.extract import extract
from watchroom.plans.extraction.found import Unit

pytestmark = pytest.mark.pure

PLAN = """柳溪县雪灾应急预案
1 总则
1.1 目的
制定本预案。
2 组织指挥体系及职责
2.1 县雪灾应急指挥部
{}
3 应急响应
3.1 响应措施
县公路局除雪。
4 附则
本预案由县公路局解释。
"""
COMMAND = "县雪灾应急指挥部（以下简称县雪指）负责领导全县除雪工作。\n"


def units(text: str) -> dict[str, Unit]:
    found = extract(plain(PLAN.format(text), name="a.txt", digest="0" * 64))
    return {unit.name: unit for unit in found.units}


def duties(text: str) -> dict[str, list[str]]:
    return {name: [duty.text for duty in unit.duties] for name, unit in units(text).items()}


@pytest.mark.parametrize(
    ("more", "name"),
    [
        ("2.3 信息\n县雪指办公室汇总信息。", "县雪指办公室"),
        ("2.3 信息\n县雪灾应急指挥部办公室汇总信息。", "县雪灾应急指挥部办公室"),
        ("2.3 信息\n指挥部办公室汇总信息。", "指挥部办公室"),
    ],
)
def test_an_office_is_called_as_the_plan_calls_it(more: str, name: str) -> None:
    told = duties(COMMAND + "指挥部办公室设在县公路局，由县公路局派员组成，承担指挥部的日常工作。\n" + more)
    assert [own for own in told if own.endswith("办公室")] == [name]
    assert told[name][0] == "承担指挥部的日常工作"


def test_the_duties_of_an_office_are_told_below_what_it_is_called_there() -> None:
    text = "2.2 办公室\n指挥部下设办公室，办公室设在县公路局，主任由局长兼任。办公室主要职责：\n1．承担县雪指日常工作；\n2．负责信息汇总。"
    assert duties(COMMAND + text) == {
        "县雪灾应急指挥部": ["负责领导全县除雪工作"],
        "县雪指办公室": ["承担县雪指日常工作", "负责信息汇总"],
    }


@pytest.mark.parametrize(
    "office",
    [
        "其办事机构县雪指办公室设在县公路局",
        "其办事机构（县雪指办公室）设在县公路局",
        "其日常办事机构为县雪指办公室",
    ],
)
def test_an_office_named_beside_the_duty_of_its_command_is_a_body_of_its_own(office: str) -> None:
    told = duties(f"县政府设立县雪灾应急指挥部（以下简称县雪指），负责领导全县除雪工作，{office}。")
    assert told == {"县雪灾应急指挥部": ["负责领导全县除雪工作"], "县雪指办公室": []}


def test_who_stands_as_the_office_has_the_duties_below() -> None:
    text = "县调度中心为县雪指的常设办事机构，实行双人值班。其职责：\n1、接收信息；2、记录经过。"
    told = units(COMMAND + text)
    assert told["县调度中心"].kind == "office"
    assert [duty.text for duty in told["县调度中心"].duties] == ["接收信息", "记录经过"]


@pytest.mark.parametrize(
    "sentence",
    [
        "参加除雪的单位和个人要服从县雪指的统一指挥。",
        "县除雪突击队执行除雪任务，接受县雪指的指挥。",
        "县雪指总指挥由分管副县长担任，副总指挥由协调交通工作的县政府办副主任担任。",
        "总指挥不在时，依次由养护科科长、安全科科长代行指挥权。",
    ],
)
def test_who_only_obeys_or_holds_a_post_is_no_body_with_a_duty(sentence: str) -> None:
    assert duties(COMMAND + sentence) == {"县雪灾应急指挥部": ["负责领导全县除雪工作"]}


def test_who_obeys_and_does_more_has_a_duty() -> None:
    assert duties(COMMAND + "县除雪突击队服从县雪指的指挥，负责清扫桥面。")["县除雪突击队"] == [
        "服从县雪指的指挥，负责清扫桥面"
    ]


@pytest.mark.parametrize(
    ("listed", "groups"),
    [
        ("医疗救治和卫生防疫、道路抢通和基础保障、宣传报道等工作组", ["医疗救治和卫生防疫工作组", "道路抢通和基础保障工作组", "宣传报道工作组"]),
        ("道路抢通、医疗救治和宣传报道等工作组", ["道路抢通工作组", "医疗救治工作组", "宣传报道工作组"]),
    ],
)  # fmt: skip
def test_a_pair_inside_a_list_is_one_group_and_at_its_end_two(listed: str, groups: list[str]) -> None:
    assert list(units(COMMAND + f"县雪指根据需要设立{listed}。"))[1:] == groups


def test_equipment_sets_up_no_group() -> None:
    told = units(COMMAND + "县雪指聘请特种设备、气象、交通等方面的专家组成专家组，负责咨询。")
    assert not any(unit.kind == "working_group" for unit in told.values())


def test_groups_that_a_response_sets_up_are_those_that_the_organisation_describes() -> None:
    text = COMMAND + "2.2 工作组职责\n道路抢通组：负责铲雪。\n宣传报道组：负责发布消息。"
    found = extract(
        plain(
            PLAN.format(text).replace("县公路局除雪", "现场下设道路抢通、宣传报道等工作组"),
            name="a.txt",
            digest="0" * 64,
        )
    )
    assert [u.name for u in found.units] == ["县雪灾应急指挥部", "道路抢通组", "宣传报道组"]


def test_lines_below_the_title_of_a_group_say_who_leads_it_and_belongs_to_it() -> None:
    told = units(
        COMMAND + "2.2 现场处置组\n组长：值班经理\n副组长：调度员\n成员：各班组长\n职责：负责关闭阀门，组织铲雪。"
    )
    group = told["现场处置组"]
    assert list(told) == ["县雪灾应急指挥部", "现场处置组"]
    assert (group.lead, group.members, [d.text for d in group.duties]) == (
        "值班经理",
        ["各班组长"],
        ["负责关闭阀门，组织铲雪"],
    )


def test_behind_the_label_of_a_group_stand_its_leader_and_its_people() -> None:
    told = units(COMMAND + "2.2 工作组\n1.疏导组：组长养护科科长，组员为各班班长。负责引导车辆。")["疏导组"]
    assert (told.lead, told.members, [d.text for d in told.duties]) == ("养护科科长", ["各班班长"], ["负责引导车辆"])


def test_a_table_of_groups_is_read_by_its_head() -> None:
    table = "2.2 工作组\n工作组\t牵头部门\t参加单位\t主要职责\n综合协调组\t县公路局\t县公安局、县气象局\t负责协调各组\n"
    table += "道路抢通组\t县交通局\t县公安局、县住建局\t负责铲雪，恢复交通"
    told = units(COMMAND + table)
    assert list(told) == ["县雪灾应急指挥部", "综合协调组", "道路抢通组"]
    group = told["道路抢通组"]
    assert (group.lead, group.members) == ("县交通局", ["县公安局", "县住建局"])
    assert [d.text for d in group.duties] == ["负责铲雪，恢复交通"]


def test_the_members_of_a_command_stand_behind_those_who_lead_it() -> None:
    told = units(COMMAND + "县雪指由分管副县长任总指挥，县公路局局长任副总指挥，县公路局、县公安局为成员单位。")
    assert told["县雪灾应急指挥部"].members == ["县公路局", "县公安局"]


def test_an_office_called_by_the_short_name_of_its_group_is_one_and_the_group_commands() -> None:
    text = PLAN.format("").replace("2.1 县雪灾应急指挥部\n", "")
    text = text.replace(
        "2 组织指挥体系及职责\n",
        "2 组织指挥体系及职责\n2.1 柳溪县雪灾应急工作小组\n柳溪县雪灾应急工作小组（以下简称县雪灾小组）负责领导全县除雪工作。\n"
        "2.2 县雪灾应急工作小组办公室\n县雪灾小组办公室设在县公路局，承担日常工作。\n",
    )
    found = extract(plain(text, name="a.txt", digest="0" * 64))
    assert [(u.name, u.kind) for u in found.units] == [
        ("柳溪县雪灾应急工作小组", "command"),
        ("县雪灾应急工作小组办公室", "office"),
    ]


def test_what_one_tier_of_a_body_does_is_told_of_the_body() -> None:
    text = "县级以上人民政府设立防雪指挥机构，负责领导除雪工作。国道上的除雪工作由省级防雪指挥机构负责指挥。"
    told = duties(COMMAND + text)
    assert told["防雪指挥机构"] == ["负责领导除雪工作", "国道上的除雪工作由省级防雪指挥机构负责指挥"]
    assert "省级防雪指挥机构" not in told


def test_a_group_that_all_set_up_for_themselves_keeps_the_name_of_its_heading() -> None:
    told = duties(COMMAND + "2.2 专家组\n县雪指会同有关部门建立本级专家组，对除雪工作提出咨询意见。")
    assert told["专家组"] == ["对除雪工作提出咨询意见"]


def test_whose_guidance_somebody_takes_is_no_other_body() -> None:
    text = "2.2 成员单位职责\n县公安局负责维护秩序，业务上接受县交通部门指导。"
    assert duties(COMMAND + text)["县公安局"] == ["负责维护秩序，业务上接受县交通部门指导"]


def test_who_issues_each_colour_of_a_warning_has_no_office_of_it() -> None:
    text = PLAN.format(COMMAND).replace(
        "3 应急响应\n",
        "3 预警\n3.1 预警发布\n黄色预警由县公路局局长批准发布，红色预警由分管副县长批准发布。\n4 应急响应\n",
    )
    assert [u.name for u in extract(plain(text, name="a.txt", digest="0" * 64)).units] == ["县雪灾应急指挥部"]


def test_a_duty_that_has_a_command_set_up_is_one_duty() -> None:
    text = "县雪指主要职责：\n（1）决定启动响应，组建现场指挥部；\n（2）统一发布消息。"
    assert duties(COMMAND + text)["县雪灾应急指挥部"][1:] == ["决定启动响应，组建现场指挥部", "统一发布消息"]
