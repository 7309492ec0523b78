"""What recognition makes of the numerals and marks of a Chinese plan, put right where their order says what was printed.

A stroke lost or won turns Ⅱ into Ⅰ or 川: the headings of one chapter, which count from the first level to the last, tell it.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from watchroom.plans.documents.pieces import Piece

_NUMERALS = "ⅠⅡⅢⅣ"
_STROKES = {"1": 1, "11": 2, "111": 3, "1V": 4, "Ⅰ": 1, "Ⅱ": 2, "Ⅲ": 3, "Ⅳ": 4} | dict.fromkeys("川册皿山", 3)
_ONE_STROKE = str.maketrans("Il|!丨", "11111")
_GRAVEST_V = re.compile(r"[1Il|!丨]V(?=级)")
_THREE = re.compile(r"[川册皿](?=级(?:应急)?(?:响应|预警|事件))")
_NUMERAL = r"(?P<numeral>[1Il|!丨ⅠⅡⅢⅣ]{1,3}V?|[川册皿山])"
# `5.21级响应` is chapter 5.2 and a numeral.
_NUMBERED = re.compile(rf"(?P<chapter>(?:\d\.)+)(?P<number>\d)[.\s]?\s*{_NUMERAL}(?P<rest>级[^。；;]{{0,12}})$")
_LABEL = re.compile(
    rf"{_NUMERAL}(?P<rest>级(?:应急)?(?:响应|预警|事件)(?:[(（〈][^)）〉]{{1,6}}[)）〉])?\s?(?:[:：]|$))"
)
# The signs of a mark that are most often lost: `(` of `(4)`, the foot of `7.`.
_OPEN = re.compile(r"(?:^|(?<=[。；;]))(\d{1,2}) ?[)）](?=[\u4e00-\u9fff])")
_DOT = re.compile(r"(?:^|(?<=[。；;]))(\d{1,2}) ?[,，] ?(?=[\u4e00-\u9fff])")
_LEAST = 3  # levels of a scale
_NEAR = 60  # paragraphs among which a scale without numbers stands
type Head = tuple[int, re.Match[str]]  # number of the piece, and what was found at its start


def mended(pieces: Iterable[Piece], recognised: Sequence[int]) -> Iterator[Piece]:
    """The pieces of a document; of the pages read from pictures with the marks and numerals that were printed there."""
    made = [replace(one, text=_marks(one.text)) if one.page in recognised else one for one in pieces]
    here = [at for at, one in enumerate(made) if one.page in recognised]
    numbered = [(at, found) for at in here if (found := _NUMBERED.match(made[at].text))]
    labels = [(at, found) for at in here if (found := _LABEL.match(made[at].text))]
    for run in [*_chapters(numbered), *_scales(labels)]:
        for (at, found), numeral in zip(run, _printed([found for _, found in run]), strict=True):
            if numeral:
                start = found.start("numeral")
                before = f"{found['chapter']}{found['number']} " if start else ""
                made[at] = replace(made[at], text=before + numeral + made[at].text[found.start("rest") :])
    yield from made


def _marks(text: str) -> str:
    text = _THREE.sub("Ⅲ", _GRAVEST_V.sub("Ⅳ", text))
    return _DOT.sub(r"\1.", _OPEN.sub(r"(\1)", text))


def _chapters(heads: Sequence[Head]) -> Iterator[list[Head]]:
    """The headings of levels that count on under one chapter: `5.1`, `5.2`, `5.3`; once in the contents, once in the text."""
    run: list[Head] = []
    for head in heads:
        found, last = head[1], run[-1][1] if run else None
        if last and (last["chapter"], int(last["number"]) + 1) != (found["chapter"], int(found["number"])):
            yield run
            run = []
        run.append(head)
    yield run


def _scales(labels: Sequence[Head]) -> Iterator[list[Head]]:
    """Labels without a number that follow one another; the longest scale that they can be, one of whose ends was read."""
    at = 0
    while at < len(labels):
        runs = [list(labels[at : at + count]) for count in (4, 3) if at + count <= len(labels)]
        told = [run for run in runs if run[-1][0] - run[0][0] <= _NEAR and any(_printed([one for _, one in run]))]
        told = [run for run in told if len(run) in (_read(run[0][1]), _read(run[-1][1]))]
        if told:
            yield told[0]
        at += len(told[0]) if told else 1


def _read(found: re.Match[str]) -> int:
    return _STROKES.get(found["numeral"].translate(_ONE_STROKE), 0)


def _printed(run: Sequence[re.Match[str]]) -> list[str]:
    """The numerals in the order that at least half of them keep, the others short of strokes; none where no order tells."""
    count, read = len(run), [_read(found) for found in run]
    for order in (range(1, count + 1), range(count, 0, -1)):
        pairs = list(zip(read, order, strict=True))
        right = sum(one == value for one, value in pairs)
        if _LEAST <= count <= len(_NUMERALS) and right * 2 >= count and all(0 < one <= value for one, value in pairs):
            return [_NUMERALS[value - 1] for value in order]
    return [""] * count
