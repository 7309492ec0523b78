import pytest

from watchroom.plans.documents.text import plain
from watchroom.plans.extraction.hostile import HOSTILE
from watchroom.plans.extraction.outline import outline
from watchroom.plans.extraction.parts import Part
from watchroom.plans.extraction.vocabulary import shipped

pytestmark = pytest.mark.pure

PLAN = """某市内涝应急预案
目  录
1 总则 1
2 响应 2
1 总则
1.1 编制目的
为做好内涝应对工作，制定本预案。
2 应急响应
2.1 Ⅰ级响应
2.1.1 启动条件
出现下列情况之一的：
（1）死亡30人以上。（2）转移安置10万
人以上；（3）其他情形。
- 12 -
2.1.2 响应措施
（1）启动机制
1．市水务局组织力量排水，保障道路通行，并按照规定向市人民政府报告有
关情况。2．市公安局维护秩序。
（2）人员救助
1．市民政局做好救助。
3 附则
本预案自印发之日起施行。
"""


def parts(text: str) -> list[Part]:
    return outline(plain(text, name="a.txt", digest="0" * 64), shipped()).parts


def shape(text: str) -> list[str]:
    return [f"{part.kind[0]} {part.number} {part.span.text}" for part in parts(text)]


def test_a_plan_becomes_chapters_items_and_paragraphs() -> None:
    assert shape(PLAN) == [
        "t  某市内涝应急预案",
        "c 1 总则",
        "c 1.1 编制目的",
        "t  为做好内涝应对工作，制定本预案。",
        "c 2 应急响应",
        "c 2.1 Ⅰ级响应",
        "c 2.1.1 启动条件",
        "t  出现下列情况之一的：",
        "i (1) 死亡30人以上。",
        "i (2) 转移安置10万人以上；",
        "i (3) 其他情形。",
        "c 2.1.2 响应措施",
        "i (1) 启动机制",
        "i 1. 市水务局组织力量排水，保障道路通行，并按照规定向市人民政府报告有关情况。",
        "i 2. 市公安局维护秩序。",
        "i (2) 人员救助",
        "i 1. 市民政局做好救助。",
        "c 3 附则",
        "t  本预案自印发之日起施行。",
    ]


def test_what_stands_below_what_is_told_by_the_marks_in_use() -> None:
    made = outline(plain(PLAN, name="a.txt", digest="0" * 64), shipped())
    rescue = next(part for part in made.parts if part.span.text == "市公安局维护秩序。")

    assert [part.span.text for part in made.above(rescue)] == ["启动机制", "响应措施", "Ⅰ级响应", "应急响应"]
    assert rescue.role == "response"
    assert [chapter.number for chapter in made.chapters(len(PLAN))] == ["1", "1.1", "2", "2.1", "2.1.1", "2.1.2", "3"]


def test_every_character_knows_its_place() -> None:
    for part in parts(PLAN):
        for char, at in zip(part.span.text, part.span.at, strict=True):
            assert PLAN[at] == char


def test_headings_without_numbers_are_told_by_their_words_and_their_neighbours() -> None:
    text = (
        "总则\n适用范围\n本预案适用于某厂内发生的生产安全事故的应对工作。\n响应分级\n"
        "按照危害程度分为两级。\nⅡ级响应\n部门能够自行处置的事故，由部门负责人组织处置。\n"
        "应急组织机构及职责\n抢险救援组\n负责现场抢险救援工作，负责切断现场电源。\n后期处置\n恢复生产秩序。\n"
    )
    found = [(part.title, part.depth, part.role) for part in parts(text) if part.kind == "chapter"]

    assert found == [
        ("总则", 1, "general"),
        ("适用范围", 2, "general"),
        ("响应分级", 2, "conditions"),
        ("Ⅱ级响应", 3, "response"),
        ("应急组织机构及职责", 1, "organisation"),
        ("抢险救援组", 2, "organisation"),
        ("后期处置", 1, "recovery"),
    ]


def test_a_number_that_counts_heads_nothing() -> None:
    assert [part.kind for part in parts("30 人以上死亡的，启动响应。\n2 小时内报告。\n1.5 万户以上停电。")] == [
        "text"
    ] * 3


@pytest.mark.parametrize("piece", HOSTILE)
def test_hostile_text_loses_none_of_its_places(piece: str) -> None:
    text = piece * (20_000 // len(piece))

    assert all(0 <= part.span.place().start <= part.span.place().end <= len(text) for part in parts(text))


@pytest.mark.parametrize(
    ("text", "regions"),
    [
        ("关于印发某市预案的通知\n附件：某市预案\n某市预案\n1 总则\n1.1 目的\n附件1 联系电话\n", ["front", "front", "body", "body", "annex"]),
        ("1 总则\n" + "".join(f"1.{n} 规定{n}\n" for n in range(1, 14)) + "1.14 专项应急预案\n2 应急响应\n", ["body"] * 16),
        ("总则\n" + "".join(f"1.{n} 规定{n}\n" for n in range(1, 14)) + "火灾事故专项应急预案\n适用范围\n",
         ["body"] * 14 + ["other_plan"] * 2),
        ("甲\n乙要立即报告。\n", ["body"]),
    ],
)  # fmt: skip
def test_what_stands_before_the_plan_and_after_it_is_told_apart(text: str, regions: list[str]) -> None:
    found = [part for part in parts(text) if part.kind == "chapter"] or parts(text)[-1:]

    assert [part.region for part in found] == regions
