"""English plans whose levels are a watch and a warning, tables of who is on duty, and timelines."""

import pytest

from watchroom.plans.documents.text import plain
from watchroom.plans.extraction.english import English
from watchroom.plans.extraction.english_actors import Actors
from watchroom.plans.extraction.english_staffed import staffed
from watchroom.plans.extraction.extract import extract
from watchroom.plans.extraction.found import Found
from watchroom.plans.extraction.vocabulary import shipped

pytestmark = pytest.mark.pure

ACTORS = Actors(English(shipped()["bodies_english"]))


def found(text: str) -> Found:
    return extract(plain(text, name="plan.txt", digest="0" * 64))


SCHOOL = """Willow Valley School Flood Procedures

If a flood watch is issued for the valley:

District Office
• Monitor the river gauge
• Notify the school principals

Principals
• Close the lower windows

When a flood WARNING has been issued or water is seen in the yard:

Principals
• Move all students to the upper floor
• Notify the District Office within 15 minutes by phone
"""


def test_a_watch_and_a_warning_are_levels_with_their_measures_and_who_does_them() -> None:
    plan = found(SCHOOL)

    assert [(one.kind, one.code, one.name) for one in plan.levels] == [
        ("warning", "I", "Warning"),
        ("warning", "II", "Watch"),
    ]
    assert plan.levels[0].conditions[0].text == "a flood WARNING has been issued or water is seen in the yard"
    assert [(a.levels, a.units, a.text) for a in plan.actions] == [
        (["I"], ["Principals"], "Move all students to the upper floor"),
        (["I"], ["Principals"], "Notify the District Office within 15 minutes by phone"),
        (["II"], ["District Office"], "Monitor the river gauge"),
        (["II"], ["District Office"], "Notify the school principals"),
        (["II"], ["Principals"], "Close the lower windows"),
    ]
    assert ("Principals", ["District Office"], 15) in [
        (r.sender, r.to, r.deadline and r.deadline.minutes) for r in plan.reports
    ]


def test_one_watch_alone_makes_no_scale() -> None:
    assert found(SCHOOL[: SCHOOL.index("When a")]).levels == []


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("Duty Officer + on-call Section Chiefs (virtual)", ["Duty Officer", "Section Chiefs"]),
        (
            "Operations, Logistics Section Chiefs physically staffed; Finance Team on standby",
            ["Operations Section Chief", "Logistics Section Chief", "Finance Team"],
        ),
        ("All positions staffed, Flood Committee seated (Sheriff, Public Works, state liaison)",
         ["Flood Committee", "Sheriff", "Public Works", "state liaison"]),
        ("Limited to what the river allows", []),
    ],
)  # fmt: skip
def test_who_is_on_duty_is_read_where_no_verb_says_so(text: str, names: list[str]) -> None:
    assert staffed(text, ACTORS) == names


def test_lines_of_a_timeline_are_measures_with_their_limit() -> None:
    plan = found(
        "Willow County Flood Emergency Plan\n\n1. Purpose\n\nThis plan is for floods.\n\n2. Response sequence\n\n"
        "T+0h Local emergency declared by county (Board Chair or County Manager under delegated authority).\n"
        "T+6h Governor requests federal help.\n"
    )

    assert [(a.units, a.deadline and a.deadline.minutes) for a in plan.actions] == [
        (["Board Chair", "County Manager"], 0),
        (["Governor"], 360),
    ]
