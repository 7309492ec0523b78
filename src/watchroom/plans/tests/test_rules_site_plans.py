"""How schools, hospitals and works write: duties under titles of a list, people as posts, short orders, reports in duties."""

import pytest

from watchroom.plans.documents.text import plain
from watchroom.plans.extraction.extract import extract
from watchroom.plans.extraction.found import Found
from watchroom.plans.tests.test_rules_reporting import limit, of, said

pytestmark = pytest.mark.pure

WORKS = "青石机械厂火灾专项应急预案"


def found(text: str) -> Found:
    return extract(plain(text, name="plan.txt", digest="0" * 64))


DUTIES = (
    "一、组织机构\n1、通信组\n职责：随时向指挥部报告火场情况。\n2、后勤组\n职责：每月向指挥部汇报工作。\n"
    "3、班组长\n职责：及时向上级汇报险情。\n"
)


def test_the_duty_of_a_house_to_tell_others_what_happens_is_a_report_and_a_report_on_work_is_none() -> None:
    assert [said(r) for r in found(f"{WORKS}\n{DUTIES}").reports] == [
        ("通信组", ["指挥部"], None, None),
        ("班组长", ["上级"], None, None),
    ]
    assert found(f"青石县火灾应急预案\n{DUTIES}").reports == []


def test_at_once_by_telephone_and_within_hours_in_writing_are_two_reports() -> None:
    rows = of("厂值班室应立即电话、并在2小时内以书面形式向县应急管理局报告,并及时向邻近单位通报。", title=WORKS)

    assert [said(r) for r in rows] == [
        ("厂值班室", ["县应急管理局"], 0, "电话"),
        ("厂值班室", ["县应急管理局"], 120, "书面"),
        ("厂值班室", ["邻近单位"], None, None),
    ]


def test_a_later_sentence_tells_the_limit_or_the_form_of_the_report_before_it() -> None:
    rows = of("厂长接报后报告县应急管理局。\n发生死亡事故，必须用电话在1小时内(最迟不超过2小时)报告。", title=WORKS)
    assert [said(r) for r in rows] == [("厂长", ["县应急管理局"], 60, "电话")]

    rows = of("厂长在1小时内向县应急管理局报告。\n报告应采用书面形式报送，情况紧急时可先电话报告。", title=WORKS)
    assert [said(r) for r in rows] == [("厂长", ["县应急管理局"], 60, "书面")]


def test_within_the_time_that_is_laid_down_is_not_at_once() -> None:
    rows = of("车间主任接报后，立即启动车间响应，并在规定时间内向厂指挥部报告。", title=WORKS)

    assert [(r.sender, r.to, limit(r.deadline)) for r in rows] == [("车间主任", ["厂指挥部"], None)]


@pytest.mark.parametrize(
    ("head", "tail", "told"),
    [
        ("流感防控应急预案", "青石二中\n二〇一五年三月九日", ("enterprise_special", "青石二中", "2015-03-09")),
        ("青石县中心医院停水应急预案", "", ("enterprise_special", "青石县中心医院", None)),
        ("青石纺织有限公司起重设备生产安全事故应急预案", "", ("enterprise_special", "青石纺织有限公司", None)),
        ("青石机械有限公司生产安全事故应急预案", "", ("enterprise_comprehensive", "青石机械有限公司", None)),
        ("企业总体应急预案", "", ("enterprise_comprehensive", None, None)),
        ("青石县学校突发事件应急预案", "各学校向县教育局报告。", ("special", None, None)),
    ],
)
def test_what_a_school_a_hospital_or_a_works_says_of_its_plan(
    head: str, tail: str, told: tuple[str, str | None, str | None]
) -> None:
    plan = found(
        f"{head}\n一、总则\n为保护师生和患者，结合我校、我院实际，制定本预案。\n二、应急处置\n1、校长、院长到场指挥。\n2、班主任、护士组织撤离。\n{tail}\n"
    ).metadata

    assert (plan.plan_type, plan.issuer, plan.issued_date) == told
