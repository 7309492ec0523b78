"""What the database itself keeps as it was written: reports that were made, whom they reached, and their corrections."""

from watchroom.journal.triggers import Guard


def _quoted(*names: str) -> tuple[str, ...]:
    """Some of these are words of SQL."""
    return tuple(f'"{name}"' for name in names)


GUARDED = [
    Guard(
        "incidents_report",
        "a report upward is never changed",
        _quoted("incident_id", "kind", "count", "at", "by", "to", "channel", "text", "figures"),
    ),
    Guard(
        "incidents_sending",
        "a sending is never changed",
        _quoted("report_id", "to", "channel", "edition", "at", "by"),
    ),
    Guard(
        "incidents_correction",
        "a correction is never changed",
        _quoted("report_id", "edition", "name", "which", "before", "after", "at", "by", "why"),
    ),
]
