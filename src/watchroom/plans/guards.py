"""What the database itself keeps as it was written: the text of a plan's version. Its life goes on in other columns."""

from watchroom.journal.triggers import Guard

GUARDED = [
    Guard(
        "plans_plan",
        "a version of a plan is never changed",
        ("code", "version", "zh", "en", "kind", "body", "source", "digest", "imported_at", "imported_by"),
    )
]
