"""Levels of English plans that are called by colours: titles, paragraphs and rows of tables."""

import re
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace

from watchroom.plans.extraction.english_cells import cells as cells_of
from watchroom.plans.extraction.english_scale import COLOUR, COLOURS
from watchroom.plans.extraction.english_told import Told, collect
from watchroom.plans.extraction.parts import Part
from watchroom.plans.extraction.spans import Span
from watchroom.plans.extraction.tables import split_row

_ORDER = {"black": 0, "purple": 0, "red": 1, "orange": 2, "amber": 2, "yellow": 3, "blue": 4, "green": 5, "white": 6}
TITLE = re.compile(
    rf"(?:(?:examples?|criteria|definition|triggers?|conditions?) (?:of|for) (?:an? |the )?|(?:alert )?(?:level|status|alert|condition|stage)[: –-]{{1,3}})?(?P<name>(?P<colour>{'|'.join(COLOURS)}))"
    r"(?: \([^()]{1,24}\))?(?: (?:alert|level|status|incidents?|warning|response|activation|phase|emergency|code)){0,2}(?: (?:include|includes|are|is|means|criteria))?(?: [—–-] [\w &]{2,40})?:?",
    re.IGNORECASE,
)
FOR = re.compile(
    rf"\b(?-i:[Aa]t|[Uu]nder|[Dd]uring) (?-i:{'|'.join(word.capitalize() for word in COLOURS)}|{'|'.join(map(str.upper, COLOURS))})\b|\b(?:{'|'.join(COLOURS)})(?:(?:, | or | and |/)(?:{'|'.join(COLOURS)}))* (?:[\w-]+ )?(?:incident|alert|level|status|warning|response|emergency|phase)",
    re.IGNORECASE,
)


def coloured(
    body: Sequence[Part], below: Callable[[Part, Sequence[Part], int], list[Part]], across: Mapping[str, Told]
) -> tuple[list[Told], set[int]]:
    """The levels from the gravest, and the indices of the parts that tell them; below: what belongs to a part; across: those
    that have a column of a table each."""
    made = {word: replace(one, number=_ORDER[word]) for word, one in across.items()}
    used: set[int] = set()
    header: list[Span] = []
    for at, part in enumerate(body):
        if part.kind == "row":
            cells = split_row(part.span)
            first = cells[0].text.strip()
            named = COLOUR.fullmatch(first) or TITLE.fullmatch(first)
            if named is None:
                header = cells
                continue
            cells_of(_hued(made, first, part), header, cells)
            used.add(part.index)
        elif part.kind in ("chapter", "text") and (title := TITLE.fullmatch(part.span.text[:90])):
            used |= {part.index} | collect(_hued(made, title["name"], part), below(part, body, at))
    return sorted(made.values(), key=lambda one: one.number), used


def only(told: Mapping[int, Told]) -> dict[str, int]:
    """The colours that the names of one level alone have, with its number."""
    found = [(word.lower(), n) for n, one in told.items() for word in dict.fromkeys(COLOUR.findall(one.name))]
    many = Counter(word for word, _ in found)
    return {word: n for word, n in found if many[word] == 1}


def _hued(made: dict[str, Told], text: str, part: Part) -> Told:
    found = COLOUR.search(text)
    word = found[0].lower() if found else ""
    one = made.setdefault(word, Told(_ORDER[word], [word.capitalize()]))
    one.places.append(part.span.place())
    return one
