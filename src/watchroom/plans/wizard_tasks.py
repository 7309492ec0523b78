"""The tasks that every comprehensive plan of a unit has, and the sources of their figures. Our own wording."""

from dataclasses import dataclass
from typing import Any

from watchroom.kernel.words import Words


@dataclass(frozen=True, slots=True)
class Common:
    """who: a post, or a group whose lead does it. within: a span, or `inside` and `outside` of the unit's answers."""

    code: str
    levels: tuple[int, ...]
    who: str
    within: str
    words: tuple[Words, Words, Words]
    clause: str
    base: str = "order_sent"
    phase: str = "response"
    after: tuple[str, ...] = ()
    source: str = "unit"


ALL, UNIT, OUTSIDE = (3, 2, 1), (2, 1), (1,)


def _c(
    code: str,
    levels: tuple[int, ...],
    who: str,
    within: str,
    title: str,
    order: str,
    done: str,
    clause: str,
    **more: Any,
) -> Common:
    said = [Words(zh=one.split(" | ", 1)[0], en=one.split(" | ", 1)[1]) for one in (title, order, done)]
    return Common(code, levels, who, within, (said[0], said[1], said[2]), clause, **more)


_OPENED, _STARTED = {"base": "incident_opened"}, {"base": "activation"}
COMMON: tuple[Common, ...] = (
    _c("take", ALL, "watch_officer", "inside", "接报、核实、报告 | Take, verify, report", "请核实{place}险情的时间、地点、性质、伤亡，立即报值班领导和总指挥。 | Verify time, place, kind and casualties at {place}; tell the duty leader and the commander at once.", "已报告并记录。 | Reported and recorded.", "3.1", phase="first_response", source="order-493", **_OPENED),
    _c("first-response", ALL, "department_head", "10m", "先期处置 | First response", "请组织{place}现场人员先期处置，切断危险源，撤出无关人员。 | Let those at {place} respond first: cut the source, withdraw everybody not needed.", "现场受控或人员已撤出。 | Controlled, or all are out.", "3.4", phase="first_response", **_STARTED),
    _c("assess", ALL, "duty_leader", "15m", "研判和呈报 | Assess and forward", "请研判事态趋势和可控性，提出级别建议。 | Assess trend and control; propose the level.", "建议已呈报。 | Forwarded.", "3.1", phase="first_response", after=("take",), **_STARTED),
    _c("call-groups", ALL, "communication", "10m", "通知各组集结 | Call the groups", "已启动{level}。请通知各应急小组携装备到集结点，逐组确认。 | {level} is in force. Call every group with its equipment to the assembly point; each confirms.", "各组确认。 | Confirmed.", "3.3"),
    _c("cordon", ALL, "evacuation", "15m", "警戒疏散 | Cordon and evacuate", "请在{place}设置警戒，按疏散图引导人员到集合点。 | Cordon off {place} and lead people to the assembly point.", "警戒闭合，人员到集合点。 | Closed; people are there.", "3.4", phase="first_response"),
    _c("count", ALL, "evacuation", "20m", "清点人数 | Count", "请按名册清点员工、顾客和外来人员，缺员报抢险救援组。 | Count staff, customers and visitors by list; tell the rescue group who is missing.", "清点完毕。 | Counted.", "3.4", after=("cordon",)),
    _c("search", UNIT, "rescue", "30m", "搜救抢险 | Search and rescue", "请按缺员名单搜救，控制险情，两人一组并设安全员。 | Search by the list, control the danger; in pairs, with a safety officer.", "缺员找到或确认，险情受控。 | Found, and under control.", "3.4"),
    _c("treat", ALL, "medical", "10m", "现场急救 | First aid", "请对伤员分类急救，拨打 120，派人随车。 | Sort and treat the injured, call 120, send somebody along.", "伤员送医并登记。 | In hospital and registered.", "3.4", phase="first_response"),
    _c("monitor", UNIT, "rescue", "30m", "现场监测和个体防护 | Monitor and protect", "请监测有毒、可燃、温度、结构变化，检查救援人员防护。 | Monitor toxic and flammable gas, heat, structure; check the rescuers' protection.", "监测结果已报。 | Reported.", "3.4"),
    _c("supplies", UNIT, "logistics", "30m", "调运物资 | Bring supplies", "请按清单调运物资装备，保障照明、供水、车辆、饮食。 | Bring what the list has; light, water, vehicles, food.", "物资到位。 | There.", "5"),
    _c("engineering", UNIT, "logistics", "20m", "水电气控制 | Power, water, gas", "请控制危险区水电气，保障消防和应急照明。 | Control power, water and gas; keep fire system and emergency light.", "已控制。 | Controlled.", "3.4"),
    _c("environment", UNIT, "logistics", "1h", "防止污染 | Prevent pollution", "请封堵雨水口，收集消防废水和泄漏物。 | Block the drains; collect fire water and what leaked.", "未外排。 | Nothing escaped.", "3.4"),
    _c("meeting", UNIT, "duty_leader", "30m", "应急会议 | Meeting", "请召集各组长会商，明确目标、分工和下次汇报时间。 | Bring the leads together: aims, tasks, next report.", "会议记录完成。 | Minutes are done.", "3.3", **_STARTED),
    _c("report-out", ALL, "commander", "outside", "向主管部门报告 | Report to the authorities", "请在 1 小时内将事件 {number} 报县级以上应急管理等部门，先电话后书面。 | Report incident {number} to the authorities within 1 hour, by telephone, then in writing.", "对方确认收到。 | Receipt is confirmed.", "3.1", source="order-493", **_OPENED),
    _c("inform", UNIT, "communication", "45m", "信息公开和家属告知 | Inform", "请统一口径告知员工、顾客和家属，指定一人对外。 | Inform staff, customers and families with one voice; one person speaks outside.", "口径已下发。 | It has gone out.", "3.3"),
    _c("ask-help", OUTSIDE, "communication", "10m", "请求外部支援 | Ask for help", "请向政府、消防、医疗和邻近单位请求支援，说明险情、需求和集结点。 | Ask government, fire service, hospitals and neighbours; tell danger, need and staging point.", "支援确认。 | Confirmed.", "3.5"),
    _c("guide", OUTSIDE, "evacuation", "20m", "引导和移交 | Guide and hand over", "请在路口引导救援车辆，向到场指挥员移交情况和图纸。 | Guide rescue vehicles from the road; hand situation and drawings over.", "移交完成。 | Handed over.", "3.5", after=("ask-help",)),
    _c("end", ALL, "duty_leader", "24h", "研判终止 | Judge the end", "请核对险情、人员和次生风险，建议终止响应。 | Check danger, people and what may follow; propose the end.", "建议已报。 | Proposed.", "3.6", phase="recovery", **_STARTED),
    _c("aftermath", UNIT, "logistics", "72h", "善后和恢复 | Aftermath", "请处理污染物，救治安抚，恢复生产经营，补充物资。 | Clean up, care, resume work, refill supplies.", "完成。 | Done.", "4", phase="recovery", after=("supplies",)),
    _c("evaluate", ALL, "investigation", "240h", "调查评估 | Evaluate", "请保护现场、收集资料，完成应急处置评估和预案修订建议。 | Keep the scene, collect, evaluate the response and propose changes to the plan.", "报告完成。 | Done.", "4", phase="recovery", **_STARTED),
)  # fmt: skip

IN_SPECIAL = frozenset({"take", "assess", "call-groups", "cordon", "count", "treat", "report-out", "ask-help", "end"})
"""What a special plan has too, so that it can be started alone; where both run they are the same tasks."""

LAW_SOURCES: list[dict[str, Any]] = [
    {"code": "gb-29639", "title": {"zh": "GB/T 29639-2020 生产经营单位生产安全事故应急预案编制导则", "en": "GB/T 29639-2020, guidelines for enterprises' emergency plans"}, "where": "6、7、8，附件"},
    {"code": "order-493", "title": {"zh": "生产安全事故报告和调查处理条例（令 493）", "en": "Regulation on reporting production accidents (Order 493)"}, "where": "第九条", "note": {"zh": "现场人员立即报告单位负责人，单位负责人 1 小时内上报。", "en": "Those on the spot tell the head of the unit at once; he reports within 1 hour."}},
    {"code": "order-708", "title": {"zh": "生产安全事故应急条例（令 708）", "en": "Regulation on emergency response to production accidents (Order 708)"}, "where": "第八条", "note": {"zh": "危险物品、矿山、建筑施工和宾馆、商场等人员密集单位至少每半年演练一次。", "en": "Dangerous goods, mines, construction and crowded places exercise at least every half year."}},
    {"code": "unit", "title": {"zh": "本单位的规定", "en": "The unit's own rules"}, "note": {"zh": "向导给出的默认值由本单位核定。", "en": "The wizard's defaults are for the unit to settle."}},
]  # fmt: skip
