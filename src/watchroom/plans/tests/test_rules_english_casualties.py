"""Casualties by their priority, and levels that a plan will move to where any of some cases apply."""

import pytest

from watchroom.plans.documents.text import plain
from watchroom.plans.extraction.extract import extract
from watchroom.plans.extraction.spans import half_width
from watchroom.plans.tests.test_rules_expressions import PLAIN, READER, said

pytestmark = pytest.mark.pure


@pytest.mark.parametrize(
    ("text", "tree"),
    [
        ("5 or more P1 casualties are expected within 2 hours", "seriously_injured>=5 in 120 ahead"),
        ("4 or more severe injuries", "seriously_injured>=4"),
        ("12 casualties or more", "injured>=12"),
        ("more than 20 P2 casualties", "-"),
    ],
)
def test_the_priority_of_casualties_is_no_number_of_them(text: str, tree: str) -> None:
    assert said(READER.read(half_width(text), PLAIN).expr) == tree


def test_cases_below_a_level_to_which_a_plan_will_move_are_its_conditions() -> None:
    text = (
        "Elmford Clinic\nMAJOR INCIDENT PLAN\n\n1\tIntroduction\n1.1\tThis plan says what the clinic does.\n\n"
        "2\tAlert Levels\n2.1\tThe clinic operates three alert levels, which are displayed in the office.\n\n"
        "2.2\tYELLOW – Enhanced Monitoring\nThe clinic will move to Yellow where any of the following apply:\n"
        "a)\tthe ambulance service has notified the clinic of an incident with 4 or more casualties\n"
        "b)\ta threat to the site is possible\n\n"
        "2.3\tAMBER – Standby\nThe clinic will move to Amber where any of the following apply:\n"
        "a)\tbetween 10 and 15 casualties are expected at the clinic within 2 hours\n\n"
        "2.4\tRED – Declared\nThe clinic will move to Red where any of the following apply:\n"
        "a)\tmore than 15 casualties are expected at the clinic within 2 hours\n\n"
        "2.5\tThe levels need not be worked through in order.\n"
    )
    levels = extract(plain(text, name="plan.txt", digest="0" * 64)).levels

    assert [(level.code, level.colour, len(level.conditions)) for level in levels] == [
        ("I", "red", 1),
        ("II", "orange", 1),
        ("III", "yellow", 2),
    ]
