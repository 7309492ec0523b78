"""Pure decisions about units: their statuses and moves, the codes of the radio, the times of a run, when a timer is late."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from itertools import pairwise

from watchroom.kernel.clock import as_local
from watchroom.kernel.words import Words


class UnitStatus(StrEnum):
    """available: at its station; returning: on the road and to be had by radio. off: its rest is planned; out: it fails.

    at_destination  at the hospital, or wherever it took what it carries
    """

    AVAILABLE = "available"
    DISPATCHED = "dispatched"
    EN_ROUTE = "en_route"
    ON_SCENE = "on_scene"
    TRANSPORTING = "transporting"
    AT_DESTINATION = "at_destination"
    RETURNING = "returning"
    OFF = "off"
    OUT = "out"


FREE = (UnitStatus.AVAILABLE, UnitStatus.RETURNING)
RUN = (
    UnitStatus.DISPATCHED,
    UnitStatus.EN_ROUTE,
    UnitStatus.ON_SCENE,
    UnitStatus.TRANSPORTING,
    UnitStatus.AT_DESTINATION,
)
ASSIGNED = frozenset(RUN)
REPORTED = RUN[1:]  # the stages of a run that a unit reports; being dispatched is not reported
_ENDS = frozenset({UnitStatus.AVAILABLE, UnitStatus.RETURNING, UnitStatus.OUT})

# `dispatched` needs an incident and is reached by dispatching alone. A stage that nobody reported is passed over: a unit on
# the way may next be heard of at the hospital. Who is on a run is dispatched elsewhere only by diverting it, with a reason.
UNIT_MOVES: Mapping[UnitStatus, frozenset[UnitStatus]] = {
    **{stage: frozenset(RUN[place + 1 :]) | _ENDS for place, stage in enumerate(RUN)},
    UnitStatus.AVAILABLE: frozenset({UnitStatus.DISPATCHED, UnitStatus.RETURNING, UnitStatus.OFF, UnitStatus.OUT}),
    UnitStatus.RETURNING: frozenset({UnitStatus.DISPATCHED, UnitStatus.AVAILABLE, UnitStatus.OFF, UnitStatus.OUT}),
    UnitStatus.OFF: frozenset({UnitStatus.AVAILABLE, UnitStatus.OUT}),
    UnitStatus.OUT: frozenset({UnitStatus.AVAILABLE, UnitStatus.OFF}),
}

UNIT_WORDS: Mapping[UnitStatus, Words] = {
    UnitStatus.AVAILABLE: Words(zh="待命", en="available"),
    UnitStatus.DISPATCHED: Words(zh="已派", en="dispatched"),
    UnitStatus.EN_ROUTE: Words(zh="途中", en="en route"),
    UnitStatus.ON_SCENE: Words(zh="到场", en="on scene"),
    UnitStatus.TRANSPORTING: Words(zh="转运中", en="transporting"),
    UnitStatus.AT_DESTINATION: Words(zh="已送达", en="at destination"),
    UnitStatus.RETURNING: Words(zh="返程可派", en="available on radio"),
    UnitStatus.OFF: Words(zh="停勤", en="off duty"),
    UnitStatus.OUT: Words(zh="停用", en="out of service"),
}

# After so long in one status somebody should ask. Ours, not a standard's: a turn-out of two minutes, a hospital of half an hour.
LATE_S: Mapping[UnitStatus, int] = {
    UnitStatus.DISPATCHED: 120,
    UnitStatus.EN_ROUTE: 1200,
    UnitStatus.ON_SCENE: 3600,
    UnitStatus.TRANSPORTING: 2400,
    UnitStatus.AT_DESTINATION: 1800,
    UnitStatus.RETURNING: 3600,
}


def is_late(status: UnitStatus, since: datetime, now: datetime) -> bool:
    """Whether a unit has been in a status for longer than is usual."""
    limit = LATE_S.get(status)
    return limit is not None and now - since > timedelta(seconds=limit)


class Outcome(StrEnum):
    """How a run ended. `never_arrived`: it was free again without having reported on scene, and nobody said why."""

    CLEARED = "cleared"
    CANCELLED = "cancelled"
    NEVER_ARRIVED = "never_arrived"
    DIVERTED = "diverted"


OUTCOME_WORDS: Mapping[Outcome, Words] = {
    Outcome.CLEARED: Words(zh="到场处置后撤出", en="cleared after it was on scene"),
    Outcome.CANCELLED: Words(zh="到场前取消", en="called off before it arrived"),
    Outcome.NEVER_ARRIVED: Words(zh="未报到场即待命", en="free again without having arrived"),
    Outcome.DIVERTED: Words(zh="改派其他事件", en="diverted to another incident"),
}


def outcome_of(*, arrived: bool, cancelled: bool) -> Outcome:
    """How a run ends whose unit is free again. Who arrived was not called off before."""
    if arrived:
        return Outcome.CLEARED
    return Outcome.CANCELLED if cancelled else Outcome.NEVER_ARRIVED


class Effect(StrEnum):
    """What a report does: the unit is in that status now; only the run keeps the time; or it cannot be."""

    MOVES = "moves"
    KEPT = "kept"
    REFUSED = "refused"


def effect(now: UnitStatus, since: datetime, then: UnitStatus, at: datetime, *, current: bool, dated: bool) -> Effect:
    """What a status that was so at `at` does to a unit that has been in `now` since `since`.

    current  it tells of the run on which the unit is, or of none where it is on none
    dated    somebody named the moment; without it the report means the present
    What happened before the present status, or on a run that is over, never changes it. A stage that comes after a later one was reported is kept for
    the run: the radio is heard in any order, but no unit goes back from the hospital to being on the way.
    """
    if then is UnitStatus.DISPATCHED:
        return Effect.REFUSED
    if current and at >= since and then in UNIT_MOVES[now]:
        return Effect.MOVES
    if then in REPORTED and dated and (not current or now in RUN):
        return Effect.KEPT
    if then not in REPORTED and dated and (not current or (at < since and now not in RUN)):
        return Effect.KEPT
    return Effect.REFUSED


STAGES = ("dispatched", "en_route", "on_scene", "transporting", "at_destination", "cleared")


def disorder(times: Sequence[datetime | None]) -> list[tuple[str, str]]:
    """The pairs of neighbouring known times of a run, in the order of `STAGES`, of which the second comes first."""
    known = [(stage, at) for stage, at in zip(STAGES, times, strict=True) if at is not None]
    return [(one, other) for (one, a), (other, b) in pairwise(known) if b < a]


# The figures of the status keys as many European services press them; the ten-codes as many American ones say them.
SHIPPED_CODES: Mapping[str, UnitStatus] = {
    "1": UnitStatus.RETURNING,
    "2": UnitStatus.AVAILABLE,
    "3": UnitStatus.EN_ROUTE,
    "4": UnitStatus.ON_SCENE,
    "6": UnitStatus.OUT,
    "7": UnitStatus.TRANSPORTING,
    "8": UnitStatus.AT_DESTINATION,
    "10-7": UnitStatus.OUT,
    "10-8": UnitStatus.RETURNING,
    "10-76": UnitStatus.EN_ROUTE,
    "10-97": UnitStatus.ON_SCENE,
    "10-98": UnitStatus.RETURNING,
}


def status_of(text: str, codes: Mapping[str, UnitStatus]) -> UnitStatus | None:
    """The status that somebody pressed, said or typed: a radio code, a name, or the words of either language."""
    said = text.strip().casefold()
    for code, status in codes.items():
        if code.casefold() == said:
            return status
    for status, words in UNIT_WORDS.items():
        if said in (status.value, words.zh, words.en, words.en.replace(" ", "_")):
            return status
    return None


@dataclass(frozen=True, slots=True)
class RadioLine:
    """What a dispatcher typed of the radio: unit, status and perhaps the time of day, `HH:MM`."""

    unit: str
    status: str
    clock: str = ""


def radio_line(text: str) -> RadioLine | None:
    """`E32 4`, `E32 on scene`, `E32 到场 03:12`, `E32 4 0312`; None for what has no unit and no status."""
    words = text.split()
    if len(words) < 2:
        return None
    clock = _clock(words[-1]) if len(words) > 2 else ""
    return RadioLine(words[0], " ".join(words[1:-1] if clock else words[1:]), clock)


def _clock(word: str) -> str:
    digits = word.replace(":", "").replace("：", "")
    if len(digits) != 4 or not (digits.isascii() and digits.isdigit()):
        return ""
    hour, minute = int(digits[:2]), int(digits[2:])
    return f"{hour:02}:{minute:02}" if hour < 24 and minute < 60 else ""


def site_time(text: str, now: datetime, zone: str) -> datetime | None:
    """A moment as somebody writes it at the site: `03:12`, `03:12:40` or `2026-02-06 03:12`. None for anything else.

    A time of day alone is the last one that has passed; one that comes twice, when summer time ends, is so as well.
    """
    here = as_local(now, zone)
    day, _, clock = text.strip().replace("T", " ").replace("：", ":").rpartition(" ")
    try:
        at = time.fromisoformat(clock if ":" in clock else "")
        then = datetime.combine(date.fromisoformat(day) if day else here.date(), at.replace(tzinfo=None), here.tzinfo)
        passed = _passed(then, now)
        return passed or (_passed(then - timedelta(days=1), now) if not day else None) or then.astimezone(UTC)
    except (ValueError, OverflowError):
        return None


def _passed(wall: datetime, now: datetime) -> datetime | None:
    """The last moment at which the wall clock showed this, if that has come. Compared in UTC: two times of one zone are
    compared by their figures alone."""
    moments = [wall.replace(fold=fold).astimezone(UTC) for fold in (0, 1)]
    return max((at for at in moments if at <= now), default=None)
