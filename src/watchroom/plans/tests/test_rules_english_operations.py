"""Emergency operations plans in English: what is done at levels that have names alone, and the bodies that act there."""

import pytest

from watchroom.plans.documents import read
from watchroom.plans.extraction.extract import extract
from watchroom.plans.extraction.found import Found

pytestmark = pytest.mark.pure

PLAN = """Marlow County
Emergency Operations Plan
Revised March 2019

1. Concept of Operations
1.1 Activation Levels of the Centre
Monitoring
This level applies when a storm watch has been issued for the county.
Partial Activation
The centre is opened when an incident requires the help of two county departments.
Full Activation
The centre is staffed when a disaster requires a county-wide response.

2. Organization and Assignment of Responsibilities
2.1 Policy Group
The Policy Group shall:
- Declare a local emergency
- Approve the spending of the county
2.2 Road Commission
The commission shall:
- Provide barricades
- Inspect the dikes
2.3 ESF #3 – Engineering
Coordinator: Road Commission
- Restores the water supply

3. Response Actions
3.1 Monitoring
Harbour Department
- Checks the river gauges every 4 hours
3.2 Partial or Full Activation
- The Emergency Manager will open the centre within 60 minutes.
- The Logistics Section will order sandbags.
- ESF #3 Coordinator reviews the list of pumps.
- Night Supervisor to open the rest area.
- The dispatcher shall notify the Fire Chief immediately by telephone.
"""


def found(text: str = PLAN) -> Found:
    return extract(read(text.encode(), "plan.txt"))


def told(made: Found, words: str) -> tuple[list[str], list[str]]:
    one = next(one for one in made.actions if words in one.text)
    return sorted(one.levels), one.units


def test_what_is_done_below_the_name_of_a_level_is_a_measure_at_it() -> None:
    made = found()
    assert [(one.code, one.name) for one in made.levels] == [
        ("I", "Full Activation"),
        ("II", "Partial Activation"),
        ("III", "Monitoring"),
    ]
    assert told(made, "open the centre within") == (["I", "II"], ["Emergency Manager"])
    assert told(made, "river gauges") == (["III"], ["Harbour Department"])


def test_a_word_of_a_level_alone_shares_no_last_word() -> None:
    made = found(PLAN.replace("3.2 Partial or Full Activation", "3.2 Partial or Late Response"))
    assert told(made, "open the centre within")[0] == ["*"]
