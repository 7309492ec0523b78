"""The full-text table of the duty log. It belongs to no model: each database has its own kind."""

from typing import Any

INDEX = {
    "sqlite": (
        "CREATE VIRTUAL TABLE people_logmark USING fts5"
        "(marks, content='', columnsize=0, detail=none, tokenize=\"ascii tokenchars '~-'\")",
    ),
    "postgresql": (
        "CREATE TABLE people_logmark (line bigint PRIMARY KEY, marks tsvector NOT NULL)",
        "CREATE INDEX people_logmark_marks ON people_logmark USING gin (marks) WITH (fastupdate = off)",
    ),
}


def lay_index(apps, schema_editor):
    """The log's index belongs to no model: each database has its own kind of full-text table."""
    for statement in INDEX[schema_editor.connection.vendor]:
        schema_editor.execute(statement, None)


def drop_index(apps, schema_editor):
    schema_editor.execute("DROP TABLE people_logmark", None)
