"""The `work` process: followers and chores, woken by a commit and by a poll. Any number may run; each thing is claimed.

Followers run in one thread, in order; every chore has a thread of its own, so that a channel that answers slowly
delays no deadline.
"""

import logging
import os
import secrets
import signal
import socket
import threading
from collections.abc import Callable

from watchroom.ops import children, settings, waker
from watchroom.ops.folder import Pulse

POLL_S = 0.1
AFTER_FAULT_S = 1.0
_log = logging.getLogger("watchroom.work")


class Worker:
    """One thing done again and again until `stop`. A fault is logged when it begins and when it has gone."""

    def __init__(self, name: str, step: Callable[[], int], stop: threading.Event, wake: waker.Waker) -> None:
        self.name, self._step, self._stop, self._wake = name, step, stop, wake
        self.turning = threading.Event()
        self._fault = ""

    def run(self) -> None:
        seen = 0
        while not self._stop.is_set():
            done = self.once()
            self.turning.set()
            if not done:
                seen = self._wake.wait(seen, POLL_S)

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
        from django.db import connection

        said = f"{type(error).__name__}: {error}"
        if said != self._fault:
            _log.exception("%s failed", self.name)
            self._fault = said
        connection.close()


def rest() -> None:
    """An idle thread gives its connection back to PostgreSQL's pool; SQLite's costs nothing to keep."""
    from django.db import connection

    if connection.vendor == "postgresql" and not connection.in_atomic_block:
        connection.close()


def main() -> int:
    """Works until SIGTERM or SIGINT."""
    import django

    children.hold_lifeline()
    django.setup()
    stop = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stop.set())
    pulse = Pulse(settings.DATA, os.environ.get("WATCHROOM_PROCESS", "work"))
    workers = site(stop, waker.start(listen=True))
    threads = [threading.Thread(target=worker.run, name=worker.name) for worker in workers]
    for thread in threads:
        thread.start()
    while not stop.wait(0.5):
        # The pulse says that the followers' thread turns; a chore may wait for the network.
        if workers[0].turning.is_set():
            workers[0].turning.clear()
            pulse.beat()
    for thread in threads:
        thread.join(timeout=2)
    os._exit(0)  # a chore waiting for the network does not hold up the end: its delivery row says "sending"


def site(stop: threading.Event, wake: waker.Waker) -> list[Worker]:
    """The followers' worker first, then one for each chore of the rooms."""
    from watchroom.journal.chores import Chore, all_chores
    from watchroom.journal.clock import site_now
    from watchroom.journal.followers import Runner

    runner = Runner(f"work:{socket.gethostname()[:30]}:{os.getpid()}:{secrets.token_hex(3)}")

    def step_of(chore: Chore) -> Callable[[], int]:
        return lambda: chore.run(site_now())

    return [
        Worker("followers", runner.run, stop, wake),
        *(Worker(chore.name, step_of(chore), stop, wake) for chore in all_chores()),
    ]
