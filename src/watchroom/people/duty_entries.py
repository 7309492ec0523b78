"""What the roster writes in the journal. Persons by number; what somebody asked for says why only to those who may know."""

from dataclasses import dataclass, field
from typing import ClassVar

from watchroom.journal.facts import Facts, entry
from watchroom.kernel.words import Words


@entry(
    "people.rota_put",
    say=Words(zh="轮班制度“{zh}”已登记或变更（{post_zh}）", en="Rota “{en}” was entered or changed ({post_en})"),
)
@dataclass(frozen=True, slots=True)
class RotaPut(Facts):
    """As `rota.Rota`: times and dates as ISO text."""

    code: str
    zh: str
    en: str
    post: str
    post_zh: str
    post_en: str
    zone: str
    turns: list[list[str]]
    members: list[str]
    cycle: list[list[int]]
    first: str
    last: str | None
    days: str


@entry(
    "people.rota_filled",
    say=Words(
        zh="按轮班制度“{zh}”排班至 {until}：新排 {made} 班，变更 {moved} 班，撤销 {dropped} 班",
        en="Shifts by rota “{en}” up to {until}: {made} made, {moved} changed, {dropped} dropped",
    ),
)
@dataclass(frozen=True, slots=True)
class RotaFilled(Facts):
    """shifts   day, turn, account, since, until of each that was made or changed
    left       turns that a shift entered by hand already holds, in part or whole
    """

    code: str
    zh: str
    en: str
    until: str
    made: int
    moved: int
    dropped: int
    left: int
    shifts: list[list[str | int]] = field(default_factory=list)


@entry(
    "people.shift_moved",
    say=Words(
        zh="班次调整：{post_zh}，{span_zh}（{why}）",
        en="Shift changed: {post_en}, {span_en} ({why})",
    ),
)
@dataclass(frozen=True, slots=True)
class ShiftMoved(Facts):
    """person  the account that has it now;  was  the one that had it before, or None for a shift that is new"""

    post: str
    post_zh: str
    post_en: str
    person: int
    was: int | None
    since: str
    until: str
    span_zh: str
    span_en: str
    why: str


@entry(
    "people.shift_dropped",
    say=Words(zh="撤销班次：{post_zh}，{span_zh}（{why}）", en="Shift dropped: {post_en}, {span_en} ({why})"),
)
@dataclass(frozen=True, slots=True)
class ShiftDropped(Facts):
    post: str
    post_zh: str
    post_en: str
    person: int
    since: str
    until: str
    span_zh: str
    span_en: str
    why: str


@dataclass(frozen=True, slots=True)
class AbsenceFacts(Facts):
    personal: ClassVar[frozenset[str]] = frozenset({"reason"})

    person: int
    since: str
    until: str
    span_zh: str
    span_en: str
    reason: str
    state: str


@entry(
    "people.leave_asked",
    say=Words(zh="请假申请：{span_zh}", en="Leave asked for: {span_en}"),
)
@dataclass(frozen=True, slots=True)
class LeaveAsked(AbsenceFacts):
    pass


@entry(
    "people.leave_decided",
    say=Words(zh="请假{said_zh}：{span_zh}", en="Leave {said_en}: {span_en}"),
)
@dataclass(frozen=True, slots=True)
class LeaveDecided(AbsenceFacts):
    said_zh: str = ""
    said_en: str = ""


@dataclass(frozen=True, slots=True)
class ExchangeFacts(Facts):
    """asker, taker  accounts;  shift, other  numbers of shifts"""

    personal: ClassVar[frozenset[str]] = frozenset({"reason"})

    post_zh: str
    post_en: str
    asker: int
    taker: int
    shift: int
    other: int | None
    since: str
    until: str
    span_zh: str
    span_en: str
    reason: str
    state: str
    said_zh: str = ""
    said_en: str = ""


@entry(
    "people.exchange_asked",
    say=Words(
        zh="换班替班申请：{post_zh}，{span_zh}",
        en="Exchange asked for: {post_en}, {span_en}",
    ),
)
@dataclass(frozen=True, slots=True)
class ExchangeAsked(ExchangeFacts):
    pass


@entry(
    "people.exchange_answered",
    say=Words(
        zh="换班替班{said_zh}：{post_zh}，{span_zh}",
        en="Exchange {said_en}: {post_en}, {span_en}",
    ),
)
@dataclass(frozen=True, slots=True)
class ExchangeAnswered(ExchangeFacts):
    pass


@dataclass(frozen=True, slots=True)
class GapFacts(Facts):
    """hours  how many hours before it this is said, at most"""

    post: str
    zh: str
    en: str
    since: str
    until: str
    span_zh: str
    span_en: str
    hours: int = 0


@entry(
    "people.gap_near",
    say=Words(
        zh="值班空档：{zh}，{span_zh}无人值班，距今不到 {hours} 小时",
        en="Gap in the roster: nobody has {en}, {span_en}, in less than {hours} hours",
    ),
)
@dataclass(frozen=True, slots=True)
class GapNear(GapFacts):
    pass


@entry("people.gap_closed", say=Words(zh="值班空档已补：{zh}", en="Gap in the roster filled: {en}"))
@dataclass(frozen=True, slots=True)
class GapClosed(GapFacts):
    pass


@entry("people.workdays_put", say=Words(zh="{year} 年的节假日安排已录入", en="The holidays of {year} were entered"))
@dataclass(frozen=True, slots=True)
class WorkdaysPut(Facts):
    year: int
    off: list[str]
    on: list[str]
    source: str = ""


@dataclass(frozen=True, slots=True)
class HandoverFacts(Facts):
    """giver, taker  accounts;  items  what was open, as it was signed for;  alone  why only the taker signed"""

    post: str
    zh: str
    en: str
    giver: int | None
    taker: int
    items: list[dict[str, str]] = field(default_factory=list)
    equipment: str = ""
    remarks: str = ""
    alone: str = ""


@entry(
    "people.handover_given",
    say=Words(zh="交班签字：{zh}，待下一班接班", en="Handover: {en} signed off, the next holder has to take over"),
)
@dataclass(frozen=True, slots=True)
class HandoverGiven(HandoverFacts):
    pass


@entry(
    "people.handover_taken",
    say=Words(zh="单方接班：{zh}（{alone}）", en="Watch taken alone: {en} ({alone})"),
    without=("alone", Words(zh="接班：{zh}", en="Watch taken over: {en}")),
)
@dataclass(frozen=True, slots=True)
class HandoverTaken(HandoverFacts):
    pass


@entry(
    "people.post_held",
    say=Words(zh="岗位“{zh}”的值守方式已变更", en="How “{en}” is held was changed"),
)
@dataclass(frozen=True, slots=True)
class PostHeld(Facts):
    code: str
    zh: str
    en: str
    always: bool
    by_signature: bool


@entry(
    "people.roster_taken",
    say=Words(
        zh="值班表已导入：新排 {made} 班，改派 {moved} 班",
        en="A roster was imported: {made} shifts made, {moved} given to others",
    ),
)
@dataclass(frozen=True, slots=True)
class RosterTaken(Facts):
    """digest  SHA-256 of the file;  shifts  post, account, since, until of each that is new"""

    digest: str
    made: int
    moved: int
    shifts: list[list[str | int]] = field(default_factory=list)


@entry(
    "people.feed_made",
    say=Words(zh="值班日历链接已生成或更换", en="A link to somebody's duty calendar was made or renewed"),
)
@dataclass(frozen=True, slots=True)
class FeedMade(Facts):
    person: int
