"""Conditions and measures of plans for fires, diseases, power failures, railways: what each bound is told of."""

import pytest

from watchroom.plans.documents.text import plain
from watchroom.plans.extraction.extract import extract
from watchroom.plans.extraction.found import Found
from watchroom.plans.extraction.spans import half_width
from watchroom.plans.extraction.units import Names
from watchroom.plans.extraction.vocabulary import shipped
from watchroom.plans.tests.test_rules_expressions import PLAIN, READER, said

pytestmark = pytest.mark.pure

NAMES = Names(shipped())


def found(text: str) -> Found:
    return extract(plain(text, name="a.txt", digest="0" * 64))


@pytest.mark.parametrize(
    ("text", "tree"),
    [
        ("过火面积超过20公顷的林地火灾或者过火面积超过90公顷的草场火灾，风力不减",
         "((event_type==林地火灾 & burnt_area>20) | (event_type==草场火灾 & burnt_area>90))"),
        ("造成2人以上死亡或6人以上重伤的林地火灾", "(deaths>=2 | seriously_injured>=6)"),
        ("全区同时发生4起以上较大火灾", "object_count>=4 of 较大火灾"),
        ("山火持续7小时没有扑灭", "fire_duration>=7"),
        ("县界交界处附近3公里以内的山火", "distance<=3"),
        ("旅游列车脱轨2辆以上、9辆以下", "(object_count>=2 of 旅游列车 is 脱轨 & object_count<9 of 旅游列车 is 脱轨)"),
        ("1起食物中毒或食源性疾病造成4人以上、8人以下死亡的", "(deaths>=4 & deaths<8)"),
        ("距乙县县城、距市区8公里范围内的山火", "distance<=8"),
        ("6小时内最低气温下降9℃以上", "temperature_drop>=9 in 360"),
        ("感染人数达到15人且死亡2人以上", "(cases>=15 & deaths>=2)"),
        ("城区供电负荷减少35%以上", "load_loss>=35"),
        ("经抢修17小时内无法恢复通车", "restoration_time>=17"),
        ("货车脱轨3辆以上并中断行车5小时以上", "(object_count>=3 of 货车 is 脱轨 & interruption>=5)"),
    ],
)  # fmt: skip
def test_a_bound_is_kept_with_what_it_is_told_of(text: str, tree: str) -> None:
    assert said(READER.read(half_width(text), PLAIN).expr) == tree


@pytest.mark.parametrize(
    ("text", "tree"),
    [
        ("登革热在一个县（区）行政区域内流行，1周内发病7例以上，或波及3个以上乡镇",
         "((event_type==登革热 & cases>=7 in 10080) | event_type==登革热 at 3)"),
        ("一个平均潜伏期内（5天）报告4例以上霍乱病例，或者疫情蔓延至2个以上区",
         "((event_type==霍乱 & cases>=4 in 7200) | event_type==霍乱 at 2)"),
        ("发生鼠疫病例，病例数未超过3例", "(event_type==鼠疫 & cases<=3)"),
        ("食物中毒人数超过60人并出现死亡病例", "(poisoned_people>60 & deaths>=1)"),
        ("食物中毒人数20～49人，未出现死亡病例", "(poisoned_people>=20 & poisoned_people<=49)"),
        ("流行病调查波及3个以上县", "-"),
    ],
)  # fmt: skip
def test_a_disease_goes_with_its_cases_and_with_how_far_it_reaches(text: str, tree: str) -> None:
    assert said(READER.read(half_width(text), PLAIN).expr).replace(" to", "") == tree


def test_a_share_is_of_the_grid_whose_size_is_told_until_another_one_is() -> None:
    told = "负荷300兆瓦以上的减供负荷25%以上，或35%以上用户停电；负荷300兆瓦以下的减供负荷45%以上"

    assert said(READER.read(half_width(told), PLAIN).expr) == (
        "(load_loss>=25 of 负荷300兆瓦以上 | power_outage_households>=35 of 负荷300兆瓦以上"
        " | load_loss>=45 of 负荷300兆瓦以下)"
    )
    kind = READER.read(half_width("直辖市电网：减供负荷45%以上，或55%以上供电用户停电。"), PLAIN)
    assert said(kind.expr) == "(load_loss>=45 of 直辖市电网 | power_outage_households>=55 of 直辖市电网)"
    sized = READER.read(half_width("县级市电网：负荷150兆瓦以上的减供负荷50%以上"), PLAIN)
    assert said(sized.expr) == "load_loss>=50 of 县级市电网负荷150兆瓦以上", "no share of any other grid"
    hurt = READER.read(half_width("负荷300兆瓦以上的减供负荷25%以上，或造成3人以上死亡"), PLAIN)
    assert said(hurt.expr) == "(load_loss>=25 of 负荷300兆瓦以上 | deaths>=3)", "the dead are no share of a grid"
    both = READER.read(
        half_width("负荷900兆瓦以上的减供负荷15%以上，负荷200兆瓦以上900兆瓦以下的减供负荷35%以上"), PLAIN
    )
    assert said(both.expr) == "(load_loss>=15 of 负荷900兆瓦以上 | load_loss>=35 of 负荷200兆瓦以上900兆瓦以下)"


def test_of_a_paragraph_on_all_levels_each_takes_the_grade_of_its_own_sentence() -> None:
    plan = found(
        "1 总则\n1.1 事件分级\n停电事件分为特别重大、重大、较大和一般四级。\n"
        + "".join(
            f"1.1.{n} {grade}停电事件\n（1）停电用户{users}户以上；\n（2）停电{hours}小时以上。\n"
            for n, (grade, users, hours) in enumerate(
                [("特别重大", 9000, 40), ("重大", 7000, 30), ("较大", 5000, 20), ("一般", 3000, 10)], 1
            )
        )
        + "2 应急响应\n2.1 响应分级\n应急响应设为Ⅰ级、Ⅱ级、Ⅲ级和Ⅳ级四个等级。初判发生特别重大停电事件，启动Ⅰ级应急响应，由市政府指挥。"
        "初判发生重大停电事件，启动Ⅱ级应急响应，由市政府指挥。初判发生较大、一般停电事件，分别启动Ⅲ级、Ⅳ级应急响应，由县政府指挥。\n"
    )

    assert [(level.code, level.grade, [said(c.expr) for c in level.conditions]) for level in plan.levels] == [
        ("I", "特别重大", ["power_outage_households>=9000", "interruption>=40"]),
        ("II", "重大", ["power_outage_households>=7000", "interruption>=30"]),
        ("III", "较大", ["power_outage_households>=5000", "interruption>=20"]),
        ("IV", "一般", ["power_outage_households>=3000", "interruption>=10"]),
    ]


def test_one_sentence_on_all_grades_gives_no_level_the_first_of_them() -> None:
    plan = found(
        "1 总则\n1.1 事故分级\n食物中毒事故分为特别重大、重大、较大和一般四级。\n"
        + "".join(
            f"1.1.{n} {grade}食物中毒事故\n（1）中毒人数{people}人以上的；\n（2）死亡{n}人以上的。\n"
            for n, (grade, people) in enumerate([("特别重大", 90), ("重大", 70), ("较大", 50), ("一般", 30)], 1)
        )
        + "2 应急响应\n2.1 分级响应\n应急响应分为Ⅰ级、Ⅱ级、Ⅲ级和Ⅳ级。核定为特别重大、重大、较大和一般食物中毒事故的，"
        "分别启动Ⅰ级、Ⅱ级、Ⅲ级和Ⅳ级响应。\n"
    )

    assert [(level.code, level.grade) for level in plan.levels] == [
        ("I", "特别重大"), ("II", "重大"), ("III", "较大"), ("IV", "一般")
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("words", "names"),
    [
        ("增派丙县林火扑救队伍、丁市消防救援队伍跨区域支援", ["丙县林火扑救队伍", "丁市消防救援队伍"]),
        ("组织土建抢险队伍,开展轨道抢险作业", ["土建抢险队伍"]),
        ("迅速组织医疗救护队伍赶赴震区", ["医疗救护队伍"]),
        ("各救援队伍之间要互通情况", ["各救援队伍"]),
        ("会同有关部门和专家组成工作组", ["专家"]),
    ],
)
def test_forces_that_are_called_in_act_where_nobody_else_is_named(words: str, names: list[str]) -> None:
    assert [n.name for n in NAMES.subjects(words)] == names
