"""Pure decisions of dispatch: the life of an order, the life of a unit, when a task is due, how soon a unit is there."""

import math
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

from watchroom.dispatch.moves import UnitStatus as UnitStatus  # migrations know it here
from watchroom.kernel.clock import as_local
from watchroom.kernel.geometry import LonLat, distance_m
from watchroom.kernel.words import Words


class OrderState(StrEnum):
    """waiting: a predecessor is open. Overdue is not a state: a task can be received and overdue at once.

    doing    the post has said how far it is; blocked: it cannot go on, and somebody else must act
    skipped  left out as not applicable, with a reason; cancelled: the response ended before it was done
    """

    WAITING = "waiting"
    SENT = "sent"
    RECEIVED = "received"
    DOING = "doing"
    BLOCKED = "blocked"
    DONE = "done"
    SKIPPED = "skipped"
    CANCELLED = "cancelled"


_ENDS = frozenset({OrderState.DONE, OrderState.SKIPPED, OrderState.CANCELLED})
# From each state, the states that may follow. What is reported done by telephone need not have been received before.
ORDER_MOVES: Mapping[OrderState, frozenset[OrderState]] = {
    OrderState.WAITING: frozenset({OrderState.SENT, OrderState.SKIPPED, OrderState.CANCELLED}),
    OrderState.SENT: _ENDS | {OrderState.RECEIVED, OrderState.DOING, OrderState.BLOCKED},
    OrderState.RECEIVED: _ENDS | {OrderState.DOING, OrderState.BLOCKED},
    OrderState.DOING: _ENDS | {OrderState.DOING, OrderState.BLOCKED},
    OrderState.BLOCKED: _ENDS | {OrderState.DOING},
    OrderState.DONE: frozenset(),
    OrderState.SKIPPED: frozenset(),
    OrderState.CANCELLED: frozenset(),
}
RUNNING_ORDERS = (OrderState.SENT, OrderState.RECEIVED, OrderState.DOING, OrderState.BLOCKED)
OPEN_ORDERS = (OrderState.WAITING, *RUNNING_ORDERS)
SETTLED = frozenset({OrderState.DONE, OrderState.SKIPPED})  # what waited for it waits no more

ORDER_WORDS: Mapping[OrderState, Words] = {
    OrderState.WAITING: Words(zh="待前项", en="waiting"),
    OrderState.SENT: Words(zh="已下达", en="sent"),
    OrderState.RECEIVED: Words(zh="已签收", en="received"),
    OrderState.DOING: Words(zh="在办", en="in progress"),
    OrderState.BLOCKED: Words(zh="受阻", en="blocked"),
    OrderState.DONE: Words(zh="已完成", en="done"),
    OrderState.SKIPPED: Words(zh="不适用", en="not applicable"),
    OrderState.CANCELLED: Words(zh="已撤销", en="cancelled"),
}


def axes(code: str) -> tuple[str, str]:
    """The codes of a unit's two position sensors: longitude and latitude."""
    return f"{code}-lon", f"{code}-lat"


# The moment from which a deadline counts.
INCIDENT_OPENED, ACTIVATION, ORDER_SENT = "incident_opened", "activation", "order_sent"


@dataclass(frozen=True, slots=True)
class Term:
    """By when a task is due: once, `deadline_s` after a moment; again and again; or not at all.

    every_s   again so long after each time that it was done; without `deadline_s` the first time too
    daily_by  every day by this time of day at the site, `HH:MM`
    workdays  only Monday to Friday count; public holidays are not known here
    """

    base: str
    deadline_s: int | None = None
    every_s: int | None = None
    daily_by: str = ""
    workdays: bool = False

    @property
    def repeats(self) -> bool:
        return self.every_s is not None or self.daily_by != ""

    def first(self, moments: Mapping[str, datetime], zone: str) -> datetime | None:
        """When it is due, or None while its moment has not come, and where no deadline is set.

        Raises ValueError for a base that no plan may name.
        """
        if self.base not in (INCIDENT_OPENED, ACTIVATION, ORDER_SENT):
            raise ValueError(f"no such moment: {self.base!r}")
        start, span = moments.get(self.base), self.deadline_s if self.deadline_s is not None else self.every_s
        if start is None:
            return None
        if span is not None:
            return _after(start, span, self.workdays, zone)
        return _daily(start, self.daily_by, self.workdays, zone) if self.daily_by else None

    def following(self, done_at: datetime, due_at: datetime | None, zone: str) -> datetime | None:
        """When a task that repeats is due again; done early, it is not owed twice for one day. None if it does not."""
        if self.every_s is not None:
            return _after(done_at, self.every_s, self.workdays, zone)
        last = max(done_at, due_at) if due_at else done_at
        return _daily(last, self.daily_by, self.workdays, zone) if self.daily_by else None


def _after(start: datetime, span_s: int, workdays: bool, zone: str) -> datetime:
    """So long after `start`; on days off the time stands still."""
    if not workdays:
        return start + timedelta(seconds=span_s)
    at, left = start, timedelta(seconds=span_s)
    while True:
        midnight = _on_day(as_local(at, zone).date() + timedelta(days=1), time(), zone)
        if _works(at, zone):
            if at + left <= midnight:
                return at + left
            left -= midnight - at
        at = midnight


def _daily(after: datetime, by: str, workdays: bool, zone: str) -> datetime:
    """The next time of day `by` that comes after a moment."""
    day, clock = as_local(after, zone).date(), time.fromisoformat(by)
    while True:
        due = _on_day(day, clock, zone)
        if due > after and (not workdays or _works(due, zone)):
            return due
        day += timedelta(days=1)


def _on_day(day: date, clock: time, zone: str) -> datetime:
    return datetime.combine(day, clock, ZoneInfo(zone)).astimezone(UTC)


def _works(at: datetime, zone: str) -> bool:
    return as_local(at, zone).weekday() < 5


def told_alike(text: str) -> str:
    """An order's text without blanks, punctuation and case: two plans that say the same to one post mean one task."""
    return "".join(char for char in text if char.isalnum()).casefold()


def may_start(after: Collection[str], states: Mapping[str, OrderState]) -> bool:
    """Whether all predecessors are settled. One that this activation does not have (another level's) holds nobody up."""
    return all(states[code] in SETTLED for code in after if code in states)


def open_before(after: Sequence[str], states: Mapping[str, OrderState]) -> list[str]:
    """The predecessors for which a task still waits, in the plan's order."""
    return [code for code in after if code in states and states[code] not in SETTLED]


DETOUR, LEAST_DETOUR = 1.4, 1.15  # road over straight line: usual, and about the best that mountain roads allow
SLOW = 1.5  # nine in ten are assumed to come within this times the estimate
FRESH_S = 120  # an older position means that the unit may be elsewhere
STRAY_MOST_S = 600  # it is not assumed to have driven on for longer than this


@dataclass(frozen=True, slots=True)
class Leg:
    """A way by road, as the map knows it."""

    seconds: int
    metres: int


@dataclass(frozen=True, slots=True)
class Arrival:
    """An estimate in seconds with its range: by road (`road_m`), or from a straight line where no road is known.

    speed_kmh  assumed for the kind;  age_s  of the position, None where it is the home's
    stray_s  what the unit may have driven away since its position was measured, where that is old
    doubt    why the estimate is worth less than its like, if it is
    """

    eta_s: int
    low_s: int
    high_s: int
    straight_m: int
    speed_kmh: float
    age_s: int | None
    road_m: int | None = None
    stray_s: int = 0
    doubt: Words | None = None

    @property
    def how(self) -> Words:
        """How it was estimated. Written when it is read: a proposal weighs thousands of arrivals, and shows few."""
        return _aged(_way(self), self.age_s)

    @property
    def counted_s(self) -> int:
        """What a choice between units counts: an old position and a doubtful estimate do not make a unit the nearest."""
        return self.high_s if self.doubt else self.eta_s + self.stray_s

    @property
    def said(self) -> Words:
        """In whole minutes, rounded up: nobody is helped by seconds that the estimate cannot know."""
        value, low, high = (max(1, math.ceil(s / 60)) for s in (self.eta_s, self.low_s, self.high_s))
        return Words(zh="约 {n} 分（{low}–{high} 分）", en="about {n} min ({low}–{high})").fill(
            n=value, low=low, high=high
        )


def arrival(
    speed_kmh: float,
    start: LonLat,
    goal: LonLat,
    age_s: int | None,
    *,
    leg: Leg | None = None,
    doubt: Words | None = None,
) -> Arrival:
    """How soon a unit is at `goal`: by the road's own time, or at the speed that is assumed for its kind.

    age_s  age of the position; None if it is the home station's because the unit reports none
    leg    the way by road, where the map's roads were asked and one leads there
    An old position widens the range by what the unit may have driven since.
    """
    speed = speed_kmh / 3.6
    straight = distance_m(start, goal)
    stray_s = min(age_s, STRAY_MOST_S) if age_s is not None and age_s > FRESH_S else 0
    if leg is not None:
        low, high = max(0, leg.seconds - stray_s) * LEAST_DETOUR / DETOUR, (leg.seconds + stray_s) * SLOW
        return Arrival(
            leg.seconds, round(low), round(high), round(straight), speed_kmh, age_s, leg.metres, stray_s, doubt
        )
    stray = speed * stray_s
    return Arrival(
        eta_s=round(straight * DETOUR / speed),
        low_s=round(max(0.0, straight - stray) * LEAST_DETOUR / speed),
        high_s=round((straight + stray) * DETOUR * SLOW / speed),
        straight_m=round(straight),
        speed_kmh=speed_kmh,
        age_s=age_s,
        stray_s=stray_s,
        doubt=doubt,
    )


def _way(one: Arrival) -> Words:
    if one.road_m is not None:
        words = Words(zh="沿道路 {km} km，按地图的路网计算", en="{km} km by road, from the road network of the map")
        return words.fill(km=f"{one.road_m / 1000:.1f}")
    return Words(
        zh="直线 {km} km × 绕行系数 {detour} ÷ {speed} km/h（假定车速），未用路网",
        en="straight line of {km} km × detour {detour} ÷ {speed} km/h (assumed speed); no road network used",
    ).fill(km=f"{one.straight_m / 1000:.1f}", detour=DETOUR, speed=f"{one.speed_kmh:g}")


def _aged(way: Words, age_s: int | None) -> Words:
    if age_s is None:
        return Words(zh="{way}；无定位，按驻地计", en="{way}; no position, counted from its home").fill(way=way)
    if age_s > FRESH_S:
        words = Words(zh="{way}；定位已过 {n} 分钟，区间放宽", en="{way}; position {n} min old, so a wider range")
        return words.fill(way=way, n=age_s // 60)
    return way


def span_text(seconds: int) -> str:
    """A length of time as on a stop-watch: `1:20`, `1:05:00`."""
    hours, minutes, rest = seconds // 3600, seconds // 60 % 60, seconds % 60
    return f"{hours}:{minutes:02}:{rest:02}" if hours else f"{minutes}:{rest:02}"
