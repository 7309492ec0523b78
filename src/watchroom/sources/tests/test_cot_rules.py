"""Cursor on Target: cutting a stream, reading an event, and which doors may be opened. F39 to F42."""

import pytest
from pydantic import ValidationError

from watchroom.sources.connector import Came
from watchroom.sources.connectors.cot import Cot
from watchroom.sources.cot import MOST_EVENT, Cutter, read_event
from watchroom.sources.doors import is_own
from watchroom.sources.faults import NoPosition, TooLarge

pytestmark = pytest.mark.pure


def event(
    uid: str = "u-1",
    lat: str = "40.9",
    lon: str = "115.4",
    time: str = "2026-02-06T03:00:00Z",
    more: str = "",
    kind: str = "a-f-G",
) -> bytes:
    return (
        f'<event version="2.0" uid="{uid}" type="{kind}" how="m-g" time="{time}" start="{time}" stale="{time}">'
        f'<point lat="{lat}" lon="{lon}" hae="0" ce="9999999.0" le="9999999.0"/>{more}</event>'
    ).encode()


ONE, TWO = event("u-1"), event("u-2")
PROLOG = b'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'


@pytest.mark.parametrize(
    "pieces",
    [
        [ONE + TWO],
        [ONE + b"\n" + TWO + b"\n\n"],
        [PROLOG + ONE + b"\r\n" + PROLOG + TWO],
        [PROLOG[:9], PROLOG[9:] + ONE[:40], ONE[40:-3], ONE[-3:] + b"\n" + TWO[:1], TWO[1:]],
        [bytes([byte]) for byte in PROLOG + ONE + b"\n" + TWO],
    ],
)
def test_events_are_found_however_a_network_cuts_them(pieces: list[bytes]):
    """F39: a newline after an event, a prolog before each, two in one packet, one over many."""
    cutter = Cutter()
    assert [one for piece in pieces for one in cutter.feed(piece)] == [ONE, TWO]


def test_what_is_no_event_is_passed_over_and_noted_and_the_next_event_is_found():
    assert list(Cutter().feed(b"hello <x/>" + ONE)) == [b"hello <x/>", ONE]
    (passed,) = Cutter().feed(b"x" * 10_000)
    assert set(passed) == {ord("x")}


@pytest.mark.parametrize(
    ("bad", "fault"), [(b"<event " + b"x" * MOST_EVENT, TooLarge), (b"\xbf\x01\xbf\x0a\x05", NoPosition)]
)
def test_an_event_that_does_not_end_and_the_binary_form_end_a_connection_after_what_came_before(
    bad: bytes, fault: type[Exception]
):
    cutter, found = Cutter(), list[bytes]()
    with pytest.raises(fault):
        found.extend(cutter.feed(ONE + bad))  # a list takes what it is given before the end
    assert (found, cutter.rest) == ([ONE], bad)


def test_a_cutter_holds_no_more_than_one_event():
    cutter = Cutter()
    for _ in range(100):
        list(cutter.feed(b"y" * 5000))
    assert len(cutter._held) < 5000


def test_only_what_a_position_needs_is_needed():
    """F42: no client version; F41: begun days ago and stale long since, it is where it is at its own time."""
    found = read_event(
        event(more="<detail><track speed='3'/></detail>").replace(b"start=", b'start="2020-01-01T00:00:00Z" x=')
    )
    assert (found.uid, found.lon, found.lat, found.ce, found.time) == ("u-1", 115.4, 40.9, None, "2026-02-06T03:00:00Z")


def test_a_client_without_a_fix_and_events_that_are_no_units_give_no_position():
    cot = Cot(Cot.Settings())
    for body in (event(lat="0", lon="0"), event(kind="b-m-p-s-m"), event(kind="t-x-c-t")):
        assert len(cot.hear(Came(body))) == 0
    assert len(cot.hear(Came(event()))) == 2


def test_an_unknown_unit_is_offered_by_its_callsign_made_harmless():
    offer = Cot(Cot.Settings()).hear(Came(event(more="<detail><contact callsign='&#x202e;A'/></detail>")))
    assert list(offer.sensor) == ["\\u202eA-lon", "\\u202eA-lat"]


@pytest.mark.parametrize(
    "data",
    [
        b"", b"<event", b"<events/>", b'{"type": "Feature"}', ONE[:-3], b"\xbf\x01\xbf" + ONE, ONE.decode().encode("utf-16"),
        b'<!DOCTYPE event [<!ENTITY a SYSTEM "file:///etc/passwd">]>' + ONE, b'<!doctype event>' + ONE, ONE.replace(b"<point", b"<pint"),
        event(lat="NaN north"), event(lat=""), event(lat="1_0"), event(lat="4" * 50), event(more="<a>" * 3000), event(more="<a>" * 300 + "</a>" * 300),
        event().replace(b"u-1", b"\xff\xff"), event(more="&boom;"),
    ],
)  # fmt: skip
def test_what_is_no_event_is_refused(data: bytes):
    with pytest.raises(NoPosition):
        read_event(data)


def test_an_event_over_the_limit_is_not_parsed():
    with pytest.raises(TooLarge):
        read_event(event(more="x" * MOST_EVENT))


@pytest.mark.parametrize("host", ["127.0.0.1", "::1", "10.1.2.3", "192.168.0.7", "172.20.1.1", "fd00::1"])
def test_a_door_without_keys_is_opened_within(host: str):
    assert is_own(host)
    assert Cot.Settings.model_validate({"host": host, "by": "udp"})


@pytest.mark.parametrize("host", ["0.0.0.0", "::", "8.8.8.8", "169.254.1.1", "example.org", ""])
def test_a_door_without_keys_is_not_opened_to_others(host: str):
    assert not is_own(host)
    for by in ("tcp", "udp"):
        with pytest.raises(ValidationError):
            Cot.Settings.model_validate({"host": host, "by": by})
    assert Cot.Settings.model_validate({"host": host, "by": "tls"})
