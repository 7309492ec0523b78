"""Who issues warnings of which colour, and who signs a response."""

import pytest

from watchroom.plans.documents.text import plain
from watchroom.plans.extraction.extract import extract

pytestmark = pytest.mark.pure

PLAN = (
    "青石县山洪灾害应急预案\n1 总则\n1.1 编制目的\n为防御山洪，制定本预案。\n2 组织体系\n2.1 县防指\n指挥长：副县长\n负责指挥防御。\n"
    "3 预警\n3.1 预警分级\n预警分为红色、橙色、黄色和蓝色四级。\n3.2 预警发布\n{issued}\n"
    "4 应急响应\n4.1 Ⅱ级响应\n水位超过警戒水位2米以上的，启动Ⅱ级响应。\n{signed}\n县水利局开闸。\n"
    "4.2 Ⅲ级响应\n水位超过警戒水位的，启动Ⅲ级响应。\n县水利局巡查。\n"
)


def deciders(kind: str, *, issued: str = "预警及时发布。", signed: str = "") -> dict[str, str | None]:
    text = PLAN.format(issued=issued, signed=signed)
    found = extract(plain(text, name="plan.txt", digest="0" * 64))
    return {level.code: level.starts.decided_by for level in found.levels if level.kind == kind}


@pytest.mark.parametrize(
    ("told", "by"),
    [
        ("蓝色、黄色预警由县水利局发布，橙色、红色预警经指挥长批准后由县防指发布。", ["指挥长", "指挥长", "县水利局", "县水利局"]),
        ("蓝色、黄色预警由县防办发布，黄色预警须经县防指批准；达到橙色以上的，立即报请市防指发布。", ["市防指", "市防指", "县防指", "县防办"]),
        ("红、橙色预警由指挥长签发，黄色预警由县水利局局长签发，蓝色预警由县防办主任签发。", ["指挥长", "指挥长", "县水利局局长", "县防办主任"]),
        ("红色预警由县水利局提出建议，报县人民政府批准后发布。", ["县人民政府", None, None, None]),
        ("预警信息由县防办统一发布。", ["县防办"] * 4),
        ("红色、橙色预警分别由县防指、县防办发布。", [None] * 4),
        ("红色预警的解除由指挥长批准。", [None] * 4),
        ("红色预警发布后，经指挥长同意，可以调整为橙色预警。", [None] * 4),
    ],
)  # fmt: skip
def test_each_warning_is_issued_by_whom_the_plan_names_for_its_colour(told: str, by: list[str | None]) -> None:
    assert deciders("warning", issued=told) == dict(zip(["I", "II", "III", "IV"], by, strict=True))


def test_who_proposes_a_warning_is_kept_beside_who_decides_on_it() -> None:
    text = PLAN.format(issued="红色预警由县水利局提出建议，报县人民政府批准后发布。", signed="")
    level = next(one for one in extract(plain(text, name="a.txt", digest="0" * 64)).levels if one.colour == "red")

    assert (level.starts.proposed_by, level.starts.decided_by) == ("县水利局", "县人民政府")


@pytest.mark.parametrize(
    ("told", "by"),
    [
        ("Ⅱ级应急响应由指挥长签发。", "指挥长"),
        ("县人民政府依法宣布进入紧急防汛期。", None),
        ("县人民政府宣布进入Ⅱ级响应。", "县人民政府"),
    ],
)
def test_who_signs_a_response_decides_on_it_and_who_declares_something_else_does_not(told: str, by: str | None) -> None:
    assert deciders("response", signed=told) == {"II": by, "III": None}


def test_levels_that_are_each_decided_on_by_another_are_told_in_one_breath() -> None:
    told = "Ⅲ级、Ⅱ级响应由县防办提出建议，分别由县水利局局长、指挥长决定启动。"

    assert deciders("response", signed=told) == {"III": "县水利局局长", "II": "指挥长"}
