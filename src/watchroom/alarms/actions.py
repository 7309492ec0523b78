"""The only writers of alarms. What the judge found becomes rows and entries; a person acknowledges."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from django.conf import settings
from django.db.models import QuerySet

from watchroom.alarms import changes as step
from watchroom.alarms.detection import DETECTORS, Limits, settings_of
from watchroom.alarms.faults import AlreadyAcknowledged, AlreadyLinked, NoSuchAlarm
from watchroom.alarms.judging import Change
from watchroom.alarms.models import Alarm, Rule
from watchroom.alarms.rules import STANDING, State, is_late
from watchroom.journal.book import Book, Handle, book
from watchroom.kernel.clock import as_local, from_ms
from watchroom.people.queries import actor_words
from watchroom.people.rights import Act
from watchroom.people.viewer import Viewer

type Key = tuple[int, int]  # rule, sensor


def acknowledge(viewer: Viewer, alarm: int) -> Alarm:
    """ "I have seen this." Raises NotAllowed, NoSuchAlarm, and AlreadyAcknowledged, which says by whom and when."""
    viewer.must(Act.ACKNOWLEDGE_ALARM)
    with book(actor=viewer.actor) as b:
        row = _locked(alarm)
        if step.acknowledge(b, row) is None:
            at = as_local(row.acknowledged_at or b.now, settings.SITE_ZONE)
            raise AlreadyAcknowledged(alarm=row.pk, who=actor_words(row.acknowledged_by), at=f"{at:%H:%M:%S}")
    return row


def link_incident(viewer: Viewer, alarm: int, incident: int) -> Alarm:
    """Notes which incident was opened from an alarm; the same again changes nothing. Raises AlreadyLinked."""
    viewer.must(Act.OPEN_INCIDENT)
    with book(actor=viewer.actor) as b:
        row = _locked(alarm)
        if row.incident == incident:
            return row
        if row.incident is not None:
            raise AlreadyLinked(alarm=row.pk)
        row.incident = incident
        row.save(update_fields=["incident"])
        step.record_link(b, row)
    return row


def apply_changes(changes: Sequence[Change], *, batch: str, actor: str = "watch:detect") -> list[Alarm]:
    """Writes what the judge found in one batch; returns the alarms that changed, each once.

    Called inside the book in which the partition's position is moved: both are committed, or neither. What has been
    written before changes nothing: an onset known for its rule and sensor is not raised again, and a condition that
    an older alarm still stands for joins that alarm.
    """
    if not changes:
        return []
    with book(actor=actor) as b:
        desk = _Desk(b, batch, changes)
        for change in changes:
            desk.take(change)
        return list(desk.changed.values())


def _locked(pk: int) -> Alarm:
    row = _whole().filter(pk=pk).select_for_update(of=("self",)).first()
    if row is None:
        raise NoSuchAlarm(alarm=pk)
    return row


def _whole() -> QuerySet[Alarm]:
    return Alarm.objects.select_related("rule", "sensor__place")


@dataclass
class _Desk:
    """What is needed to write one batch's changes: everything is read once, however many changes there are."""

    b: Book
    batch: str
    given: Sequence[Change]
    changed: dict[int, Alarm] = field(default_factory=dict)
    raised: dict[int, Handle] = field(default_factory=dict)

    def __post_init__(self) -> None:
        pks = {change.rule for change in self.given}
        self.rules = {rule.pk: rule for rule in Rule.objects.filter(pk__in=pks).select_related("sensor__place")}
        onsets = {from_ms(change.onset_ms) for change in self.given}
        self.known = set(
            Alarm.objects.filter(rule__in=pks, onset__in=onsets).values_list("rule_id", "sensor_id", "onset")
        )
        standing = _whole().filter(rule__in=pks, state__in=[state.value for state in STANDING])
        self.standing: dict[Key, Alarm] = {
            (a.rule_id, a.sensor_id): a for a in standing.select_for_update(of=("self",))
        }
        self.limits = {pk: _limits(rule) for pk, rule in self.rules.items()}

    def take(self, change: Change) -> None:
        rule = self.rules.get(change.rule)
        if rule is None or rule.sensor.number != change.sensor:
            return  # the rule was taken away, or moved to another sensor, since this was judged
        if change.kind == "raise":
            self._raise(rule, change)
        else:
            self._return(rule, change)

    def _raise(self, rule: Rule, change: Change) -> None:
        key, onset = (rule.pk, rule.sensor_id), from_ms(change.onset_ms)
        if not rule.live or key in self.standing or (*key, onset) in self.known:
            return
        limits = self.limits[rule.pk]
        measured_at = from_ms(change.measured_ms)
        alarm = Alarm.objects.create(
            rule=rule, sensor=rule.sensor, onset=onset, raised_at=self.b.now, measured_at=measured_at,
            state=State.UNACK.value, priority=rule.priority, value=change.value, peak=change.peak,
            limit=limits.limit if limits else None, above=limits.above if limits else True,
            late=is_late(measured_at, from_ms(change.received_ms)), batch=self.batch,
        )  # fmt: skip
        self.known.add((*key, onset))
        self.standing[key] = self.changed[alarm.pk] = alarm
        self.raised[alarm.pk] = step.record_state(self.b, alarm)

    def _return(self, rule: Rule, change: Change) -> None:
        key = (rule.pk, rule.sensor_id)
        alarm = self.standing.get(key)
        if alarm is None or alarm.onset > from_ms(change.onset_ms):
            return  # already returned, or an older condition than the one that stands now
        step.end_condition(self.b, alarm, from_ms(change.at_ms), change.peak, self.raised.get(alarm.pk))
        self.changed[alarm.pk] = self.standing.pop(key)


def _limits(rule: Rule) -> Limits | None:
    detector = DETECTORS[rule.detector]
    return detector().limits(settings_of(rule.detector, rule.settings))
