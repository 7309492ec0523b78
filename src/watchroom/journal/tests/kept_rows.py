"""What was laid in a test's database, kept as rows: the next test is given them back in a hundredth of the time."""

from itertools import batched, chain
from typing import Any

from django.apps import apps
from django.db import connection, transaction

_PARAMETERS = 900  # of one statement: as many as any SQLite takes
_MADE_BY_MIGRATING = {"django_content_type", "auth_permission"}
type Rows = dict[str, tuple[list[str], list[tuple[Any, ...]]]]


def rows() -> Rows:
    """Every row of every table of ours, as the database gives it."""
    kept: Rows = {}
    with connection.cursor() as cursor:
        for model in apps.get_models(include_auto_created=True):
            columns = [field.column for field in model._meta.local_concrete_fields if field.column]
            named = ", ".join(map(connection.ops.quote_name, columns))
            table = connection.ops.quote_name(model._meta.db_table)
            cursor.execute(f"SELECT {named} FROM {table} ORDER BY 1")
            kept[table] = columns, cursor.fetchall()
    return kept


def added(before: Rows, after: Rows) -> Rows:
    """The tables that differ. What stood in them before may have been changed: they are kept whole."""
    return {table: kept for table, kept in after.items() if kept != before[table]}


def put_back(kept: Rows) -> None:
    """Only in an empty site: the journal lets nobody take its entries away. In one transaction, at whose end all that is
    referred to is there, whatever the order of the tables.
    """
    with transaction.atomic(), connection.cursor() as cursor:
        for table, (columns, lines) in kept.items():
            if "journal_entry" not in table:
                cursor.execute(f"DELETE FROM {table}")
            named = ", ".join(map(connection.ops.quote_name, columns))
            places = f"({', '.join(['%s'] * len(columns))})"
            for some in batched(lines, max(1, _PARAMETERS // len(columns))):
                many = ", ".join([places] * len(some))
                cursor.execute(f"INSERT INTO {table} ({named}) VALUES {many}", list(chain.from_iterable(some)))


def empty() -> None:
    """In one transaction, at whose end nothing refers to what is gone, whatever the order of the tables."""
    tables = {model._meta.db_table for model in apps.get_models(include_auto_created=True)}
    with transaction.atomic(), connection.cursor() as cursor:
        for table in sorted(tables - _MADE_BY_MIGRATING):
            cursor.execute(f"DELETE FROM {table}")
