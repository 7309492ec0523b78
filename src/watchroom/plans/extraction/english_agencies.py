"""The agencies that a function or an annex of an English plan lists: `Lead Agency: Road Department`, `Support Agencies:` over
a list."""

import re

from watchroom.plans.extraction.english_actors import Actors

HEAD = re.compile(
    r"(?:esf )?(?:primary|lead|support|supporting|coordinating|co-ordinating|cooperating|partner|participating|assisting)(?: and support(?:ing)?)? (?:agenc(?:y|ies)|departments?|organi[sz]ations?)(?:\(s\))?",
    re.IGNORECASE,
)
_FIELD = re.compile(rf"(?P<label>{HEAD.pattern}) ?: ?(?P<names>\S.{{1,400}})", re.IGNORECASE)
_NOBODY = re.compile(r"(?:none|n/?a|all|any|tbd|to be determined|see|as|various|other|others)\b", re.IGNORECASE)
MOST_NAME = 7  # words


def agencies(plain: str, actors: Actors) -> list[str] | None:
    """Those whom a line lists behind such a label; None where it has none."""
    found = _FIELD.fullmatch(plain.strip())
    if found is None:
        return None
    listed = re.split(r"; ", found["names"].rstrip(" ."))
    return [name for one in listed for piece in actors.pieces(one) if (name := named(piece))]


def named(text: str) -> str:
    """A name in a list of agencies, empty where it is none."""
    name = re.sub(r"^(?:and )?(?:[Tt]he )?", "", text.strip(" .;,"))
    name = re.sub(r" \([A-Z]{2,8}\)$", "", name)
    fits = name[:1].isupper() and len(name.split()) <= MOST_NAME and ":" not in name and not _NOBODY.match(name)
    return name if fits else ""
