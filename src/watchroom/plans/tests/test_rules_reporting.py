"""Who reports to whom, in sentences that plans of houses, schools and offices are written in."""

import pytest

from watchroom.plans.documents.text import plain
from watchroom.plans.extraction.extract import extract
from watchroom.plans.extraction.found import Deadline, Found, Report

pytestmark = pytest.mark.pure


def found(text: str) -> Found:
    return extract(plain(text, name="plan.txt", digest="0" * 64))


def limit(deadline: Deadline | None) -> int | str | None:
    if deadline is None:
        return None
    return deadline.minutes if deadline.minutes is not None else deadline.daily_by or f"/{deadline.every_minutes}"


def said(row: Report) -> tuple[object, ...]:
    return (row.sender, row.to, limit(row.deadline), row.channel)


def of(sentence: str, title: str = "柳溪县道路塌方应急预案") -> list[Report]:
    return found(f"{title}\n1 总则\n制定本预案。\n4 信息报告\n{sentence}\n").reports


def test_one_limit_for_several_receivers_of_a_sentence_is_one_row_and_the_limit_of_the_whole_way_another() -> None:
    rows = of("镇交通站应在1小时内向县交通局报告,并同时报告县政府,逐级上报时间不得超过3小时。")

    assert [said(r) for r in rows] == [
        ("镇交通站", ["县交通局", "县政府"], 60, None),
        ("镇交通站", [], 180, None),
    ]


def test_what_is_bound_to_holidays_or_nights_says_so_and_is_no_part_of_a_name() -> None:
    rows = of(
        "(1)工作日由值班教师向总务处报告,节假日及夜间由门卫向值班领导报告。\n(2)节假日期间值班人员发现情况应在5分钟内报告带班领导。"
    )

    assert [(r.sender, r.to, limit(r.deadline), r.condition) for r in rows] == [
        ("值班教师", ["总务处"], None, "工作日"),
        ("门卫", ["值班领导"], None, "节假日及夜间"),
        ("值班人员", ["带班领导"], 5, "节假日期间"),
    ]


def test_working_days_of_a_limit_are_no_condition() -> None:
    assert [(r.condition, r.deadline and r.deadline.workdays) for r in of("镇政府应在5个工作日内向县政府报告。")] == [
        (None, True)
    ]


def test_an_item_without_a_sender_goes_on_with_that_of_the_item_before_and_says_so() -> None:
    rows = of("(1)站长接报后应立即报告县水利局。\n(2)终报在处置结束后5个工作日内报送县水利局。")

    assert [said(r) for r in rows] == [
        ("站长", ["县水利局"], 0, None),
        ("站长", ["县水利局"], 7200, None),
    ]
    assert [d.code for d in rows[1].doubts] == ["no_sender"]


@pytest.mark.parametrize(
    ("sentence", "row"),
    [
        ("最先接到险情信息的单位应在第一时间报告。", ("最先接到险情信息的单位", [], 0, None)),
        ("现场目击者应向供水企业应急中心报告。", ("现场目击者", ["供水企业应急中心"], None, None)),
        ("供水系统损坏后,供水企业应急机构应在2小时内向县住建局报告。", ("供水企业应急机构", ["县住建局"], 120, None)),
        ("值班员应立即向控制室报告,方式为拨打内线电话。", ("值班员", ["控制室"], 0, "电话")),
        ("监测站每日形成水情简报,上报县水利局。", ("监测站", ["县水利局"], "/1440", None)),
        ("校医立即向县疾控中心报告,报告时间距发病时间不得超过4小时。", ("校医", ["县疾控中心"], 240, None)),
        ("镇防办应通过直报系统报告县应急局。", ("镇防办", ["县应急局"], None, "直报系统")),
        ("镇防办应通过灾情信息系统报告县应急局。", ("镇防办", ["县应急局"], None, "信息系统")),
        ("镇防办应立即报告县局信息系统管理部门。", ("镇防办", ["县局信息系统管理部门"], 0, None)),
        ("涉及燃气的,养护站应同时报县燃气公司。", ("养护站", ["县燃气公司"], 0, None)),
        ("养护站向县公路局报告情况,同时通报县气象局。", ("养护站", ["县公路局", "县气象局"], None, None)),
        ("自塌方发生之日起15日内,伤亡人数有变化的,养护站应当及时补报。", ("养护站", [], 21600, None)),
        ("自塌方发生之日起15日内(隧道塌方10日内),养护站应当补报。", ("养护站", [], 21600, None)),
    ],
)
def test_senders_ways_and_limits_are_read_where_they_stand(sentence: str, row: tuple[object, ...]) -> None:
    assert [said(r) for r in of(sentence)] == [row]


@pytest.mark.parametrize(
    ("sentence", "rows"),
    [
        (
            "Ⅲ级响应期间,养护站每日8时向县公路局报送路况;Ⅱ级响应期间每2小时报送一次。",
            [("养护站", ["县公路局"], "08:00", None), ("养护站", ["县公路局"], "/120", None)],
        ),
        (
            "养护站向县公路局报告;每2小时报送一次。",
            [("养护站", ["县公路局"], None, None), ("养护站", [], "/120", None)],
        ),
    ],
)
def test_a_report_of_another_time_goes_to_those_told_of_before(sentence: str, rows: list[tuple[object, ...]]) -> None:
    assert [said(r) for r in of(sentence)] == rows


def test_in_a_house_telling_somebody_is_a_report_and_telling_him_what_to_do_an_order() -> None:
    rows = of("班组长应立即通知值班经理。值班经理应立即通知保安队长疏散人员。", title="柳溪纺织有限公司火灾应急预案")

    assert [said(r) for r in rows] == [("班组长", ["值班经理"], 0, None)]


def test_a_post_without_its_body_is_of_the_group_that_acts() -> None:
    house = found(
        "柳溪纺织有限公司火灾应急预案\n一、组织机构\n设立抢修组。\n二、应急响应\n"
        "(1)抢修组立即到场,并由负责人向指挥部反馈情况。\n"
    )

    assert [(r.sender, r.to) for r in house.reports] == [("抢修组负责人", ["指挥部"])]
    assert [a.units for a in house.actions] == [["抢修组"]]


def test_a_definition_that_repeats_who_reports_adds_nothing() -> None:
    rows = of("镇防办应在第一时间向县防办报告。\n首报是指确认险情发生,在第一时间将有关情况向县防办报告。")

    assert [said(r) for r in rows] == [("镇防办", ["县防办"], 0, None)]


def test_a_blank_of_a_form_is_nobody_and_the_sender_before_does_not_stand_in_for_it() -> None:
    rows = of("广播室通知全体师生,由xx及时汇报校长室,并由领导小组立即上报教育局。", title="柳溪小学食物中毒应急预案")

    assert [(r.sender, r.to) for r in rows] == [("领导小组", ["教育局"])]


@pytest.mark.parametrize(
    ("sentence", "rows"),
    [
        (
            "报告程序:发现人→当班班长→站长→镇应急办、镇派出所。",
            [("发现人", ["当班班长"]), ("当班班长", ["站长"]), ("站长", ["镇应急办", "镇派出所"])],
        ),
        ("值班员——>带班领导(夜间)——>总经理", [("值班员", ["带班领导"]), ("带班领导", ["总经理"])]),
        ("接警→研判→启动响应→处置", []),
        ("巡查员→填写记录→归档", []),
    ],
)
def test_a_way_drawn_with_arrows_is_a_report_from_each_to_the_next(
    sentence: str, rows: list[tuple[str, list[str]]]
) -> None:
    text = f"清河加油站火灾应急预案\n1 总则\n制定本预案。\n3 信息报告\n{sentence}\n"

    assert [(row.sender, row.to) for row in found(text).reports] == rows
