"""The envelope refuses what a card must never show."""

from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from watchroom.advice.envelope import Check, Envelope, Input, Origin, Refusal, Source, Value, read, rounded, two_figures
from watchroom.advice.rules import confidence
from watchroom.kernel.canonical import canonical
from watchroom.kernel.words import Words

AT = datetime(2026, 2, 6, 3, 21, tzinfo=UTC)
W = Words(zh="甲", en="a")
GIVEN = Input(code="wind_mean", label=W, value="8", unit="m/s", origin=Origin.SENSOR, ref="jump-wind", at=AT, age_s=3)


def answer(**changed: Any) -> Envelope:
    whole: dict[str, Any] = {
        "model": "made", "version": "1", "title": W, "at": AT, "say": W, "inputs": (GIVEN,), "sources": (Source(title=W),),
        "value": Value(value=4, low=3, high=5, unit="m/s"), "confidence": 0.8, "reasons": (W,),
    }  # fmt: skip
    return Envelope(**(whole | changed))


REFUSED: dict[str, Any] = {
    "value": None,
    "confidence": 0,
    "refusal": Refusal(code="missing_input", said=W, missing=("wind_mean",)),
}


def test_an_answer_and_a_refusal_are_both_whole() -> None:
    assert not answer().refused
    assert answer(**REFUSED).refused
    assert (answer().bars, answer(confidence=0.05).bars, answer(**REFUSED).bars) == (4, 1, 0)


@pytest.mark.parametrize(
    "changed",
    [
        {"inputs": ()},
        {"sources": ()},
        {"reasons": ()},
        {"value": None},
        {"confidence": 0},
        {"confidence": 1.2},
        {"refusal": Refusal(code="x", said=W)},
        REFUSED | {"do": W},
        REFUSED | {"confidence": 0.5},
        {"at": datetime(2026, 2, 6)},  # noqa: DTZ001
        {"colour": "red"},
    ],
    ids=lambda changed: ",".join(changed),
)
def test_a_value_never_travels_without_inputs_source_confidence_and_reasons(changed: dict[str, Any]) -> None:
    with pytest.raises(ValidationError):
        answer(**changed)


@pytest.mark.parametrize(("value", "low", "high"), [(4, 5, 6), (4, 1, 3), (float("nan"), 1, 2), (1, 1, float("inf"))])
def test_a_value_outside_its_range_or_not_finite_is_refused(value: float, low: float, high: float) -> None:
    with pytest.raises(ValidationError):
        Value(value=value, low=low, high=high, unit="m/s")


def test_what_is_kept_has_no_decimals_and_comes_back_the_same() -> None:
    envelope = answer(value=Value(value=4.25, low=3.5, high=5.125, unit="m/s", digits=1))

    kept = envelope.kept()

    assert canonical(kept)
    assert kept["value"] == {"value": "4.25", "low": "3.5", "high": "5.125", "unit": "m/s", "digits": 1}
    assert read(kept) == envelope


@given(st.floats(-1e6, 1e6), st.floats(0, 1e5), st.floats(0, 1e5), st.floats(0.01, 1))
def test_whatever_a_model_answers_can_be_kept_in_the_journal(
    value: float, below: float, above: float, trust: float
) -> None:
    envelope = answer(value=Value(value=value, low=value - below, high=value + above, unit="person"), confidence=trust)

    assert canonical(read(envelope.kept()).kept()) == canonical(envelope.kept())


@pytest.mark.parametrize(
    ("number", "digits", "text"),
    [(-21.4, 0, "−21"), (-0.2, 0, "0"), (3240.0, 0, "3\u00a0240"), (4.25, 1, "4.2"), (0, 1, "0.0")],
)
def test_numbers_are_said_as_a_person_reads_them(number: float, digits: int, text: str) -> None:
    assert rounded(number, digits) == text


@pytest.mark.parametrize(("number", "rough"), [(3141.6, 3100), (96, 96), (0, 0), (1_234_567, 1_200_000), (0.5, 0.5)])
def test_an_estimate_is_said_in_two_figures(number: float, rough: float) -> None:
    assert two_figures(number) == rough


def failed(code: str) -> Check:
    return Check(code=code, passed=False, said=W)


def test_confidence_falls_with_each_doubt_and_never_to_nothing() -> None:
    scores = [confidence([GIVEN], [failed(str(n)) for n in range(doubts)], ("wind_mean",)).score for doubts in range(6)]

    assert scores == sorted(scores, reverse=True)
    assert scores[0] > scores[1] > scores[2] > scores[3] > 0


@pytest.mark.parametrize(
    "changed",
    [{"origin": Origin.ASSUMED}, {"age_s": 901}, {"age_s": None, "at": None}],
    ids=["assumed", "sixteen minutes old", "undated"],
)
def test_an_assumed_old_or_undated_key_input_is_a_doubt_and_is_named(changed: dict[str, Any]) -> None:
    given = GIVEN.model_copy(update=changed)

    sure, doubtful = confidence([GIVEN], [], ("wind_mean",)), confidence([given], [], ("wind_mean",))

    assert doubtful.score < sure.score
    assert "甲" in doubtful.reasons[0].zh
    assert confidence([given], [], ()).score == sure.score
