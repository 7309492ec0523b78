"""What one batch's changes write: everything is read once and written together, however many changes there are.

New alarms wait until the batch ends, or until one of them changes again within it; then they are grouped, inserted in
one statement and recorded. Opens no book itself: `actions.apply_changes` does.
"""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import lru_cache
from operator import attrgetter

import orjson
from django.db import DEFAULT_DB_ALIAS
from django.db.models import ForeignKey, Model, Q

from watchroom.alarms import changes as step
from watchroom.alarms import grouping
from watchroom.alarms.chatter_rules import (
    ONE_ROW_MS,
    QUIET_MS,
    Kept,
    Raise,
    Return,
    chatters,
    is_quiet,
    on_raise,
    on_return,
    with_beat,
    worth_an_entry,
)
from watchroom.alarms.detection import DETECTORS, Limits, settings_of
from watchroom.alarms.entries import Chattering, Raised, Repeated
from watchroom.alarms.holding import settle, values
from watchroom.alarms.judging import Change
from watchroom.alarms.models import Alarm, Rule
from watchroom.alarms.rules import STANDING, State, is_late, worse
from watchroom.journal import rows
from watchroom.journal.book import Book, Cause, Handle
from watchroom.journal.models import Entry
from watchroom.kernel.canonical import canonical
from watchroom.kernel.clock import from_ms, ms
from watchroom.places.models import Place
from watchroom.sources.models import Source

type Key = tuple[int, int | None]  # rule, sensor
type Identity = tuple[int, int, int]  # rule, sensor's number, onset in ms

_AGAIN = ["state", "peak", "acknowledged_by", "acknowledged_at", "returned_at", "reset_by", "reset_at", "cleared_at",
          "announced_at", "escalated", "escalated_at", "repeats", "beats", "last_return", "chattering_since"]  # fmt: skip


@dataclass
class Desk:
    """One batch's writing. `take` each change in its order, then `finish`; `changed` are the alarms that changed."""

    b: Book
    batch: str
    given: Sequence[Change]
    changed: dict[int, Alarm] = field(default_factory=dict)
    dirty: dict[int, Alarm] = field(default_factory=dict)
    raised: dict[int, Cause] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.new: list[Alarm] = []
        self.inserted: list[Alarm] = []
        self.before: list[datetime] = []  # when the newest were raised before any of these
        self.rows: dict[Key, list[Alarm]] = defaultdict(list)  # oldest first
        self.rules: dict[int, Rule] = {}
        self.known = self._known()
        self.given = [one for one in self.given if one.kind == "return" or _identity(one) not in self.known]
        if not self.given:
            return  # all of it was written before: nothing more is asked
        pks = {change.rule for change in self.given}
        self.rules = _rules(pks)
        self.limits = {pk: _limits(rule) for pk, rule in self.rules.items()}
        since = from_ms(min(change.onset_ms for change in self.given) - max(ONE_ROW_MS, QUIET_MS))
        young = Q(state__in=values(STANDING)) | Q(onset__gt=since) | Q(last_return__gt=since)
        for alarm in Alarm.objects.filter(young, rule__pk__among=pks).order_by("pk").select_for_update():
            alarm.rule = self.rules[alarm.rule_id]
            if alarm.sensor_id == alarm.rule.sensor_id:
                alarm.sensor = alarm.rule.sensor
            self.rows[alarm.rule_id, alarm.sensor_id].append(alarm)
        self._find_causes()

    def _known(self) -> set[Identity]:
        """The alarms that these changes would raise and that stand in the table already."""
        raised = [change for change in self.given if change.kind == "raise"]
        if not raised:
            return set()
        onsets = [one.onset_ms for one in raised]
        found = Alarm.objects.filter(
            rule__pk__among={one.rule for one in raised}, onset__range=(from_ms(min(onsets)), from_ms(max(onsets)))
        )
        return {(rule, number, ms(at)) for rule, number, at in found.values_list("rule_id", "sensor__number", "onset")}

    def _find_causes(self) -> None:
        ending = {change.rule for change in self.given if change.kind == "return"}
        subjects = {
            alarm.subject: alarm.pk for (rule, _), rows in self.rows.items() if rule in ending for alarm in rows[-1:]
        }
        if subjects:
            told = Entry.objects.filter(subject__in=list(subjects), kind=Raised.kind).values_list("subject", "id")
            self.raised |= {subjects[subject]: entry for subject, entry in told}

    def take(self, change: Change) -> None:
        rule = self.rules.get(change.rule)
        if rule is None or rule.sensor is None or rule.sensor.number != change.sensor:
            return  # the rule was taken away, or moved to another sensor, since this was judged
        found = self.rows[rule.pk, rule.sensor_id]
        alarm = found[-1] if found else None
        if change.kind == "return":
            self._return(alarm, change)
        elif rule.live:
            self._raise(rule, found, change)

    def finish(self) -> None:
        """Last, when it is known what stands: what these alarms hold back, what holds them back, and whether those that
        are heard make a flood."""
        self.flush()
        settle(self.b, list(self.changed.values()))
        grouping.watch_flood(self.b, self.inserted, self.before)

    def flush(self) -> None:
        """Inserts and records the new alarms, grouped. What they are about to be is known before the first is written."""
        for alarm in self.dirty.values():
            alarm.save(update_fields=_AGAIN)
        self.dirty.clear()
        if not self.new:
            return
        fresh, self.new = self.new, []
        if not self.inserted:
            self.before = grouping.newest_raised(self.b.now)
        placing = grouping.place(self.b, fresh)
        _insert(fresh)
        for alarm in fresh:
            self.changed[alarm.pk] = alarm
            self.raised[alarm.pk] = step.record_raised(self.b, alarm)
            if alarm.chattering_since:
                self._record(alarm, Chattering)
        placing.finish()
        self.inserted += fresh

    def _raise(self, rule: Rule, rows: list[Alarm], change: Change) -> None:
        onset, alarm = from_ms(change.onset_ms), rows[-1] if rows else None
        kept = kept_of(alarm) if alarm else None
        if alarm and kept and kept.held and is_quiet(kept, change.onset_ms):
            end_held(self.b, alarm, self.raised.get(alarm.pk))
            self.changed[alarm.pk] = alarm
            kept = kept_of(alarm)
        decided = on_raise(kept, change.onset_ms, [(old.onset_ms, old.beats[-1]) for old in map(kept_of, rows[:-1])])
        if alarm and decided is Raise.REPEAT:
            self._repeat(alarm, change)
        elif decided is Raise.NEW and _identity(change) not in self.known and not _stands(alarm):
            rows.append(self._new(rule, onset, change, kept.beats if kept else ()))

    def _new(self, rule: Rule, onset: datetime, change: Change, beats: tuple[int, ...]) -> Alarm:
        limits = self.limits[rule.pk]
        measured_at = from_ms(change.measured_ms)
        beats = with_beat([beat for beat in beats if beat < change.onset_ms], change.onset_ms)
        alarm = _made(
            rule, onset=onset, raised_at=self.b.now, measured_at=measured_at, announced_at=self.b.now,
            state=State.UNACK.value, priority=rule.priority, latched=rule.latched, value=change.value, peak=change.peak,
            limit=limits.limit if limits else None, above=limits.above if limits else True,
            late=is_late(measured_at, from_ms(change.received_ms)), batch=self.batch, beats=list(beats),
            chattering_since=onset if chatters(beats) else None,
        )  # fmt: skip
        self.new.append(alarm)
        self.known.add(_identity(change))
        return alarm

    def _repeat(self, alarm: Alarm, change: Change) -> None:
        """The same alarm again. It stands anew, unseen, unless it was held all the while."""
        if alarm.pk is None:
            self.flush()
        before = alarm.beats[-1]
        alarm.beats = list(with_beat(alarm.beats, change.onset_ms))
        alarm.repeats += 1
        alarm.last_return = None
        alarm.peak = worse(alarm.above, alarm.peak, change.peak)
        began = alarm.chattering_since is None and chatters(alarm.beats)
        if began:
            alarm.chattering_since = from_ms(change.onset_ms)
        again = not _stands(alarm)
        if again:
            _stand_again(alarm, self.b.now)
        self.dirty[alarm.pk] = alarm
        if again:
            alarm.save(update_fields=_AGAIN)
            self._record(alarm, Repeated)
        if began or (not again and worth_an_entry(before, change.onset_ms)):
            self._record(alarm, Chattering)
        self.changed[alarm.pk] = alarm

    def _return(self, alarm: Alarm | None, change: Change) -> None:
        decided = on_return(kept_of(alarm) if alarm else None, change.onset_ms, change.at_ms)
        if alarm is None or decided is Return.OLD:
            return  # already returned, or an older condition than the one that stands now
        if alarm.pk is None:
            self.flush()
        alarm.peak, at = worse(alarm.above, alarm.peak, change.peak), from_ms(change.at_ms)
        if decided is Return.HOLD:
            alarm.last_return = at
            self.dirty[alarm.pk] = alarm
        else:
            step.end_condition(self.b, alarm, at, change.peak, self.raised.get(alarm.pk))
        self.changed[alarm.pk] = alarm

    def _record(self, alarm: Alarm, kind: type[Repeated] | type[Chattering]) -> Handle:
        return step.record(self.b, alarm, kind, self.raised.get(alarm.pk))


def _rules(pks: set[int]) -> dict[int, Rule]:
    """With their sensors, and these with their sources and places and what is around those, each read once."""
    rules = {rule.pk: rule for rule in Rule.objects.filter(pk__among=pks).select_related("sensor")}
    sensors = [rule.sensor for rule in rules.values() if rule.sensor]
    sources = Source.objects.in_bulk({sensor.source_id for sensor in sensors})
    places = Place.objects.select_related("parent__parent").in_bulk({sensor.place_id for sensor in sensors})
    for sensor in sensors:
        _know(sensor, source=sources[sensor.source_id], place=places[sensor.place_id])
    return rules


def _know(row: Model, **others: Model) -> None:
    """Lays at hand the rows that a row refers to, without asking whether they fit: they were found by its numbers."""
    for name, other in others.items():
        field = row._meta.get_field(name)
        assert isinstance(field, ForeignKey)
        field.set_cached_value(row, other)


_COLUMNS = [one.attname for one in Alarm._meta.concrete_fields]
_BEATS = _COLUMNS.index("beats")
_values = attrgetter(*_COLUMNS)
_AS_MADE = dict(zip(_COLUMNS, _values(Alarm()), strict=True))


def _made(rule: Rule, **columns: object) -> Alarm:
    """A new alarm of a rule. In a flood most of the time would go into the model's own way of making one."""
    given = _AS_MADE | columns | {"rule_id": rule.pk, "sensor_id": rule.sensor_id}
    alarm = Alarm.from_db(DEFAULT_DB_ALIAS, _COLUMNS, list(given.values()))
    _know(alarm, rule=rule, sensor=rule.watched)
    return alarm


def _insert(fresh: Sequence[Alarm]) -> None:
    for alarm, pk in zip(fresh, rows.new_ids(Alarm, len(fresh)), strict=True):
        alarm.pk = pk
    rows.insert(Alarm, _COLUMNS, map(_row, fresh))


def _row(alarm: Alarm) -> list[object]:
    row = list(_values(alarm))
    row[_BEATS] = canonical(alarm.beats)
    return row


def _identity(change: Change) -> Identity:
    return change.rule, change.sensor, change.onset_ms


def kept_of(alarm: Alarm) -> Kept:
    onset = ms(alarm.onset)
    return Kept(
        onset_ms=onset,
        beats=tuple(alarm.beats) or (onset,),
        last_return_ms=ms(alarm.last_return) if alarm.last_return else None,
        chattering=alarm.chattering_since is not None,
        standing=_stands(alarm),
    )


def _stand_again(alarm: Alarm, now: datetime) -> None:
    """Its condition is back: nobody has seen that. Who had not seen it before is not given more time by it."""
    if alarm.acknowledged_at is not None:
        alarm.announced_at, alarm.escalated, alarm.escalated_at = None, 0, None
    alarm.state, alarm.acknowledged_by, alarm.reset_by = State.UNACK.value, "", ""
    alarm.acknowledged_at = alarm.returned_at = alarm.reset_at = alarm.cleared_at = None
    if alarm.announced_at is None and not alarm.position.held:
        alarm.announced_at = now


def end_held(b: Book, alarm: Alarm, cause: Cause = None) -> None:
    """A chattering alarm returns at the moment at which its condition was last gone."""
    step.end_condition(b, alarm, alarm.last_return or alarm.onset, cause=cause)


def _stands(alarm: Alarm | None) -> bool:
    return alarm is not None and State(alarm.state) in STANDING


def _limits(rule: Rule) -> Limits | None:
    return _limits_of(rule.detector, orjson.dumps(rule.settings))


@lru_cache(maxsize=4096)
def _limits_of(detector: str, settings: bytes) -> Limits | None:
    return DETECTORS[detector]().limits(settings_of(detector, orjson.loads(settings)))
