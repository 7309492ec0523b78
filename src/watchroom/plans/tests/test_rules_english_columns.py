"""English levels in tables with a column for each, and levels called by colours: when they are reached, what is done there."""

import hashlib

import pytest

from watchroom.plans.documents import read
from watchroom.plans.documents.piped import tabbed
from watchroom.plans.documents.text import plain
from watchroom.plans.extraction.extract import extract
from watchroom.plans.extraction.found import Found

pytestmark = pytest.mark.pure


def found(text: str) -> Found:
    return extract(plain(text, name="plan.txt", digest=hashlib.sha256(text.encode()).hexdigest()))


def conditions(plan: Found) -> dict[str, list[str]]:
    return {one.code: [condition.text for condition in one.conditions] for one in plan.levels}


ACROSS = """# Tolbury Quay Storm Plan

## Alert levels

| | Level 1 (Watch) | Level 2 (Warning) |
|---|---|---|
| Trigger | Gusts of 60 km/h or more are forecast | Gusts of 90 km/h or more are forecast |
| Harbour Master | Checks the moorings | Closes the quay; Crane Foreman lowers the jib within 20 minutes |
| Kiosks | Stay open | Normal |
"""


def test_a_column_for_each_level_tells_when_it_is_reached_and_who_does_what() -> None:
    plan = extract(read(ACROSS.encode(), "plan.md"))
    assert conditions(plan) == {
        "I": ["Gusts of 90 km/h or more are forecast"],
        "II": ["Gusts of 60 km/h or more are forecast"],
    }
    done = [(one.levels, one.units, one.text) for one in plan.actions]
    assert (["II"], ["Harbour Master"], "Checks the moorings") in done
    assert not any("Normal" in text for *_, text in done)


def test_columns_that_are_no_levels_tell_none() -> None:
    text = ACROSS.replace("Level 1 (Watch)", "North quay").replace("Level 2 (Warning)", "South quay")
    assert extract(read(text.encode(), "plan.md")).levels == []


CELLS = """Tolbury Quay Storm Plan

1. Activation levels

Level | Trigger | Actions
Level 1 (Watch) | Gusts of 60 km/h or more are forecast | Harbour Guard checks the moorings
Level 2 (Warning) | Gusts of 90 km/h or more are forecast | Harbour Guard closes the quay; Crane Foreman lowers the jib
"""


def test_a_table_of_bare_strokes_is_read_and_a_cell_of_two_is_two_measures() -> None:
    plan = found(CELLS)
    assert conditions(plan)["I"] == ["Gusts of 90 km/h or more are forecast"]
    done = [(one.levels, one.units, one.text) for one in plan.actions]
    assert (["I"], ["Harbour Guard"], "Harbour Guard closes the quay") in done
    assert (["I"], ["Crane Foreman"], "Crane Foreman lowers the jib") in done


@pytest.mark.parametrize(
    ("lines", "rows"),
    [("a | b | c\nd | e | f\ng | h | i", 3), ("a | b | c\nd | e | f", 0), ("a | b\nd | e\ng | h", 0)],
)
def test_lines_with_strokes_are_rows_where_there_are_enough(lines: str, rows: int) -> None:
    assert tabbed(lines).count("\t") == 2 * rows


HUES = """Tolbury River Plan

1. Alert levels

Emergency level: GREEN (quiet)
Reservoir level between 80.0 m and 82.0 m.

Emergency level: AMBER (rising)
Reservoir level above 82.0 m.
More than 30 homes may flood.

Emergency level: RED (breach)
Reservoir level above 83.5 m.

2. Actions

2.1 Green
The Dam Guard reads the gauge every 3 hours.

2.2 Later on
AMBER: The Dam Guard informs the Harbour Clerk within 20 minutes. The Sluice Crew opens the gates.
RED: The Harbour Clerk orders the evacuation at once.
NOTE: The Harbour Clerk keeps the keys.
"""


def test_colours_alone_name_levels_and_what_is_done_there() -> None:
    plan = found(HUES)
    assert conditions(plan) == {
        "I": ["Reservoir level above 83.5 m."],
        "II": ["Reservoir level above 82.0 m.", "More than 30 homes may flood."],
        "III": ["Reservoir level between 80.0 m and 82.0 m."],
    }
    at = {one.text[:20]: (one.levels, one.units) for one in plan.actions}
    assert at["The Dam Guard reads "] == (["III"], ["Dam Guard"])
    assert at["The Sluice Crew open"] == (["II"], ["Sluice Crew"])
    assert at["The Harbour Clerk or"] == (["I"], ["Harbour Clerk"])
    assert at["The Harbour Clerk ke"] == (["*"], ["Harbour Clerk"])
    assert not {"GREEN", "AMBER", "RED", "NOTE"} & {unit.name for unit in plan.units}


CALLS = """Tolbury River Plan

1. Response
1.1 Call-out sequence

Order | Who calls | Who is called | Telephone | Within
1 | Dam Guard | Harbour Clerk | 555-0199 | 5 minutes
2 | Harbour Clerk | County Flood Office | 555-0198 | 30 minutes
3 | Harbour Clerk | Residents of Quay Lane | siren | 10 minutes
"""


def test_a_table_of_calls_gives_who_reports_to_whom_by_when() -> None:
    told = [(one.sender, one.to, one.deadline and one.deadline.minutes, one.channel) for one in found(CALLS).reports]
    assert told == [
        ("Dam Guard", ["Harbour Clerk"], 5, "Telephone"),
        ("Harbour Clerk", ["County Flood Office"], 30, "Telephone"),
    ]


def test_a_table_without_callers_gives_no_reports() -> None:
    assert found(CALLS.replace("Who calls", "Name")).reports == []
