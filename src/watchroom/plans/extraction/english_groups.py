"""Groups of the rows of a table in an English plan: lines within it that say what the rows below them are about."""

from collections.abc import Sequence

from watchroom.plans.extraction.parts import Part
from watchroom.plans.extraction.spans import Span
from watchroom.plans.extraction.tables import split_row

MOST_GROUP = 8  # words of the name of a group
_STOPS = (".", ";", ":")


def header_of(header: list[Span], part: Part, then: Sequence[Part]) -> list[Span]:
    """The heading row of a table that goes on behind a line within it (`Seepage` between rows of `Event | Situation |
    Level`); none where the table is over. then: the part behind the line."""
    row = then[0] if then and then[0].kind == "row" else None
    if row is None or row.table is not None or not header or part.kind not in ("chapter", "text"):
        return []
    text = part.span.text.strip()
    if part.style or not text or text.endswith(_STOPS) or len(text.split()) > MOST_GROUP:
        return []
    return header if len(header) - len(split_row(row.span)) in (0, 1) else []
