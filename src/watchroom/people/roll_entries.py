"""What roll-calls write in the journal. Persons by number; a draw's seed only when it is over."""

from dataclasses import dataclass, field
from typing import ClassVar

from watchroom.journal.facts import Facts, entry
from watchroom.kernel.words import Words


@dataclass(frozen=True, slots=True)
class RollFacts(Facts):
    """person  who was called, or None;  due, called, answered  ISO times;  digest  SHA-256 of a picture"""

    personal: ClassVar[frozenset[str]] = frozenset({"note", "why"})

    roll: int
    post: str
    zh: str
    en: str
    person: int | None
    called: str
    due: str
    draw: int | None = None
    answered: str | None = None
    took_s: int | None = None
    late: bool = False
    note: str = ""
    digest: str = ""
    why: str = ""


@entry("people.roll_called", say=Words(zh="抽查点名：{zh}", en="Roll-call: {en}"))
@dataclass(frozen=True, slots=True)
class RollCalled(RollFacts):
    pass


@entry(
    "people.roll_answered",
    say=Words(zh="点名应答：{zh}，用时 {took_s} 秒", en="Roll-call answered: {en}, after {took_s} s"),
)
@dataclass(frozen=True, slots=True)
class RollAnswered(RollFacts):
    pass


@entry(
    "people.roll_missed",
    say=Words(zh="点名无人应答：{zh}，已过时限", en="Roll-call not answered: {en}, its limit has passed"),
)
@dataclass(frozen=True, slots=True)
class RollMissed(RollFacts):
    pass


@entry(
    "people.roll_settled", say=Words(zh="点名未应答已核实：{zh}（{why}）", en="Missed roll-call settled: {en} ({why})")
)
@dataclass(frozen=True, slots=True)
class RollSettled(RollFacts):
    pass


@dataclass(frozen=True, slots=True)
class DrawFacts(Facts):
    """commitment  SHA-256 of the seed, in hex"""

    draw: int
    since: str
    until: str
    span_zh: str
    span_en: str
    posts: list[str]
    count: int
    limit_s: int
    commitment: str


@entry(
    "people.rolls_drawn",
    say=Words(
        zh="随机抽查已安排：{span_zh}，共 {count} 次", en="Random roll-calls arranged: {span_en}, {count} in all"
    ),
)
@dataclass(frozen=True, slots=True)
class RollsDrawn(DrawFacts):
    """rule  the standing draw that arranged it"""

    rule: int | None = None


@entry(
    "people.rolls_ended",
    say=Words(
        zh="随机抽查结束：{span_zh}，已点名 {made} 次，种子 {seed}",
        en="Random roll-calls over: {span_en}, {made} made, seed {seed}",
    ),
)
@dataclass(frozen=True, slots=True)
class RollsEnded(DrawFacts):
    """times  when each call was drawn to be, and of which post"""

    made: int = 0
    seed: str = ""
    stopped: bool = False
    times: list[list[str]] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class NightlyFacts(Facts):
    """A standing draw. begins, ends  wall-clock times of `zone`"""

    rule: int
    begins: str
    ends: str
    zone: str
    posts: list[str]
    count: int
    limit_s: int


@entry(
    "people.nightly_rolls_put",
    say=Words(
        zh="常态化抽查已设定：每晚 {begins} 至 {ends}（{zone}），{count} 次",
        en="Standing roll-calls set: each night {begins} to {ends} ({zone}), {count} calls",
    ),
)
@dataclass(frozen=True, slots=True)
class NightlyPut(NightlyFacts):
    pass


@entry(
    "people.nightly_rolls_ended",
    say=Words(
        zh="常态化抽查已停止：每晚 {begins} 至 {ends}（{zone}）",
        en="Standing roll-calls ended: each night {begins} to {ends} ({zone})",
    ),
)
@dataclass(frozen=True, slots=True)
class NightlyEnded(NightlyFacts):
    pass
