"""The index of the log: which lines hold which marks. Full-text tables of the database's own, filled with our marks only
(FTS5 on SQLite, `tsvector` under GIN on PostgreSQL).

What is asked for is a list of alternatives for each term: a line must hold, for each term, one alternative whole. Marks are
letters, figures and `~-`, made by `log_words`: nothing that somebody typed reaches the database as anything but a mark.
"""

from collections.abc import Collection, Iterable, Sequence

from django.db import connection

from watchroom.people.log_words import Alternative

TABLE = "people_logmark"
_PUT = {
    "sqlite": f"INSERT INTO {TABLE} (rowid, marks) VALUES (%s, %s)",
    "postgresql": f"INSERT INTO {TABLE} (line, marks) VALUES (%s, array_to_tsvector(%s))"
    " ON CONFLICT (line) DO UPDATE SET marks = excluded.marks",
}
_ASK = {
    "sqlite": f"SELECT rowid FROM {TABLE} WHERE {TABLE} MATCH %s AND rowid < %s ORDER BY rowid DESC LIMIT %s",
    "postgresql": f"SELECT line FROM {TABLE} WHERE marks @@ %s::tsquery AND line < %s ORDER BY line DESC LIMIT %s",
}


def put(lines: Iterable[tuple[int, Collection[str]]]) -> None:
    """Keeps the marks of lines, each by its number. Within an open book."""
    on_sqlite = connection.vendor == "sqlite"
    rows = [(line, " ".join(sorted(marks)) if on_sqlite else sorted(marks)) for line, marks in lines]
    with connection.cursor() as cursor:
        cursor.executemany(_PUT[connection.vendor], rows)


def lines(asked: Sequence[Sequence[Alternative]], before: int, limit: int) -> list[int]:
    """Numbers of lines below `before` that may match, the highest first; `asked` names at least one mark."""
    sqlite = connection.vendor == "sqlite"
    both, either, quote = (" AND ", " OR ", '"') if sqlite else (" & ", " | ", "'")
    told = [_either([_both(one, both, quote) for one in options], either) for options in asked]
    with connection.cursor() as cursor:
        cursor.execute(_ASK[connection.vendor], [both.join(told), before, limit])
        return [row[0] for row in cursor.fetchall()]


def _both(marks: Alternative, word: str, quote: str) -> str:
    return f"({word.join(f'{quote}{mark}{quote}' for mark in sorted(marks))})"


def _either(parts: Sequence[str], word: str) -> str:
    return f"({word.join(parts)})"
