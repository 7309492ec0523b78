"""Plans in English of several kinds and layouts: procedures with labels, town plans, plans of hospitals and schools."""

import pytest

from watchroom.plans.documents import read
from watchroom.plans.extraction.english_actors import Actors
from watchroom.plans.extraction.english_scale import label, numbers, rising
from watchroom.plans.extraction.english_sentences import imperative
from watchroom.plans.extraction.expressions import Reader, Rules
from watchroom.plans.extraction.extract import extract
from watchroom.plans.extraction.found import Action, AllOf, AnyOf, Expr, Found, Leaf
from watchroom.plans.extraction.units import Names
from watchroom.plans.extraction.vocabulary import shipped

pytestmark = pytest.mark.pure

SMOKE = """# SOP-4410: Wildfire Smoke Response

**Effective Date:** March 3, 2024
**Owner:** Safety Department

## 1. Purpose
This procedure describes how Alder Valley Orchards protects crews from wildfire smoke.

## 3. Roles and Responsibilities

### 3.1 Safety Manager
- Monitors the air quality index twice per shift
- Declares the smoke level

| Role | Responsibility |
|------|----------------|
| HR Director | Approves paid leave during closures |

## 4. Smoke Levels

### 4.1 Level 1 – Yellow (Advisory) 🟡
**Trigger:** AQI 101–150
**Actions:**
1. Crew Leads offer masks.

### 4.2 Level 2 – Orange (Restricted)
**Trigger:** AQI 151–200
**Actions:**
1. The Safety Manager shall brief the General Manager within 30 minutes.
2. Rotate crews every 2 hours.

### 4.3 Level 3 – Red (Stop Work)
**Trigger:** AQI above 200, or an evacuation order for the county
**Actions:**
- [ ] Stop all outdoor work immediately.

## 5. Notification Procedure
The Safety Manager must notify the General Manager by phone within 15 minutes of any level change and submit a written report to the Health and Safety Executive within 10 days.

## 6. Evacuation
If an evacuation order is issued:
- Crew Leads account for every worker within 10 minutes.
- Do not re-enter the orchard until the Safety Manager gives the all clear.

## 7. Training
All crews shall be trained each May.
"""

HOSPITAL = """MARLOW COUNTY HOSPITAL
EMERGENCY OPERATIONS PLAN
Date: 12 June 2023
1.0 PURPOSE
The purpose of this plan is to provide for the care of patients in an emergency.
2.0 ORGANIZATION
2.1 Incident Commander
The Incident Commander shall:
a. Activate the Hospital Command Center.
b. Declare the level of the emergency.
3.0 LEVELS OF EMERGENCY
Level I: An incident that can be managed with resources on duty. Fewer than 5 casualties are expected.
Level II: An incident that requires additional staff to be called in. Between 5 and 20 casualties are expected.
Level III: An incident that exceeds the capacity of the hospital. More than 20 casualties are expected.
4.0 RESPONSE PROCEDURES
4.1 Level II
1. Elective surgery shall be suspended by the Chief of Surgery.
4.2 Level III
1. The Transport Team shall move patients to the alternate care site within 4 hours.
5.0 COMMUNICATIONS
The House Supervisor will notify the State Department of Health by telephone within 2 hours of any Level III event.
"""

CAMPUS = """<html><body><h1>Campus Emergency Plan</h1><p>Lakeside College</p><p>Last updated: 2022-09-01</p>
<h2>Emergency Levels</h2>
<table><tr><th>Level</th><th>Description</th><th>Who decides</th><th>Response</th></tr>
<tr><td>Minor</td><td>An incident that affects one building</td><td>Public Safety</td><td>Public Safety handles the incident.</td></tr>
<tr><td>Major</td><td>An incident that disrupts several buildings</td><td>President</td><td>The Crisis Team meets within one hour.</td></tr>
</table>
<h2>Crisis Team</h2><ul><li><b>President</b> – leads the team</li></ul>
<h2>What to do</h2><h3>Fire</h3><ul><li>Pull the nearest alarm.</li></ul>
<h3>Lockdown</h3><p><b>Staff will:</b></p><ul><li>Take attendance</li></ul><p><b>Principal will:</b></p><ul><li>Call the Superintendent</li></ul>
<h3>Utilities</h3><table><tr><th>Step</th><th>Action</th><th>Responsible</th><th>Timeframe</th></tr>
<tr><td>1</td><td>Close valves around the break</td><td>Field Supervisor</td><td>30 minutes</td></tr></table>
</body></html>"""

HEAT = """# City Heat Plan

## Heat Emergency Classification

### Heat Advisory
- **Trigger:** Heat index 100-104°F
- **Action:** Open cooling rooms

### Excessive Heat Warning
- **Trigger:** Heat index 105°F+
- **Action:** The Parks Department keeps the pools open

## Response Actions
1. **Immediate** (0-15 minutes):
   - Call the on-call nurse
2. During a Heat Advisory:
   - Ring the bell of the town hall
"""


def found(text: str, name: str) -> Found:
    return extract(read(text.encode(), name))


def action(made: Found, words: str) -> Action:
    return next(one for one in made.actions if words in one.text)


def timed(one: Action) -> tuple[int | None, int | None]:
    return (one.deadline.minutes, one.deadline.every_minutes) if one.deadline else (None, None)


def said(expr: Expr | None) -> str:
    if isinstance(expr, AllOf):
        return " & ".join(said(part) for part in expr.all)
    if isinstance(expr, AnyOf):
        return " | ".join(said(part) for part in expr.any)
    return (
        f"{expr.quantity}{expr.op}{expr.value:g}" if isinstance(expr, Leaf) and not isinstance(expr.value, str) else ""
    )


def test_a_procedure_with_labels_tells_levels_measures_bodies_and_reports() -> None:
    made = found(SMOKE, "smoke.md")
    plan = made.metadata
    assert (plan.title, plan.issuer, plan.issued_date) == ("Wildfire Smoke Response", "Safety Department", "2024-03-03")
    assert [(one.code, one.name, one.colour) for one in made.levels] == [
        ("I", "Level 3 – Red (Stop Work)", "red"),
        ("II", "Level 2 – Orange (Restricted)", "orange"),
        ("III", "Level 1 – Yellow (Advisory)", "yellow"),
    ]
    assert [said(one.conditions[0].expr) for one in made.levels] == [
        "air_quality_index>200",
        "air_quality_index>=151 & air_quality_index<=200",
        "air_quality_index>=101 & air_quality_index<=150",
    ]
    brief, stop = action(made, "shall brief"), action(made, "Stop all outdoor work")
    assert (brief.levels, brief.units, timed(brief)) == (["II"], ["Safety Manager"], (30, None))
    assert (stop.levels, stop.units, timed(stop)) == (["I"], [], (0, None))
    assert timed(action(made, "Rotate crews")) == (None, 120)
    assert action(made, "account for every worker").units == ["Crew Leads"]
    assert not any("trained" in one.text or "Monitors" in one.text for one in made.actions)
    duties = {one.name: [duty.text for duty in one.duties] for one in made.units}
    assert duties["Safety Manager"][:1] == ["Monitors the air quality index twice per shift"]
    assert duties["HR Director"] == ["Approves paid leave during closures"]
    assert [(r.sender, r.to, r.deadline and r.deadline.minutes, r.channel) for r in made.reports[-2:]] == [
        ("Safety Manager", ["General Manager"], 15, "phone"),
        ("Safety Manager", ["Health and Safety Executive"], 14400, None),
    ]


def test_a_hospital_plan_whose_levels_rise_by_what_is_told_of_them() -> None:
    made = found(HOSPITAL, "hospital.txt")
    assert (made.metadata.title, made.metadata.issued_date) == (
        "MARLOW COUNTY HOSPITAL EMERGENCY OPERATIONS PLAN",
        "2023-06-12",
    )
    assert [(one.code, one.name) for one in made.levels] == [("I", "Level III"), ("II", "Level II"), ("III", "Level I")]
    assert [said(one.conditions[0].expr) for one in made.levels] == [
        "injured>20",
        "injured>=5 & injured<=20",
        "injured<5",
    ]
    moves, surgery = action(made, "move patients"), action(made, "Elective surgery")
    assert (moves.levels, moves.units, timed(moves)) == (["I"], ["Transport Team"], (240, None))
    assert (surgery.levels, surgery.units) == (["II"], ["Chief of Surgery"])
    assert [(r.sender, r.to, r.channel) for r in made.reports] == [
        ("House Supervisor", ["State Department of Health"], "telephone")
    ]
    commander = next(one for one in made.units if one.name == "Incident Commander")
    assert [duty.text for duty in commander.duties] == [
        "Activate the Hospital Command Center",
        "Declare the level of the emergency",
    ]


def test_levels_of_a_table_are_named_by_words_and_lists_belong_to_whom_their_lead_names() -> None:
    made = found(CAMPUS, "campus.html")
    assert [(one.code, one.name, [c.text for c in one.conditions]) for one in made.levels] == [
        ("I", "Major", ["An incident that disrupts several buildings"]),
        ("II", "Minor", ["An incident that affects one building"]),
    ]
    meets, valves = action(made, "Crisis Team meets"), action(made, "Close valves")
    assert (meets.levels, meets.units, timed(meets)) == (["I"], ["Crisis Team"], (60, None))
    assert (valves.units, timed(valves)) == (["Field Supervisor"], (30, None))
    assert action(made, "Take attendance").units == ["Staff"]
    assert action(made, "Call the Superintendent").units == ["Principal"]
    assert action(made, "Pull the nearest alarm").units == []
    assert [(one.sender, one.to) for one in made.reports] == [("Principal", ["Superintendent"])]


def test_headings_and_leads_say_the_limit_and_the_level_of_their_lists() -> None:
    made = found(HEAT, "heat.md")
    assert [(one.code, one.name) for one in made.levels] == [("I", "Excessive Heat Warning"), ("II", "Heat Advisory")]
    assert said(made.levels[1].conditions[0].expr) == "heat_index>=37.7778 & heat_index<=40"
    assert timed(action(made, "on-call nurse")) == (15, None)
    assert action(made, "Ring the bell").levels == ["II"]
    assert (action(made, "pools").levels, action(made, "pools").units) == (["I"], ["Parks Department"])


@pytest.mark.parametrize(
    ("sentence", "who"),
    [
        ("The Harbour Master will close the inner basin.", ["Harbour Master"]),
        ("If the dyke leaks, the Dyke Warden and the Works Department shall place sandbags.", ["Dyke Warden", "Works Department"]),
        ("The shelter shall be opened by the Shelter Manager within an hour.", ["Shelter Manager"]),
        ("All ward staff must stay on their ward.", ["All ward staff"]),
        ("Shift Managers call their crews.", ["Shift Managers"]),
        ("T+2 hours: Duty Officer reviews the log.", ["Duty Officer"]),
        ("The Ferry Master/Deputy and Pier Warden must stop the ferry.", ["Ferry Master/Deputy", "Pier Warden"]),
        ("Close the sluice at once.", []),
        ("Monitors hospital admissions.", []),
        ("This plan will be reviewed.", []),
        ("It must be dry.", []),
    ],
)  # fmt: skip
def test_who_acts_is_read_from_the_sentence(sentence: str, who: list[str]) -> None:
    assert Actors(Names(shipped()).english).subjects(sentence) == who


@pytest.mark.parametrize(
    ("sentence", "to"),
    [
        ("Notify the Fire Chief and the County EOC by radio.", ["Fire Chief", "County EOC"]),
        ("The guard informs the Administrator on Call of the alarm.", ["Administrator on Call"]),
        ("Submit a status report to the Director of Facilities every hour.", ["Director of Facilities"]),
        ("Inform the public and the media.", []),
    ],
)
def test_who_is_told_is_read_from_the_sentence(sentence: str, to: list[str]) -> None:
    told = Actors(Names(shipped()).english).receivers(sentence)
    assert [name for names, _ in told for name in names] == to


@pytest.mark.parametrize(
    ("text", "scale", "number"),
    [("Level 2 – Partial activation", "level", 2), ("Severity Level 1: Minor", "level", 1), ("TYPE 3 - A small event", "type", 3),
     ("SEV-1 (Critical)", "severity", 1), ("Stage Two: Warning", "stage", 2), ("Class III", "class", 3)],
)  # fmt: skip
def test_levels_are_known_by_their_labels(text: str, scale: str, number: int) -> None:
    one = label(text)
    assert one is not None
    assert (one.scale, one.number) == (scale, number)


def test_titles_name_the_levels_that_they_are_for() -> None:
    assert numbers("Stage 1, 2 or 3 emergencies", "stage", 5) == [1, 2, 3]
    assert numbers("For Levels 2–4", "level", 5) == [2, 3, 4]
    assert numbers("For SEV-1 and SEV-2 incidents:", "severity", 5) == [1, 2]
    assert numbers("Step 2", "level", 5) == []


def test_what_is_told_of_levels_says_which_is_the_higher_one() -> None:
    assert rising([(1, "Level 1: Minor", ""), (2, "Level 2: Critical", "")])
    assert not rising([(1, "Level 1: Full activation", ""), (3, "Level 3: Monitoring", "")])
    assert rising(
        [(1, "Tier 1", "can be managed with local resources"), (2, "Tier 2", "needs mutual aid and evacuation")]
    )


@pytest.mark.parametrize("sentence", ["Shut the gate.", "Immediately call 112.", "If smoke is seen, leave the hall.", "Do not use lifts."])  # fmt: skip
def test_orders_begin_with_what_is_to_be_done(sentence: str) -> None:
    assert imperative(sentence)


@pytest.mark.parametrize(
    "sentence", ["Gate keepers.", "The gate is shut.", "Issue 4, 18 October 2020", "Response of the town"]
)
def test_other_lines_are_no_orders(sentence: str) -> None:
    assert not imperative(sentence)


@pytest.mark.parametrize(
    ("text", "told"),
    [("a heat index of 104 °F or higher", "heat_index>=40"), ("temperatures above 95 °F", "max_temperature>35"),
     ("wind chill below 14 °F", "wind_chill<-10"), ("gusts at or above 50 mph", "wind_speed>=22.352"),
     ("temperatures at or below 14 °F", "min_temperature<=-10"), ("maximum temperature less than 14 °F", "max_temperature<-10"),
     ("气温低于-10℃", "min_temperature<-10"), ("气温降至-10℃以下", "min_temperature<=-10"), ("气温超过37℃", "max_temperature>37"),
     ("storage between 50% and 60% of capacity", "capacity_share>=50 & capacity_share<=60"), ("AQI exceeds 200", "air_quality_index>200")],
)  # fmt: skip
def test_fahrenheit_ranges_and_indices_are_compared(text: str, told: str) -> None:
    assert said(Reader(shipped()).read(text, Rules()).expr) == told
