"""The time limits that the law sets for reports and for the life of a plan, as dated data with their sources.

A city may set shorter ones: its upper plan says so, and the live check holds a plan to that as well.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from watchroom.incidents.reporting import ReportRule, national
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


def _clock(rule: ReportRule) -> Clock:
    by = {"unit" if level == "unit" else "authority" for level in rule.levels}
    minutes = min(rule.within.values())
    within = f"{minutes // 1440}d" if minutes > 1440 else f"{minutes // 60}h"
    return Clock(
        rule.code, rule.report, frozenset(rule.classes), frozenset(by), within, rule.source, rule.since, rule.until
    )


CLOCKS: tuple[Clock, ...] = tuple(_clock(rule) for rule in national().values() if rule.unconditional)
"""Those of the national reporting rules that hold for every event of their classes: a plan must keep them whatever comes."""

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
