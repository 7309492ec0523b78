"""Levels and their conditions told in one sentence, in articles, and beside warnings whose measures have titles of their own."""

import pytest

from watchroom.plans.documents.text import plain
from watchroom.plans.extraction.extract import extract
from watchroom.plans.extraction.score import scored

pytestmark = pytest.mark.pure


def read(text):
    document = plain(text, name="plan.txt", digest="0")
    return scored(extract(document), document)


HEAD = "梅岭县山洪灾害应急预案\n一、总则\n本预案适用于全县。\n"


def told(text):
    return {(one["kind"], one["code"]): [c["text"] for c in one["conditions"]] for one in read(text)["levels"]}


def test_each_level_has_its_own_clause_of_one_sentence():
    text = HEAD + (
        "二、应急响应\n山洪按死亡人数分级：死亡20人以上为特别重大，死亡9人以上20人以下为重大，死亡4人以上9人以下为较大，"
        "死亡4人以下为一般，分别启动一级、二级、三级、四级响应。\n"
    )
    assert told(text) == {
        ("response", "I"): ["死亡20人以上"],
        ("response", "II"): ["死亡9人以上20人以下"],
        ("response", "III"): ["死亡4人以上9人以下"],
        ("response", "IV"): ["死亡4人以下"],
    }
    assert [one["grade"] for one in read(text)["levels"]] == ["特别重大", "重大", "较大", "一般"]


def test_grades_that_are_not_as_many_as_the_levels_are_given_to_none():
    text = HEAD + (
        "二、应急响应\n死亡20人以上为特别重大，死亡9人以上20人以下为重大，死亡4人以上9人以下为较大，死亡4人以下为一般，"
        "分别启动一级、二级、三级响应。\n"
    )
    assert not [c for conditions in told(text).values() for c in conditions if c.count("为") > 1]


WARNINGS = HEAD + (
    "二、预警\n（一）预警分级\n1.蓝色预警：24小时降雨量60毫米以上。\n2.红色预警：3小时降雨量90毫米以上。\n"
    "（二）预警响应措施\n1.蓝色预警响应措施\n县水利局：巡查山塘。\n2.红色预警响应措施\n县教育局：通知学校停课。\n"
)


def test_the_measures_of_a_warning_are_no_level_of_the_response():
    assert set(told(WARNINGS)) == {("warning", "IV"), ("warning", "I")}


def test_a_response_to_a_warning_that_is_defined_nowhere_else_stays_a_level():
    text = HEAD + (
        "二、预警响应\n（一）蓝色预警响应\n启动条件：24小时降雨量60毫米以上。\n（二）红色预警响应\n启动条件：3小时降雨量90毫米以上。\n"
    )
    assert {code for _, code in told(text)} == {"IV", "I"}


ARTICLES = (
    "梅岭县山洪灾害应急预案\n第一章 总则\n第一条 本预案适用于全县。\n第二章 应急响应\n"
    "第二条 发生一般山洪时，启动Ⅳ级响应，由县防办主任决定。\n（一）县水利局每4小时通报一次水情。\n（二）县公安局封闭涉水道路。\n"
    "第三条 发生较大山洪时，启动Ⅲ级响应，由县防指副指挥长决定。在Ⅳ级响应措施的基础上，采取下列措施：\n"
    "（一）县教育局通知学校停课。\n（二）县民政局开放避难场所。\n"
)


def test_the_list_below_an_article_that_starts_a_level_is_for_that_level():
    actions = {tuple(one["units"]): set(one["levels"]) for one in read(ARTICLES)["actions"]}
    assert actions == {
        ("县水利局",): {"III", "IV"},
        ("县公安局",): {"III", "IV"},
        ("县教育局",): {"III"},
        ("县民政局",): {"III"},
    }


def test_the_list_below_an_article_that_starts_no_level_is_for_all():
    text = ARTICLES + "第四条 现场指挥人员应当遵守下列规定：\n（一）县水利局统一发布水情。\n"
    last = read(text)["actions"][-1]
    assert (last["units"], last["levels"]) == (["县水利局"], ["*"])


def test_a_range_of_levels_is_for_all_of_them():
    text = ARTICLES + "第四条 启动Ⅳ级以上响应，应当遵守下列规定：\n（一）县水利局统一发布水情。\n"
    assert set(read(text)["actions"][-1]["levels"]) == {"III", "IV"}
