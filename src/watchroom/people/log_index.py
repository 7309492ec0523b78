"""The index of the log: which lines hold which marks. Full-text tables of the database's own, filled with our marks only
(FTS5 on SQLite, `tsvector` under GIN on PostgreSQL).

What is asked for is a list of alternatives for each term: a line must hold, for each term, one alternative whole. Marks are
letters, figures and `~-`, made by `log_words`: nothing that somebody typed reaches the database as anything but a mark.
"""

from collections.abc import Collection, Iterable, Sequence
from contextlib import suppress

from django.db import DatabaseError, connection

from watchroom.people.log_words import Alternative

TABLE, NEXT = "people_logmark", "people_logmark_next"
_LINES = "people_logline"
_PUT = {
    "sqlite": "INSERT INTO {table} (rowid, marks) VALUES (%s, %s)",
    "postgresql": "INSERT INTO {table} (line, marks) VALUES (%s, array_to_tsvector(%s))"
    " ON CONFLICT (line) DO UPDATE SET marks = excluded.marks",
}
_ASK = f"SELECT rowid FROM {TABLE} WHERE {TABLE} MATCH %s AND rowid < %s ORDER BY rowid DESC LIMIT %s"
# PostgreSQL guesses how many lines hold what is asked for, and where it guesses wrong it reads a million of them one by one,
# or gathers a hundred thousand to show fifty. So it is not left the choice: the newest are read one by one, and what they
# do not hold is rare enough to be gathered.
NEAR = 20_000
_TOP = f"SELECT max(line) FROM {TABLE} WHERE line < %s"
_AMONG_THE_NEWEST = (
    f"SELECT line FROM {TABLE} WHERE line > %s AND line <= %s AND marks @@ %s::tsquery ORDER BY line DESC LIMIT %s"
)
_AMONG_ALL = (
    f"WITH held AS MATERIALIZED (SELECT line FROM {TABLE} WHERE marks @@ %s::tsquery)"
    " SELECT line FROM held WHERE line <= %s ORDER BY line DESC LIMIT %s"
)


_LAY = {
    "sqlite": (
        "CREATE VIRTUAL TABLE {table} USING fts5"
        "(marks, content='', columnsize=0, detail=none, tokenize=\"ascii tokenchars '~-'\")",
    ),
    "postgresql": (
        "CREATE TABLE {table} (line bigint PRIMARY KEY, marks tsvector NOT NULL)",
        "CREATE INDEX {table}_marks ON {table} USING gin (marks) WITH (fastupdate = off)",
    ),
}
_RENAMED = {
    "sqlite": (f"ALTER TABLE {NEXT} RENAME TO {TABLE}",),
    "postgresql": (
        f"ALTER TABLE {NEXT} RENAME TO {TABLE}", f"ALTER INDEX {NEXT}_marks RENAME TO {TABLE}_marks",
        f"ALTER INDEX {NEXT}_pkey RENAME TO {TABLE}_pkey",
    ),
}  # fmt: skip


def lay(table: str) -> None:
    """An empty index under this name, in place of what a rebuild that was cut short has left. Within an open book."""
    _do(f"DROP TABLE IF EXISTS {table}", *(one.format(table=table) for one in _LAY[connection.vendor]))


def halt_writers() -> None:
    """Until the book is closed no line is written. On SQLite an open book alone does that."""
    if connection.vendor == "postgresql":
        _do(f"LOCK TABLE {_LINES} IN SHARE MODE")


def lacking(table: str) -> list[int]:
    """Numbers of lines that an index has not. PostgreSQL alone: SQLite keeps no list of what an index holds."""
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT id FROM {_LINES} EXCEPT SELECT line FROM {table}")
        return [row[0] for row in cursor.fetchall()]


def take_over() -> None:
    """The new index takes the place of the old one. Within an open book."""
    _do(f"DROP TABLE IF EXISTS {TABLE}", *_RENAMED[connection.vendor])


def _do(*statements: str) -> None:
    with connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)


def put(lines: Iterable[tuple[int, Collection[str]]], table: str = TABLE) -> None:
    """Keeps the marks of lines, each by its number. Within an open book."""
    on_sqlite = connection.vendor == "sqlite"
    rows = [(line, " ".join(sorted(marks)) if on_sqlite else sorted(marks)) for line, marks in lines]
    with connection.cursor() as cursor:
        cursor.executemany(_PUT[connection.vendor].format(table=table), rows)


def lines(asked: Sequence[Sequence[Alternative]], before: int, limit: int) -> list[int]:
    """Numbers of lines below `before` that may match, the highest first; `asked` names at least one mark."""
    sqlite = connection.vendor == "sqlite"
    both, either, quote = (" AND ", " OR ", '"') if sqlite else (" & ", " | ", "'")
    told = [_either([_both(one, both, quote) for one in options], either) for options in asked]
    if not sqlite:
        return _lines_postgresql(both.join(told), before, limit)
    with connection.cursor() as cursor:
        cursor.execute(_ASK, [both.join(told), before, limit])
        return [row[0] for row in cursor.fetchall()]


def _lines_postgresql(told: str, before: int, limit: int) -> list[int]:
    with connection.cursor() as cursor:
        cursor.execute(_TOP, [before])
        (top,) = cursor.fetchone()
        if top is None:
            return []
        cursor.execute(_AMONG_THE_NEWEST, [top - NEAR, top, told, limit])
        found = [row[0] for row in cursor.fetchall()]
    return found if len(found) == limit or top <= NEAR else found + _gathered(told, top - NEAR, limit - len(found))


def _gathered(told: str, top: int, limit: int) -> list[int]:
    with connection.cursor() as cursor:
        cursor.execute("SET enable_seqscan = off")
        try:
            cursor.execute(_AMONG_ALL, [told, top, limit])
            return [row[0] for row in cursor.fetchall()]
        finally:
            with suppress(DatabaseError):  # in a transaction that failed, its end takes the setting back
                cursor.execute("RESET enable_seqscan")


def _both(marks: Alternative, word: str, quote: str) -> str:
    return f"({word.join(f'{quote}{mark}{quote}' for mark in sorted(marks))})"


def _either(parts: Sequence[str], word: str) -> str:
    return f"({word.join(parts)})"
