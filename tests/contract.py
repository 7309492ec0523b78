"""What every plug-in must hold, whichever of the five kinds it is and wherever it comes from.

How a sample of a kind is run is known in one place only, the room's own contract test; here they are asked by one name.
"""

import re
import socket
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import Any, Literal, cast

import pytest
from pydantic import ValidationError

from watchroom.advice.contract import MODELS
from watchroom.advice.tests import test_models_contract as of_models
from watchroom.alarms.detection import DETECTORS
from watchroom.alarms.judging import Judge
from watchroom.alarms.tests import test_detection as of_detectors
from watchroom.kernel.exercise import EXERCISE_MARK
from watchroom.kernel.plugin import Plugin, Sample
from watchroom.kernel.registry import Registry
from watchroom.kernel.words import LANGS, Words
from watchroom.people.carrier import CARRIERS, Carrier
from watchroom.sources.connector import CONNECTORS, Asking, Connector
from watchroom.sources.tests import test_connectors as of_connectors
from watchroom.warnings.channel import CHANNELS, Channel, NotSent, Rendered
from watchroom.warnings.tests import test_channels as of_channels

Kind = Literal["connectors", "detectors", "models", "channels", "carriers"]
type Kinds = dict[Kind, Registry[Any]]

KINDS: Kinds = {
    "connectors": CONNECTORS, "detectors": DETECTORS, "models": MODELS, "channels": CHANNELS, "carriers": CARRIERS,
}  # fmt: skip
NAME = re.compile(r"[a-z][a-z0-9_]{0,31}")
_DOORS = ("connect", "connect_ex", "sendto", "bind")


class NoNetwork(OSError):
    """What every attempt to reach the outside meets."""


@contextmanager
def no_network() -> Iterator[list[str]]:
    """Forbids the network; gives the attempts that were made all the same."""
    tried: list[str] = []

    def shut(name: str) -> Callable[..., None]:
        def refuse(*_: object, **__: object) -> None:
            tried.append(name)
            raise NoNetwork(name)

        return refuse

    with pytest.MonkeyPatch.context() as patch:
        for name in _DOORS:
            patch.setattr(socket.socket, name, shut(name))
        for name in ("getaddrinfo", "create_connection"):
            patch.setattr(socket, name, shut(name))
        yield tried


# ---- what holds for all ---------------------------------------------------------------------------------------------


def speaks_both_languages(plugin: type[Plugin]) -> None:
    """Its title, its settings' labels, its samples' titles: in Chinese and in English, and not the same text twice."""
    assert NAME.fullmatch(plugin.name), plugin.name
    for words in (plugin.title, *(sample.title for sample in plugin.samples)):
        assert isinstance(words, Words)
        assert words.zh != words.en, words
    for field, about in plugin.Settings.model_fields.items():
        label = about.json_schema_extra
        assert isinstance(label, dict), f"{plugin.name}.{field} has no label"
        assert all(str(label.get(lang, "")).strip() for lang in LANGS), f"{plugin.name}.{field}: {label}"


def refuses_unknown_settings(plugin: type[Plugin]) -> None:
    """What the samples use is understood; the same with one name more is not."""
    for sample in plugin.samples:
        plugin.Settings.model_validate(sample.settings)
        with pytest.raises(ValidationError, match="undeclared"):
            plugin.Settings.model_validate({**sample.settings, "undeclared": 1})


def shows_two_sides(kind: Kind, plugin: type[Plugin]) -> None:
    """Two samples at least. What judges the world must also show when it stays silent."""
    assert len(plugin.samples) >= 2, f"{plugin.name} has {len(plugin.samples)} samples"
    if kind not in ("channels", "carriers"):
        assert {sample.silent for sample in plugin.samples} == {True, False}, "one must speak and one must stay silent"


def prove(kind: Kind, plugin: type[Plugin]) -> None:
    """The whole contract for one plug-in."""
    speaks_both_languages(plugin)
    refuses_unknown_settings(plugin)
    shows_two_sides(kind, plugin)
    for sample in plugin.samples:
        run(kind, plugin, sample)


def run(kind: Kind, plugin: type[Plugin], sample: Sample) -> None:
    """One sample with the network forbidden: it must give what it expects, and not even try to go out."""
    with no_network() as tried:
        RUNNERS[kind](plugin, sample)
    assert tried == [], f"{plugin.name} tried to {tried[0]}"


# ---- how each kind is run -------------------------------------------------------------------------------------------


def _connector(plugin: type[Plugin], sample: Sample) -> None:
    connector = cast(type[Connector], plugin)
    of_connectors.test_a_connector_says_in_both_languages_what_it_is_and_how_it_is_used(connector)
    of_connectors.test_a_connectors_own_samples_hold(connector, sample)
    if issubclass(connector, Asking):
        assert connector(connector.Settings.model_validate(sample.settings)).period_s >= 1


def _detector(plugin: type[Plugin], sample: Sample) -> None:
    """Once as it stands, once cut into single messages, once again from a snapshot in the middle: always the same."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setitem(DETECTORS.all, plugin.name, plugin)
        rules, stream = of_detectors.scene_of(plugin.name, sample)
        for every in (1000, 1):
            found = of_detectors.by_arrays(Judge(0, rules), stream, every)
            assert of_detectors.told(found) == sample.expect, sample.title.en
        half = len(stream) // 2
        first, second = Judge(0, rules), Judge(0, rules)
        begun = of_detectors.by_arrays(first, stream[:half])
        second.restore(first.snapshot())
        found = [*begun, *of_detectors.by_arrays(second, stream[half:])]
        assert of_detectors.told(found) == sample.expect, sample.title.en
    assert not (sample.silent and sample.expect)


def _model(plugin: type[Plugin], sample: Sample) -> None:
    model = cast(Any, plugin)
    of_models.test_a_sample_comes_out_as_published(model, sample)
    of_models.test_the_same_inputs_give_the_same_answer_which_the_journal_can_keep(model, sample)
    of_models.test_every_text_is_said_in_both_languages_with_no_gap_left_open(model, sample)
    of_models.test_a_model_states_its_words_version_sources_and_one_silent_case(model)


def _channel(plugin: type[Plugin], sample: Sample) -> None:
    made = cast(type[Channel], plugin)
    channel = made(made.Settings.model_validate(sample.settings))
    message, key = sample.given, "W-2026-0001:release:sample"
    assert channel.limits(message) == []
    rendered = channel.render(message, key=key)
    assert rendered == channel.render(message, key=key), "the same message is rendered the same each time"
    assert [text for text in sample.expect if text not in rendered.body] == [], sample.title.en
    assert rendered.key == key
    assert rendered.ends_at > datetime.min.replace(tzinfo=rendered.ends_at.tzinfo)
    assert {lang for lang, _ in rendered.texts} == set(LANGS)
    marks = {"zh": EXERCISE_MARK.zh, "en": EXERCISE_MARK.en.strip()}
    if message.exercise:
        assert [text for lang, text in rendered.texts if not text.startswith(marks[lang])] == [], (
            "unmarked in an exercise"
        )
    _sent(channel, rendered)


def _sent(channel: Channel, rendered: Rendered) -> None:
    """It gives a receipt for what left; a channel that needs the network says that it could not, and nothing worse."""
    outlet, refusal, receipt = of_channels.Kept(), None, ""
    with no_network() as tried:
        try:
            receipt = channel.send(rendered, outlet)
        except NotSent as fault:
            refusal = fault
    if refusal is None:
        assert receipt
        assert outlet.posted or outlet.lines
    else:
        assert tried, "nothing was tried"
        assert refusal.passing, "a network that is away is no lasting fault"


def _carrier(plugin: type[Plugin], sample: Sample) -> None:
    made = cast(type[Carrier], plugin)
    carrier, note = made(made.Settings.model_validate(sample.settings)), sample.given
    assert carrier.limits(note.text) == []
    assert carrier.shown(note) == carrier.shown(note), "the same note leaves the same each time"
    assert [text for text in sample.expect if text not in carrier.shown(note)] == [], sample.title.en
    refusal: NotSent | None = None
    with no_network() as tried:
        try:
            assert carrier.send(note).said
        except NotSent as fault:
            refusal = fault
    if refusal is not None:
        assert tried, "nothing was tried"
        assert refusal.passing, "a network that is away is no lasting fault"
        assert note.to not in refusal.why.zh + refusal.why.en, "a fault names no address"


RUNNERS: dict[Kind, Callable[[type[Plugin], Sample], None]] = {
    "connectors": _connector,
    "detectors": _detector,
    "models": _model,
    "channels": _channel,
    "carriers": _carrier,
}
