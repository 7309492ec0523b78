"""The frozen view of the site that plans are held against: roster, map, other plans, and what was recorded of each."""

from collections import defaultdict
from collections.abc import Mapping
from datetime import date, datetime, timedelta

from django.db.models import Max

from watchroom.people import queries as people
from watchroom.people.rostering import calendar as working_days
from watchroom.places import queries as places
from watchroom.plans.check_live import WATCHED_DAYS, Around, Gap, holes
from watchroom.plans.drills import queries as drills
from watchroom.plans.life_rules import Standing
from watchroom.plans.loading import current, load
from watchroom.plans.models import Evaluation, Plan, RevisionCause
from watchroom.plans.snapshot import local_day, moment_words

type _Span = tuple[datetime, datetime]


def around(now: datetime) -> Around:
    """The site as it is at a moment: a handful of queries, however many plans there are."""
    rows, end = current(), now + timedelta(days=WATCHED_DAYS)
    held = people.held_between(now, end)
    return Around(
        today=local_day(now),
        gaps=_gaps(held, now, end),
        known=frozenset(held),
        places=places.codes(),
        plans={row.code: load(row) for row in rows},
        lives=standings(rows),
        calendar=working_days(),
        evaluated=dict(_last_evaluations()),
        drilled={code: local_day(at) for code, at in drills.all_last_drilled().items()},
    )


def standings(rows: list[Plan]) -> dict[str, Standing]:
    """What is known of the life of each of these versions, by code. A lesson of a drill stands until a version was drafted after it."""
    causes: dict[str, list[tuple[date, str, str]]] = defaultdict(list)
    for cause in RevisionCause.objects.filter(code__in=[row.code for row in rows], met_by=None).order_by("at"):
        causes[cause.code].append((local_day(cause.at), cause.kind, cause.note))
    drafted = {row.code: row.imported_at for row in rows}
    for lesson in drills.revising_lessons(drafted):
        if lesson.at > drafted[lesson.plan_code]:
            causes[lesson.plan_code].append((local_day(lesson.at), "drill_lesson", lesson.finding))
    return {
        row.code: Standing(
            row.issued_on, row.filed_on, row.published_on, bool(row.withheld), tuple(causes.get(row.code, ()))
        )
        for row in rows
    }


def _last_evaluations() -> list[tuple[str, date]]:
    return list(Evaluation.objects.values_list("plan__code").annotate(last=Max("on")))


def _gaps(held: Mapping[str, list[_Span]], now: datetime, end: datetime) -> dict[str, tuple[Gap, ...]]:
    return {
        code: tuple(Gap(moment_words(since, zone=True), since <= now) for since, _ in found)
        for code, each in held.items()
        if (found := holes(each, now, end))
    }
