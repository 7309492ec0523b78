"""The driver's process: plays the scenario that stands on the clock, live or as fast as it can. Exit 0: the day is over."""

import signal
import threading

from watchroom.ops import children

FEED_PORT = "WATCHROOM_FEED_PORT"


def main(*, at_once: bool) -> int:
    """Until the day is over (and then, live, until told to end). A restarted driver goes on where the clock stands."""
    import django

    children.hold_lifeline()
    django.setup()
    from watchroom.ops.scenario import run
    from watchroom.ops.scenario.driver import Stopped

    stop = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stop.set())
    try:
        run.play(stop, at_once=at_once)
    except Stopped:
        return 0
    if not at_once:
        stop.wait()
    return 0
