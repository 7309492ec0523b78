"""Papers in Chinese that are called something else than a plan, or have no levels: what is done stands under other titles."""

import hashlib

import pytest

from watchroom.plans.documents.text import plain
from watchroom.plans.extraction.extract import extract
from watchroom.plans.extraction.found import Found

pytestmark = pytest.mark.pure

JOINT = """青崖区暴雨预警与应急响应联动机制
青崖区防汛抗旱指挥部办公室
2023年5月12日
一、总则
（一）本机制适用于青崖区行政区域内的暴雨应对。
二、分级联动
（一）暴雨黄色预警响应
发布条件：6小时内降雨量将达50毫米以上。
响应措施：
1.区教育局通知学校停止户外活动。
（二）暴雨红色预警响应
发布条件：3小时内降雨量将达100毫米以上。
响应措施：
1.区公安分局封闭积水路段。
"""
SCHOOL = """柳溪中学极端天气安全工作预案
为做好极端天气下的师生安全工作，制定本预案。
一、工作分工
1.德育处负责学生疏散和家长通知。
2.总务处负责排水设施检查和应急物资。
二、暴雨天气的处置
1.上课期间遇暴雨，各班主任立即清点人数，体育教师停止户外活动。
2.校门口积水超过20厘米时，总务处立即切断低处电源，设置警示标志。
"""


def found(text: str) -> Found:
    return extract(plain(text, name="paper.txt", digest=hashlib.sha256(text.encode()).hexdigest()))


def test_a_mechanism_of_joint_response_has_its_title_its_issuer_and_its_levels_by_colour() -> None:
    made = found(JOINT)
    assert (made.metadata.title, made.metadata.issuer) == (
        "青崖区暴雨预警与应急响应联动机制",
        "青崖区防汛抗旱指挥部办公室",
    )
    assert [(one.kind, one.code, one.colour, len(one.conditions)) for one in made.levels if one.conditions] == [
        ("response", "III", "yellow", 1), ("response", "I", "red", 1),
    ]  # fmt: skip
    assert [(one.levels, one.units) for one in made.actions] == [(["III"], ["区教育局"]), (["I"], ["区公安分局"])]


def test_what_is_done_in_a_kind_of_weather_is_a_measure_and_no_duty() -> None:
    made = found(SCHOOL)
    assert [one.units for one in made.actions] == [["各班主任", "体育教师"], ["总务处"]]
    duties = {unit.name: [duty.text for duty in unit.duties] for unit in made.units if unit.duties}
    assert duties == {"德育处": ["负责学生疏散和家长通知"], "总务处": ["负责排水设施检查和应急物资"]}
