"""From the lines of printed pages to paragraphs: what is margin, what is running head, where a paragraph goes on."""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from math import inf
from statistics import median

from watchroom.plans.documents.pieces import Piece
from watchroom.plans.documents.wording import joined

# A line that begins like this begins a paragraph.
_NUMBERED = re.compile(
    r"第[一二三四五六七八九十百零〇\d]+[章节条编篇]|[一二三四五六七八九十]+、|[（(][一二三四五六七八九十\d]{1,3}[）)]"
    r"|\d{1,2}(?:\.\d{1,2}){1,4}(?![\d.%])\s*\S|\d{1,2}[.．、](?!\d)|[①-⑳]|附件|附录|[•●■▪◆]"
)
_PAGE_NUMBER = re.compile(
    r"[-—–－·\s]*(?:第\s*)?(?:\d{1,4}|[ivxlc]{1,6})(?:\s*页)?(?:\s*(?:/|of|共)\s*\d{1,4}\s*页?)?[-—–－·\s]*"
)
_CONTENTS = re.compile(r"[.．…·]{4,}\s*\d{1,4}$")
_COLUMN = 5  # lines that make a column
_MOST_LINES = 500  # of a page that is looked at for columns
_EDGE = 2  # lines at the top and at the foot of a page that may be a running head


@dataclass(frozen=True, slots=True)
class Line:
    """In points from the left and the foot of the page."""

    text: str
    left: float
    bottom: float
    right: float
    height: float
    table: int | None = None  # of a row


@dataclass(frozen=True, slots=True)
class Page:
    number: int
    width: float
    height: float
    lines: list[Line]


def paragraphs(pages: Sequence[Page]) -> Iterator[Piece]:
    """The paragraphs and rows of all pages, each with the page on which it begins; one may go on over the end of a page."""
    heads = _running(pages)
    inner = [(page.number, _inner(page, heads)) for page in pages]
    usual = median([max(line.right for line in lines) for _, lines in inner if lines] or [0.0])
    parts: list[Line] = []
    began, full = 0, 0.0
    tables = _Tables()
    for number, lines in inner:
        middle = _middle(lines)
        sides = [[line for line in lines if (line.left >= middle) == side] for side in (False, True)]
        margins = [_margins(side, usual if middle == inf else 0) for side in sides]
        for line in lines:
            left, right = margins[line.left >= middle]
            if parts and (line.table is not None or not _goes_on(parts, full, line, left)):
                yield Piece(joined(*(one.text for one in parts)), page=began)
                parts = []
            if line.table is not None:
                yield from tables.row(line, number)
                continue
            tables.left(line)
            began = began if parts else number
            parts.append(line)
            full = right
    if parts:
        yield Piece(joined(*(one.text for one in parts)), page=began)


@dataclass(slots=True)
class _Tables:
    """A table that goes on over the end of a page is one: as many columns, and nothing between; its head is told once."""

    number: int = -1  # of the table as it is told
    _last: tuple[int, int, int] = (-1, -1, -1)  # table as it stands, columns, page
    _head: str = ""

    def row(self, line: Line, page: int) -> Iterator[Piece]:
        table, columns = line.table or 0, line.text.count("\t")
        last, self._last = self._last, (table, columns, page)
        if table != last[0]:
            if last[1:] == (columns, page - 1):
                if line.text == self._head:
                    return
            else:
                self.number, self._head = self.number + 1, line.text
        yield Piece(line.text, "row", page=page, table=self.number)

    def left(self, line: Line) -> None:
        self._last = (-1, -1, -1)


def _margins(lines: Sequence[Line], usual: float) -> tuple[float, float]:
    """Where lines begin that do not begin a paragraph: the leftmost place at which two lines do; and where full ones end."""
    counted = Counter(round(line.left) for line in lines if line.table is None)
    left = min((left for left, count in counted.items() if count > 1), default=min(counted, default=0))
    return float(left), max([usual, *(line.right for line in lines)])


def _middle(lines: Sequence[Line]) -> float:
    """Where a page of two columns parts: several lines begin there, as many end before it, hardly one goes over it."""
    counted = Counter(round(line.left) for line in lines)
    for left, count in sorted(counted.items(), reverse=True) if len(lines) < _MOST_LINES else ():
        before = sum(line.right < left for line in lines)
        over = sum(line.left < left - 2 and line.right > left + 2 for line in lines)
        if count >= _COLUMN and before >= _COLUMN and 10 * over <= len(lines):
            return left - 1.0
    return inf


def _goes_on(parts: Sequence[Line], right: float, line: Line, left: float) -> bool:
    """Whether a line goes on with a paragraph: the one before was full, and this one begins at the margin.

    right  how far a full line of the page before goes;  left  where the lines of this page begin
    """
    before = parts[-1]
    if _NUMBERED.match(line.text) or _CONTENTS.search(before.text[-200:]):
        return False
    size = max(before.height, line.height, 1.0)
    if line.left > left + 1.2 * size or abs(before.height - line.height) > 0.45 * size:
        return False
    if before.bottom - line.bottom > 2.8 * size:
        return False
    return before.right > right - 2.2 * size


def _inner(page: Page, heads: set[tuple[str, int]]) -> list[Line]:
    edge = _edge(page)
    return [
        line
        for line in page.lines
        if not (line in edge and (_head(line) in heads or _PAGE_NUMBER.fullmatch(line.text)))
    ]


def _edge(page: Page) -> list[Line]:
    """The uppermost and the lowest lines."""
    order = sorted((line for line in page.lines if line.table is None), key=lambda line: -line.bottom)
    return order[:_EDGE] + order[-_EDGE:]


def _head(line: Line) -> tuple[str, int]:
    """A line but for its numbers, and its height on the page."""
    return re.sub(r"[\d\s]+", "#", line.text), round(line.bottom)


def _running(pages: Sequence[Page]) -> set[tuple[str, int]]:
    """What stands at the same place of the edge of three pages and of a third of all."""
    found = Counter(head for page in pages for head in {_head(line) for line in _edge(page)})
    return {head for head, count in found.items() if count >= max(3, len(pages) / 3)}
