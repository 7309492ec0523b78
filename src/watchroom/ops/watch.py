"""The `watch` process: `python -m watchroom.ops watch`. What it does is in `watching`."""

import asyncio
import logging
import os
import signal
from collections.abc import Callable
from pathlib import Path

from watchroom.kernel.loading import loading
from watchroom.ops import children


def main() -> int:
    """Runs until SIGTERM or SIGINT; then ends within two seconds."""
    import django
    from django.conf import settings

    with loading():
        django.setup()
        from watchroom.ops import waker
        from watchroom.ops.folder import Pulse

    children.hold_lifeline()
    waker.start()
    data = Path(settings.DATA)
    asyncio.run(_run(data, Pulse(data, os.environ.get("WATCHROOM_PROCESS", "watch")).beat))
    logging.shutdown()
    # A file of the history half written is no file of it yet; the interpreter would wait for it.
    os._exit(0)


async def _run(data: Path, beat: Callable[[], None]) -> None:
    from watchroom.ops.watching import Watch

    watch = Watch(data, beat)
    for number in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(number, watch.pace.stop.set)
    await watch.run()
