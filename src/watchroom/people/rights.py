"""Who may do what: one table, post by act. Asked by every action and every query."""

from enum import StrEnum

from watchroom.kernel.words import Words


class Role(StrEnum):
    """The kind of post, from which rights follow."""

    DUTY_OFFICER = "duty_officer"
    DUTY_LEADER = "duty_leader"
    COMMANDER = "commander"
    INFORMATION_OFFICER = "information_officer"
    AGENCY = "agency"
    FIELD = "field"
    WALL = "wall"
    ADMIN = "admin"
    OUTSIDER = "outsider"


class Act(StrEnum):
    SEE = "see"
    SEE_NAMES = "see_names"
    SEE_PERSONAL = "see_personal"
    SEE_SOURCES = "see_sources"
    SEE_CAMERAS = "see_cameras"
    ACKNOWLEDGE_ALARM = "acknowledge_alarm"
    HEAR_ALARMS = "hear_alarms"
    SILENCE_ALARMS = "silence_alarms"
    TAKE_OUT_ALARMS = "take_out_alarms"
    OPEN_INCIDENT = "open_incident"
    NOTE_INCIDENT = "note_incident"
    REPORT_UP = "report_up"
    CLOSE_INCIDENT = "close_incident"
    SHARE_INCIDENT = "share_incident"
    FILL_FORMS = "fill_forms"
    FORWARD_PROPOSAL = "forward_proposal"
    ACTIVATE_PLAN = "activate_plan"
    STAND_DOWN = "stand_down"
    ACT_ON_ORDER = "act_on_order"
    STEER_TASKS = "steer_tasks"
    DISPATCH_UNIT = "dispatch_unit"
    REPORT_UNIT = "report_unit"
    KEEP_UNITS = "keep_units"
    JUDGE_ADVICE = "judge_advice"
    READ_REPORT = "read_report"
    DRAFT_WARNING = "draft_warning"
    REVIEW_WARNING = "review_warning"
    SIGN_WARNING = "sign_warning"
    CANCEL_WARNING = "cancel_warning"
    DRAFT_RULE = "draft_rule"
    SET_RULES = "set_rules"
    PLAN_DRILL = "plan_drill"
    DIRECT_DRILL = "direct_drill"
    STOP_DRILL = "stop_drill"
    EVALUATE_DRILL = "evaluate_drill"
    DRAFT_PLAN = "draft_plan"
    REVIEW_PLAN = "review_plan"
    APPROVE_PLAN = "approve_plan"
    KEEP_ROSTER = "keep_roster"
    KEEP_LOG = "keep_log"
    CALL_ROLL = "call_roll"
    RUN_SCENARIO = "run_scenario"
    ADMIN = "admin"


ROLES: dict[Role, Words] = {
    Role.DUTY_OFFICER: Words(zh="值班员", en="Watch officer"),
    Role.DUTY_LEADER: Words(zh="带班领导", en="Duty leader"),
    Role.COMMANDER: Words(zh="指挥长", en="Commander"),
    Role.INFORMATION_OFFICER: Words(zh="信息员", en="Information officer"),
    Role.AGENCY: Words(zh="处置单位", en="Responding agency"),
    Role.FIELD: Words(zh="现场人员", en="Field staff"),
    Role.WALL: Words(zh="大屏", en="Wall screen"),
    Role.ADMIN: Words(zh="系统管理员", en="System administrator"),
    Role.OUTSIDER: Words(zh="外部人员", en="Outsider"),
}

ACTS: dict[Act, Words] = {
    Act.SEE: Words(zh="查看态势", en="see the situation"),
    Act.SEE_NAMES: Words(zh="查看人员姓名", en="see who the persons are"),
    Act.SEE_PERSONAL: Words(zh="查看个人信息", en="see personal data"),
    Act.SEE_SOURCES: Words(zh="查看监测源", en="see the sources"),
    Act.SEE_CAMERAS: Words(zh="调看摄像机画面", en="look at the pictures of cameras"),
    Act.ACKNOWLEDGE_ALARM: Words(zh="确认告警", en="acknowledge an alarm"),
    Act.HEAR_ALARMS: Words(zh="收听告警声音", en="hear the alarm sounds"),
    Act.SILENCE_ALARMS: Words(zh="静音和试听告警声音", en="silence and test the alarm sounds"),
    Act.TAKE_OUT_ALARMS: Words(zh="安排检修、停用告警", en="plan maintenance and take alarms out of service"),
    Act.OPEN_INCIDENT: Words(zh="立案", en="open an incident"),
    Act.NOTE_INCIDENT: Words(zh="记录事件", en="note on an incident"),
    Act.REPORT_UP: Words(zh="上报信息", en="report upward"),
    Act.CLOSE_INCIDENT: Words(zh="结案", en="close an incident"),
    Act.SHARE_INCIDENT: Words(zh="向其他单位共享事件", en="share an incident with other agencies"),
    Act.FILL_FORMS: Words(zh="填写事件表格", en="fill in an incident's forms"),
    Act.FORWARD_PROPOSAL: Words(zh="呈报启动建议", en="forward a proposal"),
    Act.ACTIVATE_PLAN: Words(zh="启动预案", en="activate a plan"),
    Act.STAND_DOWN: Words(zh="终止响应", en="stand a response down"),
    Act.ACT_ON_ORDER: Words(zh="签收与反馈指令", en="receive and answer orders"),
    Act.STEER_TASKS: Words(zh="增派和免除任务", en="add and waive tasks"),
    Act.DISPATCH_UNIT: Words(zh="派遣力量", en="dispatch a unit"),
    Act.REPORT_UNIT: Words(zh="报告力量状态", en="report a unit's status"),
    Act.KEEP_UNITS: Words(zh="登记力量、驻地和物资", en="record units, their stations and supplies"),
    Act.READ_REPORT: Words(zh="阅读评估报告", en="read an after-action report"),
    Act.JUDGE_ADVICE: Words(zh="采纳或不采纳建议", en="accept or reject advice"),
    Act.DRAFT_WARNING: Words(zh="制作预警", en="draft a warning"),
    Act.REVIEW_WARNING: Words(zh="审核预警", en="review a warning"),
    Act.SIGN_WARNING: Words(zh="签发预警", en="sign a warning"),
    Act.CANCEL_WARNING: Words(zh="解除预警", en="cancel a warning"),
    Act.DRAFT_RULE: Words(zh="起草告警规则", en="draft an alarm rule"),
    Act.SET_RULES: Words(zh="启用告警规则", en="put alarm rules in force"),
    Act.PLAN_DRILL: Words(zh="计划演练", en="plan a drill"),
    Act.DIRECT_DRILL: Words(zh="导调演练", en="direct a drill"),
    Act.STOP_DRILL: Words(zh="终止演练", en="stop a drill"),
    Act.EVALUATE_DRILL: Words(zh="评估演练", en="evaluate a drill"),
    Act.DRAFT_PLAN: Words(zh="起草和管理预案", en="draft and keep plans"),
    Act.REVIEW_PLAN: Words(zh="评审预案", en="review a plan"),
    Act.APPROVE_PLAN: Words(zh="批准和施行预案", en="approve a plan and put it in force"),
    Act.KEEP_ROSTER: Words(zh="排班、批准请假和换班", en="keep the roster, agree to leave and exchanges"),
    Act.KEEP_LOG: Words(zh="记、看值班日志", en="write and read the duty log"),
    Act.CALL_ROLL: Words(zh="抽查点名", en="call the roll"),
    Act.RUN_SCENARIO: Words(zh="控制情景", en="run a scenario"),
    Act.ADMIN: Words(zh="管理账号", en="administer accounts"),
}

# What somebody does about his own shifts, on duty or not: no post is needed for it.
OWN_SHIFTS = Words(zh="请假、换班和交接班", en="ask for leave or an exchange, hand a post over or take it")

_STAFF = frozenset({Role.DUTY_OFFICER, Role.DUTY_LEADER, Role.COMMANDER, Role.INFORMATION_OFFICER})
_WATCH = frozenset({Role.DUTY_OFFICER, Role.DUTY_LEADER})
_LEAD = frozenset({Role.DUTY_LEADER, Role.COMMANDER})

# Proposals go from the duty leader to the commander; a warning is drafted, reviewed and signed by three different posts.
# An alarm rule is written by one person and put in force by another; so is a plan, which is reviewed in between.
# Colleagues know one another by name; callers, their numbers and what is kept about accounts are for the watch alone.
# A camera shows people who do not know it: the watch and the commander look, each look is written down, and whoever
# sets a camera up does not see its picture.
RIGHTS: dict[Act, frozenset[Role]] = {
    Act.SEE: _STAFF | {Role.AGENCY, Role.FIELD, Role.WALL},
    Act.SEE_NAMES: _STAFF | {Role.AGENCY, Role.FIELD},
    Act.SEE_PERSONAL: _WATCH,
    Act.SEE_SOURCES: _STAFF | {Role.ADMIN},
    Act.SEE_CAMERAS: _WATCH | {Role.COMMANDER},
    Act.ACKNOWLEDGE_ALARM: _WATCH,
    Act.HEAR_ALARMS: _WATCH | {Role.COMMANDER, Role.WALL},
    Act.SILENCE_ALARMS: _WATCH
    | {Role.COMMANDER},  # a wall's loudspeaker is the room's: nobody silences it for the others
    Act.TAKE_OUT_ALARMS: _LEAD,
    Act.OPEN_INCIDENT: _WATCH | {Role.AGENCY, Role.FIELD},
    Act.NOTE_INCIDENT: _STAFF | {Role.AGENCY, Role.FIELD},
    Act.REPORT_UP: _WATCH,
    Act.CLOSE_INCIDENT: _LEAD,
    Act.SHARE_INCIDENT: _WATCH | {Role.COMMANDER},
    Act.FILL_FORMS: _WATCH | {Role.COMMANDER},
    Act.FORWARD_PROPOSAL: frozenset({Role.DUTY_LEADER}),
    Act.ACTIVATE_PLAN: frozenset({Role.COMMANDER}),
    Act.STAND_DOWN: frozenset({Role.COMMANDER}),
    Act.ACT_ON_ORDER: _STAFF | {Role.AGENCY, Role.FIELD},
    Act.STEER_TASKS: _WATCH | {Role.COMMANDER},
    Act.DISPATCH_UNIT: _WATCH,
    Act.REPORT_UNIT: _WATCH | {Role.AGENCY, Role.FIELD},
    Act.KEEP_UNITS: _WATCH | {Role.COMMANDER},
    Act.READ_REPORT: _STAFF,
    Act.JUDGE_ADVICE: _WATCH | {Role.COMMANDER},
    Act.DRAFT_WARNING: frozenset({Role.INFORMATION_OFFICER}),
    Act.REVIEW_WARNING: frozenset({Role.DUTY_LEADER}),
    Act.SIGN_WARNING: frozenset({Role.COMMANDER}),
    Act.CANCEL_WARNING: frozenset({Role.INFORMATION_OFFICER, Role.DUTY_LEADER, Role.COMMANDER}),
    Act.DRAFT_RULE: _WATCH | {Role.COMMANDER},
    Act.SET_RULES: _LEAD,
    # Whoever is on watch sees first that something real has begun: each may stop the drill at once.
    Act.PLAN_DRILL: _LEAD,
    Act.DIRECT_DRILL: _LEAD,
    Act.STOP_DRILL: _WATCH | {Role.COMMANDER},
    Act.EVALUATE_DRILL: _STAFF | {Role.AGENCY},
    Act.DRAFT_PLAN: _LEAD,
    Act.REVIEW_PLAN: _STAFF | {Role.AGENCY},
    Act.APPROVE_PLAN: frozenset({Role.COMMANDER}),
    Act.KEEP_ROSTER: _LEAD | {Role.ADMIN},
    Act.KEEP_LOG: _STAFF,  # what callers said, and who they are, is in it
    Act.CALL_ROLL: _LEAD,
    Act.RUN_SCENARIO: _LEAD,
    Act.ADMIN: frozenset({Role.ADMIN}),
}


def allowed(roles: frozenset[Role], act: Act) -> bool:
    return not roles.isdisjoint(RIGHTS[act])


def who(act: Act) -> Words:
    """The posts that may do it, in words: what a refusal tells the refused."""
    names = [ROLES[role] for role in Role if role in RIGHTS[act]]
    return Words(zh="、".join(n.zh for n in names), en=", ".join(n.en.lower() for n in names))
