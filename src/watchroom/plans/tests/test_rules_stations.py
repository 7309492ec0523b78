"""How plans of stations, lines and venues tell when: crowds, queues, trains missed, delays, parts that have started a level."""

import pytest

from watchroom.plans.extraction.expressions import Reader, Rules
from watchroom.plans.extraction.spans import half_width
from watchroom.plans.extraction.vocabulary import shipped
from watchroom.plans.tests.test_rules_expressions import said

pytestmark = pytest.mark.pure

READER = Reader(shipped())


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
        ("4趟列车通过后仍有旅客滞留", "trains_missed>=4"),
        ("3列列车停运造成乘客滞留", "object_count>=3 of 列车 is 停运"),
        ("10列以上列车滞留", None),
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
        ("现场不能及时控制的", None),
        ("现场可能失去控制的", None),
        ("造成5人以下受伤，能够自行处置的", "injured<5"),
    ],
)
def test_when_crowds_trains_and_stations_reach_a_level(text: str, tree: str | None) -> None:
    assert said(READER.read(half_width(text), Rules()).expr) == (tree or "-")
