"""What this room writes in the book of what holds alarms back: shelves, planned maintenance, out of service."""

from dataclasses import dataclass

from watchroom.journal.facts import Facts, entry
from watchroom.kernel.words import Words


@dataclass(frozen=True, slots=True)
class HoldFacts(Facts):
    """What holds alarms back, after the change. `about` is the rule, sensor or place that it covers, in words."""

    hold: int
    hold_kind: str
    kind_zh: str
    kind_en: str
    rule: str
    sensor: str
    place: str
    about: str
    about_zh: str
    about_en: str
    since: str
    until: str | None
    reason: str
    begun_at: str | None = None
    ended_at: str | None = None


@entry(
    "alarms.hold_laid",
    say=Words(zh="{kind_zh}：{about_zh}，理由：{reason}", en="{kind_en}: {about_en}, because: {reason}"),
)
@dataclass(frozen=True, slots=True)
class HoldLaid(HoldFacts):
    pass


@entry("alarms.hold_begun", say=Words(zh="{kind_zh}开始：{about_zh}", en="{kind_en} began: {about_en}"))
@dataclass(frozen=True, slots=True)
class HoldBegun(HoldFacts):
    pass


@entry("alarms.hold_ended", say=Words(zh="{kind_zh}结束：{about_zh}", en="{kind_en} ended: {about_en}"))
@dataclass(frozen=True, slots=True)
class HoldEnded(HoldFacts):
    pass
