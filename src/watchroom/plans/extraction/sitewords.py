"""The words of a site, within the reading: headings and bodies that it knows, and words that it reads otherwise. Pure.

A heading says what its chapter is about; a body is known wherever it is named, whatever its ending; of other fields the
words found are exchanged for those of the site.
"""

import json
from collections.abc import Mapping
from hashlib import sha256
from typing import Any

from watchroom.plans.extraction.found import (
    Action,
    Condition,
    Element,
    Found,
    Level,
    Metadata,
    Note,
    Report,
    Unit,
)
from watchroom.plans.extraction.vocabulary import Entry, Vocabulary

type Words = Mapping[tuple[str, str], str]
"""Of a kind of field and the words in it: what is read instead; of a `chapter` its role, of a `unit.kind` the kind of the body."""

BODY, KIND, CHAPTER = "body", "unit.kind", "chapter"
# What a chapter may be about: roles of the table `chapters`.
ROLES = (
    "organisation", "conditions", "procedure", "response", "warning", "reporting", "termination", "recovery", "safeguards",
    "preparation", "management", "general", "annex",
)  # fmt: skip
# Fields whose words are learned: names of bodies wherever they stand are of one kind.
FIELDS: dict[type[Element], dict[str, str]] = {
    Metadata: {"issuer": BODY, "interpreter": BODY, "drafted_by": BODY},
    Level: {"name": "level"},
    Condition: {},
    Unit: {"name": BODY, "abbr": BODY, "lead": BODY, "members": BODY},
    Action: {"units": BODY, "supports": BODY, "group": BODY},
    Report: {"sender": BODY, "to": BODY, "channel": "report.channel"},
    Note: {},
}


def learned(vocabulary: Vocabulary, words: Words) -> Vocabulary:
    """The vocabulary with the headings and bodies of the site, which come before its own; its version says so."""
    if not words:
        return vocabulary
    chapters: list[Entry] = [
        {"role": role, "whole": ["".join(title.split())]} for (field, title), role in words.items() if field == CHAPTER
    ]
    kinds = {name: kind for (field, name), kind in words.items() if field == KIND}
    names = dict.fromkeys([*kinds, *(after for (field, _), after in words.items() if field == BODY)])
    digest = sha256(json.dumps(sorted([*key, word] for key, word in words.items())).encode()).hexdigest()
    return Vocabulary(
        f"{vocabulary.version}+{digest[:8]}",
        {
            **vocabulary.tables, "chapters": (*chapters, *vocabulary["chapters"]),
            "site": tuple({"name": name, "kind": kinds.get(name)} for name in names),
        },
    )  # fmt: skip


def read_as(found: Found, words: Words) -> Found:
    """What was found, in the words of the site. What was changed says so in its rule."""
    if not words:
        return found
    made: dict[str, Any] = {"metadata": _read(found.metadata, words)}
    for name in ("levels", "units", "actions", "reports", "notes"):
        made[name] = [_read(one, words) for one in getattr(found, name)]
    return found.model_copy(update=made)


def _read[E: Element](element: E, words: Words) -> E:
    fields: dict[str, Any] = {}
    for name, sort in FIELDS[type(element)].items():
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
