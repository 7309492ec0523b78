"""What the tables of dispatch must share with the book: what each unit is doing, since when and where."""

from collections.abc import Iterable
from typing import Any

from watchroom.dispatch.models import Unit
from watchroom.journal.verify import Agreement
from watchroom.kernel.clock import iso


def _units() -> Iterable[tuple[str, dict[str, Any]]]:
    for row in Unit.objects.order_by("pk").iterator(chunk_size=2000):
        yield (
            row.subject,
            {"code": row.code, "status": row.status, "since": iso(row.since), "incident": row.incident_id},
        )


AGREEMENTS = [Agreement("unit", _units)]
