"""Plain English texts without styles: titles that only their place tells, levels in running text, who does what in the present tense."""

import pytest

from watchroom.plans.documents.reading import read
from watchroom.plans.documents.text import plain
from watchroom.plans.extraction.english_actors import Actors
from watchroom.plans.extraction.english_scale import label, several
from watchroom.plans.extraction.extract import extract
from watchroom.plans.extraction.found import Action, Found
from watchroom.plans.extraction.units import Names
from watchroom.plans.extraction.vocabulary import shipped

pytestmark = pytest.mark.pure

ACTORS = Actors(Names(shipped()).english)

HOME = """Oakfield House Residential Care Home
Severe Weather and Emergency Plan

Who does what

Director of Resident Safety
Responsibilities:
- Serves as Incident Commander
- Informs the council

Maintenance Officer
Isolates gas, water and electricity.

Weather warnings

Amber warning
Trigger: temperature forecast below -5 degrees Celsius.
Action: Cancel outings.

Red warning
Trigger: power lost for more than 2 hours.
Action: Move residents to the day room.

Loss of power
1. Senior Carer starts the generator.
2. Ring the electricity company on 105.

Evacuation checklist
☐ Raise the alarm
☐ Count residents and report to the Fire Officer

Contacts
Registered Manager: 01234 567890
"""

RIG = """NORTHSTAR OFFSHORE
PLATFORM B SEVERE WEATHER PROCEDURE
1.0 SCOPE
This procedure applies to all persons on board.
2.0 RESPONSIBILITIES
2.1 Offshore Installation Manager (OIM)
The OIM shall decide on shutdown.
3.0 WEATHER ALERT STAGES
Stage 1 (Blue) Wind speed above 30 knots forecast within 72 hours
- CRO informs the OIM
Stage 2 (Red) Wind speed above 60 knots within 24 hours
- OIM reports to the Coastguard every 4 hours
"""

GUIDE = """Heat Response Plan for Port Lydon

Background
Heat waves are frequent in Port Lydon between June and September.

Heat alert system
The city uses two categories. Category 1 (yellow): maximum temperature above 37 °C for one day. Category 2 (red): maximum temperature above 41 °C for three days or more.

Measures
When a Category 2 alert is issued, the Municipality opens cooled rooms in community centres.

Advice to residents
Drink water often. Stay in the shade.
"""

STORM = """ACME LTD STORM RESPONSE PLAN

Phase 1: Storm Watch (48–24 hours before)
Supervisors confirm staffing with the Site Manager by 4 pm.

Phase 2: Storm Warning (24–6 hours before)
Maintenance boards up windows and tests the generator.

Phase 3: Storm Impact
If water enters the building, switch off power at the main board.

Phase 4: After the Storm
The Site Manager inspects the building before anyone returns.
"""


def found(text: str) -> Found:
    return extract(plain(text, name="plan.txt", digest="0" * 64))


def action(made: Found, words: str) -> Action:
    return next(one for one in made.actions if words in one.text)


def test_titles_without_numbers_or_styles_part_levels_bodies_and_lists() -> None:
    home = found(HOME)

    assert [(one.code, one.colour, [c.text for c in one.conditions]) for one in home.levels] == [
        ("I", "red", ["power lost for more than 2 hours."]),
        ("II", "orange", ["temperature forecast below -5 degrees Celsius."]),
    ]
    duties = {one.name: [duty.text for duty in one.duties] for one in home.units}
    assert duties["Director of Resident Safety"] == ["Serves as Incident Commander", "Informs the council"]
    assert duties["Maintenance Officer"] == ["Isolates gas, water and electricity"]
    assert "Serves as Incident Commander" not in duties
    assert action(home, "day room").levels == ["I"]
    assert (action(home, "generator").levels, action(home, "generator").units) == (["*"], ["Senior Carer"])
    assert action(home, "Count residents").text == "Count residents and report to the Fire Officer"


def test_a_stage_whose_condition_follows_its_bracket() -> None:
    rig = found(RIG)

    assert [(one.code, one.name, [c.text for c in one.conditions]) for one in rig.levels] == [
        ("I", "Stage 2 (Red)", ["Wind speed above 60 knots within 24 hours"]),
        ("II", "Stage 1 (Blue)", ["Wind speed above 30 knots forecast within 72 hours"]),
    ]
    assert [(r.sender, r.to) for r in rig.reports] == [("OIM", ["Coastguard"]), ("CRO", ["OIM"])]


def test_levels_told_in_one_paragraph_and_what_follows_them() -> None:
    guide = found(GUIDE)

    assert [(one.code, one.name, one.colour, len(one.conditions)) for one in guide.levels] == [
        ("I", "Category 2 (red)", "red", 1),
        ("II", "Category 1 (yellow)", "yellow", 1),
    ]
    assert [(a.levels, a.units) for a in guide.actions] == [(["I"], ["Municipality"])]


def test_phases_of_one_scale_are_levels_but_not_what_comes_after_the_event() -> None:
    storm = found(STORM)

    assert [one.name for one in storm.levels] == [
        "Phase 3: Storm Impact",
        "Phase 2: Storm Warning (24–6 hours before)",
        "Phase 1: Storm Watch (48–24 hours before)",
    ]
    assert storm.levels[0].conditions == []
    assert action(storm, "switch off power").levels == ["I"]
    assert action(storm, "boards up").units == ["Maintenance"]


@pytest.mark.parametrize(
    ("sentence", "who"),
    [
        ("Public Works opens cooling rooms within 4 hours.", ["Public Works"]),
        ("Drivers return all vehicles to the depot.", ["Drivers"]),
        ("The school nurse brings the first aid kit.", ["school nurse"]),
        ("The Department of Health and the Office of Ageing issue heat advisories.", ["Department of Health", "Office of Ageing"]),
        ("Notifications include the mayor.", []),
        ("Sandbags and pumps protect the hall.", []),
    ],
)  # fmt: skip
def test_who_acts_in_the_present_tense(sentence: str, who: list[str]) -> None:
    assert ACTORS.subjects(sentence) == who


@pytest.mark.parametrize(
    ("sentence", "to"),
    [
        ("The guard calls the Director of Public Safety of any Level 2 event.", ["Director of Public Safety"]),
        ("Contact the Environmental Health and Safety Office.", ["Environmental Health and Safety Office"]),
        ("Ring the electricity company on 105.", ["electricity company"]),
        ("Warn the public.", []),
    ],
)
def test_names_with_public_in_them_are_told_and_the_public_is_not(sentence: str, to: list[str]) -> None:
    assert [name for names, _ in ACTORS.receivers(sentence) for name in names] == to


def test_a_paragraph_that_tells_of_one_level_is_not_cut() -> None:
    assert several("Category 1 (yellow): warm. Then rest.") == []
    assert [one.number for one, *_ in several("Level 1: warm. Level 2: hot.")] == [1, 2]
    assert label("Phase 4: After the Storm", whole=True) is None


TIERS = """Heat Action Plan
City of Delton

Trigger thresholds
The plan uses the following heat alert tiers:
• Tier 1: Heat index 95–99°F for 2 days
• Tier 2: Heat index 100°F or above

Tier 1 actions
• The Heat Officer sends messages to clinics.

Tier 2 actions
• Schools close.
"""


def test_bare_bounds_are_conditions_and_say_which_level_is_the_higher_one() -> None:
    heat = found(TIERS)

    assert [(one.code, one.name, [c.text for c in one.conditions]) for one in heat.levels] == [
        ("I", "Tier 2", ["Heat index 100°F or above"]),
        ("II", "Tier 1", ["Heat index 95–99°F for 2 days"]),
    ]
    assert [(a.levels, a.units) for a in heat.actions] == [(["II"], ["Heat Officer"]), (["I"], ["Schools"])]


def test_colours_alone_in_their_lines_are_levels() -> None:
    school = found(
        "School Heat Plan\n\nGreen\nNo action is needed.\n\nYellow\nForecast temperature 35 to 37 °C.\nTeachers move sports indoors.\n\n"
        "Red\nForecast temperature 40 °C or more.\nThe Principal closes the school.\n"
    )

    assert [(one.name, len(one.conditions)) for one in school.levels] == [("Red", 1), ("Yellow", 1), ("Green", 0)]
    assert [(a.levels, a.units) for a in school.actions] == [(["I"], ["Principal"]), (["II"], ["Teachers"])]


CENTRE = """Harbour County Emergency Operations Plan

§ 3 Roles & Responsibilities

Board of Commissioners
- Approve the declaration of a disaster.
- Authorize the use of county funds.

Sheriff
- Lead evacuations of the coast.

HCOEM
- Coordinate activations of the centre.
- Keep the list of shelters.

Department Directors
- Send a representative to the centre.

§ 4 Incident Command & NIMS

NIMS provides one way of working for all agencies that take part in the response to an emergency.
- Unified command — several agencies set their objectives together.

Center Activation Levels

Duty Officer — Daily Operations
The Duty Officer carries the telephone and follows the weather and the radio of the fire brigade.
Monitoring & Coordination
Triggered when a Red Flag Warning or a Flood Watch is issued. May include messages to the departments.
Staff Activation
At least two members of staff support the incident from the center or from elsewhere.
Center Activation
Opening of the center at the county house. Includes Everlink messages to fill the positions that are needed.
"""


def test_levels_whose_names_only_partly_say_how_grave_they_are_stand_in_their_order_with_a_doubt() -> None:
    levels = found(CENTRE).levels

    assert [(level.code, level.name) for level in levels] == [
        ("I", "Center Activation"),
        ("II", "Staff Activation"),
        ("III", "Monitoring & Coordination"),
        ("IV", "Duty Officer — Daily Operations"),
    ]
    assert [len(level.conditions) for level in levels] == [0, 0, 1, 0]
    assert {doubt.code for level in levels for doubt in level.doubts} == {"order_unsaid"}


def test_titles_that_no_word_ranks_are_no_levels() -> None:
    assert found(CENTRE.replace("Daily Operations", "Desk").replace("Monitoring", "Planning")).levels == []


def test_a_body_called_by_its_letters_among_others_and_no_way_of_working() -> None:
    made = found(CENTRE)
    names = [unit.name for unit in made.units]

    assert names[:4] == ["Board of Commissioners", "Sheriff", "HCOEM", "Department Directors"]
    assert not {"NIMS", "Unified command", "Includes Everlink"} & {*names, *(u for a in made.actions for u in a.units)}
    assert [duty.text for duty in made.units[3].duties] == ["Send a representative to the centre"]


MATRIX = """# Storm procedure

## Decision matrix

### Threat Level 1 ({})
- Brief the crews on the weather

### Threat Level 2 ({})
- Secure loose material

### Threat Level 3 ({})
- Stop all work outside (immediate)

Information Sources:
- National storm centre
- Office of the county

## Quality Control Measures
- Completeness of messages: 100%

## Related Procedures
- Hurricane Season Preparation and Planning
"""


@pytest.mark.parametrize(
    ("names", "highest", "doubts"),
    [
        (("Monitoring", "Partial", "Full"), "Threat Level 3 (Full)", set()),
        (("Full", "Partial", "Monitoring"), "Threat Level 1 (Full)", set()),
        (("Amethyst", "Beryl", "Citrine"), "Threat Level 1 (Amethyst)", {"order_unsaid"}),
    ],
)
def test_which_number_is_the_highest_is_a_doubt_where_nothing_says_so(
    names: tuple[str, str, str], highest: str, doubts: set[str]
) -> None:
    levels = extract(read(MATRIX.format(*names).encode(), "storm.md")).levels

    assert levels[0].name == highest
    assert {doubt.code for level in levels for doubt in level.doubts} == doubts


def test_sources_and_chapters_on_quality_or_other_papers_hold_no_measures() -> None:
    made = extract(read(MATRIX.format("Low", "High", "Extreme").encode(), "storm.txt"))

    assert [(a.text, a.deadline and a.deadline.minutes) for a in made.actions] == [
        ("Stop all work outside (immediate)", 0),
        ("Secure loose material", None),
        ("Brief the crews on the weather", None),
    ]


def test_who_adopted_a_plan_issues_it_and_who_gives_awareness_reports() -> None:
    text = CENTRE.replace(
        "Plan\n", "Plan\n\nThe official plan, adopted May 2026 by Harbour County and the Town of Elm.\n", 1
    )
    made = found(
        text.replace("follows the weather", "provides situational awareness to the Director; he follows the weather")
    )

    assert (made.metadata.issuer, made.metadata.issued_date) == ("Harbour County and the Town of Elm", "2026-05")
    assert [(report.sender, report.to) for report in made.reports] == [("Duty Officer", ["Director"])]


BEHIND = """# Elm Village Plan

## Activation Thresholds

| Condition | Threshold | Response Level |
|---|---|---|
| Power cut | >4 hours | Level 1: Monitor and communicate |
| Power cut | >48 hours | Level 2: Council activates |
| Several failures | Any 2 of the above | Level 3: Full response |

| Supplies | Kept at | Owner |
|---|---|---|
| Blankets | Store 2 | Level 2: Hall |

## Command Structure

**Safety Officer**
- Watches over the crews
- Stops what is unsafe

**This paragraph is bold, and says something.**

**Supply Section** (fuel and food)

- Gives out fuel
"""


def test_levels_that_stand_behind_what_they_are_reached_by_and_titles_in_bold() -> None:
    made = extract(read(BEHIND.encode(), "plan.md"))

    assert [(level.code, level.name, [one.text for one in level.conditions]) for level in made.levels] == [
        ("I", "Level 3: Full response", ["Several failures\tAny 2 of the above"]),
        ("II", "Level 2: Council activates", ["Power cut\t>48 hours"]),
        ("III", "Level 1: Monitor and communicate", ["Power cut\t>4 hours"]),
    ]
    assert [(unit.name, [duty.text for duty in unit.duties]) for unit in made.units][:1] == [
        ("Safety Officer", ["Watches over the crews", "Stops what is unsafe"])
    ]


def test_who_is_there_at_a_level_is_no_condition_of_it() -> None:
    staffed = BEHIND.replace("Condition | Threshold |", "Position | Works from |")

    assert extract(read(staffed.encode(), "plan.md")).levels == []


def test_a_line_in_bold_is_a_title_only_alone_without_a_stop_and_below_a_heading() -> None:
    def headings(text: str) -> list[str]:
        document = read(text.encode(), "plan.md")
        return [document.text[one.start : one.end] for one in document.blocks if one.kind == "heading"]

    assert headings(BEHIND)[3:] == ["Safety Officer", "Supply Section (fuel and food)"]
    assert headings("**Elm Plan**\n\nText\n") == []
    assert headings("# Plan\n\nCall the\n**Duty Officer**\nnow.\n\n**Trigger:** rain\n\n**Do not run!**\n") == ["Plan"]
