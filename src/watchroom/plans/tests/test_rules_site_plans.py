"""How schools, hospitals and works write: duties under titles of a list, people as posts, short orders, reports in duties."""

import pytest

from watchroom.plans.documents.text import plain
from watchroom.plans.extraction.extract import extract
from watchroom.plans.extraction.found import Found
from watchroom.plans.extraction.spans import half_width
from watchroom.plans.extraction.units import Names
from watchroom.plans.extraction.vocabulary import shipped
from watchroom.plans.tests.test_rules_reporting import limit, of, said

pytestmark = pytest.mark.pure

NAMES = Names(shipped())
WORKS = "青石机械厂火灾专项应急预案"


def found(text: str) -> Found:
    return extract(plain(text, name="plan.txt", digest="0" * 64))


def duties(plan: Found) -> dict[str, tuple[str, list[str]]]:
    return {unit.name: (unit.kind, [duty.text for duty in unit.duties]) for unit in plan.units}


def done(plan: Found) -> list[tuple[list[str], str]]:
    return [(action.units, action.text) for action in plan.actions]


def test_where_half_of_the_titles_of_a_list_name_bodies_all_of_them_do_and_what_stands_below_is_theirs() -> None:
    school = found(
        "青石中学水痘防控应急预案\n一、总则\n为保护学生，制定本预案。\n二、工作职责\n"
        "1.校医室：\n每天登记缺课学生；\n2.宿舍指导\n夜间发现发热学生要陪护就医。\n门窗每天开放两次。\n"
        "3.食堂负责人\n厨师要测量体温。\n4.班主任\n每天下课后联系家长。\n"
    )

    assert duties(school) == {
        "校医室": ("department", ["每天登记缺课学生"]),
        "宿舍指导": ("role", ["夜间发现发热学生要陪护就医", "门窗每天开放两次"]),
        "食堂负责人": ("role", ["厨师要测量体温"]),
        "班主任": ("role", ["每天下课后联系家长"]),
    }


def test_people_in_a_list_of_posts_are_posts_and_the_one_group_of_an_onsite_plan_commands() -> None:
    onsite = found(
        "烫伤事故现场处置方案\n1 应急职责\n1.1 应急处置小组组成\n组长：车间主任\n副组长：安全员\n1.2 工作职责\n"
        "（1）组长负责指挥抢救。\n（2）副组长负责协助组长。\n（3）事发岗位人员、各班组负责人负责早期抢救。\n"
        "（4）现场监护人员在遇到险情时，有停止作业的权力。\n2 应急处置\n（1）立即用冷水冲洗烫伤部位。\n"
    )

    assert duties(onsite)["应急处置小组"] == ("command", [])
    assert duties(onsite)["事发岗位人员"] == ("role", ["负责早期抢救"])
    assert duties(onsite)["各班组负责人"] == ("role", ["负责早期抢救"])
    assert duties(onsite)["现场监护人员"] == ("role", ["在遇到险情时，有停止作业的权力"])
    assert onsite.metadata.plan_type == "on_site"


def test_a_body_is_set_up_with_its_head_before_its_name_and_all_who_belong_to_it_have_a_duty() -> None:
    plan = found(
        f"{WORKS}\n一、组织机构\n成立由厂长任组长、各科科长为成员的灭火领导小组，负责组织扑救。领导小组下设抢修组、救护组等工作组。\n"
        "成员职责：隔离现场，撤离无关人员。\n值守小组：值班电工、各班班长。\n"
    )
    told = duties(plan)

    assert told["灭火领导小组"] == ("command", ["负责组织扑救"])
    assert told["成员"] == ("role", ["隔离现场，撤离无关人员"])
    assert next(unit.members for unit in plan.units if unit.name == "值守小组") == ["值班电工", "各班班长"]
    assert told["值守小组"][1] == []


def test_a_number_or_a_colon_that_was_lost_hides_no_body_and_no_duty() -> None:
    plan = found(
        "青石县第二医院停水应急预案\n一、组织机构\n1、停水应急领导小组\n职责：\n（1）启动本预案。\n2抢修队\n职责。关闭阀门，抢修管道。\n"
        "二、指挥机构的职责\n向全院通报停水时间。\n"
    )

    assert duties(plan) == {
        "停水应急领导小组": ("command", ["启动本预案", "向全院通报停水时间"]),
        "抢修队": ("working_group", ["关闭阀门，抢修管道"]),
    }


DUTIES = (
    "一、组织机构\n1、通信组\n职责：随时向指挥部报告火场情况。\n2、后勤组\n职责：每月向指挥部汇报工作。\n"
    "3、班组长\n职责：及时向上级汇报险情。\n"
)


def test_the_duty_of_a_house_to_tell_others_what_happens_is_a_report_and_a_report_on_work_is_none() -> None:
    assert [said(r) for r in found(f"{WORKS}\n{DUTIES}").reports] == [
        ("通信组", ["指挥部"], None, None),
        ("班组长", ["上级"], None, None),
    ]
    assert found(f"青石县火灾应急预案\n{DUTIES}").reports == []


def test_at_once_by_telephone_and_within_hours_in_writing_are_two_reports() -> None:
    rows = of("厂值班室应立即电话、并在2小时内以书面形式向县应急管理局报告,并及时向邻近单位通报。", title=WORKS)

    assert [said(r) for r in rows] == [
        ("厂值班室", ["县应急管理局"], 0, "电话"),
        ("厂值班室", ["县应急管理局"], 120, "书面"),
        ("厂值班室", ["邻近单位"], None, None),
    ]


def test_a_later_sentence_tells_the_limit_or_the_form_of_the_report_before_it() -> None:
    rows = of("厂长接报后报告县应急管理局。\n发生死亡事故，必须用电话在1小时内(最迟不超过2小时)报告。", title=WORKS)
    assert [said(r) for r in rows] == [("厂长", ["县应急管理局"], 60, "电话")]

    rows = of("厂长在1小时内向县应急管理局报告。\n报告应采用书面形式报送，情况紧急时可先电话报告。", title=WORKS)
    assert [said(r) for r in rows] == [("厂长", ["县应急管理局"], 60, "书面")]


def test_within_the_time_that_is_laid_down_is_not_at_once() -> None:
    rows = of("车间主任接报后，立即启动车间响应，并在规定时间内向厂指挥部报告。", title=WORKS)

    assert [(r.sender, r.to, limit(r.deadline)) for r in rows] == [("车间主任", ["厂指挥部"], None)]


def test_short_orders_without_a_stop_are_measures_step_by_step_and_the_step_before_says_who_reports() -> None:
    plan = found(
        "青石水厂加氯间泄漏应急预案\n一、适用范围\n本预案适用于加氯间。\n二、应急流程\n第一步：发现与报告\n"
        "1. 巡检人员发现氯气报警\n2. 立即报告值班长及工艺工程师\n第二步：处置\n小量泄漏：\n1. 关闭氯瓶角阀\n2. 启动吸收装置\n"
        "大量泄漏：\n1. 撤离厂区人员\n2. 增加碱液喷淋\n"
    )

    assert [text for _, text in done(plan)] == ["关闭氯瓶角阀", "启动吸收装置", "撤离厂区人员", "增加碱液喷淋"]
    assert [said(r) for r in plan.reports] == [("巡检人员", ["值班长", "工艺工程师"], 0, None)]


def test_the_parts_of_a_procedure_between_semicolons_are_done_by_whom_each_names() -> None:
    plan = found(
        f"{WORKS}\n1 总则\n制定本预案。\n2 应急响应\n2.1 响应程序：当班工人发现火情立即报警；值班长迅速查看火情；"
        "各小组赶赴现场扑救；必要时请求支援。\n"
    )

    assert done(plan)[:3] == [
        (["当班工人"], "当班工人发现火情立即报警；"),
        (["值班长"], "值班长迅速查看火情；"),
        (["各小组"], "各小组赶赴现场扑救；"),
    ]


def test_what_is_done_ends_the_chapter_on_the_organisation_where_no_heading_has_a_number() -> None:
    plan = found(
        "拥挤事故专项应急预案\n适用范围\n本预案适用于商场促销活动中发生的拥挤事故，不适用于其他事故。\n应急组织机构及职责\n"
        "应急组织机构和各小组职责与综合应急预案保持一致，不再重复说明。\n响应启动\n"
        "发生拥挤事故时，立即启动本预案，并按下列程序响应：\n应急指挥部确定派往各楼层的疏散人员名单。\n"
        "应急会议\n应急指挥部接到报告后，立即召开应急会议，商场各部门经理参加。\n"
    )

    assert done(plan) == [
        (["应急指挥部"], "应急指挥部确定派往各楼层的疏散人员名单。"),
        (["应急指挥部"], "应急指挥部接到报告后，立即召开应急会议，商场各部门经理参加。"),
    ]


@pytest.mark.parametrize(
    ("head", "tail", "told"),
    [
        ("流感防控应急预案", "青石二中\n二〇一五年三月九日", ("enterprise_special", "青石二中", "2015-03-09")),
        ("青石县中心医院停水应急预案", "", ("enterprise_special", "青石县中心医院", None)),
        ("青石纺织有限公司起重设备生产安全事故应急预案", "", ("enterprise_special", "青石纺织有限公司", None)),
        ("青石机械有限公司生产安全事故应急预案", "", ("enterprise_comprehensive", "青石机械有限公司", None)),
        ("企业总体应急预案", "", ("enterprise_comprehensive", None, None)),
        ("青石县学校突发事件应急预案", "各学校向县教育局报告。", ("special", None, None)),
    ],
)
def test_what_a_school_a_hospital_or_a_works_says_of_its_plan(
    head: str, tail: str, told: tuple[str, str | None, str | None]
) -> None:
    plan = found(
        f"{head}\n一、总则\n为保护师生和患者，结合我校、我院实际，制定本预案。\n二、应急处置\n1、校长、院长到场指挥。\n2、班主任、护士组织撤离。\n{tail}\n"
    ).metadata

    assert (plan.plan_type, plan.issuer, plan.issued_date) == told


@pytest.mark.parametrize(
    ("sentence", "who"),
    [
        ("人员中毒事故扩大后，应请求支援。", []),
        ("当事故超出本车间能力时，应向厂部求援。", []),
        ("发现险情人员必须立即报警。", ["发现险情人员"]),
        ("扑救人员应戴防毒面具。", ["扑救人员"]),
        ("本厂救援力量无法控制火势，应急指挥部请求支援。", ["应急指挥部"]),
        ("一方面组织抢修，一方面疏散群众。", []),
        ("门卫通知班长立即关闭阀门。", ["门卫", "班长"]),
    ],
)
def test_who_acts_in_sentences_of_a_house(sentence: str, who: list[str]) -> None:
    assert [name.name for name in NAMES.subjects(half_width(sentence))] == who


def test_a_site_plan_by_its_other_name_with_its_chain_of_reports_and_whole_duties() -> None:
    plan = found(
        "坍塌事故现场处置预案\n1 事故特征\n沟槽边坡失稳。\n2 应急组织与职责\n2.1 应急处置小组\n组长：项目经理\n成员：施工员、安全员\n"
        "2.2 职责\n组长职责：指挥现场抢险；\n成员职责：服从组长的指挥，承担抢险和救护；\n3 应急处置\n3.1 报告程序\n"
        "现场人员应立即报告本项目部应急处置小组，应急处置小组组长在1小时内向本公司总经理报告。\n"
        "3.2 处置措施\n（1）发现人应立即呼救；\n（2）不要站在沟槽边缘。\n"
    )

    assert plan.metadata.plan_type == "on_site"
    assert [duty.text for unit in plan.units for duty in unit.duties] == [
        "指挥现场抢险",
        "服从组长的指挥，承担抢险和救护",
    ]
    assert [said(row) for row in plan.reports] == [
        ("现场人员", ["应急处置小组"], 0, None),
        ("应急处置小组组长", ["总经理"], 60, None),
    ]
    assert done(plan)[:2] == [(["发现人"], "发现人应立即呼救；"), ([], "不要站在沟槽边缘。")]
