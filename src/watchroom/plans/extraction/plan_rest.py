"""What notes of the document become: contradictions, links, forms, resources, the end of the response."""

from typing import Any

from watchroom.plans.extraction.codes import Codes
from watchroom.plans.extraction.found import Found, Note
from watchroom.plans.extraction.plan_bodies import Bodies
from watchroom.plans.extraction.plan_text import Clauses

_LINKS = ("upper", "lower", "beside")


def _notes(found: Found, kind: str, most: int) -> list[Note]:
    return [note for note in found.notes if note.kind == kind and note.text.strip()][:most]


def conflicts(found: Found, clauses: Clauses) -> list[dict[str, Any]]:
    """Both places of every contradiction; a person decides."""
    return [
        {
            "code": f"conflict-{at}", "text": clauses.text(note.text), "places": [clauses.cut(one) for one in note.places[:16]],
            "clauses": list(dict.fromkeys(clauses.at([one]) for one in note.places))[:16], **clauses.part(note),
        }
        for at, note in enumerate(_notes(found, "conflict", 500), 1)
    ]  # fmt: skip


def links(found: Found, clauses: Clauses) -> list[dict[str, Any]]:
    return [
        {
            "kind": note.value if note.value in _LINKS else "beside",
            "title": clauses.text(note.text),
            **clauses.part(note),
        }
        for note in _notes(found, "link", 64)
    ]


def forms(found: Found, clauses: Clauses) -> list[dict[str, Any]]:
    codes = Codes()
    return [
        {"code": codes.new(note.text), "title": clauses.text(note.text), **clauses.part(note)}
        for note in _notes(found, "form", 200)
    ]


def resources(found: Found, clauses: Clauses) -> list[dict[str, Any]]:
    codes = Codes()
    return [
        {"code": codes.new(note.text), "title": clauses.text(note.text), "kind": "other", **clauses.part(note)}
        for note in _notes(found, "resource", 1000)
    ]


def ending(found: Found, clauses: Clauses, bodies: Bodies) -> dict[str, Any] | None:
    """When the response ends, and who ends it: the decider whom the gravest level names."""
    notes = _notes(found, "termination", 20)
    if not notes:
        return None
    text = clauses.text("；".join(note.text for note in notes))
    made = {"text": text, "clause": clauses.at(notes[0].places), **clauses.part(notes[0])}
    decider = next((level.ends.decided_by for level in found.levels if level.ends.decided_by), None)
    return made | ({"decides": bodies.responsible(decider, notes[0])} if decider else {})
