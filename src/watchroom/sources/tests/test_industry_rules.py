"""Registers, the wire form of Sparkplug, SNMP's answers, declared units: pure decoding with hostile bytes."""

import math
import random
from typing import Any

import pytest
from pydantic import ValidationError

from watchroom.kernel.units import QUANTITIES
from watchroom.sources.checking import Known, check
from watchroom.sources.connector import Came
from watchroom.sources.connectors.modbus import Modbus
from watchroom.sources.connectors.nats_subject import NatsSubject
from watchroom.sources.connectors.snmp import Snmp
from watchroom.sources.connectors.sparkplug import Sparkplug
from watchroom.sources.faults import BadTopic, NeedsExtra, NotReadable, TooLarge
from watchroom.sources.measures import CONVERSIONS
from watchroom.sources.payloads import Offer, device_in
from watchroom.sources.readings import MOST_MESSAGE
from watchroom.sources.registers import number

pytestmark = pytest.mark.pure


@pytest.mark.parametrize(
    ("form", "order", "words", "found"),
    [
        ("uint16", "ABCD", [0xFFFE], 65534), ("int16", "ABCD", [0xFFFE], -2), ("int16", "BADC", [0xFEFF], -2), ("int16", "CDAB", [0xFFFE], -2),
        ("uint32", "ABCD", [0x0001, 0x0002], 65538), ("uint32", "CDAB", [0x0002, 0x0001], 65538), ("uint32", "BADC", [0x0100, 0x0200], 65538),
        ("uint32", "DCBA", [0x0200, 0x0100], 65538), ("int32", "ABCD", [0xFFFF, 0xFFFF], -1), ("float32", "ABCD", [0x4060, 0], 3.5),
        ("float32", "CDAB", [0, 0x4060], 3.5), ("float32", "DCBA", [0, 0x6040], 3.5), ("float64", "ABCD", [0x400C, 0, 0, 0], 3.5),
        ("float64", "CDAB", [0, 0, 0, 0x400C], 3.5), ("int64", "ABCD", [0xFFFF] * 4, -1), ("uint64", "ABCD", [0, 0, 0, 7], 7),
    ],
)  # fmt: skip
def test_registers_mean_numbers(form: Any, order: Any, words: list[int], found: float):
    assert number(words, form, order) == found


def test_a_bit_a_scale_and_what_is_no_number():
    assert [number([0b0100], "bit", bit=n) for n in range(4)] == [0, 0, 1, 0]
    assert number([235], "int16", scale=0.1, offset=-40) == pytest.approx(-16.5)
    assert math.isnan(number([0x7FC0, 0], "float32", scale=2))
    for words in ([], [1, 2, 3], [65_536, 0], [-1, 0], ["x", 0]):
        with pytest.raises(ValueError, match="float32 of"):
            number(words, "float32")  # type: ignore[arg-type]


def test_one_register_that_fails_does_not_keep_the_others_out():
    told = {
        "host": "10.0.0.9",
        "registers": [
            {"sensor": "a", "address": 0, "form": "int32"},
            {"sensor": "b", "address": 9},
            {"sensor": "c", "table": "coil", "address": 1},
        ],
    }
    offer = Modbus(Modbus.Settings.model_validate(told)).read({"holding:0": [1], "coil:1": [1]})
    assert list(zip(offer.sensor, offer.value, strict=True)) == [("a", "int32 of [1]"), ("b", "None"), ("c", 1)]


def test_snmps_answers_are_numbers_or_said():
    values = [{"sensor": name, "oid": f"1.3.{n}", "scale": 0.5} for n, name in enumerate("abcd")]
    offer = Snmp(Snmp.Settings.model_validate({"host": "h", "values": values})).read(
        {"1.3.0": 3, "1.3.1": "4.5", "1.3.2": "n/a"}
    )
    assert list(offer.value) == [1.5, 2.25, "n/a", "None"]


@pytest.mark.parametrize(("kind", "package"), [(Modbus, "pymodbus"), (Snmp, "pysnmp")])
def test_without_its_package_a_source_says_what_to_install(kind: Any, package: str, monkeypatch: pytest.MonkeyPatch):
    import sys

    for name in ("pymodbus.client", "pysnmp.hlapi.v3arch.asyncio"):
        monkeypatch.setitem(sys.modules, name, None)
    with pytest.raises(NeedsExtra, match=rf"{package} is not installed.*requirements/connectors\.txt"):
        kind(kind.Settings.model_validate(kind.samples[0].settings)).ask(None, {})


# ---- Sparkplug ------------------------------------------------------------------------------------------------------

DDATA = "sensors/gw-1/spBv1.0/plant/DDATA/pump-1/p2"
BODY = Sparkplug.samples[0].given[1]


def spark(body: bytes, topic: str = DDATA) -> Offer:
    return Sparkplug(Sparkplug.Settings()).hear(Came(body, topic))


def test_signed_whole_numbers_are_signed_and_texts_are_passed_over():
    minus = bytes.fromhex("120b0a0161200350feffffff0f")  # Int32 -2 in an unsigned field
    text = b"\x12\x08\x0a\x01b\x20\x0c\x7a\x01x"
    assert list(spark(minus + text).value) == [-2]


@pytest.mark.parametrize(
    "body",
    [
        b"\x12",
        b"\x12\xff\xff\xff\xff\xff\xff\xff\xff\xff\x7f",
        b"\xff" * 20,
        b"\x00\x00",
        BODY[:-1],
        b"\x12\x06\x0a\x02\xff\xfe\x50\x01",
        b"{}",
    ],
)
def test_bytes_that_are_no_payload_are_refused(body: bytes):
    with pytest.raises(NotReadable):
        spark(body)


def test_no_change_of_bytes_does_worse():
    chance = random.Random(3)
    for _ in range(500):
        data = bytearray(BODY)
        data[chance.randrange(len(data))] = chance.randrange(256)
        try:
            spark(bytes(data))
        except NotReadable:
            continue


def test_the_limit_and_the_topic_hold():
    with pytest.raises(TooLarge):
        spark(b"x" * (MOST_MESSAGE + 1))
    with pytest.raises(NotReadable):
        spark(BODY, "sensors/gw-1/batch")
    assert device_in(DDATA) == "gw-1"
    for topic in (
        "sensors/gw-1",
        "other/gw-1/x",
        "sensors//x",
        "sensors/GW/x",
        "sensors/gw-1/",
        "sensors/gw-1/" + "x" * 401,
    ):
        with pytest.raises(BadTopic):
            device_in(topic)


# ---- units ----------------------------------------------------------------------------------------------------------

KNOWN = {name: Known(n, name, 1, 0, QUANTITIES[name]) for n, name in enumerate(QUANTITIES)}


def taken(quantity: str, value: float, unit: str, converts: bool = True) -> Any:
    found = check(Offer([quantity], [value], [None], [unit], converts), KNOWN, 1_770_346_800_000, source=1, device="d")
    return found.value.tolist()[0] if len(found) else found.refused[0].fault.code


@pytest.mark.parametrize(
    ("quantity", "value", "unit", "found"),
    [
        ("air_temperature", 50, "°F", 10), ("air_temperature", 273.15, "K", 0), ("air_temperature", 4, "℃", 4), ("wind_mean", 36, "km/h", 10),
        ("wind_mean", 10, "kn", 5.144444), ("speed", 10, "kn", 18.52), ("pressure", 101325, "Pa", 1013.25), ("snow_depth", 25, "mm", 2.5),
        ("visibility", 3, "km", 3000), ("discharge", 1000, "L/s", 1), ("voltage", 12, "kV", 12000), ("pm25", 0.05, "mg/m3", 50),
    ],
)  # fmt: skip
def test_a_declared_unit_is_converted_by_the_table(quantity: str, value: float, unit: str, found: float):
    assert taken(quantity, value, unit) == pytest.approx(found, rel=1e-6)


def test_a_unit_that_the_table_does_not_know_is_refused_and_ranges_hold_after_converting():
    assert taken("wind_mean", 10, "Bft") == "sources.WrongUnit"
    assert taken("wind_mean", 36, "km/h", converts=False) == "sources.WrongUnit"
    assert taken("air_temperature", 60, "Cel") == 60
    assert taken("air_temperature", 400, "K") == "sources.OutOfRange"


def test_every_conversion_leads_to_a_unit_of_ours():
    ours = {quantity.unit for quantity in QUANTITIES.values()}
    assert {unit for _, unit in CONVERSIONS} <= ours
    assert all(factor > 0 for factor, _ in CONVERSIONS.values())


@pytest.mark.parametrize(
    "settings",
    [
        {"url": "http://x:1", "subject": "a"}, {"url": "nats://u:p@x:1", "subject": "a"}, {"url": "nats://x:1", "subject": "$SYS.>"},
        {"url": "nats://x:1", "subject": "a..b"}, {"url": "nats://x:1", "subject": "a.>.b"}, {"url": "nats://x:1", "subject": "a b"},
        {"url": "nats://x:1", "subject": "_INBOX.x"}, {"url": "nats://x:1", "subject": "a*"}, {"url": "nats://x:1", "subject": "a", "queue": "q.x"},
    ],
)  # fmt: skip
def test_nats_is_not_told_what_it_should_not_be(settings: dict[str, str]):
    with pytest.raises(ValidationError):
        NatsSubject.Settings.model_validate(settings)
