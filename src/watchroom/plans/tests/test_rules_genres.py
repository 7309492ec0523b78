"""Ways of writing that come back in plans of many kinds: scenic areas, mines, hospitals, metros, reservoirs, networks,
festivals, environment, and in the words of each."""

import pytest

from watchroom.plans.documents.text import plain
from watchroom.plans.extraction.extract import extract
from watchroom.plans.extraction.found import Deadline, Found
from watchroom.plans.extraction.spans import half_width
from watchroom.plans.extraction.units import Names
from watchroom.plans.extraction.vocabulary import shipped

pytestmark = pytest.mark.pure

NAMES = Names(shipped())


def limit(deadline: Deadline | None) -> int | None:
    """In minutes; how often, where it comes again."""
    if deadline is None:
        return None
    return deadline.every_minutes if deadline.minutes is None else deadline.minutes


def found(text: str) -> Found:
    return extract(plain(text, name="plan.txt", digest="0" * 64))


def duties(plan: Found) -> dict[str, tuple[str, list[str]]]:
    return {unit.name: (unit.kind, [duty.text for duty in unit.duties]) for unit in plan.units}


def reports(plan: Found) -> list[tuple[str, list[str], int | None]]:
    return [(row.sender, row.to, limit(row.deadline)) for row in plan.reports]


@pytest.mark.parametrize(
    ("sentence", "who"),
    [
        ("组织站务员疏散乘客。", []),
        ("疏散引导员组织撤离。", ["疏散引导员"]),
        ("现场执勤民警发现拥挤，引导人群分流。", ["现场执勤民警"]),
        ("公安交警部门、派出所维持秩序。", ["公安交警部门", "派出所"]),
        ("现场消防力量立即扑救。", ["现场消防力量"]),
        ("水库管理所为运行单位，负责巡查。", ["水库管理所"]),
        ("有关部门应急指挥机构进入应急状态。", ["有关部门应急指挥机构"]),
    ],
)
def test_who_acts(sentence: str, who: list[str]) -> None:
    assert [name.name for name in NAMES.subjects(half_width(sentence))] == who


def test_an_article_that_starts_a_level_heads_its_measures_and_a_sentence_is_no_title() -> None:
    plan = found(
        "青石山景区大客流应急处置方案\n第一章 总则\n第一条 为应对大客流，制定本方案。\n第二章 分级响应\n"
        "第二条 当瞬时游客量达到最大承载量的80%时，启动三级响应：\n（一）票务部公告客流情况；\n（二）安保部增派人员。\n"
        "第三条 当瞬时游客量达到最大承载量的90%时，启动二级响应：\n（一）票务部限制售票；\n（二）综合办每30分钟向领导小组报告客流情况。\n"
    )

    assert [(action.units, action.levels) for action in plan.actions] == [
        (["票务部"], ["III"]),
        (["安保部"], ["III"]),
        (["票务部"], ["II"]),
        (["综合办"], ["II"]),
    ]
    assert reports(plan) == [("综合办", ["领导小组"], 30)]


def test_a_title_of_two_works_joined_heads_measures() -> None:
    plan = found(
        "青石市第一人民医院火灾应急预案\n一、报警程序\n1.发现火情的人员应立即电话报告消防控制室。\n"
        "二、扑救与疏散\n1.当班护士立即切断氧气。\n2.护士长组织病人沿疏散通道撤离。\n"
    )

    assert [action.units for action in plan.actions] == [["当班护士"], ["护士长"]]


def test_the_items_below_a_post_are_its_reports_too_and_the_latest_time_is_the_limit() -> None:
    metro = found(
        "青石地铁列车火灾现场处置方案\n一、事件特征\n隧道内列车火灾。\n二、处置流程\n（一）列车司机\n1. 立即报告行车调度员；\n2. 维持运行至前方车站。\n"
        "（二）行车调度员\n1. 扣停后续列车；\n2. 接报后2分钟内报告值班主任。\n"
    )
    reservoir = found(
        "青石县水库大坝险情应急预案\n1 总则\n制定本预案。\n2 组织体系\n县政府设立水库抢险指挥部，指挥长由县长担任。\n"
        "3 险情报告\n水库管理所发现险情后，应立即报告县防汛办，最迟不超过30分钟。\n4 应急响应\n4.1 Ⅱ级响应\n"
        "（1）县防指副指挥长到水库现场指挥。\n（2）县水利局加密巡查。\n"
    )

    assert reports(metro) == [("列车司机", ["行车调度员"], 0), ("行车调度员", ["值班主任"], 2)]
    assert reports(reservoir) == [("水库管理所", ["县防汛办"], 30)]
    assert duties(reservoir) == {"水库抢险指挥部": ("command", [])}
    assert [action.units for action in reservoir.actions] == [["县防指副指挥长"], ["县水利局"]]


def test_what_is_said_of_a_body_beside_its_duties_is_no_duty_of_its() -> None:
    plan = found(
        "青石市网络安全事件应急预案\n1 总则\n制定本预案。\n2 组织机构与职责\n2.1 指挥机构\n"
        "在市委领导下，市委网信办统筹协调网络安全事件应对。成立市网络安全应急指挥部，成员包括各单位负责人。\n"
        "2.2 办事机构\n市网络安全应急办公室设在市委网信办，具体工作由网络安全科承担。市网络安全应急办公室负责指挥部的日常工作。\n"
        "2.3 各部门职责\n市公安局：负责打击网络犯罪。\n市通信管理办公室：负责基础电信网络的保障。\n市国家保密局：负责失密事件处置。\n"
        "2.4 工作组\n2.4.1 各应急小组职责\n技术支撑组：由市公安局牵头，市通信管理办公室参加。主要职责：分析研判，提出处置方案。\n"
    )
    told = duties(plan)

    assert told["市委网信办"] == ("department", ["统筹协调网络安全事件应对"])
    assert told["市网络安全应急办公室"] == ("office", ["负责指挥部的日常工作"])
    assert told["市通信管理办公室"] == ("member", ["负责基础电信网络的保障"])
    assert told["技术支撑组"] == ("working_group", ["分析研判，提出处置方案"])
    assert "各应急小组" not in told
    assert not any("成员包括" in duty for _, given in told.values() for duty in given)


def test_who_reports_on_is_whoever_reported_last_and_marked() -> None:
    plan = found(
        "青石县突发环境事件应急预案\n1 总则\n制定本预案。\n2 信息报告\n涉事企业应立即向县生态环境局报告。\n"
        "县政府在30分钟内向市政府报告。\n处置完毕后3个工作日内报送总结报告。\n"
    )

    assert [row[0] for row in reports(plan)] == ["涉事企业", "县政府", "县政府"]
    assert [doubt.code for doubt in plan.reports[-1].doubts] == ["no_sender"]


def test_several_colours_one_sentence_and_those_where_it_happened_and_a_house_that_leads_with_others() -> None:
    plan = found(
        "青石县食品安全事故应急预案\n1 总则\n制定本预案。\n2 组织机构\n2.1 指挥部\n指挥部可下设若干工作组，分别开展相关工作。\n"
        "2.2 事故调查组\n由县市场监管局牵头，会同县公安局、县卫生健康局等部门负责调查事故原因，评估事故影响。\n"
        "3 信息报告\n（1）食品经营者应当在2小时内向县市场监管局报告。\n"
        "（2）发生可能与食品有关的健康损害的单位，应当在2小时内向县卫生健康局报告。\n"
        "4 应急响应\n4.1 封锁\n县市场监管局立即封存食品，报县政府发布公告。\n"
    )
    told = {unit.name: (unit.lead, unit.members, [duty.text for duty in unit.duties]) for unit in plan.units}

    assert told["事故调查组"] == (
        "县市场监管局",
        ["县公安局", "县卫生健康局"],
        ["负责调查事故原因，评估事故影响"],
    )
    assert told["指挥部"][2] == []
    assert reports(plan) == [
        ("食品经营者", ["县市场监管局"], 120),
        ("发生可能与食品有关的健康损害的单位", ["县卫生健康局"], 120),
    ]


def test_the_parts_of_a_sentence_are_for_the_colours_that_each_names() -> None:
    plan = found(
        "青石县森林火灾应急预案\n1 总则\n制定本预案。\n2 预警\n2.1 预警分级\n预警分为红色预警、橙色预警、黄色预警和蓝色预警四级。\n2.2 预警响应\n"
        "发布蓝色、黄色预警信息后，预警地区乡镇政府加强巡护；发布橙色、红色预警信息后，预警地区乡镇政府设卡检查。\n"
    )

    assert [(action.units, sorted(action.levels)) for action in plan.actions] == [
        (["预警地区乡镇政府"], ["III", "IV"]),
        (["预警地区乡镇政府"], ["I", "II"]),
    ]


def test_a_command_named_without_whose_it_is_is_the_plans_own_and_one_of_an_authority_is_not() -> None:
    plan = found(
        "青石工业园区安全事故应急预案\n1 总则\n为做好处置，制定本预案。\n2 应急响应\n"
        "（1）应急指挥部组建抢险队伍。\n（2）现场指挥部设置警戒区。\n（3）市防汛抗旱指挥部调度水库。\n"
    )

    assert [(unit.name, unit.kind, [d.code for d in unit.doubts]) for unit in plan.units] == [
        ("应急指挥部", "command", ["no_organisation"]),
        ("现场指挥部", "field_command", ["no_organisation"]),
    ]


def test_a_chapter_without_number_ends_the_one_on_the_organisation_with_its_numbered_sections() -> None:
    plan = found(
        "青石水务有限公司暴雨应急预案\n组织机构与职责\n一、应急指挥部的组成\n总指挥：总经理\n二、应急指挥部职责\n（1）批准应急响应的启动。\n"
        "通讯联络\n值班电话24小时开机。火警电话：119\n\n应急现场指挥及程序\n（1）值班室立即切断进水。\n（2）监测组监测出水水质。\n"
    )

    assert [(action.units, action.text) for action in plan.actions] == [
        (["值班室"], "值班室立即切断进水。"), (["监测组"], "监测组监测出水水质。"),
    ]  # fmt: skip


@pytest.mark.parametrize(("title", "codes"), [("暴雨应急预案", ["kind_guessed"]), ("青石化工有限公司暴雨应急预案", [])])
def test_that_a_plan_is_of_a_house_is_marked_where_only_its_words_say_so(title: str, codes: list[str]) -> None:
    plan = found(
        f"{title}\n1 总则\n本公司为做好处置，制定本预案。\n2 应急处置\n公司各部门、车间停止作业，公司值班室报告总经理。\n"
    )

    assert plan.metadata.plan_type == "enterprise_special"
    assert [doubt.code for doubt in plan.metadata.doubts] == codes
