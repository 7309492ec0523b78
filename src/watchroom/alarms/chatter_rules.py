"""When an alarm that comes and goes is one alarm: pure decisions in event time, so that judging again decides the same.

A condition that comes again within a minute of the alarm's onset is the same alarm, counted as a repeat: there is at
most one row a minute for a rule and sensor, however fast its value flaps. Three onsets within a minute are chattering
(ANSI/ISA-18.2, IEC 62682): from then on the alarm is held as standing, whatever the value does, until its condition
has been gone for a whole minute; then it returns, at the moment at which the condition went.
"""

from collections.abc import Sequence
from enum import Enum
from typing import NamedTuple

ONE_ROW_MS = 60_000
CHATTER_MS = 60_000
CHATTERS_AT = 3
QUIET_MS = 60_000


class Kept(NamedTuple):
    """What is known of the newest alarm of a rule and sensor. Times are of events, in ms.

    beats        its last onsets, at most CHATTERS_AT, oldest first; never empty
    last_return  since when its condition is gone; None while it holds
    """

    onset_ms: int
    beats: tuple[int, ...]
    last_return_ms: int | None
    chattering: bool
    standing: bool

    @property
    def held(self) -> bool:
        """Kept standing though its condition is gone."""
        return self.standing and self.chattering and self.last_return_ms is not None


class Raise(Enum):
    OLD = "old"  # written before, or part of what stands
    NEW = "new"  # an alarm of its own
    REPEAT = "repeat"  # the same alarm again


class Return(Enum):
    OLD = "old"
    HOLD = "hold"  # noted; the alarm goes on standing
    END = "end"


def on_raise(kept: Kept | None, onset_ms: int, earlier: Sequence[tuple[int, int]] = ()) -> Raise:
    """A condition began.

    kept     the newest alarm of the rule and sensor
    earlier  first and last onset of the alarms before it, as far as they may hold this onset. An onset of the past that
             none of them holds is NEW: the site's clock was set back.
    """
    if kept is None or onset_ms < kept.onset_ms:
        return Raise.OLD if any(first <= onset_ms <= last for first, last in earlier) else Raise.NEW
    if onset_ms <= kept.beats[-1]:
        return Raise.OLD
    if kept.chattering and kept.last_return_ms is not None and not is_quiet(kept, onset_ms):
        return Raise.REPEAT
    if kept.standing and not kept.held:
        return Raise.OLD
    return Raise.REPEAT if onset_ms - kept.onset_ms < ONE_ROW_MS else Raise.NEW


def on_return(kept: Kept | None, onset_ms: int, at_ms: int) -> Return:
    """The condition that began at `onset_ms` is gone since `at_ms`."""
    if kept is None or not kept.standing or onset_ms < kept.beats[-1]:
        return Return.OLD
    if kept.last_return_ms is not None and at_ms <= kept.last_return_ms:
        return Return.OLD
    return Return.HOLD if kept.chattering else Return.END


def is_quiet(kept: Kept, at_ms: int) -> bool:
    """Whether a chattering alarm's condition had been gone long enough by then."""
    return kept.last_return_ms is not None and at_ms - kept.last_return_ms >= QUIET_MS


def with_beat(beats: Sequence[int], onset_ms: int) -> tuple[int, ...]:
    """The last onsets with one more."""
    return (*beats, onset_ms)[-CHATTERS_AT:]


def chatters(beats: Sequence[int]) -> bool:
    return len(beats) >= CHATTERS_AT and beats[-1] - beats[-CHATTERS_AT] <= CHATTER_MS


def worth_an_entry(before_ms: int, onset_ms: int) -> bool:
    """Whether the book hears of a repeat of a chattering alarm: at most once a minute of event time."""
    return onset_ms // 60_000 != before_ms // 60_000
