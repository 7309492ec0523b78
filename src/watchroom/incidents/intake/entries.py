"""What the book says of calls and of incidents that are one event. What a caller said and who he is is not among the facts."""

from dataclasses import dataclass, field

from watchroom.incidents.entry_base import IncidentFacts
from watchroom.journal.facts import Facts, entry
from watchroom.kernel.words import Words


@entry(
    "incidents.call_taken",
    say=Words(zh="接报 C{call}（{channel_zh}）：{about_zh}", en="Call C{call} taken ({channel_en}): {about_en}"),
)
@dataclass(frozen=True, slots=True)
class CallTaken(Facts):
    """`told`: what was confirmed of it, without text and caller; `incident_id` None: of no incident yet."""

    call: int
    channel: str
    channel_zh: str
    channel_en: str
    about_zh: str
    about_en: str
    received_at: str
    told: dict[str, str]
    incident_id: int | None


@entry(
    "incidents.call_moved",
    say=Words(
        zh="接报 C{call} 由 {before} 改归 {after}，依据：{reason}",
        en="Call C{call} moved from {before} to {after}, because: {reason}",
    ),
)
@dataclass(frozen=True, slots=True)
class CallMoved(Facts):
    """`before` and `after`: numbers of incidents, `—` for none."""

    call: int
    before: str
    after: str
    incident_id: int | None
    reason: str


@dataclass(frozen=True, slots=True)
class MailboxFacts(Facts):
    """zh, en  what is wrong, or which mailbox is read again"""

    zh: str
    en: str


@entry(
    "incidents.mailbox_down", say=Words(zh="值班邮箱读不到：{zh}", en="The mailbox of the watch cannot be read: {en}")
)
@dataclass(frozen=True, slots=True)
class MailboxDown(MailboxFacts):
    pass


@entry("incidents.mailbox_back", say=Words(zh="值班邮箱恢复：{zh}", en="The mailbox of the watch is read again: {en}"))
@dataclass(frozen=True, slots=True)
class MailboxBack(MailboxFacts):
    pass


@entry(
    "incidents.call_settled",
    say=Words(zh="接报 C{call} 已办结，不归事件：{reason}", en="Call C{call} is of no incident and settled: {reason}"),
)
@dataclass(frozen=True, slots=True)
class CallSettled(Facts):
    call: int
    reason: str


@entry(
    "incidents.tied",
    say=Words(
        zh="{number} 与 {other} {sort_zh}，依据：{reason}", en="{number} and {other}: {sort_en}, because: {reason}"
    ),
)
@dataclass(frozen=True, slots=True)
class Tied(IncidentFacts):
    """`score`: what spoke for it, part by part, in points of a hundred."""

    other: str = ""
    other_id: int = 0
    sort: str = ""
    sort_zh: str = ""
    sort_en: str = ""
    score: list[dict[str, str]] = field(default_factory=list)
    reason: str = ""


@entry(
    "incidents.untied",
    say=Words(
        zh="{number} 与 {other} 不再作{sort_zh}，依据：{reason}",
        en="{number} and {other}: no longer {sort_en}, because: {reason}",
    ),
)
@dataclass(frozen=True, slots=True)
class Untied(IncidentFacts):
    other: str = ""
    other_id: int = 0
    sort: str = ""
    sort_zh: str = ""
    sort_en: str = ""
    reason: str = ""
