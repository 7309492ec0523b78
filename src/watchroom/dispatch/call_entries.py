"""What calling people writes in the journal: a call, whole, after each step. Persons by number, never an address."""

from dataclasses import dataclass, field
from typing import ClassVar

from watchroom.journal.facts import Facts, entry
from watchroom.kernel.words import Words


@dataclass(frozen=True, slots=True)
class CallFacts(Facts):
    """A call after the change.

    about    `order:12`, `warning:3`, or nothing
    persons  whom this step is about, by number; posts: those without a holder, by code
    n        how many are in it; sent, arrived, answered, declined: how many of them so far
    channel  by which this step was, in code and words
    who_*    one person's post, in words; why_*: why it failed, or why it went on
    """

    about: str
    call_kind: str
    title_zh: str
    title_en: str
    n: int
    sent: int = 0
    arrived: int = 0
    answered: int = 0
    declined: int = 0
    persons: list[int] = field(default_factory=list)
    posts: list[str] = field(default_factory=list)
    channel: str = ""
    channel_zh: str = ""
    channel_en: str = ""
    who_zh: str = ""
    who_en: str = ""
    why_zh: str = ""
    why_en: str = ""
    count: int = 0
    repeats: int = 0
    outcome: str = ""
    next_person_s: int = 0


@entry(
    "dispatch.call_begun", say=Words(zh="开始呼叫：{title_zh}，共 {n} 人", en="Calling begun: {title_en}, {n} people")
)
@dataclass(frozen=True, slots=True)
class CallBegun(CallFacts):
    pass


@entry(
    "dispatch.call_sent",
    say=Words(zh="已发送：{title_zh}，{channel_zh}，{count} 人", en="Sent: {title_en}, {channel_en}, {count} people"),
)
@dataclass(frozen=True, slots=True)
class CallSent(CallFacts):
    """repeats  how many of them may have got it twice"""


@entry(
    "dispatch.call_arrived",
    say=Words(
        zh="已到达：{title_zh}，{channel_zh}，{count} 人", en="Arrived: {title_en}, {channel_en}, {count} people"
    ),
)
@dataclass(frozen=True, slots=True)
class CallArrived(CallFacts):
    pass


@entry("dispatch.call_read", say=Words(zh="已阅：{title_zh}（{who_zh}）", en="Read: {title_en} ({who_en})"))
@dataclass(frozen=True, slots=True)
class CallRead(CallFacts):
    pass


@entry(
    "dispatch.call_failed",
    say=Words(
        zh="未送达：{title_zh}，{channel_zh}，{count} 人：{why_zh}",
        en="Not delivered: {title_en}, {channel_en}, {count} people: {why_en}",
    ),
)
@dataclass(frozen=True, slots=True)
class CallFailed(CallFacts):
    pass


@entry(
    "dispatch.call_next_way",
    say=Words(zh="改用下一渠道：{title_zh}，{count} 人", en="By the next way: {title_en}, {count} people"),
)
@dataclass(frozen=True, slots=True)
class CallNextWay(CallFacts):
    pass


@entry(
    "dispatch.call_went_on",
    say=Words(zh="{why_zh}，改叫{who_zh}：{title_zh}", en="{why_en}; {who_en} is called too: {title_en}"),
)
@dataclass(frozen=True, slots=True)
class CallWentOn(CallFacts):
    pass


@entry(
    "dispatch.call_reminded", say=Words(zh="催办：{title_zh}，{count} 人", en="Reminded: {title_en}, {count} people")
)
@dataclass(frozen=True, slots=True)
class CallReminded(CallFacts):
    pass


@entry("dispatch.call_accepted", say=Words(zh="已应答：{title_zh}（{who_zh}）", en="Answered: {title_en} ({who_en})"))
@dataclass(frozen=True, slots=True)
class CallAccepted(CallFacts):
    pass


@entry(
    "dispatch.call_declined",
    say=Words(zh="表示不能执行：{title_zh}（{who_zh}）{why_zh}", en="Declined: {title_en} ({who_en}){why_en}"),
)
@dataclass(frozen=True, slots=True)
class CallDeclined(CallFacts):
    pass


@entry(
    "dispatch.call_held",
    say=Words(
        zh="{title_zh}：{channel_zh} {count} 人，{why_zh}", en="{title_en}: {channel_en}, {count} people, {why_en}"
    ),
)
@dataclass(frozen=True, slots=True)
class CallHeld(CallFacts):
    pass


@entry(
    "dispatch.call_dialled",
    say=Words(zh="电话呼叫 {who_zh}：{why_zh}（{title_zh}）", en="Telephoned {who_en}: {why_en} ({title_en})"),
)
@dataclass(frozen=True, slots=True)
class CallDialled(CallFacts):
    pass


@entry(
    "dispatch.call_unanswered",
    say=Words(
        zh="无人应答：{title_zh}，{who_zh}之后已无人可叫",
        en="Nobody answered: {title_en}; after {who_en} nobody is left to call",
    ),
)
@dataclass(frozen=True, slots=True)
class CallUnanswered(CallFacts):
    """line  which line of the call"""

    line: int = 0


@entry(
    "dispatch.call_over",
    say=Words(
        zh="呼叫结束：{title_zh}，{answered} / {n} 人应答{why_zh}",
        en="Calling ended: {title_en}, {answered} of {n} answered{why_en}",
    ),
)
@dataclass(frozen=True, slots=True)
class CallOver(CallFacts):
    pass


@entry(
    "dispatch.roll_set",
    say=Words(zh="登记叫应名单“{zh}”，{n} 行", en="Call list “{en}” entered, {n} lines"),
)
@dataclass(frozen=True, slots=True)
class RollSet(Facts):
    """lines  as the list keeps them: codes of persons and posts"""

    code: str
    zh: str
    en: str
    n: int
    next_person_s: int
    lines: list[list[str]] = field(default_factory=list)


@entry(
    "dispatch.reply_unread",
    say=Words(zh="有一条回复不能对应到指令，未处理（{channel_zh}）：{why_zh}", en="An answer belongs to no order and was not used ({channel_en}): {why_en}"),
)  # fmt: skip
@dataclass(frozen=True, slots=True)
class ReplyUnread(Facts):
    """text  what was written, by a stranger for all we know"""

    personal: ClassVar[frozenset[str]] = frozenset({"text"})

    channel: str
    channel_zh: str
    channel_en: str
    why_zh: str
    why_en: str
    text: str = ""
