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


FAIR = """ELDON FAIR
Safety Plan

1. Introduction

1.1 This plan says how Eldon Fair is kept safe.

2. Command

2.1 Fair Office
The Fair Office is staffed all day.

3. Alert states

Four alert states are used.

GREEN – Normal operations
No severe weather is forecast.

AMBER – Elevated
One of the following:
- gusts of 25 mph or more are recorded

RED – Critical
One of the following:
- gusts of 40 mph or more are recorded

MAJOR INCIDENT
A major incident may be declared by the Police. It is an incident that needs several services.

4. Response

4.1 Amber
a) The Fair Office will warn the stall holders.

4.2 Tents down
This action is ordered at Red.
1) The Rigging Manager will close the tents.

4.3 Search
A search is made of the whole site.
1) The Gate Manager will count the visitors.

4.4 Major incident
a) The Police will take command.

5. Reporting

5.1 The Gate Manager will report to the Fair Office every hour.

6. Stand down

The Fair Office may lower the alert state when the wind has fallen.
"""


def test_alert_states_called_by_colours_and_a_word_above_them_rule_what_is_done_at_each() -> None:
    made = found(FAIR)

    assert [
        (level.code, level.name, level.colour, [one.text for one in level.conditions]) for level in made.levels
    ] == [
        ("I", "MAJOR INCIDENT", None, ["It is an incident that needs several services."]),
        ("II", "RED – Critical", "red", ["gusts of 40 mph or more are recorded"]),
        ("III", "AMBER – Elevated", "orange", ["gusts of 25 mph or more are recorded"]),
        ("IV", "GREEN – Normal operations", None, ["No severe weather is forecast."]),
    ]
    assert [(action.levels, action.text) for action in made.actions] == [
        (["III"], "The Fair Office will warn the stall holders."),
        (["II"], "The Rigging Manager will close the tents."),
        (["*"], "The Gate Manager will count the visitors."),
        (["I"], "The Police will take command."),
    ]


def test_a_chapter_without_sections_goes_on_behind_one_that_has_them_and_a_list_does_not() -> None:
    titles = [
        (one.number, one.title, one.depth) for one in found(FAIR).chapters if one.title[:2] in ("Al", "AM", "Se", "St")
    ]
    assert titles == [
        ("3.", "Alert states", 1),
        ("", "AMBER – Elevated", 2),
        ("4.3", "Search", 2),
        ("6.", "Stand down", 1),
    ]

    listed = FAIR.replace("The Fair Office is staffed all day.", "1. Staff\n2. Radios\n3. Alert states\n")
    assert ("3.", "Alert states", 1) not in [(one.number, one.title, one.depth) for one in found(listed).chapters][:4]


def test_who_acts_once_is_a_body_of_the_plan_by_a_name_of_its_own() -> None:
    text = LEVEE.replace(
        "III. RESPONSE",
        "III. ROLES\n\nTown Engineer\n- Lead the works.\n\nSheriff's Office\n- Close the roads.\n\n"
        "Pump Team\n- Man the pumps.\n\nIV. RESPONSE",
    ) + (
        "2. The Levee Warden shall count the crews.\n3. The Harker Fire Department shall warn the farms.\n"
        "4. The Sheriff shall close the bridge.\n5. The ward nurse shall call the doctor.\n"
        "6. Electric utilities shall cut the power.\n"
    )
    names = [unit.name for unit in found(text).units]

    assert names == ["Town Engineer", "Sheriff's Office", "Pump Team", "Levee Warden", "Harker Fire Department"]
