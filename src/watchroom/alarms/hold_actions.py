"""The only writers of what holds alarms back: shelves, planned maintenance, out of service. A worker keeps their times."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings

from watchroom.alarms import faults
from watchroom.alarms.actions import filled, locked, whole
from watchroom.alarms.hold_entries import HoldBegun, HoldEnded, HoldFacts, HoldLaid
from watchroom.alarms.holding import Ground, open_alarms, settle
from watchroom.alarms.models import Alarm, Hold, Rule
from watchroom.alarms.rules import HOLD_WORDS, LIFE_SAFETY, HoldKind, State
from watchroom.journal.book import Book, Handle, book
from watchroom.kernel.clock import iso
from watchroom.kernel.words import Words
from watchroom.people.rights import Act, Role
from watchroom.people.viewer import Viewer
from watchroom.places import queries as places
from watchroom.sources import queries as sources

LONGEST_WORK = timedelta(days=31)
_REASON = Words(zh="理由", en="Reason")
_MOST_REASON = 500


def shelve(viewer: Viewer, alarm: int, minutes: int, reason: str) -> Alarm:
    """Keeps an alarm from sounding for a while; it comes back by itself, in the state that it then has. What its rule
    raises anew for the same sensor meanwhile is shelved with it. A shelf upon a shelf replaces it.

    Raises NotAllowed, NoSuchAlarm, AlreadyCleared, LeaderShelves (life-safety), ShelfTooLong, NotFilled.
    """
    viewer.must(Act.ACKNOWLEDGE_ALARM)
    reason = filled(reason, _REASON, _MOST_REASON)
    with book(actor=viewer.actor) as b:
        row = locked(alarm)
        if State(row.state) is State.CLEARED:
            raise faults.AlreadyCleared(alarm=row.pk)
        if row.priority == LIFE_SAFETY and Role.DUTY_LEADER not in viewer.roles:
            raise faults.LeaderShelves(alarm=row.pk)
        most = shelf_most(row.priority)
        if not 1 <= minutes <= most:
            raise faults.ShelfTooLong(most=most, priority=row.priority)
        for before in _shelves(row):
            _end(b, before, b.actor)
        _lay(
            b, HoldKind.SHELF, {"rule": row.rule, "sensor": row.sensor, "about": row.about}, b.now,
            b.now + timedelta(minutes=minutes), reason,
        )  # fmt: skip
    return whole().get(pk=alarm)


def unshelve(viewer: Viewer, alarm: int) -> Alarm:
    """Lets an alarm be heard again before its time. Raises NotAllowed, NoSuchAlarm, NotShelved."""
    viewer.must(Act.ACKNOWLEDGE_ALARM)
    with book(actor=viewer.actor) as b:
        row = locked(alarm)
        found = _shelves(row)
        if not found:
            raise faults.NotShelved(alarm=row.pk)
        for shelf in found:
            _end(b, shelf, b.actor)
    return whole().get(pk=alarm)


def take_out(viewer: Viewer, *, rule: str = "", sensor: str = "", reason: str) -> Hold:
    """Takes a rule's or a sensor's alarms out of service until a person puts them back: judged and recorded, not heard.

    Raises NotAllowed, NotFilled, OneThing, NoSuchRule, NoSuchSensor, AlreadyOut.
    """
    viewer.must(Act.TAKE_OUT_ALARMS)
    reason = filled(reason, _REASON, _MOST_REASON)
    with book(actor=viewer.actor) as b:
        about = _about(rule, sensor, "")
        before = Hold.objects.filter(kind=HoldKind.OUT.value, ended_at=None, **about).first()
        if before:
            raise faults.AlreadyOut(what=before.words)
        return _lay(b, HoldKind.OUT, about, b.now, None, reason)


def plan_maintenance(
    viewer: Viewer, since: datetime, until: datetime, *, rule: str = "", sensor: str = "", place: str = "", reason: str
) -> Hold:
    """Plans work on a rule, a sensor or all of a place: everybody sees it, and alarms of it are suppressed meanwhile.

    Raises NotAllowed, NotFilled, OneThing, WrongTimes, NoSuchRule, NoSuchSensor, NoSuchPlaceThere.
    """
    viewer.must(Act.TAKE_OUT_ALARMS)
    reason = filled(reason, _REASON, _MOST_REASON)
    with book(actor=viewer.actor) as b:
        if not (since < until and b.now < until and until - since <= LONGEST_WORK):
            raise faults.WrongTimes(days=LONGEST_WORK.days)
        return _lay(b, HoldKind.MAINTENANCE, _about(rule, sensor, place), since, until, reason)


def end_hold(viewer: Viewer, hold: int) -> Hold:
    """Puts back, ends or calls off what holds alarms back; alarms are heard again at once.

    Raises NotAllowed (a shelf is the watch's, the others the leader's), NoSuchHold, HoldEndedBefore.
    """
    viewer.must(Act.SEE)
    with book(actor=viewer.actor) as b:
        row = _locked_hold(hold)
        viewer.must(Act.ACKNOWLEDGE_ALARM if row.kind == HoldKind.SHELF else Act.TAKE_OUT_ALARMS)
        if row.ended_at is not None:
            raise faults.HoldEndedBefore(hold=row.pk)
        _end(b, row, b.actor)
    return row


def keep_times(hold: int, *, actor: str) -> bool:
    """Begins what is to begin and ends what is to end by now; whether anything had to be done."""
    with book(actor=actor) as b:
        row = _locked_hold(hold)
        if row.ended_at is not None:
            return False
        if row.until is not None and row.until <= b.now:
            _end(b, row, "")
        elif row.begun_at is None and row.since <= b.now:
            _begin(b, row, None)
        else:
            return False
    return True


def shelf_most(priority: int) -> int:
    """For how many minutes an alarm of this priority may be shelved at most."""
    return int(settings.ALARM_SHELF_MIN[priority - 1])


def _lay(
    b: Book, kind: HoldKind, about: Mapping[str, Any], since: datetime, until: datetime | None, reason: str
) -> Hold:
    row = Hold.objects.create(kind=kind.value, since=since, until=until, reason=reason, laid_by=b.actor, **about)
    laid = b.record(_facts(row, HoldLaid), subject=row.subject)
    if since <= b.now:
        _begin(b, row, laid)
    return row


def _begin(b: Book, row: Hold, cause: Handle | None) -> None:
    row.begun_at = b.now
    row.save(update_fields=["begun_at"])
    begun = b.record(_facts(row, HoldBegun), subject=row.subject, cause=cause)
    settle(b, _covered(row, b.now), begun)


def _end(b: Book, row: Hold, by: str) -> None:
    covered = _covered(row, b.now) if row.begun_at else []
    row.ended_at, row.ended_by = b.now, by
    row.save(update_fields=["ended_at", "ended_by"])
    ended = b.record(_facts(row, HoldEnded), subject=row.subject)
    settle(b, covered, ended)


def _covered(row: Hold, now: datetime) -> list[Alarm]:
    ground = Ground.places_only(now)
    return [alarm for alarm in open_alarms().select_for_update(of=("self",)) if ground.covers(row, alarm)]


def _shelves(alarm: Alarm) -> list[Hold]:
    rows = Hold.objects.filter(kind=HoldKind.SHELF.value, rule=alarm.rule_id, ended_at=None)
    return list(rows.filter(sensor=alarm.sensor_id, about=alarm.about).select_for_update(of=("self",)))


def _locked_hold(pk: int) -> Hold:
    row = Hold.objects.filter(pk=pk).select_for_update(of=("self",)).first()
    if row is None:
        raise faults.NoSuchHold(hold=pk)
    return row


def _about(rule: str, sensor: str, place: str) -> dict[str, Any]:
    given = {
        name: code.strip() for name, code in (("rule", rule), ("sensor", sensor), ("place", place)) if code.strip()
    }
    if len(given) != 1:
        raise faults.OneThing()
    ((name, code),) = given.items()
    found: Any
    match name:
        case "rule":
            found = Rule.objects.filter(code=code).first()
            fault: Any = faults.NoSuchRule(rule=code[:64])
        case "sensor":
            found, fault = sources.sensor(code), faults.NoSuchSensor(sensor=code[:64])
        case _:
            found, fault = places.place(code), faults.NoSuchPlaceThere(place=code[:64])
    if found is None:
        raise fault
    return {name: found}


def _facts[F: HoldFacts](row: Hold, kind: type[F]) -> F:
    what, words = HOLD_WORDS[HoldKind(row.kind)], row.words
    return kind(
        hold=row.pk, hold_kind=row.kind, kind_zh=what.zh, kind_en=what.en, rule=row.rule.code if row.rule else "",
        sensor=row.sensor.code if row.sensor else "", place=row.place.code if row.place else "", about=row.about,
        about_zh=words.zh, about_en=words.en, since=iso(row.since), until=iso(row.until) if row.until else None,
        reason=row.reason, begun_at=iso(row.begun_at) if row.begun_at else None,
        ended_at=iso(row.ended_at) if row.ended_at else None,
    )  # fmt: skip
