"""How schools, hospitals and works write their plans."""

import pytest

from watchroom.plans.documents.text import plain
from watchroom.plans.extraction.extract import extract
from watchroom.plans.extraction.found import Found

pytestmark = pytest.mark.pure


def found(text: str) -> Found:
    return extract(plain(text, name="plan.txt", digest="0" * 64))


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
