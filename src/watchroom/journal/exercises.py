"""What began in an exercise, and what did not."""

from collections.abc import Collection

import orjson
from django.db import connection

from watchroom.journal.clock import exercise
from watchroom.journal.models import Entry, Subject


def begun(subjects: Collection[str]) -> dict[str, bool]:
    """Of these subjects those that the book knows, and whether each began in an exercise."""
    return {subject: bool(exercise) for subject, exercise in _begun(subjects)}


def _begun(subjects: Collection[str], and_: str = "") -> list[tuple[str, bool]]:
    if not subjects:
        return []
    postgresql = connection.vendor == "postgresql"
    among = "= ANY (%s)" if postgresql else "IN (SELECT value FROM json_each(%s))"
    given = list(subjects) if postgresql else orjson.dumps(list(subjects)).decode()
    sql = (
        f"SELECT s.subject, e.exercise FROM {Subject._meta.db_table} s"
        f" JOIN {Entry._meta.db_table} e ON e.id = s.first_id WHERE s.subject {among}{and_}"
    )
    with connection.cursor() as cursor:
        cursor.execute(sql, [given])
        return list(cursor.fetchall())


def in_exercise(subjects: Collection[str]) -> frozenset[str]:
    """Those of these subjects that began in an exercise."""
    return frozenset(subject for subject, _ in _begun(subjects, " AND e.exercise"))


def beside_the_watch(subject: str) -> bool:
    """Whether this is a drill's while the site itself is real: then each thing has to say so for itself."""
    return bool(in_exercise({subject})) and not exercise()
