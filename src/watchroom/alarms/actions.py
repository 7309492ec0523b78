"""The only writers of alarms. What the judge found becomes rows and entries; a person acknowledges, resets, assigns."""

from collections.abc import Sequence
from datetime import datetime

from django.conf import settings
from django.db.models import QuerySet

from watchroom.alarms import changes as step
from watchroom.alarms.entries import Assigned, Commented, Escalated
from watchroom.alarms.faults import (
    AlreadyAcknowledged,
    AlreadyCleared,
    AlreadyLinked,
    NobodyThere,
    NoSuchAlarm,
    NotFilled,
    NothingChosen,
    NotLatched,
)
from watchroom.alarms.judging import Change
from watchroom.alarms.models import Alarm
from watchroom.alarms.rules import LADDER, UNSEEN, State, heard, rung_due
from watchroom.alarms.writing import Desk
from watchroom.journal.book import book
from watchroom.kernel.clock import as_local
from watchroom.kernel.words import Words
from watchroom.people import queries as people
from watchroom.people.queries import actor_words
from watchroom.people.rights import Act
from watchroom.people.viewer import Viewer

MOST_AT_ONCE = 200
_TEXT = Words(zh="内容", en="Text")


def acknowledge(viewer: Viewer, alarm: int) -> Alarm:
    """ "I have seen this." Raises NotAllowed, NoSuchAlarm, and AlreadyAcknowledged, which says by whom and when."""
    viewer.must(Act.ACKNOWLEDGE_ALARM)
    with book(actor=viewer.actor) as b:
        row = locked(alarm)
        if step.acknowledge(b, row) is None:
            at = as_local(row.acknowledged_at or b.now, settings.SITE_ZONE)
            raise AlreadyAcknowledged(alarm=row.pk, who=actor_words(row.acknowledged_by), at=f"{at:%H:%M:%S}")
    return row


def acknowledge_seen(viewer: Viewer, seen: Sequence[int]) -> list[Alarm]:
    """Acknowledges several at once: those whose numbers the screen showed, and no others, however many came meanwhile.

    What somebody else acknowledged before, or what has been held back since, is left as it is. Which were acknowledged.
    Raises NotAllowed, NothingChosen.
    """
    viewer.must(Act.ACKNOWLEDGE_ALARM)
    if not 1 <= len(set(seen)) <= MOST_AT_ONCE:
        raise NothingChosen(most=MOST_AT_ONCE)
    with book(actor=viewer.actor) as b:
        rows = whole().filter(pk__in=set(seen)).order_by("pk").select_for_update(of=("self",))
        return [row for row in rows if heard(row.position) and step.acknowledge(b, row)]


def reset(viewer: Viewer, alarm: int) -> Alarm:
    """ "I have looked after it": clears a latched alarm. Raises NotAllowed, NoSuchAlarm, NotLatched."""
    viewer.must(Act.ACKNOWLEDGE_ALARM)
    with book(actor=viewer.actor) as b:
        row = locked(alarm)
        if step.reset(b, row) is None:
            raise NotLatched(alarm=row.pk)
    return row


def assign(viewer: Viewer, alarm: int, person: str) -> Alarm:
    """Gives an alarm to somebody on watch, by the person's code; an empty code takes it back. It acknowledges nothing.

    Raises NotAllowed, NoSuchAlarm, AlreadyCleared, NobodyThere.
    """
    viewer.must(Act.ACKNOWLEDGE_ALARM)
    with book(actor=viewer.actor) as b:
        row = locked(alarm)
        if State(row.state) is State.CLEARED:
            raise AlreadyCleared(alarm=row.pk)
        found = {people.person(one.person): one for one in people.present(b.now)} if person else {}
        chosen = next((one for one in found if one and one.code == person), None)
        if person and chosen is None:
            raise NobodyThere(person=person[:64])
        if row.assigned_to == chosen:
            return row
        row.assigned_to = chosen
        row.save(update_fields=["assigned_to"])
        post = found[chosen].title if chosen else Words(zh="全体值守", en="the watch")
        step.record(b, row, Assigned, post_zh=post.zh, post_en=post.en)
    return row


def comment(viewer: Viewer, alarm: int, text: str) -> Alarm:
    """Writes a word on an alarm into the book. Raises NotAllowed, NoSuchAlarm, NotFilled."""
    viewer.must(Act.NOTE_INCIDENT)
    text = filled(text, _TEXT)
    with book(actor=viewer.actor) as b:
        row = locked(alarm)
        step.record(b, row, Commented, text=text)
    return row


def escalate(alarm: int, *, actor: str) -> bool:
    """Brings an alarm that nobody has acknowledged before the next rung of the ladder, if its time has come.

    Each rung hears of it once, whoever asks how often: the row says how many have.
    """
    with book(actor=actor) as b:
        row = locked(alarm)
        if not _rung_due(row, b.now):
            return False
        role, to = LADDER[row.escalated]
        row.escalated += 1
        row.escalated_at = b.now
        row.save(update_fields=["escalated", "escalated_at"])
        holders = sorted({one.person for one in people.present(b.now) if one.role == role})
        waited_s = round((b.now - (row.announced_at or b.now)).total_seconds())
        step.record(b, row, Escalated, to=role, to_zh=to.zh, to_en=to.en, persons=holders, waited_s=waited_s)
    return True


def escalations_due(now: datetime) -> list[int]:
    """The alarms of which the next rung is to hear, longest unseen first."""
    rows = Alarm.objects.filter(
        state__in=[state.value for state in UNSEEN], late=False, announced_at__isnull=False, escalated__lt=len(LADDER)
    ).order_by("announced_at", "pk")
    return [row.pk for row in rows if _rung_due(row, now)]


def _rung_due(row: Alarm, now: datetime) -> bool:
    if row.late or row.announced_at is None or row.escalated >= len(LADDER) or not heard(row.position):
        return False
    after_s = int(settings.ALARM_ESCALATE_S[row.priority - 1])
    return rung_due(now, row.announced_at, row.escalated_at, rungs=row.escalated, after_s=after_s)


def link_incident(viewer: Viewer, alarm: int, incident: int) -> Alarm:
    """Notes which incident was opened from an alarm; the same again changes nothing. Raises AlreadyLinked."""
    viewer.must(Act.OPEN_INCIDENT)
    with book(actor=viewer.actor) as b:
        row = locked(alarm)
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
    an older alarm still stands for joins that alarm. What comes and goes within a minute is one alarm (chatter_rules);
    what begins together is grouped (grouping_rules).
    """
    if not changes:
        return []
    with book(actor=actor) as b:
        desk = Desk(b, batch, changes)
        for change in changes:
            desk.take(change)
        desk.finish()
        return list(desk.changed.values())


def filled(text: str, what: Words, most: int = 2000) -> str:
    """The text without its edges. Raises NotFilled."""
    text = text.strip()
    if not text:
        raise NotFilled(what=what, why=Words(zh="不能为空", en="it is empty"))
    if len(text) > most:
        raise NotFilled(what=what, why=Words(zh=f"超过 {most} 字", en=f"it is longer than {most} characters"))
    return text


def locked(pk: int) -> Alarm:
    """The alarm with its rule, sensor and place, nobody else's to change. Raises NoSuchAlarm."""
    row = whole().filter(pk=pk).select_for_update(of=("self",)).first()
    if row is None:
        raise NoSuchAlarm(alarm=pk)
    return row


def whole() -> QuerySet[Alarm]:
    return Alarm.objects.select_related("rule", "sensor__place")
