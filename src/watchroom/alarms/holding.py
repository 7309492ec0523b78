"""What holds alarms back at this moment, and how each alarm is brought in line with it. Used by the actions."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from django.db.models import Q, QuerySet

from watchroom.alarms import changes as step
from watchroom.alarms.models import Alarm, Hold, Rule
from watchroom.alarms.rules import OPEN, STANDING, Happening, HoldKind, State
from watchroom.journal.book import Book, Cause
from watchroom.kernel.words import Words
from watchroom.places.models import Place

DEEPEST = 8  # of rules that hold back rules that hold back rules: put_rule refuses longer chains, and rings
_HELD_BY_RULE = Words(zh="“{title}”告警期间", en="while “{title}” stands")
_HELD_BY_WORK = Words(zh="计划检修：{reason}", en="planned maintenance: {reason}")


@dataclass(frozen=True)
class Ground:
    """What is in force now. `standing` are rules with a standing alarm that is heard itself: what is held back hides
    nothing else."""

    now: datetime
    holds: list[Hold]
    standing: frozenset[int] = frozenset()
    parents: Mapping[int, int | None] = field(default_factory=dict)

    @classmethod
    def read(cls, now: datetime, alarms: Iterable[Alarm]) -> "Ground":
        holds = list(in_force(now))
        above = {alarm.rule.suppressed_by_id for alarm in alarms} - {None}
        heard = Alarm.objects.filter(
            rule__in=above, state__in=values(STANDING), shelved_until=None, suppressed_by="", out_of_service=False
        )
        placed = any(hold.place_id for hold in holds)
        return cls(
            now,
            holds,
            frozenset(heard.values_list("rule_id", flat=True)) if above else frozenset(),
            dict(Place.objects.values_list("pk", "parent_id")) if placed else {},
        )

    @classmethod
    def places_only(cls, now: datetime) -> "Ground":
        """Only to ask what a hold covers."""
        return cls(now, [], parents=dict(Place.objects.values_list("pk", "parent_id")))

    def shelf(self, alarm: Alarm) -> Hold | None:
        return self._of(HoldKind.SHELF, alarm)

    def out(self, alarm: Alarm) -> Hold | None:
        return self._of(HoldKind.OUT, alarm)

    def suppressor(self, alarm: Alarm) -> tuple[str, Words | None]:
        """`rule:<code>` or `hold:<id>`, and the reason in words; empty when nothing suppresses it."""
        if alarm.rule.suppressed_by_id in self.standing:
            above = Rule.objects.get(pk=alarm.rule.suppressed_by_id)
            return f"rule:{above.code}", _HELD_BY_RULE.fill(title=above.title)
        work = self._of(HoldKind.MAINTENANCE, alarm)
        return (work.subject, _HELD_BY_WORK.fill(reason=work.reason)) if work else ("", None)

    def _of(self, kind: HoldKind, alarm: Alarm) -> Hold | None:
        return next((hold for hold in self.holds if hold.kind == kind and self.covers(hold, alarm)), None)

    def covers(self, hold: Hold, alarm: Alarm) -> bool:
        if hold.kind == HoldKind.SHELF:
            return (hold.rule_id, hold.sensor_id, hold.about) == (alarm.rule_id, alarm.sensor_id, alarm.about)
        if hold.rule_id:
            return hold.rule_id == alarm.rule_id
        if hold.sensor_id:
            return hold.sensor_id == alarm.sensor_id
        return alarm.sensor is not None and hold.place_id in self._places(alarm.sensor.place_id)

    def _places(self, place: int) -> list[int]:
        line: list[int] = []
        at: int | None = place
        while at is not None and at not in line:
            line.append(at)
            at = self.parents.get(at)
        return line


def in_force(now: datetime) -> QuerySet[Hold]:
    """Begun and not ended, those whose time has run out left out: a shelf never hides a moment longer than it may."""
    return Hold.objects.filter(Q(until=None) | Q(until__gt=now), begun_at__isnull=False, ended_at=None).order_by("-pk")


def is_held(now: datetime) -> Q:
    """Of alarms: those that something holds back. A shelf whose time has run out holds nothing, noted or not."""
    return Q(shelved_until__gt=now) | ~Q(suppressed_by="") | Q(out_of_service=True)


def settle(b: Book, alarms: Iterable[Alarm], cause: Cause = None) -> list[Alarm]:
    """Holds back what is to be held back now, and lets be heard what is not; then the same for what those alarms hold
    back in their turn. Which alarms have moved. The rows come with `rule` and `sensor__place`, and locked."""
    moved: list[Alarm] = []
    todo = list(alarms)
    for _ in range(DEEPEST):
        if not todo:
            break
        ground = Ground.read(b.now, todo)
        moved += [alarm for alarm in todo if State(alarm.state) in OPEN and _fit(b, alarm, ground, cause)]
        below = Rule.objects.filter(suppressed_by__pk__among={alarm.rule_id for alarm in todo})
        rules = list(below.values_list("pk", flat=True))
        todo = list(open_alarms().filter(rule__pk__among=rules).select_for_update(of=("self",))) if rules else []
    return moved


def _fit(b: Book, alarm: Alarm, ground: Ground, cause: Cause) -> bool:
    """What begins is taken before what ends, so that an alarm that stays held is never heard in between."""
    if not ground.holds and alarm.rule.suppressed_by_id not in ground.standing and not alarm.position.held:
        return False
    before = (alarm.shelved_until, alarm.suppressed_by, alarm.out_of_service)
    shelf, out, (by, why) = ground.shelf(alarm), ground.out(alarm), ground.suppressor(alarm)
    if out and not alarm.out_of_service:
        alarm.out_of_service = True
        step.move(b, alarm, Happening.TAKEN_OUT, cause, reason=out.reason)
    if shelf and shelf.until != alarm.shelved_until:
        alarm.shelved_until = shelf.until
        step.move(b, alarm, Happening.SHELVED, cause, reason=shelf.reason, minutes=_minutes(shelf, b.now))
    if why and by != alarm.suppressed_by:
        alarm.suppressed_by = by
        step.move(b, alarm, Happening.SUPPRESSED, cause, why_zh=why.zh, why_en=why.en)
    if alarm.out_of_service and not out:
        step.move(b, alarm, Happening.PUT_BACK, cause)
    if alarm.shelved_until and not shelf:
        step.move(b, alarm, Happening.SHELF_ENDED, cause)
    if alarm.suppressed_by and not by:
        step.move(b, alarm, Happening.RELEASED, cause)
    return before != (alarm.shelved_until, alarm.suppressed_by, alarm.out_of_service)


def _minutes(shelf: Hold, now: datetime) -> int:
    """What is left of it, in whole minutes, upwards."""
    return -(-((shelf.until or now) - now) // timedelta(minutes=1))


def open_alarms() -> QuerySet[Alarm]:
    return Alarm.objects.select_related("rule", "sensor__place").filter(state__in=values(OPEN))


def values(states: Iterable[State]) -> list[str]:
    return [state.value for state in states]
