"""Forms in which towns, works and schools write their plans: sections as items, warnings by colour, tables that lost their frame."""

import pytest

from watchroom.plans.documents.text import plain
from watchroom.plans.extraction.expressions import Reader, Rules
from watchroom.plans.extraction.extract import extract
from watchroom.plans.extraction.found import Action, Found, Unit
from watchroom.plans.extraction.units import Names
from watchroom.plans.extraction.vocabulary import shipped
from watchroom.plans.tests.test_rules_expressions import said

pytestmark = pytest.mark.pure

NAMES = Names(shipped())


def found(text: str) -> Found:
    return extract(plain(text, name="a.txt", digest="0" * 64))


def action(plan: Found, words: str) -> Action:
    return next(one for one in plan.actions if words in one.text)


def unit(plan: Found, name: str) -> Unit:
    return next(one for one in plan.units if one.name == name)


RIVER = """青沙江防洪应急预案
第一章 总则
第一条 为做好青沙江洪水防御工作，制定本预案。
第二章 洪水分级与响应
第二条 青沙江洪水分为两级。
（一）Ⅳ级响应
1.启动条件
（1）石桥水文站发生3000立方米每秒以上、5000立方米每秒以下的洪水；
（2）预报24小时内石桥站流量将超过5000立方米每秒。
2.响应行动
（1）江防总办公室主任主持会商。
（2）市水文局每日8时报送水情。
（二）Ⅲ级响应
1.启动条件
石桥水文站发生5000立方米每秒以上洪水。
2.响应行动
（1）江防总副总指挥主持会商。
"""

COLOURS = """石桥小学防台应急预案
一、总则
为确保师生安全，制定本预案。
二、组织机构，人员分工
1、指挥组
指挥组
组长
成员
职责
指挥全校防台工作
三、预警分级
（一）蓝色预警
1.总务处检查校舍和排水设施。
2.停止高空作业。
（二）红色预警
响应措施：
1.学校立即停课。
2.发生师生受伤时，校医立即救治。
四、高温天气应急预案
1、出现学生中暑时，校医应将学生移至阴凉处。
"""

FRAMELESS = """云岭省公路中断应急预案
1 总则
1.1 编制目的
为应对公路中断，制定本预案。
2 预警
2.1 预警分级
公路中断预警分为两级预警，分别为Ⅰ级预警（特别严重预警）、Ⅱ级预警（严重预警）。
I级
特别严重
红色
* 国道中断，抢修、处置时间预计在30小时以上时
* 其他需要省交通厅出动时
II级
严重
橙色
* 县道中断，抢修、处置时间预计在10小时以上时
2.2 预警启动程序
Ⅰ级预警时，省交通厅按如下程序启动预警：
（1）路网办提出Ⅰ级预警建议；
（2）Ⅰ级预警文件签发后1小时内，由省交通厅向各县下发；
3 应急响应
3.1 响应级别
特别重大事件（Ⅰ级）：符合本预案Ⅰ级预警条件的事件，由省交通厅在省政府的领导下启动并实施应急响应。
重大事件（Ⅱ级）：符合本预案Ⅱ级预警条件的事件，由县交通局在县政府的领导下启动并实施应急响应。
"""


def test_conditions_and_measures_stand_below_sections_that_are_numbered_like_items() -> None:
    river = found(RIVER)

    assert {one.code: [said(c.expr) for c in one.conditions] for one in river.levels} == {
        "IV": [
            "(flow>=3000 station 石桥水文站 & flow<5000 station 石桥水文站)",
            "flow>5000 in 1440 station 石桥站 ahead",
        ],
        "III": ["flow>=5000 station 石桥水文站"],
    }
    assert [(a.levels, a.units) for a in river.actions] == [
        (["IV"], ["江防总办公室主任"]), (["IV"], ["市水文局"]), (["III"], ["江防总副总指挥"])
    ]  # fmt: skip


def test_what_is_done_at_a_colour_is_no_condition_of_it() -> None:
    school = found(COLOURS)

    assert [(one.kind, one.code, one.conditions) for one in school.levels] == [
        ("warning", "IV", []),
        ("warning", "I", []),
    ]
    assert action(school, "总务处检查").levels == ["IV"]
    assert (action(school, "停课").levels, action(school, "停课").units) == (["I"], ["学校"])
    assert action(school, "受伤").units == ["校医"]
    assert action(school, "阴凉").units == ["校医"]


def test_a_form_whose_labels_have_no_colon_names_no_body_by_them() -> None:
    school = found(COLOURS)

    assert [one.name for one in school.units] == ["指挥组"]
    assert [duty.text for duty in unit(school, "指挥组").duties] == ["指挥全校防台工作"]


def test_a_table_that_lost_its_frame_still_tells_grade_colour_and_conditions() -> None:
    roads = found(FRAMELESS)
    warnings = [one for one in roads.levels if one.kind == "warning"]

    assert [(one.code, one.grade, one.colour, len(one.conditions)) for one in warnings] == [
        ("I", "特别严重", "red", 2), ("II", "严重", "orange", 1)
    ]  # fmt: skip
    assert said(warnings[0].conditions[0].expr).startswith("restoration_time>=30")
    responses = [one for one in roads.levels if one.kind == "response"]
    assert [[c.text for c in one.conditions] for one in responses] == [
        ["符合本预案Ⅰ级预警条件的事件"], ["符合本预案Ⅱ级预警条件的事件"]
    ]  # fmt: skip


def test_what_follows_the_signature_is_a_measure_of_the_level_that_the_lead_names() -> None:
    sent = action(found(FRAMELESS), "下发")

    assert (sent.levels, sent.units, sent.deadline and sent.deadline.minutes) == (["I"], ["省交通厅"], 60)


def test_a_heading_over_measures_tells_who_acts_whatever_it_calls_them() -> None:
    plan = found(
        "灭火预案\n一、指导思想\n依据法律，制定本预案。\n二、处置程序和措施\n1、疏散组应急程序和措施\n"
        "（1）打开安全出口，引导人员撤离。\n2、救护组的工作任务\n（1）对伤员及时抢救。\n"
    )

    assert [a.units for a in plan.actions] == [["疏散组"], ["救护组"]]


def test_a_table_of_measures_tells_who_does_what_by_when() -> None:
    plan = found(
        "乙厂停电应急预案\n1 总则\n1.1 目的\n制定本预案。\n2 应急响应\n"
        "步骤\t处置措施\t责任人\t时限\n1\t切换备用电源，检查水泵\t值班电工\t10分钟内\n"
    )

    one = action(plan, "备用电源")
    assert (one.units, one.deadline and one.deadline.minutes) == (["值班电工"], 10)


@pytest.mark.parametrize(
    ("words", "names"),
    [
        ("在岗员工应关闭阀门", ["在岗员工"]),
        ("疏散引导员要带领人员离开", ["疏散引导员"]),
        ("着火区域的义务消防员立即扑救", ["义务消防员"]),
        ("总指挥、副指挥和现场指挥到场", ["总指挥", "副指挥", "现场指挥"]),
        ("根据需要市水利局派出工作组", ["市水利局"]),
        ("指挥组成员(不在岗的,由主管代替)到场", ["指挥组"]),
        ("各车间的主管人员清点人数", ["各车间主管人员"]),
        ("规划疏散路线、医疗转运、应急队伍路线", []),
        ("任何员工发现火情应报警", ["任何员工"]),
    ],
)
def test_who_acts_is_named_in_full(words: str, names: list[str]) -> None:
    assert [n.name for n in NAMES.subjects(words)] == names


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("青沙江石桥站发生10000~15000立方米每秒的洪水", "(flow>=10000 station 石桥站 & flow<=15000 station 石桥站)"),
        ("抢通时间预计在24小时以上", "restoration_time>=24 ahead"),
        ("气象台发布台风黄色及以上预警信号", "warning_signal>=台风黄色"),
    ],
)
def test_floods_repairs_and_signals_are_compared(text: str, told: str) -> None:
    assert said(Reader(shipped()).read(text, Rules(True, False)).expr) == told


def test_the_kind_of_a_plan_of_one_hazard_and_who_printed_it() -> None:
    works = found("乙厂储罐火灾应急预案\n1 总则\n1.1 目的\n制定本预案。\n2 应急处置\n乙厂值班室报警。\n")
    assert works.metadata.plan_type == "enterprise_special"

    town = found(
        "云岭市人民政府办公室关于印发《云岭市停水应急预案》的通知\n1 总则\n1.1 目的\n制定本预案。\n"
        "2 附则\n2.1 解释\n本预案由市水务局解释。\n云岭市人民政府办公室 2023年5月6日印发\n"
    )
    assert (town.metadata.issuer, town.metadata.issued_date) == ("云岭市人民政府办公室", "2023-05-06")


def test_a_school_says_under_titles_of_its_own_what_is_done_and_names_who_holds_a_post_before_the_duty() -> None:
    school = found(
        "石桥实验小学灾害性天气应急预案\n为保护学生，制定本预案：\n一、学校成立灾害性天气应急处置工作领导小组\n组长：校长\n成员：班主任\n"
        "二、具体分工\n1、总指挥：校长，负责全校指挥。\n2、通讯组：办公室主任，负责联系家长。\n"
        "三、上学期间\n（一）上学前\n1、遇到红色预警信号时，学校停课，由班主任通知家长。\n2、遇到积水时，值日教师提前到岗接待学生。\n"
    )

    assert [(one.name, one.lead, [duty.text for duty in one.duties]) for one in school.units] == [
        ("灾害性天气应急处置工作领导小组", "校长", []),
        ("总指挥", None, ["负责全校指挥"]),
        ("通讯组", "办公室主任", ["负责联系家长"]),
    ]
    assert [(a.levels, a.units) for a in school.actions] == [(["*"], ["班主任"]), (["*"], ["值日教师"])]


def test_a_command_called_by_its_last_words_is_the_one_that_was_set_up() -> None:
    park = found(
        "锦湖景区应急预案\n一、总则\n为处置突发事件，制定本预案。\n分为：\n1.一级（特别重大）：死亡10人以上的；\n2.二级（重大）：死亡3人以上10人以下的；\n"
        "3.三级（较大）：死亡3人以下的。\n二、组织机构与职责\n景区成立应急处置领导小组，组长由景区主任担任。\n"
        "领导小组职责：统一指挥处置。\n三、处置措施\n1.发生一级、二级突发事件时，领导小组立即到场指挥。\n2.救生员施救。\n"
    )

    assert [(one.name, one.abbr) for one in park.units] == [("应急处置领导小组", "领导小组")]
    assert action(park, "到场指挥").levels == ["I", "II"]


def test_items_behind_the_condition_of_a_level_are_how_it_is_started_and_what_is_done() -> None:
    roads = found(
        "清河市道路事故应急预案\n1 总则\n1.1 目的\n制定本预案。\n2 应急响应\n2.1 二级响应\n（1）启动条件：死亡10人以上的。\n"
        "（2）启动程序：由市指挥部总指挥批准后启动二级响应。\n（3）响应措施：市公安局封闭道路，疏导交通。\n"
    )

    assert [[c.text for c in one.conditions] for one in roads.levels] == [["死亡10人以上的。"]]
    assert [(a.levels, a.units) for a in roads.actions] == [(["II"], ["市公安局"])]


def test_a_plan_in_the_news_has_its_title_in_the_headline_and_a_repealed_one_lends_no_date() -> None:
    news = found(
        "云岭省委云岭省人民政府印发《云岭省突发事件总体应急预案》\n"
        "本报讯3月4日，省委、省政府印发了《云岭省突发事件总体应急预案》，要求认真执行。\n"
        "《云岭省突发事件总体应急预案》主要内容如下。\n1 总则\n1.1 目的\n为做好突发事件应对工作，制定本预案。\n"
    )
    notice = found(
        "云岭省人民政府办公厅关于印发云岭省雪灾应急预案的通知\n各市人民政府：\n现印发给你们，请认真执行。\n"
        "2012年5月6日省政府办公厅印发的《云岭省雪灾应急预案》同时废止。\n云岭省雪灾应急预案\n1 总则\n制定本预案。\n"
    )

    assert (news.metadata.title, news.metadata.plan_type) == ("云岭省突发事件总体应急预案", "overall")
    assert (notice.metadata.issuer, notice.metadata.issued_date) == ("云岭省人民政府办公厅", None)
