"""What people corrected, learned: words that a site reads otherwise than the rules do. Pure.

A correction of a short text gives a pair of words; a pair that somebody accepted is put in at once when the next
document is read, wherever a field of that kind holds exactly these words.
"""

from collections.abc import Iterator, Mapping
from typing import Any

from watchroom.plans.drafts.elements import KINDS
from watchroom.plans.extraction.found import Element, Found

MOST_WORD = 60
# Fields whose words are learned: names of bodies wherever they stand are of one kind.
_FIELDS = {
    "metadata": {"issuer": "body", "interpreter": "body", "drafted_by": "body"},
    "level": {"name": "level"},
    "condition": {},
    "unit": {"name": "body", "abbr": "body", "lead": "body", "members": "body", "kind": "unit.kind"},
    "action": {"units": "body", "supports": "body", "group": "body"},
    "report": {"sender": "body", "to": "body", "channel": "report.channel"},
    "note": {"kind": "note.kind"},
}  # fmt: skip

type Words = Mapping[tuple[str, str], str]
"""Of a kind of field and the words in it: what is read instead."""


def pairs(kind: str, before: Mapping[str, Any], after: Mapping[str, Any]) -> Iterator[tuple[str, str, str]]:
    """The kind of field, the words before and after, of every short text that was corrected.

    Of a list only one that was exchanged for another is a correction; what was added or left out is none.
    """
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


def read_as(found: Found, words: Words) -> Found:
    """What was found, in the words of the site. What was changed says so in its rule."""
    if not words:
        return found
    levels = [_read(level, words) for level in found.levels]
    return found.model_copy(
        update={
            "metadata": _read(found.metadata, words), "levels": levels, "units": [_read(one, words) for one in found.units],
            "actions": [_read(one, words) for one in found.actions], "reports": [_read(one, words) for one in found.reports],
            "notes": [_read(one, words) for one in found.notes],
        }
    )  # fmt: skip


def _read[E: Element](element: E, words: Words) -> E:
    fields: dict[str, Any] = {}
    for name, sort in _FIELDS[KINDS[type(element)]].items():
        value = getattr(element, name)
        new: Any = (
            [words.get((sort, one), one) for one in value]
            if isinstance(value, list)
            else words.get((sort, value), value)
        )
        if new != value:
            fields[name] = new
    if not fields:
        return element
    return type(element).model_validate({**element.model_dump(mode="json"), **fields, "rule": f"{element.rule}+site"})
