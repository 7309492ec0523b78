"""Who does a measure where the sentence names nobody, or somebody else first; and the bodies that papers of houses and offices set up."""

import pytest

from watchroom.plans.documents.text import plain
from watchroom.plans.extraction.extract import extract
from watchroom.plans.extraction.found import Found
from watchroom.plans.extraction.spans import half_width
from watchroom.plans.extraction.to_plan import drafted
from watchroom.plans.extraction.units import Names
from watchroom.plans.extraction.vocabulary import shipped

pytestmark = pytest.mark.pure


def found(text: str) -> Found:
    return extract(plain(text, name="plan.txt", digest="0" * 64))


def acts(items: str) -> list[list[str]]:
    plan = found(
        f"柳溪纺织有限公司火灾应急预案\n一、组织机构\n设立抢修组、救护组、警戒组。\n二、应急响应\n1、警戒组应急措施\n{items}\n"
    )
    return [action.units for action in plan.actions]


@pytest.mark.parametrize(
    ("item", "units"),
    [
        ("(1)封锁厂区大门,维持现场秩序。", ["警戒组"]),
        ("(1)疏散车间工人,由救护组清点受伤人数。", ["警戒组", "救护组"]),
        ("(1)由救护组清点受伤人数。", ["救护组"]),
        ("(1)安排专人引导消防车进入厂区。", ["警戒组"]),
        ("(1)通知抢修组到现场切断电源。", ["警戒组", "抢修组"]),
        ("(1)发现伤员应立即通知救护组并保护现场。", ["警戒组"]),
        ("(1)警戒组立即到场,由负责人安排岗位。", ["警戒组"]),
    ],
)
def test_the_group_of_the_heading_acts_first_and_those_who_are_sent_act_too(item: str, units: list[str]) -> None:
    assert acts(item) == [units]


@pytest.mark.parametrize(
    ("words", "names"),
    [
        ("总指挥指挥抢修组把水泵搬到高处", ["总指挥", "抢修组"]),
        ("各成员单位和各应急工作组到岗", ["各成员单位", "各应急工作组"]),
        ("有关部门和市水务局到岗", ["有关部门", "市水务局"]),
    ],
)
def test_all_members_are_named_beside_others_and_so_are_bodies_named_in_general(words: str, names: list[str]) -> None:
    assert [n.name for n in Names(shipped()).subjects(words)] == names


BODIES = """柳溪县桥梁突发事件应急预案
1 总则
1.1 目的
制定本预案。
2 组织体系
2.1 日常机构
县交通局设立桥隧监测中心(以下简称“监测中心”),作为县级桥梁应急日常管理机构,在领导小组领导下开展工作。
2.2 专家指导组
县桥梁应急专家指导组由桥梁检测人员组成。负责评估桥梁安全。
2.3 成员单位职责
各成员单位在领导小组领导下开展工作,完成交办的任务。
"""


def test_a_standing_office_an_expert_group_named_in_full_below_its_heading_and_all_members_are_bodies() -> None:
    units = {unit.name: unit for unit in found(BODIES).units}

    assert units["桥隧监测中心"].kind == "office"
    assert "县交通局" not in units
    assert units["县桥梁应急专家指导组"].kind == "expert_group"
    assert "专家指导组" not in units
    assert (units["各成员单位"].kind, len(units["各成员单位"].duties)) == ("member", 1)


def test_a_house_sets_up_its_bodies_in_headings_short_lines_and_sentences() -> None:
    house = found(
        "柳溪小学触电事故应急预案\n一、根据学校实际,成立触电事故领导小组\n组长:校长\n食堂成立抢修组\n组长:后勤主任\n"
        "二、人员分工\n1、为了统一指挥,学校确定后勤主任为事故总指挥,负责全面指挥工作。\n"
        "2、学校成立义务消防队,由保安和体育教师组成。协助电工切断电源。\n"
    )
    units = {unit.name: (unit.kind, unit.lead) for unit in house.units}

    assert units["触电事故领导小组"] == ("command", "校长")
    assert units["抢修组"] == ("working_group", "后勤主任")
    assert units["事故总指挥"] == ("role", "后勤主任")
    assert units["义务消防队"] == ("working_group", None)
    assert "学校" not in units


def test_a_body_that_a_measure_names_short_is_the_one_body_of_that_name_in_the_plan_file() -> None:
    text = "柳溪纺织有限公司火灾应急预案\n一、组织机构\n设立应急抢修组、救护组。\n二、应急响应\n1、抢修组应急措施\n(1)切断车间电源。\n"
    document = plain(text, name="plan.txt", digest="0" * 64)

    titles = [unit["title"]["zh"] for unit in drafted(extract(document), document)["units"]]

    assert "应急抢修组" in titles
    assert "抢修组" not in titles


def measures(items: str) -> list[tuple[list[str], list[str], str]]:
    plan = found(f"柳溪县桥梁应急预案\n1 总则\n制定本预案。\n2 应急响应\n{items}\n")
    return [(a.levels, a.units, a.text) for a in plan.actions]


def test_a_heading_that_is_the_sentence_before_a_list_names_who_acts() -> None:
    told = measures(
        "2.1 桥梁事故发生单位及养护管理部门,接到报告后必须做到:\n(1)封闭桥面并放置警示标志;\n(2)组织桥上车辆有序疏散。"
    )

    assert [units for _, units, _ in told] == [["桥梁事故发生单位", "养护管理部门"]] * 2


def test_an_item_that_only_says_when_it_has_to_be_done_goes_on_with_who_acts_in_the_item_before() -> None:
    plan = found(
        "柳溪县桥梁应急预案\n1 总则\n制定本预案。\n2 应急响应\n(1)养护员应立即放置警示标志。\n(2)桥面开裂时,应立即封闭桥面。\n"
    )

    assert [a.units for a in plan.actions] == [["养护员"], ["养护员"]]
    assert [d.code for d in plan.actions[1].doubts] == ["no_unit"]


def test_a_list_in_the_line_behind_an_order_is_part_of_it() -> None:
    told = measures("(1)养护员应立即灭火;使用灭火器要注意以下要点:先拔出插销,再对准火源,最后压下手柄。")

    assert [units for _, units, _ in told] == [["养护员"]]
    assert told[0][2].startswith("养护员应立即灭火")


PROCEDURE = """柳溪县桥梁应急预案
1 总则
制定本预案。
3 预警与响应
3.1 响应分级
桥梁事故响应分为Ⅰ级、Ⅱ级。
3.2 响应启动程序
(1)可能发生特别重大(Ⅰ级)桥梁事故时,由省交通指挥部启动Ⅰ级响应,县交通局配合做好交通管制。
(2)县交通局决定是否需要公告,如需要,由宣传组联系媒体,面向社会公布。
(3)县交通局决定启动Ⅱ级响应。
"""


def test_a_procedure_has_measures_beside_what_only_starts_a_response() -> None:
    told = [(a.units, a.text) for a in found(PROCEDURE).actions]

    assert told[0] == (["县交通局"], "县交通局配合做好交通管制。")
    assert [units for units, _ in told] == [["县交通局"], ["县交通局", "宣传组"]]


def test_a_paper_that_is_one_list_of_orders_tells_the_response() -> None:
    plan = found(
        "柳溪小学溺水事故应急预案\n(1)值班教师立即拨打急救电话。\n(2)校医负责现场救护。\n(3)班主任应通知学生家长。\n"
    )

    assert [a.units for a in plan.actions] == [["值班教师"], ["校医"], ["班主任"]]


@pytest.mark.parametrize("lead", ["如遇下列情况，派出现场工作组：", "有以下情形之一的，由领导小组派出现场工作组：3"])
def test_the_cases_of_a_list_are_no_measures_but_what_else_is_listed_is(lead: str) -> None:
    plan = found(
        f"青石市防汛应急预案\n1 应急响应\n1.1 Ⅱ级响应措施\n{lead}\n（1）险情继续恶化，超出县级处置能力的；\n（2）处置缓慢等情况。\n"
        "市应急局开展下列工作：\n（1）组织转移受困的；\n（2）核查各县灾情。\n"
    )

    assert [action.text for action in plan.actions if "（" not in action.text][-2:] == [
        "组织转移受困的；",
        "核查各县灾情。",
    ]
    assert not any("恶化" in action.text or "缓慢" in action.text for action in plan.actions)


RESPONSE = """云岭县洪涝灾害救助应急预案
1 总则
1.1 目的
制定本预案。
2 组织指挥体系
2.1 县减灾委员会
县减灾委员会（以下简称县减灾委）领导全县救助工作。
3 应急响应
救助应急响应分为Ⅰ级、Ⅱ级。启动、终止应急响应的通知以县减灾委名义印发。
3.1 Ⅰ级响应
3.1.1 启动条件
死亡10人以上。
3.1.2 响应措施
县减灾委及其成员单位采取以下措施：
（1）以县政府名义发布公告，组织开展救灾募捐。县民政局接收救灾款物。
（2）组织开展灾情核查。
3.2 Ⅱ级响应
3.2.1 启动条件
死亡3人以上、10人以下。
3.2.2 响应措施
（1）县民政局核查灾情。
3.3 响应联动
对已启动防汛应急响应的，县减灾委要强化会商。
乡镇启动Ⅱ级以上响应的，应及时向县民政局报告。
启动县级救助应急响应后，县减灾委立即向市减灾办报告，受灾乡镇要视情启动本级响应。
"""


def test_who_acts_in_the_name_of_a_body_is_that_body_and_not_whom_the_list_obliges() -> None:
    acted = {action.text[:12]: action.units for action in found(RESPONSE).actions}

    assert acted["以县政府名义发布公告，组"] == ["县政府", "县民政局"]
    assert acted["组织开展灾情核查。"] == ["县减灾委", "成员单位"]


def test_a_chapter_on_acting_together_says_what_follows_at_every_level_and_who_reports() -> None:
    plan = found(RESPONSE)

    together = [action for action in plan.actions if action.levels == ["*"]]
    assert [action.text[:14] for action in together] == ["启动县级救助应急响应后，县减"]
    assert together[0].units[0] == "县减灾委"
    assert [(r.sender, r.to) for r in plan.reports] == [("乡镇", ["县民政局"]), ("县减灾委", ["市减灾办"])]


def test_in_whose_name_the_notice_of_a_response_is_issued_is_no_measure() -> None:
    assert not any("印发" in action.text for action in found(RESPONSE).actions)


@pytest.mark.parametrize(
    ("words", "names"),
    [
        ("当青石县水利局启动Ⅲ级响应时,由其组织排涝。", ["青石县水利局"]),
        ("当市、县级应急指挥机构启动Ⅳ级响应时,由其开展抢修。", ["市级应急指挥机构", "县级应急指挥机构"]),
        ("云岭县防指启动Ⅱ级响应后,应报告省水利厅。", ["云岭县防指"]),
        ("当青石县水利局启动Ⅲ级响应时,由其他部门组织排涝。", ["其他部门"]),
        ("当青石县水利局启动Ⅲ级响应时,乡镇政府组织巡堤。", ["乡镇政府"]),
        ("当青石省政府启动Ⅰ级响应时,停止室外施工。", []),
        ("当青石县启动Ⅲ级响应后,应急照明全部打开。", []),
        ("受灾地区的青石县防指负责人、成员单位负责人,应到堤上值守。", ["受灾地区的青石县防指", "成员单位"]),
        ("受灾地区的群众撤到高处。", []),
    ],
)
def test_whoever_has_started_a_response_does_what_is_left_to_it(words: str, names: list[str]) -> None:
    assert [n.name for n in Names(shipped()).subjects(half_width(words))] == names


GROUPS = """云岭县隧道突发事件应急预案
1 总则
1.1 目的
制定本预案。
2 组织体系
2.1 工作组
领导小组下设抢通组、后勤组等工作组。
（1）抢通组
由局办公室负责人任组长，养护科、路政科负责人任副组长，养护科、路政科人员担任成员。
主要职责：抢通受阻路段。
（2）后勤组
综合科负责人任组长，机关服务中心负责人任副组长，成员由综合科、财务科人员组成。
主要职责：调配车辆。
2.2 专家组
根据工作需要，聘请隧道专业人员或由学会推荐专家组成专家组。
主要职责：提出抢通建议。
3 应急响应
3.1 措施
抢通组设置路障。
"""


def test_who_holds_the_posts_of_a_group_is_no_body_of_the_plan() -> None:
    units = {u.name: ([d.text for d in u.duties], u.lead) for u in found(GROUPS).units}

    assert units["抢通组"] == (["抢通受阻路段"], "局办公室负责人")
    assert "局办公室" not in units
    assert units["后勤组"] == (["调配车辆"], "综合科负责人")
    assert "综合科" not in units
    assert units["专家组"][0] == ["提出抢通建议"]


RIVER = """青石河洪水应急预案
4 应急响应
4.1 一级应急响应
4.1.1 启动条件
（1）青石河发生特大洪水；
（2）青石河堤防决口。
4.1.2 响应行动
（1）青石河防总总指挥主持会商。
（2）{office}通报汛情。
（3）青石河防总调度水库。
（4）{office}派出工作组赶赴溃口指导封堵。
（5）青石河防总成员单位到岗值守。
（6）云岭省防指组织巡堤。
"""


@pytest.mark.parametrize(
    ("office", "units"),
    [
        (
            "青石河防总办公室",
            {
                "青石河防总总指挥": "role",
                "青石河防总办公室": "office",
                "青石河防总": "command",
                "青石河防总成员单位": "member",
            },
        ),
        ("县水利局", {}),
    ],
)
def test_a_command_whose_office_acts_too_is_the_plans_own_where_no_chapter_tells_of_bodies(
    office: str, units: dict[str, str]
) -> None:
    made = found(RIVER.format(office=office)).units

    assert {u.name: u.kind for u in made} == units
    assert all([d.code for d in u.doubts] == ["no_organisation"] for u in made)
