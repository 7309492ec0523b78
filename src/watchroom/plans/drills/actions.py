"""Running a drill: begun, steered, ended by its director; stopped at once by whoever on watch sees something real.

Everything from the start on is an exercise's: it is written in books opened as such.
"""

from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager
from datetime import datetime

from watchroom.alarms.exercising import return_all_played
from watchroom.journal.book import Book, Handle, book
from watchroom.kernel.canonical import decimal_text
from watchroom.kernel.words import Words
from watchroom.people import queries as people
from watchroom.people.rights import Act
from watchroom.people.viewer import Viewer
from watchroom.plans.drills import entries
from watchroom.plans.drills.entries import DrillFacts
from watchroom.plans.drills.faults import (
    HandoverNear,
    NoScript,
    NothingLeft,
    NotTheDirector,
    OtherUnderWay,
    SpeedWrong,
    WrongState,
)
from watchroom.plans.drills.models import Drill, Fired
from watchroom.plans.drills.planning import MOST_REASON, check_script, filled
from watchroom.plans.drills.recording import before, drill_facts, locked
from watchroom.plans.drills.rules import FASTEST, HANDOVER, SLOWEST, STATES, UNDER_WAY, State, next_at
from watchroom.plans.drills.script import read
from watchroom.plans.snapshot import local_text
from watchroom.sources.exercising import end_played

_START = Words(zh="开始", en="begin it")
_PAUSE = Words(zh="暂停", en="pause it")
_RESUME = Words(zh="继续", en="go on")
_STEER = Words(zh="调整时钟", en="steer its clock")
_END = Words(zh="结束", en="end it")
_STOP = Words(zh="终止", en="stop it")
_EVALUATE = Words(zh="完成评估", en="finish its evaluation")
_CLOSE = Words(zh="归档", en="close it")
_REASON = Words(zh="理由", en="Reason")
UNSAID = "转入实战，未写明原因 / something real, not said what"


def start(viewer: Viewer, drill: int) -> Drill:
    """The drill begins at minute nought of its clock.

    Raises NotTheDirector, WrongState, NoScript, ScriptUnknown, OtherUnderWay; HandoverNear for a no-notice one.
    """
    with _begun(viewer) as b:
        row = _directed(viewer, drill)
        _must_be(row, (State.PLANNED,), _START)
        if not row.script:
            raise NoScript()
        check_script(row.script, row.plan)
        other = Drill.objects.filter(under_way=True).first()
        if other is not None:
            raise OtherUnderWay(other=other.number)
        near = None if row.announced else people.handover_near(row.participants, b.now, HANDOVER)
        if near is not None:
            raise HandoverNear(at=local_text(near))
        row.begun_at, row.begun_by, row.under_way = b.now, b.actor, True
        row.state, row.clock = State.RUNNING, row.clock.started(b.now)
        _keep(b, row, entries.DrillStarted)
    return row


def pause(viewer: Viewer, drill: int) -> Drill:
    """The drill's clock stands still; what was given goes on. Raises NotTheDirector, WrongState."""
    with _begun(viewer) as b:
        row = _directed(viewer, drill)
        _must_be(row, (State.RUNNING,), _PAUSE)
        row.state, row.clock = State.PAUSED, row.clock.stopped(b.now)
        _keep(b, row, entries.DrillPaused)
    return row


def resume(viewer: Viewer, drill: int) -> Drill:
    with _begun(viewer) as b:
        row = _directed(viewer, drill)
        _must_be(row, (State.PAUSED,), _RESUME)
        row.state, row.clock = State.RUNNING, row.clock.started(b.now)
        _keep(b, row, entries.DrillResumed)
    return row


def set_speed(viewer: Viewer, drill: int, speed: float) -> Drill:
    """How many times as fast as the site's the drill's clock runs; people's deadlines stay as they are.

    Raises SpeedWrong, NotTheDirector, WrongState.
    """
    viewer.must(Act.DIRECT_DRILL)
    if not SLOWEST <= speed <= FASTEST:
        raise SpeedWrong(speed=f"{speed:g}", low=decimal_text(SLOWEST), high=decimal_text(FASTEST))
    with _begun(viewer) as b:
        row = _directed(viewer, drill)
        _must_be(row, UNDER_WAY, _STEER)
        row.clock = row.clock.at_speed(b.now, speed)
        _keep(b, row, entries.DrillSteered)
    return row


def jump(viewer: Viewer, drill: int) -> Drill:
    """To the moment of the next inject. Raises NothingLeft, NotTheDirector, WrongState."""
    with _begun(viewer) as b:
        row = _directed(viewer, drill)
        _must_be(row, UNDER_WAY, _STEER)
        fired = set(Fired.objects.filter(drill=row).values_list("code", flat=True))
        to = next_at(((one.at_ms, one.code) for one in read(row.script).injects), fired)
        if to is None:
            raise NothingLeft()
        row.clock = row.clock.moved(b.now, to)
        _keep(b, row, entries.DrillSteered)
    return row


def end(viewer: Viewer, drill: int) -> Drill:
    """The drill is over; its alarms return and its warnings are taken back. Raises NotTheDirector, WrongState."""
    with _begun(viewer) as b:
        row = _directed(viewer, drill)
        _must_be(row, UNDER_WAY, _END)
        _over(b, row, entries.DrillEnded)
    return row


def stop(viewer: Viewer, drill: int, *, reason: str = "") -> Drill:
    """Something real has begun: the drill ends at once, whoever directs it; there may be no time to say why.

    Raises NotAllowed, WrongState, DrillNotFilled.
    """
    viewer.must(Act.STOP_DRILL)
    reason = filled(reason if reason.strip() else UNSAID, _REASON, MOST_REASON)
    with book(actor=viewer.actor, exercise=True) as b:
        row = locked(drill)
        _must_be(row, UNDER_WAY, _STOP)
        row.stopped, row.reason = True, reason
        _over(b, row, entries.DrillStopped)
    return row


def evaluated(viewer: Viewer, drill: int) -> Drill:
    """The evaluation is complete: no mark is given any more. Raises NotTheDirector, WrongState."""
    with _begun(viewer) as b:
        row = _directed(viewer, drill)
        _must_be(row, (State.ENDED,), _EVALUATE)
        row.state, row.evaluated_at, row.evaluated_by = State.EVALUATED, b.now, b.actor
        _keep(b, row, entries.DrillEvaluated)
    return row


def close(viewer: Viewer, drill: int) -> Drill:
    """The report is complete and filed. Raises NotTheDirector, WrongState."""
    with _begun(viewer) as b:
        row = _directed(viewer, drill)
        _must_be(row, (State.EVALUATED,), _CLOSE)
        row.state, row.closed_at, row.closed_by = State.CLOSED, b.now, b.actor
        _keep(b, row, entries.DrillClosed)
    return row


def steer(viewer: Viewer, drill: int, act: str, speed: float | None = None) -> Drill:
    """One of the director's acts by its name: those of `STEPS`, or `speed`. Raises what the act raises."""
    if act == "speed":
        return set_speed(viewer, drill, 0.0 if speed is None else speed)
    return STEPS[act](viewer, drill)


STEPS: Mapping[str, Callable[[Viewer, int], Drill]] = {
    "start": start, "pause": pause, "resume": resume, "jump": jump, "end": end, "evaluated": evaluated, "close": close,
}  # fmt: skip


def _begun(viewer: Viewer) -> AbstractContextManager[Book]:
    viewer.must(Act.DIRECT_DRILL)
    return book(actor=viewer.actor, exercise=True)


def _directed(viewer: Viewer, drill: int) -> Drill:
    row = locked(drill)
    if row.director_id != viewer.person:
        raise NotTheDirector(director=row.director.words)
    return row


def _must_be(row: Drill, states: tuple[State, ...], act: Words) -> None:
    if row.state not in states:
        raise WrongState(drill=row.number, state=STATES[row.state], act=act)


def _over(b: Book, row: Drill, kind: type[DrillFacts]) -> None:
    row.clock = row.clock.stopped(b.now)
    row.state, row.ended_at, row.ended_by, row.under_way = State.ENDED, _not_before(row.begun_at, b.now), b.actor, None
    handle = _keep(b, row, kind)
    return_all_played(actor=b.actor, cause=handle)
    end_played(actor=b.actor, cause=handle)


def _not_before(begun: datetime | None, now: datetime) -> datetime:
    return max(now, begun or now)  # the clock may have been set back meanwhile


def _keep(b: Book, row: Drill, kind: type[DrillFacts]) -> Handle:
    row.save()
    return b.record(drill_facts(row, kind, row.clock.at(b.now)), subject=row.subject, cause=before(row))
