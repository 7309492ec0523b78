"""Levels without names: tables of English plans whose rows are bands of what is measured (`Below 80°F`, `80–89°F`, `90°F+`).

Two such tables of as many bands (heat and cold) are one scale. Which end is the graver one the quantity says; of a
temperature that is called neither hot nor cold, nothing does, and its bands are no levels.
"""

import re
from collections.abc import Iterator, Sequence

from watchroom.plans.extraction.amounts import amounts
from watchroom.plans.extraction.english_conditions import ready
from watchroom.plans.extraction.english_told import Told
from watchroom.plans.extraction.expressions import Reader
from watchroom.plans.extraction.parts import Outline, Part
from watchroom.plans.extraction.ranks import CODES
from watchroom.plans.extraction.spans import Span
from watchroom.plans.extraction.tables import split_row

_BAND = re.compile(
    r"(?:(?:below|under|less than|above|over|more than|up to|at least|[<>≤≥]=?) ?)?-?\d{1,4}(?:\.\d)?(?: ?(?:°? ?[FC]|mph|in\.?))?(?: ?(?:[–—-]|to) ?-?\d{1,4}(?:\.\d)?)?"
    r" ?(?:°? ?[FC]|degrees(?: [FC])?|mph|knots|kt|km/h|m/s|mm|cm|in\.?|inches|ft|feet|m)?(?: ?\+| (?:or|and) (?:above|more|higher|over|greater|below|less|lower|under|colder))?",
    re.IGNORECASE,
)
_RISE = (
    "heat_index",
    "wind_speed",
    "rainfall",
    "snowfall",
    "water_level",
    "wave_height",
    "tide_level",
    "air_quality_index",
)
_FALL = ("wind_chill", "min_temperature", "visibility")
_HOT, _COLD = (re.compile(rf"\b(?:{words})\b", re.IGNORECASE) for words in ("heat|hot", "cold|chill|freez\\w+"))
LEAST = 3  # bands of a scale


def bands(outline: Outline, body: Sequence[Part], reader: Reader) -> tuple[list[Told], set[int]]:
    """The levels from the gravest, and the indices of the rows that tell them."""
    made: list[Told] = []
    used: set[int] = set()
    for rows in _tables(body):
        cells = [split_row(row.span) for row in rows]
        title = cells[0][0].text.strip()
        above = outline.section(rows[0])
        falls = _falls(reader, title, above.title if above else "")
        if falls is None or not all(_BAND.fullmatch(row[0].text.strip()) and len(row) > 1 for row in cells[1:]):
            continue
        bounds = [_bound(reader, row[0].text) for row in cells[1:]]
        known = [bound for bound in bounds if bound is not None]
        if len(known) < len(bounds) or known not in (sorted(known), sorted(known, reverse=True)):
            continue
        if not made:
            made = [Told(n, ordered=True) for n in range(1, len(known) + 1)]
        if not LEAST <= len(known) <= len(CODES) or len(known) != len(made):
            made = made if used else []
            continue
        gravest_first = (known[0] > known[-1]) != falls
        for one, part, row in zip(made if gravest_first else made[::-1], rows[1:], cells[1:], strict=True):
            _take(one, title, part, row)
        used |= {row.index for row in rows}
    return made, used


def _take(one: Told, title: str, part: Part, row: Sequence[Span]) -> None:
    one.measured[row[0].place().start] = title
    one.add(row[0], "condition")
    one.places.append(part.span.place())
    for cell in row[1:]:
        if cell.text.strip():
            one.prose(cell, "action")


def _tables(body: Sequence[Part]) -> Iterator[list[Part]]:
    """The rows that follow one another, with their header."""
    rows: list[Part] = []
    for part in [*body, None]:
        if part is not None and part.kind == "row" and (not rows or rows[-1].index + 1 == part.index):
            rows.append(part)
            continue
        if len(rows) > LEAST:
            yield rows
        rows = [part] if part is not None and part.kind == "row" else []


def _falls(reader: Reader, title: str, above: str) -> bool | None:
    """Whether less is worse of what the title of a column measures; None where it measures nothing or does not say."""
    named = next(iter(reader.subjects.quantities(title)), None)
    if named in _RISE or named in _FALL:
        return named in _FALL
    hot, cold = (words.search(f"{title} {above}") is not None for words in (_HOT, _COLD))
    return cold if named == "max_temperature" and hot != cold else None


def _bound(reader: Reader, text: str) -> float | None:
    """Where a band lies among others: its number, a little below or above where it is open."""
    found = amounts(ready(text.replace("–", "-").replace("—", "-")), reader.units)
    if len(found) != 1:
        return None
    open_ = {"upper": -0.001, "lower": 0.001}.get(found[0].side, 0)
    return found[0].low + open_
