"""Levels that stand side by side and are called by words alone: `a. Partial activation. …`, `(B) Hurricane watch (48 hours
before landfall):`; whoever reads them asks whether the weight of their words only rises or falls."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from watchroom.plans.extraction.english_scale import LEVELS, weight
from watchroom.plans.extraction.parts import Outline, Part
from watchroom.plans.extraction.spans import Span

_NAME = re.compile(
    r"(?P<name>[A-Z][\w/&'’-]*(?: [\w/&'’-]+){0,4}?)(?: ?\((?P<inside>[^()]{2,60})\))?(?P<stop>:|\.| [–—-]|$)(?= |$)"
)
# What a bracket says of when a level is reached: `(48 hours before landfall)`.
_WHEN = re.compile(
    r"\d{1,3} ?(?:hours?|hrs?|h|days?|minutes?)\b|\b(?:before|prior|issued|forecast|imminent)\b", re.IGNORECASE
)
# Words that name states of warning or readiness, and little else.
_STATES = re.compile(
    r"\b(?:alert|watch|warning|advisory|activation|activated|stand-?by|monitoring|readiness|imminent|expected|level|phase|stage|status|condition|operations|emergency)\b",
    re.IGNORECASE,
)
FEW, ENOUGH = 2, 3  # levels that a sentence announces; that need none


@dataclass(frozen=True, slots=True)
class Run:
    """One level: its name, the part that begins with it, what stands below, the rest of the line, and when it is reached."""

    name: str
    part: Part
    below: list[Part]
    rest: Span | None
    when: Span | None


def runs(outline: Outline) -> Iterator[list[Run]]:
    """The rows of neighbours that may be levels."""
    before: Part | None = None
    for parent in [None, *outline.parts]:
        children = outline.children(parent)
        announced = parent is not None and LEVELS.search(parent.title or parent.span.text) is not None
        at = 0
        while at < len(children):
            made, end = _run(outline, children, at)
            before = children[at - 1] if at else None
            said = announced or (before is not None and LEVELS.search(before.span.text) is not None)
            if len(made) >= (FEW if said else ENOUGH) and (said or all(_STATES.search(one.name) for one in made)):
                yield made
            at = max(end, at + 1)


def _run(outline: Outline, children: Sequence[Part], at: int) -> tuple[list[Run], int]:
    """The levels from one child on, and where they end. A paragraph is one where its line is nothing but its name."""
    made: list[Run] = []
    first = children[at]
    while at < len(children):
        part = children[at]
        named = _NAME.match(part.span.text) if part.kind in ("item", "text", "chapter") else None
        alone = named is not None and (named["stop"] != "." or len(named["name"].split()) <= 4)
        if (
            named is None
            or not alone
            or weight(named["name"]) is None
            or (part.kind, part.style) != (first.kind, first.style)
        ):
            break
        if part.kind == "text" and named["stop"] not in (":", "") and not part.span.text[named.end() :].strip():
            break
        when = part.span.cut(*named.span("inside")) if named["inside"] and _WHEN.search(named["inside"]) else None
        below, at = outline.under(part), at + 1
        if part.kind == "text":
            while at < len(children) and children[at].kind == "item":
                below = [*below, children[at], *outline.under(children[at])]
                at += 1
        made.append(Run(named["name"], part, below, part.span.cut(named.end()) or None, when))
    return made, at
