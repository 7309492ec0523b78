"""Plans whose lists lost their numbers, or their paragraphs the stop at the end: they say what they said with them."""

import pytest

from watchroom.plans.documents.text import plain
from watchroom.plans.extraction.extract import extract
from watchroom.plans.extraction.found import Found

pytestmark = pytest.mark.pure


def found(text: str) -> Found:
    return extract(plain(text, name="a.txt", digest="0" * 64))


CONDITIONS = """云岭市防汛应急预案
1 总则
1.1 编制目的
为做好防汛工作，制定本预案。
4 应急响应
4.1 Ⅰ级响应
4.1.1 启动条件
出现下列情况之一的：
死亡30人以上。
紧急转移安置10万人以上。
暴雨：预计未来24小时全市将出现特大暴雨。
已对群众生活造成特别重大损失，超出本市处置能力的。
4.1.2 响应措施
市水务局组织排水。
"""


def test_conditions_that_lost_their_numbers_are_each_one() -> None:
    (level,) = found(CONDITIONS).levels
    assert [condition.text for condition in level.conditions] == [
        "死亡30人以上。",
        "紧急转移安置10万人以上。",
        "预计未来24小时全市将出现特大暴雨。",
        "已对群众生活造成特别重大损失，超出本市处置能力的。",
    ]
    assert [condition.expr is not None for condition in level.conditions] == [True, True, True, False]
    assert level.conditions[2].hazard == "暴雨"


@pytest.mark.parametrize("after", ["市应急局应当2小时内报告。", "由市长决定启动Ⅰ级响应。", "市防指派出3个工作组。"])
def test_what_is_done_behind_them_is_no_condition(after: str) -> None:
    (level,) = found(CONDITIONS.replace("已对群众生活造成特别重大损失，超出本市处置能力的。", after)).levels
    assert len(level.conditions) == 3


MEASURES = """云岭市救灾应急预案
1 总则
1.1 编制目的
为做好救灾工作，制定本预案。
5 应急响应
5.1 Ⅰ级响应
5.1.1 响应措施
启动Ⅰ级响应后，采取以下措施：
灾情信息管理
市应急管理局组织做好灾情信息收集、报送工作。
基础设施恢复
市交通运输局组织抢修道路。
"""


def test_a_title_without_number_parts_the_measures_below_it() -> None:
    assert [(action.text, action.units) for action in found(MEASURES).actions] == [
        ("市应急管理局组织做好灾情信息收集、报送工作。", ["市应急管理局"]),
        ("市交通运输局组织抢修道路。", ["市交通运输局"]),
    ]


REPORTS = """云岭市救灾应急预案
1 总则
1.1 编制目的
为做好救灾工作，制定本预案。
4 信息报告
4.1 灾情初报。对突发性自然灾害，县级应急管理部门应当在灾害发生后2小时内将灾情和救灾工作情况向市应急管理局报告，并视情通报有关部门和单位{stop}
"""


@pytest.mark.parametrize("stop", ["。", ""])
def test_a_numbered_paragraph_is_read_with_and_without_its_last_stop(stop: str) -> None:
    (report,) = [r for r in found(REPORTS.format(stop=stop)).reports if r.deadline]
    assert (report.sender, report.to, report.deadline and report.deadline.minutes) == (
        "县级应急管理部门", ["市应急管理局"], 120,
    )  # fmt: skip


def test_a_list_below_a_list_begins_at_one_again_wherever_it_is_glued() -> None:
    glued = MEASURES.replace("灾情信息管理\n", "（1）灾情信息管理1．市气象局加密预报。2．").replace(
        "基础设施恢复\n", "（2）基础设施恢复1．市水务局抢修管网。2．"
    )
    text = glued.replace("报送工作。\n", "报送工作。")
    assert [action.text for action in found(text).actions] == [
        "市气象局加密预报。",
        "市应急管理局组织做好灾情信息收集、报送工作。",
        "市水务局抢修管网。",
        "市交通运输局组织抢修道路。",
    ]
