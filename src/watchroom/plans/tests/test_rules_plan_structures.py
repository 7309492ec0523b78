"""Whole forms of plans: levels under headings that start them, departments as a list of labels, groups set up within the
response, warnings of weather services with their triggers."""

import hashlib

import pytest

from watchroom.plans.documents.text import plain
from watchroom.plans.extraction.deadlines import Limits
from watchroom.plans.extraction.english_actors import Actors
from watchroom.plans.extraction.extract import extract
from watchroom.plans.extraction.found import Found
from watchroom.plans.extraction.units import Names
from watchroom.plans.extraction.vocabulary import shipped

pytestmark = pytest.mark.pure

RIVER = """青沙河防汛应急预案

启动防汛一级应急响应

启动条件

（1）青沙河干流发生特大洪水；
（2）控制性水库水位达到设计洪水位并有继续上涨的趋势。

响应行动如下：

（1）青沙河防总总指挥主持会商。
（2）青沙河防总派出工作组赶赴现场，指导抗洪抢险工作，动员各方面力量投入沿河各县的抗洪抢险

启动防汛二级应急响应

启动条件

（1）青沙河干流发生大洪水；
（2）淤地坝等工程出现险情等需要启动二级应急响应的情况。

响应行动如下：

（1）青沙河防总秘书长主持会商。
"""
SCHOOL = """槐树岭中学暴雪天气应急预案
为做好暴雪天气下师生的安全工作，根据有关规定，结合本校实际，制定本预案。
一、领导小组
部门分工：
校    办：信息的整理与发布、值班安排，每天汇总各部门情况
总务处：准备铲雪工具，组织清扫校园道路
教务处：根据需要调整课程
二、停课安排
（一）当日早晨6:30前市气象台发布暴雪红色预警信号的，由教务处负责发布停课通知。
（二）由校办负责安排值班。
"""
GROUPS = """柳沟县隧道事故应急预案
1 总则
1.1 编制目的
为做好隧道事故的应对工作，制定本预案。
2 应急响应
2.1 现场指挥部
县应急局负责组建现场指挥部，视情成立若干工作组。
（1）抢险抢修组：由县交通运输局牵头，负责抢通隧道。
（2）医疗救护组。由县卫健局牵头，负责救治伤员。
（3）交通管制组。由县公安局牵头，负责疏导车辆。
2.2 处置措施
（1）县消防救援大队立即搜救被困人员。
"""
HEAT = """Heat guidance for Lorne Valley

Heat alert classification

Heat Watch (revised)
- Trigger: Heat index 95-99°F
- Duration: Expected to last 3+ days
- Action: Open the cooling rooms

Extreme Heat Warning (new)
- Trigger: Heat index 108°F+
- Action: Send buses to every district

Cooling Centers
- Open the town hall from 9 AM
- Real-time updates on all channels
"""
PREPARED = """Emergency Preparedness Plan

We keep this plan so that everybody at the club knows what to do.

If you see a fire, follow these steps:

- Raise the alarm: Break the glass of the nearest call point
- Leave: Walk to the car park
"""


def found(text: str) -> Found:
    return extract(plain(text, name="plan.txt", digest=hashlib.sha256(text.encode()).hexdigest()))


def test_a_heading_that_starts_a_level_is_no_end_of_the_sentence_before_it() -> None:
    made = found(RIVER)
    assert [(one.code, one.name, len(one.conditions)) for one in made.levels] == [
        ("I", "防汛一级应急响应", 2), ("II", "防汛二级应急响应", 2),
    ]  # fmt: skip
    assert [one.levels for one in made.actions] == [["I"], ["I"], ["II"]]


def test_who_sends_a_working_group_acts_and_not_the_group_without_a_name() -> None:
    assert found(RIVER).actions[1].units == ["青沙河防总"]


def test_departments_of_a_house_without_members_are_departments_each_in_its_line() -> None:
    made = found(SCHOOL)
    departments = {unit.name: (unit.kind, [duty.text for duty in unit.duties]) for unit in made.units if unit.duties}
    assert departments == {
        "校办": ("department", ["信息的整理与发布、值班安排，每天汇总各部门情况"]),
        "总务处": ("department", ["准备铲雪工具，组织清扫校园道路"]),
        "教务处": ("department", ["根据需要调整课程"]),
    }


def test_when_school_is_off_is_a_measure_and_a_time_of_day_parts_no_title_from_it() -> None:
    made = found(SCHOOL)
    assert [one.text[:11] for one in made.actions] == ["当日早晨6:30前市气", "由校办负责安排值班。"]
    assert "教务处" in made.actions[0].units
    assert made.actions[1].units == ["校办"]


def test_groups_set_up_within_the_response_are_units_and_no_measures() -> None:
    made = found(GROUPS)
    groups = {unit.name: [duty.text for duty in unit.duties] for unit in made.units if unit.kind == "working_group"}
    assert groups == {
        "抢险抢修组": ["负责抢通隧道"],
        "医疗救护组": ["负责救治伤员"],
        "交通管制组": ["负责疏导车辆"],
    }
    assert not any("牵头" in one.text for one in made.actions)


def test_warnings_of_a_weather_service_have_their_triggers_how_long_they_last_and_what_is_done() -> None:
    made = found(HEAT)
    assert [(one.kind, one.code, one.name) for one in made.levels] == [
        ("warning", "I", "Extreme Heat Warning"), ("warning", "II", "Heat Watch"),
    ]  # fmt: skip
    assert [[c.text for c in one.conditions] for one in made.levels] == [
        ["Heat index 108°F+"], ["Heat index 95-99°F", "Expected to last 3+ days"],
    ]  # fmt: skip
    assert [c.expr is not None for one in made.levels for c in one.conditions] == [True, True, True]
    done = {one.text: one.levels for one in made.actions}
    assert [done["Open the cooling rooms"], done["Open the town hall from 9 AM"]] == [["II"], ["*"]]


def test_a_plan_that_is_called_preparedness_plan_is_read_as_a_plan() -> None:
    assert len(found(PREPARED).actions) == 2


def test_a_noun_behind_an_adjective_makes_nobody_of_it() -> None:
    actors = Actors(Names(shipped()).english)
    assert actors.subjects("Real-time updates on all platforms") == []
    assert actors.subjects("TextNow alerts automatic") == []


def test_how_often_a_day_is_no_limit_of_one_day() -> None:
    limits = Limits(shipped())
    assert limits.first("每日至少发布水情预报3次") is None
    once = limits.first("每日发布水情预报1次")
    assert once is not None
    assert once.deadline.every_minutes == 1440


def test_groups_that_may_be_set_up_keep_no_word_of_the_verb() -> None:
    text = GROUPS.replace(
        "县应急局负责组建现场指挥部，视情成立若干工作组。\n",
        "根据现场需要，可设立物资供应、交通疏导、后勤服务等工作组。\n",
    )
    names = [unit.name for unit in found(text).units if unit.kind == "working_group"]
    assert "物资供应工作组" in names
    assert not any(name.startswith("立") for name in names)


def test_who_is_reached_out_to_is_told() -> None:
    actors = Actors(Names(shipped()).english)
    assert actors.receivers("The Shift Lead reaches out to the Club Director within the hour")[0][0] == [
        "Club Director"
    ]
    assert actors.receivers("Volunteers should route requests through the Duty Officer")[0][0] == ["Duty Officer"]


def test_a_procedure_told_in_short_steps_is_a_list_of_measures() -> None:
    text = (
        "云塘仓储有限公司综合应急预案\n1 总则\n1.1 编制目的\n为做好事故应对工作，制定本预案。\n2 应急响应\n2.1 响应程序\n"
        "（1）事故的发现；\n（2）应急指挥部召集会议，研判事态\n（3）发布预警或启动相应级别的响应\n（4）抢险组赶赴现场，展开抢险\n（5）组织厂区人员疏散到集合地点\n"
    )
    assert [one.text.rstrip("；") for one in found(text).actions] == [
        "应急指挥部召集会议，研判事态", "发布预警或启动相应级别的响应", "抢险组赶赴现场，展开抢险", "组织厂区人员疏散到集合地点",
    ]  # fmt: skip
