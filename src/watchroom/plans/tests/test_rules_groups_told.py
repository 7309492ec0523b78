"""Groups told in one line, led by somebody who is named before their duty, and headings over groups that name none."""

import pytest

from watchroom.plans.documents.text import plain
from watchroom.plans.extraction.extract import extract
from watchroom.plans.extraction.score import scored

pytestmark = pytest.mark.pure


def read(text):
    document = plain(text, name="plan.txt", digest="0")
    return scored(extract(document), document)


def units(text):
    return {one["name"]: one for one in read(text)["org_units"]}


HEAD = "清泉镇防汛应急预案\n一、总则\n本预案适用于全镇。\n二、组织机构\n"


def test_leader_and_members_in_one_line():
    group = units(HEAD + "（一）应急救援小组\n组长：所长 副组长：安全员 成员：镇水利站、镇派出所\n")["应急救援小组"]
    assert (group["lead"], group["members"]) == ("所长", ["镇水利站", "镇派出所"])


def test_a_label_within_a_sentence_ends_nothing():
    group = units(HEAD + "（一）应急救援小组\n组长：值班所长（现场组长：由调度员接替）\n")["应急救援小组"]
    assert group["lead"].startswith("值班所长")


def test_who_leads_a_group_is_no_duty():
    text = HEAD + "镇政府下设两个工作组：\n1.巡堤组：组长林涛，负责堤防巡查。\n2.转移组：组长吴倩，负责转移群众。\n"
    found = units(text)
    assert [(found[name]["lead"], found[name]["duties"]) for name in ("巡堤组", "转移组")] == [
        ("林涛", ["负责堤防巡查"]),
        ("吴倩", ["负责转移群众"]),
    ]


def test_the_duties_of_the_leader_himself_stay():
    group = units(HEAD + "镇政府下设两个工作组：\n1.巡堤组：组长负责堤防巡查。\n2.转移组：负责转移群众。\n")["巡堤组"]
    assert group["duties"] == ["组长负责堤防巡查"]


GROUPS = HEAD + (
    "（一）现场工作组\n镇指挥部根据需要设立以下工作组：\n抢险组：由镇水利站牵头。负责堵口抢险。\n"
    "转移组：由镇民政办牵头。负责转移群众。\n"
)


def test_a_heading_over_the_groups_that_are_set_up_is_none_of_them():
    found = units(GROUPS)
    assert "现场工作组" not in found
    assert {"抢险组", "转移组"} <= set(found)


def test_a_heading_over_the_duties_of_one_group_names_it():
    assert "现场工作组" in units(HEAD + "（一）现场工作组\n负责组织堵口抢险，转移受威胁群众。\n")


def test_a_title_with_a_short_name_holds_what_stands_below_it():
    text = (
        HEAD
        + "清泉镇防汛抗旱指挥部（简称镇防指）\n总指挥：镇长\n成员单位：镇水利站、镇民政办\n职责：统一指挥全镇防汛工作。\n"
    )
    found = units(text)["清泉镇防汛抗旱指挥部"]
    assert (found["abbr"], found["lead"], found["duties"]) == ("镇防指", "镇长", ["统一指挥全镇防汛工作"])


def test_the_name_of_a_stage_over_its_sentence_is_no_report():
    text = (
        HEAD + "三、信息报告\n（1）首报。各村应在15分钟内电话报告镇防指。\n（2）续报。各村每3小时向镇防指续报一次。\n"
    )
    assert [one["deadline"]["text"] for one in read(text)["reporting"]] == ["15分钟内", "每3小时"]


STROKES = (
    "清泉镇防汛应急预案\n一、总则\n（一）事件分级\n级别|分级标准\n特别重大|造成20人以上死亡\n重大|造成8人以上20人以下死亡\n"
    "较大|造成3人以上8人以下死亡\n一般|造成3人以下死亡\n"
    "二、应急响应\n（一）响应分级\n应急响应分为Ⅰ级、Ⅱ级、Ⅲ级、Ⅳ级，与事件等级特别重大、重大、较大、一般相对应。\n"
    "（二）响应措施\n部门|Ⅳ级响应|Ⅲ级响应\n镇供电所|组织抢修停电线路|启用备用电源\n镇派出所|加强路面巡逻|疏导积水路口交通\n"
)


def test_lines_with_as_many_strokes_are_the_rows_of_a_table():
    found = read(STROKES)
    actions = {(tuple(one["units"]), tuple(one["levels"])): one["text"] for one in found["actions"]}
    assert actions[("镇供电所",), ("III",)] == "启用备用电源"
    assert actions[("镇派出所",), ("IV",)] == "加强路面巡逻"
    assert [one["code"] for one in found["levels"]] == ["I", "II", "III", "IV"]
    assert [c["text"] for one in found["levels"] if one["code"] == "II" for c in one["conditions"]] == [
        "造成8人以上20人以下死亡"
    ]


def test_two_lines_with_a_stroke_are_no_table():
    text = HEAD + "三、应急响应\n镇供电所|镇派出所联合巡查。\n镇水利站|镇民政办联合值守。\n"
    assert "\t" not in plain(text, name="plan.txt", digest="0").text
