"""Covers and annexes: titles spread over lines behind a gazette, dates of covers, lists of telephones; shift teams, dispatchers
and lists that take over the measures of the level below."""

import pytest

from watchroom.plans.documents.text import plain
from watchroom.plans.extraction.extract import extract
from watchroom.plans.extraction.found import Found
from watchroom.plans.extraction.spans import half_width
from watchroom.plans.extraction.units import Names
from watchroom.plans.extraction.vocabulary import shipped

pytestmark = pytest.mark.pure

NAMES = Names(shipped())


def found(text: str) -> Found:
    return extract(plain(text, name="plan.txt", digest="0" * 64))


GENERAL = "1 总则\n1.1 编制目的\n制定本预案。\n"


@pytest.mark.parametrize(
    ("cover", "title"),
    [
        ("梅州县人民政府公报\n2024年第2期\n— 9 —\n梅州县桥梁垮塌事故\n应急预案\n", "梅州县桥梁垮塌事故应急预案"),
        ("梅州县\n桥梁垮塌突发事件\n应急预案\n", "梅州县桥梁垮塌突发事件应急预案"),
        (
            "梅州县人民政府办公室\n关于印发梅州县桥梁垮塌事故\n应急预案的通知\n各镇人民政府：\n",
            "梅州县桥梁垮塌事故应急预案",
        ),
        ("梅州县人民政府公报\n2024年第2期\n梅州县桥梁垮塌事故应急预案\n", "梅州县桥梁垮塌事故应急预案"),
        ("第3号\n应急预案\n", None),
        ("2026柳岛国际帆船赛突发事件应急预案\n", "2026柳岛国际帆船赛突发事件应急预案"),
        ("12 柳岛帆船赛突发事件应急预案\n", "柳岛帆船赛突发事件应急预案"),
        ("柳溪县红石水电站\n大坝安全（防洪）应急预案\n", "柳溪县红石水电站大坝安全(防洪)应急预案"),
        ("文件编号：LX/YJ-02\n柳溪水泥有限公司\n料仓坍塌事故应急预案\n", "柳溪水泥有限公司料仓坍塌事故应急预案"),
        ("柳溪县沿江公路\n大坝安全应急预案\n", "大坝安全应急预案"),
    ],
)
def test_a_title_is_read_where_it_is_spread_over_lines(cover: str, title: str | None) -> None:
    assert found(cover + GENERAL).metadata.title == title


@pytest.mark.parametrize("title", ["人民广场站突发事件\n现场处置方案", "人民广场站突发事件现场处置方案"])
def test_the_cover_goes_on_behind_a_title_that_heads_a_chapter(title: str) -> None:
    plan = found(
        f"柳溪轨道交通有限公司\n{title}\n编制：车站分部\n柳溪轨道交通有限公司\n2024年5月8日发布　2024年6月1日实施\n"
        "一、事件风险分析\n本站有大客流风险。\n二、应急处置\n1.站务员疏散乘客。\n2.值班站长封闭出入口。\n"
    )

    assert plan.metadata.title == "人民广场站突发事件现场处置方案"
    assert plan.metadata.plan_type == "on_site"
    assert plan.metadata.issuer == "柳溪轨道交通有限公司"
    assert plan.metadata.issued_date == "2024-05-08"


def test_a_list_of_telephones_gives_no_duties() -> None:
    plan = found(
        "柳溪站火灾现场处置方案\n一、应急组织与职责\n1.站长：组织疏散。\n2.抢修班：负责抢修设备。\n各岗位职责见附件。\n"
        "二、应急处置\n1.抢修班切断电源。\n附件一　应急联系电话\n序号\t单位\t电话\n1\t抢修班\t8001-2468\n2\t人民广场派出所\t8001-9876\n3\t县水务局\t8001-3333\n"
    )

    assert [(unit.name, [duty.text for duty in unit.duties]) for unit in plan.units] == [
        ("站长", ["组织疏散"]),
        ("抢修班", ["负责抢修设备"]),
    ]


@pytest.mark.parametrize(
    ("sentence", "who"),
    [
        ("抢修班关闭阀门。", ["抢修班"]),
        ("事故单位抢修班关闭阀门。", ["事故单位抢修班"]),
        ("行车调度和值班站长组织清客。", ["行车调度", "值班站长"]),
        ("行车调度室组织清客。", ["行车调度室"]),
        ("且站厅客流持续增加。", []),
        ("抢修班的车辆停在路口。", []),
    ],
)
def test_shift_teams_and_dispatchers_act(sentence: str, who: list[str]) -> None:
    assert [name.name for name in NAMES.subjects(half_width(sentence))] == who


LEVELS = (
    "青石县停气事件应急预案\n"
    + GENERAL
    + "2 应急响应\n2.1 响应分级\n2.1.1 一级响应\n停气5000户以上，由县长决定启动一级响应。\n"
    "2.1.2 二级响应\n停气1000户以上5000户以下，由副县长决定启动二级响应。\n2.2 响应措施\n2.2.1 二级响应措施\n"
    "（1）县住建局每30分钟报告一次抢修进展。\n2.2.2 一级响应措施\n{}\n（1）县长主持会商。\n"
)


@pytest.mark.parametrize(
    ("lead", "levels"),
    [("在二级响应措施的基础上，采取以下措施：", {"I", "II"}), ("采取以下措施：", {"II"})],
)
def test_the_lead_of_a_list_takes_over_the_measures_of_the_level_below(lead: str, levels: set[str]) -> None:
    plan = found(LEVELS.format(lead))
    repeated = next(action for action in plan.actions if action.units == ["县住建局"])

    assert {*repeated.levels, *repeated.inherited} == levels
    assert [(r.sender, r.to, r.deadline and r.deadline.every_minutes) for r in plan.reports] == [("县住建局", [], 30)]


def test_a_duty_that_only_says_where_duties_are_told_is_none() -> None:
    plan = found(
        "青石县停气事件应急预案\n"
        + GENERAL
        + "2 组织体系\n2.1 县指挥部\n县指挥部负责统一指挥。\n各成员单位职责见下表。\n"
        "2.2 办公室\n县指挥部办公室职责见附件2。\n"
    )

    assert [duty.text for unit in plan.units for duty in unit.duties] == ["负责统一指挥"]
    assert not any("成员单位" in unit.name for unit in plan.units)


def test_a_sentence_that_sets_up_a_group_says_its_name_in_full() -> None:
    plan = found(
        "青石县停气事件应急预案\n" + GENERAL + "2 组织体系\n2.1 县指挥部\n县指挥部负责统一指挥。\n"
        "2.2 专家组\n县指挥部设立燃气应急专家组，为处置工作提供技术咨询。\n"
    )

    assert [(unit.name, unit.kind, [duty.text for duty in unit.duties]) for unit in plan.units][1:] == [
        ("燃气应急专家组", "expert_group", ["为处置工作提供技术咨询"])
    ]


@pytest.mark.parametrize(
    ("title", "kind"),
    [
        ("人民广场站大客流应急预案", "enterprise_special"),
        ("柳溪客运站反恐应急预案", "enterprise_special"),
        ("柳溪养老院火灾应急预案", "enterprise_special"),
        ("柳溪第二客运站突发事件应急预案", "enterprise_comprehensive"),
        ("青石市客运站大客流应急预案", "special"),
        ("青石市养老院火灾应急预案", "special"),
        ("柳溪派出所突发警情应急预案", "department"),
    ],
)
def test_stations_and_homes_plan_for_themselves_and_a_place_for_all_of_them(title: str, kind: str) -> None:
    plan = found(f"{title}\n{GENERAL}2 应急处置\n2.1 处置措施\n（1）值班人员疏散人员。\n")

    assert plan.metadata.plan_type == kind


@pytest.mark.parametrize(
    ("signed", "date"), [("2023年6月9日", "2023-06-09"), ("2021年6月9日", "2023-06"), ("厂长：王某", "2023-06")]
)
def test_the_day_of_signing_is_that_of_the_covers_month_where_a_page_tells_it(signed: str, date: str) -> None:
    plan = found(
        f"云岭乙醇厂综合应急预案\n云岭乙醇厂\n2023年6月发布\n批准页\n本预案现予发布。\n{signed}\n{GENERAL}2 应急处置\n2.1 处置措施\n（1）值班人员疏散人员。\n"
    )

    assert plan.metadata.issued_date == date


def test_the_day_of_the_signature_goes_before_the_month_of_drawing_up() -> None:
    cover = "柳溪水泥有限公司\n生产安全事故综合应急预案\n编制日期：2025年1月\n批准页\n公司各部门：\n现予发布。\n"

    assert found(cover + "总经理（签字）：\n2025年3月6日\n" + GENERAL).metadata.issued_date == "2025-03-06"
    assert found(cover + GENERAL).metadata.issued_date == "2025-01"


def test_a_paper_without_a_title_is_a_departments_own_where_a_department_explains_it() -> None:
    rules = "第一章 总则\n第一条 为规范水库调度，制定本办法。\n第二章 附则\n第二条 本办法由{}负责解释。\n"

    assert found(rules.format("省水利厅")).metadata.plan_type == "department"
    assert found(rules.format("柳溪县人民政府")).metadata.plan_type is None


def test_the_number_of_a_paper_is_no_part_of_who_issues_it() -> None:
    cover = "柳溪县桥梁垮塌事故应急预案\n（柳政办发〔2025〕7号 柳溪县人民政府办公室2025年2月3日印发）\n"

    assert found(cover + GENERAL).metadata.issuer == "柳溪县人民政府办公室"


def test_a_title_goes_on_below_the_name_of_an_event_and_its_host_issues_it() -> None:
    text = (
        "2026青湖草坪音乐节\n安全保卫和应急处置工作方案\n\n主办单位：青湖麦田文化传播有限公司\n报送日期：2026年4月8日\n\n"
        "一、活动基本情况\n时间：2026年5月2日。\n二、应急响应\n医疗组立即救治伤员。\n"
    )
    plan = extract(plain(text, name="plan.txt", digest="0" * 64))

    assert (plan.metadata.title, plan.metadata.plan_type, plan.metadata.issuer) == (
        "2026青湖草坪音乐节安全保卫和应急处置工作方案",
        "event",
        "青湖麦田文化传播有限公司",
    )
    assert [action.text for action in plan.actions] == ["医疗组立即救治伤员。"]


def test_a_title_below_the_fields_of_a_cover_is_a_line_of_its_own() -> None:
    text = "文件编号：QH-AQ-017   版次：C/2\n青湖购物中心突发事件应急预案\n\n第一章 总则\n第一条 制定本预案。\n"

    assert extract(plain(text, name="plan.txt", digest="0" * 64)).metadata.title == "青湖购物中心突发事件应急预案"
