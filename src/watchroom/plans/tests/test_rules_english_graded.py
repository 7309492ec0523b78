"""How English plans grade what happens: tables whose last column is the level, paragraphs that only tell how grave it is."""

import pytest

from watchroom.plans.documents import read
from watchroom.plans.documents.piped import tabbed
from watchroom.plans.extraction.english_scale import rising
from watchroom.plans.extraction.extract import extract
from watchroom.plans.extraction.found import Found

pytestmark = pytest.mark.pure

LEVEE = """ORVILLE LEVEE
EMERGENCY ACTION PLAN

I. PURPOSE
This plan tells what is done when the levee at Orville is in danger.

II. EMERGENCY LEVEL DETERMINATION

Emergency Level 1 – Non-emergency; slow. The levee is wet but in no danger, and this state may last for weeks.

Emergency Level 2 – Possible breach. The levee might give way within days.

Emergency Level 3 – Urgent; breach occurring. Water runs through the levee or is about to.

Table 2. How to find the level

Event\tObservation\tEmergency level
Seepage\tWet ground behind the toe\t1
Seepage\tMuddy water at the toe\t2
Boils\tMore than 3 boils in one section\t3

III. RESPONSE

A. Level 1
1. The Levee Warden shall walk the levee every day.

B. Level 3
1. The Levee Warden shall leave the levee.
"""


def found(text: str) -> Found:
    return extract(read(text.encode(), "plan.txt"))


def test_numbers_alone_in_the_last_column_are_levels_and_what_sorts_the_rows_is_no_condition() -> None:
    made = found(LEVEE)

    assert [(level.code, level.name, [one.text for one in level.conditions][1:]) for level in made.levels] == [
        ("I", "Emergency Level 3", ["More than 3 boils in one section"]),
        ("II", "Emergency Level 2 – Possible breach", ["Muddy water at the toe"]),
        ("III", "Emergency Level 1", ["Wet ground behind the toe"]),
    ]
    assert [(action.levels, action.text) for action in made.actions] == [
        (["III"], "The Levee Warden shall walk the levee every day."),
        (["I"], "The Levee Warden shall leave the levee."),
    ]


def test_a_column_beside_that_says_more_belongs_to_the_condition() -> None:
    made = found(LEVEE.replace("Event\tObservation", "Condition\tThreshold").replace("Wet ground", "8 hours"))

    assert [level.conditions[-1].text for level in made.levels][2:] == ["Seepage\t8 hours behind the toe"]


def test_numbers_below_another_heading_are_no_levels() -> None:
    made = found(LEVEE.replace("Emergency level\n", "Crews\n"))

    assert [len(level.conditions) for level in made.levels] == [1, 1, 1]


def test_a_paragraph_that_only_tells_how_grave_it_is_is_one_condition_and_no_measure() -> None:
    made = found(LEVEE)

    assert made.levels[0].conditions[0].text.endswith("Water runs through the levee or is about to.")
    acting = found(LEVEE.replace("The levee might give way within days.", "The Warden shall call the county."))
    assert [action.text for action in acting.actions if action.levels == ["II"]] == [
        "The Warden shall call the county."
    ]


def test_what_is_no_emergency_and_needs_no_evacuation_is_the_least() -> None:
    assert rising([(1, "Level 1", "Non-emergency"), (2, "Level 2", "Urgent")])
    assert (
        rising([(1, "Level 1", "A spill; no evacuation is needed"), (2, "Level 2", "A spill that needs two crews")])
        is not False
    )
    assert not rising([(1, "Level 1", "Emergency, the town is evacuated"), (2, "Level 2", "Limited to one house")])


FAIR = """ELDON FAIR
Safety Plan

1. Introduction

1.1 This plan says how Eldon Fair is kept safe.

2. Command

2.1 Fair Office
The Fair Office is staffed all day.

3. Alert states

Four alert states are used.

GREEN – Normal operations
No severe weather is forecast.

AMBER – Elevated
One of the following:
- gusts of 25 mph or more are recorded

RED – Critical
One of the following:
- gusts of 40 mph or more are recorded

MAJOR INCIDENT
A major incident may be declared by the Police. It is an incident that needs several services.

4. Response

4.1 Amber
a) The Fair Office will warn the stall holders.

4.2 Tents down
This action is ordered at Red.
1) The Rigging Manager will close the tents.

4.3 Search
A search is made of the whole site.
1) The Gate Manager will count the visitors.

4.4 Major incident
a) The Police will take command.

5. Reporting

5.1 The Gate Manager will report to the Fair Office every hour.

6. Stand down

The Fair Office may lower the alert state when the wind has fallen.
"""


def test_alert_states_called_by_colours_and_a_word_above_them_rule_what_is_done_at_each() -> None:
    made = found(FAIR)

    assert [
        (level.code, level.name, level.colour, [one.text for one in level.conditions]) for level in made.levels
    ] == [
        ("I", "MAJOR INCIDENT", None, ["It is an incident that needs several services."]),
        ("II", "RED – Critical", "red", ["gusts of 40 mph or more are recorded"]),
        ("III", "AMBER – Elevated", "orange", ["gusts of 25 mph or more are recorded"]),
        ("IV", "GREEN – Normal operations", None, ["No severe weather is forecast."]),
    ]
    assert [(action.levels, action.text) for action in made.actions] == [
        (["III"], "The Fair Office will warn the stall holders."),
        (["II"], "The Rigging Manager will close the tents."),
        (["*"], "The Gate Manager will count the visitors."),
        (["I"], "The Police will take command."),
    ]


def test_a_chapter_without_sections_goes_on_behind_one_that_has_them_and_a_list_does_not() -> None:
    titles = [
        (one.number, one.title, one.depth) for one in found(FAIR).chapters if one.title[:2] in ("Al", "AM", "Se", "St")
    ]
    assert titles == [
        ("3.", "Alert states", 1),
        ("", "AMBER – Elevated", 2),
        ("4.3", "Search", 2),
        ("6.", "Stand down", 1),
    ]

    listed = FAIR.replace("The Fair Office is staffed all day.", "1. Staff\n2. Radios\n3. Alert states\n")
    assert ("3.", "Alert states", 1) not in [(one.number, one.title, one.depth) for one in found(listed).chapters][:4]


def test_who_acts_once_is_a_body_of_the_plan_by_a_name_of_its_own() -> None:
    text = LEVEE.replace(
        "III. RESPONSE",
        "III. ROLES\n\nTown Engineer\n- Lead the works.\n\nSheriff's Office\n- Close the roads.\n\n"
        "Pump Team\n- Man the pumps.\n\nIV. RESPONSE",
    ) + (
        "2. The Levee Warden shall count the crews.\n3. The Harker Fire Department shall warn the farms.\n"
        "4. The Sheriff shall close the bridge.\n5. The ward nurse shall call the doctor.\n"
        "6. Electric utilities shall cut the power.\n"
    )
    names = [unit.name for unit in found(text).units]

    assert names == ["Town Engineer", "Sheriff's Office", "Pump Team", "Levee Warden", "Harker Fire Department"]


CODE = """MILL LANE CLINIC
EMERGENCY PLAN

I. PURPOSE
This plan says what is done when a chemical is spilled in the clinic or comes in with patients.

II. INCIDENT LEVELS

Level 1 – Small Spill
A spill that one ward cleans up itself.

Level 2 – Large Spill
A spill that cannot be cleaned up by one ward.

III. RESPONSIBILITIES

Duty Manager: Leads the response. Closes the clinic.

Safety Officer: Finds out what was spilled.

Linen Store: Hands out gowns and keeps a list of them.

IV. PROCEDURES

A. All levels

1. The employee who finds a spill shall leave the room and call the Safety Officer at once.

B. Level 2

Duty Manager
- Close the ward within 10 minutes.
- Set up a waiting room together with Patient Services.

Linen Store
- Bring gowns to the ward.

Safety Officer
- Measure the air.

V. REPORTING

1. At Level 2 the Safety Officer shall call the Water Board within 30 minutes.
2. Burns shall be reported to the Health and Safety Office by the Duty Manager by the end of the next business day.
3. The Duty Manager shall report each spill to the State Water Office immediately, followed by a written report within 20 days.
4. The Duty Manager shall call the Safety Officer to the Control Room.
"""


def test_titles_below_a_level_say_who_acts_at_it_and_all_levels_heads_measures() -> None:
    assert [(action.levels, action.units, action.text.split(" ")[0]) for action in found(CODE).actions][:6] == [
        (["*"], ["employee"], "The"),
        (["I"], ["Duty Manager"], "Close"),
        (["I"], ["Duty Manager", "Patient Services"], "Set"),
        (["I"], ["Linen Store"], "Bring"),
        (["I"], ["Safety Officer"], "Measure"),
        (["*"], ["Duty Manager"], "The"),
    ]


def test_a_chapter_behind_the_levels_stands_below_none_of_them() -> None:
    made = found(CODE.replace("Safety Officer\n- Measure the air.", "Recovery\n- Measure the air."))
    assert "Measure the air." not in [action.text for action in made.actions]


def test_a_label_among_names_is_one_and_has_a_duty_for_each_sentence() -> None:
    units = {unit.name: [duty.text for duty in unit.duties] for unit in found(CODE).units}
    assert units["Duty Manager"][:2] == ["Leads the response", "Closes the clinic"]
    assert units["Linen Store"] == ["Hands out gowns and keeps a list of them"]

    alone = CODE.replace("Duty Manager: Leads", "First step: Leads").replace("Safety Officer: Finds", "Then: Finds")
    assert "Linen Store" not in [unit.name for unit in found(alone).units if unit.rule == "described"]


def test_who_is_called_by_telephone_told_by_somebody_or_in_writing_afterwards() -> None:
    told = [
        (one.sender, one.to, one.deadline and (one.deadline.minutes, one.deadline.workdays), one.channel)
        for one in found(CODE).reports
    ]
    assert told == [
        ("employee", ["Safety Officer"], (0, False), "telephone"),
        ("Safety Officer", ["Water Board"], (30, False), "telephone"),
        ("Duty Manager", ["Health and Safety Office"], (1440, True), None),
        ("Duty Manager", ["State Water Office"], (0, False), None),
        ("Duty Manager", ["State Water Office"], (28800, False), "written"),
    ]


RIVER = """HOLT VALLEY
FLOOD PLAN

1 INTRODUCTION

1.1 Aim
To say what is done when the River Holt floods the valley or is about to.

2 RESPONSE STAGES

2.1 Triggers
{table}

3 ROLES AND RESPONSIBILITIES

3.1 Flood Team (FT). The FT leads the work.

3.2 River Wardens. River Wardens:
- watch the gauges

3.3 Estates Life. Estates Life:
- moves the tenants

4 RESPONSE

4.1 Stage 1: Alert
On receipt of a trigger for Stage 1:
(a) The Flood Team will open the store.

4.2 Stage 2: Flood
(a) Rest centre managers will count the guests.
(b) The Police, supported by the Fire and Rescue Service, will clear the roads.

5 REPORTING

5.1 The Flood Team will telephone the Police immediately.
"""
BLANK = "Stage\tTrigger\nStage 1: Alert\tMore than 20 mm of rain is forecast\n\tThe lower meadow is wet\nStage 2: Flood\tMore than 60 mm of rain is forecast\n\tThe upper meadow is wet"
PIPES = "| Stage | Weather criteria | Power criteria |\n|---|---|---|\n| Stage 1: Alert | More than 20 mm of rain | One house is dark |\n| Stage 2: Flood | More than 60 mm of rain | The town is dark |"


def triggers(table: str) -> list[tuple[str, list[str]]]:
    return [(one.name, [each.text for each in one.conditions]) for one in found(RIVER.format(table=table)).levels]


def test_the_cell_of_a_level_stands_over_several_rows() -> None:
    assert triggers(BLANK) == [
        ("Stage 2: Flood", ["More than 60 mm of rain is forecast", "The upper meadow is wet"]),
        ("Stage 1: Alert", ["More than 20 mm of rain is forecast", "The lower meadow is wet"]),
    ]
    apart = BLANK.replace("\n\tThe lower", "\nMeadow\tThe lower")
    assert "The lower meadow is wet" not in [text for _, texts in triggers(apart) for text in texts]


def test_a_text_may_draw_its_tables_with_strokes() -> None:
    assert triggers(PIPES) == [
        ("Stage 2: Flood", ["More than 60 mm of rain", "The town is dark"]),
        ("Stage 1: Alert", ["More than 20 mm of rain", "One house is dark"]),
    ]
    assert tabbed("a | b\nc | d\n") == "a | b\nc | d\n"
    assert tabbed("x\n| a | b |\n|:--|--:|\n| c |  |\nno\n| e |") == "x\na\tb\nc\t\nno\n| e |"


def test_a_section_whose_title_is_said_again_is_that_of_a_body() -> None:
    units = {
        unit.name: (unit.abbr, [duty.text for duty in unit.duties]) for unit in found(RIVER.format(table=BLANK)).units
    }
    assert units["Flood Team"][0] == "FT"
    assert units["River Wardens"][1][0] == "watch the gauges"
    assert units["Estates Life"] == (None, ["moves the tenants"])
    other = found(RIVER.format(table=BLANK).replace("Estates Life. Estates Life:", "Estates Life. As agreed:"))
    assert "Estates Life" not in [unit.name for unit in other.units]


def test_what_is_done_on_receipt_of_a_trigger_is_a_measure_and_rest_begins_a_name() -> None:
    made = found(RIVER.format(table=BLANK))
    assert [(action.levels, action.units) for action in made.actions] == [
        (["II"], ["Flood Team"]),
        (["I"], ["Rest centre managers"]),
        (["I"], ["Police", "Fire and Rescue Service"]),
    ]
    assert [(one.sender, one.to, one.channel) for one in made.reports] == [("Flood Team", ["Police"], "telephone")]


def test_what_a_house_has_to_have_is_no_measure() -> None:
    text = RIVER.format(table=BLANK).replace(
        "4.2 Stage 2", "4.2 Shelter\nA rest centre requires:\n- Room for 40 camp beds\n\n4.3 Stage 2"
    )
    assert "Room for 40 camp beds" not in [action.text for action in found(text).actions]
    assert "Room for 40 camp beds" in [a.text for a in found(text.replace("A rest centre requires:\n", "")).actions]
