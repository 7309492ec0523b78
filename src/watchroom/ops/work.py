"""The `work` process: followers and chores, woken by a commit and by a poll. What it does is in `working`."""

import os
import signal
import threading

from watchroom.kernel.loading import loading
from watchroom.ops import children, settings, waker
from watchroom.ops.folder import Pulse


def main() -> int:
    """Works until SIGTERM or SIGINT."""
    import django

    children.hold_lifeline()
    with loading():
        django.setup()
        from watchroom.ops import working

    stop = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stop.set())
    pulse = Pulse(settings.DATA, os.environ.get("WATCHROOM_PROCESS", "work"))
    workers = working.site(stop, waker.start(listen=True))
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
