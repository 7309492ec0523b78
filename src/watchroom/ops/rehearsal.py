"""`watchroom replay`: a copy of everything in a rehearsal database, where every follower reads the book from its beginning.

Nothing leaves the house: no chore runs. What happened already must not happen a second time, so a sound site's replay
writes nothing new and sets nothing aside.
"""

import secrets
from pathlib import Path
from typing import Any

from django.apps import apps
from django.db import connections
from django.db.models import Model

from watchroom.kernel.words import Words
from watchroom.ops.terminal import NOT_OK, OK, say

ALIAS = "rehearsal"
ROWS = 500

REPLAYED = Words(
    zh="重放完毕：{entries} 条记事，{followers} 个跟随者从头读过，新增 {new} 条，搁置 {aside} 条。演练库：{file}",
    en="Replayed: {entries} entries read from the beginning by {followers} followers; {new} new, {aside} set aside. "
    "Rehearsal database: {file}",
)
NEW = Words(zh="新增：{id} {kind} {subject} {actor}", en="new: {id} {kind} {subject} {actor}")


def copy(file: Path) -> None:
    """Copies every row of the site's database into the migrated SQLite file, in one transaction there."""
    from watchroom.ops.databases import sqlite

    connections.databases[ALIAS] = {**connections.databases["default"], **sqlite(file)}
    target = connections[ALIAS]
    try:
        target.cursor().execute("PRAGMA foreign_keys=OFF")
        target.set_autocommit(False)
        for model in apps.get_models(include_auto_created=True):
            if model._meta.managed and not model._meta.proxy:
                _copy_rows(model)
        target.commit()
    finally:
        target.close()
        del connections[ALIAS], connections.databases[ALIAS]


def _copy_rows(model: type[Model]) -> None:
    """What migrations put there is replaced by what the site has."""
    rows: Any = model._default_manager
    if model._meta.label != "journal.Entry":
        rows.using(ALIAS).all().delete()
    some: list[Model] = []
    for row in rows.using("default").order_by("pk").iterator(chunk_size=ROWS):
        some.append(row)
        if len(some) == ROWS:
            rows.using(ALIAS).bulk_create(some)
            some = []
    rows.using(ALIAS).bulk_create(some)


def run(file: str) -> int:
    """In the rehearsal database: all cursors to zero, followers until nothing is left. 1 when anything was written anew."""
    from watchroom.journal import queries
    from watchroom.journal.followers import Runner
    from watchroom.journal.models import Cursor, SetAside

    before, aside = queries.head(), SetAside.objects.count()
    Cursor.objects.update(position=0, owner="", lease_until=None)
    runner = Runner(f"rehearsal:{secrets.token_hex(3)}")
    while runner.run():
        pass
    new = queries.after(before, limit=20)
    for entry in new:
        say(NEW, id=entry.id, kind=entry.kind, subject=entry.subject, actor=entry.actor)
    count, set_aside = queries.head() - before, SetAside.objects.count() - aside
    say(REPLAYED, entries=before, followers=len(runner.followers), new=count, aside=set_aside, file=file)
    return NOT_OK if count or set_aside else OK
