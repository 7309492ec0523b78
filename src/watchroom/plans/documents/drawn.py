"""The lines that are drawn on a page of print, of which the borders of its tables are made."""

import contextlib
import ctypes
from collections.abc import Iterator
from typing import Any

import pypdfium2
from pypdfium2 import raw

from watchroom.plans.documents.ruled import Ruling, merged

MOST_DRAWN = 20_000  # points of the lines of a page: a page with more is a drawing
_STRAIGHT = 0.6  # points by which a line may lean
type _Point = tuple[float, float]


def rulings(page: Any) -> tuple[list[Ruling], list[Ruling]]:
    """Those that run across, and those that run down. None of a page that is a drawing."""
    across: list[Ruling] = []
    down: list[Ruling] = []
    left = MOST_DRAWN
    with contextlib.suppress(pypdfium2.PdfiumError):
        for drawn in page.get_objects(filter=[raw.FPDF_PAGEOBJ_PATH], max_depth=1):
            left -= max(raw.FPDFPath_CountSegments(drawn.raw), 1)
            if left < 0:
                return [], []
            for (x, y), (to_x, to_y) in _strokes(drawn):
                if abs(y - to_y) <= _STRAIGHT:
                    across.append(Ruling((y + to_y) / 2, min(x, to_x), max(x, to_x)))
                elif abs(x - to_x) <= _STRAIGHT:
                    down.append(Ruling((x + to_x) / 2, min(y, to_y), max(y, to_y)))
    return merged(across), merged(down)


def _strokes(drawn: Any) -> Iterator[tuple[_Point, _Point]]:
    """The straight strokes of a path, on the page."""
    matrix = drawn.get_matrix()
    x, y = ctypes.c_float(), ctypes.c_float()
    begun: _Point | None = None
    last: _Point | None = None
    for number in range(raw.FPDFPath_CountSegments(drawn.raw)):
        segment = raw.FPDFPath_GetPathSegment(drawn.raw, number)
        if not raw.FPDFPathSegment_GetPoint(segment, x, y):
            return
        here: _Point = matrix.on_point(x.value, y.value)
        kind = raw.FPDFPathSegment_GetType(segment)
        if kind == raw.FPDF_SEGMENT_LINETO and last is not None:
            yield last, here
        elif kind == raw.FPDF_SEGMENT_MOVETO:
            begun = here
        if raw.FPDFPathSegment_GetClose(segment) and begun is not None and begun != here:
            yield here, begun
        last = here
