"""The risks that a unit may choose from, each with what its special plan and its on-site procedure need.

Our own wording of common practice for enterprises; the unit adds its places and its own steps afterwards.
"""

from dataclasses import dataclass

from watchroom.kernel.words import Words


@dataclass(frozen=True, slots=True)
class Measure:
    """One task. levels as in the plan: 3 the department, 2 the unit, 1 with help from outside. within: a span."""

    code: str
    group: str
    levels: tuple[int, ...]
    within: str
    title: Words
    order: Words
    done: Words
    after: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Risk:
    """kinds: kinds of incident of the platform. cautions: 注意事项 of the on-site procedure."""

    code: str
    title: Words
    kinds: tuple[str, ...]
    what: Words
    cautions: Words
    measures: tuple[Measure, ...]


ALL, UNIT = (3, 2, 1), (2, 1)


def _m(
    code: str, group: str, levels: tuple[int, ...], within: str, title: str, order: str, done: str, *after: str
) -> Measure:
    return Measure(code, group, levels, within, _w(title), _w(order), _w(done), after)


def _w(text: str) -> Words:
    zh, en = text.split(" | ", 1)
    return Words(zh=zh, en=en)


def _r(code: str, title: str, kinds: tuple[str, ...], what: str, cautions: str, *measures: Measure) -> Risk:
    return Risk(code, _w(title), kinds, _w(what), _w(cautions), measures)


RISKS: dict[str, Risk] = {
    risk.code: risk
    for risk in (
        _r("fire", "火灾 | Fire", ("fire",), "电气、用火、可燃物引发的火灾，烟气和高温危及人员。 | Fires from electricity, flames or what burns; smoke and heat endanger people.",
           "浓烟中弯腰沿墙撤离；不乘电梯；电气火灾先断电；不得为抢救财物返回。 | Keep low along the wall in smoke; no lifts; cut power first in electrical fires; do not go back for belongings.",
           _m("fire-attack", "rescue", ALL, "5m", "初起火扑救 | Fight the small fire", "请用就近灭火器、消火栓扑救初起火，控制不住立即撤出并关门。 | Fight it with extinguisher and hydrant; if it grows get out and close the door.", "火已扑灭或人员已撤出。 | It is out, or everybody is."),
           _m("fire-power", "logistics", ALL, "10m", "断电断气 | Power and gas off", "请切断着火区域非消防电源和燃气，启动消防泵和排烟。 | Cut power and gas there, start fire pumps and smoke vents.", "已切断，消防泵运行。 | Off, and the pumps run."),
           _m("fire-floors", "evacuation", UNIT, "15m", "逐层疏散 | Evacuate floor by floor", "请逐层疏散并清点，未到人员立即报抢险救援组。 | Evacuate floor by floor and count; tell the rescue group who is missing.", "清点完毕。 | Counted."),
           _m("fire-brigade", "communication", UNIT, "5m", "报警并引导消防车 | Call and guide the fire service", "请拨打 119，派人到路口引导，说明被困人员和危险品位置。 | Call 119, guide them from the road, tell who is trapped and where dangerous goods are.", "消防车到场。 | They are there.")),
        _r("explosion", "爆炸 | Explosion", ("fire", "structure"), "压力容器、燃气、粉尘等爆炸，可能连续发生并引起火灾、坍塌。 | Explosions of vessels, gas or dust; more may follow, with fire and collapse.",
           "防止二次爆炸，未确认安全不得进入；关闭手机和非防爆电器。 | Beware of a second explosion; nobody enters before it is safe; no telephones or ordinary switches.",
           _m("blast-clear", "evacuation", ALL, "10m", "撤到安全距离 | Withdraw to a safe distance", "请组织人员撤到安全距离以外，警戒四周道路。 | Withdraw everybody to a safe distance and close the roads around.", "警戒闭合。 | Closed."),
           _m("blast-shut", "rescue", UNIT, "20m", "关断物料 | Shut off", "请远程关断物料和能源，冷却相邻设备。 | Shut off material and energy from afar; cool what stands near.", "已关断。 | Shut.", "blast-clear")),
        _r("leak", "有毒、易燃气体泄漏 | Toxic or flammable gas", ("gas_leak",), "氨、氯、燃气等泄漏，造成中毒、燃烧爆炸。 | Ammonia, chlorine or fuel gas escapes: poisoning, fire, explosion.",
           "从上风方向接近，未戴空气呼吸器不得进入；不开关电器；不明气体按最危险处理。 | Approach from upwind, nobody enters without breathing apparatus; no switches; an unknown gas counts as the most dangerous.",
           _m("leak-clear", "evacuation", ALL, "5m", "上风疏散 | Leave upwind", "请沿上风、侧风方向疏散至少 100 米，禁止明火。 | Clear at least 100 m upwind or crosswind; no flames.", "100 米内清空。 | Clear within 100 m."),
           _m("leak-shut", "rescue", ALL, "15m", "关阀堵漏 | Shut and plug", "请着防护关闭上游阀门、堵漏，通风稀释。 | In protection shut the valves, plug, ventilate.", "泄漏停止或受控。 | Stopped or controlled."),
           _m("leak-measure", "rescue", UNIT, "20m", "检测浓度 | Measure", "请每 10 分钟检测一次浓度，划定警戒边界。 | Measure every 10 minutes and set the edge of the cordon.", "边界已标出。 | Marked.", "leak-clear"),
           _m("leak-wash", "medical", UNIT, "30m", "洗消和急救 | Wash and treat", "请先洗消再急救，眼睛和皮肤冲洗 15 分钟，送医。 | Wash first, then treat; rinse eyes and skin for 15 minutes; hospital.", "伤员已送医。 | In hospital.")),
        _r("confined", "有限空间中毒窒息 | Poisoning in a confined space", ("poisoning",), "污水井、储罐、地窖等缺氧或有毒气体。 | Lack of oxygen or poison in wells, tanks and cellars.",
           "先通风、再检测、后作业；严禁盲目施救；救援人员必须佩戴空气呼吸器和安全绳。 | Ventilate, measure, then work; no rescue without breathing apparatus and line.",
           _m("confined-stop", "evacuation", ALL, "3m", "制止盲目施救 | Stop anyone from rushing in", "请立即制止无防护人员进入，强制通风。 | Let nobody in unprotected; ventilate.", "井口有人看守，通风运行。 | Guarded and ventilated."),
           _m("confined-rescue", "rescue", ALL, "15m", "佩戴呼吸器施救 | Rescue with apparatus", "请佩戴空气呼吸器、系安全绳施救，井上专人监护。 | Rescue with apparatus and line, somebody watching above.", "人员救出。 | Out.", "confined-stop"),
           _m("confined-cpr", "medical", ALL, "20m", "现场急救 | First aid", "请移至通风处，心肺复苏，给氧送医。 | To fresh air, resuscitate, oxygen, hospital.", "已送医。 | In hospital.", "confined-rescue")),
        _r("shock", "触电 | Electric shock", ("medical",), "电气设备漏电、误操作造成触电。 | Faulty or misused electrical equipment.",
           "先断电后救人；未断电不得用手接触；高压区保持 8 米以上。 | Cut the power before touching; keep 8 m from high voltage.",
           _m("shock-off", "rescue", ALL, "2m", "切断电源 | Cut the power", "请立即拉闸断电，或用绝缘物使伤员脱离电源。 | Switch off, or free the casualty with something that insulates.", "伤员脱离电源。 | Free."),
           _m("shock-cpr", "medical", ALL, "4m", "心肺复苏 | Resuscitate", "请就地心肺复苏，使用 AED，至急救人员接手。 | Resuscitate on the spot with an AED until the ambulance takes over.", "急救人员接手。 | Handed over.", "shock-off")),
        _r("machine", "机械伤害 | Machine injury", ("medical",), "卷入、挤压、切割等伤害。 | Caught, crushed or cut by machines.",
           "先停机断电挂牌；不得强拉肢体；断肢低温干燥保存。 | Stop, cut, tag first; never pull a limb; keep a severed part cool and dry.",
           _m("machine-stop", "rescue", ALL, "2m", "停机断电 | Stop the machine", "请立即停机、断电、挂牌，防止再启动。 | Stop, cut, tag so that it cannot start.", "已挂牌。 | Tagged."),
           _m("machine-aid", "medical", ALL, "5m", "止血包扎 | Stop the bleeding", "请止血、固定、保温，送医。 | Stop bleeding, splint, keep warm, hospital.", "已送医。 | In hospital.", "machine-stop")),
        _r("fall", "高处坠落、物体打击 | Falls and falling objects", ("medical", "structure"), "高处作业坠落，或者物体坠落伤人。 | People fall from height, or things fall on them.",
           "怀疑脊柱损伤不得随意搬动；清除上方危险再救人。 | Do not move a casualty with a suspected spine injury; clear the danger above first.",
           _m("fall-clear", "evacuation", ALL, "5m", "清除上方危险 | Clear above", "请停止上方作业，警戒坠落区。 | Stop work above and cordon off.", "上方停工，警戒闭合。 | Stopped and closed."),
           _m("fall-aid", "medical", ALL, "8m", "固定和转运 | Splint and move", "请颈托、脊柱板固定后转运。 | Collar and spine board before moving.", "已送医。 | In hospital.", "fall-clear")),
        _r("collapse", "坍塌 | Collapse", ("structure",), "建筑物、脚手架、基坑、货架坍塌，人员被埋压。 | Buildings, scaffolds, pits or racks collapse and bury people.",
           "防止二次坍塌；大型机械不得在被埋人员上方作业；定时静默听声。 | Beware of further collapse; no heavy machines above the buried; listen in silence at set times.",
           _m("collapse-clear", "evacuation", ALL, "10m", "撤人警戒 | Withdraw and cordon", "请撤出危险区人员，清点，警戒。 | Withdraw, count, cordon off.", "失踪名单已报。 | The missing are listed."),
           _m("collapse-search", "rescue", UNIT, "30m", "支护搜救 | Shore and search", "请先支护后搜救，人工清理，医护同步。 | Shore, then search by hand with medics beside.", "被埋人员救出或确认。 | Out or accounted for.", "collapse-clear"),
           _m("collapse-watch", "rescue", UNIT, "20m", "监测变形 | Watch for movement", "请派人监测裂缝和倾斜，异常立即鸣哨撤离。 | Watch cracks and tilt; whistle and withdraw at any change.", "监测点设立。 | Set up.")),
        _r("lift", "电梯困人 | People stuck in lifts", ("lift",), "停电或故障造成电梯困人。 | Power cuts or faults leave people in lifts.",
           "不得强行扒门；安抚乘客；由持证人员盘车。 | Do not force the doors; calm them; only certified staff move the car.",
           _m("lift-talk", "communication", ALL, "5m", "安抚和报修 | Talk and call", "请通过对讲安抚乘客，通知维保单位到场。 | Talk by intercom and call the maintenance firm.", "已联系，维保在途。 | In contact; they are coming."),
           _m("lift-free", "rescue", ALL, "30m", "持证解救 | Free them", "请持证人员断电、盘车、开门解救。 | Certified staff cut power, move the car, open.", "乘客全部救出。 | All are out.", "lift-talk")),
        _r("utilities", "停电停水 | Power or water failure", ("utilities",), "供电供水中断影响安全和运营。 | Power or water fails, endangering safety and work.",
           "恢复前确认设备在安全状态；发电机不得在室内使用。 | Leave equipment safe before supply returns; no generators indoors.",
           _m("utilities-backup", "logistics", ALL, "15m", "启用备用 | Use the backup", "请启用应急照明和备用电源、水源，先保消防和关键设备。 | Emergency light, backup power and water; fire system and critical equipment first.", "关键设备有电。 | They have power."),
           _m("utilities-guide", "evacuation", ALL, "20m", "引导人员 | Guide people", "请检查电梯、通道，引导人员，防止拥挤。 | Check lifts and passages, guide people, prevent crowding.", "无人被困。 | Nobody is stuck.")),
        _r("food", "食物中毒 | Food poisoning", ("poisoning",), "食堂、餐饮造成多人中毒。 | The canteen makes many people ill.",
           "封存可疑食品和餐具；保留呕吐物样品；不得自行用药。 | Seal suspect food and dishes; keep samples; no self-medication.",
           _m("food-stop", "logistics", ALL, "10m", "停用封存 | Stop and seal", "请停止供餐，封存可疑食品、原料和餐具。 | Stop serving; seal food, ingredients and dishes.", "已封存。 | Sealed."),
           _m("food-treat", "medical", ALL, "30m", "救治和登记 | Treat and register", "请送医并登记进餐人员、症状、时间。 | To hospital; register who ate, symptoms, times.", "名单已报。 | The list is reported.")),
        _r("weather", "暴雨、大风、暴雪 | Heavy rain, wind, snow", ("rainstorm", "gale", "snow", "flood"), "恶劣天气造成内涝、倒塌、道路中断。 | Bad weather floods, topples, cuts roads.",
           "停止户外和高处作业；地下空间人员先撤；断开可能进水的电源。 | Stop work outdoors and at height; clear basements first; cut power that may get wet.",
           _m("weather-stop", "evacuation", ALL, "30m", "停止户外作业 | Stop work outdoors", "请停止户外、高处、地下作业，人员转入安全处并清点。 | Stop work outdoors, at height and below ground; bring people to safety and count.", "清点完毕。 | Counted."),
           _m("weather-secure", "rescue", ALL, "1h", "加固和排水 | Secure and pump", "请加固易倒设施，封堵进水口，启动排水，清雪除冰。 | Secure what may fall, block inlets, pump, clear snow and ice.", "重点部位完成。 | Key places are done.")),
        _r("crowd", "人员拥挤 | Crowding", ("crowd",), "集中进出、促销、活动造成拥挤。 | Crowds at entrances, sales or events.",
           "不得反向推挤；先疏外围；广播平稳，不制造恐慌。 | No pushing back; clear from the outside; calm announcements.",
           _m("crowd-stop", "evacuation", ALL, "3m", "停止进入 | Stop entry", "请停止进入，单向引导，加开出口。 | Stop entry, one way, open more exits.", "停止进入。 | Stopped."),
           _m("crowd-aid", "medical", UNIT, "10m", "挤压伤救治 | Treat the crushed", "请开出救护通道，先通气道、解除胸部受压。 | Open a lane; free airway and chest first.", "伤员接触到。 | Reached.")),
        _r("earthquake", "地震 | Earthquake", ("earthquake",), "地震造成建筑物破坏和次生事故。 | Buildings are damaged and accidents follow.",
           "震时就近避险，震后有序撤离；余震中不得返回；先查燃气、危险品。 | Take cover, then leave in order; do not return in aftershocks; check gas and dangerous goods first.",
           _m("quake-out", "evacuation", ALL, "10m", "震后撤离 | Leave after the shaking", "请组织撤到空旷处，清点，禁止返回。 | To open ground, count, nobody returns.", "清点完毕。 | Counted."),
           _m("quake-check", "rescue", UNIT, "30m", "排查次生险情 | Look for what follows", "请关闭燃气、危险品阀门，排查结构和火情。 | Shut gas and dangerous goods; look at structures and for fire.", "排查完毕。 | Done.", "quake-out")),
    )
}  # fmt: skip
