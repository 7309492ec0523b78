"""One alarm's step from state to state, and the entry that says so. Used by the actions; opens nothing itself."""

from datetime import datetime

from watchroom.alarms.entries import Acknowledged, AlarmFacts, Cleared, Linked, Raised, Returned
from watchroom.alarms.models import Alarm
from watchroom.alarms.rules import Happening, State, follows, worse
from watchroom.alarms.saying import number
from watchroom.journal import queries as journal
from watchroom.journal.book import Book, Cause, Handle
from watchroom.kernel.canonical import decimal_text
from watchroom.kernel.clock import iso

KIND_OF = {State.UNACK: Raised, State.ACK: Acknowledged, State.RTN: Returned, State.CLEARED: Cleared}


def record_state(b: Book, alarm: Alarm, cause: Cause = None) -> Handle:
    """Writes down the state in which the alarm now is."""
    return b.record(
        facts(alarm, KIND_OF[State(alarm.state)]), subject=alarm.subject, incident=alarm.incident, cause=cause
    )


def record_link(b: Book, alarm: Alarm) -> Handle:
    return b.record(facts(alarm, Linked), subject=alarm.subject, incident=alarm.incident)


def acknowledge(b: Book, alarm: Alarm) -> Handle | None:
    """A person has seen it. None when that changes nothing any more."""
    after = follows(State(alarm.state), Happening.ACKNOWLEDGED)
    if after is None:
        return None
    alarm.acknowledged_by, alarm.acknowledged_at = b.actor, b.now
    return _enter(b, alarm, after, None)


def end_condition(b: Book, alarm: Alarm, at: datetime, peak: float | None = None, cause: Cause = None) -> Handle | None:
    """The condition is gone since `at` (event time). None when that changes nothing any more."""
    after = follows(State(alarm.state), Happening.RETURNED)
    if after is None:
        return None
    alarm.returned_at = max(at, alarm.onset)
    if peak is not None:
        alarm.peak = worse(alarm.above, alarm.peak, peak)
    return _enter(b, alarm, after, cause)


def _enter(b: Book, alarm: Alarm, state: State, cause: Cause) -> Handle:
    alarm.state = state.value
    if state is State.CLEARED:
        alarm.cleared_at = b.now
    alarm.save(update_fields=["state", "peak", "acknowledged_by", "acknowledged_at", "returned_at", "cleared_at"])
    return record_state(b, alarm, cause or raising(alarm))


def raising(alarm: Alarm) -> int | None:
    """The entry that raised this alarm: the cause of all that follows in its life."""
    entry = journal.last(alarm.subject, Raised.kind)
    return entry.id if entry else None


def facts[F: AlarmFacts](alarm: Alarm, kind: type[F]) -> F:
    """The alarm as it is now. Needs `rule` and `sensor` with its place at hand."""
    rule, sensor = alarm.rule, alarm.sensor
    quantity = sensor.measured
    return kind(
        alarm=alarm.pk, rule=rule.code, detector=rule.detector, sensor=sensor.code,
        place=sensor.place.code, place_zh=sensor.place.zh, place_en=sensor.place.en,
        quantity=quantity.code, priority=alarm.priority, title_zh=rule.title.zh, title_en=rule.title.en,
        value=number(alarm.value, quantity, alarm.limit), peak=number(alarm.peak, quantity, alarm.limit),
        unit=quantity.unit, unit_zh=quantity.unit_words.zh, unit_en=quantity.unit_words.en,
        limit="—" if alarm.limit is None else decimal_text(alarm.limit), above=alarm.above,
        onset=iso(alarm.onset), measured_at=iso(alarm.measured_at), raised_at=iso(alarm.raised_at),
        batch=alarm.batch, late=alarm.late, state=alarm.state,
        acknowledged_by=alarm.acknowledged_by or None, acknowledged_at=_time(alarm.acknowledged_at),
        returned_at=_time(alarm.returned_at), cleared_at=_time(alarm.cleared_at), linked_incident=alarm.incident,
    )  # fmt: skip


def _time(at: datetime | None) -> str | None:
    return iso(at) if at else None
