"""Many rows at once, past the models: COPY on PostgreSQL, one prepared statement on SQLite. And many numbers or texts
as one parameter, because a statement with a thousand of them costs more than what it asks for."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from operator import index
from typing import TYPE_CHECKING, Any

import orjson
from django.db import connection
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import BigAutoField, BigIntegerField, CharField, JSONField, Lookup, Model
from django.db.models.sql.compiler import SQLCompiler


def new_ids(model: type[Model], count: int) -> list[int]:
    """Numbers for rows that are about to be inserted. Within the writing transaction, as the numbers' only giver."""
    table = model._meta.db_table
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(
                "SELECT nextval(pg_get_serial_sequence(%s, 'id')) FROM generate_series(1, %s)", [table, count]
            )
            return [number for (number,) in cursor.fetchall()]
        cursor.execute("SELECT seq FROM sqlite_sequence WHERE name = %s", [table])
        last = cursor.fetchone()
        return list(range((last[0] if last else 0) + 1, (last[0] if last else 0) + 1 + count))


def insert(model: type[Model], columns: Sequence[str], rows: Iterable[Sequence[Any]]) -> None:
    """Rows as the database keeps them: times aware, lists and maps as their text. Every column that has no default of the
    database's own is owed."""
    table, names = f'"{model._meta.db_table}"', ", ".join(f'"{name}"' for name in columns)
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            with cursor.copy(f"COPY {table} ({names}) FROM STDIN") as copy:
                for row in rows:
                    copy.write_row(row)
            return
        holes = ", ".join(["%s"] * len(columns))
        cursor.executemany(f"INSERT INTO {table} ({names}) VALUES ({holes})", [_adapted(row) for row in rows])


def upsert(model: type[Model], columns: Sequence[str], rows: Sequence[Sequence[Any]], *, key: str, update: str) -> None:
    """A row whose `key` is there already gives it its `update` and nothing else."""
    table, names = f'"{model._meta.db_table}"', ", ".join(f'"{name}"' for name in columns)
    then = f'ON CONFLICT ("{key}") DO UPDATE SET "{update}" = excluded."{update}"'
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            given = _recordset(model, columns, rows)
            cursor.execute(
                f"INSERT INTO {table} ({names}) SELECT {names}"
                f" FROM json_populate_recordset(NULL::{table}, %s::json) {then}",
                [given],
            )
            return
        holes = ", ".join(["%s"] * len(columns))
        cursor.executemany(f"INSERT INTO {table} ({names}) VALUES ({holes}) {then}", rows)


def update(model: type[Model], columns: Sequence[str], rows: Sequence[Sequence[Any]]) -> None:
    """Sets these columns of the rows that the first column names."""
    table, (key, *others) = f'"{model._meta.db_table}"', columns
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            given = _recordset(model, columns, rows)
            sets = ", ".join(f'"{name}" = given."{name}"' for name in others)
            cursor.execute(
                f"UPDATE {table} SET {sets} FROM json_populate_recordset(NULL::{table}, %s::json) given"
                f' WHERE {table}."{key}" = given."{key}"',
                [given],
            )
            return
        sets = ", ".join(f'"{name}" = %s' for name in others)
        turned = [[*_adapted(values), number] for number, *values in rows]
        cursor.executemany(f'UPDATE {table} SET {sets} WHERE "{key}" = %s', turned)


def _recordset(model: type[Model], columns: Sequence[str], rows: Sequence[Sequence[Any]]) -> str:
    """As one JSON text; what is JSON already goes in as it is."""
    ready = {one.column for one in model._meta.concrete_fields if isinstance(one, JSONField)}
    given = [
        {name: orjson.Fragment(value) if name in ready else value for name, value in zip(columns, row, strict=True)}
        for row in rows
    ]
    return orjson.dumps(given).decode()


def _adapted(row: Sequence[Any]) -> list[Any]:
    adapt = connection.ops.adapt_datetimefield_value
    return [adapt(value) if isinstance(value, datetime) else value for value in row]


if TYPE_CHECKING:
    _Lookup = Lookup[bool]
else:
    _Lookup = Lookup


class Among(_Lookup):
    """`pk__among=[1, 2, 3]`: as `in`, with all the numbers in one parameter."""

    lookup_name = "among"

    def get_prep_lookup(self) -> str:
        return orjson.dumps([index(one) for one in self.rhs]).decode()

    def as_sql(self, compiler: SQLCompiler, connection: BaseDatabaseWrapper) -> tuple[str, tuple[str | int, ...]]:
        lhs, params = self.process_lhs(compiler, connection)
        if connection.vendor == "postgresql":
            return f"{lhs} = ANY (%s::bigint[])", (*params, "{" + self.rhs[1:-1] + "}")
        return f"{lhs} IN (SELECT value FROM json_each(%s))", (*params, self.rhs)


class AmongTexts(_Lookup):
    """`code__among=["a", "b"]`: as `in`, with all the texts in one parameter."""

    lookup_name = "among"

    def get_prep_lookup(self) -> str:
        return orjson.dumps([str(one) for one in self.rhs]).decode()

    def as_sql(self, compiler: SQLCompiler, connection: BaseDatabaseWrapper) -> tuple[str, tuple[str | int, ...]]:
        lhs, params = self.process_lhs(compiler, connection)
        if connection.vendor == "postgresql":
            return f"{lhs} = ANY (ARRAY(SELECT json_array_elements_text(%s::json)))", (*params, self.rhs)
        return f"{lhs} IN (SELECT value FROM json_each(%s))", (*params, self.rhs)


BigIntegerField.register_lookup(Among)
BigAutoField.register_lookup(Among)
CharField.register_lookup(AmongTexts)
