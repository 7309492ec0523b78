"""How venues and those who hold events there write: whose plan it is, what two bodies do in one sentence, limits told ahead."""

import pytest

from watchroom.plans.documents.text import plain
from watchroom.plans.extraction.expressions import Reader, Rules
from watchroom.plans.extraction.extract import extract
from watchroom.plans.extraction.found import Found, Leaf
from watchroom.plans.extraction.spans import half_width
from watchroom.plans.extraction.units import Names
from watchroom.plans.extraction.vocabulary import shipped

pytestmark = pytest.mark.pure

NAMES, READER = Names(shipped()), Reader(shipped())
GENERAL = "一、总则\n（一）目的。为保护观众，制定本预案。\n"


def found(text: str) -> Found:
    return extract(plain(text, name="plan.txt", digest="0" * 64))


@pytest.mark.parametrize("house", ["青石市会展中心", "云岭县文化艺术中心", "青石市游泳中心管委会"])
def test_a_centre_on_the_line_before_a_title_belongs_to_it(house: str) -> None:
    plan = found(f"{house}\n突发事件应急预案\n{house}\n2023年5月1日\n{GENERAL}")

    assert plan.metadata.title == f"{house}突发事件应急预案"


def done(text: str) -> list[tuple[list[str], str]]:
    plan = found(f"青石剧院突发事件应急预案\n{GENERAL}二、应急处置\n（一）处置措施\n{text}\n")
    return [(action.units, action.text) for action in plan.actions]


def test_two_bodies_in_one_sentence_each_have_a_measure_of_their_own() -> None:
    assert done("散场拥挤时，票务部停止检票；保卫部打开侧门，引导观众。") == [
        (["票务部"], "散场拥挤时，票务部停止检票；"),
        (["保卫部"], "保卫部打开侧门，引导观众。"),
    ]
    assert len(done("各单位停止露天集会；居民委员会提醒居民收好花盆。")) == 1
    assert len(done("票务部停止检票；票务部退票。")) == 1
    assert len(done("票务部停止检票；必要时打开侧门。")) == 1


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("保卫部经理劝离滋事人员，制止围观人员。", ["保卫部经理"]),
        ("东门医疗点救治伤员。", ["东门医疗点"]),
        ("在东门设立临时救护点。", []),
    ],
)
def test_who_acts_where_people_are_sent_away_and_treated(text: str, names: list[str]) -> None:
    assert [name.name for name in NAMES.subjects(half_width(text))] == names


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("馆内人数达到核定容量", (">=", 100)),
        ("馆内人数超过核定容量", (">", 100)),
        ("馆内人数未达到核定容量", None),
    ],
)
def test_a_house_that_is_full(text: str, told: tuple[str, int] | None) -> None:
    leaf = READER.read(text, Rules()).expr

    assert ((leaf.op, leaf.value) if isinstance(leaf, Leaf) else None) == told


@pytest.mark.parametrize(
    ("text", "limits"),
    [
        ("散场后2小时内，保卫部应当向县文旅局报告。", [("保卫部", 120)]),
        ("处置结束后5日内，剧院经理向县文旅局报送总结报告。", [("剧院经理", 7200)]),
        ("接报后10分钟内核实，保卫部向县文旅局报告。", [("保卫部", None)]),
        ("票务部30分钟内向剧院经理报告；剧院经理向县文旅局报告。", [("票务部", 30), ("剧院经理", None)]),
    ],
)
def test_a_limit_told_before_who_reports_is_his(text: str, limits: list[tuple[str, int | None]]) -> None:
    plan = found(f"青石剧院突发事件应急预案\n{GENERAL}二、信息报告\n（一）{text}\n")

    assert [(row.sender, row.deadline.minutes if row.deadline else None) for row in plan.reports] == limits
