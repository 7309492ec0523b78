"""What the worker keeps of reports upward and leaders' instructions: a limit that ran out is said once, and
a rule that comes into force begins to count for what is open."""

from datetime import datetime

from watchroom.incidents import clocks, instructing
from watchroom.incidents.intake import mailbox
from watchroom.journal.chores import Chore


class WatchReports(Chore):
    name = "incidents.reports"

    def pending(self, now: datetime) -> int:
        return len(clocks.overdue(now)) + len(clocks.waiting(now))

    def run(self, now: datetime) -> int:
        actor = f"work:{self.name}"
        begun = sum(clocks.begin_waiting(pk, actor=actor) for pk in clocks.waiting(now))
        return begun + sum(clocks.say_late(pk, actor=actor) for pk in clocks.overdue(now))


class WatchInstructions(Chore):
    name = "incidents.instructions"

    def pending(self, now: datetime) -> int:
        return len(instructing.overdue(now))

    def run(self, now: datetime) -> int:
        return sum(instructing.say_late(pk, actor=f"work:{self.name}") for pk in instructing.overdue(now))


class ReadMailbox(Chore):
    """The mailbox of the watch, where the site has one."""

    name = "incidents.mailbox"

    def pending(self, now: datetime) -> int:
        return mailbox.due(now)

    def run(self, now: datetime) -> int:
        return mailbox.look(now)


CHORES = [ReadMailbox(), WatchReports(), WatchInstructions()]
