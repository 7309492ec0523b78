"""Pure decisions about an alarm's life: which state follows which, when it is late, what a rule must say.

The life cycle is that of ANSI/ISA-18.2 and IEC 62682, whole. An alarm stands somewhere in two respects at once: what
the condition and the people have made of it (`State`), and whether it is held back from sounding and from the queue
(`Held`). What holds it back never stops the record: the condition goes on to be judged, and when the hold ends the
alarm is where the condition has put it meanwhile.
"""

from collections.abc import Collection, Mapping
from datetime import datetime, timedelta
from enum import StrEnum
from itertools import combinations
from typing import NamedTuple

from watchroom.kernel.words import Words

LATE = timedelta(hours=1)
SKEW = timedelta(minutes=1)  # no two processes differ by more
WORDS_OWED = ("title", "cause", "consequence", "action")
LIFE_SAFETY = 1  # the priority that only the duty leader may shelve


class State(StrEnum):
    """Where an alarm stands: does the condition hold, has a person seen it, must a person reset it?

    What is normal has no alarm, or one that is cleared: nothing leads on from there, the next condition is a new alarm.
    """

    UNACK = "unack"
    ACK = "ack"
    RTN = "rtn"
    LATCHED_UNACK = "latched_unack"
    LATCHED_ACK = "latched_ack"
    CLEARED = "cleared"


class Held(StrEnum):
    """Why an alarm is held back: a person shelved it for a while, it is meant to be still now, or it is out of service."""

    SHELVED = "shelved"
    SUPPRESSED = "suppressed"
    OUT = "oos"


class Happening(StrEnum):
    """What can happen to an alarm. Silencing is not among them: it concerns a loudspeaker, never an alarm."""

    ACKNOWLEDGED = "acknowledged"
    RETURNED = "returned"
    LATCHED = "latched"  # the condition is gone, and the rule wants a person to look before it is cleared
    RESET = "reset"
    SHELVED = "shelved"
    SHELF_ENDED = "shelf_ended"
    SUPPRESSED = "suppressed"
    RELEASED = "released"
    TAKEN_OUT = "taken_out"
    PUT_BACK = "put_back"


class HoldKind(StrEnum):
    """What a person laid down that holds alarms back."""

    SHELF = "shelf"
    MAINTENANCE = "maintenance"
    OUT = "out"


class Position(NamedTuple):
    """An alarm's state, and all that holds it back; a cleared alarm is held by nothing."""

    state: State
    held: frozenset[Held] = frozenset()


_LIFE: Mapping[tuple[State, Happening], State] = {
    (State.UNACK, Happening.ACKNOWLEDGED): State.ACK,
    (State.UNACK, Happening.RETURNED): State.RTN,
    (State.UNACK, Happening.LATCHED): State.LATCHED_UNACK,
    (State.ACK, Happening.RETURNED): State.CLEARED,
    (State.ACK, Happening.LATCHED): State.LATCHED_ACK,
    (State.RTN, Happening.ACKNOWLEDGED): State.CLEARED,
    (State.LATCHED_UNACK, Happening.ACKNOWLEDGED): State.LATCHED_ACK,
    (State.LATCHED_ACK, Happening.RESET): State.CLEARED,
}
_BEGINS: Mapping[Happening, Held] = {
    Happening.SHELVED: Held.SHELVED,
    Happening.SUPPRESSED: Held.SUPPRESSED,
    Happening.TAKEN_OUT: Held.OUT,
}
_ENDS: Mapping[Happening, Held] = {
    Happening.SHELF_ENDED: Held.SHELVED,
    Happening.RELEASED: Held.SUPPRESSED,
    Happening.PUT_BACK: Held.OUT,
}
_HOLDS = [frozenset(some) for n in range(len(Held) + 1) for some in combinations(Held, n)]
POSITIONS = [Position(state, held) for state in State for held in _HOLDS if state is not State.CLEARED or not held]


def _after(before: Position, happening: Happening) -> Position:
    if before.state is State.CLEARED:
        return before
    if happening in _BEGINS:
        return before._replace(held=before.held | {_BEGINS[happening]})
    if happening in _ENDS:
        return before._replace(held=before.held - {_ENDS[happening]})
    state = _LIFE.get((before.state, happening), before.state)
    return Position(state) if state is State.CLEARED else before._replace(state=state)


# The whole life in one table: for every position and every happening the one position that follows. Where it is the
# same, nothing has changed: a condition returns once, an alarm is acknowledged once, what is shelved is not shelved again.
TABLE: Mapping[tuple[Position, Happening], Position] = {
    (before, happening): _after(before, happening) for before in POSITIONS for happening in Happening
}

STANDING = frozenset({State.UNACK, State.ACK})
UNSEEN = frozenset({State.UNACK, State.RTN, State.LATCHED_UNACK})
LATCHED = frozenset({State.LATCHED_UNACK, State.LATCHED_ACK})
OPEN = frozenset(State) - {State.CLEARED}

STATE_WORDS: Mapping[State, Words] = {
    State.UNACK: Words(zh="未确认", en="UNACK"),
    State.ACK: Words(zh="已确认", en="ACK"),
    State.RTN: Words(zh="恢复未确认", en="RETURNED"),
    State.LATCHED_UNACK: Words(zh="锁存未确认", en="LATCHED UNACK"),
    State.LATCHED_ACK: Words(zh="锁存待复位", en="RESET DUE"),
    State.CLEARED: Words(zh="已解除", en="CLEARED"),
}
HELD_WORDS: Mapping[Held, Words] = {
    Held.OUT: Words(zh="退出服务", en="OUT OF SERVICE"),
    Held.SHELVED: Words(zh="搁置", en="SHELVED"),
    Held.SUPPRESSED: Words(zh="设计抑制", en="SUPPRESSED"),
}
HOLD_WORDS: Mapping[HoldKind, Words] = {
    HoldKind.SHELF: Words(zh="搁置", en="Shelf"),
    HoldKind.MAINTENANCE: Words(zh="计划检修", en="Planned maintenance"),
    HoldKind.OUT: Words(zh="退出服务", en="Out of service"),
}

# Priority is a scale of its own: how soon a person must act. It is no event grade, response level or warning level.
PRIORITY_WORDS: Mapping[int, Words] = {
    1: Words(zh="P1 立即处置", en="P1 act at once"),
    2: Words(zh="P2 尽快处置", en="P2 act soon"),
    3: Words(zh="P3 及时处置", en="P3 act in time"),
    4: Words(zh="P4 关注", en="P4 keep an eye on it"),
}

# Who hears of an alarm that nobody acknowledges, one after the other. The console's sound goes on all the while.
LADDER: tuple[tuple[str, Words], ...] = (
    ("duty_leader", Words(zh="带班领导", en="the duty leader")),
    ("commander", Words(zh="指挥长", en="the commander")),
)


def follows(before: Position, happening: Happening) -> Position | None:
    """The position that follows; None when the happening changes nothing any more."""
    after = TABLE[before, happening]
    return None if after == before else after


def heard(position: Position) -> bool:
    """Whether it sounds and stands at the top of the queue: unseen by anybody, and held back by nothing."""
    return position.state in UNSEEN and not position.held


def foremost(held: Collection[Held]) -> Held | None:
    """The one of several reasons that is said first: what needs a person's hand before what ends by itself."""
    return next((one for one in HELD_WORDS if one in held), None)


def rung_due(now: datetime, announced_at: datetime, escalated_at: datetime | None, *, rungs: int, after_s: int) -> bool:
    """Whether the next rung of the ladder is to hear of an alarm that nobody has acknowledged.

    rungs    how many have heard of it already
    after_s  how long each is given, by the alarm's priority; 0 is for ever
    A time that lies ahead of now was written before the clock was set back; counting from it nobody would ever hear.
    """
    if after_s <= 0 or rungs >= len(LADDER):
        return False
    told = [at for at in (announced_at, escalated_at) if at is not None and at <= now + SKEW]
    return not told or now >= max(told) + timedelta(seconds=after_s)


def is_late(measured_at: datetime, received_at: datetime) -> bool:
    """Whether the reading behind an alarm came so late that the alarm is a record, not news."""
    return received_at - measured_at > LATE


def worse(above: bool, one: float, other: float) -> float:
    """The worse of two values, for a rule whose condition lies above its limit or below it."""
    return max(one, other) if above else min(one, other)


def missing_words(told: Mapping[str, str]) -> list[str]:
    """Which of a rule's texts are still owed, such as `cause_en`. `told` maps `title_zh` and the like to text."""
    names = [f"{word}_{lang}" for word in WORDS_OWED for lang in ("zh", "en")]
    return [name for name in names if not told.get(name, "").strip()]
