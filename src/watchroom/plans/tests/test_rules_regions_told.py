"""Conditions that tell in how many places something happens, what may happen, and works that are in a state."""

from types import SimpleNamespace
from typing import Any, cast

import pytest

from watchroom.plans.extraction.found import AnyOf, Condition, Expr, Leaf
from watchroom.plans.extraction.level_marks import foreseen
from watchroom.plans.extraction.plan_facts import Conditions
from watchroom.plans.extraction.spans import half_width
from watchroom.plans.tests.test_rules_expressions import PLAIN, READER, said

pytestmark = pytest.mark.pure


def expr(text: str) -> Expr | None:
    return READER.read(half_width(text), PLAIN).expr


@pytest.mark.parametrize(
    ("text", "tree"),
    [
        ("多个市（州）发生特大干旱", "drought_grade==特大干旱 at 2"),
        ("多座中型以上城市发生轻度以上的干旱灾害", "drought_grade>=轻度干旱 at 2"),
        ("全县多地出现内涝", "phenomenon==内涝 at 2"),
        ("多个乡镇6小时降雨量超过60毫米", "rainfall>60 in 360 at 2"),
        ("多个县发生严重洪涝灾害", "phenomenon==严重洪涝灾害 at 2"),
        ("本县发生严重洪涝灾害", "-"),  # how grave is for a person to say
        ("一个流域发生大洪水", "phenomenon==大洪水"),
        ("多个区域积水深度0.3米以上", "waterlogging_depth>=0.3"),
        ("多个市政设施出现积水", "phenomenon==积水"),
        ("多地区发生内涝", "phenomenon==内涝"),
        ("多座桥梁垮塌", "-"),
        ("多个县区启动防汛三级应急响应", "response_level==III at 2"),
        ("5个以上县启动抗旱四级或以上应急响应", "response_level>=IV at 5"),
        ("多个县启动防汛Ⅲ级及以上应急响应", "response_level>=III at 2"),
        ("阵风9级以上", "gust_force>=9"),
        (
            "一市发生特大干旱或多个市发生严重干旱",
            "(drought_grade==特大干旱 | drought_grade==严重干旱 at 2)",
        ),
        ("可能发生或已发生暴雨", "(phenomenon==暴雨 | phenomenon==暴雨 ahead)"),
    ],
)
def test_in_how_many_places_it_must_hold(text: str, tree: str) -> None:
    assert said(expr(text)) == tree


@pytest.mark.parametrize(
    ("text", "tree"),
    [
        ("会商研判有3个以上县可能发生山洪", "phenomenon==山洪 at 3 ahead"),
        (
            "发布暴雨橙色预警，可能造成4条以上线路停运",
            "(warning_signal==暴雨橙色 & object_count>=4 of 线路 is 停运 ahead)",
        ),
        ("可能造成停电2万户以上，水位超过警戒水位", "(power_outage_households>=20000 ahead & water_level>=警戒水位)"),
        ("可能造成5人以上死亡", "deaths_possible>=5"),
        ("造成或可能造成5人以上死亡，或者20人以上受伤", "(deaths>=5 | deaths_possible>=5 | injured>=20)"),
        ("预报强台风、台风登陆或影响我省", "(phenomenon==强台风 ahead | phenomenon==台风 ahead)"),
        (
            "预报或正在发生强降水过程，市气象台发布暴雨蓝色预警",
            "((phenomenon==强降水过程 | phenomenon==强降水过程 ahead) & warning_signal==暴雨蓝色)",
        ),
    ],
)
def test_what_may_happen_is_ahead_and_nothing_else_is(text: str, tree: str) -> None:
    assert said(expr(text)) == tree


@pytest.mark.parametrize(
    ("text", "tree"),
    [
        ("青石河干流堤防出现重大险情", "phenomenon==堤防重大险情"),
        ("中型水库出现严重险情或小型水库发生溃坝", "(phenomenon==水库严重险情 | phenomenon==水库溃坝)"),
        ("海塘、水闸、泵站出现较大险情", "phenomenon==较大险情"),
        ("中型水库出现重大险情，但没有垮坝的危险", "-"),
        ("圩堤出现较大险情，并严重威胁镇区安全", "-"),
        ("水库发生危及下游的重大险情", "-"),
        ("主要支流堤防、涵闸等出现重大险情", "-"),
    ],
)
def test_works_in_a_state_unless_a_person_has_to_judge_it(text: str, tree: str) -> None:
    assert said(expr(text)) == tree


def test_the_works_are_the_place_of_their_state() -> None:
    made = expr("中型水库出现严重险情或小型水库发生溃坝")
    assert isinstance(made, AnyOf)
    assert [one.where for one in made.any if isinstance(one, Leaf)] == ["中型水库", "小型水库"]


def test_works_of_different_places_are_facts_of_their_own() -> None:
    made = expr("中型水库出现险情或小型水库发生溃坝")
    assert isinstance(made, AnyOf)
    facts = Conditions(cast(Any, SimpleNamespace(language="zh")))
    told = [facts._leaf(one) for one in made.any if isinstance(one, Leaf)]
    assert [one and one["equals"] for one in told] == ["水库险情", "水库溃坝"]
    assert [one["title"]["zh"] for one in facts.facts.values()] == [
        "天气和灾害现象（中型水库）",
        "天气和灾害现象（小型水库）",
    ]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("多个县发生严重以上干旱", ["严重干旱", "特大干旱"]),
        ("多个县启动防汛二级及以上应急响应", ["II", "I"]),
    ],
)
def test_a_grade_or_above_is_each_of_those_words_in_the_plan(text: str, words: list[str]) -> None:
    made = expr(text)
    assert isinstance(made, Leaf)
    facts = Conditions(cast(Any, SimpleNamespace(language="zh")))
    told = facts._leaf(made)

    assert told is not None
    assert (told["one_of"], told["min_places"]) == (words, 2)
    assert facts.facts[told["fact"]]["values"] == ["其他", *words]


@pytest.mark.parametrize(
    ("text", "tree"),
    [
        ("同一时间出现3座以上较高风险的尾矿库", "object_count>=3 of 尾矿库 is 较高风险"),
        (
            "形成2处以上中风险的堰塞湖，或形成一处高风险的堰塞湖",
            "(object_count>=2 of 堰塞湖 is 中风险 | object_count>=1 of 堰塞湖 is 高风险)",
        ),
        ("存在一个高风险的隐患点", "-"),
        ("可能造成3座以上车站关站", "object_count>=3 of 车站 is 关站 ahead"),
        ("同时发生4起以上影响较大的草原火灾", "object_count>=4 of 影响较大的草原火灾"),
        ("火场距边境3公里以外8公里以内", "(distance>3 & distance<=8)"),
        ("距省界2公里以内或者蔓延至我省境内的森林火灾", "(distance<=2 | phenomenon==蔓延至我省境内)"),
        (
            "境外草原火灾蔓延至我区境内，48小时以上未得到有效控制",
            "(phenomenon==境外草原火灾蔓延至我区境内 & fire_duration>=48)",
        ),
        ("火势蔓延至相邻仓库", "-"),
        ("2座以上城市因旱影响居民供水", "phenomenon==因旱影响居民供水 at 2"),
    ],
)
def test_works_at_risk_events_and_what_spreads_over_a_border(text: str, tree: str) -> None:
    assert said(expr(text)) == tree


@pytest.mark.parametrize(
    ("first", "grade"),
    [
        ("预计将要发生较大供热突发事件，可能造成停热12小时以上的", "较大"),
        ("情况紧急，可能发生或引发重大渡运事故的", "重大"),
        ("情况危急，可能发生较大以上渡运事故的", None),
        ("发生一般渡运事故的", None),  # what has happened is not what the warning is for
        ("市气象台发布大雾橙色预警", None),
    ],
)
def test_the_event_that_a_warning_expects_first_is_its_grade(first: str, grade: str | None) -> None:
    condition = cast(Condition, SimpleNamespace(text=first))
    assert foreseen([condition, condition]) == grade
