"""What English plans say is done at a level in the duties of a post, and paragraphs that tell what a level is."""

import hashlib

import pytest

from watchroom.plans.documents.text import plain
from watchroom.plans.extraction.extract import extract
from watchroom.plans.extraction.found import Found

pytestmark = pytest.mark.pure

PLAN = """Emergency Action Plan for Heron Lake Dam

OVERVIEW
Level 1 – Unusual event
Level 2 – Potential failure
Level 3 – Imminent failure

ROLES AND RESPONSIBILITIES

Gate Operator (the caretaker of the lodge, or whoever stands in for him while he is away from the lake)
• Keep the road to the gate house clear.

Incident Commander (Tolland County Sheriff)
• Be reached at all hours.
• When a Level 2 situation occurs:
– Put the deputies on standby at the two fords.
• When a Level 3 situation occurs:
– Order the camp ground to be cleared.
• Take part in a walk of the dam.
• When the lake is calm:
– Paint the railings.

EMERGENCY LEVEL DETERMINATION

Emergency Level 1—Unusual event:
This situation is not as it should be, but the dam holds. The Gate Operator should walk the crest each morning.

Emergency Level 2—Potential failure:
This situation may lead to a failure of the dam. High water will occur in the creek. The Gate Operator should open the low outlet.

Emergency Level 3—Urgent; the dam is failing or has failed:
This is an extremely grave situation in which nothing can save the dam. The Gate Operator should leave the gate house at once.

EXPECTED ACTIONS

Message
"This is ________. We have an emergency at Heron Lake Dam. Please clear the low ground along the creek as far as the mill."

Repairs
If time permits, the following repair actions should be considered for Emergency Level 2 conditions.
1. Dump gravel over the wet spot.
"""


def found(text: str) -> Found:
    return extract(plain(text, name="plan.txt", digest=hashlib.sha256(text.encode()).hexdigest()))


def does(read: Found) -> dict[str, tuple[list[str], list[str]]]:
    return {one.text: (list(one.levels), list(one.units)) for one in read.actions}


def test_a_paragraph_says_what_a_level_is_and_then_what_is_done() -> None:
    levels = {level.code: (level.name, [one.text for one in level.conditions]) for level in found(PLAN).levels}
    assert levels == {
        "III": ("Emergency Level 1—Unusual event", ["This situation is not as it should be, but the dam holds."]),
        "II": ("Emergency Level 2—Potential failure", ["This situation may lead to a failure of the dam."]),
        "I": (
            "Emergency Level 3—Urgent; the dam is failing or has failed",
            ["This is an extremely grave situation in which nothing can save the dam."],
        ),
    }


def test_what_a_post_does_at_a_level_is_a_measure() -> None:
    told = does(found(PLAN))
    assert told["Put the deputies on standby at the two fords."] == (["II"], ["Incident Commander"])
    assert told["Order the camp ground to be cleared."] == (["I"], ["Incident Commander"])
    assert "Take part in a walk of the dam." not in told
    assert "Paint the railings." not in told
    same = does(found(PLAN.replace("– P", "• P").replace("– O", "• O")))
    assert "Put the deputies on standby at the two fords." not in same  # the list may be over


def test_messages_and_what_comes_are_no_measures() -> None:
    told = does(found(PLAN))
    assert told["Dump gravel over the wet spot."] == (["II"], [])
    assert not any("Please clear" in text or "High water" in text or "If time" in text for text in told)


def test_a_bracket_behind_a_post_is_not_its_name() -> None:
    names = [unit.name for unit in found(PLAN).units]
    assert {"Gate Operator", "Incident Commander"} <= set(names)
    assert not any("(" in name for name in names)


BELOW = """Harrow County Emergency Operations Plan

II. CONCEPT OF OPERATIONS

A. Activation Levels

Level 3
Normal Operations
(Round the year)
Triggers:
Small incidents that the crews on duty can handle
Staffing and actions:
Duty Officer reads the weather report.

Level 2
Partial Activation
Triggers:
• Winds of 50 mph or more are forecast
Staffing and actions:
EOC Manager calls in the map team.

Level 1
Full Activation
Triggers:
• 200 or more residents are evacuated
Staffing and actions:
EOC Manager opens the second room.

III. ORGANIZATION
The EOC Manager
1. Leads the centre and signs what it issues
"""


def test_the_name_of_a_level_may_stand_below_its_number() -> None:
    levels = {level.code: (level.name, [one.text for one in level.conditions]) for level in found(BELOW).levels}
    assert levels == {
        "III": ("Level 3 Normal Operations", ["Small incidents that the crews on duty can handle"]),
        "II": ("Level 2 Partial Activation", ["Winds of 50 mph or more are forecast"]),
        "I": ("Level 1 Full Activation", ["200 or more residents are evacuated"]),
    }
    assert does(found(BELOW)) == {
        "Duty Officer reads the weather report.": (["III"], ["Duty Officer"]),
        "EOC Manager calls in the map team.": (["II"], ["EOC Manager"]),
        "EOC Manager opens the second room.": (["I"], ["EOC Manager"]),
    }
    assert "EOC Manager" in [unit.name for unit in found(BELOW).units]


def test_a_label_below_the_number_of_a_level_is_not_its_name() -> None:
    bare = (
        BELOW.replace("\nNormal Operations\n(Round the year)", "")
        .replace("\nPartial Activation", "")
        .replace("\nFull Activation", "")
    )
    assert {level.name for level in found(bare).levels} <= {"Level 1", "Level 2", "Level 3"}
