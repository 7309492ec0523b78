"""A plan's row as the plan that it holds, parsed once."""

import json
from functools import lru_cache

from watchroom.plans.format import PlanFile
from watchroom.plans.models import Plan


def load(row: Plan) -> PlanFile:
    return _parsed(row.digest, row.body)


@lru_cache(maxsize=512)
def _parsed(digest: str, body: str) -> PlanFile:
    return PlanFile.model_validate(json.loads(body))


def current() -> list[Plan]:
    """The version in force of every plan, by code: the only ones that are proposed and activated."""
    return list(Plan.objects.filter(state=Plan.State.IN_FORCE).defer("source").order_by("code"))
