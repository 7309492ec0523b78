"""Who is told besides, who reports though hardly named, and which limits and clauses are none of a report."""

import pytest

from watchroom.plans.documents.text import plain
from watchroom.plans.extraction.extract import extract
from watchroom.plans.extraction.found import Deadline

pytestmark = pytest.mark.pure


def limit(deadline: Deadline | None) -> int | str | None:
    if deadline is None:
        return None
    return deadline.minutes if deadline.minutes is not None else deadline.daily_by or f"/{deadline.every_minutes}"


def rows(sentence: str, chapter: str = "4 信息报告") -> list[tuple[str, list[str], int | str | None]]:
    text = f"青石县防汛应急预案\n1 总则\n制定本预案。\n{chapter}\n{sentence}\n"
    found = extract(plain(text, name="plan.txt", digest="0" * 64)).reports
    return [(row.sender, row.to, limit(row.deadline)) for row in found]


@pytest.mark.parametrize(
    ("chapter", "told"),
    [
        ("3 监测预警\n3.1 墒情监测", [("县气象局", ["县水利局"], "08:00")]),
        ("3 预防预警\n3.2 雨情信息", [("县气象局", ["县水利局"], "08:00")]),
        ("3 应急准备\n3.1 物资准备", []),
    ],
)
def test_chapters_on_what_is_watched_tell_of_reports_and_those_on_stores_do_not(
    chapter: str, told: list[tuple[str, list[str], str]]
) -> None:
    assert rows("县气象局应每日8时前向县水利局报告降雨情况。", chapter) == told


@pytest.mark.parametrize(
    ("sentence", "told"),
    [
        ("县水利局及时报告县政府并通报县公安局。", ["县政府", "县公安局"]),
        ("县水利局及时报告县政府，并通报相关部门和单位。", ["县政府"]),
        ("县水利局及时向县政府报告，并通报同级其他有关部门。", ["县政府"]),
        ("县水利局及时向县政府和有关部门报告。", ["县政府", "有关部门"]),
        ("涉及邻县的，县水利局应当及时通报柳溪县水利局。", ["柳溪县水利局"]),
    ],
)
def test_bodies_that_are_informed_are_told_and_somebody_is_nobody(sentence: str, told: list[str]) -> None:
    assert [row[1] for row in rows(sentence)] == [told]


def test_whoever_is_only_informed_of_something_nameless_has_no_row() -> None:
    assert rows("县水利局应当及时通报有关部门。") == []


@pytest.mark.parametrize(
    ("sentence", "sender"),
    [
        ("任何个人发现管涌时，应立即向县水利局报告。", "任何个人"),
        ("从事采砂、运输等活动的单位和个人，发现险情的，应当立即向县水利局报告。", "从事采砂、运输等活动的单位和个人"),
    ],
)
def test_whoever_comes_to_know_of_something_reports(sentence: str, sender: str) -> None:
    assert rows(sentence) == [(sender, ["县水利局"], 0)]


def test_a_part_of_a_chapter_may_let_anybody_report_to_somebody() -> None:
    response = "5 应急响应\n5.1 先期处置"

    assert rows("任何个人发现管涌时，应立即向有关部门报告。", response) == [("任何个人", ["有关部门"], 0)]
    assert rows("县水利局应立即向有关部门报告。", response) == []


@pytest.mark.parametrize(
    ("sentence", "told"),
    [
        ("县水利局在12小时内派出工作组，将情况报告县政府。", None),
        ("县水利局立即赶到现场，并向县政府报告。", None),
        ("县水利局在2小时内核实险情，报告县政府。", 120),
        ("县水利局立即核实险情，报告县政府。", 0),
    ],
)
def test_a_limit_of_setting_out_is_none_of_the_report_behind_it(sentence: str, told: int | None) -> None:
    assert rows(sentence) == [("县水利局", ["县政府"], told)]


def test_a_report_at_the_same_time_has_the_limit_of_the_first_one() -> None:
    assert rows("县水利局应在40分钟内电话报告县政府；涉及水厂的，同时报告县住建局。") == [
        ("县水利局", ["县政府"], 40),
        ("县水利局", ["县住建局"], 40),
    ]


def test_papers_that_are_filed_are_no_report_and_how_something_came_out_is_one() -> None:
    assert rows("值班站长启动四级响应并报县水利局备案。", "5 应急响应\n5.1 启动") == []
    assert rows("县水利局处置完毕报县政府备案。") == [("县水利局", ["县政府"], None)]


def test_nobody_reports_to_himself_and_the_body_of_the_sentence_goes_on() -> None:
    head = "县水利局，由县水利局负责人主持会商；县水利局负责人到现场指挥；并将情况报到县政府。"

    assert rows(head, "5 应急响应\n5.1 会商") == [("县水利局", ["县政府"], None)]
    assert rows("县水利局、县政府加强会商。并将情况报告县政府。") == [("县水利局", ["县政府"], None)]


def test_departments_told_by_what_they_do_report_beside_others() -> None:
    assert [row[0] for row in rows("柳溪镇政府、职能部门和有关单位在1小时内报告县水利局。")] == [
        "柳溪镇政府",
        "职能部门",
    ]


@pytest.mark.parametrize(("often", "every"), [("两", 720), ("三", 480), ("六", 240), ("8", 180)])
def test_how_often_a_day_is_how_long_between(often: str, every: int) -> None:
    assert rows(f"县气象局每日至少{often}次向县水利局报告雨情。") == [("县气象局", ["县水利局"], f"/{every}")]


def test_a_paragraph_with_a_number_of_its_own_may_end_with_what_is_listed() -> None:
    text = "4.1.2 县水利局应当立即向县政府报告：\n（1）水库溃坝；\n（2）堤防决口。"

    assert rows(text) == [("县水利局", ["县政府"], 0)]


def test_a_clause_that_ends_with_a_body_is_no_sender() -> None:
    assert rows("县水利局应在1小时内向县政府报告；涉及学校停课的同时通报县教育局。") == [
        ("县水利局", ["县政府"], 60),
        ("县水利局", ["县教育局"], None),
    ]
