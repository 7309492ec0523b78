"""Members, offices and posts in a plan's chapter on its bodies: what is a duty, whose it is, and what is none."""

import pytest

from watchroom.plans.documents.text import plain
from watchroom.plans.extraction.extract import extract
from watchroom.plans.extraction.units import Names
from watchroom.plans.extraction.vocabulary import shipped

pytestmark = pytest.mark.pure

PLAN = "1 总则\n1.1 目的\n制定本预案。\n2 组织机构\n2.1 县雪灾应急指挥部\n{}\n3 应急响应\n3.1 措施\n县公路局除雪。"


def duties(text: str) -> dict[str, list[str]]:
    units = extract(plain(PLAN.format(text), name="a.txt", digest="0" * 64)).units
    return {unit.name: [duty.text for duty in unit.duties] for unit in units}


def test_what_is_asked_of_every_member_is_the_duty_of_all() -> None:
    found = duties("各成员单位应清除门前积雪，储备防滑材料。")

    assert found["各成员单位"] == ["应清除门前积雪，储备防滑材料"]


def test_the_members_of_a_command_are_one_body_however_they_are_called() -> None:
    found = duties("县雪灾应急指挥部各成员单位负责本行业除雪。\n各成员单位应储备防滑材料。")

    assert found["县雪灾应急指挥部各成员单位"] == ["负责本行业除雪", "应储备防滑材料"]
    assert "各成员单位" not in found


def test_a_list_of_members_is_no_duty() -> None:
    found = duties(
        "县雪灾应急指挥部（以下简称县雪指）负责除雪，总指挥由副县长担任。县雪指成员单位有：县公路局、县教育局、县供电公司。"
    )

    assert found == {"县雪灾应急指挥部": ["负责除雪"]}


def test_who_holds_a_post_is_no_duty_of_it() -> None:
    assert duties("副总指挥：由协助分管公路工作的副县长、县公路局局长担任。").get("副总指挥", []) == []


def test_duties_of_the_office_are_those_of_the_office_named_in_full() -> None:
    found = duties(
        "县雪灾应急指挥部办公室设在县公路局，负责日常管理，办公室主任由县公路局局长兼任。办公室主要职责：组织会商；发布路况。"
    )

    assert "办公室" not in found
    assert "；".join(found["县雪灾应急指挥部办公室"]) == "负责日常管理；组织会商；发布路况"


def test_a_body_that_others_are_to_found_has_its_short_name_and_duty() -> None:
    found = duties("各镇应建立镇除雪指挥部（以下简称“镇除雪指”，下同），负责统一组织辖区除雪。")

    assert found["镇除雪指挥部"] == ["负责统一组织辖区除雪"]


def test_a_list_of_companies_ends_before_what_they_are() -> None:
    names = Names(shipped()).whole("县供水公司、县燃气公司等公用设施运行单位")

    assert [name.name for name in names] == ["县供水公司", "县燃气公司"]


@pytest.mark.parametrize(
    ("sentence", "units"),
    [
        (  # what is said behind it is said of the command, not of the government, nor of the heading
            "市政府设立青石市防汛抗旱指挥部（以下简称市防指），负责统一领导全市防汛工作；决定启动应急响应。",
            {"青石市防汛抗旱指挥部": ["负责统一领导全市防汛工作", "决定启动应急响应"]},
        ),
        (  # no command is set up
            "市政府负责统一领导全市防汛工作。",
            {"市指挥部": [], "市政府": ["负责统一领导全市防汛工作"]},
        ),
    ],
)
def test_a_command_that_a_government_sets_up_has_its_duties(sentence: str, units: dict[str, list[str]]) -> None:
    text = f"青石市防汛应急预案\n1 总则\n1.1 目的\n制定本预案。\n2 组织指挥\n2.1 市指挥部\n{sentence}\n"
    made = extract(plain(text, name="a.txt", digest="0" * 64)).units

    assert {unit.name: [duty.text for duty in unit.duties] for unit in made} == units


@pytest.mark.parametrize(
    ("lead", "units"),
    [
        (  # the heading calls it by a part of its name
            "市政府成立市燃气中断应急指挥部（简称“市供气指挥部”），总指挥为分管副市长，副总指挥为市住建局局长。",
            {
                "市燃气中断应急指挥部": ("command", ["领导全市供气抢修"]),
                "市供气指挥部办公室": ("office", ["汇总供气恢复情况"]),
            },
        ),
        (  # another body
            "市政府成立市燃气中断专家组，组长为分管副市长，副组长为市住建局局长。",
            {
                "市指挥部": ("command", ["领导全市供气抢修"]),
                "市指挥部办公室": ("office", ["汇总供气恢复情况"]),
            },
        ),
    ],
)
def test_a_body_that_a_heading_calls_by_a_part_of_its_name_is_one(
    lead: str, units: dict[str, tuple[str, list[str]]]
) -> None:
    short = "市供气指挥部" if "简称" in lead else "市指挥部"
    text = (
        f"青石市供气中断应急预案\n1 总则\n1.1 目的\n制定本预案。\n2 指挥体系\n2.1 市指挥部\n{lead}\n主要职责：\n——领导全市供气抢修。\n"
        f"2.2 办公室\n{short}下设办公室，设在市住建局，市住建局局长兼任办公室主任。\n主要职责：\n——汇总供气恢复情况。\n"
    )
    made = extract(plain(text, name="a.txt", digest="0" * 64)).units

    assert {u.name: (u.kind, [d.text for d in u.duties]) for u in made if u.kind in ("command", "office")} == units
