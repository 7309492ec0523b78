"""How English plans grade what happens: tables whose last column is the level, paragraphs that only tell how grave it is."""

import pytest

from watchroom.plans.documents import read
from watchroom.plans.extraction.english_scale import rising
from watchroom.plans.extraction.extract import extract
from watchroom.plans.extraction.found import Found

pytestmark = pytest.mark.pure

LEVEE = """ORVILLE LEVEE
EMERGENCY ACTION PLAN

I. PURPOSE
This plan tells what is done when the levee at Orville is in danger.

II. EMERGENCY LEVEL DETERMINATION

Emergency Level 1 – Non-emergency; slow. The levee is wet but in no danger, and this state may last for weeks.

Emergency Level 2 – Possible breach. The levee might give way within days.

Emergency Level 3 – Urgent; breach occurring. Water runs through the levee or is about to.

Table 2. How to find the level

Event\tObservation\tEmergency level
Seepage\tWet ground behind the toe\t1
Seepage\tMuddy water at the toe\t2
Boils\tMore than 3 boils in one section\t3

III. RESPONSE

A. Level 1
1. The Levee Warden shall walk the levee every day.

B. Level 3
1. The Levee Warden shall leave the levee.
"""


def found(text: str) -> Found:
    return extract(read(text.encode(), "plan.txt"))


def test_numbers_alone_in_the_last_column_are_levels_and_what_sorts_the_rows_is_no_condition() -> None:
    made = found(LEVEE)

    assert [(level.code, level.name, [one.text for one in level.conditions][1:]) for level in made.levels] == [
        ("I", "Emergency Level 3", ["More than 3 boils in one section"]),
        ("II", "Emergency Level 2 – Possible breach", ["Muddy water at the toe"]),
        ("III", "Emergency Level 1", ["Wet ground behind the toe"]),
    ]
    assert [(action.levels, action.text) for action in made.actions] == [
        (["III"], "The Levee Warden shall walk the levee every day."),
        (["I"], "The Levee Warden shall leave the levee."),
    ]


def test_a_column_beside_that_says_more_belongs_to_the_condition() -> None:
    made = found(LEVEE.replace("Event\tObservation", "Condition\tThreshold").replace("Wet ground", "8 hours"))

    assert [level.conditions[-1].text for level in made.levels][2:] == ["Seepage\t8 hours behind the toe"]


def test_numbers_below_another_heading_are_no_levels() -> None:
    made = found(LEVEE.replace("Emergency level\n", "Crews\n"))

    assert [len(level.conditions) for level in made.levels] == [1, 1, 1]


def test_a_paragraph_that_only_tells_how_grave_it_is_is_one_condition_and_no_measure() -> None:
    made = found(LEVEE)

    assert made.levels[0].conditions[0].text.endswith("Water runs through the levee or is about to.")
    acting = found(LEVEE.replace("The levee might give way within days.", "The Warden shall call the county."))
    assert [action.text for action in acting.actions if action.levels == ["II"]] == [
        "The Warden shall call the county."
    ]


def test_what_is_no_emergency_and_needs_no_evacuation_is_the_least() -> None:
    assert rising([(1, "Level 1", "Non-emergency"), (2, "Level 2", "Urgent")])
    assert (
        rising([(1, "Level 1", "A spill; no evacuation is needed"), (2, "Level 2", "A spill that needs two crews")])
        is not False
    )
    assert not rising([(1, "Level 1", "Emergency, the town is evacuated"), (2, "Level 2", "Limited to one house")])
