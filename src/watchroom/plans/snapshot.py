"""The plan frozen at its activation: plan, facts and the values of its texts, so that no later change alters it."""

import json
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache
from typing import Any

from django.conf import settings

from watchroom.incidents.models import Incident
from watchroom.incidents.rules import UNGRADED
from watchroom.kernel.clock import as_local
from watchroom.kernel.words import Words
from watchroom.people import queries as people
from watchroom.plans.filling import fact_values
from watchroom.plans.format import Level, PlanFile
from watchroom.plans.models import Plan


@dataclass(frozen=True, slots=True)
class Frozen:
    """What an activation holds for ever. `values` fill the texts.

    carried  tasks that an earlier level gave and that go on
    ended    tasks of the level before that ended with it, because who changed the level said so
    """

    plan: PlanFile
    values: dict[str, Words]
    evidence: list[dict[str, Any]]
    carried: frozenset[str]
    ended: frozenset[str] = frozenset()


def freeze(
    plan: Plan,
    values: dict[str, Words],
    evidence: list[dict[str, Any]],
    carried: Collection[str],
    ended: Collection[str] = (),
) -> dict[str, Any]:
    """The snapshot as canonical data."""
    return {
        "plan": json.loads(plan.body),
        "values": {name: {"zh": words.zh, "en": words.en} for name, words in values.items()},
        "evidence": evidence,
        "carried": sorted(carried),
        **({"ended": sorted(ended)} if ended else {}),
    }


@lru_cache(maxsize=256)
def thaw(text: str) -> Frozen:
    told = json.loads(text)
    return Frozen(
        PlanFile.model_validate(told["plan"]),
        {name: Words(zh=words["zh"], en=words["en"]) for name, words in told["values"].items()},
        told["evidence"],
        frozenset(told["carried"]),
        frozenset(told.get("ended", ())),
    )


def values_of(
    incident: Incident,
    plan: PlanFile,
    level: Level,
    evidence: list[dict[str, Any]],
    *,
    by: str,
    at: datetime,
    until: datetime | None,
) -> dict[str, Words]:
    """What may fill the texts, by origin, as it is at the moment of activation.

    Who activated is told by post: the texts go to the public, and what is frozen here is never erased.
    """
    post = people.post(by.partition(":")[0])
    return {
        "incident.number": _same(incident.number),
        "incident.title": incident.words,
        "incident.place": incident.place_words,
        "incident.kind": incident.sort.title,
        "incident.grade": incident.grade_words or UNGRADED,
        "incident.opened_at": moment_words(incident.opened_at),
        "activation.plan": plan.title.words,
        "activation.level": level.name.words,
        "activation.by": post.words if post else Words(zh="值守中心", en="the operations centre"),
        "activation.at": moment_words(at),
        "activation.until": moment_words(until) if until else Words(zh="另行通知", en="further notice"),
        "activation.clause": _same(level.clause),
        **fact_values(plan, evidence),
    }


_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


def moment_words(at: datetime, *, zone: bool = False) -> Words:
    """A moment in the site's zone as a public text says it; `zone` names the zone too."""
    local = as_local(at, settings.SITE_ZONE)
    clock = f"{local:%H:%M}"
    offset = f"UTC{local:%:z}"
    before = "" if not zone else "北京时间 " if settings.SITE_ZONE == "Asia/Shanghai" else f"{offset} "
    return Words(
        zh=f"{before}{local.month} 月 {local.day} 日 {clock}",
        en=f"{clock} {f'{offset} ' if zone else ''}on {local.day} {_MONTHS[local.month - 1]}",
    )


def local_text(at: datetime | None) -> str:
    """A time of day for a refusal; a dash for a time that is not known."""
    return f"{as_local(at, settings.SITE_ZONE):%H:%M:%S}" if at else "—"


def local_day(at: datetime) -> date:
    """The day of the site's calendar."""
    return as_local(at, settings.SITE_ZONE).date()


def _same(text: str) -> Words:
    return Words(zh=text, en=text)
