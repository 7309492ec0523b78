"""What the rules find in a document, with their patterns run in a process of its own: no text can hold up the one that asks."""

import dataclasses
import json

from watchroom.kernel.apart import Failed, Overrun, apart
from watchroom.plans.documents import faults
from watchroom.plans.documents.text import Document
from watchroom.plans.extraction.found import Found
from watchroom.plans.extraction.sitewords import Words

CHILD = "watchroom.plans.extraction.child"
PROCESSOR_S = 4  # of processor time once the rules are loaded; a plan of 50,000 characters takes a second and a half
LIMIT_S = 60  # of a clock, on a machine that is busy


def found_in(document: Document, words: Words | None = None) -> Found:
    """As `extract` finds it, with the words of the site. Raises RulesSlow, RulesFailed."""
    fields = ("text", "name", "media", "digest", "pages", "pictures", "recognised")
    said = {
        "document": {name: getattr(document, name) for name in fields},
        "words": [[*key, word] for key, word in (words or {}).items()],
        "blocks": [dataclasses.astuple(block) for block in document.blocks],
    }
    try:
        told = apart(CHILD, str(PROCESSOR_S), data=json.dumps(said).encode(), seconds=LIMIT_S)
    except Overrun as error:
        raise faults.RulesSlow(name=document.name, seconds=PROCESSOR_S) from error
    except Failed as error:
        raise faults.RulesFailed(name=document.name, why=str(error)[:120]) from error
    return Found.model_validate(told)
