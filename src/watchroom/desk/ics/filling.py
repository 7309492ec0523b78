"""Each form's fields in the order of its paper: numbers and names after FEMA 502-2, values from the scene and from people.

What nobody knows stays blank. Nothing is guessed, reckoned or taken over from another incident.
"""

from collections.abc import Mapping

from watchroom.desk.ics.blocks import PAGE, Block, boxes, table, text, tree
from watchroom.desk.ics.scene import Scene
from watchroom.dispatch.boards import Branch
from watchroom.dispatch.models import Run, Unit
from watchroom.dispatch.moves import OUTCOME_WORDS, UNIT_WORDS, Outcome, UnitStatus
from watchroom.dispatch.queries import Card
from watchroom.dispatch.rules import ORDER_WORDS, OrderState
from watchroom.dispatch.teams.finding import Out
from watchroom.incidents.ics import FORMS, rows_of
from watchroom.people.rights import Role

# Which section of the form a body of the plan belongs to, by what its name says; all others are of operations.
_SECTIONS: Mapping[str, tuple[str, ...]] = {
    "5": ("计划", "规划", "信息", "研判", "专家", "planning", "expert", "situation", "information"),
    "6": ("后勤", "保障", "物资", "通信", "logistic", "supply", "support", "communication"),
    "8": ("财务", "经费", "审计", "finance", "administration", "善后", "claims"),
}


def briefing(s: Scene) -> list[Block]:
    """ICS 201."""
    row = s.row
    return [
        boxes(
            ("1", s.t("事件名称", "Incident Name"), s.say(row.words), 2), ("2", s.t("事件编号", "Incident Number"), row.number),
            ("3", s.t("启动日期时间", "Date/Time Initiated"), s.when(row.opened_at)),
        ),
        text("4", s.t("地图、略图（位置）", "Map/Sketch (position)"), s.say(row.where_words)),
        text("5", s.t("情况概要与健康安全提示", "Situation Summary and Health and Safety Briefing"), s.of("201", "situation")),
        text("7", s.t("当前和计划的目标", "Current and Planned Objectives"), s.of("202", "objectives")),
        _actions(s),
        table("9", s.t("当前组织", "Current Organization"), _post_heads(s), _held(s), (2, 2, 2)),
        _resources(s),
    ]  # fmt: skip


def objectives(s: Scene) -> list[Block]:
    """ICS 202."""
    return [
        _name_and_period(s),
        text("3", s.t("目标", "Objective(s)"), s.of("202", "objectives")),
        text("4", s.t("本周期指挥重点与总体态势", "Operational Period Command Emphasis; General Situational Awareness"), s.of("202", "emphasis")),
        text("5", s.t("现场安全方案：是否需要，存于何处", "Site Safety Plan Required? Approved Site Safety Plan(s) Located at"), s.of("202", "safety_plan")),
        text("6", s.t("行动方案所含表格", "Incident Action Plan (the items checked below are included)"), s.of("202", "plan_parts")),
        boxes(("8", s.t("批准（指挥长）", "Approved by Incident Commander"), s.of("202", "approved_by"))),
    ]  # fmt: skip


def organization(s: Scene) -> list[Block]:
    """ICS 203."""
    command = [(s.say(one.title), s.say(one.name), "") for one in s.watch if one.role in _COMMAND]
    further = rows_of(s.of("203", "further"))
    heads = _post_heads(s)
    found = [
        _name_and_period(s),
        table("3", s.t("指挥长与指挥人员", "Incident Commander(s) and Command Staff"), (s.t("岗位", "Post"), s.t("姓名", "Name"), s.t("备注", "Remarks")), command, (2, 2, 1)),
        table("4", s.t("各单位代表", "Agency/Organization Representatives"), (s.t("单位", "Agency"), s.t("姓名", "Name")), rows_of(s.of("203", "agencies")), (1, 1)),
    ]  # fmt: skip
    names = {
        "5": s.t("计划部门", "Planning Section"), "6": s.t("后勤部门", "Logistics Section"),
        "7": s.t("行动部门", "Operations Section"), "8": s.t("财务行政部门", "Finance/Administration Section"),
    }  # fmt: skip
    posts = list(s.posts())
    for number, name in names.items():
        rows = [(s.say(body.body.words), post, who) for body, post, who in posts if _section(body) == number]
        rows += [(part[0], part[1], part[2]) for part in _padded(further, 3) if _typed_section(part[0]) == number]
        found.append(table(number, name, heads, rows, (2, 2, 2)))
    return found


def assignments(s: Scene) -> list[Block]:
    """ICS 204: a sheet for each group or post that has tasks; units that were sent for no task stand on the last."""
    sheets: list[list[Block]] = []
    for lane in s.lanes:
        orders = {card.order.pk for card in lane.cards}
        posts = {card.order.post_words.zh: card for card in lane.cards}
        holders = {post: who for _, post, who in s.posts()}
        people = [(s.say(c.order.post_words), holders.get(s.say(c.order.post_words), ""), "") for c in posts.values()]
        work = "\n".join(f"{n}. {_task_line(s, card)}" for n, card in enumerate(lane.cards, 1))
        sheets.append(_sheet(s, s.say(lane.words), people, [r for r in s.runs if r.order_id in orders], work))
    rest = [run for run in s.runs if run.order_id is None and not run.outcome]
    if rest or not sheets:
        sheets.append(_sheet(s, s.t("未分组", "not assigned to a group") if rest else "", [], rest, ""))
    return [block for number, sheet in enumerate(sheets) for block in ([PAGE] if number else []) + sheet]


def radio(s: Scene) -> list[Block]:
    """ICS 205."""
    channels = next(ask for ask in FORMS["205"].asks if ask.code == "channels")
    heads = [s.say(one) for one in channels.columns]
    return [
        boxes(
            ("1", s.t("事件名称", "Incident Name"), s.say(s.row.words), 2), ("2", s.t("制表日期时间", "Date/Time Prepared"), s.when(s.now)),
            ("3", s.t(f"行动周期（{s.zone}）", f"Operational Period ({s.zone})"), s.period),
        ),
        table("4", s.t("信道使用", "Basic Radio Channel Use"), heads, rows_of(s.of("205", "channels")), (1, 1, 1.6, 2.4, 2, 1.4, 1.4, 1.4, 1.4, 1.2, 2)),
        text("5", s.t("特别要求", "Special Instructions"), s.of("205", "instructions")),
    ]  # fmt: skip


def medical(s: Scene) -> list[Block]:
    """ICS 206."""
    asks = {ask.code: ask for ask in FORMS["206"].asks}
    widths = {"stations": (2, 2, 2, 1.4), "transport": (2, 2, 2, 1.4), "hospitals": (2, 2.4, 1.8, 1, 1, 1, 1, 1)}
    names = {
        "stations": s.t("医疗救助点", "Medical Aid Stations"), "transport": s.t("转运", "Transportation (indicate air or ground)"),
        "hospitals": s.t("医院", "Hospitals"),
    }  # fmt: skip
    found = [_name_and_period(s)]
    for code, name in names.items():
        heads = [s.say(one) for one in asks[code].columns]
        found.append(table(asks[code].number, name, heads, rows_of(s.of("206", code)), widths[code]))
    return [
        *found,
        text("6", s.t("特殊医疗应急程序", "Special Medical Emergency Procedures"), s.of("206", "procedures")),
        boxes(("8", s.t("批准（安全官）", "Approved by (Safety Officer)"), s.of("206", "approved_by"))),
    ]


def chart(s: Scene) -> list[Block]:
    """ICS 207."""
    nodes: list[Block] = []
    for one in s.trees:
        head = f"{s.say(one.response.plan)} {s.say(one.response.level)}"
        nodes.append({"text": head, "under": [_node(s, branch) for branch in one.branches]})
    return [_name_and_period(s), tree("3", s.t("组织结构图", "Organization Chart"), nodes)]


def safety(s: Scene) -> list[Block]:
    """ICS 208."""
    return [
        _name_and_period(s),
        text("3", s.t("安全提示、安全方案、现场安全方案", "Safety Message/Expanded Safety Message, Safety Plan, Site Safety Plan"), s.of("208", "message")),
        text("4", s.t("现场安全方案：是否需要，存于何处", "Site Safety Plan Required? Approved Site Safety Plan(s) Located At"), s.of("208", "safety_plan")),
    ]  # fmt: skip


def check_in(s: Scene) -> list[Block]:
    """ICS 211: every unit that was sent, as it came."""
    heads = (
        s.t("单位", "Agency"), s.t("类别", "Kind"), s.t("名称编号", "Name or identifier"), s.t("7. 报到时间", "7. Date/time check-in"),
        s.t("8. 带队人", "8. Leader"), s.t("9. 人数", "9. Total personnel"), s.t("11. 驻地", "11. Home unit"),
        s.t("12. 出发地点和时间", "12. Departure point, date and time"), s.t("14. 任务", "14. Incident assignment"),
    )  # fmt: skip
    rows = [
        (
            s.say(run.unit.agency), s.kind(run.unit), f"{s.say(run.unit.words)} {run.unit.code}", s.when(run.on_scene_at), "",
            "" if run.unit.crew is None else str(run.unit.crew), s.home(run.unit), s.when(run.dispatched_at), _assignment(s, run),
        )
        for run in s.runs
    ]  # fmt: skip
    rows += [
        (
            s.say(out.row.team.agency), s.say(out.row.team.sort_words), f"{s.say(out.row.team.words)} {out.row.team.code}",
            s.when(row.came_at), s.say(who.who), "" if row.came_n is None else str(row.came_n), s.home_of(out.row.team), s.when(out.row.at),
            _of_team(s, out),
        )
        for out in s.outs for who, row, _ in out.lines if row is not None and row.came_at is not None
    ]  # fmt: skip
    return [
        boxes(
            ("1", s.t("事件名称", "Incident Name"), s.say(s.row.words), 2), ("2", s.t("事件编号", "Incident Number"), s.row.number),
            ("3", s.t("报到地点", "Check-In Location"), s.of("211", "location")), ("4", s.t("开始日期时间", "Start Date/Time"), s.when(s.row.opened_at)),
        ),
        table("5", s.t("报到信息", "Check-In Information"), heads, rows, (1.3, 1, 1.5, 2, 1, 0.7, 1.2, 2, 1.6)),
    ]  # fmt: skip


def message(s: Scene) -> list[Block]:
    """ICS 213."""
    return [
        boxes(("1", s.t("事件名称", "Incident Name"), s.say(s.row.words))),
        boxes(("2", s.t("致（姓名、职位）", "To (Name and Position)"), s.of("213", "to"))),
        boxes(("3", s.t("自（姓名、职位）", "From (Name and Position)"), s.of("213", "sender"))),
        boxes(
            ("4", s.t("主题", "Subject"), s.of("213", "subject"), 2),
            ("5–6", s.t("日期时间", "Date, Time"), s.when(s.now)),
        ),
        text("7", s.t("内容", "Message"), s.of("213", "message")),
        boxes(("8", s.t("批准", "Approved by"), s.of("213", "approved_by"))),
        text("9", s.t("答复", "Reply"), s.of("213", "reply")),
        boxes(("10", s.t("答复人", "Replied by"), s.of("213", "replied_by"))),
    ]


def log(s: Scene) -> list[Block]:
    """ICS 214: the incident's book from its first entry, then what people added."""
    rows = [(s.when(one.at), s.entry(one)) for one in s.entries]
    rows += [(one[0], one[1]) for one in _padded(rows_of(s.of("214", "further")), 2)]
    resources = [(s.say(one.words), one.code, s.say(one.agency)) for one in s.units]
    return [
        _name_and_period(s),
        boxes(
            ("3", s.t("姓名", "Name"), s.of("214", "name")), ("4", s.t("职位", "ICS Position"), s.of("214", "position")),
            ("5", s.t("所属单位", "Home Agency (and Unit)"), s.of("214", "agency")),
        ),
        table("6", s.t("所派资源", "Resources Assigned"), (s.t("名称", "Name"), s.t("编号", "Identifier"), s.t("所属单位", "Home agency")), resources, (2, 1, 2)),
        table("7", s.t("活动日志", "Activity Log"), (s.t("日期时间", "Date/Time"), s.t("重要活动", "Notable Activities")), rows, (1.9, 4)),
    ]  # fmt: skip


# ---- parts that several forms have ---------------------------------------------------------------------------------------

_COMMAND = (Role.COMMANDER, Role.DUTY_LEADER, Role.INFORMATION_OFFICER)


def _name_and_period(s: Scene) -> Block:
    since, until = s.of("202", "period_from"), s.of("202", "period_to")
    return boxes(
        ("1", s.t("事件名称", "Incident Name"), f"{s.say(s.row.words)}\n{s.row.number}", 2),
        ("2", s.t(f"行动周期自（{s.zone}）", f"Operational Period: From ({s.zone})"), since),
        ("2", s.t(f"行动周期至（{s.zone}）", f"To ({s.zone})"), until),
    )  # fmt: skip


def _post_heads(s: Scene) -> tuple[str, str, str]:
    return s.t("机构", "Unit"), s.t("岗位", "Post"), s.t("姓名", "Name")


def _held(s: Scene) -> list[tuple[str, str, str]]:
    """Those who hold command, then every post of the responses: who stands in a response is not told again as the watch."""
    watch = [("", s.say(one.title), s.say(one.name)) for one in s.watch_alone if one.role in _COMMAND]
    return watch + list(dict.fromkeys((s.say(body.body.words), post, who) for body, post, who in s.posts()))


def _actions(s: Scene) -> Block:
    rows = [
        (
            s.when(o.sent_at or o.created_at),
            s.pair(s.say(o.post_words), s.say(o.words)),
            s.say(ORDER_WORDS[OrderState(o.state)]),
        )
        for o in s.orders
    ]
    heads = (s.t("时间", "Time"), s.t("行动", "Actions"), s.t("现状", "State"))
    name = s.t("当前和计划的行动、策略和战术", "Current and Planned Actions, Strategies, and Tactics")
    return table("8", name, heads, rows, (2, 2.6, 0.7))  # fmt: skip


def _resources(s: Scene) -> Block:
    heads = (
        s.t("资源", "Resource"), s.t("编号", "Resource identifier"), s.t("派出时间", "Date/time ordered"), s.t("到场", "Arrived"),
        s.t("说明（位置、任务、状态）", "Notes (location, assignment, status)"),
    )  # fmt: skip
    rows = [
        (s.say(run.unit.words), run.unit.code, s.when(run.dispatched_at), s.when(run.on_scene_at), _assignment(s, run)) for run in s.runs
    ]  # fmt: skip
    rows += [
        (
            s.say(out.row.team.words), out.row.team.code, s.when(out.row.at),
            s.when(min((one.came_at for one in out.coming.values() if one.came_at), default=None)), _of_team(s, out),
        )
        for out in s.outs
    ]  # fmt: skip
    return table("10", s.t("资源汇总", "Resource Summary"), heads, rows, (1.6, 1, 1.7, 1.7, 1.6))


def _of_team(s: Scene, out: Out) -> str:
    """How far a team or experts are that were called out."""
    if out.here:
        return s.t(f"到场 {out.here}", f"{out.here} there")
    if out.on_the_way:
        return s.t("正在前来", "coming")
    left = any(one.left_at and one.came_at for one in out.coming.values())
    return (
        s.t("已撤离", "left")
        if left
        else s.t("呼叫中", "being called")
        if out.told.open
        else s.t("无人前来", "nobody comes")
    )


def _assignment(s: Scene, run: Run) -> str:
    """For what it was sent, and how it stands or ended."""
    state = s.say(OUTCOME_WORDS[Outcome(run.outcome)] if run.outcome else UNIT_WORDS[UnitStatus(run.unit.status)])
    order = next((one for one in s.orders if one.pk == run.order_id), None)
    return s.say(order.words) + s.t("；", "; ") + state if order else state


def _sheet(s: Scene, group: str, people: list[tuple[str, str, str]], runs: list[Run], work: str) -> list[Block]:
    units: list[Unit] = [run.unit for run in runs]
    resources = [
        (f"{s.say(u.words)} {u.code}", "", "" if u.crew is None else str(u.crew), "", s.say(u.agency)) for u in units
    ]
    asks = {ask.code: ask for ask in FORMS["204"].asks}
    communications = [s.say(one) for one in asks["communications"].columns]
    return [
        _name_and_period(s),
        boxes(("3", s.t("分支、分区、工作组", "Branch, Division, Group, Staging Area"), group)),
        table("4", s.t("行动人员", "Operations Personnel"), (s.t("岗位", "Post"), s.t("姓名", "Name"), s.t("联系方式", "Contact number(s)")), people, (2, 2, 2)),
        table(
            "5", s.t("所派资源", "Resources Assigned"),
            (s.t("编号", "Resource identifier"), s.t("带队人", "Leader"), s.t("人数", "# of persons"), s.t("联系方式", "Contact"), s.t("报到地点、装备、备注", "Reporting location, equipment, remarks")),
            resources, (2, 1.2, 0.8, 1.4, 2),
        ),
        text("6", s.t("任务", "Work Assignments"), work),
        text("7", s.t("特别要求", "Special Instructions"), s.of("204", "instructions")),
        table("8", s.t("通信", "Communications"), communications, rows_of(s.of("204", "communications")), (1, 1)),
    ]  # fmt: skip


def _task_line(s: Scene, card: Card) -> str:
    order, state = card.order, s.say(ORDER_WORDS[OrderState(card.order.state)])
    due = s.t("，限 ", ", by ") + s.when(order.due_at) if order.due_at else ""
    return s.t(f"{s.say(order.words)}（{state}{due}）", f"{s.say(order.words)} ({state}{due})")


def _node(s: Scene, branch: Branch) -> Block:
    under: list[Block] = []
    for one in branch.posts:
        who = s.say(one.holder) or s.t("无人在岗", "vacant")
        under.append({"text": s.pair(s.say(one.post.words), who), "under": []})
    under += [_node(s, below) for below in branch.branches]
    return {"text": s.say(branch.body.words), "under": under}


def _section(branch: Branch) -> str:
    name = f"{branch.body.words.zh} {branch.body.words.en}".casefold()
    return next((number for number, words in _SECTIONS.items() if any(word in name for word in words)), "7")


def _typed_section(name: str) -> str:
    said = name.casefold()
    return next((number for number, words in _SECTIONS.items() if any(word in said for word in words)), "7")


def _padded(rows: list[list[str]], many: int) -> list[list[str]]:
    return [[*row, *[""] * (many - len(row))] for row in rows]
