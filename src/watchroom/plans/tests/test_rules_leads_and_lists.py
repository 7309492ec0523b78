"""What stands over a list and says for whom and for which level it is, and lists that stand in one cell or line."""

import pytest

from watchroom.plans.documents.text import plain
from watchroom.plans.extraction.extract import extract
from watchroom.plans.extraction.found import Expr, Found, Leaf

pytestmark = pytest.mark.pure


def found(body: str) -> Found:
    text = f"青湖县洪涝灾害应急预案\n1 总则\n1.1 编制目的\n为应对洪涝灾害,制定本预案。\n{body}"
    return extract(plain(text, name="plan.txt", digest="0" * 64))


def told(body: str) -> list[tuple[list[str], list[str], str]]:
    return [(action.levels, action.units, action.text) for action in found(body).actions]


def tree(expr: Expr | None) -> str:
    if expr is None:
        return "-"
    if isinstance(expr, Leaf):
        return f"{expr.quantity}{expr.op}{expr.value}"
    mark = " & " if "all" in type(expr).model_fields else " | "
    return "(" + mark.join(tree(one) for one in (getattr(expr, "all", None) or getattr(expr, "any", []))) + ")"


LEVELS = "3 分级\n3.1 Ⅰ级响应\n(1)死亡30人以上;\n3.2 Ⅱ级响应\n(1)死亡10人以上、30人以下;\n"


def test_whoever_is_named_over_sections_has_to_do_what_they_say() -> None:
    rows = told(
        "4 应急响应\n4.1 响应措施\n灾害发生后,各有关地方、部门和单位根据工作需要,组织采取以下措施。\n"
        "4.1.1 抢险救援\n迅速组织专业队伍开展搜救,控制险情。\n"
        "4.1.2 医学救援\n县卫生健康局组织救治伤员。\n"
    )

    assert [(units, text) for _, units, text in rows] == [
        (["各有关地方、部门和单位"], "迅速组织专业队伍开展搜救,控制险情。"),
        (["县卫生健康局"], "县卫生健康局组织救治伤员。"),
    ]


def test_a_lead_that_names_nobody_leaves_the_heading_its_body() -> None:
    rows = told(
        "4 应急响应\n4.1 县水利局\n根据需要,采取以下措施。\n4.1.1 堤防抢护\n组织队伍抢护堤防。\n4.1.2 洪水调度\n调度水库拦洪。\n"
    )

    assert [units for _, units, _ in rows] == [["县水利局"], ["县水利局"]]


def test_the_level_that_has_been_started_before_a_list_is_that_of_its_items() -> None:
    rows = told(
        LEVELS + "4 应急响应\n4.1 县级应对\n启动Ⅰ级、Ⅱ级应急响应后,县指挥部统一领导应急处置工作。主要开展以下工作:\n"
        "(1)组织会商,部署工作;\n(2)派出工作组赴现场指导。\n"
    )

    assert [(levels, units) for levels, units, _ in rows] == [(["I", "II"], ["县指挥部"])] * 3


def test_a_body_that_is_founded_for_a_list_does_what_it_says() -> None:
    rows = told(
        LEVELS + "4 应急响应\n4.1 Ⅰ级响应\n必要时,县指挥部在灾区成立前方指挥部,负责开展以下工作:\n"
        "(1)了解灾区需求;\n(2)协调调集物资。\n"
    )

    assert [units for _, units, text in rows if text.startswith(("了解", "协调"))] == [["前方指挥部"], ["前方指挥部"]]


@pytest.mark.parametrize(
    "sentence",
    [
        "根据汛情、险情发展变化,当发生符合启动Ⅰ级响应条件的事件时,县防办提出启动Ⅰ级响应的建议,由副总指挥审核后,报总指挥批准;"
        "遇紧急情况,由总指挥决定。",
        "必要时,县政府直接决定启动Ⅰ级响应。",
    ],
)
def test_who_proposes_and_decides_on_a_level_is_no_measure(sentence: str) -> None:
    rows = told(
        LEVELS + f"4 应急响应\n4.1 Ⅰ级响应\n4.1.1 启动\n{sentence}\n4.1.2 响应行动\n(1)县水利局加密监测雨情、水情。\n"
    )

    assert [text for _, _, text in rows] == ["县水利局加密监测雨情、水情。"]


def test_a_grade_told_in_two_sentences_of_an_item_is_one_condition_by_either() -> None:
    levels = found(
        "3 分级响应\n3.1 地震灾害分级\n地震灾害分为特别重大、重大两级。\n"
        "(1)特别重大地震灾害是指造成200人以上死亡(含失踪)的地震灾害。当人口密集地区发生6.5级以上地震,初判为特别重大地震灾害。\n"
        "(2)重大地震灾害是指造成40人以上、200人以下死亡(含失踪)或者造成严重经济损失的地震灾害。"
        "当人口密集地区发生5.5级以上、6.5级以下地震,初判为重大地震灾害。\n"
        "3.2 响应\n应对特别重大地震灾害,启动Ⅰ级响应。应对重大地震灾害,启动Ⅱ级响应。\n"
    ).levels

    assert [[tree(one.expr) for one in level.conditions] for level in levels] == [
        ["(deaths_and_missing>=200 | earthquake_magnitude>=6.5)"],
        [
            "((deaths_and_missing>=40 & deaths_and_missing<200) | (earthquake_magnitude>=5.5 & earthquake_magnitude<6.5))"
        ],
    ]
    assert [one.unread for one in levels[1].conditions] == [["造成严重经济损失的地震灾害"]]


def test_a_list_within_the_cell_of_a_table_is_a_condition_for_each_item() -> None:
    levels = found(
        "3 响应分级\n事件分级\t标准\t启动权限\n"
        "重大(Ⅱ级响应)\t①一次接收伤病员15~29人,或其中危重5~9人;②造成死亡2~4人;③需县里派医疗队支援的。\t院长\n"
        "一般(Ⅳ级响应)\t①一次接收伤病员3~5人;②造成1人死亡。\t科长\n"
    ).levels

    assert {level.code: [one.text for one in level.conditions] for level in levels} == {
        "II": ["一次接收伤病员15~29人,或其中危重5~9人", "造成死亡2~4人", "需县里派医疗队支援的。"],
        "IV": ["一次接收伤病员3~5人", "造成1人死亡。"],
    }


def test_items_that_begin_with_people_or_behind_a_dash_and_titles_that_lead_a_list() -> None:
    levels = found(
        "三、响应分级\n(一)一级响应\n1.造成人员死亡的;\n2.5人以上受伤的。\n(二)二级响应\n1.1人受伤,经现场处理即可的;\n2.5人以下的纠纷。\n"
    ).levels
    titled = found(
        "三、应急响应\n1.Ⅱ级响应(较大):出现下列情况之一:\n——3人以上受伤;\n——500人以上聚集。\n由组长指挥处置。\n"
        "2.Ⅰ级响应(重大):出现下列情况之一:\n——10人以上受伤;\n——2000人以上聚集。\n由县政府指挥处置。\n"
    ).levels

    assert [[one.text for one in level.conditions] for level in levels] == [
        ["造成人员死亡的", "5人以上受伤的。"],
        ["1人受伤,经现场处理即可的", "5人以下的纠纷。"],
    ]
    assert [(level.code, [one.text for one in level.conditions]) for level in titled] == [
        ("II", ["3人以上受伤", "500人以上聚集。"]),
        ("I", ["10人以上受伤", "2000人以上聚集。"]),
    ]


def test_measures_behind_a_label_in_the_line_of_a_warning_are_told() -> None:
    rows = told(
        "四、预警分级和措施\n(一)黄色预警\n条件:A.场内人数达到24000人;B.最高气温达到35℃以上。\n"
        "措施:安检组放缓入场速度;医疗组增设急救小组。\n(二)橙色预警\n条件:A.场内人数达到27000人。\n措施:安检组停止入场。\n"
    )

    assert [(levels, units) for levels, units, _ in rows] == [
        (["III"], ["安检组"]),
        (["III"], ["医疗组"]),
        (["II"], ["安检组"]),
    ]


def test_sections_behind_the_levels_of_a_chapter_stand_beside_them_and_keep_all_their_items() -> None:
    rows = told(
        "五、应急响应\n1.Ⅱ级响应(较大):出现下列情况之一:\n——3人以上受伤;\n——500人以上聚集。\n"
        "2.Ⅰ级响应(重大):出现下列情况之一:\n——10人以上受伤;\n——2000人以上聚集。\n"
        "(一)Ⅱ级响应措施\n1、医疗组就地救治;\n2、秩序组划出隔离区;\n3、设备组切断电源。\n"
        "(二)专项处置\n医疗组立即开设临时救护所。\n"
    )

    assert [(levels, units) for levels, units, _ in rows] == [
        (["II"], ["医疗组"]),
        (["II"], ["秩序组"]),
        (["II"], ["设备组"]),
        (["*"], ["医疗组"]),
    ]
