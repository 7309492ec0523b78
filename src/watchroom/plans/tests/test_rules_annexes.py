"""Annexes to which the body of a plan leaves the levels and measures of each hazard."""

import pytest

from watchroom.plans.documents.text import plain
from watchroom.plans.extraction.extract import extract
from watchroom.plans.extraction.found import Found

pytestmark = pytest.mark.pure

BODY = """临河市灾害天气应急预案
1 总则
1.1 编制目的
制定本预案。
2 应急响应
2.1 响应分级
2.1.1 Ⅲ级应急响应
有下列情形之一的，启动Ⅲ级应急响应：
（1）市气象台发布全市Ⅲ级预警信息；
2.1.2 Ⅳ级应急响应
有下列情形之一的，启动Ⅳ级应急响应：
（1）市气象台发布全市Ⅳ级预警信息；
2.2 响应措施
{refers}
3 附则
3.1 解释
本预案由市气象局负责解释。
附件1 临河市各灾种分册
1 暴雪灾害
1.1 暴雪灾害应急响应
启动条件：
（1）Ⅳ级响应
——积雪深度达到5厘米。
（2）Ⅲ级响应
——积雪深度达到10厘米。
1.2 暴雪灾害应急响应措施
启动应急响应后，市公路局组织除雪。
附件2 联系电话
"""


def found(text: str) -> Found:
    return extract(plain(text, name="a.txt", digest="0" * 64))


@pytest.mark.parametrize(
    ("refers", "conditions", "measures"),
    [
        ("各灾种的应急响应措施详见附件1。", 2, ["市公路局"]),
        ("各灾种的应急响应措施详见附件2。", 1, []),
        ("市公安局疏导交通。", 1, ["市公安局"]),
    ],
)
def test_an_annex_to_which_the_body_leaves_its_measures_belongs_to_it(
    refers: str, conditions: int, measures: list[str]
) -> None:
    plan = found(BODY.format(refers=refers))

    assert [len(level.conditions) for level in plan.levels] == [conditions, conditions]
    assert [action.units[0] for action in plan.actions] == measures


def test_conditions_below_the_title_of_a_hazard_name_it() -> None:
    plan = found(BODY.format(refers="各灾种的应急响应措施详见附件1。"))

    third = next(level for level in plan.levels if level.code == "III")
    assert [(c.text, c.hazard) for c in third.conditions] == [
        ("市气象台发布全市Ⅲ级预警信息", None),
        ("积雪深度达到10厘米。", "暴雪"),
    ]
