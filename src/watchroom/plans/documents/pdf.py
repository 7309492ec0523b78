"""PDF: the lines of every page, put back into paragraphs; page numbers and running heads are left out.

A page that is a picture has no text; where the machine has `tesseract`, it is recognised, and said to be so.
"""

import contextlib
from collections.abc import Iterator
from typing import Any

import pypdfium2
from pypdfium2 import raw

from watchroom.kernel.packing import Refused, heavy
from watchroom.plans.documents.columns import columns
from watchroom.plans.documents.drawn import rulings
from watchroom.plans.documents.glyphs import Glyph, glyphs, line_of
from watchroom.plans.documents.misread import mended
from watchroom.plans.documents.paper import Line, Page, paragraphs
from watchroom.plans.documents.pieces import MOST_CHARACTERS, Piece
from watchroom.plans.documents.recognising import recognised
from watchroom.plans.documents.ruled import Grid, filled, grids

MOST_PAGES = 1000
MOST_RECOGNISED = 60
MOST_OBJECTS = 20_000
_FEW = 8  # characters: a page with fewer and with a picture is a picture


def pieces(data: bytes, recognise: bool, told: dict[str, Any]) -> Iterator[Piece]:
    """Raises Refused. `told` is given the number of `pages`, which are `pictures`, and which were `recognised`."""
    try:
        document = pypdfium2.PdfDocument(data)
    except pypdfium2.PdfiumError as error:
        locked = "assword" in str(error)
        raise Refused("DocumentLocked") if locked else Refused("DocumentBroken", why=str(error)[:80]) from error
    count = len(document)
    if count > MOST_PAGES:
        raise heavy(f"共 {count} 页，页数", f"it has {count} pages", MOST_PAGES)
    told |= {"pages": count, "pictures": [], "recognised": []}
    pages, left = [], MOST_CHARACTERS
    for number in range(1, count + 1):
        page = _page(document, number, recognise, told)
        left -= sum(len(line.text) for line in page.lines)
        if left < 0:
            raise heavy("文字字数", "characters of text", MOST_CHARACTERS)
        pages.append(page)
    yield from mended(paragraphs(pages), told["recognised"])


def _page(document: Any, number: int, recognise: bool, told: dict[str, Any]) -> Page:
    try:
        page = document[number - 1]
    except pypdfium2.PdfiumError as error:
        raise Refused("DocumentBroken", why=f"page {number}") from error
    width, height = page.get_size()
    text = page.get_textpage()
    try:
        lines = _lines(page, text, told)
    finally:
        text.close()
    if sum(len(line.text.strip()) for line in lines) < _FEW and _has_picture(page):
        if recognise and len(told["recognised"]) < MOST_RECOGNISED:
            told["recognised"].append(number)
            lines = _apart(recognised(page), told, rough=True)
        else:
            told["pictures"].append(number)
    page.close()
    return Page(number, width, height, lines)


def _has_picture(page: Any) -> bool:
    with contextlib.suppress(pypdfium2.PdfiumError):
        for count, _ in enumerate(page.get_objects(filter=[raw.FPDF_PAGEOBJ_IMAGE], max_depth=3)):
            return count < MOST_OBJECTS
    return False


def _lines(page: Any, text: Any, told: dict[str, Any]) -> list[Line]:
    """The lines of a page as they stand; of tables their rows, where the first character of the table stands."""
    made: list[Line] = []
    waiting: list[list[Glyph]] = []
    for one in filled(grids(*rulings(page)), glyphs(text)):
        if not isinstance(one, Grid):
            waiting.append(one)
            continue
        made += _apart(waiting, told)
        made += _rows(one.rows(), (one.lefts[0], one.tops[-1], one.lefts[-1]), told)
        waiting = []
    return made + _apart(waiting, told)


def _apart(lines: list[list[Glyph]], told: dict[str, Any], *, rough: bool = False) -> list[Line]:
    """Lines, with those that make a table as its rows."""
    made: list[Line] = []
    at = 0
    for table in columns(lines, rough=rough):
        made += [line_of(line) for line in lines[at : table.first]]
        at = table.first + len(table.lines)
        last = line_of(lines[at - 1])
        made += _rows(table.rows(), (last.left, last.bottom, last.right), told)
    return made + [line_of(line) for line in lines[at:]]


def _rows(rows: list[list[str]], place: tuple[float, float, float], told: dict[str, Any]) -> list[Line]:
    """The rows of a table as lines; one that is a single cell is a line like others. `place`: left, base, right."""
    number = told["tables"] = told.get("tables", -1) + 1
    made = []
    for row in rows:
        single = bool(row[0]) and not any(row[1:])
        made.append(Line("\t".join(row).strip() if single else "\t".join(row), *place, 0, None if single else number))
    return made
