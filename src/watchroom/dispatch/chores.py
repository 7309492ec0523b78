"""Deadlines, changes of shift, calls until somebody answers: kept by the worker, whether anybody looks at the board or not."""

from datetime import datetime

from django.db.models import QuerySet

from watchroom.dispatch import actions, call_answers, call_sending, call_steps, checking, roll_ends
from watchroom.dispatch.models import Order
from watchroom.dispatch.rules import OPEN_ORDERS
from watchroom.journal.chores import Chore


class KeepDeadlines(Chore):
    name = "dispatch.deadlines"

    def pending(self, now: datetime) -> int:
        return _late(now).count()

    def run(self, now: datetime) -> int:
        return sum(actions.mark_overdue(pk) for pk in list(_late(now).values_list("pk", flat=True)))


def _late(now: datetime) -> QuerySet[Order]:
    return Order.objects.filter(overdue_at=None, due_at__lt=now, state__in=OPEN_ORDERS).order_by("due_at", "pk")


class HandOver(Chore):
    """At the change of shift the tasks of a post go to its new holder."""

    name = "dispatch.handover"

    def pending(self, now: datetime) -> int:
        return len(actions.moved_on(now))

    def run(self, now: datetime) -> int:
        return sum(actions.hand_over(pk) for pk in actions.moved_on(now))


class KeepChecks(Chore):
    """Crews on scene that were not asked in time."""

    name = "dispatch.checks"

    def pending(self, now: datetime) -> int:
        return len(checking.overdue(now))

    def run(self, now: datetime) -> int:
        return sum(checking.mark_late(pk) for pk in checking.overdue(now))


class KeepCalls(Chore):
    """Whoever does not answer is reached by another way, and then the next person is."""

    name = "dispatch.calls"

    def pending(self, now: datetime) -> int:
        return call_steps.due(now).count()

    def run(self, now: datetime) -> int:
        return call_steps.run(now)


class EndRolls(Chore):
    """Lists about what is over by itself."""

    name = "dispatch.rolls"

    def pending(self, now: datetime) -> int:
        return len(roll_ends.outlived(now))

    def run(self, now: datetime) -> int:
        return sum(roll_ends.run_out(pk) for pk in roll_ends.outlived(now))


class SendMessages(Chore):
    name = "dispatch.messages"

    def pending(self, now: datetime) -> int:
        return call_sending.unfinished(now)

    def run(self, now: datetime) -> int:
        return call_sending.run(now)


class HearCarriers(Chore):
    """What carriers with a line of their own have heard since: receipts, and short answers."""

    name = "dispatch.carriers"

    def pending(self, now: datetime) -> int:
        return 0

    def run(self, now: datetime) -> int:
        return call_answers.collect()


CHORES = [KeepDeadlines(), HandOver(), KeepChecks(), EndRolls(), KeepCalls(), SendMessages(), HearCarriers()]
