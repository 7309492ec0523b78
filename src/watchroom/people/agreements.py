"""What the tables of people must share with the book: each line of the duty log, as it was written."""

from collections.abc import Iterable
from typing import Any

from watchroom.journal.verify import Agreement
from watchroom.people.models import LogLine


def _lines() -> Iterable[tuple[str, dict[str, Any]]]:
    for row in LogLine.objects.order_by("pk").iterator(chunk_size=2000):
        yield (
            row.subject,
            {"person": row.person_id, "post": row.post, "text": row.text, "tie": row.tie, "corrects": row.corrects_id},
        )


AGREEMENTS = [Agreement("log", _lines)]
