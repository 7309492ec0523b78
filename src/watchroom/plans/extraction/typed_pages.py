"""What typed pages leave in a text: page numbers, running heads, and lines broken at the width of their column."""

import re
from collections import Counter
from collections.abc import Callable, Sequence
from itertools import pairwise
from unicodedata import east_asian_width

from watchroom.plans.documents.text import Block, Document

_PAGE = re.compile(r"[-—–~·.\s]*(第\s*)?[\dⅠⅡⅢⅣⅤivxIVX]{1,4}(\s*页)?([\s/]*共?\s*\d{1,4}\s*页?)?[-—–~·.\s]*")
_ENDS = "。；;！？!?：:”"
_HEADS = 3  # pages on which a line stands beside the page's end before it is a running head
_FIRST = 3  # blocks at the top of a text, where a running head is still its title
_LEAST_LINE = 40  # half widths: a column is no narrower
_EXCEPT = 3  # the line that is taken for the widest: longer ones may have been typed
_WORD = re.compile(r"[a-z]+[\w'’-]*(?![.)]?\))")  # and not `a)`
_MOST_LINE = 130  # characters of an English line
_MANY_LONG = 8  # longer lines that say that a text was not broken at a width
_LEAST_LINES = 8  # broken lines of one width that make a column
# `Annex F  Page F-4  Ver. 3.0`: a line that names its page, alike on each of them but for the number.
_NAMES_PAGE = re.compile(r"(?=.{6,100}$)(?:.*[\s|–—-])?(?:Page|PAGE|page|Pg\.) ?(?:[A-Z]{1,3}-?)?(?P<n>\d{1,4})\b.*")
_APART = 2  # half widths by which the lines of a column differ: a wide character did not fit


def without_margins(document: Document, blocks: Sequence[Block]) -> list[Block]:
    """The blocks without page numbers alone in their lines, and without what stands beside the ends of several pages."""
    texts = [document.text[b.start : b.end].strip() for b in blocks]
    number = [b.kind != "row" and (not t or (len(t) <= 16 and _PAGE.fullmatch(t) is not None)) for b, t in zip(blocks, texts, strict=True)]  # fmt: skip
    beside = {i for i in range(len(blocks)) if not number[i] and _at_an_end(document, blocks, number, i)}
    found = Counter(texts[i] for i in beside)
    heads = {i for i in beside if i >= _FIRST and found[texts[i]] >= _HEADS} | _paged(blocks, texts)
    return [block for i, block in enumerate(blocks) if not number[i] and i not in heads]


def _paged(blocks: Sequence[Block], texts: Sequence[str]) -> set[int]:
    """The lines that name their page, where two pages have the same but for the number."""
    named = {
        i: re.sub(r"\d+", "#", t) for i, t in enumerate(texts) if blocks[i].kind != "row" and _NAMES_PAGE.fullmatch(t)
    }
    counts = Counter(named.values())
    return {i for i, form in named.items() if counts[form] > 1}


def _at_an_end(document: Document, blocks: Sequence[Block], number: Sequence[bool], at: int) -> bool:
    """Whether a page number or the mark of a new page stands right before or behind a block."""
    before = blocks[at - 1].end if at else 0
    after = blocks[at + 1].start if at + 1 < len(blocks) else len(document.text)
    fed = "\f" in document.text[before : blocks[at].start] or "\f" in document.text[blocks[at].end : after]
    return fed or number[at - 1 if at else 0] or number[min(at + 1, len(blocks) - 1)]


class Column:
    """The width at which the lines of a text were broken, where they were: what fills it goes on in the next line.

    That many lines without a stop are as wide as one another says so, if what follows them ends in a stop: the rows of a list
    of telephones are alike too, but no sentence of theirs ever ends. Programs break lines by characters, printers by width.
    """

    def __init__(self, document: Document, blocks: Sequence[Block]) -> None:
        lines = [document.text[b.start : b.end].rstrip() if b.kind == "paragraph" else "" for b in blocks]
        self._edges = [(measure, _edge(lines, measure)) for measure in (width, _characters)]

    def filled(self, line: str) -> bool:
        """Whether a line (as it stands, indentation and all) goes up to the edge of the column."""
        return any(edge and 0 <= edge - measure(line.rstrip()) <= _APART for measure, edge in self._edges)


class Wrapped:
    """The width at which an English text with empty lines between its paragraphs was broken, each line as full as words let it.

    unbroken: each paragraph is a line of its own, however long.
    The lines that surely go on (the next begins with a small letter) say how wide it is, where few of them had room
    for the first word of the next.
    """

    def __init__(self, document: Document, blocks: Sequence[Block]) -> None:
        plain = [document.text[b.start : b.end].strip() for b in blocks if b.kind == "paragraph"]
        self.unbroken = sum(len(line) > _MOST_LINE and line.isascii() for line in plain) >= _MANY_LONG
        pairs = [pair for one, then in pairwise(blocks) if (pair := self._together(document, one, then))]
        sure = [(line, word) for line, word in pairs if _WORD.match(word)]
        edge = sorted([0, 0, 0, *(len(line) for line, _ in sure)])[-_EXCEPT]
        full = sum(len(line) + 1 + len(word) > edge for line, word in sure)
        enough = len(sure) >= _LEAST_LINES and _LEAST_LINE <= edge <= _MOST_LINE and 5 * full >= 4 * len(sure)
        self._edge = edge if enough else 0

    @staticmethod
    def _together(document: Document, one: Block, then: Block) -> tuple[str, str] | None:
        """A line and the first word of the next, where no empty line stands between them."""
        if one.kind != "paragraph" or then.kind != "paragraph" or document.text[one.end : then.start].count("\n") != 1:
            return None
        line, word = document.text[one.start : one.end].rstrip(), document.text[then.start : then.end].split()
        return (line, word[0]) if line and word and line.isascii() else None

    def goes_on(self, document: Document, one: Block, then: Block) -> bool:
        """Whether a line has no room for the first word of the next, and so is no end of a paragraph."""
        pair = self._together(document, one, then) if self._edge else None
        return pair is not None and len(pair[0]) + 1 + len(pair[1]) > self._edge


def width(line: str) -> int:
    """Half widths: a Chinese character takes two."""
    return sum(2 if east_asian_width(char) in "WF" else 1 for char in line)


def _characters(line: str) -> int:
    """The same for those who count every character as a wide one."""
    return 2 * len(line)


def _edge(lines: Sequence[str], measure: Callable[[str], int]) -> int:
    """Where the lines of a text end that go on in the next one; 0 where they end anywhere."""
    wide = [measure(line) if line and line[-1] not in _ENDS else 0 for line in lines]
    counts = Counter(w for at, w in enumerate(wide) if w >= _LEAST_LINE and _ends_below(lines, measure, at))
    near = {edge: sum(counts[edge - less] for less in range(_APART + 1)) for edge in counts}
    return max((edge for edge, count in near.items() if count >= _LEAST_LINES), default=0)


def _ends_below(lines: Sequence[str], measure: Callable[[str], int], at: int) -> bool:
    """Whether the lines behind a line come to a stop, and none but the last is narrower."""
    for line in lines[at + 1 : at + 12]:
        if line[-1:] and line[-1] in _ENDS:
            return True
        if abs(measure(line) - measure(lines[at])) > _APART:
            return False
    return False
