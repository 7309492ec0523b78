"""Posts and groups that a chapter on the organisation introduces, bodies that share a tail, and what is no duty."""

import pytest

from watchroom.plans.extraction.units import Names
from watchroom.plans.extraction.vocabulary import shipped
from watchroom.plans.tests.test_rules_names_and_groups import bodies, read

pytestmark = pytest.mark.pure

NAMES = Names(shipped())


@pytest.mark.parametrize(
    ("sentence", "units"),
    [
        ("柳湾镇、桥头镇人民政府组织转移", ["柳湾镇人民政府", "桥头镇人民政府"]),
        ("东河区、西河区人民政府和县水利局巡查", ["东河区人民政府", "西河区人民政府", "县水利局"]),
        ("县、乡镇人民政府组织转移", ["县人民政府", "乡镇人民政府"]),
        ("有关县、区人民政府组织转移", ["有关县、区人民政府"]),
        ("施工、监理单位撤出人员", ["施工单位", "监理单位"]),
        ("市水务局派出防汛督导组赴各区指导", ["市水务局"]),
        ("值班长派抢险组赶赴现场", ["值班长", "抢险组"]),
        ("建立专家库,管理专家库和物资名录", []),
        ("监管、指导辖区商业银行做好应急工作", []),
        ("学生工作处(部)、研究生工作处清点人数", ["学生工作处", "研究生工作处"]),
        ("信息中心(处)、研究生处清点人数", ["信息中心(处)", "研究生处"]),
        ("招生与就业指导处联系家长", ["招生与就业指导处"]),
        ("保卫处与总务处联合巡查", ["保卫处", "总务处"]),
        ("抢修队停止作业,撤出施工人员,检查屋顶", ["抢修队"]),
        ("入口安排两名以上引导人员", []),
        ("运营、管理单位加强巡查", ["运营、管理单位"]),
        ("县雪灾指挥部各工作组立即到岗", ["县雪灾指挥部各工作组"]),
        ("县教育和科技局、农业农村和水务局到岗", ["县教育和科技局", "县农业农村和水务局"]),
        ("县公路局、柳溪海关等其他成员单位做好准备", ["县公路局", "柳溪海关"]),
        ("由镇长或者受镇长委托的副镇长统一指挥", ["镇长", "副镇长"]),
        ("各小组牵头部门主要负责同志到场", ["各小组牵头部门"]),
        ("急诊科医师核对伤情", ["急诊科医师"]),
        ("起点裁判疏导选手", ["起点裁判"]),
        ("裁判组到岗", ["裁判组"]),
        ("组织裁判员离场", []),
        ("副指挥长率有关成员单位赶赴现场", ["副指挥长", "有关成员单位"]),
        ("副指挥长率工作组赶赴现场", ["副指挥长"]),
    ],
)
def test_bodies_share_a_tail_and_senders_act(sentence: str, units: list[str]) -> None:
    assert [n.name for n in NAMES.subjects(sentence)] == units


def test_a_post_of_which_only_the_plan_knows_acts_in_its_measures() -> None:
    text = "2.2 街长\n每条街设街长1名，由社区主任担任，是本街除雪的责任人。负责本街除雪的组织。"
    found = read(text + "\n3 应急响应\n3.1 响应措施\n（1）街长立即组织商户扫雪。\n（2）各街长组织居民撤离危房。")

    post = next(unit for unit in found.units if unit.name == "街长")
    assert post.kind == "role"
    assert post.duties[-1].text == "负责本街除雪的组织"
    assert not any("社区" in unit.name for unit in found.units)
    acting = [action.units for action in found.actions]
    assert ["街长"] in acting
    assert ["各街长"] in acting


def test_a_heading_of_what_grows_is_no_post() -> None:
    assert "降雪增长" not in bodies("2.2 降雪增长\n设降雪增长观测点，由县气象局负责。")


def test_groups_in_a_row_that_each_say_who_leads_them_are_groups() -> None:
    made = bodies(
        "县雪指设立现场指挥部，负责现场除雪。现场指挥部下设两个工作组：\n"
        "①道路抢通组，由县公路局牵头，县公安局参加，负责清除积雪；\n②群众安置组，由县民政局牵头，负责滞留人员食宿。"
    )

    assert made["道路抢通组"] == ("working_group", ["负责清除积雪"])
    assert made["群众安置组"] == ("working_group", ["负责滞留人员食宿"])
    assert made["现场指挥部"][1] == ["负责现场除雪"]


def test_each_may_be_told_to_set_up_its_own_and_the_next_clause_has_its_own_subject() -> None:
    made = bodies(
        "2.2 各镇指挥机构\n各乡镇人民政府设立相应的除雪指挥部，负责辖区除雪，村民委员会应当组织村民，协助清扫村道。"
    )

    assert made["各乡镇人民政府"][1] == ["设立相应的除雪指挥部，负责辖区除雪"]
    assert made["村民委员会"][1] == ["应当组织村民，协助清扫村道"]
    assert not any(name.endswith("除雪指挥部") and "政府" not in name for name in made)


def test_work_of_an_office_is_not_that_of_its_head_and_a_body_may_stand_for_a_command() -> None:
    made = bodies(
        "2.2 县雪指办公室\n设在县公路局，承担县雪指日常工作，主任由县公路局局长兼任。\n"
        "2.3 道路运行中心\n道路运行中心设在县公路局二楼，是县雪指的常设办事机构，由副局长兼任主任。负责汇总路况。"
    )

    assert "承担县雪指日常工作" in made["县雪指办公室"][1]
    assert "主任" not in made
    assert made["道路运行中心"] == ("office", ["负责汇总路况"])


def test_what_two_do_jointly_is_told_whole_of_both() -> None:
    made = bodies("2.2 县雪指办公室\n县雪指办公室负责值守。高速公路除雪的协调工作，由县公路局会同县交警大队承担。")

    whole = "高速公路除雪的协调工作，由县公路局会同县交警大队承担"
    assert made["县公路局"][1] == [whole]
    assert made["县交警大队"][1] == [whole]


def test_all_of_one_kind_are_a_member_of_a_table() -> None:
    text = "县雪指成员单位由县公路局、县公安局（县交警大队）以及各街道办事处组成。"
    rows = "附件1 成员单位职责\n序号\t单位\t职责\n1\t县公路局\t负责清除国省道积雪。\n2\t县公安局\t负责路口交通疏导。\n3\t各街道办事处\t负责清扫背街小巷，组织沿街商户扫雪。\n4\t有关部门\t负责其他工作，协助除雪。"
    made = {
        unit.name: unit.kind
        for unit in read(
            text + "\n3 应急响应\n3.1 响应措施\n县公路局除雪。\n4 附则\n本预案由县公路局解释。\n" + rows
        ).units
    }

    assert made["各街道办事处"] == "member"
    assert "有关部门" not in made


def test_who_leads_a_group_who_stands_in_and_who_calls_a_meeting_is_no_duty() -> None:
    made = bodies(
        "县雪指下设以下工作组：\n（一）宣传组。由县融媒体中心负责。负责发布路况。\n（二）抢通组由县公路局牵头，负责清除积雪。\n"
        "2.2 副总指挥\na) 协助总指挥工作；\nb) 总指挥外出时，代行总指挥职责。\n"
        "2.3 会商机制\n遇强降雪时组织会商，由县雪指总指挥或副总指挥召集。"
    )

    assert made["宣传组"] == ("working_group", ["负责发布路况"])
    assert made["抢通组"] == ("working_group", ["负责清除积雪"])
    assert "县融媒体中心" not in made
    assert made["副总指挥"][1] == ["协助总指挥工作", "总指挥外出时，代行总指挥职责"]
    assert not any("总指挥" in name and name != "副总指挥" for name in made)


def test_a_group_that_each_member_sets_up_is_no_body_of_the_plan() -> None:
    made = bodies("县雪指各成员单位应建立除雪工作小组，负责本单位门前除雪。")

    assert "除雪工作小组" not in made


def test_a_sign_put_up_beside_a_department_has_a_short_name() -> None:
    made = bodies(
        "县雪指下设办公室，县公路局加挂县除雪指挥部办公室（以下简称县雪办）牌子，办公室主任由局长担任。\n2.2 县雪办职责\n承担日常工作。"
    )

    assert made["县除雪指挥部办公室"][1] == ["承担日常工作"]


def test_groups_to_come_and_governments_over_a_heading_are_no_duties() -> None:
    made = bodies(
        "县雪指可下设以下工作组，各工作组在县雪指统一指挥下开展工作：\n（1）抢通组。由县公路局牵头。负责清除积雪。\n"
        "2.2 乡镇、街道\n各乡镇人民政府（街道办事处）负责辖区除雪，组织村民清扫村道。"
    )

    assert made["县雪灾应急指挥部"][1] == ["负责领导全县除雪工作"]
    assert not {"乡镇", "街道"} & set(made)


ARTICLES = """第一章 总则
第一条 为规范大坝监督，制定本规范。
第二章 组织机构及职责
第二条 国家能源监督管理委员会（以下简称能监会）水电安全部门是大坝应急日常管理机构，其应急管理职责是：
（一）监管、指导水电公司应急工作；
（二）发布险情预警信息。
第三条 能监会派出机构结合实际设立相应的应急机构，负责辖区大坝应急管理工作。
第四条 水电公司负责大坝巡查。
第三章 附则
第五条 本规范由能监会负责解释。
"""


def test_an_article_that_says_what_a_body_is_heads_its_duties_until_the_next() -> None:
    units = {unit.name: [duty.text for duty in unit.duties] for unit in read("", ARTICLES).units}

    assert units["国家能源监督管理委员会水电安全部门"] == ["监管、指导水电公司应急工作", "发布险情预警信息"]
    assert units["能监会派出机构"] == ["结合实际设立相应的应急机构，负责辖区大坝应急管理工作"]
    assert units["水电公司"] == ["负责大坝巡查"]


def test_an_article_that_founds_a_body_and_heads_its_duties_is_read_whole() -> None:
    articles = ARTICLES.replace(
        "第四条 水电公司负责大坝巡查。",
        "第四条 水电公司成立大坝险情处置领导小组（以下简称“处置小组”），组长由总经理担任。处置小组主要职责是：\n"
        "（一）决定泄洪方案；\n（二）通报下游。\n第五条 处置小组下设办公室，挂靠生产部。主要职责：汇总水情；传达命令。",
    )
    units = {unit.name: [duty.text for duty in unit.duties] for unit in read("", articles).units}

    assert units["大坝险情处置领导小组"] == ["决定泄洪方案", "通报下游"]
    assert "；".join(units["处置小组办公室"]) == "汇总水情；传达命令"


def test_a_table_may_say_who_leads_a_group_between_its_name_and_its_duties() -> None:
    text = "2.2 应急小组\n组别\t牵头部门\t职责\n抢通组\t养护管理部\t负责清除积雪；负责铲雪机械调度\n保障组\t财务部\t负责防滑物资采购"
    found = {unit.name: unit for unit in read(text).units}

    assert [duty.text for duty in found["抢通组"].duties] == ["负责清除积雪；负责铲雪机械调度"]
    assert found["抢通组"].lead == "养护管理部"
    assert [duty.text for duty in found["保障组"].duties] == ["负责防滑物资采购"]
    assert "养护管理部" not in found


def test_a_group_below_a_heading_that_names_whose_it_is_is_that_one() -> None:
    made = bodies("2.2 养护站扫雪小组\n各养护站成立以站长为组长的扫雪小组，负责辖区道路先期除雪。")

    assert made["养护站扫雪小组"] == ("working_group", ["负责辖区道路先期除雪"])
    assert "扫雪小组" not in made


@pytest.mark.parametrize(
    ("line", "duties", "members"),
    [
        ("疏散引导组：李小华、王×海、陈玉", [], ["李小华", "王×海", "陈玉"]),
        ("疏散引导组：扑救初起火灾、疏散师生", ["扑救初起火灾、疏散师生"], []),
        ("疏散引导组：安抚、施救", ["安抚、施救"], []),
    ],
)
def test_names_of_people_behind_a_group_are_its_members_and_no_duty(
    line: str, duties: list[str], members: list[str]
) -> None:
    text = f"东湖小学火灾应急预案\n一、总则\n制定本预案。\n二、组织机构及职责\n1、{line}\n三、附则\n本预案自印发之日起实施。\n"
    unit = next(one for one in read(text).units if one.name == "疏散引导组")

    assert ([duty.text for duty in unit.duties], unit.members) == (duties, members)
