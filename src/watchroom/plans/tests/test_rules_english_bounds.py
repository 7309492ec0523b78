"""Bounds of English plans: gauges and stages, what is below a top, works in a state, parts of an inch, what is all ahead."""

from typing import Any

import pytest

from watchroom.plans.extraction.expressions import Reader, Rules
from watchroom.plans.extraction.vocabulary import shipped

pytestmark = pytest.mark.pure

READER = Reader(shipped())


def told(text: str) -> Any:
    expr = READER.read(text, Rules()).expr
    return None if expr is None else expr.model_dump(exclude_none=True, exclude_defaults=True)


def level(op: str, value: float, **more: Any) -> dict[str, Any]:
    return {"quantity": "water_level", "op": op, "value": value, "unit": "m", **more}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("The Weir Lane gauge reaches 10 feet", level(">=", 3.048, at="Weir Lane gauge")),
        ("River stage at or above 20 ft at the Ferry Road gage", level(">=", 6.096, at="Ferry Road gauge")),
        ("The river at Weston exceeds 4 m", level(">", 4, at="Weston")),
        ("The Otter River near Weston reaches 10 feet", level(">=", 3.048, at="Otter River near Weston")),
        ("The river is above 4 m", level(">", 4)),
    ],
)
def test_a_level_is_told_at_its_gauge(text: str, expected: dict[str, Any]) -> None:
    assert told(text) == expected


def test_a_stage_is_a_named_bound_that_is_passed_or_will_be() -> None:
    stage = {"quantity": "water_level", "op": ">=", "mark": "flood stage", "at": "Weir Lane gauge"}
    text = "The Weir Lane gauge is at or above flood stage, or is forecast to reach flood stage within 6 hours"
    assert told(text) == {"any": [stage, {**stage, "phase": "forecast", "window_min": 360}]}
    assert told("The Weir Lane gauge falls below flood stage") == {**stage, "op": "<"}


def test_what_is_counted_down_from_a_top_is_no_level() -> None:
    free = {"quantity": "freeboard", "op": "<=", "value": 0.6096, "unit": "m"}
    assert told("The pool is within 2 feet of the top of the dam") == free
    assert told("Water is within two feet of the levee crest") == free
    assert told("The river is within one foot of flood stage") is None


@pytest.mark.parametrize(
    ("text", "op", "number", "of", "state"),
    [
        ("Two or more low fords are closed by high water", ">=", 2, "low fords", "closed"),
        ("More than three schools are closed", ">", 3, "schools", "closed"),
        ("At least 2 bridges have been washed out", ">=", 2, "bridges", "washed out"),
        ("5 or more roads impassable", ">=", 5, "roads", "impassable"),
    ],
)
def test_works_are_counted_in_their_state(text: str, op: str, number: int, of: str, state: str) -> None:
    bound = {"quantity": "object_count", "op": op, "value": number, "unit": "count"}
    assert told(text) == {**bound, "of": of, "state": state}


@pytest.mark.parametrize("text", ["The office is closed after 3 days", "12 hours closed", "The 2 keys are kept there"])
def test_what_is_not_counted_in_a_state(text: str) -> None:
    assert "object_count" not in str(told(text))


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("Ice accumulation of 1/4 inch or more", 6.35),
        ("Half an inch of ice or more", 12.7),
        ("Ice accumulations of one-quarter inch or more", 6.35),
        ("Ice accumulation of 1 1/2 inches or more", 38.1),
    ],
)
def test_parts_of_an_inch_of_ice(text: str, value: float) -> None:
    assert told(text) == {"quantity": "ice_accumulation", "op": ">=", "value": value, "unit": "mm"}


def test_a_word_within_another_is_no_quantity() -> None:
    assert told("The police report 4 inches of rain or more")["quantity"] == "rainfall"
    assert told("The service takes 4 inches or more") is None


def test_what_is_forecast_as_a_whole_is_all_ahead() -> None:
    both = told("Winds of 40 mph or more or gusts of 60 mph or more are expected within 12 hours")["any"]
    assert [(one["phase"], one["window_min"]) for one in both] == [("forecast", 720), ("forecast", 720)]
    one, other = told("Winds are above 40 mph or gusts of 60 mph or more are expected")["any"]
    assert "phase" not in one
    assert other["phase"] == "forecast"


def test_days_in_a_row_are_a_period() -> None:
    assert told("Temperatures below 20°F for 3 consecutive days")["window_min"] == 4320


def test_a_high_heat_index_is_in_fahrenheit() -> None:
    assert told("heat index above 104 for 2 days")["value"] == 40
    assert told("heat index above 40") is None
