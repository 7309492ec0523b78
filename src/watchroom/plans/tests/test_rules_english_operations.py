"""Emergency operations plans in English: what is done at levels that have names alone, and the bodies that act there."""

import pytest

from watchroom.plans.documents import read
from watchroom.plans.extraction.deadlines import Limits
from watchroom.plans.extraction.english_actors import Actors
from watchroom.plans.extraction.english_scale import weight
from watchroom.plans.extraction.extract import extract
from watchroom.plans.extraction.found import Found
from watchroom.plans.extraction.units import Names
from watchroom.plans.extraction.vocabulary import shipped

pytestmark = pytest.mark.pure

PLAN = """Marlow County
Emergency Operations Plan
Revised March 2019

1. Concept of Operations
1.1 Activation Levels of the Centre
Monitoring
This level applies when a storm watch has been issued for the county.
Partial Activation
The centre is opened when an incident requires the help of two county departments.
Full Activation
The centre is staffed when a disaster requires a county-wide response.

2. Organization and Assignment of Responsibilities
2.1 Policy Group
The Policy Group shall:
- Declare a local emergency
- Approve the spending of the county
2.2 Road Commission
The commission shall:
- Provide barricades
- Inspect the dikes
2.3 ESF #3 – Engineering
Coordinator: Road Commission
- Restores the water supply

3. Response Actions
3.1 Monitoring
Harbour Department
- Checks the river gauges every 4 hours
3.2 Partial or Full Activation
- The Emergency Manager will open the centre within 60 minutes.
- The Logistics Section will order sandbags.
- ESF #3 Coordinator reviews the list of pumps.
- Night Supervisor to open the rest area.
- The dispatcher shall notify the Fire Chief immediately by telephone.
"""


def found(text: str = PLAN, name: str = "plan.txt") -> Found:
    return extract(read(text.encode(), name))


def told(made: Found, words: str) -> tuple[list[str], list[str]]:
    one = next(one for one in made.actions if words in one.text)
    return sorted(one.levels), one.units


def test_what_is_done_below_the_name_of_a_level_is_a_measure_at_it() -> None:
    made = found()
    assert [(one.code, one.name) for one in made.levels] == [
        ("I", "Full Activation"),
        ("II", "Partial Activation"),
        ("III", "Monitoring"),
    ]
    assert told(made, "open the centre within") == (["I", "II"], ["Emergency Manager"])
    assert told(made, "river gauges") == (["III"], ["Harbour Department"])


def test_a_word_of_a_level_alone_shares_no_last_word() -> None:
    made = found(PLAN.replace("3.2 Partial or Full Activation", "3.2 Partial or Late Response"))
    assert told(made, "open the centre within")[0] == ["*"]


def test_the_bodies_of_an_operations_plan_keep_their_kind_and_their_duties() -> None:
    units = {unit.name: unit for unit in found().units}
    assert units["Policy Group"].kind == "command"
    assert units["ESF #3 – Engineering"].kind == "working_group"
    assert [duty.text for duty in units["ESF #3 – Engineering"].duties] == ["Restores the water supply"]
    assert [duty.text for duty in units["Road Commission"].duties] == ["Provide barricades", "Inspect the dikes"]
    assert not {"commission", "Coordinator: Road Commission"} & set(units)


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("ESF #3 Coordinator reviews the list of pumps.", ["ESF #3 Coordinator"]),
        ("The Logistics Section will order sandbags.", ["Logistics Section"]),
        ("Night Supervisor to open the rest area.", ["Night Supervisor"]),
        ("This Section will describe the tasks.", []),
        ("The next Section will describe the tasks.", []),
        ("Decision to open the rest area lies with nobody.", []),
    ],
)
def test_who_acts_in_an_operations_plan(text: str, names: list[str]) -> None:
    assert Actors(Names(shipped()).english).subjects(text) == names


@pytest.mark.parametrize(
    ("text", "time"),
    [
        ("The ward reports its beds by 0730 daily", "07:30"),
        ("A summary is sent no later than 1600 hours", "16:00"),
        ("The dikes are rebuilt by 2025", None),
        ("The dikes are rebuilt by 2025 and inspected daily", None),
    ],
)
def test_a_time_of_four_figures_is_one_where_hours_or_days_say_so(text: str, time: str | None) -> None:
    timed = Limits(shipped()).first(text)
    assert (timed.deadline.daily_by if timed else None) == time


HOUSE = """LINDEN VALLEY GENERAL HOSPITAL
Storm Response Plan
Adopted: 06/2018

1. PURPOSE
This plan says what the house does in a storm that may harm its patients.
"""


def test_the_title_and_the_date_of_an_operations_plan() -> None:
    assert _meta(PLAN) == (
        "Marlow County Emergency Operations Plan",
        "Marlow County",
        "2019-03",
    )
    assert _meta(HOUSE)[::2] == ("LINDEN VALLEY GENERAL HOSPITAL Storm Response Plan", "2018-06")
    assert _meta(HOUSE.replace("Adopted: 06/2018", "Form 14/2018"))[2] is None


def _meta(text: str) -> tuple[str | None, str | None, str | None]:
    told = found(text).metadata
    return told.title, told.issuer, told.issued_date


TABLE = """# Marlow County Heat Plan

## Activation Levels

| Level | Description | Trigger |
|---|---|---|
| Level 3 | Advisory | Temperature of 32 °C or higher is forecast |
| Level 2 | Warning | Temperature of 36 °C or higher is forecast |
| Level 1 | Full emergency | Temperature of 40 °C or higher is forecast |

## Response

The Emergency Manager opens the cooling rooms.
"""


def test_a_word_that_calls_a_level_is_no_condition_of_it() -> None:
    made = found(TABLE, "plan.md")
    assert [(one.code, [c.text for c in one.conditions]) for one in made.levels] == [
        ("I", ["Temperature of 40 °C or higher is forecast"]),
        ("II", ["Temperature of 36 °C or higher is forecast"]),
        ("III", ["Temperature of 32 °C or higher is forecast"]),
    ]


SITE = """Emergency Response Plan of the Works

1. Emergency Classification
Minor Emergency: A release that the operators of one unit can control.
Site Emergency: A release that affects more than one unit.
Off-Site Emergency: A release that may affect people beyond the fence.

2. Response Procedures
2.1 Minor Emergency
- The Shift Supervisor isolates the leak within 5 minutes.
2.2 Off-Site Emergency
- The Works Manager informs the Fire Service within 15 minutes.
"""


def test_emergencies_of_a_works_are_weighed_by_what_stands_before_the_word() -> None:
    made = found(SITE)
    assert [(one.code, one.name) for one in made.levels] == [
        ("I", "Off-Site Emergency"),
        ("II", "Site Emergency"),
        ("III", "Minor Emergency"),
    ]
    assert told(made, "isolates the leak") == (["III"], ["Shift Supervisor"])
    assert told(made, "informs the Fire Service") == (["I"], ["Works Manager"])


@pytest.mark.parametrize(
    ("name", "least"),
    [("Emergency", 6), ("State of emergency", 6), ("General emergency", 7), ("Major emergency", 6), ("Disaster", 7)],
)
def test_an_emergency_alone_keeps_its_weight(name: str, least: int) -> None:
    assert weight(name) == least
