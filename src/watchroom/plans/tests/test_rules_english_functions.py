"""Support functions of English plans with their agencies, phases before an emergency, and check lists in one line."""

import hashlib

import pytest

from watchroom.plans.documents.text import plain
from watchroom.plans.extraction.english import English
from watchroom.plans.extraction.english_actors import Actors
from watchroom.plans.extraction.english_agencies import agencies
from watchroom.plans.extraction.extract import extract
from watchroom.plans.extraction.found import Found
from watchroom.plans.extraction.vocabulary import shipped

pytestmark = pytest.mark.pure


def found(text: str) -> Found:
    return extract(plain(text, name="plan.txt", digest=hashlib.sha256(text.encode()).hexdigest()))


FUNCTIONS = """Tolbury Emergency Operations Plan

I. PURPOSE
This plan says which function does what.

II. EMERGENCY SUPPORT FUNCTIONS

ESF 2 - Messages
Lead Agency: Tolbury Radio Office
Support Agencies: Quays and Markets Department, Tolbury Amateur Club
Responsibilities:
- Keep the radios charged.
- Pass on messages from the quay.

ESF 7 - Stores
Primary Agency: Department of Quays and Markets
Support Agencies:
- Harbour Guild
- Red Cross
Responsibilities:
- Hand out blankets.
"""


def test_functions_have_agencies_and_responsibilities() -> None:
    units = {unit.name: (unit.kind, [duty.text for duty in unit.duties]) for unit in found(FUNCTIONS).units}
    assert units["ESF 2 - Messages"] == (
        "working_group",
        ["Keep the radios charged", "Pass on messages from the quay"],
    )
    assert units["ESF 7 - Stores"] == ("working_group", ["Hand out blankets"])
    members = {name for name, (kind, _) in units.items() if kind == "member"}
    assert members == {
        "Tolbury Radio Office",
        "Quays and Markets Department",
        "Tolbury Amateur Club",
        "Department of Quays and Markets",
        "Harbour Guild",
        "Red Cross",
    }


@pytest.mark.parametrize(
    ("line", "names"),
    [
        ("Lead Agency: Tolbury Police", ["Tolbury Police"]),
        ("Supporting Agencies: The Harbour Office (HO) and the Red Cross", ["Harbour Office", "Red Cross"]),
        ("Support Agencies: None", []),
        ("Lead Officer: Tolbury Police", None),
    ],
)
def test_agencies_stand_behind_their_label(line: str, names: list[str] | None) -> None:
    assert agencies(line, Actors(English(shipped()["bodies_english"]))) == names


PHASES = """Tolbury School Storm Plan

1. Readiness phase
a) The Bursar checks the lamps every month.
b) The School Nurse keeps a list of medicines.

2. Response phase
2.1 Hall Warden
[ ] Ring the bell. [ ] Send the runners to the gates within 3 minutes.
[x] Close the hall.
2.2 School Nurse
The School Nurse opens the sick room. Mark box [ ] when it is open.
"""


def test_what_is_done_before_an_emergency_is_no_measure_and_boxes_are_items() -> None:
    told = [(one.units, one.text) for one in found(PHASES).actions]
    assert told[:3] == [
        (["Hall Warden"], "Ring the bell."),
        (["Hall Warden"], "Send the runners to the gates within 3 minutes."),
        (["Hall Warden"], "Close the hall."),
    ]
    assert any("[ ]" in text for _, text in told[3:])
    assert not any("lamps" in text or "medicines" in text for _, text in told)


SECTIONS = """Tolbury Major Incident Plan

Section 1: Introduction
1.1 This plan says what the borough does when something grave happens in its streets.

Section 2: Roles
Borough Loggist
The Borough Loggist will write down who decides and why, from the first call to the last.

Section 3: Response Actions

3.1 On Standby
The Night Controller will ring the Borough Loggist within 10 minutes.
"""


def test_a_heading_over_numbered_sections_ends_the_chapter_on_bodies() -> None:
    plan = found(SECTIONS)
    assert [(one.units, one.deadline and one.deadline.minutes) for one in plan.actions] == [(["Night Controller"], 10)]
    duties = [duty.text for unit in plan.units for duty in unit.duties]
    assert not any("Section 3" in text for text in duties)


def test_a_line_over_a_number_alone_is_no_heading() -> None:
    plan = found(
        SECTIONS.replace("Section 3: Response Actions", "Section 3 is kept free").replace(
            "3.1 On Standby", "3.5 million"
        )
    )
    assert plan.actions == []
