"""The site as the driver sees it: what is undone, what falls due, what the devices say, what the autopilot does."""

import logging
import time
from collections.abc import Callable, Iterable
from datetime import datetime, timedelta

from watchroom.dispatch.models import Order
from watchroom.dispatch.rules import OPEN_ORDERS
from watchroom.journal import clock, followers, queries
from watchroom.journal.chores import all_chores
from watchroom.ops import waker
from watchroom.ops.scenario.autopilot import Autopilot, Away
from watchroom.ops.scenario.devices import Senders
from watchroom.ops.scenario.fleet import Fleet
from watchroom.ops.scenario.reports import Reports
from watchroom.ops.scenario.steering import steering
from watchroom.sources.models import Source
from watchroom.sources.queries import drained

JUST_AFTER = timedelta(seconds=1)  # a deadline has passed one second later
AWAY_S = 0.2
_log = logging.getLogger("watchroom.scenario")


class Site:
    """`World` over the real site. `stopping` is asked wherever this could wait."""

    def __init__(
        self, scenario: str, reports: Reports, fleet: Fleet, senders: Senders, autopilot: Autopilot,
        stopping: Callable[[], bool],
    ) -> None:  # fmt: skip
        self._scenario, self._reports, self._fleet = scenario, reports, fleet
        self._senders, self._autopilot, self._stopping = senders, autopilot, stopping
        self._followers, self._chores = followers.all_followers(), all_chores()
        self._waker = waker.start()
        self._on = False
        self._read = self._followed = -1
        self._nudged = ""

    def now(self) -> datetime:
        return clock.site_now()

    def advance(self, to: datetime) -> None:
        clock.advance(to)
        self._waker.tell()  # time alone is no commit: who keeps deadlines looks now, not at the next poll

    def undone(self, now: datetime) -> str:
        """Asked downstream: readings, then reactions, then what is due; and the book stood still meanwhile."""
        if left := drained(now):
            return "; ".join(left)
        head = queries.head()
        if head != self._followed and (behind := followers.behind(self._followers)):
            return f"followers: {behind}"
        self._followed = head
        for chore in self._chores:
            if count := chore.pending(now):
                self._nudge(f"{now} {chore.name}")
                return f"{chore.name}: {count} due"
        return "the book has grown" if queries.head() != head else ""

    def _nudge(self, what: str) -> None:
        """Once for each chore and instant: it may have looked before the readings were judged, and would look again at its next poll."""
        if what != self._nudged:
            self._nudged = what
            self._waker.tell()

    def report(self, now: datetime) -> None:
        self._senders.send(self._reports.at(now, self._fleet.positions(now)))

    def next_deadlines(self, now: datetime) -> Iterable[datetime]:
        due = Order.objects.filter(state__in=OPEN_ORDERS, overdue_at=None, due_at__gte=now).order_by("due_at")
        first = due.values_list("due_at", flat=True).first()
        poll = Source.objects.filter(retired=False, next_poll_at__gt=now).order_by("next_poll_at")
        polled = poll.values_list("next_poll_at", flat=True).first()
        return [*([first + JUST_AFTER] if first else []), *([polled] if polled else [])]

    def act(self, now: datetime) -> int:
        self._on = steering(self._scenario).autopilot
        while self._on and not self._stopping():
            try:
                head = queries.head()
                if head != self._read:
                    self._autopilot.read()
                    self._read = head
                return self._autopilot.act(now)
            except Away as error:
                _log.warning("the API does not answer, asking again: %s", error)
                time.sleep(AWAY_S)
        return 0

    def next_act(self) -> datetime | None:
        return self._autopilot.next_due() if self._on else None
