"""Names with regions inside, names behind verbs, those whom bodies choose, and heads that several names share."""

import pytest

from watchroom.plans.documents.text import plain
from watchroom.plans.extraction.extract import extract
from watchroom.plans.extraction.units import Names
from watchroom.plans.extraction.vocabulary import shipped

pytestmark = pytest.mark.pure

NAMES = Names(shipped(), {"县雪指": "command", "总指挥": "role"})


def who(sentence: str) -> list[str]:
    return [name.name for name in NAMES.subjects(sentence)]


@pytest.mark.parametrize(
    ("sentence", "units"),
    [
        ("相关省、自治区、直辖市的抗震救灾指挥机构应加强值守", ["相关省、自治区、直辖市的抗震救灾指挥机构"]),
        ("受寒潮影响地区的县级人民政府应开放避寒点", ["受寒潮影响地区的县级人民政府"]),
        ("受寒潮影响的农户应自救", []),
        ("震中所在市(地)、县级抗震救灾指挥部立即组织自救", ["震中所在市(地)级抗震救灾指挥部", "震中所在县级抗震救灾指挥部"]),
        ("事发地设区市、县(市、区)水利部门应当核实", ["事发地设区市水利部门", "事发地县(市、区)水利部门"]),
    ],
)  # fmt: skip
def test_a_name_says_which_regions_it_is_of(sentence: str, units: list[str]) -> None:
    assert who(sentence) == units


@pytest.mark.parametrize(
    ("sentence", "units"),
    [
        ("根据需要预告邻近县森林消防大队做好准备", []),
        ("应有党政负责同志在县雪指值守", ["党政负责同志"]),
        ("应有关部门要求,县公路局派员", ["有关部门", "县公路局"]),
        ("组织指挥部成员单位会商", []),
        ("调度指挥部立即会商", ["调度指挥部"]),
        ("广泛动员社会力量捐赠", []),
        ("码头设县雪指现场指挥部", []),
        ("化工园区管理机构封闭大门", ["化工园区管理机构"]),
        ("化工园区封闭大门", ["化工园区"]),
        ("柳湾新城管委会清扫积雪", ["柳湾新城管委会"]),
        ("县城管委清扫积雪", ["县城管委"]),
        ("采购部落实除雪物资", ["采购部"]),
        ("施救过程中船长报告进展", ["船长"]),
        ("商场广播提示后方人员停步", []),
        ("救援人员佩戴呼吸器进入船舱", ["救援人员"]),
        ("救援人员被困时扩大搜索", []),
        ("恢复工作由当地防汛机构负责", ["当地防汛机构"]),
        ("其理由县公路局另行说明", []),
        ("县人民政府工作组查看灾情", ["县人民政府工作组"]),
        ("各级政府工作组织领导有力", ["各级政府"]),
        ("省军区联合参谋部派员", ["省军区联合参谋部"]),
        ("有驻军参与扑救的,现场指挥员进入指挥部", ["现场指挥员"]),
        ("有轨电车公司停运", ["有轨电车公司"]),
        ("倡导企业错峰生产", []),
        ("县公路局联合县公安局封路", ["县公路局", "县公安局"]),
    ],
)
def test_a_name_begins_behind_the_verb_and_ends_where_it_ends(sentence: str, units: list[str]) -> None:
    assert who(sentence) == units


@pytest.mark.parametrize(
    ("sentence", "units"),
    [
        ("由总指挥或者县委、县政府指定的负责同志坐镇指挥", ["总指挥", "县委、县政府指定的负责同志"]),
        ("县政府指定的负责人到场指挥", ["县政府指定的负责人"]),
        ("县委、县政府坐镇指挥", ["县委", "县政府"]),
        ("县雪指副指挥或委托县公路局负责人主持会商", ["县雪指副指挥", "县公路局"]),
    ],
)
def test_whom_bodies_choose_is_one_and_no_other(sentence: str, units: list[str]) -> None:
    assert who(sentence) == units


@pytest.mark.parametrize(
    ("sentence", "units"),
    [
        ("当地交通、公安部门应迅速封路", ["当地交通部门", "当地公安部门"]),
        ("当地驻军、公安部门应迅速封路", ["当地驻军部门", "公安部门"]),
        ("交通、公安、青石供电公司等单位派员进驻", ["交通", "公安", "青石供电公司"]),
        ("交通、燃气公司派员进驻", ["交通公司", "燃气公司"]),
        ("机电、前台当班人员到场", ["机电当班人员", "前台当班人员"]),
        ("司机、领队等现场有关人员立即报警", ["司机", "领队"]),
        ("县公路局、水文中心、消防救援大队立即会商", ["县公路局", "县水文中心", "县消防救援大队"]),
        ("市公路局、县水利局、消防救援大队立即会商", ["市公路局", "县水利局", "消防救援大队"]),
    ],
)
def test_several_names_share_a_head_or_a_tail(sentence: str, units: list[str]) -> None:
    assert who(sentence) == units


def test_those_at_the_place_report_as_one() -> None:
    text = "柳溪县客运事故应急预案\n1 总则\n制定本预案。\n2 信息报告\n2.1 报告程序\n"
    text += "事故发生后，司机、领队等现场有关人员应当立即向县交通局报告。\n"
    found = extract(plain(text, name="a.txt", digest="0" * 64))
    assert [(row.sender, row.to) for row in found.reports] == [("现场有关人员", ["县交通局"])]
