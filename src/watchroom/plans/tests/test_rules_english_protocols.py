"""English protocols of schools and clinics: labels that say when, whom or with what, cases, orders under a heading."""

import pytest

from watchroom.plans.documents import read
from watchroom.plans.extraction.deadlines import Limits
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


CLINIC = """# Birch Lane Clinic Leeds — Emergency Response Plan

## 1. Wound During Treatment / Laser Service

**Response:**
1. Stop the laser at once
2. If the bleeding goes on: press on the wound
3. Inform receptionist immediately
4. Call 999
5. Notify midwife same day
6. Visitors in the lounge: nurse leads them out
7. Staff quickly close the doors

RULE: Nobody is left alone.
"""


def test_what_belongs_to_a_case_is_kept_with_it() -> None:
    texts = [action.text for action in found(CLINIC).actions]
    assert "If the bleeding goes on: press on the wound" in texts


def test_a_plan_of_one_house_reports_itself_where_nobody_is_named() -> None:
    plan = found(CLINIC)
    assert plan.metadata.issuer == "Birch Lane Clinic Leeds"
    told = {(r.sender, r.to[0]): r.deadline and r.deadline.minutes for r in plan.reports}
    assert told[("Birch Lane Clinic Leeds", "receptionist")] == 0
    assert told[("Birch Lane Clinic Leeds", "midwife")] == 1440
    assert next(r.channel for r in plan.reports if r.to == ["999"]) == "telephone"
    of_county = found("# Larch County Flood Plan\n\n## Response\n\n- Notify the Sheriff immediately\n")
    assert not of_county.reports


def test_who_acts_behind_a_colon_or_before_an_adverb_is_told_from_places_and_rules() -> None:
    told = {action.text: action.units for action in found(CLINIC).actions}
    assert told["Visitors in the lounge: nurse leads them out"] == ["nurse"]
    assert told["Staff quickly close the doors"] == ["Staff"]
    assert told["Stop the laser at once"] == []
    assert not {unit.name for unit in found(CLINIC).units} & {"RULE", "Wound During Treatment / Laser Service"}
    assert ACTORS.subjects("Staff the front desk at all hours") == []


def test_the_same_day_is_a_limit_where_it_ends_an_order() -> None:
    limits = Limits(shipped())
    assert (timed := limits.first("Tell the bank same day."))
    assert timed.deadline.minutes == 1440
    assert limits.first("List whoever can go home the same day") is None


def test_a_numbered_paragraph_is_one_order_with_what_is_said_behind_it_unless_others_have_to_do_more() -> None:
    plan = """Marsh Radio Club Plan

1. Operations

1.1 Club members shall keep a log of each message during the whole of the operation. The log is a plain notebook with numbered pages.

1.2 The Net Manager shall open the evening net at dusk and close it at dawn. That net is the first one. The Shift Leader shall call every relay station once.
"""
    texts = [action.text for action in found(plain=plan).actions]
    assert any(text.startswith("Club members") and text.endswith("numbered pages.") for text in texts)
    assert not any("Net Manager" in text and "Shift Leader" in text for text in texts)


def test_services_in_small_letters_are_told_and_the_public_is_not() -> None:
    assert ACTORS.receivers("Tell ambulance: age, last meal")[0][0] == ["ambulance"]
    assert ACTORS.receivers("Tell visitors: where to wait") == []
