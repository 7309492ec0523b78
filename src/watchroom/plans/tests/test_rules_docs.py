"""The format's page says what the code does: every key, every code, in both languages."""

import json
import re
from pathlib import Path
from typing import Any

import pytest

from watchroom.incidents.rules import KINDS, REPORTED_FACTS
from watchroom.kernel.units import QUANTITIES
from watchroom.kernel.words import LANGS, Lang
from watchroom.plans import schema
from watchroom.plans.events import EVENTS
from watchroom.plans.filling import ACTIVATION_FIELDS, INCIDENT_FIELDS
from watchroom.plans.findings import FINDINGS

DOCS = Path(schema.PUBLISHED).parent


def page(lang: Lang) -> str:
    return (DOCS / lang / "plan-format.md").read_text(encoding="utf-8")


def keys_and_choices() -> set[str]:
    """Every key of the file, and every value that a key is limited to, from the published schema."""
    made = json.loads(schema.text())
    parts: list[dict[str, Any]] = [made, *made["$defs"].values()]
    keys = {key for part in parts for key in part.get("properties", {})}
    choices = {
        str(choice)
        for part in parts
        for key, field in part.get("properties", {}).items()
        if key not in ("category", "response_type")  # CAP's own lists
        for choice in [*field.get("enum", []), *([field["const"]] if "const" in field else [])]
    }
    return (keys | choices) - {"zh", "en"}


@pytest.mark.parametrize("lang", LANGS)
def test_the_page_names_every_key_and_choice(lang: Lang) -> None:
    told = set(re.findall(r"`([^`\s]+)`", page(lang)))

    assert sorted(keys_and_choices() - told) == []


@pytest.mark.parametrize("lang", LANGS)
def test_the_page_lists_findings_kinds_quantities_events_and_variables_as_they_are(lang: Lang) -> None:
    text = page(lang)

    for code, kind in FINDINGS.items():
        assert f"| `{code}` | " in text
        assert kind.words.text(lang) in text
        assert kind.todo.text(lang) in text
    for code, incident in KINDS.items():
        assert f"| `{code}` | {incident.title.text(lang)} | {incident.class_words.text(lang)} |" in text
    for code, quantity in QUANTITIES.items():
        assert f"| `{code}` | {quantity.title.text(lang)} | `{quantity.unit}` |" in text
    for code, (words, known_by) in EVENTS.items():
        assert f"| `{code}` | {words.text(lang)} |" in text
        assert all(word in text for word in known_by)
    for name in INCIDENT_FIELDS | ACTIVATION_FIELDS | REPORTED_FACTS.keys():
        assert f"`{name}`" in text
