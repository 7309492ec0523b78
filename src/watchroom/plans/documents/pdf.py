"""PDF: the lines of every page, put back into paragraphs; page numbers and running heads are left out.

A page that is a picture has no text; where the machine has `tesseract`, it is recognised, and said to be so.
"""

import contextlib
import ctypes
from collections.abc import Iterator
from typing import Any

import pypdfium2
from pypdfium2 import raw

from watchroom.plans.documents.paper import Line, Page, paragraphs
from watchroom.plans.documents.pieces import MOST_CHARACTERS, Piece, Refused, heavy
from watchroom.plans.documents.recognising import recognised
from watchroom.plans.documents.wording import wide

MOST_PAGES = 1000
MOST_RECOGNISED = 60
MOST_OBJECTS = 20_000
_GAP = "\ufdd0"  # no character: a blank that the file does not hold
_LITTLE = 0.6  # heights of a line
_NOWHERE = (1e9, 1e9, -1e9, -1e9)
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
    yield from paragraphs(pages)


def _page(document: Any, number: int, recognise: bool, told: dict[str, Any]) -> Page:
    try:
        page = document[number - 1]
    except pypdfium2.PdfiumError as error:
        raise Refused("DocumentBroken", why=f"page {number}") from error
    width, height = page.get_size()
    text = page.get_textpage()
    try:
        lines = _lines(text)
    finally:
        text.close()
    if sum(len(line.text.strip()) for line in lines) < _FEW and _has_picture(page):
        if recognise and len(told["recognised"]) < MOST_RECOGNISED:
            told["recognised"].append(number)
            lines = [Line(one, 0, height - at, 0, 10) for at, one in enumerate(recognised(page))]
        else:
            told["pictures"].append(number)
    page.close()
    return Page(number, width, height, lines)


def _has_picture(page: Any) -> bool:
    with contextlib.suppress(pypdfium2.PdfiumError):
        for count, _ in enumerate(page.get_objects(filter=[raw.FPDF_PAGEOBJ_IMAGE], max_depth=3)):
            return count < MOST_OBJECTS
    return False


def _lines(text: Any) -> list[Line]:
    """The lines of a page as they stand, each with its left, its base, its right and its height, in points."""
    lines: list[Line] = []
    chars: list[str] = []
    box = _NOWHERE
    left, right, bottom, top = (ctypes.c_double() for _ in range(4))
    ended = 0.0  # where the last character ended
    for at in range(min(text.count_chars(), MOST_CHARACTERS)):
        code = raw.FPDFText_GetUnicode(text, at)
        if code in (10, 13):
            _end(lines, chars, box)
            chars, box = [], _NOWHERE
        elif code == 32 and raw.FPDFText_IsGenerated(text, at) == 1:
            chars.append(_GAP)
        elif 0x20 <= code < 0xD800 or 0xDFFF < code < 0x110000:
            char = chr(code)
            if char.strip() and raw.FPDFText_GetCharBox(text, at, left, right, bottom, top):
                if chars[-1:] == [_GAP]:
                    chars[-1] = _blank(chars[-2:-1], char, (left.value - ended) / max(box[3] - box[1], 1.0))
                box = (min(box[0], left.value), min(box[1], bottom.value), max(box[2], right.value), max(box[3], top.value))  # fmt: skip
                ended = right.value
            chars.append(char)
    _end(lines, chars, box)
    return lines


def _blank(before: list[str], char: str, gap: float) -> str:
    """What the library took for a blank is none when it is the little space between Chinese and other characters."""
    beside = wide(char) or (bool(before) and wide(before[0]))
    return "" if beside and gap < _LITTLE else " "


def _end(lines: list[Line], chars: list[str], box: tuple[float, float, float, float]) -> None:
    text = "".join(chars).replace(_GAP, " ").replace("\ufffe", "-").replace("\xad", "").strip()
    if text:
        lines.append(Line(text, box[0], box[1], box[2], box[3] - box[1]))
