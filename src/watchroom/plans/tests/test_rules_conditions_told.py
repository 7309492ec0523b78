"""What conditions tell that is easily read wrongly: upper marks, what is forecast and what is measured, kinds of injury."""

import pytest

from watchroom.plans.extraction.expressions import Reader, Rules
from watchroom.plans.extraction.score import exchanged
from watchroom.plans.extraction.spans import half_width
from watchroom.plans.extraction.vocabulary import shipped
from watchroom.plans.tests.test_rules_expressions import said

pytestmark = pytest.mark.pure

READER = Reader(shipped())


def told(text: str) -> str:
    return said(READER.read(half_width(text), Rules()).expr)


@pytest.mark.parametrize(
    ("text", "tree"),
    [
        ("库水位达到设计洪水位96.40m以上、校核洪水位98.15m以下", "(water_level>=96.4 & water_level<98.15)"),
        ("库水位超过校核洪水位98.15m", "water_level>98.15"),
        ("水位低于死水位71.20米", "water_level<71.2"),
        ("水库水位在设计洪水位以上、校核洪水位以下", "(water_level>=设计洪水位 & water_level<校核洪水位)"),
        ("青河水位在警戒水位与保证水位之间", "(water_level>=警戒水位 & water_level<保证水位)"),
        ("青河水位超过警戒水位、低于保证水位", "(water_level>=警戒水位 & water_level<保证水位)"),
        ("水位达到警戒水位或保证水位", "(water_level>=警戒水位 | water_level>=保证水位)"),
        ("水位超过警戒水位0.6米以下", "water_level>=警戒水位"),  # a difference to the mark
        ("青河水位超过警戒水位0.5米以上、保证水位以下", "(water_level>=警戒水位 & water_level<保证水位)"),
        ("库水位比正常蓄水位低25米", "-"),
        ("库水位距设计洪水位25米", "-"),
        ("水位达到汛限水位8.20m以上、设计洪水位9.10m以下", "(water_level>=汛限水位 & water_level<设计洪水位)"),
    ],
)
def test_a_mark_bounds_from_above_where_the_text_says_so(text: str, tree: str) -> None:
    assert told(text) == tree


@pytest.mark.parametrize(
    ("text", "tree"),
    [
        (
            "预报未来12小时流域面雨量150mm以上，且库水位在汛限水位以上",
            "(rainfall>=150 in 720 ahead & water_level>=汛限水位)",
        ),
        (
            "预报未来12小时面雨量80毫米以上、150毫米以下，或入库流量达到320立方米/秒以上",
            "((rainfall>=80 in 720 ahead & rainfall<150 in 720 ahead) | flow>=320)",
        ),
        ("过去6小时降雨60毫米以上，流量达到240立方米每秒以上", "(rainfall>=60 in 360 & flow>=240)"),
        (
            "预计未来6小时降雨量50毫米以上，河道水位将超过警戒水位",
            "(rainfall>=50 in 360 ahead & water_level>=警戒水位 in 360 ahead)",
        ),
        (
            "预计未来6小时降雨量50毫米以上，水位可能达到警戒水位",
            "(rainfall>=50 in 360 ahead & water_level>=警戒水位 in 360 ahead)",
        ),
        (
            "预计未来6小时降雨量50毫米以上，风力8级以上",
            "(rainfall>=50 in 360 ahead & wind_force>=8 in 360 ahead)",
        ),
    ],
)
def test_a_level_behind_rain_is_measured_now_and_over_no_period(text: str, tree: str) -> None:
    assert told(text) == tree


def test_grave_and_slight_injuries_are_told_apart_but_in_the_exchange_format() -> None:
    text = "造成2人以上、5人以下重伤，或者8人以上轻伤，或者4人以上急性中毒"
    read = READER.read(half_width(text), Rules()).expr
    assert said(read) == ("((seriously_injured>=2 & seriously_injured<5) | slightly_injured>=8 | acutely_poisoned>=4)")
    made = exchanged(read)
    assert made is not None
    assert [one.get("quantity") for one in made["any"][1:]] == ["injured", "injured"]
    assert {one["quantity"] for one in made["any"][0]["all"]} == {"injured"}
    assert told("出现危重伤病员1人以上") == "seriously_injured>=1"
    assert told("4人以上、9人以下受伤，其中重伤2人以上") == "(injured>=4 & injured<9 & seriously_injured>=2)"
    assert told("受伤12人以上") == "injured>=12"
    assert told("食物中毒20人以上") == "poisoned_people>=20"


@pytest.mark.parametrize(
    ("text", "tree"),
    [
        ("口蹄疫传入本县", "event_type==口蹄疫"),
        ("发生鼠疫、霍乱等2种传染病", "(event_type==鼠疫 | event_type==霍乱)"),
        ("狂犬病等人畜共患病感染到人", "-"),
        ("口蹄疫、布鲁氏菌病等病原微生物菌种被盗", "-"),
        ("布鲁氏菌病菌种发生丢失", "-"),
        ("出现新的口蹄疫亚型", "-"),
    ],
)
def test_a_disease_that_is_but_an_example_is_not_the_event(text: str, tree: str) -> None:
    assert told(text) == tree


def test_bounds_side_by_side_in_a_list_of_alternatives_are_alternatives() -> None:
    read = READER.read(half_width("出现冰雹，或者阵风9级以上、能见度低于150米"), Rules())
    assert said(read.expr) == "(phenomenon==冰雹 | gust_force>=9 | visibility<150)"
    assert read.doubts == ["or_unsaid"]
    assert told("出现冰雹，或者阵风9级以上且能见度低于150米") == "(phenomenon==冰雹 | (gust_force>=9 & visibility<150))"
    assert told("出现险情，或者停电2万户以上、中断12小时以上") == "(power_outage_households>=20000 & interruption>=12)"
    assert told("阵风9级以上、能见度低于150米") == "(gust_force>=9 & visibility<150)"


def test_dead_patients_are_deaths_and_a_number_that_counts_itself_is_at_least() -> None:
    assert told("短期内引起4人以上患者死亡的") == "deaths>=4"
    assert told("不良反应人数超过40人（含）") == "cases>=40"
    assert told("不良反应人数超过40人") == "cases>40"
