"""Texts whose lines and marks are not as the plan had them: Markdown without blank lines, items without their stops."""

import pytest

from watchroom.plans.documents.reading import read
from watchroom.plans.documents.text import plain as plain_document
from watchroom.plans.extraction.items import split
from watchroom.plans.extraction.outline import outline
from watchroom.plans.extraction.spans import read as span
from watchroom.plans.extraction.vocabulary import shipped

pytestmark = pytest.mark.pure


def lines(text: str) -> list[str]:
    document = read(text.encode(), "a.md")
    return [document.text[block.start : block.end] for block in document.blocks]


def test_lines_of_chinese_that_are_not_full_are_paragraphs_in_markdown_too() -> None:
    rest = "市水务局负责水库、河道、闸坝的巡查和调度工作，发现险情及时处置"
    assert lines(f"云岭市防汛预案\n2024年修订\n云岭市水务局\n1）{rest}\n2）{rest}\n一、甲\n") == [
        "云岭市防汛预案", "2024年修订", "云岭市水务局", f"1）{rest}", f"2）{rest}", "一、甲",
    ]  # fmt: skip


def test_lines_of_chinese_that_are_broken_at_one_width_go_on() -> None:
    assert lines("市水务局负责水库、河道、闸坝的巡查和调度工作，发现险情\n及时处置。\n市气象局发布预警。\n") == [
        "市水务局负责水库、河道、闸坝的巡查和调度工作，发现险情及时处置。", "市气象局发布预警。",
    ]  # fmt: skip
    assert lines("- 市水务局\n  负责调度\n- 市气象局\n") == ["市水务局负责调度", "市气象局"]


def test_long_lines_are_never_broken_ones() -> None:
    long = "市水务局负责水库、河道、闸坝的巡查和调度工作，" * 4 + "发现险情及时处置"
    assert lines(f"{long}\n{long}\n{long}\n") == [long] * 3


@pytest.mark.parametrize(
    ("plain", "items"),
    [
        ("1）开展巡查2）转移群众3）报告灾情", ["开展巡查", "转移群众", "报告灾情"]),
        ("①开展巡查②转移群众", ["开展巡查", "转移群众"]),
        ("1）按照前款和2）的要求开展巡查", ["按照前款和2）的要求开展巡查"]),
        ("1）死亡12）人", ["死亡12）人"]),
        ("②开展巡查④转移群众", ["开展巡查④转移群众"]),
    ],
)
def test_the_next_item_begins_though_the_one_before_has_no_stop(plain: str, items: list[str]) -> None:
    assert [part.text for _, part in split(span(plain, [(0, len(plain))]))] == items


@pytest.mark.parametrize(
    ("plain", "items"),
    [
        ("Ⅳ级响应（1）市水务局开展巡查（2）市气象局加密预报", ["Ⅳ级响应", "市水务局开展巡查", "市气象局加密预报"]),
        ("启动条件（蓝色）①全市降雨②多个镇受淹", ["启动条件（蓝色）", "全市降雨", "多个镇受淹"]),
        ("见附件（1）和（2）", ["见附件（1）和（2）"]),
        ("按照职责（1）开展巡查", ["按照职责（1）开展巡查"]),
    ],
)
def test_the_first_item_glued_to_its_title_begins_where_a_second_one_follows(plain: str, items: list[str]) -> None:
    assert [part.text for _, part in split(span(plain, [(0, len(plain))]))] == items


def test_the_second_item_may_stand_on_the_next_line() -> None:
    first, second = "响应措施（1）市水务局开展巡查", "（2）市气象局加密预报"
    made = split(span(first, [(0, len(first))]), span(second, [(0, len(second))]))
    assert [part.text for _, part in made] == ["响应措施", "市水务局开展巡查"]


def parts(text: str) -> list[tuple[str, str]]:
    made = outline(plain_document(text, name="a.txt", digest="0" * 64), shipped())
    return [(part.kind, part.title or (part.span.text if part.span else "")) for part in made.parts]


def test_a_title_that_only_blanks_part_from_its_text_is_a_title() -> None:
    long = "为了在灾害发生时有序开展救援，减少损失，制定本预案。"
    assert parts(f"1　总则\n1.1　编制目的　{long}\n") == [("chapter", "总则"), ("chapter", "编制目的"), ("text", long)]
    wide = ["市防汛物资和队伍", "由市水务局负责调度和补充，发现短缺及时上报。"]
    one = parts(f"1　总则\n1.1　{'　'.join(wide)}\n")[1:]
    assert one == [("chapter", "".join(wide))], "one blank behind an unknown title says nothing"


def test_a_known_title_to_which_its_first_item_was_glued_is_a_title() -> None:
    assert parts("5 应急响应\n5.1 启动条件（1）全市出现特大暴雨；\n（2）多个镇受淹。\n")[1:] == [
        ("chapter", "启动条件"), ("item", "全市出现特大暴雨；"), ("item", "多个镇受淹。"),
    ]  # fmt: skip
