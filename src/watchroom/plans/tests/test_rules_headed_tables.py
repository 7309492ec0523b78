"""Tables of which a Chinese plain text keeps nothing but blanks between the cells."""

import pytest

from watchroom.plans.documents.headed import tabbed

pytestmark = pytest.mark.pure


def test_rows_below_a_head_of_known_words_are_cells() -> None:
    text = "工作组 牵头单位 主要职责\n抢险组 县消防救援大队 负责抢险\n医疗组 县卫健局 负责救治\n以上各组服从指挥。"

    assert tabbed(text).split("\n") == [
        "工作组\t牵头单位\t主要职责",
        "抢险组\t县消防救援大队\t负责抢险",
        "医疗组\t县卫健局\t负责救治",
        "以上各组服从指挥。",
    ]


def test_wide_gaps_part_cells_that_have_blanks_of_their_own() -> None:
    text = "级别  启动条件\nⅠ级  24 小时雨量 100 毫米以上\nⅡ级  24 小时雨量 50 毫米以上"

    assert tabbed(text).split("\n")[1] == "Ⅰ级\t24 小时雨量 100 毫米以上"


@pytest.mark.parametrize(
    "text",
    [
        "组长 职责\n王某 负责指挥",
        "主要职责 分工 按照下列规定\n抢险组 县局 负责抢险\n医疗组 县局 负责救治",
        "单位 职责\n县公安局负责警戒\n县水利局负责监测",
    ],
    ids=["one row only", "a head with other words", "rows of one cell"],
)
def test_other_lines_stay_as_they_are(text: str) -> None:
    assert tabbed(text) == text
