"""The steps of the competition day, in the order of the river: what `bin/demo --check` proves from the book."""

from watchroom.kernel.words import Words
from watchroom.ops.scenario.story import Expected

WIND, GATE, GUST = {"rule": "jump-wind-mean"}, {"rule": "gate-c-density"}, {"rule": "jump-gust"}


def _step(item: int, zh: str, en: str, kind: str, **more: object) -> Expected:
    return Expected(item, Words(zh=zh, en=en), kind, **more)  # type: ignore[arg-type]


EXPECTED: tuple[Expected, ...] = (
    # 1 sources
    _step(1, "气象站经 MQTT 到数", "The weather station is heard over MQTT", "sources.came_back", where={"code": "ws-jump"}, by="watch:"),
    _step(1, "C 口计数器经 MQTT 到数", "The Gate C counter is heard over MQTT", "sources.came_back", where={"code": "counter-c"}, by="watch:"),
    _step(1, "能见度仪经 MQTT 到数", "The visibility meter is heard over MQTT", "sources.came_back", where={"code": "vis-stand"}, by="watch:"),
    _step(1, "停车场采集箱经 HTTP 推送到数", "The car park box is heard by HTTP push", "sources.came_back", where={"code": "push-p1"}),
    _step(1, "收到暴雪蓝色预警（CAP 源）", "The blue snow warning arrives from the CAP feed", "sources.bulletin_received",
          where={"identifier": "exercise-observatory-2026-12-12-snow-1"}),
    _step(1, "收到该预警的更新，原预警被取代", "Its update arrives and supersedes it", "sources.bulletin_ended",
          where={"identifier": "exercise-observatory-2026-12-12-snow-1"}, causes=("sources.bulletin_received",)),
    # 2, 3 detection and alarms
    _step(2, "风速超限 5 分钟，只告警一次（回差内起落不再告警）", "Wind over the limit for 5 minutes: one alarm, none more inside the dead band", "alarms.raised",
          where=WIND, by="watch", most=1),
    _step(2, "C 口人群密度超限，告警", "Crowd density over the limit at Gate C: an alarm", "alarms.raised", where=GATE, by="watch", most=1),
    _step(3, "值班员确认大风告警", "The watch officer acknowledges the wind alarm", "alarms.acknowledged",
          where=WIND, by="watch_officer:", causes=("alarms.raised",)),
    _step(3, "阵风告警恢复，尚未确认", "The gust alarm returns to normal, not yet acknowledged", "alarms.returned", where=GUST, causes=("alarms.raised",)),
    _step(3, "大风告警恢复并解除", "The wind alarm returns to normal and clears", "alarms.cleared", where=WIND, causes=("alarms.raised",)),
    # 4 incidents
    _step(4, "由大风告警立案", "An incident is opened from the wind alarm", "incidents.opened",
          where={"incident_kind": "gale"}, by="watch_officer:", causes=("alarms.raised",), most=1),
    _step(4, "由电话报告（METHANE）立案", "An incident is opened from a telephone report (METHANE)", "incidents.opened",
          where={"incident_kind": "traffic"}, by="watch_officer:", most=1),
    _step(4, "确定事件分级", "The event is graded", "incidents.graded", by="duty_leader:", causes=("incidents.opened",)),
    _step(4, "报送时限按有日期的规则计时", "A limit for reporting runs, by the dated rules", "incidents.clocks_started", causes=("incidents.opened",), least=2),
    _step(4, "首报送达，时限销号", "The first report reaches whom it is owed, within the limit", "incidents.sent", where={"met": 1}, by="watch_officer:",
          behind=("incidents.opened",), least=2),
    _step(4, "首报", "The first report goes up", "incidents.reported", where={"report_kind": "first"}, causes=("incidents.opened",)),
    # 5 plans
    _step(5, "平台提出大风预案及级别", "The platform proposes the wind plan and its level", "plans.proposed",
          where={"plan": "ski-jump-wind"}, by="follower:", behind=("incidents.opened", "alarms.raised")),
    _step(5, "带班领导呈报", "The duty leader forwards the proposal", "plans.forwarded", where={"plan": "ski-jump-wind"}, by="duty_leader:",
          causes=("plans.proposed",)),
    _step(5, "指挥长启动", "The commander activates", "plans.activated", where={"plan": "ski-jump-wind"}, by="commander:",
          causes=("plans.forwarded",), most=1),
    _step(5, "启动人群密度预案", "The crowd plan is activated", "plans.activated", where={"plan": "gate-crowd"}, by="commander:",
          causes=("plans.forwarded",), most=1),
    # 6 orders
    _step(6, "指令下达各岗位", "Orders go to the posts", "dispatch.order_sent", where={"code": "hold-competition"},
          causes=("plans.activated",), behind=("alarms.raised",)),
    _step(6, "竞赛主任签收", "The competition lead receives his", "dispatch.order_received", where={"code": "hold-competition"},
          by="competition_lead:", causes=("dispatch.order_sent",)),
    _step(6, "竞赛主任完成", "The competition lead reports it done", "dispatch.order_done", where={"code": "hold-competition"}, by="competition_lead:"),
    _step(6, "前项完成后，后项下达", "A task that waited is sent when the one before is done", "dispatch.order_sent",
          where={"code": "athletes-indoors"}, causes=("dispatch.order_done",)),
    _step(6, "一项任务超时，由值守进程记下", "One order is late; the worker notes it", "dispatch.order_overdue",
          where={"code": "secure-structures"}, by="work", behind=("dispatch.order_sent",), most=1),
    _step(6, "超时任务后来完成", "The late order is done in the end", "dispatch.order_done", where={"code": "secure-structures"}, by="venue_security:"),
    # 7 units
    _step(7, "派遣最近的救护车", "The nearest ambulance is dispatched", "dispatch.unit_dispatched",
          where={"unit_kind": "ambulance", "incident": 1}, by="watch_officer:", behind=("dispatch.order_sent", "plans.activated")),
    _step(7, "救护车出发", "The ambulance is en route", "dispatch.unit_en_route", where={"unit_kind": "ambulance"}, by="medical_lead:",
          causes=("dispatch.unit_dispatched",)),
    _step(7, "救护车到场", "The ambulance is on scene", "dispatch.unit_on_scene", where={"unit_kind": "ambulance"}, by="medical_lead:"),
    _step(7, "救护车转为待命", "The ambulance is available again", "dispatch.unit_available", where={"unit_kind": "ambulance"}, by="medical_lead:"),
    _step(7, "除雪车到场", "A snow plough is on scene", "dispatch.unit_on_scene", where={"unit_kind": "snow_plough"}, by="snow_lead:",
          behind=("incidents.opened",)),
    # 8 warnings
    _step(8, "信息员按模板制作预警", "The information officer drafts the warning from the template", "warnings.drafted",
          by="information_officer:", behind=("plans.activated",)),
    _step(8, "带班领导审核", "The duty leader reviews it", "warnings.reviewed", by="duty_leader:"),
    _step(8, "指挥长签发", "The commander signs it", "warnings.signed", by="commander:"),
    _step(8, "发布", "It is released", "warnings.released", causes=("warnings.signed",), behind=("plans.activated", "incidents.opened", "alarms.raised")),
    _step(8, "送达 CAP 信息源", "Delivered to the CAP feed", "warnings.delivered", where={"channel": "cap_feed", "delivery_kind": "release"}, by="work", behind=("warnings.released",)),
    _step(8, "送达公众网页", "Delivered to the public page", "warnings.delivered", where={"channel": "public_page", "delivery_kind": "release"}, by="work", behind=("warnings.released",)),
    _step(8, "送达短信通道（记录）", "Delivered to the message channel (log)", "warnings.delivered", where={"channel": "log_sms", "delivery_kind": "release"}, by="work",
          behind=("warnings.released",)),
    _step(8, "解除预警，原链相承", "The warning is cancelled, in chain", "warnings.cancelled", where={"template": "hold-notice"},
          causes=("warnings.released",), behind=("plans.activated", "alarms.raised")),
    _step(8, "解除送达原渠道", "The cancellation reaches the same channels", "warnings.delivered",
          where={"template": "hold-notice", "delivery_kind": "cancel"}, causes=("warnings.cancelled",), least=3, most=3),
    # 9 advice
    _step(9, "给出影响范围内人口与设施", "Advice: people and facilities inside the area", "advice.given",
          where={"model": "exposure", "refused": False}, behind=("incidents.opened",)),
    _step(9, "给出风寒指数", "Advice: wind chill", "advice.given", where={"model": "wind_chill", "refused": False}, behind=("incidents.opened",)),
    _step(9, "采纳一条建议", "One piece of advice is accepted", "advice.accepted", where={"model": "exposure"}, causes=("advice.given",)),
    _step(9, "不采纳一条建议并说明理由", "Another is rejected, with the reason", "advice.rejected", where={"model": "wind_chill"}, causes=("advice.given",)),
    # 10 closure
    _step(10, "指挥长终止响应", "The commander stands the response down", "plans.stood_down", where={"plan": "ski-jump-wind"}, by="commander:"),
    _step(10, "终报", "The final report goes up", "incidents.reported", where={"report_kind": "final"}),
    _step(10, "结案（三件）", "The three incidents are closed", "incidents.closed", by="duty_leader:", least=3, most=3),
    _step(10, "这一天播放到底", "The day is played to its end", "ops.scenario_ended", most=1),
)  # fmt: skip
