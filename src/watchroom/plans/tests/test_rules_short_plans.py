"""Short plans read whole: their levels, bodies, measures and reports."""

import pytest

from watchroom.plans.documents.text import plain
from watchroom.plans.extraction.extract import extract
from watchroom.plans.extraction.found import Found
from watchroom.plans.extraction.grades import basis_of, levels_in
from watchroom.plans.extraction.ranks import CODES

pytestmark = pytest.mark.pure


def found(text: str) -> Found:
    return extract(plain(text, name="a.txt", digest="0" * 64))


def test_levels_are_read_from_headings_with_ranges_and_denials() -> None:
    four = CODES[:4]
    assert levels_in("5.2 Ⅱ级响应", four) == ["II"]
    assert levels_in("启动三级及以上应急响应时", four) == ["I", "II", "III"]
    assert levels_in("未达到Ⅰ级响应的", four) == ["II", "III", "IV"]
    assert levels_in("橙色预警", four) == ["II"]
    assert levels_in("第一级台阶", four) == []
    assert basis_of("在Ⅲ级响应的基础上,增加下列措施") == ["III"]


PLAN = """某县山洪应急预案
1 总则
1.1 适用范围
本预案适用于某县行政区域。
2 组织体系
2.1 县山洪指挥部
某县山洪灾害应急指挥部（以下简称县山洪指）统一领导全县山洪应对工作。总指挥由县长担任。
县山洪指办公室设在县水利局，承担县山洪指日常工作。
2.2 成员单位
县公安局：负责维护秩序，协助转移群众。
县教育局、县民政局：分别做好学校和安置点工作。
2.3 工作组
（1）抢险组。由县水利局牵头，县应急管理局参加。主要职责：排除险情；抢修堤防。
3 信息报告
乡镇人民政府应在险情发生后30分钟内向县山洪指办公室报告，情况紧急的，可先电话报告。县山洪指办公室接报后1小时内报县人民政府和市水利局。
险情解除前，每日8时前续报一次。
4 应急响应
4.1 Ⅱ级响应
县山洪指采取下列措施：
（1）县水利局30分钟内派出专家组；县气象局加密预报。
（2）转移危险区群众。
4.2 Ⅰ级响应
在Ⅱ级响应的基础上，县人民政府请求支援。县公安局封闭道路。
5 保障措施
县财政局保障资金。
"""


def test_bodies_are_found_with_kind_short_name_lead_members_and_duties() -> None:
    units = {unit.name: unit for unit in found(PLAN).units}
    command = units["某县山洪灾害应急指挥部"]
    assert (command.kind, command.abbr, command.duties[0].text) == ("command", "县山洪指", "统一领导全县山洪应对工作")
    assert (units["县山洪指办公室"].kind, units["县公安局"].kind) == ("office", "member")
    group = units["抢险组"]
    assert (group.kind, group.lead, group.members) == ("working_group", "县水利局", ["县应急管理局"])
    assert group.duties[0].text == "排除险情；抢修堤防"
    assert units["县民政局"].duties == units["县教育局"].duties
    assert "县财政局" not in units


def test_measures_carry_levels_units_limits_and_what_a_higher_level_takes_over() -> None:
    actions = found(PLAN).actions
    assert [(a.levels, a.units, a.deadline.minutes if a.deadline else None, a.inherited) for a in actions] == [
        (["II"], ["县水利局", "县气象局"], 30, ["I"]),
        (["II"], ["县山洪指"], None, ["I"]),
        (["I"], ["县人民政府"], None, []),
        (["I"], ["县公安局"], None, []),
    ]


def test_reports_tell_sender_receivers_limit_and_way() -> None:
    rows = [(r.sender, r.to, r.deadline.minutes if r.deadline else None, r.channel) for r in found(PLAN).reports]
    assert rows[0] == ("乡镇人民政府", ["县山洪指办公室"], 30, None)
    assert ("县山洪指办公室", ["县人民政府", "市水利局"], 60, None) in rows


def test_a_measure_without_a_body_is_doubted_and_none_is_invented() -> None:
    actions = found("1 应急响应\n1.1 Ⅰ级响应\n（1）封闭道路，疏散车辆。\n（2）开放安置点，发放食品。\n").actions
    assert [(a.units, [d.code for d in a.doubts]) for a in actions] == [([], ["no_unit"]), ([], ["no_unit"])]


RESERVOIR = """某县水库防汛应急预案
1. 总则
1.1 适用范围
本预案适用于某县行政区域。
2. 组织体系
2.1 县水库防汛指挥部
县人民政府设立某县水库防汛指挥部（以下简称县库指），组织全县水库防汛工作。
2.2 工作组
（1）堤坝抢护组：由水利部门牵头，由公安、住建和消防等部门组成，负责抢护险工险段。
（2）转移和安置组：由应急部门牵头，抽调有关部门人员组成，负责转移和安置群众。
2.3 乡镇（街道）职责
乡镇（街道）负责巡查堤坝，转移群众。
"""


def test_groups_keep_one_name_and_who_leads_and_belongs_is_no_duty() -> None:
    units = {unit.name: unit for unit in found(RESERVOIR).units}

    assert units["某县水库防汛指挥部"].abbr == "县库指"
    assert [duty.text for duty in units["堤坝抢护组"].duties] == ["负责抢护险工险段"]
    assert (units["堤坝抢护组"].lead, units["堤坝抢护组"].members) == ("水利部门", ["公安", "住建和消防"])
    assert [duty.text for duty in units["转移和安置组"].duties] == ["负责转移和安置群众"]
    assert units["乡镇(街道)"].kind == "local_government"


REPORTS = """某县食品安全事故应急预案
1 总则
1.1 适用范围
本预案适用于某县行政区域。
2 信息报告
2.1 报告程序
报告原则上逐级进行，由县食安办负责人签发。
班组长立即报告车间主任，车间主任10分钟内报告生产调度室，生产调度室接报后30分钟内报总经理。
首接医疗机构应在30分钟内口头、2小时内书面向县卫健局报告。
乡镇（街道）应在20分钟内先电话后书面报告县防指（书面报告最迟不得晚于事故发生后1小时）。
村（社区）迅速报告乡镇（街道）。
火灾除报主管部门外，学校应报县消防救援大队。
2.2 续报
县食安办应在1小时内报告县人民政府。
首报是指确认事故已经发生，30分钟内向市食安办报告。
"""


def test_reports_go_from_hop_to_hop_and_each_way_has_its_own_limit() -> None:
    rows = [(r.sender, r.to, r.deadline.minutes if r.deadline else None, r.channel) for r in found(REPORTS).reports]

    assert rows == [
        ("班组长", ["车间主任"], 0, None),
        ("车间主任", ["生产调度室"], 10, None),
        ("生产调度室", ["总经理"], 30, None),
        ("首接医疗机构", ["县卫健局"], 30, "口头"),
        ("首接医疗机构", ["县卫健局"], 120, "书面"),
        ("乡镇(街道)", ["县防指"], 20, "电话"),
        ("乡镇(街道)", ["县防指"], 60, "书面"),
        ("村(社区)", ["乡镇(街道)"], None, None),
        ("学校", ["县消防救援大队"], None, None),
        ("县食安办", ["县人民政府"], 60, None),
        ("县食安办", ["市食安办"], 30, None),
    ]
    assert [bool(r.doubts) for r in found(REPORTS).reports] == [False] * 10 + [True]


ABOVE = """某市桥梁事故应急预案
1 总则
本预案适用于某市行政区域。
2 信息报告
预警发布后，事故所涉及的县级桥梁养护管理机构应当将进展情况及时上报市桥隧中心。
镇桥梁应急指挥部应当在20分钟内向上级指挥部、政府报告。
"""


def test_who_reports_is_named_behind_what_concerns_him_and_a_standing_goes_on_to_the_next() -> None:
    assert [(r.sender, r.to) for r in found(ABOVE).reports] == [
        ("事故所涉及的县级桥梁养护管理机构", ["市桥隧中心"]),
        ("镇桥梁应急指挥部", ["上级指挥部", "上级政府"]),
    ]


DOTLESS = """某省自然灾害救助应急预案
1 总则
本预案适用于某省行政区域。
2 组织体系
2 1 省救灾指挥部
省救灾指挥部负责统一领导全省救灾工作
2 2 成员单位
1省教育厅：负责安置受灾学校学生，恢复正常教学秩序和受灾学校的校舍
2省财政厅：负责拨付救灾资金。
12省水利厅：负责抢修受损水利设施。
"""


def test_numbers_that_lost_their_dots_number_chapters_and_members() -> None:
    made = found(DOTLESS)

    assert {unit.name: [duty.text for duty in unit.duties] for unit in made.units} == {
        "省救灾指挥部": ["负责统一领导全省救灾工作"],
        "省教育厅": ["负责安置受灾学校学生，恢复正常教学秩序和受灾学校的校舍"],
        "省财政厅": ["负责拨付救灾资金"],
        "省水利厅": ["负责抢修受损水利设施"],
    }
    assert [chapter.number for chapter in made.chapters] == ["1", "2", "2.1", "2.2"]


def test_a_list_goes_on_where_the_stop_before_its_number_was_lost() -> None:
    text = "某县防汛应急预案\n1 应急响应\n1.1 Ⅳ级响应\n（1）县水利局巡查堤坝（2）县气象局加密预报，见第（3）项（3）县公安局封闭道路"

    assert [action.units for action in found(text).actions] == [["县水利局"], ["县气象局"], ["县公安局"]]


def test_an_office_with_a_short_name_of_its_own_is_one_with_its_heading() -> None:
    """`省减灾委办公室（简称省减灾办）` under the heading `省减灾委员会办公室`: the command's short name stands in the office's."""
    plan = found(
        "云岭省救助应急预案\n1 总则\n制定本预案。\n2 组织指挥体系\n2.1 省减灾委员会\n"
        "省减灾委员会（以下简称省减灾委）统一领导全省救助工作。\n2.2 省减灾委员会办公室\n"
        "省减灾委办公室（以下简称省减灾办）设在省应急管理厅，承担省减灾委日常工作，主要职责：\n（1）负责会商研判。\n"
    )

    offices = [unit for unit in plan.units if unit.kind == "office"]
    assert [(len(unit.duties), unit.abbr) for unit in offices] == [(2, "省减灾办")]
