"""The database itself refuses to change what is written once. Made again after every migrate, looked for at every start.

Entries are never changed at all. Other rooms name in their `guards.py` the columns that are written once.
"""

from dataclasses import dataclass
from functools import cache
from typing import Any

from django.db import connection

TABLE = "journal_entry"
SAYS = "an entry of the journal is never changed"

_SQLITE = {
    "journal_no_update": f"CREATE TRIGGER journal_no_update BEFORE UPDATE ON {TABLE} BEGIN SELECT RAISE(ABORT, '{SAYS}'); END",
    "journal_no_delete": f"CREATE TRIGGER journal_no_delete BEFORE DELETE ON {TABLE} BEGIN SELECT RAISE(ABORT, '{SAYS}'); END",
}
_POSTGRESQL_FUNCTION = (
    "CREATE OR REPLACE FUNCTION journal_refuse() RETURNS trigger LANGUAGE plpgsql AS"
    f" $$ BEGIN RAISE EXCEPTION '{SAYS}'; END $$"
)
_POSTGRESQL = {
    "journal_no_change": f"CREATE TRIGGER journal_no_change BEFORE UPDATE OR DELETE ON {TABLE}"
    " FOR EACH ROW EXECUTE FUNCTION journal_refuse()",
    "journal_no_truncate": f"CREATE TRIGGER journal_no_truncate BEFORE TRUNCATE ON {TABLE}"
    " FOR EACH STATEMENT EXECUTE FUNCTION journal_refuse()",
}


@dataclass(frozen=True, slots=True)
class Guard:
    """Columns of a table that are never changed once a row is there, and rows that are never deleted."""

    table: str
    says: str
    columns: tuple[str, ...]

    @property
    def triggers(self) -> dict[str, str]:
        names = {f"{self.table}_no_update": f"UPDATE OF {', '.join(self.columns)}", f"{self.table}_no_delete": "DELETE"}
        if connection.vendor == "sqlite":
            return {
                name: f"CREATE TRIGGER {name} BEFORE {what} ON {self.table} BEGIN SELECT RAISE(ABORT, '{self.says}'); END"
                for name, what in names.items()
            }
        return {
            name: f"CREATE TRIGGER {name} BEFORE {what} ON {self.table}"
            f" FOR EACH ROW EXECUTE FUNCTION guard_refuse('{self.says}')"
            for name, what in names.items()
        }


_GUARD_FUNCTION = (
    "CREATE OR REPLACE FUNCTION guard_refuse() RETURNS trigger LANGUAGE plpgsql AS"
    " $$ BEGIN RAISE EXCEPTION '%', TG_ARGV[0]; END $$"
)


@cache
def guards() -> tuple[Guard, ...]:
    from watchroom.journal.chores import of_rooms  # its models are not ready when this is read

    return tuple(of_rooms("guards", "GUARDED", Guard))


def _wanted() -> dict[str, tuple[str, str]]:
    """Each trigger's name with its table and the statement that makes it."""
    own = _SQLITE if connection.vendor == "sqlite" else _POSTGRESQL
    made = {name: (TABLE, statement) for name, statement in own.items()}
    for guard in guards():
        made |= {name: (guard.table, statement) for name, statement in guard.triggers.items()}
    return made


def _present() -> set[str]:
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'")
        else:
            cursor.execute(
                "SELECT tgname FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid"
                " WHERE tgenabled <> 'D' AND pg_table_is_visible(c.oid)"
            )
        return {row[0] for row in cursor.fetchall()}


def missing() -> list[str]:
    """Names of the triggers that are not there, in order."""
    return sorted(set(_wanted()) - _present())


def install() -> None:
    tables = set(connection.introspection.table_names())
    if TABLE not in tables:
        return
    wanted = _wanted()
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(_POSTGRESQL_FUNCTION)
            cursor.execute(_GUARD_FUNCTION)
        for name in missing():
            table, statement = wanted[name]
            if table in tables:
                cursor.execute(statement)


def install_after_migrate(**_: Any) -> None:
    install()


def lift() -> None:
    """Takes the triggers away: for the flush of a test database, and for nothing else."""
    with connection.cursor() as cursor:
        for name, (table, _) in _wanted().items():
            cursor.execute(f"DROP TRIGGER IF EXISTS {name}" + ("" if connection.vendor == "sqlite" else f" ON {table}"))
