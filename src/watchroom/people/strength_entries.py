"""What the watch's strength writes in the journal: what each level wants, where it falls short; and reminders of shifts."""

from dataclasses import dataclass, field

from watchroom.journal.facts import Facts, entry
from watchroom.kernel.words import Words


@entry(
    "people.strength_put",
    say=Words(
        zh="值班力量规定已变更（响应级别 {level}）：{n} 条",
        en="The strength of the watch at level {level} was set: {n} rules",
    ),
)
@dataclass(frozen=True, slots=True)
class StrengthPut(Facts):
    """level  0 for every day;  rules  posts and how many of them, of each rule"""

    level: int
    n: int
    rules: list[list[str | int]] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class ShortFacts(Facts):
    """level  the rule's;  in_force  the level in force then;  zh, en  the names of the posts"""

    rule: int
    level: int
    in_force: int
    zh: str
    en: str
    at_least: int
    held: int
    since: str
    until: str
    span_zh: str
    span_en: str


@entry(
    "people.strength_short",
    say=Words(
        zh="值班力量不足：{zh}应有 {at_least} 个岗位在岗，{span_zh}只有 {held} 个",
        en="The watch is too weak: {at_least} of {en} must be held, and {held} are, {span_en}",
    ),
)
@dataclass(frozen=True, slots=True)
class StrengthShort(ShortFacts):
    pass


@entry("people.strength_met", say=Words(zh="值班力量已补足：{zh}", en="The watch is strong enough again: {en}"))
@dataclass(frozen=True, slots=True)
class StrengthMet(ShortFacts):
    pass


@entry("people.shift_near", say=Words(zh="即将上岗：{zh}，{span_zh}", en="A shift begins soon: {en}, {span_en}"))
@dataclass(frozen=True, slots=True)
class ShiftNear(Facts):
    post: str
    zh: str
    en: str
    person: int
    since: str
    until: str
    span_zh: str
    span_en: str


@entry(
    "people.exchange_void",
    say=Words(
        zh="换班替班申请作废：{post_zh}，{span_zh}的班次已从值班表撤销",
        en="An exchange came to nothing: the shift of {post_en}, {span_en}, is no longer on the roster",
    ),
)
@dataclass(frozen=True, slots=True)
class ExchangeVoid(Facts):
    """asker, taker  accounts"""

    post_zh: str
    post_en: str
    asker: int
    taker: int
    since: str
    until: str
    span_zh: str
    span_en: str
