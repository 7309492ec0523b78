"""What the worker keeps of the roster: shifts two months ahead, and gaps that come near."""

from datetime import datetime

from watchroom.journal.chores import Chore
from watchroom.people import coverage, nightly, roll_actions, rostering, strength, todo_actions


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


class KeepRolls(Chore):
    """Calls that were drawn are made when they fall due; a call that nobody answers in time is said."""

    name = "people.rolls"

    def pending(self, now: datetime) -> int:
        return sum(map(len, roll_actions.due(now)))

    def run(self, now: datetime) -> int:
        draws, calls = roll_actions.due(now)
        actor = f"work:{self.name}"
        made = sum(roll_actions.keep_draw(pk, actor=actor) for pk in draws)
        return made + sum(roll_actions.keep_limit(pk, actor=actor) for pk in calls)


class DrawNightly(Chore):
    """Each standing draw draws its night as that begins."""

    name = "people.nightly"

    def pending(self, now: datetime) -> int:
        return len(nightly.due(now))

    def run(self, now: datetime) -> int:
        return sum(nightly.keep(rule, actor=f"work:{self.name}") for rule in nightly.due(now))


class KeepStrength(Chore):
    """A watch that is too weak for the level in force, now or within eight hours, is said; and once more when it is not."""

    name = "people.strength"

    def pending(self, now: datetime) -> int:
        return len(strength.to_say(now))

    def run(self, now: datetime) -> int:
        return sum(strength.say(rule, short, actor=f"work:{self.name}") for rule, short in strength.to_say(now))


class RemindOfShifts(Chore):
    """An hour before a shift its person is reminded."""

    name = "people.reminders"

    def pending(self, now: datetime) -> int:
        return len(strength.to_remind(now))

    def run(self, now: datetime) -> int:
        return sum(strength.remind(pk, actor=f"work:{self.name}") for pk in strength.to_remind(now))


class RemindOfTodos(Chore):
    """When the time of what a post has to do comes, it is said once; whoever holds the post sees it until it is done."""

    name = "people.todos"

    def pending(self, now: datetime) -> int:
        return len(todo_actions.due(now))

    def run(self, now: datetime) -> int:
        return sum(todo_actions.remind(pk, actor=f"work:{self.name}") for pk in todo_actions.due(now))


CHORES = [FillRotas(), WarnOfGaps(), DrawNightly(), KeepRolls(), KeepStrength(), RemindOfShifts(), RemindOfTodos()]
