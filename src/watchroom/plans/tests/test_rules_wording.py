"""Bounds of conditions in words: no code of a quantity or a unit is left for a person to read."""

from typing import Any

import pytest

from watchroom.plans.drafts.fields import deadline_words, value_written
from watchroom.plans.drafts.wording import expr_words, quantity_choices, unit_choices
from watchroom.plans.extraction.found import AllOf, AnyOf, Deadline, Expr, Leaf
from watchroom.plans.extraction.vocabulary import shipped


def _deaths(op: str, value: int, quantity: str = "deaths") -> Leaf:
    return Leaf.model_validate({"quantity": quantity, "op": op, "value": value, "unit": "person"})


def _said(expr: Expr) -> tuple[str, str]:
    words = expr_words(expr)
    return words.zh, words.en


def test_two_bounds_of_one_thing_are_said_once_with_their_unit() -> None:
    both = AllOf(all=[_deaths("<", 30), _deaths(">=", 20)])

    assert _said(both) == ("死亡 ≥ 20、< 30 人", "deaths ≥ 20, < 30 people")
    assert _said(AnyOf(any=[both, _deaths(">", 5, "missing")])) == (
        "死亡 ≥ 20、< 30 人 或 失踪 > 5 人",
        "deaths ≥ 20, < 30 people or missing > 5 people",
    )
    assert _said(_deaths(">=", 1_000_000, "relief_people"))[0].endswith("≥ 100 万 人")
    assert _said(_deaths(">=", 60_500, "relief_people"))[1].endswith("≥ 60,500 people")


def test_what_was_converted_is_read_out_with_two_decimals_and_what_is_small_exactly() -> None:
    heat = Leaf(quantity="heat_index", op=">=", value=40.555556, unit="degC")

    assert _said(heat)[1].endswith("≥ 40.56 °C")
    assert value_written(heat) == "40.555556"
    assert _said(heat.model_copy(update={"value": 0.0025}))[1].endswith("≥ 0.0025 °C")
    assert _said(heat.model_copy(update={"value": 8.75}))[1].endswith("≥ 8.75 °C")


def test_a_part_of_several_things_stands_in_brackets_and_periods_and_marks_are_said() -> None:
    rain = Leaf(quantity="rainfall", op=">=", value=50, unit="mm", window_min=360, min_regions=2)
    level = Leaf(quantity="water_level", op=">", mark="警戒水位")

    zh, en = _said(AnyOf(any=[AllOf(all=[rain, level]), _deaths(">=", 3)]))

    assert zh.startswith("（6小时降雨")
    assert "≥ 50 mm（至少 2 个地区） 且" in zh
    assert zh.endswith("> 警戒水位） 或 死亡 ≥ 3 人")
    assert "in 6 h" in en


def test_every_quantity_and_unit_that_can_be_chosen_has_chinese_words() -> None:
    letters_alone = {words.zh for _, words in quantity_choices() if words.zh.replace("_", "").isascii()}

    assert letters_alone == set()
    assert {code for code, words in unit_choices() if words.zh == code and len(code) > 3} == set()


def test_who_copes_is_told_in_words() -> None:
    told = {entry["value"] for entry in shipped()["control"]}
    said = [_said(Leaf(quantity="controllable_by", op="==", value=value)) for value in sorted(told)]

    assert _said(Leaf(quantity="controllable_by", op="==", value="external_support"))[0] == "由谁能控制 = 须外部支援"
    assert not any(value in zh or value.replace("_", " ") in en for zh, en in said for value in told if "_" in value)


@pytest.mark.parametrize(
    ("limit", "zh", "en"),
    [
        ({"minutes": 0}, "立即", "at once"),
        ({"minutes": 30}, "30 分钟内", "within 30 min"),
        ({"minutes": 120}, "2 小时内", "within 2 h"),
        ({"minutes": 43200}, "30 天内", "within 30 d"),
        ({"minutes": 7200, "workdays": True}, "5 个工作日内", "within 5 working day(s)"),
        ({"every_minutes": 90}, "每 90 分钟", "every 90 min"),
        ({"every_minutes": 1440}, "每 1 天", "every 1 d"),
        ({"daily_by": "16:00"}, "每天 16:00 前", "daily by 16:00"),
        ({}, None, None),
    ],
)
def test_a_limit_is_read_out_in_the_largest_unit_that_counts_it(
    limit: dict[str, Any], zh: str | None, en: str | None
) -> None:
    said = deadline_words(Deadline(**limit))

    assert (said and said.zh, said and said.en) == (zh, en)
