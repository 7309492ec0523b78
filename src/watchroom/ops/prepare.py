"""`watchroom prepare`: the database migrated and its guards in place, the pages' files gathered. Before every start."""

import io
import time

from watchroom.kernel.words import Words
from watchroom.ops.terminal import CONFIG, OK, UNAVAILABLE, complain

WAIT_S = 20.0

AWAY = Words(
    zh="数据库连不上：{why}。请检查 DATABASE_URL 和数据库服务。",
    en="The database cannot be reached: {why}. Check DATABASE_URL and the server.",
)
UNSAFE = Words(zh="数据库不合要求，不能启动：{why}", en="The database is not fit, not starting: {why}")


def main() -> int:
    """Waits for a database that is still starting, migrates, checks. 69 when it is away, 78 when it is not fit."""
    import django
    from django.core.management import CommandError, call_command
    from django.core.management.base import SystemCheckError
    from django.db import DatabaseError

    django.setup()
    try:
        _wait()
        call_command("migrate", verbosity=0, interactive=False)
        call_command("check", databases=["default"], fail_level="ERROR", stdout=io.StringIO())
        call_command("collectstatic", verbosity=0, interactive=False)
    except SystemCheckError as error:
        complain(UNSAFE, why=" ".join(str(error).split()))
        return CONFIG
    except (CommandError, DatabaseError) as error:
        complain(AWAY, why=" ".join(str(error).split()))
        return UNAVAILABLE
    return OK


def _wait() -> None:
    from django.db import OperationalError, connection

    until = time.monotonic() + WAIT_S
    while True:
        try:
            connection.ensure_connection()
            return
        except OperationalError:
            if time.monotonic() > until:
                raise
            time.sleep(0.2)
