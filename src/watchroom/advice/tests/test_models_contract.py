"""One contract for every model: its samples come out, in both languages, with no network and no clock."""

import socket
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import pytest

from watchroom.advice.contract import MODELS, Model
from watchroom.advice.envelope import Envelope, read
from watchroom.advice.tests.opened import refusal, value
from watchroom.kernel.canonical import canonical
from watchroom.kernel.plugin import Sample
from watchroom.kernel.words import Words

AT = datetime(2026, 2, 6, 3, 21, tzinfo=UTC)
SAMPLES = [
    pytest.param(model, sample, id=f"{name}: {sample.title.en}")
    for name, model in MODELS.all.items()
    for sample in model.samples
]


@pytest.fixture(autouse=True)
def _no_network(monkeypatch: pytest.MonkeyPatch) -> None:
    def refused(*args: object, **kwargs: object) -> None:
        raise AssertionError("a model may not open a connection")

    monkeypatch.setattr(socket.socket, "connect", refused)


def answer(model: type[Model[Any]], sample: Sample) -> Envelope:
    envelope: Envelope = model(sample.settings).run(model.Inputs.model_validate(sample.given), AT)
    return envelope


@pytest.mark.parametrize(("model", "sample"), SAMPLES)
def test_a_sample_comes_out_as_published(model: type[Model[Any]], sample: Sample) -> None:
    envelope = answer(model, sample)

    if sample.silent:
        assert refusal(envelope).code == sample.expect["refusal"]
        return
    assert value(envelope).value == pytest.approx(sample.expect["value"], abs=sample.expect["within"])
    for end in ("low", "high"):
        assert getattr(value(envelope), end) == pytest.approx(
            sample.expect.get(end, getattr(value(envelope), end)), abs=1e-6
        )
    figures = {figure.code: figure.value.value for figure in envelope.figures}
    assert all(figures[code] == wanted for code, wanted in sample.expect.items() if code in ("freezes_min",))


@pytest.mark.parametrize(("model", "sample"), SAMPLES)
def test_the_same_inputs_give_the_same_answer_which_the_journal_can_keep(
    model: type[Model[Any]], sample: Sample
) -> None:
    first, second = answer(model, sample), answer(model, sample)

    assert first == second
    assert canonical(read(first.kept()).kept()) == canonical(first.kept())


@pytest.mark.parametrize("model", MODELS.all.values(), ids=MODELS.all)
def test_a_model_states_its_words_version_sources_and_one_silent_case(model: type[Model[Any]]) -> None:
    assert isinstance(model.title, Words)
    assert model.version
    assert model.sources
    assert any(sample.silent for sample in model.samples)
    assert any(not sample.silent for sample in model.samples)


def _texts(value: Any) -> Iterator[dict[str, str]]:
    if isinstance(value, dict):
        if set(value) == {"zh", "en"}:
            yield value
        else:
            for part in value.values():
                yield from _texts(part)
    elif isinstance(value, list):
        for part in value:
            yield from _texts(part)


@pytest.mark.parametrize(("model", "sample"), SAMPLES)
def test_every_text_is_said_in_both_languages_with_no_gap_left_open(model: type[Model[Any]], sample: Sample) -> None:
    texts = list(_texts(answer(model, sample).kept()))

    assert texts
    assert not [text for text in texts if "{" in text["zh"] + text["en"]]
