"""Lists of groups that a chapter on the response sets up, each with who leads it: they are organisation, and no measures."""

import re
from dataclasses import replace

from watchroom.plans.extraction.parts import Outline, Part

LEAST = 3  # groups side by side that make a list
# `医疗救治组：由县卫健局牵头，负责…`
_GROUP = re.compile(
    r"[^,;。:()]{2,12}?(?:组|专班)(?:\([^()]{1,20}\))?[:。]?(?:由[^,;。]{2,60}?(?:牵头|负责|组成|担任)|[^,;。]{2,16}牵头[,。])"
)


def group_lists(made: Outline) -> None:
    """Gives the items of such lists the role of the organisation."""
    beside: dict[int | None, list[Part]] = {}
    for part in made.parts:
        if part.kind == "item" and part.role == "response" and part.region == "body" and _GROUP.match(part.span.plain):
            beside.setdefault(part.parent, []).append(part)
    for parts in beside.values():
        for part in parts if len(parts) >= LEAST else ():
            made.parts[part.index] = replace(part, role="organisation")
