"""Papers that lost their line ends: their chapters, items and labels are found again, page numbers and contents are gone."""

import re
from time import perf_counter

import pytest

from watchroom.plans.documents.text import plain
from watchroom.plans.extraction.extract import extract
from watchroom.plans.extraction.found import Found

pytestmark = pytest.mark.pure

FILL = "各有关单位应当密切配合，加强信息沟通，确保处置工作有序开展。" * 24
PAPER = f"""梅州县人民政府办公室
关于印发梅州县停气事件应急预案的通知
梅州县人民政府办公室
2024年4月9日
梅州县停气事件应急预案
{{contents}}— 1 —
1 总则
1.1 编制目的
为做好停气事件应对工作，制定本预案。
1.2 工作原则
{FILL}
— 2 —
2 组织指挥体系
2.1 县指挥部
县指挥部负责统一指挥停气事件应对工作。
2.2 应急工作组
（1）抢修组
牵头单位：县住建局
主要职责：组织抢修管道。
（2）保供组
牵头单位：县商务局
主要职责：调配瓶装气。
— 3 —
3 应急响应
3.1 响应分级
3.1.1 一级响应
符合下列情形之一的，启动一级响应：
（1）停气5000户以上；
（2）造成3人以上死亡。
3.1.2 二级响应
符合下列情形之一的，启动二级响应：
（1）停气1000户以上5000户以下；
（2）造成3人以下死亡。
3.2 响应措施
（1）县住建局在30分钟内派出抢修队伍。
（2）县公安局封闭道路。
4 附则
{FILL}
"""
CONTENTS = "目 录\n1 总则 1\n1.1 编制目的 1\n1.2 工作原则 1\n2 组织指挥体系 2\n2.1 县指挥部 2\n2.2 应急工作组 2\n3 应急响应 3\n3.1 响应分级 3\n3.2 响应措施 3\n4 附则 4\n"


def found(text: str) -> Found:
    return extract(plain(text, name="plan.txt", digest="0" * 64))


def told(plan: Found) -> tuple[object, ...]:
    return (
        plan.metadata.title,
        plan.metadata.issuer,
        plan.metadata.issued_date,
        [(level.code, [c.text for c in level.conditions]) for level in plan.levels],
        [(unit.name, unit.kind, unit.lead, [duty.text for duty in unit.duties]) for unit in plan.units],
        [(action.text, action.units) for action in plan.actions],
    )


@pytest.mark.parametrize("contents", ["", CONTENTS])
@pytest.mark.parametrize("page", [r"— \1 —", r"第 \1 页 共 4 页", r"\1", ""])
def test_a_paper_in_one_line_says_what_it_said_in_lines(contents: str, page: str) -> None:
    lines = PAPER.format(contents=contents)
    one = re.sub(r"\s+", " ", re.sub(r"— (\d) —", page, lines)).strip()

    assert told(found(one)) == told(found(lines))
    assert len(found(one).actions) == 2


def test_places_stay_true_in_a_paper_of_one_line() -> None:
    one = PAPER.format(contents="").replace("\n", " ")
    action = found(one).actions[0]

    assert one[action.places[0].start : action.places[0].end] == action.text


@pytest.mark.parametrize(
    "text",
    [
        "某年停气事件发生后， 1 名工人、 2 辆车到场。" * 80,
        "3 应急响应 " + "各有关单位按照职责做好工作。" * 120,
        "1 总则 " + "各有关单位按照职责做好工作。" * 120 + " 2 响应 3 终止",
    ],
)
def test_a_long_paragraph_with_a_few_numbers_is_no_paper(text: str) -> None:
    assert len(found(text + "\n县指挥部应当关闭阀门。").actions) <= 2


def test_a_long_row_of_numbers_or_blanks_is_looked_at_once() -> None:
    row = "1 总则 1.1 目的 1.2 依据 1.3 原则 2 组织 2.1 机构 2.2 职责 " + "1 " * 60000 + " " * 60000
    started = perf_counter()
    found(row)

    assert perf_counter() - started < 5
