"""Pure decisions of a drill: its clock, what is due on it, whether an expected act came in time."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum

from watchroom.kernel.words import Words

SLOWEST, FASTEST = 1.0, 600.0
HANDOVER = timedelta(minutes=15)  # an unannounced drill does not begin so near to a handover


class State(StrEnum):
    PLANNED = "planned"
    RUNNING = "running"
    PAUSED = "paused"
    ENDED = "ended"
    EVALUATED = "evaluated"
    CLOSED = "closed"


UNDER_WAY = (State.RUNNING, State.PAUSED)
STATES: dict[str, Words] = {
    State.PLANNED: Words(zh="已计划", en="planned"),
    State.RUNNING: Words(zh="进行中", en="running"),
    State.PAUSED: Words(zh="已暂停", en="paused"),
    State.ENDED: Words(zh="已结束", en="ended"),
    State.EVALUATED: Words(zh="已评估", en="evaluated"),
    State.CLOSED: Words(zh="已归档", en="closed"),
}
FORMS: dict[str, Words] = {
    "tabletop": Words(zh="桌面演练", en="tabletop exercise"),
    "single": Words(zh="单项演练", en="single-item exercise"),
    "full": Words(zh="综合演练", en="full exercise"),
}
AIMS: dict[str, Words] = {
    "check": Words(zh="检验性", en="to check"),
    "show": Words(zh="示范性", en="to demonstrate"),
    "study": Words(zh="研究性", en="to study"),
}


@dataclass(frozen=True, slots=True)
class DrillClock:
    """The drill's own time. It stood at `position_ms` at the moment `since`, and has run on `speed` times as fast; with
    `since` None it stands."""

    position_ms: int = 0
    since: datetime | None = None
    speed: float = 1.0

    def at(self, now: datetime) -> int:
        """Milliseconds of the drill at a moment. The site's clock set back sets the drill's back no further than `since`."""
        if self.since is None:
            return self.position_ms
        return self.position_ms + max(0, round((now - self.since).total_seconds() * 1000 * self.speed))

    def stopped(self, now: datetime) -> "DrillClock":
        return replace(self, position_ms=self.at(now), since=None)

    def started(self, now: datetime) -> "DrillClock":
        return replace(self, position_ms=self.at(now), since=now)

    def at_speed(self, now: datetime, speed: float) -> "DrillClock":
        """Raises ValueError for a speed out of bounds."""
        if not SLOWEST <= speed <= FASTEST:
            raise ValueError(f"speed {speed}")
        return DrillClock(self.at(now), self.since and now, speed)

    def moved(self, now: datetime, position_ms: int) -> "DrillClock":
        """Forward to a position; an earlier one is never gone back to."""
        return DrillClock(max(position_ms, self.at(now)), self.since and now, self.speed)


def due[T](script: Iterable[tuple[int, str, T]], fired: Collection[str], position_ms: int) -> list[T]:
    """Of (at, code, inject) those whose moment has come and that have not been fired, in their order."""
    return [one for at, code, one in script if at <= position_ms and code not in fired]


def next_at(script: Iterable[tuple[int, str]], fired: Collection[str]) -> int | None:
    """The moment of the next inject; None when all have been fired."""
    return min((at for at, code in script if code not in fired), default=None)


class Met(StrEnum):
    """How an expected act came out. DONE: done, and no deadline is set for it. OPEN: its time has not run out."""

    ON_TIME = "on_time"
    LATE = "late"
    MISSED = "missed"
    DONE = "done"
    OPEN = "open"


MET: dict[str, Words] = {
    Met.ON_TIME: Words(zh="按时", en="on time"),
    Met.LATE: Words(zh="超时", en="late"),
    Met.MISSED: Words(zh="未做", en="missed"),
    Met.DONE: Words(zh="已做", en="done"),
    Met.OPEN: Words(zh="未到时限", en="open"),
}
VERDICTS: dict[str, Words] = {
    "good": Words(zh="好", en="good"),
    "fair": Words(zh="一般", en="fair"),
    "poor": Words(zh="差", en="poor"),
}


def used(since: datetime, until: datetime, pauses: Sequence[tuple[datetime, datetime]]) -> timedelta:
    """The time from one moment to another in which the drill was not paused. `pauses` do not overlap."""
    lost = timedelta()
    for began, ended in pauses:
        lost += max(timedelta(), min(until, ended) - max(since, began))
    return max(timedelta(), until - since - lost)


def met(
    since: datetime, done: datetime | None, within: timedelta | None, over: datetime | None, now: datetime,
    pauses: Sequence[tuple[datetime, datetime]],
) -> tuple[Met, timedelta | None]:  # fmt: skip
    """How an act came out that was expected from `since` on, and how long it took.

    within  the time allowed; None: none is set;  over  when the drill ended, None while it runs
    """
    if done is not None:
        took = used(since, done, pauses)
        return (Met.DONE if within is None else Met.ON_TIME if took <= within else Met.LATE), took
    if over is not None or (within is not None and used(since, now, pauses) > within):
        return Met.MISSED, None
    return Met.OPEN, None


@dataclass(frozen=True, slots=True)
class Totals:
    """Counts of the acts of one post, one phase, or all. `share`: of those with a deadline, in per cent, on time.

    undated  of those missed, how many had no deadline
    """

    on_time: int
    late: int
    missed: int
    done: int
    open: int
    undated: int = 0

    @property
    def judged(self) -> int:
        """Those that had a deadline."""
        return self.on_time + self.late + self.dated

    @property
    def dated(self) -> int:
        """Of those missed, how many had a deadline."""
        return self.missed - self.undated

    @property
    def share(self) -> int | None:
        return round(100 * self.on_time / self.judged) if self.judged else None


def totals(acts: Iterable[tuple[Met, bool]]) -> Totals:
    """Of acts with whether each had a deadline."""
    found = list(acts)
    on_time, late, missed, done, open_ = (
        sum(state is one for state, _ in found) for one in (Met.ON_TIME, Met.LATE, Met.MISSED, Met.DONE, Met.OPEN)
    )
    return Totals(on_time, late, missed, done, open_, undated=found.count((Met.MISSED, False)))


def hidden(*, announced: bool, begun: bool, concerned: bool) -> bool:
    """Whether a drill is kept from somebody: a no-notice one from all but its director, evaluators and planner, until
    it begins."""
    return not (announced or begun or concerned)
