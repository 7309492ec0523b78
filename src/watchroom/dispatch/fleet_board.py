"""The board of units: by what they are doing, how long, whose they are; found by typing. One unit with its runs and its book."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Count, Min, Q, QuerySet

from watchroom.dispatch.faults import NoSuchUnit
from watchroom.dispatch.kinds import UnitKind, kinds
from watchroom.dispatch.models import Run, Unit
from watchroom.dispatch.moves import ASSIGNED, FREE, LATE_S, OUTCOME_WORDS, UNIT_WORDS, Outcome, UnitStatus, is_late
from watchroom.journal import queries as journal
from watchroom.journal.clock import site_now
from watchroom.journal.models import Entry
from watchroom.kernel.words import Words
from watchroom.people.rights import Act
from watchroom.people.viewer import Viewer
from watchroom.places.models import Place

MOST_SHOWN, MOST_RUNS, MOST_ENTRIES = 40, 100, 100
# What is under way first, then who can be sent, then who cannot.
ORDER = (
    UnitStatus.DISPATCHED, UnitStatus.EN_ROUTE, UnitStatus.ON_SCENE, UnitStatus.TRANSPORTING, UnitStatus.AT_DESTINATION,
    UnitStatus.RETURNING, UnitStatus.AVAILABLE, UnitStatus.OUT, UnitStatus.OFF,
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which units: `text` is typed, each of its words is part of code, name, agency, station or incident number."""

    text: str = ""
    status: str = ""
    station: str = ""
    agency: str = ""
    kind: str = ""
    incident: int | None = None


@dataclass(frozen=True, slots=True)
class Line:
    unit: Unit
    kind: UnitKind
    status: Words
    late: bool
    limit_s: int | None


@dataclass(frozen=True, slots=True)
class Group:
    """Units in one status: the first of them, those that have been in it longest foremost. `late`: how many are over their time."""

    status: UnitStatus
    words: Words
    count: int
    late: int
    lines: list[Line]

    @property
    def rest(self) -> int:
        return self.count - len(self.lines)


def board(viewer: Viewer, wanted: Wanted, most: int = MOST_SHOWN) -> list[Group]:
    """The units that are wanted, by status; at most `most` of each are listed, all are counted."""
    viewer.must(Act.SEE)
    rows, now, known = found(wanted), site_now(), kinds()
    counts = dict(rows.order_by().values_list("status").annotate(n=Count("pk")))
    late = _late(rows, now)
    groups = []
    for status in ORDER:
        if count := counts.get(status.value, 0):
            first = rows.filter(status=status).order_by("since", "code")[:most]
            lines = [_line(row, known, now) for row in first]
            groups.append(Group(status, UNIT_WORDS[status], count, late.get(status.value, 0), lines))
    return groups


def _late(rows: QuerySet[Unit], now: datetime) -> dict[str, int]:
    over = Q()
    for status, limit in LATE_S.items():
        over |= Q(status=status, since__lt=now - timedelta(seconds=limit))
    return dict(rows.filter(over).order_by().values_list("status").annotate(n=Count("pk")))


def _line(row: Unit, known: dict[str, UnitKind], now: datetime) -> Line:
    status = UnitStatus(row.status)
    return Line(row, known[row.kind], UNIT_WORDS[status], is_late(status, row.since, now), LATE_S.get(status))


def found(wanted: Wanted) -> QuerySet[Unit]:
    """By code."""
    rows = Unit.objects.select_related("home", "incident").defer("home__geometry", "incident__area", "incident__report")
    for word in wanted.text[:64].split()[:6]:
        rows = rows.filter(
            Q(code__icontains=word) | Q(zh__icontains=word) | Q(en__icontains=word) | Q(agency_zh__icontains=word)
            | Q(agency_en__icontains=word) | Q(home__zh__icontains=word) | Q(home__en__icontains=word) | Q(incident__number__icontains=word)
        )  # fmt: skip
    if wanted.status == "free":
        rows = rows.filter(status__in=FREE)
    elif wanted.status == "assigned":
        rows = rows.filter(status__in=ASSIGNED)
    elif wanted.status:
        rows = rows.filter(status=wanted.status[:16])
    named = {
        "home__code": wanted.station,
        "agency_zh": wanted.agency,
        "kind": wanted.kind,
        "incident_id": wanted.incident,
    }
    return rows.filter(**{name: value for name, value in named.items() if value}).order_by("code")


def listed(viewer: Viewer, wanted: Wanted, limit: int, offset: int = 0) -> tuple[list[Unit], int]:
    """A page of the units that are wanted, by code, and how many there are."""
    viewer.must(Act.SEE)
    rows = found(wanted)
    return list(rows[offset : offset + limit]), rows.count()


@dataclass(frozen=True, slots=True)
class Choices:
    """What one may narrow the board to: only what units have."""

    stations: list[Place]
    agencies: list[Words]
    kinds: list[UnitKind]


def choices(viewer: Viewer) -> Choices:
    viewer.must(Act.SEE)
    known = kinds()
    agencies = (
        Unit.objects.exclude(agency_zh="").values_list("agency_zh").annotate(en=Min("agency_en")).order_by("agency_zh")
    )
    codes = Unit.objects.order_by("kind").values_list("kind", flat=True).distinct()
    stations = Place.objects.filter(units__isnull=False).only("code", "zh", "en").distinct().order_by("code")
    return Choices(list(stations), [Words(zh=zh, en=en) for zh, en in agencies], [known[code] for code in codes])


@dataclass(frozen=True, slots=True)
class RunLine:
    """A run as it is read: how it ended in words, None while it goes on; the pairs of stages whose times are in disorder."""

    run: Run
    outcome: Words | None
    disorder: list[tuple[Words, Words]]

    @property
    def on_scene_s(self) -> int | None:
        there = self.run.on_scene_at
        return int((there - self.run.dispatched_at).total_seconds()) if there else None


_CLEARED = Words(zh="撤出", en="cleared")


def runs(
    viewer: Viewer, *, unit: int | None = None, incident: int | None = None, limit: int = MOST_RUNS
) -> list[RunLine]:
    """The runs of a unit or to an incident, newest first."""
    viewer.must(Act.SEE)
    rows = Run.objects.select_related("unit", "incident", "diverted_to").order_by("-dispatched_at", "-pk")
    named = {"unit_id": unit, "incident_id": incident}
    rows = rows.filter(**{name: value for name, value in named.items() if value is not None})
    return [_told(row) for row in rows[:limit]]


def _told(row: Run) -> RunLine:
    def words(stage: str) -> Words:
        return _CLEARED if stage == "cleared" else UNIT_WORDS[UnitStatus(stage)]

    ended = OUTCOME_WORDS[Outcome(row.outcome)] if row.outcome else None
    return RunLine(row, ended, [(words(one), words(other)) for one, other in row.disorder])


def seen(viewer: Viewer, pk: int) -> Unit:
    """One unit with all that is known of it. Raises NoSuchUnit."""
    viewer.must(Act.SEE)
    row = Unit.objects.select_related("home", "incident").prefetch_related("members").filter(pk=pk).first()
    if row is None:
        raise NoSuchUnit(unit=pk)
    return row


@dataclass(frozen=True, slots=True)
class Told:
    """A line of a unit's book: when it was so, when it was recorded, and whether that was later."""

    entry: Entry
    words: Words
    happened_at: str
    late: bool


def book_of(viewer: Viewer, row: Unit, limit: int = MOST_ENTRIES) -> list[Told]:
    """What the book says of a unit, newest first in the order in which it was recorded."""
    viewer.must(Act.SEE)
    personal = viewer.may(Act.SEE_PERSONAL)
    return [
        Told(one, one.say(personal=personal), str(one.facts.get("happened_at") or ""), one.kind == "dispatch.unit_late")
        for one in journal.of_subject(row.subject)[: -limit - 1 : -1]
    ]
