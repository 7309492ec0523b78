"""What a plan says of the bodies it sets up: groups and who sets them up, all members together, one short name of several."""

import pytest

from watchroom.plans.documents.text import plain
from watchroom.plans.extraction.extract import extract

pytestmark = pytest.mark.pure


def bodies(text: str) -> dict[str, tuple[str, list[str]]]:
    found = extract(plain(PLAN_OF_BODIES.format(text), name="a.txt", digest="0" * 64)).units
    return {unit.name: (unit.kind, [duty.text for duty in unit.duties]) for unit in found}


PLAN_OF_BODIES = """云岭县洪涝灾害应急预案
1 总则
1.1 目的
制定本预案。
2 组织指挥体系及职责
2.1 县防汛指挥部
县防汛指挥部（以下简称县防指）负责领导全县防汛工作。
{}
3 附则
本预案由县防汛办公室解释。
"""


def test_what_set_up_groups_do_is_their_duty_and_not_of_who_sets_them_up() -> None:
    made = bodies("县防指视情成立综合协调、物资保障等工作组，具体开展抢险救灾工作，必要时抽调人员集中办公。")

    assert made["县防汛指挥部"] == ("command", ["负责领导全县防汛工作"])
    assert made["综合协调工作组"] == ("working_group", ["具体开展抢险救灾工作"])
    assert made["物资保障工作组"] == ("working_group", ["具体开展抢险救灾工作"])


def test_a_sentence_that_sets_up_groups_may_give_its_subject_a_duty_too() -> None:
    made = bodies("县防指成立综合协调、物资保障等工作组，统一指挥抢险救灾。")

    assert len(made["县防汛指挥部"][1]) == 2


def test_all_members_are_called_as_the_heading_over_their_duties_does() -> None:
    made = bodies(
        "2.2 县防指成员单位职责\n各成员单位在县防指领导下开展防汛工作。\n县水利局：负责水库调度。\n县气象局：负责天气预报。\n"
        "其他有关部门对所管设施采取紧急处置措施，防止灾害扩大。"
    )

    assert made["县防指成员单位"] == ("member", ["在县防指领导下开展防汛工作"])
    assert "各成员单位" not in made
    assert made["其他有关部门"] == ("department", ["对所管设施采取紧急处置措施，防止灾害扩大"])


def test_bodies_that_are_called_by_one_short_name_are_one_unit() -> None:
    made = bodies("县防指成员单位及有关单位（以下统称县有关单位）按照职责做好防汛工作。")

    assert made["县防指成员单位及有关单位"] == ("member", ["按照职责做好防汛工作"])
    assert "县防指成员单位" not in made


def test_an_order_to_form_a_group_is_a_duty_and_a_plan_is_part_of_no_name() -> None:
    made = bodies(
        "2.2 县防汛办公室\n协调有关部门组成联合工作组，赴乡镇核查汛情。\n本预案工作组与其他专项预案工作组同步设置时，可以整合。"
    )

    assert made["县防汛办公室"][1][0] == "协调有关部门组成联合工作组，赴乡镇核查汛情"
    assert not any("预案" in name for name in made)
