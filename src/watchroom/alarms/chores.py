"""What the worker keeps for alarms, whether anybody looks or not: holds begin and end, and the ladder is climbed."""

from datetime import datetime

from django.db.models import Q

from watchroom.alarms import actions, hold_actions
from watchroom.alarms.models import Hold
from watchroom.journal.chores import Chore
from watchroom.journal.clock import scenario
from watchroom.sources.queries import drained


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


def _due(now: datetime) -> list[int]:
    begins = Q(begun_at=None, since__lte=now)
    rows = Hold.objects.filter(begins | Q(until__lte=now), ended_at=None).order_by("until", "pk")
    return list(rows.values_list("pk", flat=True))


def _streams_wait(now: datetime) -> bool:
    """A scenario gives the same day each time: its readings are judged before what depends on the clock happens."""
    return scenario() is not None and bool(drained(now))


CHORES = [KeepHolds(), Escalate()]
