"""What the worker keeps for this room: whether the sources that must be asked still are, and pictures no longer than needed."""

from datetime import datetime, timedelta

from watchroom.journal.chores import Chore
from watchroom.sources import actions, feeds
from watchroom.sources.cameras import actions as cameras
from watchroom.sources.cameras import queries as pictures


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


class ForgetPictures(Chore):
    """The last picture of a camera stands in for a new one for a day. Pictures of people are not kept without a reason."""

    name = "sources.pictures"
    KEEP = timedelta(hours=24)

    def pending(self, now: datetime) -> int:
        return pictures.old_pictures(now - self.KEEP)

    def run(self, now: datetime) -> int:
        return cameras.forget_pictures(now - self.KEEP)


CHORES = [TellUnasked(), ForgetPictures()]
