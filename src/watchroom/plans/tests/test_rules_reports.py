"""Who reports to whom where one sentence has several senders, limits or receivers; who acts where some are named in general."""

import pytest

from watchroom.plans.documents.text import plain
from watchroom.plans.extraction.extract import extract
from watchroom.plans.extraction.found import Deadline
from watchroom.plans.extraction.units import Names
from watchroom.plans.extraction.vocabulary import shipped

pytestmark = pytest.mark.pure

PLAN = "1 总则\n1.1 目的\n制定本预案。\n2 信息报告\n2.1 报告程序\n{}"


def reports(sentence: str) -> list[tuple[str, list[str], int | None, str | None]]:
    found = extract(plain(PLAN.format(sentence), name="a.txt", digest="0" * 64)).reports
    return [(r.sender, r.to, _minutes(r.deadline), r.channel) for r in found]


def _minutes(deadline: Deadline | None) -> int | None:
    return deadline.minutes if deadline else None


def test_each_of_several_senders_has_his_own_limit() -> None:
    made = reports("汛情平稳后，镇水利站1日内、县水利局2日内、市水利局4日内核定损失，并向上级水利部门报告。")

    assert made == [
        ("镇水利站", ["上级水利部门"], 1440, None),
        ("县水利局", ["上级水利部门"], 2880, None),
        ("市水利局", ["上级水利部门"], 5760, None),
    ]


@pytest.mark.parametrize(
    ("sentence", "rows"),
    [
        (  # everybody who is meant by 各 is one; 续报 goes to the same ones
            "灾害发生后，县有关部门、各乡镇和村委会要按规定逐级上报灾情，并及时续报处置情况。",
            [(name, ["上级"], None, None) for name in ("县有关部门", "各乡镇", "村委会")],
        ),
        ("镇政府执行逐级上报制度，30分钟内电话向县政府报告。", [("镇政府", ["县政府"], 30, "电话")]),
        ("县水利局、各有关单位1小时内向县政府报告。", [("县水利局", ["县政府"], 60, None)]),
        (  # beside the report by a limit one without
            "县农业局3小时内向县防办书面报告，遇有突发险情随时报告。",
            [("县农业局", ["县防办"], 180, "书面"), ("县农业局", ["县防办"], None, None)],
        ),
        ("县农业局3小时内向县防办书面报告，随时报告的内容要简明。", [("县农业局", ["县防办"], 180, "书面")]),
    ],
)
def test_who_reports_upward_level_by_level_and_at_any_time(
    sentence: str, rows: list[tuple[str, list[str], int | None, str | None]]
) -> None:
    assert reports(sentence) == rows


def test_a_limit_that_comes_later_is_that_of_all() -> None:
    made = reports("镇水利站1日内、县水利局2日内核定损失，3小时内向市水利局报告。")

    assert [row[:3] for row in made] == [("镇水利站", ["市水利局"], 180), ("县水利局", ["市水利局"], 180)]


@pytest.mark.parametrize(
    ("sentence", "rows"),
    [
        (
            "县水利局应在20分钟内电话向县委、县政府报告，并通报可能影响的乡镇政府和县公安局。",
            [("县水利局", ["县委", "县政府", "可能影响的乡镇政府", "县公安局"], 20, "电话")],
        ),
        (
            "县水利局1小时内向市水利局报告，同时向县应急管理局报告。",
            [("县水利局", ["市水利局", "县应急管理局"], 60, None)],
        ),
        (
            "县水利局1小时内向市水利局报告，重大险情信息立即向省水利厅报告。",
            [("县水利局", ["市水利局"], 60, None), ("县水利局", ["省水利厅"], 0, None)],
        ),
        (
            "县水利局30分钟内口头向县政府报告，并在2小时内书面向市水利局报告。",
            [("县水利局", ["县政府"], 30, "口头"), ("县水利局", ["市水利局"], 120, "书面")],
        ),
    ],
)
def test_whom_a_further_clause_adds_receives_the_same_report(
    sentence: str, rows: list[tuple[str, list[str], int | None, str | None]]
) -> None:
    assert reports(sentence) == rows


@pytest.mark.parametrize(
    "sentence", ["县公路局、晨报集团、丙报业集团参加联动。", "敏感险情可特事特办，不受报送分级限制。"]
)
def test_what_only_sounds_like_a_report_is_none(sentence: str) -> None:
    assert reports(sentence) == []


@pytest.mark.parametrize(
    ("sentence", "names"),
    [
        ("受淹地县政府和有关部门转移群众", ["受淹地县政府", "有关部门"]),
        ("市直有关部门、各县、各镇加强巡查", ["市直有关部门", "各县", "各镇"]),
        ("县水利局等有关部门加强巡查", ["县水利局"]),
        ("县水利局、有关人员立即到岗", ["县水利局"]),
        ("有关责任人员要立即到岗", ["有关责任人员"]),
        ("县水利局会同有关部门加强巡查", ["县水利局"]),
        ("险情发生地的市、县政府转移群众", ["险情发生地的市政府", "险情发生地的县政府"]),
        ("接到通知的县公安局、县水利局到场", ["接到通知的县公安局", "县水利局"]),
    ],
)
def test_those_who_are_named_in_general_beside_others_act_too(sentence: str, names: list[str]) -> None:
    assert [name.name for name in Names(shipped()).subjects(sentence)] == names


def rows(sentence: str) -> list[tuple[str, list[str], str | int | None]]:
    found = extract(plain(PLAN.format(sentence), name="a.txt", digest="0" * 64)).reports
    return [(r.sender, r.to, _by(r.deadline)) for r in found]


def _by(deadline: Deadline | None) -> str | int | None:
    return (deadline.daily_by or deadline.every_minutes or deadline.minutes) if deadline else None


@pytest.mark.parametrize(
    ("sentence", "made"),
    [
        (
            "县水利局首报要在40分钟内报市水利局，续报向市水利局、县政府报送。",
            [("县水利局", ["市水利局"], 40), ("县水利局", ["市水利局", "县政府"], None)],
        ),
        (
            "县水利局应在20分钟内首报县政府，续报县政府，核报3日内报市水利局。",
            [("县水利局", ["县政府"], 20), ("县水利局", ["县政府"], None), ("县水利局", ["市水利局"], 4320)],
        ),
        (
            "县水利局应在汛情初显时初报；汛情发展中，每2日续报一次，直至汛情解除；汛情解除后及时核报。",
            [("县水利局", [], None), ("县水利局", [], 2880), ("县水利局", [], None)],
        ),
        (
            "县水利局第一时间先上报信息，后续根据核实结果进行核报。",
            [("县水利局", [], 0), ("县水利局", [], None)],
        ),
        (
            "县水利局可通过电话向省水利厅报告，并及时向市水利局补报。",
            [("县水利局", ["省水利厅"], None), ("县水利局", ["市水利局"], None)],
        ),
        ("县水利局按规定逐级上报信息，并及时续报处置情况。", [("县水利局", ["上级"], None)]),
        ("县水利局应在2小时内，向市水利局续报。", [("县水利局", ["市水利局"], 120)]),
    ],
)
def test_each_stage_of_reporting_has_its_own_limit(
    sentence: str, made: list[tuple[str, list[str], int | None]]
) -> None:
    assert rows(sentence) == made


@pytest.mark.parametrize(
    ("sentence", "hours"),
    [
        ("县水利局每日7时和16时向市水利局报告。", ["07:00", "16:00"]),
        ("县水利局每天6:30、14:00、20:00向市水利局报告。", ["06:30", "14:00", "20:00"]),
        ("县水利局每日7时、16时前报送汛情。", ["07:00", "16:00"]),
        ("县水利局每日7时前、下午5时前向市水利局报告。", ["07:00", "17:00"]),
        ("县水利局每日7时向市水利局报告。", ["07:00"]),
    ],
)
def test_each_hour_of_a_day_is_a_report(sentence: str, hours: list[str]) -> None:
    assert [row[2] for row in rows(sentence)] == hours


def test_what_a_chapter_has_told_and_who_else_is_let_know_are_one_row_each() -> None:
    made = rows(
        "县水利局每日9时前报市水利局。\n县水利局每日9时前报市水利局，并向县公安局通报。\n县水利局及时向县防指报告并通报县应急管理局。"
    )

    assert made == [
        ("县水利局", ["市水利局"], "09:00"),
        ("县水利局", ["市水利局", "县公安局"], "09:00"),
        ("县水利局", ["县防指", "县应急管理局"], None),
    ]


@pytest.mark.parametrize(
    ("sentence", "rows"),
    [
        (
            "青石县水利局在2小时内报告市水利局，并及时续报。",
            [("青石县水利局", ["市水利局"], 120), ("青石县水利局", ["市水利局"], None)],
        ),
        (
            "青石县水利局在2小时内报告市水利局，1日内续报。",
            [("青石县水利局", ["市水利局"], 120), ("青石县水利局", ["市水利局"], 1440)],
        ),
        (
            "青石县水利局在接到险情5日内，人数有变化的，应及时补报市水利局。",
            [("青石县水利局", ["市水利局"], 7200)],
        ),
        ("当青石县水利局启动Ⅲ级响应时，应报告市水利局。", [("青石县水利局", ["市水利局"], None)]),
        ("当青石县水利局启动Ⅲ级响应时，镇水利站报告市水利局。", [("镇水利站", ["市水利局"], None)]),
    ],
)
def test_what_follows_a_report_has_no_part_in_its_limit_and_whoever_starts_a_response_reports(
    sentence: str, rows: list[tuple[str, list[str], int | None]]
) -> None:
    assert [row[:3] for row in reports(sentence)] == rows
