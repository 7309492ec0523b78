"""The words of a site act within the reading: a heading, a body, the kind of a body change what is found."""

import pytest

from watchroom.plans.documents.text import plain
from watchroom.plans.drafts.learning import pairs
from watchroom.plans.extraction.bounded import found_in
from watchroom.plans.extraction.extract import extract
from watchroom.plans.extraction.sitewords import learned
from watchroom.plans.extraction.vocabulary import shipped

pytestmark = [pytest.mark.pure, pytest.mark.once]

TEXT = """某区雪务保障预案
1 总则
为做好雪务工作，制定本预案。
2 雪务工作专班架构
2.1 雪务专班
由区管委会牵头，造雪队、压雪队参加。
职责：
（1）统筹造雪工作；
（2）报告雪况。
3 应急响应
3.1 一级响应
3.1.1 亮灯标准
雪深低于20厘米，或者雪道硬度不足的。
3.1.2 响应措施
（1）雪务专班立即组织补雪。
（2）造雪台长开启全部造雪机。
"""
WORDS = {
    ("chapter", "雪务工作专班架构"): "organisation",
    ("chapter", "亮灯 标准"): "conditions",
    ("body", "造雪台"): "造雪台长",
    ("unit.kind", "雪务专班"): "office",
}


def test_a_heading_a_body_and_its_kind_change_what_the_reading_finds():
    document = plain(TEXT, name="a.txt", digest="0" * 64)
    before, after = extract(document), found_in(document, WORDS)
    assert [(one.name, one.kind, len(one.duties)) for one in before.units] == [("雪务专班", "working_group", 0)]
    assert [(one.name, one.kind, len(one.duties)) for one in after.units] == [("雪务专班", "office", 2)]
    assert [one.units for one in before.actions] == [["雪务专班"], ["造雪台"]]
    assert [one.units for one in after.actions] == [["雪务专班"], ["造雪台长"]]
    assert [len(one.conditions) for one in (*before.levels, *after.levels)] == [0, 1]


def test_the_version_says_which_words_were_in_it():
    assert learned(shipped(), {}).version == shipped().version
    assert learned(shipped(), WORDS).version.startswith(f"{shipped().version}+")


def test_the_kind_of_a_body_is_learned_with_its_name():
    found = {"name": "雪务专班", "kind": "working_group"}
    assert list(pairs("unit", found, {"kind": "office"})) == [("unit.kind", "雪务专班", "office")]
