"""Pure decisions about an alarm's life: which state follows which, when it is late, what a rule must say."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from enum import StrEnum

from watchroom.kernel.words import Words

LATE = timedelta(hours=1)
WORDS_OWED = ("title", "cause", "consequence", "action")


class State(StrEnum):
    """Where an alarm stands: does the condition hold, and has a person seen it?"""

    UNACK = "unack"
    ACK = "ack"
    RTN = "rtn"
    CLEARED = "cleared"


class Happening(StrEnum):
    ACKNOWLEDGED = "acknowledged"
    RETURNED = "returned"


# Alarm states after the life cycle of ANSI/ISA-18.2, without shelving and suppression. What is not in the table
# changes nothing: a condition returns once, an alarm is acknowledged once.
TRANSITIONS: Mapping[tuple[State, Happening], State] = {
    (State.UNACK, Happening.ACKNOWLEDGED): State.ACK,
    (State.UNACK, Happening.RETURNED): State.RTN,
    (State.ACK, Happening.RETURNED): State.CLEARED,
    (State.RTN, Happening.ACKNOWLEDGED): State.CLEARED,
}
STANDING = frozenset({State.UNACK, State.ACK})
UNSEEN = frozenset({State.UNACK, State.RTN})
OPEN = frozenset({State.UNACK, State.ACK, State.RTN})

STATE_WORDS: Mapping[State, Words] = {
    State.UNACK: Words(zh="未确认", en="UNACK"),
    State.ACK: Words(zh="已确认", en="ACK"),
    State.RTN: Words(zh="恢复未确认", en="RETURNED"),
    State.CLEARED: Words(zh="已解除", en="CLEARED"),
}

# Priority is a scale of its own: how soon a person must act. It is no event grade, response level or warning level.
PRIORITY_WORDS: Mapping[int, Words] = {
    1: Words(zh="P1 立即处置", en="P1 act at once"),
    2: Words(zh="P2 尽快处置", en="P2 act soon"),
    3: Words(zh="P3 及时处置", en="P3 act in time"),
    4: Words(zh="P4 关注", en="P4 keep an eye on it"),
}


def follows(state: State, happening: Happening) -> State | None:
    """The state that follows; None when the happening changes nothing any more."""
    return TRANSITIONS.get((state, happening))


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
