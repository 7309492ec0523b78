"""What the ways to reach people write in the journal: whose, by which channel, never the address."""

from dataclasses import dataclass, field

from watchroom.journal.facts import Facts, entry
from watchroom.kernel.words import Words


@dataclass(frozen=True, slots=True)
class WayFacts(Facts):
    """A way after the change. `person` or `post`: whom it reaches, by number or code; `quiet`: its quiet hours."""

    person: int | None
    post: str
    channel: str
    channel_zh: str
    channel_en: str
    rank: int
    verified: bool
    stopped: bool
    quiet: str = ""


@entry("people.way_put", say=Words(zh="登记联系方式：{channel_zh}", en="Way to reach somebody entered: {channel_en}"))
@dataclass(frozen=True, slots=True)
class WayPut(WayFacts):
    pass


@entry(
    "people.way_code_made",
    say=Words(zh="发送联系方式验证码：{channel_zh}", en="Code sent to verify a way: {channel_en}"),
)
@dataclass(frozen=True, slots=True)
class WayCodeMade(WayFacts):
    pass


@entry("people.way_verified", say=Words(zh="联系方式已验证：{channel_zh}", en="Way verified: {channel_en}"))
@dataclass(frozen=True, slots=True)
class WayVerified(WayFacts):
    """by_hand: somebody telephoned and vouches for it."""

    by_hand: bool = False


@entry(
    "people.way_moved",
    say=Words(zh="联系方式改为第 {rank} 位：{channel_zh}", en="Way is now number {rank}: {channel_en}"),
)
@dataclass(frozen=True, slots=True)
class WayMoved(WayFacts):
    pass


@entry("people.way_stopped", say=Words(zh="停用联系方式：{channel_zh}", en="Way no longer wanted: {channel_en}"))
@dataclass(frozen=True, slots=True)
class WayStopped(WayFacts):
    pass


@entry("people.way_resumed", say=Words(zh="恢复联系方式：{channel_zh}", en="Way wanted again: {channel_en}"))
@dataclass(frozen=True, slots=True)
class WayResumed(WayFacts):
    pass


@entry(
    "people.way_quiet",
    say=Words(zh="{channel_zh}的安静时段：{quiet}", en="Quiet hours of {channel_en}: {quiet}"),
)
@dataclass(frozen=True, slots=True)
class WayQuiet(WayFacts):
    pass


@entry("people.way_not_quiet", say=Words(zh="{channel_zh}不再有安静时段", en="No more quiet hours of {channel_en}"))
@dataclass(frozen=True, slots=True)
class WayNotQuiet(WayFacts):
    pass


@entry("people.way_dropped", say=Words(zh="删除联系方式：{channel_zh}", en="Way taken away: {channel_en}"))
@dataclass(frozen=True, slots=True)
class WayDropped(WayFacts):
    pass


@entry(
    "people.chain_set",
    say=Words(
        zh="{post_zh}无人应答时依次找：{steps_zh}，每 {next_person_s} 秒一级",
        en="When {post_en} does not answer: {steps_en}, a step every {next_person_s} s",
    ),
)
@dataclass(frozen=True, slots=True)
class ChainSet(Facts):
    post: str
    post_zh: str
    post_en: str
    steps_zh: str
    steps_en: str
    next_person_s: int
    steps: list[str] = field(default_factory=list)
