"""Wordings and layouts of Chinese plans: measures without levels, lost headings, groups in one paragraph, reports in hops."""

import pytest

from watchroom.plans.documents.text import plain
from watchroom.plans.extraction.extract import extract
from watchroom.plans.extraction.found import Found
from watchroom.plans.extraction.units import Names
from watchroom.plans.extraction.vocabulary import shipped

pytestmark = pytest.mark.pure

NAMES = Names(shipped())


def found(text: str) -> Found:
    return extract(plain(text, name="a.txt", digest="0" * 64))


def duties(plan: Found) -> dict[str, list[str]]:
    return {unit.name: [duty.text for duty in unit.duties] for unit in plan.units}


@pytest.mark.parametrize(
    "title", ["应急反应措施", "先期处置", "工作安排", "防控措施", "处置程序", "应急程序", "预警响应", "抢险救灾"]
)
def test_measures_below_other_titles_hold_at_every_level(title: str) -> None:
    plan = found(f"1 总则\n1.1 目的\n制定本预案。\n2 {title}\n（1）乙厂值班室封闭大门。\n（2）乙厂医务室救治伤员。")

    assert [(a.levels, a.units) for a in plan.actions] == [(["*"], ["乙厂值班室"]), (["*"], ["乙厂医务室"])]


def test_a_general_heading_tells_who_acts_below_it() -> None:
    plan = found("1 总则\n1.1 目的\n制定本预案。\n2 应急反应措施\n2.1 各级人民政府\n（1）组织力量清扫道路。")

    assert [a.units for a in plan.actions] == [["各级人民政府"]]


@pytest.mark.parametrize(
    ("words", "names"),
    [
        ("云岭区应急、气象部门加密会商", ["云岭区应急部门", "云岭区气象部门"]),
        ("市、县级气象局加密会商", ["市级气象局", "县级气象局"]),
        ("市、县应急指挥机构组织抢修", ["市应急指挥机构", "县应急指挥机构"]),
        ("省、自治区、直辖市人民政府组织抢修", ["省、自治区、直辖市人民政府"]),
        ("校医务室和总务处清点人数", ["校医务室", "总务处"]),
        ("组织专家组研判", []),
    ],
)
def test_names_that_share_an_ending_or_a_place_are_each_complete(words: str, names: list[str]) -> None:
    assert [n.name for n in NAMES.subjects(words)] == names


def test_who_leads_a_group_and_who_is_in_it_is_no_duty_of_the_group() -> None:
    plan = found(
        "1 总则\n1.1 目的\n制定本预案。\n2 组织机构\n丙厂成立停电应急指挥部，由厂长任总指挥，车间主任为成员。\n"
        "（1）抢修组：由电工班人员组成，组长由电工班班长担任，负责抢修线路。\n"
        "（2）信息报告组：组长：办公室主任。负责统计损失。\n"
        "（3）供水组由后勤科科长任组长，后勤科人员为成员。主要职责：检查水泵；供应饮水。\n"
        "（4）警戒组。由保卫科牵头，主要负责看守大门。\n"
        "停电应急指挥部下设办公室，设在生产科，负责日常工作。"
    )

    told = duties(plan)
    assert told["抢修组"] == ["负责抢修线路"]
    assert told["信息报告组"] == ["负责统计损失"]
    assert told["供水组"] == ["检查水泵；供应饮水"]
    assert told["警戒组"] == ["主要负责看守大门"]
    assert told["停电应急指挥部"] == []
    assert told["停电应急指挥部办公室"] == ["负责日常工作"]


def test_members_named_in_running_text_are_members() -> None:
    plan = found(
        "1 总则\n1.1 目的\n制定本预案。\n2 组织体系\n2.1 县供水指挥部\n"
        "成员单位由县水利局、县公安局、县财政局及其他相关单位组成。主要职责：调度水源。\n"
        "2.2 职责\n县水利局：负责抢修泵站。\n县电视台：负责发布消息。"
    )

    assert {u.name: u.kind for u in plan.units} == {
        "县供水指挥部": "command", "县水利局": "member", "县电视台": "department"
    }  # fmt: skip


LOST = """云岭县停水事件应急预案
为有效应对停水事件，依据《供水条例》，制定本预案。本预案适用于全县的停水事件。
指挥部总指挥由副县长担任，成员单位由县水利局、县公安局组成。指挥部下设办公室，办公室设在县水利局。主要职责：
（1）决定启动应急响应；
（2）调度抢修力量。
事故单位应在30分钟内向县水利局报告，县水利局在1小时内以书面形式向县政府报告，不得迟报、瞒报。
停水事件发生后，县水利局赶赴现场组织抢修，采取关闭阀门等措施。县公安局疏散群众，实行交通管制。
危害消除后，由指挥部宣布终止应急响应。
县水利局做好善后和恢复生产工作，组织调查评估。
县财政局安排经费，建立物资储备制度，加强应急队伍建设。
县水利局每年组织演练和培训，开展宣传教育。本预案自印发之日起施行。"""


def test_a_plan_without_headings_is_read_by_what_its_paragraphs_say_and_says_so() -> None:
    plan = found(LOST)

    assert [(a.units, [d.code for d in a.doubts]) for a in plan.actions] == [
        (["县水利局"], ["no_heading"]),
        (["县公安局"], ["no_heading"]),
    ]
    assert [(r.sender, r.to, r.deadline and r.deadline.minutes) for r in plan.reports] == [
        ("事故单位", ["县水利局"], 30), ("县水利局", ["县政府"], 60)
    ]  # fmt: skip
    assert "no_heading" in [d.code for r in plan.reports for d in r.doubts]


def test_a_plan_with_headings_is_not_read_by_its_paragraphs() -> None:
    plan = found(
        "1 总则\n1.1 目的\n制定本预案。\n2 应急响应\n县水利局抢修管道。\n3 后期处置\n县水利局赶赴现场组织抢修。"
    )

    assert [(a.text, a.doubts) for a in plan.actions] == [("县水利局抢修管道。", [])]


def test_receivers_go_on_to_the_next_limit_and_immediate_work_is_no_limit_of_the_report() -> None:
    plan = found(
        "1 总则\n1.1 目的\n制定本预案。\n2 信息报告\n"
        "值班室接报后15分钟内电话报告县水利局，50分钟内报送书面材料。\n"
        "水厂应立即关闭阀门，并及时将有关情况向县水利局报告。\n"
        "值班室应按规定向县政府报告，报市级部门的材料另附。"
    )

    rows = [(r.sender, r.to, r.deadline and r.deadline.minutes) for r in plan.reports]
    assert rows == [
        ("值班室", ["县水利局"], 15), ("值班室", ["县水利局"], 50), ("水厂", ["县水利局"], None),
        ("值班室", ["县政府"], None),
    ]  # fmt: skip


def test_the_last_lines_tell_who_signed_and_when_and_a_title_may_begin_with_its_owner() -> None:
    body = "一、目的\n为保障安全，制定本预案。\n二、应急措施\n1.值班员关闭总阀。\n"
    plan = found(f"云岭化工有限公司\n氨气泄漏专项应急预案\n{body}云岭化工有限公司\n2023年6月1日")

    assert plan.metadata.title == "云岭化工有限公司氨气泄漏专项应急预案"
    assert (plan.metadata.issuer, plan.metadata.issued_date) == ("云岭化工有限公司", "2023-06-01")


def test_a_list_in_one_paragraph_is_cut_where_its_subject_changes_and_the_lead_tells_who_acts() -> None:
    plan = found(
        "1 总则\n1.1 目的\n制定本预案。\n2 应急响应\n2.1 二级响应\n"
        "启动二级响应后，县水利局采取下列措施：封闭渠道；检查闸门；县公安局看守渠道。"
    )

    assert [(a.levels, a.units, a.text) for a in plan.actions] == [
        (["II"], ["县水利局"], "封闭渠道；检查闸门；"), (["II"], ["县公安局"], "县公安局看守渠道。")
    ]  # fmt: skip


def test_who_decides_on_a_response_does_not_act_in_it() -> None:
    plan = found(
        "1 总则\n1.1 目的\n制定本预案。\n2 应急响应\n2.1 二级响应\n二级响应由市政府决定启动，县水利局调度水源。\n"
        "县水利局按照一级响应的要求值班。"
    )

    assert [(a.levels, a.units) for a in plan.actions] == [(["II"], ["县水利局"])] * len(plan.actions)
    assert "".join(a.text for a in plan.actions).count("县水利局") == 2


def test_a_response_with_the_colour_of_its_warning_in_brackets_is_a_response() -> None:
    plan = found(
        "第一章 总则\n第一条 为应对丙厂漏油，制定本预案。\n第二章 响应级别\n第二条 响应分为两个级别：\n"
        "一级响应（红色预警）：\n触发条件：发生重大漏油，包括——\n（一）油污流入丁河，影响全镇；\n（二）罐区起火。\n"
        "响应措施：总指挥王小明到达现场指挥抢修。\n"
        "二级响应（橙色预警）：\n触发条件：包括——\n（一）油污留在厂内，影响一个车间；\n响应措施：安全科组织清理。\n"
    )

    assert [(level.kind, level.code, level.name) for level in plan.levels] == [
        ("response", "I", "一级响应（红色预警）"),
        ("response", "II", "二级响应（橙色预警）"),
    ]
    assert [[c.text for c in level.conditions] for level in plan.levels] == [
        ["油污流入丁河，影响全镇", "罐区起火。"],
        ["油污留在厂内，影响一个车间"],
    ]
    assert [(a.levels, a.units) for a in plan.actions] == [(["I"], ["总指挥"]), (["II"], ["安全科"])]


def test_groups_keep_the_role_of_the_chapter_that_sets_them_up() -> None:
    plan = found(
        "1 总则\n1.1 目的\n制定本预案。\n2 组织机构\n2.1 环境监测组\n职责：负责测量河水。\n"
        "2.2 善后工作组\n职责：负责安抚家属。\n2.3 县漏油指挥部职责\n（1）决定启动响应。\n"
    )

    assert duties(plan) == {
        "环境监测组": ["负责测量河水"],
        "善后工作组": ["负责安抚家属"],
        "县漏油指挥部": ["决定启动响应"],
    }


def test_the_grades_of_events_are_read_where_the_first_headings_are_lost() -> None:
    plan = found(
        "戊县漏油应急预案\n为应对漏油，制定本预案。\n（1）重大漏油事故（Ⅱ级）\n①造成10人以上死亡。\n②流入戊河。\n"
        "（2）较大漏油事故（Ⅲ级）\n①造成3人以上、10人以下死亡。\n3.1 县漏油指挥部及职责\n（1）统一指挥抢修。\n"
        "3.2 县漏油指挥部主要采取措施\n（1）协调专家参与抢修。\n"
    )

    assert [(level.code, len(level.conditions)) for level in plan.levels] == [("II", 2), ("III", 1)]
    assert [a.units for a in plan.actions] == [["县漏油指挥部"]]


def test_the_lines_of_a_form_stay_apart() -> None:
    plan = found(
        "己厂漏油应急预案\n会签部门：安全科、生产科、设备科、综合管理科\n审批人：厂长\n1 总则\n1.1 目的\n制定本预案。\n"
    )

    assert not any("审批人" in unit.name for unit in plan.units)


@pytest.mark.parametrize(
    ("sentence", "names"),
    [
        ("副总指挥周小华到达指挥部组织抢修", ["副总指挥"]),
        ("生产部部长赵一组织相关部门抢修", ["生产部部长"]),
        ("厂长负责抢修", ["厂长"]),
    ],
)
def test_a_post_is_named_without_the_person_who_holds_it(sentence: str, names: list[str]) -> None:
    assert [name.name for name in NAMES.subjects(sentence)] == names


def test_one_breath_to_several_receivers_is_one_row_and_what_somebody_decides_is_none() -> None:
    plan = found(
        "1 总则\n1.1 目的\n制定本预案。\n2 应急响应\n2.1 响应措施\n"
        "（1）站长立即向线路调度室报告，并向属地派出所报告。\n"
        "（2）水厂提出停水方案，报市水务局审定后实施。\n"
        "（3）副站长封存台账，整理向市水务局的报告材料。"
    )

    assert [(r.sender, r.to, r.deadline and r.deadline.minutes) for r in plan.reports] == [
        ("站长", ["线路调度室", "属地派出所"], 0)
    ]


def test_a_lead_that_also_tells_somebody_is_a_measure_with_its_list() -> None:
    plan = found(
        "1 总则\n1.1 目的\n制定本预案。\n2 处置措施\n"
        "（1）值班站长查看道岔，并立即报告调度员。随后派人手摇道岔，采取以下办法：\n①给道岔挂上勾锁器；\n②设置防护信号。"
    )

    assert [(a.text, a.units) for a in plan.actions][:2] == [
        ("值班站长查看道岔，并立即报告调度员。随后派人手摇道岔，", ["值班站长"]),
        ("给道岔挂上勾锁器；", ["值班站长"]),
    ]


def test_each_body_of_a_sentence_has_its_own_duty() -> None:
    plan = found(
        "1 总则\n1.1 目的\n制定本预案。\n2 组织体系\n"
        "港务局防台领导小组（以下简称领导小组）统一领导防台工作，港务局应急管理办公室（以下简称局应急办）负责联络，"
        "各码头公司按照职责分工组织加固岸机。"
    )

    assert duties(plan)["港务局应急管理办公室"] == ["负责联络"]
    assert duties(plan)["港务局防台领导小组"] == ["统一领导防台工作"]


def test_an_office_beside_the_office_of_the_command_is_a_department() -> None:
    plan = found(
        "1 总则\n1.1 目的\n制定本预案。\n2 组织体系\n"
        "某港防台领导小组统一领导防台工作，某港应急管理办公室（以下简称港应急办）负责联络。\n"
        "调度处：负责安排船舶离泊。\n办公室：负责接待记者和印发简报。"
    )

    assert {u.name: u.kind for u in plan.units if u.name.endswith("办公室")} == {
        "某港应急管理办公室": "office",
        "办公室": "department",
    }


ARTICLES = (
    "云岭县草原火灾应急预案\n第一章 总则\n第一条 制定本预案。\n第二章 响应分级\n第二条 出现下列情况之一的，启动三级响应：\n"
    "1.过火面积5公顷以上20公顷以下；\n2.造成1人以上3人以下死亡。\n第三条 出现下列情况之一的，启动二级响应：\n"
    "1.过火面积20公顷以上100公顷以下；\n2.造成3人以上10人以下死亡。\n第四条 出现下列情况之一的，启动一级响应：\n"
    "1.过火面积100公顷以上；\n2.造成10人以上死亡。\n第三章 响应行动\n"
)


def test_an_article_is_of_the_level_that_it_says_has_started_and_builds_on_the_one_below() -> None:
    plan = found(
        ARTICLES + "第五条 三级响应启动后：\n1.县林草局组织扑火队开展扑救；\n2.县气象局提供天气预报。\n"
        "第六条 启动二级应急响应后，在三级响应的基础上，采取以下行动：\n1.县公安局封闭进山道路；\n2.县医院救治伤员。\n"
        "第七条 一级响应启动后，在二级响应的基础上，县政府请求市政府增派力量。\n"
    )

    assert [(a.units, a.levels, a.inherited) for a in plan.actions] == [
        (["县林草局"], ["III"], ["II", "I"]),
        (["县气象局"], ["III"], ["II", "I"]),
        (["县公安局"], ["II"], ["I"]),
        (["县医院"], ["II"], ["I"]),
        (["县政府"], ["I"], []),
    ]


def test_an_article_that_speaks_of_a_level_that_may_start_later_is_not_of_it() -> None:
    plan = found(ARTICLES + "第五条 二级响应启动前，县应急管理局组织扑火队集结待命。\n第六条 县公安局封闭进山道路。\n")

    assert [a.levels for a in plan.actions if a.units == ["县公安局"]] == [["*"]]


def test_an_article_that_only_ends_the_response_is_no_measure() -> None:
    plan = found(
        ARTICLES + "第五条 三级响应启动后：\n1.县林草局组织扑火队开展扑救；\n2.县气象局提供天气预报。\n"
        "第六条 明火全部扑灭、经看守无复燃的，由启动响应的机构宣布响应结束。\n"
        "第七条 响应期间，县广播站向群众宣布进山禁令。\n"
    )

    assert [a.units for a in plan.actions] == [["县林草局"], ["县气象局"], ["县广播站"]]


@pytest.mark.parametrize(
    ("article", "told"),
    [
        ("现场设立前线指挥部，由到场的最高领导任总指挥，负责现场扑救。", {"前线指挥部": ["负责现场扑救"]}),
        (
            "现场设立前线指挥部，由到场的最高领导任总指挥，下设两个小组：\n扑救组由县林草局牵头，负责制定扑救方案。",
            {"前线指挥部": [], "扑救组": ["负责制定扑救方案"]},
        ),
    ],
)
def test_a_command_at_the_scene_that_is_set_up_with_who_leads_it_has_its_own_duties(
    article: str, told: dict[str, list[str]]
) -> None:
    plan = found(
        "云岭县草原火灾应急预案\n第一章 总则\n第一条 制定本预案。\n第二章 组织体系\n"
        f"第二条 县政府设立云岭县草原防火指挥部，指挥长由县长担任。\n第三条 {article}\n"
    )

    assert {name: said for name, said in duties(plan).items() if name != "云岭县草原防火指挥部"} == told
    assert duties(plan)["云岭县草原防火指挥部"] == []


ORGANISATION = (
    "云岭县草原火灾应急预案\n1 总则\n1.1 目的\n制定本预案。\n2 组织体系\n2.1 指挥机构\n"
    "县人民政府成立草原火灾应急指挥部（以下简称县草火指），由副县长任总指挥。\n县草火指主要职责：统一指挥草原火灾的扑救。\n"
)


def test_an_office_whose_short_name_is_the_longer_one_is_called_by_it_and_has_the_duties_of_its_paragraph() -> None:
    plan = found(
        ORGANISATION
        + "2.2 办事机构\n县草火指下设办公室（以下简称县草火指办公室），设在县林草局，主任由县林草局局长兼任。"
        "主要职责：汇总火情信息；联系扑火队。\n3 附则\n3.1 解释\n县草火指办公室负责解释本预案。\n"
    )

    assert duties(plan) == {
        "草原火灾应急指挥部": ["统一指挥草原火灾的扑救"],
        "县草火指办公室": ["汇总火情信息；联系扑火队"],
    }


def test_duties_that_name_their_body_are_its_own_whatever_office_the_paragraph_sets_up() -> None:
    plan = found(ORGANISATION.replace("\n县草火指主要职责：", "县草火指下设办公室，设在县林草局。县草火指主要职责："))

    assert duties(plan)["草原火灾应急指挥部"] == ["统一指挥草原火灾的扑救"]


def test_a_command_at_the_scene_led_by_a_named_commander_has_its_own_duties() -> None:
    plan = found(
        ORGANISATION
        + "2.3 现场指挥\n根据需要成立现场指挥部，由县草火指指定负责人任现场指挥长，统一组织现场扑救工作。\n"
    )

    assert duties(plan)["现场指挥部"] == ["统一组织现场扑救工作"]
    assert duties(plan)["草原火灾应急指挥部"] == ["统一指挥草原火灾的扑救"]


RESPONSE = "云岭县草原火灾应急预案\n1 总则\n1.1 目的\n制定本预案。\n2 应急响应\n2.1 Ⅲ级响应\n过火面积达到10公顷的，启动Ⅲ级响应。\n2.1.1 响应措施\n"


@pytest.mark.parametrize("leads", ["带领", "率领", "率"])
def test_those_whom_a_leader_takes_along_act_too(leads: str) -> None:
    plan = found(RESPONSE + f"副指挥长{leads}县林草局、县水利局负责人赶赴火场。\n")

    assert [a.units for a in plan.actions] == [["副指挥长", "县林草局", "县水利局"]]


def test_a_share_takes_nobody_along() -> None:
    plan = found(RESPONSE + "县林草局提高火情监测频率，把到位率县乡两级通报。\n")

    assert [a.units for a in plan.actions] == [["县林草局"]]


def test_whoever_only_proposes_a_level_takes_no_measure() -> None:
    plan = found(RESPONSE + "县草火指办公室提出启动Ⅲ级响应的建议，报总指挥批准后启动。\n县林草局组织扑火队开展扑救。\n")

    assert [a.units for a in plan.actions] == [["县林草局"]]
