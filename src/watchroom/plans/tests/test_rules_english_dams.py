"""Plans of dam owners: tables of situations in groups, measures by level, charts of calls, messages to read out."""

import hashlib

import pytest

from watchroom.plans.documents.text import plain
from watchroom.plans.extraction.extract import extract
from watchroom.plans.extraction.found import Found

pytestmark = pytest.mark.pure

FRONT = """Emergency Action Plan
Copper Notch Dam
Prepared by: Halvard Irrigation District
June 2020

"""


def found(text: str) -> Found:
    return extract(plain(text, name="plan.txt", digest=hashlib.sha256(text.encode()).hexdigest()))


def conditions(read: Found) -> dict[str, list[str]]:
    return {level.code: [one.text for one in level.conditions] for level in read.levels}


def does(read: Found) -> dict[str, tuple[list[str], list[str]]]:
    return {one.text: (list(one.levels), list(one.units)) for one in read.actions}


SITUATIONS = (
    FRONT
    + """EMERGENCY LEVELS

Emergency Level 1 - Unusual event
Emergency Level 2 - Potential failure
Emergency Level 3 - Imminent failure

Event\tSituation\tEmergency level

Piping
Wet spot on the downstream slope below the berm\t1
Muddy water boils up at the toe drain outlet\t2
Whirlpool in the pool or a hole that eats into the crest\t3

Ice
Ice jam against the trash rack of the outlet tower\t1
"""
)


def test_lines_within_a_table_group_its_rows() -> None:
    assert conditions(found(SITUATIONS)) == {
        "I": ["Whirlpool in the pool or a hole that eats into the crest"],
        "II": ["Muddy water boils up at the toe drain outlet"],
        "III": [
            "Wet spot on the downstream slope below the berm",
            "Ice jam against the trash rack of the outlet tower",
        ],
    }


def test_a_table_of_its_own_below_a_title_has_its_own_columns() -> None:
    other = (
        SITUATIONS
        + "\nStores\nItem\tShelf\tNumber\nSand bags\tNorth wall of the shed\t3\nShovels\tSouth wall of the shed\t2\n"
    )
    assert conditions(found(other)) == conditions(found(SITUATIONS))


ACTIONS = (
    SITUATIONS
    + """
RESPONSE ACTIONS
Who\tAction\tWhen

Emergency Level 1
Gate Keeper\tRead the weirs and note the readings in the log\tEvery 8 hours
Emergency Level 3
Sheriff\tClear the camp ground at the mouth of the canyon\tWithin 20 minutes
Hauliers (see Appendix C)\tBring crushed rock to the left abutment\tWhen called
Who\tAction\tWhen
Gate Keeper\tOpen the sluice and leave it open\tImmediately
"""
)


def test_measures_of_a_table_are_for_the_level_that_heads_their_rows() -> None:
    read = found(ACTIONS)
    assert does(read) == {
        "Read the weirs and note the readings in the log": (["III"], ["Gate Keeper"]),
        "Clear the camp ground at the mouth of the canyon": (["I"], ["Sheriff"]),
        "Bring crushed rock to the left abutment": (["I"], ["Hauliers"]),
        "Open the sluice and leave it open": (["I"], ["Gate Keeper"]),
    }
    limits = [(one.deadline.minutes, one.deadline.every_minutes) for one in read.actions if one.deadline]
    assert limits == [(None, 480), (20, None), (0, None)]


CAPITALS = """Flood Plan of Weir Island

Table of Contents
About the Island\t1
Duties of the Crew\t2

ABOUT THE ISLAND
Access
The island has one bridge, which is closed to lorries, and a ferry that runs from May to October each year.

DUTIES OF THE CREW
Bridge Warden
- Close the bridge when water stands on the deck.

WHAT IS DONE
First Hour
The Bridge Warden shall put out the signs and light the lamps at both ends of the bridge.

AFTERWARDS
All lamps are cleaned, and the signs are put back into the shed behind the toll house.
"""


def test_titles_in_capitals_stand_above_the_others() -> None:
    chapters = [(one.title, one.depth) for one in found(CAPITALS).chapters]
    assert chapters == [
        ("ABOUT THE ISLAND", 1),
        ("Access", 2),
        ("DUTIES OF THE CREW", 1),
        ("Bridge Warden", 2),
        ("WHAT IS DONE", 1),
        ("First Hour", 2),
        ("AFTERWARDS", 1),
    ]


def test_a_few_capitals_make_no_chapters() -> None:
    titles = [one.title for one in found(CAPITALS.replace("AFTERWARDS", "Afterwards")).chapters]
    assert "WHAT IS DONE" not in titles


CARDS = """Flood Plan of the Tarn Estuary Forum

3 Activation

3.1 Activation levels

LEVEL 1 - LOCAL (Bronze)
Triggers
a) Fewer than 15 homes are flooded
Initial actions
1. The Duty Clerk opens the log.

LEVEL 2 - MAJOR (Silver)
Triggers
a) 15 to 90 homes are flooded
Initial actions
1. The Duty Clerk calls the boat crews.

LEVEL 3 - SEVERE (Gold)
Triggers
a) More than 90 homes are flooded
Initial actions
1. The Duty Clerk calls the Mayor.

4 Action cards

ACTION CARD 1: Duty Clerk (TEF)
All levels
- Log the time at which the alert came in
ACTION CARD 2: Harbour Manager
Level 2 and above
- Close the lock gates on the rising tide
"""


def test_triggers_and_actions_stand_below_the_level_in_capitals() -> None:
    read = found(CARDS)
    assert conditions(read) == {
        "III": ["Fewer than 15 homes are flooded"],
        "II": ["15 to 90 homes are flooded"],
        "I": ["More than 90 homes are flooded"],
    }
    levels = {text: codes for text, (codes, _) in does(read).items()}
    assert levels["The Duty Clerk opens the log."] == ["III"]
    assert levels["The Duty Clerk calls the Mayor."] == ["I"]


def test_an_action_card_is_for_the_post_that_its_title_names() -> None:
    told = does(found(CARDS))
    assert told["Log the time at which the alert came in"] == (["*"], ["Duty Clerk"])
    assert told["Close the lock gates on the rising tide"] == (["I", "II"], ["Harbour Manager"])
    plain_title = CARDS.replace("ACTION CARD 2: Harbour Manager", "FIGURE 2: Harbour Master")
    assert does(found(plain_title))["Close the lock gates on the rising tide"][1] != ["Harbour Manager"]
