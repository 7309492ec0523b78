"""What the worker keeps for alarms, whether anybody looks or not: holds begin and end, the ladder is
climbed, and a chattering alarm is kept standing no longer than its condition comes and goes."""

from datetime import datetime, timedelta

from django.db.models import Q, QuerySet

from watchroom.alarms import actions, hold_actions
from watchroom.alarms.chatter_rules import QUIET_MS
from watchroom.alarms.holding import settle, values
from watchroom.alarms.models import Alarm, Hold
from watchroom.alarms.rules import STANDING
from watchroom.alarms.writing import end_held, kept_of
from watchroom.journal.book import book
from watchroom.journal.chores import Chore
from watchroom.journal.clock import scenario
from watchroom.sources.queries import drained

GRACE = timedelta(seconds=5)  # for readings that are on their way


class KeepHolds(Chore):
    """Planned maintenance begins and ends, and what was shelved comes back by itself."""

    name = "alarms.holds"

    def pending(self, now: datetime) -> int:
        return len(_due(now))

    def run(self, now: datetime) -> int:
        found = _due(now)
        if not found or _streams_wait(now):
            return 0
        return sum(hold_actions.keep_times(pk, actor=f"work:{self.name}") for pk in found)


class Escalate(Chore):
    """Nobody has acknowledged it in time: the next post hears of it, each once, until somebody does."""

    name = "alarms.escalation"

    def pending(self, now: datetime) -> int:
        return len(actions.escalations_due(now))

    def run(self, now: datetime) -> int:
        found = actions.escalations_due(now)
        if not found or _streams_wait(now):
            return 0
        return sum(actions.escalate(pk, actor=f"work:{self.name}") for pk in found)


class EndChatter(Chore):
    """When it runs makes no difference to what is written: the alarm returns at its last return, in event time, and a
    condition that began before the quiet time was over counts as its repeat even when it is heard of later."""

    name = "alarms.chatter"

    def pending(self, now: datetime) -> int:
        return _quiet(now).count()

    def run(self, now: datetime) -> int:
        found = list(_quiet(now).values_list("pk", flat=True)[:200])
        if not found or _streams_wait(now):
            return 0
        return sum(_end(pk, now) for pk in found)


def _due(now: datetime) -> list[int]:
    begins = Q(begun_at=None, since__lte=now)
    rows = Hold.objects.filter(begins | Q(until__lte=now), ended_at=None).order_by("until", "pk")
    return list(rows.values_list("pk", flat=True))


def _quiet(now: datetime) -> QuerySet[Alarm]:
    until = now - timedelta(milliseconds=QUIET_MS) - GRACE
    return Alarm.objects.filter(chattering_since__isnull=False, state__in=values(STANDING), last_return__lte=until)


def _end(pk: int, now: datetime) -> int:
    with book(actor=f"work:{EndChatter.name}") as b:
        row = _quiet(now).filter(pk=pk).select_related("rule", "sensor__place").select_for_update(of=("self",)).first()
        if row is None or not kept_of(row).held:
            return 0
        end_held(b, row)
        settle(b, [row])  # what it held back by design is heard again
    return 1


def _streams_wait(now: datetime) -> bool:
    """A scenario gives the same day each time: its readings are judged before what depends on the clock happens."""
    return scenario() is not None and bool(drained(now))


CHORES = [KeepHolds(), Escalate(), EndChatter()]
