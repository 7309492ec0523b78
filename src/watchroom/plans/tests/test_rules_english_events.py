"""Conditions of English plans without a number: the name of an event alone, or who can control it."""

import pytest

from watchroom.plans.extraction.expressions import Reader, Rules
from watchroom.plans.extraction.vocabulary import shipped
from watchroom.plans.tests.test_rules_expressions import said

pytestmark = pytest.mark.pure

READER = Reader(shipped())


def read(text: str) -> str:
    return said(READER.read(text, Rules(None, None)).expr)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Explosion", "event_type==explosion"),
        ("Water main rupture (outside)", "event_type==water main rupture"),
        ("A gas leak", "event_type==gas leak"),
        ("Hostage situation or armed intruder", "(event_type==hostage situation | event_type==armed intruder)"),
        ("Natural disaster (wildfire, mudslide)", "(event_type==wildfire | event_type==mudslide)"),
    ],
)
def test_the_name_of_an_event_alone_is_its_kind(text: str, expected: str) -> None:
    assert read(text) == expected


@pytest.mark.parametrize(
    "text", ["Minor fire (put out by staff)", "Fire alarm test", "Threat to the pier", "Damage from a gas leak"]
)
def test_an_event_of_a_size_or_with_more_said_of_it_is_not_compared(text: str) -> None:
    assert "event_type" not in read(text)


def test_each_example_of_the_vocabulary_is_read() -> None:
    for entry in shipped()["events_english"]:
        assert read(entry["example"]) == f"event_type=={entry['example'].lower()}"


def test_who_can_control_it_is_said_in_english_too() -> None:
    assert read("Spills that can be managed with the museum's own staff") == "controllable_by==enterprise"
    assert read("A fault that can be handled by one department") == "controllable_by==department_or_site"
    assert read("Outages that cannot be resolved by campus personnel") == "controllable_by==external_support"
    assert "controllable_by" not in read("Events that are managed with the county")
