import re
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from watchroom.plans.extraction.amounts import amounts, units_of
from watchroom.plans.extraction.expressions import Reader, Rules
from watchroom.plans.extraction.found import AllOf, AnyOf, Expr, Leaf
from watchroom.plans.extraction.spans import half_width
from watchroom.plans.extraction.titles import Titles
from watchroom.plans.extraction.vocabulary import shipped

pytestmark = pytest.mark.pure

READER = Reader(shipped())
PLAIN = Rules()


def said(expr: Expr | None) -> str:
    """A tree on one line: `(a>=1 & a<2) | b`."""
    if expr is None:
        return "-"
    if isinstance(expr, AllOf | AnyOf):
        parts = expr.all if isinstance(expr, AllOf) else expr.any
        return "(" + (" & " if isinstance(expr, AllOf) else " | ").join(map(said, parts)) + ")"
    return leaf(expr)


def leaf(one: Leaf) -> str:
    more = {"window_min": "in", "min_regions": "at", "max_regions": "to", "of": "of", "state": "is", "at": "station"}
    told = "".join(f" {word} {getattr(one, name)}" for name, word in more.items() if getattr(one, name) is not None)
    bound = one.mark if one.value is None else one.value
    return f"{one.quantity}{one.op}{bound}{told}" + (" ahead" if one.phase == "forecast" else "")


@pytest.mark.parametrize(
    ("text", "tree"),
    [
        ("最低气温降至-10℃以下", "min_temperature<=-10"),
        ("最低气温低于零下5摄氏度", "min_temperature<-5"),
        ("全院停电30分钟以上2小时以下", "(interruption>=30 & interruption<120)"),
        ("小时雨强超过50毫米", "rainfall>50 in 60"),
        ("日均AQI大于200将持续48小时及以上", "air_quality_index>200 in 2880 ahead"),
        ("城区发生6.0级以上地震,郊区发生7.0级以上地震", "(earthquake_magnitude>=6 | earthquake_magnitude>=7)"),
        ("直接经济损失占全省上年国内生产总值1%以上", "economic_loss_share>=1 of 全省上年国内生产总值"),
        ("转移群众5万人(或单个县2万人)以上、8万人以下", "((evacuated_people>=50000 & evacuated_people<80000) | (evacuated_people>=20000 & evacuated_people<80000))"),
        ("死亡(失踪)30人以上", "deaths_and_missing>=30"),
        ("国道受阻或中断12小时以内", "interruption<=12"),
        ("蔬菜价格持续上涨,对居民生活产生较大影响", "-"),
        ("可能引发支流达到橙色预警量级洪水", "phenomenon==橙色预警量级洪水 ahead"),
        ("国家防总启动涉及本流域的二级应急响应或3个及以上省份启动涉及本流域的二级应急响应时", "(response_level==II | response_level==II at 3)"),
        ("山体滑坡造成水库出现险情等需要启动三级应急响应的情况", "-"),
        ("干流下游堤防有决口危险", "-"),
        ("干流发生冰塞、冰坝", "(phenomenon==冰塞 | phenomenon==冰坝)"),
        ("水库水位达到移民水位并有明显上涨趋势", "(water_level>=移民水位 & phenomenon==水位上涨 ahead)"),
        ("水库水位可能超过校核洪水位", "water_level>=校核洪水位 ahead"),
        ("Expected to last 2+ days", "duration>=2880 ahead"),
        ("发布低温雨雪冰冻天气蓝色预警", "warning_signal==低温雨雪冰冻蓝色"),
        ("登革热、霍乱疫情波及2个以上的县", "(event_type==登革热 at 2 | event_type==霍乱 at 2)"),
        ("当日预报雨量大于100毫米、当日预报雨量+前2日累计雨量大于200毫米,存在上述情形之一时", "(rainfall>100 in 1440 ahead | rainfall>200 in 4320 ahead)"),
        ("死亡或可能死亡20人以上、30人以下", "((deaths>=20 & deaths<30) | (deaths_possible>=20 & deaths_possible<30))"),
        ("死亡(含失踪)30人以上(含本数,下同)", "deaths_and_missing>=30"),
        ("造成3人以上、10人以下死亡,或10人以上50人以下重伤", "((deaths>=3 & deaths<10) | (seriously_injured>=10 & seriously_injured<50))"),
        ("造成或可能造成10人以上死亡", "(deaths>=10 | deaths_possible>=10)"),
        ("直接经济损失5000万元以上、1亿元以下", "(economic_loss>=50000000 & economic_loss<100000000)"),
        ("倒塌和严重损坏房屋3000间以上;或1000户以上", "(houses_collapsed_or_severe>=3000 | houses_collapsed_or_severe>=1000)"),
        ("倒塌房屋1万间或3000户以上、2万间或5000户以下",
         "((houses_collapsed>=10000 & houses_collapsed<20000) | (houses_collapsed>=3000 & houses_collapsed<5000))"),
        ("干旱灾害造成缺水,需政府救助人数占农业人口25%或150万人以上",
         "(hazard==干旱 & (relief_people_share>=25 of 农业人口 | relief_people>=1500000))"),
        ("过去48小时2个及以上省(区、市)大部地区出现大暴雨天气,预计未来24小时上述地区仍将出现暴雨天气",
         "(phenomenon==大暴雨 in 2880 at 2 & phenomenon==暴雨 in 1440 ahead)"),
        ("预计未来48小时将有强台风、超强台风登陆", "(phenomenon==强台风 in 2880 ahead | phenomenon==超强台风 in 2880 ahead)"),
        ("预计未来48小时我国海区将出现平均风力达9~10级大风",
         "(mean_wind_force>=9 in 2880 ahead & mean_wind_force<=10 in 2880 ahead)"),
        ("将出现35摄氏度及以上,且有成片37摄氏度及以上高温天气", "(max_temperature>=35 ahead & max_temperature>=37 ahead)"),
        ("12小时内降雨量将达50毫米以上,或者已达50毫米以上且降雨可能持续",
         "(rainfall>=50 in 720 ahead | (rainfall>=50 in 720 & phenomenon==降雨持续 in 720 ahead))"),
        ("3~5个省大部地区达到气象干旱重旱等级", "phenomenon==气象干旱重旱 at 3 to 5"),
        ("气温大幅下降并伴有6级及以上大风,最低气温降至2摄氏度以下",
         "(phenomenon==气温大幅下降 & wind_force>=6 & min_temperature<=2)"),
        ("人口密集地区发生6.0级以上、7.0级以下地震", "(earthquake_magnitude>=6 & earthquake_magnitude<7)"),
        ("发布大风黄色或暴雨黄色预警信号", "(warning_signal==大风黄色 | warning_signal==暴雨黄色)"),
        ("发布暴雨红色预警信号且3小时内降雨量达200毫米(或6小时内降雨量达270毫米)",
         "(warning_signal==暴雨红色 & (rainfall>=200 in 180 | rainfall>=270 in 360))"),
        ("2个以上设区市启动Ⅱ级应急响应", "response_level==II at 2"),
        ("2座以上桥梁中断", "object_count>=2 of 桥梁 is 中断"),
        ("12小时降雨量80毫米以上或3小时降雨量40毫米以上并预报降雨持续,笼罩面积超过0.3万平方公里",
         "((rainfall>=80 in 720 | rainfall>=40 in 180) & phenomenon==降雨持续 ahead & rain_area>3000)"),
        ("2座大型或5座以上中型水库发生危及下游安全的险情",
         "(object_count>=2 of 大型水库 is 危及下游安全的险情 | object_count>=5 of 中型水库 is 危及下游安全的险情)"),
        ("清江干流石坝、柳渡站水位超过警戒水位,且预报仍将继续上涨",
         "((water_level>=警戒水位 station 石坝站 & phenomenon==水位上涨 ahead) | (water_level>=警戒水位 station 柳渡站 & phenomenon==水位上涨 ahead))"),
        ("柳渡站超过32.5米;或3条河流控制站超过警戒或保证水位",
         "(water_level>32.5 station 柳渡站 | water_level>=警戒水位 at 3 | water_level>=保证水位 at 3)"),
        ("预报全县主要河流将接近20年一遇的洪水水位;主要江河代表站水位4个以上超过历史最高水位",
         "(water_level>=20年一遇的洪水水位 ahead | water_level>=历史最高水位 at 4)"),
        ("出库流量超过下游安全泄量或历史最大流量", "(flow>=安全泄量 | flow>=历史最大流量)"),
        ("中型水库出现重大险情,但没有垮坝的危险", "-"),
        ("中型水库出现管涌", "phenomenon==水库管涌"),
        ("多座塘坝出现漫坝", "-"),
        ("城区出现较严重积水", "-"),
        ("作物受旱面积占播种面积的比例达到25%以上", "crop_drought_share>=25"),
        ("江心洲圩堤或城区堤防发生危及堤身安全的险情", "-"),
        ("受旱面积占耕地面积的比例达到20%~40%;或4个以上县(市、区)发生严重干旱",
         "((crop_drought_share>=20 of 耕地面积 & crop_drought_share<=40 of 耕地面积) | drought_grade==严重干旱 at 4)"),
        ("3个县级行政区发生中度以上干旱灾害", "drought_grade>=中度干旱 at 3"),
        ("气象部门预报台风将影响我县", "phenomenon==台风 ahead"),
        ("前期土壤含水量接近饱和,预计将发生山洪、泥石流等灾害",
         "(phenomenon==前期土壤含水量接近饱和 & (phenomenon==山洪 ahead | phenomenon==泥石流 ahead))"),
        ("需搬迁转移500人以上,或潜在经济损失5000万元以上", "(evacuated_people>=500 | economic_loss_possible>=50000000)"),
        ("一次食物中毒人数超过50人", "poisoned_people>50"),
        ("2周内1个县(市)发生20例以上患者", "cases>=20 in 20160 at 1"),
        ("供气中断12小时以上,影响用户5000户以上", "(interruption>=12 & affected_households>=5000)"),
        ("造成2万人以上停水,或停水36小时以上", "(water_outage_people>=20000 | interruption>=36)"),
        ("造成3万户以上居民停水18小时以上", "(water_outage_households>=30000 & interruption>=18)"),
        ("高速公路封闭8小时以上,滞留车辆300辆以上", "(interruption>=8 & object_count>=300 of 车辆 is 滞留)"),
        ("3座以上桥梁被冲毁", "object_count>=3 of 桥梁 is 冲毁"),
        ("受旱面积60万亩以上,或受旱面积占耕地面积35%以上", "(crop_drought_area>=40000 | crop_drought_share>=35 of 耕地面积)"),
        ("平均积水深度40厘米以上,积水时间超过3小时", "(waterlogging_depth>=0.4 & waterlogging_duration>3)"),
        ("预报沿海将出现有效波高4米以上的海浪", "wave_height>=4 ahead"),
        ("现场人数达到核定人数的85%以上,或参与人数2000人以上", "(capacity_share>=85 | participants>=2000)"),
        ("2所以上学校同时发生传染病疫情", "object_count>=2 of 学校 is 传染病疫情"),
        ("死亡1 0人以上、3 0人以下", "(deaths>=10 & deaths<30)"),
        ("主要河流水位超警戒水位", "water_level>=警戒水位"),
        ("人群密度达到每平方米4人以上,且持续5分钟", "crowd_density>=4 in 5"),
        ("部门或作业现场的应急力量能够自行处置的事故", "controllable_by==department_or_site"),
        ("超出部门处置能力,且公司内部应急力量能够处置的事故", "controllable_by==enterprise"),
        ("公司应急能力无法控制,需要请求外部力量协助", "controllable_by==external_support"),
        ("省政府决定的其他事项", "-"),
        ("已对群众生产生活造成重大损失和影响", "-"),
        ("2 or more deaths, or 10 or more people injured", "(deaths>=2 | injured>=10)"),
        ("wind speed above 20 m/s and visibility below 200 m", "(wind_speed>20 & visibility<200)"),
        ("转移群众达到300人、不满800人", "(evacuated_people>=300 & evacuated_people<800)"),
        ("群众不满意，转移300人以上", "evacuated_people>=300"),
        ("道路交通中断持续24小时以上", "interruption>=24"),
        ("三所医院停电已持续3小时以上，影响用户2万户以上", "(interruption>=3 & affected_households>=20000)"),
        ("暴雨持续24小时以上", "phenomenon==暴雨 in 1440"),
        ("明火燃烧超过3小时仍未控制", "fire_duration>3"),
    ],
)  # fmt: skip
def test_a_condition_is_read_as_a_tree_of_bounds(text: str, tree: str) -> None:
    assert said(READER.read(text, PLAIN).expr) == tree


def test_what_the_plan_says_of_its_bounds_is_followed() -> None:
    text = "死亡3人以上、10人以下"

    assert said(READER.read(text, Rules(above_inclusive=False, below_inclusive=True)).expr) == "(deaths>3 & deaths<=10)"


def test_a_bound_that_was_lost_is_left_out_and_told() -> None:
    read = READER.read("需政府救助人口达到100万人以上、0万人以下", PLAIN)

    assert said(read.expr) == "relief_people>=1000000"
    assert read.doubts == ["bound_lost"]


def test_a_difference_to_a_named_level_is_never_taken_for_a_level() -> None:
    for text, tree in [
        ("柳渡站水位超过警戒水位1.5米以上", "water_level>=警戒水位 station 柳渡站"),
        ("水位距警戒水位0.5米以内", "-"),
    ]:
        read = READER.read(text, PLAIN)

        assert (said(read.expr), read.doubts) == (tree, ["mark_and_number"])


def test_a_disaster_that_the_whole_plan_is_about_is_no_bound() -> None:
    text = "地震造成50人以上死亡"

    assert said(READER.read(text, PLAIN).expr) == "(hazard==地震 & deaths>=50)"
    assert said(READER.read(text, Rules(topic="某省地震应急预案")).expr) == "deaths>=50"


@pytest.mark.parametrize(
    ("text", "tree"),
    [
        ("省气象台连续三天发布寒潮黄色预警，且预计本市最低气温降至零下6摄氏度以下", "(warning_signal==寒潮黄色 in 4320 & min_temperature<=-6 ahead)"),
        ("预计未来五天旱情加剧或降雨持续", "(phenomenon==旱情加剧 in 7200 ahead | phenomenon==降雨持续 in 7200 ahead)"),
        ("干旱已经造成4个市大部分地区达到气象干旱特旱等级", "phenomenon==气象干旱特旱 at 4"),
        ("市气象台发布气象干旱橙色预警", "warning_signal==气象干旱橙色"),
    ],
)  # fmt: skip
def test_how_long_a_warning_has_stood_and_how_far_a_drought_has_come(text: str, tree: str) -> None:
    assert said(READER.read(half_width(text), PLAIN).expr) == tree


def test_a_character_taken_for_one_that_looks_like_it_is_read_as_the_word_and_is_a_doubt() -> None:
    read = READER.read("县气象台发布暴当橙色预警", PLAIN)

    assert (said(read.expr), read.doubts) == ("warning_signal==暴雪橙色", ["word_misread"])
    assert READER.read("县气象台发布暴雪橙色预警", PLAIN).doubts == []
    assert "若干早期" in READER.misread.sub("", "若干早期病例")
    for entry in shipped()["misread"]:
        assert all(len(word) == len(entry["means"]) for word in entry["words"]), entry
        assert READER.misread.search(entry["example"]), entry["example"]


def test_the_examples_of_the_vocabulary_say_what_their_entries_say() -> None:
    units = units_of(shipped()["units"])
    for entry in shipped()["units"]:
        assert [amount.unit for amount in amounts(entry["example"] + "以上", units)] == [entry["unit"]], entry[
            "example"
        ]
    for entry in shipped()["quantities"]:
        assert entry["quantity"] in said(READER.read(half_width(entry["example"]), PLAIN).expr), entry["example"]
    for entry in shipped()["control"]:
        assert said(READER.read(half_width(entry["example"]), PLAIN).expr) == f"controllable_by=={entry['value']}"
    for entry in shipped()["phenomena"]:
        example = half_width(entry["example"])
        read = READER.states.cause(example, "") if "hazard" in entry else READER.read(example, PLAIN).expr
        assert read is not None or "degree" in entry, example
    titles = Titles(shipped()["chapters"])
    for entry in shipped()["chapters"]:
        assert titles.role(re.sub(r"^[\d.]+ ", "", entry["example"])) == entry["role"], entry["example"]


PIECES = st.lists(
    st.sampled_from(["死亡", "30", "万", "人", "以上", "或", "、", "，", "；", "(", ")", "24小时", "暴雨", "预计", "2个", "省", "红色预警", "占", "%"]),
    max_size=30,
).map("".join)  # fmt: skip


@given(PIECES | st.text(max_size=80))
def test_any_text_is_read(text: str) -> None:
    read: Any = READER.read(text, PLAIN)

    assert read.expr is None or read.expr.model_dump()


@pytest.mark.parametrize(
    ("text", "tree"),
    [
        ("乙厂液氯泄漏量达到2吨以上", "leaked_mass>=2000"),
        ("泄漏200公斤以上5吨以下的", "(leaked_mass>=200 & leaked_mass<5000)"),
        ("油品泄漏不足300千克", "leaked_mass<300"),
        ("3吨以上渔船1艘失联", None),
        ("可燃气体浓度达到爆炸下限的25%以上", "explosive_limit_share>=25"),
        ("罐区氨浓度超过20ppm", "ammonia_concentration>20"),
        ("氯气浓度2mg/m³以上6mg/m³以下", "(chlorine_concentration>=2 & chlorine_concentration<6)"),
        ("火灾在20分钟内不能得到有效控制", "fire_duration>=20"),
        ("泄漏不足50公斤，车间能够处置的", "(leaked_mass<50 & controllable_by==department_or_site)"),
        ("重伤2人以上，或者需要外部救援力量增援的", "(seriously_injured>=2 | controllable_by==external_support)"),
    ],
)
def test_what_a_works_tells_of_leaks_gases_and_of_who_copes(text: str, tree: str | None) -> None:
    assert said(READER.read(half_width(text), PLAIN).expr) == (tree or "-")


@pytest.mark.parametrize(
    ("text", "doubts"),
    [
        ("死亡2人以上，需要外部支援的", ["both_unsaid"]),
        ("死亡2人以上，且需要外部支援的", []),
        ("死亡2人以上，或者需要外部支援的", []),
    ],
)
def test_a_number_beside_who_copes_is_a_doubt_where_the_text_does_not_say_that_both_are_needed(
    text: str, doubts: list[str]
) -> None:
    assert READER.read(half_width(text), PLAIN).doubts == doubts


@pytest.mark.parametrize(
    ("text", "tree", "unread"),
    [
        ("死亡2人以上，或者造成渡口大桥垮塌的", "deaths>=2", ["造成渡口大桥垮塌的"]),
        ("渡口停运，秩序混乱；或滞留旅客200人以上", "trapped_people>=200", ["渡口停运，秩序混乱"]),
        ("死亡2人以上，或者重伤5人以上", "(deaths>=2 | seriously_injured>=5)", []),
        ("造成渡口大桥垮塌的", None, []),
        ("more than 3 people injured, or a ferry ramp collapses into the water", "injured>3", ["a ferry ramp collapses into the water"]),
    ],
)  # fmt: skip
def test_alternatives_in_which_nothing_can_be_compared_are_kept_for_a_person(
    text: str, tree: str | None, unread: list[str]
) -> None:
    read = READER.read(half_width(text), PLAIN)

    assert (said(read.expr), read.unread) == (tree or "-", unread)
