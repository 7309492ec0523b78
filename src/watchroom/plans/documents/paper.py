"""From the lines of printed pages to paragraphs: what is margin, what is running head, where a paragraph goes on."""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
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
_ENDS = "。；：！？.;:!?”"
_CONTENTS = re.compile(r"[.．…·]{4,}\s*\d{1,4}$")
_EDGE = 2  # lines at the top and at the foot of a page that may be a running head


@dataclass(frozen=True, slots=True)
class Line:
    """In points from the left and the foot of the page; no width where the place is not known."""

    text: str
    left: float
    bottom: float
    right: float
    height: float


@dataclass(frozen=True, slots=True)
class Page:
    number: int
    width: float
    height: float
    lines: list[Line]


def paragraphs(pages: Sequence[Page]) -> Iterator[Piece]:
    """The paragraphs of all pages, each with the page on which it begins; one may go on over the end of a page."""
    heads = _running(pages)
    inner = [(page.number, _inner(page, heads)) for page in pages]
    usual = median([max(line.right for line in lines) for _, lines in inner if lines] or [0.0])
    text, began, last = "", 0, None
    for number, lines in inner:
        right = max([usual, *(line.right for line in lines)])
        left = _margin(lines)
        for line in lines:
            if last is None or not _goes_on(text, last, line, left):
                if text:
                    yield Piece(text, page=began)
                text, began = line.text, number
            else:
                text = joined(text, line.text)
            last = (line, right)
    if text:
        yield Piece(text, page=began)


def _margin(lines: Sequence[Line]) -> float:
    """Where lines begin that do not begin a paragraph: the leftmost place at which two lines do."""
    counted = Counter(round(line.left) for line in lines)
    return float(min((left for left, count in counted.items() if count > 1), default=min(counted, default=0)))


def _goes_on(text: str, last: tuple[Line, float], line: Line, left: float) -> bool:
    """Whether a line goes on with the paragraph: the one before was full, and this one begins at the margin."""
    before, right = last
    if _NUMBERED.match(line.text) or _CONTENTS.search(text):
        return False
    size = max(before.height, line.height, 1.0)
    if before.right <= before.left or line.right <= line.left:  # recognised: only the wording tells
        return text[-1] not in _ENDS and len(text) > 15
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
    order = sorted(page.lines, key=lambda line: -line.bottom)
    return order[:_EDGE] + order[-_EDGE:]


def _head(line: Line) -> tuple[str, int]:
    """A line but for its numbers, and its height on the page."""
    return re.sub(r"[\d\s]+", "#", line.text), round(line.bottom)


def _running(pages: Sequence[Page]) -> set[tuple[str, int]]:
    """What stands at the same place of the edge of three pages and of a third of all."""
    found = Counter(head for page in pages for head in {_head(line) for line in _edge(page)})
    return {head for head, count in found.items() if count >= max(3, len(pages) / 3)}
