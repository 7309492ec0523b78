"""What the worker keeps for this room: whether the sources that must be asked are still asked."""

from datetime import datetime

from watchroom.journal.chores import Chore
from watchroom.sources import actions, feeds


class TellUnasked(Chore):
    """Whoever should ask may have died: a feed that nobody asks must not look like one that has nothing to say."""

    name = "sources.unasked"

    def pending(self, now: datetime) -> int:
        return len(feeds.overdue(now))

    def run(self, now: datetime) -> int:
        found = feeds.overdue(now)
        for source in found:
            actions.went_silent(source.pk, source.last_seen or source.polled_at or now, actor="work:sources")
        return len(found)


CHORES = [TellUnasked()]
