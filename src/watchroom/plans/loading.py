"""A plan's row as the plan that it holds, parsed once, and checked once."""

import json
from typing import cast

from watchroom.people import rostering
from watchroom.people.workdays import Calendar, Named, Special
from watchroom.plans.check import check_plan
from watchroom.plans.findings import Finding
from watchroom.plans.format import PlanFile
from watchroom.plans.models import NamedDays, Plan

_MOST = 512
_PLANS: dict[str, PlanFile] = {}
_FINDINGS: dict[str, tuple[Finding, ...]] = {}
"""By digest: a version is never changed, and the database sees to that."""


def load(row: Plan) -> PlanFile:
    known = _PLANS.get(row.digest)
    return known or _kept(_PLANS, row.digest, PlanFile.model_validate(json.loads(row.body)))


def wrong_in(row: Plan) -> tuple[Finding, ...]:
    """The findings on the version itself, whatever the site and the day are."""
    known = _FINDINGS.get(row.digest)
    return known if known is not None else _kept(_FINDINGS, row.digest, tuple(check_plan(load(row))))


def _kept[T](among: dict[str, T], digest: str, made: T) -> T:
    among[digest] = made
    for oldest in list(among)[:-_MOST]:
        among.pop(oldest, None)
    return made


def current() -> list[Plan]:
    """The version in force of every plan, by code: the only ones that are proposed and activated. The text of one that is
    parsed already is not read again."""
    rows = list(Plan.objects.filter(state=Plan.State.IN_FORCE).defer("body", "source").order_by("code"))
    unread = [row.pk for row in rows if row.digest not in _PLANS]
    bodies = dict(Plan.objects.filter(pk__among=unread).values_list("pk", "body")) if unread else {}
    for row in rows:
        if row.pk in bodies:
            row.body = bodies[row.pk]
    return rows


def calendar() -> Calendar:
    """Working days, and all days that have a name."""
    rows = NamedDays.objects.filter(withdrawn_at=None).order_by("first", "pk")
    named = (Named(cast(Special, one.kind), one.first, one.last, one.words) for one in rows)
    known = rostering.calendar()
    return Calendar(known.years, (*known.named, *named))
