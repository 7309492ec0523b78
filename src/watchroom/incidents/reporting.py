"""When what must be reported to whom: rules as dated data, and which of them hold for an incident.

A rule that turns on something unknown, such as the grade, neither holds nor does not: it is shown as depending on it.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Annotated, Literal

import yaml
from pydantic import AfterValidator, BaseModel, ConfigDict, Field, model_validator

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
    "casualties": Words(zh="伤亡变化补报", en="Changed casualties"),
    "verified": Words(zh="核报", en="Verified report"),
}
STARTS: dict[str, Words] = {
    "occurrence": Words(zh="发生", en="occurrence"),
    "discovery": Words(zh="发现", en="discovery"),
    "receipt": Words(zh="接报", en="receipt"),
    "application": Words(zh="规则开始适用", en="when it began to apply"),
    "report": Words(zh="上一次报送", en="the report before"),
    "change": Words(zh="伤亡人数变化", en="the change of casualties"),
    "stable": Words(zh="灾情稳定", en="the situation being stable"),
}
ANSWERED_BY: dict[str, frozenset[str]] = {
    "initial": frozenset({"first", "follow_up", "nil", "final", "verified"}),
    "follow_up": frozenset({"follow_up", "final"}),
    "nil": frozenset({"nil", "follow_up", "final"}),
    "casualties": frozenset({"follow_up", "final", "verified"}),
    "verified": frozenset({"final", "verified"}),
}
"""Which kinds of report may meet what is owed: who hears of it for the first time may be told by any."""
BY: dict[str, Words] = {
    "telephone": Words(zh="电话", en="by telephone"),
    "written": Words(zh="书面", en="in writing"),
    "any": Words(zh="方式不限", en="either way"),
}
MOST_MINUTES = 60 * 24 * 366


def _fit(text: str) -> str:
    if unfit(text):
        raise ValueError("control characters are not text")
    return text


Text = Annotated[str, Field(min_length=1, max_length=300), AfterValidator(_fit)]
Channel = Literal["telephone", "written", "any"]


class ReportRule(BaseModel):
    """A duty to report.

    levels     at which level the reporter stands;  classes, kinds, grades  of events it is for, all when empty
    sensitive  only for events marked so (True) or not marked so (False)
    people     only from so many persons dead, missing or trapped together
    starts     the moment that it counts from;  within  minutes by channel
    repeated   falls due again and again after each report;  same_day  at the latest when the day ends at the site
    for_days   only so many days after the incident began
    since, until  first and last day in force; None where the source bears no day or nothing ended it
    """

    model_config = ConfigDict(extra="forbid", frozen=True, str_strip_whitespace=True)

    code: str = Field(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$", max_length=64)
    report: Literal["initial", "follow_up", "nil", "casualties", "verified"]
    levels: tuple[Literal["unit", "county", "city", "province"], ...] = Field(min_length=1)
    classes: tuple[str, ...] = ()
    kinds: tuple[str, ...] = ()
    grades: tuple[Annotated[int, Field(ge=1, le=4)], ...] = ()
    sensitive: bool | None = None
    people: int | None = Field(None, ge=1, le=10_000_000)
    to_zh: Text
    to_en: Text
    starts: Literal["occurrence", "discovery", "receipt", "report", "change", "stable"]
    within: dict[Channel, Annotated[int, Field(ge=1, le=MOST_MINUTES)]] = Field(min_length=1)
    repeated: bool = False
    same_day: bool = False
    for_days: int | None = Field(None, ge=1, le=366)
    source_zh: Text
    source_en: Text
    since: date | None = None
    until: date | None = None

    @model_validator(mode="after")
    def _possible(self) -> "ReportRule":
        if set(self.classes) - set(CLASSES) or set(self.kinds) - set(KINDS):
            raise ValueError("a class or kind that does not exist")
        if self.since and self.until and self.until < self.since:
            raise ValueError("it ends before it begins")
        if self.repeated != (self.starts == "report"):
            raise ValueError("what is repeated, and only that, counts from the report before")
        if (self.report == "casualties") != (self.starts == "change"):
            raise ValueError("changed casualties, and only they, count from the change")
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


def due(rule: ReportRule, channel: str, start: datetime, day_ends: datetime) -> datetime:
    """When it falls due that counts from `start`. `day_ends` is the end of the day of `start` at the site."""
    minutes = {str(by): n for by, n in rule.within.items()}[channel]
    at = start + timedelta(minutes=minutes)
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
