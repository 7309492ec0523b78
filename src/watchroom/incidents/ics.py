"""The forms of an incident after the Incident Command System: which there are, and what only people know of each. Pure.

Numbers and names of the fields follow the ICS forms booklet of FEMA (FEMA 502-2); the layout and the Chinese are our own.
What the platform knows it fills in itself (`desk/ics`); what stands here is typed by people, and stays blank until it is.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from watchroom.kernel.text import unfit
from watchroom.kernel.words import Words

MOST_TEXT, MOST_ROWS = 6000, 200
_BAR = "|"


@dataclass(frozen=True, slots=True)
class Ask:
    """What people fill in.

    number   the field's number on the form
    columns  a table: one row a line, its cells apart by `|`; none: plain text
    """

    code: str
    number: str
    words: Words
    columns: tuple[Words, ...] = ()
    lines: int = 3


@dataclass(frozen=True, slots=True)
class Form:
    code: str
    title: Words
    asks: tuple[Ask, ...] = ()


def _w(zh: str, en: str) -> Words:
    return Words(zh=zh, en=en)


_NAME, _PLACE, _CONTACT = _w("名称", "Name"), _w("地点", "Location"), _w("联系方式", "Contact")
_PERIOD = (
    Ask("period_from", "2", _w("行动周期自", "Operational period from"), lines=1),
    Ask("period_to", "2", _w("行动周期至", "Operational period to"), lines=1),
)
_CHANNEL = tuple(
    _w(zh, en)
    for zh, en in (
        ("区组", "Zone grp."), ("信道", "Ch #"), ("用途", "Function"), ("信道名称或通话组", "Channel name / talkgroup"),
        ("分配给", "Assignment"), ("收频", "RX freq"), ("收亚音", "RX tone/NAC"), ("发频", "TX freq"),
        ("发亚音", "TX tone/NAC"), ("模式", "Mode (A, D, M)"), ("备注", "Remarks"),
    )
)  # fmt: skip

FORMS: Mapping[str, Form] = {
    form.code: form
    for form in (
        Form("201", _w("事件简报", "Incident Briefing"), (
            Ask("situation", "5", _w("情况概要与健康安全提示", "Situation summary and health and safety briefing"), lines=6),
        )),
        Form("202", _w("事件目标", "Incident Objectives"), (
            *_PERIOD,
            Ask("objectives", "3", _w("目标", "Objective(s)"), lines=6),
            Ask("emphasis", "4", _w("本周期指挥重点与总体态势", "Operational period command emphasis, general situational awareness"), lines=5),
            Ask("safety_plan", "5", _w("现场安全方案：是否需要，存于何处", "Site safety plan: required or not, and where it is kept"), lines=1),
            Ask("plan_parts", "6", _w("行动方案所含表格", "Incident action plan: forms that belong to it"), lines=1),
            Ask("approved_by", "8", _w("批准（指挥长）", "Approved by (incident commander)"), lines=1),
        )),
        Form("203", _w("组织分工表", "Organization Assignment List"), (
            Ask("agencies", "4", _w("各单位代表", "Agency/organization representatives"), (_w("单位", "Agency"), _w("姓名", "Name"))),
            Ask("further", "5–8", _w("预案以外的岗位", "Positions beyond the plan"), (_w("部门", "Section"), _w("职位", "Position"), _w("姓名", "Name"))),
        )),
        Form("204", _w("任务分配表", "Assignment List"), (
            Ask("instructions", "7", _w("特别要求", "Special instructions"), lines=4),
            Ask("communications", "8", _w("通信", "Communications"), (_w("姓名或用途", "Name/function"), _w("主要联系方式", "Primary contact"))),
        )),
        Form("205", _w("无线通信方案", "Incident Radio Communications Plan"), (
            Ask("channels", "4", _w("信道使用", "Basic radio channel use"), _CHANNEL, 6),
            Ask("instructions", "5", _w("特别要求", "Special instructions")),
        )),
        Form("206", _w("医疗方案", "Medical Plan"), (
            Ask("stations", "3", _w("医疗救助点", "Medical aid stations"), (_NAME, _PLACE, _CONTACT, _w("有无高级急救员", "Paramedics on site?"))),
            Ask("transport", "4", _w("转运", "Transportation"), (_w("救护单位", "Ambulance service"), _PLACE, _CONTACT, _w("救护级别", "Level of service"))),
            Ask("hospitals", "5", _w("医院", "Hospitals"), (
                _NAME, _w("地址；停机坪经纬度", "Address, lat/long of helipad"), _CONTACT, _w("空运时间", "Travel by air"), _w("陆运时间", "Travel by ground"),
                _w("创伤中心", "Trauma center"), _w("烧伤中心", "Burn center"), _w("停机坪", "Helipad"),
            )),
            Ask("procedures", "6", _w("特殊医疗应急程序", "Special medical emergency procedures"), lines=4),
            Ask("approved_by", "8", _w("批准（安全官）", "Approved by (safety officer)"), lines=1),
        )),
        Form("207", _w("组织结构图", "Incident Organization Chart")),
        Form("208", _w("安全提示与方案", "Safety Message/Plan"), (
            Ask("message", "3", _w("安全提示、安全方案、现场安全方案", "Safety message, expanded message, safety plan, site safety plan"), lines=8),
            Ask("safety_plan", "4", _w("现场安全方案：是否需要，存于何处", "Site safety plan: required or not, and where it is kept"), lines=1),
        )),
        Form("209", _w("事件状态汇总", "Incident Status Summary"), (
            Ask("size", "7", _w("当前规模或影响范围", "Current incident size or area involved"), lines=1),
            Ask("contained", "8", _w("控制或完成的百分比", "Percent contained or completed"), lines=1),
            Ask("complexity", "10", _w("复杂程度", "Incident complexity level"), lines=1),
            Ask("sent_to", "15", _w("报送单位", "Primary location, organization or agency sent to"), lines=1),
            Ask("events", "28", _w("本时段重要事件", "Significant events for the time period reported"), lines=5),
            Ask("hazards", "29", _w("主要物质或危害", "Primary materials or hazards involved")),
            Ask("damage", "30", _w("损失评估", "Damage assessment information")),
            Ask("threat_remarks", "33", _w("生命、安全和健康状况说明", "Life, safety and health status/threat remarks")),
            Ask("threat_management", "34", _w("生命、安全和健康威胁的处置", "Life, safety and health threat management")),
            Ask("weather", "35", _w("天气影响", "Weather concerns")),
            Ask("projected", "36", _w("12、24、48、72 小时及以后的发展预测", "Projected incident activity, 12, 24, 48, 72 hours and beyond"), lines=5),
            Ask("threats", "38", _w("当前威胁与风险", "Current incident threat summary and risk information")),
            Ask("needs", "39", _w("关键资源需求", "Critical resource needs")),
            Ask("strategy", "40", _w("策略讨论", "Strategic discussion")),
            Ask("next_actions", "41", _w("下一周期的行动", "Planned actions for next operational period")),
            Ask("final_size", "42", _w("预计最终规模", "Projected final incident size/area"), lines=1),
            Ask("completion", "43", _w("预计处置结束日期", "Anticipated incident management completion date"), lines=1),
            Ask("demobilization", "44", _w("预计开始撤离日期", "Projected significant resource demobilization start date"), lines=1),
            Ask("cost", "45", _w("至今费用估计", "Estimated incident costs to date"), lines=1),
            Ask("final_cost", "46", _w("预计总费用", "Projected final incident cost estimate"), lines=1),
            Ask("remarks", "47", _w("备注", "Remarks")),
            Ask("assisting", "53", _w("其他协助单位", "Additional cooperating and assisting organizations")),
        )),
        Form("211", _w("报到表", "Incident Check-In List"), (
            Ask("location", "3", _w("报到地点", "Check-in location"), lines=1),
        )),
        Form("213", _w("通用信函", "General Message"), (
            Ask("to", "2", _w("致（姓名、职位）", "To (name and position)"), lines=1),
            Ask("sender", "3", _w("自（姓名、职位）", "From (name and position)"), lines=1),
            Ask("subject", "4", _w("主题", "Subject"), lines=1),
            Ask("message", "7", _w("内容", "Message"), lines=8),
            Ask("approved_by", "8", _w("批准", "Approved by"), lines=1),
            Ask("reply", "9", _w("答复", "Reply"), lines=5),
            Ask("replied_by", "10", _w("答复人", "Replied by"), lines=1),
        )),
        Form("214", _w("活动日志", "Activity Log"), (
            Ask("name", "3", _w("姓名", "Name"), lines=1),
            Ask("position", "4", _w("职位", "ICS position"), lines=1),
            Ask("agency", "5", _w("所属单位", "Home agency and unit"), lines=1),
            Ask("further", "7", _w("另记的活动", "Further notable activities"), (_w("日期时间", "Date/time"), _w("活动", "Notable activities")), 5),
        )),
    )
}  # fmt: skip


def wrong(form: Form, content: Mapping[str, str]) -> tuple[Ask, Words] | None:
    """The first field that will not do, and why; None if all will. Fields that the form has not are wrong too."""
    asks = {ask.code: ask for ask in form.asks}
    for code, text in content.items():
        ask = asks.get(code)
        if ask is None:
            return Ask(code, "", _w(code[:40], code[:40])), _w("这张表没有这一栏", "this form has no such field")
        if len(text) > MOST_TEXT:
            return ask, _w(f"超过 {MOST_TEXT} 字", f"it is longer than {MOST_TEXT} characters")
        if unfit(text):
            return ask, _w("含有不可见的控制字符", "it holds control characters")
        if ask.columns and len(text.splitlines()) > MOST_ROWS:
            return ask, _w(f"超过 {MOST_ROWS} 行", f"it has more than {MOST_ROWS} rows")
        for row in rows_of(text) if ask.columns else ():
            if len(row) > len(ask.columns):
                many = len(ask.columns)
                return ask, _w(f"一行最多 {many} 格，用“|”隔开", f"a row has {many} cells at most, apart by “|”")
    return None


def rows_of(text: str) -> list[list[str]]:
    """A table as it is typed: a row a line, its cells apart by `|`. Empty lines are none."""
    return [[cell.strip() for cell in line.split(_BAR)] for line in text.splitlines() if line.strip()]
