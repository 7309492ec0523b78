"""What recognition makes of numerals and marks is put right where the order of the headings tells; else it stays."""

import pytest

from watchroom.plans.documents.misread import mended
from watchroom.plans.documents.pieces import Piece

pytestmark = pytest.mark.pure


def read(*lines: str, page: int = 1) -> list[str]:
    return [one.text for one in mended([Piece(line, page=page) for line in lines], [1])]


@pytest.mark.parametrize(
    "heads",
    [
        ["5.1 1级响应", "5.21级响应", "5.3川级响应", "5.4 IV级响应"],
        ["5.1 |级响应", "5.2 Ⅰ级响应", "5.3 册级响应", "5.4 1V级响应"],
    ],
)
def test_a_heading_whose_numeral_lost_a_stroke_has_the_one_that_its_chapter_counts_to(heads: list[str]) -> None:
    told = ["死亡10人以上。", "死亡5人以上。", "死亡3人以上。", "死亡1人以上。"]
    lines = [line for pair in zip(heads, told, strict=True) for line in pair]
    made = read(*heads, "1 总则", *lines)
    printed = ["5.1 Ⅰ级响应", "5.2 Ⅱ级响应", "5.3 Ⅲ级响应", "5.4 Ⅳ级响应"]
    assert (made[:4], made[5::2], made[6::2]) == (printed, printed, told)


def test_labels_without_a_number_are_read_in_the_order_of_their_scale() -> None:
    told = ["山级响应:班组自行处置。", "1级响应:部门处置。", "Ⅰ级响应(扩大响应):请求支援。"]
    assert read(*told, "结束", "1级响应", "Ⅱ级响应", "山级响应") == [
        "Ⅲ级响应:班组自行处置。", "Ⅱ级响应:部门处置。", "Ⅰ级响应(扩大响应):请求支援。", "结束", "Ⅰ级响应", "Ⅱ级响应", "Ⅲ级响应",
    ]  # fmt: skip
    lone = ["1级响应", "情况一", "1级响应", "情况二", "Ⅱ级响应"]
    assert read(*lone) == lone


def test_levels_that_count_down_are_read_down() -> None:
    assert read("3.2.1 IV级预警", "3.2.2 川级预警", "3.2.3 Ⅰ级预警", "3.2.4 Ⅰ级预警") == [
        "3.2.1 Ⅳ级预警", "3.2.2 Ⅲ级预警", "3.2.3 Ⅱ级预警", "3.2.4 Ⅰ级预警",
    ]  # fmt: skip


@pytest.mark.parametrize(
    "lines",
    [
        ["5.1 1级响应", "5.2 1级响应", "5.3 1级响应"],  # which is which, nothing says
        ["5.1 1级响应", "5.2 1级响应"],  # two may be alike
        ["4.1 Ⅱ级响应", "4.2 Ⅰ级响应", "4.3 Ⅲ级响应"],  # no order
    ],
)
def test_what_no_order_tells_stays_as_it_was_read(lines: list[str]) -> None:
    assert read(*lines) == lines


def test_the_signs_of_marks_that_were_lost_are_set_again() -> None:
    assert read("房屋倒塌100间以上。4 )断水2天以上。7 ,市水务局供水。") == [
        "房屋倒塌100间以上。(4)断水2天以上。7.市水务局供水。"
    ]
    assert read("(5 )决定启动|V级响应。") == ["(5 )决定启动Ⅳ级响应。"]
    assert read("转移30，其中老人12。") == ["转移30，其中老人12。"]


def test_a_page_that_was_not_read_from_a_picture_keeps_every_sign() -> None:
    lines = ["5.1 1级响应", "5.21级响应", "5.3川级响应", "安置。4 )转移。"]
    assert read(*lines, page=2) == lines
