"""What this room writes in the book of its rules: which version is in force, and what is drafted."""

from dataclasses import dataclass

from watchroom.journal.facts import Facts, entry
from watchroom.kernel.words import Words


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
    latched: bool = False
    suppressed_by: str = ""
    written_by: str = ""
    hash: str = ""
    inputs: tuple[str, ...] = ()


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
    latched: bool = False
    suppressed_by: str = ""


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
