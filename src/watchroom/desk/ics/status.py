"""ICS 209, the summary of an incident's status: fifty-three fields, of which the platform knows some."""

from collections import defaultdict

from watchroom.desk.ics.blocks import Block, boxes, table, text
from watchroom.desk.ics.scene import Scene
from watchroom.incidents.ics import FORMS
from watchroom.people.rights import Role

# The rows of field 31 and what a report states for them; what no report states stays blank.
_PUBLIC = (
    ("D", "死亡", "Fatalities", "deaths"), ("E", "受伤、患病", "With injuries/illness", "injured"),
    ("F", "被困、待救", "Trapped/in need of rescue", "trapped"), ("G", "失踪", "Missing", "missing"),
    ("H", "已疏散", "Evacuated", "evacuated"), ("I", "就地避险", "Sheltering in place", ""),
    ("J", "在临时安置点", "In temporary shelters", ""), ("K", "已受集体免疫", "Have received mass immunizations", ""),
    ("L", "需要免疫", "Require immunizations", ""), ("M", "隔离中", "In quarantine", ""),
    ("N", "受影响总数", "Total affected", "affected"),
)  # fmt: skip
_LATE = (
    "threats",
    "needs",
    "strategy",
    "next_actions",
    "final_size",
    "completion",
    "demobilization",
    "cost",
    "final_cost",
    "remarks",
)


def summary(s: Scene) -> list[Block]:
    row = s.row
    commanders = s.t("、", ", ").join(s.say(one.name) for one in s.watch if one.role == Role.COMMANDER)
    return [
        boxes(
            ("1", s.t("事件名称", "Incident Name"), s.say(row.words), 2), ("2", s.t("事件编号", "Incident Number"), row.number),
            ("3", s.t("报告版本", "Report Version"), _version(s)),
        ),
        boxes(
            ("4", s.t("指挥长与单位", "Incident Commander(s) & Agency or Organization"), commanders, 2),
            ("5", s.t("指挥机构", "Incident Management Organization"), _organisation(s)),
            ("6", s.t("开始日期时间", "Incident Start Date/Time"), s.when(row.occurred_at or row.opened_at)),
        ),
        boxes(
            ("7", s.t("规模或影响范围", "Current Incident Size or Area Involved"), s.of("209", "size")),
            ("8", s.t("控制百分比", "Percent (%) Contained"), s.of("209", "contained")),
            ("9", s.t("事件类别", "Incident Definition"), s.say(row.sort.title)),
            ("10", s.t("复杂程度", "Incident Complexity Level"), s.of("209", "complexity")),
        ),
        boxes(
            ("11", s.t(f"时段（{s.zone}）", f"For Time Period ({s.zone})"), s.period, 2),
            ("15", s.t("报送单位", "Primary Location, Organization, or Agency Sent To"), s.of("209", "sent_to"), 2),
        ),
        boxes(
            ("22", s.t("经度、纬度", "Longitude, Latitude"), "" if row.point is None else f"{row.point[0]:.5f}, {row.point[1]:.5f} (WGS 84)"),
            ("25", s.t("地点说明", "Short Location or Area Description"), s.say(row.place_words), 2),
        ),
        *_typed(s, ("events", "hazards", "damage")),
        _public(s),
        *_typed(s, ("threat_remarks", "threat_management", "weather", "projected")),
        text("37", s.t("战略目标", "Strategic Objectives"), s.of("202", "objectives")),
        *_typed(s, _LATE),
        _resources(s),
        *_typed(s, ("assisting",)),
    ]  # fmt: skip


def _version(s: Scene) -> str:
    """Initial, update or final: as the incident stands and how often the sheet was kept."""
    if not s.row.is_open:
        return s.t("终报", "Final")
    return (
        s.t("续报", "Update")
        if s.row.reports.filter(kind__in=["follow_up", "nil"]).exists()
        else s.t("初报", "Initial")
    )


def _organisation(s: Scene) -> str:
    return s.t("；", "; ").join(f"{s.say(one.response.plan)} {s.say(one.response.level)}" for one in s.trees)


def _typed(s: Scene, fields: tuple[str, ...]) -> list[Block]:
    asks = {ask.code: ask for ask in FORMS["209"].asks}
    return [text(asks[name].number, s.say(asks[name].words), s.of("209", name)) for name in fields]


def _public(s: Scene) -> Block:
    heads = (s.t("公众状况", "Civilians (public)"), s.t("累计人数", "Total # to date"), s.t("统计时间", "As of"))
    rows = []
    for letter, zh, en, name in _PUBLIC:
        told = s.row.reported.get(name) if name else None
        rows.append(
            (f"{letter}. {s.t(zh, en)}", str(told["value"]) if told else "", _as_of(s, told["at"]) if told else "")
        )
    return table("31", s.t("公众状况汇总", "Public Status Summary"), heads, rows, (2, 1, 2))


def _as_of(s: Scene, at: str) -> str:
    from watchroom.kernel.clock import parse_time

    return s.when(parse_time(at))


def _resources(s: Scene) -> Block:
    """Units on the incident by agency and kind, and the people on board of those whose number is known."""
    counted: dict[tuple[str, str], list[int | None]] = defaultdict(list)
    for one in s.units:
        counted[s.say(one.agency), s.kind(one)].append(one.crew)
    rows = [
        (agency, kind, str(len(crews)), str(sum(filter(None, crews))) if any(c is not None for c in crews) else "")
        for (agency, kind), crews in sorted(counted.items())
    ]
    heads = (
        s.t("48. 单位", "48. Agency or organization"), s.t("49. 资源类别", "49. Resources, kind"), s.t("数量", "Number"),
        s.t("51. 人员合计（已知）", "51. Total personnel (known)"),
    )  # fmt: skip
    return table("49", s.t("资源投入", "Resource Commitment Summary"), heads, rows, (2, 2, 1, 1.4))
