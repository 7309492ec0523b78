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
