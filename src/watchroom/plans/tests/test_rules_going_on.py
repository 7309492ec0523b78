"""Weather that goes on and temperatures that fall: named again, spoken of without its name, told by how much."""

import pytest

from watchroom.plans.tests.test_rules_expressions import PLAIN, READER, said

pytestmark = pytest.mark.pure


@pytest.mark.parametrize(
    ("text", "tree"),
    [
        ("日最低气温将下降11℃以上", "temperature_drop>=11 ahead"),
        ("日平均气温较前一日普遍降低9℃以上", "temperature_drop>=9 in 1440"),
        ("48小时内最低气温将要下降8℃以上,或者已经下降8℃以上", "(temperature_drop>=8 in 2880 ahead | temperature_drop>=8 in 2880)"),
        ("气温下降到3℃以下", "min_temperature<=3"),
        ("最低气温将下降至零下6℃以下", "min_temperature<=-6 ahead"),
        ("库水位1小时内上涨80厘米以上", "water_level_rise>=0.8 in 60"),
        ("地下水位下降3米以上", "water_level_fall>=3"),
        ("水位上涨至36.5米以上", "water_level>=36.5"),
    ],
)  # fmt: skip
def test_by_how_much_something_changes_is_not_what_it_reaches(text: str, tree: str) -> None:
    assert said(READER.read(text, PLAIN).expr) == tree


@pytest.mark.parametrize(
    ("text", "tree"),
    [
        ("城区积雪深度达8厘米以上", "snow_depth>=8"),
        ("12小时降雪量达12毫米以上,积雪厚度超过15厘米", "(snowfall>=12 in 720 & snow_depth>15)"),
        ("snow depth above 20 cm", "snow_depth>20"),
    ],
)
def test_how_deep_snow_lies_is_not_how_much_fell(text: str, tree: str) -> None:
    assert said(READER.read(text, PLAIN).expr) == tree


@pytest.mark.parametrize(
    ("text", "tree"),
    [
        (
            "发布大雾橙色预警信号,预计未来12小时大雾或霾仍将持续",
            "(warning_signal==大雾橙色 & (phenomenon==大雾 in 720 ahead | phenomenon==霾 in 720 ahead))",
        ),
        (
            "雨雪冰冻天气已持续5天以上,且预计未来48小时仍将持续",
            "(phenomenon==雨雪冰冻 in 7200 & phenomenon==雨雪冰冻 in 2880 ahead)",
        ),
        ("已经出现强沙尘暴天气并可能持续", "(phenomenon==强沙尘暴 & phenomenon==强沙尘暴 ahead)"),
        ("阵风达9级以上并将持续", "(gust_force>=9 & gust_force>=9 ahead)"),
        (
            "6小时降雨量达60毫米以上,且预计未来3小时仍将持续",
            "(rainfall>=60 in 360 & phenomenon==降雨持续 in 180 ahead)",
        ),
        ("大雾天气已造成3人以上死亡,且该影响可能持续", "deaths>=3"),  # the harm goes on, not the fog
        ("预计出现雷电天气并可能持续", "phenomenon==雷电 ahead"),  # it is ahead already
    ],
)
def test_what_goes_on_is_the_weather_told_or_named_again(text: str, tree: str) -> None:
    assert said(READER.read(text, PLAIN).expr) == tree


@pytest.mark.parametrize(
    ("text", "tree"),
    [
        (
            "预计未来12小时内全市2个以上县最低气温降至-3℃以下,并将出现冻雨天气",
            "(min_temperature<=-3 in 720 at 2 ahead & phenomenon==冻雨 in 720 at 2 ahead)",
        ),
        (
            "预计未来12小时2个以上县气温明显下降并伴有5级以上大风",
            "(phenomenon==气温明显下降 in 720 at 2 ahead & wind_force>=5 in 720 ahead)",
        ),
    ],
)
def test_weather_that_comes_with_what_is_told_of_so_many_places_comes_there(text: str, tree: str) -> None:
    assert said(READER.read(text, PLAIN).expr) == tree


@pytest.mark.parametrize(
    ("text", "tree"),
    [
        ("24小时内可能出现暴雪天气", "phenomenon==暴雪 in 1440 ahead"),
        ("能见度大于等于300米、小于600米", "(visibility>=300 & visibility<600)"),
        ("能见度大于300米", "visibility>300"),
    ],
)
def test_what_may_come_within_a_time_is_ahead_and_equal_counts_where_it_is_said(text: str, tree: str) -> None:
    assert said(READER.read(text, PLAIN).expr) == tree
