"""Bounds as plans write them: chained signs, several gauges, what is reached or may be, areas in mu, harms in a row."""

import pytest

from watchroom.plans.extraction.expressions import Reader, Rules
from watchroom.plans.extraction.spans import half_width
from watchroom.plans.extraction.vocabulary import shipped
from watchroom.plans.tests.test_rules_expressions import said

pytestmark = pytest.mark.pure

READER = Reader(shipped())


@pytest.mark.parametrize(
    ("text", "tree"),
    [
        (
            "青龙桥站50.00米≤水位＜51.50米；白石流量900m³/s≤Q＜1200m³/s",
            "((water_level>=50 station 青龙桥站 & water_level<51.5 station 青龙桥站) | (flow>=900 station 白石 & flow<1200 station 白石))",
        ),
        (
            "主要河道水位超过警戒水位：沱江石桥潮位6.10≤Z＜6.80米，青湖柳林水位3.20＜Z≤3.90米",
            "((tide_level>=6.1 station 沱江石桥 & tide_level<6.8 station 沱江石桥) | (water_level>3.2 station 青湖柳林 & water_level<=3.9 station 青湖柳林))",
        ),
        (
            "梅江水文站水位达到21.00米，清江水文站流量达到3000立方米每秒",
            "(water_level>=21 station 梅江水文站 | flow>=3000 station 清江水文站)",
        ),
        (
            "石桥站水位达到21.00米，且柳林站水位达到30.00米",
            "(water_level>=21 station 石桥站 & water_level>=30 station 柳林站)",
        ),
        ("石桥站水位达到21.00米，流量超过900立方米每秒", "(water_level>=21 station 石桥站 & flow>900 station 石桥站)"),
        ("石桥站水位达14.40米以上，青湖平均水位达3.80米以上", "(water_level>=14.4 station 石桥站 | water_level>=3.8)"),
        ("6小时30毫米≤降雨量＜60毫米", "(rainfall>=30 in 360 & rainfall<60 in 360)"),
        ("24小时降雨量已达或将达100毫米以上", "(rainfall>=100 in 1440 | rainfall>=100 in 1440 ahead)"),
        (
            "县气象局发布暴雨黄色预警信号，即预计未来6小时降雨量达50毫米以上；或6小时已达50毫米以上且降雨可能持续",
            "(warning_signal==暴雨黄色 | rainfall>=50 in 360 ahead | (rainfall>=50 in 360 & phenomenon==降雨持续 ahead))",
        ),
        ("受淹面积在30万亩以下、15万亩以上", "(waterlogged_area>=10000 & waterlogged_area<20000)"),
        ("内河主航道断航12小时以上，24小时以下", "(interruption>=12 & interruption<24)"),
        ("大桥双向交通中断，预计6小时以上无法恢复", "restoration_time>=6 ahead"),
        ("台风预计在未来24小时内登陆我市（登陆时中心风力达到12级以上）", "(phenomenon==台风 in 1440 ahead & wind_force>=12 in 1440 ahead)"),
        ("预计未来将有强台风（中心附近最大平均风力14级～15级）登陆我县", "phenomenon==强台风 ahead"),
        ("气温5℃以下或35℃以上", "(min_temperature<=5 | max_temperature>=35)"),
    ],
)  # fmt: skip
def test_a_bound_is_read_as_it_is_written(text: str, tree: str) -> None:
    assert said(READER.read(half_width(text), Rules()).expr) == tree


def test_harms_in_a_row_behind_or_are_each_enough_and_a_doubt() -> None:
    told = READER.read(half_width("造成3人以上死亡，或者10人以上重伤，直接经济损失1000万元以上"), Rules())
    assert said(told.expr) == "(deaths>=3 | seriously_injured>=10 | economic_loss>=10000000)"
    assert told.doubts == ["or_unsaid"]


@pytest.mark.parametrize(("between", "doubts"), [("，", ["or_unsaid"]), ("或", [])])
def test_gauges_that_a_stop_alone_joins_are_each_enough_and_a_doubt(between: str, doubts: list[str]) -> None:
    told = READER.read(half_width(f"北塘站水位8.7米以上{between}南闸站水位9.2米以上"), Rules())
    assert said(told.expr) == "(water_level>=8.7 station 北塘站 | water_level>=9.2 station 南闸站)"
    assert told.doubts == doubts


def test_harms_that_are_needed_together_are_no_doubt() -> None:
    told = READER.read(half_width("造成3人以上死亡，或者10人以上重伤且直接经济损失1000万元以上"), Rules())
    assert said(told.expr) == "(deaths>=3 | (seriously_injured>=10 & economic_loss>=10000000))"
    assert not told.doubts
