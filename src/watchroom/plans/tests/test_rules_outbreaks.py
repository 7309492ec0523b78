"""Outbreaks of a disease that a condition names first, and animals that are ill: counted as animals, in so many places."""

import pytest

from watchroom.plans.drafts.wording import expr_words
from watchroom.plans.extraction.expressions import Reader, Rules
from watchroom.plans.extraction.spans import half_width
from watchroom.plans.extraction.vocabulary import shipped
from watchroom.plans.tests.test_rules_expressions import said

pytestmark = pytest.mark.pure

READER = Reader(shipped())


def told(text: str, topic: str = "") -> str:
    return said(READER.read(half_width(text), Rules(topic=topic)).expr)


@pytest.mark.parametrize(
    ("text", "tree"),
    [
        (
            "口蹄疫在14日内，全省有3个以上市发生疫情，或者疫点达到15个以上",
            "(hazard==口蹄疫 & (phenomenon==疫情 in 20160 at 3 | object_count>=15 in 20160 of 疫点))",
        ),
        (
            "新城疫在30日内，全市有2个以上、6个以下县发生疫情",
            "(hazard==新城疫 & phenomenon==疫情 in 43200 at 2 to 6)",
        ),
        (
            "口蹄疫在14日内，有4个以上州（市）发生严重疫情或有30个以上疫点，且疫区连片",
            "(hazard==口蹄疫 & (phenomenon==疫情 in 20160 at 4 | object_count>=30 in 20160 of 疫点))",
        ),
        (
            "高致病性禽流感、非洲猪瘟在1个乡镇内发生，疫点2个以下",
            "((hazard==高致病性禽流感 | hazard==非洲猪瘟) & phenomenon==疫情 at 1 & object_count<2 of 疫点)",
        ),
        (
            "二类动物疫病在2个乡镇呈暴发流行，300只以上羊发病",
            "(hazard==二类动物疫病 & phenomenon==暴发流行 at 2 & object_count>=300 of 羊 is 发病)",
        ),
        (
            "口蹄疫在14日内，有2个县发生疫情；非洲猪瘟在21日内，有3个县发生疫情",
            "((hazard==口蹄疫 & phenomenon==疫情 in 20160 at 2) | (hazard==非洲猪瘟 & phenomenon==疫情 in 30240 at 3))",
        ),
        (
            "口蹄疫在14日内，在3个以上相邻市或7个以上县发生疫情，或有新的口蹄疫亚型出现并发生疫情",
            "(hazard==口蹄疫 & (phenomenon==疫情 in 20160 at 3 | phenomenon==疫情 in 20160 at 7))",
        ),
        ("新城疫在21日内，1个县行政区域内发生疫情", "(hazard==新城疫 & phenomenon==疫情 in 30240 at 1)"),
        ("非洲猪瘟在30日内多数省份发生疫情并流行", "-"),
        # A disease of people is told as before.
        ("霍乱在1周内发病40例以上", "(event_type==霍乱 & cases>=40 in 10080)"),
        ("登革热波及3个以上县", "event_type==登革热 at 3"),
    ],
)
def test_what_follows_a_disease_is_told_of_it(text: str, tree: str) -> None:
    assert told(text) == tree


def test_from_how_many_places_to_how_many_is_told_in_both_languages() -> None:
    words = expr_words(
        READER.read(half_width("口蹄疫在14日内，有3个以上、6个以下县发生疫情"), Rules(topic="口蹄疫")).expr
    )
    assert words.zh.endswith("（3 至 6 个县）")
    assert words.en.endswith("(in 3 to 6 counties)")
    least = expr_words(READER.read(half_width("2个以上县发生洪涝"), Rules()).expr)
    assert least.en.endswith("(in at least 2 counties)")


def test_the_disease_that_the_plan_is_about_is_not_told_again() -> None:
    text = "非洲猪瘟在21日内，有3个县发生疫情"
    assert told(text, "青石市非洲猪瘟疫情应急预案") == "phenomenon==疫情 in 30240 at 3"


@pytest.mark.parametrize(
    ("text", "tree"),
    [
        ("发病畜禽达到700头（只）以上", "object_count>=700 of 畜禽 is 发病"),
        ("病死生猪80头以上、200头以下", "(object_count>=80 of 生猪 is 病死 & object_count<200 of 生猪 is 病死)"),
        ("死亡300羽以上", "-"),
        ("发病60例以上", "cases>=60"),
    ],
)
def test_animals_are_no_people(text: str, tree: str) -> None:
    assert told(text) == tree
