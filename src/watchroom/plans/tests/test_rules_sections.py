"""Sections and levels that lean on one another: items behind sections, measures built on those of other levels, grades in an annex."""

import pytest

from watchroom.plans.documents.text import plain
from watchroom.plans.extraction.extract import extract
from watchroom.plans.extraction.found import Found

pytestmark = pytest.mark.pure

HEAD = (
    "青石县供水中断事件应急预案\n一、总则\n（一）编制目的。为处置供水中断，制定本预案。\n（二）事件分级。供水中断事件分为重大、较大和一般三级，"
    "见附件1。\n二、组织体系\n（一）县供水指挥部。总指挥由副县长担任，负责指挥抢修。\n"
)
WARNS = (
    "三、预警\n（一）预警分级。预警分为红色、橙色、黄色和蓝色四级。\n（二）预警响应\n"
    "1.蓝色、黄色预警响应。县水务局加密巡查。县自来水公司每日向县水务局报告水压。\n"
    "2.橙色、红色预警响应。在蓝色、黄色预警响应的基础上，县自来水公司备足净水药剂。\n"
)
LEVELS = (
    "四、应急处置\n（一）先期处置。县自来水公司立即关闭阀门。县水务局应当在1小时内派人到场。\n"
    "（二）分级响应。供水中断应急响应分为Ⅱ级、Ⅲ级和Ⅳ级，分别应对重大、较大和一般供水中断事件。\n"
    "1.Ⅳ级响应\n发生一般供水中断事件，由县水务局局长决定启动Ⅳ级响应，并报县供水指挥部备案。\n（1）县水务局派出工作组。\n"
    "2.Ⅲ级、Ⅱ级响应\n发生较大、重大供水中断事件，由副县长批准启动相应响应。在Ⅳ级响应的基础上，组织开展以下处置：\n"
    "（1）县消防救援大队送水。\n（三）扩大响应。水源受到污染的，县供水指挥部提请市人民政府支援。\n"
)
ANNEX = (
    "五、附则\n（一）本预案由县水务局负责解释。\n附件1\n供水信息系统和管网事件分级标准\n"
    "一、符合下列情形之一的，为重大供水中断事件（Ⅱ级）：\n1.停水24小时以上；\n"
    "二、符合下列情形之一且未达到重大供水中断事件的，为较大供水中断事件（Ⅲ级）：\n1.停水12小时以上；\n"
    "三、符合下列情形之一且未达到较大供水中断事件的，为一般供水中断事件（Ⅳ级）：\n1.停水6小时以上。\n"
)


def found(text: str) -> Found:
    return extract(plain(text, name="plan.txt", digest="0" * 64))


def levels_of(plan: Found) -> dict[str, list[str]]:
    return {action.text[:10]: sorted([*action.levels, *action.inherited]) for action in plan.actions}


def test_a_section_goes_on_behind_the_levels_of_the_one_before_it_and_is_of_none_of_them() -> None:
    assert levels_of(found(HEAD + WARNS + LEVELS + ANNEX))["水源受到污染的，县供"] == ["*"]


def test_measures_of_several_levels_build_on_those_of_others_and_warnings_on_warnings_alone() -> None:
    assert levels_of(found(HEAD + WARNS + LEVELS + ANNEX)) == {
        "县水务局加密巡查。": ["I", "II", "III", "IV"],
        "县自来水公司每日向县": ["I", "II", "III", "IV"],
        "在蓝色、黄色预警响应": ["I", "II"],
        "县自来水公司立即关闭": ["*"],
        "县水务局应当在1小时": ["*"],
        "县水务局派出工作组。": ["II", "III", "IV"],
        "县消防救援大队送水。": ["II", "III"],
        "水源受到污染的，县供": ["*"],
    }


@pytest.mark.parametrize(
    ("told", "levels"),
    [
        ("在采取上述措施的基础上，县自来水公司备足净水药剂。", ["II", "III", "IV"]),
        ("县自来水公司备足净水药剂。", ["III", "IV"]),
    ],
)
def test_those_above_are_the_measures_told_before(told: str, levels: list[str]) -> None:
    warns = f"三、预警\n（一）预警行动\n（1）发布蓝色、黄色预警后，县水务局加密巡查。\n（2）发布橙色预警后，{told}\n"

    assert (
        levels_of(found(HEAD + WARNS.split("（二）")[0].replace("三、预警\n", warns) + LEVELS))["发布蓝色、黄色预警后"]
        == levels
    )


def test_grades_that_an_annex_defines_by_lists_are_the_conditions_of_the_levels_that_refer_to_them() -> None:
    levels = [level for level in found(HEAD + LEVELS + ANNEX).levels if level.kind == "response"]

    assert {level.code: [one.text for one in level.conditions] for level in levels} == {
        "II": ["停水24小时以上"],
        "III": ["停水12小时以上"],
        "IV": ["停水6小时以上。"],
    }


@pytest.mark.parametrize("title", ["供水信息报告标准", "供水事件处置标准"])
def test_a_chapter_on_something_else_defines_no_grade(title: str) -> None:
    levels = found(HEAD + LEVELS + ANNEX.replace("供水信息系统和管网事件分级标准", title)).levels

    assert all("停水" not in one.text for level in levels for one in level.conditions)


def test_an_item_of_a_list_is_one_measure_whatever_its_first_words() -> None:
    listed = LEVELS.replace("（1）县水务局派出工作组。", "（1）抢修。县水务局派出工作组。县自来水公司抢修管道。")

    [one] = [action for action in found(HEAD + listed).actions if "派出工作组" in action.text]
    assert (one.text, one.units) == ("县水务局派出工作组。县自来水公司抢修管道。", ["县水务局", "县自来水公司"])


WARNED = (
    "青石县供水中断事件应急预案\n1 总则\n1.1 编制目的\n为处置供水中断，制定本预案。\n2 组织体系\n2.1 县供水指挥部\n负责指挥抢修。\n3 监测、预警与报告\n"
    "3.1 预警\n预警分为红色、橙色、黄色和蓝色四级。\n{paragraph}\n（1）县自来水公司备足净水药剂。\n（2）县水务局派人驻厂。\n"
    "3.2 报告\n县自来水公司每2小时续报一次，水源恢复的应当及时补报。\n4 应急响应\n4.1 信息发布\n{told}\n"
)


def actions(
    paragraph: str = "预警及时发布。", told: str = "县水务局发布信息。"
) -> list[tuple[str, list[str], list[str]]]:
    plan = found(WARNED.format(paragraph=paragraph, told=told))
    return [(one.text, sorted([*one.levels, *one.inherited]), one.units) for one in plan.actions]


def test_what_a_warning_asks_for_is_told_behind_its_issue_and_in_the_list_below() -> None:
    told = "发布蓝色、黄色预警后，县水务局应当加密巡查。发布橙色、红色预警后，还应当采取下列措施："

    assert actions(told)[:3] == [
        ("发布蓝色、黄色预警后，县水务局应当加密巡查。", ["I", "II", "III", "IV"], ["县水务局"]),
        ("县自来水公司备足净水药剂。", ["I", "II"], ["县自来水公司"]),
        ("县水务局派人驻厂。", ["I", "II"], ["县水务局"]),
    ]
    assert actions("预警发布前，县水务局准备下列物资：")[0][0] == "县水务局发布信息。"


@pytest.mark.parametrize(
    ("told", "measures"),
    [
        ("供水信息由县水务局统一发布，其他单位不得发布。", [("供水信息由县水务局统一发布，其他单位不得发布。", ["县水务局"])]),
        ("供水信息由县水务局发布。未经批准，任何单位和个人不得发布。", [("供水信息由县水务局发布。", ["县水务局"])]),
        ("县自来水公司不得停止供水。", [("县自来水公司不得停止供水。", ["县自来水公司"])]),
    ],
)  # fmt: skip
def test_what_is_forbidden_to_anybody_is_no_measure_of_somebody(
    told: str, measures: list[tuple[str, list[str]]]
) -> None:
    assert [(text, units) for text, _, units in actions(told=told)] == measures


@pytest.mark.parametrize(
    ("told", "conditions"),
    [
        ("停水12小时以上的，启动Ⅲ级响应。", ["停水12小时以上的"]),
        ("夜间通信中断时，厂长有权先行启动Ⅲ级响应。", []),
        ("停水12小时以上的，启动Ⅲ级以下响应。", []),
    ],
)
def test_who_may_start_a_level_is_no_condition_of_it(told: str, conditions: list[str]) -> None:
    plan = found(WARNED.format(paragraph="", told=told) + "4.2 Ⅲ级响应\n县水务局派人驻厂。\n")

    assert [
        one.text
        for level in plan.levels
        if level.code == "III" and level.kind == "response"
        for one in level.conditions
    ] == conditions


@pytest.mark.parametrize(
    ("told", "measures"),
    [
        ("县水务局有权调用各镇的送水车。", []),
        ("各镇任何单位和个人未经县水务局同意，不得发布停水消息。", []),
        ("县水务局调用各镇的送水车。", ["县水务局调用各镇的送水车。"]),
        ("县水务局有权限地开放管网数据。", ["县水务局有权限地开放管网数据。"]),
    ],
)
def test_what_somebody_may_do_is_no_measure(told: str, measures: list[str]) -> None:
    assert [text for text, _, _ in actions(told=told)] == measures


DROUGHT = (
    "青石县抗旱应急预案\n一、总则\n（一）编制目的\n为抗御旱灾，制定本预案。\n二、应急响应\n（一）总体要求\n抗旱应急响应分为Ⅱ级、Ⅲ级两级。"
    "进入旱情后，县水务局应当加密监测。\n（二）Ⅱ级应急响应\n1.启动条件\n（1）缺水率达到20%以上；\n2.响应行动\n副县长主持会商，部署抗旱。"
    "除继续做好Ⅲ级响应各项工作外，采取下列措施：\n（1）县自来水公司每日滚动播发停水通知，发现水质不达标的立即停供。\n（2）县水务局每旬检查水源。\n"
    "（三）Ⅲ级应急响应\n1.启动条件\n（1）缺水率达到10%以上、20%以下；\n2.响应行动\n（1）县水务局启用备用井。\n"
    "（四）响应的调整和终止\n旱情缓解时，县水务局应及时提出调整响应级别的建议。\n"
)


def test_what_only_says_on_which_level_it_builds_is_cut_from_what_is_done_and_a_change_of_level_is_no_measure() -> None:
    told = [(one.text, sorted([*one.levels, *one.inherited])) for one in found(DROUGHT).actions]

    assert told == [
        ("进入旱情后，县水务局应当加密监测。", ["*"]),
        ("副县长主持会商，部署抗旱。", ["II"]),
        ("县自来水公司每日滚动播发停水通知，发现水质不达标的立即停供。", ["II"]),
        ("县水务局每旬检查水源。", ["II"]),
        ("县水务局启用备用井。", ["II", "III"]),
    ]


def test_what_is_done_each_day_or_every_ten_days_has_its_limit() -> None:
    limits = {one.text[:7]: one.deadline and one.deadline.every_minutes for one in found(DROUGHT).actions}

    assert (limits["县自来水公司每"], limits["县水务局每旬检"], limits["县水务局启用备"]) == (1440, 14400, None)
