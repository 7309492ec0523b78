"""English protocols of schools and clinics: labels that say when, whom or with what, cases, orders under a heading."""

import pytest

from watchroom.plans.documents import read
from watchroom.plans.extraction.english_actors import Actors
from watchroom.plans.extraction.english_addressed import addressed, addressed_in
from watchroom.plans.extraction.extract import extract
from watchroom.plans.extraction.found import Found
from watchroom.plans.extraction.units import Names
from watchroom.plans.extraction.vocabulary import shipped

pytestmark = pytest.mark.pure

ACTORS = Actors(Names(shipped()).english)

PROTOCOLS = """# Harbour Lane Nursery Emergency Procedures

## Specific protocols

### Gas smell

**DURING THE ALARM:**
1. Open the windows
2. Leave the kitchen

**DO NOT:**
- Touch any switch
- Go back for coats

**If Children Cannot Return to the Nursery:**
1. Open the church hall
2. Call each family

### Evacuation process

**Cooks Will:**
- Shut the gas valve
- Close the hatch

**Nursery Will Use:**
- Text messages
- The notice board

### What Parents Should Do

**AT HOME:**
1. WAIT for a text message
2. BRING a photo card

## Statement of understanding

Harbour Lane Nursery commits to:
- Keep the doors clear
"""


def found(plain: str) -> Found:
    return extract(read(plain.encode(), "plan.md"))


def test_a_label_that_says_when_or_how_names_nobody() -> None:
    told = {action.text: action.units for action in found(PROTOCOLS).actions}
    assert told["Open the windows"] == told["Touch any switch"] == told["Open the church hall"] == []
    assert not {unit.name for unit in found(PROTOCOLS).units} & {"DO NOT", "DURING THE ALARM", "Harbour Lane Nursery"}


def test_a_label_or_a_heading_says_who_is_told_what_to_do() -> None:
    told = {action.text: action.units for action in found(PROTOCOLS).actions}
    assert told["BRING a photo card"] == ["Parents"]
    assert addressed("Visitors Should:", ACTORS) == ["Visitors"]
    assert addressed_in("What All Volunteers Must Do", ACTORS) == ["Volunteers"]
    assert addressed_in("Instructions for drivers", ACTORS) == ["drivers"]
    assert addressed("After the Flood Has Gone:", ACTORS) == addressed_in("Flood crews", ACTORS) == []


def test_a_label_over_what_is_used_orders_nothing() -> None:
    texts = [action.text for action in found(PROTOCOLS).actions]
    assert "Text messages" not in texts
    assert "Keep the doors clear" not in texts
