"""What the worker keeps for this room: messages that are due, and warnings whose time has run out."""

from datetime import datetime

from watchroom.journal.chores import Chore
from watchroom.warnings import actions, delivering
from watchroom.warnings.models import Warning
from watchroom.warnings.rules import State


class SendDeliveries(Chore):
    name = "warnings.deliveries"

    def pending(self, now: datetime) -> int:
        return delivering.unfinished(now)

    def run(self, now: datetime) -> int:
        return delivering.run(now)


class EndExpired(Chore):
    name = "warnings.expiry"

    def pending(self, now: datetime) -> int:
        return Warning.objects.filter(state=State.RELEASED, expires__lte=now).count()

    def run(self, now: datetime) -> int:
        rows = Warning.objects.filter(state=State.RELEASED, expires__lte=now).values_list("pk", flat=True)
        return sum(actions.lapse(pk, actor="work:expiry") for pk in list(rows))


CHORES = [SendDeliveries(), EndExpired()]
