"""What a sentence or a label says of all that stands behind it: whose measures, of which levels, where conditions end."""

import pytest

from watchroom.plans.documents.text import plain
from watchroom.plans.extraction.extract import extract
from watchroom.plans.extraction.found import Found
from watchroom.plans.extraction.gauges import stations, uncalled
from watchroom.plans.tests.test_rules_expressions import PLAIN, READER

pytestmark = pytest.mark.pure

WEIR = """云溪水闸防汛预案

启动防汛一级应急响应

启动条件（满足下列条件之一）

（1）白石流量≥900m³/s
（2）青滩与下湾两处的河道流量合计650~900m³/s

响应行动如下：

（1）闸管所所长到闸房指挥。
（2）抢险队到闸前待命。

启动防汛二级应急响应

启动条件（满足下列条件之一）

（1）白石流量400~900m³/s

响应行动如下：

（1）闸管所派人巡查堤防。
"""

TRAM = """云溪有轨电车突发事件应急预案
3 预警
3.1 预警级别
预警响应级别分为四级：Ⅰ级（特别严重）、Ⅱ级（严重）、Ⅲ级（较重）和Ⅳ级（一般），依次用红色、橙色、黄色和蓝色表示。
4 应急响应
4.1 响应分级
应急响应设定为Ⅰ级、Ⅱ级、Ⅲ级、Ⅳ级四个等级。初判发生特别重大、重大事件时，由市人民政府分别启动Ⅰ级、Ⅱ级应急响应；初判发生较大、一般事件时，由区人民政府分别启动Ⅲ级、Ⅳ级应急响应。
4.2 响应措施
事件发生后，电车公司应当先行处置。启动Ⅰ级或Ⅱ级应急响应时，由市电车应急指挥部根据需要，立即组织采取以下措施。
4.2.1 人员疏散
市公安局负责疏散站台上的乘客。
4.2.2 线路抢修
修复受损的轨道和接触网。
"""


def found(text: str) -> Found:
    return extract(plain(text, name="a.txt", digest="0" * 64))


def test_a_label_of_measures_ends_the_conditions_of_its_level() -> None:
    read = found(WEIR)
    conditions = {level.code: [c.text for c in level.conditions] for level in read.levels}

    assert conditions == {
        "I": ["白石流量≥900m³/s", "青滩与下湾两处的河道流量合计650~900m³/s"],
        "II": ["白石流量400~900m³/s"],
    }
    assert [(a.levels, a.text) for a in read.actions] == [
        (["I"], "闸管所所长到闸房指挥。"), (["I"], "抢险队到闸前待命。"), (["II"], "闸管所派人巡查堤防。"),
    ]  # fmt: skip


@pytest.mark.parametrize("text", ["白石流量≥900m³/s", "白石水位达到12m", "当白石水位高于12m"])
def test_what_stands_right_before_a_level_or_a_flow_is_read_as_a_gauge_and_marked_as_unsure(text: str) -> None:
    read = READER.read(text, PLAIN)

    assert (stations(text), uncalled(text), read.doubts) == ([], ["白石"], ["gauge_unsaid"])
    assert str(read.expr).count("at='白石'") == 1
    assert READER.read(text.replace("白石", "白石站"), PLAIN).doubts == []


@pytest.mark.parametrize(
    "text",
    ["入库流量≥900m³/s", "最大流量达900m³/s", "河道水位高于12m", "地下水位达到12m", "沿海潮位达到3m", "泄洪流量达900m³/s", "城区水位超12m"],
)  # fmt: skip
def test_a_kind_of_water_is_no_gauge(text: str) -> None:
    assert (uncalled(text), READER.read(text, PLAIN).doubts) == ([], [])


def test_a_sentence_says_of_which_levels_and_whose_the_measures_behind_it_are() -> None:
    read = found(TRAM)

    assert [(a.levels, a.units, a.text[:12]) for a in read.actions] == [
        (["*"], ["电车公司"], "事件发生后，电车公司应当"),
        (["I", "II"], ["市公安局"], "市公安局负责疏散站台上的"),
        (["I", "II"], ["市电车应急指挥部"], "修复受损的轨道和接触网。"),
    ]


def test_responses_have_the_grades_they_are_started_for_and_no_colours_of_warnings() -> None:
    levels = {(one.kind, one.code): (one.grade, one.colour) for one in found(TRAM).levels}

    assert [levels["response", code] for code in ("I", "II", "III", "IV")] == [
        ("特别重大", None), ("重大", None), ("较大", None), ("一般", None),
    ]  # fmt: skip
    assert levels["warning", "I"] == ("特别严重", "red")


ANNEX = """云溪县泥石流应急预案
3 应急响应
3.1 Ⅱ级响应
3.1.1 启动条件
（1）人员被困3人以上的泥石流灾害。
附件1：响应分级表
等级\t灾害的严重程度和影响范围
Ⅰ级（特别重大）\t造成40人以上死亡或者下落不明的泥石流灾害
Ⅱ级（重大）\t造成15人以上、40人以下死亡的泥石流灾害
Ⅲ级（较大）\t造成5人以上、15人以下死亡的泥石流灾害
"""


def test_a_table_under_the_title_of_an_annex_states_the_levels_and_what_the_text_states_stays() -> None:
    read = found(ANNEX)
    stated = {one.code: (one.grade, [c.text for c in one.conditions]) for one in read.levels if one.kind == "response"}

    assert stated == {
        "I": ("特别重大", ["造成40人以上死亡或者下落不明的泥石流灾害"]),
        "II": ("重大", ["人员被困3人以上的泥石流灾害。", "造成15人以上、40人以下死亡的泥石流灾害"]),
        "III": ("较大", ["造成5人以上、15人以下死亡的泥石流灾害"]),
    }
