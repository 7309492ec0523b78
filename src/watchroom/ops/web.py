"""The `web` process: pages and API on granian, behind a door with limits. Its worker never outlives it."""

import os
from typing import Any

from watchroom.ops import children, settings

THREADS = 8


def main(host: str = "127.0.0.1", port: int = 8600) -> int:
    """Serves until SIGTERM or SIGINT."""
    from granian.constants import Interfaces
    from granian.server import Server

    children.hold_lifeline()
    settings.STATIC_ROOT.mkdir(parents=True, exist_ok=True)
    server = Server(
        "watchroom.ops.wsgi:application",
        address=host,
        port=port,
        interface=Interfaces.RSGI,
        workers=int(os.environ.get("WATCHROOM_WEB_WORKERS") or (2 if (os.cpu_count() or 1) >= 4 else 1)),
        backpressure=1024,
        websockets=False,
        workers_kill_timeout=2,
        static_path_route=["/static"],
        static_path_mount=[settings.STATIC_ROOT],
        static_path_expires=86400,
    )
    server.serve(target_loader=_load)
    return 0


def _load(_target: str) -> Any:
    """In the worker: the application, in a process that ends with its master."""
    children.follow_parent()
    from watchroom.ops import waker
    from watchroom.ops.door import Door
    from watchroom.ops.wsgi import application

    waker.start()
    return Door(application, THREADS, folder=settings.DATA, proxies=settings.PROXIES)
