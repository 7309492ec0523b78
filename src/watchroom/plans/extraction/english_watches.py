"""Levels that are called after the weather service's own words: `If a tornado watch is issued:` over what is done then."""

import re
from collections.abc import Sequence

from watchroom.plans.extraction.english_told import Told, mode_of
from watchroom.plans.extraction.parts import Part
from watchroom.plans.extraction.spans import Span

# From the gravest to the least: what may come is less than what is there.
_WORDS = ("warning", "watch", "advisory")
_LEAD = re.compile(
    r"(?:If|When|Whenever|Once|Upon|In case|In the event(?: that)?)\b (?P<when>[^.;:]{0,120}?\b(?P<word>watch|warning|advisory)\b[^.;:]{0,140}):$",
    re.IGNORECASE,
)
MOST_HEADING = 5  # words of a heading that names who acts


def watches(body: Sequence[Part]) -> tuple[list[Told], set[int]]:
    """The levels from the gravest, and the indices of the parts that tell them; none where there are not two."""
    made: dict[str, Told] = {}
    used: set[int] = set()
    one: Told | None = None
    who: Span | None = None
    for part in body:
        lead = _LEAD.fullmatch(part.span.plain.strip()) if part.kind in ("text", "item", "chapter") else None
        if lead:
            word = lead["word"].lower()
            one = made.setdefault(word, Told(_WORDS.index(word) + 1))
            one.call(word.capitalize(), part.span.place(), defined=True)
            one.conditions.append(part.span.cut(lead.start("when"), lead.end("when")))
            who = None
        elif one is None:
            continue
        elif part.bare and part.kind == "chapter":
            if len(part.title.split()) > MOST_HEADING:
                one = None
                continue
            who = None if mode_of(part.title) else part.span
        elif part.kind == "item":
            one.add(part.span, "action", who)
        else:
            one = None
            continue
        used.add(part.index)
    if len(made) < 2:
        return [], set()
    return sorted(made.values(), key=lambda told: told.number), used
