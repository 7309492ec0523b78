"""Plans of authorities: who acts (bodies of a bureau, posts in brackets, those who act for others), whose plan it is, and
which level a label or a line says that measures are for."""

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


@pytest.mark.parametrize(
    ("sentence", "who"),
    [
        # what a bureau has of its own
        ("局防指副指挥长到大坝现场指挥。", ["局防指副指挥长"]),
        ("局防指办按时报送水情。", ["局防指办"]),
        ("厅直属各单位、局属各科室要加强值守。", ["厅直属各单位", "局属各科室"]),
        ("院感染管理科负责终末消毒。", ["院感染管理科"]),
        ("局部地区出现内涝时，区防指组织排水。", ["区防指"]),
        # groups and teams
        ("各专家工作组按分工研判疫情。", ["各专家工作组"]),
        ("疫情测报组每日分析动物疫情。", ["疫情测报组"]),
        ("矿山救护队员携带仪器下井。", ["矿山救护队员"]),
        # posts in brackets, and people of a body
        ("矿长（或值班副矿长）立即下井指挥。", ["矿长", "值班副矿长"]),
        ("园区管委会的主要负责同志到场指挥。", ["园区管委会"]),
        ("县疾控中心全体职工到岗。", ["县疾控中心"]),
        # who acts for others, who heads those who are sent, what is only said of others
        ("受总指挥委托，副总指挥组织会商。", ["副总指挥"]),
        ("县农业农村局派出由副局长带队的指导组赴疫区。", ["县农业农村局"]),
        ("组织灾区加强食品安全检查。", []),
        ("动员后备人员做好准备。", []),
        ("紧盯水库、堤防和山洪沟。", []),
        ("办理县指挥部交办的工作。", []),
        # where they are, and a second body of the first
        ("遭受污染地区的区生态环境部门，要加密监测。", ["遭受污染地区的区生态环境部门"]),
        ("事发地县政府及其有关部门应当封锁疫区。", ["事发地县政府", "有关部门"]),
        ("市教育、卫生健康部门组织停课。", ["市教育部门", "市卫生健康部门"]),
        ("梅州区应急、规划资源部门加强巡查。", ["梅州区应急部门", "梅州区规划资源部门"]),
        ("接报的区（市）政府要组织扑救。", ["接报的区(市)政府"]),
        ("县政府主要领导或分管领导，县林业局局长应赶赴火场。", ["县政府", "县林业局局长"]),
        ("所在地县、市级市场监管部门开展调查。", ["所在地县级市场监管部门", "所在地市级市场监管部门"]),
    ],
)
def test_who_acts(sentence: str, who: list[str]) -> None:
    assert [name.name for name in NAMES.subjects(half_width(sentence))] == who


ORDERS = "3 应急响应\n3.1 Ⅱ级响应\n（1）水库抢险指挥部部署抢险工作。\n（2）调度中心负责人每天核对水情。\n"


@pytest.mark.parametrize(
    ("title", "kind"),
    [
        ("青石江防汛抗旱应急预案", "special"),
        ("青石县矿山事故应急预案", "special"),
        ("青石县旅游景区拥挤事故应急预案", "special"),
        ("青石县化工园区突发环境事件应急预案", "special"),
        ("青石化工有限公司火灾应急预案", "enterprise_special"),
    ],
)
def test_a_place_plans_for_all_of_a_kind_and_waterworks_make_no_enterprise(title: str, kind: str) -> None:
    plan = found(
        f"{title}\n1 总则\n1.1 适用范围\n适用于水利工程险情、企业事故的应对。\n2 工作原则\n水工程调度由省防指、县防指按权限负责，工程抢险统一指挥。\n{ORDERS}"
    )

    assert plan.metadata.plan_type == kind
    assert plan.units == []  # a command that only acts was set up by another plan


def test_who_holds_a_post_before_its_duty_in_a_sentence_of_its_own() -> None:
    plan = found(
        "青石县重大动物疫情应急预案\n1 总则\n制定本预案。\n2 组织机构\n2.1 县防治重大动物疫病指挥部\n"
        "指挥长：分管副县长。负责疫情处置的统一指挥。\n副指挥长：县农业农村局局长。协助指挥长做好处置工作。\n"
        "2.2 扑杀处理组\n县农业农村局副局长任组长。\n主要职责：扑杀染疫动物，处理尸体。\n"
        "2.3 现场指挥部\n现场指挥部、有关单位和人员应服从县指挥部的统一指挥。\n"
    )
    told = {unit.name: (unit.kind, [duty.text for duty in unit.duties]) for unit in plan.units}

    assert told["指挥长"] == ("role", ["负责疫情处置的统一指挥"])
    assert told["副指挥长"] == ("role", ["协助指挥长做好处置工作"])
    assert told["扑杀处理组"] == ("working_group", ["扑杀染疫动物，处理尸体"])
    assert told["现场指挥部"] == ("field_command", ["应服从县指挥部的统一指挥"])
    assert not any("任组长" in name for name in told)


def test_a_sentence_that_starts_a_level_alone_in_its_line_heads_the_measures_of_that_level() -> None:
    plan = found(
        "青石县水务局供水突发事件应急预案\n一、应急响应\n视情况启动二级响应；\n响应行动：\n1）局长主持会商。\n2）局属各科室加强值守。\n"
        "视情况启动三级响应；\n响应行动：\n1）分管副局长主持会商。\n"
    )

    assert [level.code for level in plan.levels] == ["II", "III"]
    assert [(action.levels, action.units) for action in plan.actions] == [
        (["II"], ["局长"]),
        (["II"], ["局属各科室"]),
        (["III"], ["分管副局长"]),
    ]


def test_the_grade_of_an_event_before_a_measure_is_its_level_where_the_plan_ties_levels_to_grades() -> None:
    started = "".join(
        f"（{n}）{name}级响应：发生{grade}食品安全事故，死亡{low}人以上，由{by}政府启动。\n"
        for n, (name, grade, low, by) in enumerate(
            (("Ⅰ", "特别重大", 30, "省"), ("Ⅱ", "重大", 10, "市"), ("Ⅲ", "较大", 3, "县"), ("Ⅳ", "一般", 1, "县")), 1
        )
    )
    plan = found(
        f"青石县食品安全事故应急预案\n1 总则\n制定本预案。\n2 应急响应\n2.1 响应分级\n{started}2.2 指挥协调\n"
        "（1）一般食品安全事故：县市场监管局赶赴现场处置。\n对于一般食品安全事故中的敏感事故，县政府赶赴现场指挥。\n"
        "（2）较大及以上食品安全事故：县政府主要领导赶赴现场指挥。\n（3）各部门配合市场监管局调查。\n"
    )

    assert [(action.units, action.levels) for action in plan.actions] == [
        (["县市场监管局"], ["IV"]),
        (["县政府"], ["IV"]),
        (["县政府"], ["I", "II", "III"]),
        (["各部门"], ["*"]),
    ]
