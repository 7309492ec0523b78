"""What must hold of the database before anything starts: asked by `manage check --database default`."""

from typing import Any

from django.core import checks
from django.db import connection

from watchroom.journal import triggers


def register() -> None:
    checks.register(journal_is_guarded, checks.Tags.database)
    checks.register(commits_are_durable, checks.Tags.database)


def journal_is_guarded(databases: Any = None, **_: Any) -> list[checks.CheckMessage]:
    if not databases or triggers.TABLE not in connection.introspection.table_names():
        return []
    gone = triggers.missing()
    hint = "Run `watchroom manage migrate`; then `watchroom verify`, since entries may have been changed meanwhile."
    return (
        [checks.Error(f"the journal's triggers are missing: {', '.join(gone)}", hint, id="journal.E001")]
        if gone
        else []
    )


def commits_are_durable(databases: Any = None, **_: Any) -> list[checks.CheckMessage]:
    if not databases:
        return []
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("PRAGMA synchronous")
            durable = cursor.fetchone()[0] in (2, 3)
        else:
            cursor.execute("SHOW synchronous_commit")
            durable = cursor.fetchone()[0] in ("on", "remote_apply")
    hint = "An acknowledged write could be lost in a power cut. SQLite: synchronous=FULL; PostgreSQL: synchronous_commit=on."
    return [] if durable else [checks.Error("commits are not durable", hint, id="journal.E002")]
