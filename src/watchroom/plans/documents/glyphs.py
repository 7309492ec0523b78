"""The characters of a page of print with their places, line by line as the file has them."""

import ctypes
import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from watchroom.plans.documents.paper import Line
from watchroom.plans.documents.pieces import MOST_CHARACTERS
from watchroom.plans.documents.wording import wide

_LITTLE = 0.6  # heights of a line
_LEADER = re.compile(r"(?:[.．…·] ){4,}")  # dots that lead to a page number


@dataclass(slots=True)
class Glyph:
    """A character and its box, in points from the left and the foot of the page.

    A blank has the place where the character before it ended; `char` is empty for a gap that turned out to be none.
    """

    char: str
    left: float
    bottom: float
    right: float
    top: float
    base: float  # of the line on which it stands

    @property
    def blank(self) -> bool:
        return not self.char.strip()


def glyphs(text: Any) -> list[list[Glyph]]:
    """The lines of a page as they stand in its file."""
    from pypdfium2 import raw  # only the child that reads a file of print has a use for it

    lines: list[list[Glyph]] = [[]]
    left, right, bottom, top, x, base = (ctypes.c_double() for _ in range(6))
    tallest = 1.0
    gap: Glyph | None = None  # what the library took for a blank, right before the next character
    for at in range(min(text.count_chars(), MOST_CHARACTERS)):
        code = raw.FPDFText_GetUnicode(text, at)
        line = lines[-1]
        if code in (10, 13):
            lines.append([])
            gap, tallest = None, 1.0
        elif code == 32 and raw.FPDFText_IsGenerated(text, at) == 1:
            gap = _blank(line)
            if raw.FPDFText_GetCharBox(text, at, left, right, bottom, top):
                gap.left = left.value  # where the one before ends with the room it takes, not with its ink
            line.append(gap)
        elif 0x20 <= code < 0xD800 or 0xDFFF < code < 0x110000:
            char = {0xFFFE: "-", 0xAD: ""}.get(code, chr(code))
            if char.strip() and raw.FPDFText_GetCharBox(text, at, left, right, bottom, top):
                tallest = max(tallest, top.value - bottom.value)
                if gap is not None:
                    gap.char = _between(line[-2:-1], char, (left.value - gap.left) / tallest)
                raw.FPDFText_GetCharOrigin(text, at, x, base)
                line.append(Glyph(char, left.value, bottom.value, right.value, top.value, base.value))
            elif char:
                line.append(_blank(line, char))
            gap = None
    return [line for line in lines if any(not glyph.blank for glyph in line)]


def _blank(line: Sequence[Glyph], char: str = " ") -> Glyph:
    last = line[-1] if line else Glyph("", 0, 0, 0, 0, 0)
    return Glyph(char, last.right, last.bottom, last.right, last.top, last.base)


def _between(before: Sequence[Glyph], char: str, gap: float) -> str:
    """What the library took for a blank is none when it is the little space between Chinese and other characters."""
    beside = wide(char) or (bool(before) and bool(before[0].char) and wide(before[0].char))
    return "" if beside and gap < _LITTLE else " "


def text_of(line: Sequence[Glyph]) -> str:
    return "".join(glyph.char for glyph in line).strip()


def line_of(line: Sequence[Glyph]) -> Line:
    """The line with its left, its base, its right and its height, in points."""
    said = [glyph for glyph in line if not glyph.blank] or list(line)
    bottom, top = min(glyph.bottom for glyph in said), max(glyph.top for glyph in said)
    left, right = min(glyph.left for glyph in said), max(glyph.right for glyph in said)
    return Line(_LEADER.sub(lambda dots: dots[0].replace(" ", ""), text_of(line)), left, bottom, right, top - bottom)
