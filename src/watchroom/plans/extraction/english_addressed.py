"""Whom the label over a list of orders, or its heading, addresses: `Students Will:`, `What Parents Should Do`, `Guards:`."""

import re
from collections.abc import Sequence

from watchroom.plans.extraction.english_actors import Actors
from watchroom.plans.extraction.spans import Span

# What stands around a name where a heading says who is told what to do.
_ADDRESSED = re.compile(
    r"(?:What|How) (?:(?:[Tt]he|[Aa]ll|[Ee]ach) )?(?P<asked>[A-Za-z][\w’'/ -]{2,50}?) (?:[Ss]hould|[Mm]ust|[Ww]ill|[Ss]hall|[Nn]eed to|[Cc]an)(?: (?:[Dd]o|[Rr]espond|[Aa]ct|[Rr]eact)\b.{0,40})?"
    r"|(?:The |All |Each )?(?P<has_to>[A-Z][\w’'/-]*(?: [\w’'/-]+){0,5}?),? (?:[Ww]ill|[Ss]hall|[Mm]ust|[Ss]hould|WILL|SHALL|MUST|SHOULD|(?:[Aa]re|[Ii]s) (?:asked|told|expected|required|instructed) to)"
    r"|(?:Instructions|Guidance|Actions|Steps|Procedures?|Directions|Orders) (?:[Ff]or|[Tt]o) (?:the |all )?(?P<told>[A-Za-z][\w’'/ -]{2,50})"
)
MOST_WORDS = 4  # of a label that is nothing but names


def addressed(label: str, actors: Actors) -> list[str]:
    """Who is to do what stands below a label, which names somebody who surely acts: none for `During Shaking:`, `All Clear:`."""
    label = label.strip(" :")
    said = _ADDRESSED.fullmatch(label)
    whom = (said["asked"] or said["has_to"] or said["told"]) if said else label
    if said is None and len(label.split()) > MOST_WORDS:
        return []
    names = actors.names(whom)
    return names if all(map(actors.acts, names)) else []


def addressed_in(title: str, actors: Actors) -> list[str]:
    """The same of a heading, which has to say that they are told to do something."""
    return addressed(title, actors) if _ADDRESSED.fullmatch(title.strip(" :")) else []


type Run = tuple[int, int, tuple[str, ...]]  # where the sentences of one order stand, and who carries it out


def one_order(span: Span, runs: Sequence[Run]) -> Sequence[Run]:
    """The orders of a numbered paragraph: one, with all that is said behind it, where no other is told to do more there."""
    if not runs or {names for *_, names in runs if names} - {runs[0][2]}:
        return runs
    return [(runs[0][0], len(span), runs[0][2])]
