"""A new site's tables are laid at once, a site that is under way goes step by step: both come to the same."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from django.db import connection, connections
from django.db.migrations.autodetector import MigrationAutodetector
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.operations import RunPython

from watchroom.ops.laying import lay
from watchroom.ops.tests.test_site import database

OF_POSTGRESQL = (
    "SELECT table_name, column_name, data_type, is_nullable, column_default, is_identity, character_maximum_length"
    " FROM information_schema.columns WHERE table_schema = 'public'",
    "SELECT conrelid::regclass, conname, pg_get_constraintdef(oid) FROM pg_constraint WHERE connamespace = 'public'::regnamespace",
    "SELECT tablename, indexname, indexdef FROM pg_indexes WHERE schemaname = 'public'",
)


def loaded(*, at_once: bool) -> MigrationLoader:
    return MigrationLoader(None, replace_migrations=at_once)


@pytest.mark.pure
def test_what_is_laid_at_once_is_what_the_steps_come_to() -> None:
    steps, whole = loaded(at_once=False), loaded(at_once=True)
    ends = [node for node in steps.graph.leaf_nodes() if "squashed" not in node[1]]  # else both would be laid
    one, other = steps.project_state(ends), whole.project_state()
    assert MigrationAutodetector(one, other).changes(graph=whole.graph) == {}
    assert len(whole.graph.nodes) < len(steps.graph.nodes)


@pytest.mark.pure
def test_what_belongs_to_no_model_is_laid_as_well() -> None:
    """Of the steps that run something, one lays an index; the others carry rows over, of which a new site has none."""
    laid = {
        (app, getattr(step.code, "__name__", ""))
        for (app, name), migration in loaded(at_once=True).disk_migrations.items()
        if "squashed" in name
        for step in migration.operations
        if isinstance(step, RunPython)
    }
    assert laid == {("people", "lay_index")}


@contextmanager
def empty(folder: Path) -> Iterator[Any]:
    """A connection to an empty database of the kind that is tried."""
    with database() as named:
        other = connection.copy("laid")
        name = named["DATABASE_URL"].rpartition("/")[2] if named else str(folder / "laid.sqlite3")
        options = {key: value for key, value in connection.settings_dict["OPTIONS"].items() if key != "pool"}
        other.settings_dict = {**connection.settings_dict, "NAME": name, "OPTIONS": options}
        connections["laid"] = other
        try:
            yield other
        finally:
            other.close()
            del connections["laid"]


def told(by: Any) -> set[str]:
    """What a database says of its tables, whatever the order of a table's columns; without guards, which `migrate` adds."""
    with by.cursor() as cursor:
        if by.vendor == "postgresql":
            return {str(row) for sql in OF_POSTGRESQL for row in _rows(cursor, sql)}
        rows = _rows(cursor, "SELECT name, sql FROM sqlite_master WHERE sql IS NOT NULL AND type <> 'trigger'")
        return {f"{name}: {' '.join(sorted(re.findall(r'\w+|[^\w\s]', sql)))}" for name, sql in rows}


def _rows(cursor: Any, sql: str) -> list[tuple[Any, ...]]:
    cursor.execute(sql)
    return list(cursor.fetchall())


STEPS = "SELECT app, name FROM django_migrations"


@pytest.mark.django_db
def test_a_new_site_has_the_very_tables_that_the_steps_make(tmp_path: Path) -> None:
    with empty(tmp_path) as other:
        assert lay(other)
        assert told(other) ^ told(connection) == set()
        with other.cursor() as cursor, connection.cursor() as ours:
            assert sorted(_rows(cursor, STEPS)) == sorted(_rows(ours, STEPS))


@pytest.mark.django_db
def test_what_is_there_is_not_laid_anew() -> None:
    before = told(connection)
    assert not lay(connection)
    assert told(connection) == before
