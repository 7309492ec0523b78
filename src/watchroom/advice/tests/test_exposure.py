"""People and facilities inside: exact on made cases, honest about what is only partly inside."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from watchroom.advice.contract import Given, GivenArea, GivenPlace, Situation
from watchroom.advice.envelope import Envelope, Origin
from watchroom.advice.models.exposure import Exposure
from watchroom.advice.tests.opened import refusal, value
from watchroom.kernel.words import Words

AT = datetime(2026, 2, 6, 3, 21, tzinfo=UTC)


def square(west: float, south: float, east: float, north: float) -> dict[str, Any]:
    """A box in hundredths of a degree, so that made cases stay readable."""
    w, s, e, n = (value / 100 for value in (west, south, east, north))
    return {"type": "Polygon", "coordinates": [[[w, s], [e, s], [e, n], [w, n], [w, s]]]}


def point(x: float, y: float) -> dict[str, Any]:
    return {"type": "Point", "coordinates": [x / 100, y / 100]}


def place(code: str, geometry: dict[str, Any], kind: str = "community", **known: Any) -> GivenPlace:
    return GivenPlace(
        code=code, kind=kind, title=Words(zh=code, en=code), geometry=geometry, source="made case", **known
    )


def counted(people: float, age_s: int = 10) -> Given:
    return Given(value=people, unit="person", origin=Origin.SENSOR, ref="gate-count", at=AT - timedelta(seconds=age_s))


def ask(area: dict[str, Any], *places: GivenPlace) -> Envelope:
    return Exposure().answer(Situation(at=AT, area=GivenArea(geometry=area, origin=Origin.PERSON), places=places))


def numbers(answer: Envelope) -> Any:
    return pytest.approx((value(answer).value, value(answer).low, value(answer).high), abs=1e-6)


def test_half_a_village_is_half_its_people_and_the_range_says_none_to_all() -> None:
    answer = ask(square(0, 0, 1, 2), place("village", square(0, 0, 2, 2), population=100))

    assert numbers(answer) == (50, 0, 100)
    assert "About 50 people" in answer.say.en


def test_wholly_inside_has_no_range() -> None:
    answer = ask(
        square(0, 0, 4, 4),
        place("a", square(0, 0, 2, 4), population=120),
        place("b", square(2, 0, 4, 4), population=80),
    )

    assert numbers(answer) == (200, 200, 200)
    assert answer.confidence == 0.9


def test_a_point_community_counts_whole() -> None:
    assert numbers(ask(square(0, 0, 2, 2), place("hamlet", point(1, 1), population=60))) == (60, 60, 60)


def test_a_village_within_its_district_is_counted_once() -> None:
    answer = ask(
        square(0, 0, 10, 10),
        place("district", square(0, 0, 10, 10), kind="zone", population=1_000),
        place("village", square(0, 0, 1, 1), population=300, parent="district"),
    )

    assert numbers(answer) == (1_000, 1_000, 1_000)


def test_people_counted_at_a_venue_join_the_residents_and_are_listed_apart() -> None:
    answer = ask(
        square(0, 0, 4, 4),
        place("village", square(0, 0, 4, 4), population=100),
        place("stand", square(1, 1, 2, 2), kind="venue", capacity=6_000, counted=counted(3_240)),
    )

    assert numbers(answer) == (3_340, 3_340, 3_340)
    assert {figure.code: figure.value.value for figure in answer.figures} == {
        "residents": 100,
        "gathered": 3_240,
        "facilities": 1,
    }
    assert "crowd_count" in {given.code for given in answer.inputs}


def test_a_venue_without_a_counter_only_raises_the_upper_end_and_is_a_doubt() -> None:
    answer = ask(
        square(0, 0, 4, 4),
        place("village", square(0, 0, 4, 4), population=100),
        place("stand", square(1, 1, 2, 2), kind="venue", capacity=6_000),
    )

    assert numbers(answer) == (100, 100, 6_100)
    assert answer.confidence < 0.9
    assert any("capacity" in reason.en for reason in answer.reasons)


def test_an_old_count_lowers_confidence() -> None:
    def stand(age_s: int) -> GivenPlace:
        return place("stand", square(0, 0, 4, 4), kind="venue", counted=counted(500, age_s), population=0)

    assert ask(square(0, 0, 4, 4), stand(3_600)).confidence < ask(square(0, 0, 4, 4), stand(10)).confidence


def test_facilities_are_listed_wholly_inside_first_with_their_share() -> None:
    answer = ask(
        square(0, 0, 4, 4),
        place("ground", square(0, 0, 4, 4), population=10),
        place("half", square(3, 0, 5, 4), kind="shelter"),
        place("clinic", point(1, 1), kind="hospital"),
        place("far", point(9, 9), kind="hospital"),
    )

    assert [(one.code, round(one.share, 6)) for one in answer.found] == [("clinic", 1), ("half", 0.5)]


def test_no_population_known_is_refused_and_is_not_nought() -> None:
    answer = ask(square(0, 0, 4, 4), place("clinic", point(1, 1), kind="hospital"))

    assert answer.value is None
    assert refusal(answer).missing == ("population",)
    assert [one.code for one in answer.found] == ["clinic"]
    assert "nobody" in answer.say.en


def test_a_recorded_nought_is_an_answer() -> None:
    assert numbers(ask(square(0, 0, 4, 4), place("forest", square(0, 0, 9, 9), kind="zone", population=0))) == (0, 0, 0)


def test_without_an_area_it_refuses() -> None:
    answer = Exposure().run(Exposure.Inputs(), AT)

    assert refusal(answer).missing == ("area",)


def test_what_no_figure_covers_is_said_and_doubted() -> None:
    answer = ask(square(0, 0, 4, 4), place("village", square(0, 0, 1, 4), population=100))

    assert any("25 %" in reason.en for reason in answer.reasons)
    assert answer.confidence < 0.9


@pytest.mark.parametrize(
    "geometry",
    [
        {"type": "Polygon", "coordinates": [[[0, 0], [1, 1], [1, 0], [0, 1], [0, 0]]]},
        {"type": "Polygon", "coordinates": [[[40.9, 115.4], [41, 115.4], [41, 115.5], [40.9, 115.4]]]},
        {"type": "Point", "coordinates": [0, 0]},
    ],
    ids=["crossing itself", "axes swapped", "no area"],
)
def test_a_hostile_area_is_a_refusal_not_a_crash(geometry: dict[str, Any]) -> None:
    answer = ask(geometry, place("village", square(0, 0, 1, 1), population=100))

    assert refusal(answer).code == "unusable_shape"
