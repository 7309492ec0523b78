"""Plans of other kinds than floods: where each writes its grades, its sections, its bodies and what is done."""

import pytest

from watchroom.plans.documents.text import plain
from watchroom.plans.extraction.extract import extract
from watchroom.plans.extraction.found import Action, Found, Level, Unit
from watchroom.plans.tests.test_rules_expressions import said

pytestmark = pytest.mark.pure

RAIL = """柳河市有轨电车运营突发事件应急预案
1 总则
1.1 事件分级
运营突发事件分为特别重大、重大、较大和一般四级，分级标准见附则。
2 组织指挥体系
2.1 领导机构
成立柳河市有轨电车应急指挥部（以下简称市电车指）。
市公安局、市交通局、市卫健委等部门和单位为市电车指成员单位。
2.2 办事机构
市电车指下设办公室，设在市交通局。市电车指办公室承担日常值守；收集汇总线路信息。
2.3 成员单位职责
市公安局负责车站警戒和客流疏导。
2.4 专家组
市交通局组建专家组，为线路抢修提供技术咨询。
2.5 应急小组
抢修组（组长：市交通局副局长）：负责轨道抢修。
3 应急响应
3.1 响应分级
初判发生特别重大、重大运营突发事件时，分别启动Ⅰ级、Ⅱ级应急响应，由市电车指负责应对；初判发生较大、一般运营突发事件时，分别启动Ⅲ级、Ⅳ级应急响应。
3.2 响应措施
各有关部门和单位根据工作需要，组织采取以下措施。
3.2.1 乘客转运
市交通局调配公共汽车接驳乘客。
3.3 重大运营突发事件
市电车指总指挥赶赴现场指挥。
3.4 国务院工作组应对
必要时，成立市现场工作组。主要开展以下工作：
（1）核查线路损失；
（2）协调跨区救援力量。
4 附则
4.1 事件分级标准
（1）特别重大运营突发事件：造成30人以上死亡的。
（2）重大运营突发事件：造成10人以上30人以下死亡，或者连续中断行车24小时以上的。
（3）较大运营突发事件：造成3人以上10人以下死亡的。
（4）一般运营突发事件：造成3人以下死亡的。
4.2 以上、以下的含义
本预案所称以上包括本数，以下不包括本数。
"""

GAS = """柳河区燃气事故应急预案
1 总则
1.4 事故分级
燃气事故分为四级：Ⅰ级（特别重大）、Ⅱ级（重大）、Ⅲ级（较大）、Ⅳ级（一般）。
Ⅰ级：造成3万户以上居民连续停止供气24小时以上，或者30人以上死亡的事故。
Ⅱ级：造成1万户以上居民停止供气，或者10人以上死亡的事故。
Ⅲ级：造成3人以上死亡的事故。
Ⅳ级：造成3人以下死亡的事故。
2 应急响应
2.1 先期处置
事故发生单位应立即切断气源，疏散周边人员。属地镇（街道）应组织力量维持秩序。
2.2 分级响应
2.2.1 Ⅳ级响应
（1）区住建局派员到场指导抢修。
2.2.2 Ⅲ级响应
（1）区住建局调集周边企业抢险队伍。
2.2.3 Ⅱ级、Ⅰ级响应
区住建局请求市级支援。
"""

SMOG = """柳河市重污染天气应急预案
一、总则
（一）编制目的。减轻重污染天气危害。
二、组织机构
（一）成员单位职责。
市生态环境局：负责空气质量监测。
市教育局：负责学校防护。
三、应急响应
（一）响应措施
1.Ⅱ级响应措施
（1）健康防护措施。市教育局通知学校停止户外活动。
（2）减排措施。
①市城管局增加道路洒水。
2.Ⅰ级响应措施。在Ⅱ级响应措施的基础上，增加以下措施：
（1）市公安局组织机动车限行。
（二）信息报送。各成员单位每日16时前将情况报送市生态环境局。
（三）响应终止。预警解除后，应急响应自动终止。
"""

FOOD = """柳河市食品安全事故应急预案
第一章 应急响应
第一条 分级响应
符合下列情形之一的，为重大食品安全事故，启动Ⅱ级响应：
1.市政府认定的重大事故；
2.1起事故中毒人数在100人以上的。
符合下列情形之一的，为较大食品安全事故，启动Ⅲ级响应：
1.1起事故中毒人数在50人以上的；
2.市政府认定的较大事故。
第二条 应急处置措施
（一）市卫健委组织医疗机构救治病人。
"""

COUNTY = """FERNHILL COUNTY
EMERGENCY OPERATIONS PLAN
I. INTRODUCTION
A. Purpose
This plan describes how the county prepares for emergencies and answers them.
II. ORGANIZATION AND RESPONSIBILITIES
A. Emergency Management Director
1. Activates the Emergency Operations Center (EOC).
B. Sheriff's Office
1. Controls traffic in evacuated areas.
III. CONCEPT OF OPERATIONS
A. Response Actions
1. The Sheriff's Office closes the bridges within two hours of an order.
B. Notification
1. During activation the EOC shall submit a situation report to the State Operations Center every six hours.
"""


STAGES = """Fernhill Town River Response Plan
1. Purpose
This plan applies to floods of the river Fern.
2. Roles
2.1 Works Department
The Works Department keeps the flood gates.
3. Flood Stages
3.1 Stage 1: Watch
The river is forecast to reach 3 metres at the mill bridge.
a. The Works Department reads the gauge every six hours.
b. The Town Manager alerts the crews.
3.2 Stage 2: Emergency
The river reaches 4 metres at the mill bridge.
a. The Works Department closes all flood gates within two hours.
b. The Town Manager orders people out of the lower town.
"""


def found(text: str) -> Found:
    return extract(plain(text, name="a.txt", digest="0" * 64))


def level(one: Found, code: str) -> Level:
    return next(level for level in one.levels if level.code == code and level.kind == "response")


def unit(one: Found, name: str) -> Unit:
    return next(unit for unit in one.units if unit.name == name)


def action(one: Found, part: str) -> Action:
    return next(action for action in one.actions if part in action.text)


def test_grades_defined_in_the_last_chapter_are_the_conditions_of_the_levels_that_refer_to_them() -> None:
    rail = found(RAIL)

    assert {one.code: one.grade for one in rail.levels} == {"I": "特别重大", "II": "重大", "III": "较大", "IV": "一般"}
    assert said(level(rail, "II").conditions[0].expr) == "((deaths>=10 & deaths<30) | interruption>=24)"
    assert said(level(rail, "IV").conditions[0].expr) == "deaths<3"


def test_a_heading_on_what_以上_means_says_nothing_of_以下() -> None:
    told = found(RAIL).metadata
    assert (told.above_inclusive, told.below_inclusive) == (True, False)


def test_a_chapter_named_after_a_grade_is_of_the_level_of_that_grade_and_defines_nothing() -> None:
    rail = found(RAIL)
    assert action(rail, "总指挥赶赴现场").levels == ["II"]
    assert all("赶赴" not in c.text for one in rail.levels for c in one.conditions)


def test_a_sentence_that_lists_members_gives_them_no_duty() -> None:
    rail = found(RAIL)
    assert unit(rail, "市公安局").kind == "member"
    assert [duty.text for duty in unit(rail, "市公安局").duties] == ["负责车站警戒和客流疏导"]
    assert all(one.name not in ("市卫健委", "市交通局") for one in rail.units)


def test_an_office_is_called_as_the_plan_calls_it_and_keeps_what_follows_its_semicolon() -> None:
    office = unit(found(RAIL), "市电车指办公室")
    assert office.kind == "office"
    assert [duty.text for duty in office.duties] == ["承担日常值守", "收集汇总线路信息"]


def test_who_sets_up_experts_does_not_take_their_duty_and_a_leader_in_brackets_names_no_post() -> None:
    rail = found(RAIL)
    assert [duty.text for duty in unit(rail, "专家组").duties] == ["为线路抢修提供技术咨询"]
    assert unit(rail, "抢修组").kind == "working_group"
    assert unit(rail, "抢修组").lead == "市交通局副局长"


def test_a_sentence_of_nobody_in_particular_before_a_list_is_no_measure() -> None:
    rail = found(RAIL)
    assert all("各有关部门" not in one.text for one in rail.actions)
    assert action(rail, "接驳乘客").units == ["市交通局"]


def test_a_list_belongs_to_the_body_that_its_lead_sets_up() -> None:
    assert action(found(RAIL), "核查线路损失").units == ["市现场工作组"]


def test_below_a_chapter_on_grades_a_numeral_names_one_and_levels_headed_together_are_two() -> None:
    gas = found(GAS)

    assert [one.code for one in sorted(gas.levels, key=lambda one: one.code)] == ["I", "II", "III", "IV"]
    assert (
        said(level(gas, "I").conditions[0].expr) == "((gas_outage_households>=30000 & interruption>=24) | deaths>=30)"
    )
    assert level(gas, "II").grade == "重大"
    assert set(action(gas, "请求市级支援").levels) == {"I", "II"}


def test_those_who_have_to_act_first_are_known_though_their_names_hold_verbs() -> None:
    gas = found(GAS)
    assert action(gas, "切断气源").units == ["事故发生单位"]
    assert action(gas, "维持秩序").units == ["属地镇(街道)"]


def test_sections_with_their_title_in_the_line_rule_what_they_say() -> None:
    smog = found(SMOG)

    assert unit(smog, "市教育局").kind == "member"
    assert [(one.sender, one.to, one.deadline and one.deadline.daily_by) for one in smog.reports] == [
        ("各成员单位", ["市生态环境局"], "16:00")
    ]
    assert all("自动终止" not in one.text and one.text != "减排措施。" for one in smog.actions)


def test_a_level_that_goes_on_from_another_stands_beside_it() -> None:
    smog = found(SMOG)
    assert action(smog, "道路洒水").levels == ["II"]
    assert action(smog, "机动车限行").levels == ["I"]


def test_an_item_that_begins_with_a_number_is_no_chapter_and_a_condition_is_no_measure() -> None:
    food = found(FOOD)

    assert [c.text for c in level(food, "II").conditions] == ["市政府认定的重大事故", "1起事故中毒人数在100人以上的。"]
    assert said(level(food, "III").conditions[0].expr) == "poisoned_people>=50"
    assert level(food, "III").grade == "较大"
    assert [one.text for one in food.actions] == ["市卫健委组织医疗机构救治病人。"]


def test_blanks_are_the_signs_that_were_lost_where_every_other_sign_has_a_blank_behind_it() -> None:
    filler = "本条文字， 只为说明， 其余标点， 都在原处， 空格跟随。 "
    text = (
        f"柳河市救助应急预案\n1 总则\n1.1 目的\n{filler * 5}\n2 应急响应\n2.1 响应措施\n"
        "市民政局组织发放救灾物资， 安置受灾群众并登记造册 市公安局维护安置点秩序， 做好交通疏导工作。\n"
        "市水务局向市委 市政府报告抢修进展情况， 及时恢复供水。\n"
    )
    made = found(text)

    assert action(made, "维护安置点秩序").units == ["市公安局"]
    assert action(made, "发放救灾物资").units == ["市民政局"]
    assert made.reports[0].to == ["市委", "市政府"]


def test_roman_and_lettered_headings_of_an_english_plan_are_its_outline() -> None:
    county = found(COUNTY)

    assert county.metadata.title == "FERNHILL COUNTY EMERGENCY OPERATIONS PLAN"
    assert [duty.text for duty in unit(county, "Sheriff's Office").duties] == ["Controls traffic in evacuated areas"]
    closes = action(county, "closes the bridges")
    assert (closes.units, closes.deadline and closes.deadline.minutes) == (["Sheriff's Office"], 120)
    assert [(one.sender, one.to, one.deadline and one.deadline.every_minutes) for one in county.reports] == [
        ("EOC", ["State Operations Center"], 360)
    ]


def test_stages_of_a_flood_are_levels_with_the_paragraph_as_condition_and_the_list_as_measures() -> None:
    stages = found(STAGES)

    assert [(one.code, said(one.conditions[0].expr)) for one in sorted(stages.levels, key=lambda one: one.code)] == [
        ("I", "water_level>=4"),
        ("II", "water_level>=3 ahead"),
    ]
    assert [len(one.conditions) for one in stages.levels] == [1, 1]
    gates = action(stages, "closes all flood gates")
    assert (gates.levels, gates.units, gates.deadline and gates.deadline.minutes) == (["I"], ["Works Department"], 120)


def test_a_report_within_the_response_is_no_measure_and_a_firm_acts_where_its_head_does() -> None:
    text = (
        "柳河市通信保障应急预案\n1 总则\n1.1 目的\n制定本预案。\n2 应急响应\n2.1 信息报告\n"
        "市通信办接报后，1小时内报市政府。\n2.2 响应措施\n（1）柳河电信企业主要负责人到岗指挥抢修。\n"
        "（2）各区县政府组织清理线路。"
    )
    made = found(text)

    assert [one.units for one in made.actions] == [["柳河电信企业"], ["各区县政府"]]
    assert [(one.sender, one.to) for one in made.reports] == [("市通信办", ["市政府"])]


def test_a_report_of_a_plan_with_a_labelled_date_and_a_body_in_quotation_marks() -> None:
    text = (
        "柳河纺织厂综合应急预案报告\n编制日期：2024-06-18\n1 总则\n1.1 编制目的\n制定本预案。\n2 应急组织机构及职责\n"
        "成立“柳河纺织厂应急指挥部”，作为最高决策机构。指挥部下设办公室，设在安全科，负责日常工作。\n"
    )
    made = found(text)

    assert (made.metadata.title, made.metadata.issued_date) == ("柳河纺织厂综合应急预案", "2024-06-18")
    assert not any(one.name.startswith("作为") for one in made.units)
