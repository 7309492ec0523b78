"""Tables of print without lines around their cells: columns that stay apart over several lines.

Whatever could be ordinary text is left as it is: full lines, two columns of prose, a table of contents, single lines.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from watchroom.plans.documents.glyphs import Glyph, text_of
from watchroom.plans.documents.wording import joined

LEAST_LINES = 3  # of several parts each, that make a table
_APART = 0.75  # heights of a line between two parts of it
_STILL_APART = 0.5  # heights that stay free between two columns through all lines
_PITCH = 1.15  # times the least distance of two lines: what is further apart are two rows
_PROSE = 8  # characters of a part, on average, from which on full columns are prose

type Gap = tuple[float, float]


@dataclass(slots=True)
class _Printed:
    """A line with its parts; `foot` is the base of the line, `size` its height. In points."""

    parts: list[list[Glyph]]
    foot: float
    size: float


@dataclass(slots=True)
class Columns:
    """Lines that make a table; `gaps` are what stays free between its columns.

    rough  the places are those that a scan gives: a line that has every column is a row, whatever its distance
    """

    first: int  # of the lines of the page
    lines: list[_Printed] = field(default_factory=list)
    gaps: list[Gap] = field(default_factory=list)
    rough: bool = False

    def column(self, part: Sequence[Glyph]) -> int:
        return sum(part[0].left >= gap[1] - 0.1 for gap in self.gaps)

    def rows(self) -> list[list[str]]:
        """The cells of every row; what goes on in further lines is one with its cell."""
        steps = [above.foot - below.foot for above, below in zip(self.lines, self.lines[1:], strict=False)]
        least = min(steps, default=0)
        even = max(steps, default=0) <= _PITCH * least
        made: list[list[list[str]]] = []
        for number, line in enumerate(self.lines):
            whole = self.rough and len({self.column(part) for part in line.parts}) == len(self.gaps) + 1
            begins = self.column(line.parts[0]) == 0 and (even or whole or steps[number - 1] > _PITCH * least)
            if number == 0 or begins:
                made.append([[] for _ in range(len(self.gaps) + 1)])
            for part in line.parts:
                made[-1][self.column(part)].append(text_of(part))
        return [[joined(*cell) for cell in row] for row in made]


def columns(lines: Sequence[list[Glyph]], *, rough: bool = False) -> Iterator[Columns]:
    """The tables of a page, each with the number of its first line. `rough`: it was recognised from a picture."""
    at = 0
    printed = [_printed(line) for line in lines]
    while at < len(printed):
        found = _from(printed, at)
        if found is not None:
            found.rough = rough
            yield found
        at += len(found.lines) if found else 1


def _printed(line: list[Glyph]) -> _Printed:
    said = [glyph for glyph in line if not glyph.blank]
    size = max(glyph.top - glyph.bottom for glyph in said)
    parts: list[list[Glyph]] = [[said[0]]]
    blanks: list[Glyph] = []
    for glyph in line[line.index(said[0]) + 1 :]:
        if glyph.blank:
            blanks.append(glyph)
        elif glyph.left - parts[-1][-1].right > _APART * size:
            parts.append([glyph])
            blanks = []
        else:
            parts[-1] += [*blanks, glyph]
            blanks = []
    return _Printed(parts, said[0].base, size)


def _from(printed: Sequence[_Printed], at: int) -> Columns | None:
    """The table that begins at a line, if one does."""
    first = printed[at]
    gaps = [(a[-1].right, b[0].left) for a, b in zip(first.parts, first.parts[1:], strict=False)]
    made = Columns(at, [first], gaps)
    for line in printed[at + 1 :]:
        left = _left_free(made.gaps, line)
        step = made.lines[-1].foot - line.foot
        if len(left) < len(made.gaps) or not left or not 0 < step < 6 * line.size:
            break
        if len(line.parts) == 1 and Columns(at, [], left).column(line.parts[0]) == 0:
            break
        made.gaps = left
        made.lines.append(line)
    several = sum(len(line.parts) > 1 for line in made.lines)
    return made if several >= LEAST_LINES and not _prose(made) and not _contents(made) else None


def _left_free(gaps: Sequence[Gap], line: _Printed) -> list[Gap]:
    """What of the gaps a line leaves free, of each the widest."""
    left = []
    for start, end in gaps:
        widest, at = (start, start), start
        for part in sorted(line.parts, key=lambda part: part[0].left):
            piece = (at, min(part[0].left, end))
            widest = max(widest, piece, key=lambda gap: gap[1] - gap[0])
            at = max(at, part[-1].right)
        widest = max(widest, (at, end), key=lambda gap: gap[1] - gap[0])
        if widest[1] - widest[0] >= _STILL_APART * line.size:
            left.append(widest)
    return left


def _by_column(table: Columns) -> list[list[list[Glyph]]]:
    made: list[list[list[Glyph]]] = [[] for _ in range(len(table.gaps) + 1)]
    for line in table.lines:
        for part in line.parts:
            made[table.column(part)].append(part)
    return made


def _prose(table: Columns) -> bool:
    """Columns of full lines, as newspapers have them."""
    for parts in _by_column(table):
        right = max((part[-1].right for part in parts), default=0.0)
        size = max((part[-1].top - part[-1].bottom for part in parts), default=1.0)
        full = sum(part[-1].right > right - 1.2 * size for part in parts)
        if full * 2 <= len(parts) or sum(map(len, parts)) < _PROSE * len(parts):
            return False
    return True


def _contents(table: Columns) -> bool:
    """Titles and the pages on which they stand."""
    last = [text_of(part).strip(".…·．- \u2060") for part in _by_column(table)[-1]]
    return len(table.gaps) == 1 and all(text.isdecimal() for text in last)
