"""Bounds of English plans for dams, crowds and spills: levels above the sea, how near something is, warnings by colour."""

import pytest

from watchroom.plans.documents import read
from watchroom.plans.extraction.expressions import Reader, Rules
from watchroom.plans.extraction.extract import extract
from watchroom.plans.extraction.found import AllOf, AnyOf, Expr, Leaf
from watchroom.plans.extraction.vocabulary import shipped

pytestmark = pytest.mark.pure

READER = Reader(shipped())


def told(text: str) -> object:
    def short(expr: Expr | None) -> object:
        if isinstance(expr, AllOf):
            return ("all", *(short(one) for one in expr.all))
        if isinstance(expr, AnyOf):
            return ("any", *(short(one) for one in expr.any))
        if isinstance(expr, Leaf):
            return (expr.quantity, expr.op, expr.value, expr.unit)
        return None

    return short(READER.read(text, Rules()).expr)


def test_levels_above_the_sea_are_levels_of_the_water() -> None:
    assert told("Pool level above elevation 1,000 feet") == ("water_level", ">", 304.8, "m")
    assert told("Reservoir water surface between elevation 1,000.0 feet and 1,010.0 feet") == (
        "all",
        ("water_level", ">=", 304.8, "m"),
        ("water_level", "<=", 307.848, "m"),
    )
    assert told("The dam stands at an elevation 1,000 feet") is None


def test_how_near_something_happens_bounds_its_distance() -> None:
    assert told("lightning is seen within 5 km of the track") == ("lightning_distance", "<=", 5.0, "km")
    assert told("A gas leak within 2 miles of the plant") == ("distance", "<=", 3.218688, "km")
    assert told("a hospital within 2 miles of the plant") is None


def test_warnings_by_their_colours_and_hazards() -> None:
    assert told("the weather office issues an Amber or Red warning for the valley") == (
        "any",
        ("warning_signal", "==", "Amber warning", None),
        ("warning_signal", "==", "Red warning", None),
    )
    assert told("a Yellow warning of snow or ice is issued") == (
        "any",
        ("warning_signal", "==", "Yellow warning of snow", None),
        ("warning_signal", "==", "Yellow warning of ice", None),
    )
    assert told("Red warning lights fail") is None


def test_crowds_queues_and_spills() -> None:
    assert told("crowd density reaches 3 people per square metre") == ("crowd_density", ">=", 3, "person")
    assert told("waiting time at a gate exceeds 30 minutes") == ("queue_time", ">", 30, "min")
    assert told("a spill of more than 10 gallons") == ("spill_volume", ">", 0.037854, "m3")
    assert told("cracks greater than 1/2 inch wide") == ("crack_width", ">", 12.7, "mm")
    assert told("discharge above 1000 gallons per minute") == ("flow", ">", 0.06309, "m3/s")
    assert told("a crowd of more than 900 people") == ("people_on_site", ">", 900, "person")


def test_numbers_in_words_and_what_has_become_of_those_who_are_counted() -> None:
    assert told("Two to four persons are exposed") == (
        "all",
        ("exposed_people", ">=", 2, "person"),
        ("exposed_people", "<=", 4, "person"),
    )
    assert told("Three or more contaminated patients arrive") == ("contaminated_people", ">=", 3, "person")
    assert told("Any one of the following events has occurred") is None


def test_a_colour_in_the_names_of_several_levels_is_none_of_theirs() -> None:
    text = (
        "MILL CLINIC PLAN\n\nI. PURPOSE\nWhat is done when something is spilled in the clinic or near it.\n\n"
        "II. INCIDENT LEVELS\n\nLevel 1 – Code {0} Minor\nA spill in one ward.\n\nLevel 2 – Code {1} Major\nA spill in two.\n"
    )

    def colours(*codes: str) -> list[str | None]:
        return [level.colour for level in extract(read(text.format(*codes).encode(), "plan.txt")).levels]

    assert colours("Orange", "Orange") == [None, None]
    assert colours("Yellow", "Orange") == ["orange", "yellow"]


def test_what_does_not_fall_below_a_bound_stays_above_it() -> None:
    assert told("night-time temperatures do not fall below 25 degrees Celsius") == ("min_temperature", ">=", 25, "degC")
    assert told("overnight temperatures fall below 2 degrees Celsius") == ("min_temperature", "<", 2, "degC")


def test_a_condition_with_a_when_of_its_own_is_no_forecast_of_the_one_before() -> None:
    read = READER.read(
        "the temperature is forecast to reach 40 degrees Celsius, or when 300 homes are without power for three consecutive days",
        Rules(),
    ).expr
    assert isinstance(read, AnyOf)
    both = [(one.phase, one.window_min) for one in read.any if isinstance(one, Leaf)]
    assert both == [("forecast", None), ("observed", 4320)]
