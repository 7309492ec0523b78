"""Tables of English plans with a column for each level (`| | Level 1 | Level 2 |`): when each is reached, and who does what."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from watchroom.plans.extraction.english_cells import is_who
from watchroom.plans.extraction.english_doers import base, called
from watchroom.plans.extraction.english_scale import COLOUR, label
from watchroom.plans.extraction.english_sentences import imperative, modal
from watchroom.plans.extraction.english_told import Mode, Told, conditional, mode_of, pieces
from watchroom.plans.extraction.parts import Part
from watchroom.plans.extraction.spans import Span
from watchroom.plans.extraction.tables import split_row

FEWEST = 2  # columns of levels
_BARE_COLOUR = re.compile(
    rf"(?:Code |CODE )?{COLOUR.pattern}(?: \([^()]{{2,40}}\)| [–—-] [\w ]{{2,30}})?", re.IGNORECASE
)
_NOTHING = re.compile(
    r"(?:none|n/?a|no(?: special)? (?:action|change)s?|normal|-|–|—|as (?:above|level \d))\.?", re.IGNORECASE
)


@dataclass(slots=True)
class Across:
    """The levels of all such tables: numbered ones by their scale, coloured ones by their colour; the indices of the rows."""

    numbered: dict[str, dict[int, Told]] = field(default_factory=dict)
    hued: dict[str, Told] = field(default_factory=dict)
    read: set[int] = field(default_factory=set)

    def level(self, cell: Span) -> Told | None:
        """The level that the heading of a column names, None where it names none."""
        text = cell.text.strip()
        if found := label(text, whole=True):
            return self.numbered.setdefault(found.scale, {}).setdefault(found.number, Told(found.number))
        hue = _BARE_COLOUR.fullmatch(text)
        return self.hued.setdefault(hue[1].lower(), Told(0)) if hue else None


def across(body: Sequence[Part]) -> Across:
    """What the tables with a column for each level tell."""
    made = Across()
    for rows in _tables(body):
        cells = [split_row(row.span) for row in rows]
        heads = cells[0]
        if sum(_names(cell) for cell in heads[1:]) < FEWEST or not all(map(_names, heads[1:])):
            continue
        levels = [made.level(cell) for cell in heads[1:]]
        before = [len(one.conditions) if one else 0 for one in levels]
        for row in cells[1:]:
            _take(levels, heads[0].text, row)
        for one, cell, count in zip(levels, heads[1:], before, strict=True):
            if one is not None:
                one.call(cell.text.strip(), cell.place(), defined=len(one.conditions) > count)
        made.read |= {row.index for row in rows}
    return made


def _names(cell: Span) -> bool:
    text = cell.text.strip()
    return label(text, whole=True) is not None or _BARE_COLOUR.fullmatch(text) is not None


def _take(levels: Sequence[Told | None], first: str, row: Sequence[Span]) -> None:
    """One row: its title says what its cells are, or who does what they say."""
    title = row[0].text.strip(" :*")
    mode = mode_of(title)
    who = row[0] if mode is None and (is_who(first) or called(title) or any(map(_present, row[1:]))) else None
    for one, cell in zip(levels, row[1:], strict=False):
        if one is None or not cell.text.strip() or _NOTHING.fullmatch(cell.text.strip()):
            continue
        own: Mode = mode or ("action" if who or imperative(cell.text) or modal(cell.text) else "other")
        if own == "other" and mode is None and conditional(cell.plain) and any(char.isdigit() for char in cell.text):
            continue  # what is measured there, and of which the title does not say that it triggers anything
        for piece in pieces(cell) if own == "condition" else [cell]:
            one.add(piece, own, who)


def _present(cell: Span) -> bool:
    """Whether a cell begins with what somebody does: `Closes the gate`."""
    verb = cell.text.split(" ", 1)[0]
    return verb.endswith("s") and " " in cell.text and imperative(f"{base(verb)} it") and not imperative(cell.text)


def _tables(body: Sequence[Part]) -> Iterator[list[Part]]:
    """The rows that follow one another, of one table where the file says so."""
    rows: list[Part] = []
    for part in [*body, None]:
        if (
            part is not None
            and part.kind == "row"
            and (not rows or (rows[-1].index + 1 == part.index and rows[-1].table == part.table))
        ):
            rows.append(part)
            continue
        if len(rows) > 1:
            yield rows
        rows = [part] if part is not None and part.kind == "row" else []
