"""Checks the dates of a plan: that they exist, how often it is evaluated and exercised, and what is overdue on a day."""

from collections.abc import Iterator
from datetime import date, timedelta

from watchroom.plans.format import PlanFile
from watchroom.plans.naming import Names, Remarks
from watchroom.plans.reading import Path
from watchroom.plans.terms import seconds

_THREE_YEARS_S = 3 * 366 * 86400


def check_dates(plan: PlanFile, names: Names) -> Remarks:
    for path, text in _days(plan):
        if day_of(text) is None:
            yield "bad_date", path, {"name": text}
    if seconds(plan.authority.evaluate_every) > _THREE_YEARS_S:
        yield "evaluated_too_seldom", ("authority", "evaluate_every"), {}
    if seconds(plan.authority.drill_every) > _THREE_YEARS_S:
        yield "drilled_too_seldom", ("authority", "drill_every"), {}


def check_on(plan: PlanFile, today: date, *, evaluated: date | None = None, drilled: date | None = None) -> Remarks:
    """What is overdue or has expired on a day of the site's calendar.

    evaluated, drilled  when the platform last recorded it; the plan's own dates count where they are later
    """
    for i, resource in enumerate(plan.resources):
        until = day_of(resource.valid_until)
        if until and until < today:
            yield "resource_expired", ("resources", i, "valid_until"), {"name": resource.title.words, "day": until}
    due = evaluation_due(plan, evaluated)
    if due and due < today:
        yield "evaluation_overdue", ("authority", "evaluated"), {"day": due}
    due = drill_due(plan, drilled)
    if due and due < today:
        yield "drill_overdue", ("authority", "drilled"), {"day": due}


def evaluation_due(plan: PlanFile, evaluated: date | None = None) -> date | None:
    """By when the next evaluation is owed; None when no date is known."""
    authority = plan.authority
    return _due((evaluated, day_of(authority.evaluated)), authority.issued, authority.evaluate_every)


def drill_due(plan: PlanFile, drilled: date | None = None) -> date | None:
    """By when the next drill is owed, likewise."""
    authority = plan.authority
    return _due((drilled, day_of(authority.drilled)), authority.issued, authority.drill_every)


def _due(last: tuple[date | None, ...], issued: str | None, every: str) -> date | None:
    known = [one for one in (*last, day_of(issued)) if one]
    return max(known) + timedelta(seconds=seconds(every)) if known else None


def day_of(text: str | None) -> date | None:
    """`2026-01-05` as a date; None for no text, and for a day that does not exist."""
    try:
        return date.fromisoformat(text) if text else None
    except ValueError:
        return None


def _days(plan: PlanFile) -> Iterator[tuple[Path, str]]:
    for key in ("issued", "effective", "evaluated", "drilled"):
        text = getattr(plan.authority, key)
        if text:
            yield ("authority", key), text
    for i, resource in enumerate(plan.resources):
        if resource.valid_until:
            yield ("resources", i, "valid_until"), resource.valid_until
