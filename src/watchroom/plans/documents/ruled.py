"""Tables of print whose cells are parted by lines: from the rulings of a page and the places of its characters to rows."""

from bisect import bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from watchroom.plans.documents.glyphs import Glyph, text_of
from watchroom.plans.documents.wording import joined

MOST_RULINGS = 400  # of a page, after those that lie on one another are one: a page with more is a drawing
_NEAR = 2.5  # points: lines that are so near are one, and touch
_SHORT = 6.0  # points: what is shorter is a stroke of a sign, not the border of a cell


@dataclass(frozen=True, slots=True)
class Ruling:
    """A line from `start` to `end` along one axis, `at` a place of the other. In points."""

    at: float
    start: float
    end: float

    def covers(self, place: float) -> bool:
        return self.start - _NEAR <= place <= self.end + _NEAR


@dataclass(slots=True)
class Grid:
    """The places of the borders of one table, and the rulings that are drawn there: `across` are horizontal."""

    lefts: list[float]
    tops: list[float]  # from the highest down
    across: list[Ruling]
    down: list[Ruling]
    texts: dict[tuple[int, int], list[str]] = field(default_factory=dict)

    def cell(self, x: float, y: float) -> tuple[int, int] | None:
        """Row and column of a place; of a cell that goes over several, the first of them. None outside."""
        column = bisect_right(self.lefts, x) - 1
        row = bisect_right(self.tops, -y, key=lambda top: -top) - 1
        if not (0 <= column < len(self.lefts) - 1 and 0 <= row < len(self.tops) - 1):
            return None
        while column and not self._parted(self.down, self.lefts[column], self._middle_y(row)):
            column -= 1
        while row and not self._parted(self.across, self.tops[row], self._middle_x(column)):
            row -= 1
        return row, column

    def _middle_x(self, column: int) -> float:
        return (self.lefts[column] + self.lefts[column + 1]) / 2

    def _middle_y(self, row: int) -> float:
        return (self.tops[row] + self.tops[row + 1]) / 2

    @staticmethod
    def _parted(rulings: Sequence[Ruling], at: float, place: float) -> bool:
        return any(abs(one.at - at) <= _NEAR and one.covers(place) for one in rulings)

    def rows(self) -> list[list[str]]:
        """The cells of every row that says something; cells that are one with another are empty but for the first."""
        columns = range(len(self.lefts) - 1)
        made = [[joined(*self.texts.get((row, column), ())) for column in columns] for row in range(len(self.tops) - 1)]
        return [row for row in made if any(row)]


def merged(rulings: Iterable[Ruling]) -> list[Ruling]:
    """Lines that lie on one another, or go on where another ends, as one."""
    made: list[Ruling] = []
    for one in sorted(rulings, key=lambda ruling: (ruling.at, ruling.start)):
        near = next((n for n, other in enumerate(made[-8:], max(len(made) - 8, 0)) if _one(other, one)), None)
        if near is None:
            made.append(one)
        else:
            made[near] = Ruling(made[near].at, min(made[near].start, one.start), max(made[near].end, one.end))
    return [one for one in made if one.end - one.start >= _SHORT]


def _one(a: Ruling, b: Ruling) -> bool:
    return abs(a.at - b.at) <= _NEAR and b.start <= a.end + _NEAR and a.start <= b.end + _NEAR


def grids(across: list[Ruling], down: list[Ruling]) -> list[Grid]:
    """The tables that rulings make which touch one another: of two columns at least."""
    if len(across) + len(down) > MOST_RULINGS:
        return []
    made = []
    left_over = set(range(len(down)))
    waiting = set(range(len(across)))
    while waiting:
        rows, columns, new = set[int](), set[int](), {waiting.pop()}
        while new:
            rows |= new
            waiting -= new
            touched = {n for n in left_over if any(_touch(across[row], down[n]) for row in new)}
            left_over -= touched
            columns |= touched
            new = {n for n in waiting if any(_touch(across[n], down[column]) for column in touched)}
        if grid := _grid([across[n] for n in rows], [down[n] for n in columns]):
            made.append(grid)
    return made


def _touch(across: Ruling, down: Ruling) -> bool:
    return across.covers(down.at) and down.covers(across.at)


def _grid(across: list[Ruling], down: list[Ruling]) -> Grid | None:
    if not down:
        return None
    lefts = _places([*(one.at for one in down), min(one.start for one in across), max(one.end for one in across)])
    tops = _places([*(one.at for one in across), min(one.start for one in down), max(one.end for one in down)])
    return Grid(lefts, tops[::-1], across, down) if len(lefts) > 2 and len(tops) > 1 else None


def _places(places: Iterable[float]) -> list[float]:
    """In order, without those that are near the one before."""
    made: list[float] = []
    for place in sorted(places):
        if not made or place - made[-1] > 2 * _NEAR:
            made.append(place)
    return made


def filled(found: list[Grid], lines: Sequence[list[Glyph]]) -> list[list[Glyph] | Grid]:
    """The characters outside tables, line by line, and each table at the place of the first line that has a part in it."""
    made: list[list[Glyph] | Grid] = []
    seen: set[int] = set()
    for line in lines:
        outside, inside = _parts(found, line)
        for number, cell, text in inside:
            found[number].texts.setdefault(cell, []).append(text)
            if number not in seen:
                seen.add(number)
                made.append(found[number])
        if any(not glyph.blank for glyph in outside):
            made.append(outside)
    return made


type _Inside = tuple[int, tuple[int, int], str]


def _parts(found: list[Grid], line: list[Glyph]) -> tuple[list[Glyph], list[_Inside]]:
    outside: list[Glyph] = []
    inside: list[_Inside] = []
    run: list[Glyph] = []
    here: tuple[int, tuple[int, int]] | None = None
    for glyph in line:
        place = here if glyph.blank else _where(found, glyph)
        if place != here and run and here is not None:
            inside.append((*here, text_of(run)))
            run = []
        here = place
        (outside if place is None else run).append(glyph)
    if run and here is not None:
        inside.append((*here, text_of(run)))
    return outside, [one for one in inside if one[2]]


def _where(found: list[Grid], glyph: Glyph) -> tuple[int, tuple[int, int]] | None:
    x, y = (glyph.left + glyph.right) / 2, (glyph.bottom + glyph.top) / 2
    for number, grid in enumerate(found):
        if cell := grid.cell(x, y):
            return number, cell
    return None
