"""Holds a plan against the site as it is: the roster, the map, the other plans. Pure: the site comes as a frozen view."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from watchroom.kernel.words import Words
from watchroom.people.workdays import Calendar
from watchroom.plans.check_conditions import conditions
from watchroom.plans.check_dates import check_on
from watchroom.plans.check_deadlines import allowance
from watchroom.plans.elements import Link, ReportRule
from watchroom.plans.format import Level, PlanFile
from watchroom.plans.life_rules import Standing, check_life
from watchroom.plans.naming import Remarks
from watchroom.plans.reading import Path
from watchroom.plans.terms import duration_words
from watchroom.plans.triggers import Comparison, walk

WATCHED_DAYS = 30
_MOST_NAMED = 8
_AND_OTHERS = Words(zh="{n}等", en="{n} and others")
_ANY_PLACE = ("incident", "any")
DAYS_ASKED = ("site", "day_kind")


@dataclass(frozen=True, slots=True)
class Gap:
    """A time within the next 30 days in which nobody holds a post; `now` when it has begun already. `since` in words."""

    since: Words
    now: bool


@dataclass(frozen=True, slots=True)
class Around:
    """What a plan is held against, as it was at one moment.

    gaps      by post, earliest first; a post without an entry here is held throughout
    known     posts that the roster has ever heard of
    places    codes on the map
    plans     the version in force of every plan, by code
    lives     what is known of each version's life, by code
    evaluated, drilled  the last day recorded, by code
    """

    today: date
    gaps: Mapping[str, tuple[Gap, ...]] = field(default_factory=dict)
    known: frozenset[str] = frozenset()
    places: frozenset[str] = frozenset()
    plans: Mapping[str, PlanFile] = field(default_factory=dict)
    lives: Mapping[str, Standing] = field(default_factory=dict)
    calendar: Calendar = field(default_factory=Calendar)
    evaluated: Mapping[str, date] = field(default_factory=dict)
    drilled: Mapping[str, date] = field(default_factory=dict)


def check_live(plan: PlanFile, around: Around) -> Remarks:
    yield from _posts(plan, around)
    yield from _places(plan, around)
    for i, link in enumerate(plan.links):
        if link.kind == "upper" and link.plan:
            yield from _upper(plan, link, around, ("links", i))
    circle = _circle(plan, around.plans)
    if circle:
        yield "link_circle", ("links",), {"name": " → ".join(circle)}
    dates = {"evaluated": around.evaluated.get(plan.code), "drilled": around.drilled.get(plan.code)}
    yield from check_on(plan, around.today, **dates)
    yield from _holidays(plan, around)
    yield from check_life(around.lives.get(plan.code, Standing()), around.today, around.calendar)


def _holidays(plan: PlanFile, around: Around) -> Remarks:
    """Years that have begun or soon begin whose holidays nobody entered, where the plan asks what day it is."""
    asks = next((name for name, fact in plan.facts.items() if (fact.origin, fact.quantity or name) == DAYS_ASKED), None)
    if asks is not None:
        for year in around.calendar.unknown(around.today, around.today + timedelta(days=WATCHED_DAYS)):
            yield "holidays_unknown", ("facts", asks), {"year": year}


def holes(shifts: list[tuple[datetime, datetime]], start: datetime, end: datetime) -> list[tuple[datetime, datetime]]:
    """The times between `start` and `end` that no shift covers. Shifts in any order; the end of each is excluded."""
    made, reached = [], start
    for since, until in sorted(shifts):
        if since >= end:
            break
        if since > reached:
            made.append((reached, since))
        reached = max(reached, until)
    if reached < end:
        made.append((reached, end))
    return made


def _posts(plan: PlanFile, around: Around) -> Remarks:
    """Each post that nobody holds now; those that nobody will hold are told together, by when that begins."""
    later: dict[Words, list[int]] = {}
    for i, post in enumerate(plan.posts):
        gaps = around.gaps.get(post.code, ())
        if post.code not in around.known or any(gap.now for gap in gaps):
            yield "post_vacant", ("posts", i), {"name": post.title.words}
        elif gaps:
            later.setdefault(gaps[0].since, []).append(i)
    for since, vacant in later.items():
        titles = [plan.posts[i].title.words for i in vacant[:_MOST_NAMED]]
        names = Words(zh="、".join(one.zh for one in titles), en=", ".join(one.en for one in titles))
        if len(vacant) > _MOST_NAMED:
            names = _AND_OTHERS.fill(n=names)
        yield "post_gap", ("posts", vacant[0]), {"name": names, "count": len(vacant), "since": since}


def _places(plan: PlanFile, around: Around) -> Remarks:
    named: list[tuple[Path, str]] = [(("scope", "places", i), code) for i, code in enumerate(plan.scope.places or ())]
    named += [(("resources", i, "place"), one.place) for i, one in enumerate(plan.resources) if one.place]
    for path, _, when in conditions(plan):
        for below, node in walk(when) if when is not None else ():
            if isinstance(node, Comparison) and node.place not in _ANY_PLACE:
                named.append(((*path, "when", *below, "place"), node.place))
    for at, code in named:
        if code not in around.places:
            yield "not_on_map", at, {"name": code}


def _upper(plan: PlanFile, link: Link, around: Around, path: Path) -> Remarks:
    upper = around.plans.get(link.plan or "")
    if upper is None:
        yield "upper_unknown", path, {"name": link.plan}
        return
    name = upper.title.words
    for level in upper.levels:
        if str(level.level) not in link.levels:
            yield "upper_level_open", (*path, "levels"), {"name": name, "level": level.level}
    for key, own in link.levels.items():
        at: Path = (*path, "levels", key)
        theirs, ours = upper.level(int(key)) if key.isdecimal() else None, plan.level(own)
        if theirs is None:
            yield "upper_level_unknown", at, {"name": name, "level": key}
            continue
        if own > theirs.level:
            yield "level_below_upper", at, {"name": name, "level": key, "own": own}
        why = _looser(ours, theirs) if ours else None
        if why:
            yield "deciding_looser", at, {"name": name, "level": key, "own": own, "why": why}
    yield from _reports(plan, upper)


_AUTOMATIC = Words(zh="上级预案由人决定，本预案自动启动", en="there a person decides, here it starts by itself")
_UNSIGNED = Words(zh="上级预案须签发，本预案没有签发人", en="there it is signed, here nobody signs")


def _looser(ours: Level, theirs: Level) -> Words | None:
    if ours.chain.automatic and not theirs.chain.automatic:
        return _AUTOMATIC
    return _UNSIGNED if theirs.chain.signs and not ours.chain.signs else None


def _reports(plan: PlanFile, upper: PlanFile) -> Remarks:
    """The same report to the same receiver must not be slower here; what stays inside is each plan's own."""
    for i, report in enumerate(plan.reports):
        given = allowance(report.deadline)
        alike = [one for one in upper.reports if _alike(report, one)] if given is not None else []
        limits = [limit for one in alike if (limit := allowance(one.deadline)) is not None]
        if given is not None and limits and given > min(limits):
            facts = {
                "name": report.code, "given": duration_words(given), "limit": duration_words(min(limits)), "upper": upper.title.words,
            }  # fmt: skip
            yield "report_over_upper", ("reports", i, "deadline"), facts


def _alike(ours: ReportRule, theirs: ReportRule) -> bool:
    if ours.kind != theirs.kind or ours.kind == "internal" or not ours.deadline or not theirs.deadline:
        return False
    once = bool(ours.deadline.within) == bool(theirs.deadline.within)
    return once and not set(ours.to).isdisjoint(theirs.to)


def _circle(plan: PlanFile, plans: Mapping[str, PlanFile]) -> list[str]:
    """The way from the plan over its upper plans back to itself, closed; empty when there is none."""
    came: dict[str, str] = {}
    waiting = [plan.code]
    while waiting:
        at = waiting.pop()
        here = plan if at == plan.code else plans.get(at)
        for link in here.links if here else ():
            if link.kind != "upper" or not link.plan:
                continue
            if link.plan == plan.code and at != plan.code:
                way = [plan.code, at]
                while way[-1] != plan.code:
                    way.append(came[way[-1]])
                return way[::-1]
            if link.plan != plan.code and link.plan not in came:
                came[link.plan] = at
                waiting.append(link.plan)
    return []
