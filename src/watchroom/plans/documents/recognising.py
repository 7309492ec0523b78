"""Pages that are pictures, read by the program `tesseract` where the machine has it with its simplified Chinese data."""

import os
import re
import resource
import shutil
import subprocess
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from watchroom.plans.documents.glyphs import Glyph
from watchroom.plans.documents.wording import wide

PAGE_S = 60
_DPI = 200
_MOST_PIXELS = 25_000_000
# Read as Chinese, which knows Latin letters and digits too; read as both, more is taken for English than there is.
_LANGUAGE, _OTHER = "chi_sim", "eng"
_LAYOUT = "4"  # one column: the cells of a row of a table stay in one line
_ENVIRONMENT = {**os.environ, "OMP_THREAD_LIMIT": "1"}  # more threads of it cost more than they gain
_BORDER = re.compile(r"[|\[\]“”\"'‘’_—~-]*\|[|\[\]“”\"'‘’_—~-]*")
_NUMERALS = {"|": "Ⅰ", "l": "Ⅰ", "I": "Ⅰ", "||": "Ⅱ", "ll": "Ⅱ", "II": "Ⅱ", "|||": "Ⅲ", "lll": "Ⅲ", "III": "Ⅲ"}
_MOST_LATIN = 4  # times as many Latin letters as Chinese characters: the page is in English


@dataclass(frozen=True, slots=True)
class _Word:
    """In pixels from the left and the top of the picture."""

    text: str
    left: int
    top: int
    width: int
    height: int


def can_recognise() -> bool:
    return shutil.which("tesseract") is not None


def recognised(page: Any) -> list[list[Glyph]]:
    """The lines of a page; none where the program fails or takes too long."""
    width, height = page.get_size()
    scale = min(_DPI / 72, (_MOST_PIXELS / max(width * height, 1)) ** 0.5)
    bitmap = page.render(scale=scale, grayscale=True, may_draw_forms=False)
    rows = bytes(bitmap.buffer)
    body = b"".join(rows[at : at + bitmap.width] for at in range(0, bitmap.stride * bitmap.height, bitmap.stride))
    picture = b"P5 %d %d 255\n" % (bitmap.width, bitmap.height) + body
    lines = list(_lines(_told(picture, _LANGUAGE)))
    said = "".join(word.text for line in lines for word in line)
    if sum(char.isascii() and char.isalpha() for char in said) > _MOST_LATIN * sum(map(wide, said)):
        lines = list(_lines(_told(picture, _OTHER))) or lines
    return [_printed(line, height, 1 / scale) for line in lines]


def _told(picture: bytes, language: str) -> str:
    argv = ["tesseract", "stdin", "stdout", "-l", language, "--psm", _LAYOUT, "--dpi", str(_DPI), "tsv"]
    try:
        done = subprocess.run(
            argv, input=picture, capture_output=True, timeout=PAGE_S, check=False, env=_ENVIRONMENT, preexec_fn=_unbound
        )
    except (subprocess.TimeoutExpired, OSError):
        return ""
    return "" if done.returncode else done.stdout.decode("utf-8", "replace")


def _unbound() -> None:
    """The program needs more memory than those that parse: as much as was set aside for it."""
    _, largest = resource.getrlimit(resource.RLIMIT_AS)
    resource.setrlimit(resource.RLIMIT_AS, (largest, largest))


def _lines(table: str) -> Iterator[list[_Word]]:
    """The words of each line, of the table that the program writes: level, page, block, paragraph, line, word, place."""
    line: list[_Word] = []
    last: list[str] = []
    for row in table.split("\n"):
        cells = row.rstrip("\r").split("\t")
        if len(cells) != 12 or cells[0] != "5" or not cells[11].strip():
            continue
        if cells[1:5] != last and line:
            yield from filter(None, [_without_borders(line)])
            line = []
        last = cells[1:5]
        line.append(_Word(cells[11].strip(), *(int(cell) for cell in cells[6:10])))
    yield from filter(None, [_without_borders(line)])


def _without_borders(line: Sequence[_Word]) -> list[_Word]:
    """Without what it makes of the borders of cells; of strokes before 级 it makes bars, which are numerals."""
    made = []
    for number, word in enumerate(line):
        level = line[number + 1].text[:1] == "级" if number + 1 < len(line) else False
        if level and word.text in _NUMERALS:
            made.append(_Word(_NUMERALS[word.text], word.left, word.top, word.width, word.height))
        elif not _BORDER.fullmatch(word.text):
            made.append(word)
    return made


def _printed(line: Sequence[_Word], height: float, point: float) -> list[Glyph]:
    """The characters of a line in points; a word's box is shared out among its characters, blanks beside Chinese are none."""
    size = _lower([word.height for word in line]) * point
    base = height - _lower([word.top + word.height for word in line]) * point
    made: list[Glyph] = []
    for word in line:
        left, each = word.left * point, word.width * point / len(word.text)
        if made:
            char = "" if wide(made[-1].char) or wide(word.text[0]) else " "
            made.append(Glyph(char, made[-1].right, base, made[-1].right, base + size, base))
        for number, sign in enumerate(word.text):
            made.append(Glyph(sign, left + number * each, base, left + (number + 1) * each, base + size, base))
    return made


def _lower(values: Sequence[int]) -> int:
    """The lower quartile: many boxes are as high as the whole row of a table, few are lower than their characters."""
    return sorted(values)[len(values) // 4]
