"""Posts that measures appoint somebody to, in a plan whose organisation stands in another document."""

import pytest

from watchroom.plans.documents.text import plain
from watchroom.plans.extraction.extract import extract
from watchroom.plans.extraction.found import Found

pytestmark = pytest.mark.pure

FERRY = (
    "青石轮渡有限公司渡船进水专项应急预案\n1 适用范围\n本预案适用于本公司渡船。\n2 应急组织机构\n见综合应急预案。\n3 处置措施\n"
    "（1）{told}\n（2）驾驶员立即向调度室报告。\n（3）驾驶员减速靠岸。\n（4）驾驶员发放救生衣。\n"
)


def found(told: str) -> Found:
    return extract(plain(FERRY.format(told=told), name="a.txt", digest="0" * 64))


@pytest.mark.parametrize(
    ("told", "posts"),
    [
        (
            "值班长任总指挥，接报后组织抢险；排水时轮机员为机舱现场指挥。",
            {"总指挥": "值班长", "机舱现场指挥": "轮机员"},
        ),
        ("现场总指挥由值班经理担任，组织旅客撤离。", {"现场总指挥": "值班经理"}),
        ("安全主管兼任副总指挥。", {"副总指挥": "安全主管"}),
    ],
)
def test_posts_that_measures_appoint_somebody_to_are_units_and_not_who_acts(told: str, posts: dict[str, str]) -> None:
    units = found(told).units

    assert {unit.name: unit.lead for unit in units} == posts
    assert {unit.kind for unit in units} == {"role"}
    assert [unit.duties for unit in units] == [[]] * len(posts)


@pytest.mark.parametrize(
    "told",
    [
        "调度室在两小时内为现场指挥提供图纸。",  # for whom it is done
        "责任总指挥到位后移交。",
        "渡船由公司总指挥调度。",
    ],
)
def test_who_only_deals_with_a_post_is_not_appointed_to_it(told: str) -> None:
    assert [(unit.name, unit.lead) for unit in found(told).units] == [("驾驶员", None)]


def test_measures_of_who_acts_are_no_duties_told_of_them() -> None:
    [unit] = found("调度室清点人数。").units

    assert (unit.name, unit.duties) == ("驾驶员", [])
    assert [doubt.code for doubt in unit.doubts] == ["no_organisation"]


def test_a_plan_with_an_organisation_of_its_own_has_the_posts_that_it_tells_there() -> None:
    plan = extract(
        plain(
            "青石轮渡有限公司渡船进水应急预案\n1 组织机构\n1.1 抢险组\n负责堵漏和排水。\n2 处置措施\n"
            "（1）值班长任总指挥，组织抢险。\n",
            name="a.txt",
            digest="0" * 64,
        )
    )

    assert [unit.name for unit in plan.units] == ["抢险组"]
