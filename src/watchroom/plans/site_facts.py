"""What the platform knows of time and place by itself: conditions may ask for it (`origin: site`), plans lower the bar by it."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from watchroom.kernel.clock import as_local
from watchroom.kernel.words import Words
from watchroom.people.workdays import DAY_KINDS, SPECIAL_WORDS, Calendar, together


@dataclass(frozen=True, slots=True)
class SiteFact:
    """A fact of time or place. `type` and `unit` as the plan must declare them; `values` all that it can be."""

    title: Words
    type: str
    unit: str = ""
    values: tuple[str, ...] = ()


SITE_FACTS: dict[str, SiteFact] = {
    "local_hour": SiteFact(Words(zh="当地时刻（0–23 时）", en="Local hour (0–23)"), "number", "h"),
    "weekday": SiteFact(Words(zh="星期（1 为星期一）", en="Day of the week (1 is Monday)"), "number", "day"),
    "month": SiteFact(Words(zh="月份", en="Month"), "number", "month"),
    "day_kind": SiteFact(
        Words(zh="节假日（holiday）、周末（weekend）或工作日（workday）", en="holiday, weekend or workday"),
        "text",
        values=tuple(DAY_KINDS),
    ),
    "special_period": SiteFact(
        Words(
            zh="重大活动（major_event）、敏感时期（sensitive_period）或没有（none）",
            en="major_event, sensitive_period or none",
        ),
        "text",
        values=("major_event", "sensitive_period", "none"),
    ),
    "place_kind": SiteFact(Words(zh="所在场所的类别", en="Kinds of the places around it"), "text"),
    "place": SiteFact(Words(zh="所在场所", en="The places around it"), "text"),
    "incident_kind": SiteFact(Words(zh="事件类别", en="Kind of incident"), "text"),
}


OF_DAYS = ("day_kind", "special_period")


@dataclass(frozen=True, slots=True)
class SiteValue:
    """A value that a site fact has now. `words` names it; `lacking` says why it is not known, and then there is none."""

    value: Decimal | str
    words: Words | None = None
    lacking: Words | None = None


def site_values(
    name: str,
    now: datetime,
    zone: str,
    *,
    kinds: Collection[str],
    places: Collection[str],
    place_kinds: Collection[str],
    calendar: Calendar | None = None,
) -> list[SiteValue]:
    """Every value that a site fact has now; several for an incident with several places. Empty for an unknown name."""
    local = as_local(now, zone)
    match name:
        case "local_hour":
            return [SiteValue(Decimal(local.hour))]
        case "weekday":
            return [SiteValue(Decimal(local.isoweekday()))]
        case "month":
            return [SiteValue(Decimal(local.month))]
        case "day_kind":
            return [_day_kind(local.date(), calendar or Calendar())]
        case "special_period":
            return _special(local.date(), calendar or Calendar())
        case "place_kind":
            return [SiteValue(one) for one in sorted(place_kinds)]
        case "place":
            return [SiteValue(one) for one in sorted(places)]
        case "incident_kind":
            return [SiteValue(one) for one in sorted(kinds)]
        case _:
            return []


_UNKNOWN = Words(
    zh="没有 {year} 年的放假安排，无法判断是不是节假日",
    en="the holidays of {year} are not known: whether this is one cannot be told",
)


def _day_kind(day: date, calendar: Calendar) -> SiteValue:
    found = calendar.day_kind(day)
    if found is None:
        return SiteValue("", lacking=_UNKNOWN.fill(year=day.year))
    return SiteValue(found[0], found[1])


def _special(day: date, calendar: Calendar) -> list[SiteValue]:
    found = calendar.on(day, "major_event", "sensitive_period")
    by_kind = {one.kind: together(each for each in found if each.kind == one.kind) for one in found}
    named = Words(zh="{kind}：{name}", en="{kind}: {name}")
    values = [SiteValue(kind, named.fill(kind=SPECIAL_WORDS[kind], name=name)) for kind, name in by_kind.items()]
    return values or [SiteValue("none")]
