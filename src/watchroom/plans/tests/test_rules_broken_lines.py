"""Texts whose lines and marks are not as the plan had them: Markdown without blank lines, items without their stops."""

import pytest

from watchroom.plans.documents.reading import read
from watchroom.plans.extraction.items import split
from watchroom.plans.extraction.spans import read as span

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
