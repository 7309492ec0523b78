"""Overall plans, and steps on board: committees and governments named together, zones that govern, commands that are set up,
and who reports where a list's lead or an order names him."""

import pytest

from watchroom.plans.documents.text import plain
from watchroom.plans.extraction.extract import extract
from watchroom.plans.extraction.found import Found
from watchroom.plans.extraction.spans import half_width
from watchroom.plans.extraction.units import Names
from watchroom.plans.extraction.vocabulary import shipped

pytestmark = pytest.mark.pure

NAMES = Names(shipped())
PLAN = "青石市突发事件总体应急预案\n1 总则\n1.1 目的\n制定本预案。\n"


def found(text: str) -> Found:
    return extract(plain(text, name="plan.txt", digest="0" * 64))


@pytest.mark.parametrize(
    ("sentence", "who"),
    [
        ("县级党委和政府组织抢险。", ["县级党委", "县级政府"]),
        ("市级、县级党委和人民政府分别组织抢险。", ["市级党委", "县级党委", "市级人民政府", "县级人民政府"]),
        ("县委和县政府组织抢险。", ["县委", "县政府"]),
        ("乡镇（街道）、开发区、工业园区、港区等应当明确专人。", ["乡镇(街道)", "开发区", "工业园区", "港区"]),
        ("开发区管委会组织转移。", ["开发区管委会"]),
        ("疏散港区作业人员。", []),
        ("负责牵头处置的市级部门发布信息。", ["负责牵头处置的市级部门"]),
        ("所有进入灾区的救援队伍、车辆服从现场指挥部调度。", ["所有进入灾区的救援队伍"]),
        # who is told what to do, where nobody else is named
        ("命令二副查明货舱受损情况。", ["二副"]),
        ("派出熟悉泵房的三名探火员，携带呼吸器，探明火源。", ["探火员"]),
        ("立即组织消防队进行扑救。", ["消防队"]),
        ("船长组织消防队进行扑救。", ["船长"]),
        ("组织消防队的训练。", []),
    ],
)
def test_who_acts(sentence: str, who: list[str]) -> None:
    assert [name.name for name in NAMES.subjects(half_width(sentence))] == who


def test_the_leading_bodies_of_the_state_command_and_zones_are_local() -> None:
    assert NAMES.kind("党中央") == "command"
    assert NAMES.kind("开发区") == "local_government"
    assert NAMES.kind("开发区管委会") == "department"


def test_a_command_that_is_set_up_is_a_body_with_the_duty_behind_it_or_with_none() -> None:
    plan = found(
        PLAN
        + "2 组织指挥体系\n2.1 领导机构\n市政府统一领导全市应对工作，根据需要设立青石市旱灾应急指挥机构，指定有关负责同志组织应对。\n"
        "必要时，可设立前方指挥部指导有关工作。\n2.2 现场机构\n事件发生后，可视情设立现场指挥机构，统一组织指挥现场处置工作。\n"
        "现场设立警戒线，封闭道路。\n"
    )
    told = {unit.name: (unit.kind, [duty.text for duty in unit.duties]) for unit in plan.units}

    assert told["青石市旱灾应急指挥机构"] == ("command", [])
    assert told["前方指挥部"] == ("field_command", ["指导有关工作"])
    assert told["现场指挥机构"] == ("field_command", ["统一组织指挥现场处置工作"])
    assert not any("警戒" in name for name in told)


RESPONSE = PLAN + "2 应急响应\n2.1 处置措施\n{}\n"


def test_running_text_is_cut_before_those_named_in_general_and_a_word_on_other_plans_is_no_measure() -> None:
    plan = found(
        RESPONSE.format(
            "市有关部门给予支援。具体处置措施应当在相关应急预案中予以明确。\n"
            "市政府新闻办组织发布信息。一般情况下，有关方面应当在24小时内举行发布会。"
        )
    )

    assert [(action.text, action.units) for action in plan.actions] == [
        ("市有关部门给予支援。", ["市有关部门"]),
        ("市政府新闻办组织发布信息。", ["市政府新闻办"]),
        ("一般情况下，有关方面应当在24小时内举行发布会。", ["有关方面"]),
    ]
    assert plan.actions[2].deadline is not None
    assert plan.actions[2].deadline.minutes == 1440


def test_whom_the_lead_of_a_list_names_reports_in_its_items() -> None:
    plan = found(
        RESPONSE.format(
            "市应急指挥机构主要采取以下措施：\n（1）调度救援力量；\n（2）及时向省政府报告处置进展；\n（3）县政府向市政府报告需求。"
        )
    )

    assert [(row.sender, row.to) for row in plan.reports] == [("市应急指挥机构", ["省政府"]), ("县政府", ["市政府"])]


REPORTS = PLAN + "2 信息报告\n2.1 报告程序\n{}\n"


def test_reports_by_a_way_to_those_informed_too_and_of_a_case_of_its_own() -> None:
    plan = found(
        REPORTS.format(
            "（1）任何单位和个人获悉险情，均应当通过值班电话或者其他渠道报告。\n（2）县水利局按规定报告并通报市水务局。\n"
            "（3）可能演变为重大事件的，应当立即报告。"
        )
    )
    told = [(row.sender, row.to, row.channel, row.deadline and row.deadline.minutes) for row in plan.reports]

    assert told == [
        ("任何单位和个人", [], "电话", None),
        ("县水利局", ["市水务局"], None, None),
        ("县水利局", [], None, 0),
    ]


STEPS = "柳溪航道工程项目部水上事故专项应急预案\n1 适用范围\n适用于本项目部。\n2 应急处置措施\n2.1 碰撞处置措施\n{}\n"


def test_on_board_a_number_to_call_is_no_way_and_a_sentence_that_goes_on_adds_receivers() -> None:
    plan = found(
        STEPS.format(
            "（1）发现人员立即报告，说明位置。\n"
            "（2）船长迅速报告项目部，并视情况报告柳溪海事局（电话：12345678）。\n"
            "（3）大副立即报告调度室。并报告柳溪救助站。\n"
            "（4）派出探火员，身着消防员装备，探明火源，报告船长。"
        )
    )
    told = [(row.sender, row.to, row.channel, row.deadline and row.deadline.minutes) for row in plan.reports]

    assert told == [
        ("发现人员", [], None, 0),
        ("船长", ["项目部", "柳溪海事局"], None, None),
        ("大副", ["调度室", "柳溪救助站"], None, 0),
        ("探火员", ["船长"], None, None),
    ]
