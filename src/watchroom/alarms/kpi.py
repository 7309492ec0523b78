"""The alarm KPIs of a day, a week or a month, read from the journal; exercises apart."""

from collections.abc import Mapping
from dataclasses import asdict
from datetime import date, datetime, time, timedelta
from typing import Any, Literal, get_args
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db.models import Q

from watchroom.alarms.faults import NoSuchRange
from watchroom.alarms.kpi_rules import (
    ACKNOWLEDGED,
    ASIDE,
    CHATTERING,
    CLEARED,
    GROUPED,
    LATCHED,
    RAISED,
    REPEATED,
    RETURNED,
    STALE,
    Kpis,
    Mark,
    Standing,
    measure,
)
from watchroom.alarms.models import Alarm
from watchroom.journal.clock import site_now
from watchroom.journal.models import Entry
from watchroom.kernel.clock import UTC, as_local, iso, parse_time
from watchroom.kernel.words import Words
from watchroom.people.rights import Act
from watchroom.people.viewer import Viewer

Range = Literal["day", "week", "month"]
RANGES: tuple[Range, ...] = get_args(Range)
KINDS = (RAISED, ACKNOWLEDGED, RETURNED, CLEARED, LATCHED, REPEATED, CHATTERING, GROUPED, *ASIDE)
STANDS = (RAISED, REPEATED)  # after these its condition holds, after the others of LIFE it does not
LIFE = (*STANDS, RETURNED, LATCHED, CLEARED)
MOST_STALE = 500


def kpis(viewer: Viewer, range: str, day: date, *, exercise: bool = False) -> Kpis:
    """The figures of the day, week or month (of the site's zone) in which `day` lies, as far as it has gone.

    Raises NotAllowed, NoSuchRange.
    """
    viewer.must(Act.SEE)
    return of_period(*period(range, day), exercise=exercise)


def of_period(since: datetime, until: datetime, *, exercise: bool = False) -> Kpis:
    """Between two moments, as far as time has gone. For the platform's own reports: no viewer, no person's name in it."""
    until = max(since, min(until, site_now()))
    rows = Entry.objects.filter(kind__in=KINDS, at__gte=since, at__lt=until, exercise=exercise).order_by("id")
    told = rows.values_list("at", "kind", "facts").iterator(chunk_size=2000)
    return measure([_mark(*one) for one in told], since, until, _standing(until, exercise))


def in_exercises(since: datetime, until: datetime) -> int:
    """How many alarms were raised in exercises: they are told apart, and never added to the others."""
    return Entry.objects.filter(kind=RAISED, at__gte=since, at__lt=until, exercise=True).count()


def period(range: str, day: date) -> tuple[datetime, datetime]:
    """From local midnight to local midnight; a week begins on Monday. Raises NoSuchRange."""
    try:
        if range == "day":
            return _midnight(day), _midnight(day + timedelta(days=1))
        if range == "week":
            monday = day - timedelta(days=day.weekday())
            return _midnight(monday), _midnight(monday + timedelta(days=7))
        if range == "month":
            first = day.replace(day=1)
            return _midnight(first), _midnight((first + timedelta(days=31)).replace(day=1))
    except OverflowError:
        pass
    raise NoSuchRange(given=range[:20])


def local_day(text: str = "") -> date:
    """`2026-11-30`, or `2026-11` for its first day; without text today. Raises NoSuchRange."""
    if not text:
        return as_local(site_now(), settings.SITE_ZONE).date()
    try:
        day = date.fromisoformat(f"{text}-01" if len(text) == 7 else text)
    except ValueError:
        raise NoSuchRange(given=text[:20]) from None
    if not 2000 <= day.year <= 2200:
        raise NoSuchRange(given=text[:20])
    return day


def told(found: Kpis) -> dict[str, Any]:
    """The figures as plain JSON: times as text, shares between 0 and 1, spans in seconds."""
    plain: dict[str, Any] = _plain(asdict(found))
    return plain


def _plain(value: Any) -> Any:
    if isinstance(value, datetime):
        return iso(value)
    if isinstance(value, Mapping):
        return {str(name): _plain(each) for name, each in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(each) for each in value]
    return round(value, 4) if isinstance(value, float) else value


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(), ZoneInfo(settings.SITE_ZONE)).astimezone(UTC)


def _mark(at: datetime, kind: str, facts: Mapping[str, Any]) -> Mark:
    if kind == GROUPED:
        return Mark(at, kind, facts["first"], members=tuple(facts["alarms"]))
    return Mark(
        at, kind, int(facts.get("alarm") or 0), priority=int(facts.get("priority") or 4), point=str(facts.get("rule") or ""),
        title=Words(zh=facts.get("title_zh") or "—", en=facts.get("title_en") or "—"), onset=_time(facts.get("onset")),
        raised_at=_time(facts.get("raised_at")), ended=_time(facts.get("returned_at")), late=bool(facts.get("late")),
        parent=facts.get("parent"), repeats=int(facts.get("repeats") or 0), chattering=bool(facts.get("chattering")),
    )  # fmt: skip


def _time(text: Any) -> datetime | None:
    return parse_time(text) if isinstance(text, str) and text else None


def _standing(until: datetime, exercise: bool) -> list[Standing]:
    """What may be stale at that moment, as the book knew it then. The table says only whose past is worth asking: what
    stood then has returned later, or not at all. Whether it belongs to an exercise stands in the entry that raised it.
    """
    rows = Alarm.objects.filter(Q(returned_at=None) | Q(returned_at__gt=until), raised_at__lt=until - STALE, late=False)
    subjects = [row.subject for row in rows.only("pk").order_by("raised_at")[:MOST_STALE]]
    life: dict[str, list[tuple[str, bool, Mapping[str, Any]]]] = {subject: [] for subject in subjects}
    told = Entry.objects.filter(subject__in=subjects, kind__in=LIFE, at__lt=until).order_by("id")
    for subject, kind, in_exercise, facts in told.values_list("subject", "kind", "exercise", "facts"):
        life[subject].append((kind, in_exercise, facts))
    stood = [one for one in life.values() if one and one[-1][0] in STANDS and one[0][1] == exercise]
    return [
        Standing(int(facts["alarm"]), Words(zh=facts["title_zh"], en=facts["title_en"]), parse_time(facts["raised_at"]))
        for *_, (_, _, facts) in stood
    ]
