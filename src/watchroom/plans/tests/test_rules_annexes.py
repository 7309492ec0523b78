"""Annexes to which the body of a plan leaves the levels and measures of each hazard, and signals that start a level."""

import pytest

from watchroom.plans.documents.text import plain
from watchroom.plans.extraction.conflicts import leaves
from watchroom.plans.extraction.extract import extract
from watchroom.plans.extraction.found import Found
from watchroom.plans.tests.test_rules_expressions import PLAIN, READER, said

pytestmark = pytest.mark.pure

BODY = """临河市灾害天气应急预案
1 总则
1.1 编制目的
制定本预案。
2 应急响应
2.1 响应分级
2.1.1 Ⅲ级应急响应
有下列情形之一的，启动Ⅲ级应急响应：
（1）市气象台发布全市Ⅲ级预警信息；
2.1.2 Ⅳ级应急响应
有下列情形之一的，启动Ⅳ级应急响应：
（1）市气象台发布全市Ⅳ级预警信息；
2.2 响应措施
{refers}
3 附则
3.1 解释
本预案由市气象局负责解释。
附件1 临河市各灾种分册
1 暴雪灾害
1.1 暴雪灾害应急响应
启动条件：
（1）Ⅳ级响应
——积雪深度达到5厘米。
（2）Ⅲ级响应
——积雪深度达到10厘米。
1.2 暴雪灾害应急响应措施
启动应急响应后，市公路局组织除雪。
附件2 联系电话
"""


def found(text: str) -> Found:
    return extract(plain(text, name="a.txt", digest="0" * 64))


@pytest.mark.parametrize(
    ("refers", "conditions", "measures"),
    [
        ("各灾种的应急响应措施详见附件1。", 2, ["市公路局"]),
        ("各灾种的应急响应措施详见附件2。", 1, []),
        ("市公安局疏导交通。", 1, ["市公安局"]),
    ],
)
def test_an_annex_to_which_the_body_leaves_its_measures_belongs_to_it(
    refers: str, conditions: int, measures: list[str]
) -> None:
    plan = found(BODY.format(refers=refers))

    assert [len(level.conditions) for level in plan.levels] == [conditions, conditions]
    assert [action.units[0] for action in plan.actions] == measures


def test_conditions_below_the_title_of_a_hazard_name_it() -> None:
    plan = found(BODY.format(refers="各灾种的应急响应措施详见附件1。"))

    third = next(level for level in plan.levels if level.code == "III")
    assert [(c.text, c.hazard) for c in third.conditions] == [
        ("市气象台发布全市Ⅲ级预警信息", None),
        ("积雪深度达到10厘米。", "暴雪"),
    ]


@pytest.mark.parametrize(
    ("text", "tree"),
    [
        ("发布低温橙色预警信号(预计持续3天及以上)", "warning_signal==低温橙色 in 4320"),
        ("高温橙色预警信号(预计持续12小时以上)、高温红色预警信号", "(warning_signal==高温橙色 in 720 | warning_signal==高温红色)"),
        ("发布大风蓝色预警信号,且预计持续两天以上", "warning_signal==大风蓝色 in 2880"),
        ("发布低温蓝色预警信号,且预计低温将持续四天及以上", "warning_signal==低温蓝色 in 5760"),
        ("发布低温蓝色预警信号,且预计大风将持续四天及以上", "(warning_signal==低温蓝色 & phenomenon==大风 in 5760 ahead)"),
        ("过去12小时降雨量达90毫米,并预计强降雨仍将持续6小时以上", "(rainfall>=90 in 720 & phenomenon==强降雨 in 360 ahead)"),
        ("大巴车滞留,预计将持续6小时以上", "-"),
        ("能见度不足100米的大雾已持续9小时,且覆盖3个以上县", "visibility<100 in 540 at 3"),
        ("出现死亡病例,波及2个以上县", "deaths>=1"),  # the deaths need not be in each of them
        ("受霾灾害天气影响,县气象台发布霾预警信号时", "warning_signal==霾"),
        ("受台风影响,县内出现暴雨天气", "(phenomenon==台风 & phenomenon==暴雨)"),
        ("霾预警信号", "warning_signal==霾"),
        ("县气象台发布关注级预警信号时", "warning_signal==关注级"),
        ("暴雪红色预警与道路结冰橙色预警同时生效", "(warning_signal==暴雪红色 & warning_signal==道路结冰橙色)"),
        ("暴雪红色预警信号(与大风红色预警信号同时发布时)", "(warning_signal==暴雪红色 & warning_signal==大风红色)"),
        ("发布低温蓝色预警信号,同时伴有持续性降雪", "(warning_signal==低温蓝色 & phenomenon==持续性降雪)"),
        ("预计气温急剧下降,降温幅度在8℃以上", "temperature_drop>=8 ahead"),
        ("日平均气温低于3℃", "mean_temperature<3"),
        ("预计最低气温在48小时内下降8℃以上,或者日平均气温维持在4℃以下", "(temperature_drop>=8 in 2880 ahead | mean_temperature<=4 ahead)"),
        ("预计未来48小时日平均气温维持在4℃以下", "mean_temperature<=4 in 2880 ahead"),
    ],
)  # fmt: skip
def test_how_long_a_signal_lasts_and_what_must_hold_with_it(text: str, tree: str) -> None:
    assert said(READER.read(text, PLAIN).expr) == tree


@pytest.mark.parametrize(
    ("condition", "value"),
    [
        ("市气象台发布橙色预警信号，并预计低温天气仍将持续。", "低温橙色"),
        ("市气象台发布橙色预警信号，学校有人受伤。", "暴雪橙色"),  # the title above it names the hazard
        ("市气象台发布橙色预警信号，并预计低温天气、大风天气仍将持续。", "橙色"),
        ("市气象台发布大风橙色预警信号。", "大风橙色"),
    ],
)
def test_a_signal_called_by_its_colour_is_of_the_hazard_that_is_told_of(condition: str, value: str) -> None:
    plan = found(BODY.format(refers="各灾种的应急响应措施详见附件1。").replace("积雪深度达到10厘米。", condition))

    third = next(level for level in plan.levels if level.code == "III")
    assert next(leaf for leaf in leaves(third.conditions[-1].expr) if leaf.quantity == "warning_signal").value == value


@pytest.mark.parametrize(
    ("sentence", "conditions"),
    [
        ("受雷电天气影响，市气象台发布雷电预警信号时，相关区域自动启动Ⅳ级响应。", [("受雷电天气影响，市气象台发布雷电预警信号时", "雷电")]),
        ("市气象台会商后，启动Ⅳ级响应。", []),  # no signal that starts it
        ("雷电灾害由市气象局负责应对，升级时启动更高级别的应急响应。", []),
    ],
)  # fmt: skip
def test_a_sentence_below_the_title_of_a_hazard_starts_a_level(
    sentence: str, conditions: list[tuple[str, str]]
) -> None:
    annex = f"2 雷电灾害\n2.1 雷电灾害应急响应\n{sentence}\n附件2 联系电话\n"
    plan = found(BODY.format(refers="各灾种的应急响应措施详见附件1。").replace("附件2 联系电话\n", annex))

    fourth = next(level for level in plan.levels if level.code == "IV")
    assert [(c.text, c.hazard) for c in fourth.conditions if "雷电" in c.text or "会商" in c.text] == conditions


TABLE = """临河市暴雪应急预案
1 总则
1.1 编制目的
制定本预案。
2 应急响应
2.1 关注级响应
有下列情形之一的，启动关注级响应：
（1）积雪深度达到2厘米；
2.2 Ⅳ级响应
有下列情形之一的，启动Ⅳ级响应：
（1）积雪深度达到5厘米；
3 应急响应措施
表1 暴雪应急响应措施
成员单位\t暴雪关注级应急响应\t暴雪Ⅳ级应急响应
市教育局\t提醒学校检查校舍屋顶。\t通知学校停止户外课。
市交通局 市公路局\t储备除雪材料，检查除雪
成员单位\t暴雪关注级应急响应\t暴雪V级应急响应\t
\t车辆。
市电力公司\t\t抢修供电线路。
"""


def test_a_table_with_a_column_for_each_level_tells_the_measures_of_each_body() -> None:
    plan = found(TABLE)

    assert [(a.levels, a.units, a.text, [d.code for d in a.doubts]) for a in plan.actions] == [
        (["V"], ["市教育局"], "提醒学校检查校舍屋顶。", []),
        (["IV"], ["市教育局"], "通知学校停止户外课。", []),
        (["V", "IV"], ["市交通局", "市公路局"], "储备除雪材料，检查除雪车辆。", ["few_cells"]),
        (["IV"], ["市电力公司"], "抢修供电线路。", []),
    ]


WIDE = """青石市暴雪灾害应急预案
1 总则
1.1 编制目的
制定本预案。
2 应急响应
2.1 关注级响应
有下列情形之一的，启动关注级响应：
（1）积雪深度达到2厘米；
2.2 Ⅳ级响应
有下列情形之一的，启动Ⅳ级响应：
（1）积雪深度达到5厘米；
2.3 Ⅲ级响应
有下列情形之一的，启动Ⅲ级响应：
（1）积雪深度达到9厘米；
3 应急响应措施
表1 暴雪应急响应措施
"""


@pytest.mark.parametrize(
    ("rows", "expected"),
    [
        (  # a row that is too short, though an empty cell stands behind its only one
            "成员单位\t关注级响应\tⅣ级响应\tⅢ级响应\n市商务局\t组织粮油和蔬菜供应。\t\n",
            [(["V", "IV", "III"], ["市商务局"], ["few_cells"])],
        ),
        (  # a row of all its cells, of which one is filled
            "成员单位\t关注级响应\tⅣ级响应\tⅢ级响应\n市商务局\t组织粮油和蔬菜供应。\t\t\n",
            [(["V"], ["市商务局"], [])],
        ),
        (  # the title of the last column slid into the first row
            "成员单位\t关注级响应\tⅣ级响应\t\n市商务局\t组织粮油和蔬菜供应。\tⅢ级响应\n市公安局\t疏导主要道路的车流。\t\t封闭结冰的高架桥。\n",
            [
                (["V", "IV", "III"], ["市商务局"], ["few_cells"]),
                (["V"], ["市公安局"], []),
                (["III"], ["市公安局"], []),
            ],
        ),
        (  # a name broken over two rows
            "成员单位\t关注级响应\tⅣ级响应\tⅢ级响应\n市文化广电和旅\t的安全。\n游局\t提醒景区清扫步道积雪。\n",
            [(["V", "IV", "III"], ["市文化广电和旅游局"], ["few_cells"])],
        ),
    ],
)
def test_a_row_with_fewer_cells_than_levels_holds_for_those_that_are_left(
    rows: str, expected: list[tuple[list[str], list[str], list[str]]]
) -> None:
    assert [(a.levels, a.units, [d.code for d in a.doubts]) for a in found(WIDE + rows).actions] == expected


def test_the_lowest_level_that_a_plan_watches_at_has_its_own_measures() -> None:
    plan = found(TABLE.replace("表1 暴雪应急响应措施", "关注级响应启动后，市气象台每小时会商。"))

    assert (plan.actions[0].levels, plan.actions[0].units) == (["V"], ["市气象台"])


def test_a_sentence_that_only_refers_to_an_annex_is_no_measure() -> None:
    plan = found(BODY.format(refers="启动应急响应后，市公安局疏导交通。联系电话详见附件2。"))

    assert [action.text for action in plan.actions] == ["启动应急响应后，市公安局疏导交通。"]


def test_a_row_that_goes_on_belongs_to_its_own_table() -> None:
    plan = found(TABLE.replace("市电力公司\t\t抢修供电线路。", "4 应急响应行动\n成员单位\t关注级响应\t\n\t车辆调度。"))

    assert [a.text for a in plan.actions][-1] == "储备除雪材料，检查除雪车辆。"


def test_what_is_done_once_started_is_a_measure_also_behind_the_conditions() -> None:
    text = BODY.replace("2.1.1 Ⅲ级", "启动应急响应后，各有关单位应加强值班。\n2.1.1 Ⅲ级")

    assert [(a.levels, a.units) for a in found(text.format(refers="")).actions] == [(["*"], ["各有关单位"])]


def test_the_hazard_over_the_levels_may_be_explained_in_brackets() -> None:
    text = BODY.replace("1.1 暴雪灾害应急响应", "1.1 强对流天气（雷雨大风、冰雹灾害）应急响应")
    plan = found(text.format(refers="各灾种的应急响应措施详见附件1。"))

    assert [c.hazard for level in plan.levels for c in level.conditions] == [None, "强对流", None, "强对流"]


def test_what_the_hazard_is_like_is_no_measure() -> None:
    text = BODY.replace("1.1 暴雪灾害应急响应", "1.1 灾害情景\n医院就诊量增加。\n1.2 暴雪灾害应急响应").replace(
        "1.2 暴雪灾害应急响应措施", "1.3 暴雪灾害应急响应措施"
    )
    plan = found(text.format(refers="各灾种的应急响应措施详见附件1。"))

    assert [action.units for action in plan.actions] == [["市公路局"]]


ANNEXED = """青石港突发事件应急预案
1 总则
为做好港口突发事件应对，制定本预案。
2 应急响应
2.1 Ⅱ级应急响应
港务局领导小组启动Ⅱ级应急响应，组织抢险。
2.2 Ⅰ级应急响应
港务局领导小组报请市政府启动Ⅰ级应急响应。
附件1
港口突发事件响应分级和启动条件
有下列情形之一的，启动Ⅰ级应急响应：
主要码头瘫痪的；
死亡30人以上，或直接经济损失1亿元以上的。
有下列情形之一的，启动Ⅱ级应急响应：
主要码头严重受损的；
死亡10人以上、30 Ⅱ级 橙色 人以下的。
附件2
关于启动Ⅱ级应急响应的通知
年 月 日以来，已达到Ⅱ级应急响应标准，决定启动Ⅱ级应急响应。
"""


def test_paragraphs_behind_one_of_the_following_are_the_conditions_and_a_form_of_a_letter_states_none() -> None:
    plan = found(ANNEXED)

    assert {level.code: [condition.text for condition in level.conditions] for level in plan.levels} == {
        "I": ["主要码头瘫痪的", "死亡30人以上，或直接经济损失1亿元以上的。"],
        "II": ["主要码头严重受损的", "死亡10人以上、30 Ⅱ级橙色人以下的。"],
    }


def test_a_cell_that_stands_within_a_condition_is_read_over_with_a_doubt() -> None:
    two = next(level for level in found(ANNEXED).levels if level.code == "II").conditions[1]

    assert said(two.expr) == "(deaths>=10 & deaths<30)"
    assert [doubt.code for doubt in two.doubts] == ["cell_inside"]


@pytest.mark.parametrize(
    "text", ["省启动Ⅱ级响应，且死亡10人以上", "发布橙色预警，Ⅱ级以上风险点30处以上", "气象台发布Ⅱ级橙色预警"]
)
def test_levels_that_a_condition_names_are_no_cells(text: str) -> None:
    plan = found(
        f"青石县防汛应急预案\n1 应急响应\n1.1 Ⅲ级响应\n符合下列条件之一的，启动Ⅲ级响应：\n（1）{text}。\n（2）出现险情。\n"
    )

    assert all(doubt.code != "cell_inside" for level in plan.levels for one in level.conditions for doubt in one.doubts)


def test_annexes_tell_of_groups_and_members_as_the_chapter_on_the_organisation_does() -> None:
    text = (
        "青湖省水污染应急预案\n1 总则\n1.1 编制目的\n制定本预案。\n2 组织指挥体系\n2.1 省指挥部\n省指挥部负责统一指挥。\n"
        "3 附则\n3.1 解释\n本预案由省生态环境厅解释。\n"
        "附件1\n省指挥部成员单位主要职责\n省委宣传部:负责组织新闻发布工作。\n省公安厅:负责维护现场秩序。\n省水利厅:负责提供水文信息。\n"
        "附件2\n省指挥部前方指挥部组成及任务分工\n省指挥部根据需要设立前方指挥部,下设相应的工作组。\n"
        "一、综合协调组\n由省生态环境厅牵头,省公安厅等部门参加。\n主要职责:汇总情况;督办工作。\n"
        "二、监测组。由省水利厅牵头,省公安厅参加。\n主要职责:布设监测点;报送数据。\n"
    )
    units = {unit.name: (unit.kind, [duty.text for duty in unit.duties]) for unit in found(text).units}

    assert units["省委宣传部"] == ("member", ["负责组织新闻发布工作"])
    assert units["省水利厅"] == ("member", ["负责提供水文信息"])
    assert units["综合协调组"] == ("working_group", ["汇总情况;督办工作"])
    assert units["监测组"] == ("working_group", ["布设监测点;报送数据"])
