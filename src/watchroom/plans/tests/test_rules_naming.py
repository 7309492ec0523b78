import pytest

from watchroom.plans.extraction.deadlines import Limits
from watchroom.plans.extraction.units import Names
from watchroom.plans.extraction.vocabulary import shipped

pytestmark = pytest.mark.pure

NAMES = Names(shipped(), {"酒店": "department", "市防指": "command"})
LIMITS = Limits(shipped())


@pytest.mark.parametrize(
    ("sentence", "units"),
    [
        ("市气象局、水务局加密会商。", ["市气象局", "市水务局"]),
        ("交通运输、农业部门组织船舶避风。", ["交通运输部门", "农业部门"]),
        ("市自然资源和规划局巡查隐患点。", ["市自然资源和规划局"]),
        ("灾害发生后,市应急局主要负责同志率工作组赶赴现场。", ["市应急局"]),
        ("市应急局会同市民政局等部门发放物资。", ["市应急局", "市民政局"]),
        ("水利部门与地方人民政府共同转移群众。", ["水利部门", "地方人民政府"]),
        ("市政府召开由市公安局、市水务局参加的会议。", ["市政府"]),
        ("市防指接到报告后,立即派出工作组。", ["市防指"]),
        ("当有人被困时,由市消防救援支队组织搜救。", ["市消防救援支队"]),
        ("进入应急响应的区气象局实行全天值守。", ["进入应急响应的区气象局"]),
        ("组织医疗卫生部门救治伤员。", []),
        ("应设专人监测现场。", ["专人"]),
        ("各有关部门和单位加强值班。", ["各有关部门和单位"]),
        ("分管副市长或其委托的副秘书长主持会商。", ["分管副市长", "副秘书长"]),
        ("省民政厅商省财政厅下拨资金。", ["省民政厅", "省财政厅"]),
        ("事发地县市区(园区)、乡镇(街道)组织转移。", ["事发地县市区(园区)", "乡镇(街道)"]),
        ("受灾市(州)政府开放避难场所。", ["受灾市(州)政府"]),
        ("宣传、水利、住建和文旅等部门滚动发布信息。", ["宣传部门", "水利部门", "住建部门", "文旅部门"]),
        ("水利、电力等行业主管部门巡查设施。", ["水利行业主管部门", "电力行业主管部门"]),
        ("水文、气象局、交通等部门提供数据。", ["水文部门", "气象局", "交通部门"]),
        ("市防指总指挥或副总指挥主持会商。", ["市防指总指挥", "市防指副总指挥"]),
        ("市防指各成员单位主要负责人到岗。", ["市防指各成员单位"]),
        ("当班人员关闭进料阀。", ["当班人员"]),
        ("车间主任组织清点。", ["车间主任"]),
        ("经费保障组拨付资金。", ["经费保障组"]),
        ("视情协调市消防救援支队、社会救援队伍等救援力量参加抢险。", ["市消防救援支队", "社会救援队伍"]),
        ("县防指协调武警中队参加抢险。", ["县防指"]),
        ("发现者立即按下手动报警按钮。", ["发现者"]),
        ("发现人员应拨打值班电话。", ["发现人员"]),
        ("发现人员被困时,市消防救援支队组织破拆。", ["市消防救援支队"]),
        ("值班经理填写记录,并要求承运司机签字。", ["值班经理"]),
        ("打开舱盖,身穿潜水员装具。", []),
        ("堵漏队关闭水密门。", ["堵漏队"]),
        ("工段长15分钟内赶到现场指挥。", ["工段长"]),
        ("市防指副指挥长赶赴前线指挥部。", ["市防指副指挥长"]),
        ("各成员单位及医疗救护组在岗待命。", ["各成员单位", "医疗救护组"]),
        ("道路抢通组和物资运输组到岗。", ["道路抢通组", "物资运输组"]),
        ("由使用地县级物资储备单位提出申请。", ["使用地县级物资储备单位"]),
        ("局调度室封锁线路。", ["局调度室"]),
        ("由两名引导员守住楼梯口。", ["引导员"]),
        ("市水务局应急管理办公室汇总水情。", ["市水务局应急管理办公室"]),
        ("热处理车间发生爆炸事故,值班长立即拉响警报。", ["值班长"]),
        ("热处理车间发生爆炸事故,应立即拉响警报。", ["热处理车间"]),
        ("市气象局滚动预报,市防指接到预报后,立即发布避险指令。", ["市气象局", "市防指"]),
    ],
)
def test_those_who_act_are_named_and_others_are_not(sentence: str, units: list[str]) -> None:
    assert [n.name for n in NAMES.subjects(sentence)] == units


@pytest.mark.parametrize(
    ("sentence", "limit"),
    [
        ("应在灾害发生后2小时内报告", {"minutes": 120, "base": "灾害发生"}),
        ("30分钟内立即到岗", {"minutes": 30}),
        ("一个半小时内到位", {"minutes": 90}),
        ("5个工作日内核定", {"minutes": 7200, "workdays": True}),
        ("最迟不得超过1小时", {"minutes": 60}),
        ("第一时间组织疏散", {"minutes": 0}),
        ("每10日续报一次", {"every_minutes": 14400}),
        ("执行24小时零报告制度", {"every_minutes": 1440}),
        ("每日两次报告进展", {"every_minutes": 720}),
        ("每日至少2次报告进展", {"every_minutes": 720}),
        ("每天不少于三次报告进展", {"every_minutes": 480}),
        ("每日至少巡查2次", None),
        ("每日下午4点30分前报告", {"daily_by": "16:30"}),
        ("每天适时会商一次,每天16时前报告", {"daily_by": "16:00"}),
        ("report within 30 minutes", {"minutes": 30}),
        ("report by 16:00 daily", {"daily_by": "16:00"}),
        ("实行24小时值班", None),
        ("及时报告,尽快恢复", None),
        ("预计未来24小时内有暴雨", None),
    ],
)
def test_a_limit_of_time_is_read_and_what_is_none_is_not(sentence: str, limit: dict[str, object] | None) -> None:
    timed = LIMITS.first(sentence)
    read = timed.deadline.model_dump(exclude_defaults=True, exclude={"text"}) if timed else None
    assert read == limit


def test_the_examples_of_the_vocabulary_say_what_their_entries_say() -> None:
    for entry in shipped()["bodies"]:
        assert [n.kind for n in NAMES.whole(entry["example"])] == [entry["kind"]], entry["example"]
    for entry in shipped()["deadlines"]:
        assert bool(LIMITS.first(entry["example"])) == (entry["means"] != "no_limit"), entry["example"]
    for table in ("naming", "organising", "reporting", "measuring"):
        for entry in shipped()[table]:
            assert any(word in entry["example"] for word in entry["words"]), entry["example"]


@pytest.mark.parametrize(
    ("sentence", "units"),
    [
        ("各区县水务局报告汛情", ["各区县水务局"]),
        ("各市州减灾办汇总灾情", ["各市州减灾办"]),
        ("各区县报告汛情", ["各区县"]),
        ("各区县和市水务局报告汛情", ["各区县", "市水务局"]),
        ("各区县要立即组织公安局开展工作", ["各区县"]),
        ("各县(区)人民政府转移群众", ["各县(区)人民政府"]),
        ("各县(市、区)应急管理局汇总灾情", ["各县(市、区)应急管理局"]),
        ("各镇(街道)政府每日报告灾情", ["各镇(街道)政府"]),
        ("各县(区)组织县水务局巡查", ["各县(区)"]),
        ("各县(区)、市水务局加强值守", ["各县(区)", "市水务局"]),
    ],
)
def test_places_named_together_are_a_part_of_the_body_right_behind_them(sentence: str, units: list[str]) -> None:
    assert [n.name for n in NAMES.subjects(sentence)] == units


@pytest.mark.parametrize(
    ("sentence", "units"),
    [
        ("应急管理体系由自治区、市、县和项目四级组成", []),
        ("指挥体系由省、市、县三级组成,逐级负责", []),
        ("组织体系由县、乡两级组成", []),
        ("县抢险组成员立即到岗", ["县抢险组"]),
        ("县抢险工作组立即到岗", ["县抢险工作组"]),
    ],
)
def test_what_makes_something_up_is_no_group(sentence: str, units: list[str]) -> None:
    assert [n.name for n in NAMES.subjects(sentence)] == units


@pytest.mark.parametrize(
    ("sentence", "units"),
    [
        ("区县水务局、生态环境局、公安局组织转移", ["区县水务局", "区县生态环境局", "区县公安局"]),
        ("市市场监管局、公安局封闭现场", ["市市场监管局", "市公安局"]),
        ("县市政局、水务局抢修管道", ["县市政局", "县水务局"]),
    ],
)
def test_a_level_of_two_goes_on_whole(sentence: str, units: list[str]) -> None:
    assert [n.name for n in NAMES.subjects(sentence)] == units


@pytest.mark.parametrize(
    ("sentence", "units"),
    [
        ("重大险情、灾情市水务局立即报告市政府", ["市水务局"]),
        ("特殊情况县应急局向市应急局报告", ["县应急局"]),
        ("重大事故应急指挥部启动响应", ["重大事故应急指挥部"]),
        ("较大险情区域指挥部立即到岗", ["较大险情区域指挥部"]),
    ],
)
def test_what_is_acted_upon_is_no_part_of_the_name_behind_it(sentence: str, units: list[str]) -> None:
    assert [n.name for n in NAMES.subjects(sentence)] == units


@pytest.mark.parametrize(
    ("sentence", "units"),
    [
        ("市防指指挥主持会商", ["市防指指挥"]),
        ("市防指指挥、副指挥坐镇值守", ["市防指指挥", "市防指副指挥"]),
        ("市防指指挥各成员单位开展抢险", ["市防指"]),
        ("市防指指挥抢险救援工作", ["市防指"]),
    ],
)
def test_who_heads_a_command_is_a_post_where_an_act_of_its_own_follows(sentence: str, units: list[str]) -> None:
    assert [n.name for n in NAMES.subjects(sentence)] == units


@pytest.mark.parametrize(
    ("sentence", "units"),
    [
        ("应急专家工作小组开展研判", [("应急专家工作小组", "expert_group")]),
        ("市应急专家咨询小组提出建议", [("市应急专家咨询小组", "expert_group")]),
        ("应急专家赶赴现场", [("应急专家", "role")]),
        ("应急专家协助抢险组堵漏", [("应急专家", "role")]),
        ("应急专家指导抢险组堵漏", [("应急专家", "role")]),
    ],
)
def test_a_group_of_experts_keeps_its_whole_name(sentence: str, units: list[tuple[str, str]]) -> None:
    assert [(n.name, n.kind) for n in NAMES.subjects(sentence)] == units


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("学生离开教室、宿舍、办公室", []),
        ("教室、办公室等场所保持通风", []),
        ("市防汛办公室、应急局立即报告", ["市防汛办公室", "市应急局"]),
        ("各部门、街道各司其职", ["各部门", "街道"]),
        ("减灾司立即会商", ["减灾司"]),
        ("运行班立即切断进水", ["运行班"]),
        ("检修班、化验室各派一人到场", ["检修班", "化验室"]),
        ("公司安排检修班次", ["公司"]),
    ],
)
def test_rooms_and_sayings_are_no_bodies_and_shift_teams_are(text: str, names: list[str]) -> None:
    assert [name.name for name in NAMES.subjects(text)] == names


def test_a_long_row_of_what_is_acted_upon_is_looked_at_once() -> None:
    assert NAMES.subjects("重大险情" + "和情况" * 400 + "我立即报告") == []
