"""One alarm's step from position to position, and the entry that says so. Used by the actions; opens nothing itself."""

from datetime import datetime
from typing import Any

from watchroom.alarms import entries, told_values
from watchroom.alarms.entries import AlarmFacts, Cleared, Linked, Raised
from watchroom.alarms.models import Alarm
from watchroom.alarms.rules import Happening, Held, Position, State, follows, foremost, worse
from watchroom.alarms.saying import number
from watchroom.journal import queries as journal
from watchroom.journal.book import Book, Cause, Handle
from watchroom.kernel.canonical import decimal_text
from watchroom.kernel.clock import iso

KIND_OF: dict[Happening, type[AlarmFacts]] = {
    Happening.ACKNOWLEDGED: entries.Acknowledged,
    Happening.RETURNED: entries.Returned,
    Happening.LATCHED: entries.Latched,
    Happening.RESET: entries.Reset,
    Happening.SHELVED: entries.Shelved,
    Happening.SHELF_ENDED: entries.Unshelved,
    Happening.SUPPRESSED: entries.Suppressed,
    Happening.RELEASED: entries.Released,
    Happening.TAKEN_OUT: entries.TakenOut,
    Happening.PUT_BACK: entries.PutBack,
}
_CHANGED = [
    "state", "peak", "acknowledged_by", "acknowledged_at", "returned_at", "reset_by", "reset_at", "cleared_at",
    "shelved_until", "suppressed_by", "out_of_service", "announced_at",
]  # fmt: skip


def record_raised(b: Book, alarm: Alarm, cause: Cause = None) -> Handle:
    return b.record(facts(alarm, Raised), subject=alarm.subject, incident=alarm.incident, cause=cause)


def record_link(b: Book, alarm: Alarm) -> Handle:
    return b.record(facts(alarm, Linked), subject=alarm.subject, incident=alarm.incident)


def record[F: AlarmFacts](b: Book, alarm: Alarm, kind: type[F], cause: Cause = None, **more: Any) -> Handle:
    """What was said or done about an alarm without moving it, caused by its raising when nothing else is named."""
    told = facts(alarm, kind, **more)
    return b.record(told, subject=alarm.subject, incident=alarm.incident, cause=cause or raising(alarm))


def acknowledge(b: Book, alarm: Alarm) -> Handle | None:
    """A person has seen it. None when that changes nothing any more."""
    if follows(alarm.position, Happening.ACKNOWLEDGED) is None:
        return None
    alarm.acknowledged_by, alarm.acknowledged_at = b.actor, b.now
    return move(b, alarm, Happening.ACKNOWLEDGED)


def reset(b: Book, alarm: Alarm) -> Handle | None:
    """A person has looked after it. None when it is not latched, or nobody has acknowledged it yet."""
    if follows(alarm.position, Happening.RESET) is None:
        return None
    alarm.reset_by, alarm.reset_at = b.actor, b.now
    return move(b, alarm, Happening.RESET)


def end_condition(b: Book, alarm: Alarm, at: datetime, peak: float | None = None, cause: Cause = None) -> Handle | None:
    """The condition is gone since `at` (event time). None when that changes nothing any more."""
    happening = Happening.LATCHED if alarm.latched else Happening.RETURNED
    if follows(alarm.position, happening) is None:
        return None
    alarm.returned_at = max(at, alarm.onset)
    if peak is not None:
        alarm.peak = worse(alarm.above, alarm.peak, peak)
    return move(b, alarm, happening, cause)


def move(b: Book, alarm: Alarm, happening: Happening, cause: Cause = None, **more: Any) -> Handle | None:
    """The one step along the table. What the happening brings with it, such as a shelf's end, is on the row before."""
    before = _recorded(alarm, happening)
    after = follows(before, happening)
    if after is None:
        return None
    _place(b, alarm, after)
    alarm.save(update_fields=_CHANGED)
    kind = Cleared if after.state is State.CLEARED and happening is not Happening.RESET else KIND_OF[happening]
    return record(b, alarm, kind, cause, **more)


def _recorded(alarm: Alarm, happening: Happening) -> Position:
    """Where the alarm was: a hold that begins stands on the row already."""
    began = {Happening.SHELVED: Held.SHELVED, Happening.SUPPRESSED: Held.SUPPRESSED, Happening.TAKEN_OUT: Held.OUT}
    here = alarm.position
    return here._replace(held=here.held - {began[happening]}) if happening in began else here


def _place(b: Book, alarm: Alarm, after: Position) -> None:
    was_held = alarm.announced_at is None
    alarm.state = after.state.value
    if Held.SHELVED not in after.held:
        alarm.shelved_until = None
    if Held.SUPPRESSED not in after.held:
        alarm.suppressed_by = ""
    alarm.out_of_service = Held.OUT in after.held
    if after.held:
        alarm.announced_at = None
    elif was_held and after.state is not State.CLEARED:
        alarm.announced_at = b.now
    if after.state is State.CLEARED:
        alarm.cleared_at = b.now


def raising(alarm: Alarm) -> int | None:
    """The entry that raised this alarm: the cause of all that follows in its life."""
    entry = journal.last(alarm.subject, Raised.kind)
    return entry.id if entry else None


def facts[F: AlarmFacts](alarm: Alarm, kind: type[F], **more: Any) -> F:
    """The alarm as it is now. Needs `rule` and `sensor` with its place at hand."""
    rule, title, held = alarm.rule, alarm.title, foremost(alarm.position.held)
    return kind(
        alarm=alarm.pk, rule=rule.code, detector=rule.detector, **_measured(alarm), priority=alarm.priority,
        title_zh=title.zh, title_en=title.en, above=alarm.above,
        onset=iso(alarm.onset), measured_at=iso(alarm.measured_at), raised_at=iso(alarm.raised_at),
        batch=alarm.batch, late=alarm.late, state=alarm.state,
        acknowledged_by=alarm.acknowledged_by or None, acknowledged_at=_time(alarm.acknowledged_at),
        returned_at=_time(alarm.returned_at), cleared_at=_time(alarm.cleared_at), linked_incident=alarm.incident,
        about=alarm.about, about_zh=alarm.about_zh, about_en=alarm.about_en, detail_zh=alarm.detail_zh,
        detail_en=alarm.detail_en, latched=alarm.latched, reset_by=alarm.reset_by or None,
        reset_at=_time(alarm.reset_at), held=held.value if held else "", shelved_until=_time(alarm.shelved_until),
        suppressed_by=alarm.suppressed_by, out_of_service=alarm.out_of_service, announced_at=_time(alarm.announced_at),
        escalated=alarm.escalated, assigned_to=alarm.assigned_to_id, **more,
        parent=alarm.parent_id, repeats=alarm.repeats, chattering=alarm.chattering_since is not None,
    )  # fmt: skip


def _measured(alarm: Alarm) -> dict[str, Any]:
    """Which sensor measured what, and where; empty texts for what no sensor measured."""
    sensor = alarm.sensor
    if sensor is None:
        names = ("sensor", "place", "place_zh", "place_en", "quantity", "unit", "unit_zh", "unit_en")
        return dict.fromkeys(names, "") | dict.fromkeys(("value", "peak", "limit"), "—")
    quantity = told_values.quantity(alarm.rule, sensor)
    return {
        "sensor": sensor.code, "place": sensor.place.code, "place_zh": sensor.place.zh, "place_en": sensor.place.en,
        "quantity": quantity.code, "unit": quantity.unit, "unit_zh": quantity.unit_words.zh,
        "unit_en": quantity.unit_words.en, "value": number(alarm.value, quantity, alarm.limit),
        "peak": number(alarm.peak, quantity, alarm.limit),
        "limit": "—" if alarm.limit is None else decimal_text(alarm.limit),
    }  # fmt: skip


def _time(at: datetime | None) -> str | None:
    return iso(at) if at else None
