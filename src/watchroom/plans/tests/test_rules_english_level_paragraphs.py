"""English levels told in paragraphs: what follows the sentence that says when one is reached, and measures of several levels."""

import hashlib

import pytest

from watchroom.plans.documents.text import plain
from watchroom.plans.extraction.english_doers import does
from watchroom.plans.extraction.extract import extract
from watchroom.plans.extraction.found import Found

pytestmark = pytest.mark.pure


def found(text: str) -> Found:
    return extract(plain(text, name="plan.txt", digest=hashlib.sha256(text.encode()).hexdigest()))


STAFFED = """Tolbury Emergency Operations Plan

1. Purpose
This plan says who works in the centre.

2. Levels of activation
Level 3 (Watchful): Used when snow lies on one hill road. It is a quiet day otherwise.
Level 2 (Partial): Activated when the snow closes two hill roads. Selected sections report to the centre within 90 minutes.
Level 1 (Full): Activated when more than 300 homes are cut off. All sections report to the centre. The Harbour Manager opens the hall.
"""


def test_what_follows_the_sentence_on_when_a_level_is_reached_is_done_there() -> None:
    plan = found(STAFFED)
    told = {level.code: [one.text for one in level.conditions] for level in plan.levels}
    assert told["II"] == ["Activated when the snow closes two hill roads."]
    assert told["I"] == ["Activated when more than 300 homes are cut off."]
    assert told["III"] == ["Used when snow lies on one hill road. It is a quiet day otherwise."]
    done = [(one.levels, one.units, one.text) for one in plan.actions]
    assert (["II"], ["sections"], "Selected sections report to the centre within 90 minutes.") in done
    assert (["I"], ["Harbour Manager"], "The Harbour Manager opens the hall.") in done


@pytest.mark.parametrize(
    ("text", "acts"),
    [
        ("Selected teams report to the hall.", True),
        ("The Harbour Manager closes the quay.", True),
        ("Winds close the hill road.", False),
        ("The Weather Service issues a snow warning.", False),
        ("Used when the Harbour Manager closes the quay.", False),
    ],
)
def test_a_sentence_tells_what_somebody_does(text: str, acts: bool) -> None:
    assert does(text) is acts


HEAT = """Tolbury Cold Night Plan

1. Activation
Level 1 (Cold Watch) is declared when the lowest temperature is forecast to fall below 3 degrees Celsius. Level 2 (Severe Cold) is declared by the Mayor when the lowest temperature is forecast to fall below minus 6 degrees Celsius or when more than 200 homes have no heating.

2. Response
At Level 1, the Harbour Office will open two warm rooms. The Street Team will hand out blankets.
At Level 2, the measures of Level 1 go on. The Mayor will open the hall within 2 hours.
The Harbour Office will keep a list of rooms.
"""


def test_levels_told_in_one_paragraph_and_measures_that_go_on_with_them() -> None:
    plan = found(HEAT)
    assert [(one.code, one.name) for one in plan.levels] == [
        ("I", "Level 2 (Severe Cold)"),
        ("II", "Level 1 (Cold Watch)"),
    ]
    assert all(len(one.conditions) == 1 for one in plan.levels)
    at = {one.text[:24]: one.levels for one in plan.actions}
    assert at["The Street Team will han"] == ["II"]
    assert at["The Mayor will open the "] == ["I"]
    assert at["The Harbour Office will "] == ["*"]  # the next paragraph names none


def test_a_paragraph_is_one_level_where_the_others_stand_in_their_own() -> None:
    text = STAFFED.replace("It is a quiet day otherwise.", "Level 2 is used when it goes on.")
    plan = found(text)
    assert {one.code: len(one.conditions) for one in plan.levels} == {"I": 1, "II": 1, "III": 1}
