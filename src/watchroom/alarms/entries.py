"""What this room writes in the book. A change's facts hold the alarm as it is after the change."""

from dataclasses import dataclass

from watchroom.journal.facts import Facts, entry
from watchroom.kernel.words import Words


@dataclass(frozen=True, slots=True)
class AlarmFacts(Facts):
    """The alarm after the change. Numbers with decimals are text; `unit` is the quantity's unit code."""

    alarm: int
    rule: str
    detector: str
    sensor: str
    place: str
    place_zh: str
    place_en: str
    quantity: str
    priority: int
    title_zh: str
    title_en: str
    value: str
    peak: str
    unit: str
    unit_zh: str
    unit_en: str
    limit: str
    above: bool
    onset: str
    measured_at: str
    raised_at: str
    batch: str
    late: bool
    state: str
    acknowledged_by: str | None = None
    acknowledged_at: str | None = None
    returned_at: str | None = None
    cleared_at: str | None = None
    linked_incident: int | None = None


@entry(
    "alarms.raised",
    say=Words(
        zh="告警：{title_zh}，{value} {unit_zh}（限值 {limit}）",
        en="Alarm: {title_en}, {value} {unit_en} (limit {limit})",
    ),
)
@dataclass(frozen=True, slots=True)
class Raised(AlarmFacts):
    pass


@entry("alarms.acknowledged", say=Words(zh="告警已确认：{title_zh}", en="Alarm acknowledged: {title_en}"))
@dataclass(frozen=True, slots=True)
class Acknowledged(AlarmFacts):
    pass


@entry(
    "alarms.returned",
    say=Words(
        zh="告警已恢复、尚未确认：{title_zh}，峰值 {peak} {unit_zh}",
        en="Alarm returned, not yet acknowledged: {title_en}, peak {peak} {unit_en}",
    ),
)
@dataclass(frozen=True, slots=True)
class Returned(AlarmFacts):
    pass


@entry(
    "alarms.cleared",
    say=Words(zh="告警解除：{title_zh}，峰值 {peak} {unit_zh}", en="Alarm cleared: {title_en}, peak {peak} {unit_en}"),
)
@dataclass(frozen=True, slots=True)
class Cleared(AlarmFacts):
    pass


@entry("alarms.linked", say=Words(zh="告警“{title_zh}”关联到事件", en="Alarm “{title_en}” was linked to an incident"))
@dataclass(frozen=True, slots=True)
class Linked(AlarmFacts):
    pass


@entry(
    "alarms.rule_put",
    say=Words(zh="告警规则 {rule} 第 {version} 版：{title_zh}", en="Alarm rule {rule}, version {version}: {title_en}"),
)
@dataclass(frozen=True, slots=True)
class RulePut(Facts):
    """The rule after the change. `settings` are the detector's, as canonical text: a limit may have decimals.

    written_by  the version's author, as the journal names persons; the entry's actor is who put it in force
    hash        of the content that was approved
    """

    rule: str
    version: int
    live: bool
    detector: str
    sensor: str
    partition: int
    settings: str
    priority: int
    title_zh: str
    title_en: str
    cause_zh: str
    cause_en: str
    consequence_zh: str
    consequence_en: str
    action_zh: str
    action_en: str
    written_by: str = ""
    hash: str = ""


@dataclass(frozen=True, slots=True)
class VersionFacts(Facts):
    """A version of a rule that is judged by nobody yet, or no longer."""

    rule: str
    version: int
    base: int | None
    state: str
    note: str
    origin: str
    detector: str
    sensor: str
    inputs: list[str]
    settings: str
    priority: int
    hash: str
    title_zh: str
    title_en: str
    cause_zh: str
    cause_en: str
    consequence_zh: str
    consequence_en: str
    action_zh: str
    action_en: str


@entry(
    "alarms.rule_drafted",
    say=Words(
        zh="起草告警规则 {rule} 第 {version} 版：{title_zh}",
        en="Drafted alarm rule {rule}, version {version}: {title_en}",
    ),
)
@dataclass(frozen=True, slots=True)
class RuleDrafted(VersionFacts):
    pass


@entry(
    "alarms.rule_draft_dropped",
    say=Words(
        zh="放弃告警规则 {rule} 第 {version} 版草稿", en="Dropped the draft of alarm rule {rule}, version {version}"
    ),
)
@dataclass(frozen=True, slots=True)
class RuleDraftDropped(VersionFacts):
    pass
