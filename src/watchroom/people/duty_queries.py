"""The roster as pages and programs read it: a week of shifts, what somebody has to do, what waits for consent."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from django.db.models import Q, QuerySet

from watchroom.journal.models import Entry
from watchroom.kernel.words import Words
from watchroom.people.models import Absence, Exchange, Handover, Post, Rota, Shift
from watchroom.people.requests import OPEN
from watchroom.people.rights import Act
from watchroom.people.rostering import calendar
from watchroom.people.strength_entries import ExchangeVoid
from watchroom.people.viewer import Viewer

WEEK = 7
MOST_SHIFTS = 2000
SOON, TOLD_FOR, MOST_VOID = timedelta(hours=1), timedelta(days=7), 200


@dataclass(frozen=True, slots=True)
class Day:
    """A day of the roster's head: whether it is worked, and which holiday it is."""

    day: date
    works: bool
    holiday: Words | None


@dataclass(frozen=True, slots=True)
class Week:
    """rows  each post with its shifts that begin on each day; a shift of several days is on each, one from before on the first"""

    days: list[Day]
    rows: list[tuple[Post, list[list[Shift]]]]

    @property
    def before(self) -> date:
        return self.days[0].day - timedelta(days=WEEK)

    @property
    def after(self) -> date:
        return self.days[0].day + timedelta(days=WEEK)


def week(viewer: Viewer, first: date, zone: str) -> Week:
    viewer.must(Act.SEE)
    known, local = calendar(), ZoneInfo(zone)
    days = [first + timedelta(days=n) for n in range(WEEK)]
    since, until = _midnight(first, local), _midnight(first + timedelta(days=WEEK), local)
    found: dict[int, list[list[Shift]]] = defaultdict(lambda: [[] for _ in days])
    rows = Shift.objects.filter(since__lt=until, until__gt=since).select_related("person", "rota").order_by("since")
    for shift in rows[:MOST_SHIFTS]:
        begins = (shift.since.astimezone(local).date() - first).days
        lasts = max((shift.until - shift.since).days, 1)  # a shift of days stands on each of them
        for at in range(max(begins, 0), min(max(begins + lasts, 1), WEEK)):
            found[shift.post_id][at].append(shift)
    posts = [post for post in Post.objects.order_by("pk") if post.pk in found or post.always]
    heads = [Day(day, known.works(day), known.holiday(day)) for day in days]
    return Week(heads, [(post, found[post.pk]) for post in posts])


def span(viewer: Viewer, since: datetime, until: datetime) -> list[Shift]:
    """Shifts that reach into a span, at most 2,000, by their beginning."""
    viewer.must(Act.SEE_NAMES)
    rows = Shift.objects.filter(since__lt=until, until__gt=since).select_related("person", "post", "rota")
    return list(rows.order_by("since", "post__pk")[:MOST_SHIFTS])


def _midnight(day: date, zone: ZoneInfo) -> datetime:
    return datetime.combine(day, time(), tzinfo=zone)


def rotas(viewer: Viewer) -> list[Rota]:
    viewer.must(Act.SEE)
    return list(Rota.objects.select_related("post").order_by("code"))


@dataclass(frozen=True, slots=True)
class Mine:
    """What a person has to do with the roster: own shifts to come, own requests, those that wait for an answer."""

    shifts: list[Shift]
    absences: list[Absence]
    exchanges: list[Exchange]
    void: list[Entry]
    near: list[Shift]


def mine(viewer: Viewer, now: datetime) -> Mine:
    """For anybody with an account, on duty or not. Raises NotSignedIn."""
    person = viewer.own()
    shifts = Shift.objects.filter(person=person, until__gt=now).select_related("post").order_by("since")
    absences = Absence.objects.filter(person=person, until__gt=now).select_related("person").order_by("since")
    exchanges = Exchange.objects.filter(Q(asker=person) | Q(taker=person), until__gt=now)
    near = [one for one in shifts[:60] if now < one.since <= now + SOON]
    return Mine(list(shifts[:60]), list(absences[:60]), list(_whole(exchanges)[:60]), _void(person, now), near)


def _void(person: int, now: datetime) -> list[Entry]:
    """Exchanges of this person that came to nothing in the last days, because the roster dropped the shift."""
    rows = Entry.objects.filter(kind=ExchangeVoid.kind, at__gte=now - TOLD_FOR).order_by("-id")[:MOST_VOID]
    return [one for one in rows if person in (one.facts["asker"], one.facts["taker"])]


def _whole(rows: QuerySet[Exchange]) -> QuerySet[Exchange]:
    return rows.select_related("asker", "taker", "shift__post", "other__post").order_by("since")


def waiting(viewer: Viewer, now: datetime) -> tuple[list[Absence], list[Exchange]]:
    """What waits for this viewer's consent: nobody decides what is his own."""
    if not viewer.may(Act.KEEP_ROSTER):
        return [], []
    states = [one.value for one in OPEN]
    absences = Absence.objects.filter(state__in=states, until__gt=now).exclude(person=viewer.person)
    exchanges = Exchange.objects.filter(state__in=states, until__gt=now).exclude(asker=viewer.person)
    return list(absences.select_related("person").order_by("since")[:100]), list(_whole(exchanges)[:100])


def open_handover(post: str) -> Handover | None:
    """Signed by the giver and not yet by the taker."""
    rows = Handover.objects.filter(post__code=post, taken_at=None).select_related("giver", "taker")
    return rows.first()
