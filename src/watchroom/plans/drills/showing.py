"""A drill in words, for pages and reports."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings

from watchroom.incidents import queries as incidents
from watchroom.incidents.models import Incident
from watchroom.journal.clock import site_now
from watchroom.journal.models import Entry
from watchroom.kernel.clock import as_local
from watchroom.kernel.words import Words
from watchroom.people import queries as people
from watchroom.people.viewer import Viewer
from watchroom.plans.drills import queries
from watchroom.plans.drills.firing import post_words
from watchroom.plans.drills.models import Drill, Lesson
from watchroom.plans.drills.rules import AIMS, FORMS, MET, STATES, VERDICTS, Totals
from watchroom.plans.drills.scoring import NOTHING, Item, Score, Wanted, names_of, score
from watchroom.plans.drills.script import KINDS, ReportInject, lines
from watchroom.plans.drills.taking import is_for
from watchroom.plans.loading import current, load
from watchroom.plans.terms import seconds

STOPPED = Words(zh="终止（转入实战）", en="stopped for the real thing")
CANCELLED = Words(zh="已取消", en="cancelled")


@dataclass(frozen=True, slots=True)
class Shown:
    """A drill with everything said in words. `clock`: where its clock stands, as on a stop-watch."""

    row: Drill
    plan: Words
    state: Words
    form: Words
    aim: Words
    director: Words
    evaluators: list[Words]
    participants: list[Words]
    levels: list[Words]
    clock: str
    left: int | None
    concerned: bool


def shown(viewer: Viewer, row: Drill) -> Shown:
    plan = load(row.plan)
    found = [plan.level(int(number)) for number in row.levels]
    script = queries.script_of(row)
    return Shown(
        row=row, plan=plan.title.words, state=state_words(row), form=FORMS[row.form], aim=AIMS[row.aim],
        director=people.named(viewer, row.director.words), evaluators=[people.named(viewer, one) for one in names_of(row.evaluators)],
        participants=[post_words(row, code) for code in row.participants], levels=[one.name.words for one in found if one],
        clock=stop_watch(row.clock.at(site_now()) // 1000), left=len(script.injects) - row.fired.count() if script else None,
        concerned=queries.concerned(viewer, row),
    )  # fmt: skip


def state_words(row: Drill) -> Words:
    if row.stopped:
        return STOPPED
    return CANCELLED if row.ended_at is not None and row.begun_at is None else STATES[row.state]


def stop_watch(whole_s: int) -> str:
    hours, minutes, rest = whole_s // 3600, whole_s // 60 % 60, whole_s % 60
    return f"T+{hours}:{minutes:02}:{rest:02}"


def steps(row: Drill) -> list[dict[str, Any]]:
    return [
        {
            "code": one.inject.code, "at": stop_watch(one.inject.at_ms // 1000), "kind": KINDS[one.inject.kind], "said": lines(one.inject),
            "to": post_words(row, one.inject.to) if hasattr(one.inject, "to") else None, "fired_at": one.fired_at,
            "note": one.inject.note.words if one.inject.note else None, "expect": [each.what.words for each in one.inject.expect],
        }
        for one in queries.steps(row)
    ]  # fmt: skip


def arrived(viewer: Viewer, row: Drill) -> list[dict[str, Any]]:
    """Calls and messages; each is marked as an exercise's where it is read."""
    return [
        {
            "code": one.inject.code, "kind": KINDS[one.inject.kind], "to": post_words(row, one.inject.to), "said": one.inject.text.words,
            "at": one.fired.fired_at, "waits": one.waits and row.under_way, "incident": one.fired.incident,
            "taken_by": people.who(viewer, one.fired.taken_by) if one.fired.taken_by else None, "taken_at": one.fired.taken_at,
            "mine": one.inject.to in viewer.posts, "may_take": isinstance(one.inject, ReportInject) and is_for(viewer, one.inject),
        }
        for one in queries.arrived(row)
    ]  # fmt: skip


def incidents_of(row: Drill) -> list[Incident]:
    """The incidents that its calls and alarms have opened."""
    if row.begun_at is None:
        return []
    span = {"at__gte": row.begun_at} | ({"at__lte": row.ended_at} if row.ended_at else {})
    opened = Entry.objects.filter(kind="incidents.opened", exercise=True, incident__isnull=False, **span).order_by("id")
    return [incidents.row(pk) for pk in opened.values_list("incident", flat=True)[:50] if pk is not None]


@dataclass(frozen=True, slots=True)
class Line:
    """An expected act as the score sheet has it."""

    item: Item
    met: Words
    within: Words
    took: str
    marks: list[tuple[Words, Words | None, str]]


@dataclass(frozen=True, slots=True)
class Sheet:
    score: Score
    lines: list[Line]
    by_post: list[tuple[Words, Totals]]
    by_phase: list[tuple[Words, Totals]]
    lessons: list[Lesson]


def sheet(viewer: Viewer, row: Drill) -> Sheet:
    found = score(row) if queries.may_score(viewer, row) else NOTHING
    return sheet_of(found, row.lessons.order_by("pk"))


def sheet_of(found: Score, lessons: Iterable[Lesson]) -> Sheet:
    told = [
        Line(
            one, MET[one.met], within_words(one.wanted), span_text(one.took),
            [(each.person.words, VERDICTS.get(each.verdict), each.note) for each in one.marks],
        )
        for one in found.items
    ]  # fmt: skip
    return Sheet(found, told, list(found.by_post), list(found.by_phase), list(lessons))


def within_words(wanted: Wanted) -> Words:
    """The time allowed, with who sets it; or that nobody has."""
    if wanted.within is None:
        return wanted.limit
    return Words(zh="{t}（{by}）", en="{t} ({by})").fill(t=span_text(wanted.within), by=wanted.limit)


def span_text(span: timedelta | None) -> str:
    if span is None:
        return "—"
    whole = round(span.total_seconds())
    hours, minutes, rest = whole // 3600, whole // 60 % 60, whole % 60
    return f"{hours}:{minutes:02}:{rest:02}" if hours else f"{minutes}:{rest:02}"


@dataclass(frozen=True, slots=True)
class Due:
    """A plan in the calendar: when it was last drilled here, and by when it is to be again."""

    code: str
    title: Words
    last: datetime | None
    due: datetime | None
    overdue: bool


def calendar(now: datetime) -> list[Due]:
    """Each plan by the drills that were held; without one its own word on the last holds. The longest due first."""
    found = []
    for one in current():
        plan = load(one)
        last = queries.last_drilled(one.code) or _said(plan.authority.drilled)
        due = last + timedelta(seconds=seconds(plan.authority.drill_every)) if last else None
        found.append(Due(one.code, plan.title.words, last, due, due is None or due < now))
    return sorted(found, key=lambda one: (one.due is not None, one.due or now))


def _said(day: str | None) -> datetime | None:
    return as_local(datetime.fromisoformat(f"{day}T00:00:00+00:00"), settings.SITE_ZONE) if day else None


def typed(row: Drill) -> dict[str, Any]:
    """What the form holds of a drill that is being changed."""
    evaluators = [one.code for number in row.evaluators if (one := people.person(number)) is not None]
    return {
        "title_zh": row.title_zh, "title_en": row.title_en, "form": row.form, "aim": row.aim, "announced": row.announced,
        "plan": row.plan_code, "levels": [str(one) for one in row.levels], "director": row.director.code, "evaluators": evaluators,
        "participants": row.participants, "planned_for": f"{as_local(row.planned_for, settings.SITE_ZONE):%Y-%m-%dT%H:%M}",
        "script": row.script,
    }  # fmt: skip
