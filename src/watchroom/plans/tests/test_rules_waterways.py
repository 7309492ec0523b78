"""Plans for waterways and ports: ships that act, heads of members, whoever asks others to start a response, grades of levels."""

import pytest

from watchroom.plans.documents.text import plain
from watchroom.plans.extraction.extract import extract
from watchroom.plans.extraction.found import Found

pytestmark = pytest.mark.pure

PLAN = (
    "青石市渡口渡船事故应急预案\n1 总则\n1.1 编制目的\n为处置渡船事故，制定本预案。\n2 组织体系\n2.1 市渡口指挥部\n总指挥：副市长\n主要职责：\n"
    "（1）指挥救助。\n3 应急响应\n3.1 先期处置\n{first}\n3.2 分级响应\n3.2.1 Ⅰ级响应\n{lead}\n（1）{item}\n"
    "附件1\n响应分级\n有下列情形之一的，启动Ⅰ级响应：\n（1）{case}\n（2）渡船溢油50吨以上的。\n"
)
USUAL = {
    "first": "市港航局立即派出巡逻艇。",
    "lead": "采取下列措施：",
    "item": "市港航局组织搜寻。",
    "case": "渡船沉没的。",
}


def found(**told: str) -> Found:
    return extract(plain(PLAN.format(**{**USUAL, **told}), name="a.txt", digest="0" * 64))


def acts(plan: Found) -> list[tuple[str, list[str]]]:
    return [(action.text, action.units) for action in plan.actions]


@pytest.mark.parametrize("ship", ["事发船舶", "遇险船舶", "肇事船舶"])
def test_the_ship_to_which_it_happens_acts(ship: str) -> None:
    assert (f"{ship}应立即组织自救，并保持通信畅通。", [ship]) in acts(
        found(first=f"{ship}应立即组织自救，并保持通信畅通。")
    )


@pytest.mark.parametrize(
    ("who", "unit"),
    [
        ("各成员单位主要负责人", "各成员单位"),
        ("各成员单位负责同志", "各成员单位"),
        ("有关部门负责人", "有关部门负责人"),
    ],
)
def test_the_heads_of_all_members_are_the_members(who: str, unit: str) -> None:
    assert acts(found(item=f"{who}到岗，投入救援。"))[-1] == (f"{who}到岗，投入救援。", [unit])


def test_whoever_asks_others_to_start_a_response_does_something_before_the_list() -> None:
    asks = found(lead="市渡口指挥部立即报请省人民政府启动省级响应，并做好下列工作：")
    starts = found(lead="市渡口指挥部立即启动Ⅰ级响应，并做好下列工作：")

    assert [unit for _, [unit] in acts(asks)][1:] == ["市渡口指挥部", "市港航局"]
    assert "报请省人民政府启动省级响应" in acts(asks)[1][0]
    assert len(acts(starts)) == 2


@pytest.mark.parametrize(
    ("case", "grade"),
    [
        ("发生特别重大渡船事故的；", "特别重大"),
        ("发生特别重大或者重大渡船事故的；", None),
        ("渡口瘫痪的；（2）发生重大突发环境事件的；", None),  # another event, told last
        ("发生重大渡船事故，可能升级的；", None),
    ],
)
def test_the_first_of_several_conditions_ties_a_grade_to_its_level_where_it_says_nothing_else(
    case: str, grade: str | None
) -> None:
    [level] = found(case=case).levels

    assert (level.code, level.grade, len(level.conditions) > 1) == ("I", grade, True)
