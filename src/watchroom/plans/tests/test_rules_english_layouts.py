"""Layouts of English plans: levels told once and acted on in another chapter, paragraphs, checklists, lists of calls."""

import hashlib

import pytest

from watchroom.plans.documents import read
from watchroom.plans.documents.text import plain
from watchroom.plans.extraction.english import English
from watchroom.plans.extraction.english_actors import Actors
from watchroom.plans.extraction.english_scale import rising
from watchroom.plans.extraction.extract import extract
from watchroom.plans.extraction.found import Found
from watchroom.plans.extraction.vocabulary import shipped

pytestmark = pytest.mark.pure

AERODROME = """Tarnby Aerodrome
Aerodrome Emergency Plan
Issued by: Tarnby Aerodrome Company
Effective: 2 May 2023

1. PURPOSE
This plan sets out what is done when an aircraft is in trouble near the aerodrome.

2. ALERT CLASSIFICATION

2.1 Alert I - Local Standby
An Alert I is declared when a landing aircraft reports a fault that should not make its landing dangerous.

2.2 Alert II - Full Emergency
An Alert II is declared when a landing aircraft has lost an engine or its hydraulics.

2.3 Alert III - Crash
An Alert III is declared when an aircraft is down within 4 miles of the aerodrome.

3. RESPONSE ACTIONS

3.1 Alert I
a) The Control Room tells the Fire Station what is wrong with the aircraft.

3.2 Alert II
a) The Fire Station begins to lay out foam along the runway within 4 minutes.
b) Duty Manager: open the rendezvous point at the north gate

3.3 Alert III
a) The Control Room closes the aerodrome to all traffic.
b) When the crash lies outside the fence, the Duty Manager asks the county for engines.
"""


def found(text: str) -> Found:
    return extract(plain(text, name="plan.txt", digest=hashlib.sha256(text.encode()).hexdigest()))


def marked(text: str) -> Found:
    return extract(read(text.encode(), "plan.md"))


def actors() -> Actors:
    return Actors(English(shipped()["bodies_english"]))


def test_levels_told_in_one_chapter_and_acted_on_in_another() -> None:
    plan = found(AERODROME)
    assert [(level.code, level.name, [c.text[:13] for c in level.conditions]) for level in plan.levels] == [
        ("I", "Alert III - Crash", ["An Alert III "]),
        ("II", "Alert II - Full Emergency", ["An Alert II i"]),
        ("III", "Alert I - Local Standby", ["An Alert I is"]),
    ]
    does = [(one.levels, one.units, one.text[:20]) for one in plan.actions]
    assert (["II"], ["Fire Station"], "The Fire Station beg") in does
    assert (["II"], ["Duty Manager"], "open the rendezvous ") in does
    assert (["I"], ["Control Room"], "The Control Room clo") in does


def test_the_word_for_the_scale_itself_weighs_nothing() -> None:
    levels = [(1, "Alert 1 - Local standby", ""), (2, "Alert 2 - Full emergency", ""), (3, "Alert 3 - Crash", "")]
    assert rising(levels) is True
    assert rising([(1, "Alert 1", ""), (2, "Alert 2", "")]) is None


@pytest.mark.parametrize(
    ("text", "who"),
    [
        ("Registrar: move the lessons to the hall", ["Registrar"]),
        ("Note: move the lessons to the hall", []),
        ("Registrar: lessons and how they are moved", []),
        ("The crane driver moves the load to the quay.", ["crane driver"]),
        ("The crane driver handbook describes the quay.", []),
    ],
)
def test_who_acts_behind_a_label_or_in_small_letters(text: str, who: list[str]) -> None:
    assert actors().subjects(text) == who
