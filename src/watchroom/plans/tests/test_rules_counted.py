"""Objects counted in a state, services cut off, people under treatment, and what monitoring of the ground and of buildings measures."""

import pytest

from watchroom.plans.drafts.wording import expr_words
from watchroom.plans.extraction.expressions import Reader, Rules
from watchroom.plans.extraction.spans import half_width
from watchroom.plans.extraction.vocabulary import shipped
from watchroom.plans.tests.test_rules_expressions import said

pytestmark = pytest.mark.pure

READER = Reader(shipped())


def told(text: str) -> str:
    return said(READER.read(half_width(text), Rules()).expr)


@pytest.mark.parametrize(
    ("text", "tree"),
    [
        ("造成4栋以上教学楼倾斜、开裂的", "object_count>=4 of 教学楼 is 倾斜、开裂"),
        ("泄洪洞3孔以上闸门无法关闭", "object_count>=3 of 闸门 is 无法关闭"),
        ("7家以上企业的控制系统感染勒索病毒", "object_count>=7 of 企业的控制系统 is 感染勒索病毒"),
        (
            "泄露用户登记信息5万条以上、20万条以下",
            "(object_count>=50000 of 用户登记信息 is 泄露 & object_count<200000 of 用户登记信息 is 泄露)",
        ),
        ("不实信息被转发3000次以上", "object_count>=3000 of 不实信息 is 被转发"),
        ("造成电梯6台以上停运", "object_count>=6 of 电梯 is 停运"),
        ("8株以上行道树倒伏", "object_count>=8 of 行道树 is 倒伏"),
        ("4个以上行政村交通中断", "object_count>=4 of 行政村 is 交通中断"),
        ("造成2个以上乡镇通信全部中断", "phenomenon==通信全部中断 at 2"),
        ("6艘以上船舶滞留", "object_count>=6 of 船舶 is 滞留"),
        ("客户信息泄露8万条以上", "object_count>=80000 of 客户信息 is 泄露"),
        ("丢失枪支2支以上", "object_count>=2 of 枪支 is 丢失"),
        (
            "造成1处以上桥梁垮塌或2处以上隧道坍塌",
            "(object_count>=1 of 桥梁 is 垮塌 | object_count>=2 of 隧道 is 坍塌)",
        ),
        # No state, no object, or a person for whom a word of its own is there.
        ("调动6辆以上消防车", "-"),
        ("连续2次以上发生故障", "-"),
        ("3个以上工作日无法正常使用", "-"),
        ("12名以上游客受伤", "injured>=12"),
    ],
)
def test_objects_are_counted_in_their_state(text: str, tree: str) -> None:
    assert told(text) == tree


@pytest.mark.parametrize(
    ("text", "tree"),
    [
        (
            "两个（含）以上市业务无法正常开展达4个小时（含）以上，或一个市业务无法正常开展达8个小时（含）以上",
            "(interruption>=4 at 2 | interruption>=8 at 1)",
        ),
        ("办公网中断半个小时以上", "interruption>=30"),
        ("核心系统宕机1个半小时以上", "interruption>=1.5"),
        ("3000户以上用户无法使用公共通信服务6小时以上", "(affected_households>=3000 & interruption>=6)"),
        (
            "2000户以上停电，预计3小时内可以恢复的",
            "(power_outage_households>=2000 & restoration_time<=3 ahead)",
        ),
        ("摊位断电，预计20分钟内可以恢复的", "-"),  # what happened is not read, and how soon it is over is no condition
        ("预计20分钟内无法恢复的", "restoration_time>=20 ahead"),
        ("4人以上被困或者失去联系的", "(trapped_people>=4 | missing>=4)"),
        ("同一时段就医观众12人以上", "patients>=12"),
        ("地面沉降达到25毫米以上、40毫米以下", "(ground_settlement>=25 & ground_settlement<40)"),
        ("地表沉降速率达到4毫米/天", "-"),  # how fast, not how much
        ("引发路面塌陷面积60平方米以上", "collapse_area>=60"),
        ("坝顶出现宽度大于12mm的横向裂缝", "crack_width>12"),
        ("裂缝长度大于12米", "-"),
        ("围护结构累计变形量达到控制值80%以上", "deformation_share>=80 of 控制值"),
        ("桥墩位移超过报警值", "deformation>报警值"),
        ("可燃气体浓度达到报警值", "-"),
        ("3个以上片区达到Ⅲ级响应标准", "response_level==III at 3"),
        ("轻微冲突，路段力量能够处置的", "controllable_by==department_or_site"),
        ("县级救援力量能够处置的", "-"),
        ("山谷出现雷暴、冰雹天气", "(phenomenon==雷暴 | phenomenon==冰雹)"),
        ("坝体或坝基发生流土、集中渗漏", "(phenomenon==流土 | phenomenon==集中渗漏)"),
        ("大坝发生漫顶、溃决", "(phenomenon==大坝漫顶 | phenomenon==大坝溃决)"),
    ],
)
def test_interruptions_people_the_ground_and_states_are_read(text: str, tree: str) -> None:
    assert told(text) == tree


@pytest.mark.parametrize(
    ("text", "zh", "en"),
    [
        ("重伤3人以上", "重伤 ≥ 3 人", "seriously injured ≥ 3 people"),
        ("轻伤3人以上", "轻伤 ≥ 3 人", "slightly injured ≥ 3 people"),
        ("就医观众12人以上", "就医人数 ≥ 12 人", "patients ≥ 12 people"),
        ("裂缝宽度超过15毫米", "裂缝宽度 > 15 mm", "crack width > 15 mm"),
        ("桥墩位移超过报警值", "累计变形 > 报警值", "deformation > 报警值"),
    ],
)
def test_what_is_read_has_words_in_both_languages(text: str, zh: str, en: str) -> None:
    read = READER.read(half_width(text), Rules()).expr
    words = expr_words(read)
    assert (words.zh, words.en) == (zh, en)


@pytest.mark.parametrize(
    ("text", "tree"),
    [
        ("县内3条省道因塌方中断5小时以上", "object_count>=3 in 300 of 省道 is 中断"),
        (
            "绕城高速东山段或4条以上县道中断36小时以上,滞留旅客600人以上",
            "((object_count>=1 in 2160 of 绕城高速东山段 is 中断 | object_count>=4 in 2160 of 县道 is 中断) & trapped_people>=600)",
        ),
        ("2座以上变电站停运45分钟以上", "object_count>=2 in 45 of 变电站 is 停运"),
        ("6家以上企业停产48小时以上", "object_count>=6 in 2880 of 企业 is 停产"),
        ("2条以上铁路干线行车中断6小时以上", "object_count>=2 in 360 of 铁路干线 is 行车中断"),
        ("2个以上乡镇停电24小时以上", "interruption>=24 at 2"),
        ("造成3万户以上用户停电8小时以上", "(power_outage_households>=30000 & interruption>=8)"),
        ("省道中断12小时以上", "interruption>=12"),
    ],
)
def test_objects_out_of_use_for_so_long_are_counted(text: str, tree: str) -> None:
    assert told(text) == tree


@pytest.mark.parametrize(
    ("text", "tree", "doubts"),
    [
        ("2条以上省级干道中断12小时以上、24小时以下", "(interruption>=12 & interruption<24)", ["part_unread"]),
        ("1条以上省级干道中断12小时以上、24小时以下", "(interruption>=12 & interruption<24)", []),
        ("直接经济损失200万元以上,石笋高度3米以上", "economic_loss>=2000000", ["part_unread"]),
        ("发布暴雨红色预警信号,且预计未来6小时仍将持续", "warning_signal==暴雨红色", ["part_unread"]),
        ("3人以上、10人以下死亡,石笋高度不详", "(deaths>=3 & deaths<10)", []),
        (
            "将出现35摄氏度以上,且有成片38摄氏度以上高温天气",
            "(max_temperature>=35 ahead & max_temperature>=38 ahead)",
            [],
        ),
    ],
)
def test_a_part_that_cannot_be_read_but_is_needed_leaves_a_doubt(text: str, tree: str, doubts: list[str]) -> None:
    read = READER.read(half_width(text), Rules())

    assert (said(read.expr), read.doubts) == (tree, doubts)


@pytest.mark.parametrize(
    ("text", "tree"),
    [
        ("死亡3人以上。当发生6级以上地震", "(deaths>=3 | earthquake_magnitude>=6)"),
        ("死亡3人以上。当事人失联,经济损失100万元以上", "(deaths>=3 & economic_loss>=1000000)"),
    ],
)
def test_a_second_sentence_on_when_is_an_alternative_and_one_on_somebody_is_not(text: str, tree: str) -> None:
    assert told(text) == tree
