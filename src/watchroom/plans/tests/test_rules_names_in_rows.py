"""Names in a row: levels and endings that several share, fields of work for bodies, commas that were lost, and words that only
look like the end of a name."""

import pytest

from watchroom.plans.extraction.spans import half_width
from watchroom.plans.extraction.units import Names
from watchroom.plans.extraction.vocabulary import shipped

pytestmark = pytest.mark.pure


def who(sentence: str) -> list[str]:
    return [name.name for name in Names(shipped()).subjects(half_width(sentence))]


@pytest.mark.parametrize(
    ("sentence", "names"),
    [
        ("市、县水利局、公安局立即封闭涵洞", ["市水利局", "县水利局", "市公安局", "县公安局"]),
        ("市、区两级水务局、城管局巡查泵站", ["市、区两级水务局", "市、区两级城管局"]),
        ("区县两级水务局巡查泵站", ["区县两级水务局"]),
        ("市、县（市、区）水利局、公安局封闭涵洞", ["市水利局", "县(市、区)水利局", "市公安局", "县(市、区)公安局"]),
        ("市县两级水利、公安部门封闭涵洞", ["市县两级水利部门", "市县两级公安部门"]),
        ("市水利局、县水利局、公安局封闭涵洞", ["市水利局", "县水利局", "公安局"]),
        ("市水利局、市场监管局封闭涵洞", ["市水利局", "市市场监管局"]),
        ("市水利局、公安局立即封闭涵洞", ["市水利局", "市公安局"]),
    ],
)
def test_each_level_that_the_first_of_a_row_has_goes_on(sentence: str, names: list[str]) -> None:
    assert who(sentence) == names


@pytest.mark.parametrize(
    ("sentence", "names"),
    [
        ("水务、气象、公安立即赶到泵站", ["水务", "气象", "公安"]),
        ("民政、教育等随时提供帮助", ["民政", "教育"]),
        ("交通、通信迅速恢复", []),
        ("交通、通信中断", []),
    ],
)
def test_fields_in_a_row_are_bodies_before_what_they_have_to_do(sentence: str, names: list[str]) -> None:
    assert who(sentence) == names


@pytest.mark.parametrize(
    ("sentence", "names"),
    [
        ("铁路、民航等部门和单位安排运力", ["铁路部门", "民航部门"]),
        ("军队、武警有关部门派出官兵", ["军队有关部门", "武警有关部门"]),
        ("县民政局会同县妇联、有关群团组织等安置儿童", ["县民政局", "县妇联", "有关群团组织"]),
        ("县民政局会同有关部门安置儿童", ["县民政局"]),
    ],
)
def test_general_words_behind_a_row_belong_to_all_of_it_or_name_nobody(sentence: str, names: list[str]) -> None:
    assert who(sentence) == names


@pytest.mark.parametrize(
    ("sentence", "names"),
    [
        ("市气象局市水务局开展会商", ["市气象局", "市水务局"]),
        ("省军区武警青石总队派出官兵", ["省军区", "武警青石总队"]),
        ("市水务局市区排水处开展巡查", ["市水务局市区排水处"]),
    ],
)
def test_names_whose_comma_is_lost_are_told_apart(sentence: str, names: list[str]) -> None:
    assert who(sentence) == names


@pytest.mark.parametrize(
    ("sentence", "names"),
    [
        ("市防指指挥部署防汛工作", ["市防指指挥"]),
        ("县防汛指挥部部署防汛工作", ["县防汛指挥部"]),
        ("救助工作以县级政府为主", []),
        ("部门间的数据要共享", []),
        ("灾区需求及时上报", []),
        ("灾区可能发生疫情", []),
        ("灾区应做好防疫", ["灾区"]),
    ],
)
def test_what_only_looks_like_the_end_of_a_name_is_none(sentence: str, names: list[str]) -> None:
    assert who(sentence) == names
