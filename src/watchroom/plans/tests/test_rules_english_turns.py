"""Forms of English plans: legal outlines, levels called by words side by side, states that are set, turns of phrase."""

import pytest

from watchroom.plans.documents import read
from watchroom.plans.extraction.deadlines import Limits
from watchroom.plans.extraction.english_actors import Actors
from watchroom.plans.extraction.expressions import Reader, Rules
from watchroom.plans.extraction.extract import extract
from watchroom.plans.extraction.extract import read as outlined
from watchroom.plans.extraction.found import Action, AllOf, Found, Leaf, Level
from watchroom.plans.extraction.units import Names
from watchroom.plans.extraction.vocabulary import shipped

pytestmark = pytest.mark.pure

OUTLINE = """MARLOW COUNTY EMERGENCY OPERATIONS PLAN
ANNEX F
SHELTERING

Primary Agencies
• Department of Social Services
• Housing
Support Agencies
• Road Commission

I. PURPOSE
This annex describes how people who had to leave their homes are sheltered in the county.

III. CONCEPT OF OPERATIONS
A. General
1. Emergency operations include everything that is done to bring people into safety and to keep them there.
2. The Shelter Coordinator will open shelters as they are needed. There are two levels of activation: Partial and Full.
a. Partial Activation. Any emergency that is likely to fill no more than one shelter. The desk is staffed with Red Cross volunteers as needed.
b. Full Activation. Any disaster that will require several shelters at the same time in more than one town.

IV. ORGANIZATION AND ASSIGNMENT OF RESPONSIBILITIES
A. Organization: Each department keeps its own procedures.
B. Assignment of Individual Responsibilities.
1. Shelter Coordinator
a. Choose the buildings that are opened as shelters.
b. Keep the list of those who stay in each of them.

V. DIRECTION AND CONTROL
A. The Shelter Coordinator notifies the Duty Manager when a shelter is full. The Duty Manager then notifies neighbouring counties within one (1) hour.
B. The Sheriff, in coordination with the Road Commission, keeps the roads to the shelters open.
"""

NEIGHBOURS = """(A) Alert (60 hours before landfall):
(1) Fully test the pumps;
(2) Review the list of boats.
(B) Cyclone watch (36 hours prior to landfall):
(1) Staff the harbour office;
(C) Cyclone warning (12 hours before landfall):
(1) Close the harbour.
(D) Landfall expected:
(1) In cases where the mole is flooded, the Harbour Board shall have the authority to close the coast road. This closure will be enforced by the Police Department.
"""

SET = """Storm Plan

Storm Plan – Condition 2

Condition 2: 48 – 24 Hour Period Prior to Landfall of a Storm on this Side of the Bay

Condition 2 is set for a storm that may come near the plant within two days. The Site Leader will call the crew and begin to secure the yard as follows:

• The Site Leader will check the radio. All crew members are to answer. Managers are to count their people at the gate.
• Managers/Supervisors: Move vehicles to the upper yard.
• HR: Telephone list updated.

Storm Plan – Condition 4

Condition 4: Storm Warning Issued for the Coast

• The Duty Engineer, upon hearing the warning, will shut the main valve.
"""

PARAGRAPHS = """Surge Alert Levels Guide

Alert Level 1:

Low pressure exists within 500 miles of the coast. Prepare a timetable for this surge. The track can change rapidly.

Alert Level 2:

48-24 hours to landfall. Surge watch issued at this time. All moorings should be checked at this time. Secure the slipway. Harbour Support Team NOTIFIED.
"""


def found(text: str, name: str = "plan.txt") -> Found:
    return extract(read(text.encode(), name))


def level(made: Found, code: str) -> Level:
    return next(one for one in made.levels if one.code == code)


def action(made: Found, words: str) -> Action:
    return next(one for one in made.actions if words in one.text)


def test_a_legal_outline_keeps_its_letters_below_its_numbers() -> None:
    parts = outlined(read(OUTLINE.encode(), "plan.txt")).outline
    full = next(part for part in parts.parts if part.span.text.startswith("Full Activation"))
    post = next(part for part in parts.parts if part.title == "Shelter Coordinator" and part.kind == "chapter")

    assert [above.number for above in parts.above(full)] == ["2.", "A.", "III."]
    assert (post.role, [above.number for above in parts.above(post)]) == ("organisation", ["IV."])


def test_agencies_listed_are_members_and_a_posts_heading_holds_its_duties() -> None:
    made = found(OUTLINE)

    assert (made.metadata.title, made.metadata.issuer) == ("Annex F Sheltering", "Marlow County")
    members = [unit.name for unit in made.units if unit.kind == "member"]
    assert members == ["Department of Social Services", "Housing", "Road Commission"]
    coordinator = next(unit for unit in made.units if unit.name == "Shelter Coordinator")
    assert [duty.text for duty in coordinator.duties][:2] == [
        "Choose the buildings that are opened as shelters",
        "Keep the list of those who stay in each of them",
    ]


def test_levels_of_activation_are_read_below_the_sentence_that_announces_them() -> None:
    made = found(OUTLINE)

    assert [(one.code, one.name) for one in made.levels] == [("I", "Full Activation"), ("II", "Partial Activation")]
    assert [one.text for one in level(made, "II").conditions] == [
        "Any emergency that is likely to fill no more than one shelter."
    ]
    assert action(made, "desk is staffed").units == ["Red Cross volunteers"]
    assert not [one for one in made.actions if one.text.startswith("Emergency operations include")]


def test_what_is_directed_names_who_acts_with_whom_and_who_tells_whom() -> None:
    made = found(OUTLINE)

    assert action(made, "keeps the roads").units == ["Sheriff", "Road Commission"]
    told = {(one.sender, one.deadline.minutes if one.deadline else None) for one in made.reports}
    assert told == {("Shelter Coordinator", None), ("Duty Manager", 60)}


def test_levels_that_stand_side_by_side_are_told_by_their_words_and_hours() -> None:
    made = found(NEIGHBOURS)

    assert [(one.code, one.kind, one.name) for one in made.levels] == [
        ("I", "response", "Landfall expected"),
        ("II", "response", "Cyclone warning"),
        ("III", "response", "Cyclone watch"),
        ("IV", "response", "Alert"),
    ]
    assert [one.text for one in level(made, "III").conditions] == ["36 hours prior to landfall"]
    assert (action(made, "test the pumps").levels, action(made, "Close the harbour").levels) == (["IV"], ["II"])
    assert action(made, "close the coast road").units == ["Harbour Board", "Police Department"]


def test_three_neighbours_without_words_of_warning_are_no_levels() -> None:
    made = found(
        "Spares\n(A) Small pump:\n(1) Clean it.\n(B) Medium pump:\n(1) Grease it.\n(C) Large pump:\n(1) Lock it.\n"
    )

    assert made.levels == []


def test_numbered_states_that_are_set_are_levels_with_what_is_done_then() -> None:
    made = found(SET)

    assert made.metadata.title == "Storm Plan"
    assert [(one.code, one.name) for one in made.levels] == [("I", "Condition 4"), ("II", "Condition 2")]
    assert [one.text for one in level(made, "I").conditions] == ["Storm Warning Issued for the Coast"]
    called = action(made, "call the crew")
    assert (called.levels, called.units) == (["II"], ["Site Leader"])
    assert called.text == "The Site Leader will call the crew and begin to secure the yard"
    assert action(made, "check the radio").units == ["Site Leader", "All crew members", "Managers"]
    assert (action(made, "Move vehicles").units, action(made, "Move vehicles").text) == (
        ["Managers", "Supervisors"],
        "Move vehicles to the upper yard.",
    )
    assert action(made, "list updated").units == ["HR"]
    assert action(made, "main valve").units == ["Duty Engineer"]


def test_a_paragraph_of_a_level_says_when_it_is_reached_and_then_what_is_done() -> None:
    made = found(PARAGRAPHS)

    assert [one.text for one in level(made, "II").conditions] == ["Low pressure exists within 500 miles of the coast."]
    assert [one.text for one in level(made, "I").conditions] == [
        "48-24 hours to landfall. Surge watch issued at this time."
    ]
    assert [one.text for one in made.actions if one.levels == ["II"]] == ["Prepare a timetable for this surge."]
    assert [(one.text, one.units) for one in made.actions if one.levels == ["I"]] == [
        ("All moorings should be checked at this time. Secure the slipway.", []),
        ("Harbour Support Team NOTIFIED.", ["Harbour Support Team"]),
    ]


def test_titles_that_are_ruled_off_are_headings() -> None:
    text = "Fair Evacuation Plan\n====================\n\nWe keep to this.\n\nFire\n----\n\nStewards must clear the tent.\n\nStorm\n-----\n\nStewards must close the wheel.\n"
    parts = outlined(read(text.encode(), "plan.txt")).outline.parts

    assert [(p.title, p.depth) for p in parts if p.kind == "chapter"] == [
        ("Fair Evacuation Plan", 1),
        ("Fire", 2),
        ("Storm", 2),
    ]
    assert not [p for p in parts if p.span.text.startswith("--")]


def test_labels_of_a_front_are_fields_and_no_title() -> None:
    made = found(
        "Revised Guidance: Cold Nights\nDate: 2024-11-05\nDepartment: Housing & Public Health\nAuthor: Night Desk\n\n"
        "Cold Levels\n\nCold Watch\n- Trigger: Wind chill below 20°F\n- Action: Open the warming centers\n\n"
        "Cold Warning\n- Trigger: Wind chill below 0°F\n- Action: Open all shelters\n"
    ).metadata

    assert (made.title, made.issuer, made.issued_date, made.plan_type) == (
        "Revised Guidance: Cold Nights", "Housing & Public Health", "2024-11-05", "department",
    )  # fmt: skip


def test_a_list_that_says_with_what_a_measure_is_done_belongs_to_it() -> None:
    text = "Response\n\n1. Duty Clerk posts a notice with the following information:\n  - Place of the fire\n  - Time of the call\n2. Duty Clerk rings the bell.\n"
    made = found(text)

    notice = action(made, "posts a notice")
    assert notice.text.endswith("information: - Place of the fire - Time of the call")
    assert len(notice.places) == 3
    assert [one.units for one in made.actions] == [["Duty Clerk"], ["Duty Clerk"]]


def test_who_is_only_staffed_gets_no_duty_from_it() -> None:
    text = (
        "Storm Plan\n\nActivation levels\n\nLevel\tTrigger\tStaffing\n"
        "Level 2 (partial)\tStorm watch issued\tDuty officer + on-call Section Chiefs (virtual)\n"
        "Level 1 (full)\tStorm warning issued\tUnified Command seated (Sheriff, Fire, Public Works)\n"
    )
    made = found(text)

    assert [unit.name for unit in made.units] == ["Unified Command"]
    assert action(made, "Duty officer").units == ["Duty officer", "Section Chiefs"]


@pytest.mark.parametrize(
    ("text", "who"),
    [
        ("Each of the floor wardens must clear the stairs.", ["floor wardens"]),
        ("If, in the view of the Duty Manager, the hall must be left, they will ring the bell.", ["Duty Manager"]),
        ("Stewards not on duty should wait with guests and guides.", ["Stewards"]),
        ("The Chief Engineer, after reading the gauge, will open the gate.", ["Chief Engineer"]),
        ("The Chief Engineer (or the deputy on watch) shall open the gate.", ["Chief Engineer"]),
        ("The Harbour Director or designee will close the pier.", ["Harbour Director"]),
        ("Care of pets is the responsibility of the Department of Animal Services.", ["Department of Animal Services"]),
        ("Responsibility for the gates rests with the Water Board.", ["Water Board"]),
        ("A level 2 event is managed by the Site Support Team.", ["Site Support Team"]),
        ("Two shelters will be opened by the duty officer.", ["duty officer"]),
        ("Night Watch Team ASSEMBLES.", ["Night Watch Team"]),
        ("Only approved members, which is the Club Director and the Leads, should call off a game.", ["Club Director", "Leads"]),
        ("Naturally, the first thing to do is to ring the bell.", []),
        ("The timetable may change if the wind turns.", []),
        ("The hall stays shut until opened by the fire department.", []),
    ],
)  # fmt: skip
def test_who_acts_in_a_turn_of_phrase(text: str, who: list[str]) -> None:
    assert Actors(Names(shipped(), {}).english).all(text) == who


@pytest.mark.parametrize(
    ("text", "minutes", "every"),
    [
        ("Report to the desk within one (1) hour", 60, None),
        ("Report not later than 30 minutes after the alarm", 30, None),
        ("Read the gauge hourly", None, 60),
        ("Inspect the dike twice daily", None, 720),
        ("Daily checks of all wells", None, 1440),
        ("Libraries open daily", None, None),
    ],
)
def test_limits_in_english(text: str, minutes: int | None, every: int | None) -> None:
    timed = Limits(shipped()).first(text)
    told = (timed.deadline.minutes, timed.deadline.every_minutes) if timed else (None, None)
    assert told == (minutes, every)


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("48–72 hours before landfall", [(">=", 48), ("<=", 72)]),
        ("landfall <48 hrs", [("<", 48)]),
        ("24 hours prior to the arrival of the storm", [("<=", 24)]),
    ],
)
def test_hours_that_are_left_are_bounds(text: str, told: list[tuple[str, int]]) -> None:
    expr = Reader(shipped()).read(text, Rules(None, None, "", False)).expr
    leaves = [one for one in (expr.all if isinstance(expr, AllOf) else [expr]) if isinstance(one, Leaf)]
    assert [(leaf.op, leaf.value) for leaf in leaves] == told
    assert {leaf.quantity for leaf in leaves} == {"time_to_landfall"}
