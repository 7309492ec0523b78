"""Plans in English: numbered levels, measures with their units, and what a plan says of itself."""

import hashlib

import pytest

from watchroom.plans.documents.text import plain
from watchroom.plans.extraction.expressions import Reader, Rules
from watchroom.plans.extraction.extract import extract
from watchroom.plans.extraction.found import AllOf, AnyOf, Expr, Found, Leaf
from watchroom.plans.extraction.vocabulary import shipped

pytestmark = pytest.mark.pure

FRONT = """Fernhill Borough
Storm Response Plan
Issued by: Fernhill Resilience Office
Revision 4
March 9, 2025
1. Introduction
This plan applies to storms that reach the borough of Fernhill and its two piers.
"""
FALLING = """2. Alert Levels
Level 3: Routine Watch
Resilience staff read the weather log at dusk and keep the telephone list of the borough current.
Level 2: Partial Activation
A storm may affect the lower town. Gusts above 50 mph are forecast within the next 12 hours.
Level 1: Full Activation
The room is activated when the river stage reaches 11 ft, or more than four casualties are reported.
"""
RISING = """2. Alert Levels
Level\tTriggers\tActions\tLead agency
Level 1 - Minor\tRain of 2 inches in 24 hours\tCheck the gullies within 90 minutes\tStreets Team
Level 2 - Major\t30 or more homes flooded; a breach of the sea wall\tOpen the rest centre immediately\tRest Centre Manager
3. Response Actions
3.1 Level 2
- The Pier Warden shall close both piers.
"""


def found(text: str) -> Found:
    return extract(plain(text, name="plan.txt", digest=hashlib.sha256(text.encode()).hexdigest()))


def said(expr: Expr | None) -> str:
    if isinstance(expr, AllOf):
        return " & ".join(said(part) for part in expr.all)
    if isinstance(expr, AnyOf):
        return " | ".join(said(part) for part in expr.any)
    if not isinstance(expr, Leaf):
        return ""
    window = f" in {expr.window_min}" if expr.window_min else ""
    value = f"{expr.value:.5g}" if isinstance(expr.value, float) else expr.value
    return f"{expr.quantity} {expr.op} {value}{window}{' ahead' if expr.phase == 'forecast' else ''}"


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("Gusts above 50 mph are forecast within the next 12 hours", "wind_speed > 22.352 in 720 ahead"),
        ("the creek is at a stage of 9 ft", "water_level >= 2.7432"),
        (
            "more than four casualties, or 1,200 customers without power",
            "injured > 4 | power_outage_households >= 1200",
        ),
        ("snowfall of eight inches or more in a 24-hour period", "snowfall >= 203.2 in 1440"),
        ("at least three confirmed cases over the past 2 days", "cases >= 3 in 2880"),
        ("between 5 and 9 injuries", "injured >= 5 & injured <= 9"),
        ("an earthquake of magnitude 4.5 or greater", "earthquake_magnitude >= 4.5"),
        ("a flood watch/warning", "warning_signal == flood watch | warning_signal == flood warning"),
        ("12 hospitals ask for help", ""),
    ],
)
def test_measures_in_english_units_are_compared(text: str, told: str) -> None:
    assert said(Reader(shipped()).read(text, Rules()).expr) == told


def test_numbered_levels_count_down_to_the_highest() -> None:
    made = found(FRONT + FALLING)
    assert [(one.code, one.name) for one in made.levels] == [
        ("I", "Level 1: Full Activation"),
        ("II", "Level 2: Partial Activation"),
        ("III", "Level 3: Routine Watch"),
    ]
    assert [said(condition.expr) for condition in made.levels[0].conditions] == ["water_level >= 3.3528 | injured > 4"]
    assert [action.levels for action in made.actions if "dusk" in action.text] == [["III"]]


def test_levels_of_a_table_count_up_where_their_names_say_so() -> None:
    made = found(FRONT + RISING)
    assert [(one.code, one.name) for one in made.levels] == [("I", "Level 2 - Major"), ("II", "Level 1 - Minor")]
    assert [condition.text for condition in made.levels[0].conditions] == [
        "30 or more homes flooded",
        "a breach of the sea wall",
    ]
    told = {action.text: (action.levels, action.units) for action in made.actions}
    assert told["Check the gullies within 90 minutes"] == (["II"], ["Streets Team"])
    assert told["The Pier Warden shall close both piers."] == (["I"], ["Pier Warden"])


def test_the_front_tells_title_issuer_and_date() -> None:
    plan = found(FRONT + FALLING).metadata
    assert (plan.title, plan.plan_type) == ("Fernhill Borough Storm Response Plan", "special")
    assert (plan.issuer, plan.issued_date) == ("Fernhill Resilience Office", "2025-03-09")


def test_sections_and_elected_bodies_have_their_duties() -> None:
    duties = "4. Organisation and Responsibilities\n4.1 Operations Section\n- Direct the crews at both piers.\n"
    duties += "4.2 Response Actions\n- The Harbour Sheriff shall notify the Borough Commissioners within 20 minutes.\n"
    made = found(FRONT + FALLING + duties)
    assert [duty.text for one in made.units if one.name == "Operations Section" for duty in one.duties] == [
        "Direct the crews at both piers"
    ]
