"""What the worker keeps of the roster: shifts two months ahead, and gaps that come near."""

from datetime import datetime

from watchroom.journal.chores import Chore
from watchroom.people import coverage, rostering


class FillRotas(Chore):
    name = "people.rotas"

    def pending(self, now: datetime) -> int:
        return len(rostering.to_fill(now))

    def run(self, now: datetime) -> int:
        return sum(rostering.fill_rota(pk, actor=f"work:{self.name}") for pk in rostering.to_fill(now))


class WarnOfGaps(Chore):
    """A gap is said 24, 8 and 1 hours before it, and once more when it is filled."""

    name = "people.gaps"

    def pending(self, now: datetime) -> int:
        return len(coverage.to_say(now))

    def run(self, now: datetime) -> int:
        return sum(coverage.say(one, actor=f"work:{self.name}") for one in coverage.to_say(now))


CHORES = [FillRotas(), WarnOfGaps()]
