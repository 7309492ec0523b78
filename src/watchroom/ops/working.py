"""What the `work` process does: followers in one thread, in order; every chore in a thread of its own.

So a channel that answers slowly delays no deadline. Any number of processes may run; each thing is claimed.
"""

import logging
import os
import secrets
import socket
import threading
from collections.abc import Callable

from django.db import connection

from watchroom.journal import queries
from watchroom.journal.chores import Chore, all_chores
from watchroom.journal.clock import site_now
from watchroom.journal.followers import Runner, behind
from watchroom.ops import waker

POLL_S = 0.1
CHORES_POLL_S = 0.25
AFTER_FAULT_S = 1.0
_log = logging.getLogger("watchroom.work")


class Worker:
    """One thing done again and again until `stop`. A fault is logged when it begins and when it has gone."""

    def __init__(
        self, name: str, step: Callable[[], int], stop: threading.Event, wake: waker.Waker, poll_s: float = POLL_S
    ) -> None:
        self.name, self._step, self._stop, self._wake, self._poll_s = name, step, stop, wake, poll_s
        self.turning = threading.Event()
        self._fault = ""

    def run(self) -> None:
        seen = 0
        while not self._stop.is_set():
            done = self.once()
            self.turning.set()
            if not done:
                seen = self._wake.wait(seen, self._poll_s)

    def once(self) -> int:
        try:
            done = self._step()
        except Exception as error:
            self._failed(error)
            self._stop.wait(AFTER_FAULT_S)
            return 0
        if self._fault:
            _log.warning("%s is well again", self.name)
            self._fault = ""
        if not done:
            rest()
        return done

    def _failed(self, error: Exception) -> None:
        said = f"{type(error).__name__}: {error}"
        if said != self._fault:
            _log.exception("%s failed", self.name)
            self._fault = said
        connection.close()


def rest() -> None:
    """An idle thread gives its connection back to PostgreSQL's pool; SQLite's costs nothing to keep."""
    if connection.vendor == "postgresql" and not connection.in_atomic_block:
        connection.close()


class Following:
    """One round of the followers, left out while the book has not grown since all of them had read everything."""

    def __init__(self, runner: Runner) -> None:
        self._runner, self._settled = runner, -1

    def __call__(self) -> int:
        head = queries.head()
        if head == self._settled:
            return 0
        taken = self._runner.run()
        if not taken and not behind(self._runner.followers):
            self._settled = head
        return taken


def site(stop: threading.Event, wake: waker.Waker) -> list[Worker]:
    """The followers' worker first, then one for each chore of the rooms."""
    runner = Runner(f"work:{socket.gethostname()[:30]}:{os.getpid()}:{secrets.token_hex(3)}")

    def step_of(chore: Chore) -> Callable[[], int]:
        return lambda: chore.run(site_now())

    return [
        Worker("followers", Following(runner), stop, wake),
        *(Worker(chore.name, step_of(chore), stop, wake, CHORES_POLL_S) for chore in all_chores()),
    ]
