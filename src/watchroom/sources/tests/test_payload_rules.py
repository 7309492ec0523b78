"""Every bad reading that the field knows: refused for itself, with its reason, and the rest of the batch is kept."""

import numpy as np
import orjson
import pytest
from hypothesis import given
from hypothesis import strategies as st

from watchroom.kernel.faults import Fault
from watchroom.kernel.text import shown
from watchroom.kernel.units import QUANTITIES
from watchroom.sources import readings
from watchroom.sources.checking import Known, Taken, check
from watchroom.sources.payloads import read_payload, read_topic
from watchroom.sources.readings import (
    RulesChanged,
    Tick,
    Unreadable,
    decode,
    encode_readings,
    encode_rules,
    encode_tick,
)

NOW = 1_770_346_800_000  # 2026-02-06 11:00 in the zone
HOUR = 3_600_000
KNOWN = {
    "jump-wind": Known(0, "jump-wind", 1, 3, QUANTITIES["wind_mean"]),
    "jump-temperature": Known(1, "jump-temperature", 1, 3, QUANTITIES["air_temperature"]),
    "gate-count": Known(2, "gate-count", 2, 7, QUANTITIES["crowd_count"]),
}


def taken(body: bytes | dict[str, object], sensor: str | None = "jump-wind") -> Taken:
    data = body if isinstance(body, bytes) else orjson.dumps(body)
    return check(read_payload(data, sensor), KNOWN, NOW, source=1, device="ws-jump")


def codes(result: Taken) -> list[tuple[int, str]]:
    return [(one.place, one.fault.code.removeprefix("sources.")) for one in result.refused]


def test_a_plain_number_is_a_reading_of_now():
    result = taken(b" 4.30\n")

    assert (result.value.tolist(), result.measured_ms.tolist(), result.sensor.tolist()) == ([4.3], [NOW], [0])


def test_a_reading_brings_its_own_time_and_unit():
    result = taken({"value": 4.3, "measured_at": "2026-02-06T10:59:00+08:00", "unit": "m/s"})

    assert (result.value.tolist(), result.measured_ms.tolist()) == ([4.3], [NOW - 60_000])


def test_columns_of_several_sensors_go_to_their_partitions():
    result = taken({"sensor": ["jump-wind", "jump-temperature"], "value": [4.3, -14], "measured_at": NOW}, None)

    assert (result.sensor.tolist(), result.partition.tolist(), result.source.tolist()) == ([0, 1], [3, 3], [1, 1])


@pytest.mark.parametrize(
    ("value", "fault"),
    [
        (b"NaN", "NotFinite"),
        (b"Infinity", "NotFinite"),
        (b"-Infinity", "NotFinite"),
        (b"1e308", "OutOfRange"),
        (b"1e999", "NotFinite"),
        (b'"12,5"', "NotNumber"),
        (b'"4.3"', "NotNumber"),
        (b"true", "NotNumber"),
        (b"null", "NotNumber"),
        (b"[4.3]", "NotNumber"),
        (b"-3", "OutOfRange"),
        (b"123456789012345678901234567890", "OutOfRange"),
    ],
)
def test_a_bad_value_is_refused_alone(value: bytes, fault: str):
    """D-05: per field, with the reason, and the rest of the batch kept."""
    result = taken(b'{"value": [4.1, ' + value + b', 4.2], "measured_at": 1770346800000}')

    assert result.value.tolist() == [4.1, 4.2]
    assert codes(result) == [(1, fault)]


@pytest.mark.parametrize(
    ("body", "fault"),
    [
        (b"12,5", "NotNumber"),
        (b"4.3 m/s", "NotNumber"),
        (b"0x10", "NotNumber"),
        (b"nan", "NotFinite"),
        (b"-inf", "NotFinite"),
        (b"", "NotReadable"),
        (b"\xff\xfe4\x00.\x003\x00", "NotReadable"),
        ("4。3".encode(), "NotReadable"),
        (b"9" * 100, "NotReadable"),
        (b'{"value": 4.3', "NotReadable"),
        ('{"value": 4.3}'.encode("utf-16"), "NotReadable"),
        ('{"value": 4.3, "unit": "米"}'.encode("gbk"), "NotReadable"),
        (b'{"speed": 4.3}', "WrongShape"),
        (b'{"value": 4.3, "extra": 1}', "WrongShape"),
        (b'{"value": [1, 2], "measured_at": [1]}', "WrongShape"),
        (b'{"readings": [4.3]}', "WrongShape"),
        (b"[4.3]", "WrongShape"),
    ],
)
def test_a_message_that_is_no_reading_is_refused_whole(body: bytes, fault: str):
    with pytest.raises(Fault) as refused:
        taken(body)

    assert refused.value.code == f"sources.{fault}"
    assert refused.value.words.zh
    assert refused.value.words.en
    assert "{why}" not in refused.value.words.en


@pytest.mark.parametrize(
    ("body", "status"),
    [
        (b"[" * 200_000, 422),
        (b'{"value":' * 20_000 + b"1" + b"}" * 20_000, 422),
        (b'{"a":' * 9 + b"1" + b"}" * 9, 422),
        (b" " * (readings.MOST_MESSAGE + 1), 413),
        (b'{"value": [' + b"1," * readings.MOST_READINGS + b"1]}", 413),
        (b'{"readings": [' + b'{"value":1},' * readings.MOST_READINGS + b'{"value":1}]}', 413),
    ],
)
def test_what_is_too_large_or_too_deep_is_not_parsed(body: bytes, status: int):
    """I-15, and the nesting that ends other parsers."""
    with pytest.raises(Fault) as refused:
        taken(body)

    assert refused.value.status == status


def test_a_reading_from_the_future_is_refused_and_says_by_how_much():
    """D-04: two days ahead. Two minutes are forgiven: clocks differ."""
    result = taken({"value": [4.1, 4.2], "measured_at": [NOW + 48 * HOUR, NOW + 119_000]})

    assert codes(result) == [(0, "FromFuture")]
    assert "2 days" in result.refused[0].fault.words.en
    assert "2 天" in result.refused[0].fault.words.zh
    assert result.value.tolist() == [4.2]


def test_a_reading_six_hours_late_is_taken_with_its_own_time():
    """D-03: recorded, and judged by its own time."""
    result = taken({"value": 4.6, "measured_at": NOW - 6 * HOUR})

    assert result.measured_ms.tolist() == [NOW - 6 * HOUR]
    assert not result.refused


def test_a_device_whose_clock_was_never_set_is_told_so():
    result = taken({"value": [4.6, 4.7], "measured_at": [0, "1970-01-01T08:00:00+08:00"]})

    assert codes(result) == [(0, "TooOld"), (1, "TooOld")]


@pytest.mark.parametrize("at", ["2026-02-06T11:00:00", "yesterday", "", True, 1e300, -1, [], {}, "9" * 5000])
def test_a_time_that_cannot_be_read_is_refused_alone(at: object):
    result = taken({"value": [4.1, 4.2], "measured_at": [at, NOW]})

    assert codes(result) == [(0, "BadTime")]
    assert result.value.tolist() == [4.2]


def test_unknown_sensors_and_those_of_another_source_are_refused_by_name():
    result = taken({"sensor": ["nobody", "gate-count", "jump-wind", 7], "value": [1, 2, 3, 4]}, None)

    assert codes(result) == [(0, "UnknownSensor"), (1, "NotItsSensor"), (3, "UnknownSensor")]
    assert result.value.tolist() == [3]


def test_another_unit_is_refused_rather_than_guessed():
    assert codes(taken({"value": 15.5, "unit": "km/h"})) == [(0, "WrongUnit")]


def test_a_name_given_twice_in_one_object_counts_once():
    assert taken(b'{"value": 1, "value": 2}').value.tolist() == [2]


def test_a_stranger_cannot_write_lines_into_our_pages_or_logs():
    """I-13: newlines, terminal codes and direction marks are shown, not done."""
    assert shown("a\nb\x1b[31m\u202ec") == "a\\u000ab\\u001b[31m\\u202ec"
    assert len(shown("x" * 10_000)) == 60


@pytest.mark.parametrize(
    "topic",
    ["sensors/ws", "sensors/ws/a/b", "other/ws/a", "sensors/W S/a", "sensors/ws/a.b", "sensors//a", "", "sensors/ws/"],
)
def test_a_topic_that_is_not_ours_is_refused(topic: str):
    with pytest.raises(Fault):
        read_topic(topic)


def test_a_topic_names_device_and_sensor():
    assert read_topic("sensors/ws-jump/jump-wind") == ("ws-jump", "jump-wind")


@given(st.binary(max_size=300), st.sampled_from(["jump-wind", None]))
def test_no_bytes_whatever_end_in_anything_but_readings_or_a_fault(body: bytes, sensor: str | None):
    try:
        result = taken(body, sensor)
    except Fault:
        return
    assert np.isfinite(result.value).all()


@given(
    st.recursive(
        st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
        lambda x: st.lists(x) | st.dictionaries(st.text(), x),
    )
)
def test_no_json_whatever_gets_past_the_checks(value: object):
    try:
        data = orjson.dumps({"value": value, "sensor": "jump-wind"})
    except TypeError:
        return
    try:
        result = check(read_payload(data), KNOWN, NOW, source=1, device="d")
    except Fault:
        return
    assert ((result.value >= 0) & (result.value <= 120)).all()


def test_a_message_of_the_stream_comes_back_as_it_was_written():
    sensor, value = np.array([3, 4], np.int32), np.array([4.25, -0.5])
    at = np.array([NOW, NOW + 1], np.int64)

    (data,) = encode_readings(sensor, value, at, at + 5)
    batch = decode(data, 3, 118)

    assert isinstance(batch, readings.ReadingBatch)
    assert batch.name == "batch:3@118"
    assert (batch.sensor.tolist(), batch.value.tolist()) == ([3, 4], [4.25, -0.5])
    assert (batch.measured_ms.tolist(), batch.received_ms.tolist()) == ([NOW, NOW + 1], [NOW + 5, NOW + 6])


def test_ten_thousand_readings_fit_the_messages_that_they_are_split_into():
    n = readings.MOST_READINGS
    sensor = np.arange(n, dtype=np.int32) + 900_000
    value = np.random.default_rng(1).random(n) * 100

    parts = encode_readings(sensor, value, np.full(n, NOW) + np.arange(n), np.full(n, NOW))

    assert max(len(part) for part in parts) <= readings.MOST_MESSAGE
    assert sum(len(batch) for part in parts if isinstance(batch := decode(part, 0, 1), readings.ReadingBatch)) == n


def test_ticks_and_changed_rules_travel_too():
    rule = {"rule": 1, "version": 2, "detector": "threshold", "sensor": 3, "settings": {"limit": 4.0}}

    assert decode(encode_tick(NOW), 3, 9) == Tick("batch:3@9", NOW)
    assert decode(encode_rules([rule]), 3, 10) == RulesChanged("batch:3@10", (rule,))


def test_ten_thousand_rules_fit_one_message():
    settings = {
        "direction": "above",
        "limit": 4.0,
        "clear": 3.5,
        "hold_s": 300.0,
        "clear_hold_s": 0.0,
        "max_gap_s": 180.0,
    }
    rules = [
        {"rule": i, "version": 1, "detector": "threshold", "sensor": i // 5, "settings": settings}
        for i in range(10_000)
    ]

    assert len(encode_rules(rules)) <= readings.MOST_MESSAGE


@pytest.mark.parametrize(
    "data", [b"", b"{}", b"[]", b'{"kind":"other"}', b"Zxx", b'{"kind":"readings"}', b'{"kind":"tick","at_ms":"x"}']
)
def test_a_message_of_the_stream_that_is_none_of_ours_is_named_and_refused(data: bytes):
    with pytest.raises(Unreadable, match="batch:3@7"):
        decode(data, 3, 7)
