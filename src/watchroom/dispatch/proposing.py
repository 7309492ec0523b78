"""Whom to send: what incidents need, who could come and when, what must stay, and the best division of the one by the other.

A proposal is a picture of one moment and changes nothing. `choosing.py` records what the dispatcher made of it.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime

from django.conf import settings

from watchroom.dispatch import allocating, closing_roads, needing
from watchroom.dispatch.allocating import Allocation, Cover, Demand
from watchroom.dispatch.asked_for import asked_for
from watchroom.dispatch.faults import IncidentClosed
from watchroom.dispatch.kinds import UnitKind, kinds
from watchroom.dispatch.models import Order, Unit
from watchroom.dispatch.moves import ASSIGNED, FREE, UNIT_WORDS, UnitStatus
from watchroom.dispatch.needing import Able, CoverRule, Numbered, ResponseRule, Wants, able, serves
from watchroom.dispatch.queries import Position, positions
from watchroom.dispatch.response_faults import TooManyIncidents
from watchroom.dispatch.rules import FRESH_S, OPEN_ORDERS, Arrival
from watchroom.dispatch.ruling import cover_rules, response_rules
from watchroom.dispatch.travel import Traveller, travel
from watchroom.dispatch.upstream import Scene, open_cases
from watchroom.incidents.models import Incident
from watchroom.journal.clock import site_now
from watchroom.kernel.clock import as_local
from watchroom.kernel.words import Words
from watchroom.people.rights import Act
from watchroom.people.viewer import Viewer
from watchroom.places import queries as places

MOST_INCIDENTS, MOST_OTHERS = 50, 5
ASKED = Words(zh="指令要求：{kind}", en="asked for by an order: {kind}")
ASKED_LEAST = Words(zh="指令要求：{kind}，不少于 {n}", en="asked for by an order: {kind}, at least {n}")
ROVING = Words(
    zh="返程中而无定位，按驻地计，请核实", en="on its way back without a position, counted from its home: check it"
)
TWICE = Words(zh="也列在 {numbers}，只能派往一处", en="listed for {numbers} too: it goes to one of them")
OLD = Words(zh="定位已过 {n} 分钟，可能已不在那里", en="position {n} min old: it may be elsewhere")


@dataclass(frozen=True, slots=True)
class Need:
    """One line of what an incident needs. `order`: the order that asked for it, where no rule did.

    least  the order asks for at least so many: more may be sent as well
    """

    key: str
    words: Words
    wants: Wants
    n: int
    order: int | None = None
    least: bool = False


@dataclass(frozen=True, slots=True)
class Left:
    """What a cover keeps when this is sent: `left` of at least `least`; `floor`: as many as there are at all."""

    words: Words
    left: int
    least: int
    firm: bool

    @property
    def below(self) -> bool:
        return self.left < self.least


@dataclass(frozen=True, slots=True)
class Pick:
    """A unit for a need, with why: when it arrives and how that is known, where its position is from, what it leaves.

    caveats  what to know before it is sent: an old position, a doubtful estimate, cover below its least
    """

    unit: Unit
    need: Need
    arrival: Arrival
    position: Position
    leaves: tuple[Left, ...] = ()
    caveats: tuple[Words, ...] = ()


@dataclass(slots=True)
class ForOne:
    """What is proposed for one incident.

    graded   False: nobody graded it, and it counts as ordinary
    there    units on it already, each with the need that it meets; None where it meets none
    others   further units that would do, soonest first: the dispatcher may tick them instead
    lacking  needs that nobody is left for, with how many
    """

    scene: Scene
    graded: bool
    rule: Numbered[ResponseRule] | None
    needs: list[Need]
    picks: list[Pick] = field(default_factory=list)
    there: list[tuple[Unit, Need | None]] = field(default_factory=list)
    others: list[Pick] = field(default_factory=list)
    lacking: list[tuple[Need, int]] = field(default_factory=list)

    @property
    def met(self) -> bool:
        """Whether it has what it needs without anybody being sent."""
        return not self.picks and not self.lacking


@dataclass(slots=True)
class Proposal:
    """What is proposed for some incidents together, as of a moment.

    unplaced  incidents without a position, for which no arrival can be told and nothing is proposed
    note      why roads were not used, where the site has them;  closed  how many closures were counted
    proven    False: the search met its limit of time, so a better one may exist
    away      units of the kinds that are needed and cannot be sent, counted by status
    """

    at: datetime
    incidents: list[ForOne]
    unplaced: list[Scene]
    note: Words | None
    closed: int
    proven: bool
    away: dict[UnitStatus, int]


@dataclass(frozen=True, slots=True)
class _Fleet:
    """Every unit that is on duty, with what decides."""

    free: list[Unit]
    busy: list[Unit]
    able: Mapping[int, Able]
    where: Mapping[int, Position]
    kinds: Mapping[str, UnitKind]


def propose(viewer: Viewer, incidents: Sequence[int] = ()) -> Proposal:
    """The best division of the free units among these incidents; none named: all that are open. It goes over the network
    (positions) and to another process (roads): never inside a book.

    Raises NoSuchIncident, IncidentClosed, TooManyIncidents.
    """
    viewer.must(Act.SEE)
    cases = _cases(incidents)
    now, fleet = site_now(), _fleet()
    known, held = {code: kind.title for code, kind in fleet.kinds.items()}, response_rules()
    unplaced = [goal for _, goal in cases if goal.point is None]
    placed = [(row, goal) for row, goal in cases if goal.point is not None]
    orders = asking([row.pk for row, _ in placed])
    found = [needs_of(row, goal, held, orders.get(row.pk, ()), now, known) for row, goal in placed]
    closures = closing_roads.in_force(now)
    wants = [need.wants for one in found for need in one.needs]
    # Ways are asked of those alone who would do: most of a fleet is of other kinds.
    useful = [unit for unit in fleet.free if any(serves(fleet.able[unit.pk], one) for one in wants)]
    goals = [one.scene.point for one in found if one.scene.point]
    taken = travel([_traveller(one, fleet, now) for one in useful], goals, closing_roads.avoid(closures))
    arrivals = {one.pk: row for one, row in zip(useful, taken.rows, strict=True)}
    covers = _covers(fleet)
    result = allocating.allocate(_demands(found, fleet, arrivals), [cover for cover, _, _ in covers])
    for place, one in enumerate(found):
        _fill(one, place, fleet, arrivals, result, covers, now)
    _say_twice(found)
    return Proposal(now, found, unplaced, taken.note, len(closures), result.proven, _away(found, fleet))


def _cases(incidents: Sequence[int]) -> list[tuple[Incident, Scene]]:
    wanted = list(dict.fromkeys(incidents))
    cases = open_cases(wanted)
    if len(cases) > MOST_INCIDENTS:
        raise TooManyIncidents(most=MOST_INCIDENTS)
    for _, goal in cases:
        if goal.closed:
            raise IncidentClosed(incident=goal.number)
    return cases


def _fleet() -> _Fleet:
    rows = list(Unit.objects.select_related("home", "incident").order_by("code"))
    free = [one for one in rows if one.status in FREE]
    what = {one.pk: able(one.kind, one.skills, one.equipment) for one in rows}
    return _Fleet(free, [one for one in rows if one.status not in FREE], what, positions(free), kinds())


def needs_of(
    row: Incident, goal: Scene, rules: Sequence[Numbered[ResponseRule]], orders: Sequence[Order], now: datetime,
    known: Mapping[str, Words],
) -> ForOne:  # fmt: skip
    """The needs by the rule of its kind and grade, and what open orders ask for that no need of the rule covers."""
    held = needing.rule_for(rules, row.kind, as_local(now, settings.SITE_ZONE).date())
    grade = row.grade or needing.LEAST_GRADE
    needs = [
        Need(f"{row.pk}:{one.code}", one.title(known), one, one.n.get(grade, 0))
        for one in (held[0].needs if held else ())
    ]
    needs = [one for one in needs if one.n > 0]
    needs += _asked(row, needs, orders, known)
    return ForOne(goal, row.grade is not None, held, needs)


def asking(incidents: Sequence[int]) -> dict[int, list[Order]]:
    """The open orders of each incident that ask for units, in their order."""
    found: dict[int, list[Order]] = {}
    rows = Order.objects.filter(incident_id__in=incidents, state__in=OPEN_ORDERS).exclude(unit_kinds=[]).order_by("pk")
    for order in rows:
        found.setdefault(order.incident_id, []).append(order)
    return found


def _asked(row: Incident, needs: Sequence[Need], orders: Sequence[Order], known: Mapping[str, Words]) -> list[Need]:
    """What open orders ask for beyond these needs: of a kind that none of them covers one, or as many as an order says; of
    a kind that they cover what lacks to the number that an order says."""
    found: dict[str, Need] = {}
    for order in orders:
        for kind in order.unit_kinds:
            if kind not in known:
                continue
            said = asked_for(known[kind], (order.zh, order.title_zh, order.en, order.title_en))
            covered = sum(one.n for one in needs if kind in one.wants.kinds)
            n = said.n - covered if said else int(not covered)
            if n <= (found[kind].n if kind in found else 0):
                continue
            words = ASKED_LEAST if said and said.least else ASKED
            found[kind] = Need(
                f"{row.pk}:order:{kind}", words.fill(kind=known[kind], n=said.n if said else n),
                Wants(code="order", kinds=(kind,), n={row.grade or needing.LEAST_GRADE: n}), n, order.pk, bool(said and said.least),
            )  # fmt: skip
    return list(found.values())


def _traveller(row: Unit, fleet: _Fleet, now: datetime) -> Traveller:
    where = fleet.where[row.pk]
    return Traveller(fleet.kinds[row.kind], where.point, where.age_s(now))


def _covers(fleet: _Fleet) -> list[tuple[Cover, CoverRule, Words]]:
    """Each cover rule at each of its places, with the free units that make it up."""
    found = []
    for rule, _ in cover_rules():
        if not rule.in_force(as_local(site_now(), settings.SITE_ZONE).date()):
            continue
        fit = [one for one in fleet.free if serves(fleet.able[one.pk], rule)]
        for code, words, units in _by_place(rule, fit):
            found.append((Cover(f"{rule.code}@{code}", units, rule.least, rule.worth_s), rule, words))
    return found


def _by_place(rule: CoverRule, fit: Sequence[Unit]) -> list[tuple[str, Words, frozenset[int]]]:
    if not rule.places:
        homes = {one.home.code: one.home.words for one in fit}
        return [
            (code, words, frozenset(one.pk for one in fit if one.home.code == code)) for code, words in homes.items()
        ]
    found = []
    for code in rule.places:
        place = places.place(code)
        if place is not None:  # a place that was taken away since keeps nothing
            inside = places.holds(place, {one.home.code: places.centre(one.home) for one in fit})
            found.append((code, place.words, frozenset(one.pk for one in fit if one.home.code in inside)))
    return found


def _demands(found: Sequence[ForOne], fleet: _Fleet, arrivals: Mapping[int, Sequence[Arrival]]) -> list[Demand]:
    """What is there already takes part, at no cost: it meets what it can, and stays."""
    demands, free = [], [(unit.pk, fleet.able[unit.pk]) for unit in fleet.free]
    for place, one in enumerate(found):
        there = [unit for unit in fleet.busy if unit.incident_id == one.scene.pk]
        for need in one.needs:
            times = {pk: arrivals[pk][place].counted_s for pk, what in free if serves(what, need.wants)}
            times |= {unit.pk: 0 for unit in there if serves(fleet.able[unit.pk], need.wants)}
            demands.append(Demand(need.key, need.n, need.wants.urgency, times))
    return demands


def _fill(
    one: ForOne, place: int, fleet: _Fleet, arrivals: Mapping[int, Sequence[Arrival]], result: Allocation,
    covers: Sequence[tuple[Cover, CoverRule, Words]], now: datetime,
) -> None:  # fmt: skip
    rows = {unit.pk: unit for unit in (*fleet.free, *fleet.busy)}
    gone = {unit for units in result.sent.values() for unit in units}
    meets: dict[int, Need] = {}
    for need in one.needs:
        for pk in result.sent.get(need.key, ()):
            meets[pk] = need
            if pk in arrivals:
                one.picks.append(_pick(rows[pk], need, arrivals[pk][place], fleet, covers, gone, now))
        if need.key in result.short:
            one.lacking.append((need, result.short[need.key]))
    one.there = [(unit, meets.get(unit.pk)) for unit in fleet.busy if unit.incident_id == one.scene.pk]
    for need in one.needs:
        spare = [unit for unit in fleet.free if unit.pk not in gone and serves(fleet.able[unit.pk], need.wants)]
        spare.sort(key=lambda unit: (arrivals[unit.pk][place].counted_s, unit.code))
        for unit in spare[:MOST_OTHERS]:
            if unit.pk not in {other.unit.pk for other in one.others}:
                one.others.append(_pick(unit, need, arrivals[unit.pk][place], fleet, covers, gone | {unit.pk}, now))


def _say_twice(found: Sequence[ForOne]) -> None:
    """Who could go to several of these incidents is said at each: he goes to one."""
    where: dict[int, list[str]] = {}
    for one in found:
        for pick in one.others:
            where.setdefault(pick.unit.pk, []).append(one.scene.number)
    for one in found:
        for at, pick in enumerate(one.others):
            numbers = [number for number in where[pick.unit.pk] if number != one.scene.number]
            if numbers:
                said = TWICE.fill(numbers=Words(zh="、".join(numbers), en=", ".join(numbers)))
                one.others[at] = replace(pick, caveats=(*pick.caveats, said))


def _pick(
    unit: Unit, need: Need, arrival: Arrival, fleet: _Fleet, covers: Sequence[tuple[Cover, CoverRule, Words]],
    gone: set[int], now: datetime,
) -> Pick:  # fmt: skip
    where = fleet.where[unit.pk]
    leaves = tuple(
        Left(words, len(cover.units - gone), cover.least, cover.worth_s is None)
        for cover, _, words in covers
        if unit.pk in cover.units
    )
    return Pick(unit, need, arrival, where, leaves, tuple(_caveats(unit, arrival, where, now)))


def _caveats(unit: Unit, arrival: Arrival, where: Position, now: datetime) -> list[Words]:
    age_s, told = where.age_s(now), []
    if (
        age_s is None and unit.status == UnitStatus.RETURNING
    ):  # a unit at its station is counted from there, and `how` says so
        told.append(ROVING)
    elif age_s is not None and age_s > FRESH_S:
        told.append(OLD.fill(n=age_s // 60))
    return [*told, arrival.doubt] if arrival.doubt else told


def _away(found: Sequence[ForOne], fleet: _Fleet) -> dict[UnitStatus, int]:
    """Units that would do for a need and are not to be had: on other runs, off duty, out of service."""
    here = {one.scene.pk for one in found}
    wants = [need.wants for one in found for need in one.needs]
    fit = [
        UnitStatus(unit.status)
        for unit in fleet.busy
        if not (unit.status in ASSIGNED and unit.incident_id in here)
        and any(serves(fleet.able[unit.pk], one) for one in wants)
    ]
    return dict(sorted(Counter(fit).items()))


def away_words(away: Mapping[UnitStatus, int]) -> Words | None:
    """`停用 2、途中 1`; None where all are to be had."""
    if not away:
        return None
    zh = "、".join(f"{UNIT_WORDS[status].zh} {n}" for status, n in away.items())
    return Words(zh=zh, en=", ".join(f"{n} {UNIT_WORDS[status].en}" for status, n in away.items()))
