"""Levels of control (`三级客流控制`, `橙色限流`) as levels of response; what else is graded by a numeral is none."""

import pytest

from watchroom.plans.documents.text import plain
from watchroom.plans.extraction.extract import extract
from watchroom.plans.extraction.found import Found

pytestmark = pytest.mark.pure

HALL = (
    "青石展览馆大客流现场处置方案\n一、应急组织\n1.值班经理：负责现场指挥。\n2.安保员：负责维护秩序。\n二、应急处置\n"
)


def found(text: str) -> Found:
    return extract(plain(text, name="plan.txt", digest="0" * 64))


def levels(plan: Found) -> list[tuple[str, str, str, list[str]]]:
    return [(one.kind, one.code, one.name, [c.text for c in one.conditions]) for one in plan.levels]


def done(plan: Found) -> list[tuple[list[str], list[str], str]]:
    return [(action.levels, action.units, action.text) for action in plan.actions]


def test_a_scale_of_control_that_tells_when_is_of_levels_with_measures_of_their_own() -> None:
    plan = found(
        HALL + "馆内按人数实行两级人流管控：\n"
        "1.二级人流管控（展厅管控）：馆内人数达到设计容量的60%。由值班经理决定实施，安保员在展厅门口分批放行观众。\n"
        "2.一级人流管控（大门管控）：馆内人数达到设计容量的90%。由馆长决定实施，安保员关闭大门，劝返后来的观众。\n"
    )

    assert levels(plan) == [
        ("response", "II", "二级人流管控", ["馆内人数达到设计容量的60%。"]),
        ("response", "I", "一级人流管控", ["馆内人数达到设计容量的90%。"]),
    ]
    assert [c.expr and (c.expr.quantity, c.expr.value) for one in plan.levels for c in one.conditions] == [  # type: ignore[union-attr]
        ("capacity_share", 60),
        ("capacity_share", 90),
    ]
    assert [action for action in done(plan) if action[0] != ["*"]] == [
        (["II"], ["安保员"], "安保员在展厅门口分批放行观众。"),
        (["I"], ["安保员"], "安保员关闭大门，劝返后来的观众。"),
    ]


def test_colours_of_control_and_headings_over_measures_are_levels_too() -> None:
    plan = found(
        HALL + "（一）橙色限流\n馆内人数达到2000人以上。\n1.安保员在广场设置回形通道。\n"
        "（二）红色限流\n馆内人数达到3000人以上。\n1.安保员停止检票，引导观众离馆。\n"
    )

    assert levels(plan) == [
        ("response", "II", "橙色限流", ["馆内人数达到2000人以上。"]),
        ("response", "I", "红色限流", ["馆内人数达到3000人以上。"]),
    ]
    assert [action for action in done(plan) if action[0] != ["*"]] == [
        (["II"], ["安保员"], "安保员在广场设置回形通道。"),
        (["I"], ["安保员"], "安保员停止检票，引导观众离馆。"),
    ]


@pytest.mark.parametrize(
    "listed",
    [
        "1.三级医院：接收重伤员超过10人时，由医务科协调。\n2.二级医院：接收轻伤员超过10人时，由医务科协调。\n",
        "1.一级风险管控：风险值达到320以上。由公司每月检查。\n2.二级风险管控：风险值达到160以上。由部门每周检查。\n",
        "1.一级防火：耐火极限达到3小时以上。\n2.二级防火：耐火极限达到2小时以上。\n",
        "1.一级负荷：停电超过5分钟时，由电工送电。\n2.二级负荷：停电超过30分钟时，由电工送电。\n",
        "1.一级管控：罐区设围堰。\n2.二级管控：厂区设水池。\n",
        "1.一级管控：馆内人数超过2000人。由安保员关闭大门。\n",
    ],
)
def test_other_things_that_are_graded_standing_controls_and_a_level_alone_are_no_levels(listed: str) -> None:
    assert levels(found(HALL + listed)) == []


def test_beside_levels_of_response_a_scale_of_control_is_a_measure() -> None:
    plan = found(
        HALL + "（一）Ⅱ级响应\n启动条件：受伤3人以上。\n（二）Ⅰ级响应\n启动条件：受伤10人以上。\n"
        "（三）人流管控\n1.二级管控：馆内人数超过2000人。由安保员分批放行。\n2.一级管控：馆内人数超过3000人。由安保员关闭大门。\n"
    )

    assert levels(plan) == [
        ("response", "II", "Ⅱ级响应", ["受伤3人以上。"]),
        ("response", "I", "Ⅰ级响应", ["受伤10人以上。"]),
    ]


def test_controls_decided_upon_in_the_sentence_of_their_condition_and_warnings_of_crowds_with_their_colours() -> None:
    plan = found(
        HALL.replace("二、应急处置\n", "二、客流预警\n")
        + "（一）二级客流预警（橙色）：馆内人数达到1500人以上。\n（二）一级客流预警（红色）：馆内人数达到2500人以上。\n"
        "三、应急处置\n（一）二级限流。馆内人数达到2000人以上时，由值班经理决定实施二级限流，安保员在门口分批放行。\n"
        "（二）一级限流。馆内人数达到3000人以上时，由馆长决定实施一级限流，安保员关闭大门。\n"
    )

    assert levels(plan) == [
        ("warning", "II", "二级客流预警（橙色）", ["馆内人数达到1500人以上。"]),
        ("warning", "I", "一级客流预警（红色）", ["馆内人数达到2500人以上。"]),
        ("response", "II", "二级限流", ["馆内人数达到2000人以上时"]),
        ("response", "I", "一级限流", ["馆内人数达到3000人以上时"]),
    ]
    assert [one.colour for one in plan.levels] == ["orange", "red", None, None]
    assert [action for action in done(plan) if action[0] != ["*"]] == [
        (["II"], ["安保员"], "安保员在门口分批放行。"),
        (["I"], ["安保员"], "安保员关闭大门。"),
    ]


def test_controls_over_lists_with_conditions_and_measures_of_their_own() -> None:
    plan = found(
        HALL + "1.二级限流：\n（1）启动条件：馆内人数达到2000人以上。\n（2）处置措施：安保员在门口分批放行。\n"
        "2.一级限流：\n（1）启动条件：馆内人数达到3000人以上。\n（2）处置措施：安保员关闭大门。\n"
    )

    assert levels(plan) == [
        ("response", "II", "二级限流", ["馆内人数达到2000人以上。"]),
        ("response", "I", "一级限流", ["馆内人数达到3000人以上。"]),
    ]
    assert [action[0] for action in done(plan)] == [["II"], ["I"]]


def test_colours_of_warnings_of_crowds_name_levels() -> None:
    plan = found(
        HALL.replace("二、应急处置\n", "二、客流预警\n")
        + "1.黄色客流预警：馆内人数达到1000人以上。\n2.橙色客流预警：馆内人数达到1500人以上。\n"
    )

    assert levels(plan) == [
        ("warning", "III", "黄色客流预警", ["馆内人数达到1000人以上。"]),
        ("warning", "II", "橙色客流预警", ["馆内人数达到1500人以上。"]),
    ]
