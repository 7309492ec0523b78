"""What the duties of a body or post say is done at a level only: `When a Level 2 situation occurs:` over a list of its own."""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from watchroom.plans.extraction.found import LevelCode
from watchroom.plans.extraction.parts import Part
from watchroom.plans.extraction.reading import Reading

_AT = re.compile(r"(?:When|If|At|During|In|On|Upon|For|Under)\b[^.;:]{3,80}:$")
_SIGN = re.compile(r"[^\s\w]{1,2}(?=\s{0,4}$)")


@dataclass(frozen=True, slots=True)
class AtLevel:
    """One of the list: what is done, at which levels, and the chapter of the one who does it."""

    part: Part
    codes: tuple[LevelCode, ...]
    chapter: Part


def at_levels(reading: Reading, codes_of: Callable[[str], Sequence[LevelCode]]) -> Iterator[AtLevel]:
    """The items of the chapters on the organisation that stand below a line which names a level; of a flat list, those
    with another sign than that line has."""
    for part in reading.body:
        text = part.span.plain.strip()
        if part.role != "organisation" or part.kind != "item" or not _AT.fullmatch(text):
            continue
        codes, chapter = tuple(codes_of(text)), reading.outline.section(part)
        if codes and chapter is not None:
            yield from (AtLevel(one, codes, chapter) for one in _list(reading, part))


def _list(reading: Reading, part: Part) -> list[Part]:
    if below := reading.outline.children(part):
        return [one for one in below if one.kind == "item"]
    own = _sign(reading, part)
    made: list[Part] = []
    for one in reading.outline.parts[part.index + 1 :]:
        sign = _sign(reading, one)
        if one.kind != "item" or one.parent != part.parent or sign == own or (made and sign != _sign(reading, made[0])):
            break
        made.append(one)
    return made


def _sign(reading: Reading, part: Part) -> str:
    """The sign of a list before an item, as it stands in the text; its number says nothing."""
    at = part.span.place().start
    found = _SIGN.search(reading.document.text[max(0, at - 6) : at])
    return found[0] if found else part.number
