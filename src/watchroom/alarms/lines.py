"""The lines of the queue: single alarms, and groups of alarms as one line each. What is drawn is bounded, whatever stands.
What is held back is no line, and is not counted in one.

An alarm of priority 1 is never behind a group's line. In a flood the queue shows at most twenty lines; the rest is
counted by priority and place, and stands on the page of all open alarms.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, fields
from datetime import datetime
from typing import Any, NamedTuple

from django.db.models import Case, Count, IntegerField, Max, Min, Q, QuerySet, Value, When

from watchroom.alarms.faults import NoSuchGroup
from watchroom.alarms.grouping import counted, flood_noted, flood_now
from watchroom.alarms.holding import is_held, values
from watchroom.alarms.models import Alarm, Flood, Group
from watchroom.alarms.queries import RANK, Load, load_counts
from watchroom.alarms.rules import LIFE_SAFETY, OPEN, PRIORITY_WORDS, STANDING, STATE_WORDS, State
from watchroom.journal.clock import site_now
from watchroom.kernel.words import Words
from watchroom.people.rights import Act
from watchroom.people.viewer import Viewer

FLOOD_LINES = 20
LINES = 60
PAGE = 100
PLACES = 6
NOWHERE = Words(zh="平台自身", en="the platform itself")
_TOP = Q(parent=None) | Q(priority=LIFE_SAFETY)


@dataclass(frozen=True, slots=True)
class GroupLine:
    """A group with what is open of it. Its state follows its alarms: unseen while one is, standing while one stands.

    rtn  those that are gone and unseen, latched or not;  reset_due  those that a person has yet to reset
    """

    group: Group
    unack: int
    ack: int
    rtn: int
    reset_due: int
    priority: int
    newest: datetime

    @property
    def open(self) -> int:
        return self.unack + self.ack + self.rtn + self.reset_due

    @property
    def unseen(self) -> int:
        return self.unack + self.rtn

    @property
    def state(self) -> State:
        if self.unack:
            return State.UNACK
        if self.ack:
            return State.ACK
        if self.rtn:
            return State.RTN
        return State.LATCHED_ACK if self.reset_due else State.CLEARED

    @property
    def state_words(self) -> Words:
        return STATE_WORDS[self.state]

    @property
    def priority_words(self) -> Words:
        return PRIORITY_WORDS[self.priority]

    @property
    def look(self) -> str:
        return "" if self.state in STANDING else "none"


type Line = Alarm | GroupLine


@dataclass(frozen=True, slots=True)
class Rest:
    """What the queue does not show: how many lines, by priority, and in which places most."""

    count: int
    priorities: list[tuple[int, int]]
    places: list[tuple[Words, str, int]]
    elsewhere: int


@dataclass(frozen=True, slots=True)
class FloodTold:
    flood: Flood
    count: int


@dataclass(frozen=True, slots=True)
class Queue:
    """lines  in the order in which they want to be seen;  total  of all lines that stand;  load  of all alarms"""

    lines: list[Line]
    total: int
    rest: Rest | None
    flood: FloodTold | None
    load: Load


def queue(viewer: Viewer, most: int | None = None) -> Queue:
    """At most `most` lines; without it as many as the watch can take in: fewer in a flood."""
    viewer.must(Act.SEE)
    now = site_now()
    told = _counted(now)
    together, row = told.groups, flood_now(told.flood, told.recent)
    flood = FloodTold(row, counted(row, now)) if row else None
    most = most or (FLOOD_LINES if flood else LINES)
    alone = list(_ordered(_single(now), flood is not None)[:most])
    every: list[Line] = [*alone, *together]
    shown = sorted(every, key=_in_flood if flood else _at_rest)[:most]
    total = len(together) + told.single
    return Queue(shown, total, _rest(shown, total, now) if total > len(shown) else None, flood, told.load)


def groups(viewer: Viewer) -> list[GroupLine]:
    """The groups of which something is open, in no order."""
    viewer.must(Act.SEE)
    return _counted(site_now()).groups


class _Counted(NamedTuple):
    """recent  alarms that are new for a flood;  flood  the one that was written down;  single  lines of single alarms"""

    load: Load
    recent: int
    flood: int | None
    single: int
    groups: list[GroupLine]


def _counted(now: datetime) -> _Counted:
    """In one question, because the queue is drawn at every alarm; the groups are named in another, if there are any."""
    among, counts = load_counts(now)
    visible, grouped = _counts(now)
    counts |= {"recent": counts["new"] & Q(raised_at__lte=now), "single": visible & _TOP}
    each = {name: Count("pk", filter=one) for name, one in counts.items()} | grouped
    rows: list[dict[str, Any]] = [
        dict(one)
        for one in Alarm.objects.filter(among).values("parent").annotate(**each, flood=flood_noted()).order_by()
    ]
    load = Load(**{one.name: sum(row[one.name] for row in rows) for one in fields(Load)})
    open_groups = [one for one in rows if one["parent"] and one["newest"]]
    known = Group.objects.select_related("first__rule").in_bulk([one["parent"] for one in open_groups])
    together = [_line(known[one["parent"]], one) for one in open_groups]
    recent, single = (sum(row[name] for row in rows) for name in ("recent", "single"))
    return _Counted(load, recent, rows[0]["flood"] if rows else None, single, together)


def group(viewer: Viewer, pk: int) -> GroupLine:
    """One group, even when nothing of it is open any more. Raises NoSuchGroup."""
    viewer.must(Act.SEE)
    row = Group.objects.select_related("first__rule").filter(pk=pk).first()
    if row is None:
        raise NoSuchGroup(group=pk)
    return _line(row, Alarm.objects.filter(parent=row).aggregate(**_counts(site_now())[1]))


def members(viewer: Viewer, pk: int, limit: int = 500) -> list[Alarm]:
    """A group's alarms, first-out first: those of priority 1 too, though they have lines of their own."""
    viewer.must(Act.SEE)
    return list(_whole(Alarm.objects.filter(parent=pk)).order_by("onset", "pk")[:limit])


def all_open(
    viewer: Viewer, priority: int | None = None, place: str | None = None, page: int = 1
) -> tuple[list[Alarm], int]:
    """A page of all open alarms that are heard, grouped or not, in the queue's order; and how many there are."""
    viewer.must(Act.SEE)
    rows = _open(site_now())
    if priority is not None:
        rows = rows.filter(priority=priority)
    if place:
        rows = rows.filter(sensor__place__code=place)
    at = (max(1, page) - 1) * PAGE
    return list(_ordered(rows, False)[at : at + PAGE]), rows.count()


def _counts(now: datetime) -> tuple[Q, dict[str, Any]]:
    """What may be a line, and what is counted of a group: alarms of priority 1 keep lines of their own."""
    visible = Q(state__in=values(OPEN)) & ~is_held(now)
    behind = visible & ~Q(priority=LIFE_SAFETY)
    return visible, {
        "unack": Count("pk", filter=behind & Q(state=State.UNACK.value)),
        "ack": Count("pk", filter=behind & Q(state=State.ACK.value)),
        "rtn": Count("pk", filter=behind & Q(state__in=values((State.RTN, State.LATCHED_UNACK)))),
        "reset_due": Count("pk", filter=behind & Q(state=State.LATCHED_ACK.value)),
        "gravest": Min("priority", filter=behind),
        "newest": Max("raised_at", filter=behind),
    }


def _line(row: Group, told: dict[str, Any]) -> GroupLine:
    return GroupLine(
        row, told["unack"], told["ack"], told["rtn"], told["reset_due"], told["gravest"] or 4,
        told["newest"] or row.formed_at,
    )  # fmt: skip


def _open(now: datetime) -> QuerySet[Alarm]:
    """Those that are heard."""
    return Alarm.objects.filter(state__in=values(OPEN)).exclude(is_held(now))


def _single(now: datetime) -> QuerySet[Alarm]:
    return _open(now).filter(_TOP)


def _whole(rows: QuerySet[Alarm]) -> QuerySet[Alarm]:
    return rows.select_related("rule", "sensor__place", "sensor__source")


def _ordered(rows: QuerySet[Alarm], flood: bool) -> QuerySet[Alarm]:
    """In the database as `_at_rest` and `_in_flood` order lines."""
    rank = Case(
        *(When(state=state.value, then=Value(at)) for state, at in RANK.items()),
        default=len(RANK),
        output_field=IntegerField(),
    )
    by = ("priority", "rank", "late") if flood else ("rank", "late", "priority")
    return _whole(rows).annotate(rank=rank).order_by(*by, "-raised_at", "-pk")


def _at_rest(line: Line) -> tuple[int, bool, int, float, int]:
    """Unseen first, then known, then returned; late records after news; the gravest first, then the newest."""
    if isinstance(line, GroupLine):
        return RANK[line.state], False, line.priority, -line.newest.timestamp(), -line.group.pk
    return RANK[State(line.state)], line.late, line.priority, -line.raised_at.timestamp(), -line.pk


def _in_flood(line: Line) -> tuple[int, int, bool, bool, float, int]:
    """Life safety first, whether seen or not; then by priority: what has a first-out before what stands alone; newest."""
    rank, late, priority, newest, pk = _at_rest(line)
    return priority, rank, late, not isinstance(line, GroupLine), newest, pk


def _rest(shown: Sequence[Line], total: int, now: datetime) -> Rest:
    """By counting in the database what stands, less what is shown. What no sensor measured is in no place."""
    alone = [line for line in shown if isinstance(line, Alarm)]
    left: Counter[tuple[int, str]] = Counter()
    names: dict[str, Words] = {"": NOWHERE}
    told = _single(now).values_list("priority", "sensor__place__code", "sensor__place__zh", "sensor__place__en")
    for priority, code, zh, en, count in told.annotate(n=Count("pk")).order_by():
        left[priority, code or ""] = count
        if code:
            names[code] = Words(zh=zh, en=en)
    left.subtract((line.priority, line.sensor.place.code if line.sensor else "") for line in alone)
    priorities: Counter[int] = Counter()
    places: Counter[str] = Counter()
    for (priority, code), count in left.items():
        priorities[priority] += count
        places[code] += count
    most = [(names[code], code, count) for code, count in places.most_common(PLACES) if count > 0]
    known = [(priority, count) for priority, count in sorted(priorities.items()) if count > 0]
    elsewhere = sum(places.values()) - sum(count for _, _, count in most)
    return Rest(total - len(shown), known, most, max(0, elsewhere))
