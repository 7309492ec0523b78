"""How messages to persons are made: parts, addresses, templates that no text can break out of, answers that lie."""

import json
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from urllib.parse import parse_qs

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from watchroom.journal.sending import pause
from watchroom.people import carrier_settings, sms
from watchroom.people.carrier import Note, NotSent, Sort
from watchroom.people.carriers.sms_http import SmsHttp

pytestmark = [pytest.mark.pure, pytest.mark.once]
NASTY = 'a","to":"+8610086"}&to=1\r\nX-Evil: 1 {secret.key} 䶮𠮷👩‍🚒'


def note(text: str) -> Note:
    return Note("call:1:2:1", "+8613800000001", "s", text, "zh", 1, exercise=False)


def gateway(**more: object) -> SmsHttp:
    return SmsHttp(SmsHttp.Settings.model_validate({"url": "https://sms.example.org/send", **more}))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a" * 160, ("GSM-7", 160, 1)), ("a" * 161, ("GSM-7", 161, 2)), ("a" * 159 + "“", ("UCS-2", 160, 3)),
        ("字" * 70, ("UCS-2", 70, 1)), ("字" * 71, ("UCS-2", 71, 2)), ("字" * 134, ("UCS-2", 134, 2)), ("字" * 135, ("UCS-2", 135, 3)),
        ("€" * 80, ("GSM-7", 160, 1)), ("€" * 81, ("GSM-7", 162, 2)), ("a" * 152 + "€" + "a" * 152, ("GSM-7", 306, 3)),
        ("👩" * 35, ("UCS-2", 70, 1)), ("字" * 66 + "👩" + "字" * 66, ("UCS-2", 134, 3)),
    ],
)  # fmt: skip
def test_how_many_parts_a_text_takes(text: str, expected: tuple[str, int, int]) -> None:
    told = sms.counted(text)
    assert (told.encoding, told.signs, told.parts) == expected


ANY_TEXT = st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=200)


@given(ANY_TEXT)
def test_whatever_is_written_arrives_to_the_letter_by_every_form_of_request(text: str) -> None:
    """N-17, F46: rare characters, traditional ones, emoji, marks of direction, braces and quotes of a template."""
    body = json.loads(
        gateway(json={"to": "{to}", "a": "{text}", "b": '{"t":"{text_json}"}'}).request(note(text)).content
    )
    assert (body["a"], json.loads(body["b"])["t"]) == (text, text)
    form = gateway(form={"to": "{to}", "text": "{text}"}, query={"q": "{text}"}).request(note(text))
    assert parse_qs(form.content.decode(), keep_blank_values=True, strict_parsing=True)["text"] == [text]
    assert parse_qs(str(form.url.query, "ascii"), keep_blank_values=True)["q"] == [text]


@given(ANY_TEXT, st.integers(1, 200))
def test_a_text_has_as_many_parts_as_it_needs_and_no_more(text: str, times: int) -> None:
    """F46: 160 signs or 70 in one; in several, 153 or 67, less at most one sign that would be cut in two."""
    text = (text * times)[:500]
    told = sms.counted(text)
    one, part = (160, 153) if told.encoding == "GSM-7" else (70, 67)
    assert (told.parts == 1) is (told.signs <= one)
    if told.parts > 1:
        assert -(-told.signs // part) <= told.parts <= -(-told.signs // (part - 1))
    if told.encoding == "UCS-2":
        assert told.signs == len(text.encode("utf-16-le")) // 2
    else:
        assert len(text) <= told.signs <= 2 * len(text)


def test_a_text_stays_in_its_place_and_arrives_whole() -> None:
    made = gateway(json={"to": "{to}", "inner": '{"t":"{text_json}"}', "text": "{text}"}, secrets={"key": "k"})
    body = json.loads(made.request(note(NASTY)).content)
    assert body["text"] == NASTY
    assert json.loads(body["inner"])["t"] == NASTY
    assert body["to"] == "+8613800000001"
    form = gateway(form={"to": "{to}", "text": "{text}"}, query={"q": "{text}"}, headers={"X-Text": "{text}"})
    asked = form.request(note(NASTY))
    sent = httpx.QueryParams(asked.content.decode())
    assert (sent["text"], sent.get_list("to"), asked.url.params["q"]) == (NASTY, ["+8613800000001"], NASTY)
    assert "x-evil" not in asked.headers
    address = gateway(url="https://sms.example.org/{to}/{text}").request(note("../../admin?x#y")).url
    assert (address.host, address.raw_path) == ("sms.example.org", b"/%2B8613800000001/..%2F..%2Fadmin%3Fx%23y")


@pytest.mark.parametrize(("valid_s", "seconds", "minutes"), [(7200, 7200, 120), (59, 59, 1), (0, 3600, 60)])
def test_a_gateway_is_told_how_long_a_message_is_true(valid_s: int, seconds: int, minutes: int) -> None:
    told = replace(note("x"), valid_s=valid_s)
    body = json.loads(gateway(json={"ttl": "{valid_s}", "keep": ["{valid_min}"], "said": "{valid_min} min"}).request(told).content)  # fmt: skip
    assert body == {"ttl": seconds, "keep": [minutes], "said": f"{minutes} min"}
    form = gateway(form={"ttl": "{valid_s}"}).request(told)
    assert form.content == f"ttl={seconds}".encode()


@pytest.mark.parametrize(
    ("status", "body", "passing"),
    [(503, b"", True), (429, b"", True), (403, b"", False), (200, b'{"code": 1}', False), (200, b'{"code": "8"}', True), (200, b"<html>", True), (200, b"[" * 50_000, True)],
)  # fmt: skip
def test_a_gateway_that_does_not_take_it_says_whether_to_come_again(status: int, body: bytes, passing: bool) -> None:
    made = gateway(ok_path="code", ok_values=["0"], later_values=["8"])
    with pytest.raises(NotSent) as said:
        made._taken(status, body)
    assert said.value.passing is passing


@pytest.mark.parametrize(
    ("later", "after_s"),
    [("", 0), ("120", 120), ("9" * 30, 0), ("-5", 0), ("٣", 0), ("Wed, 21 Oct 2026 07:28:00 GMT", 0)],
)
def test_a_gateway_that_asks_for_time_is_given_it(later: str, after_s: int) -> None:
    """N-11."""
    with pytest.raises(NotSent) as said:
        gateway()._taken(429, b"", later)
    assert said.value.after_s == after_s
    assert pause(1, after_s=after_s) == timedelta(seconds=max(5, after_s))
    assert pause(1, "k", after_s=999_999) <= timedelta(seconds=375)


def test_a_gateway_that_takes_it_gives_its_number() -> None:
    made = gateway(ok_path="code", ok_values=["0"], id_path="data.0.id")
    assert made._taken(200, b'{"code": 0, "data": [{"id": 77}]}').id == "77"


def test_what_is_too_long_is_refused_before_it_is_sent() -> None:
    made = gateway(most_parts=1)
    assert made.limits("字" * 70) == []
    with pytest.raises(NotSent, match="71"):
        made.send(note("字" * 71))


def test_reports_in_any_form_are_read_or_left_out() -> None:
    made = gateway(reports_path="d", report_id="m.id", report_status="st")
    rows = [
        {"m": {"id": 5}, "st": "DELIVRD"},
        {"m": [], "st": "EXPIRED"},
        "x",
        {"from": {"a": 1}, "text": "1"},
        {"st": ["DELIVRD"]},
    ]
    found = made.heard({"d": rows * 1000})
    assert len(found) <= 500
    assert [(one.sort, one.id, one.sender) for one in found[:3]] == [
        (Sort.ARRIVED, "5", ""),
        (Sort.LOST, "", ""),
        (Sort.ANSWER, "", ""),
    ]
    empty: list[object] = [None, [], "x", {"d": None}, {"d": 7}]
    assert [made.heard(told) for told in empty] == [[]] * 5


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [("+8613800000001", "13800000001", True), ("8613800000001", "+8613800000001", True), ("13800000001", "13800000002", False), ("1", "13800000001", False), ("", "", False)],
)  # fmt: skip
def test_two_spellings_of_one_number(one: str, other: str, same: bool) -> None:
    assert sms.same_number(one, other) is same


def test_the_settings_file_is_for_its_owner_alone_and_is_never_repeated(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "carriers.yaml"
    monkeypatch.setenv("WATCHROOM_CARRIERS", str(file))
    assert carrier_settings.set_up() == {}
    for mode, text in (
        (0o644, "email: {}"),
        (0o600, "email: {port: secretword}"),
        (0o600, "pager: {}"),
        (0o600, "- x"),
        (0o600, "a: ["),
    ):
        file.write_text(text)
        file.chmod(mode)
        with pytest.raises(carrier_settings.SettingsBad) as said:
            carrier_settings.set_up()
        assert "secretword" not in str(said.value)
    file.write_text(
        "sms_http: {url: 'https://sms.example.org/', secrets: {key: hidden-key}}\nemail: {password: hidden-word}"
    )
    file.chmod(0o600)
    made = carrier_settings.set_up()
    assert set(made) == {"sms_http", "email"}
    assert made is carrier_settings.set_up()
    assert "hidden" not in repr(made["sms_http"].settings) + repr(made["email"].settings)
