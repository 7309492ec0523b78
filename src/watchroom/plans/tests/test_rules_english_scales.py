"""Scales of English plans: conditions told side by side with periods of their own, levels by bands, colours and counts."""

import pytest

from watchroom.plans.documents import read
from watchroom.plans.drafts.elements import items
from watchroom.plans.extraction.english_actors import Actors
from watchroom.plans.extraction.english_scale import rising
from watchroom.plans.extraction.expressions import Reader, Rules
from watchroom.plans.extraction.extract import extract
from watchroom.plans.extraction.extract import read as outlined
from watchroom.plans.extraction.found import Action, AllOf, AnyOf, Expr, Found, Leaf
from watchroom.plans.extraction.units import Names
from watchroom.plans.extraction.vocabulary import shipped

pytestmark = pytest.mark.pure

BOROUGH = """ALDERWICK BOROUGH COUNCIL
MAJOR INCIDENT PLAN
Issued: 2 May 2024

1. ACTIVATION
1.1 Levels of response

Level 1 – Service Incident
One service can deal with it.

Level 2 – Critical Incident
Any of the following applies:
- more than 20 homes are without water
- a Flood Warning is issued by the River Agency for any part of the town

Level 3 – Major Incident
Any of the following applies:
- more than 300 homes are without water

2. ROLES AND RESPONSIBILITIES
2.1 Council Silver
Council Silver is responsible for:
- opening the control room

3. RESPONSE
3.1 Level 2
a) Council Silver will normally be told by the Duty Officer.
b) The Duty Officer will notify the Head of Housing concerned within 20 minutes.

3.2 Level 3
In addition to the measures at Level 2:
a) Rest Centre Managers will open the halls no later than 6 hours before the flood peak.
b) Council Silver will close the bridges within 40 minutes.
"""

ICE = """# Brook County Ice Plan

## Activation Levels

| EOC Level | Color | Trigger |
|---|---|---|
| Enhanced Monitoring | Yellow | Freeze Watch issued |
| Full Activation | Red | Ice Storm Warning issued |

## Roles and Responsibilities

### Road Department

- Monitors State Weather Service bulletins every morning.
- Provides grit to the villages.
"""

POSTS = """=====================
Lakeside Ham Activation
=====================

How we begin
------------

This paper says how the volunteers of the lake begin their work after a quake.

============================
Radio Operator
============================

Responsibilities
----------------

The Radio Operator (RO) shall keep the net in order until the hall is open to everybody.

First minutes
-------------

Your first task is to open the net on the usual channel and to listen to everybody.

Contact Town Staff
------------------

You should call the town hall before anything else is done by the volunteers.

Calls the Duty Warden should pass on to the hall:

* reports of fire
"""

RIDE = """# Lakeside Ride Weather Plan

## Hot Days

| Heat Index | What we do |
|---|---|
| Below 80°F | Ride as usual. Water should be readily available. |
| 80–89°F | The Referee may shorten the round. Close the long loop. |
| 90°F+ | The Referee will stop the ride. |

## Cold Days

| Wind Chill | What we do |
|---|---|
| Above 32°F | Ride as usual in warm clothes. |
| 15–31°F | Open the warming tent. |
| Below 15°F | Cancel the ride. |

## Prices

| Temperature | What it costs |
|---|---|
| Below 40°F | Heating costs two dollars a day. |
| 40–60°F | Heating costs one dollar a day. |
| 60°F+ | Nothing is paid for heating. |
"""

CASCADE = """# Dale Village Emergency Plan

## Call cascade (all levels report at once)

1. Duty Warden rings the cluster heads

## Notification cascade

1. Duty Warden opens the hall

## Shelter Operations

**Hall Manager** (one for each hall):
- Opens the hall within 2 hours
- Keeps the list of those who stay
"""


def found(text: str, name: str = "plan.txt") -> Found:
    return extract(read(text.encode(), name))


def action(made: Found, words: str) -> Action:
    return next(one for one in made.actions if words in one.text)


def said(expr: Expr | None) -> str:
    if isinstance(expr, AllOf):
        return " & ".join(said(part) for part in expr.all)
    if isinstance(expr, AnyOf):
        return " | ".join(said(part) for part in expr.any)
    if not isinstance(expr, Leaf):
        return ""
    when = ("~" if expr.phase == "forecast" else "") + (f"/{expr.window_min}" if expr.window_min else "")
    return f"{expr.quantity}{expr.op}{expr.value}{when}"


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("more than 4 in. of snow within 12 hours, or gusts above 50 mph", "snowfall>101.6/720 | wind_speed>22.352"),
        ("2 in of rain or more", "rainfall>=50.8"),
        ('up to 6" of snow', "snowfall<=152.4"),
        ("at least 10 cm of snow forecast within 24 hours or wind chill below 14°F", "snowfall>=100~/1440 | wind_chill<-10"),
        ("more than 8 inches of snow with winds of 30 mph or more", "snowfall>203.2 & wind_speed>=13.4112"),
        ("more than 200 homes without power for longer than 6 hours", "power_outage_households>200 & interruption>6"),
        ("the river level exceeds or is forecast to exceed 2.5 m", "water_level>2.5 | water_level>2.5~"),
        ("forecast rainfall of 50 mm or more or gusts above 20 m/s", "rainfall>=50~ | wind_speed>20~"),
        ("heat index of 105°F or more", "heat_index>=40.555556"),
    ],
)  # fmt: skip
def test_alternatives_in_english_keep_their_own_periods_and_units(text: str, told: str) -> None:
    assert said(Reader(shipped()).read(text, Rules()).expr) == told


@pytest.mark.parametrize("text", ["5 in the morning", 'at level 4" or above', "200 people in or near the hall"])
def test_what_only_looks_like_inches_is_none(text: str) -> None:
    assert "fall" not in said(Reader(shipped()).read(text, Rules()).expr)


def test_levels_rise_with_what_is_counted_and_a_list_that_adds_to_one_is_for_the_next() -> None:
    made = found(BOROUGH)

    assert next((one.code, one.name) for one in made.levels) == ("I", "Level 3 – Major Incident")
    assert made.metadata.issuer != "River Agency for any part of the town"
    silver = next(one for one in made.units if one.name == "Council Silver")
    assert (silver.kind, next(duty.text for duty in silver.duties)) == ("role", "opening the control room")
    opened, closed = action(made, "open the halls"), action(made, "close the bridges")
    assert (opened.levels, opened.units, opened.deadline) == (["I"], ["Rest Centre Managers"], None)
    assert closed.levels == ["I"]
    assert closed.deadline is not None
    assert closed.deadline.minutes == 40
    assert action(made, "normally be told").units == ["Duty Officer"]
    assert ["Head of Housing"] in [row.to for row in made.reports]


def test_counts_that_disagree_say_nothing() -> None:
    told = [(1, "Level 1", "more than 50 people, over 2 deaths"), (2, "Level 2", "more than 20 people, over 9 deaths")]

    assert rising(told) is None
    assert rising([(1, "Level 1", "within 72 hours"), (2, "Level 2", "within 24 hours")]) is None


def test_a_column_of_colours_colours_the_levels_and_a_verb_is_no_body() -> None:
    made = found(ICE, "ice.md")

    assert [(one.name, one.colour) for one in made.levels] == [
        ("Full Activation", "red"),
        ("Enhanced Monitoring", "yellow"),
    ]
    assert {one.name: len(one.duties) for one in made.units} == {"Road Department": 2}


def test_posts_whose_titles_stand_between_rules_have_what_is_below_them_to_do() -> None:
    parts = outlined(read(POSTS.encode(), "plan.txt")).outline.parts
    made = found(POSTS)

    assert [(p.title, p.depth) for p in parts if p.kind == "chapter"][2:4] == [
        ("Radio Operator", 1),
        ("Responsibilities", 2),
    ]
    assert action(made, "open the net").units == ["Radio Operator"]
    assert action(made, "call the town hall").units == ["Radio Operator"]
    told = {one.name: (one.abbr, [duty.text for duty in one.duties]) for one in made.units}
    assert "Contact Town Staff" not in told
    assert not [name for name in told if name.startswith("Calls")]
    assert told["Radio Operator"][0] == "RO"
    assert any("keep the net in order" in text for text in told["Radio Operator"][1])


@pytest.mark.parametrize(
    ("title", "named"),
    [("Contact Town Staff", False), ("Recruiting Staff", False), ("Contact Officer", True), ("Nursing Staff", True)],
)
def test_a_heading_that_orders_something_names_nobody(title: str, named: bool) -> None:
    vocabulary = shipped()
    actors = Actors(Names(vocabulary).english)

    assert bool(actors.titled(title)) is named


def test_bands_of_what_is_measured_are_levels_without_names_of_which_it_is_in_doubt() -> None:
    made = found(RIDE, "ride.md")

    assert [(one.code, one.name, one.kind) for one in made.levels] == [
        ("I", "", "response"),
        ("II", "", "response"),
        ("III", "", "response"),
    ]
    assert [[said(condition.expr) for condition in one.conditions] for one in made.levels] == [
        ["heat_index>=32.222222", "wind_chill<-9.444444"],
        ["heat_index>=26.666667 & heat_index<=31.666667", "wind_chill>=-9.444444 & wind_chill<=-0.555556"],
        ["heat_index<26.666667", "wind_chill>0"],
    ]
    assert [doubt.code for doubt in made.levels[0].doubts] == ["name_unsaid"]
    assert [item.words for item in items(made) if item.kind == "level"] == ["I", "II", "III"]
    stop = action(made, "stop the ride")
    assert (stop.levels, stop.units) == (["I"], ["Referee"])
    assert action(made, "warming tent").levels == ["II"]
    assert not [one for one in made.units if one.name == "Water"]


def test_bands_of_a_temperature_that_is_neither_hot_nor_cold_are_no_levels() -> None:
    assert not found("# Dale Pool Plan\n" + RIDE[RIDE.index("\n## Prices") :], "pool.md").levels


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("wind chill of -10 to -5 °C", "wind_chill>=-10 & wind_chill<=-5"),
        ("wind chill of -10 to 5 °C", "wind_chill>=-10 & wind_chill<=5"),
        ("wind chill of 5 to 23 °F", "wind_chill>=-15 & wind_chill<=-5"),
    ],
)
def test_a_range_below_zero_keeps_both_its_bounds(text: str, told: str) -> None:
    assert said(Reader(shipped()).read(text, Rules()).expr) == told


def test_a_cascade_is_a_procedure_and_a_label_with_an_aside_names_whoever_acts_below_it() -> None:
    made = found(CASCADE, "dale.md")

    assert action(made, "opens the hall").units == ["Duty Warden"]
    opened = action(made, "Opens the hall")
    assert opened.units == ["Hall Manager"]
    assert opened.deadline is not None
    assert opened.deadline.minutes == 120
    assert action(made, "Keeps the list").units == ["Hall Manager"]
