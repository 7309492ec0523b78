"""A plan's row as the plan that it holds, parsed once."""

import json
from functools import lru_cache
from typing import cast

from watchroom.plans.format import PlanFile
from watchroom.plans.models import NamedDays, Plan, WorkYear
from watchroom.plans.workdays import Calendar, Named, Special, calendar_of


def load(row: Plan) -> PlanFile:
    return _parsed(row.digest, row.body)


@lru_cache(maxsize=512)
def _parsed(digest: str, body: str) -> PlanFile:
    return PlanFile.model_validate(json.loads(body))


def current() -> list[Plan]:
    """The version in force of every plan, by code: the only ones that are proposed and activated."""
    return list(Plan.objects.filter(state=Plan.State.IN_FORCE).defer("source").order_by("code"))


def workdays() -> Calendar:
    """Working days: the published years, and over them those that the site entered. Its own named days are not in it."""
    return calendar_of(WorkYear.objects.values_list("year", "off", "on"))


def calendar() -> Calendar:
    """Working days, and all days that have a name."""
    rows = NamedDays.objects.filter(withdrawn_at=None).order_by("first", "pk")
    named = (Named(cast(Special, one.kind), one.first, one.last, one.words) for one in rows)
    known = workdays()
    return Calendar(known.years, (*known.named, *named))
