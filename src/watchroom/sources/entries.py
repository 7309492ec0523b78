"""What this room writes in the book. A change's facts hold the source, sensor or bulletin as it is after the change."""

from dataclasses import dataclass, field

from watchroom.journal.facts import Facts, entry
from watchroom.kernel.words import Words
from watchroom.sources.cameras.entries import CameraSeen, CameraSet, CameraTried

__all__ = ["CameraSeen", "CameraSet", "CameraTried"]
SERVER = "server:nats"


@dataclass(frozen=True, slots=True)
class SourceFacts(Facts):
    """The source after the change. `fault`, `why_zh`, `why_en` say what is wrong with it; empty when nothing is."""

    source: int
    code: str
    connector: str
    zh: str
    en: str
    simulated: bool
    expected_every_s: int
    health: str
    last_seen: str | None
    retired: bool
    fault: str = ""
    why_zh: str = ""
    why_en: str = ""
    device: str = ""
    sensor: str = ""
    count: int = 0
    trial: bool = False


@entry(
    "sources.registered",
    say=Words(zh="登记信息源“{zh}”（{code}，{connector}）", en="Source “{en}” registered ({code}, {connector})"),
)
@dataclass(frozen=True, slots=True)
class Registered(SourceFacts):
    pass


@entry("sources.went_silent", say=Words(zh="信息源“{zh}”中断：{why_zh}", en="Source “{en}” went silent: {why_en}"))
@dataclass(frozen=True, slots=True)
class WentSilent(SourceFacts):
    pass


@entry("sources.came_back", say=Words(zh="信息源“{zh}”正常", en="Source “{en}” is well"))
@dataclass(frozen=True, slots=True)
class CameBack(SourceFacts):
    pass


@entry(
    "sources.refused",
    say=Words(zh="信息源“{zh}”的数据被拒：{why_zh}", en="Data of source “{en}” was refused: {why_en}"),
)
@dataclass(frozen=True, slots=True)
class DataRefused(SourceFacts):
    pass


@entry("sources.failed", say=Words(zh="信息源“{zh}”取不到：{why_zh}", en="Source “{en}” cannot be read: {why_en}"))
@dataclass(frozen=True, slots=True)
class Failed(SourceFacts):
    pass


@entry(
    "sources.trial_set",
    say=Words(zh="试接信息源“{zh}”（{code}，{connector}）", en="Source “{en}” set up on trial ({code}, {connector})"),
)
@dataclass(frozen=True, slots=True)
class TrialSet(SourceFacts):
    """Set up on trial, or its settings changed while it is: nothing that it sends is taken."""


@entry(
    "sources.trial_asked",
    say=Words(zh="要求询问试接的信息源“{zh}”", en="Source “{en}” on trial is to be asked"),
)
@dataclass(frozen=True, slots=True)
class TrialAsked(SourceFacts):
    pass


@entry(
    "sources.trial_answered",
    say=Words(
        zh="试接的信息源“{zh}”答复：读数 {count} 条，预警 {notices} 条；{why_zh}",
        en="Source “{en}” on trial answered with {count} readings and {notices} warnings; {why_en}",
    ),
    without=(
        "fault",
        Words(
            zh="试接的信息源“{zh}”答复：读数 {count} 条，预警 {notices} 条",
            en="Source “{en}” on trial answered with {count} readings and {notices} warnings",
        ),
    ),
)
@dataclass(frozen=True, slots=True)
class TrialAnswered(SourceFacts):
    """`count` readings and `notices` official messages were in its answer."""

    notices: int = 0


@entry(
    "sources.put_in_service",
    say=Words(
        zh="信息源“{zh}”投入使用；试接期间的报文补收 {messages} 份，读数收下 {taken} 条，仍被拒 {refused} 条",
        en="Source “{en}” put into service; {messages} messages of its trial offered again, {taken} readings taken, {refused} refused",
    ),
)
@dataclass(frozen=True, slots=True)
class PutInService(SourceFacts):
    messages: int = 0
    taken: int = 0
    refused: int = 0


@entry(
    "sources.thrown_away",
    say=Words(
        zh="丢弃试接的信息源“{zh}”（{code}），连同留存的 {messages} 份报文",
        en="Source “{en}” ({code}), which was on trial, thrown away with the {messages} messages kept of it",
    ),
)
@dataclass(frozen=True, slots=True)
class ThrownAway(SourceFacts):
    """`sensors` went with it; `highest` is the highest number that any sensor ever had, for none is given twice."""

    messages: int = 0
    sensors: list[str] = field(default_factory=list)
    highest: int = -1


@entry("sources.server_checked", say=Words(zh="外部 NATS 服务器：{why_zh}", en="The outside NATS server: {why_en}"))
@dataclass(frozen=True, slots=True)
class ServerChecked(Facts):
    """What of the server of streams needs its administrator. `faults` are the codes; empty when nothing does."""

    faults: list[str]
    why_zh: str
    why_en: str


@entry("sources.stream_filled", say=Words(zh="{zh}已用 {percent}%：{why_zh}", en="{en} is {percent} % full: {why_en}"))
@dataclass(frozen=True, slots=True)
class StreamFilled(Facts):
    """A stream that fills, or has room again (`full` false). Full, it lets go of its oldest, never of the newest."""

    stream: str
    zh: str
    en: str
    percent: int
    full: bool
    why_zh: str
    why_en: str


@entry(
    "sources.sensor_set",
    say=Words(zh="登记传感器“{zh}”（{code}，{unit}）", en="Sensor “{en}” registered ({code}, {unit})"),
)
@dataclass(frozen=True, slots=True)
class SensorSet(Facts):
    sensor: int
    code: str
    number: int
    source: str
    place: str
    zh: str
    en: str
    quantity: str
    unit: str
    partition: int
    lon: str | None
    lat: str | None


@entry(
    "sources.device_set",
    say=Words(zh="发给设备 {device} 新密钥（信息源 {code}）", en="Device {device} was given a new key (source {code})"),
)
@dataclass(frozen=True, slots=True)
class DeviceSet(Facts):
    device: str
    code: str
    withdrawn: bool = False


@entry(
    "sources.device_withdrawn",
    say=Words(
        zh="停用设备 {device} 的密钥（信息源 {code}）", en="The key of device {device} was withdrawn (source {code})"
    ),
)
@dataclass(frozen=True, slots=True)
class DeviceWithdrawn(Facts):
    device: str
    code: str
    withdrawn: bool = True


@entry(
    "sources.replayed",
    say=Words(
        zh="隔离的数据重新提交：{name_zh}，收下 {taken} 条，仍被拒 {refused} 条",
        en="Quarantined data offered again: {name_en}, {taken} taken, {refused} still refused",
    ),
)
@dataclass(frozen=True, slots=True)
class Replayed(Facts):
    """A person offered again what had not been taken. `fault` is why some of it is still refused; empty when none is."""

    quarantined: int
    source: str
    name_zh: str
    name_en: str
    device: str
    taken: int
    refused: int
    fault: str = ""


@dataclass(frozen=True, slots=True)
class BulletinFacts(Facts):
    """The bulletin after the change; `state` tells followers whether it is news (`in_force`) or only a record."""

    bulletin: int
    source: str
    identifier: str
    sender: str
    sent: str
    status: str
    msg_type: str
    state: str
    signature: str
    event_zh: str
    event_en: str
    headline_zh: str
    headline_en: str
    level: int | None
    severity: str
    area_words: str
    effective: str
    expires: str
    ended_by: str = ""
    trusted: bool = True
    type_zh: str = ""
    type_en: str = ""


@entry(
    "sources.bulletin_received",
    say=Words(
        zh="收到官方预警：{headline_zh}（{sender}，{type_zh}）",
        en="Official warning received: {headline_en} ({sender}, {type_en})",
    ),
    without=(
        "type_zh",
        Words(
            zh="收到官方预警：{headline_zh}（{sender}，{msg_type}）",
            en="Official warning received: {headline_en} ({sender}, {msg_type})",
        ),
    ),
)
@dataclass(frozen=True, slots=True)
class BulletinReceived(BulletinFacts):
    pass


@entry(
    "sources.bulletin_ended",
    say=Words(
        zh="官方预警已被更新或解除：{headline_zh}（{sender}）",
        en="Official warning updated or cancelled: {headline_en} ({sender})",
    ),
)
@dataclass(frozen=True, slots=True)
class BulletinEnded(BulletinFacts):
    pass


@entry(
    "sources.keeping_set",
    say=Words(
        zh="“{zh}”的历史保留期：读数 {readings_days} 天，一刻钟概要 {quarters_days} 天",
        en="History of “{en}” is kept: readings {readings_days} days, quarters of an hour {quarters_days} days",
    ),
)
@dataclass(frozen=True, slots=True)
class KeepingSet(Facts):
    """How long the history of a quantity is kept from now on."""

    quantity: str
    zh: str
    en: str
    readings_days: int
    quarters_days: int


@entry(
    "sources.history_let_go",
    say=Words(
        zh="历史 {folder} 的 {part} 到期清除 {rows} 条（{sensors} 个传感器）",
        en="History {folder} of {part}: {rows} rows of {sensors} sensors let go at their limit",
    ),
)
@dataclass(frozen=True, slots=True)
class HistoryLetGo(Facts):
    """What was kept long enough. `whole`: nothing else of that day (month) was left beside it."""

    folder: str
    part: str
    rows: int
    sensors: int
    quantities: list[str]
    whole: bool


@entry(
    "sources.bulletin_judged",
    say=Words(
        zh="重新核验官方预警的签名和范围：{headline_zh}（{sender}）",
        en="Signature and area of an official warning judged again: {headline_en} ({sender})",
    ),
)
@dataclass(frozen=True, slots=True)
class BulletinJudged(BulletinFacts):
    """After a certificate or shapes were given to the site: nothing that the sender wrote has changed."""


@entry(
    "sources.areas_loaded",
    say=Words(
        zh="载入 {count} 个区域的边界（{system}，来自 {origin}）",
        en="Shapes of {count} areas loaded ({system}, from {origin})",
    ),
)
@dataclass(frozen=True, slots=True)
class AreaCodesLoaded(Facts):
    system: str
    count: int
    origin: str


@entry(
    "sources.trust_set",
    say=Words(
        zh="发布单位 {sender} 的签名证书 {subject}{state_zh}",
        en="Signing certificate {subject} of sender {sender} {state_en}",
    ),
)
@dataclass(frozen=True, slots=True)
class TrustSet(Facts):
    """A certificate of a sender was given to the site, or withdrawn. `fingerprint` is its SHA-256."""

    sender: str
    subject: str
    fingerprint: str
    until: str
    revoked: bool
    state_zh: str
    state_en: str
