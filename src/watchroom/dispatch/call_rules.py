"""Pure decisions about calling people until somebody answers: what comes next and when, and what an answer says.

way 1 ──60 s without a receipt──▶ way 2 … ──without an answer──▶ next person … ──end of the line──▶ alarm
                                                reminders go on meanwhile, until somebody answers or it is over
"""

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from watchroom.kernel.words import Words

NEXT_WAY_S = 60
REMIND_S, LONGEST_REMIND_S = 300, 1800
NEXT_PERSON_S = 120
MOST_WAIT_S = 3600  # no step lies further ahead


class CallKind(StrEnum):
    """order, recall and reminder are about an order; roll is a list of people who must confirm (叫应); code verifies a way."""

    ORDER = "order"
    RECALL = "recall"
    REMINDER = "reminder"
    ROLL = "roll"
    CODE = "code"


# How long what a call of each kind says is true, without a deadline of its own. See `not_after`.
KEEPS: Mapping[CallKind, timedelta] = {
    CallKind.ORDER: timedelta(hours=4),
    CallKind.RECALL: timedelta(hours=12),
    CallKind.REMINDER: timedelta(minutes=30),
    CallKind.ROLL: timedelta(hours=2),
    CallKind.CODE: timedelta(minutes=10),
}
_OF_A_TASK = frozenset({CallKind.ORDER, CallKind.REMINDER})
AT_LEAST = timedelta(minutes=30)  # a late order is still an order: but its message does not go out hours afterwards


def not_after(
    kind: CallKind, now: datetime, due_at: datetime | None = None, good_until: datetime | None = None, *, again: bool = False
) -> datetime:  # fmt: skip
    """Until when a message made now may leave: of a task until it is due, half an hour at least; about a warning until that
    is over (`good_until`).

    again  a reminder of a call: the next one, half an hour later at most, says the same
    """
    if again:
        next_one = now + timedelta(seconds=LONGEST_REMIND_S)
        return min(next_one, good_until) if good_until is not None else next_one
    if good_until is not None:
        return good_until
    if kind in _OF_A_TASK and due_at is not None:
        return max(due_at, now + AT_LEAST)
    return now + KEEPS[kind]


class CalledState(StrEnum):
    """waiting: those before in the line have not failed yet. over: somebody else answered, or nothing is owed any more."""

    WAITING = "waiting"
    CALLED = "called"
    ACCEPTED = "accepted"
    DECLINED = "declined"
    OVER = "over"


class Step(StrEnum):
    WAY = "way"
    PERSON = "person"
    ALARM = "alarm"
    REMIND = "remind"


CALLED_WORDS: Mapping[CalledState, Words] = {
    CalledState.WAITING: Words(zh="候补", en="next in line"),
    CalledState.CALLED: Words(zh="未应答", en="no answer yet"),
    CalledState.ACCEPTED: Words(zh="已应答", en="answered"),
    CalledState.DECLINED: Words(zh="不能执行", en="declined"),
    CalledState.OVER: Words(zh="无需再答", en="no longer asked"),
}


@dataclass(frozen=True, slots=True)
class Standing:
    """One person who was called and has not answered.

    turn_s, way_s  seconds since he was first called, and since the last way to him began
    ways, begun    how many ways there are, and how many were begun
    got            a device said that it arrived, or he read it
    lost           every way that was begun was given up
    nobody         there is nobody to answer, and no way
    last           nobody comes after him in the line
    passed         the next one was called
    remind_s       seconds since the last reminder; since he was first called without one
    """

    turn_s: float
    way_s: float
    ways: int
    begun: int
    got: bool = False
    lost: bool = False
    nobody: bool = False
    last: bool = False
    passed: bool = False
    alarmed: bool = False
    reminders: int = 0
    remind_s: float = 0.0

    @property
    def hopeless(self) -> bool:
        return self.nobody or (self.lost and self.ways > 0 and self.begun >= self.ways)


def steps(one: Standing, next_person_s: int) -> list[Step]:
    """What is due now."""
    found = []
    if one.begun < one.ways and not one.got and (one.lost or one.way_s >= NEXT_WAY_S or one.begun == 0):
        found.append(Step.WAY)
    if one.hopeless or one.turn_s >= next_person_s:
        if not one.last and not one.passed:
            found.append(Step.PERSON)
        if one.last and not one.alarmed:
            found.append(Step.ALARM)
    if one.begun > 0 and not one.lost and one.remind_s >= _remind_after(one.reminders):
        found.append(Step.REMIND)
    return found


def wait_s(one: Standing, next_person_s: int) -> float:
    """How long until the next step, if nothing comes in between."""
    ahead = [_remind_after(one.reminders) - one.remind_s] if one.begun > 0 and not one.lost else [float(MOST_WAIT_S)]
    if one.begun < one.ways and not one.got:
        ahead.append(NEXT_WAY_S - one.way_s)
    if (not one.last and not one.passed) or (one.last and not one.alarmed):
        ahead.append(next_person_s - one.turn_s)
    return min(max(min(ahead), 1.0), float(MOST_WAIT_S))


def _remind_after(reminders: int) -> float:
    return float(min(LONGEST_REMIND_S, REMIND_S * 2**reminders))


# ---- answers ---------------------------------------------------------------------------------------------------------

_YES = frozenset({"1", "收到", "确认", "签收", "ok", "yes", "y"})
_NO = frozenset({"2", "不能", "不能执行", "no", "n"})
_ANSWER = re.compile(
    r"(.{1,8}?)(?:[\s#:,，。.]+(\d{1,12})(?:[\s#:,，。.]+(\d{1,4})\s*(?:分钟?|min(?:utes)?)?)?)?[\s。.!]*"
)


@dataclass(frozen=True, slots=True)
class Answer:
    """`number`: of the call that it names; `minutes`: until he is there. None where it names none."""

    accepts: bool
    number: int | None
    minutes: int | None = None


def read_answer(text: str) -> Answer | None:
    """What a short answer says: `1`, `1 4711`, `1 4711 30` (in 30 minutes), `2#4711`, `收到`. None for anything else: nobody guesses at an order."""
    plain = unicodedata.normalize("NFKC", text[:100]).strip().casefold()
    found = _ANSWER.fullmatch(plain)
    if found is None:
        return None
    word = found[1].strip()
    if word not in _YES and word not in _NO:
        return None
    number, minutes = (int(one) if one else None for one in found.group(2, 3))
    return Answer(word in _YES, number, minutes) if minutes is None or word in _YES else None


class Dialled(StrEnum):
    """How a telephone call went."""

    CONFIRMED = "confirmed"
    NO_ANSWER = "no_answer"
    BUSY = "busy"
    WRONG = "wrong"
    DECLINED = "declined"


DIALLED_WORDS: Mapping[Dialled, Words] = {
    Dialled.CONFIRMED: Words(zh="已叫应", en="confirmed"),
    Dialled.NO_ANSWER: Words(zh="无人接听", en="no answer"),
    Dialled.BUSY: Words(zh="占线", en="busy"),
    Dialled.WRONG: Words(zh="号码不对", en="wrong number"),
    Dialled.DECLINED: Words(zh="表示不能执行", en="says that he cannot"),
}
