"""Conditions that name several works, states, signals or gauges at once: which of them belong together."""

import pytest

from watchroom.plans.tests.test_rules_expressions import PLAIN, READER, said

pytestmark = pytest.mark.pure


@pytest.mark.parametrize(
    ("text", "tree"),
    [
        ("青石河多处发生冰塞、冰坝", "(phenomenon==冰塞 | phenomenon==冰坝)"),
        ("可能出现对渡运有影响的大风、大雾天气", "(phenomenon==大风 ahead | phenomenon==大雾 ahead)"),
        ("全县多条道路出现险情", "-"),  # how many is for a person to say
        ("堤防多处发生管涌", "-"),
        (
            "中型水库或大型山塘发生漫坝或垮坝",
            "(phenomenon==水库漫坝 | phenomenon==水库垮坝 | phenomenon==山塘漫坝 | phenomenon==山塘垮坝)",
        ),
        (
            "中型水库可能发生或已发生溃坝",
            "(phenomenon==水库溃坝 | phenomenon==水库溃坝 ahead)",
        ),
        ("小型水库出现险情或支流堤防决口", "(phenomenon==水库险情 | phenomenon==堤防决口)"),
    ],
)
def test_each_of_several_works_may_be_in_each_of_the_states_named_for_them(text: str, tree: str) -> None:
    assert said(READER.read(text, PLAIN).expr) == tree


@pytest.mark.parametrize(
    ("text", "tree"),
    [
        ("发布寒潮橙色以上或者暴雪橙色以上预警信号", "(warning_signal>=寒潮橙色 | warning_signal>=暴雪橙色)"),
        ("发布寒潮橙色以上或者大雾红色预警信号", "(warning_signal>=寒潮橙色 | warning_signal==大雾红色)"),
        ("台风橙色和暴雨橙色预警信号同时生效", "(warning_signal==台风橙色 & warning_signal==暴雨橙色)"),
        ("大风、雷电黄色预警信号同时发布", "(warning_signal==大风黄色 & warning_signal==雷电黄色)"),
        ("暴雨和雷电预警信号同时生效", "(warning_signal==暴雨 & warning_signal==雷电)"),
        (
            "台风橙色或红色预警和暴雨红色预警同时生效",
            "((warning_signal==台风橙色 | warning_signal==台风红色) & warning_signal==暴雨红色)",
        ),
        ("暴雨或雷电预警信号生效", "(warning_signal==暴雨 | warning_signal==雷电)"),
        ("台风橙色或暴雨橙色预警信号生效", "(warning_signal==台风橙色 | warning_signal==暴雨橙色)"),
    ],
)
def test_signals_in_force_at_the_same_time_are_needed_together(text: str, tree: str) -> None:
    assert said(READER.read(text, PLAIN).expr) == tree


@pytest.mark.parametrize(
    ("text", "tree", "doubts"),
    [
        (
            "云岭站水位超过警戒水位或青石站水位接近保证水位",
            "(water_level>=警戒水位 station 云岭站 | water_level>=保证水位 station 青石站)",
            ["near"],
        ),
        ("预报需启用分洪区或青石湖水位接近设计洪水位", "water_level>=设计洪水位", ["near"]),
        ("云岭站水位超过警戒水位或保证水位", "(water_level>=警戒水位 station 云岭站 | water_level>=保证水位 station 云岭站)", []),
    ],
)  # fmt: skip
def test_each_alternative_that_names_what_is_measured_has_its_own_gauge_and_time(
    text: str, tree: str, doubts: list[str]
) -> None:
    read = READER.read(text, PLAIN)

    assert (said(read.expr), read.doubts) == (tree, doubts)
