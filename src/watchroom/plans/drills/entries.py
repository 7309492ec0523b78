"""What a drill writes in the book. A no-notice drill is not named before it begins: the book is open to its participants."""

from dataclasses import dataclass

from watchroom.journal.facts import Facts, entry
from watchroom.kernel.words import Words


@dataclass(frozen=True, slots=True)
class DrillFacts(Facts):
    """The drill after the change. Before a no-notice drill begins, title, plan, time and persons are empty.

    position_s  on the drill's clock;  speed  how many times as fast as the site's
    """

    drill: int
    number: str
    state: str
    announced: bool
    title_zh: str
    title_en: str
    plan: str = ""
    plan_version: int | None = None
    form: str = ""
    aim: str = ""
    planned_for: str = ""
    position_s: str = "0"
    speed: str = "1"
    reason: str = ""


@entry("plans.drill_planned", say=Words(zh="计划演练 {number}：{title_zh}", en="Drill {number} planned: {title_en}"))
@dataclass(frozen=True, slots=True)
class DrillPlanned(DrillFacts):
    pass


@entry("plans.drill_changed", say=Words(zh="演练 {number} 的计划已修改", en="The plan of drill {number} was changed"))
@dataclass(frozen=True, slots=True)
class DrillChanged(DrillFacts):
    pass


@entry("plans.drill_started", say=Words(zh="【演练】开始：{title_zh}", en="EXERCISE: begins: {title_en}"))
@dataclass(frozen=True, slots=True)
class DrillStarted(DrillFacts):
    pass


@entry("plans.drill_paused", say=Words(zh="【演练】暂停：{title_zh}", en="EXERCISE: paused: {title_en}"))
@dataclass(frozen=True, slots=True)
class DrillPaused(DrillFacts):
    pass


@entry("plans.drill_resumed", say=Words(zh="【演练】继续：{title_zh}", en="EXERCISE: goes on: {title_en}"))
@dataclass(frozen=True, slots=True)
class DrillResumed(DrillFacts):
    pass


@entry(
    "plans.drill_steered",
    say=Words(
        zh="【演练】时钟：第 {position_s} 秒，{speed} 倍速", en="EXERCISE: clock at {position_s} s, speed {speed}×"
    ),
)
@dataclass(frozen=True, slots=True)
class DrillSteered(DrillFacts):
    """Its speed was changed, or its clock moved to the next inject."""


@entry("plans.drill_ended", say=Words(zh="【演练】结束：{title_zh}", en="EXERCISE: ends: {title_en}"))
@dataclass(frozen=True, slots=True)
class DrillEnded(DrillFacts):
    pass


@entry(
    "plans.drill_stopped",
    say=Words(
        zh="【演练】终止，转入实战：{reason}（{title_zh}）",
        en="EXERCISE: stopped for the real thing: {reason} ({title_en})",
    ),
)
@dataclass(frozen=True, slots=True)
class DrillStopped(DrillFacts):
    pass


@entry("plans.drill_cancelled", say=Words(zh="演练 {number} 取消：{reason}", en="Drill {number} cancelled: {reason}"))
@dataclass(frozen=True, slots=True)
class DrillCancelled(DrillFacts):
    pass


@entry("plans.drill_evaluated", say=Words(zh="【演练】评估完成：{title_zh}", en="EXERCISE: evaluated: {title_en}"))
@dataclass(frozen=True, slots=True)
class DrillEvaluated(DrillFacts):
    pass


@entry("plans.drill_closed", say=Words(zh="【演练】归档：{title_zh}", en="EXERCISE: closed: {title_en}"))
@dataclass(frozen=True, slots=True)
class DrillClosed(DrillFacts):
    pass


@entry(
    "plans.inject_fired",
    say=Words(zh="【演练】注入（{kind_zh}）{to_zh}：{text_zh}", en="EXERCISE: inject ({kind_en}){to_en}: {text_en}"),
)
@dataclass(frozen=True, slots=True)
class InjectFired(Facts):
    """An inject as it came in. at_s: when the script has it; position_s: where the drill's clock stood."""

    drill: int
    code: str
    inject_kind: str
    kind_zh: str
    kind_en: str
    at_s: str
    position_s: str
    to: str = ""
    to_zh: str = ""
    to_en: str = ""
    text_zh: str = ""
    text_en: str = ""


@entry(
    "plans.drill_report_taken",
    say=Words(zh="【演练】接报：{text_zh}", en="EXERCISE: call taken: {text_en}"),
)
@dataclass(frozen=True, slots=True)
class ReportTaken(Facts):
    drill: int
    code: str
    to: str
    incident: int
    text_zh: str
    text_en: str


@entry(
    "plans.drill_marked",
    say=Words(zh="【演练】评估：{what_zh}：{verdict_zh}", en="EXERCISE: marked: {what_en}: {verdict_en}"),
)
@dataclass(frozen=True, slots=True)
class DrillMarked(Facts):
    drill: int
    item: str
    what_zh: str
    what_en: str
    verdict: str
    verdict_zh: str
    verdict_en: str
    done: bool | None
    note: str


@entry(
    "plans.drill_lesson",
    say=Words(zh="【演练】发现的问题：{finding}", en="EXERCISE: found: {finding}"),
)
@dataclass(frozen=True, slots=True)
class LessonNoted(Facts):
    """revises: it is a cause to revise the plan."""

    drill: int
    plan: str
    finding: str
    advice: str
    item: str
    revises: bool
