"""What recognition makes of the numerals and marks of a Chinese plan, put right where their order says what was printed.

A stroke lost or won turns Ⅱ into Ⅰ or 川: the headings of one chapter, which count from the first level to the last, tell it.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from itertools import groupby

from watchroom.plans.documents.pieces import Piece

_NUMERALS = "ⅠⅡⅢⅣ"
_STROKES = {"1": 1, "11": 2, "111": 3, "1V": 4, "川": 3, "册": 3, "皿": 3, "Ⅰ": 1, "Ⅱ": 2, "Ⅲ": 3, "Ⅳ": 4}
_ONE_STROKE = str.maketrans("Il|!丨", "11111")
_GRAVEST_V = re.compile(r"[1Il|!丨]V(?=级)")
_THREE = re.compile(r"[川册皿](?=级(?:应急)?(?:响应|预警|事件))")
# `5.21级响应` is chapter 5.2 and a numeral.
_LEVEL = re.compile(r"((?:\d\.)+)(\d)[.\s]?\s*([1Il|!丨ⅠⅡⅢⅣ]{1,3}V?|[川册皿])(级[^。；;]{0,12})")
# The signs of a mark that are most often lost: `(` of `(4)`, the foot of `7.`.
_OPEN = re.compile(r"(?:^|(?<=[。；;]))(\d{1,2}) ?[)）](?=[\u4e00-\u9fff])")
_DOT = re.compile(r"(?:^|(?<=[。；;]))(\d{1,2}) ?[,，] ?(?=[\u4e00-\u9fff])")
_LEAST = 3  # levels of a chapter


def mended(pieces: Iterable[Piece], recognised: Sequence[int]) -> Iterator[Piece]:
    """The pieces of a document; of the pages read from pictures with the marks and numerals that were printed there."""
    made = [replace(one, text=_marks(one.text)) if one.page in recognised else one for one in pieces]
    heads = [at for at, one in enumerate(made) if one.page in recognised and _LEVEL.fullmatch(one.text.strip())]
    for run in _runs(made, heads):
        for at, numeral in zip(run, _printed([_read(made[at]) for at in run]), strict=True):
            made[at] = replace(
                made[at], text=_LEVEL.sub(rf"\1\2 {numeral}\4", made[at].text.strip()) if numeral else made[at].text
            )
    yield from made


def _marks(text: str) -> str:
    text = _THREE.sub("Ⅲ", _GRAVEST_V.sub("Ⅳ", text))
    return _DOT.sub(r"\1.", _OPEN.sub(r"(\1)", text))


def _runs(pieces: Sequence[Piece], heads: Sequence[int]) -> Iterator[list[int]]:
    """The headings of levels that count on under one chapter: `5.1`, `5.2`, `5.3`; once in the contents, once in the text."""
    told = [(at, found[1], int(found[2])) for at in heads if (found := _LEVEL.fullmatch(pieces[at].text.strip()))]
    started = -1
    key: list[int] = []
    for number, (_, chapter, value) in enumerate(told):
        goes_on = number > 0 and told[number - 1][1:] == (chapter, value - 1)
        started = started if goes_on else number
        key.append(started)
    for _, group in groupby(range(len(told)), key=key.__getitem__):
        run = [told[number][0] for number in group]
        if len(run) >= _LEAST:
            yield run


def _read(piece: Piece) -> int:
    found = _LEVEL.fullmatch(piece.text.strip())
    return _STROKES.get(found[3].translate(_ONE_STROKE), 0) if found else 0


def _printed(read: Sequence[int]) -> list[str]:
    """The numerals in the order that at least half of them keep, and the last one; as they were read where none does."""
    count = len(read)
    for order in (range(1, count + 1), range(count, 0, -1)):
        right = sum(one == value for one, value in zip(read, order, strict=True))
        if (
            count <= len(_NUMERALS)
            and right * 2 >= count
            and all(0 < one <= value or one == value for one, value in zip(read, order, strict=True))
        ):
            return [_NUMERALS[value - 1] for value in order]
    return [""] * count
