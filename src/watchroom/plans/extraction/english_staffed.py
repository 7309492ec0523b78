"""Whom a text without a verb puts on duty: `Duty officer + on-call Section Chiefs (virtual); Logistics on standby`."""

import re

from watchroom.plans.extraction.english_actors import Actors

_STATE = re.compile(
    r"\b(?:physically |fully |partially |remotely )?(?:staffed|seated|on[- ]call|virtual(?:ly)?|activated|present|on[- ]site|on standby|standing by|assembled|as needed|if needed|only)\b",
    re.IGNORECASE,
)
_BRACKET = re.compile(r"\(([^()]{3,120})\)")
_PARTS = re.compile(r" ?(?:;|\+| plus |, and | and )\s?")
_EVERYBODY = re.compile(
    r"(?:all|full|core|minimum|normal|regular) .*\b(?:positions?|staff(?:ing)?|sections?|roles?)$", re.IGNORECASE
)
_SHARED = re.compile(
    r"(?P<tail>(?:Section|Branch|Unit|Team|Division|Group) (?:Chief|Leader|Lead|Director|Supervisor|Coordinator))s$"
)
MOST = 5  # words of a name


def staffed(text: str, actors: Actors) -> list[str]:
    """The posts and bodies of such a text; none where no word says
    that they are on duty, or one is something else than a name."""
    found: list[str] = []
    if not _STATE.search(text):
        return []
    lists = [inside for inside in _BRACKET.findall(text) if "," in inside]
    for piece in _PARTS.split(_BRACKET.sub("", text)):
        named = _named(_STATE.sub("", piece).strip(" ,.–-"), actors)
        if named is None:
            return []
        found += named
    for inside in lists:
        found += [one.strip() for one in inside.split(",") if 0 < len(one.split()) <= MOST]
    return list(dict.fromkeys(found))


def _named(text: str, actors: Actors) -> list[str] | None:
    """The names of one part, each with the tail that they share; None where it is no name."""
    names: list[str] = []
    pieces = [one.strip() for one in text.split(",") if one.strip()]
    shared = _SHARED.search(pieces[-1]) if len(pieces) > 1 else None
    for at, piece in enumerate(pieces):
        if _EVERYBODY.fullmatch(piece):
            continue
        if shared and at == len(pieces) - 1:
            piece = piece[:-1]
        name = actors.names(f"{piece} {shared['tail']}" if shared and at < len(pieces) - 1 else piece)
        if not name or len(name[0].split()) > MOST:
            return None
        names += name
    return names
