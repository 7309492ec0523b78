"""The time limits that the law sets for reports and for the life of a plan, as dated data with their sources.

A city may set shorter ones: its upper plan says so, and the live check holds a plan to that as well.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from watchroom.kernel.words import Words

ENTERPRISE = frozenset({"unit", "enterprise_comprehensive", "enterprise_special", "on_site"})


@dataclass(frozen=True, slots=True)
class Clock:
    """A reporting limit.

    report       the kind of report
    classes      classes of event that it is for
    by           who reports: `unit` (enterprises and other units) or `authority` (governments and their departments)
    within       the longest time, or the longest time between two reports
    since        in force since, None where the source bears no day; `until` is the last day, or None
    """

    code: str
    report: str
    classes: frozenset[str]
    by: frozenset[str]
    within: str
    title: Words
    since: date | None
    until: date | None = None


_UNIT, _AUTHORITY = frozenset({"unit"}), frozenset({"authority"})
_ACCIDENT, _NATURAL = frozenset({"accident"}), frozenset({"natural_disaster"})
_AR493 = date(2007, 6, 1)
_IR21 = date(2009, 7, 1)
_NDST = None  # the edition read bears no day

CLOCKS: tuple[Clock, ...] = (
    Clock(
        "accident-unit", "initial", _ACCIDENT, _UNIT, "1h",
        Words(zh="《生产安全事故报告和调查处理条例》第九条：单位负责人 1 小时内上报", en="Regulation on reporting production accidents, art. 9: the head of the unit reports within 1 h"), _AR493,
    ),
    Clock(
        "accident-hop", "initial", _ACCIDENT, _AUTHORITY, "2h",
        Words(zh="《生产安全事故报告和调查处理条例》第十一条：逐级上报每级不超过 2 小时", en="Regulation on reporting production accidents, art. 11: each level within 2 h"), _AR493,
    ),
    Clock(
        "accident-follow-up", "follow_up", _ACCIDENT, _UNIT | _AUTHORITY, "24h",
        Words(zh="《生产安全事故信息报告和处置办法》第十一条：续报每日至少 1 次", en="Measures for handling accident information, art. 11: follow-ups at least once a day"), _IR21,
    ),
    Clock(
        "disaster-hop", "initial", _NATURAL, _AUTHORITY, "2h",
        Words(zh="《自然灾害情况统计调查制度》：初报逐级不超过 2 小时", en="Statistical survey system for natural disasters: first report within 2 h at each level"), _NDST,
    ),
    Clock(
        "disaster-nil", "nil", _NATURAL, _AUTHORITY, "24h",
        Words(zh="《自然灾害情况统计调查制度》：灾情稳定前每 24 小时零报告", en="Statistical survey system for natural disasters: a report every 24 h until the situation is stable"), _NDST,
    ),
    Clock(
        "disaster-verified", "verified", _NATURAL, _AUTHORITY, "7d",
        Words(zh="《自然灾害情况统计调查制度》：灾情稳定后 7 日内核报", en="Statistical survey system for natural disasters: verified report within 7 days"), _NDST,
    ),
)  # fmt: skip

FILE_WITHIN = PUBLISH_WITHIN = 20
"""Working days after issue, for filing with the higher authority and for publishing.

Source: measures for managing emergency plans, State Council office document 5 of 2024, art. 26 and 28.
"""


def clocks(plan_kind: str, classes: Collection[str], on: date | None = None) -> list[Clock]:
    """The limits for a plan of this kind about these classes of event, the tightest first; `on` a day, or those in force."""
    by = "unit" if plan_kind in ENTERPRISE else "authority"
    found = [one for one in CLOCKS if by in one.by and not one.classes.isdisjoint(classes) and _in_force(one, on)]
    return sorted(found, key=lambda one: (one.within[-1] == "d", int(one.within[:-1])))


def _in_force(clock: Clock, on: date | None) -> bool:
    if on is None:
        return clock.until is None
    return (clock.since is None or clock.since <= on) and (clock.until is None or on <= clock.until)
