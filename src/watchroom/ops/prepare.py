"""`watchroom prepare`: the database laid or migrated and its guards in place, the pages' files gathered. Before every start."""

import io
import os
import time

from watchroom.kernel.words import Words
from watchroom.ops.terminal import CONFIG, OK, UNAVAILABLE, complain

WAIT_S = 20.0

AWAY = Words(
    zh="数据库连不上：{why}。请检查 DATABASE_URL 和数据库服务。",
    en="The database cannot be reached: {why}. Check DATABASE_URL and the server.",
)
NATS_AWAY = Words(
    zh="外部 NATS 服务器暂时问不到（{why}），先启动，watch 会等它。",
    en="The outside NATS server cannot be asked now ({why}); starting all the same, watch waits for it.",
)
UNSAFE = Words(zh="数据库不合要求，不能启动：{why}", en="The database is not fit, not starting: {why}")


def main(*, wait: bool = False) -> int:
    """Waits for a database that is still starting, migrates, checks. 69 when it is away, 78 when it is not fit.

    wait  without end: where every other unit starts after this one, so that a late database does not end them all
    """
    import django
    from django.core.management import CommandError, call_command
    from django.core.management.base import SystemCheckError
    from django.db import DatabaseError, connection

    django.setup()
    from watchroom.ops.laying import lay

    try:
        _wait(WAIT_S if not wait else float("inf"))
        lay(connection)
        call_command("migrate", verbosity=0, interactive=False)
        call_command("check", databases=["default"], fail_level="ERROR", stdout=io.StringIO())
        call_command("collectstatic", verbosity=0, interactive=False)
    except SystemCheckError as error:
        complain(UNSAFE, why=" ".join(str(error).split()))
        return CONFIG
    except (CommandError, DatabaseError) as error:
        complain(AWAY, why=" ".join(str(error).split()))
        return UNAVAILABLE
    return streams()


def streams() -> int:
    """An outside NATS server that says that it does not write every message to disk: like a database that does not."""
    import asyncio

    from nats.errors import Error as NatsError

    from watchroom.ops import settings
    from watchroom.ops.nats_outside import NotSynced, sync_fault
    from watchroom.sources.address import address

    if not os.environ.get("WATCHROOM_NATS_URL"):
        return OK
    try:
        fault = asyncio.run(sync_fault(address(settings.DATA)))
    except (NatsError, OSError) as error:
        complain(NATS_AWAY, why=f"{type(error).__name__} {error}".strip())
        return OK  # watch waits for it, and every page says what is not well
    if isinstance(fault, NotSynced):
        complain(fault.words)
        return CONFIG
    return OK


def _wait(seconds: float) -> None:
    from django.db import OperationalError, connection

    until = time.monotonic() + seconds
    while True:
        try:
            connection.ensure_connection()
            return
        except OperationalError:
            if time.monotonic() > until:
                raise
            time.sleep(0.2)
