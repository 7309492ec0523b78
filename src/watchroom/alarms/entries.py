"""What this room writes in the book. A change's facts hold the alarm as it is after the change."""

from dataclasses import dataclass, field

from watchroom.alarms import hold_entries as hold_entries
from watchroom.alarms import rule_entries as rule_entries
from watchroom.journal.facts import Facts, entry
from watchroom.kernel.words import Words


@dataclass(frozen=True, slots=True)
class AlarmFacts(Facts):
    """The alarm after the change. Numbers with decimals are text; `unit` is the quantity's unit code.

    An alarm that no sensor measured has none, and no place, quantity or value: `about` names its thing, `detail` what
    is wrong with it. `held` is what holds it back, foremost; `reason` why this very change was made, if somebody said.
    parent   the group in which it stands;  repeats  how often it came again as the same alarm
    """

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
    about: str = ""
    about_zh: str = ""
    about_en: str = ""
    detail_zh: str = ""
    detail_en: str = ""
    latched: bool = False
    reset_by: str | None = None
    reset_at: str | None = None
    held: str = ""
    shelved_until: str | None = None
    suppressed_by: str = ""
    out_of_service: bool = False
    announced_at: str | None = None
    escalated: int = 0
    assigned_to: int | None = None
    reason: str = ""
    parent: int | None = None
    repeats: int = 0
    chattering: bool = False


@entry(
    "alarms.raised",
    say=Words(
        zh="告警：{title_zh}，{value} {unit_zh}（限值 {limit}）",
        en="Alarm: {title_en}, {value} {unit_en} (limit {limit})",
    ),
    without=("sensor", Words(zh="告警：{title_zh}。{detail_zh}", en="Alarm: {title_en}. {detail_en}")),
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
    without=(
        "sensor",
        Words(zh="告警已恢复、尚未确认：{title_zh}", en="Alarm returned, not yet acknowledged: {title_en}"),
    ),
)
@dataclass(frozen=True, slots=True)
class Returned(AlarmFacts):
    pass


@entry(
    "alarms.cleared",
    say=Words(zh="告警解除：{title_zh}，峰值 {peak} {unit_zh}", en="Alarm cleared: {title_en}, peak {peak} {unit_en}"),
    without=("sensor", Words(zh="告警解除：{title_zh}", en="Alarm cleared: {title_en}")),
)
@dataclass(frozen=True, slots=True)
class Cleared(AlarmFacts):
    pass


@entry(
    "alarms.latched",
    say=Words(
        zh="告警条件已消失，锁存待人工复位：{title_zh}",
        en="Alarm condition gone, latched until a person resets it: {title_en}",
    ),
)
@dataclass(frozen=True, slots=True)
class Latched(AlarmFacts):
    pass


@entry(
    "alarms.reset", say=Words(zh="锁存告警已复位并解除：{title_zh}", en="Latched alarm reset and cleared: {title_en}")
)
@dataclass(frozen=True, slots=True)
class Reset(AlarmFacts):
    pass


@entry(
    "alarms.shelved",
    say=Words(
        zh="告警搁置 {minutes} 分钟：{title_zh}，理由：{reason}",
        en="Alarm shelved for {minutes} min: {title_en}, because: {reason}",
    ),
)
@dataclass(frozen=True, slots=True)
class Shelved(AlarmFacts):
    minutes: int = 0


@entry("alarms.unshelved", say=Words(zh="告警搁置结束：{title_zh}", en="Alarm no longer shelved: {title_en}"))
@dataclass(frozen=True, slots=True)
class Unshelved(AlarmFacts):
    pass


@entry(
    "alarms.suppressed",
    say=Words(zh="告警按设计抑制：{title_zh}，{why_zh}", en="Alarm suppressed by design: {title_en}, {why_en}"),
)
@dataclass(frozen=True, slots=True)
class Suppressed(AlarmFacts):
    why_zh: str = ""
    why_en: str = ""


@entry("alarms.released", say=Words(zh="告警不再抑制：{title_zh}", en="Alarm no longer suppressed: {title_en}"))
@dataclass(frozen=True, slots=True)
class Released(AlarmFacts):
    pass


@entry(
    "alarms.taken_out",
    say=Words(zh="告警退出服务：{title_zh}，理由：{reason}", en="Alarm out of service: {title_en}, because: {reason}"),
)
@dataclass(frozen=True, slots=True)
class TakenOut(AlarmFacts):
    pass


@entry("alarms.put_back", say=Words(zh="告警恢复服务：{title_zh}", en="Alarm back in service: {title_en}"))
@dataclass(frozen=True, slots=True)
class PutBack(AlarmFacts):
    pass


@entry(
    "alarms.escalated",
    say=Words(
        zh="告警 {waited_s} 秒无人确认，已报{to_zh}：{title_zh}",
        en="Alarm unacknowledged for {waited_s} s, brought before {to_en}: {title_en}",
    ),
)
@dataclass(frozen=True, slots=True)
class Escalated(AlarmFacts):
    """`to` is the post's kind; `persons` hold such a post now, and may be none: then the next rung is the hope."""

    to: str = ""
    to_zh: str = ""
    to_en: str = ""
    persons: list[int] = field(default_factory=list)
    waited_s: int = 0


@entry(
    "alarms.assigned",
    say=Words(zh="告警“{title_zh}”交由{post_zh}处理", en="Alarm “{title_en}” was given to {post_en}"),
)
@dataclass(frozen=True, slots=True)
class Assigned(AlarmFacts):
    post_zh: str = ""
    post_en: str = ""


@entry(
    "alarms.told_more", say=Words(zh="告警“{title_zh}”补充：{detail_zh}", en="More of alarm “{title_en}”: {detail_en}")
)
@dataclass(frozen=True, slots=True)
class ToldMore(AlarmFacts):
    pass


@entry("alarms.commented", say=Words(zh="告警“{title_zh}”备注：{text}", en="On alarm “{title_en}”: {text}"))
@dataclass(frozen=True, slots=True)
class Commented(AlarmFacts):
    text: str = ""


@entry(
    "alarms.repeated",
    say=Words(
        zh="告警再次出现（第 {repeats} 次重复）：{title_zh}", en="Alarm came again (repeat {repeats}): {title_en}"
    ),
)
@dataclass(frozen=True, slots=True)
class Repeated(AlarmFacts):
    pass


@entry(
    "alarms.chattering",
    say=Words(
        zh="告警抖动，合为一条（已重复 {repeats} 次）：{title_zh}",
        en="Alarm chatters and is held as one ({repeats} repeats so far): {title_en}",
    ),
)
@dataclass(frozen=True, slots=True)
class Chattering(AlarmFacts):
    pass


@dataclass(frozen=True, slots=True)
class GroupFacts(Facts):
    """The group after the change. `alarms` are its members when it was formed, `absorbed` the narrower groups that it
    took over; what joins later says so itself (`parent` of an alarm's facts). `first` is the first-out."""

    group: int
    key: str
    zh: str
    en: str
    first: int
    title_zh: str
    title_en: str
    first_onset: str
    last_onset: str
    count: int
    window_s: int
    alarms: list[int]
    absorbed: list[int]


@entry(
    "alarms.grouped",
    say=Words(
        zh="{zh}：{window_s} 秒内 {count} 条告警合为一组，首发 {title_zh}",
        en="{en}: {count} alarms within {window_s} s became one group, first out {title_en}",
    ),
)
@dataclass(frozen=True, slots=True)
class Grouped(GroupFacts):
    pass


@entry(
    "alarms.ungrouped",
    say=Words(
        zh="{zh}：{count} 条告警的分组已由人工拆开", en="{en}: the group of {count} alarms was taken apart by hand"
    ),
)
@dataclass(frozen=True, slots=True)
class Ungrouped(GroupFacts):
    pass


@dataclass(frozen=True, slots=True)
class FloodFacts(Facts):
    """A flood of alarms. `count` when it was noticed; `ended_at` is when fewer than five were new in ten minutes."""

    flood: int
    since: str
    count: int
    first: int
    title_zh: str
    title_en: str
    ended_at: str | None = None


@entry(
    "alarms.flood_began",
    say=Words(
        zh="告警洪泛开始：10 分钟内 {count} 条，首发 {title_zh}",
        en="Alarm flood began: {count} in 10 minutes, first out {title_en}",
    ),
)
@dataclass(frozen=True, slots=True)
class FloodBegan(FloodFacts):
    pass


@entry("alarms.flood_ended", say=Words(zh="告警洪泛结束：共 {count} 条", en="Alarm flood ended: {count} in all"))
@dataclass(frozen=True, slots=True)
class FloodEnded(FloodFacts):
    pass


@entry("alarms.linked", say=Words(zh="告警“{title_zh}”关联到事件", en="Alarm “{title_en}” was linked to an incident"))
@dataclass(frozen=True, slots=True)
class Linked(AlarmFacts):
    pass


@entry(
    "alarms.silenced",
    say=Words(
        zh="本人告警声音静音 {minutes} 分钟；告警未因此确认，其他人照常听到",
        en="Own alarm sounds silent for {minutes} min; that acknowledged nothing, and others still hear",
    ),
    without=("minutes", Words(zh="本人告警声音恢复", en="Own alarm sounds on again")),
)
@dataclass(frozen=True, slots=True)
class Silenced(Facts):
    person: int
    minutes: int
    until: str | None


@entry("alarms.sound_tested", say=Words(zh="告警声音已试听", en="The alarm sounds were tested"))
@dataclass(frozen=True, slots=True)
class SoundTested(Facts):
    person: int
