"""What dispatch writes in the journal: an order or a unit, whole, after each change. Our own persons by number, never by
name; who telephoned is named in fields that are marked as personal.
"""

from dataclasses import dataclass, field
from typing import ClassVar

import watchroom.dispatch.field.entries
import watchroom.dispatch.response_entries
import watchroom.dispatch.teams.entries  # noqa: F401  their kinds are this room's
from watchroom.dispatch import call_entries as call_entries
from watchroom.journal.facts import Facts, entry
from watchroom.kernel.words import Words


@dataclass(frozen=True, slots=True)
class OrderFacts(Facts):
    """to_zh, to_en   who got it, in words: empty for the holder of the post, else that the duty leader stands in
    waits_zh, waits_en  titles of the predecessors that are still open
    warning           code of the warning template that the task drafts, or nothing
    said_by           who said so on the telephone, when it was recorded for somebody
    how_zh, how_en    how far it is, in percent and words; or how the level was changed with which it ended
    why               the reason for a task outside the plan
    rounds            how often a task that repeats was done
    clause            the clause of a second plan that says the same
    chain             who is called for it, in order, as the roster stood when it was sent: persons by number
    instruction       the leader's instruction that it carries out; such a task is of no activation
    change_why        why its text or deadline was changed
    """

    personal: ClassVar[frozenset[str]] = frozenset({"said_by", "said_zh", "said_en"})

    activation: int | None
    code: str
    post: str
    post_zh: str
    post_en: str
    title_zh: str
    title_en: str
    zh: str
    en: str
    state: str
    person: int | None = None
    stand_in: bool = False
    to_zh: str = ""
    to_en: str = ""
    waits_for: list[str] = field(default_factory=list)
    waits_zh: str = ""
    waits_en: str = ""
    sent_at: str | None = None
    due_at: str | None = None
    received_at: str | None = None
    done_at: str | None = None
    overdue_at: str | None = None
    said_by: str = ""
    said_zh: str = ""
    said_en: str = ""
    note: str = ""
    warning: str = ""
    progress: int | None = None
    progress_said: str = ""
    how_zh: str = ""
    how_en: str = ""
    blocked_why: str = ""
    blocked_on: str = ""
    skipped_why: str = ""
    why: str = ""
    rounds: int = 0
    clause: str = ""
    chain: list[int] = field(default_factory=list)
    instruction: int | None = None
    change_why: str = ""


@entry(
    "dispatch.order_waiting",
    say=Words(
        zh="任务待前项：{title_zh}（{post_zh}），待{waits_zh}完成",
        en="Task waits: {title_en} ({post_en}), after {waits_en}",
    ),
)
@dataclass(frozen=True, slots=True)
class OrderWaiting(OrderFacts):
    pass


@entry(
    "dispatch.order_sent",
    say=Words(
        zh="下达预案外指令：{title_zh}（{post_zh}）{to_zh}，理由：{why}",
        en="Order outside the plan: {title_en} ({post_en}){to_en}, because: {why}",
    ),
    without=(
        "why",
        Words(zh="下达指令：{title_zh}（{post_zh}）{to_zh}", en="Order sent: {title_en} ({post_en}){to_en}"),
    ),
)
@dataclass(frozen=True, slots=True)
class OrderSent(OrderFacts):
    pass


@entry(
    "dispatch.order_received",
    say=Words(zh="签收指令：{title_zh}（{post_zh}）{said_zh}", en="Order received: {title_en} ({post_en}){said_en}"),
)
@dataclass(frozen=True, slots=True)
class OrderReceived(OrderFacts):
    pass


@entry(
    "dispatch.order_done",
    say=Words(zh="完成任务：{title_zh}（{post_zh}）{said_zh}", en="Task done: {title_en} ({post_en}){said_en}"),
)
@dataclass(frozen=True, slots=True)
class OrderDone(OrderFacts):
    pass


@entry(
    "dispatch.order_shared",
    say=Words(
        zh="任务共用：{title_zh}（{post_zh}），另一预案 {clause} 条要求相同，不再重复下达",
        en="Task shared: {title_en} ({post_en}); clause {clause} of another plan says the same, so it is not sent twice",
    ),
)
@dataclass(frozen=True, slots=True)
class OrderShared(OrderFacts):
    pass


@entry(
    "dispatch.order_handed_over",
    say=Words(
        zh="任务随岗交接：{title_zh}（{post_zh}），由现任在岗人员接办{to_zh}",
        en="Task handed over with its post: {title_en} ({post_en}); the new holder has it{to_en}",
    ),
)
@dataclass(frozen=True, slots=True)
class OrderHandedOver(OrderFacts):
    pass


@entry(
    "dispatch.order_progress",
    say=Words(
        zh="任务进展：{title_zh}（{post_zh}）{how_zh}{said_zh}",
        en="Progress: {title_en} ({post_en}), {how_en}{said_en}",
    ),
)
@dataclass(frozen=True, slots=True)
class OrderProgress(OrderFacts):
    pass


@entry(
    "dispatch.order_blocked",
    say=Words(
        zh="任务受阻：{title_zh}（{post_zh}）：{blocked_why}；须由{blocked_on}解决{said_zh}",
        en="Task blocked: {title_en} ({post_en}): {blocked_why}; {blocked_on} must act{said_en}",
    ),
)
@dataclass(frozen=True, slots=True)
class OrderBlocked(OrderFacts):
    pass


@entry(
    "dispatch.order_unblocked",
    say=Words(
        zh="任务恢复：{title_zh}（{post_zh}）{how_zh}{said_zh}",
        en="Task goes on: {title_en} ({post_en}), {how_en}{said_en}",
    ),
)
@dataclass(frozen=True, slots=True)
class OrderUnblocked(OrderFacts):
    pass


@entry(
    "dispatch.order_round",
    say=Words(
        zh="完成第 {rounds} 次：{title_zh}（{post_zh}）{said_zh}",
        en="Done for the {rounds}. time: {title_en} ({post_en}){said_en}",
    ),
)
@dataclass(frozen=True, slots=True)
class OrderRound(OrderFacts):
    pass


@entry(
    "dispatch.order_skipped",
    say=Words(
        zh="任务不适用：{title_zh}（{post_zh}）：{skipped_why}{said_zh}",
        en="Task not applicable: {title_en} ({post_en}): {skipped_why}{said_en}",
    ),
)
@dataclass(frozen=True, slots=True)
class OrderSkipped(OrderFacts):
    pass


@entry(
    "dispatch.order_left",
    say=Words(
        zh="响应{how_zh}，任务不再适用：{title_zh}（{post_zh}）：{skipped_why}",
        en="The response was {how_en}; no longer applicable: {title_en} ({post_en}): {skipped_why}",
    ),
)
@dataclass(frozen=True, slots=True)
class OrderLeft(OrderFacts):
    pass


@entry(
    "dispatch.order_changed",
    say=Words(
        zh="更改指令（{how_zh}）：{title_zh}（{post_zh}），理由：{change_why}",
        en="Order changed ({how_en}): {title_en} ({post_en}), because: {change_why}",
    ),
)
@dataclass(frozen=True, slots=True)
class OrderChanged(OrderFacts):
    pass


@entry(
    "dispatch.order_overdue",
    say=Words(zh="任务超时：{title_zh}（{post_zh}）", en="Task overdue: {title_en} ({post_en})"),
)
@dataclass(frozen=True, slots=True)
class OrderOverdue(OrderFacts):
    pass


@entry(
    "dispatch.order_cancelled",
    say=Words(
        zh="撤销指令：{title_zh}（{post_zh}），响应已终止",
        en="Order cancelled: {title_en} ({post_en}); the response was stood down",
    ),
)
@dataclass(frozen=True, slots=True)
class OrderCancelled(OrderFacts):
    pass


@dataclass(frozen=True, slots=True)
class UnitFacts(Facts):
    """A unit after the change. `since`: when its status began, as it happened; the entry's own time is when it was recorded.

    run               the run of which it tells, None where there is none
    stage, happened_at  the status that was reported and when it was so: also of one that no longer holds (`dispatch.unit_late`)
    lon, lat          where its incident is marked, while it is on scene there
    outcome, ended_*  how the run ended, and the same as a clause of the sentence
    eta_s, low_s, high_s  the estimated time to the scene when it was dispatched, in seconds, and `how` it was made
    """

    personal: ClassVar[frozenset[str]] = frozenset({"said_by"})

    code: str
    unit_kind: str
    zh: str
    en: str
    skills: list[str]
    home: str
    status: str
    since: str
    incident: int | None = None
    number: str = ""
    eta_s: int | None = None
    low_s: int | None = None
    high_s: int | None = None
    how_zh: str = ""
    how_en: str = ""
    said_by: str = ""
    run: int | None = None
    stage: str = ""
    stage_zh: str = ""
    stage_en: str = ""
    happened_at: str = ""
    lon: str | None = None
    lat: str | None = None
    reason: str = ""
    outcome: str = ""
    ended_zh: str = ""
    ended_en: str = ""
    agency_zh: str = ""
    agency_en: str = ""
    crew: int | None = None


@entry("dispatch.unit_set", say=Words(zh="登记力量：{zh}（{code}）", en="Unit recorded: {en} ({code})"))
@dataclass(frozen=True, slots=True)
class UnitSet(UnitFacts):
    """equipment  one text for each thing; members  the persons' numbers"""

    equipment: list[str] = field(default_factory=list)
    members: list[int] = field(default_factory=list)


@entry("dispatch.unit_dispatched", say=Words(zh="派遣 {zh} 前往 {number}", en="{en} dispatched to {number}"))
@dataclass(frozen=True, slots=True)
class UnitDispatched(UnitFacts):
    pass


@entry("dispatch.unit_en_route", say=Words(zh="{zh} 已出发", en="{en} en route"))
@dataclass(frozen=True, slots=True)
class UnitEnRoute(UnitFacts):
    pass


@entry("dispatch.unit_on_scene", say=Words(zh="{zh} 到场", en="{en} on scene"))
@dataclass(frozen=True, slots=True)
class UnitOnScene(UnitFacts):
    pass


@entry("dispatch.unit_transporting", say=Words(zh="{zh} 开始转运", en="{en} transporting"))
@dataclass(frozen=True, slots=True)
class UnitTransporting(UnitFacts):
    pass


@entry("dispatch.unit_at_destination", say=Words(zh="{zh} 已送达", en="{en} at its destination"))
@dataclass(frozen=True, slots=True)
class UnitAtDestination(UnitFacts):
    pass


@entry("dispatch.unit_available", say=Words(zh="{zh} 转为待命{ended_zh}", en="{en} available{ended_en}"))
@dataclass(frozen=True, slots=True)
class UnitAvailable(UnitFacts):
    pass


@entry("dispatch.unit_returning", say=Words(zh="{zh} 返程可派{ended_zh}", en="{en} available on radio{ended_en}"))
@dataclass(frozen=True, slots=True)
class UnitReturning(UnitFacts):
    pass


@entry("dispatch.unit_off", say=Words(zh="{zh} 停勤", en="{en} off duty"))
@dataclass(frozen=True, slots=True)
class UnitOff(UnitFacts):
    pass


@entry("dispatch.unit_out", say=Words(zh="{zh} 停用：{reason}{ended_zh}", en="{en} out of service: {reason}{ended_en}"))
@dataclass(frozen=True, slots=True)
class UnitOut(UnitFacts):
    pass


@entry(
    "dispatch.unit_diverted",
    say=Words(zh="{zh} 由 {number} 改派 {other}：{reason}", en="{en} diverted from {number} to {other}: {reason}"),
)
@dataclass(frozen=True, slots=True)
class UnitDiverted(UnitFacts):
    """Written on the incident that loses the unit; `other` is the number of the one that gets it."""

    other: str = ""


@entry(
    "dispatch.unit_late",
    say=Words(
        zh="补记 {zh}：{number} {stage_zh}，时间 {clock}{why_zh}",
        en="{en}: {stage_en} at {clock}, recorded late{why_en}",
    ),
)
@dataclass(frozen=True, slots=True)
class UnitLate(UnitFacts):
    """A time that is kept for a run without changing what the unit is doing now. `before`: the time that it corrects.

    clock  when it was so, at the site
    """

    clock: str = ""
    before: str = ""
    why_zh: str = ""
    why_en: str = ""


@entry(
    "dispatch.unit_kind_set", say=Words(zh="登记力量类别：{zh}（{code}）", en="Kind of unit recorded: {en} ({code})")
)
@dataclass(frozen=True, slots=True)
class UnitKindSet(Facts):
    code: str
    zh: str
    en: str
    icon: str
    tone: str
    speed_kmh: str


@entry(
    "dispatch.radio_code_set",
    say=Words(zh="电台代码 {code} 表示{status_zh}", en="The radio code {code} means {status_en}"),
)
@dataclass(frozen=True, slots=True)
class RadioCodeSet(Facts):
    code: str
    status: str
    status_zh: str
    status_en: str


@entry(
    "dispatch.crew_checked",
    say=Words(zh="{number} 点名 {zh}（{code}）{count_zh}", en="{number}: crew check of {en} ({code}){count_en}"),
)
@dataclass(frozen=True, slots=True)
class CrewChecked(UnitFacts):
    """The crew of a unit on scene was asked. `people`: how many were there, None: all. `short`: fewer than belong to it."""

    people: int | None = None
    count_zh: str = ""
    count_en: str = ""
    short: bool = False


@entry(
    "dispatch.check_late",
    say=Words(
        zh="{number} {zh}（{code}）在场，点名超时",
        en="{number}: {en} ({code}) is on scene and its crew check is overdue",
    ),
)
@dataclass(frozen=True, slots=True)
class CheckLate(UnitFacts):
    """`last_at`: the last check, or when it came on scene."""

    last_at: str = ""


@entry("dispatch.checks_set", say=Words(zh="{number} 在场力量点名：{every_zh}", en="{number}: crew checks {every_en}"))
@dataclass(frozen=True, slots=True)
class ChecksSet(Facts):
    """`every_s` None: none are wanted."""

    number: str
    every_s: int | None
    every_zh: str
    every_en: str
