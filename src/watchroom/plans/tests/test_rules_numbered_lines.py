"""Paragraphs whose number a tab parts from their text."""

import pytest

from watchroom.plans.documents.numbered import untabbed
from watchroom.plans.documents.text import plain

pytestmark = pytest.mark.pure


def kinds(text: str) -> list[str]:
    return [block.kind for block in plain(text, name="a.txt", digest="0" * 64).blocks]


@pytest.mark.parametrize(
    "line",
    [
        "1\tIntroduction",
        "3.2\tThe nurse in charge records it.",
        "•\tCritical incident",
        "（一）\t启动条件",
        "①\t死亡三人",
    ],
)
def test_a_numbered_line_is_a_paragraph(line: str) -> None:
    assert kinds(f"Plan\n{line}\n{line}\n") == ["paragraph"] * 3


def test_rows_below_the_head_of_a_table_stay_rows() -> None:
    text = "No.\tPost\n1\tChair\n2\tClerk\n\n3\tAlerting\n3.1\tThe duty officer is told.\n"

    assert kinds(text) == ["row", "row", "row", "paragraph", "paragraph"]
    assert untabbed("1\tChair\tPhone\n") == "1\tChair\tPhone\n"
