"""Wind chill against its published chart, and what it says to staff and athletes."""

import csv
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from watchroom.advice.contract import Given, GivenArea, Situation
from watchroom.advice.envelope import Origin
from watchroom.advice.models.wind_chill import BANDS, CALM_KMH, WindChill, band_of, wind_chill_c
from watchroom.advice.tests.opened import do, refusal, value

AT = datetime(2026, 2, 6, 3, 21, tzinfo=UTC)
with (Path(__file__).parent / "wind_chill_chart.csv").open() as file:
    CHART = [(float(r["t_c"]), float(r["v10_km_h"]), int(r["published_c"])) for r in csv.DictReader(file)]


def situation(
    t: float | None = None, wind: float | None = None, gust: float | None = None, age_s: float = 5
) -> Situation:
    """Readings as they come from the stations: °C and m/s."""
    units = {"air_temperature": (t, "Cel"), "wind_mean": (wind, "m/s"), "wind_gust": (gust, "m/s")}
    readings = {
        code: Given(value=value, unit=unit, origin=Origin.SENSOR, ref=f"s-{code}", at=AT - timedelta(seconds=age_s))
        for code, (value, unit) in units.items()
        if value is not None
    }
    return Situation(at=AT, area=GivenArea(geometry={}, origin=Origin.ASSUMED), readings=readings)


def test_every_cell_of_the_published_chart_comes_out() -> None:
    wrong = [(t, v, c) for t, v, c in CHART if round(wind_chill_c(t, v)) != c]

    assert len(CHART) == 128
    assert wrong == []


@pytest.mark.parametrize(("t", "kmh", "published"), [(-30, 30, -46), (-15, 60, -30), (-10, 40, -21), (5, 5, 4)])
def test_metres_a_second_become_kilometres_an_hour(t: float, kmh: float, published: int) -> None:
    answer = WindChill().answer(situation(t=t, wind=kmh / 3.6))

    assert round(value(answer).value) == published


def test_in_a_calm_the_air_temperature_is_given_and_the_card_says_so() -> None:
    answer = WindChill().answer(situation(t=-12, wind=1.2))

    assert value(answer).value == -12
    assert [check.code for check in answer.checks if not check.passed] == ["not_calm"]
    assert answer.confidence < WindChill().answer(situation(t=-12, wind=2)).confidence


@given(st.floats(-50, 10), st.floats(0, 110))
def test_wind_never_makes_it_warmer_and_the_range_holds_the_value(t: float, kmh: float) -> None:
    assert wind_chill_c(t, kmh) <= t + 1.5  # near the calm limit the formula may sit a degree above
    assert wind_chill_c(t, CALM_KMH + kmh + 5) <= wind_chill_c(t, CALM_KMH + kmh)
    answer = WindChill().answer(situation(t=t, wind=kmh / 3.6))
    assert value(answer).low <= value(answer).value <= value(answer).high


@pytest.mark.parametrize(
    ("chill", "minutes"),
    [(-27.4, None), (-27.6, (10, 30)), (-39, (10, 30)), (-40, (5, 10)), (-47, (5, 10)), (-48, (2, 5)), (-54, (2, 5)), (-55, (0, 2)), (-70, (0, 2))],
)  # fmt: skip
def test_the_time_until_bare_skin_freezes_follows_the_published_bands(
    chill: float, minutes: tuple[int, int] | None
) -> None:
    assert band_of(chill).freezes_min == minutes


def test_the_bands_go_from_cold_to_mild_and_each_tells_staff_what_to_do() -> None:
    assert [band.to for band in BANDS] == sorted(band.to for band in BANDS)
    assert len({band.staff.zh for band in BANDS}) == len(BANDS)


def test_a_gust_pulls_the_cold_end_of_the_range_and_the_shortest_freezing_time() -> None:
    calm, gusty = WindChill().answer(situation(-22, 6)), WindChill().answer(situation(-22, 6, gust=20))

    assert value(gusty).value == value(calm).value
    assert value(gusty).low < value(calm).low - 3
    assert (gusty.figures[0].value.low, gusty.figures[0].value.high) == (5, 30)


@pytest.mark.parametrize(
    ("t", "said"),
    [
        (-20.1, "no start"),
        (-20, "jury confers"),
        (-17.1, "jury confers"),
        (-17, "biathlon weighs"),
        (-15, "No competition"),
    ],
)
def test_exactly_on_a_limit_is_not_below_it(t: float, said: str) -> None:
    assert said in do(WindChill().answer(situation(t, 3))).en


def test_a_venue_sets_its_own_limits() -> None:
    strict = WindChill({"stop_below_c": -10})

    assert "no start" in do(strict.answer(situation(-12, 3))).en
    assert "-12" not in do(strict.answer(situation(-12, 3))).en


@pytest.mark.parametrize(
    ("known", "missing"),
    [({"t": -20}, ("wind_mean",)), ({"wind": 5}, ("air_temperature",)), ({}, ("air_temperature", "wind_mean"))],
)
def test_without_an_input_it_refuses_and_names_what_is_missing(
    known: dict[str, float], missing: tuple[str, ...]
) -> None:
    answer = WindChill().answer(situation(**known))

    assert answer.value is None
    assert refusal(answer).missing == missing
    assert answer.confidence == 0


def test_warm_air_is_refused_not_computed() -> None:
    assert refusal(WindChill().answer(situation(t=12, wind=5))).code == "too_warm"


@pytest.mark.parametrize(
    "bad", [Given(value=8, unit="knots", origin=Origin.SENSOR), Given(value=500, unit="m/s", origin=Origin.SENSOR)]
)
def test_a_wrong_unit_or_an_impossible_wind_is_refused(bad: Given) -> None:
    known = situation(t=-20, wind=5)

    answer = WindChill().answer(Situation(at=AT, area=known.area, readings={**known.readings, "wind_mean": bad}))

    assert refusal(answer).code == "unusable_input"


def test_an_old_reading_lowers_confidence_and_is_named() -> None:
    fresh, old = WindChill().answer(situation(-20, 8)), WindChill().answer(situation(-20, 8, age_s=1_800))

    assert old.confidence < fresh.confidence
    assert any("30 min" in reason.en for reason in old.reasons)
    assert {given.age_s for given in old.inputs} == {1_800}
