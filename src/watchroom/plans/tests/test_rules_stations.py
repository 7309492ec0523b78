"""How plans of stations, lines and venues tell when: crowds, queues, trains missed, delays, parts that have started a level."""

import pytest

from watchroom.plans.documents.text import plain
from watchroom.plans.extraction.expressions import Reader, Rules
from watchroom.plans.extraction.extract import extract
from watchroom.plans.extraction.found import Found
from watchroom.plans.extraction.spans import half_width
from watchroom.plans.extraction.units import Names
from watchroom.plans.extraction.vocabulary import shipped
from watchroom.plans.tests.test_rules_expressions import said

pytestmark = pytest.mark.pure

READER = Reader(shipped())
NAMES = Names(shipped())
LINE = (
    "青石市有轨电车公司\n站台拥挤专项应急预案\n编制部门：运输管理部\n2023年5月1日发布\n1 总则\n1.1 目的\n为保护乘客，制定本预案。\n"
    "2 组织机构\n2.1 成员部门职责\n2.1.1 运输管理部：负责客流组织。\n2.1.2 调度指挥部（TCC）：负责调整车次。\n"
    "2.2 站台岗位职责\n2.2.1 站区长：负责现场指挥。\n2.3 现场指挥部\n发生拥挤时设现场指挥部，由运输管理部经理任现场指挥长。\n"
    "3 应急处置\n（1）运输管理部支援车站；\n（2）运输管理部经理15分钟内到场；\n（3）调度指挥部压缩行车间隔。\n"
    "4 附则\n本预案由运输管理部负责解释。\n"
)


def found(text: str) -> Found:
    return extract(plain(text, name="plan.txt", digest="0" * 64))


@pytest.mark.parametrize(
    ("text", "tree"),
    [
        ("站台乘客占满有效候车面积的75%以上", "capacity_share>=75"),
        ("列车满载率超过110%，且持续20分钟以上", "capacity_share>110 in 20"),
        ("换乘通道客流密度达到4人/平方米以上", "crowd_density>=4"),
        ("看台局部达到5人/㎡以上", "crowd_density>=5"),
        ("换乘站小时换乘客流达到9000人次以上", "passenger_flow>=9000 in 60"),
        ("东广场站进站客流15分钟达到2000人次以上", "passenger_flow>=2000 in 15"),
        ("安检口排队长度超过30米，排队等候时间超过10分钟", "(queue_length>30 & queue_time>10)"),
        ("乘客连续3列车无法上车", "trains_missed>=3"),
        ("乘客滞留2列车及以上", "trains_missed>=2"),
        ("景区瞬时人数达到最大瞬时承载量的85%以上", "capacity_share>=85"),
        ("游客60人以上滞留超过8小时的", "(trapped_people>=60 & stranding_time>8)"),
        ("4趟列车通过后仍有旅客滞留", "trains_missed>=4"),
        ("3列列车停运造成乘客滞留", "object_count>=3 of 列车 is 停运"),
        ("10列以上列车滞留", "object_count>=10 of 列车 is 滞留"),
        ("3列车无法运营", None),
        ("列车晚点20分钟以上40分钟以下", "(delay>=20 & delay<40)"),
        ("全线4座及以上车站启动三级响应", "response_level==III at 4"),
        ("2条以上线路启动Ⅲ级以上响应", "response_level>=III at 2"),
        ("3座车站做好启动响应的准备", None),
        ("站区能够自行疏导的其他情形", "controllable_by==department_or_site"),
        ("超出站区处置能力，需邻近站区支援的", "controllable_by==enterprise"),
        ("受伤5人以下，景区能够独立处置的", "(injured<5 & controllable_by==enterprise)"),
        ("班级内可以自行解决的", "controllable_by==department_or_site"),
        ("公司无力控制的", "controllable_by==external_support"),
        (
            "泄漏量0.2立方米以上、5立方米以下，班组无法控制，需要公司调集应急队伍处置的",
            "(spill_volume>=0.2 & spill_volume<5 & controllable_by==enterprise)",
        ),
        ("初期火灾，当班人员能够扑灭的", "controllable_by==department_or_site"),
        ("现场不能及时控制的", None),
        ("现场可能失去控制的", None),
        ("造成5人以下受伤，能够自行处置的", "injured<5"),
    ],
)
def test_when_crowds_trains_and_stations_reach_a_level(text: str, tree: str | None) -> None:
    assert said(READER.read(half_width(text), Rules()).expr) == (tree or "-")


def test_the_parts_of_a_line_are_called_after_what_they_do_and_so_is_who_heads_them() -> None:
    plan = found(LINE)

    assert [(unit.name, unit.kind, [duty.text for duty in unit.duties]) for unit in plan.units] == [
        ("运输管理部", "member", ["负责客流组织"]),
        ("调度指挥部", "member", ["负责调整车次"]),
        ("站区长", "role", ["负责现场指挥"]),
        ("现场指挥部", "field_command", []),
    ]
    assert [(action.units, action.text) for action in plan.actions] == [
        (["运输管理部"], "运输管理部支援车站；"),
        (["运输管理部经理"], "运输管理部经理15分钟内到场；"),
        (["调度指挥部"], "调度指挥部压缩行车间隔。"),
    ]


@pytest.mark.parametrize(
    ("title", "issuer"),
    [
        ("青石市有轨电车公司\n站台拥挤专项应急预案", "青石市有轨电车公司"),
        ("云岭巴士集团车站大客流应急预案", "云岭巴士集团"),
        ("云岭石油公司城北加油站火灾应急预案", "云岭石油公司城北加油站"),
        ("青石市燃气突发事件应急预案", "运输管理部"),
    ],
)
def test_a_house_issues_what_a_part_of_it_draws_up(title: str, issuer: str) -> None:
    assert found(LINE.replace(LINE.split("\n编制")[0], title)).metadata.issuer == issuer


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("采购部准备物资。", ["采购部"]),
        ("门诊改用手工处方。", []),
        ("保障部队前运。", []),
        ("疏散室内人员。", []),
        ("引导部分旅客。", []),
    ],
)
def test_a_part_of_a_house_is_known_by_its_ending_behind_what_it_does(text: str, names: list[str]) -> None:
    assert [name.name for name in NAMES.subjects(half_width(text))] == names
