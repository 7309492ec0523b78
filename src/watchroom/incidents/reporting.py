"""When what must be reported to whom: rules as dated data, and which of them hold for an incident.

A rule that turns on something unknown, such as the grade, neither holds nor does not: it is shown as depending on it.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Annotated, Any, Literal

import yaml
from pydantic import AfterValidator, BaseModel, ConfigDict, Field, field_validator, model_validator

from watchroom.incidents.rules import CLASSES, KINDS
from watchroom.kernel.text import unfit
from watchroom.kernel.words import Words

NATIONAL = Path(__file__).parent / "library" / "national.yaml"

LEVELS: dict[str, Words] = {
    "unit": Words(zh="单位", en="Unit (enterprise, venue)"),
    "county": Words(zh="县级", en="County level"),
    "city": Words(zh="市级", en="City level"),
    "province": Words(zh="省级", en="Province level"),
}
"""At which level this centre stands: whom it reports to follows from it."""

OWED: dict[str, Words] = {
    "initial": Words(zh="首报", en="Initial report"),
    "follow_up": Words(zh="续报", en="Follow-up report"),
    "nil": Words(zh="零报告", en="Nil report"),
    "daily": Words(zh="每日报告", en="Daily report"),
    "casualties": Words(zh="伤亡变化补报", en="Changed casualties"),
    "verified": Words(zh="核报", en="Verified report"),
}
STARTS: dict[str, Words] = {
    "occurrence": Words(zh="发生", en="occurrence"),
    "discovery": Words(zh="发现", en="discovery"),
    "receipt": Words(zh="接报", en="receipt"),
    "application": Words(zh="规则开始适用", en="when it began to apply"),
    "report": Words(zh="上一次报送", en="the report before"),
    "day": Words(zh="每天零时", en="the beginning of each day"),
    "change": Words(zh="伤亡人数变化", en="the change of casualties"),
    "stable": Words(zh="灾情稳定", en="the situation being stable"),
}
ANSWERED_BY: dict[str, frozenset[str]] = {
    "initial": frozenset({"first", "follow_up", "nil", "final", "verified"}),
    "follow_up": frozenset({"follow_up", "final", "verified"}),
    "nil": frozenset({"nil", "follow_up", "final", "verified"}),
    "daily": frozenset({"nil", "follow_up", "final", "verified"}),
    "casualties": frozenset({"follow_up", "final", "verified"}),
    "verified": frozenset({"final", "verified"}),
}
"""Which kinds of report may meet what is owed: who hears of it for the first time may be told by any."""
BY: dict[str, Words] = {
    "telephone": Words(zh="电话", en="by telephone"),
    "written": Words(zh="书面", en="in writing"),
    "any": Words(zh="方式不限", en="either way"),
}
MINUTES_A_DAY = 60 * 24
MOST_MINUTES = MINUTES_A_DAY * 366
UNFIT: dict[str, Words] = {
    "unknown": Words(zh="有不存在的事件类别或种类", en="a class or kind of event that does not exist"),
    "ends_first": Words(zh="施行止日早于起日", en="it ends before it begins"),
    "repeated": Words(
        zh="反复要求的自上一次报送或每天零时起算，也只有这两种反复要求",
        en="what is repeated, and only that, counts from the report before or from the beginning of each day",
    ),
    "casualties": Words(
        zh="伤亡变化补报自伤亡人数变化起算，也只有它如此", en="changed casualties, and only they, count from the change"
    ),
    "daily": Words(
        zh="每日报告自每天零时起算，也只有它如此",
        en="a daily report, and only that, counts from the beginning of each day",
    ),
    "of_the_day": Words(
        zh="每日报告的时限是当天的几点，不能晚于 24:00，也不另限当日",
        en="the limit of a daily report is a time of that day, 24:00 at the latest, and no other limit to the day is set",
    ),
}
"""Why a rule cannot be kept that is well written field by field."""


def _minutes_of(face: str) -> int:
    """`16:00` is 960."""
    told = re.fullmatch(r"([01]?\d|2[0-4])[:：]([0-5]\d)", face.strip())
    if told is None:
        raise ValueError(
            "写分钟数，如 20；每日报告写几点，如 16:00 / minutes are written 20, the time of a daily report 16:00"
        )
    return int(told[1]) * 60 + int(told[2])


def _fit(text: str) -> str:
    if unfit(text):
        raise ValueError("不能含控制字符 / control characters are not text")
    return text


Text = Annotated[str, Field(min_length=1, max_length=300), AfterValidator(_fit)]
Channel = Literal["telephone", "written", "any"]


class ReportRule(BaseModel):
    """A duty to report.

    levels     at which level the reporter stands;  classes, kinds, grades  of events it is for, all when empty
    sensitive  only for events marked so (True) or not marked so (False)
    people     only from so many persons dead, missing or trapped together
    starts     the moment that it counts from;  within  minutes by channel
               `day`: owed by a time of every day; its minutes are those of the site's clock and may be written "16:00"
    repeated   falls due again and again after each report;  same_day  at the latest when the day ends at the site
    for_days   only so many days after the incident began
    since, until  first and last day in force; None where the source bears no day or nothing ended it
    """

    model_config = ConfigDict(extra="forbid", frozen=True, str_strip_whitespace=True)

    code: str = Field(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$", max_length=64)
    report: Literal["initial", "follow_up", "nil", "daily", "casualties", "verified"]
    levels: tuple[Literal["unit", "county", "city", "province"], ...] = Field(min_length=1)
    classes: tuple[str, ...] = ()
    kinds: tuple[str, ...] = ()
    grades: tuple[Annotated[int, Field(ge=1, le=4)], ...] = ()
    sensitive: bool | None = None
    people: int | None = Field(None, ge=1, le=10_000_000)
    to_zh: Text
    to_en: Text
    starts: Literal["occurrence", "discovery", "receipt", "report", "day", "change", "stable"]
    within: dict[Channel, Annotated[int, Field(ge=1, le=MOST_MINUTES)]] = Field(min_length=1)
    repeated: bool = False
    same_day: bool = False
    for_days: int | None = Field(None, ge=1, le=366)
    source_zh: Text
    source_en: Text
    since: date | None = None
    until: date | None = None

    @field_validator("within", mode="before")
    @classmethod
    def _clock_times(cls, told: Any) -> Any:
        """`"16:00"` is so many minutes of the day."""
        if not isinstance(told, dict):
            return told
        return {by: _minutes_of(at) if isinstance(at, str) and not at.isdecimal() else at for by, at in told.items()}

    @model_validator(mode="after")
    def _possible(self) -> "ReportRule":
        daily = self.starts == "day"
        for wrong, why in (
            (set(self.classes) - set(CLASSES) or set(self.kinds) - set(KINDS), "unknown"),
            (self.since and self.until and self.until < self.since, "ends_first"),
            (self.repeated != (self.starts in ("report", "day")), "repeated"),
            ((self.report == "casualties") != (self.starts == "change"), "casualties"),
            ((self.report == "daily") != daily, "daily"),
            (daily and (self.same_day or any(n > MINUTES_A_DAY for n in self.within.values())), "of_the_day"),
        ):
            if wrong:
                raise ValueError(f"{UNFIT[why].zh} / {UNFIT[why].en}")
        return self

    @property
    def to(self) -> Words:
        return Words(zh=self.to_zh, en=self.to_en)

    @property
    def source(self) -> Words:
        return Words(zh=self.source_zh, en=self.source_en)

    @property
    def unconditional(self) -> bool:
        """Whether it holds for every event of its classes."""
        return not (self.grades or self.kinds or self.people) and self.sensitive is None

    def within_of(self, channel: str) -> int:
        """Minutes by a channel that it names."""
        return {str(by): n for by, n in self.within.items()}[channel]

    def in_force(self, on: date) -> bool:
        return (self.since is None or self.since <= on) and (self.until is None or on <= self.until)


@dataclass(frozen=True, slots=True)
class Case:
    """What is known of an incident. None is not known; `people` are those dead, missing or trapped together."""

    kind: str
    grade: int | None = None
    sensitive: bool | None = None
    people: int | None = None

    @property
    def event_class(self) -> str | None:
        known = KINDS[self.kind].event_class
        return None if known == "undetermined" else known


def depends_on(rule: ReportRule, case: Case) -> tuple[str, ...] | None:
    """() if the rule holds, None if it does not, else the names of the unknown things that it turns on."""
    asked = (
        ("event_class", case.event_class, None if not rule.classes else case.event_class in rule.classes),
        ("kind", case.event_class and case.kind, None if not rule.kinds else case.kind in rule.kinds),
        ("grade", case.grade, None if not rule.grades else case.grade in rule.grades),
        ("sensitive", case.sensitive, None if rule.sensitive is None else case.sensitive is rule.sensitive),
        ("people", case.people, None if rule.people is None else (case.people or 0) >= rule.people),
    )
    unknown = []
    for name, known, met in asked:
        if met is None or met:
            continue
        if known is not None:
            return None
        unknown.append(name)
    return tuple(unknown)


UNKNOWN: dict[str, Words] = {
    "event_class": Words(zh="事件类别", en="class of the event"),
    "kind": Words(zh="事件种类", en="kind of event"),
    "grade": Words(zh="事件分级", en="grade of the event"),
    "sensitive": Words(zh="是否敏感", en="whether it is sensitive"),
    "people": Words(zh="死亡、失踪、被困人数", en="number dead, missing or trapped"),
}


def for_level(rules: Iterable[ReportRule], level: str, on: date) -> list[ReportRule]:
    """Those that a centre of this level keeps on a day, by code."""
    return sorted((one for one in rules if level in one.levels and one.in_force(on)), key=lambda one: one.code)


def next_daily(minutes: int, after: datetime) -> datetime:
    """The first moment strictly after `after` (aware, in the site's zone) at which the clock there shows that time of day.

    minutes  since midnight on the clock's face, 1440 for 24:00; where the clock is changed, its face counts
    """
    day, rest = divmod(minutes, MINUTES_A_DAY)
    at = after.replace(hour=rest // 60, minute=rest % 60, second=0, microsecond=0, fold=0) + timedelta(days=day)
    while at.timestamp() <= after.timestamp():
        at += timedelta(days=1)
    return at


def clock_face(minutes: int) -> str:
    """`16:00`; 1440 is `24:00`."""
    return f"{minutes // 60:02d}:{minutes % 60:02d}"


def due(rule: ReportRule, channel: str, start: datetime, day_ends: datetime) -> datetime:
    """When it falls due that counts from `start`. `day_ends` is the end of the day of `start` at the site."""
    at = start + timedelta(minutes=rule.within_of(channel))
    return min(at, day_ends) if rule.same_day else at


@cache
def national() -> dict[str, ReportRule]:
    """The rules that come with the platform, by code."""
    told = yaml.safe_load(NATIONAL.read_text(encoding="utf-8"))
    rules = [ReportRule.model_validate(one) for one in told["rules"]]
    return {one.code: one for one in rules}


def span_words(minutes: int) -> Words:
    """A limit as it is said: days and hours where it is whole ones, minutes up to two hours."""
    if minutes >= 2 * 1440 and minutes % 1440 == 0:
        return Words(zh="{n} 天", en="{n} days").fill(n=minutes // 1440)
    if minutes > 120 and minutes % 60 == 0:
        return Words(zh="{n} 小时", en="{n} h").fill(n=minutes // 60)
    return Words(zh="{n} 分钟", en="{n} min").fill(n=minutes)
