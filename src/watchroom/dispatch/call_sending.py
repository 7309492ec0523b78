"""Messages to persons leave here: claimed, sent by several at once outside any transaction, written down as they come back.

A carrier that hangs holds three quarters of the hands at most, so that the others go on. At least once: see `journal/sending.py`.
"""

import time
from collections import Counter, defaultdict, deque
from collections.abc import Callable, Iterable
from concurrent.futures import Future, ThreadPoolExecutor, wait
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.db.models import F, Q, QuerySet
from django.db.models.functions import Coalesce

from watchroom.dispatch import call_entries as entries
from watchroom.dispatch import calling
from watchroom.dispatch.call_models import Attempt, Call, Called, Part
from watchroom.dispatch.call_rules import CalledState, CallKind
from watchroom.dispatch.call_texts import subject_of, text_of
from watchroom.dispatch.calling import ANSWERED, ENDED, held_until, record
from watchroom.journal import sending
from watchroom.journal.book import Book, book
from watchroom.journal.clock import exercise, site_now
from watchroom.journal.exercises import in_exercise
from watchroom.journal.sending import GIVEN_UP, NotSent, SendState
from watchroom.kernel.clock import as_local
from watchroom.kernel.words import Lang, Words
from watchroom.people import carrier_settings
from watchroom.people.carrier import NO_EXERCISE, Carrier, Note, Taken

ACTOR = "work:dispatch.messages"
HANDS, HANDS_EACH = 32, 24
WATCH_S = 0.1  # what came back is written down together, but nothing waits longer for it
_UNSURE = Words(
    zh="两次发送都在记录前中断，可能已送达，不再自动重发",
    en="two attempts broke off before they were written down; it may have arrived, and is not sent again by itself",
)
_BROKE = Words(zh="渠道程序出错（{kind}）", en="the channel's program failed ({kind})")
_TOO_OFTEN = Words(
    zh="{why}；已尝试 {tries} 次，不再自动重试", en="{why}; tried {tries} times, no further attempt by itself"
)
_QUIET = Words(
    zh="本人的安静时段，{at}（{zone}）后发送", en="in the quiet hours of whom it reaches; it leaves at {at} ({zone})"
)
_GONE = Words(zh="这个联系方式已停用或未验证", en="this way is no longer wanted, or not verified")
_CLOSED = Words(zh="账号已停用", en="the account is closed")


@dataclass(frozen=True, slots=True)
class Out:
    """A claimed message, ready to leave. Touches no database."""

    row: Attempt
    carrier: Carrier
    note: Note

    def send(self) -> Taken | NotSent:
        try:
            return self.carrier.send(self.note)
        except NotSent as fault:
            return fault
        except Exception as error:  # a plug-in may fail in any way; whether it was taken is then unknown
            return NotSent(_BROKE.fill(kind=type(error).__name__), passing=True, unclear=True)


@dataclass(frozen=True, slots=True)
class Back:
    """How one message went. `drop`: it was not to leave, and nobody is at fault; `until`: it waits for quiet hours to end."""

    row: Attempt
    outcome: Taken | NotSent
    drop: bool = False
    until: datetime | None = None


def due(now: datetime, full: Iterable[str] = ()) -> QuerySet[Attempt]:
    """What should leave now, the most urgent first; without the channels whose hands are full."""
    rows = Attempt.objects.filter(sending.ripe(now)).exclude(channel__in=list(full))
    return rows.order_by("priority", "next_try_at", "pk")


def unfinished(now: datetime) -> int:
    ripe = Q(next_try_at__lte=now) | Q(not_after__lte=now)
    return Attempt.objects.filter(Q(ripe, state=SendState.WAITING) | Q(state=SendState.SENDING)).count()


class Pace:
    """How many more messages a channel takes in this second. `tick`: seconds, of a clock that never goes back."""

    def __init__(self, tick: Callable[[], float] = time.monotonic) -> None:
        self._tick, self._begun = tick, defaultdict[str, deque[float]](deque)

    def left(self, channel: str, per_second: int) -> int:
        begun, now = self._begun[channel], self._tick()
        while begun and begun[0] <= now - 1.0:
            begun.popleft()
        return max(0, per_second - len(begun))

    def begin(self, channel: str) -> None:
        self._begun[channel].append(self._tick())


_PACE = Pace()


def run(now: datetime, pace: Pace | None = None) -> int:
    """Sends everything that is due and what falls due meanwhile; how many attempts were made."""
    if not due(now).exists():
        return 0
    pace, made = pace or _PACE, 0
    with ThreadPoolExecutor(HANDS, thread_name_prefix="carrier") as hands:
        flying: dict[Future[Taken | NotSent], Attempt] = {}
        while True:
            outs, backs = _claimed(max(now, site_now()), flying.values(), pace)
            for out in outs:
                pace.begin(out.row.channel)
                flying[hands.submit(out.send)] = out.row
            if flying:
                done, _ = wait(flying, timeout=WATCH_S)
                backs += [Back(flying.pop(one), one.result()) for one in done]
            _write(backs, now)
            made += len(backs)
            if not flying and not outs and not backs:
                return made


def _claimed(now: datetime, flying: Iterable[Attempt], pace: Pace) -> tuple[list[Out], list[Back]]:
    """As many as there are hands free, looked at once more just before they leave."""
    busy = Counter(row.channel for row in flying)
    free = HANDS - busy.total()
    full = [name for name, n in busy.items() if n >= HANDS_EACH]
    left = {name: pace.left(name, per_second) for name, per_second in _paces().items()}
    full += [name for name, n in left.items() if not n]
    if free <= 0 or not due(now, full).exists():
        return [], []
    most = min(free, HANDS_EACH)
    near = [name for name, n in left.items() if 0 < n < most]
    if near:  # no more at once than what the nearest to its limit still takes
        waiting = due(now, full).filter(channel__in=near).order_by().values_list("channel", flat=True).distinct()
        most = min([most, *(left[name] for name in waiting)])
    with book(actor=ACTOR):
        claims = sending.claim(due(now, full), most)
    whole = Attempt.objects.select_related("called__call__order", "called__person", "way__person", "way__post")
    rows = whole.in_bulk([claim.row.pk for claim in claims])
    outs, backs = list[Out](), list[Back]()
    drilled = _exercises(rows.values())
    for claim in claims:
        row = rows[claim.row.pk]
        try:
            _must_be_wanted(row)
            valid_s = sending.must_be_true(row, now)
            _wait_for_quiet(row, now)
            outs.append(_ready(row, drilled, valid_s, broken_off=claim.broken_off, twice=claim.twice))
        except _Held as held:
            backs.append(Back(row, NotSent(held.why, passing=True), until=held.until))
        except _Dropped as why:
            backs.append(Back(row, why.fault, drop=True))
        except NotSent as fault:
            backs.append(Back(row, fault))
    return outs, backs


def _paces() -> dict[str, int]:
    try:
        return {name: one.per_second for name, one in carrier_settings.set_up().items()}
    except carrier_settings.SettingsBad:
        return {}


class _Dropped(Exception):
    def __init__(self, why: Words) -> None:
        super().__init__(why.en)
        self.fault = NotSent(why, passing=False)


class _Held(Exception):
    def __init__(self, until: datetime) -> None:
        super().__init__(str(until))
        at = as_local(until, settings.SITE_ZONE)
        self.until, self.why = until, _QUIET.fill(at=f"{at:%m-%d %H:%M}", zone=settings.SITE_ZONE)


def _must_be_wanted(row: Attempt) -> None:
    """Raises _Dropped for what nobody needs any more."""
    called, call = row.called, row.called.call
    if call.ended_at is not None or (call.asks and called.state != CalledState.CALLED):
        raise _Dropped(ANSWERED if called.state != CalledState.CALLED else ENDED)


def _wait_for_quiet(row: Attempt, now: datetime) -> None:
    """Raises _Held for what can wait until the way's quiet hours end."""
    until = held_until(row.called.call, row.way, now) if row.way is not None else None
    if until is not None:
        raise _Held(until)


def _exercises(rows: Iterable[Attempt]) -> set[int]:
    """Which of their calls are an exercise's: by the row, by the book, or because the whole site plays one."""
    calls = {row.called.call_id: row.called.call for row in rows}
    if exercise():
        return set(calls)
    known = in_exercise({name for one in calls.values() for name in (one.subject, one.about) if name})
    return {pk for pk, one in calls.items() if one.exercise or not known.isdisjoint((one.subject, one.about))}


def _ready(row: Attempt, drilled: set[int], valid_s: int, *, broken_off: bool, twice: bool) -> Out:
    """The last look: everything that was promised, on the rows as they are now. Raises NotSent, _Dropped."""
    called, call, way = row.called, row.called.call, row.way
    if called.person is not None and not called.person.is_active:
        raise NotSent(_CLOSED, passing=False)
    verified = way is not None and (way.verified_at is not None or call.kind == CallKind.CODE)
    if way is None or not verified or way.stopped_at is not None or way.dropped_at is not None:
        raise NotSent(_GONE, passing=False)
    carrier = carrier_settings.carrier(row.channel)
    is_exercise = call.pk in drilled
    if is_exercise and not carrier.takes_exercise:
        raise _Dropped(NO_EXERCISE)
    if broken_off and twice and not carrier.knows_repeats:
        raise NotSent(_UNSURE, passing=False)
    repeat = row.repeat and not carrier.knows_repeats
    lang: Lang = "en" if way.lang == "en" else "zh"
    zones = {"zone": settings.SITE_ZONE, "own_zone": way.quiet_zone}
    text = text_of(call, called, lang, exercise=is_exercise, repeat=repeat, **zones)
    if why := carrier.limits(text):
        raise NotSent(why[0], passing=False)
    subject = subject_of(call, called, lang, exercise=is_exercise)
    return Out(row, carrier, Note(row.key, way.address, subject, text, lang, called.pk, is_exercise, repeat, valid_s))


# ---- what came back --------------------------------------------------------------------------------------------------


def _write(backs: list[Back], now: datetime) -> None:
    if not backs:
        return
    with book(actor=ACTOR) as b:
        calling.hold(back.row.called.call_id for back in backs)
        told: dict[tuple[int, str, str], list[tuple[Back, Words | None]]] = defaultdict(list)
        for back in backs:
            why, mine = _settled(b, back, now)
            final = mine and why is not None and back.row.state in GIVEN_UP
            if mine and (why is None or final or back.until):
                told[back.row.called.call_id, back.row.channel, why.en if why else ""].append((back, why))
        for (_, channel, _), rows in told.items():
            _tell(b, channel, rows)


def _settled(b: Book, back: Back, now: datetime) -> tuple[Words | None, bool]:
    """Writes one outcome down. Why it did not leave, or None; and whether it was still this worker's."""
    row, outcome = back.row, back.outcome
    if isinstance(outcome, Taken):
        mine = sending.settle(
            row, state=SendState.SENT, sent_at=b.now, receipt=outcome.said[:300], message=outcome.id[:100], error_zh="", error_en=""
        )  # fmt: skip
        if mine:
            Part.objects.bulk_create(Part(attempt=row, message=one[:100]) for one in outcome.parts)
            Called.objects.filter(pk=row.called_id).update(sent_at=Coalesce(F("sent_at"), b.now))
            _over_when_none_waits(b, row.called.call)
        return None, mine
    if back.until is not None:
        return outcome.why, _held(row, outcome.why, back.until, now)
    why, final = outcome.why, not outcome.passing
    if not final and row.tries >= sending.MOST_TRIES:
        why, final = _TOO_OFTEN.fill(why=why, tries=row.tries), True
    given_up = SendState.EXPIRED if isinstance(outcome, sending.Expired) else SendState.FAILED
    row.state = SendState.DROPPED if back.drop else given_up if final else SendState.WAITING
    more: dict[str, Any] = {"error_zh": why.zh[:400], "error_en": why.en[:400], "repeat": row.repeat or outcome.unclear}
    mine = sending.settle(
        row, state=row.state, next_try_at=now + sending.pause(row.tries, row.key, after_s=outcome.after_s), **more
    )
    if mine and row.state in GIVEN_UP:
        _lost(b, row.called_id)
        _over_when_none_waits(b, row.called.call)
    return why, mine


def _held(row: Attempt, why: Words, until: datetime, now: datetime) -> bool:
    """It waits, which is no attempt. Whether that is news: it is looked at again and again until it leaves."""
    news, soon = row.error_zh != why.zh, now + timedelta(seconds=sending.LONGEST_PAUSE_S)
    told = {"error_zh": why.zh[:400], "error_en": why.en[:400]}
    mine = sending.settle(
        row, state=SendState.WAITING, next_try_at=min(until, soon), tries=max(0, row.tries - 1), **told
    )
    return mine and news


def _lost(b: Book, called: int) -> None:
    """One way less: the next one begins at once."""
    open_ = Attempt.objects.filter(called=called).exclude(state__in=[*GIVEN_UP, SendState.DROPPED])
    more = {} if open_.exists() else {"lost_at": b.now}
    Called.objects.filter(pk=called, state=CalledState.CALLED).update(step_at=b.now, **more)


def _over_when_none_waits(b: Book, call: Call) -> None:
    """What owes no answer is over with its last message, whether that left or was given up."""
    rest = Attempt.objects.filter(called__call=call, state__in=[SendState.WAITING, SendState.SENDING])
    if call.asks or rest.exists():
        return
    Call.objects.filter(pk=call.pk, ended_at=None).update(ended_at=b.now, outcome="over")
    Called.objects.filter(call=call, state=CalledState.CALLED).update(state=CalledState.OVER, step_at=None)
    if call.kind == CallKind.CODE:
        Call.objects.filter(pk=call.pk).update(text_zh="…", text_en="…")


def _tell(b: Book, channel: str, rows: list[tuple[Back, Words | None]]) -> None:
    call, why = rows[0][0].row.called.call, rows[0][1]
    persons = [back.row.called.person_id for back, _ in rows if back.row.called.person_id]
    posts = [back.row.called.post for back, _ in rows if not back.row.called.person_id and back.row.called.post]
    more: dict[str, Any] = {"persons": persons, "posts": posts, "channel": channel, "count": len(rows)}
    if rows[0][0].until is not None:
        record(b, call, entries.CallHeld, why=why, **more)
    elif why is None:
        record(b, call, entries.CallSent, repeats=sum(back.row.repeat for back, _ in rows), **more)
    else:
        record(b, call, entries.CallFailed, why=why, **more)
