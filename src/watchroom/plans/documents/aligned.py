"""Tables that an English plain text sets out with blanks: columns under a line of dashes, or beside one another.

Level                Trigger
------------------   -----------------------------
Level 1 - Full       (1) The river exceeds 21 feet
                     (2) More than 100 people have
                         been evacuated
"""

import re

LEAST_ROWS = 3  # lines with the same columns that are a table without a line of dashes
LEAST_WIDTH = 12  # of its first column
MOST_LINE = 400  # characters of a row
_RULER = re.compile(r"-{3,}(?: {2,}-{3,}){1,8} *")
_GAP = re.compile(r"(?<=\S) {2,}(?=\S)")
_BEGINS = re.compile(r"\(?\w{1,3}[).]\s|[-•*] ")
_MARK = re.compile(r"[\d.()]+|\(?[A-Za-z]\)?\.?|[IVX]+\.?|[•*-]")


def tabbed(text: str) -> str:
    """The text with the rows of such tables in cells parted by tabs; a cell that goes on below is one, items of it are rows."""
    lines = text.split("\n")
    made: list[str] = []
    at = 0
    while at < len(lines):
        end = at
        while end < len(lines) and lines[end].strip():
            end += 1
        end = max(end, at + 1)  # an empty line by itself
        block = lines[at:end]
        made += _ruled(block) or _beside(block) or block
        at = end
    return "\n".join(made)


def _ruled(block: list[str]) -> list[str]:
    """The rows of a block whose second line is of dashes, which say where its columns begin."""
    if len(block) < LEAST_ROWS or not _RULER.fullmatch(block[1]) or max(map(len, block)) > MOST_LINE:
        return []
    starts = [m.start() for m in re.finditer("-+", block[1])]
    rows = [_cells(block[0], starts)]
    for line in block[2:]:
        cells = _cells(line, starts)
        told = [cell for cell in cells if cell]
        if cells[0] or len(rows) == 1 or any(map(_BEGINS.match, told)):
            rows.append(cells)
        else:
            rows[-1] = [" ".join(filter(None, pair)) for pair in zip(rows[-1], cells, strict=True)]
    return ["\t".join(row) for row in rows]


def _beside(block: list[str]) -> list[str]:
    """The rows of a block each of whose lines has one gap, all at the same column; none where numbers stand before it."""
    if len(block) < LEAST_ROWS or not all(line.isascii() and len(line) <= MOST_LINE for line in block):
        return []
    gaps = [[m.end() for m in _GAP.finditer(line)] for line in block]
    start = gaps[0][0] if gaps[0] else 0
    if start < LEAST_WIDTH or any(one != [start] for one in gaps) or any(line[:1].isspace() for line in block):
        return []
    rows = [_cells(line, [0, start]) for line in block]
    return [] if any(_MARK.fullmatch(row[0]) for row in rows) else ["\t".join(row) for row in rows]


def _cells(line: str, starts: list[int]) -> list[str]:
    return [line[a:b].strip() for a, b in zip(starts, [*starts[1:], len(line)], strict=True)]
