"""Scales of English plans: conditions told side by side with periods of their own, levels by bands, colours and counts."""

import pytest

from watchroom.plans.extraction.expressions import Reader, Rules
from watchroom.plans.extraction.found import AllOf, AnyOf, Expr, Leaf
from watchroom.plans.extraction.vocabulary import shipped

pytestmark = pytest.mark.pure


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
