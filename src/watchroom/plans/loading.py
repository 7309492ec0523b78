"""A plan's row as the plan that it holds, parsed once, and checked once."""

import json
from functools import lru_cache
from typing import cast

from watchroom.people import rostering
from watchroom.people.workdays import Calendar, Named, Special
from watchroom.plans.check import check_plan
from watchroom.plans.findings import Finding
from watchroom.plans.format import PlanFile
from watchroom.plans.models import NamedDays, Plan


def load(row: Plan) -> PlanFile:
    return _parsed(row.digest, row.body)


@lru_cache(maxsize=512)
def _parsed(digest: str, body: str) -> PlanFile:
    return PlanFile.model_validate(json.loads(body))


def wrong_in(row: Plan) -> tuple[Finding, ...]:
    """The findings on the version itself, whatever the site and the day are."""
    return _checked(row.digest, row.body)


@lru_cache(maxsize=512)
def _checked(digest: str, body: str) -> tuple[Finding, ...]:
    return tuple(check_plan(_parsed(digest, body)))


def current() -> list[Plan]:
    """The version in force of every plan, by code: the only ones that are proposed and activated."""
    return list(Plan.objects.filter(state=Plan.State.IN_FORCE).defer("source").order_by("code"))


def calendar() -> Calendar:
    """Working days, and all days that have a name."""
    rows = NamedDays.objects.filter(withdrawn_at=None).order_by("first", "pk")
    named = (Named(cast(Special, one.kind), one.first, one.last, one.words) for one in rows)
    known = rostering.calendar()
    return Calendar(known.years, (*known.named, *named))
