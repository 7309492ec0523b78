"""What this room writes in the book. Facts hold the warning as it is after the change; persons are numbers only."""

from dataclasses import dataclass

from watchroom.journal.facts import Facts, entry
from watchroom.kernel.words import Words


@dataclass(frozen=True, slots=True)
class WarningFacts(Facts):
    """`area` is GeoJSON as text, null while nothing is drawn; `fingerprint` names the very content."""

    warning: int
    number: str
    state: str
    exercise: bool
    incident: int | None
    activation: int | None
    template: str
    level: int
    colour_zh: str
    colour_en: str
    event_zh: str
    event_en: str
    headline_zh: str
    headline_en: str
    area: str | None
    area_zh: str
    area_en: str
    channels: list[str]
    onset: str | None
    expires: str | None
    hash: str
    fingerprint: str
    author: int
    reviewer: int | None
    signer: int | None
    identifier: str


@entry(
    "warnings.drafted", say=Words(zh="制作预警 {number}：{headline_zh}", en="Warning {number} drafted: {headline_en}")
)
@dataclass(frozen=True, slots=True)
class Drafted(WarningFacts):
    pass


@entry(
    "warnings.edited",
    say=Words(zh="修改预警 {number}：{changed_zh}{voided_zh}", en="Warning {number} changed: {changed_en}{voided_en}"),
)
@dataclass(frozen=True, slots=True)
class Edited(WarningFacts):
    changed: list[str] | None = None
    changed_zh: str = ""
    changed_en: str = ""
    voided: bool = False
    voided_zh: str = ""
    voided_en: str = ""


@entry(
    "warnings.reviewed",
    say=Words(
        zh="预警 {number} 审核通过，指纹 {fingerprint}", en="Warning {number} reviewed, fingerprint {fingerprint}"
    ),
)
@dataclass(frozen=True, slots=True)
class Reviewed(WarningFacts):
    pass


@entry(
    "warnings.returned",
    say=Words(zh="预警 {number} 退回修改：{reason}", en="Warning {number} returned for changes: {reason}"),
)
@dataclass(frozen=True, slots=True)
class Returned(WarningFacts):
    reason: str = ""


@entry(
    "warnings.signed",
    say=Words(zh="签发预警 {number}，指纹 {fingerprint}", en="Warning {number} signed, fingerprint {fingerprint}"),
)
@dataclass(frozen=True, slots=True)
class Signed(WarningFacts):
    wide: bool = False


@entry(
    "warnings.released",
    say=Words(
        zh="发布{colour_zh}预警 {number}：{headline_zh}（{area_zh}）",
        en="Warning {number} released, {colour_en}: {headline_en} ({area_en})",
    ),
)
@dataclass(frozen=True, slots=True)
class Released(WarningFacts):
    pass


@entry(
    "warnings.cancelled", say=Words(zh="解除预警 {number}：{reason_zh}", en="Warning {number} cancelled: {reason_en}")
)
@dataclass(frozen=True, slots=True)
class Cancelled(WarningFacts):
    """`reached`: the channels that had it or may have had it, and now get the cancellation."""

    reason_zh: str = ""
    reason_en: str = ""
    reached: list[str] | None = None
    cancel_identifier: str = ""


@entry("warnings.lapsed", say=Words(zh="预警 {number} 到期失效", en="Warning {number} expired"))
@dataclass(frozen=True, slots=True)
class Lapsed(WarningFacts):
    pass


@entry(
    "warnings.delivered",
    say=Words(
        zh="{number} {what_zh}已送达{channel_zh}{repeat_zh}",
        en="{number}: {what_en} delivered to {channel_en}{repeat_en}",
    ),
)
@dataclass(frozen=True, slots=True)
class Delivered(WarningFacts):
    """`repeat`: the channel may have had it before. `tries` counts the attempts."""

    delivery: int = 0
    delivery_kind: str = ""
    channel: str = ""
    channel_zh: str = ""
    channel_en: str = ""
    what_zh: str = ""
    what_en: str = ""
    tries: int = 0
    repeat: bool = False
    repeat_zh: str = ""
    repeat_en: str = ""
    receipt: str = ""


@entry(
    "warnings.delivery_failed",
    say=Words(
        zh="{number} {what_zh}未能送达{channel_zh}：{why_zh}",
        en="{number}: {what_en} not delivered to {channel_en}: {why_en}",
    ),
)
@dataclass(frozen=True, slots=True)
class DeliveryFailed(WarningFacts):
    """`final`: no further attempt follows by itself."""

    delivery: int = 0
    delivery_kind: str = ""
    channel: str = ""
    channel_zh: str = ""
    channel_en: str = ""
    what_zh: str = ""
    what_en: str = ""
    why_zh: str = ""
    why_en: str = ""
    tries: int = 0
    final: bool = False


@entry(
    "warnings.delivery_retried",
    say=Words(zh="{number} 重新发送至{channel_zh}", en="{number}: sending to {channel_en} again"),
)
@dataclass(frozen=True, slots=True)
class DeliveryRetried(WarningFacts):
    delivery: int = 0
    channel: str = ""
    channel_zh: str = ""
    channel_en: str = ""
