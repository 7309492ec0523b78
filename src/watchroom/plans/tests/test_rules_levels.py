import pytest

from watchroom.plans.documents.text import Document, plain
from watchroom.plans.extraction.extract import extract
from watchroom.plans.extraction.found import Found, Level
from watchroom.plans.tests.test_rules_expressions import said

pytestmark = pytest.mark.pure

FLOOD = """柳河市城市内涝应急预案
1 总则
1.1 适用范围
本预案适用于柳河市城区内涝的应对。本预案所称“以上”含本数，“以下”不含本数。
2 预警
2.1 预警分级
预警分为Ⅰ级、Ⅱ级、Ⅲ级、N级，依次用红色、橙色、黄色、蓝色表示。
Ⅰ级（红色）预警：预计未来3小时降雨量100毫米以上。
Ⅱ级（橙色）预警：预计未来3小时降雨量50毫米以上。
3 应急响应
3.1 二级响应
3.1.1 启动条件
发生重大内涝灾害，全市范围内出现下列情况之一的：
（1）死亡3人以上、10人以下；（2）转移安置500人以
上、2000人以下；
（3）市人民政府认为需要启动二级响应的其他情况。
3.1.2 启动程序
市防指办公室研判后向副总指挥提出建议，由副总指挥决定启动二级响应，并报告总指挥。
3.1.3 响应措施
（1）市水务局立即组织排水。
3.2 一级响应
3.2.1 启动条件
出现下列情况之一的：（1）死亡10人以上；（2）转移安置2000人以上。
3.2.2 响应措施
在二级响应的基础上，采取以下措施：
（1）市公安局封闭道路。
3.3 响应终止
险情消除后，由启动响应的决定人宣布终止响应。
4 启动条件调整
对发生在重要节日的内涝，启动响应的标准可酌情降低。
附件
内涝应急响应分级表
项目\t二级响应\t一级响应
死亡（人）\t3～10\t10以上
转移安置（人）\t500～3000\t3000以上
"""

PLANT = """某化工公司生产安全事故应急预案
总则
适用范围
本预案适用于公司厂区内发生的生产安全事故的应对工作。
响应分级
根据公司控制事态的能力，响应分为三级。
三级响应
车间能够自行控制的事故。由车间主任启动。
二级响应
超出车间处置能力，但公司内部力量能够控制的事故。由总经理启动。
一级响应
公司无法控制，需要外部力量支援的事故。由总经理启动并向区应急管理局报告。
"""

ENGLISH = """Riverside Flood Emergency Plan
1 Purpose and scope
This plan applies to river flooding in the town of Riverside.
2 Activation criteria
2.1 Level 2 response
Level 2 is activated when any of the following occurs:
(1) rainfall of 50 mm or more within 3 hours;
(2) more than 100 people evacuated.
2.2 Level 1 response
Level 1 is activated when any of the following occurs:
(1) 2 or more deaths, or 10 or more people injured;
(2) the water level above 3.5 m.
3 Response actions
3.1 Level 2 response
(1) The duty officer informs the mayor within 30 minutes.
"""


def document(text: str) -> Document:
    return plain(text, name="plan.txt", digest="0" * 64)


def found(text: str) -> Found:
    return extract(document(text))


def level(made: Found, kind: str, code: str) -> Level:
    return next(one for one in made.levels if (one.kind, one.code) == (kind, code))


def conditions(one: Level) -> list[tuple[str, str]]:
    return [(condition.text, said(condition.expr)) for condition in one.conditions]


def test_levels_have_their_conditions_grades_and_colours() -> None:
    made = found(FLOOD)
    second = level(made, "response", "II")

    assert conditions(second) == [
        ("死亡3人以上、10人以下", "(deaths>=3 & deaths<10)"),
        ("转移安置500人以上、2000人以下", "(evacuated_people>=500 & evacuated_people<2000)"),
        ("市人民政府认为需要启动二级响应的其他情况。", "-"),
    ]
    assert (second.name, second.grade, second.conditions[2].judgement) == ("二级响应", "重大", True)
    assert conditions(level(made, "response", "I"))[1] == ("转移安置2000人以上。", "evacuated_people>=2000")
    first = level(made, "warning", "I")
    assert (first.colour, conditions(first)) == (
        "red",
        [("预计未来3小时降雨量100毫米以上。", "rainfall>=100 in 180 ahead")],
    )


def test_who_starts_a_level_and_on_which_it_is_based() -> None:
    made = found(FLOOD)
    starts = level(made, "response", "II").starts

    assert (starts.proposed_by, starts.proposed_to, starts.decided_by) == ("市防指办公室", "副总指挥", "副总指挥")
    assert starts.report_to == ["总指挥"]
    assert level(made, "response", "I").based_on == "II"


def test_rules_on_levels_and_ends_are_notes() -> None:
    notes = {(note.kind, note.value): note.text for note in found(FLOOD).notes}

    assert notes["level_rule", "discretionary_lowering"] == "对发生在重要节日的内涝，启动响应的标准可酌情降低。"
    assert notes["termination", None] == "险情消除后"


def test_a_table_that_says_otherwise_than_the_text_is_a_conflict_with_both_places() -> None:
    told = [[FLOOD[p.start : p.end] for p in note.places] for note in found(FLOOD).notes if note.kind == "conflict"]

    assert told == [["转移安置500人以\n上、2000人以下；", "500～3000"], ["转移安置2000人以上。", "3000以上"]]


def test_levels_of_an_enterprise_are_told_by_who_can_control() -> None:
    made = found(PLANT)

    assert {one.code: conditions(one)[0][1] for one in made.levels} == {
        "III": "controllable_by==department_or_site",
        "II": "controllable_by==enterprise",
        "I": "controllable_by==external_support",
    }
    assert [len(one.conditions) for one in made.levels] == [1, 1, 1]
    assert level(made, "response", "II").starts.decided_by == "总经理"


def test_an_english_plan_is_read() -> None:
    made = found(ENGLISH)

    assert made.language == "en"
    assert conditions(level(made, "response", "I")) == [
        ("2 or more deaths, or 10 or more people injured", "(deaths>=2 | injured>=10)"),
        ("the water level above 3.5 m.", "water_level>3.5"),
    ]
    assert [one.code for one in made.levels] == ["II", "I"]


@pytest.mark.parametrize(
    ("headings", "codes", "doubted"),
    [
        ("Ⅰ级响应 Ⅱ级响应 Ⅲ级响应 N级响应", ["I", "II", "III", "IV"], ["IV"]),
        ("I级响应 II级响应 III级响应 V级响应", ["I", "II", "III", "IV"], ["IV"]),
        ("一级响应 二级响应 三级响应 四级响应 关注级响应", ["I", "II", "III", "IV", "V"], []),
        ("红色预警 橙色预警 黄色预警", ["I", "II", "III"], []),
    ],
)
def test_names_of_levels_are_read_also_where_they_were_misread(
    headings: str, codes: list[str], doubted: list[str]
) -> None:
    chapters = [
        f"3.{n} {name}\n3.{n}.1 启动条件\n（1）死亡{n}0人以上。\n" for n, name in enumerate(headings.split(), 1)
    ]
    made = found("某市灾害应急预案\n1 总则\n本预案适用于某市。\n3 分级\n" + "".join(chapters))

    assert [one.code for one in made.levels] == codes
    assert [one.code for one in made.levels if one.doubts] == doubted
    assert all(len(one.conditions) == 1 for one in made.levels)


BEFORE = "某市突发事件应急预案\n1 总则\n1.1 适用范围\n本预案适用于本市。\n4 应急响应\n"


@pytest.mark.parametrize(
    ("text", "told"),
    [
        (
            "4.1 Ⅰ级响应\n4.1.1 出现下列情况之一者，为Ⅰ级响应：\n（1）多个流域同时发生大洪水；\n（2）重点大型水库发生垮坝。\n"
            "4.1.2 Ⅰ级响应行动\n（1）市防指主持会商。\n",
            {"I": ["phenomenon==大洪水 at 2", "phenomenon==水库垮坝"]},
        ),
        (
            "4.1 Ⅰ级响应\n4.1.1 出现下列情况之一者，为Ⅰ级响应：\n（1）干流堤防出现较大险情或支流堤防决口；\n（2）水库或堤防发生决口。\n"
            "4.1.2 Ⅰ级响应行动\n（1）市防指主持会商。\n",
            {
                "I": [
                    "(phenomenon==堤防较大险情 | phenomenon==堤防决口)",
                    "(phenomenon==水库决口 | phenomenon==堤防决口)",
                ]
            },
        ),
        (
            "4.1 分级响应\n应急响应分为Ⅰ、Ⅱ、Ⅲ级响应。\n出现下列情况之一启动Ⅰ级响应：\n（1）造成30人以上死亡。\n"
            "出现下列情况之一启动Ⅱ级响应：\n（1）造成10人以上死亡。\n",
            {"I": ["deaths>=30"], "II": ["deaths>=10"], "III": []},
        ),
        (
            "4.1 分级响应\n应急响应分为一级、二级和三级。\n死亡30人以上的，由市长决定启动一级响应。\n死亡3人以上的，启动二级响应。\n",
            {"I": ["deaths>=30"], "II": ["deaths>=3"], "III": []},
        ),
        (
            "4.1 启动条件\n级别\t死亡人数\t转移安置（人）\nⅠ级响应\t30人以上\t1000以上\nⅡ级响应\t10人以上30人以下\t500～1000\n",
            {
                "I": ["deaths>=30", "evacuated_people>=1000"],
                "II": ["(deaths>=10 & deaths<30)", "(evacuated_people>=500 & evacuated_people<=1000)"],
            },
        ),
        (
            "4.1 响应分级\n4.1.1 车间级响应\n车间可以控制的事故。\n4.1.2 公司级响应\n公司能够控制的事故。\n"
            "4.1.3 社会级响应\n超出公司处置能力的事故。\n",
            {
                "III": ["controllable_by==department_or_site"],
                "II": ["controllable_by==enterprise"],
                "I": ["controllable_by==external_support"],
            },
        ),
        (
            "4.1 预警分级\n预警分为黄色预警、橙色预警和红色预警三级。\n（1）黄色预警：日AQI＞200持续48小时及以上。\n",
            {"III": ["air_quality_index>200 in 2880"], "II": [], "I": []},
        ),
    ],
)
def test_levels_are_told_in_many_ways(text: str, told: dict[str, list[str]]) -> None:
    made = found(BEFORE + text)

    assert {one.code: [said(condition.expr) for condition in one.conditions] for one in made.levels} == told


def test_the_event_with_which_a_procedure_begins_is_the_condition_where_nothing_else_is() -> None:
    made = found(
        BEFORE + "4.1 Ⅰ级响应\n发生特别重大疫情后，由市卫生健康委提出建议，市长决定启动Ⅰ级响应。\n"
        "4.2 Ⅱ级响应\n启动条件：发布暴雨橙色预警时。\n响应措施：\n1．市水务局排水。\n"
    )
    first, second = level(made, "response", "I"), level(made, "response", "II")

    assert (first.grade, conditions(first)) == ("特别重大", [("发生特别重大疫情", "-")])
    assert (first.starts.proposed_by, first.starts.decided_by) == ("市卫生健康委", "市长")
    assert conditions(second) == [("发布暴雨橙色预警时。", "warning_signal==暴雨橙色")]


def test_levels_of_warnings_have_grades_of_their_own() -> None:
    made = found(
        BEFORE + "4.1 预警分级\n预警级别由低到高分为一般（Ⅳ级）、较重（Ⅲ级）、严重（Ⅱ级）和特别严重（Ⅰ级）四级。\n"
        "4.2 Ⅲ级响应\n发生严重内涝灾害时，启动Ⅲ级响应。\n"
    )

    assert {one.code: one.grade for one in made.levels if one.kind == "warning"} == {
        "I": "特别严重",
        "II": "严重",
        "III": "较重",
        "IV": "一般",
    }
    assert level(made, "response", "III").grade is None


def test_other_cases_that_somebody_decides_are_a_condition_of_their_own() -> None:
    rain = BEFORE + "4.1 Ⅰ级响应\n有下列情况之一的，启动Ⅰ级响应：\n（1）死亡30人以上。\n（2）停电用户5万户以上。"
    told = [("死亡30人以上。", "deaths>=30"), ("停电用户5万户以上。", "power_outage_households>=50000")]

    for between in ("", "\n"):
        made = level(found(rain + between + "市政府认为其他需要启动的情形。\n"), "response", "I")
        assert conditions(made) == [*told, ("市政府认为其他需要启动的情形。", "-")]


def test_a_level_is_called_by_its_full_name_where_the_plan_uses_one() -> None:
    made = found(
        BEFORE + "4.1 响应分级\n响应分为三级：\nⅢ级：死亡3人以上。\nⅡ级：死亡10人以上。\nⅠ级：死亡30人以上。\n"
        "4.2 响应行动\n达到Ⅰ级响应时，由总经理指挥。\n"
    )

    assert [one.name for one in made.levels] == ["Ⅲ级", "Ⅱ级", "Ⅰ级响应"]


def test_two_places_that_name_different_deciders_are_a_conflict() -> None:
    text = (
        BEFORE
        + "4.1 Ⅰ级响应\n死亡30人以上。由市长决定启动Ⅰ级响应。\n4.2 启动程序\nⅠ级响应由市应急管理局局长批准启动。\n"
    )
    told = [[text[p.start : p.end] for p in note.places] for note in found(text).notes if note.kind == "conflict"]

    assert told == [["由市长决定启动Ⅰ级响应", "Ⅰ级响应由市应急管理局局长批准启动"]]


SCALE = "突发事件分为特别重大（Ⅰ级）、重大（Ⅱ级）、较大（Ⅲ级）和一般（Ⅳ级）四级。\n"
ANSWERS = """3 应急响应
3.1 响应分级
初判发生特别重大、重大事件，分别启动Ⅰ级、Ⅱ级响应；初判发生较大事件，启动Ⅲ级响应；初判发生一般事件，启动Ⅳ级响应。
"""


@pytest.mark.parametrize(
    "told",
    [
        "其中，特别重大事件主要包括：\n（1）死亡30人以上。\n（2）供水中断48小时以上。\n重大事件主要包括：\n（1）死亡10人以上。\n",
        "凡符合下列情形之一的，为特别重大事件：\n1.死亡30人以上；\n2.供水中断48小时以上。\n凡符合下列情形之一的，为重大事件：\n1.死亡10人以上。\n",
        "（1）Ⅰ级（特别重大）供水突发事件\n死亡30人以上的为特别重大事件。\n供水中断48小时以上的为特别重大事件。\n（2）Ⅱ级（重大）供水突发事件\n死亡10人以上的为重大事件。\n",
        "特别重大事件，是指死亡30人以上，或供水中断48小时以上的事件。重大事件，是指死亡10人以上的事件。\n",
        "1.4.1 特别重大事件\n（1）死亡30人以上。\n（2）供水中断48小时以上。\n1.4.2 重大事件\n（1）死亡10人以上。\n",
        "事件等级\t分级标准\n特别重大\t死亡30人以上，或供水中断48小时以上\n重大\t死亡10人以上\n较大\t死亡3人以上\n",
    ],
)
def test_the_grades_of_events_are_the_conditions_of_levels_that_only_refer_to_them(told: str) -> None:
    made = {one.code: one for one in found(f"{BEFORE}1.4 事件分级\n{SCALE}{told}{ANSWERS}").levels}
    assert [said(condition.expr) for condition in made["I"].conditions] in (
        ["deaths>=30", "interruption>=48"],
        ["(deaths>=30 | interruption>=48)"],
    )
    assert [said(condition.expr) for condition in made["II"].conditions] == ["deaths>=10"]
    assert (made["I"].grade, made["II"].grade, made["I"].name) == ("特别重大", "重大", "Ⅰ级响应")


def test_a_plan_that_grades_only_events_has_these_grades_as_its_levels() -> None:
    told = f"1.4 事件分级\n{SCALE}有下列情形之一的，为重大事件：\n（1）死亡10人以上；\n（2）发生登革热疫情。\n"
    made = found(f"{BEFORE}{told}3 应急响应\n市卫生健康局组织救治。\n").levels
    assert [(one.code, one.name, len(one.conditions)) for one in made] == [
        ("I", "特别重大（Ⅰ级）", 0),
        ("II", "重大（Ⅱ级）", 2),
        ("III", "较大（Ⅲ级）", 0),
        ("IV", "一般（Ⅳ级）", 0),
    ]
    assert said(made[1].conditions[1].expr) == "event_type==登革热"


def test_who_handles_a_grade_of_events_is_no_definition_of_it() -> None:
    told = f"1.4 分级负责\n{SCALE}（1）重大事件：由市人民政府负责应对2个以上县的事件。\n"
    assert not any(one.conditions for one in found(f"{BEFORE}{told}").levels)


def test_a_warning_is_named_with_the_one_hazard_that_it_is_for() -> None:
    told = "附件1\n山洪风险预警标准\n一、山洪风险橙色预警\n发布标准：预报24小时降雨量大于200毫米时，向公众发布山洪风险橙色预警。\n"
    made = found(f"{BEFORE}2 预警\n预警分为蓝色、黄色、橙色、红色四级。\n{told}").levels
    orange = next(one for one in made if one.code == "II")
    assert [said(condition.expr) for condition in orange.conditions] == ["rainfall>200 in 1440 ahead"]


HARBOUR = """Harbour District Emergency Operations Plan
Roles and Responsibilities
Harbour Response (Blue) Group
- Open and close the harbour gates.
- Keep the list of all moored boats.
Outreach
Keeps contact with the fishing families on both sides of the bay and tells them what to expect.
Position\tResponsibilities
Berth Keeper\tCounts the boats at dusk.
"""
STAGES = """Stage 2: Convene
If an AMBER or RED alert has been declared, the Harbour Committee meets in the pilot house.
"""
COLOURED = """Alert levels
Alert level\tDescription\tActions
Green\tA storm may come near within a week\tHarbour Office checks the moorings
Amber\tA storm is likely to reach the bay\tHarbour Office calls the berth keepers
Red\tWaves break over the outer wall\tThe Harbour Office closes the harbour
Examples of a Red incident include
- A boat has broken loose in the inner basin.
"""
TITLED = """Activation Levels
Daily Operations
The duty officer listens to the radio and keeps the log of the day up to date.
Partial Activation
Activated when a storm is likely to reach the bay. The Harbour Office calls the berth keepers.
Full Activation
Activated when waves break over the outer wall. The Harbour Office closes the harbour.
Authority to Activate
The Harbour Office may be opened by the Harbour Manager or by the Mayor at any hour of the day.
"""


def test_english_levels_are_named_by_colours_or_by_titles() -> None:
    made = found(HARBOUR + COLOURED)
    assert [(one.code, one.name, one.colour) for one in made.levels] == [
        ("I", "Red", "red"),
        ("II", "Amber", "orange"),
        ("III", "Green", None),
    ]
    assert [condition.text for condition in made.levels[0].conditions] == [
        "Waves break over the outer wall",
        "A boat has broken loose in the inner basin.",
    ]
    closes = next(action for action in made.actions if "closes the harbour" in action.text)
    assert (closes.levels, closes.units) == (["I"], ["Harbour Office"])
    meets = next(action for action in found(HARBOUR + COLOURED + STAGES).actions if "meets" in action.text)
    assert (meets.levels, meets.units) == (["I", "II"], ["Harbour Committee"])
    titled = found(HARBOUR + TITLED)
    assert [(one.code, one.name) for one in titled.levels] == [
        ("I", "Full Activation"),
        ("II", "Partial Activation"),
        ("III", "Daily Operations"),
    ]
    assert [condition.text for condition in titled.levels[0].conditions] == [
        "Activated when waves break over the outer wall."
    ]


def test_english_titles_and_tables_name_bodies_with_their_duties() -> None:
    units = {one.name: [duty.text for duty in one.duties] for one in found(HARBOUR + COLOURED).units}
    assert units["Harbour Response (Blue) Group"][0].startswith("Open and close the harbour gates")
    assert units["Outreach"][0].startswith("Keeps contact")
    assert units["Berth Keeper"] == ["Counts the boats at dusk"]
