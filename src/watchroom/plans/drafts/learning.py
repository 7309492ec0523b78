"""What people corrected, learned: words that a site reads otherwise than the rules do. Pure.

A correction of a short text gives a pair of words; a pair that somebody accepted acts within the reading of the next
document (`extraction.sitewords`).
"""

from collections.abc import Iterator, Mapping
from typing import Any

from watchroom.plans.drafts.elements import KINDS
from watchroom.plans.extraction.sitewords import FIELDS, KIND

MOST_WORD = 60
_FIELDS: dict[str, dict[str, str]] = {KINDS[sort]: fields for sort, fields in FIELDS.items()}


def pairs(kind: str, before: Mapping[str, Any], after: Mapping[str, Any]) -> Iterator[tuple[str, str, str]]:
    """The kind of field, the words before and after, of every short text that was corrected.

    Of a list only one that was exchanged for another is a correction; what was added or left out is none. The kind of a
    body is learned with its name.
    """
    if kind == "unit" and after.get("kind", before.get("kind")) != before.get("kind"):
        name = str(after.get("name") or before["name"])
        if _short(name):
            yield KIND, name, str(after["kind"])
    for name, sort in _FIELDS.get(kind, {}).items():
        if name not in after or after[name] == before.get(name):
            continue
        old, new = _listed(before.get(name)), _listed(after[name])
        gone, come = [one for one in old if one not in new], [one for one in new if one not in old]
        if len(gone) == len(come) == 1 and _short(gone[0]) and _short(come[0]):
            yield sort, gone[0], come[0]


def _listed(value: Any) -> list[str]:
    return [str(one) for one in value] if isinstance(value, list) else [str(value)] if value else []


def _short(word: str) -> bool:
    return 0 < len(word.strip()) <= MOST_WORD
