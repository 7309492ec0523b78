"""The contract that every channel keeps, and what each adds to it."""

import json
import socket
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree

from watchroom.kernel.cap import read, violations
from watchroom.kernel.cap.tests.samples import shared
from watchroom.kernel.cap.tree import parse
from watchroom.kernel.words import Words
from watchroom.warnings import cap
from watchroom.warnings.channel import CHANNELS, Channel, Rendered
from watchroom.warnings.channels.log_sms import LogSms, LogSmsSettings, counted
from watchroom.warnings.message import Message
from watchroom.warnings.sample import ALL, CANCEL, EXERCISE, RELEASE

pytestmark = pytest.mark.pure
NAMES = sorted(CHANNELS.all)


class Kept:
    """An outlet that only remembers."""

    def __init__(self) -> None:
        self.posted: list[Rendered] = []
        self.lines: list[dict[str, Any]] = []

    def post(self, outlet: str, rendered: Rendered) -> str:
        self.posted.append(rendered)
        return outlet

    def append(self, name: str, line: dict[str, Any]) -> str:
        self.lines.append(line)
        return name


@pytest.fixture(autouse=True)
def _no_network(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(socket, "socket", lambda *_, **__: pytest.fail("a channel reached for the network"))


def test_the_channels_of_the_first_whole_are_there() -> None:
    assert {"cap_feed", "log_sms", "public_page"} <= set(NAMES)


@pytest.mark.parametrize("name", NAMES)
def test_every_sample_of_every_channel_comes_out_as_it_says(name: str) -> None:
    plugin = CHANNELS[name]
    assert plugin.samples
    for sample in plugin.samples:
        channel, kept = plugin(plugin.Settings(**sample.settings)), Kept()
        rendered = channel.render(sample.given, key="k")
        for part in sample.expect:
            assert part in rendered.body, (sample.title, part)
        assert channel.limits(sample.given) == []
        assert channel.send(rendered, kept)
        assert kept.posted or kept.lines


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("message", ALL, ids=lambda m: f"{m.kind}-{m.exercise}")
def test_a_channel_renders_the_same_message_to_the_same_bytes(name: str, message: Message) -> None:
    assert _rendered(name, message).body == _rendered(name, message).body


anything = st.text(st.characters(exclude_categories=["Cs", "Cc"]), min_size=1, max_size=40).filter(str.strip)


@pytest.mark.parametrize("name", NAMES)
@settings(max_examples=40)
@given(zh=anything, en=anything, cancels=st.booleans())
def test_every_text_of_an_exercise_begins_with_its_mark(name: str, zh: str, en: str, cancels: bool) -> None:
    words = Words(zh=zh, en=en)
    message = replace(CANCEL if cancels else EXERCISE, headline=words, description=words, instruction=words)
    if cancels:
        message = replace(message, reason=words)

    for lang, text in _rendered(name, message).texts:
        assert text.startswith("【演练】" if lang == "zh" else "EXERCISE"), (lang, text)


@pytest.mark.parametrize("name", NAMES)
def test_a_real_warning_bears_no_mark(name: str) -> None:
    rendered = _rendered(name, RELEASE)
    assert "演练" not in rendered.body
    assert "EXERCISE" not in rendered.body


@pytest.mark.parametrize("name", NAMES)
def test_every_form_tells_place_time_action_source_and_expiry_in_both_languages(name: str) -> None:
    body = _rendered(name, RELEASE).body
    for words in (RELEASE.area_name, RELEASE.instruction, RELEASE.issuer, RELEASE.headline):
        assert words.zh in body
        assert words.en.rstrip(".") in body
    assert "2月6日15:21" in body or "2026-02-06T15:21:00+08:00" in body or "2026-02-06T07:21:00.000Z" in body


def test_the_cap_document_passes_the_strict_rules_and_says_what_it_is() -> None:
    for message in ALL:
        document = cap.document(message)
        alert = read(document).alert
        assert violations(parse(document).root) == []
        assert alert.status == ("Exercise" if message.exercise else "Actual")
        assert alert.notes == ()
        assert [info.language for info in alert.infos] == ["zh-CN", "en-US"]
        assert {info.severity for info in alert.infos} == {"Moderate"}


def test_the_cap_document_passes_the_published_schema() -> None:
    schema = etree.XMLSchema(etree.parse(shared() / "schema/cap12.xsd"))
    for message in ALL:
        assert schema.validate(etree.fromstring(cap.document(message))), schema.error_log


def test_a_cancellation_refers_to_the_message_it_ends_and_lives_an_hour() -> None:
    released, cancelled = read(cap.document(EXERCISE)).alert, read(cap.document(CANCEL)).alert

    assert (cancelled.msg_type, cancelled.infos[0].response_types) == ("Cancel", ("AllClear",))
    (reference,) = cancelled.references
    assert (reference.sender, reference.identifier, reference.sent) == (
        released.sender,
        released.identifier,
        released.sent_text,
    )
    assert cancelled.infos[0].expires == CANCEL.sent + timedelta(minutes=60)
    assert "风力已减弱。" in cancelled.note


@pytest.mark.parametrize(
    ("text", "encoding", "signs", "parts"),
    [
        ("好" * 70, "UCS-2", 70, 1),
        ("好" * 71, "UCS-2", 71, 2),
        ("好" * 134, "UCS-2", 134, 2),
        ("好" * 135, "UCS-2", 135, 3),
        ("a" * 160, "GSM-7", 160, 1),
        ("a" * 161, "GSM-7", 161, 2),
        ("a" * 159 + "“", "UCS-2", 160, 3),
        ("[" * 80, "GSM-7", 160, 1),
        ("𠮷" * 35, "UCS-2", 70, 1),
        ("𠮷" * 36, "UCS-2", 72, 2),
    ],
)
def test_a_text_message_is_counted_as_the_network_counts_it(text: str, encoding: str, signs: int, parts: int) -> None:
    told = counted(text)
    assert (told.encoding, told.signs, told.parts) == (encoding, signs, parts)


def test_a_text_message_over_the_limit_is_refused_before_it_is_sent_and_never_cut() -> None:
    long = replace(RELEASE, instruction=Words(zh="请离开。" * 200, en="Leave. "))
    short = LogSms(LogSmsSettings(most_parts=2))

    assert "超过上限 2 条" in short.limits(long)[0].zh
    assert "请离开。" * 200 in LogSms().render(long, key="k").body


def test_rare_characters_arrive_as_they_were_written() -> None:
    odd = replace(RELEASE, headline=Words(zh="𠮷林繁體預警\u200f😀", en="“Wind”"))
    line = json.loads(LogSms().render(odd, key="k").body)

    assert line["messages"][0]["text"].startswith("𠮷林繁體預警\u200f😀")


def test_a_repeat_says_so_where_the_channel_cannot_tell() -> None:
    assert json.loads(LogSms().render(RELEASE, key="k", repeat=True).body)["possible_repeat"] is True


def _rendered(name: str, message: Message) -> Rendered:
    channel: Channel = CHANNELS[name]()
    return channel.render(message, key="k")
