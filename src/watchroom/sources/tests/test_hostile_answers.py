"""Whatever a source of any kind is answered or sent: it is read, or refused by a fault; it never breaks, and never lulls."""

from collections.abc import Iterator

import orjson
import pytest

from watchroom.kernel.faults import Fault
from watchroom.sources.checking import check
from watchroom.sources.connector import CONNECTORS, Answer, Asked, Asking, Came, Connector, Hearing, Kept, Polling
from watchroom.sources.connectors.http_push import HttpPush
from watchroom.sources.faults import FeedDown

pytestmark = pytest.mark.pure
AT_MS = 1_770_346_800_000
DATE = {"date": "Fri, 06 Feb 2026 03:05:00 GMT"}


def with_entity(root: str) -> str:
    return f'<?xml version="1.0"?><!DOCTYPE {root} [<!ENTITY a "b">]><{root}>&a;</{root}>'


# What no list and no document is: a source that answers so is unwell, and what it told before stands.
NOTHING_OF_A_FEED: dict[str, bytes] = {
    "nothing": b"", "a blank": b" \n", "zeroes": b"\0" * 100, "half a mark": b"\xff\xfe",
    "a web page": b"<html><head><title>502</title></head><body>Bad gateway</body></html>", "a word": b"OK",
    "cut off": b'<feed xmlns="http://www.w3.org/2005/Atom"><entry><id>a</i', "cut off JSON": b'{"type": "FeatureCollection", "feat',
    "very deep": b"<a>" * 100_000, "very deep JSON": b"[" * 100_000, "an error in JSON": b'{"error": {"code": 500}}',
    "null": b"null", "a number": b"17", "a list of null": b"[null]", "packed": b"\x1f\x8b\x08\x00" + b"\0" * 40,
    **{f"an entity in {root}, {coding}": with_entity(root).encode(coding)
       for root in ("feed", "rss", "alert", "alerts", "EDXLDistribution") for coding in ("utf-8", "utf-16", "utf-16-be")},
}  # fmt: skip
# What may be well formed and still is not what it says, or is only half: it costs itself and nothing more.
ODD: dict[str, bytes] = {
    "entries of nothing": b"<feed>" + b"<entry/>" * 900 + b"</feed>", "items of nothing": b"<rss><channel><item/></channel></rss>",
    "features of nothing": b'{"features": [null, 1, {}, {"id": null, "properties": [], "geometry": 1}]}',
    "series of nothing": b'{"value": {"timeSeries": [null, {}, {"sourceInfo": {"siteCode": []}, "variable": null}]}}',
    "two keys of one name": b'{"value": 1, "value": 2}', "many keys": orjson.dumps({f"k{i}": i for i in range(20_000)}),
    "a huge number": b'{"value": ' + b"9" * 5_000 + b"}", "beyond all numbers": b'{"value": 1e999, "sensor": "a"}',
    "no number": b'{"sensor": ["a"], "value": [NaN], "measured_at": [Infinity]}', "half a character": b'{"sensor": "\\ud800", "value": 1}',
    "not UTF-8": b'{"sensor": "\xed\xa0\x80", "value": 1}', "columns of columns": b'{"sensor": [["a"]], "value": [[1]], "measured_at": [{}]}',
    "readings of nothing": b'{"readings": [1, {}, null]}', "a result of nothing": b'{"result": null, "Datastream": null}',
    "arrays that do not fit": b'[{"components": ["result"], "dataArray": [[1, 2]]}]', "alerts of nothing": b'{"alerts": [null, {}]}',
    "a place of nothing": b'{"_type": "location", "lat": "x", "lon": null, "tst": 1e300}', "an Arrow mark": b"\xff\xff\xff\xff",
    "a lying length": b"\xff\xff\xff\xff\xff\xff\xff\x7f", "an empty table": b"\xff\xff\xff\xff\x10\0\0\0" + b"\0" * 16,
    "only a beginning": b"METAR", "no such day": b"METAR KXYZ 999999Z 00000KT=", "one long group": b"METAR KXYZ 060300Z " + b"9" * 50_000,
    "a beginning without an end": b"AAXX", "no such hour": b"AAXX 99991 99901 ///// /////=",
    "a varint without end": b"\x80" * 1_000, "fields of nothing": b"\x0a\x00" * 500,
}  # fmt: skip


def ready() -> Iterator[Connector]:
    for kind in CONNECTORS.all.values():
        yield kind(kind.Settings.model_validate(kind.samples[0].settings))


ASKED = [pytest.param(one, id=one.name) for one in ready() if isinstance(one, Asking) and not isinstance(one, Polling) and one.name != "official"]  # fmt: skip
HEARD = [pytest.param(one, id=one.name) for one in ready() if isinstance(one, Hearing)]
TOPICS = [
    "",
    "sensors/d/x",
    "Datastreams('",
    "Datastreams('a')/Observations",
    "spBv1.0/g/DDATA/n/d",
    "a.b.c",
    "x" * 500,
    "\ud800",
]


def answered(connector: Asking, body: bytes, status: int = 200) -> Asked | Fault:
    try:
        return connector.ask(Kept(Answer(status, DATE, body)), {"etag": '"1"', "seen": {"a": "1"}})
    except Fault as fault:
        return fault


@pytest.mark.parametrize("what", NOTHING_OF_A_FEED)
@pytest.mark.parametrize("connector", ASKED)
def test_what_is_no_answer_of_its_kind_is_a_fault_and_never_a_quiet_day(connector: Asking, what: str):
    """A failed answer that passed for an empty list took standing warnings off a board.

    Source: https://github.com/koala73/worldmonitor/pull/8042
    """
    found = answered(connector, NOTHING_OF_A_FEED[what])

    assert isinstance(found, Fault) or found.faults, "nothing was understood, and nobody was told"
    assert isinstance(found, Fault) or (found.documents, found.offers, found.notices) == ([], [], [])


@pytest.mark.parametrize("what", ODD)
@pytest.mark.parametrize("connector", ASKED)
def test_an_odd_answer_is_read_or_refused_and_breaks_nothing(connector: Asking, what: str):
    found = answered(connector, ODD[what])

    assert isinstance(found, Fault) or (found.offers, found.notices) == ([], [])


@pytest.mark.parametrize("status", [204, 301, 400, 401, 403, 404, 429, 500, 503])
@pytest.mark.parametrize("connector", ASKED)
def test_no_status_but_a_whole_answer_counts_as_one(connector: Asking, status: int):
    found = answered(connector, b"", status)

    told = [found] if isinstance(found, Fault) else found.faults
    assert [type(fault) for fault in told] == [FeedDown]


@pytest.mark.parametrize("what", [*NOTHING_OF_A_FEED, *ODD])
@pytest.mark.parametrize("connector", HEARD)
def test_a_message_is_read_or_refused_whatever_it_is_and_wherever_it_comes(connector: Hearing, what: str):
    body = NOTHING_OF_A_FEED.get(what, ODD.get(what, b""))
    for topic in TOPICS:
        try:
            offer = connector.hear(Came(body, topic))
            taken = check(offer, {}, AT_MS, source=1, device="d")
        except Fault:
            continue
        assert len(taken) == 0
        assert len(taken.refused) == len(offer)


def test_the_table_reaches_every_kind_of_connector():
    assert {one.values[0].name for one in [*ASKED, *HEARD]} | {"official", "modbus", "snmp"} == set(CONNECTORS.all)  # type: ignore[union-attr]
    assert HttpPush.name in {one.values[0].name for one in HEARD}  # type: ignore[union-attr]
