"""What other rooms and the screens may ask about orders and units."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from django.db.models import Case, Count, Q, QuerySet, When

from watchroom.dispatch.call_queries import own_calls
from watchroom.dispatch.closing_roads import avoid, in_force
from watchroom.dispatch.faults import IncidentNowhere, NoSuchOrder, NoSuchUnit
from watchroom.dispatch.kinds import kinds
from watchroom.dispatch.models import Order, Unit
from watchroom.dispatch.moves import ASSIGNED, FREE, UnitStatus
from watchroom.dispatch.owners import is_for, is_owner
from watchroom.dispatch.rules import (
    OPEN_ORDERS,
    RUNNING_ORDERS,
    Arrival,
    OrderState,
    axes,
    open_before,
    span_text,
)
from watchroom.dispatch.telling import places as tasks_at
from watchroom.dispatch.telling import shares, states
from watchroom.dispatch.travel import Traveller, travel
from watchroom.dispatch.upstream import Step, known_at, latest, scene, scene_of, simulated
from watchroom.journal.clock import site_now
from watchroom.kernel.geometry import LonLat
from watchroom.kernel.words import Words
from watchroom.people.rights import Act
from watchroom.people.viewer import Viewer
from watchroom.places import queries as places
from watchroom.sources.queries import Latest

LOOK_BACK = timedelta(minutes=15)  # a position older than this is not shown in the past: the home is


def orders(viewer: Viewer, incident: int | None = None, *, open_only: bool = False) -> list[Order]:
    """Orders, oldest first: of one incident, or of all."""
    viewer.must(Act.SEE)
    rows = Order.objects.select_related("incident", "person").prefetch_related("shares").order_by("pk")
    if incident is not None:
        rows = rows.filter(incident_id=incident)
    return list(rows.filter(state__in=OPEN_ORDERS) if open_only else rows)


def order(viewer: Viewer, pk: int) -> Order:
    """Raises NoSuchOrder."""
    viewer.must(Act.SEE)
    found = Order.objects.select_related("incident", "person").filter(pk=pk).first()
    if found is None:
        raise NoSuchOrder(order=pk)
    return found


def left_behind(viewer: Viewer, found: Step) -> list[Order]:
    """The open tasks that only the level left has, what was begun first. They go on unless they are ended with it."""
    viewer.must(Act.SEE)
    rows = Order.objects.filter(lineage=found.lineage, code__in=found.codes, state__in=OPEN_ORDERS, left_at=None)
    return sorted(rows.order_by("pk"), key=lambda row: not begun(row))


def begun(row: Order) -> bool:
    """Whether its post has it: what nobody has begun is proposed to end with its level."""
    return row.received_at is not None


@dataclass(frozen=True, slots=True)
class Counts:
    """Orders of one incident by what a leader asks first."""

    all: int
    done: int
    running: int
    late: int
    waiting: int
    blocked: int = 0
    skipped: int = 0


def counts(viewer: Viewer, incident: int) -> Counts:
    viewer.must(Act.SEE)
    running = Q(state__in=[OrderState.SENT, OrderState.RECEIVED, OrderState.DOING])
    late = Q(overdue_at__isnull=False, state__in=OPEN_ORDERS)
    rows = Order.objects.filter(incident_id=incident).exclude(state=OrderState.CANCELLED)
    return Counts(
        **rows.aggregate(
            all=Count("pk"), done=Count("pk", Q(state=OrderState.DONE)), running=Count("pk", running & ~late),
            late=Count("pk", late), waiting=Count("pk", Q(state=OrderState.WAITING) & ~late),
            blocked=Count("pk", Q(state=OrderState.BLOCKED) & ~late), skipped=Count("pk", Q(state=OrderState.SKIPPED)),
        )
    )  # fmt: skip


@dataclass(frozen=True, slots=True)
class Card:
    """One order as a card: `mark` is done, late or nothing; `waits` the titles it waits for; `mine`: may answer as the post.

    clauses  of the other plans that say the same
    called   this very person was called for it and has not answered; he may answer it, whosever post it is
    """

    order: Order
    mark: str
    waits: tuple[Words, ...]
    mine: bool
    answerable: bool
    took_s: int | None = None
    steerable: bool = False
    clauses: tuple[str, ...] = ()
    called: bool = False

    @property
    def took(self) -> str:
        """How long it took of what was given: `1:20 / 5:00`."""
        given = self.order.deadline_s
        if self.took_s is None:
            return ""
        return f"{span_text(self.took_s)} / {span_text(given)}" if given is not None else span_text(self.took_s)


@dataclass(frozen=True, slots=True)
class Lane:
    """The orders of one group, or of one post where the plan names no group, in the order in which they call: overdue,
    blocked, running, waiting, done, cancelled."""

    code: str
    words: Words
    grouped: bool
    cards: list[Card] = field(default_factory=list)

    @property
    def done(self) -> int:
        return sum(card.order.state == OrderState.DONE for card in self.cards)

    @property
    def key(self) -> tuple[bool, str]:
        return (all(not card.order.is_open for card in self.cards), self.code)

    @property
    def posts(self) -> list[tuple[str, Words]]:
        """The posts that have work here, each once."""
        posts = {card.order.post: (card.order.post, card.order.post_words) for card in self.cards}
        return [one for one in posts.values() if not is_owner(one[0])]

    @property
    def bars(self) -> list[int]:
        """How far each task is: 2 done, 1 running, 0 not yet."""
        far = {OrderState.DONE: 2, OrderState.SKIPPED: 2} | dict.fromkeys(RUNNING_ORDERS, 1)
        return sorted((far.get(OrderState(card.order.state), 0) for card in self.cards), reverse=True)


def board(viewer: Viewer, incident: int) -> list[Lane]:
    """The plan board of an incident: a lane for each group, else for each post, in the order in which they got work."""
    now = site_now()
    rows = orders(viewer, incident)
    parts = shares(rows)
    found = tasks_at(rows, parts)
    lanes: dict[tuple[bool, str], Lane] = {}
    asked = own_calls(viewer)
    for row in rows:
        key = (row.group != "", row.group or row.post)
        lane = lanes.setdefault(key, Lane(key[1], row.group_words or row.post_words, key[0]))
        codes = open_before(row.after, states(found, row.lineage)) if row.state == OrderState.WAITING else []
        clauses = tuple(part.clause for part in parts if part.order_id == row.pk and part.clause)
        titles = tuple(found[row.lineage, code].words for code in codes)
        lane.cards.append(_card(viewer, row, titles, clauses, now, called=row.pk in asked))
    for lane in lanes.values():
        lane.cards.sort(key=calls)
    return list(lanes.values())


def card_of(viewer: Viewer, row: Order) -> Card:
    """One order as its card. Raises NoSuchOrder for one whose incident is not the viewer's to see."""
    for lane in board(viewer, row.incident_id):
        for card in lane.cards:
            if card.order.pk == row.pk:
                return card
    raise NoSuchOrder(order=row.pk)


def _card(
    viewer: Viewer, row: Order, waits: tuple[Words, ...], clauses: tuple[str, ...], now: datetime, *, called: bool
) -> Card:
    mine = called or is_for(viewer, row)
    mark = "done" if row.state == OrderState.DONE else "late" if row.is_open and row.late_at(now) else ""
    running = row.state in RUNNING_ORDERS
    took = int((row.done_at - row.sent_at).total_seconds()) if row.done_at and row.sent_at else None
    answerable = running and (mine or viewer.may(Act.DISPATCH_UNIT))
    return Card(row, mark, waits, mine, answerable, took, row.is_open and viewer.may(Act.STEER_TASKS), clauses, called)


_CALLS = {
    OrderState.BLOCKED: 1,
    OrderState.SENT: 2,
    OrderState.RECEIVED: 2,
    OrderState.DOING: 2,
    OrderState.WAITING: 3,
    OrderState.DONE: 4,
    OrderState.SKIPPED: 5,
    OrderState.CANCELLED: 5,
}


def calls(card: Card) -> tuple[int, datetime, int]:
    row = card.order
    rank = 0 if card.mark == "late" else _CALLS[OrderState(row.state)]
    return (rank, row.due_at or row.created_at, row.pk)


@dataclass(frozen=True, slots=True)
class Position:
    """Where a unit is. `at` None: nothing measures it, and this is its home; or, `reported`, the incident where it said that
    it is on scene."""

    point: LonLat
    at: datetime | None
    reported: bool = False

    def age_s(self, now: datetime) -> int | None:
        return None if self.at is None else max(0, int((now - self.at).total_seconds()))


def units(viewer: Viewer, incident: int | None = None, *, most: int | None = None) -> list[Unit]:
    """All units by kind and code, or those on one incident; of more than `most` those that are on a run come first."""
    rows = _units(viewer)
    if incident is not None:
        return list(rows.filter(incident_id=incident))
    if most is None or rows.count() <= most:
        return list(rows)
    return list(rows.order_by(Case(When(status__in=ASSIGNED, then=0), default=1), "since", "code")[:most])


def _units(viewer: Viewer) -> QuerySet[Unit]:
    viewer.must(Act.SEE)
    return Unit.objects.select_related("home", "incident").order_by("kind", "code")


def unit_names(viewer: Viewer, pks: Iterable[int] | None = None) -> list[tuple[int, str, str, str, str]]:
    """Of every unit, or of these, its id, code, names in both languages and status, by code: for finding one among
    thousands. Nothing but an entry about a unit changes this."""
    viewer.must(Act.SEE)
    rows = Unit.objects.order_by("code") if pks is None else Unit.objects.filter(pk__in=list(pks)).order_by("code")
    return list(rows.values_list("pk", "code", "zh", "en", "status"))


def units_of(viewer: Viewer, pks: Collection[int]) -> list[Unit]:
    """These units with the incident that each is on, by kind and code."""
    return [] if not pks else list(_units(viewer).filter(pk__in=pks))


def count_of_units(viewer: Viewer) -> int:
    viewer.must(Act.SEE)
    return Unit.objects.count()


def unit(viewer: Viewer, pk: int) -> Unit:
    """Raises NoSuchUnit."""
    viewer.must(Act.SEE)
    found = Unit.objects.select_related("home", "incident").filter(pk=pk).first()
    if found is None:
        raise NoSuchUnit(unit=pk)
    return found


def unit_by_code(code: str) -> Unit | None:
    return Unit.objects.select_related("home", "incident").filter(code=code).first()


def positions(of: Collection[Unit]) -> dict[int, Position]:
    """The latest position of each unit; without one the incident's, if it reported on scene there, else its home's."""
    readings = latest([sensor for one in of for sensor in axes(one.code)])
    return {one.pk: _position(one.code, readings) or _unmeasured(one) for one in of}


def _unmeasured(row: Unit) -> Position:
    there = scene_of(row.incident).point if row.incident and row.status == UnitStatus.ON_SCENE else None
    return Position(there, None, reported=True) if there else at_home(row)


def at_home(row: Unit) -> Position:
    """Where a unit is when nobody may be asked."""
    return Position(places.centre(row.home), None)


def positions_at(codes: Sequence[str], at: datetime) -> dict[str, Position]:
    """Where units were at a past moment, by what was known then; missing are those without a word for `LOOK_BACK`."""
    readings = known_at([sensor for code in codes for sensor in axes(code)], at, since=at - LOOK_BACK)
    return {code: position for code in codes if (position := _position(code, readings))}


def tracked_by_simulation(codes: Sequence[str]) -> set[str]:
    """Those of these units whose position is told by a source that plays a part."""
    found = simulated([sensor for code in codes for sensor in axes(code)])
    return {code for code in codes if not found.isdisjoint(axes(code))}


def _position(code: str, readings: Mapping[str, Latest]) -> Position | None:
    lon, lat = (readings.get(sensor) for sensor in axes(code))
    return Position((lon.value, lat.value), min(lon.measured_at, lat.measured_at)) if lon and lat else None


@dataclass(frozen=True, slots=True)
class Candidate:
    """A unit that could be sent, with the estimate of its arrival and from where that was counted."""

    unit: Unit
    position: Position
    arrival: Arrival


def nearest(viewer: Viewer, incident: int, kind: str | None = None, skills: Iterable[str] = ()) -> list[Candidate]:
    """The available units that fit, soonest first. Raises IncidentNowhere when the incident has no position."""
    viewer.must(Act.SEE)
    goal = scene(incident)
    if goal.point is None:
        raise IncidentNowhere(incident=goal.number)
    wanted, now = set(skills), site_now()
    rows = Unit.objects.select_related("home").filter(status__in=FREE)
    fit = [one for one in (rows.filter(kind=kind) if kind else rows) if wanted <= set(one.skills)]
    where = positions(fit)
    told = _arrivals(fit, where, goal.point, now)
    found = [Candidate(one, where[one.pk], soon) for one, soon in zip(fit, told, strict=True)]
    return sorted(found, key=lambda one: (one.arrival.counted_s, one.unit.code))


def arrival_of(viewer: Viewer, unit: int, incident: int) -> Arrival | None:
    """The estimate for one unit; None when the scene has no position or there is no such unit."""
    return arrivals_of(viewer, [unit], incident).get(unit)


def arrivals_of(viewer: Viewer, wanted: Collection[int], incident: int) -> dict[int, Arrival]:
    """The estimates for some units, asked at once; none where the scene has no position."""
    viewer.must(Act.SEE)
    goal = scene(incident)
    rows = list(Unit.objects.select_related("home", "incident").filter(pk__in=wanted))
    if goal.point is None or not rows:
        return {}
    told = _arrivals(rows, positions(rows), goal.point, site_now())
    return {row.pk: soon for row, soon in zip(rows, told, strict=True)}


def _arrivals(rows: Sequence[Unit], where: Mapping[int, Position], goal: LonLat, now: datetime) -> list[Arrival]:
    """By road where the site has roads, round what is closed."""
    known = kinds()
    travellers = [Traveller(known[one.kind], where[one.pk].point, where[one.pk].age_s(now)) for one in rows]
    return [row[0] for row in travel(travellers, [goal], avoid(in_force(now))).rows]


def wanted_kinds(viewer: Viewer, incident: int) -> list[str]:
    """Kinds of unit that the open orders of an incident ask for, each once, in the plan's order."""
    kinds = [kind for row in orders(viewer, incident, open_only=True) for kind in row.unit_kinds]
    return list(dict.fromkeys(kinds))


def assigned(viewer: Viewer, incident: int) -> list[Unit]:
    return [one for one in units(viewer, incident) if one.status in ASSIGNED]
